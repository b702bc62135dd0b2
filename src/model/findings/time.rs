//! F034x: zones, sending hours and holidays.

use super::{did_you_mean, with_near};
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::time::ClockTime;
use crate::source::Span;

/// A zone that does not exist.
#[derive(Debug)]
pub struct UnknownZone<'a> {
    /// As written.
    pub zone: &'a str,
    /// The nearest zone.
    pub near: Option<&'static str>,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownZone<'_> {
    const CODE: Code = Code(341);
    fn diagnose(&self) -> Diagnostic {
        let zone = self.zone;
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no time zone `{zone}`"), format!("`{zone}` というタイムゾーンはありません")),
            self.span,
            did_you_mean(self.near, Text::new("not a time zone", "タイムゾーンの名前ではありません")),
        )
        .with_help(Text::new(
            "write a region and a city, as in `zone \"Asia/Tokyo\"`",
            "`zone \"Asia/Tokyo\"` のように地域と都市で書いてください",
        ));
        let quoted = self.near.map(|near| format!("\"{near}\""));
        with_near(diagnostic, self.span, quoted.as_deref())
    }
}

/// Sending hours that leave no time to send.
#[derive(Debug)]
pub struct EmptyHours {
    /// Opening.
    pub from: ClockTime,
    /// Closing.
    pub to: ClockTime,
    /// Where.
    pub span: Span,
}

impl Finding for EmptyHours {
    const CODE: Code = Code(342);
    fn diagnose(&self) -> Diagnostic {
        let (from, to) = (self.from, self.to);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("no mail could ever leave: {to} is not after {from}"),
                format!("{to} は {from} より後ではないため、メールを送れる時間がありません"),
            ),
            self.span,
            Text::new("ends before it begins", "始まりより前に終わっています"),
        )
        .with_help(Text::new(
            "write the earlier time first, as in `9:00 to 18:00`; midnight at the end is `24:00`",
            "`9:00 to 18:00` のように早い時刻を先に書いてください。終わりが真夜中なら `24:00` です",
        ))
    }
}

/// A calendar of holidays that does not exist.
#[derive(Debug)]
pub struct UnknownHolidays<'a> {
    /// As written.
    pub name: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for UnknownHolidays<'_> {
    const CODE: Code = Code(343);
    fn diagnose(&self) -> Diagnostic {
        let name = self.name;
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there are no holidays of `{name}`"), format!("`{name}` の祝日カレンダーはありません")),
            self.span,
            Text::new("not a known calendar", "登録されていないカレンダーです"),
        )
        .with_help(Text::new("write `not on holidays of japan`", "`not on holidays of japan` と書いてください"));
        with_near(diagnostic, self.span, Some("japan"))
    }
}
