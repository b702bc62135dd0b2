//! Single values: numbers, units, dates, times, escapes.

use super::{fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, FixSafety};
use crate::ir::time::Date;
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
    /// The number with the unit.
    pub whole: Span,
    /// Nothing else can be meant.
    pub sure: bool,
    /// The units, in words of the file's own surface.
    pub units: Vec<&'static str>,
}

impl Finding for UnknownUnit {
    const CODE: Code = Code(12);
    fn diagnose(&self) -> Diagnostic {
        let written = shown(&self.written);
        let units: Vec<String> = self.units.iter().map(|unit| format!("`{unit}`")).collect();
        let (units, units_ja) = (units.join(", "), units.join("、"));
        let number = &self.number;
        let blank = if self.suggestion.is_some_and(str::is_ascii) { " " } else { "" };
        let meant = format!("{number}{blank}{}", self.suggestion.unwrap_or_default());
        let help = match self.suggestion {
            Some(_) => text(
                format!("write `{meant}`; the units are {units}"),
                format!("`{meant}` と書いてください。使える単位は {units_ja} です"),
            ),
            None => text(format!("the units are {units}"), format!("使える単位は {units_ja} です")),
        };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(format!("{written} is not a unit of time"), format!("{written} という時間の単位はありません")),
            self.span,
            match self.suggestion {
                Some(unit) => text(format!("did you mean `{unit}`?"), format!("`{unit}` のことですか？")),
                None => text("unknown unit", "この単位はありません"),
            },
        )
        .with_help(help);
        match self.suggestion {
            Some(_) => {
                let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
                let safety = if self.sure { FixSafety::Safe } else { FixSafety::Unsafe };
                diagnostic.with_fix(fix(safety, title, self.whole, meant))
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
        let read = self.american();
        if let [day, other] = read.as_slice() {
            return self.in_doubt(day, other);
        }
        let title = |date: &Date| text(format!("write `{date}`"), format!("`{date}` に直す"));
        let meant = read.first().map(|date| fix(FixSafety::Safe, title(date), self.span, date.to_string()));
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(format!("there is no day {written}"), format!("{written} という日付はありません")),
            self.span,
            text("not in the calendar", "暦にない日付です"),
        )
        .with_help(text(
            "a date is year, month and day, with four digits for the year: `2026-04-01`",
            "日付は `2026-04-01` のように、4桁の年・月・日で書いてください",
        ));
        match meant {
            Some(meant) => diagnostic.with_fix(meant),
            None => diagnostic,
        }
    }
}

impl NoSuchDate {
    /// `12/1/2026`: the first of December, and the twelfth of January.
    fn american(&self) -> Vec<Date> {
        let parts: Vec<&str> = self.written.split(['/', '-', '.']).collect();
        let [one, two, year] = parts.as_slice() else { return Vec::new() };
        let Some(year) = year.parse().ok().filter(|_| year.len() == 4) else { return Vec::new() };
        let date = |month: &str, day: &str| Date::new(year, month.parse().ok()?, day.parse().ok()?);
        let mut read: Vec<Date> = [date(one, two), date(two, one)].into_iter().flatten().collect();
        read.dedup();
        read
    }

    fn in_doubt(&self, day: &Date, other: &Date) -> Diagnostic {
        let written = shown(&self.written);
        let title = |date: &Date| text(format!("write `{date}`"), format!("`{date}` に直す"));
        Diagnostic::error(
            Self::CODE,
            text(
                format!("{written} can be read as {day} and as {other}"),
                format!("{written} は {day} とも {other} とも読めます"),
            ),
            self.span,
            text("which day?", "どちらの日か分かりません"),
        )
        .with_help(text(
            format!("write year, month and day: `{day}` or `{other}`"),
            format!("`{day}` か `{other}` のように、年・月・日の順で書いてください"),
        ))
        .with_fix(fix(FixSafety::Unsafe, title(day), self.span, day.to_string()))
        .with_fix(fix(FixSafety::Unsafe, title(other), self.span, other.to_string()))
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
            text(format!("there is no time {written}"), format!("{written} という時刻はありません")),
            self.span,
            text("not on the clock", "存在しない時刻です"),
        )
        .with_help(text(
            "a time is written from `0:00` to `23:59`; `24:00` is the end of the day",
            "時刻は `0:00` から `23:59` までで書いてください。`24:00` は一日の終わりです",
        ))
    }
}

/// A date or time in another form than the language has.
#[derive(Debug)]
pub struct OtherForm {
    /// The date or time.
    pub span: Span,
    /// As written.
    pub written: String,
    /// In the form of the language; with a blank at its end where a word follows directly.
    pub meant: String,
}

impl Finding for OtherForm {
    const CODE: Code = Code(27);
    fn diagnose(&self) -> Diagnostic {
        let (written, meant) = (shown(&self.written), self.meant.trim_end());
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        Diagnostic::error(
            Self::CODE,
            text(
                format!("{written} must be written `{meant}` here"),
                format!("{written} は `{meant}` と書いてください"),
            ),
            self.span,
            text("a date or time in another form", "日付・時刻の書き方が違います"),
        )
        .with_help(text(
            "dates are written like `2026-04-01`, times like `9:00`, always with minutes",
            "日付は `2026-04-01`、時刻は `9:00` のように書きます。時刻の分は省略できません",
        ))
        .with_fix(fix(FixSafety::Safe, title, self.span, self.meant.clone()))
    }
}

/// `day -3`: a day before the start.
#[derive(Debug)]
pub struct NegativeDays {
    /// The number with its sign.
    pub span: Span,
}

impl Finding for NegativeDays {
    const CODE: Code = Code(34);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            text("a day cannot be negative", "マイナスの日数は使えません"),
            self.span,
            text("before the scenario starts", "シナリオの開始より前になります"),
        )
        .with_help(text(
            "days count from the start of the scenario: `day 3`; before another date write `3 days before lead.renewal`",
            "日数はシナリオの開始から数えて `day 3` のように書きます。ある日付より前なら `3 days before lead.renewal` のように書いてください",
        ))
    }
}

/// A number with a fraction where only whole numbers count.
#[derive(Debug)]
pub struct NotWhole {
    /// The number.
    pub span: Span,
}

impl Finding for NotWhole {
    const CODE: Code = Code(33);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            text("a whole number is needed here", "ここには整数を書いてください"),
            self.span,
            text("not a whole number", "整数ではありません"),
        )
        .with_help(text(
            "write it in a smaller unit: `36 hours` instead of `1.5 days`",
            "`1.5 days` ではなく `36 hours` のように、小さい単位で書いてください",
        ))
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
            text("this number is too large", "この数は大きすぎます"),
            self.span,
            text(format!("more than {largest}"), format!("{largest} を超えています")),
        )
        .with_help(text(
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
        let title = text("write the backslash twice", "バックスラッシュを2つにする");
        Diagnostic::error(
            Self::CODE,
            text(
                format!("`\\{character}` means nothing in a quoted text"),
                format!("引用符の中に `\\{character}` という書き方はありません"),
            ),
            self.span,
            text("a backslash has a special meaning", "バックスラッシュ（円記号）は特別な文字です"),
        )
        .with_help(text(
            "write `\\\\` for one backslash; `\\\"` is a quotation mark, `\\n` a new line, `\\t` a tab",
            "バックスラッシュそのものは `\\\\`、引用符は `\\\"`、改行は `\\n`、タブは `\\t` と書きます",
        ))
        .with_fix(fix(FixSafety::Safe, title, self.span, format!("\\\\{character}")))
    }
}
