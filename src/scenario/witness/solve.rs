//! What a lead must have or do so that a condition holds, or does not: enough for the conditions that people write, and no
//! proof. Whatever comes out is played by the engine afterwards, which alone decides whether it was right.

use super::values::{other_than, past_bound, sample};
use crate::ir::{Comparison, Expression, Field, Program, Reaction, ScoreTrigger, Silent, Value};
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// Most events that are brought about so that they are counted often enough.
const MOST_EVENTS: u32 = 30;

/// Something that makes a condition hold, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Want {
    /// A field of the lead has this value; none where `None`.
    Field(String, Option<Value>),
    /// The event at hand has this property.
    Property(String, Option<Value>),
    /// The lead does this, with these properties; at a change, with this value of the field.
    Do(Reaction, IndexMap<String, Value>),
}

/// What is wanted for a condition; nothing for a part of which nothing can be said.
pub(super) fn wants(program: &Program, condition: &Expression, holds: bool) -> Vec<Want> {
    match condition {
        Expression::Not(inner) => wants(program, inner, !holds),
        Expression::And(parts) | Expression::Or(parts) => {
            let all = matches!(condition, Expression::And(_)) == holds;
            let each = parts.iter().map(|part| wants(program, part, holds));
            if all {
                each.flatten().collect()
            } else {
                each.into_iter().find(|one| !one.is_empty()).unwrap_or_default()
            }
        }
        Expression::Segment(name) => {
            program.segments.get(name).map(|inner| wants(program, inner, holds)).unwrap_or_default()
        }
        Expression::Compare { left, comparison, right } => compared(program, (left, *comparison, right), holds),
        Expression::In { value, list } => is_in(program, value, list, holds),
        Expression::Missing(inner) => {
            let value = if holds { None } else { slot(program, inner).map(|field| sample(field, 1)) };
            set(inner, value)
        }
        Expression::Lead(_) | Expression::Event(_) | Expression::Start(_) => {
            set(condition, Some(Value::TrueFalse(holds)))
        }
        Expression::Opened { email } if holds => done(Reaction::Open { email: email.clone() }),
        Expression::Clicked { email, link } if holds => {
            done(Reaction::Click { email: email.clone(), link: link.clone() })
        }
        Expression::Silent { what: Silent::Event(event), .. } if !holds => done(event_reaction(event)),
        Expression::Opened { .. }
        | Expression::Clicked { .. }
        | Expression::Silent { .. }
        | Expression::Literal(_)
        | Expression::Item(_)
        | Expression::Audience(_)
        | Expression::Score
        | Expression::Rank
        | Expression::List(_)
        | Expression::Default { .. }
        | Expression::Received { .. }
        | Expression::Count { .. } => Vec::new(),
    }
}

/// What is wanted for the reaction to be met: the event with fitting properties, or the deed itself.
pub(super) fn to_meet(program: &Program, reaction: &Reaction) -> Vec<Want> {
    let (Reaction::Event { filter, .. } | Reaction::Change { filter, .. }) = reaction else {
        return done(reaction.clone());
    };
    let changed = if let Reaction::Change { field, .. } = reaction { Some(field) } else { None };
    let filtered = filter.as_ref().map(|filter| wants(program, filter, true)).unwrap_or_default();
    let mut properties = IndexMap::new();
    let mut all = Vec::new();
    for want in filtered {
        match want {
            Want::Property(name, Some(value)) => drop(properties.insert(name, value)),
            Want::Field(name, Some(value)) if changed == Some(&name) => drop(properties.insert(name, value)),
            Want::Property(_, None) => {}
            Want::Field(..) | Want::Do(..) => all.push(want),
        }
    }
    all.push(Want::Do(reaction.clone(), properties));
    all
}

/// The same for something that becomes so while the lead is there: what holds from the beginning begins nothing.
pub(super) fn becoming(wanted: Vec<Want>) -> Vec<Want> {
    let change = |want| match want {
        Want::Field(field, Some(value)) => {
            let values = IndexMap::from([(field.clone(), value)]);
            Want::Do(Reaction::Change { field, filter: None }, values)
        }
        Want::Field(_, None) | Want::Property(..) | Want::Do(..) => want,
    };
    wanted.into_iter().map(change).collect()
}

/// What brings a lead so many points: events of the first score rule that gives any.
pub(super) fn to_score(program: &Program, points: i64) -> Vec<Want> {
    let rule = program.score.rules.iter().find_map(|rule| match &rule.trigger {
        ScoreTrigger::Reaction(reaction @ Reaction::Event { .. }) if rule.points > 0 => Some((rule.points, reaction)),
        ScoreTrigger::Reaction(_)
        | ScoreTrigger::OpenedAny
        | ScoreTrigger::ClickedAny
        | ScoreTrigger::Silent { .. } => None,
    });
    let Some((each, reaction)) = rule.filter(|_| points > 0) else { return Vec::new() };
    let times = ((points + each - 1) / each).clamp(1, i64::from(MOST_EVENTS));
    (0..times).flat_map(|_| to_meet(program, reaction)).collect()
}

fn to_rank(program: &Program, name: &str) -> Vec<Want> {
    let rank = program.score.ranks.iter().find(|rank| rank.name == *name);
    rank.map(|rank| to_score(program, rank.from)).unwrap_or_default()
}

