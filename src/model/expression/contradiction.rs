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
        match value {
            Expression::Literal(value) => Possible::one_of([value.clone()]),
            Expression::Lead(field) if matches!(field.as_str(), "id" | "email") => Possible::known(),
            Expression::Lead(field) => self.field(field),
            Expression::Event(property) => self.property(property),
            Expression::Start(_) | Expression::Item(_) | Expression::List(_) | Expression::Default { .. } => {
                Possible::anything()
            }
            Expression::Score => Possible::whole(),
            Expression::Rank => Possible::one_of(self.ranks().into_iter().map(|(name, _, _)| name)),
            Expression::Count { .. } => Possible::whole().and(Possible::at_least(number(0), false)),
            Expression::Segment(_)
            | Expression::Audience(_)
            | Expression::Not(_)
            | Expression::And(_)
            | Expression::Or(_)
            | Expression::Compare { .. }
            | Expression::In { .. }
            | Expression::Missing(_)
            | Expression::Opened { .. }
            | Expression::Clicked { .. }
            | Expression::Received { .. }
            | Expression::Silent { .. } => Possible::one_of([true, false].map(Value::TrueFalse)),
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
            match (goal, holds) {
                (Expression::Not(inner), _) => goals.push((inner, !holds)),
                (Expression::And(parts), true) | (Expression::Or(parts), false) => {
                    goals.extend(parts.iter().rev().map(|part| (part, holds)));
                }
                (Expression::And(parts), false) | (Expression::Or(parts), true) => {
                    return parts.iter().any(|part| {
                        let mut goals = goals.clone();
                        goals.push((part, holds));
                        self.possible(goals, left.clone())
                    });
                }
                (Expression::Segment(name), _) if self.known.segment(name).is_some() => {
                    goals.extend(self.known.segment(name).map(|condition| (condition, holds)));
                }
                (
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
                    | Expression::Compare { .. }
                    | Expression::In { .. }
                    | Expression::Missing(_)
                    | Expression::Opened { .. }
                    | Expression::Clicked { .. }
                    | Expression::Received { .. }
                    | Expression::Count { .. }
                    | Expression::Silent { .. },
                    _,
                ) => {
                    if !self.note(goal, holds, &mut left) {
                        return false;
                    }
                }
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
    let truth = || {
        let holding = [Value::TrueFalse(true)];
        (condition, if holds { Possible::one_of(holding) } else { Possible::none_of(holding).or_missing() })
    };
    match condition {
        Expression::Missing(value) if holds => (value, Possible::missing()),
        Expression::Missing(value) => (value, Possible::known()),
        Expression::In { value, list } => {
            let Expression::List(items) = list.as_ref() else { return truth() };
            let items: Option<Vec<Value>> = items.iter().map(|item| literal(item).cloned()).collect();
            match items {
                Some(items) if holds => (value, Possible::one_of(items)),
                Some(items) => (value, Possible::none_of(items).or_missing()),
                None => truth(),
            }
        }
        Expression::Compare { left, comparison, right } => match (literal(left), literal(right)) {
            (None, Some(value)) => compared(*comparison, value, holds).map_or_else(truth, |asked| (left, asked)),
            (Some(value), None) => {
                compared(turned(*comparison), value, holds).map_or_else(truth, |asked| (right, asked))
            }
            (Some(_), Some(_)) | (None, None) => truth(),
        },
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
        | Expression::Not(_)
        | Expression::And(_)
        | Expression::Or(_)
        | Expression::Opened { .. }
        | Expression::Clicked { .. }
        | Expression::Received { .. }
        | Expression::Count { .. }
        | Expression::Silent { .. } => truth(),
    }
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

/// The same with its sides exchanged.
const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Equal,
        Comparison::NotEqual => Comparison::NotEqual,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}

const fn literal(expression: &Expression) -> Option<&Value> {
    if let Expression::Literal(value) = expression { Some(value) } else { None }
}
