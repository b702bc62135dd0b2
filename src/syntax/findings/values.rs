//! Single values: numbers, units, dates, times, escapes.

use super::{fix, shown};
use crate::diagnostic::{Code, Diagnostic, Finding, FixSafety, Text};
use crate::source::Span;

/// A unit of time that does not exist.
#[derive(Debug)]
pub struct UnknownUnit {
    /// The unit.
    pub span: Span,
    /// As written.
    pub written: String,
    /// The number before it.
    pub number: String,
    /// The unit that was meant.
    pub suggestion: Option<&'static str>,
}

impl Finding for UnknownUnit {
    const CODE: Code = Code(12);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let units = "`minutes`, `hours`, `days`, `business days`, `weeks`, `months`, `years`";
        let number = &self.number;
        let help = match self.suggestion {
            Some(unit) => Text::new(
                format!("write `{number} {unit}`; the units are {units}"),
                format!("`{number} {unit}` と書いてください。使える単位は {units} です"),
            ),
            None => Text::new(format!("the units are {units}"), format!("使える単位は {units} です")),
        };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("{written} is not a unit of time"), format!("{written} という時間の単位はありません")),
            self.span,
            match self.suggestion {
                Some(unit) => Text::new(format!("did you mean `{unit}`?"), format!("`{unit}` のことでしょうか")),
                None => Text::new("unknown unit", "この単位はありません"),
            },
        )
        .with_help(help);
        match self.suggestion {
            Some(unit) => {
                let title = Text::new(format!("write `{unit}`"), format!("`{unit}` に直す"));
                diagnostic.with_fix(fix(FixSafety::Unsafe, title, self.span, unit))
            }
            None => diagnostic,
        }
    }
}

/// A day that the calendar does not have.
#[derive(Debug)]
pub struct NoSuchDate {
    /// The date.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for NoSuchDate {
    const CODE: Code = Code(13);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no day {written}"), format!("{written} という日付はありません")),
            self.span,
            Text::new("not in the calendar", "暦にない日付です"),
        )
        .with_help(Text::new(
            "a date is year, month and day, with four digits for the year: `2026-04-01`",
            "日付は `2026-04-01` のように、4桁の年・月・日で書いてください",
        ))
    }
}

/// A time that the clock does not have.
#[derive(Debug)]
pub struct NoSuchTime {
    /// The time.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for NoSuchTime {
    const CODE: Code = Code(14);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no time {written}"), format!("{written} という時刻はありません")),
            self.span,
            Text::new("not on the clock", "存在しない時刻です"),
        )
        .with_help(Text::new(
            "a time is written from `0:00` to `23:59`; `24:00` is the end of the day",
            "時刻は `0:00` から `23:59` までで書いてください。`24:00` は一日の終わりです",
        ))
    }
}

/// An hour without minutes where a time is needed.
#[derive(Debug)]
pub struct TimeWithoutMinutes {
    /// The hour.
    pub span: Span,
    /// As written.
    pub written: String,
}

impl Finding for TimeWithoutMinutes {
    const CODE: Code = Code(27);
    fn diagnose(&self) -> Diagnostic {
        let written = &self.written;
        let title = Text::new(format!("write `{written}:00`"), format!("`{written}:00` に直す"));
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a time needs its minutes: `{written}:00`"),
                format!("時刻には分も必要です（`{written}:00`）"),
            ),
            self.span,
            Text::new("only the hour", "時だけが書かれています"),
        )
        .with_help(Text::new(
            "write hours and minutes with a colon, as in `9:00`",
            "`9:00` のように、時と分をコロンでつないでください",
        ))
        .with_fix(fix(FixSafety::Unsafe, title, self.span, format!("{written}:00")))
    }
}

/// A number that is surely a slip.
#[derive(Debug)]
pub struct NumberTooLarge {
    /// The number.
    pub span: Span,
    /// Largest that is taken.
    pub largest: u32,
}

impl Finding for NumberTooLarge {
    const CODE: Code = Code(16);
    fn diagnose(&self) -> Diagnostic {
        let largest = self.largest;
        Diagnostic::error(
            Self::CODE,
            Text::new("this number is too large", "この数は大きすぎます"),
            self.span,
            Text::new(format!("more than {largest}"), format!("{largest} を超えています")),
        )
        .with_help(Text::new(
            format!("numbers of days, hours, points and so on go up to {largest}; is there a digit too many?"),
            format!("日数・時間・点数などに使えるのは {largest} までです。桁が多くないか確かめてください"),
        ))
    }
}

/// A backslash before a character that needs none.
#[derive(Debug)]
pub struct UnknownEscape {
    /// Both characters.
    pub span: Span,
    /// The second.
    pub character: char,
}

impl Finding for UnknownEscape {
    const CODE: Code = Code(22);
    fn diagnose(&self) -> Diagnostic {
        let character = self.character;
        let title = Text::new("write the backslash twice", "バックスラッシュを2つにする");
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`\\{character}` means nothing in a quoted text"),
                format!("引用符の中に `\\{character}` という書き方はありません"),
            ),
            self.span,
            Text::new("a backslash has a special meaning", "バックスラッシュ（円記号）は特別な文字です"),
        )
        .with_help(Text::new(
            "write `\\\\` for one backslash; `\\\"` is a quotation mark, `\\n` a new line, `\\t` a tab",
            "バックスラッシュそのものは `\\\\`、引用符は `\\\"`、改行は `\\n`、タブは `\\t` と書きます",
        ))
        .with_fix(fix(FixSafety::Safe, title, self.span, format!("\\\\{character}")))
    }
}
