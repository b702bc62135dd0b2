//! F0473 between scenarios: two that go on at one moment and send at one moment. A note, since the mails may be meant to come
//! one after the other, as the caps let them.

use super::promise_findings::MailsAtOnce;
use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::{Expression, Program, words};
use crate::model;
use crate::source::{Sources, Span};
use crate::verify::{self, Held, Together, When};

/// All of them in a program.
pub(super) fn check(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let excludes =
        |event: Option<&str>, facts: &[(&Expression, bool)]| model::exclude_each_other(program, event, facts);
    let told = |pair: &Together| {
        let (first, span) = (places.of_step(&pair.first)?, places.of_step(&pair.second)?);
        let (one, other) = (pair.first.scenario.as_deref()?, pair.second.scenario.as_deref()?);
        let (beginning, start) = (pair.start.0.as_str(), pair.start.1);
        let awaits = pair.awaited.then_some(if beginning == one { other } else { one });
        let start = program.scenarios.get(beginning)?.starts.get(start)?;
        let start = words::start(program, &start.trigger);
        let scenarios = awaits.map_or((one, other), |awaits| (awaits, beginning));
        let (awaited, may, when, held) = (pair.awaited, pair.may, pair.when, pair.held);
        Some(MailsTogether { scenarios, start, awaited, may, when, held, first, span }.diagnose())
    };
    verify::together(program, &excludes).iter().filter_map(told).collect()
}

/// Marketing mails of two scenarios at one moment.
#[derive(Debug)]
pub struct MailsTogether<'a> {
    /// The scenarios; the one that awaits the start of the other first.
    pub scenarios: (&'a str, &'a str),
    /// What both begin with, or the second.
    pub start: Text,
    /// The first awaits it.
    pub awaited: bool,
    /// Conditions decide whether a lead gets both.
    pub may: bool,
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
        let when = when(self.when);
        let send = if self.may {
            Text::new(format!("may send {}", when.en), format!("{}メールを送ることがあります", when.ja))
        } else {
            Text::new(format!("send {}", when.en), format!("{}メールを送ります", when.ja))
        };
        let message = if self.awaited {
            Text::new(
                format!("`{one}` waits for what `{other}` begins with ({en}), and both {}", send.en),
                format!("`{one}` が待つ反応（{ja}）で `{other}` も始まり、どちらも{}", send.ja),
            )
        } else {
            Text::new(
                format!("`{one}` and `{other}` begin alike ({en}), and both {}", send.en),
                format!("`{one}` と `{other}` は同じきっかけ（{ja}）で始まり、どちらも{}", send.ja),
            )
        };
        Diagnostic::note(Self::CODE, message, self.span, held(self.held))
            .with_label(self.first, Text::new("the other mail", "もう1通のメール"))
            .with_help(Text::new(
                "let one of them wait (`wait 3 days`), say by `priority` which goes first, or make one scenario of them",
                "片方を後にずらすか（`wait 3 days` など）、どちらを先に送るかを `priority` で決めるか、1つのシナリオにまとめてください",
            ))
    }
}

/// When both send.
fn when(when: When) -> Text {
    match when {
        When::AtOnce => Text::new("at once", "すぐに"),
        When::Day(day, None) => Text::new(format!("on day {day}"), format!("{day}日後に")),
        When::Day(day, Some(at)) => Text::new(format!("on day {day} at {at}"), format!("{day}日後の{at}に")),
        When::Same => Text::new("at the same moment", "同じ時点に"),
    }
}

/// What becomes of the second mail.
fn held(held: Held) -> Text {
    match held {
        Held::NextDay => Text::new(
            "the daily cap moves one of the two to another day",
            "1日の上限により、2通のうち1通は別の日に回ります",
        ),
        Held::Later => {
            Text::new("the limits hold one of the two back", "上限や間隔の決まりにより、2通のうち1通は後に回ります")
        }
        Held::No => Text::new("both arrive together", "2通が同時に届きます"),
    }
}
