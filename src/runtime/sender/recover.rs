//! At the start: what the last process left as `sending`. It was handed to the mail server, or about to be; nobody knows.
//! Guessing would send twice or never, so a mail is called unknown (a person, a click or a bounce may settle it) and its
//! run goes on as if it had been sent. A notice to sales and a call are planned again under the same identity, and so is a
//! message on a channel that drops repetitions.

use super::Inner;
use super::prepare::{ended, outcome_input, row_change};
use crate::engine::MailOutcome;
use crate::store::{OutboxChange, OutboxContent, OutboxState, StoreError, StoreResult};

/// Rows taken at once; more than can be in flight.
const BATCH: usize = 1_000;

/// Settles all rows that are `sending`. Returns how many mails became unknown and how many notices are planned again.
pub(crate) fn recover(inner: &Inner) -> StoreResult<(usize, usize)> {
    let now = inner.clock.now();
    let (mut unknown, mut notices) = (0, 0);
    loop {
        let rows = inner.storage.mails_in_state(OutboxState::Sending, BATCH)?;
        if rows.is_empty() {
            return Ok((unknown, notices));
        }
        for row in rows {
            let id = row.id.clone();
            let reason = "sodate ended while it was being sent";
            let change = match &row.content {
                OutboxContent::Mail(_) if inner.may_repeat(&row, now) => {
                    row_change(ended(row, OutboxState::Planned, reason, now))
                }
                OutboxContent::Mail(_) => {
                    unknown += 1;
                    let input = Some(outcome_input(&row, MailOutcome::Unknown, now));
                    OutboxChange { input, ..row_change(ended(row, OutboxState::Unknown, reason, now)) }
                }
                OutboxContent::Notice { .. } | OutboxContent::Call { .. } => {
                    notices += 1;
                    row_change(ended(row, OutboxState::Planned, reason, now))
                }
            };
            if !inner.storage.change(change)? {
                return Err(StoreError::Failed(format!("the mail {id} changed although this runtime has the lease")));
            }
        }
    }
}
