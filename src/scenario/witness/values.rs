//! Values for fields and properties of which a story says nothing, or only what they are not.

use crate::engine::civil;
use crate::ir::time::{Amount, Date, Instant, MINUTE_MILLISECONDS, Unit};
use crate::ir::{Field, FieldType, Value};
use rust_decimal::Decimal;

/// A plain value of that type; another for each number.
pub(super) fn sample(field: &Field, number: u32) -> Value {
    of_type(&field.kind, number)
}

fn of_type(kind: &FieldType, number: u32) -> Value {
    let letter = char::from_u32(64 + number.clamp(1, 26)).unwrap_or('A');
    match kind {
        FieldType::Text => Value::Text(letter.to_string()),
        FieldType::Number => Value::Number(Decimal::from(number)),
        FieldType::TrueFalse => Value::TrueFalse(number % 2 == 1),
        FieldType::Date => Value::Date(Date { year: 2027, month: 4, day: u8::try_from(number.min(28)).unwrap_or(1) }),
        FieldType::Datetime => {
            let date = Date { year: 2027, month: 4, day: u8::try_from(number.min(28)).unwrap_or(1) };
            let noon = crate::ir::time::ClockTime { minutes: 12 * 60 };
            Value::Datetime(civil::at_local(date, noon, "UTC"))
        }
        FieldType::Duration => Value::Duration(Amount::new(number, Unit::Day)),
        FieldType::Email => Value::Text(format!("lead-{number}@customer.example")),
        FieldType::Url => Value::Text(format!("https://customer.example/{number}")),
        FieldType::OneOf(words) => {
            let at = (number.max(1) as usize - 1) % words.len().max(1);
            Value::Text(words.get(at).cloned().unwrap_or_default())
        }
        FieldType::ListOf(_) => Value::List(Vec::new()),
    }
}

/// A value of that type that is none of these.
pub(super) fn other_than(field: &Field, known: &[Value]) -> Value {
    let candidates = (1..=26).map(|number| sample(field, number));
    candidates.into_iter().find(|value| !known.contains(value)).unwrap_or_else(|| sample(field, 1))
}

/// A value just above or below a bound.
pub(super) fn past_bound(bound: &Value, above: bool) -> Option<Value> {
    let sign = if above { 1 } else { -1 };
    match bound {
        Value::Number(number) => Some(Value::Number(*number + Decimal::from(sign))),
        Value::Date(date) => Some(Value::Date(civil::plus_days(*date, sign))),
        Value::Datetime(instant) => Some(Value::Datetime(Instant(instant.0 + sign * MINUTE_MILLISECONDS))),
        Value::Text(_) | Value::TrueFalse(_) | Value::Duration(_) | Value::List(_) => None,
    }
}
