//! What is stored of a lead, as one value: the engine reads and writes nothing else. Ordered maps only, so that the same
//! history gives the same bytes.

use super::effect::MailKey;
use crate::ir::time::{Date, Instant};
use crate::ir::{Basis, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Past events kept in a lead's state for conditions; older ones are forgotten by conditions (they stay in the journal).
/// It bounds a lead's state to some hundred kilobytes however many events come.
pub const MAX_PAST_EVENTS: usize = 1_000;

/// Mails kept in a lead's state for conditions and caps, for the same reason: beyond them the one that left first is
/// forgotten, and reactions to it change nothing any more.
pub const MAX_PAST_MAILS: usize = 1_000;

/// Values that are remembered of a scenario with a run for each of them, for the same reason: beyond them the one whose
/// run began first is forgotten.
pub const MAX_KEYS: usize = 1_000;

/// Live runs of one scenario with a run for each value of a property. More would fill the lead's state.
pub const MAX_KEYED_RUNS: usize = 100;

/// Everything that the engine knows of one lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LeadState {
    /// Identity, never changes.
    pub lead: String,
    /// Mail address as given.
    pub email: String,
    /// IANA zone of the lead, where known.
    pub zone: Option<String>,
    /// When the lead became known.
    pub created_at: Option<Instant>,
    /// Fields that have a value.
    pub fields: BTreeMap<String, Value>,
    /// Bases for mailing, oldest first.
    pub bases: Vec<BasisRecord>,
    /// Why no mail may be sent, if so.
    pub suppression: Option<Suppression>,
    /// The sum of the ledger.
    pub score: i64,
    /// For each score rule with a frequency: when it fired, oldest first, as far back as the frequency looks.
    pub score_firings: BTreeMap<String, Vec<Instant>>,
    /// For each score rule on silence: since when the present silence lasts and whether the rule has fired for it.
    pub silences: BTreeMap<String, Silence>,
    /// Version of the program that looked at the lead last.
    pub looked: Option<u32>,
    /// For each condition that a start or a `when` rule waits for: whether it held when it was last looked at. What is
    /// not here has not been looked at yet.
    pub watches: BTreeMap<String, bool>,
    /// When [`Self::watches`] was last looked at.
    pub watched_at: Option<Instant>,
    /// For each start by the calendar: where it stands.
    pub clocks: BTreeMap<String, StartClock>,
    /// Last response: an open, a click or an event of the lead's own.
    pub last_response_at: Option<Instant>,
    /// Sent mails and the reactions to them, by the mail's identity ([`MailKey::id`]), at most
    /// [`MAX_PAST_MAILS`].
    pub mails: BTreeMap<String, MailActivity>,
    /// Events of the lead, oldest first, at most [`MAX_PAST_EVENTS`].
    pub events: Vec<PastEvent>,
    /// Live runs, in the order in which they began.
    pub enrolments: Vec<Enrolment>,
    /// Ended and live runs by scenario.
    pub runs: BTreeMap<String, PastRun>,
    /// The same for scenarios with a run for each value of a property: by scenario and value, at most
    /// [`MAX_KEYS`] values of each.
    pub keyed_runs: BTreeMap<String, BTreeMap<String, PastRun>>,
    /// Number of the next enrolment, from 0.
    pub next_enrolment: u64,
    /// Audiences that the lead is on, and since when.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub audiences: BTreeMap<String, Instant>,
    /// Number of the next handoff or notice, from 0.
    pub next_handoff: u64,
    /// Handoffs that a team has to answer and has not answered yet, by number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unanswered: BTreeMap<u64, Unanswered>,
    /// Number of the next call, from 0.
    pub next_call: u64,
    /// Counts the timers set; a wake of another generation is ignored.
    pub generation: u64,
    /// When the lead must be woken.
    pub next_wake: Option<Instant>,
}

/// A handoff that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// Team in the program of that version.
    pub team: String,
    /// Why the lead was handed over, in words.
    pub because: String,
    /// Version of the program.
    pub version: u32,
    /// When somebody else is told.
    pub due: Instant,
}

