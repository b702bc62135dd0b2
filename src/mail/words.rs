//! Values, amounts and labels in words, for mails and notices, in the reader's language.

use crate::diagnostic::Language;
use crate::engine::civil;
use crate::engine::value_text;
use crate::ir::time::{Amount, Unit};
use crate::ir::{Field, Value};

/// Whether a text has kana or kanji in it.
#[must_use]
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(
        |character| matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}'),
    )
}

/// A value as a reader wants to see it.
#[must_use]
pub fn value_words(value: &Value, language: Language, zone: &str) -> String {
    match value {
        Value::Text(_) | Value::Number(_) => value_text(value, zone),
        Value::TrueFalse(flag) => match (language, flag) {
            (Language::English, true) => "yes".into(),
            (Language::English, false) => "no".into(),
            (Language::Japanese, true) => "はい".into(),
            (Language::Japanese, false) => "いいえ".into(),
        },
        Value::Date(date) => civil::format_date(*date).get(language).to_owned(),
        Value::Datetime(instant) => civil::format_local(*instant, zone).get(language).to_owned(),
        Value::Duration(amount) => amount_words(*amount, language),
        Value::List(items) => {
            let words: Vec<String> = items.iter().map(|item| value_words(item, language, zone)).collect();
            words.join(match language {
                Language::English => ", ",
                Language::Japanese => "、",
            })
        }
    }
}

/// `24 hours`, `24時間`.
#[must_use]
pub fn amount_words(amount: Amount, language: Language) -> String {
    let (one, ja) = match amount.unit {
        Unit::Minute => ("minute", "分"),
        Unit::Hour => ("hour", "時間"),
        Unit::Day => ("day", "日"),
        Unit::BusinessDay => ("business day", "営業日"),
        Unit::Week => ("week", "週間"),
        Unit::Month => ("month", "か月"),
        Unit::Year => ("year", "年"),
    };
    match language {
        Language::English => format!("{} {one}{}", amount.count, if amount.count == 1 { "" } else { "s" }),
        Language::Japanese => format!("{}{ja}", amount.count),
    }
}

/// Labels of fields that most workspaces have, for those without a `///` comment.
const KNOWN_FIELDS: &[(&str, &str, &str)] = &[
    ("name", "Name", "お名前"),
    ("company", "Company", "会社名"),
    ("department", "Department", "部署"),
    ("title", "Title", "役職"),
    ("phone", "Phone", "電話番号"),
    ("location", "Location", "所在地"),
    ("prefecture", "Prefecture", "都道府県"),
    ("industry", "Industry", "業種"),
];

/// What to call a field: the first line of its `///` comment, a usual word for a usual name, else its name.
#[must_use]
pub fn field_label(name: &str, field: Option<&Field>, language: Language) -> String {
    if let Some(label) = field.and_then(|field| first_line(field.documentation.as_deref())) {
        return label;
    }
    let known = KNOWN_FIELDS.iter().find(|(known, ..)| *known == name);
    known.map_or_else(
        || name.to_owned(),
        |(_, en, ja)| match language {
            Language::English => (*en).to_owned(),
            Language::Japanese => (*ja).to_owned(),
        },
    )
}

/// The first line of a comment, if there is one.
#[must_use]
pub fn first_line(documentation: Option<&str>) -> Option<String> {
    let line = documentation?.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
