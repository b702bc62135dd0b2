//! Words that the language does not have, or not there.

use super::{fix, shown, text};
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
    /// What may stand there, in words; nothing where any name may.
    pub choice: Option<Text>,
}

impl Finding for NotUnderstood {
    const CODE: Code = Code(9);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let (en, ja) = (&self.what.en, &self.what.ja);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(format!("{written} does not begin {en}"), format!("{written} は{ja}として読み取れません")),
            self.span,
            text("not understood", "読み取れません"),
        );
        let Some(choice) = &self.choice else {
            return diagnostic.with_help(text(
                "delete it, or begin the line with `//` to make it a comment",
                "削除するか、行の先頭に `//` を付けてコメントにしてください",
            ));
        };
        diagnostic.with_help(text(
            format!("here can stand {}; a note, which does nothing, begins with `//`", choice.en),
            format!("ここに書けるのは、{}。何も動かさないメモなら、行の先頭に `//` を付けます", choice.ja),
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
    /// What may stand there, in words; nothing where any name may.
    pub choice: Option<Text>,
    /// Where it belongs, if that is one place.
    pub home: Option<Text>,
    /// What to write, where that is known better than by what may stand there.
    pub instead: Option<Text>,
}

impl Finding for WrongPlace {
    const CODE: Code = Code(24);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let (en, ja) = (&self.place.en, &self.place.ja);
        let (can_en, can_ja) = self.choice.as_ref().map_or_else(
            || ("delete it".to_owned(), "削除してください".to_owned()),
            |choice| (format!("here can stand {}", choice.en), format!("ここに書けるのは、{}", choice.ja)),
        );
        let help = match (&self.instead, &self.home) {
            (Some(instead), _) => text(instead.en.clone(), instead.ja.clone()),
            (None, Some(home)) => {
                text(format!("it belongs {}; {can_en}", home.en), format!("{}に書いてください。{can_ja}", home.ja))
            }
            (None, None) => text(can_en, can_ja),
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
