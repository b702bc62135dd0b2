//! F0406: a link that is declared but stands nowhere in the body, so that no reader can click it.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// A link that the body does not show.
#[derive(Debug)]
pub struct UnusedLink<'a> {
    /// The mail.
    pub email: &'a str,
    /// The link.
    pub link: &'a str,
    /// Where its name is declared.
    pub span: Span,
}

impl Finding for UnusedLink<'_> {
    const CODE: Code = Code(406);
    fn diagnose(&self) -> Diagnostic {
        let (email, link) = (self.email, self.link);
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                format!("the body of `{email}` does not show the link `{link}`, so nobody can click it"),
                format!("メール `{email}` の本文にリンク `{link}` がないため、誰もクリックできません"),
            ),
            self.span,
            Text::new("not in the body", "本文にありません"),
        )
        .with_help(Text::new(
            format!("put `[words to click]({link})` into the body, or delete the link"),
            format!("本文に `[クリックする言葉]({link})` と書くか、このリンクを削除してください"),
        ))
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for body in subject.bodies {
        let Some(used) = subject.links_used.get(&body.email) else { continue };
        for (link, span) in body.links.iter().filter(|(link, _)| !used.contains(link)) {
            found.push(UnusedLink { email: &body.email, link, span: *span }.diagnose());
        }
    }
}
