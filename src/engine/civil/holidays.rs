//! Holidays of Japan, computed: 国民の祝日に関する法律 (Act No. 178 of 1948) with its amendments and the special Acts for
//! 2019 (enthronement), 2020 and 2021 (Olympic Games).
//!
//! Exact for 2016 to 2027 (tested against a published table). Later years follow the law as it stands today and the
//! usual formula for the equinoxes, which holds for 1980 to 2099 (the day is official only once the gazette of the
//! previous February names it); after 2099 the same formula is used and may be a day off. Years 2007 to 2015 are as the
//! law then was; earlier years are answered as if the law of 2007 had been in force already.

use super::{naive_date, plus_days, weekday};
use crate::ir::time::{Date, Weekday};
use chrono::Datelike;

/// Name of a holiday in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolidayName {
    /// English.
    pub en: &'static str,
    /// Japanese, as in the law.
    pub ja: &'static str,
}

/// Whether the date is a holiday of Japan: 国民の祝日, 振替休日 or 国民の休日.
#[must_use]
pub fn is_holiday_japan(date: Date) -> bool {
    holiday_name_japan(date).is_some()
}

/// What holiday of Japan the date is, if one.
#[must_use]
pub fn holiday_name_japan(date: Date) -> Option<HolidayName> {
    named_day(date)
        .or_else(|| is_substitute(date).then_some(name("substitute holiday", "振替休日")))
        .or_else(|| is_sandwiched(date).then_some(name("citizens' holiday", "国民の休日")))
}

/// Article 3 (2): where a national holiday is a Sunday, the next day that is none is a holiday.
fn is_substitute(date: Date) -> bool {
    // A Sunday, if there is one, is among the last seven days.
    (1..=7)
        .map(|back| plus_days(date, -back))
        .take_while(|before| named_day(*before).is_some())
        .any(|before| weekday(before) == Weekday::Sunday)
}

/// Article 3 (3): a day between two national holidays is a holiday.
fn is_sandwiched(date: Date) -> bool {
    named_day(plus_days(date, -1)).is_some() && named_day(plus_days(date, 1)).is_some()
}

const fn name(en: &'static str, ja: &'static str) -> HolidayName {
    HolidayName { en, ja }
}

/// 国民の祝日 proper (article 2 and the special Acts).
fn named_day(date: Date) -> Option<HolidayName> {
    special_day(date).or_else(|| fixed_day(date)).or_else(|| monday_holiday(date)).or_else(|| equinox(date))
}

fn special_day(date: Date) -> Option<HolidayName> {
    match (date.year, date.month, date.day) {
        (2019, 5, 1) => Some(name("Day of the Enthronement", "天皇の即位の日")),
        (2019, 10, 22) => Some(name("Day of the Enthronement Ceremony", "即位礼正殿の儀が行われる日")),
        (2020, 7, 23) | (2021, 7, 22) => Some(MARINE_DAY),
        (2020, 7, 24) | (2021, 7, 23) => Some(SPORTS_DAY),
        (2020, 8, 10) | (2021, 8, 8) => Some(MOUNTAIN_DAY),
        _ => None,
    }
}

const MARINE_DAY: HolidayName = name("Marine Day", "海の日");
const SPORTS_DAY: HolidayName = name("Sports Day", "スポーツの日");
const MOUNTAIN_DAY: HolidayName = name("Mountain Day", "山の日");
const EMPERORS_BIRTHDAY: HolidayName = name("Emperor's Birthday", "天皇誕生日");

/// In these years 海の日, 山の日 and スポーツの日 were moved for the Olympic Games.
const fn olympic(year: u16) -> bool {
    year == 2020 || year == 2021
}

fn fixed_day(date: Date) -> Option<HolidayName> {
    match (date.month, date.day) {
        (1, 1) => Some(name("New Year's Day", "元日")),
        (2, 11) => Some(name("National Foundation Day", "建国記念の日")),
        (2, 23) if date.year >= 2020 => Some(EMPERORS_BIRTHDAY),
        (12, 23) if date.year <= 2018 => Some(EMPERORS_BIRTHDAY),
        (4, 29) => Some(name("Showa Day", "昭和の日")),
        (5, 3) => Some(name("Constitution Day", "憲法記念日")),
        (5, 4) => Some(name("Greenery Day", "みどりの日")),
        (5, 5) => Some(name("Children's Day", "こどもの日")),
        (8, 11) if date.year >= 2016 && !olympic(date.year) => Some(MOUNTAIN_DAY),
        (11, 3) => Some(name("Culture Day", "文化の日")),
        (11, 23) => Some(name("Labour Thanksgiving Day", "勤労感謝の日")),
        _ => None,
    }
}

/// Holidays on the second or third Monday of a month.
fn monday_holiday(date: Date) -> Option<HolidayName> {
    if weekday(date) != Weekday::Monday {
        return None;
    }
    match (date.month, (date.day - 1) / 7 + 1) {
        (1, 2) => Some(name("Coming of Age Day", "成人の日")),
        (7, 3) if !olympic(date.year) => Some(MARINE_DAY),
        (9, 3) => Some(name("Respect for the Aged Day", "敬老の日")),
        (10, 2) if date.year <= 2019 => Some(name("Health and Sports Day", "体育の日")),
        (10, 2) if !olympic(date.year) => Some(SPORTS_DAY),
        _ => None,
    }
}

fn equinox(date: Date) -> Option<HolidayName> {
    let years = i64::from(naive_date(date).year()) - 1980;
    // Millionths of a day keep this exact; the constants are those of 新こよみ便利帳 for 1980 to 2099.
    let day = |base: i64| (base + 242_194 * years).div_euclid(1_000_000) - years.div_euclid(4);
    match date.month {
        3 if i64::from(date.day) == day(20_843_100) => Some(name("Vernal Equinox Day", "春分の日")),
        9 if i64::from(date.day) == day(23_248_800) => Some(name("Autumnal Equinox Day", "秋分の日")),
        _ => None,
    }
}
