//! Where leads, programs, inputs, mails and the journal are kept. One surface, several hosts: memory (tests, the
//! reference) and SQLite (the embedded default). The traits are cut the way a sharded PostgreSQL needs them, too: load by
//! key, and one atomic [`Store::commit`] that checks versions, so that a second host needs no other surface.

mod audience;
mod broadcast;
mod dump;
mod error;
pub mod memory;
mod rows;
mod rules;
pub mod sqlite;
mod tables;

pub use audience::hand_out;
pub use dump::dump;
pub use error::{Damage, Holder, StoreError, StoreResult};
pub use rows::{HandoffRow, JournalEntry, LedgerRow, OutboxChange, OutboxContent, OutboxRow, OutboxState, ParkedLead};
pub(crate) use rules::skip_state;
pub use rules::{call_id, channel_notice_id, notice_id};

use crate::engine::trial::Trials;
use crate::engine::{Effect, Input, LeadState};
use crate::ir::Program;
use crate::ir::time::Instant;
use serde::Serialize;

/// A lead as loaded: its state and the version that a later write must still find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedLead {
    /// The state.
    pub state: LeadState,
    /// Version of the row, raised by each write.
    pub version: u64,
}

/// An input waiting for the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxItem {
    /// Place in the order of arrival.
    pub sequence: u64,
    /// The lead.
    pub lead: String,
    /// The input.
    pub input: Input,
}

/// The outcome of stepping one lead through some inputs, to be stored at once or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadCommit {
    /// New state. Its `next_wake` is the row's due time.
    pub state: LeadState,
    /// Version of the row that was loaded.
    pub expected_version: u64,
    /// Inputs that this consumed, in order, with the effects of each. Wakes have no inbox item (`sequence` is `None`).
    pub consumed: Vec<Consumed>,
}

/// One processed input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumed {
    /// Its place in the inbox.
    pub sequence: Option<u64>,
    /// The input, for the journal.
    pub input: Input,
    /// When the engine processed it.
    pub processed_at: Instant,
    /// What followed. `Plan` becomes an outbox row (planned), `Skip` one that is suppressed or expired (or changes the
    /// planned row of the same mail), `Handoff` a handoff row and its notice in the outbox, `Notify` and `Unanswered` only a notice, `Score` a ledger row,
    /// `Audience` a row of the index of audiences, `Tally` one more in the counts of a variant;
    /// all of them go into the journal.
    pub effects: Vec<Effect>,
}

/// What [`Store::commit`] did with one lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitResult {
    /// Stored.
    Stored,
    /// Somebody else wrote the lead meanwhile, or an inbox item was consumed already: nothing was stored; load and step again.
    Conflict,
}

/// An input from outside, to be accepted durably.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInput {
    /// Which lead.
    pub lead: LeadReference,
    /// The input. Its id makes it idempotent.
    pub input: Input,
    /// Create the lead with this address where the reference (an address) is not known yet.
    pub create: bool,
}

/// How outsiders name a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadReference {
    /// By its identity.
    Id(String),
    /// By its mail address, compared in canonical form ([`address_key`]).
    Address(String),
}

/// What became of a new input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Accepted {
    /// Stored.
    New {
        /// The lead's identity.
        lead: String,
        /// The lead was created by it.
        created: bool,
    },
    /// The same input was accepted before; nothing changed.
    Repeated {
        /// The lead's identity.
        lead: String,
    },
    /// The id was used before for something else; nothing changed.
    Conflict,
    /// No such lead; nothing changed.
    UnknownLead,
}

/// The engine's side: programs, due leads, inbox, atomic commit.
pub trait Store: Send + Sync {
    /// Takes the one lease on the engine's and sender's work, until the store is dropped. The second one to ask gets [`StoreError::Busy`].
    fn acquire_lease(&self) -> StoreResult<()>;
    /// Stores a program as the next version, counted from 1, or returns the current version where its hash is the same.
    /// Where it waits for something that the former did not ([`crate::engine::looks`]), every lead becomes due.
    fn publish(&self, program: &Program, at: Instant) -> StoreResult<u32>;
    /// All published programs with their versions, oldest first. The last one is current.
    fn programs(&self) -> StoreResult<Vec<(u32, Program)>>;
    /// The current version, if any program was published. Cheap: asked at each tick.
    fn current_version(&self) -> StoreResult<Option<u32>>;
    /// Leads whose wake is due at `now`, earliest first. Parked leads are left out.
    fn due_leads(&self, now: Instant, limit: usize) -> StoreResult<Vec<String>>;
    /// Waiting inputs in order of arrival. Those of parked leads are left out.
    fn inbox(&self, limit: usize) -> StoreResult<Vec<InboxItem>>;
    /// Leads by identity; unknown ones are left out.
    fn load(&self, leads: &[String]) -> StoreResult<Vec<LoadedLead>>;
    /// Stores each lead's commit atomically, all in one transaction; a conflict of one lead leaves the others stored. A
    /// reaction to a mail that is `unknown` makes it `sent`.
    fn commit(&self, batch: Vec<LeadCommit>) -> StoreResult<Vec<CommitResult>>;
    /// Earliest due time of a lead or a planned mail, for sleeping and for clocks that jump. Parked leads do not count.
    fn next_due(&self) -> StoreResult<Option<Instant>>;
    /// Sets a lead aside: it is not due, its inputs wait and its mails are held until [`Store::release_parked`]. An unknown
    /// lead is none.
    fn park(&self, lead: &str, reason: &str, at: Instant) -> StoreResult<()>;
    /// Gives all parked leads another try. Returns how many there were.
    fn release_parked(&self) -> StoreResult<usize>;
}

