//! Parts of an `and` that cannot hold together: `lead.deal == won and lead.deal == talking`. Mostly `or` was meant.

use crate::ir::{Comparison, Expression, Value};
use rust_decimal::Decimal;

/// Parts that are compared with each other: nobody writes more, and each is looked at with each.
const MOST_PARTS: usize = 60;

/// What a part asks of the value of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Asked<'e> {
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
type Strictly = bool;

/// The numbers of the first two parts that can never hold at once.
pub(super) fn contradiction(parts: &[Expression]) -> Option<(usize, usize)> {
    let asked: Vec<_> = parts.iter().take(MOST_PARTS).map(asked).collect();
    let known = |number: usize| asked.get(number).and_then(Option::as_ref);
    (0..asked.len()).find_map(|second| {
        let (value, one) = known(second)?;
        let excludes = |first: &usize| {
            known(*first).is_some_and(|(other, asked)| other == value && (excludes(asked, one) || excludes(one, asked)))
        };
        Some(((0..second).find(excludes)?, second))
    })
}

/// The value that a part speaks of, and what it asks of it.
fn asked(part: &Expression) -> Option<(&Expression, Asked<'_>)> {
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

fn excludes(one: &Asked<'_>, other: &Asked<'_>) -> bool {
    let fits = |value: &Value, bound: &Asked<'_>| {
        let Value::Number(number) = value else { return true };
        match bound {
            Asked::AtLeast(least, strictly) => number > least || (number == least && !strictly),
            Asked::AtMost(most, strictly) => number < most || (number == most && !strictly),
            Asked::OneOf(_) | Asked::Not(_) | Asked::Missing | Asked::Known => true,
        }
    };
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
