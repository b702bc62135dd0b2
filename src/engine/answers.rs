//! `answer within 24 hours, else tell "…"`: a handoff waits for the team to say that it has taken the lead on; where it does
//! not in time, somebody else is told, once.

use super::civil::{self, Calendar};
use super::effect::{Cause, Effect};
use super::state::Unanswered;
use super::work::Work;
use crate::ir::Program;
use crate::ir::time::Instant;

impl Work<'_> {
    /// A handoff was made: the team has so long, by the workspace's clock.
    pub(super) fn await_answer(&mut self, program: &Program, number: u64, handed: Unanswered) {
        let answer = program.teams.get(&handed.team).and_then(|team| team.answer.as_ref());
        if let Some(answer) = answer.filter(|answer| answer.escalate_to.is_some()) {
            let due = civil::add(self.time, answer.within, &program.limits.zone, Calendar::of(&program.limits));
            self.state.unanswered.insert(number, Unanswered { due, ..handed });
        }
    }

    /// Somebody has taken the lead on. That it was answered before, or too late, changes nothing.
    pub(super) fn record_answer(&mut self, handoff: u64) {
        self.state.unanswered.remove(&handoff);
    }

    pub(super) fn earliest_answer(&self) -> Option<(Instant, u64)> {
        self.state.unanswered.iter().map(|(number, handed)| (handed.due, *number)).min()
    }

    /// The time for an answer is over.
    pub(super) fn ring_answer(&mut self, number: u64) {
        let Some(Unanswered { team, because, version, .. }) = self.state.unanswered.remove(&number) else { return };
        let program = self.programs.get(version);
        let answer = program.and_then(|program| program.teams.get(&team)).and_then(|team| team.answer.as_ref());
        let Some(tell) = answer.and_then(|answer| answer.escalate_to.clone()) else { return };
        let cause = Cause { input: self.input.id.clone(), version: Some(version), ..Cause::default() };
        self.effects.push(Effect::Unanswered { number, team, tell, because, version, cause });
    }
}
