//! Values and amounts of time in words, in the reader's language: for people who read about a lead. What templates print and
//! conditions compare is `value_text`.

use super::civil;
use super::evaluate::value_text;
use crate::diagnostic::Language;
use crate::ir::time::Amount;
use crate::ir::{Value, words};

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
    words::amount(amount).get(language).to_owned()
}
