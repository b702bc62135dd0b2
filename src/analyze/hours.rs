//! F0432: scenarios that send marketing mail, and nothing in the workspace says when mail may leave: there is no `limits`
//! block, or none of its lines gives hours.

use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::Program;
use crate::source::{Sources, Span};
use crate::syntax::ast::{DeclarationKind, File};

/// The zone whose holidays the offered block names.
const JAPAN: &str = "Asia/Tokyo";

/// Looks for sending hours, and where there are none, for the first scenario that would need them. Told once.
pub(super) fn check(program: &Program, units: &[File], sources: &Sources) -> Option<Diagnostic> {
    if program.limits.hours.is_some() {
        return None;
    }
    let mut declarations = units.iter().flat_map(|unit| &unit.declarations);
    let limits = declarations
        .find_map(|one| if let DeclarationKind::Limits(limits) = &one.kind { Some(limits.keyword) } else { None });
    let advertises = |email: &str| program.emails.get(email).is_some_and(|email| !email.transactional);
    let mut scenarios = program.scenarios.iter().filter(|(_, scenario)| scenario.sent().any(advertises));
    let span = Places { program, sources }.of_scenario(scenarios.next()?.0)?;
    Some(AnyHour { zone: &program.limits.zone, limits, span }.diagnose())
}

/// Marketing mail without sending hours.
#[derive(Debug)]
pub struct AnyHour<'a> {
    /// Zone of the workspace.
    pub zone: &'a str,
    /// The word `limits` of the block without hours, where there is one.
    pub limits: Option<Span>,
    /// The name of the first scenario that sends such mail.
    pub span: Span,
}

impl Finding for AnyHour<'_> {
    const CODE: Code = Code(432);
    fn diagnose(&self) -> Diagnostic {
        let holidays = if self.zone == JAPAN { ", not on holidays of japan" } else { "" };
        let hours = format!("send weekdays 9:00 to 18:00{holidays}");
        let message = Text::new(
            "nothing says when marketing mail may leave: it leaves at night and on holidays, too",
            "広告メールを送ってよい時間が決められていません。夜間や休日にも送信されます",
        );
        let sends = Text::new("sends marketing mail", "広告メールを送ります");
        match self.limits {
            None => Diagnostic::note(Self::CODE, message, self.span, sends).with_help(Text::new(
                format!("write the hours once for the whole workspace:\n`limits {{ {hours} }}`"),
                format!("ワークスペースのどこかに、次のように一度だけ書いてください:\n`limits {{ {hours} }}`"),
            )),
            Some(limits) => {
                let label = Text::new("no sending hours in here", "送信してよい時間がありません");
                Diagnostic::note(Self::CODE, message, limits, label)
                    .with_label(self.span, sends)
                    .with_help(Text::new(format!("add `{hours}`"), format!("`{hours}` のように追加してください")))
            }
        }
    }
}
