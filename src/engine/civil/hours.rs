//! Sending hours and business days: when marketing mail may leave, by the lead's clock.

use super::holidays::{HolidayName, holiday_name_japan};
use super::{Instant, local_clock, local_date, naive, plus_days, resolve, weekday, zone_of};
use crate::diagnostic::Text;
use crate::ir::time::{BusinessWeek, ClockTime, Date, Weekday};
use crate::ir::{HolidayCalendar, Limits, SendingHours};

/// Days looked at for the next sending time. The longest closed stretch of any calendar is below two weeks; a year more
/// keeps the search bounded whatever comes.
const MAX_DAYS_AHEAD: i64 = 400;

/// Which days are business days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week.
    pub days: BusinessWeek,
    /// Days that are left out.
    pub holidays: Option<HolidayCalendar>,
}

impl Calendar {
    /// The workspace's calendar: that of its sending hours; without any, Monday to Friday.
    #[must_use]
    pub fn of(limits: &Limits) -> Self {
        limits.hours.map_or(Self { days: BusinessWeek::Weekdays, holidays: None }, |hours| Self::of_hours(&hours))
    }

    /// The calendar of sending hours.
    #[must_use]
    pub const fn of_hours(hours: &SendingHours) -> Self {
        Self { days: hours.days, holidays: hours.holidays }
    }

    /// Whether the date is a business day.
    #[must_use]
    pub fn is_business_day(self, date: Date) -> bool {
        self.closed_because(date).is_none()
    }

    /// Why the date is no business day.
    fn closed_because(self, date: Date) -> Option<Closed> {
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

/// Whether mail may leave at that instant by those hours, by the clock of the zone.
#[must_use]
pub fn is_open(instant: Instant, zone: &str, hours: &SendingHours) -> bool {
    closed_because(instant, zone, hours).is_none()
}

/// Why mail may not leave at that instant; `None` where it may.
#[must_use]
pub fn closed_because(instant: Instant, zone: &str, hours: &SendingHours) -> Option<Closed> {
    let clock = local_clock(instant, zone);
    Calendar::of_hours(hours).closed_because(local_date(instant, zone)).or_else(|| {
        let open = hours.from <= clock && clock < hours.to;
        (!open).then_some(Closed::Hours { from: hours.from, to: hours.to })
    })
}

/// The earliest instant, not before `instant`, at which mail may leave. Without hours, or where the hours never open
/// (which the checker refuses), `instant` itself.
#[must_use]
pub fn next_sending_time(instant: Instant, zone: &str, hours: Option<&SendingHours>) -> Instant {
    let Some(hours) = hours else { return instant };
    if is_open(instant, zone, hours) {
        return instant;
    }
    let today = local_date(instant, zone);
    (0..=MAX_DAYS_AHEAD).find_map(|ahead| opening(plus_days(today, ahead), instant, zone, hours)).unwrap_or(instant)
}

/// The opening on that date, not before `instant`: where the clock is put back it may open twice, where it is put
/// forward over the opening it opens at the jump.
fn opening(date: Date, instant: Instant, zone: &str, hours: &SendingHours) -> Option<Instant> {
    let occurrences = resolve(naive(date, hours.from), zone_of(zone));
    let first = occurrences.jump.unwrap_or(occurrences.first);
    [Some(first), occurrences.second].into_iter().flatten().find(|time| *time >= instant && is_open(*time, zone, hours))
}
