//! Conditions that are the same for everybody: of fixed values alone, or something compared with itself.

use super::{Comparison, Expression, Value};

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

const fn literal(expression: &Expression) -> Option<&Value> {
    if let Expression::Literal(value) = expression { Some(value) } else { None }
}
