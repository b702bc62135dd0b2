//! Leads for a play in which they do nothing: each has fields that make the conditions of the scenarios hold, one way or
//! another. What cannot be made up is not played.

use super::deeds::deed;
use super::solve::{Want, wants};
use super::values::sample;
use crate::ir::test::TestStepKind;
use crate::ir::{Expression, Instruction, Program, Reaction, RuleTrigger, Scenario, StartTrigger, Step, Value};
use crate::verify::answers::Group;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Leads of one group.
const MOST_LEADS: usize = 24;

/// Events that a lead has brought about before.
const MOST_EVENTS: usize = 60;

/// A lead before a play.
#[derive(Debug, Clone)]
pub(super) struct Resting {
    pub id: String,
    pub fields: BTreeMap<String, Value>,
    pub score: i64,
    /// What it has done.
    pub events: Vec<(String, BTreeMap<String, Value>)>,
}

/// Values that are worth trying for each field, the likeliest first, and events.
struct Ideas<'p> {
    program: &'p Program,
    fields: IndexMap<String, Vec<Option<Value>>>,
    scores: BTreeSet<i64>,
    events: Vec<(String, BTreeMap<String, Value>)>,
}

/// The leads to try: one with the likeliest values, then others that differ from it in one field.
pub(super) fn leads(program: &Program, group: &Group) -> Vec<Resting> {
    let mut ideas = Ideas { program, fields: IndexMap::new(), scores: BTreeSet::new(), events: Vec::new() };
    let scenarios = || group.scenarios.iter().filter_map(|name| program.scenarios.get(name));
    let rules = || group.rules.iter().filter_map(|number| program.rules.get(*number));
    scenarios().for_each(|scenario| ideas.of_starts(scenario));
    rules().for_each(|rule| match &rule.trigger {
        RuleTrigger::When(condition) => ideas.take(condition, true),
        RuleTrigger::Reaction(reaction) => ideas.of_reaction(reaction),
        RuleTrigger::ScoreReaches(score) => drop(ideas.scores.insert(*score)),
    });
    scenarios().flat_map(|scenario| scenario.conditions_to_stop()).for_each(|condition| ideas.take(condition, false));
    scenarios().for_each(|scenario| ideas.of_steps(&scenario.steps));
    rules().for_each(|rule| ideas.of_steps(&rule.steps));
    ideas.leads()
}

impl Ideas<'_> {
    fn of_starts(&mut self, scenario: &Scenario) {
        for start in &scenario.starts {
            match &start.trigger {
                StartTrigger::When(condition) => self.take(condition, true),
                StartTrigger::Reaction(reaction) => self.of_reaction(reaction),
                StartTrigger::Event { .. }
                | StartTrigger::Around { .. }
                | StartTrigger::Every { .. }
                | StartTrigger::Hand => {}
            }
        }
    }

    fn of_reaction(&mut self, reaction: &Reaction) {
        if let Reaction::Change { filter: Some(filter), .. } = reaction {
            self.take(filter, true);
        }
    }

    fn of_steps(&mut self, steps: &[Step]) {
        for step in steps {
            match &step.instruction {
                Instruction::Branch { condition, .. } => {
                    self.take(condition, true);
                    self.take(condition, false);
                }
                Instruction::Choose { subject: Expression::Lead(field), cases, .. } => {
                    for value in cases.iter().flat_map(|case| case.values.first()) {
                        self.idea(field, Some(value.clone()));
                    }
                }
                Instruction::Choose { .. }
                | Instruction::Send { .. }
                | Instruction::Wait { .. }
                | Instruction::Await { .. }
                | Instruction::Split { .. }
                | Instruction::Repeat { .. }
                | Instruction::Begin { .. }
                | Instruction::Notify { .. }
                | Instruction::Call { .. }
                | Instruction::Audience { .. }
                | Instruction::StopMailing { .. }
                | Instruction::GoTo { .. }
                | Instruction::Handoff { .. }
                | Instruction::Set { .. }
                | Instruction::Score { .. }
                | Instruction::End { .. } => {}
            }
        }
    }

    fn idea(&mut self, field: &str, value: Option<Value>) {
        let values = self.fields.entry(field.to_owned()).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }

    fn take(&mut self, condition: &Expression, holds: bool) {
        self.scores.extend(asked_scores(condition));
        for want in wants(self.program, condition, holds) {
            match want {
                Want::Field(field, value) => self.idea(&field, value),
                Want::Property(..) => {}
                Want::Do(..) => {
                    if let Some(TestStepKind::Event { event, properties }) = deed(self.program, want, 1)
                        && self.events.len() < MOST_EVENTS
                    {
                        self.events.push((event, properties.into_iter().collect()));
                    }
                }
            }
        }
    }

    fn leads(&self) -> Vec<Resting> {
        let mut base: BTreeMap<String, Value> = BTreeMap::new();
        for (name, field) in &self.program.lead_fields {
            match self.fields.get(name).and_then(|values| values.first()) {
                Some(value) => base.extend(value.clone().map(|value| (name.clone(), value))),
                None if field.optional || field.default.is_some() => {}
                None => drop(base.insert(name.clone(), sample(field, 1))),
            }
        }
        let others =
            self.fields.iter().flat_map(|(name, values)| values.iter().skip(1).map(move |value| (name, value)));
        let changed = others.map(|(name, value)| {
            let mut fields = base.clone();
            match value {
                Some(value) => drop(fields.insert(name.clone(), value.clone())),
                None => drop(fields.remove(name)),
            }
            fields
        });
        let scored = self.scores.iter().map(|score| (base.clone(), *score));
        let all = std::iter::once((base.clone(), 0)).chain(scored).chain(changed.map(|fields| (fields, 0)));
        let lead = |(number, (fields, score))| Resting {
            id: format!("lead-{number}"),
            fields,
            score,
            events: self.events.clone(),
        };
        all.take(MOST_LEADS).enumerate().map(lead).collect()
    }
}

/// The scores with which a condition compares.
fn asked_scores(condition: &Expression) -> Vec<i64> {
    if let Expression::Compare { left, right, .. } = condition
        && let (Expression::Score, Expression::Literal(Value::Number(score))) = (left.as_ref(), right.as_ref())
    {
        return i64::try_from(*score).into_iter().collect();
    }
    condition.parts().into_iter().flat_map(asked_scores).collect()
}
