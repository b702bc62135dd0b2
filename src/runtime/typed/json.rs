//! Typed values from JSON: the bodies of API calls.

use super::text::{check_length, email, not_a, one_of, plain_text, web_address};
use super::{FieldProblem, check_required, event_type, unknown, value_from_text};
use crate::diagnostic::Text;
use crate::ir::{Field, FieldType, Program, Value};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::str::FromStr;

/// A value of that type from JSON. Types must fit: a number is no text. Numbers may also be given as text, since JSON
/// numbers lose digits in many programs. `zone` is the clock of dates and times without an offset.
///
/// # Errors
/// What is wrong, in both languages.
pub fn value_from_json(kind: &FieldType, json: &Json, zone: &str) -> Result<Value, Text> {
    match (kind, json) {
        (FieldType::ListOf(inner), Json::Array(items)) => {
            check_length(items.len())?;
            let values: Result<_, _> = items.iter().map(|item| value_from_json(inner, item, zone)).collect();
            values.map(Value::List)
        }
        (FieldType::TrueFalse, Json::Bool(value)) => Ok(Value::TrueFalse(*value)),
        (FieldType::Number, Json::Number(number)) => {
            let text = number.to_string();
            let number = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
            number.map(|number| Value::Number(number.normalize())).map_err(|_| not_a(kind, &text))
        }
        (FieldType::Number, Json::String(text)) => {
            Decimal::from_str(text).map(|number| Value::Number(number.normalize())).map_err(|_| not_a(kind, text))
        }
        (FieldType::Text, Json::String(text)) => plain_text(text).map(Value::Text),
        (FieldType::Email, Json::String(text)) => email(text),
        (FieldType::Url, Json::String(text)) => web_address(text),
        (FieldType::OneOf(words), Json::String(text)) => one_of(words, text).map(Value::Text),
        (FieldType::Date | FieldType::Datetime | FieldType::Duration, Json::String(text)) => {
            value_from_text(kind, text, zone)
        }
        (
            FieldType::Text
            | FieldType::Number
            | FieldType::TrueFalse
            | FieldType::Date
            | FieldType::Datetime
            | FieldType::Duration
            | FieldType::Email
            | FieldType::Url
            | FieldType::OneOf(_)
            | FieldType::ListOf(_),
            other,
        ) => Err(wrong_kind(kind, other)),
    }
}

fn wrong_kind(wanted: &FieldType, found: &Json) -> Text {
    let (wanted_en, wanted_ja) = match wanted {
        FieldType::Number => ("a number", "数値"),
        FieldType::TrueFalse => ("true or false", "true か false"),
        FieldType::ListOf(_) => ("an array", "配列"),
        FieldType::Text
        | FieldType::Date
        | FieldType::Datetime
        | FieldType::Duration
        | FieldType::Email
        | FieldType::Url
        | FieldType::OneOf(_) => ("a string", "文字列"),
    };
    let (found_en, found_ja) = match found {
        Json::Null => ("null", "null"),
        Json::Bool(_) => ("true or false", "true か false"),
        Json::Number(_) => ("a number", "数値"),
        Json::String(_) => ("a string", "文字列"),
        Json::Array(_) => ("an array", "配列"),
        Json::Object(_) => ("an object", "オブジェクト"),
    };
    Text::new(
        format!("must be {wanted_en} in JSON, not {found_en}"),
        format!("JSONでは{wanted_ja}で指定します（{found_ja}が指定されています）"),
    )
}

/// The properties of an event from a JSON object. `null` counts as missing; defaults are the engine's to fill in.
///
/// # Errors
/// Everything that is wrong: an unknown event, unknown properties with the nearest, wrong values, missing ones.
pub fn event_from_json(
    program: &Program,
    name: &str,
    json: &Json,
) -> Result<BTreeMap<String, Value>, Vec<FieldProblem>> {
    let event = event_type(program, name).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let read = fields_from_json(&event.properties, json, "property", "項目", &program.limits.zone, &mut problems);
    let properties: BTreeMap<String, Value> =
        read.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect();
    check_required(&event.properties, |name| properties.contains_key(name), &mut problems);
    if problems.is_empty() { Ok(properties) } else { Err(problems) }
}

/// Fields of a lead from a JSON object, for a change: only what is named is changed, and `null` clears a field that may be
/// missing.
///
/// # Errors
/// Everything that is wrong: unknown fields with the nearest, wrong values, `null` for a field that must have a value.
pub fn lead_fields_from_json(
    program: &Program,
    json: &Json,
) -> Result<BTreeMap<String, Option<Value>>, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let fields = fields_from_json(&program.lead_fields, json, "field", "項目", &program.limits.zone, &mut problems);
    for name in fields.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name) {
        if program.lead_fields.get(name).is_some_and(super::is_required) {
            problems.push(FieldProblem::new(name, super::missing(name)));
        }
    }
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}

fn fields_from_json(
    schema: &IndexMap<String, Field>,
    json: &Json,
    kind_en: &str,
    kind_ja: &str,
    zone: &str,
    problems: &mut Vec<FieldProblem>,
) -> BTreeMap<String, Option<Value>> {
    let mut fields = BTreeMap::new();
    let Json::Object(object) = json else {
        let text = Text::new("must be a JSON object", "JSONのオブジェクトで指定してください");
        problems.push(FieldProblem::new("", text));
        return fields;
    };
    for (name, value) in object {
        let Some(field) = schema.get(name) else {
            let known = schema.keys().map(String::as_str);
            problems.push(FieldProblem::new(name, unknown(kind_en, kind_ja, name, known)));
            continue;
        };
        if value.is_null() {
            fields.insert(name.clone(), None);
            continue;
        }
        match value_from_json(&field.kind, value, zone) {
            Ok(value) => drop(fields.insert(name.clone(), Some(value))),
            Err(text) => problems.push(FieldProblem::new(name, text)),
        }
    }
    fields
}
