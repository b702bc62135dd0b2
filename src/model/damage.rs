//! What the parser could not read. Whatever touches it or is spoken of in it gets no further message: one cause, one message.

use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// Places with syntax errors, and the text around them.
#[derive(Debug, Default)]
pub struct Damage {
    spans: Vec<Span>,
    words: BTreeSet<String>,
    /// A whole file is missing: it may have declared anything.
    blind: bool,
}

impl Damage {
    /// Damage at these places; the words of the lines that they touch count as spoken of.
    #[must_use]
    pub fn new(sources: &Sources, spans: Vec<Span>) -> Self {
        let mut words = BTreeSet::new();
        // A long line may hold many of them; it is read once.
        let mut read = BTreeSet::new();
        for span in &spans {
            let Some(file) = sources.get(span.file) else { continue };
            let before = file.text.get(..span.start as usize).unwrap_or_default();
            let after = file.text.get(span.end as usize..).unwrap_or_default();
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let end = span.end as usize + after.find('\n').unwrap_or(after.len());
            if !read.insert((span.file, start, end)) {
                continue;
            }
            let lines = file.text.get(start..end).unwrap_or_default();
            let parts = lines.split(|character: char| !(character.is_alphanumeric() || "_-".contains(character)));
            words.extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        Self { spans, words, blind: false }
    }

    /// The same, with a whole file missing.
    #[must_use]
    pub fn with_missing_file(self, missing: bool) -> Self {
        Self { blind: missing, ..self }
    }

    /// Whether something there could not be read.
    #[must_use]
    pub fn touches(&self, span: Span) -> bool {
        let meets = |one: &Span| one.file == span.file && one.start <= span.end && span.start <= one.end;
        self.spans.iter().any(meets)
    }

    /// Whether anything could not be read.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.blind || !self.spans.is_empty()
    }

    /// Whether that word stands in text that could not be read.
    #[must_use]
    pub fn mentions(&self, word: &str) -> bool {
        self.blind || self.words.contains(word)
    }
}
