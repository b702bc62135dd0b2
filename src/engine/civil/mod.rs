//! Civil time: what the clock on the wall says in a zone, and arithmetic with it. The only place that names chrono and
//! chrono-tz, so that the meaning of "3 days later" is decided once.
//!
//! Rules: minutes and hours are exact; days, weeks, months and years keep the local clock time. A local time that the
//! zone skips moves forward by the length of the gap; one that occurs twice is its first. The 31st becomes the last day
//! of a shorter month. Results stay between the years 1 and 9999: beyond them the end of the range stands in, so no
//! function here fails or panics. A zone is an IANA name; an unknown one counts as UTC ([`is_zone`] tells beforehand).

mod holidays;
mod hours;
mod text;

pub use holidays::{HolidayName, holiday_name_japan, is_holiday_japan};
pub use hours::{Calendar, Closed, Openings, closed_because, is_open, next_sending_time};
pub use text::{calendar_utc, format_clock, format_date, format_local, parse_datetime, rfc3339, rfc3339_in, rfc5322};

use crate::ir::time::{Amount, ClockTime, Date, HOUR_MILLISECONDS, Instant, MINUTE_MILLISECONDS, Unit, Weekday};
use chrono::{DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta};
use chrono::{TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// 0001-01-01T00:00:00Z in milliseconds: the earliest instant that civil time deals with.
const EARLIEST_MILLISECONDS: i64 = -62_135_596_800_000;
/// 9999-12-30T00:00:00Z in milliseconds: the latest; a day short of the year's end, so that local dates stay in range.
const LATEST_MILLISECONDS: i64 = 253_402_128_000_000;

/// Whether this is the IANA name of a zone, such as `Asia/Tokyo`. Names are compared exactly.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The names of all zones, for finding the one that was meant.
#[must_use]
pub fn zone_names() -> Vec<&'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect()
}

/// The calendar date on the wall.
#[must_use]
pub fn local_date(instant: Instant, zone: &str) -> Date {
    from_naive_date(local(instant, zone_of(zone)).date())
}

/// The time of day on the wall, in whole minutes, 0:00 to 23:59.
#[must_use]
pub fn local_clock(instant: Instant, zone: &str) -> ClockTime {
    let time = local(instant, zone_of(zone)).time();
    ClockTime { minutes: u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0) }
}

/// The day of the week of a date.
#[must_use]
pub fn weekday(date: Date) -> Weekday {
    match naive_date(date).weekday() {
        chrono::Weekday::Mon => Weekday::Monday,
        chrono::Weekday::Tue => Weekday::Tuesday,
        chrono::Weekday::Wed => Weekday::Wednesday,
        chrono::Weekday::Thu => Weekday::Thursday,
        chrono::Weekday::Fri => Weekday::Friday,
        chrono::Weekday::Sat => Weekday::Saturday,
        chrono::Weekday::Sun => Weekday::Sunday,
    }
}

/// The date so many days later (earlier where negative).
#[must_use]
pub fn plus_days(date: Date, days: i64) -> Date {
    let moved = naive_date(date).checked_add_signed(TimeDelta::try_days(days).unwrap_or(TimeDelta::zero()));
    match moved {
        Some(moved) if (1..=9999).contains(&moved.year()) => from_naive_date(moved),
        Some(_) | None if days < 0 => Date { year: 1, month: 1, day: 1 },
        Some(_) | None => Date { year: 9999, month: 12, day: 31 },
    }
}

/// Days from `earlier` to `later`; negative where they are the other way round.
#[must_use]
pub fn days_between(earlier: Date, later: Date) -> i64 {
    naive_date(later).signed_duration_since(naive_date(earlier)).num_days()
}

/// The instant at which the clock shows that time on that date (24:00 is the next day's 0:00).
#[must_use]
pub fn at_local(date: Date, clock: ClockTime, zone: &str) -> Instant {
    resolve(naive(date, clock), zone_of(zone)).first
}

/// `instant` moved to another time of day on the same local date.
#[must_use]
pub fn with_clock(instant: Instant, clock: ClockTime, zone: &str) -> Instant {
    at_local(local_date(instant, zone), clock, zone)
}

/// `instant` so much later. Business days count the days of `calendar`. Never earlier than `instant`.
#[must_use]
pub fn add(instant: Instant, amount: Amount, zone: &str, calendar: Calendar<'_>) -> Instant {
    shift(instant, amount, zone, calendar, true).max(instant)
}

/// `instant` so much earlier. Never later than `instant`.
#[must_use]
pub fn subtract(instant: Instant, amount: Amount, zone: &str, calendar: Calendar<'_>) -> Instant {
    shift(instant, amount, zone, calendar, false).min(instant)
}

