//! Events about a thing, not about one lead: which fields of a lead say whom they reach, and by which values. The checker
//! wants such a pair in every reaction to them; stores keep an index over these fields.

use super::expression::{Comparison, Expression};
use super::program::{Program, Reaction, ScoreTrigger};
use super::scenario::{RuleTrigger, StartTrigger, StopRule};
use super::step::Instruction;
use super::value::Value;
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// Pairs (property, field) of which one must be equal, or the property among the field's values, for the filter to hold:
/// its `event.P == lead.F` and `event.P in lead.F` that `and` joins.
#[must_use]
pub fn matched_fields(filter: &Expression) -> Vec<(String, String)> {
    if let Expression::And(parts) = filter {
        return parts.iter().flat_map(matched_fields).collect();
    }
    let (one, other) = if let Expression::Compare { left, comparison: Comparison::Equal, right } = filter {
        (&**left, &**right)
    } else if let Expression::In { value, list } = filter {
        (&**value, &**list)
    } else {
        return Vec::new();
    };
    match (one, other) {
        (Expression::Event(property), Expression::Lead(field)) => vec![(property.clone(), field.clone())],
        (Expression::Lead(field), Expression::Event(property)) if matches!(filter, Expression::Compare { .. }) => {
            vec![(property.clone(), field.clone())]
        }
        (_, _) => Vec::new(),
    }
}

impl Program {
    /// The reactions to an event that is for everyone, by the first pair of each.
    fn reactions_to_everyone(&self) -> Vec<(&str, (String, String))> {
        let mut found = Vec::new();
        let mut add = |event: &'_ str, filter: Option<&Expression>| {
            let Some((name, declared)) = self.events.get_key_value(event) else { return };
            let pairs = filter.filter(|_| declared.everyone).map(matched_fields).unwrap_or_default();
            let known = |(_, field): &(String, String)| self.lead_fields.contains_key(field);
            found.extend(pairs.into_iter().find(known).map(|pair| (name.as_str(), pair)));
        };
        let mut react = |reaction: &Reaction| match reaction {
            Reaction::Event { event, filter } => add(event, filter.as_ref()),
            Reaction::Open { .. } | Reaction::Click { .. } | Reaction::Change { .. } => {}
        };
        for rule in &self.score.rules {
            match &rule.trigger {
                ScoreTrigger::Reaction(reaction) => react(reaction),
                ScoreTrigger::OpenedAny | ScoreTrigger::ClickedAny | ScoreTrigger::Silent { .. } => {}
            }
        }
        for rule in &self.rules {
            match &rule.trigger {
                RuleTrigger::Reaction(reaction) => react(reaction),
                RuleTrigger::ScoreReaches(_) | RuleTrigger::When(_) => {}
            }
        }
        for scenario in self.scenarios.values() {
            for start in &scenario.starts {
                match &start.trigger {
                    StartTrigger::Event { event, filter } => {
                        react(&Reaction::Event { event: event.clone(), filter: filter.clone() });
                    }
                    StartTrigger::Reaction(reaction) => react(reaction),
                    StartTrigger::When(_)
                    | StartTrigger::Around { .. }
                    | StartTrigger::Every { .. }
                    | StartTrigger::Hand => {}
                }
            }
            for stop in &scenario.stops {
                match stop {
                    StopRule::On(reaction) => react(reaction),
                    StopRule::When(_) => {}
                }
            }
            for step in &scenario.steps {
                if let Instruction::Await { arms, .. } = &step.instruction {
                    arms.iter().for_each(|arm| react(&arm.reaction));
                }
            }
        }
        found
    }

    /// Fields of the lead that events for everyone find their leads by, with the declared default of each.
    #[must_use]
    pub fn broadcast_fields(&self) -> BTreeMap<String, Option<Value>> {
        let fields = self.reactions_to_everyone().into_iter().map(|(_, (_, field))| field);
        let default = |field: &str| self.lead_fields.get(field).and_then(|declared| declared.default.clone());
        fields.map(|field| (field.clone(), default(&field))).collect()
    }

    /// By which fields and values an event for everyone finds its leads.
    #[must_use]
    pub fn broadcast_targets(&self, event: &str, properties: &BTreeMap<String, Value>) -> IndexSet<(String, String)> {
        let declared = self.events.get(event);
        let value = |property: &str| {
            let default = || declared?.properties.get(property)?.default.as_ref();
            properties.get(property).or_else(default)
        };
        let mut targets = IndexSet::new();
        for (_, (property, field)) in self.reactions_to_everyone().into_iter().filter(|(name, _)| *name == event) {
            for key in value(&property).map(index_keys).unwrap_or_default() {
                targets.insert((field.clone(), key));
            }
        }
        targets
    }
}

/// What a value is found by: its elements, where it is a list.
#[must_use]
pub fn index_keys(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![format!("t{text}")],
        Value::Number(number) => vec![format!("n{}", number.normalize())],
        Value::TrueFalse(flag) => vec![format!("b{flag}")],
        Value::Date(date) => vec![format!("d{date}")],
        Value::Datetime(instant) => vec![format!("i{}", instant.0)],
        // `24 hours` is not `1 day`.
        Value::Duration(amount) => vec![format!("a{} {:?}", amount.count, amount.unit)],
        Value::List(items) => items.iter().flat_map(index_keys).collect(),
    }
}
