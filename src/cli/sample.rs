//! A lead and an event made up from the declarations, for looking at mails before there is any lead. Every made-up value can
//! be told from a real one: texts stand in 〔 〕, addresses are under `sample.example`.

use crate::engine::{Enrolment, LeadState, PastEvent, Position};
use crate::ir::time::{Amount, Date, HOUR_MILLISECONDS, Instant, Unit};
use crate::ir::{Expression, Field, FieldType, Instruction, Piece, Program, StartTrigger, Template, Value};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Address of the made-up lead.
pub const ADDRESS: &str = "sample@sample.example";

/// The day of made-up dates, and noon of it in Japan.
const DAY: Date = Date { year: 2030, month: 4, day: 1 };
const NOON: Instant = Instant(1_901_242_800_000);

/// A made-up lead. `given` are values of fields that somebody chose.
pub fn lead(program: &Program, given: &BTreeMap<String, Value>) -> LeadState {
    let mut state = LeadState {
        lead: "sample".to_owned(),
        email: ADDRESS.to_owned(),
        fields: values(&program.lead_fields).into_iter().collect(),
        ..LeadState::default()
    };
    set(&mut state, given);
    state
}

/// Puts chosen values in.
pub fn set(state: &mut LeadState, given: &BTreeMap<String, Value>) {
    for (name, value) in given {
        match (name.as_str(), value) {
            ("email", Value::Text(address)) => state.email.clone_from(address),
            _ => {
                state.fields.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A run of the made-up lead in which the mail is sent, begun by a made-up event with the properties that the mail may speak
/// of: those of the events that start a scenario which sends it come first.
pub fn run(program: &Program, email: &str, given: &BTreeMap<String, Value>, now: Instant) -> Enrolment {
    let events = events(program, email);
    let mut properties = BTreeMap::new();
    for name in &events {
        let declared = program.events.get(name).map(|event| values(&event.properties)).unwrap_or_default();
        for (property, value) in declared {
            properties.entry(property).or_insert(value);
        }
    }
    properties.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    let event = events.first().cloned().unwrap_or_default();
    let start_event = PastEvent { id: "sample".to_owned(), event, at: now, properties };
    Enrolment {
        number: 0,
        scenario: String::new(),
        key: None,
        version: 0,
        started_at: now,
        start_event: Some(start_event),
        position: Position::Waiting { step: 0, until: now, next: 0 },
        reached_at: now,
        held_milliseconds: 0,
        sent: BTreeMap::new(),
        occurrences: BTreeMap::new(),
        rounds: BTreeMap::new(),
    }
}

/// Events in the order in which their properties count.
fn events(program: &Program, email: &str) -> Vec<String> {
    let mut scenarios: Vec<&str> = Vec::new();
    let leads_here = |name: &str, found: &[&str]| {
        program.scenarios.get(name).is_some_and(|scenario| {
            scenario.steps.iter().any(|step| {
                if let Instruction::GoTo { scenario } | Instruction::Begin { scenario, .. } = &step.instruction {
                    return found.contains(&scenario.as_str());
                }
                step.instruction.sent() == Some(email)
            })
        })
    };
    loop {
        let next =
            program.scenarios.keys().find(|name| !scenarios.contains(&name.as_str()) && leads_here(name, &scenarios));
        let Some(next) = next else { break };
        scenarios.push(next);
    }
    let starts = scenarios.iter().filter_map(|name| program.scenarios.get(*name)).flat_map(|scenario| &scenario.starts);
    let mut events: Vec<String> = Vec::new();
    for start in starts {
        if let StartTrigger::Event { event, .. } = &start.trigger
            && !events.contains(event)
        {
            events.push(event.clone());
        }
    }
    events
}

/// A value for each; a datetime comes an hour after the one before it, so that what begins also ends.
fn values(fields: &IndexMap<String, Field>) -> Vec<(String, Value)> {
    let mut hours = 0;
    let mut all = Vec::new();
    for (name, field) in fields {
        let made_up = || match of_type(name, &field.kind, field.documentation.as_deref()) {
            Value::Datetime(at) => Value::Datetime(Instant(at.0 + hours * HOUR_MILLISECONDS)),
            other @ (Value::Text(_)
            | Value::Number(_)
            | Value::TrueFalse(_)
            | Value::Date(_)
            | Value::Duration(_)
            | Value::List(_)) => other,
        };
        all.push((name.clone(), field.default.clone().unwrap_or_else(made_up)));
        hours += i64::from(field.kind == FieldType::Datetime);
    }
    all
}

fn of_type(name: &str, kind: &FieldType, documentation: Option<&str>) -> Value {
    match kind {
        FieldType::Text => {
            let words = documentation.and_then(|text| text.lines().next()).map_or(name, str::trim);
            Value::Text(format!("〔{words}〕"))
        }
        FieldType::Number => Value::Number(Decimal::from(123)),
        FieldType::TrueFalse => Value::TrueFalse(true),
        FieldType::Date => Value::Date(DAY),
        FieldType::Datetime => Value::Datetime(NOON),
        FieldType::Duration => Value::Duration(Amount::new(1, Unit::Hour)),
        FieldType::Email => Value::Text(ADDRESS.to_owned()),
        FieldType::Url => Value::Text("https://sample.example/".to_owned()),
        FieldType::OneOf(words) => Value::Text(words.first().cloned().unwrap_or_default()),
        FieldType::ListOf(inner) => Value::List(vec![of_type(name, inner, documentation)]),
    }
}

/// The fields and properties that templates look at, as they are written: `lead.name`, `event.resource`.
pub fn looked_at<'a>(templates: impl IntoIterator<Item = &'a Template>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for template in templates {
        pieces(&template.pieces, &mut found);
    }
    found
}

fn pieces(all: &[Piece], found: &mut BTreeSet<String>) {
    for piece in all {
        match piece {
            Piece::Text(_) | Piece::Link(_) => {}
            Piece::Value(value) => expression(value, found),
            Piece::Each { body, .. } => pieces(&body.pieces, found),
            Piece::If { condition, then, otherwise } => {
                expression(condition, found);
                pieces(&then.pieces, found);
                pieces(&otherwise.pieces, found);
            }
        }
    }
}

fn expression(value: &Expression, found: &mut BTreeSet<String>) {
    if let Expression::Lead(field) = value {
        found.insert(format!("lead.{field}"));
    }
    if let Expression::Event(property) | Expression::Start(property) = value {
        found.insert(format!("event.{property}"));
    }
    // What a count or a silence looks at are other events.
    if !matches!(value, Expression::Count { .. }) {
        value.parts().into_iter().for_each(|part| expression(part, found));
    }
}
