//! Values that fields, properties and expressions have at run time. A missing value is no value at all (`Option`).

use super::time::{Amount, Date, Instant};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
