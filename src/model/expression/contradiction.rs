//! Conditions that can never hold together: `lead.deal == won and lead.deal == talking`, and `lead.score > 10` where
//! `lead.score > 5` does not hold. Each condition is taken apart into what it asks of single values; where nothing is left of
//! one of them on any way, the conditions exclude each other. What cannot be said counts as possible.

use super::possible::{Possible, number, order};
use crate::ir::{Comparison, Expression, Value, Window};
use std::borrow::Cow;

/// Conditions that are held against each other: nobody writes more.
const MOST_CONDITIONS: usize = 60;

/// Ways through `or` and steps on them, beyond which conditions count as possible.
const MOST_STEPS: usize = 2_000;

/// The same for all parts of an `and` with each other.
const MOST_STEPS_OF_PARTS: usize = 20_000;

/// What is known of the workspace.
pub(crate) trait Known {
    /// What a field of the lead can be, but for those that are built in.
    fn field(&self, name: &str) -> Possible;

    /// What a property of the event at hand can be.
    fn property(&self, name: &str) -> Possible;

    /// The condition of a segment, where it means the same everywhere.
    fn segment(&self, name: &str) -> Option<&Expression>;

    /// The ranks from the lowest: their values with the least and the most score.
    fn ranks(&self) -> Vec<(Value, i64, Option<i64>)>;

    /// What the value of an expression can be without any condition.
    fn possible(&self, value: &Expression) -> Possible {
        if let Expression::Literal(value) = value {
            Possible::one_of([value.clone()])
        } else if let Expression::Lead(field) = value {
            if matches!(field.as_str(), "id" | "email") { Possible::known() } else { self.field(field) }
        } else if let Expression::Event(property) = value {
            self.property(property)
        } else if *value == Expression::Score {
            Possible::whole()
        } else if *value == Expression::Rank {
            Possible::one_of(self.ranks().into_iter().map(|(name, _, _)| name))
        } else if let Expression::Count { .. } = value {
            Possible::whole().and(Possible::at_least(number(0), false))
        } else if value.is_condition() {
            Possible::one_of([true, false].map(Value::TrueFalse))
        } else {
            Possible::anything()
        }
    }
}

/// A condition and whether it holds.
pub(crate) type Fact<'e> = (&'e Expression, bool);

/// Whether these can surely never be so at once.
pub(crate) fn exclude_each_other(facts: &[Fact<'_>], known: &dyn Known) -> bool {
    exclude_within(facts, known, &mut { MOST_STEPS })
}

/// The same within some steps, of which those that it took are taken.
fn exclude_within(facts: &[Fact<'_>], known: &dyn Known, steps: &mut usize) -> bool {
    let mut search = Search { known, steps: (*steps).min(MOST_STEPS) };
    let before = search.steps;
    let goals = facts.iter().take(MOST_CONDITIONS).rev().copied().collect();
    let excluded = !search.possible(goals, Vec::new());
    *steps = steps.saturating_sub(before.saturating_sub(search.steps));
    excluded
}

/// The number of the first part of an `and` that excludes what stands before it, and of the part that it excludes: `None` where
/// it is not a single one. Parts that never hold by themselves have been told.
pub(super) fn contradiction(parts: &[Expression], known: &dyn Known) -> Option<(Option<usize>, usize)> {
    let mut steps = MOST_STEPS_OF_PARTS;
    let mut excluded = |parts: &[(usize, &Expression)]| {
        let facts: Vec<Fact<'_>> = parts.iter().map(|(_, part)| (*part, true)).collect();
        exclude_within(&facts, known, &mut steps)
    };
    let mut before: Vec<(usize, &Expression)> = Vec::new();
    for part in parts.iter().take(MOST_CONDITIONS).enumerate() {
        if excluded(&[part]) {
            continue;
        }
        if let Some((first, _)) = before.iter().copied().find(|first| excluded(&[*first, part])) {
            return Some((Some(first), part.0));
        }
        before.push(part);
        if before.len() > 2 && excluded(&before) {
            return Some((None, part.0));
        }
    }
    None
}

struct Search<'k> {
    known: &'k dyn Known,
    /// Steps that are left.
    steps: usize,
}

/// What is left of the values that conditions speak of.
type Left<'e> = Vec<(Cow<'e, Expression>, Possible)>;

impl<'k> Search<'k> {
    /// Whether all goals may be reached; the last one first.
    fn possible<'e>(&mut self, mut goals: Vec<Fact<'e>>, mut left: Left<'e>) -> bool
    where
        'k: 'e,
    {
        while let Some((goal, holds)) = goals.pop() {
            let Some(steps) = self.steps.checked_sub(1) else { return true };
            self.steps = steps;
            if let Expression::Not(inner) = goal {
                goals.push((inner, !holds));
            } else if let Expression::And(parts) | Expression::Or(parts) = goal {
                let every = matches!(goal, Expression::And(_)) == holds;
                if !every {
                    return parts.iter().any(|part| {
                        let mut goals = goals.clone();
                        goals.push((part, holds));
                        self.possible(goals, left.clone())
                    });
                }
                goals.extend(parts.iter().rev().map(|part| (part, holds)));
            } else if let Expression::Segment(name) = goal
                && let Some(condition) = self.known.segment(name)
            {
                goals.push((condition, holds));
            } else if !self.note(goal, holds, &mut left) {
                return false;
            }
        }
        self.ranks_fit(&left) && counts_fit(&left)
    }

