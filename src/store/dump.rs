//! A store as text, for comparing: two hosts that were told the same give the same bytes, and so does a store that was
//! closed and opened again.

use super::{Storage, StoreError, StoreResult};
use serde::Serialize;
use std::fmt::Write;

/// Everything in the store that can be read, one JSON value a line, in an order that depends only on what was stored.
///
/// # Errors
/// Where the store cannot be read.
pub fn dump(store: &dyn Storage) -> StoreResult<String> {
    let mut text = String::new();
    for (version, program) in store.programs()? {
        line(&mut text, "program", &(version, program.content_hash))?;
    }
    for (id, address) in store.leads()? {
        line(&mut text, "lead", &(&id, &address))?;
        for loaded in store.load(std::slice::from_ref(&id))? {
            line(&mut text, "state", &(loaded.version, &loaded.state))?;
        }
        for entry in store.journal(&id)? {
            line(&mut text, "journal", &entry)?;
        }
        for row in store.mails_of(&id)? {
            line(&mut text, "outbox", &row)?;
        }
        for row in store.handoffs_of(&id)? {
            line(&mut text, "handoff", &row)?;
        }
        for row in store.ledger_of(&id)? {
            line(&mut text, "ledger", &row)?;
        }
    }
    for (audience, count) in store.audiences()? {
        line(&mut text, "audience", &(&audience, count, store.audience(&audience)?))?;
    }
    for (trial, record) in store.trials()? {
        line(&mut text, "trial", &(&trial, &record))?;
    }
    for item in store.inbox(usize::MAX)? {
        line(&mut text, "inbox", &(item.sequence, &item.lead, &item.input))?;
    }
    for parked in store.parked()? {
        line(&mut text, "parked", &parked)?;
    }
    for (state, count) in store.outbox_counts()? {
        line(&mut text, "count", &(state, count))?;
    }
    line(&mut text, "next due", &store.next_due()?)?;
    Ok(text)
}

fn line(text: &mut String, kind: &str, value: &impl Serialize) -> StoreResult<()> {
    let value = serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))?;
    writeln!(text, "{kind} {value}").map_err(|error| StoreError::Failed(error.to_string()))
}
