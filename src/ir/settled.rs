//! Conditions of an `if … else if …` that can no longer hold where they stand: `else if score >= 50` behind
//! `if score >= 20`. Nothing happens between the questions of a chain, so whoever meets the later one has met the earlier.

use super::logic::{asked, excludes, within};
use super::{Comparison, Expression};

/// Conditions of a chain that are looked at; nobody writes more.
const MOST_BEFORE: usize = 60;

/// Parts that are compared for one condition. Nested `and` and `or` in each other could take long.
const MOST_LOOKS: usize = 4_000;

/// The number of the earlier condition that holds wherever this one does. Where only several of them together do, the last.
#[must_use]
pub fn taken_by(earlier: &[Expression], condition: &Expression) -> Option<usize> {
    let before: Vec<&Expression> = earlier.iter().take(MOST_BEFORE).collect();
    let mut looks = 0;
    let single = before.iter().position(|one| implies(condition, &[one], &mut looks));
    single.or_else(|| implies(condition, &before, &mut looks).then(|| before.len().saturating_sub(1)))
}

/// Whether one of the others holds wherever `condition` does. `false` where it cannot be said.
fn implies(condition: &Expression, others: &[&Expression], looks: &mut usize) -> bool {
    *looks += 1;
    if *looks > MOST_LOOKS {
        return false;
    }
    if let Expression::Or(parts) = condition {
        return parts.iter().all(|part| implies(part, others, looks));
    }
    if let Some(values) = single_values(condition) {
        return values.iter().all(|value| implies(value, others, looks));
    }
    if others.iter().any(|other| implies_one(condition, other, looks)) {
        return true;
    }
    let Expression::And(parts) = condition else { return false };
    parts.iter().any(|part| implies(part, others, looks))
}

fn implies_one(condition: &Expression, other: &Expression, looks: &mut usize) -> bool {
    if condition == other {
        return true;
    }
    match other {
        Expression::Or(parts) => implies(condition, &parts.iter().collect::<Vec<_>>(), looks),
        Expression::And(parts) => parts.iter().all(|part| implies(condition, &[part], looks)),
        Expression::Not(inner) => match (condition, asked(condition), asked(inner)) {
            (Expression::Not(own), _, _) => implies(inner, &[own], looks),
            (_, Some((one, wanted)), Some((value, unwanted))) => {
                one == value && (excludes(&wanted, &unwanted) || excludes(&unwanted, &wanted))
            }
            (_, _, _) => false,
        },
        Expression::Compare { .. } | Expression::In { .. } | Expression::Missing(_) => {
            let (Some((one, narrow)), Some((value, wide))) = (asked(condition), asked(other)) else { return false };
            one == value && within(&narrow, &wide)
        }
        Expression::Literal(_)
        | Expression::Lead(_)
        | Expression::Event(_)
        | Expression::Start(_)
        | Expression::Item(_)
        | Expression::Segment(_)
        | Expression::Audience(_)
        | Expression::Score
        | Expression::Rank
        | Expression::List(_)
        | Expression::Default { .. }
        | Expression::Opened { .. }
        | Expression::Clicked { .. }
        | Expression::Received { .. }
        | Expression::Count { .. }
        | Expression::Silent { .. } => false,
    }
}

/// `x in [a, b]` as `x == a` and `x == b`, so that each may be met by another condition.
fn single_values(condition: &Expression) -> Option<Vec<Expression>> {
    let Expression::In { value, list } = condition else { return None };
    let Expression::List(items) = list.as_ref() else { return None };
    let equal = |item: &Expression| Expression::Compare {
        left: value.clone(),
        comparison: Comparison::Equal,
        right: Box::new(item.clone()),
    };
    (!items.is_empty()).then(|| items.iter().map(equal).collect())
}
