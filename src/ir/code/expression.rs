//! Conditions and values as code, as the author would write them.

use super::{amount, word};
use crate::diagnostic::Language;
use crate::ir::{Comparison, Expression, Silent, Value, Window};

/// A condition or a value in the words of a language.
#[must_use]
pub fn expression(expression: &Expression, language: Language) -> String {
    Words(language).of(expression)
}

/// In whose words.
#[derive(Debug, Clone, Copy)]
struct Words(Language);

impl Words {
    fn say<'w>(self, en: &'w str, ja: &'w str) -> &'w str {
        word(self.0, en, ja)
    }

    fn of(self, expression: &Expression) -> String {
        match expression {
            Expression::Literal(value) => self.literal(value),
            Expression::Lead(field) => format!("{}.{field}", self.say("lead", "リード")),
            Expression::Event(property) => format!("{}.{property}", self.say("event", "イベント")),
            Expression::Start(property) => format!("{}.{property}", self.say("start", "開始")),
            Expression::Item(column) => format!("{}.{column}", self.say("item", "項目")),
            Expression::Segment(name) | Expression::Audience(name) => {
                format!("{} {} {name}", self.say("lead", "リード"), self.say("in", "含まれる"))
            }
            Expression::Score => self.say("score", "スコア").to_owned(),
            Expression::Rank => self.say("rank", "ランク").to_owned(),
            Expression::List(items) => format!("[{}]", self.listed(items)),
            Expression::Default { value, fallback } => {
                format!("{}({}, {})", self.say("default", "既定値"), self.of(value), self.of(fallback))
            }
            Expression::Not(part) => self.denied(part),
            Expression::And(parts) => self.joined(parts, self.say(" and ", " かつ ")),
            Expression::Or(parts) => self.joined(parts, self.say(" or ", " または ")),
            Expression::Compare { left, comparison, right } => {
                format!("{} {} {}", self.inner(left), operator(*comparison), self.inner(right))
            }
            Expression::In { value, list } => self.membership(value, list),
            Expression::Missing(value) => format!("{} {}", self.of(value), self.say("is missing", "未入力")),
            Expression::Opened { email } => format!("{} {email}", self.say("opened", "開封済み")),
            Expression::Clicked { email, link } => {
                let link = link.as_ref().map_or_else(String::new, |link| format!(".{link}"));
                format!("{} {email}{link}", self.say("clicked", "クリック済み"))
            }
            Expression::Received { email } => format!("{} {email}", self.say("received", "受信")),
            Expression::Count { event, filter, window } => self.count(event, filter.as_deref(), window),
            Expression::Silent { what, lasting } => self.silence(what, &amount(*lasting, self.0)),
        }
    }

    fn inner(self, part: &Expression) -> String {
        let joins = matches!(part, Expression::And(_) | Expression::Or(_));
        if joins { format!("({})", self.of(part)) } else { self.of(part) }
    }

    fn joined(self, parts: &[Expression], word: &str) -> String {
        parts.iter().map(|part| self.inner(part)).collect::<Vec<_>>().join(word)
    }

    fn listed(self, items: &[Expression]) -> String {
        items.iter().map(|item| self.of(item)).collect::<Vec<_>>().join(", ")
    }

    fn denied(self, part: &Expression) -> String {
        if let Expression::Missing(value) = part {
            format!("{} {}", self.of(value), self.say("is known", "入力済み"))
        } else {
            format!("{} ({})", self.say("not", "次ではない"), self.of(part))
        }
    }

    fn membership(self, value: &Expression, list: &Expression) -> String {
        // Japanese has a word for lists and one for what else holds values.
        let ja = if matches!(list, Expression::List(_)) { "次のいずれか" } else { "含まれる" };
        format!("{} {} {}", self.inner(value), self.say("in", ja), self.inner(list))
    }

    fn count(self, event: &str, filter: Option<&Expression>, window: &Window) -> String {
        let filter =
            filter.map_or_else(String::new, |filter| format!(" {} {}", self.say("where", "条件"), self.of(filter)));
        let window = match window {
            Window::Ever => String::new(),
            Window::In(time) => format!(" {} {}", self.say("in", "期間"), amount(*time, self.0)),
            Window::SinceStart => self.say(" since start", " 開始以降").to_owned(),
        };
        format!("{}({event}{filter}){window}", self.say("count", "回数"))
    }

    fn silence(self, what: &Silent, lasting: &str) -> String {
        let what = match what {
            Silent::Response => self.say("response", "反応"),
            Silent::Event(event) => event,
        };
        match self.0 {
            Language::English => format!("no {what} for {lasting}"),
            Language::Japanese => format!("{what} なし 期間 {lasting}"),
        }
    }

    fn literal(self, value: &Value) -> String {
        match value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Number(number) => number.normalize().to_string(),
            Value::TrueFalse(true) => self.say("true", "はい").to_owned(),
            Value::TrueFalse(false) => self.say("false", "いいえ").to_owned(),
            Value::Date(date) => date.to_string(),
            Value::Datetime(instant) => instant.0.to_string(),
            Value::Duration(time) => amount(*time, self.0),
            Value::List(items) => items.iter().map(|item| self.literal(item)).collect::<Vec<_>>().join(", "),
        }
    }
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
