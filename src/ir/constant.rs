//! Conditions that are the same for everybody: of fixed values alone, or something compared with itself.

use super::{Expression, Value};

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
    if let Some(Value::TrueFalse(holds)) = condition.as_literal() {
        return Some(answer(*holds));
    }
    if let Expression::In { value, list } = condition
        && let (Some(value), Expression::List(items)) = (value.as_literal(), list.as_ref())
    {
        let known: Vec<&Value> = items.iter().map(Expression::as_literal).collect::<Option<_>>()?;
        return Some(answer(known.contains(&value)));
    }
    let Expression::Compare { left, comparison, right } = condition else { return None };
    if let (Some(left), Some(right)) = (left.as_literal(), right.as_literal()) {
        return left.order(right).map(|order| answer(comparison.allows(order)));
    }
    (left == right).then_some(Constant::Itself)
}