fn event_reaction(event: &str) -> Reaction {
    Reaction::Event { event: event.to_owned(), filter: None }
}

fn done(reaction: Reaction) -> Vec<Want> {
    vec![Want::Do(reaction, IndexMap::new())]
}

/// Where a value stands that can be chosen.
pub(super) fn slot<'p>(program: &'p Program, place: &Expression) -> Option<&'p Field> {
    if let Expression::Default { value, .. } = place {
        return slot(program, value);
    }
    if let Expression::Lead(name) = place {
        return program.lead_fields.get(name);
    }
    let (Expression::Event(name) | Expression::Start(name)) = place else { return None };
    program.events.values().find_map(|event| event.properties.get(name))
}

/// The place gets that value.
pub(super) fn set(place: &Expression, value: Option<Value>) -> Vec<Want> {
    if let Expression::Default { value: inner, .. } = place {
        return set(inner, value);
    }
    if let Expression::Lead(name) = place {
        return vec![Want::Field(name.clone(), value)];
    }
    let (Expression::Event(name) | Expression::Start(name)) = place else { return Vec::new() };
    vec![Want::Property(name.clone(), value)]
}

fn compared(
    program: &Program,
    (left, comparison, right): (&Expression, Comparison, &Expression),
    holds: bool,
) -> Vec<Want> {
    if let (Expression::Score, Expression::Literal(Value::Number(points))) = (left, right) {
        let reached = match if holds { comparison } else { opposite(comparison) } {
            Comparison::Equal | Comparison::GreaterOrEqual => i64::try_from(*points).ok(),
            Comparison::Greater => i64::try_from(*points).ok().map(|points| points + 1),
            Comparison::NotEqual | Comparison::Less | Comparison::LessOrEqual => None,
        };
        return reached.map(|points| to_score(program, points)).unwrap_or_default();
    }
    if let (Expression::Rank, Expression::Literal(Value::Text(name))) = (left, right) {
        return if holds == (comparison == Comparison::Equal) { to_rank(program, name) } else { Vec::new() };
    }
    if let Expression::Count { event, filter, .. } = left {
        return counted(program, (event, filter.as_deref()), (comparison, right), holds);
    }
    let comparison = if holds { comparison } else { opposite(comparison) };
    if slot(program, left).is_none() && slot(program, right).is_some() {
        return compared_with(program, right, comparison.mirrored(), left);
    }
    compared_with(program, left, comparison, right)
}

fn compared_with(program: &Program, place: &Expression, comparison: Comparison, other: &Expression) -> Vec<Want> {
    let Some(field) = slot(program, place) else { return Vec::new() };
    let Expression::Literal(bound) = other else {
        // Two places: both get the same value, or two that differ.
        let equal = matches!(comparison, Comparison::Equal | Comparison::LessOrEqual | Comparison::GreaterOrEqual);
        let mut both = set(place, Some(sample(field, 1)));
        both.extend(set(other, Some(sample(field, if equal { 1 } else { 2 }))));
        return both;
    };
    let value = match comparison {
        Comparison::Equal | Comparison::LessOrEqual | Comparison::GreaterOrEqual => Some(bound.clone()),
        Comparison::NotEqual => Some(other_than(field, std::slice::from_ref(bound))),
        Comparison::Less => past_bound(bound, false),
        Comparison::Greater => past_bound(bound, true),
    };
    value.map(|value| set(place, Some(value))).unwrap_or_default()
}

fn counted(
    program: &Program,
    (event, filter): (&str, Option<&Expression>),
    (comparison, right): (Comparison, &Expression),
    holds: bool,
) -> Vec<Want> {
    let Expression::Literal(Value::Number(bound)) = right else { return Vec::new() };
    let comparison = if holds { comparison } else { opposite(comparison) };
    let least = match comparison {
        Comparison::Equal | Comparison::GreaterOrEqual => *bound,
        Comparison::Greater | Comparison::NotEqual => *bound + Decimal::ONE,
        Comparison::Less | Comparison::LessOrEqual => Decimal::ZERO,
    };
    let times = u32::try_from(least).unwrap_or(0).min(MOST_EVENTS);
    let reaction = Reaction::Event { event: event.to_owned(), filter: filter.cloned() };
    (0..times).flat_map(|_| to_meet(program, &reaction)).collect()
}

fn is_in(program: &Program, value: &Expression, list: &Expression, holds: bool) -> Vec<Want> {
    if let Expression::List(items) = list {
        let known: Vec<Value> = items.iter().filter_map(|item| item.as_literal().cloned()).collect();
        if let (Expression::Rank, Some(Value::Text(name)), true) = (value, known.first(), holds) {
            return to_rank(program, name);
        }
        let Some(field) = slot(program, value) else { return Vec::new() };
        let chosen = if holds { known.first().cloned() } else { Some(other_than(field, &known)) };
        return chosen.map(|chosen| set(value, Some(chosen))).unwrap_or_default();
    }
    // `event.topic in lead.topics`: the list holds the value, or is empty.
    let element = value.as_literal().cloned().or_else(|| slot(program, value).map(|field| sample(field, 1)));
    let mut all = element.clone().map(|element| set(value, Some(element))).unwrap_or_default();
    all.extend(set(list, Some(Value::List(element.filter(|_| holds).into_iter().collect()))));
    all
}

const fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}
