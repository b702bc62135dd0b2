//! Times as data: instants, dates, clock times and amounts of time, without any arithmetic (that is `engine::civil`).
//! They stand in the compiled program and in stored state, so their serialised form is part of both formats.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// This instant moved by milliseconds; stays at the ends of the range instead of overflowing.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this; negative where `earlier` is later.
    #[must_use]
    pub const fn milliseconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Milliseconds in a minute, an hour and a day of exactly 24 hours.
pub const MINUTE_MILLISECONDS: i64 = 60_000;
/// See [`MINUTE_MILLISECONDS`].
pub const HOUR_MILLISECONDS: i64 = 60 * MINUTE_MILLISECONDS;
/// See [`MINUTE_MILLISECONDS`].
pub const DAY_MILLISECONDS: i64 = 24 * HOUR_MILLISECONDS;

/// A day of the proleptic Gregorian calendar, year 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Date {
    /// That day, if there is one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let good = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= Self::days_in_month(year, month);
        good.then_some(Self { year, month, day })
    }

    /// Days of a month; 0 for a month that does not exist.
    #[must_use]
    pub const fn days_in_month(year: u16, month: u8) -> u8 {
        match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            _ => 0,
        }
    }

    /// Reads `2026-04-01`, also with slashes, and with one-digit months and days.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(['-', '/']);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a date like 2026-04-01")))
    }
}

/// A time of day in minutes after midnight, 0 to 1440 (1440, `24:00`, only as an end).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime {
    /// Minutes after midnight.
    pub minutes: u16,
}

impl ClockTime {
    /// That time, if there is one: hours 0 to 23, minutes 0 to 59, or 24:00.
    #[must_use]
    pub fn new(hours: u16, minutes: u16) -> Option<Self> {
        // Computed only where it is in range: any numbers may come.
        ((hours < 24 && minutes < 60) || (hours == 24 && minutes == 0)).then(|| Self { minutes: hours * 60 + minutes })
    }

    /// Reads `9:00` or `09:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        if minutes.len() != 2 || hours.is_empty() || hours.len() > 2 {
            return None;
        }
        Self::new(hours.parse().ok()?, minutes.parse().ok()?)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a time like 09:00")))
    }
}

/// Units of time as authors write them. Minutes and hours are exact; the others keep the local clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// A calendar day.
    Day,
    /// A day on which mail may be sent: by the workspace's days of the week and holidays.
    BusinessDay,
    /// Seven calendar days.
    Week,
    /// A calendar month; the 31st becomes the last day of a shorter month.
    Month,
    /// Twelve months.
    Year,
}

/// An amount of time: `3 days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// How many, 0 to [`Amount::LARGEST`].
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// Largest count: about ten years of hours; more is taken for a slip of the finger.
    pub const LARGEST: u32 = 100_000;

    /// `count` of `unit`.
    #[must_use]
    pub const fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Longest time that this can be, in milliseconds, for estimates by the checker (a month counts 31 days, a business
    /// day up to 7 calendar days, and a civil day an hour more for a change to winter time).
    #[must_use]
    pub const fn longest_milliseconds(self) -> i64 {
        let unit = match self.unit {
            Unit::Minute => MINUTE_MILLISECONDS,
            Unit::Hour => HOUR_MILLISECONDS,
            Unit::Day => DAY_MILLISECONDS,
            Unit::BusinessDay | Unit::Week => 7 * DAY_MILLISECONDS,
            Unit::Month => 31 * DAY_MILLISECONDS,
            Unit::Year => 366 * DAY_MILLISECONDS,
        };
        unit.saturating_mul(self.count as i64)
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Days of the week on which mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessWeek {
    /// Monday to Friday.
    Weekdays,
    /// All seven days.
    EveryDay,
}
