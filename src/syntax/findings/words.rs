//! Words that the language does not have, or not there.

use super::{fix, listed, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, FixSafety, Text};
use crate::source::Span;

/// A word that is nearly one of those that may stand there.
#[derive(Debug)]
pub struct UnknownWord {
    /// The word.
    pub span: Span,
    /// As written.
    pub written: String,
    /// The word that was meant.
    pub suggestion: &'static str,
    /// Only full-width or capital letters differ.
    pub same_letters: bool,
}

impl Finding for UnknownWord {
    const CODE: Code = Code(8);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let meant = self.suggestion;
        let message = if self.same_letters {
            text(
                format!("{written} must be written `{meant}`"),
                format!("{written} は、半角の小文字で `{meant}` と書いてください"),
            )
        } else {
            text(format!("there is no word {written} here"), format!("{written} という書き方はありません"))
        };
        let safety = if self.same_letters { FixSafety::Safe } else { FixSafety::Unsafe };
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        Diagnostic::error(
            Self::CODE,
            message,
            self.span,
            text(format!("did you mean `{meant}`?"), format!("`{meant}` のことですか？")),
        )
        .with_help(text(format!("write `{meant}`"), format!("`{meant}` と書いてください")))
        .with_fix(fix(safety, title, self.span, meant))
    }
}

/// Text that begins nothing that may stand there.
#[derive(Debug)]
pub struct NotUnderstood {
    /// The text.
    pub span: Span,
    /// As written.
    pub written: String,
    /// What was expected: `a step`.
    pub what: Text,
    /// The words that begin such a thing.
    pub words: Vec<String>,
}

impl Finding for NotUnderstood {
    const CODE: Code = Code(9);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let (en, ja) = (&self.what.en, &self.what.ja);
        let words = listed(&self.words);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(format!("{written} does not begin {en}"), format!("{written} は{ja}として読み取れません")),
            self.span,
            text("not understood", "読み取れません"),
        );
        if self.words.is_empty() {
            return diagnostic.with_help(text(
                "delete it, or begin the line with `//` to make it a comment",
                "削除するか、行の先頭に `//` を付けてコメントにしてください",
            ));
        }
        diagnostic.with_help(text(
            format!("here a line begins with {}; notes are written after `//`", words.en),
            format!("ここに書ける行は {} で始まります。メモは `//` のあとに書いてください", words.ja),
        ))
    }
}

/// A word that the language has, but not there.
#[derive(Debug)]
pub struct WrongPlace {
    /// The word.
    pub span: Span,
    /// As written.
    pub written: String,
    /// Where it stands: `in a scenario`.
    pub place: Text,
    /// The words that may stand there.
    pub words: Vec<String>,
    /// Where it belongs, if that is one place.
    pub home: Option<Text>,
}

impl Finding for WrongPlace {
    const CODE: Code = Code(24);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let (en, ja) = (&self.place.en, &self.place.ja);
        let words = listed(&self.words);
        let help = match &self.home {
            Some(home) => text(
                format!("it belongs {}; here can stand {}", home.en, words.en),
                format!("{}に書いてください。ここに書けるのは {} です", home.ja, words.ja),
            ),
            None => text(format!("here can stand {}", words.en), format!("ここに書けるのは {} です", words.ja)),
        };
        Diagnostic::error(
            Self::CODE,
            text(format!("{written} cannot stand {en}"), format!("{written} は{ja}には書けません")),
            self.span,
            text("not here", "ここには書けません"),
        )
        .with_help(help)
    }
}
