//! Clocks: the only way in which the runtime learns the time.

use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A wall clock that leaves the steady clock by more than this has jumped: somebody set it, or the machine slept.
pub const JUMP_MILLISECONDS: i64 = 10 * MINUTE_MILLISECONDS;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;

    /// By how many milliseconds the clock has jumped since this was last asked, where it was more than
    /// [`JUMP_MILLISECONDS`]; negative for a jump back. Virtual clocks are moved on purpose and never jump.
    fn jumped(&self) -> Option<i64> {
        None
    }
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    base: Mutex<(i64, std::time::Instant)>,
}

impl SystemClock {
    /// The machine's clock, watched for jumps from now on.
    #[must_use]
    pub fn new() -> Self {
        Self { base: Mutex::new((wall(), std::time::Instant::now())) }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

/// Milliseconds since 1970; negative before.
fn wall() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |milliseconds| -milliseconds),
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant(wall())
    }

    fn jumped(&self) -> Option<i64> {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let steady = i64::try_from(base.1.elapsed().as_millis()).unwrap_or(i64::MAX);
        let now = wall();
        let drift = now.saturating_sub(base.0).saturating_sub(steady);
        // From here on: small corrections never add up to a jump.
        *base = (now, std::time::Instant::now());
        (drift.saturating_abs() > JUMP_MILLISECONDS).then_some(drift)
    }
}

/// A clock that stands until it is moved: for tests and the demo.
#[derive(Debug)]
pub struct ManualClock {
    milliseconds: AtomicI64,
}

impl ManualClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn new(at: Instant) -> Self {
        Self { milliseconds: AtomicI64::new(at.0) }
    }

    /// Sets it, forward or back.
    pub fn set(&self, at: Instant) {
        self.milliseconds.store(at.0, Ordering::SeqCst);
    }

    /// Moves it by milliseconds.
    pub fn advance(&self, milliseconds: i64) {
        self.milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant(self.milliseconds.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_clock_that_was_not_set_has_not_jumped() {
        assert_eq!(SystemClock::new().jumped(), None);
    }

    #[test]
    fn a_jump_is_told_once_with_its_direction() {
        let clock = SystemClock::new();
        clock.base.lock().unwrap().0 -= JUMP_MILLISECONDS + 60_000;
        let jump = clock.jumped().expect("forward");
        assert!(jump > JUMP_MILLISECONDS, "{jump}");
        assert_eq!(clock.jumped(), None);
        clock.base.lock().unwrap().0 += JUMP_MILLISECONDS + 60_000;
        let jump = clock.jumped().expect("back");
        assert!(jump < -JUMP_MILLISECONDS, "{jump}");
    }
}
