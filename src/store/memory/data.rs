//! The tables of the store in memory: ordered maps with the indexes that the rules of the stores ask for.

use crate::engine::trial::{Tally, Trials};
use crate::engine::{Effect, Input, LeadState};
use crate::ir::time::Instant;
use crate::ir::{Program, Value};
use crate::store::broadcast::Underway;
use crate::store::rules::lead_number;
use crate::store::tables::{KnownInput, LeadHead, Tables};
use crate::store::{
    HandoffRow, JournalEntry, LedgerRow, OutboxContent, OutboxRow, OutboxState, StoreError, StoreResult,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the handles on one store share.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) leased: bool,
    pub(super) programs: Vec<Program>,
    pub(super) leads: BTreeMap<i64, Lead>,
    pub(super) addresses: BTreeMap<String, i64>,
    pub(super) due: BTreeSet<(Instant, i64)>,
    pub(super) inputs: BTreeMap<String, KnownInput>,
    pub(super) inbox: BTreeMap<u64, (i64, Input)>,
    pub(super) waiting: BTreeMap<i64, usize>,
    pub(super) last_sequence: u64,
    pub(super) outbox: Vec<OutboxRow>,
    pub(super) outbox_index: BTreeMap<String, usize>,
    pub(super) planned: BTreeSet<(bool, Instant, usize)>,
    pub(super) turns: BTreeMap<String, u64>,
    pub(super) audiences: BTreeSet<(String, i64)>,
    pub(super) trials: Trials,
    pub(super) broadcasts: Vec<(u64, Option<Underway>)>,
    pub(super) indexed: BTreeMap<String, Option<Value>>,
    pub(super) index: BTreeSet<(String, String, i64)>,
    pub(super) entries: BTreeMap<i64, BTreeSet<(String, String)>>,
    /// Leads that the current program must look at, and when it was published.
    pub(super) looks: BTreeSet<i64>,
    pub(super) published_at: Option<Instant>,
}

#[derive(Debug)]
pub(super) struct Lead {
    pub(super) email: String,
    pub(super) version: u64,
    pub(super) state: LeadState,
    pub(super) parked: Option<(String, Instant)>,
    pub(super) journal: Vec<JournalEntry>,
    pub(super) handoffs: Vec<HandoffRow>,
    pub(super) ledger: Vec<LedgerRow>,
    pub(super) outbox: Vec<usize>,
}

/// Mails sort behind notices.
pub(super) fn is_mail(row: &OutboxRow) -> bool {
    match row.content {
        OutboxContent::Mail(_) => true,
        OutboxContent::Notice { .. } | OutboxContent::Call { .. } => false,
    }
}

pub(super) fn missing(what: &str) -> StoreError {
    StoreError::Failed(format!("{what} is not in the store"))
}

impl Data {
    pub(super) fn lead(&self, id: &str) -> Option<&Lead> {
        self.leads.get(&lead_number(id)?)
    }

    pub(super) fn lead_mut(&mut self, lead: i64) -> StoreResult<&mut Lead> {
        self.leads.get_mut(&lead).ok_or_else(|| missing("the lead"))
    }

    pub(super) fn is_parked(&self, lead: i64) -> bool {
        self.leads.get(&lead).is_some_and(|lead| lead.parked.is_some())
    }

    pub(super) fn row(&self, index: usize) -> Option<&OutboxRow> {
        self.outbox.get(index)
    }

    /// Mails of such a lead wait: it is parked, or the engine has not read all about it yet.
    pub(super) fn holds_back(&self, row: &OutboxRow, waiting_too: bool) -> bool {
        let Some(lead) = lead_number(&row.lead) else { return true };
        is_mail(row) && (self.is_parked(lead) || (waiting_too && self.waiting.contains_key(&lead)))
    }

    pub(super) fn underway(&mut self, sequence: u64) -> Option<&mut (u64, Option<Underway>)> {
        let at = usize::try_from(sequence).ok()?.checked_sub(1)?;
        self.broadcasts.get_mut(at)
    }

    pub(super) fn index_lead(&mut self, lead: i64, before: Option<Instant>, after: Option<Instant>) {
        if let Some(due) = before {
            self.due.remove(&(due, lead));
        }
        if let Some(due) = after {
            self.due.insert((due, lead));
        }
    }
}

