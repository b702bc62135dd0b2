//! What is to be said on a channel, before it takes the channel's form.

use crate::engine::{amount_words, civil};
use crate::ir::Value;
use crate::ir::time::Instant;
use indexmap::IndexMap;
use serde_json::{Map, Number, Value as Json};

/// Something to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Identity: the same at each try, 32 hexadecimal digits.
    pub id: String,
    /// Name of the channel.
    pub channel: String,
    /// The lead that it is about.
    pub lead: String,
    /// Mail address of that lead.
    pub email: String,
    /// When it was planned.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A message to the lead, or about it.
    Message {
        /// Its name in the flow.
        name: String,
        /// Where the channel finds the lead.
        to: Option<String>,
        /// Its text with values and addresses put in.
        text: String,
    },
    /// Values for another system.
    Call {
        /// The values; a missing one is `None`.
        fields: IndexMap<String, Option<Value>>,
    },
    /// A handoff or notice to a team.
    Notice {
        /// The team.
        team: String,
        /// Why.
        because: String,
        /// The text for people.
        text: String,
    },
}

impl What {
    /// The kind of it, for receivers: the type of the event.
    #[must_use]
    pub const fn event_type(&self) -> &'static str {
        match self {
            Self::Message { .. } => "sodate.message",
            Self::Call { .. } => "sodate.call",
            Self::Notice { .. } => "sodate.notice",
        }
    }
}

/// Values as JSON, by their types: numbers are numbers, days are `2026-04-01`, points in time RFC 3339 in UTC, amounts of
/// time words, a missing value null.
pub(super) fn fields_json(fields: &IndexMap<String, Option<Value>>) -> Json {
    let one = |(name, value): (&String, &Option<Value>)| (name.clone(), value.as_ref().map_or(Json::Null, json));
    Json::Object(fields.iter().map(one).collect::<Map<String, Json>>())
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.clone()),
        Value::Number(number) => {
            let text = number.normalize().to_string();
            let whole = text.parse::<i64>().ok().map(Number::from);
            let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
            number.map_or(Json::String(text), Json::Number)
        }
        Value::TrueFalse(flag) => Json::Bool(*flag),
        Value::Date(date) => Json::String(date.to_string()),
        Value::Datetime(instant) => Json::String(rfc3339(*instant)),
        Value::Duration(amount) => Json::String(amount_words(*amount, crate::diagnostic::Language::English)),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
    }
}

/// `2026-04-01T01:00:00Z`.
pub(super) fn rfc3339(at: Instant) -> String {
    let clock = civil::local_clock(at, "UTC");
    let seconds = at.0.rem_euclid(60_000) / 1_000;
    format!("{}T{clock}:{seconds:02}Z", civil::local_date(at, "UTC"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::time::{Amount, Date, Unit};

    #[test]
    fn values_keep_their_types() {
        let values = [
            ("text", Some(Value::Text("a \"b\"".to_owned()))),
            ("whole", Some(Value::Number("12.00".parse().unwrap()))),
            ("half", Some(Value::Number("-0.5".parse().unwrap()))),
            ("flag", Some(Value::TrueFalse(true))),
            ("day", Some(Value::Date(Date { year: 2026, month: 4, day: 1 }))),
            ("moment", Some(Value::Datetime(Instant(1_775_005_205_999)))),
            ("time", Some(Value::Duration(Amount::new(3, Unit::Day)))),
            ("list", Some(Value::List(vec![Value::Text("x".to_owned())]))),
            ("missing", None),
        ];
        let fields = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let expected = r#"{"day":"2026-04-01","flag":true,"half":-0.5,"list":["x"],"missing":null,"moment":"2026-04-01T01:00:05Z","text":"a \"b\"","time":"3 days","whole":12}"#;
        assert_eq!(fields_json(&fields), serde_json::from_str::<Json>(expected).unwrap());
    }
}
