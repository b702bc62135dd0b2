//! Rows that a store keeps and shows: the outbox with what it carries, journal, handoffs, ledger, and leads left alone.

use crate::engine::{Cause, Effect, Input, LeadState, PlannedMail};
use crate::ir::Value;
use crate::ir::time::Instant;
use indexmap::IndexMap;
use serde::Serialize;

/// What a row of the outbox carries.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxContent {
    /// A step mail to the lead.
    Mail(PlannedMail),
    /// A notice to sales: of a handoff, or only to tell it something.
    Notice {
        /// The lead.
        lead: String,
        /// Number of the handoff or notice within the lead.
        handoff: u64,
        /// Nothing is handed over: the lead's runs go on.
        #[serde(default, skip_serializing_if = "is_false")]
        only_told: bool,
        /// The team has not answered in time: this tells somebody else.
        #[serde(default, skip_serializing_if = "is_false")]
        unanswered: bool,
        /// The team.
        team: String,
        /// Why, in words.
        because: String,
        /// Version of the program.
        version: u32,
        /// To whom; set when first taken for sending.
        recipient: Option<String>,
        /// On this channel instead of by mail; `recipient` is then who has the lead, where one has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
    },
    /// Values for another system.
    Call {
        /// The lead.
        lead: String,
        /// Number of the call within the lead.
        number: u64,
        /// The channel.
        channel: String,
        /// What is handed over; a missing value is `None`.
        fields: IndexMap<String, Option<Value>>,
        /// The scenario, where a run calls.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scenario: Option<String>,
        /// Version of the program.
        version: u32,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// States of a row of the outbox: planned → sending → one of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Waits for its time.
    Planned,
    /// Handed to SMTP; the outcome is not stored yet.
    Sending,
    /// Accepted by the server.
    Sent,
    /// Nobody knows.
    Unknown,
    /// Refused for good.
    Bounced,
    /// Not sent, for a rule's reason.
    Suppressed,
    /// Not sent, because it was too late.
    Expired,
    /// Not sent, because sending or composing failed for good.
    Failed,
}

impl OutboxState {
    /// All states, in the order of a mail's life.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Sending,
        Self::Sent,
        Self::Unknown,
        Self::Bounced,
        Self::Suppressed,
        Self::Expired,
        Self::Failed,
    ];

    /// The state as a stable English word, as it is stored and serialised.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Bounced => "bounced",
            Self::Suppressed => "suppressed",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxRow {
    /// Identity: [`crate::engine::MailKey::id`] of a mail; of a notice the hash of lead and handoff number (and member).
    pub id: String,
    /// The lead.
    pub lead: String,
    /// What it carries.
    pub content: OutboxContent,
    /// State.
    pub state: OutboxState,
    /// Raised at each change; a change names the one that it saw.
    pub epoch: u64,
    /// Earliest next try.
    pub due: Instant,
    /// When it first became due, for the `late` rule.
    pub first_due: Instant,
    /// Tries so far.
    pub attempts: u32,
    /// Why it is where it is, in words.
    pub reason: Option<String>,
    /// Message-ID, without the angle brackets, once composed.
    pub message_id: Option<String>,
    /// SHA-256 of the final bytes, once composed.
    pub content_hash: Option<String>,
    /// Last change.
    pub changed_at: Instant,
}

/// A change of one row of the outbox, with what goes with it in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxChange {
    /// The row as it is to be; `epoch` is the one that was seen and is raised by the store.
    pub row: OutboxRow,
    /// The lead as changed by the gate, with the version that it saw.
    pub lead: Option<(LeadState, u64)>,
    /// An input for the engine that follows from it (the outcome of a mail).
    pub input: Option<Input>,
    /// Rows to plan beside it (the other members of a team), where their identity is not there yet.
    pub beside: Vec<OutboxRow>,
}

/// A line of a lead's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalEntry {
    /// Order within the lead, from 1.
    pub sequence: u64,
    /// When it was processed.
    pub at: Instant,
    /// The input and what followed.
    pub input: Input,
    /// What followed.
    pub effects: Vec<Effect>,
}

/// A handoff on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandoffRow {
    /// The lead.
    pub lead: String,
    /// Number within the lead.
    pub number: u64,
    /// The team.
    pub team: String,
    /// Why.
    pub because: String,
    /// When.
    pub at: Instant,
}

/// A change of a lead's score on record. The lead's score is the sum of its ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// The lead.
    pub lead: String,
    /// Order within the lead, from 1.
    pub number: u64,
    /// When it was processed.
    pub at: Instant,
    /// Points added.
    pub points: i64,
    /// Sum after it.
    pub total: i64,
    /// Why, in words, where a step says so.
    pub because: Option<String>,
    /// What did it.
    pub cause: Cause,
}

/// A lead that the engine could not step: it is left alone, with its inputs and mails, until it is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedLead {
    /// The lead.
    pub lead: String,
    /// What went wrong, in words.
    pub reason: String,
    /// When.
    pub at: Instant,
}