/// A basis for mailing, as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisRecord {
    /// Which.
    pub basis: Basis,
    /// When it was given.
    pub at: Instant,
    /// How: the event or import that recorded it, in words.
    pub source: String,
}

/// Why no mail may be sent to a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub at: Instant,
    /// By what, in words (`unsubscribe page`, `one-click`, `import leads.csv`).
    pub source: String,
}

/// Why no mail may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionReason {
    /// The lead opted out.
    OptedOut,
    /// The address does not exist or refuses for good.
    Bounced,
    /// The lead complained.
    Complained,
    /// The lead's data was erased.
    Erased,
    /// A step stopped the mail, as for leads that have not answered for long.
    Sunset,
}

/// State of one silence rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Last thing that broke the silence, or when the lead became known.
    pub since: Instant,
    /// The rule has fired for this silence.
    pub fired: bool,
}

/// Where a start by the calendar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartClock {
    /// Before or after a date of the lead.
    Around {
        /// The moment, where the date is known. It starts a run unless it is not later than `settled`.
        due: Option<Instant>,
        /// The last moment that started a run or was past when it became known.
        settled: Option<Instant>,
    },
    /// Again and again.
    Every {
        /// The last time, or when it was first looked at.
        since: Instant,
        /// Date of the last time, by the lead's clock then: a lead that changes its zone has each date once.
        last: Option<Date>,
    },
}

/// A mail that was handed to the outbox, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailActivity {
    /// Name of the email.
    pub email: String,
    /// Number of the run that sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<u64>,
    /// Not transactional: counts for caps.
    pub marketing: bool,
    /// When its sending began: written by the gate's transaction, so that caps hold while it is in flight.
    pub sending_at: Option<Instant>,
    /// When it left (an unknown outcome counts as sent, since it must not be repeated).
    pub sent_at: Option<Instant>,
    /// First open.
    pub opened_at: Option<Instant>,
    /// First click of each link.
    pub clicked_at: BTreeMap<String, Instant>,
    /// The variant that was sent, where the email had variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Identity of these variants ([`super::trial::trial_id`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<String>,
}

/// An event on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastEvent {
    /// Its identity.
    pub id: String,
    /// Its name.
    pub event: String,
    /// When it happened.
    pub at: Instant,
    /// Properties that have a value.
    pub properties: BTreeMap<String, Value>,
}

/// One run of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Number within the lead.
    pub number: u64,
    /// The scenario.
    pub scenario: String,
    /// Value of the property for each of which the scenario has a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Version of the published program that it runs to its end.
    pub version: u32,
    /// When it began.
    pub started_at: Instant,
    /// The event that started it.
    pub start_event: Option<PastEvent>,
    /// Where it stands.
    pub position: Position,
    /// When it came there.
    pub reached_at: Instant,
    /// How much later than planned its mails left, summed up since the start or the last wait for a fixed moment, in
    /// milliseconds: a moment that is past only because of this is not past by the author's doing.
    pub held_milliseconds: i64,
    /// Mails sent in this run by email name: identity of the last one ([`MailKey::id`]).
    pub sent: BTreeMap<String, String>,
    /// How often each send step was reached, by step id: the occurrence in [`MailKey`].
    pub occurrences: BTreeMap<String, u32>,
    /// Rounds begun of each `repeat` that the run is in, by step id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rounds: BTreeMap<String, u32>,
}

/// Where a run stands. `step` is the number of the step in the scenario of the run's version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// In the outbox.
    Sending {
        /// The send step.
        step: u32,
        /// The mail.
        mail: MailKey,
        /// When it may leave first, apart from caps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
    /// Waiting for a time.
    Waiting {
        /// The wait step.
        step: u32,
        /// Until when.
        until: Instant,
        /// Where it goes on then.
        next: u32,
    },
    /// Waiting for a reaction.
    Awaiting {
        /// The await step.
        step: u32,
        /// Since when.
        since: Instant,
        /// Deadline.
        until: Instant,
    },
}

/// Summary of a lead's runs of one scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// How many runs began.
    pub count: u32,
    /// When the last one began.
    pub last_started_at: Instant,
}
