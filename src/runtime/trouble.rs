//! Mails that could not be handed over and wait for another try: kept so that an operator hears that the mail server is
//! down, instead of seeing nothing happen. Only in memory; the store has the rows and their reasons.

use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use std::collections::BTreeMap;

/// A row that was not tried again so long after its time was taken back by the engine or waits for a rule.
const FORGOTTEN_AFTER_MILLISECONDS: i64 = 10 * MINUTE_MILLISECONDS;

/// What keeps mails from leaving at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Why the last try failed, as the transport says it (English, stable at its start).
    pub reason: String,
    /// Mails and notices that wait for another try because of such a fault.
    pub waiting: usize,
    /// When the first of them is tried again.
    pub next_try: Instant,
}

/// The rows that wait for another try.
#[derive(Debug, Default)]
pub(super) struct Retries {
    due: BTreeMap<String, Instant>,
    reason: String,
}

impl Retries {
    /// A try of the row failed; the next one is at `due`.
    pub(super) fn failed(&mut self, row: &str, reason: &str, due: Instant) {
        self.due.insert(row.to_owned(), due);
        reason.clone_into(&mut self.reason);
    }

    /// The row waits no more: it left, or it ended in another way.
    pub(super) fn ended(&mut self, row: &str) {
        self.due.remove(row);
    }

    pub(super) fn trouble(&mut self, now: Instant) -> Option<Trouble> {
        self.due.retain(|_, due| now.milliseconds_since(*due) <= FORGOTTEN_AFTER_MILLISECONDS);
        let next_try = *self.due.values().min()?;
        Some(Trouble { reason: self.reason.clone(), waiting: self.due.len(), next_try })
    }
}
