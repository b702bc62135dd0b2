//! Diagnostics as plain data: what was found, where, why, and what to do, in English and Japanese side by side. They are
//! made deep inside the compiler, travel beside its results, and are drawn once, at the edge (`render`).

mod level;
mod nearest;
pub mod registry;

pub use level::{Level, Levels};
pub use nearest::{fold, look_alike, nearest};

use crate::source::{Sources, Span};
use std::fmt;

/// Diagnostics kept for one file; more would bury the first ones, which are usually the cause of the rest.
pub const MAX_DIAGNOSTICS_PER_FILE: usize = 50;

/// Language of texts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Japanese.
    Japanese,
}

/// A text for people in both languages. Both are required, so a missing translation does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Text {
    /// Both languages, English first.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { en: en.into(), ja: ja.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Japanese => &self.ja,
        }
    }
}

/// Number of a kind of finding, shown as `F0123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "F{:04}", self.0)
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The scenario must not be released.
    Error,
    /// It can be released, but someone should look.
    Warning,
    /// Worth knowing; no reason to stop anything.
    Note,
}

/// A place with a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there, a few words.
    pub text: Text,
}

/// Whether a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixSafety {
    /// Keeps what the author meant; `--fix` applies it.
    Safe,
    /// Likely right, but changes meaning.
    Unsafe,
    /// Only shown.
    DisplayOnly,
}

/// A change of the source that removes the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// May it be applied without asking?
    pub safety: FixSafety,
    /// What it does.
    pub title: Text,
    /// Each span is replaced by its text. Spans do not overlap.
    pub edits: Vec<(Span, String)>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kind.
    pub code: Code,
    /// Gravity.
    pub severity: Severity,
    /// What is wrong, in the marketer's words, lower case at the start, no full stop at the end in English.
    pub message: Text,
    /// The place that is wrong.
    pub primary: Label,
    /// Places that explain it.
    pub others: Vec<Label>,
    /// The way out.
    pub help: Option<Text>,
    /// Changes that remove it.
    pub fixes: Vec<Fix>,
    /// A `test` block that shows it, as source text that can be pasted into a file.
    pub test: Option<String>,
}

impl Diagnostic {
    /// An error at `span`; `label` says what is at that place.
    #[must_use]
    pub fn error(code: Code, message: Text, span: Span, label: Text) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message,
            primary: Label { span, text: label },
            others: Vec::new(),
            help: None,
            fixes: Vec::new(),
            test: None,
        }
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: Code, message: Text, span: Span, label: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message, span, label) }
    }

    /// A note at `span`.
    #[must_use]
    pub fn note(code: Code, message: Text, span: Span, label: Text) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, message, span, label) }
    }

    /// The fix that may be applied without asking, if there is one.
    #[must_use]
    pub fn safe_fix(&self) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.safety == FixSafety::Safe)
    }

    /// Adds the way out.
    #[must_use]
    pub fn with_help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds a place that explains.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: Text) -> Self {
        self.others.push(Label { span, text });
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

/// A kind of finding: a struct with what was found, which knows how to say it in both languages.
pub trait Finding {
    /// Its code.
    const CODE: Code;
    /// The finding as plain data.
    fn diagnose(&self) -> Diagnostic;
}

/// Orders findings for people (path, place, code), drops exact repeats and keeps at most [`MAX_DIAGNOSTICS_PER_FILE`] of
/// each file, errors first to stay. Returns how many were left out.
pub fn settle(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) -> usize {
    let path = |one: &Diagnostic| sources.get(one.primary.span.file).map_or("", |file| file.path.as_str());
    // The number of the file parts files of one path: names that could not be read and stand for nothing else.
    let file = |one: &Diagnostic| (path(one), one.primary.span.file);
    diagnostics.sort_by(|one, other| {
        let key = |one: &Diagnostic| (one.severity, one.primary.span.start, one.code);
        file(one).cmp(&file(other)).then_with(|| key(one).cmp(&key(other)))
    });
    diagnostics.dedup();
    let before = diagnostics.len();
    let mut last = None;
    let mut count = 0;
    diagnostics.retain(|one| {
        if last != Some(one.primary.span.file) {
            last = Some(one.primary.span.file);
            count = 0;
        }
        count += 1;
        count <= MAX_DIAGNOSTICS_PER_FILE
    });
    let left_out = before - diagnostics.len();
    diagnostics.sort_by(|one, other| {
        let key = |one: &Diagnostic| (one.primary.span.start, one.code, one.severity);
        file(one).cmp(&file(other)).then_with(|| key(one).cmp(&key(other)))
    });
    left_out
}
