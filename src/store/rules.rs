//! Rules that every host shares, as pure functions: identities of leads and notices, what an effect writes, which changes
//! of an outbox row are lawful, and what makes two inputs the same. One place, so that no host can read them differently.

use super::{Consumed, HandoffRow, LedgerRow, OutboxContent, OutboxRow, OutboxState, StoreError, StoreResult};
use crate::engine::trial::Tally;
use crate::engine::{Cause, Effect, Input, InputKind, PlannedMail, Score};
use crate::ir::time::Instant;
use sha2::{Digest, Sha256};

/// The reason of a skip that makes the row `expired` instead of `suppressed`.
const LATE: &str = "late";

/// Identity of the lead with that number (from 1). Zero-padded, so that the order of the texts is the order of creation.
pub(super) fn lead_id(number: i64) -> String {
    format!("L{number:010}")
}

/// Number of a lead's identity; `None` for anything that [`lead_id`] does not write.
pub(super) fn lead_number(id: &str) -> Option<i64> {
    let number: i64 = id.strip_prefix('L')?.parse().ok()?;
    (number > 0 && lead_id(number) == id).then_some(number)
}

/// Identity of a notice to sales: 32 lower-case hexadecimal digits, made from the lead, the number of the handoff within
/// it and the member's place (0 for the first or the only one). Never that of a mail.
#[must_use]
pub fn notice_id(lead: &str, handoff: u64, member: usize) -> String {
    identity(&["notice", lead, &handoff.to_string(), &member.to_string()])
}

/// Identity of the same notice on a channel.
#[must_use]
pub fn channel_notice_id(lead: &str, handoff: u64, channel: &str) -> String {
    identity(&["notice on a channel", lead, &handoff.to_string(), channel])
}

/// Identity of the notice that nobody has answered a handoff, made alike.
fn unanswered_id(lead: &str, handoff: u64) -> String {
    identity(&["unanswered", lead, &handoff.to_string()])
}

/// Identity of a call of another system, made alike from the lead and the number of the call within it. The receiver
/// gets it with each try and knows a repetition by it.
#[must_use]
pub fn call_id(lead: &str, number: u64) -> String {
    identity(&["call", lead, &number.to_string()])
}

