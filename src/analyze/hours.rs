//! F0432: scenarios that send marketing mail, and nothing in the workspace says when mail may leave.

use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::Program;
use crate::source::{Sources, Span};
use crate::syntax::ast::{DeclarationKind, File};

/// The zone whose holidays the offered block names.
const JAPAN: &str = "Asia/Tokyo";

/// Looks for a `limits` block, and where there is none, for the first scenario that would need it. Told once.
pub(super) fn check(program: &Program, units: &[File], sources: &Sources) -> Option<Diagnostic> {
    let mut declarations = units.iter().flat_map(|unit| &unit.declarations);
    if declarations.any(|one| matches!(one.kind, DeclarationKind::Limits(_))) {
        return None;
    }
    let advertises = |email: &str| program.emails.get(email).is_some_and(|email| !email.transactional);
    let mut scenarios = program.scenarios.iter().filter(|(_, scenario)| scenario.sent().any(advertises));
    let span = Places { program, sources }.of_scenario(scenarios.next()?.0)?;
    Some(AnyHour { zone: &program.limits.zone, span }.diagnose())
}

/// Marketing mail without `limits`.
#[derive(Debug)]
pub struct AnyHour<'a> {
    /// Zone of the workspace.
    pub zone: &'a str,
    /// The name of the first scenario that sends such mail.
    pub span: Span,
}

impl Finding for AnyHour<'_> {
    const CODE: Code = Code(432);
    fn diagnose(&self) -> Diagnostic {
        let holidays = if self.zone == JAPAN { ", not on holidays of japan" } else { "" };
        let block = format!("limits {{ send weekdays 9:00 to 18:00{holidays} }}");
        Diagnostic::note(
            Self::CODE,
            Text::new(
                "nothing says when marketing mail may leave: it leaves at night and on holidays, too",
                "広告メールを送ってよい時間が決められていません。夜間や休日にも送信されます",
            ),
            self.span,
            Text::new("sends marketing mail", "広告メールを送ります"),
        )
        .with_help(Text::new(
            format!("write the hours once for the whole workspace:\n`{block}`"),
            format!("ワークスペースのどこかに、次のように一度だけ書いてください:\n`{block}`"),
        ))
    }
}