impl Tables for Data {
    fn input(&mut self, id: &str) -> StoreResult<Option<KnownInput>> {
        Ok(self.inputs.get(id).copied())
    }

    fn add_input(&mut self, id: &str, known: KnownInput) -> StoreResult<()> {
        self.inputs.insert(id.to_owned(), known);
        Ok(())
    }

    fn find_address(&mut self, key: &str) -> StoreResult<Option<i64>> {
        Ok(self.addresses.get(key).copied())
    }

    fn next_lead(&mut self) -> StoreResult<i64> {
        Ok(self.leads.last_key_value().map_or(1, |(last, _)| last + 1))
    }

    fn head(&mut self, lead: i64) -> StoreResult<Option<LeadHead>> {
        Ok(self.leads.get(&lead).map(|lead| LeadHead { version: lead.version, parked: lead.parked.is_some() }))
    }

    fn add_lead(&mut self, lead: i64, key: &str, state: &LeadState) -> StoreResult<()> {
        self.addresses.insert(key.to_owned(), lead);
        let row = Lead {
            email: state.email.clone(),
            version: 1,
            state: state.clone(),
            parked: None,
            journal: Vec::new(),
            handoffs: Vec::new(),
            ledger: Vec::new(),
            outbox: Vec::new(),
        };
        self.leads.insert(lead, row);
        self.index_lead(lead, None, state.next_wake);
        Ok(())
    }

    fn save_lead(&mut self, lead: i64, state: &LeadState, version: u64) -> StoreResult<()> {
        let row = self.lead_mut(lead)?;
        let before = row.state.next_wake;
        row.state = state.clone();
        row.version = version;
        self.index_lead(lead, before, state.next_wake);
        if usize::try_from(state.looked.unwrap_or(0)).is_ok_and(|looked| looked >= self.programs.len()) {
            self.looks.remove(&lead);
        }
        Ok(())
    }

    fn add_inbox(&mut self, lead: i64, input: &Input) -> StoreResult<()> {
        self.last_sequence += 1;
        self.inbox.insert(self.last_sequence, (lead, input.clone()));
        *self.waiting.entry(lead).or_default() += 1;
        Ok(())
    }

    fn inbox_holds(&mut self, sequence: u64, lead: i64) -> StoreResult<bool> {
        Ok(self.inbox.get(&sequence).is_some_and(|(owner, _)| *owner == lead))
    }

    fn inbox_has(&mut self, lead: i64) -> StoreResult<bool> {
        Ok(self.waiting.contains_key(&lead))
    }

    fn remove_inbox(&mut self, sequence: u64) -> StoreResult<()> {
        if let Some((lead, _)) = self.inbox.remove(&sequence) {
            let left = self.waiting.get(&lead).map_or(0, |count| count.saturating_sub(1));
            if left == 0 {
                self.waiting.remove(&lead);
            } else {
                self.waiting.insert(lead, left);
            }
        }
        Ok(())
    }

    fn outbox(&mut self, id: &str) -> StoreResult<Option<OutboxRow>> {
        Ok(self.outbox_index.get(id).and_then(|index| self.row(*index)).cloned())
    }

    fn add_outbox(&mut self, lead: i64, row: &OutboxRow) -> StoreResult<()> {
        let index = self.outbox.len();
        self.lead_mut(lead)?.outbox.push(index);
        self.outbox_index.insert(row.id.clone(), index);
        if row.state == OutboxState::Planned {
            self.planned.insert((is_mail(row), row.due, index));
        }
        self.outbox.push(row.clone());
        Ok(())
    }

    fn save_outbox(&mut self, row: &OutboxRow) -> StoreResult<()> {
        let index = *self.outbox_index.get(&row.id).ok_or_else(|| missing("the mail"))?;
        let place = self.outbox.get_mut(index).ok_or_else(|| missing("the mail"))?;
        self.planned.remove(&(is_mail(place), place.due, index));
        *place = row.clone();
        if row.state == OutboxState::Planned {
            self.planned.insert((is_mail(row), row.due, index));
        }
        Ok(())
    }

