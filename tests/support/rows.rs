//! Stores of both kinds, and commits by hand, for the tests of the stores.

use super::{MORNING, planned};
use sodate::engine::{Cause, Effect, Input, InputKind};
use sodate::ir::time::Instant;
use sodate::store::memory::MemoryStore;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{CommitResult, Consumed, LeadCommit, OutboxChange, OutboxRow, Storage};
use tempfile::TempDir;

/// A store that can be closed and opened again.
pub trait Host {
    type Opened: Storage;
    fn new() -> Self;
    fn open(&self) -> Self::Opened;
}

pub struct InMemory(MemoryStore);

impl Host for InMemory {
    type Opened = MemoryStore;
    fn new() -> Self {
        Self(MemoryStore::new())
    }
    fn open(&self) -> MemoryStore {
        self.0.reopen()
    }
}

pub struct OnDisk(TempDir);

impl Host for OnDisk {
    type Opened = SqliteStore;
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }
    fn open(&self) -> SqliteStore {
        SqliteStore::open(self.0.path().join("sodate.db")).unwrap()
    }
}

/// Consumes everything that waits for the lead, with those effects on the last input.
pub fn consume(store: &impl Storage, lead: &str, effects: Vec<Effect>, wake: Option<Instant>) -> CommitResult {
    store.commit(vec![commit_of(store, lead, effects, wake)]).unwrap().remove(0)
}

pub fn commit_of(store: &impl Storage, lead: &str, effects: Vec<Effect>, wake: Option<Instant>) -> LeadCommit {
    let loaded = store.load(&[lead.to_owned()]).unwrap().remove(0);
    let items = store.inbox(usize::MAX).unwrap().into_iter().filter(|item| item.lead == lead);
    let mut consumed: Vec<Consumed> = items
        .map(|item| Consumed {
            sequence: Some(item.sequence),
            input: item.input,
            processed_at: MORNING,
            effects: Vec::new(),
        })
        .collect();
    if consumed.is_empty() {
        let input = Input { id: "wake".to_owned(), at: MORNING, kind: InputKind::Wake { generation: 0 } };
        consumed.push(Consumed { sequence: None, input, processed_at: MORNING, effects: Vec::new() });
    }
    consumed.last_mut().unwrap().effects = effects;
    let mut state = loaded.state;
    state.next_wake = wake;
    LeadCommit { state, expected_version: loaded.version, consumed }
}

pub fn plan(lead: &str, step: &str, due: Instant) -> Effect {
    Effect::Plan { mail: planned(lead, step, due), cause: Cause::default() }
}

pub fn skip(lead: &str, step: &str, reason: &str) -> Effect {
    Effect::Skip { mail: planned(lead, step, MORNING), reason: reason.to_owned(), cause: Cause::default() }
}

pub fn handoff(number: u64) -> Effect {
    Effect::Handoff {
        number,
        team: "inside_sales".to_owned(),
        because: "スコアが50点になりました".to_owned(),
        version: 1,
        cause: Cause::default(),
    }
}

pub fn change(row: OutboxRow) -> OutboxChange {
    OutboxChange { row, lead: None, input: None, beside: Vec::new() }
}
