//! The loop that ties the engine to store, mail and clock, and the ways in from outside: typed values ([`typed`]) and
//! imports ([`import`]).
//!
//! [`Runtime`] has two halves that only meet in the store. The engine's half takes waiting inputs and due leads, steps them
//! and commits what follows. The sender's half takes planned mails that are due, asks the gate, stores `sending` with the
//! Message-ID and the hash of the final bytes, hands the mail to the transport once, and stores the outcome. A process that
//! dies in between leaves `sending` behind, and the next start calls it unknown instead of guessing.

mod broadcast;
mod clock;
mod engine_half;
pub mod import;
mod ports;
mod sender;
mod serve;
mod trouble;
pub mod typed;

pub use clock::{Clock, JUMP_MILLISECONDS, ManualClock, SystemClock};
pub use ports::{ComposeJob, Composer, MailComposer, SendMode, Settings};
pub use sender::{MAX_RETRY_DELAY_MILLISECONDS, MIN_RETRY_DELAY_MILLISECONDS, RETRY_LIMIT_MILLISECONDS, retry_delay};
pub use trouble::Trouble;

use crate::engine::Programs;
use crate::ir::time::Instant;
use crate::mail::Transport;
use crate::store::{OutboxState, Storage, StoreError, StoreResult};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use trouble::Retries;

/// The runtime of one store. Clones share everything.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Arc<dyn Storage>,
    clock: Arc<dyn Clock>,
    transport: Arc<dyn Transport>,
    settings: Settings,
    programs: Mutex<Arc<Programs>>,
    started: Mutex<bool>,
    halted: Mutex<Option<String>>,
    /// Held while a notice gets its recipient.
    assigning: Mutex<()>,
    retries: Mutex<Retries>,
    stopping: AtomicBool,
    engine_bell: Notify,
    sender_bell: Notify,
}

/// What a start found left over from the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Mails that were in flight: now unknown, never sent again.
    pub unknown: usize,
    /// Notices to sales that were in flight: planned again under the same Message-ID.
    pub notices: usize,
    /// Leads that had been set aside and get another try.
    pub released: usize,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs code that one bad lead could make panic, and turns a panic into its words.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| panic_words(panic.as_ref()))
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a defect of sodate: {}", words.unwrap_or("panic"))
}

impl Runtime {
    /// A runtime over its ports. Nothing happens before [`Runtime::recover`], a tick or [`Runtime::run`].
    #[must_use]
    pub fn new(
        storage: Arc<dyn Storage>,
        clock: Arc<dyn Clock>,
        transport: Arc<dyn Transport>,
        settings: Settings,
    ) -> Self {
        let inner = Inner {
            storage,
            clock,
            transport,
            settings,
            programs: Mutex::default(),
            started: Mutex::new(false),
            halted: Mutex::default(),
            assigning: Mutex::default(),
            retries: Mutex::default(),
            stopping: AtomicBool::new(false),
            engine_bell: Notify::new(),
            sender_bell: Notify::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Takes the store's lease and settles what the last process left: mails in flight become unknown, notices to sales are
    /// planned again, leads set aside get another try. Ticks and [`Runtime::run`] do it first where nobody did; a second
    /// call does nothing.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another runtime works on the store.
    pub fn recover(&self) -> StoreResult<Recovered> {
        self.inner.start()
    }

    /// Earliest due time of a lead or a planned mail.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn next_due(&self) -> StoreResult<Option<Instant>> {
        self.inner.storage.next_due()
    }

    /// Works until nothing is left that is due now: engine and sender in turn. Returns how much was done. For virtual
    /// clocks and tests; [`Runtime::run`] does the same in parallel.
    ///
    /// # Errors
    /// As the ticks.
    pub async fn settle(&self) -> StoreResult<usize> {
        let mut done = 0;
        loop {
            let stepped = blocking(&self.inner, |inner| inner.start().and_then(|_| inner.tick_engine())).await?;
            let round = stepped + self.tick_sender().await?;
            if round == 0 {
                return Ok(done);
            }
            done += round;
        }
    }

    /// Why all sending stands still, if so: the mail server wants no mail from us, or the clock jumped.
    #[must_use]
    pub fn halted(&self) -> Option<String> {
        locked(&self.inner.halted).clone()
    }

    /// Sends again after a halt, when a person has looked at its reason. A restart does it, too.
    pub fn resume(&self) {
        *locked(&self.inner.halted) = None;
        self.inner.sender_bell.notify_one();
    }

    /// What keeps mails from leaving at present, if anything does: the last failed try, until no mail waits for another.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        locked(&self.inner.retries).trouble(self.inner.clock.now())
    }

    /// Mails and notices that wait to be sent, also those that the mode holds back.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn waiting(&self) -> StoreResult<u64> {
        let counts = self.inner.storage.outbox_counts()?;
        Ok(counts.into_iter().filter(|(state, _)| *state == OutboxState::Planned).map(|(_, count)| count).sum())
    }

    /// Tells a running [`Runtime::run`] that an input was accepted, so that it need not find out by itself.
    pub fn ring(&self) {
        self.inner.engine_bell.notify_one();
    }
}

impl Inner {
    fn start(&self) -> StoreResult<Recovered> {
        let mut started = locked(&self.started);
        if *started {
            return Ok(Recovered::default());
        }
        self.storage.acquire_lease()?;
        let (unknown, notices) = sender::recover(self)?;
        let released = self.storage.release_parked()?;
        *started = true;
        Ok(Recovered { unknown, notices, released })
    }

    /// The published programs, read again when there is a newer one.
    fn programs(&self) -> StoreResult<Arc<Programs>> {
        let current = self.storage.current_version()?;
        let mut programs = locked(&self.programs);
        if programs.current().map(|(version, _)| version) != current {
            *programs = Arc::new(self.storage.programs()?.into_iter().collect());
        }
        Ok(Arc::clone(&programs))
    }

    fn halt(&self, reason: &str) {
        locked(&self.halted).get_or_insert_with(|| reason.to_owned());
    }

    /// Whether sending may begin at all.
    fn sends(&self) -> bool {
        let mode = match &self.settings.mode {
            SendMode::Dry => false,
            SendMode::Sandbox { .. } | SendMode::Live => true,
        };
        mode && locked(&self.halted).is_none() && !self.stopping.load(std::sync::atomic::Ordering::SeqCst)
    }
}

/// Runs blocking work (the store waits for the disk) off the async threads.
async fn blocking<T: Send + 'static>(
    inner: &Arc<Inner>,
    work: impl FnOnce(&Inner) -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    let inner = Arc::clone(inner);
    match tokio::task::spawn_blocking(move || work(&inner)).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Failed(match error.try_into_panic() {
            Ok(panic) => panic_words(panic.as_ref()),
            Err(error) => error.to_string(),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_becomes_words() {
        assert_eq!(guarded(|| 7), Ok(7));
        let lead = 12;
        assert_eq!(guarded(|| assert!(lead == 13, "lead {lead}")), Err("a defect of sodate: lead 12".to_owned()));
    }
}
