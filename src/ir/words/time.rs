//! Amounts of time, days and moments in words.

use super::expression::value;
use crate::diagnostic::Text;
use crate::ir::time::{Amount, ClockTime, Date, Unit, Weekday};
use crate::ir::{Moment, MomentBase, Program};

/// `24 hours`, `24時間`.
#[must_use]
pub fn amount(amount: Amount) -> Text {
    let (one, ja) = match amount.unit {
        Unit::Minute => ("minute", "分"),
        Unit::Hour => ("hour", "時間"),
        Unit::Day => ("day", "日"),
        Unit::BusinessDay => ("business day", "営業日"),
        Unit::Week => ("week", "週間"),
        Unit::Month => ("month", "か月"),
        Unit::Year => ("year", "年"),
    };
    let plural = if amount.count == 1 { "" } else { "s" };
    Text::new(format!("{} {one}{plural}", amount.count), format!("{}{ja}", amount.count))
}

/// `2026-07-01`, `2026年7月1日`.
#[must_use]
pub fn date(date: Date) -> Text {
    Text::new(date.to_string(), format!("{}年{}月{}日", date.year, date.month, date.day))
}

/// `Monday`, `月曜日`.
#[must_use]
pub fn weekday(day: Weekday) -> Text {
    let (en, ja) = match day {
        Weekday::Monday => ("Monday", "月曜日"),
        Weekday::Tuesday => ("Tuesday", "火曜日"),
        Weekday::Wednesday => ("Wednesday", "水曜日"),
        Weekday::Thursday => ("Thursday", "木曜日"),
        Weekday::Friday => ("Friday", "金曜日"),
        Weekday::Saturday => ("Saturday", "土曜日"),
        Weekday::Sunday => ("Sunday", "日曜日"),
    };
    Text::new(en, ja)
}

/// When a step comes: `3日後`, `7日後 10:00`, `契約終了日の7日前`.
#[must_use]
pub fn moment(program: &Program, moment: &Moment) -> Text {
    let base = match &moment.base {
        MomentBase::Here(Amount { count: 0, .. }) => Text::new("at once", "すぐに"),
        MomentBase::Here(wait) => {
            let words = amount(*wait);
            Text::new(format!("{} later", words.en), format!("{}後", words.ja))
        }
        MomentBase::Day(day) => Text::new(format!("day {day}"), format!("{day}日後")),
        MomentBase::Around { amount: Amount { count: 0, .. }, anchor, .. } if moment.at.is_none() => {
            let anchor = value(program, None, anchor);
            return Text::new(format!("wait until {}", anchor.en), format!("{}まで待つ", anchor.ja));
        }
        MomentBase::Around { amount: distance, before, anchor } => around(program, *distance, *before, anchor),
        MomentBase::Date(day) => date(*day),
        MomentBase::Next(day) => {
            let words = weekday(*day);
            Text::new(format!("next {}", words.en), format!("次の{}", words.ja))
        }
    };
    at(&base, moment.at)
}

/// A day with the time of day.
pub(super) fn at(day: &Text, at: Option<ClockTime>) -> Text {
    at.map_or_else(|| day.clone(), |at| Text::new(format!("{} at {at}", day.en), format!("{} {at}", day.ja)))
}

pub(super) fn around(program: &Program, distance: Amount, before: bool, anchor: &crate::ir::Expression) -> Text {
    let (anchor, words) = (value(program, None, anchor), amount(distance));
    match (distance.count, before) {
        (0, _) => Text::new(format!("at {}", anchor.en), anchor.ja),
        (_, true) => Text::new(format!("{} before {}", words.en, anchor.en), format!("{}の{}前", anchor.ja, words.ja)),
        (_, false) => Text::new(format!("{} after {}", words.en, anchor.en), format!("{}の{}後", anchor.ja, words.ja)),
    }
}
