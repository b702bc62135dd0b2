//! Types of fields, properties and expressions, and which of them go together.

use crate::diagnostic::Text;
use crate::ir;
use crate::syntax::written_name;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `text`.
    Text,
    /// `number`.
    Number,
    /// `true/false`, and every condition.
    TrueFalse,
    /// `date`.
    Date,
    /// `datetime`.
    Datetime,
    /// `duration`.
    Duration,
    /// `email`.
    Email,
    /// `url`.
    Url,
    /// `one of [a, b]`.
    OneOf(Vec<String>),
    /// `list of T`.
    ListOf(Box<Type>),
    /// Declared with a mistake that has been reported: goes with everything.
    Unknown,
}

/// The types that are written as one word.
pub const WORDS: [(&str, Type); 8] = [
    ("text", Type::Text),
    ("number", Type::Number),
    ("true/false", Type::TrueFalse),
    ("date", Type::Date),
    ("datetime", Type::Datetime),
    ("duration", Type::Duration),
    ("email", Type::Email),
    ("url", Type::Url),
];

/// Values of a `one of` that a message lists; more would hide the message.
const VALUES_SHOWN: usize = 6;

impl Type {
    /// The type in words.
    #[must_use]
    pub fn describe(&self) -> Text {
        match self {
            Self::Text => Text::new("text", "テキスト（text）"),
            Self::Number => Text::new("a number", "数値（number）"),
            Self::TrueFalse => Text::new("true/false", "真偽値（true/false）"),
            Self::Date => Text::new("a date", "日付（date）"),
            Self::Datetime => Text::new("a datetime", "日時（datetime）"),
            Self::Duration => Text::new("a duration", "期間（duration）"),
            Self::Email => Text::new("an email address", "メールアドレス（email）"),
            Self::Url => Text::new("a url", "URL（url）"),
            Self::OneOf(values) => {
                let list = shown(values);
                Text::new(format!("one of [{list}]"), format!("選択肢 [{list}]"))
            }
            Self::ListOf(inner) => {
                let inner = inner.describe();
                Text::new(format!("a list of {}", inner.en), format!("{}の一覧", inner.ja))
            }
            Self::Unknown => Text::new("something unknown", "不明な型"),
        }
    }

    /// A value of this type as one writes it.
    #[must_use]
    pub fn example(&self) -> String {
        match self {
            Self::Text | Self::Unknown => "\"…\"".to_owned(),
            Self::Number => "42".to_owned(),
            Self::TrueFalse => "true".to_owned(),
            Self::Date => "2026-04-01".to_owned(),
            Self::Datetime => "\"2026-04-01 10:00\"".to_owned(),
            Self::Duration => "3 days".to_owned(),
            Self::Email => "\"tanaka@customer.example\"".to_owned(),
            Self::Url => "\"https://acme.example/\"".to_owned(),
            Self::OneOf(values) => values.first().map(|value| written_name(value).into_owned()).unwrap_or_default(),
            Self::ListOf(inner) => format!("[{}]", inner.example()),
        }
    }

    /// The type in a compiled program; `None` for an unknown one.
    #[must_use]
    pub fn to_ir(&self) -> Option<ir::FieldType> {
        Some(match self {
            Self::Text => ir::FieldType::Text,
            Self::Number => ir::FieldType::Number,
            Self::TrueFalse => ir::FieldType::TrueFalse,
            Self::Date => ir::FieldType::Date,
            Self::Datetime => ir::FieldType::Datetime,
            Self::Duration => ir::FieldType::Duration,
            Self::Email => ir::FieldType::Email,
            Self::Url => ir::FieldType::Url,
            Self::OneOf(values) => ir::FieldType::OneOf(values.clone()),
            Self::ListOf(inner) => ir::FieldType::ListOf(Box::new(inner.to_ir()?)),
            Self::Unknown => return None,
        })
    }

    /// Whether its values are texts at run time.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Url | Self::OneOf(_))
    }

    /// Whether a value of this can equal a value of `other`.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::OneOf(left), Self::OneOf(right)) => left.iter().any(|value| right.contains(value)),
            (Self::ListOf(left), Self::ListOf(right)) => left.is_like(right),
            (left, right) if left.is_text() && right.is_text() => true,
            (left, right) => left == right,
        }
    }

    /// Whether this can be compared with `other`: like values, and a day with a point in time.
    #[must_use]
    pub fn compares_with(&self, other: &Self) -> bool {
        let day_and_time =
            [self, other] == [&Self::Date, &Self::Datetime] || [self, other] == [&Self::Datetime, &Self::Date];
        day_and_time || self.is_like(other)
    }

    /// Whether every value of this may be stored where `target` is declared.
    #[must_use]
    pub fn fits(&self, target: &Self) -> bool {
        match (self, target) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::OneOf(values), Self::OneOf(allowed)) => values.iter().all(|value| allowed.contains(value)),
            (Self::ListOf(inner), Self::ListOf(target)) => inner.fits(target),
            (value, Self::Text) => value.is_text(),
            (value, target) => value == target,
        }
    }

    /// Whether there is a smaller and a larger.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Datetime | Self::Duration | Self::Unknown)
    }

    /// Whether a mail can show it.
    #[must_use]
    pub fn can_be_shown(&self) -> bool {
        match self {
            Self::TrueFalse => false,
            Self::ListOf(inner) => inner.can_be_shown(),
            Self::Text
            | Self::Number
            | Self::Date
            | Self::Datetime
            | Self::Duration
            | Self::Email
            | Self::Url
            | Self::OneOf(_)
            | Self::Unknown => true,
        }
    }
}

/// A list of words for a message, cut where it grows long.
#[must_use]
pub fn shown(values: &[String]) -> String {
    let mut list = values.iter().take(VALUES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if values.len() > VALUES_SHOWN {
        list.push_str(", …");
    }
    list
}
