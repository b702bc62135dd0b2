//! Sending hours and business days: when marketing mail may leave, by the lead's clock.

use super::holidays::{HolidayName, holiday_name_japan};
use super::{Instant, local_clock, local_date, naive, plus_days, resolve, weekday, zone_of};
use crate::diagnostic::Text;
use crate::ir::time::{BusinessWeek, ClockTime, Date, Weekday};
use crate::ir::{self, HolidayCalendar, Limits, SendingHours};

/// Days looked at for the next sending time. The longest stretch of holidays is below two weeks, and nobody closes for a
/// year; beyond it mail would wait for ever, which helps nobody.
const MAX_DAYS_AHEAD: i64 = 400;

/// Which days are business days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar<'a> {
    /// Days of the week.
    pub days: BusinessWeek,
    /// Days that are left out.
    pub holidays: Option<HolidayCalendar>,
    /// Days on which the company is closed.
    pub closed: &'a [ir::Closed],
}

impl<'a> Calendar<'a> {
    /// The workspace's calendar: that of its sending hours (without any, Monday to Friday) and its closed days.
    #[must_use]
    pub fn of(limits: &'a Limits) -> Self {
        let days = limits.hours.map_or(BusinessWeek::Weekdays, |hours| hours.days);
        Self { days, holidays: limits.hours.and_then(|hours| hours.holidays), closed: &limits.closed }
    }

    /// The calendar of sending hours alone.
    #[must_use]
    pub const fn of_hours(hours: &SendingHours) -> Self {
        Self { days: hours.days, holidays: hours.holidays, closed: &[] }
    }

    /// Whether the date is a business day.
    #[must_use]
    pub fn is_business_day(self, date: Date) -> bool {
        self.closed_because(date).is_none()
    }

    /// Why the date is no business day.
    fn closed_because(self, date: Date) -> Option<Closed> {
        if let Some(closed) = self.closed.iter().find(|closed| closed.holds(date)) {
            return Some(Closed::Company(*closed));
        }
        let day = weekday(date);
        match (self.days, day) {
            (BusinessWeek::Weekdays, Weekday::Saturday | Weekday::Sunday) => return Some(Closed::Weekend(day)),
            (
                BusinessWeek::Weekdays,
                Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday,
            )
            | (BusinessWeek::EveryDay, _) => {}
        }
        match self.holidays {
            Some(HolidayCalendar::Japan) => holiday_name_japan(date).map(Closed::Holiday),
            None => None,
        }
    }

    /// The date `count` business days after (before) `date`.
    pub(super) fn business_days_from(self, date: Date, count: u32, later: bool) -> Date {
        let step = if later { 1 } else { -1 };
        let (mut date, mut left) = (date, count);
        while left > 0 {
            let next = plus_days(date, step);
            if next == date {
                // The end of the calendar.
                return date;
            }
            date = next;
            if self.is_business_day(date) {
                left -= 1;
            }
        }
        date
    }
}

/// Why no marketing mail may leave at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// A Saturday or Sunday.
    Weekend(Weekday),
    /// A holiday.
    Holiday(HolidayName),
    /// The company is closed.
    Company(ir::Closed),
    /// Too early or too late in the day.
    Hours {
        /// Opening.
        from: ClockTime,
        /// Closing.
        to: ClockTime,
    },
}

impl Closed {
    /// In words, to follow "because it is" (English) and to stand alone (Japanese).
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Weekend(Weekday::Saturday) => Text::new("a Saturday", "土曜日"),
            Self::Weekend(
                Weekday::Sunday
                | Weekday::Monday
                | Weekday::Tuesday
                | Weekday::Wednesday
                | Weekday::Thursday
                | Weekday::Friday,
            ) => Text::new("a Sunday", "日曜日"),
            Self::Holiday(name) => Text::new(format!("a holiday ({})", name.en), format!("祝日（{}）", name.ja)),
            Self::Company(ir::Closed::Once { from, to }) => {
                let (from, to) = (super::format_date(*from), super::format_date(*to));
                closed_text(&from, &to)
            }
            Self::Company(ir::Closed::Yearly { from, to }) => closed_text(&yearly(*from), &yearly(*to)),
            Self::Hours { from, to } => {
                let (from, to) = (super::format_clock(*from), super::format_clock(*to));
                Text::new(
                    format!("outside the sending hours ({} to {})", from.en, to.en),
                    format!("配信時間（{}〜{}）の外", from.ja, to.ja),
                )
            }
        }
    }
}

