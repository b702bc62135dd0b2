//! Values that fields, properties and expressions have at run time. A missing value is no value at all (`Option`).

use super::time::{Amount, Date, Instant};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text, also e-mail addresses, web addresses and values of `one of`.
    Text(String),
    /// An exact decimal number.
    Number(Decimal),
    /// True or false.
    TrueFalse(bool),
    /// A day.
    Date(Date),
    /// A point in time.
    Datetime(Instant),
    /// An amount of time.
    Duration(Amount),
    /// Several values of one type.
    List(Vec<Value>),
}

impl Value {
    /// The order of two values of one kind; `None` for those of two kinds, and for durations and lists. Durations are told
    /// apart by what they say (`24 hours` is not `1 day`), and ordered by how long they are.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Number(one), Self::Number(other)) => Some(one.cmp(other)),
            (Self::TrueFalse(one), Self::TrueFalse(other)) => Some(one.cmp(other)),
            (Self::Date(one), Self::Date(other)) => Some(one.cmp(other)),
            (Self::Datetime(one), Self::Datetime(other)) => Some(one.cmp(other)),
            (
                Self::Text(_)
                | Self::Number(_)
                | Self::TrueFalse(_)
                | Self::Date(_)
                | Self::Datetime(_)
                | Self::Duration(_)
                | Self::List(_),
                _,
            ) => None,
        }
    }
}
