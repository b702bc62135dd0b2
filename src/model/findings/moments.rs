//! F032x: days that are over, moments that may be past, and what is to happen then.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::time::ClockTime;
use crate::source::Span;

/// `on day 7` after `on day 14`.
#[derive(Debug)]
pub struct DaysOutOfOrder {
    /// The day.
    pub day: u32,
    /// Its time of day.
    pub at: Option<ClockTime>,
    /// The earliest day on which a lead can come here.
    pub days: i64,
    /// The later day, or the long wait, before it.
    pub because: Option<Span>,
    /// Where.
    pub span: Span,
}

impl Finding for DaysOutOfOrder {
    const CODE: Code = Code(321);
    fn diagnose(&self) -> Diagnostic {
        let (day, days) = (self.day, self.days);
        let (at_en, at_ja) = clock(self.at);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("day {day}{at_en} is always over when a lead comes here"),
                format!("リードがここに来るときには、{day}日後{at_ja}は必ず過ぎています"),
            ),
            self.span,
            Text::new("too late for this day", "この日には間に合いません"),
        )
        .with_help(Text::new(
            "days count from the start of the scenario, not from the step before: put the steps in the order of their days, or shorten the wait before this one",
            "日数は直前のステップからではなく、シナリオの開始から数えます。日数の順にステップを並べるか、手前の待ち時間を短くしてください",
        ));
        match self.because {
            Some(span) => diagnostic.with_label(
                span,
                Text::new(
                    format!("after this it is day {days} or later"),
                    format!("この時点で{days}日後以降になります"),
                ),
            ),
            None => diagnostic,
        }
    }
}

/// `on 1 day before event.starts_at` after `on 1 hour after event.starts_at`.
#[derive(Debug)]
pub struct MomentAlwaysPast {
    /// The step behind which the moment is past.
    pub because: Span,
    /// The moment.
    pub span: Span,
}

impl Finding for MomentAlwaysPast {
    const CODE: Code = Code(326);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                "this moment is always past when a lead comes here",
                "リードがここに来るときには、この日時は必ず過ぎています",
            ),
            self.span,
            Text::new("too late for it", "間に合いません"),
        )
        .with_label(self.because, Text::new("this comes later than that", "こちらの方が後の日時です"))
        .with_help(Text::new(
            "steps are gone through from top to bottom: put them in the order of their moments",
            "ステップは上から順に進みます。日時の早い順に並べてください",
        ))
    }
}

/// `on day 14` that slow leads reach too late.
#[derive(Debug)]
pub struct DayMayBeOver {
    /// The day.
    pub day: u32,
    /// Its time of day.
    pub at: Option<ClockTime>,
    /// Most days that can have passed; `None` for "any number".
    pub days: Option<i64>,
    /// The long wait before it.
    pub slow: Option<Span>,
    /// It is an `on`, not a `wait until`.
    pub on: bool,
    /// Where.
    pub span: Span,
}

impl Finding for DayMayBeOver {
    const CODE: Code = Code(322);
    fn diagnose(&self) -> Diagnostic {
        let day = self.day;
        let (at_en, at_ja) = clock(self.at);
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("day {day}{at_en} may be over when a lead comes here"),
                format!("リードがここに来るときに、{day}日後{at_ja}を過ぎていることがあります"),
            ),
            self.span,
            Text::new("nothing says what happens then", "過ぎていた場合にどうするかが書かれていません"),
        )
        .with_help(else_help(self.on));
        let label = match self.days {
            Some(days) if self.at.is_some() && days <= i64::from(day) => {
                Text::new("this can end later in the day", "終わるのがその時刻より遅くなることがあります")
            }
            Some(days) => {
                Text::new(format!("this can last until day {days}"), format!("ここは{days}日後まで続くことがあります"))
            }
            None => Text::new("this can last any number of days", "ここが何日続くかは決まっていません"),
        };
        match self.slow {
            Some(span) => diagnostic.with_label(span, label),
            None => diagnostic,
        }
    }
}

/// A time of day as part of a message, in both languages.
fn clock(at: Option<ClockTime>) -> (String, String) {
    at.map_or_else(Default::default, |at| (format!(" at {at}"), format!("の{at}")))
}

/// What to write where a moment may be past.
fn else_help(on: bool) -> Text {
    if on {
        Text::new(
            "say it at the end of the line: `else now` (do it at once), `else skip` (leave this step out) or `else stop`",
            "行の終わりに `else now`（すぐに行う）、`else skip`（このステップをとばす）、`else stop`（終了する）のどれかを書いてください",
        )
    } else {
        Text::new(
            "say it at the end of the line: `else now` (go on at once) or `else stop`",
            "行の終わりに `else now`（すぐに進む）か `else stop`（終了する）を書いてください",
        )
    }
}

/// A date that may be past or missing.
#[derive(Debug)]
pub struct MomentNeedsElse {
    /// It is written as a date.
    pub fixed: bool,
    /// It is an `on`, not a `wait until`.
    pub on: bool,
    /// The moment.
    pub span: Span,
    /// The step.
    pub step: Span,
}

impl Finding for MomentNeedsElse {
    const CODE: Code = Code(323);
    fn diagnose(&self) -> Diagnostic {
        let message = if self.fixed {
            Text::new(
                "this date may be past when a lead comes here",
                "リードがここに来るときに、この日付を過ぎていることがあります",
            )
        } else {
            Text::new(
                "this moment may be past, or its date missing, when a lead comes here",
                "リードがここに来るときに、この日時を過ぎていたり、日付が空だったりすることがあります",
            )
        };
        let label = Text::new("nothing says what happens then", "その場合にどうするかが書かれていません");
        Diagnostic::error(Self::CODE, message, self.span, label).with_help(else_help(self.on))
    }
}

/// `wait until … else skip`.
#[derive(Debug)]
pub struct SkipOnWait {
    /// The word.
    pub span: Span,
}

impl Finding for SkipOnWait {
    const CODE: Code = Code(324);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("`wait until` has no step to skip", "`wait until` にはとばすステップがありません"),
            self.span,
            Text::new("nothing to skip", "とばすものがありません"),
        )
        .with_help(Text::new(
            "write `else now` or `else stop`; to skip a mail put it on the line: `on day 3 send thanks, else skip`",
            "`else now` か `else stop` を書いてください。メールをとばすなら `on day 3 send thanks, else skip` と1行に書きます",
        ))
    }
}

/// `at 24:00`.
#[derive(Debug)]
pub struct MidnightEnd {
    /// Where.
    pub span: Span,
}

impl Finding for MidnightEnd {
    const CODE: Code = Code(325);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("24:00 is the end of a day, not a time in it", "24:00 は1日の終わりで、時刻としては使えません"),
            self.span,
            Text::new("no such time of day", "この時刻はありません"),
        )
        .with_help(Text::new("write `0:00` on the next day", "次の日の `0:00` と書いてください"))
    }
}
