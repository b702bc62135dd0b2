//! The time of a step in another place or form.

use super::{fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, FixSafety};
use crate::source::Span;

/// How the time could be written.
#[derive(Debug)]
pub enum StepTime {
    /// A length of time.
    Length {
        /// Counted from the start of the scenario, where it is days: `on day 3 send thanks`.
        from_start: Option<String>,
        /// Counted from the step before: `wait 3 days`.
        wait: String,
    },
    /// A time of day without its day; an example of both.
    Clock(String),
    /// A rhythm; an example of steps that are repeated.
    Every(String),
}

/// `send thanks after 3 days`, `3 days later send thanks`, `send thanks at 10:00`.
#[derive(Debug)]
pub struct TimeOfStep {
    /// The time.
    pub span: Span,
    /// The same as text.
    pub written: String,
    /// The step.
    pub step: String,
    /// Whether the time stands behind the step.
    pub behind: bool,
    /// How it could be written.
    pub ways: StepTime,
    /// The step with its time.
    pub whole: Span,
}

impl Finding for TimeOfStep {
    const CODE: Code = Code(68);
    fn diagnose(&self) -> Diagnostic {
        let (written, step) = (shown(&self.written), shown(&self.step));
        let message = if self.behind {
            text(
                format!("{written} cannot stand behind {step}: the time comes first"),
                format!("{written} は {step} のあとには書けません。時間の指定は先に書きます"),
            )
        } else if matches!(self.ways, StepTime::Clock(_)) {
            text(format!("{written} has no day"), format!("{written} には日の指定がありません"))
        } else {
            text(
                format!("the time of a step is not written {written}"),
                format!("ステップの時間の指定に {written} という書き方はありません"),
            )
        };
        let told = |label, help| Diagnostic::error(Self::CODE, message, self.span, label).with_help(help);
        match &self.ways {
            StepTime::Length { from_start, wait } => self.length(from_start.as_deref(), wait, told),
            StepTime::Clock(example) => told(
                text("on which day?", "何日の時刻かが必要です"),
                text(
                    format!("a time of day is written behind its day, as in `{example}`"),
                    format!("時刻は `{example}` のように、日のあとに書いてください"),
                ),
            ),
            StepTime::Every(example) => told(
                text("again and again", "くり返しの指定です"),
                text(
                    format!("steps that come again stand in a block, each on its own line, as in `{example}`"),
                    format!("くり返すステップは `{example}` のように、ブロックの中に1行に1つずつ書いてください"),
                ),
            ),
        }
    }
}

impl TimeOfStep {
    fn length(
        &self,
        from_start: Option<&str>,
        wait: &str,
        told: impl FnOnce(crate::diagnostic::Text, crate::diagnostic::Text) -> Diagnostic,
    ) -> Diagnostic {
        let lines = format!("{wait}\n{}", self.step);
        let title =
            text(format!("count from the step before: `{wait}`"), format!("直前のステップから数える: `{wait}`"));
        let waiting = fix(FixSafety::Unsafe, title, self.whole, lines);
        let Some(start) = from_start else {
            return told(
                text("counted from the step before", "直前のステップから数えます"),
                text(
                    format!("write `{wait}` on a line of its own before the step"),
                    format!("ステップの前の行に `{wait}` と書いてください"),
                ),
            )
            .with_fix(waiting);
        };
        told(
            text("counted from when?", "いつから数えるかで書き方が変わります"),
            text(
                format!(
                    "write `{start}` to count from the start of the scenario, or `{wait}` on the line before to count \
                     from the step before"
                ),
                format!(
                    "シナリオの開始から数えるなら `{start}`、直前のステップから数えるなら前の行に `{wait}` と書いてください"
                ),
            ),
        )
        .with_fix(fix(
            FixSafety::Unsafe,
            text(format!("count from the start: `{start}`"), format!("開始から数える: `{start}`")),
            self.whole,
            start,
        ))
        .with_fix(waiting)
    }
}

/// A row of a spreadsheet, pasted with its tabs.
#[derive(Debug)]
pub struct SpreadsheetRow {
    /// The row.
    pub span: Span,
    /// As written.
    pub written: String,
    /// The step that is likely meant.
    pub step: String,
    /// The email to which the texts belong.
    pub email: String,
}

impl Finding for SpreadsheetRow {
    const CODE: Code = Code(69);
    fn diagnose(&self) -> Diagnostic {
        let (written, step, email) = (shown(&self.written), &self.step, &self.email);
        Diagnostic::error(
            Self::CODE,
            text(
                format!("{written} looks like a row of a spreadsheet"),
                format!("{written} は、表計算ソフトから貼り付けた行のようです"),
            ),
            self.span,
            text("cells with tabs between them", "タブで区切られています"),
        )
        .with_help(text(
            format!(
                "write each row as a step, as in `{step}`; subjects and texts stand in `{email}`, reactions in \
                 `await` below the step"
            ),
            format!(
                "1行ずつ `{step}` のようなステップに書き直してください。件名や本文は `{email}` に、反応ごとの動きはステップの下の\
                 `await` に書きます"
            ),
        ))
    }
}