fn yearly((month, day): (u8, u8)) -> Text {
    Text::new(format!("{month}/{day}"), format!("{month}月{day}日"))
}

fn closed_text(from: &Text, to: &Text) -> Text {
    if from == to {
        return Text::new("a day on which you are closed", "休業日");
    }
    Text::new(
        format!("a day on which you are closed ({} to {})", from.en, to.en),
        format!("休業日（{}〜{}）", from.ja, to.ja),
    )
}

/// When marketing mail may leave: the sending hours, if any, except on closed days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Openings<'a> {
    /// Any time where `None`.
    pub hours: Option<SendingHours>,
    /// Days on which nothing leaves.
    pub closed: &'a [ir::Closed],
}

impl<'a> From<&'a Limits> for Openings<'a> {
    fn from(limits: &'a Limits) -> Self {
        Self { hours: limits.hours, closed: &limits.closed }
    }
}

impl From<&SendingHours> for Openings<'_> {
    fn from(hours: &SendingHours) -> Self {
        Self { hours: Some(*hours), closed: &[] }
    }
}

impl From<Option<&SendingHours>> for Openings<'_> {
    fn from(hours: Option<&SendingHours>) -> Self {
        Self { hours: hours.copied(), closed: &[] }
    }
}

impl<'a> Openings<'a> {
    const fn calendar(self) -> Calendar<'a> {
        match self.hours {
            Some(hours) => Calendar { days: hours.days, holidays: hours.holidays, closed: self.closed },
            None => Calendar { days: BusinessWeek::EveryDay, holidays: None, closed: self.closed },
        }
    }

    const fn clock(self) -> (ClockTime, ClockTime) {
        match self.hours {
            Some(hours) => (hours.from, hours.to),
            None => (ClockTime { minutes: 0 }, ClockTime { minutes: 24 * 60 }),
        }
    }
}

/// Whether mail may leave at that instant, by the clock of the zone.
#[must_use]
pub fn is_open<'a>(instant: Instant, zone: &str, openings: impl Into<Openings<'a>>) -> bool {
    closed_because(instant, zone, openings).is_none()
}

/// Why mail may not leave at that instant; `None` where it may.
#[must_use]
pub fn closed_because<'a>(instant: Instant, zone: &str, openings: impl Into<Openings<'a>>) -> Option<Closed> {
    let openings = openings.into();
    let clock = local_clock(instant, zone);
    openings.calendar().closed_because(local_date(instant, zone)).or_else(|| {
        let (from, to) = openings.clock();
        let open = from <= clock && clock < to;
        (!open).then_some(Closed::Hours { from, to })
    })
}

/// The earliest instant, not before `instant`, at which mail may leave. Where it never may (which the checker refuses),
/// `instant` itself.
#[must_use]
pub fn next_sending_time<'a>(instant: Instant, zone: &str, openings: impl Into<Openings<'a>>) -> Instant {
    let openings = openings.into();
    if is_open(instant, zone, openings) {
        return instant;
    }
    let today = local_date(instant, zone);
    (0..=MAX_DAYS_AHEAD).find_map(|ahead| opening(plus_days(today, ahead), instant, zone, openings)).unwrap_or(instant)
}

/// The opening on that date, not before `instant`: where the clock is put back it may open twice, where it is put
/// forward over the opening it opens at the jump.
fn opening(date: Date, instant: Instant, zone: &str, openings: Openings<'_>) -> Option<Instant> {
    let occurrences = resolve(naive(date, openings.clock().0), zone_of(zone));
    let first = occurrences.jump.unwrap_or(occurrences.first);
    let open = |time: &Instant| *time >= instant && is_open(*time, zone, openings);
    [Some(first), occurrences.second].into_iter().flatten().find(open)
}
