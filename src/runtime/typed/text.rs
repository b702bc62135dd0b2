//! Typed values from text: cells of a CSV file, `key=value` on the command line.

use super::{FieldProblem, MAX_LIST_VALUES, MAX_TEXT_CHARACTERS, check_required, event_type, shown, unknown};
use crate::diagnostic::{Text, nearest};
use crate::engine::civil;
use crate::ir::time::{Amount, Date, Unit};
use crate::ir::{FieldType, Program, Value};
use crate::mail::Address;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Characters between the values of a list in one cell.
const LIST_SEPARATORS: [char; 4] = [';', '；', '、', '|'];

/// A value of that type from a text. White space around it does not count, and full-width digits and letters of numbers,
/// dates and the like are taken as plain ones. `zone` is the clock of dates and times without an offset.
///
/// # Errors
/// What is wrong, in both languages, with the way out.
pub fn value_from_text(kind: &FieldType, text: &str, zone: &str) -> Result<Value, Text> {
    let trimmed = text.trim();
    match kind {
        FieldType::Text => plain_text(trimmed).map(Value::Text),
        FieldType::OneOf(words) => one_of(words, trimmed).map(Value::Text),
        FieldType::ListOf(inner) => list(inner, trimmed, zone),
        FieldType::Email => email(trimmed),
        FieldType::Url => web_address(trimmed),
        FieldType::Number | FieldType::TrueFalse | FieldType::Date | FieldType::Datetime | FieldType::Duration => {
            let normal: String = trimmed.nfkc().collect();
            plain(kind, normal.trim(), zone).ok_or_else(|| not_a(kind, text))
        }
    }
}

/// Types that are written in ASCII.
fn plain(kind: &FieldType, text: &str, zone: &str) -> Option<Value> {
    match kind {
        FieldType::Number => Decimal::from_str_exact(text).ok().map(|number| Value::Number(number.normalize())),
        FieldType::TrueFalse => true_false(text).map(Value::TrueFalse),
        FieldType::Date => Date::parse(text).map(Value::Date),
        FieldType::Datetime => civil::parse_datetime(text, zone).map(Value::Datetime),
        FieldType::Duration => amount(text).map(Value::Duration),
        FieldType::Text | FieldType::OneOf(_) | FieldType::ListOf(_) | FieldType::Email | FieldType::Url => None,
    }
}

/// Whether a text says yes or no, in the words that spreadsheets and forms use.
#[must_use]
pub(crate) fn true_false(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "はい" | "○" => Some(true),
        "false" | "no" | "0" | "いいえ" | "×" => Some(false),
        _ => None,
    }
}

/// A text on one line. Line breaks are refused, not repaired: a name with a line break is a mistake of whoever sent it, or
/// an attack on a mail's headers.
pub(super) fn plain_text(text: &str) -> Result<String, Text> {
    if text.chars().any(|character| matches!(character, '\r' | '\n')) {
        return Err(Text::new(
            format!("`{}` contains a line break; write it on one line", shown(text)),
            format!("`{}` に改行が含まれています。1行で書いてください", shown(text)),
        ));
    }
    if text.chars().any(|character| character.is_control() && character != '\t') {
        return Err(Text::new(
            format!("`{}` contains a control character that cannot be seen; type it again", shown(text)),
            format!("`{}` に目に見えない制御文字が含まれています。入力し直してください", shown(text)),
        ));
    }
    if text.chars().nth(MAX_TEXT_CHARACTERS).is_some() {
        return Err(Text::new(
            format!("the text is longer than {MAX_TEXT_CHARACTERS} characters"),
            format!("文字数が上限の {MAX_TEXT_CHARACTERS} 文字を超えています"),
        ));
    }
    Ok(text.to_owned())
}

/// One of the words: exactly, or but for width and case.
pub(super) fn one_of(words: &[String], text: &str) -> Result<String, Text> {
    let folded = |word: &str| word.nfkc().flat_map(char::to_lowercase).collect::<String>();
    let wanted = folded(text);
    let exact = words.iter().find(|word| *word == text);
    if let Some(word) = exact.or_else(|| words.iter().find(|word| folded(word) == wanted)) {
        return Ok(word.clone());
    }
    let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
    let (near_en, near_ja) = match nearest(text, words.iter().map(String::as_str)) {
        Some(near) => (format!("; did you mean `{near}`?"), format!("。`{near}` ではありませんか")),
        None => (String::new(), String::new()),
    };
    let text = shown(text);
    Err(Text::new(
        format!("`{text}` is none of {}{near_en}", all.join(", ")),
        format!("`{text}` は {} のどれでもありません{near_ja}", all.join("、")),
    ))
}

fn list(inner: &FieldType, text: &str, zone: &str) -> Result<Value, Text> {
    let parts = text.split(LIST_SEPARATORS).map(str::trim).filter(|part| !part.is_empty());
    let values: Vec<Value> =
        parts.take(MAX_LIST_VALUES + 1).map(|part| value_from_text(inner, part, zone)).collect::<Result<_, _>>()?;
    check_length(values.len())?;
    Ok(Value::List(values))
}

