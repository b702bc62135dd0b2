//! By which values a lead is found for events that are for everyone.

use super::state::LeadState;
use crate::ir::{Value, index_keys};
use std::collections::{BTreeMap, BTreeSet};

/// Field and value of everything by which events find this lead. `fields` are those that events use, each with its
/// declared default: [`crate::ir::Program::broadcast_fields`].
#[must_use]
pub fn index_entries(fields: &BTreeMap<String, Option<Value>>, lead: &LeadState) -> BTreeSet<(String, String)> {
    let entries = fields.iter().flat_map(|(field, default)| {
        let value = lead.fields.get(field).or(default.as_ref());
        let keys = value.map(index_keys).unwrap_or_default();
        keys.into_iter().map(|key| (field.clone(), key))
    });
    entries.collect()
}