    /// Adds what a single condition asks; whether anything is left then.
    fn note<'e>(&self, goal: &'e Expression, holds: bool, left: &mut Left<'e>) -> bool {
        let (value, asked) = asked(goal, holds);
        let place = left.iter().position(|(one, _)| one.as_ref() == value).unwrap_or_else(|| {
            left.push((Cow::Borrowed(value), self.known.possible(value)));
            left.len() - 1
        });
        left.get_mut(place).is_none_or(|(_, possible)| {
            *possible = std::mem::take(possible).and(asked);
            !possible.is_empty()
        })
    }

    /// Whether a rank that is left has a score that is left.
    fn ranks_fit(&self, left: &Left<'_>) -> bool {
        let of =
            |wanted: &Expression| left.iter().find(|(one, _)| one.as_ref() == wanted).map(|(_, possible)| possible);
        let (Some(rank), Some(score)) = (of(&Expression::Rank), of(&Expression::Score)) else { return true };
        let ranks = self.known.ranks();
        ranks.is_empty() || ranks.iter().any(|(name, least, most)| rank.allows(name) && score.overlaps(*least, *most))
    }
}

/// Whether no more events are asked for in a window than have come in all. Every event of any window has come at some time.
fn counts_fit(left: &Left<'_>) -> bool {
    let counts = || {
        left.iter().filter_map(|(value, possible)| {
            let Expression::Count { event, filter, window } = value.as_ref() else { return None };
            Some((event, filter, window, possible))
        })
    };
    counts().filter(|(_, _, window, _)| **window == Window::Ever).all(|(event, filter, _, ever)| {
        let Some(most) = ever.bounds().1 else { return true };
        let fewer = |(other, other_filter, _, possible): (&String, &Option<Box<Expression>>, &Window, &Possible)| {
            other == event
                && (filter.is_none() || filter == other_filter)
                && possible.bounds().0.is_some_and(|least| least > most)
        };
        !counts().any(fewer)
    })
}

/// The value that a condition speaks of, and what is left of it where the condition holds or does not.
fn asked(condition: &Expression, holds: bool) -> (&Expression, Possible) {
    if let Expression::Missing(value) = condition {
        return (value, if holds { Possible::missing() } else { Possible::known() });
    }
    let of_value = if let Expression::In { value, list } = condition {
        literals(list).map(|items| (value, among(items, holds)))
    } else if let Expression::Compare { left, comparison, right } = condition {
        match (left.as_literal(), right.as_literal()) {
            (None, Some(value)) => compared(*comparison, value, holds).map(|asked| (left, asked)),
            (Some(value), None) => compared(comparison.mirrored(), value, holds).map(|asked| (right, asked)),
            (Some(_), Some(_)) | (None, None) => None,
        }
    } else {
        None
    };
    of_value
        .map_or_else(|| (condition, among([Value::TrueFalse(true)], holds)), |(value, asked)| (value.as_ref(), asked))
}

/// What is left of a value that is one of these, or is not.
fn among(values: impl IntoIterator<Item = Value>, holds: bool) -> Possible {
    if holds { Possible::one_of(values) } else { Possible::none_of(values).or_missing() }
}

/// What a comparison with a fixed value leaves. A missing value is neither equal nor unequal, neither more nor less.
fn compared(comparison: Comparison, value: &Value, holds: bool) -> Option<Possible> {
    let has_order = || order(value, value).is_some();
    let asked = match (comparison, holds) {
        (Comparison::Equal, true) | (Comparison::NotEqual, false) => Possible::one_of([value.clone()]),
        (Comparison::NotEqual, true) | (Comparison::Equal, false) => Possible::none_of([value.clone()]),
        (Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual, _)
            if !has_order() =>
        {
            return None;
        }
        (Comparison::Less, true) | (Comparison::GreaterOrEqual, false) => Possible::at_most(value.clone(), true),
        (Comparison::LessOrEqual, true) | (Comparison::Greater, false) => Possible::at_most(value.clone(), false),
        (Comparison::Greater, true) | (Comparison::LessOrEqual, false) => Possible::at_least(value.clone(), true),
        (Comparison::GreaterOrEqual, true) | (Comparison::Less, false) => Possible::at_least(value.clone(), false),
    };
    Some(if holds { asked } else { asked.or_missing() })
}

/// The values of a list of fixed ones.
fn literals(list: &Expression) -> Option<Vec<Value>> {
    let Expression::List(items) = list else { return None };
    items.iter().map(|item| item.as_literal().cloned()).collect()
}
