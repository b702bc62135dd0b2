//! What leaves on channels instead of by mail: messages to leads, calls, and notices to rooms. A message to a lead is told
//! at most once, like a mail, unless its channel drops repetitions; calls and notices at least once, under one identity.

use super::prepare::{Next, begin, ended, row_change};
use super::{Inner, Parcel, RETRY_LIMIT_MILLISECONDS, Turn, locked, retry_delay};
use crate::channel::{CallOutcome, NotReady, Request};
use crate::engine::{MailOutcome, PlannedMail, mark_sending};
use crate::ir::Program;
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::runtime::{ComposeJob, SendMode, guarded};
use crate::store::{JournalEntry, LoadedLead, OutboxContent, OutboxRow, OutboxState, StoreResult, channel_notice_id};
use std::time::Duration;

/// A repetition is not sent so shortly before the receiver would take it for new: it needs time to arrive.
const MARGIN_MILLISECONDS: i64 = 30 * MINUTE_MILLISECONDS;

/// The row that tells a notice on a channel. `who` has the lead, where one person has.
pub(super) fn told(row: &OutboxRow, channel: &str, who: Option<&String>, now: Instant) -> Option<OutboxRow> {
    let mut content = row.content.clone();
    match &mut content {
        OutboxContent::Mail(_) | OutboxContent::Call { .. } => None,
        OutboxContent::Notice { lead, handoff, recipient, channel: on, .. } => {
            *recipient = who.cloned();
            *on = Some(channel.to_owned());
            let id = channel_notice_id(lead, *handoff, channel);
            Some(OutboxRow { id, content, epoch: 0, changed_at: now, ..row.clone() })
        }
    }
}

impl Inner {
    /// A message to a lead, which the gate has let through.
    pub(super) fn prepare_message(
        &self,
        row: OutboxRow,
        mail: &PlannedMail,
        program: &Program,
        lead: LoadedLead,
        now: Instant,
    ) -> StoreResult<Next> {
        let job = ComposeJob { row: &row, lead: &lead.state, program, current: program, history: &[], now };
        let request = match self.request(&job) {
            Ok(request) => request,
            Err(problem) => return self.not_ready(row, &problem, now),
        };
        let mut state = lead.state;
        mark_sending(&mut state, program, mail, now);
        Ok(begin(row, Some((state, lead.version)), Parcel::Request(request), now))
    }

    /// A call, or a notice to a room.
    pub(super) fn prepare_request(
        &self,
        row: OutboxRow,
        program: &Program,
        lead: &LoadedLead,
        now: Instant,
    ) -> StoreResult<Next> {
        let history: Vec<JournalEntry> = match &row.content {
            OutboxContent::Notice { .. } => self.storage.journal(&row.lead)?,
            OutboxContent::Mail(_) | OutboxContent::Call { .. } => Vec::new(),
        };
        let job = ComposeJob { row: &row, lead: &lead.state, program, current: program, history: &history, now };
        match self.request(&job) {
            Ok(request) => Ok(begin(row, None, Parcel::Request(request), now)),
            Err(problem) => self.not_ready(row, &problem, now),
        }
    }

    fn request(&self, job: &ComposeJob<'_>) -> Result<Request, NotReady> {
        let sandbox = match &self.settings.mode {
            SendMode::Sandbox { .. } => true,
            SendMode::Dry | SendMode::Live => false,
        };
        let refused = |problem: String| NotReady::Refused(problem);
        let outgoing = guarded(|| self.settings.composer.say(job)).map_err(refused)?;
        let outgoing = outgoing.map_err(|problem| NotReady::Refused(problem.to_string()))?;
        guarded(|| self.settings.caller.prepare(&outgoing, sandbox)).map_err(refused)?
    }

    fn not_ready(&self, row: OutboxRow, problem: &NotReady, now: Instant) -> StoreResult<Next> {
        match problem {
            NotReady::Held(reason) => self.hold(row, reason, now).map(Next::Done),
            NotReady::Refused(reason) => self.give_up(row, reason, now),
        }
    }

    /// Stores what came of a request whose row is `sending`.
    pub(super) fn finish_request(&self, row: OutboxRow, outcome: CallOutcome) -> StoreResult<Turn> {
        let now = self.clock.now();
        match outcome {
            CallOutcome::Taken { response } => self.end(row, OutboxState::Sent, &response, MailOutcome::Sent, now),
            CallOutcome::NotTaken { reason, after } => self.call_again(row, &reason, after, now),
            CallOutcome::Refused { reason } => self.fail(row, &reason, now),
            CallOutcome::Unknown { reason } if self.may_repeat(&row, now) => {
                self.call_again(row, &format!("unknown: {reason}"), None, now)
            }
            CallOutcome::Unknown { reason } => self.end(row, OutboxState::Unknown, &reason, MailOutcome::Unknown, now),
        }
    }

    /// Whether a row whose outcome nobody knows may be told again: calls and notices may arrive twice under one identity;
    /// a message to a lead only where the channel drops the second.
    pub(super) fn may_repeat(&self, row: &OutboxRow, now: Instant) -> bool {
        match &row.content {
            OutboxContent::Notice { .. } | OutboxContent::Call { .. } => true,
            OutboxContent::Mail(mail) => {
                let known = mail.channel.as_ref().map_or(0, |name| self.settings.caller.knows_repetitions_for(name));
                let next = now.plus_milliseconds(retry_delay(&row.id, row.attempts));
                next.milliseconds_since(row.first_due) + MARGIN_MILLISECONDS < known
            }
        }
    }

    /// Like a mail that could not be handed over, and not before the receiver wants it.
    fn call_again(&self, row: OutboxRow, reason: &str, after: Option<Duration>, now: Instant) -> StoreResult<Turn> {
        let asked = after.and_then(|after| i64::try_from(after.as_millis()).ok()).unwrap_or(0);
        let due = now.plus_milliseconds(retry_delay(&row.id, row.attempts).max(asked));
        if due.milliseconds_since(row.first_due) > RETRY_LIMIT_MILLISECONDS {
            let reason = format!("given up after {} tries: {reason}", row.attempts);
            return self.fail(row, &reason, now);
        }
        locked(&self.retries).failed(&row.id, reason, due);
        let row = ended(row, OutboxState::Planned, reason, now);
        self.settle_row(row_change(OutboxRow { due, ..row }))
    }
}
