//! What the lead of a played story has and does, as a test has it.

use super::course::{Before, first_wants};
use super::solve::Want;
use super::values::{other_than, sample};
use crate::ir::test::TestStepKind;
use crate::ir::{Expression, Message, Program, Reaction, Value};
use crate::verify::{Course, Told};
use indexmap::IndexMap;

/// The fields of the lead at the beginning: what its runs ask for, and what must be there.
pub(super) fn lead_of(program: &Program, told: &Told, begins: &Before<'_>) -> IndexMap<String, Value> {
    let mut lead: IndexMap<String, Value> = IndexMap::new();
    let (mut absent, mut changes) = (Vec::new(), IndexMap::new());
    for want in told.runs.iter().flat_map(|run| first_wants(program, run, begins)) {
        match want {
            Want::Field(field, Some(value)) => drop(lead.entry(field).or_insert(value)),
            Want::Field(field, None) => absent.push(field),
            Want::Do(Reaction::Change { .. }, values) => changes.extend(values),
            Want::Property(..)
            | Want::Do(Reaction::Event { .. } | Reaction::Open { .. } | Reaction::Click { .. }, _) => {}
        }
    }
    // Nobody can answer to a message that found no address.
    let addressed = |name: &String| {
        let is_to = |message: &Message| message.to == Some(Expression::Lead(name.clone()));
        !absent.contains(name) && program.messages.values().any(is_to)
    };
    for (name, field) in &program.lead_fields {
        if (!field.optional || addressed(name)) && field.default.is_none() && !lead.contains_key(name) {
            let value = changes
                .get(name)
                .map_or_else(|| sample(field, 1), |changed| other_than(field, std::slice::from_ref(changed)));
            lead.insert(name.clone(), value);
        }
    }
    lead
}

/// What begins a run. Runs of one scenario count from 1: each further one has a key of its own.
pub(super) fn starting(program: &Program, course: &Course, copy: u32, before: &Before<'_>) -> Vec<TestStepKind> {
    let wanted = first_wants(program, course, before);
    let mut own: IndexMap<String, Value> = IndexMap::new();
    for want in &wanted {
        if let Want::Property(name, Some(value)) = want {
            own.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let key = program.scenarios.get(&course.scenario).and_then(|scenario| scenario.key.as_ref()).filter(|_| copy > 1);
    let of_start = |event: &str, values: &mut IndexMap<String, Value>| {
        let Some(declared) = program.events.get(event).map(|event| &event.properties) else { return };
        for (name, value) in own.iter().filter(|(name, _)| declared.contains_key(*name)) {
            values.entry(name.clone()).or_insert_with(|| value.clone());
        }
        if let Some((key, field)) = key.and_then(|key| Some((key, declared.get(key)?))) {
            values.insert(key.clone(), sample(field, copy));
        }
    };
    let deeds = wanted.into_iter().filter_map(|want| match want {
        Want::Do(reaction, mut values) => {
            if let Reaction::Event { event, .. } = &reaction {
                of_start(event, &mut values);
            }
            deed(program, Want::Do(reaction, values), copy)
        }
        // Fields are those of the lead from the beginning; a change of one is a start.
        Want::Field(..) | Want::Property(..) => None,
    });
    deeds.collect()
}

/// What is wanted as a line of a test; `number` gives other values to each run of a scenario.
pub(super) fn deed(program: &Program, want: Want, number: u32) -> Option<TestStepKind> {
    match want {
        Want::Field(field, Some(value)) => Some(TestStepKind::Set { field, value: Some(value) }),
        Want::Field(_, None) | Want::Property(..) => None,
        Want::Do(Reaction::Open { email }, _) => Some(TestStepKind::Open { email }),
        Want::Do(Reaction::Click { email, link }, _) => {
            let link = link.or_else(|| program.emails.get(&email)?.links.keys().next().cloned())?;
            Some(TestStepKind::Click { email, link })
        }
        Want::Do(Reaction::Change { field, .. }, mut values) => {
            let declared = program.lead_fields.get(&field)?;
            let value = values.swap_remove(&field);
            let other = || {
                declared.default.as_ref().map_or_else(
                    || sample(declared, number + 1),
                    |default| other_than(declared, std::slice::from_ref(default)),
                )
            };
            Some(TestStepKind::Set { field, value: Some(value.unwrap_or_else(other)) })
        }
        Want::Do(Reaction::Event { event, .. }, mut properties) => {
            for (name, field) in &program.events.get(&event)?.properties {
                if !field.optional && field.default.is_none() && !properties.contains_key(name) {
                    properties.insert(name.clone(), sample(field, 1));
                }
            }
            Some(TestStepKind::Event { event, properties })
        }
    }
}
