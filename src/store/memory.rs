//! The store in memory: for tests and trial runs, and the reference that every other host is compared with. Ordered maps
//! and plain scans over their indexes; nothing survives the process.

use super::broadcast::{Underway, announce, deliver, follow};
use super::rules::{lead_id, lead_number};
use super::tables::{self, KnownInput, LeadHead, Tables};
use super::{
    Accepted, Announced, Broadcast, Broadcasts, CommitResult, HandoffRow, Holder, InboxItem, Intake, JournalEntry,
    LeadCommit, LeadReference, LedgerRow, LoadedLead, NewInput, Outbox, OutboxChange, OutboxContent, OutboxRow,
    OutboxState, ParkedLead, Reports, Store, StoreError, StoreResult, address_key,
};
use crate::engine::trial::{Tally, Trials};
use crate::engine::{Effect, Input, LeadState, looks};
use crate::ir::time::Instant;
use crate::ir::{Program, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in memory. [`MemoryStore::reopen`] gives a second handle on the same data, as a second process on one file has.
#[derive(Debug, Default)]
pub struct MemoryStore {
    data: Arc<Mutex<Data>>,
    leased: AtomicBool,
    loaded: AtomicU64,
}

#[derive(Debug, Default)]
struct Data {
    leased: bool,
    programs: Vec<Program>,
    leads: BTreeMap<i64, Lead>,
    addresses: BTreeMap<String, i64>,
    due: BTreeSet<(Instant, i64)>,
    inputs: BTreeMap<String, KnownInput>,
    inbox: BTreeMap<u64, (i64, Input)>,
    waiting: BTreeMap<i64, usize>,
    last_sequence: u64,
    outbox: Vec<OutboxRow>,
    outbox_index: BTreeMap<String, usize>,
    planned: BTreeSet<(bool, Instant, usize)>,
    turns: BTreeMap<String, u64>,
    audiences: BTreeSet<(String, i64)>,
    trials: Trials,
    broadcasts: Vec<(u64, Option<Underway>)>,
    indexed: BTreeMap<String, Option<Value>>,
    index: BTreeSet<(String, String, i64)>,
    entries: BTreeMap<i64, BTreeSet<(String, String)>>,
    /// Leads that the current program must look at, and when it was published.
    looks: BTreeSet<i64>,
    published_at: Option<Instant>,
}

#[derive(Debug)]
struct Lead {
    email: String,
    version: u64,
    state: LeadState,
    parked: Option<(String, Instant)>,
    journal: Vec<JournalEntry>,
    handoffs: Vec<HandoffRow>,
    ledger: Vec<LedgerRow>,
    outbox: Vec<usize>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Another handle on the same data, with its own claim to the lease.
    #[must_use]
    pub fn reopen(&self) -> Self {
        Self { data: Arc::clone(&self.data), leased: AtomicBool::new(false), loaded: AtomicU64::new(0) }
    }

    /// Leads that were loaded by this handle so far: what does not go through all leads loads few.
    #[must_use]
    pub fn loaded(&self) -> u64 {
        self.loaded.load(Ordering::SeqCst)
    }

    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MemoryStore {
    fn drop(&mut self) {
        if self.leased.load(Ordering::SeqCst) {
            self.data().leased = false;
        }
    }
}

/// Mails sort behind notices.
fn is_mail(row: &OutboxRow) -> bool {
    match row.content {
        OutboxContent::Mail(_) => true,
        OutboxContent::Notice { .. } | OutboxContent::Call { .. } => false,
    }
}

fn missing(what: &str) -> StoreError {
    StoreError::Failed(format!("{what} is not in the store"))
}

impl Data {
    fn lead(&self, id: &str) -> Option<&Lead> {
        self.leads.get(&lead_number(id)?)
    }

    fn lead_mut(&mut self, lead: i64) -> StoreResult<&mut Lead> {
        self.leads.get_mut(&lead).ok_or_else(|| missing("the lead"))
    }

    fn is_parked(&self, lead: i64) -> bool {
        self.leads.get(&lead).is_some_and(|lead| lead.parked.is_some())
    }

    fn row(&self, index: usize) -> Option<&OutboxRow> {
        self.outbox.get(index)
    }

    /// Mails of such a lead wait: it is parked, or the engine has not read all about it yet.
    fn holds_back(&self, row: &OutboxRow, waiting_too: bool) -> bool {
        let Some(lead) = lead_number(&row.lead) else { return true };
        is_mail(row) && (self.is_parked(lead) || (waiting_too && self.waiting.contains_key(&lead)))
    }

    fn underway(&mut self, sequence: u64) -> Option<&mut (u64, Option<Underway>)> {
        let at = usize::try_from(sequence).ok()?.checked_sub(1)?;
        self.broadcasts.get_mut(at)
    }

    fn index_lead(&mut self, lead: i64, before: Option<Instant>, after: Option<Instant>) {
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

impl Store for MemoryStore {
    fn acquire_lease(&self) -> StoreResult<()> {
        let mut data = self.data();
        if data.leased {
            return Err(StoreError::Busy(Holder::Runtime(None)));
        }
        data.leased = true;
        self.leased.store(true, Ordering::SeqCst);
        Ok(())
    }

    fn publish(&self, program: &Program, at: Instant) -> StoreResult<u32> {
        let mut data = self.data();
        if data.programs.last().is_none_or(|last| last.content_hash != program.content_hash) {
            let before = data.programs.last().map(looks).unwrap_or_default();
            data.programs.push(program.clone());
            follow(&mut *data, program)?;
            if !looks(program).is_subset(&before) {
                data.looks = data.leads.keys().copied().collect();
                data.published_at = Some(at);
            }
        }
        Ok(u32::try_from(data.programs.len()).unwrap_or(u32::MAX))
    }

    fn programs(&self) -> StoreResult<Vec<(u32, Program)>> {
        Ok((1..).zip(self.data().programs.iter().cloned()).collect())
    }

    fn current_version(&self) -> StoreResult<Option<u32>> {
        Ok(u32::try_from(self.data().programs.len()).ok().filter(|count| *count > 0))
    }

    fn due_leads(&self, now: Instant, limit: usize) -> StoreResult<Vec<String>> {
        let data = self.data();
        let due = data.due.range(..=(now, i64::MAX)).map(|(_, lead)| *lead);
        let due: Vec<i64> = due.filter(|lead| !data.is_parked(*lead)).take(limit).collect();
        let looks = data.looks.iter().copied().filter(|lead| !data.is_parked(*lead));
        let looks: Vec<i64> = looks.take(limit - due.len()).filter(|lead| !due.contains(lead)).collect();
        Ok(due.into_iter().chain(looks).map(lead_id).collect())
    }

    fn inbox(&self, limit: usize) -> StoreResult<Vec<InboxItem>> {
        let data = self.data();
        let items = data.inbox.iter().filter(|(_, (lead, _))| !data.is_parked(*lead)).take(limit);
        Ok(items
            .map(|(sequence, (lead, input))| InboxItem {
                sequence: *sequence,
                lead: lead_id(*lead),
                input: input.clone(),
            })
            .collect())
    }

    fn load(&self, leads: &[String]) -> StoreResult<Vec<LoadedLead>> {
        let data = self.data();
        let rows = leads.iter().filter_map(|id| data.lead(id));
        self.loaded.fetch_add(leads.len() as u64, Ordering::SeqCst);
        Ok(rows.map(|lead| LoadedLead { state: lead.state.clone(), version: lead.version }).collect())
    }

    fn commit(&self, batch: Vec<LeadCommit>) -> StoreResult<Vec<CommitResult>> {
        tables::commit(&mut *self.data(), &batch)
    }

    fn next_due(&self) -> StoreResult<Option<Instant>> {
        let data = self.data();
        let lead = data.due.iter().find(|(_, lead)| !data.is_parked(*lead)).map(|(due, _)| *due);
        let first = |mail: bool| {
            let mut planned = data.planned.iter().filter(|(is_mail, _, _)| *is_mail == mail);
            planned
                .find(|(_, _, index)| data.row(*index).is_some_and(|row| !data.holds_back(row, false)))
                .map(|(_, due, _)| *due)
        };
        let look = data.published_at.filter(|_| data.looks.iter().any(|lead| !data.is_parked(*lead)));
        Ok([lead, look, first(false), first(true)].into_iter().flatten().min())
    }

    fn park(&self, lead: &str, reason: &str, at: Instant) -> StoreResult<()> {
        let mut data = self.data();
        if let Some(lead) = lead_number(lead).and_then(|lead| data.leads.get_mut(&lead)) {
            lead.parked = Some((reason.to_owned(), at));
        }
        Ok(())
    }

    fn release_parked(&self) -> StoreResult<usize> {
        let mut data = self.data();
        Ok(data.leads.values_mut().filter_map(|lead| lead.parked.take()).count())
    }
}

impl Intake for MemoryStore {
    fn accept(&self, inputs: Vec<NewInput>, all_or_nothing: bool) -> StoreResult<Vec<Accepted>> {
        tables::accept(&mut *self.data(), &inputs, all_or_nothing)
    }

    fn find_lead(&self, lead: &LeadReference) -> StoreResult<Option<String>> {
        let data = self.data();
        Ok(match lead {
            LeadReference::Id(id) => data.lead(id).map(|_| id.clone()),
            LeadReference::Address(address) => data.addresses.get(&address_key(address)).map(|lead| lead_id(*lead)),
        })
    }
}

impl Broadcasts for MemoryStore {
    fn announce(&self, input: Input) -> StoreResult<Announced> {
        announce(&mut *self.data(), &input)
    }

    fn next_broadcast(&self) -> StoreResult<Option<Broadcast>> {
        let data = self.data();
        let waiting = data.inbox.iter().find(|(_, (lead, _))| !data.is_parked(*lead)).map(|(first, _)| *first);
        let ready = |after: u64| waiting.is_none_or(|waiting| waiting > after);
        let open = (1..).zip(&data.broadcasts).filter_map(|(sequence, (after, broadcast))| {
            let input = broadcast.as_ref().filter(|_| ready(*after))?.input.clone();
            Some(Broadcast { sequence, input })
        });
        Ok(open.into_iter().next())
    }

    fn deliver(&self, sequence: u64, targets: &[(String, String)], limit: usize) -> StoreResult<usize> {
        deliver(&mut *self.data(), sequence, targets, limit)
    }
}

impl Outbox for MemoryStore {
    fn due_mails(&self, now: Instant, limit: usize) -> StoreResult<Vec<OutboxRow>> {
        let data = self.data();
        let due = data.planned.iter().filter(|(_, due, _)| *due <= now);
        let rows = due.filter_map(|(_, _, index)| data.row(*index));
        Ok(rows.filter(|row| !data.holds_back(row, true)).take(limit).cloned().collect())
    }

    fn change(&self, change: OutboxChange) -> StoreResult<bool> {
        tables::change(&mut *self.data(), &change)
    }

    fn mail(&self, id: &str) -> StoreResult<Option<OutboxRow>> {
        self.data().outbox(id)
    }

    fn mails_in_state(&self, state: OutboxState, limit: usize) -> StoreResult<Vec<OutboxRow>> {
        let data = self.data();
        let mut rows: Vec<OutboxRow> = data.outbox.iter().filter(|row| row.state == state).cloned().collect();
        rows.sort_by_key(|row| row.changed_at);
        rows.truncate(limit);
        Ok(rows)
    }

    fn next_turn(&self, team: &str) -> StoreResult<u64> {
        let mut data = self.data();
        let next = data.turns.entry(team.to_owned()).or_default();
        let turn = *next;
        *next += 1;
        Ok(turn)
    }

    fn trials(&self) -> StoreResult<Trials> {
        Ok(self.data().trials.clone())
    }

    fn begin_trial(&self, trial: &str, at: Instant) -> StoreResult<()> {
        self.data().trials.entry(trial.to_owned()).or_default().begun_at.get_or_insert(at);
        Ok(())
    }

    fn decide_trial(&self, trial: &str, winner: &str, at: Instant) -> StoreResult<()> {
        let mut data = self.data();
        let record = data.trials.entry(trial.to_owned()).or_default();
        if record.winner.is_none() {
            (record.winner, record.decided_at) = (Some(winner.to_owned()), Some(at));
        }
        Ok(())
    }
}

impl Reports for MemoryStore {
    fn journal(&self, lead: &str) -> StoreResult<Vec<JournalEntry>> {
        Ok(self.data().lead(lead).map(|lead| lead.journal.clone()).unwrap_or_default())
    }

    fn mails_of(&self, lead: &str) -> StoreResult<Vec<OutboxRow>> {
        let data = self.data();
        let indexes = data.lead(lead).map(|lead| lead.outbox.as_slice()).unwrap_or_default();
        Ok(indexes.iter().filter_map(|index| data.row(*index)).cloned().collect())
    }

    fn handoffs_of(&self, lead: &str) -> StoreResult<Vec<HandoffRow>> {
        Ok(self.data().lead(lead).map(|lead| lead.handoffs.clone()).unwrap_or_default())
    }

    fn leads(&self) -> StoreResult<Vec<(String, String)>> {
        Ok(self.data().leads.iter().map(|(number, lead)| (lead_id(*number), lead.email.clone())).collect())
    }

    fn ledger_of(&self, lead: &str) -> StoreResult<Vec<LedgerRow>> {
        Ok(self.data().lead(lead).map(|lead| lead.ledger.clone()).unwrap_or_default())
    }

    fn audiences(&self) -> StoreResult<Vec<(String, u64)>> {
        let mut counts = BTreeMap::<String, u64>::new();
        for (audience, _) in &self.data().audiences {
            *counts.entry(audience.clone()).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn audience(&self, audience: &str) -> StoreResult<Vec<String>> {
        let data = self.data();
        let from = (audience.to_owned(), i64::MIN);
        let members = data.audiences.range(from..).take_while(|(name, _)| name == audience);
        Ok(members.map(|(_, lead)| lead_id(*lead)).collect())
    }

    fn parked(&self) -> StoreResult<Vec<ParkedLead>> {
        let data = self.data();
        let parked = data.leads.iter().filter_map(|(number, lead)| Some((*number, lead.parked.as_ref()?)));
        Ok(parked
            .map(|(number, (reason, at))| ParkedLead { lead: lead_id(number), reason: reason.clone(), at: *at })
            .collect())
    }

    fn waiting_inputs(&self, lead: Option<&str>) -> StoreResult<u64> {
        let data = self.data();
        let Some(lead) = lead else { return Ok(data.inbox.len() as u64) };
        let lead = lead_number(lead);
        Ok(data.inbox.values().filter(|(owner, _)| Some(*owner) == lead).count() as u64)
    }

    fn outbox_counts(&self) -> StoreResult<Vec<(OutboxState, u64)>> {
        let mut counts = BTreeMap::<OutboxState, u64>::new();
        for row in &self.data().outbox {
            *counts.entry(row.state).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }
}
