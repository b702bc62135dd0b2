//! What people write to have opt-outs obeyed, as other tools need it. Here nothing needs to be written.

use crate::diagnostic::{Code, Diagnostic, Finding, Text, fold};
use crate::source::Span;

/// `stop on unsubscribe`, `{{ unsubscribe_url }}`: something about opt-outs, which are obeyed by themselves.
#[derive(Debug)]
pub struct OptOutByItself<'a> {
    /// As written.
    pub word: &'a str,
    /// Where.
    pub span: Span,
}

/// How such words begin, folded, without `_` and `-`.
const BEGINNINGS: [&str; 9] =
    ["unsubscri", "optout", "optedout", "optsout", "配信停止", "配信解除", "購読解除", "購読停止", "おぷとあうと"];

/// Whether an unknown name is meant for opt-outs: `unsubscribed`, `opt_out`, `配信停止URL`. It is not where a name that is nearly
/// the same, and speaks of them, too, is declared: that one is misspelt.
#[must_use]
pub fn is_opt_out(name: &str, near: Option<&str>) -> bool {
    speaks_of_opt_outs(name) && !near.is_some_and(speaks_of_opt_outs)
}

fn speaks_of_opt_outs(name: &str) -> bool {
    let folded: String = fold(name).chars().filter(|one| !matches!(one, '_' | '-' | ' ')).collect();
    let plain = folded.strip_prefix("is").unwrap_or(&folded);
    BEGINNINGS.iter().any(|beginning| plain.starts_with(beginning))
}

impl Finding for OptOutByItself<'_> {
    const CODE: Code = Code(113);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{word}` is not written: opt-outs are obeyed by themselves"),
                format!("`{word}` は書く必要がありません。配信停止の申し出は自動で守られます"),
            ),
            self.span,
            Text::new("happens by itself", "自動で行われます"),
        )
        .with_help(Text::new(
            "leave it out: whoever opts out gets no email from then on, and advertising email ends with a link to opt out",
            "この部分は不要ですので、削除してください。配信停止した人には以後メールが送られず、広告メールの末尾には配信停止リンクが\
             自動で入ります",
        ))
    }
}