/// An event about a thing that is on its way to leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// Order of arrival.
    pub sequence: u64,
    /// The event, with the identity that its sender gave.
    pub input: Input,
}

/// What became of an event about a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// Stored.
    New,
    /// The same event was accepted before; nothing changed.
    Repeated,
    /// The id was used before for something else; nothing changed.
    Conflict,
}

/// Events about things, which reach every lead that they may concern.
pub trait Broadcasts: Send + Sync {
    /// Accepts an event durably. Its id makes it idempotent.
    fn announce(&self, input: Input) -> StoreResult<Announced>;
    /// The oldest event under way. One that came after inputs of leads waits until these are worked through.
    fn next_broadcast(&self) -> StoreResult<Option<Broadcast>>;
    /// Hands an event under way to the next leads, at most `limit`, that have one of these fields with that value
    /// ([`crate::ir::Program::broadcast_targets`]), as inputs `ID/LEAD`. Leads and the place where the next call goes on
    /// are stored together. Returns how many leads there were.
    fn deliver(&self, sequence: u64, targets: &[(String, String)], limit: usize) -> StoreResult<usize>;
}

/// The outside's side.
pub trait Intake: Send + Sync {
    /// Accepts inputs durably and in order. All or nothing: where `all_or_nothing` and one is a conflict or an unknown
    /// lead, none is stored (the answers still say which).
    fn accept(&self, inputs: Vec<NewInput>, all_or_nothing: bool) -> StoreResult<Vec<Accepted>>;
    /// The lead's identity for a reference.
    fn find_lead(&self, lead: &LeadReference) -> StoreResult<Option<String>>;
}

/// The sender's side.
pub trait Outbox: Send + Sync {
    /// Planned rows due at `now`: notices first, then by due time. Mails to leads that are parked or have inputs waiting
    /// are left out: the engine may still take them back.
    fn due_mails(&self, now: Instant, limit: usize) -> StoreResult<Vec<OutboxRow>>;
    /// Changes a row if its epoch and the lead's version are still the ones seen; `false` where they are not (nothing
    /// stored). A mail becomes `sending` only while its lead has no input waiting and is not parked, else `false`: after an
    /// opt-out is stored no mail starts. A change that the states do not allow (`sent` back to `planned`) is an error.
    fn change(&self, change: OutboxChange) -> StoreResult<bool>;
    /// A row by its identity.
    fn mail(&self, id: &str) -> StoreResult<Option<OutboxRow>>;
    /// Rows in a state, oldest change first.
    fn mails_in_state(&self, state: OutboxState, limit: usize) -> StoreResult<Vec<OutboxRow>>;
    /// The member of a team whose turn it is: counts up durably, starts at 0.
    fn next_turn(&self, team: &str) -> StoreResult<u64>;
    /// What is known of the variants of emails, by [`crate::engine::trial::trial_id`]. Few rows: asked before each mail that has a trial.
    fn trials(&self) -> StoreResult<Trials>;
    /// The time of a trial runs from then on, unless it runs already.
    fn begin_trial(&self, trial: &str, at: Instant) -> StoreResult<()>;
    /// Names the winner of a trial, unless it has one.
    fn decide_trial(&self, trial: &str, winner: &str, at: Instant) -> StoreResult<()>;
}

/// The reader's side.
pub trait Reports: Send + Sync {
    /// A lead's history, oldest first.
    fn journal(&self, lead: &str) -> StoreResult<Vec<JournalEntry>>;
    /// A lead's mails and notices, in order of planning.
    fn mails_of(&self, lead: &str) -> StoreResult<Vec<OutboxRow>>;
    /// A lead's handoffs.
    fn handoffs_of(&self, lead: &str) -> StoreResult<Vec<HandoffRow>>;
    /// All leads in order of creation: identity and address.
    fn leads(&self) -> StoreResult<Vec<(String, String)>>;
    /// A lead's score changes, oldest first.
    fn ledger_of(&self, lead: &str) -> StoreResult<Vec<LedgerRow>>;
    /// The audiences that leads are on, by name, with the number of leads.
    fn audiences(&self) -> StoreResult<Vec<(String, u64)>>;
    /// Leads on an audience, in order of creation. Read along an index.
    fn audience(&self, audience: &str) -> StoreResult<Vec<String>>;
    /// Leads that were set aside, in order of creation.
    fn parked(&self) -> StoreResult<Vec<ParkedLead>>;
    /// Number of inputs that wait for the engine: those of one lead, or all. Those of parked leads count, too.
    fn waiting_inputs(&self, lead: Option<&str>) -> StoreResult<u64>;
    /// Number of rows in each outbox state; states without rows are left out.
    fn outbox_counts(&self) -> StoreResult<Vec<(OutboxState, u64)>>;
}

/// The whole surface.
pub trait Storage: Store + Intake + Broadcasts + Outbox + Reports {}
impl<T: Store + Intake + Broadcasts + Outbox + Reports> Storage for T {}

/// Canonical form of a mail address for comparing: NFKC, trimmed, lower case (domain in ASCII form). Two addresses that
/// differ only in these name the same lead.
#[must_use]
pub fn address_key(address: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let normal: String = address.trim().nfkc().collect::<String>().to_lowercase();
    match normal.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
            format!("{local}@{domain}")
        }
        None => normal,
    }
}