pub(super) fn check_length(count: usize) -> Result<(), Text> {
    if count <= MAX_LIST_VALUES {
        return Ok(());
    }
    Err(Text::new(
        format!("the list has more than {MAX_LIST_VALUES} values"),
        format!("値の数が上限の {MAX_LIST_VALUES} 個を超えています"),
    ))
}

pub(super) fn email(text: &str) -> Result<Value, Text> {
    match Address::parse(text) {
        Ok(_) => Ok(Value::Text(text.nfkc().collect())),
        Err(error) => Err(with_value(text, &error.text())),
    }
}

fn with_value(value: &str, text: &Text) -> Text {
    Text::new(format!("`{}`: {}", shown(value), text.en), format!("`{}`：{}", shown(value), text.ja))
}

pub(super) fn web_address(text: &str) -> Result<Value, Text> {
    plain_text(text)?;
    let good = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if good { Ok(Value::Text(text.to_owned())) } else { Err(not_a(&FieldType::Url, text)) }
}

/// An amount of time: a number and a unit, in either language.
pub(super) fn amount(text: &str) -> Option<Amount> {
    let digits = text.find(|character: char| !character.is_ascii_digit())?;
    let (count, unit) = text.split_at_checked(digits)?;
    let unit = match unit.trim().to_lowercase().as_str() {
        "minute" | "minutes" | "分" => Unit::Minute,
        "hour" | "hours" | "時間" => Unit::Hour,
        "day" | "days" | "日" | "日間" => Unit::Day,
        "business day" | "business days" | "営業日" => Unit::BusinessDay,
        "week" | "weeks" | "週" | "週間" => Unit::Week,
        "month" | "months" | "か月" | "ヶ月" | "カ月" | "ヵ月" => Unit::Month,
        "year" | "years" | "年" | "年間" => Unit::Year,
        _ => return None,
    };
    let count: u32 = count.parse().ok()?;
    (count <= Amount::LARGEST).then(|| Amount::new(count, unit))
}

/// The words for a value that is not of its type.
pub(super) fn not_a(kind: &FieldType, value: &str) -> Text {
    let (en, ja, example_en, example_ja) = match kind {
        FieldType::Text => ("a text", "テキスト", "text", "テキスト"),
        FieldType::Number => ("a number", "数値", "`12` or `12.5`, without commas", "桁区切りなしで `12` や `12.5`"),
        FieldType::TrueFalse => ("true or false", "真偽値", "`true` or `false`", "`true` か `false`"),
        FieldType::Date => ("a date", "日付", "`2026-04-01`", "`2026-04-01`"),
        FieldType::Datetime => (
            "a date with a time",
            "日時",
            "`2026-04-01 10:00` or `2026-04-01T10:00:00+09:00`",
            "`2026-04-01 10:00` や `2026-04-01T10:00:00+09:00`",
        ),
        FieldType::Duration => ("an amount of time", "期間", "`3 days`", "`3日`"),
        FieldType::Email => ("a mail address", "メールアドレス", "`tanaka@a.example`", "`tanaka@a.example`"),
        FieldType::Url => ("a web address", "URL", "`https://a.example/`", "`https://a.example/`"),
        FieldType::OneOf(_) => ("one of the words", "選択肢の値", "one of them", "選択肢のどれか"),
        FieldType::ListOf(_) => ("a list", "リスト", "`a; b`", "`a、b`"),
    };
    let value = shown(value);
    Text::new(
        format!("`{value}` is not {en}; write it like {example_en}"),
        format!("`{value}` は{ja}ではありません。{example_ja} のように書いてください"),
    )
}

/// The properties of an event from `key=value` pairs. Empty values count as missing.
///
/// # Errors
/// Everything that is wrong: an unknown event, unknown or doubled properties, wrong values, missing ones.
pub fn event_from_text(
    program: &Program,
    name: &str,
    pairs: &[(String, String)],
) -> Result<BTreeMap<String, Value>, Vec<FieldProblem>> {
    let event = event_type(program, name).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut properties = BTreeMap::new();
    for (key, text) in pairs {
        let Some(field) = event.properties.get(key) else {
            let known = event.properties.keys().map(String::as_str);
            problems.push(FieldProblem::new(key, unknown("property", "項目", key, known)));
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        match value_from_text(&field.kind, text, &program.limits.zone) {
            Err(text) => problems.push(FieldProblem::new(key, text)),
            Ok(value) => {
                if properties.insert(key.clone(), value).is_some() {
                    let twice = Text::new(format!("`{key}` is given twice"), format!("`{key}` が2回指定されています"));
                    problems.push(FieldProblem::new(key, twice));
                }
            }
        }
    }
    check_required(&event.properties, |name| properties.contains_key(name), &mut problems);
    if problems.is_empty() { Ok(properties) } else { Err(problems) }
}
