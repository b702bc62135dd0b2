//! The three writing calls of a store, written once over the few primitive operations that a host has: accepting inputs,
//! committing stepped leads, changing a row of the outbox. A host only keeps rows; what is lawful is decided here.
//!
//! Each function reads and checks everything before it writes anything, so that a host without a rollback (memory) keeps
//! all-or-nothing, too.

use super::broadcast::{Underway, reindex};
use super::rules::{Write, check_transition, fingerprint, lead_id, lead_number, taken_back, writes};
use super::{
    Accepted, CommitResult, Consumed, HandoffRow, LeadCommit, LeadReference, LedgerRow, NewInput, OutboxChange,
    OutboxContent, OutboxRow, OutboxState, StoreError, StoreResult, address_key,
};
use crate::engine::trial::Tally;
use crate::engine::{Effect, Input, InputKind, LeadState, new_lead};
use crate::ir::Value;
use crate::ir::time::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// What must be known of a lead before it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeadHead {
    pub version: u64,
    pub parked: bool,
}

/// An input on record: fingerprint and lead.
pub(super) type KnownInput = ([u8; 32], i64);

/// The primitive operations of a host, inside one transaction.
pub(super) trait Tables {
    fn input(&mut self, id: &str) -> StoreResult<Option<KnownInput>>;
    fn add_input(&mut self, id: &str, known: KnownInput) -> StoreResult<()>;
    fn find_address(&mut self, key: &str) -> StoreResult<Option<i64>>;
    fn next_lead(&mut self) -> StoreResult<i64>;
    fn head(&mut self, lead: i64) -> StoreResult<Option<LeadHead>>;
    fn add_lead(&mut self, lead: i64, key: &str, state: &LeadState) -> StoreResult<()>;
    fn save_lead(&mut self, lead: i64, state: &LeadState, version: u64) -> StoreResult<()>;
    fn add_inbox(&mut self, lead: i64, input: &Input) -> StoreResult<()>;
    fn inbox_holds(&mut self, sequence: u64, lead: i64) -> StoreResult<bool>;
    fn inbox_has(&mut self, lead: i64) -> StoreResult<bool>;
    fn remove_inbox(&mut self, sequence: u64) -> StoreResult<()>;
    fn outbox(&mut self, id: &str) -> StoreResult<Option<OutboxRow>>;
    fn add_outbox(&mut self, lead: i64, row: &OutboxRow) -> StoreResult<()>;
    fn save_outbox(&mut self, row: &OutboxRow) -> StoreResult<()>;
    fn add_journal(&mut self, lead: i64, at: Instant, input: &Input, effects: &[Effect]) -> StoreResult<()>;
    fn add_handoff(&mut self, lead: i64, row: &HandoffRow) -> StoreResult<()>;
    fn add_ledger(&mut self, lead: i64, row: &LedgerRow) -> StoreResult<()>;
    fn set_audience(&mut self, lead: i64, audience: &str, on: bool) -> StoreResult<()>;
    fn add_tally(&mut self, trial: &str, variant: &str, tally: Tally) -> StoreResult<()>;
    fn add_broadcast(&mut self, broadcast: &Underway) -> StoreResult<()>;
    fn broadcast(&mut self, sequence: u64) -> StoreResult<Option<Underway>>;
    /// Goes on after that lead; `None`: all have it.
    fn move_broadcast(&mut self, sequence: u64, cursor: Option<i64>) -> StoreResult<()>;
    /// Leads of that value between two numbers (the first left out, the last included), in order.
    fn matching(&mut self, entry: (&str, &str), after: i64, until: i64, limit: usize) -> StoreResult<Vec<i64>>;
    /// Fields that are indexed, with the defaults of leads that have no value.
    fn indexed_fields(&mut self) -> StoreResult<BTreeMap<String, Option<Value>>>;
    fn index_fields(&mut self, fields: &BTreeMap<String, Option<Value>>) -> StoreResult<()>;
    fn index_of(&mut self, lead: i64) -> StoreResult<BTreeSet<(String, String)>>;
    fn add_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()>;
    fn remove_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()>;
    /// The next leads in order; one whose state cannot be read comes without it.
    fn leads_after(&mut self, lead: i64, limit: usize) -> StoreResult<Vec<(i64, Option<LeadState>)>>;
}

