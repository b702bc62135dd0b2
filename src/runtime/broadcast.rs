//! Events about things on their way to leads: a page at a time, between the leads' own inputs.

use super::Inner;
use crate::engine::{InputKind, Programs};
use crate::store::StoreResult;
use indexmap::IndexSet;

/// Leads to which an event is handed in one transaction.
const PAGE: usize = 500;

impl Inner {
    /// Hands the oldest event that is under way to its next leads. Returns how much was done; 0 where none is under way.
    pub(super) fn deliver_broadcast(&self, programs: &Programs) -> StoreResult<usize> {
        let Some(broadcast) = self.storage.next_broadcast()? else { return Ok(0) };
        let InputKind::Event { event, properties } = &broadcast.input.kind else { return Ok(0) };
        // Runs of former versions wait for events, too.
        let targets = programs.iter().flat_map(|(_, program)| program.broadcast_targets(event, properties));
        let targets: Vec<(String, String)> = targets.collect::<IndexSet<_>>().into_iter().collect();
        // That it ended is something done, also where nobody was meant.
        Ok(self.storage.deliver(broadcast.sequence, &targets, PAGE)? + 1)
    }
}
