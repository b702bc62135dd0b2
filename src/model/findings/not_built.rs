//! F0299: a form that the language has and this build cannot run yet. It stops the release instead of dropping the form.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// A form that cannot be run yet.
#[derive(Debug)]
pub struct NotBuilt {
    /// Where.
    pub span: Span,
}

impl Finding for NotBuilt {
    const CODE: Code = Code(299);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this version of sodate cannot run this yet", "このバージョンの sodate では、まだ実行できません"),
            self.span,
            Text::new("understood, but not built", "書き方は正しいのですが、未対応です"),
        )
        .with_help(Text::new("leave it out for now", "今は使わずに書いてください"))
    }
}
