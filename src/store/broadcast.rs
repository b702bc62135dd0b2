//! Events about things: each is accepted once, stored durably, and handed in pages to the leads that it may concern. Which
//! these are an index tells: (field, value) → leads, over the fields that the published programs use so. A page and the
//! place where the next one goes on are stored together, so that a lead gets the event at most once, whatever dies.

use super::rules::{fingerprint, lead_id};
use super::tables::Tables;
use super::{Announced, StoreResult};
use crate::engine::{Input, LeadState, index_entries};
use crate::ir::Program;
use std::collections::BTreeSet;

/// Leads read at once when the index is made anew.
const REBUILD_PAGE: usize = 500;

/// Whose inputs they are in the table of inputs: no lead has this number.
const NOBODY: i64 = 0;

/// A broadcast on record.
#[derive(Debug, Clone)]
pub(super) struct Underway {
    pub input: Input,
    /// The last lead that was looked at.
    pub cursor: i64,
    /// The last lead that was known when it was accepted.
    pub until: i64,
}

/// [`super::Broadcasts::announce`].
pub(super) fn announce(tables: &mut dyn Tables, input: &Input) -> StoreResult<Announced> {
    let known = (fingerprint("", input)?, NOBODY);
    match tables.input(&input.id)? {
        Some(before) if before == known => return Ok(Announced::Repeated),
        Some(_) => return Ok(Announced::Conflict),
        None => {}
    }
    tables.add_input(&input.id, known)?;
    let until = tables.next_lead()? - 1;
    tables.add_broadcast(&Underway { input: input.clone(), cursor: NOBODY, until })?;
    Ok(Announced::New)
}

/// [`super::Broadcasts::deliver`].
pub(super) fn deliver(
    tables: &mut dyn Tables,
    sequence: u64,
    targets: &[(String, String)],
    limit: usize,
) -> StoreResult<usize> {
    let Some(underway) = tables.broadcast(sequence)? else { return Ok(0) };
    let mut leads = BTreeSet::new();
    for (field, key) in targets {
        leads.extend(tables.matching((field, key), underway.cursor, underway.until, limit)?);
    }
    // Of several values the lowest numbers come first: beyond the last one of a full page others may be missing.
    let page: Vec<i64> = leads.iter().copied().take(limit).collect();
    let ended = leads.len() < limit.max(1);
    for lead in &page {
        let id = format!("{}/{}", underway.input.id, lead_id(*lead));
        if tables.input(&id)?.is_some() {
            continue;
        }
        let input = Input { id, ..underway.input.clone() };
        tables.add_input(&input.id, (fingerprint(&lead_id(*lead), &input)?, *lead))?;
        tables.add_inbox(*lead, &input)?;
    }
    tables.move_broadcast(sequence, page.last().copied().filter(|_| !ended))?;
    Ok(page.len())
}

/// Brings the index of a lead up to date with its state.
pub(super) fn reindex(tables: &mut dyn Tables, lead: i64, state: &LeadState) -> StoreResult<()> {
    let fields = tables.indexed_fields()?;
    if fields.is_empty() {
        return Ok(());
    }
    let (before, after) = (tables.index_of(lead)?, index_entries(&fields, state));
    for entry in before.difference(&after) {
        tables.remove_index(lead, entry)?;
    }
    for entry in after.difference(&before) {
        tables.add_index(lead, entry)?;
    }
    Ok(())
}

/// At publishing: fields that the program uses are indexed from now on. Those of former programs stay, since runs of them
/// may still wait for events.
pub(super) fn follow(tables: &mut dyn Tables, program: &Program) -> StoreResult<()> {
    let before = tables.indexed_fields()?;
    let mut fields = before.clone();
    fields.extend(program.broadcast_fields());
    if fields == before {
        return Ok(());
    }
    tables.index_fields(&fields)?;
    let mut last = NOBODY;
    loop {
        let page = tables.leads_after(last, REBUILD_PAGE)?;
        let Some((end, _)) = page.last() else { return Ok(()) };
        last = *end;
        for (lead, state) in &page {
            if let Some(state) = state {
                reindex(tables, *lead, state)?;
            }
        }
    }
}