/// An input that will be stored.
struct Planned<'a> {
    lead: i64,
    known: KnownInput,
    input: &'a Input,
    /// Address and its key, where the lead is to be created.
    create: Option<(&'a str, String)>,
}

/// Leads and inputs of the same call that are not stored yet.
#[derive(Default)]
struct Overlay {
    next_lead: Option<i64>,
    addresses: BTreeMap<String, i64>,
    inputs: BTreeMap<String, KnownInput>,
}

/// [`super::Intake::accept`].
pub(super) fn accept(tables: &mut dyn Tables, inputs: &[NewInput], all_or_nothing: bool) -> StoreResult<Vec<Accepted>> {
    let mut overlay = Overlay::default();
    let mut answers = Vec::with_capacity(inputs.len());
    let mut planned = Vec::new();
    for new in inputs {
        let (answer, plan) = classify(tables, &mut overlay, new)?;
        answers.push(answer);
        planned.extend(plan);
    }
    if all_or_nothing && answers.iter().any(|one| matches!(one, Accepted::Conflict | Accepted::UnknownLead)) {
        return Ok(answers);
    }
    for plan in planned {
        if let Some((address, key)) = plan.create {
            let state = new_lead(lead_id(plan.lead), address, plan.input.at);
            tables.add_lead(plan.lead, &key, &state)?;
            reindex(tables, plan.lead, &state)?;
        }
        tables.add_input(&plan.input.id, plan.known)?;
        tables.add_inbox(plan.lead, plan.input)?;
    }
    Ok(answers)
}

fn classify<'a>(
    tables: &mut dyn Tables,
    overlay: &mut Overlay,
    new: &'a NewInput,
) -> StoreResult<(Accepted, Option<Planned<'a>>)> {
    let found = resolve(tables, overlay, &new.lead)?;
    let before = match overlay.inputs.get(&new.input.id) {
        Some(known) => Some(*known),
        None => tables.input(&new.input.id)?,
    };
    if let Some((hash, lead)) = before {
        let same = found == Some(lead) && fingerprint(&lead_id(lead), &new.input)? == hash;
        let answer = if same { Accepted::Repeated { lead: lead_id(lead) } } else { Accepted::Conflict };
        return Ok((answer, None));
    }
    let (lead, create) = match (found, &new.lead) {
        (Some(lead), _) => (lead, None),
        (None, LeadReference::Address(address)) if new.create => {
            let lead = match overlay.next_lead {
                Some(number) => number,
                None => tables.next_lead()?,
            };
            let key = address_key(address);
            overlay.next_lead = Some(lead + 1);
            overlay.addresses.insert(key.clone(), lead);
            (lead, Some((address.trim(), key)))
        }
        (None, _) => return Ok((Accepted::UnknownLead, None)),
    };
    let known = (fingerprint(&lead_id(lead), &new.input)?, lead);
    overlay.inputs.insert(new.input.id.clone(), known);
    let answer = Accepted::New { lead: lead_id(lead), created: create.is_some() };
    Ok((answer, Some(Planned { lead, known, input: &new.input, create })))
}

fn resolve(tables: &mut dyn Tables, overlay: &Overlay, reference: &LeadReference) -> StoreResult<Option<i64>> {
    match reference {
        LeadReference::Id(id) => match lead_number(id) {
            Some(lead) => Ok(tables.head(lead)?.map(|_| lead)),
            None => Ok(None),
        },
        LeadReference::Address(address) => {
            let key = address_key(address);
            match overlay.addresses.get(&key) {
                Some(lead) => Ok(Some(*lead)),
                None => tables.find_address(&key),
            }
        }
    }
}

/// [`super::Store::commit`].
pub(super) fn commit(tables: &mut dyn Tables, batch: &[LeadCommit]) -> StoreResult<Vec<CommitResult>> {
    batch.iter().map(|one| commit_lead(tables, one)).collect()
}

