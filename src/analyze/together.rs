//! F0473 between scenarios: two that begin with the same thing and send at the same moment. A note, since the mails may be
//! meant to come one after the other, as the caps let them.

use super::promise_findings::MailsAtOnce;
use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::{Program, words};
use crate::source::{Sources, Span};
use crate::verify::{self, Held, Together, When};

/// All of them in a program.
pub(super) fn check(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let told = |pair: &Together| {
        let (first, span) = (places.of_step(&pair.first)?, places.of_step(&pair.second)?);
        let (one, other) = (pair.first.scenario.as_deref()?, pair.second.scenario.as_deref()?);
        let start = program.scenarios.get(other)?.starts.get(pair.start)?;
        let start = words::start(program, &start.trigger);
        Some(MailsTogether { scenarios: (one, other), start, when: pair.when, held: pair.held, first, span }.diagnose())
    };
    verify::together(program).iter().filter_map(told).collect()
}

/// Marketing mails of two scenarios at one moment.
#[derive(Debug)]
pub struct MailsTogether<'a> {
    /// The scenarios.
    pub scenarios: (&'a str, &'a str),
    /// What both begin with.
    pub start: Text,
    /// When both send.
    pub when: When,
    /// What becomes of the second mail.
    pub held: Held,
    /// The first mail.
    pub first: Span,
    /// The second.
    pub span: Span,
}

impl Finding for MailsTogether<'_> {
    const CODE: Code = MailsAtOnce::CODE;
    fn diagnose(&self) -> Diagnostic {
        let ((one, other), Text { en, ja }) = (self.scenarios, &self.start);
        let when = match self.when {
            When::AtOnce => Text::new("at once", "すぐに"),
            When::Day(day, None) => Text::new(format!("on day {day}"), format!("{day}日目に")),
            When::Day(day, Some(at)) => Text::new(format!("on day {day} at {at}"), format!("{day}日目の{at}に")),
        };
        let message = Text::new(
            format!("`{one}` and `{other}` begin alike ({en}), and both send {}", when.en),
            format!("`{one}` と `{other}` は同じきっかけ（{ja}）で始まり、どちらも{}メールを送ります", when.ja),
        );
        let label = match self.held {
            Held::NextDay => {
                Text::new("the daily cap moves this one to the next day", "1日の上限により、こちらは翌日に回ります")
            }
            Held::Later => Text::new("the limits hold this one back", "上限や間隔の決まりにより、こちらは後に回ります"),
            Held::No => Text::new("both arrive together", "2通が同時に届きます"),
        };
        Diagnostic::note(Self::CODE, message, self.span, label)
            .with_label(self.first, Text::new("the other mail", "もう1通のメール"))
            .with_help(Text::new(
                "let one of them wait (`wait 3 days`), say by `priority` which goes first, or make one scenario of them",
                "片方を後にずらすか（`wait 3 days` など）、どちらを先に送るかを `priority` で決めるか、1つのシナリオにまとめてください",
            ))
    }
}
