//! What can happen to a lead. Inputs are stored before they are answered, and replaying them gives the same effects.

use super::state::{BasisRecord, Suppression};
use crate::ir::Value;
use crate::ir::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An input: what happened, when, and under which identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Unique identity: the caller's event id, else made by the host. The cause of all that follows from it.
    pub id: String,
    /// When it happened (not when it was processed).
    pub at: Instant,
    /// What.
    pub kind: InputKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// The lead became known or was changed by an import, an API call or the CRM. Never lifts a suppression.
    Update {
        /// Fields to set; `None` clears one.
        fields: BTreeMap<String, Option<Value>>,
        /// New zone.
        zone: Option<String>,
        /// A basis to record.
        basis: Option<BasisRecord>,
        /// A suppression to record.
        suppression: Option<Suppression>,
    },
    /// The lead did something. Properties have the types of the program; those that are missing are absent.
    Event {
        /// What.
        event: String,
        /// Properties.
        properties: BTreeMap<String, Value>,
    },
    /// A person opened a mail.
    Opened {
        /// [`super::MailKey::id`].
        mail: String,
    },
    /// A person clicked a link in a mail.
    Clicked {
        /// [`super::MailKey::id`].
        mail: String,
        /// The link's name.
        link: String,
    },
    /// A team says that it has taken the lead on after a handoff.
    Answered {
        /// Number of the handoff within the lead.
        handoff: u64,
    },
    /// The lead asked for no more mail.
    OptOut {
        /// How, in words.
        source: String,
    },
    /// The outbox has an outcome for a mail.
    Mail {
        /// [`super::MailKey::id`].
        mail: String,
        /// What came of it.
        outcome: MailOutcome,
    },
    /// An operator starts a scenario.
    Enrol {
        /// Which.
        scenario: String,
    },
    /// A timer rings.
    Wake {
        /// [`super::LeadState::generation`] at which it was set.
        generation: u64,
    },
}

/// What came of a mail, as far as its run is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailOutcome {
    /// Accepted by the server. The run goes on.
    Sent,
    /// Nobody knows: the connection broke after the last byte, or the process died in flight. Counts as sent.
    Unknown,
    /// Not sent, with the reason. The run goes on with the next step.
    NotSent {
        /// In words, as stored with the mail.
        reason: String,
    },
    /// The address is no good: the lead is suppressed and its runs end.
    Bounced {
        /// What the server said.
        reason: String,
    },
}
