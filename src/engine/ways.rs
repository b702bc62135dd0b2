//! Steps that choose a way (`match`, `split`, `repeat`) or do something beside the run (`begin`, `notify`, audiences).

use super::effect::{Cause, Effect};
use super::runs::Flow;
use super::state::{Enrolment, Position};
use super::work::{Happening, Work};
use crate::ir::{Case, Program, Reaction, SplitArm, Value};
use sha2::{Digest, Sha256};

/// Hundredths of a percent in the whole.
const WHOLE: u64 = 10_000;

/// Scenarios that begin each other beside one another before any of them rests. No written workspace comes near it; a
/// circle of `begin` and `go to` would otherwise fill the stack.
const MAX_BEGUN: usize = 100;

/// The case of a value; of a missing one, the one that stands for it.
pub(super) fn case_of<'c>(value: Option<&Value>, cases: &'c [Case]) -> Option<&'c Case> {
    cases.iter().find(|case| value.map_or(case.missing, |value| case.values.contains(value)))
}

/// The place among the arms of the one that a lead goes at a `split`: by a hash, so that it is always the same one.
#[must_use]
pub fn split_arm(arms: &[SplitArm], lead: &str, scenario: &str, step: &str) -> usize {
    let lot = lot(&["split", lead, scenario, step]);
    let mut sum = 0;
    for (place, arm) in arms.iter().enumerate() {
        sum += u64::from(arm.share);
        if lot < sum {
            return place;
        }
    }
    arms.len().saturating_sub(1)
}

/// Draws a number from 0 to 9,999 by the SHA-256 of the parts.
fn lot(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let number = hash.finalize().iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    number % WHOLE
}

/// Where the lead goes on.
pub(super) fn split(arms: &[SplitArm], lead: &str, scenario: &str, step: &str) -> u32 {
    arms.get(split_arm(arms, lead, scenario, step)).map_or(u32::MAX, |arm| arm.then)
}

/// Begins another round, if there is one left. The count ends with the last, so that a `repeat` in the round of
/// another one begins anew.
pub(super) fn begins_round(run: &mut Enrolment, step: &str, times: u32) -> bool {
    let rounds = run.rounds.entry(step.to_owned()).or_insert(0);
    if *rounds < times {
        *rounds += 1;
        return true;
    }
    run.rounds.remove(step);
    false
}

impl Work<'_> {
    /// Enters another scenario and lets it go on until it rests; then this run goes on, if it is still there.
    pub(super) fn begin_beside(&mut self, run: &mut Enrolment, step: u32, scenario: &str, next: u32) -> Flow {
        if self.begun >= MAX_BEGUN {
            return Flow::End("too_many_steps");
        }
        let number = run.number;
        run.position = Position::Waiting { step, until: self.time, next };
        // In its place, so that what is begun sees it: a handoff there ends it, and it does not begin anew.
        self.put_run(run.clone());
        self.begun += 1;
        if let Some(begun) = self.enter(scenario, run.start_event.clone()) {
            if let Some(Effect::Started { cause }) = self.effects.last_mut() {
                cause.from = Some(number);
            }
            self.advance(begun, 0);
        }
        self.begun -= 1;
        match self.take_run(number) {
            Some(still) => {
                *run = still;
                Flow::Next(next)
            }
            None => Flow::Gone,
        }
    }

    pub(super) fn notify(&mut self, team: &str, because: String, cause: Cause) {
        let (number, version) = (self.state.next_handoff, cause.version.unwrap_or_default());
        self.state.next_handoff += 1;
        self.effects.push(Effect::Notify { number, team: team.to_owned(), because, version, cause });
    }

    /// Nothing happens where the lead is on it, or off it, already.
    pub(super) fn change_audience(&mut self, audience: &str, add: bool, cause: Cause) {
        if self.state.audiences.contains_key(audience) == add {
            return;
        }
        if add {
            self.state.audiences.insert(audience.to_owned(), self.time);
        } else {
            self.state.audiences.remove(audience);
        }
        self.effects.push(Effect::Audience { audience: audience.to_owned(), add, cause });
    }

    /// Whether such an event has come since the run began. The one that began it is none.
    pub(super) fn has_happened_since_start(&self, program: &Program, run: &Enrolment, reaction: &Reaction) -> bool {
        let scope = self.scope(program, super::work::Origin::Run(run));
        let first = run.start_event.as_ref().map(|event| &event.id);
        let events = self.state.events.iter().filter(|past| past.at >= run.started_at && Some(&past.id) != first);
        events.into_iter().any(|past| Self::is_reaction(reaction, &Happening::Event(past.clone()), &scope))
    }
}
