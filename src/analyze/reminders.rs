//! F0479: mails before a date that can leave on it or after it, told with a date for which it happens.

use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::engine::civil;
use crate::ir::Program;
use crate::source::{Sources, Span};
use crate::verify::{self, LateReminder, Push};

/// All of them in a program.
pub(super) fn check(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let found = verify::late_reminders(program).into_iter();
    let told = |reminder: LateReminder| {
        let span = places.of_step(&reminder.send)?;
        Some(LateReminderFound { reminder: &reminder, zone: &program.limits.zone, span }.diagnose())
    };
    found.filter_map(told).collect()
}

/// A mail that can come too late for what it announces.
#[derive(Debug)]
pub struct LateReminderFound<'a> {
    /// What was found.
    pub reminder: &'a LateReminder,
    /// Zone of the workspace.
    pub zone: &'a str,
    /// The step that sends it.
    pub span: Span,
}

impl Finding for LateReminderFound<'_> {
    const CODE: Code = Code(479);
    fn diagnose(&self) -> Diagnostic {
        let reminder = self.reminder;
        let date = if reminder.whole_day {
            civil::format_date(civil::local_date(reminder.date, self.zone))
        } else {
            civil::format_local(reminder.date, self.zone)
        };
        let leaves = civil::format_local(reminder.leaves, self.zone);
        let message = Text::new(
            format!("the mail for {} can leave on {}, too late", date.en, leaves.en),
            format!("{}の予定のお知らせが、{}の配信になり、間に合わないことがあります", date.ja, leaves.ja),
        );
        let label = match reminder.push {
            Push::Hours => Text::new("waits for the sending hours", "配信時間まで待ちます"),
            Push::ClosedDays => Text::new("waits over the closed days", "休みが明けるまで待ちます"),
            Push::Cap => Text::new("waits for room under a cap", "上限に空きが出るまで待ちます"),
        };
        let diagnostic = if reminder.push == Push::ClosedDays {
            Diagnostic::note(Self::CODE, message, self.span, label)
        } else {
            Diagnostic::warning(Self::CODE, message, self.span, label)
        };
        diagnostic.with_help(self.way_out())
    }
}

impl LateReminderFound<'_> {
    fn way_out(&self) -> Text {
        let (earlier_en, earlier_ja) = self.reminder.enough.map_or_else(
            || ("send it earlier".to_owned(), "もっと前に送ってください".to_owned()),
            |days| {
                let day = if days == 1 { "day" } else { "days" };
                (
                    format!("send it earlier (`{days} {day} before …` is enough)"),
                    format!("もっと前に送ってください（`{days} {day} before …` なら間に合います）"),
                )
            },
        );
        let (skip_en, skip_ja) = if self.reminder.push == Push::Cap {
            (
                "; with `when capped skip` behind the `send` it is left out where a cap is full",
                "。`send` の後に `when capped skip` と書くと、上限に達しているときは送りません",
            )
        } else {
            ("", "")
        };
        let (confirm_en, confirm_ja) = if self.reminder.booked {
            (
                "make the mail `transactional` if it confirms what the lead has booked, or ",
                "申し込まれたことの確認なら、メールを `transactional` にしてください。そうでなければ、",
            )
        } else {
            ("", "")
        };
        Text::new(
            format!("{confirm_en}{earlier_en}{skip_en}; `, else` only looks at the moment itself, not at this wait"),
            format!("{confirm_ja}{earlier_ja}{skip_ja}。`, else` は、この待ち時間には働きません"),
        )
    }
}