/// Whether two instants lie in the same calendar unit of the zone (weeks begin on Monday; a business day is a day).
/// For minutes and hours, which have no calendar: whether they are less than one unit apart.
#[must_use]
pub fn same_period(one: Instant, other: Instant, unit: Unit, zone: &str) -> bool {
    let zone = zone_of(zone);
    let (first, second) = (local(one, zone).date(), local(other, zone).date());
    match unit {
        Unit::Minute => one.0.abs_diff(other.0) < MINUTE_MILLISECONDS.unsigned_abs(),
        Unit::Hour => one.0.abs_diff(other.0) < HOUR_MILLISECONDS.unsigned_abs(),
        Unit::Day | Unit::BusinessDay => first == second,
        Unit::Week => first.iso_week() == second.iso_week(),
        Unit::Month => (first.year(), first.month()) == (second.year(), second.month()),
        Unit::Year => first.year() == second.year(),
    }
}

fn shift(instant: Instant, amount: Amount, zone: &str, calendar: Calendar<'_>, later: bool) -> Instant {
    let count = amount.count;
    if count == 0 {
        return instant;
    }
    let exact = |unit: i64| {
        let distance = unit.saturating_mul(i64::from(count));
        clamp(instant.plus_milliseconds(if later { distance } else { -distance }))
    };
    let tz = zone_of(zone);
    let start = local(instant, tz);
    let days = |days: u64| {
        if later { start.checked_add_days(Days::new(days)) } else { start.checked_sub_days(Days::new(days)) }
    };
    let months = |count: u32| {
        let months = Months::new(count);
        if later { start.checked_add_months(months) } else { start.checked_sub_months(months) }
    };
    let moved = match amount.unit {
        Unit::Minute => return exact(MINUTE_MILLISECONDS),
        Unit::Hour => return exact(HOUR_MILLISECONDS),
        Unit::Day => days(u64::from(count)),
        Unit::Week => days(u64::from(count) * 7),
        Unit::Month => months(count),
        Unit::Year => count.checked_mul(12).and_then(months),
        Unit::BusinessDay if count > Amount::LARGEST => None,
        Unit::BusinessDay => {
            let date = calendar.business_days_from(from_naive_date(start.date()), count, later);
            Some(naive_date(date).and_time(start.time()))
        }
    };
    moved.map_or(if later { Instant(LATEST_MILLISECONDS) } else { Instant(EARLIEST_MILLISECONDS) }, |moved| {
        resolve(moved, tz).first
    })
}

/// When a local time is: once, twice, or (skipped) moved forward by the gap.
struct Occurrences {
    first: Instant,
    second: Option<Instant>,
    /// For a skipped time: the instant at which the clock jumps over it.
    jump: Option<Instant>,
}

fn resolve(local: NaiveDateTime, zone: Tz) -> Occurrences {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(one) => Occurrences { first: instant_of(&one), second: None, jump: None },
        LocalResult::Ambiguous(one, other) => {
            let (one, other) = (instant_of(&one), instant_of(&other));
            Occurrences { first: one.min(other), second: Some(one.max(other)), jump: None }
        }
        LocalResult::None => skipped(local, zone),
    }
}

/// A gap is at most a day long (the change of the date line by Samoa in 2011), so a day earlier the offset is still the
/// one before the gap; read with that offset, the skipped time lies exactly the gap's length later.
fn skipped(local: NaiveDateTime, zone: Tz) -> Occurrences {
    let offset_at = |utc: NaiveDateTime| zone.offset_from_utc_datetime(&utc).fix();
    let Some(before) = local.checked_sub_days(Days::new(1)).map(offset_at) else {
        return Occurrences { first: Instant(EARLIEST_MILLISECONDS), second: None, jump: None };
    };
    let moved = local.checked_sub_offset(before).unwrap_or(local);
    let after = offset_at(moved);
    let mut jump = moved - TimeDelta::seconds(i64::from(moved.second()));
    // At most 1,440 turns, since the gap is at most a day; zones change at whole minutes.
    for _ in 0..1_440 {
        let earlier = jump - TimeDelta::minutes(1);
        if offset_at(earlier) != after {
            break;
        }
        jump = earlier;
    }
    let instant = |utc: NaiveDateTime| clamp(Instant(utc.and_utc().timestamp_millis()));
    Occurrences { first: instant(moved), second: None, jump: Some(instant(jump)) }
}

fn zone_of(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

fn clamp(instant: Instant) -> Instant {
    Instant(instant.0.clamp(EARLIEST_MILLISECONDS, LATEST_MILLISECONDS))
}

fn utc(instant: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(clamp(instant).0).unwrap_or_default()
}

fn local(instant: Instant, zone: Tz) -> NaiveDateTime {
    utc(instant).with_timezone(&zone).naive_local()
}

fn instant_of<Z: TimeZone>(time: &DateTime<Z>) -> Instant {
    clamp(Instant(time.timestamp_millis()))
}

fn naive_date(date: Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day)).unwrap_or_default()
}

fn from_naive_date(date: NaiveDate) -> Date {
    let year = u16::try_from(date.year().clamp(1, 9999)).unwrap_or(1);
    Date { year, month: u8::try_from(date.month()).unwrap_or(1), day: u8::try_from(date.day()).unwrap_or(1) }
}

fn naive(date: Date, clock: ClockTime) -> NaiveDateTime {
    naive_date(date).and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(clock.minutes))
}
