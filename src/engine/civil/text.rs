//! Civil times as text: for people in both languages, for machines (RFC 3339) and for mail headers (RFC 5322); and
//! reading what people and other systems write.

use super::{Instant, from_naive_date, instant_of, local, naive_date, resolve, utc, weekday, zone_of};
use crate::diagnostic::Text;
use crate::ir::time::{ClockTime, Date, Weekday};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike};

/// Local date and time for people: `Mon 2026-04-06 09:00` and `2026年4月6日（月）9:00`.
#[must_use]
pub fn format_local(instant: Instant, zone: &str) -> Text {
    let time = local(instant, zone_of(zone));
    let date = format_date(from_naive_date(time.date()));
    let minutes = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0);
    let clock = format_clock(ClockTime { minutes });
    Text::new(format!("{} {}", date.en, clock.en), format!("{}{}", date.ja, clock.ja))
}

/// A date for people: `Mon 2026-04-06` and `2026年4月6日（月）`.
#[must_use]
pub fn format_date(date: Date) -> Text {
    let (en, ja) = short_weekday(weekday(date));
    Text::new(format!("{en} {date}"), format!("{}年{}月{}日（{ja}）", date.year, date.month, date.day))
}

/// A time of day for people: `09:00` and `9:00`.
#[must_use]
pub fn format_clock(clock: ClockTime) -> Text {
    Text::new(clock.to_string(), format!("{}:{:02}", clock.minutes / 60, clock.minutes % 60))
}

const fn short_weekday(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Monday => ("Mon", "月"),
        Weekday::Tuesday => ("Tue", "火"),
        Weekday::Wednesday => ("Wed", "水"),
        Weekday::Thursday => ("Thu", "木"),
        Weekday::Friday => ("Fri", "金"),
        Weekday::Saturday => ("Sat", "土"),
        Weekday::Sunday => ("Sun", "日"),
    }
}

/// RFC 3339 in UTC: `2026-04-06T00:00:00Z`, with milliseconds only where there are any.
#[must_use]
pub fn rfc3339(instant: Instant) -> String {
    utc(instant).to_rfc3339_opts(fraction(instant), true)
}

/// RFC 3339 with the offset of a zone: `2026-04-06T09:00:00+09:00`.
#[must_use]
pub fn rfc3339_in(instant: Instant, zone: &str) -> String {
    utc(instant).with_timezone(&zone_of(zone)).to_rfc3339_opts(fraction(instant), false)
}

/// The form of calendars (RFC 5545, 3.3.5) in UTC: `20260406T000000Z`.
#[must_use]
pub fn calendar_utc(instant: Instant) -> String {
    utc(instant).format("%Y%m%dT%H%M%SZ").to_string()
}

/// The form of mail headers (RFC 5322, 3.3): `Mon, 06 Apr 2026 09:00:00 +0900`.
#[must_use]
pub fn rfc5322(instant: Instant, zone: &str) -> String {
    utc(instant).with_timezone(&zone_of(zone)).format("%a, %d %b %Y %H:%M:%S %z").to_string()
}

const fn fraction(instant: Instant) -> SecondsFormat {
    if instant.0.rem_euclid(1_000) == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis }
}

/// Reads a date and time: RFC 3339 with its offset (the seconds may be left out), or without one by the clock of `zone` (`2026-04-01 10:00`,
/// `2026-04-01T10:00:30`, `2026/4/1 10:00`; a bare date is its 0:00). `None` where it is none of these, or lies outside
/// the years 1 to 9999.
#[must_use]
pub fn parse_datetime(text: &str, zone: &str) -> Option<Instant> {
    let text = text.trim();
    let with_offset = DateTime::parse_from_rfc3339(text).ok();
    if let Some(time) = with_offset.or_else(|| DateTime::parse_from_rfc3339(&with_seconds(text)?).ok()) {
        let instant = instant_of(&time);
        return (instant.0 == time.timestamp_millis()).then_some(instant);
    }
    let (date, clock) = match text.split_once(['T', 't', ' ']) {
        Some((date, clock)) => (date, parse_clock(clock.trim_start())?),
        None => (text, NaiveTime::MIN),
    };
    let date: NaiveDate = naive_date(Date::parse(date)?);
    Some(resolve(NaiveDateTime::new(date, clock), zone_of(zone)).first)
}

/// `2026-04-01T10:00+09:00` with `:00` for its seconds; nothing where it has an offset and seconds, or no offset.
fn with_seconds(text: &str) -> Option<String> {
    let clock = text.find(['T', 't', ' '])? + 1;
    let (before, offset) = text.split_at_checked(clock + text.get(clock..)?.find(['Z', 'z', '+', '-'])?)?;
    let colons = before.get(clock..)?.bytes().filter(|one| *one == b':').count();
    (colons == 1).then(|| format!("{}:00{offset}", before.trim_end()))
}

fn parse_clock(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let clock = ClockTime::parse(&format!("{hours}:{minutes}"))?;
    let seconds = parts.next().unwrap_or("00");
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    if whole.len() != 2 || fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let milliseconds: u32 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    NaiveTime::from_num_seconds_from_midnight_opt(
        u32::from(clock.minutes) * 60 + whole.parse::<u32>().ok().filter(|second| *second < 60)?,
        milliseconds * 1_000_000,
    )
}
