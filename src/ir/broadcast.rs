//! Events about a thing, not about one lead: which fields of a lead say whom they reach, and by which values. The checker
//! wants such a pair in every reaction to them; stores keep an index over these fields.

use super::expression::{Comparison, Expression};
use super::program::{FieldType, Program, Reaction, ScoreTrigger};
use super::scenario::{RuleTrigger, StartTrigger};
use super::step::Instruction;
use super::value::Value;
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// Pairs (property, field) of which one must be equal, or the property among the field's values, for the filter to hold.
/// They are found in `event.P == lead.F`, `event.P in lead.F` and `event.P in [lead.F, lead.G]`; one part of an `and` is
/// enough, and all of an `or` are needed. `fits` says whether an index can be asked for a pair. `None` where the filter can
/// hold for a lead without any of its fields.
#[must_use]
pub fn matched_fields(filter: &Expression, fits: &dyn Fn(&str, &str) -> bool) -> Option<Vec<(String, String)>> {
    match filter {
        Expression::And(parts) => parts.iter().find_map(|part| matched_fields(part, fits)),
        Expression::Or(parts) => {
            let ways: Option<Vec<_>> = parts.iter().map(|part| matched_fields(part, fits)).collect();
            ways.map(|ways| ways.into_iter().flatten().collect())
        }
        Expression::Compare { left, comparison: Comparison::Equal, right } => {
            let pair = pair(left, right).or_else(|| pair(right, left));
            pair.filter(|(property, field)| fits(property, field)).map(|pair| vec![pair])
        }
        Expression::In { value, list } => {
            let items =
                if let Expression::List(items) = &**list { items.as_slice() } else { std::slice::from_ref(&**list) };
            let pairs: Option<Vec<_>> = items.iter().map(|item| pair(value, item)).collect();
            pairs.filter(|pairs| !pairs.is_empty() && pairs.iter().all(|(property, field)| fits(property, field)))
        }
        Expression::Compare { .. }
        | Expression::Literal(_)
        | Expression::Lead(_)
        | Expression::Event(_)
        | Expression::Start(_)
        | Expression::Segment(_)
        | Expression::Audience(_)
        | Expression::Item(_)
        | Expression::Score
        | Expression::Rank
        | Expression::List(_)
        | Expression::Default { .. }
        | Expression::Not(_)
        | Expression::Missing(_)
        | Expression::Opened { .. }
        | Expression::Clicked { .. }
        | Expression::Received { .. }
        | Expression::Count { .. }
        | Expression::Silent { .. } => None,
    }
}

fn pair(event: &Expression, lead: &Expression) -> Option<(String, String)> {
    let (Expression::Event(property), Expression::Lead(field)) = (event, lead) else { return None };
    Some((property.clone(), field.clone()))
}

impl Program {
    /// The reactions to an event that is for everyone, by the pairs of each.
    fn reactions_to_everyone(&self) -> Vec<(&str, (String, String))> {
        let mut found = Vec::new();
        let mut add = |event: &'_ str, filter: Option<&Expression>| {
            let Some((name, declared)) = self.events.get_key_value(event) else { return };
            let fits = |property: &str, field: &str| {
                let kinds = declared.properties.get(property).zip(self.lead_fields.get(field));
                kinds.is_some_and(|(property, field)| have_keys_in_common(&property.kind, &field.kind))
            };
            let pairs = filter.filter(|_| declared.everyone).and_then(|filter| matched_fields(filter, &fits));
            found.extend(pairs.into_iter().flatten().map(|pair| (name.as_str(), pair)));
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
            scenario.reactions_to_stop().for_each(&mut react);
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

/// Whether [`index_keys`] of equal values are equal; a date and a point in time can be compared and are not found by each
/// other. Of a list its elements are found.
fn have_keys_in_common(property: &FieldType, field: &FieldType) -> bool {
    let field = if let FieldType::ListOf(inner) = field { inner } else { field };
    let is_text =
        |kind: &FieldType| matches!(kind, FieldType::Text | FieldType::Email | FieldType::Url | FieldType::OneOf(_));
    property == field || (is_text(property) && is_text(field))
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
