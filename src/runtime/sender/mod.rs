//! The sender's half. For each planned row that is due: ask the gate and compose ([`prepare`]), store `sending` with the
//! Message-ID and the hash of the bytes, hand it to the transport once, store the outcome ([`finish`]). Every change is
//! compare-and-set; who loses leaves the row for the next tick, where the gate is asked again.

mod finish;
mod prepare;
mod recover;
mod request;

pub(super) use recover::recover;

use super::{Inner, Runtime, blocking, locked};
use crate::channel::{CallOutcome, Request};
use crate::ir::time::{DAY_MILLISECONDS, MINUTE_MILLISECONDS};
use crate::mail::{Composed, SendOutcome};
use crate::store::{OutboxChange, OutboxRow, OutboxState, StoreError, StoreResult};
use prepare::Next;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Wait before the second try.
pub const MIN_RETRY_DELAY_MILLISECONDS: i64 = 5 * MINUTE_MILLISECONDS;
/// No wait between tries is as long as this.
pub const MAX_RETRY_DELAY_MILLISECONDS: i64 = 67 * MINUTE_MILLISECONDS;
/// A mail that could not be handed over for so long after it was due has failed. Five days are what mail servers use, too
/// (RFC 5321, 4.5.4.1).
pub const RETRY_LIMIT_MILLISECONDS: i64 = 5 * DAY_MILLISECONDS;
/// The wait doubles up to this; jitter comes on top.
const LONGEST_BASE_MILLISECONDS: i64 = 60 * MINUTE_MILLISECONDS;

/// How long to wait after the `attempt`-th try (from 1) of a mail, in milliseconds: 5, 10, 20, 40 minutes, then an hour,
/// each with up to 7/60 of it on top, so that mails that failed together do not come back together. Derived from a hash:
/// the same mail waits the same on every host.
#[must_use]
pub fn retry_delay(mail: &str, attempt: u32) -> i64 {
    let doublings = attempt.saturating_sub(1).min(10);
    let base = (MIN_RETRY_DELAY_MILLISECONDS << doublings).min(LONGEST_BASE_MILLISECONDS);
    let hash = Sha256::digest(format!("{mail}/{attempt}"));
    let fraction = hash.iter().take(2).fold(0_i64, |sum, byte| sum * 256 + i64::from(*byte));
    base + base * 7 * fraction / (60 * 65_536)
}

/// Something ready to leave.
pub(super) enum Parcel {
    /// By mail.
    Mail(Composed),
    /// On a channel.
    Request(Request),
}

/// What came of a parcel.
enum Handed {
    Mail(SendOutcome),
    Request(CallOutcome),
}

/// What became of one row in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The row was changed.
    Changed,
    /// Somebody was faster, or it must not begin now.
    Left,
}

/// The rows that are being worked on: as many at once as the settings say, and whenever one ends the next begins, so that
/// one slow mail never holds the others up.
#[derive(Default)]
pub(super) struct Turns {
    running: JoinSet<(String, StoreResult<Turn>)>,
    in_flight: BTreeSet<String>,
    left: BTreeSet<String>,
}

impl Turns {
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Rows that were left alone may have another turn.
    pub(super) fn forget_left(&mut self) {
        self.left.clear();
    }

    /// Waits for a row's turn to end; `None` where none is running. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Option<StoreResult<Turn>> {
        let (id, turn) = match self.running.join_next().await? {
            Ok(ended) => ended,
            Err(error) => return Some(Err(StoreError::Failed(error.to_string()))),
        };
        self.in_flight.remove(&id);
        if matches!(turn, Ok(Turn::Left)) {
            self.left.insert(id);
        }
        Some(turn)
    }
}

impl Runtime {
    /// Sends what is due, each row at most once, until nothing is left that can be sent now; everything in flight has
    /// finished when this returns. Returns how many rows were changed.
    ///
    /// # Errors
    /// Where the store fails. A mail whose outcome could not be stored stays `sending` and becomes unknown at the next start.
    pub async fn tick_sender(&self) -> StoreResult<usize> {
        blocking(&self.inner, Inner::start).await?;
        let mut turns = Turns::default();
        let mut changed = 0;
        let mut failure = None;
        loop {
            if failure.is_none() {
                failure = self.begin_turns(&mut turns).await.err();
            }
            match turns.next().await {
                None => return failure.map_or(Ok(changed), Err),
                Some(Ok(Turn::Changed)) => changed += 1,
                Some(Ok(Turn::Left)) => {}
                Some(Err(error)) => failure = Some(error),
            }
        }
    }