fn identity(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A row that an effect adds.
pub(super) enum Write {
    /// A row of the outbox, unless its identity is there already: the same step is planned once.
    Plan(OutboxRow),
    /// A row that says that a mail is not sent; changes the planned row of the same identity.
    Skip(OutboxRow),
    /// A handoff.
    Handoff(HandoffRow),
    /// A line of the ledger; the host counts its number.
    Ledger(LedgerRow),
    /// One more for a variant of an email.
    Tally {
        /// Identity of the variants.
        trial: String,
        /// Which.
        variant: String,
        /// What is counted.
        tally: Tally,
    },
    /// The lead is put on an audience or taken off it.
    Audience {
        /// Which.
        audience: String,
        /// Put on it.
        add: bool,
    },
}

/// What a processed input writes beside the lead and the journal, in order.
pub(super) fn writes(lead: &str, consumed: &Consumed) -> Vec<Write> {
    let at = consumed.processed_at;
    let mut writes = Vec::new();
    for effect in &consumed.effects {
        match effect {
            Effect::Plan { mail, .. } => writes.push(Write::Plan(mail_row(mail, OutboxState::Planned, None, at))),
            Effect::Skip { mail, reason, .. } => {
                writes.push(Write::Skip(mail_row(mail, skip_state(reason), Some(reason.clone()), at)));
            }
            Effect::Handoff { number, team, because, version, .. } => {
                let row = HandoffRow {
                    lead: lead.to_owned(),
                    number: *number,
                    team: team.clone(),
                    because: because.clone(),
                    at,
                };
                writes.push(Write::Plan(notice_row(&row, *version, false)));
                writes.push(Write::Handoff(row));
            }
            Effect::Notify { number, team, because, version, .. } => {
                let (lead, team, because) = (lead.to_owned(), team.clone(), because.clone());
                let told = HandoffRow { lead, number: *number, team, because, at };
                writes.push(Write::Plan(notice_row(&told, *version, true)));
            }
            Effect::Unanswered { number, team, tell, because, version, .. } => {
                let content = OutboxContent::Notice {
                    lead: lead.to_owned(),
                    handoff: *number,
                    only_told: false,
                    unanswered: true,
                    team: team.clone(),
                    because: because.clone(),
                    version: *version,
                    recipient: Some(tell.clone()),
                    channel: None,
                };
                writes.push(Write::Plan(planned(unanswered_id(lead, *number), lead, content, at)));
            }
            Effect::Call { number, channel, fields, version, cause } => {
                let content = OutboxContent::Call {
                    lead: lead.to_owned(),
                    number: *number,
                    channel: channel.clone(),
                    fields: fields.clone(),
                    scenario: cause.scenario.clone(),
                    version: *version,
                };
                writes.push(Write::Plan(planned(call_id(lead, *number), lead, content, at)));
            }
            Effect::Score { score, cause } => writes.push(Write::Ledger(ledger_row(lead, score, cause, at))),
            Effect::Audience { audience, add, .. } => {
                writes.push(Write::Audience { audience: audience.clone(), add: *add });
            }
            Effect::Tally { trial, variant, tally, .. } => {
                writes.push(Write::Tally { trial: trial.clone(), variant: variant.clone(), tally: *tally });
            }
            Effect::Set { .. }
            | Effect::Started { .. }
            | Effect::Ended { .. }
            | Effect::NotStarted { .. }
            | Effect::Suppressed { .. } => {}
        }
    }
    writes
}

/// The state of a mail that is not sent for that reason.
pub(crate) fn skip_state(reason: &str) -> OutboxState {
    if reason == LATE { OutboxState::Expired } else { OutboxState::Suppressed }
}

fn mail_row(mail: &PlannedMail, state: OutboxState, reason: Option<String>, at: Instant) -> OutboxRow {
    OutboxRow {
        id: mail.key.id(),
        lead: mail.key.lead.clone(),
        content: OutboxContent::Mail(mail.clone()),
        state,
        epoch: 0,
        due: mail.due,
        first_due: mail.due,
        attempts: 0,
        reason,
        message_id: None,
        content_hash: None,
        changed_at: at,
    }
}

fn notice_row(handoff: &HandoffRow, version: u32, only_told: bool) -> OutboxRow {
    let content = OutboxContent::Notice {
        lead: handoff.lead.clone(),
        handoff: handoff.number,
        only_told,
        unanswered: false,
        team: handoff.team.clone(),
        because: handoff.because.clone(),
        version,
        recipient: None,
        channel: None,
    };
    planned(notice_id(&handoff.lead, handoff.number, 0), &handoff.lead, content, handoff.at)
}

/// A row that is due as soon as it is written.
fn planned(id: String, lead: &str, content: OutboxContent, at: Instant) -> OutboxRow {
    OutboxRow {
        id,
        lead: lead.to_owned(),
        content,
        state: OutboxState::Planned,
        epoch: 0,
        due: at,
        first_due: at,
        attempts: 0,
        reason: None,
        message_id: None,
        content_hash: None,
        changed_at: at,
    }
}

fn ledger_row(lead: &str, score: &Score, cause: &Cause, at: Instant) -> LedgerRow {
    LedgerRow {
        lead: lead.to_owned(),
        number: 0,
        at,
        points: score.points,
        total: score.total,
        because: score.because.clone(),
        cause: cause.clone(),
    }
}

/// What a skip makes of the row that is there: only a planned mail can be taken back; one in flight or done stays.
pub(super) fn taken_back(existing: OutboxRow, skip: &OutboxRow) -> Option<OutboxRow> {
    (existing.state == OutboxState::Planned).then(|| OutboxRow {
        state: skip.state,
        reason: skip.reason.clone(),
        changed_at: skip.changed_at,
        epoch: existing.epoch + 1,
        ..existing
    })
}

/// Whether a row may go from one state to another. A violation is a defect of this program, and must stop it.
pub(super) fn check_transition(current: &OutboxRow, wanted: &OutboxRow) -> StoreResult<()> {
    use OutboxState::{Bounced, Expired, Failed, Planned, Sending, Sent, Suppressed, Unknown};
    let repeated = matches!(current.content, OutboxContent::Notice { .. } | OutboxContent::Call { .. });
    let lawful = match (current.state, wanted.state) {
        (Planned, Planned | Sending | Suppressed | Expired | Failed)
        | (Sending, Planned | Sent | Unknown | Bounced | Failed)
        | (Unknown, Sent | Bounced) => true,
        (Unknown, Planned) => repeated,
        (Planned, Sent | Unknown | Bounced)
        | (Sending, Sending | Suppressed | Expired)
        | (Unknown, Sending | Unknown | Suppressed | Expired | Failed)
        | (Sent | Bounced | Suppressed | Expired | Failed, _) => false,
    };
    if lawful {
        return Ok(());
    }
    Err(StoreError::Failed(format!("a mail cannot go from {:?} to {:?} ({})", current.state, wanted.state, current.id)))
}

/// Fingerprint of what an input says to whom: the same id with the same fingerprint is a repetition, with another one a
/// conflict. The input's own `at` is no part of it, nor are times inside that equal it: where the caller names none the
/// host fills in its clock, and a repetition a minute later is still a repetition.
pub(super) fn fingerprint(lead: &str, input: &Input) -> StoreResult<[u8; 32]> {
    let mut kind = input.kind.clone();
    if let InputKind::Update { basis, suppression, .. } = &mut kind {
        for at in [basis.as_mut().map(|basis| &mut basis.at), suppression.as_mut().map(|one| &mut one.at)] {
            if let Some(at) = at.filter(|at| **at == input.at) {
                *at = Instant(0);
            }
        }
    }
    let body = serde_json::to_vec(&(lead, &kind)).map_err(|error| StoreError::Failed(error.to_string()))?;
    Ok(Sha256::digest(body).into())
}
