//! What conditions ask of one value, how that fits together, and conditions that are the same for everybody.

use super::{Comparison, Expression, Value};
use rust_decimal::Decimal;

/// What a part asks of the value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked<'e> {
    /// One of these.
    OneOf(Vec<&'e Value>),
    /// Anything but this; missing is neither.
    Not(&'e Value),
    /// At least this, or more.
    AtLeast(Decimal, Strictly),
    /// At most this, or less.
    AtMost(Decimal, Strictly),
    /// It is missing.
    Missing,
    /// It is not.
    Known,
}

/// Without the bound itself.
pub type Strictly = bool;

/// Why a condition is the same for every lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constant {
    /// It always holds.
    Always,
    /// It never holds.
    Never,
    /// It compares something with itself.
    Itself,
}

/// Whether a single condition, without its `and`, `or` and `not`, is made of fixed values alone or compares something
/// with itself.
#[must_use]
pub fn constant(condition: &Expression) -> Option<Constant> {
    let answer = |holds: bool| if holds { Constant::Always } else { Constant::Never };
    if let Some(Value::TrueFalse(holds)) = literal(condition) {
        return Some(answer(*holds));
    }
    if let Expression::In { value, list } = condition
        && let (Some(value), Expression::List(items)) = (literal(value), list.as_ref())
    {
        let known: Vec<&Value> = items.iter().map(literal).collect::<Option<_>>()?;
        return Some(answer(known.contains(&value)));
    }
    let Expression::Compare { left, comparison, right } = condition else { return None };
    if let (Some(left), Some(right)) = (literal(left), literal(right)) {
        return compared(left, *comparison, right).map(answer);
    }
    (left == right).then_some(Constant::Itself)
}

fn compared(left: &Value, comparison: Comparison, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::TrueFalse(left), Value::TrueFalse(right)) => left.cmp(right),
        (
            Value::Text(_)
            | Value::Number(_)
            | Value::TrueFalse(_)
            | Value::Date(_)
            | Value::Datetime(_)
            | Value::Duration(_)
            | Value::List(_),
            _,
        ) => return None,
    };
    Some(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

/// The value that a part speaks of, and what it asks of it.
#[must_use]
pub fn asked(part: &Expression) -> Option<(&Expression, Asked<'_>)> {
    if let Expression::Missing(value) = part {
        return Some((value, Asked::Missing));
    }
    if let Expression::Not(inner) = part {
        return if let Expression::Missing(value) = inner.as_ref() { Some((value, Asked::Known)) } else { None };
    }
    if let Expression::In { value, list } = part {
        let Expression::List(items) = list.as_ref() else { return None };
        return Some((value, Asked::OneOf(items.iter().map(literal).collect::<Option<_>>()?)));
    }
    let Expression::Compare { left, comparison, right } = part else { return None };
    let value = literal(right)?;
    let number = || if let Value::Number(number) = value { Some(*number) } else { None };
    let asked = match comparison {
        Comparison::Equal => Asked::OneOf(vec![value]),
        Comparison::NotEqual => Asked::Not(value),
        Comparison::Greater => Asked::AtLeast(number()?, true),
        Comparison::GreaterOrEqual => Asked::AtLeast(number()?, false),
        Comparison::Less => Asked::AtMost(number()?, true),
        Comparison::LessOrEqual => Asked::AtMost(number()?, false),
    };
    Some((left, asked))
}

const fn literal(expression: &Expression) -> Option<&Value> {
    if let Expression::Literal(value) = expression { Some(value) } else { None }
}

fn fits(value: &Value, bound: &Asked<'_>) -> bool {
    let Value::Number(number) = value else { return true };
    match bound {
        Asked::AtLeast(least, strictly) => number > least || (number == least && !strictly),
        Asked::AtMost(most, strictly) => number < most || (number == most && !strictly),
        Asked::OneOf(_) | Asked::Not(_) | Asked::Missing | Asked::Known => true,
    }
}

/// Whether no value meets both. Not every such pair is known in both orders.
#[must_use]
pub fn excludes(one: &Asked<'_>, other: &Asked<'_>) -> bool {
    match (one, other) {
        (Asked::Missing, other) => *other != Asked::Missing,
        (Asked::OneOf(one), Asked::OneOf(other)) => !one.iter().any(|value| other.contains(value)),
        (Asked::OneOf(values), Asked::Not(value)) => values.iter().all(|one| one == value),
        (Asked::OneOf(values), bound @ (Asked::AtLeast(..) | Asked::AtMost(..))) => {
            !values.iter().any(|value| fits(value, bound))
        }
        (Asked::AtLeast(least, above), Asked::AtMost(most, below)) => {
            least > most || (least == most && (*above || *below))
        }
        (
            Asked::OneOf(_) | Asked::Not(_) | Asked::AtLeast(..) | Asked::AtMost(..) | Asked::Known,
            Asked::OneOf(_) | Asked::Not(_) | Asked::AtLeast(..) | Asked::AtMost(..) | Asked::Missing | Asked::Known,
        ) => false,
    }
}

/// Whether every value that meets `narrow` meets `wide`.
#[must_use]
pub fn within(narrow: &Asked<'_>, wide: &Asked<'_>) -> bool {
    match (narrow, wide) {
        (narrow, Asked::Known) => *narrow != Asked::Missing,
        (Asked::Missing, Asked::Missing) => true,
        (Asked::OneOf(narrow), Asked::OneOf(wide)) => narrow.iter().all(|value| wide.contains(value)),
        (Asked::OneOf(values), Asked::Not(value)) => !values.contains(value),
        (Asked::OneOf(values), bound @ (Asked::AtLeast(..) | Asked::AtMost(..))) => {
            values.iter().all(|value| fits(value, bound))
        }
        (Asked::Not(one), Asked::Not(other)) => one == other,
        (Asked::AtLeast(narrow, above), Asked::AtLeast(wide, strictly)) => {
            narrow > wide || (narrow == wide && (*above || !strictly))
        }
        (Asked::AtMost(narrow, below), Asked::AtMost(wide, strictly)) => {
            narrow < wide || (narrow == wide && (*below || !strictly))
        }
        (Asked::AtLeast(..) | Asked::AtMost(..), Asked::Not(value)) => !fits(value, narrow),
        (
            Asked::OneOf(_) | Asked::Not(_) | Asked::AtLeast(..) | Asked::AtMost(..) | Asked::Missing | Asked::Known,
            Asked::OneOf(_) | Asked::Not(_) | Asked::AtLeast(..) | Asked::AtMost(..) | Asked::Missing,
        ) => false,
    }
}