fn commit_lead(tables: &mut dyn Tables, commit: &LeadCommit) -> StoreResult<CommitResult> {
    let Some(lead) = lead_number(&commit.state.lead) else { return Ok(CommitResult::Conflict) };
    let Some(head) = tables.head(lead)? else { return Ok(CommitResult::Conflict) };
    if head.version != commit.expected_version || head.parked {
        return Ok(CommitResult::Conflict);
    }
    for consumed in &commit.consumed {
        if let Some(sequence) = consumed.sequence
            && !tables.inbox_holds(sequence, lead)?
        {
            return Ok(CommitResult::Conflict);
        }
    }
    tables.save_lead(lead, &commit.state, head.version + 1)?;
    reindex(tables, lead, &commit.state)?;
    for consumed in &commit.consumed {
        if let Some(sequence) = consumed.sequence {
            tables.remove_inbox(sequence)?;
        }
        for write in writes(&commit.state.lead, consumed) {
            apply(tables, lead, write)?;
        }
        settle_unknown(tables, lead, consumed)?;
        tables.add_journal(lead, consumed.processed_at, &consumed.input, &consumed.effects)?;
    }
    Ok(CommitResult::Stored)
}

/// A reaction to a mail whose outcome nobody knew proves that it came.
fn settle_unknown(tables: &mut dyn Tables, lead: i64, consumed: &Consumed) -> StoreResult<()> {
    let (mail, reason) = match &consumed.input.kind {
        InputKind::Opened { mail } => (mail, "unknown until it was opened"),
        InputKind::Clicked { mail, .. } => (mail, "unknown until a link in it was clicked"),
        InputKind::Update { .. }
        | InputKind::Event { .. }
        | InputKind::OptOut { .. }
        | InputKind::Mail { .. }
        | InputKind::Enrol { .. }
        | InputKind::Answered { .. }
        | InputKind::Wake { .. } => return Ok(()),
    };
    match tables.outbox(mail)? {
        Some(row) if row.state == OutboxState::Unknown && lead_number(&row.lead) == Some(lead) => {
            tables.save_outbox(&OutboxRow {
                state: OutboxState::Sent,
                epoch: row.epoch + 1,
                reason: Some(reason.to_owned()),
                changed_at: consumed.processed_at,
                ..row
            })
        }
        Some(_) | None => Ok(()),
    }
}

fn apply(tables: &mut dyn Tables, lead: i64, write: Write) -> StoreResult<()> {
    match write {
        Write::Plan(row) => match tables.outbox(&row.id)? {
            Some(_) => Ok(()),
            None => tables.add_outbox(lead, &row),
        },
        Write::Skip(row) => match tables.outbox(&row.id)? {
            None => tables.add_outbox(lead, &row),
            Some(existing) => match taken_back(existing, &row) {
                Some(changed) => tables.save_outbox(&changed),
                None => Ok(()),
            },
        },
        Write::Handoff(row) => tables.add_handoff(lead, &row),
        Write::Ledger(row) => tables.add_ledger(lead, &row),
        Write::Audience { audience, add } => tables.set_audience(lead, &audience, add),
        Write::Tally { trial, variant, tally } => tables.add_tally(&trial, &variant, tally),
    }
}

/// [`super::Outbox::change`].
pub(super) fn change(tables: &mut dyn Tables, change: &OutboxChange) -> StoreResult<bool> {
    let row = &change.row;
    let Some(current) = tables.outbox(&row.id)? else { return Ok(false) };
    let Some(lead) = lead_number(&current.lead) else { return Ok(false) };
    if current.epoch != row.epoch {
        return Ok(false);
    }
    check_transition(&current, row)?;
    let Some(head) = tables.head(lead)? else { return Ok(false) };
    if let Some((_, version)) = &change.lead
        && *version != head.version
    {
        return Ok(false);
    }
    let starts = row.state == OutboxState::Sending && matches!(current.content, OutboxContent::Mail(_));
    if starts && (head.parked || tables.inbox_has(lead)?) {
        return Ok(false);
    }
    let input = match &change.input {
        None => None,
        Some(input) if tables.input(&input.id)?.is_some() => {
            return Err(StoreError::Failed(format!("the outcome `{}` was stored before", input.id)));
        }
        Some(input) => Some((input, (fingerprint(&current.lead, input)?, lead))),
    };
    tables.save_outbox(&OutboxRow { epoch: current.epoch + 1, ..row.clone() })?;
    if let Some((state, version)) = &change.lead {
        tables.save_lead(lead, state, version + 1)?;
        reindex(tables, lead, state)?;
    }
    if let Some((input, known)) = input {
        tables.add_input(&input.id, known)?;
        tables.add_inbox(lead, input)?;
    }
    for beside in &change.beside {
        if tables.outbox(&beside.id)?.is_none() {
            tables.add_outbox(lead, beside)?;
        }
    }
    Ok(true)
}