    /// Gives a turn to as many due rows as there is room for.
    pub(super) async fn begin_turns(&self, turns: &mut Turns) -> StoreResult<()> {
        let room = self.inner.settings.concurrency.max(1).saturating_sub(turns.in_flight.len());
        if room == 0 || !self.inner.sends() {
            return Ok(());
        }
        // Rows that have had their turn may still be planned: look past them.
        let limit = room + turns.in_flight.len() + turns.left.len();
        let rows = blocking(&self.inner, move |inner| inner.storage.due_mails(inner.clock.now(), limit)).await?;
        let fresh = rows.into_iter().filter(|row| !turns.left.contains(&row.id));
        let fresh: Vec<OutboxRow> = fresh.filter(|row| !turns.in_flight.contains(&row.id)).take(room).collect();
        for row in fresh {
            let inner = Arc::clone(&self.inner);
            let id = row.id.clone();
            turns.in_flight.insert(id.clone());
            turns.running.spawn(async move { (id, send_row(&inner, row).await) });
        }
        Ok(())
    }
}

async fn send_row(inner: &Arc<Inner>, row: OutboxRow) -> StoreResult<Turn> {
    let (begin, parcel) = match blocking(inner, |inner| inner.prepare(row)).await? {
        Next::Done(turn) => return Ok(turn),
        Next::Send { begin, parcel } => (*begin, *parcel),
    };
    if sends_before_marking() {
        return send_then_mark(inner, begin, parcel).await;
    }
    let sending = OutboxRow { epoch: begin.row.epoch + 1, ..begin.row.clone() };
    if !blocking(inner, |inner| inner.storage.change(begin)).await? {
        return Ok(Turn::Left);
    }
    let handed = hand_over(inner, parcel).await;
    blocking(inner, |inner| inner.settle_handed(sending, handed)).await
}

/// Hands a parcel over, once. A transport that panics leaves the outcome unknown, like a process that dies.
async fn hand_over(inner: &Arc<Inner>, parcel: Parcel) -> Handed {
    let defect = |error| format!("a defect of sodate while sending: {error}");
    match parcel {
        Parcel::Mail(composed) => {
            let transport = Arc::clone(&inner.transport);
            let sending = tokio::spawn(async move { transport.send(&composed.envelope, &composed.bytes).await });
            Handed::Mail(sending.await.unwrap_or_else(|error| SendOutcome::Unknown { reason: defect(error) }))
        }
        Parcel::Request(request) => {
            let (caller, now) = (Arc::clone(&inner.settings.caller), inner.clock.now());
            let calling = tokio::spawn(async move { caller.call(&request, now).await });
            Handed::Request(calling.await.unwrap_or_else(|error| CallOutcome::Unknown { reason: defect(error) }))
        }
    }
}

/// The wrong way round, on purpose: with the feature `sabotage` and `SODATE_SABOTAGE=send_then_mark` in the environment
/// mails leave before they are marked. The kill test must find the doubles that this makes.
#[cfg(feature = "sabotage")]
fn sends_before_marking() -> bool {
    std::env::var("SODATE_SABOTAGE").is_ok_and(|switch| switch == "send_then_mark")
}

/// Without the feature `sabotage` there is no such switch.
#[cfg(not(feature = "sabotage"))]
const fn sends_before_marking() -> bool {
    false
}

async fn send_then_mark(inner: &Arc<Inner>, begin: OutboxChange, parcel: Parcel) -> StoreResult<Turn> {
    let sending = OutboxRow { epoch: begin.row.epoch + 1, ..begin.row.clone() };
    let handed = hand_over(inner, parcel).await;
    if !blocking(inner, |inner| inner.storage.change(begin)).await? {
        return Ok(Turn::Left);
    }
    blocking(inner, |inner| inner.settle_handed(sending, handed)).await
}

impl Inner {
    fn settle_handed(&self, row: OutboxRow, handed: Handed) -> StoreResult<Turn> {
        match handed {
            Handed::Mail(outcome) => self.finish(row, outcome),
            Handed::Request(outcome) => self.finish_request(row, outcome),
        }
    }

    /// Stores a change that ends this row's turn.
    fn settle_row(&self, change: OutboxChange) -> StoreResult<Turn> {
        if change.row.state != OutboxState::Planned {
            locked(&self.retries).ended(&change.row.id);
        }
        Ok(if self.storage.change(change)? { Turn::Changed } else { Turn::Left })
    }

    fn is_halted(&self) -> bool {
        locked(&self.halted).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_five_minutes_and_stay_below_sixty_seven() {
        for mail in ["a", "b", "c", "d"] {
            for (attempt, minutes) in [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60), (200, 60), (u32::MAX, 60)] {
                let base = minutes * MINUTE_MILLISECONDS;
                let delay = retry_delay(mail, attempt);
                assert!((base..base * 67 / 60).contains(&delay), "{mail} {attempt}: {delay}");
                assert_eq!(delay, retry_delay(mail, attempt));
            }
        }
        assert!(retry_delay("x", 9) < MAX_RETRY_DELAY_MILLISECONDS);
        assert_ne!(retry_delay("a", 5), retry_delay("b", 5));
    }
}
