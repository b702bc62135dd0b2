//! The store in memory: for tests and trial runs, and the reference that every other host is compared with. Ordered maps
//! and plain scans over their indexes; nothing survives the process.

mod data;

use super::broadcast::{announce, deliver, follow};
use super::rules::{lead_id, lead_number};
use super::tables::{self, Tables};
use super::{
    Accepted, Announced, Broadcast, Broadcasts, CommitResult, HandoffRow, Holder, InboxItem, Intake, JournalEntry,
    LeadCommit, LeadReference, LedgerRow, LoadedLead, NewInput, Outbox, OutboxChange, OutboxRow, OutboxState,
    ParkedLead, Reports, Store, StoreError, StoreResult, address_key,
};
use crate::engine::trial::Trials;
use crate::engine::{Input, looks};
use crate::ir::Program;
use crate::ir::time::Instant;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data::Data;
/// A store in memory. [`MemoryStore::reopen`] gives a second handle on the same data, as a second process on one file has.
#[derive(Debug, Default)]
pub struct MemoryStore {
    data: Arc<Mutex<Data>>,
    leased: AtomicBool,
    loaded: AtomicU64,
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
