//! The runtime as a service: both halves in turn until somebody says stop. They sleep until something is due, but never
//! long: other processes may hand in inputs at any time.

use super::sender::{Turn, Turns};
use super::{Inner, Runtime, blocking, clock};
use crate::ir::time::MINUTE_MILLISECONDS;
use crate::store::{StoreError, StoreResult};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Notify;

/// Longest sleep: how late an input of another process is noticed.
const LONGEST_SLEEP: Duration = Duration::from_millis(200);

impl Runtime {
    /// Takes the lease, recovers, and works until `shutdown` is ready. Then nothing new begins, mails in flight finish, and
    /// their outcomes are stored before this returns.
    ///
    /// # Errors
    /// Where the store fails or another runtime works on it. A busy store is waited for.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) -> StoreResult<()> {
        self.inner.stopping.store(false, Ordering::SeqCst);
        blocking(&self.inner, Inner::start).await?;
        let mut loops = pin!(async { tokio::join!(self.engine_loop(), self.sender_loop()) });
        let (engine, sender) = tokio::select! {
            results = &mut loops => results,
            () = shutdown => {
                self.stop();
                loops.await
            }
        };
        engine.and(sender)
    }

    fn stop(&self) {
        self.inner.stopping.store(true, Ordering::SeqCst);
        self.inner.engine_bell.notify_one();
        self.inner.sender_bell.notify_one();
    }

    /// Whether a stop was asked for: nothing new begins any more.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::SeqCst)
    }

    async fn engine_loop(&self) -> StoreResult<()> {
        while !self.is_stopping() {
            let done = blocking(&self.inner, Inner::tick_engine).await;
            if matches!(done, Ok(done) if done > 0) {
                self.inner.sender_bell.notify_one();
            }
            self.rest(done, &self.inner.engine_bell).await?;
        }
        Ok(())
    }

    async fn sender_loop(&self) -> StoreResult<()> {
        let mut turns = Turns::default();
        let mut failure = None;
        loop {
            if let Some(jump) = self.inner.clock.jumped() {
                self.inner.halt(&jump_words(jump));
            }
            if !self.is_stopping()
                && let Err(error) = self.begin_turns(&mut turns).await
                && !is_busy(&error)
            {
                self.stop();
                failure = Some(error);
            }
            if turns.is_empty() && self.is_stopping() {
                return failure.map_or(Ok(()), Err);
            }
            if let Err(error) = self.wait_for_turn(&mut turns).await {
                self.stop();
                failure.get_or_insert(error);
            }
        }
    }

    /// Waits until a row's turn ends, or until others may be due.
    async fn wait_for_turn(&self, turns: &mut Turns) -> StoreResult<()> {
        let sleep = blocking(&self.inner, Inner::sleep).await.unwrap_or(LONGEST_SLEEP);
        tokio::select! {
            Some(turn) = turns.next() => match turn {
                Ok(Turn::Changed) => self.inner.engine_bell.notify_one(),
                Ok(Turn::Left) => {}
                Err(error) => return Err(error),
            },
            _ = tokio::time::timeout(sleep, self.inner.sender_bell.notified()) => turns.forget_left(),
        }
        Ok(())
    }

    /// Sleeps after a tick that found nothing to do; a failure ends both loops.
    async fn rest(&self, done: StoreResult<usize>, bell: &Notify) -> StoreResult<()> {
        match done {
            Ok(0) => {
                let sleep = blocking(&self.inner, Inner::sleep).await.unwrap_or(LONGEST_SLEEP);
                // Woken or slept long enough, the next tick is the same.
                let _ = tokio::time::timeout(sleep, bell.notified()).await;
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) if is_busy(&error) => {
                tokio::time::sleep(LONGEST_SLEEP).await;
                Ok(())
            }
            Err(error) => {
                self.stop();
                Err(error)
            }
        }
    }
}

impl Inner {
    /// How long nothing can become due; what is due already and was not taken waits for something else.
    fn sleep(&self) -> StoreResult<Duration> {
        let now = self.clock.now();
        let left = self.storage.next_due()?.map(|due| due.milliseconds_since(now)).filter(|left| *left > 0);
        let left = left.and_then(|left| u64::try_from(left).ok()).map(Duration::from_millis);
        Ok(left.map_or(LONGEST_SLEEP, |left| left.min(LONGEST_SLEEP)))
    }
}

/// Another process writes for a long time: nothing is lost by waiting for it.
fn is_busy(error: &StoreError) -> bool {
    match error {
        StoreError::Busy(_) => true,
        StoreError::NewerSchema { .. } | StoreError::Damaged(_) | StoreError::Failed(_) => false,
    }
}

fn jump_words(milliseconds: i64) -> String {
    let minutes = milliseconds / MINUTE_MILLISECONDS;
    let limit = clock::JUMP_MILLISECONDS / MINUTE_MILLISECONDS;
    format!("the clock jumped by {minutes} minutes (more than {limit}): check it before mails leave")
}
