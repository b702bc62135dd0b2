//! The engine's half: waiting inputs and due leads are stepped and committed. A lead that makes the engine fail is set
//! aside with the reason, and the others go on.

use super::{Inner, Runtime, guarded};
use crate::engine::{Input, InputKind, Programs, step};
use crate::ir::time::Instant;
use crate::store::{CommitResult, Consumed, InboxItem, LeadCommit, LoadedLead, StoreError, StoreResult};
use indexmap::IndexMap;

/// Inputs and due leads taken at once: enough to share a commit among many, little enough to hold in memory.
const BATCH: usize = 1_000;
/// How often a lead is stepped again because somebody else (the sender) wrote it meanwhile. What still conflicts then is
/// taken up by the next tick.
const ATTEMPTS: usize = 5;

impl Runtime {
    /// Takes waiting inputs and due leads, steps each lead through its inputs in order of arrival, and commits. Returns how
    /// many inputs and wakes were stored; 0 means that nothing is left to do now (or that no program is published yet).
    ///
    /// # Errors
    /// Where the store fails; nothing is half-stored then.
    pub fn tick_engine(&self) -> StoreResult<usize> {
        self.inner.start()?;
        self.inner.tick_engine()
    }
}

impl Inner {
    pub(super) fn tick_engine(&self) -> StoreResult<usize> {
        let programs = self.programs()?;
        if programs.current().is_none() {
            return Ok(0);
        }
        let now = self.clock.now();
        let mut work = IndexMap::<String, Vec<InboxItem>>::new();
        for item in self.storage.inbox(BATCH)? {
            work.entry(item.lead.clone()).or_default().push(item);
        }
        for lead in self.storage.due_leads(now, BATCH)? {
            work.entry(lead).or_default();
        }
        let mut done = 0;
        for _ in 0..ATTEMPTS {
            if work.is_empty() {
                break;
            }
            done += self.step_leads(&programs, &mut work, now)?;
        }
        Ok(done + self.deliver_broadcast(&programs)?)
    }

    /// Steps all leads of `work` and takes those out that are settled; conflicts stay. Returns how many inputs were stored.
    fn step_leads(
        &self,
        programs: &Programs,
        work: &mut IndexMap<String, Vec<InboxItem>>,
        now: Instant,
    ) -> StoreResult<usize> {
        let mut batch = Vec::new();
        for lead in self.load(work, now)? {
            let items = work.get(&lead.state.lead).map(Vec::as_slice).unwrap_or_default();
            match guarded(|| step_lead(programs, &lead, items, now)).unwrap_or_else(Err) {
                Ok(Some(commit)) => batch.push(commit),
                Ok(None) => drop(work.shift_remove(&lead.state.lead)),
                Err(reason) => {
                    self.storage.park(&lead.state.lead, &reason, now)?;
                    work.shift_remove(&lead.state.lead);
                }
            }
        }
        let sizes: Vec<(String, usize)> =
            batch.iter().map(|commit| (commit.state.lead.clone(), commit.consumed.len())).collect();
        let mut done = 0;
        for ((lead, size), result) in sizes.into_iter().zip(self.storage.commit(batch)?) {
            match result {
                CommitResult::Stored => {
                    done += size;
                    work.shift_remove(&lead);
                }
                CommitResult::Conflict => {}
            }
        }
        Ok(done)
    }

    /// Loads the leads of `work`. One whose row cannot be read is set aside and does not keep the others from running.
    fn load(&self, work: &mut IndexMap<String, Vec<InboxItem>>, now: Instant) -> StoreResult<Vec<LoadedLead>> {
        let leads: Vec<String> = work.keys().cloned().collect();
        match self.storage.load(&leads) {
            Ok(loaded) => return Ok(loaded),
            Err(busy @ StoreError::Busy(_)) => return Err(busy),
            Err(StoreError::NewerSchema { .. } | StoreError::Damaged(_) | StoreError::Failed(_)) => {}
        }
        let mut loaded = Vec::new();
        for lead in leads {
            match self.storage.load(std::slice::from_ref(&lead)) {
                Ok(found) => loaded.extend(found),
                Err(error) => {
                    self.storage.park(&lead, &error.to_string(), now)?;
                    work.shift_remove(&lead);
                }
            }
        }
        Ok(loaded)
    }
}

/// Steps a lead through its inputs, then through its timer where that is due. `None` where there is nothing to do.
fn step_lead(
    programs: &Programs,
    lead: &LoadedLead,
    items: &[InboxItem],
    now: Instant,
) -> Result<Option<LeadCommit>, String> {
    let mut state = lead.state.clone();
    let mut consumed = Vec::with_capacity(items.len() + 1);
    for item in items {
        let (next, effects) = step(programs, state, &item.input, now);
        state = next;
        let input = item.input.clone();
        consumed.push(Consumed { sequence: Some(item.sequence), input, processed_at: now, effects });
    }
    // A program that was published since then waits for something that the one before did not.
    let unseen = items.is_empty() && programs.current().is_some_and(|(version, _)| state.looked < Some(version));
    if unseen || state.next_wake.is_some_and(|due| due <= now) {
        let generation = state.generation;
        let id = format!("wake/{}/{generation}", state.lead);
        let input = Input { id, at: now, kind: InputKind::Wake { generation } };
        let (next, effects) = step(programs, state, &input, now);
        state = next;
        if state.generation == generation && state.next_wake.is_some_and(|due| due <= now) {
            return Err("a defect of sodate: a timer rings and stays due".to_owned());
        }
        consumed.push(Consumed { sequence: None, input, processed_at: now, effects });
    }
    let commit = LeadCommit { state, expected_version: lead.version, consumed };
    Ok((!commit.consumed.is_empty()).then_some(commit))
}