    fn add_journal(&mut self, lead: i64, at: Instant, input: &Input, effects: &[Effect]) -> StoreResult<()> {
        let journal = &mut self.lead_mut(lead)?.journal;
        let sequence = journal.len() as u64 + 1;
        journal.push(JournalEntry { sequence, at, input: input.clone(), effects: effects.to_vec() });
        Ok(())
    }

    fn add_handoff(&mut self, lead: i64, row: &HandoffRow) -> StoreResult<()> {
        let handoffs = &mut self.lead_mut(lead)?.handoffs;
        if !handoffs.iter().any(|one| one.number == row.number) {
            handoffs.push(row.clone());
            handoffs.sort_by_key(|one| one.number);
        }
        Ok(())
    }

    fn set_audience(&mut self, lead: i64, audience: &str, on: bool) -> StoreResult<()> {
        let row = (audience.to_owned(), lead);
        if on {
            self.audiences.insert(row);
        } else {
            self.audiences.remove(&row);
        }
        Ok(())
    }

    fn add_ledger(&mut self, lead: i64, row: &LedgerRow) -> StoreResult<()> {
        let ledger = &mut self.lead_mut(lead)?.ledger;
        let number = ledger.len() as u64 + 1;
        ledger.push(LedgerRow { number, ..row.clone() });
        Ok(())
    }

    fn add_tally(&mut self, trial: &str, variant: &str, tally: Tally) -> StoreResult<()> {
        let record = self.trials.entry(trial.to_owned()).or_default();
        record.counts.entry(variant.to_owned()).or_default().add(tally);
        Ok(())
    }

    fn add_broadcast(&mut self, broadcast: &Underway) -> StoreResult<()> {
        let after = self.inbox.last_key_value().map_or(0, |(last, _)| *last);
        self.broadcasts.push((after, Some(broadcast.clone())));
        Ok(())
    }

    fn broadcast(&mut self, sequence: u64) -> StoreResult<Option<Underway>> {
        Ok(self.underway(sequence).and_then(|(_, broadcast)| broadcast.clone()))
    }

    fn move_broadcast(&mut self, sequence: u64, cursor: Option<i64>) -> StoreResult<()> {
        if let Some((_, broadcast)) = self.underway(sequence) {
            match (cursor, broadcast.as_mut()) {
                (Some(cursor), Some(broadcast)) => broadcast.cursor = cursor,
                (None, _) => *broadcast = None,
                (Some(_), None) => {}
            }
        }
        Ok(())
    }

    fn matching(&mut self, entry: (&str, &str), after: i64, until: i64, limit: usize) -> StoreResult<Vec<i64>> {
        let at = |lead: i64| (entry.0.to_owned(), entry.1.to_owned(), lead);
        let leads = self.index.range(at(after.saturating_add(1))..=at(until.max(after.saturating_add(1))));
        Ok(leads.map(|(_, _, lead)| *lead).filter(|lead| *lead <= until).take(limit).collect())
    }

    fn indexed_fields(&mut self) -> StoreResult<BTreeMap<String, Option<Value>>> {
        Ok(self.indexed.clone())
    }

    fn index_fields(&mut self, fields: &BTreeMap<String, Option<Value>>) -> StoreResult<()> {
        self.indexed.clone_from(fields);
        Ok(())
    }

    fn index_of(&mut self, lead: i64) -> StoreResult<BTreeSet<(String, String)>> {
        Ok(self.entries.get(&lead).cloned().unwrap_or_default())
    }

    fn add_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()> {
        self.entries.entry(lead).or_default().insert(entry.clone());
        self.index.insert((entry.0.clone(), entry.1.clone(), lead));
        Ok(())
    }

    fn remove_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()> {
        self.entries.entry(lead).or_default().remove(entry);
        self.index.remove(&(entry.0.clone(), entry.1.clone(), lead));
        Ok(())
    }

    fn leads_after(&mut self, lead: i64, limit: usize) -> StoreResult<Vec<(i64, Option<LeadState>)>> {
        let leads = self.leads.range(lead.saturating_add(1)..).take(limit);
        Ok(leads.map(|(number, lead)| (*number, Some(lead.state.clone()))).collect())
    }
}
