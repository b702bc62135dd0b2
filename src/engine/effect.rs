//! What the engine wants done. Hosts carry effects out and store each with its cause, so that every mail, handoff and
//! score change can say which step, version, event and rule made it.

use super::trial::Tally;
use crate::ir::Value;
use crate::ir::time::Instant;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Identity of a planned mail: the same on every host and every retry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MailKey {
    /// The lead.
    pub lead: String,
    /// Number of the enrolment within the lead.
    pub enrolment: u64,
    /// Id of the step.
    pub step: String,
    /// How often this run had reached the step before, from 0.
    pub occurrence: u32,
}

impl MailKey {
    /// The key as 32 lower-case hexadecimal digits (the first half of its SHA-256): primary key of the outbox and left
    /// part of the Message-ID.
    #[must_use]
    pub fn id(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.lead, &self.enrolment.to_string(), &self.step, &self.occurrence.to_string()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Why something happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cause {
    /// Id of the input that was being processed.
    pub input: String,
    /// The scenario, where a run did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// For which value it runs, where the scenario has a run for each value of a property.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Number of the run within the lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<u64>,
    /// Version of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Id of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Number of the run that began this one beside itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// Id of the score rule or `when` rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A mail, or a message on another channel, for the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMail {
    /// Its identity.
    pub key: MailKey,
    /// Name of the email or the message in the program of that version.
    pub email: String,
    /// The channel, where it is a message and no mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The scenario.
    pub scenario: String,
    /// Version of the program.
    pub version: u32,
    /// Earliest sending: now, moved into the sending hours. Caps are decided by the gate.
    pub due: Instant,
    /// The variant of the email that the lead gets; known once its sending begins, where the email has variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// A change of the score, for the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Points added.
    pub points: i64,
    /// Sum after it.
    pub total: i64,
    /// Why, in words, where a step says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Something to be done or put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Put a mail into the outbox.
    Plan {
        /// The mail.
        mail: PlannedMail,
        /// Why.
        cause: Cause,
    },
    /// A send step was passed without a mail, or a planned mail is not to be sent any more. Recorded in the outbox as
    /// suppressed (or expired), with the reason.
    Skip {
        /// The mail.
        mail: PlannedMail,
        /// Why it is not sent: a stable word such as `opted_out`, `no_basis`, `late`, `run_ended`.
        reason: String,
        /// What did it.
        cause: Cause,
    },
    /// Call sales.
    Handoff {
        /// Number within the lead; with the lead the identity of the handoff.
        number: u64,
        /// Team in the program of that version.
        team: String,
        /// Why, in words.
        because: String,
        /// Version of the program.
        version: u32,
        /// What did it.
        cause: Cause,
    },
    /// Tell somebody that a team has not answered a handoff in time.
    Unanswered {
        /// Number of the handoff within the lead.
        number: u64,
        /// Team in the program of that version.
        team: String,
        /// Address of the one who is told.
        tell: String,
        /// Why the lead was handed over, in words.
        because: String,
        /// Version of the program.
        version: u32,
        /// What did it.
        cause: Cause,
    },
    /// Tell a team; no handoff.
    Notify {
        /// Number within the lead, counted with its handoffs; with the lead the identity of the notice.
        number: u64,
        /// Team in the program of that version.
        team: String,
        /// What, in words.
        because: String,
        /// Version of the program.
        version: u32,
        /// What did it.
        cause: Cause,
    },
    /// Hand values over to another system.
    Call {
        /// Number within the lead; with the lead the identity of the call.
        number: u64,
        /// The channel.
        channel: String,
        /// What is handed over, in the order of the program; a missing value is `None`.
        fields: IndexMap<String, Option<Value>>,
        /// Version of the program.
        version: u32,
        /// What did it.
        cause: Cause,
    },
    /// The lead was put on an audience or taken off it.
    Audience {
        /// Which.
        audience: String,
        /// Put on it.
        add: bool,
        /// What did it.
        cause: Cause,
    },
    /// The score changed.
    Score {
        /// How.
        score: Score,
        /// What did it.
        cause: Cause,
    },
    /// A mail with variants left or was met with a reaction: counted to find the better one.
    Tally {
        /// Identity of the variants ([`super::trial::trial_id`]).
        trial: String,
        /// Which of them.
        variant: String,
        /// What is counted.
        tally: Tally,
        /// What did it.
        cause: Cause,
    },
    /// A field was set by a step.
    Set {
        /// Which.
        field: String,
        /// It has no value of its own any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        cleared: bool,
        /// What did it.
        cause: Cause,
    },
    /// A run began.
    Started {
        /// What did it (scenario, enrolment and version are set).
        cause: Cause,
    },
    /// A run ended.
    Ended {
        /// Why: a stable word such as `finished`, `stopped`, `stop_rule`, `went_to pricing_interest`, `handed_over`, `opted_out`, `bounced`.
        reason: String,
        /// What did it.
        cause: Cause,
    },
    /// A start matched, but the lead did not enter.
    NotStarted {
        /// Which scenario.
        scenario: String,
        /// Why: a stable word such as `running`, `again_never`, `too_soon`, `no_basis`, `opted_out`.
        reason: String,
        /// What did it.
        cause: Cause,
    },
    /// The lead can no longer be mailed.
    Suppressed {
        /// Why: `opted_out`, `bounced`, `sunset`.
        reason: String,
        /// Why in the author's words, where a step did it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        because: String,
        /// What did it.
        cause: Cause,
    },
}

impl Effect {
    /// Why it happened.
    #[must_use]
    pub const fn cause(&self) -> &Cause {
        match self {
            Self::Plan { cause, .. }
            | Self::Skip { cause, .. }
            | Self::Handoff { cause, .. }
            | Self::Notify { cause, .. }
            | Self::Audience { cause, .. }
            | Self::Tally { cause, .. }
            | Self::Unanswered { cause, .. }
            | Self::Call { cause, .. }
            | Self::Score { cause, .. }
            | Self::Set { cause, .. }
            | Self::Started { cause }
            | Self::Ended { cause, .. }
            | Self::NotStarted { cause, .. }
            | Self::Suppressed { cause, .. } => cause,
        }
    }

    /// The same, for a change.
    pub const fn cause_mut(&mut self) -> &mut Cause {
        match self {
            Self::Plan { cause, .. }
            | Self::Skip { cause, .. }
            | Self::Handoff { cause, .. }
            | Self::Notify { cause, .. }
            | Self::Audience { cause, .. }
            | Self::Tally { cause, .. }
            | Self::Unanswered { cause, .. }
            | Self::Call { cause, .. }
            | Self::Score { cause, .. }
            | Self::Set { cause, .. }
            | Self::Started { cause }
            | Self::Ended { cause, .. }
            | Self::NotStarted { cause, .. }
            | Self::Suppressed { cause, .. } => cause,
        }
    }
}
