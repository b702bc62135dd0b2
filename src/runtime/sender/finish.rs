//! After sending: each outcome becomes a state of the row and, for a mail to a lead, an input for the engine, in one
//! transaction.

use super::prepare::{ended, outcome_input, row_change};
use super::{Inner, RETRY_LIMIT_MILLISECONDS, Turn, locked, retry_delay};
use crate::engine::MailOutcome;
use crate::ir::time::Instant;
use crate::mail::SendOutcome;
use crate::store::{OutboxChange, OutboxContent, OutboxRow, OutboxState, StoreResult};

impl Inner {
    /// Stores what came of a row that is `sending`.
    pub(super) fn finish(&self, row: OutboxRow, outcome: SendOutcome) -> StoreResult<Turn> {
        let now = self.clock.now();
        let mail = match &row.content {
            OutboxContent::Mail(_) => true,
            OutboxContent::Notice { .. } | OutboxContent::Call { .. } => false,
        };
        match outcome {
            SendOutcome::Sent { response } => self.end(row, OutboxState::Sent, &response, MailOutcome::Sent, now),
            SendOutcome::Retry { reason } => self.try_again(row, &reason, now),
            SendOutcome::Refused { reason } if mail => {
                let outcome = MailOutcome::Bounced { reason: reason.clone() };
                self.end(row, OutboxState::Bounced, &reason, outcome, now)
            }
            // Somebody in sales is no lead that could be suppressed.
            SendOutcome::Refused { reason } | SendOutcome::Failed { reason } => self.fail(row, &reason, now),
            SendOutcome::Halt { reason } => {
                self.halt(&reason);
                self.settle_row(row_change(ended(row, OutboxState::Planned, &reason, now)))
            }
            SendOutcome::Unknown { reason } if mail => {
                self.end(row, OutboxState::Unknown, &reason, MailOutcome::Unknown, now)
            }
            // Better twice than never, and the Message-ID is the same.
            SendOutcome::Unknown { reason } => self.try_again(row, &format!("unknown: {reason}"), now),
        }
    }

    /// The row ends in that state; a mail's outcome goes to the engine.
    pub(super) fn end(
        &self,
        row: OutboxRow,
        state: OutboxState,
        reason: &str,
        outcome: MailOutcome,
        now: Instant,
    ) -> StoreResult<Turn> {
        let input = match &row.content {
            OutboxContent::Mail(_) => Some(outcome_input(&row, outcome, now)),
            OutboxContent::Notice { .. } | OutboxContent::Call { .. } => None,
        };
        self.settle_row(OutboxChange { input, ..row_change(ended(row, state, reason, now)) })
    }

    fn try_again(&self, row: OutboxRow, reason: &str, now: Instant) -> StoreResult<Turn> {
        let due = now.plus_milliseconds(retry_delay(&row.id, row.attempts));
        if due.milliseconds_since(row.first_due) > RETRY_LIMIT_MILLISECONDS {
            let reason = format!("given up after {} tries: {reason}", row.attempts);
            return self.fail(row, &reason, now);
        }
        locked(&self.retries).failed(&row.id, reason, due);
        let row = ended(row, OutboxState::Planned, reason, now);
        self.settle_row(row_change(OutboxRow { due, ..row }))
    }
}
