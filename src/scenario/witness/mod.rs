//! Plays the stories that `verify` tells of broken promises: what the lead does is made up from the way of the story, and
//! the engine says what follows. Only a story after which the promise really is broken is a fact; it comes back as a `test`
//! block that shows it.

mod breach;
mod course;
mod deeds;
mod entries;
mod links;
mod player;
mod resting;
mod rounds;
mod solve;
mod values;

pub use breach::{Breach, SentMail, breach};
pub use links::{Mark, Written};
pub use rounds::{DataRound, data_rounds};

use super::expect::Runner;
use crate::engine::civil;
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::ir::test::TestCase;
use crate::ir::time::{Amount, ClockTime, Date, Instant, Unit};
use crate::ir::{Closed, Program};
use crate::verify::Told;
use player::{Attempt, Pace, Played};
use std::sync::Arc;

/// Stories played for one promise, each with another beginning: more would make a check slow, and the first ones are the
/// likeliest.
pub const MOST_PLAYS: usize = 90;

/// A story that really breaks a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Which of the told stories it is, from 0.
    pub story: usize,
    /// The story as a test without a name: it passes as long as the promise is broken in this way.
    pub test: TestCase,
    /// Whether the test fails where the promise is kept. It cannot where nothing comes out after a run took too long.
    pub is_proof: bool,
    /// What breaks the promise.
    pub breach: Breach,
}

/// Plays the stories until one breaks the promise. `None` where none of them does, by what was tried.
#[must_use]
pub fn replay(program: &Arc<Program>, promise: &Ensure, stories: &[Told]) -> Option<Witness> {
    let trials = program.emails.values().any(|email| email.trial.is_some());
    let winners: &[bool] = if trials { &[false, true] } else { &[false] };
    let mut attempts = Vec::new();
    for begins in beginnings(program) {
        for (number, told) in stories.iter().enumerate() {
            for &winner in winners {
                let paces = [Pace::LateThenEarly, Pace::Early, Pace::Late];
                attempts.extend(paces.map(|pace| (number, told, Attempt { begins, pace, winner })));
            }
        }
    }
    attempts.iter().take(MOST_PLAYS).find_map(|(number, told, attempt)| {
        let witness = play(program, promise, told, attempt)?;
        Some(Witness { story: *number, ..witness })
    })
}

fn play(program: &Arc<Program>, promise: &Ensure, told: &Told, attempt: &Attempt) -> Option<Witness> {
    let Played { test, entries } = player::play(program, promise, told, attempt)?;
    let test = TestCase { steps: entries::steps(&entries, &program.limits.zone, promise.span), ..test };
    let mut runner = Runner::new(program, &test);
    if test.steps.iter().any(|step| runner.step(step).is_err()) {
        return None;
    }
    if let Some(breach) = breach(program, &runner.host, promise) {
        return Some(Witness { story: 0, test, is_proof: true, breach });
    }
    // A run that takes too long may end with nothing that a test could wait for.
    let EnsureRule::EndsWithin(_) = promise.rule else { return None };
    let breach = player::breach_of(program, promise, &test, &entries)?;
    Some(Witness { story: 0, test, is_proof: false, breach })
}

/// When stories begin: in a quiet week first, at the times that are worst for days that are counted; then where a mail is
/// held back for long.
fn beginnings(program: &Program) -> Vec<Instant> {
    let limits = &program.limits;
    let at = |date: Date, minutes: u16| civil::at_local(date, ClockTime { minutes }, &limits.zone);
    let quiet = Date { year: 2026, month: 4, day: 1 };
    let mut found = vec![at(quiet, 10 * 60), at(quiet, 0), at(quiet, 24 * 60 - 1)];
    let close = limits.hours.map_or(20 * 60, |hours| hours.to.minutes.min(24 * 60 - 1));
    if limits.hours.is_some() {
        // Friday and Saturday, before and after the closing.
        found.push(at(Date { day: 3, ..quiet }, close));
        found.push(at(quiet, close));
        found.push(at(Date { day: 4, ..quiet }, 10 * 60));
        found.push(at(Date { day: 2, ..quiet }, close));
        found.push(at(Date { day: 3, ..quiet }, 10 * 60));
    }
    if limits.hours.is_some_and(|hours| hours.holidays.is_some()) {
        for (month, day) in [(5, 1), (4, 30), (5, 2), (9, 18), (4, 28)] {
            found.push(at(Date { year: 2026, month, day }, close));
        }
    }
    for closed in &limits.closed {
        let from = match closed {
            Closed::Once { from, .. } => Some(*from),
            Closed::Yearly { from: (month, day), .. } => Date::new(2026, *month, *day),
        };
        if let Some(from) = from {
            found.push(at(civil::plus_days(from, -1), close));
            found.push(at(civil::plus_days(from, -2), close));
        }
    }
    found.push(civil::add(at(quiet, 10 * 60), Amount::new(5, Unit::Day), &limits.zone, civil::Calendar::of(limits)));
    found
}
