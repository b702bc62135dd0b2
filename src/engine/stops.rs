//! The ends of runs: the stop rules that are looked at after everything that happens, and what ending one takes along.

use super::channels::channel_of;
use super::effect::{Effect, PlannedMail};
use super::evaluate::{Scope, holds};
use super::input::InputKind;
use super::state::{Enrolment, Position};
use super::work::{Happening, Origin, Work};
use crate::ir::{Program, Scenario};
use std::sync::Arc;

impl Work<'_> {
    fn is_outcome_of(&self, id: &str) -> bool {
        matches!(&self.input.kind, InputKind::Mail { mail, .. } if mail == id)
    }

    /// Ends the runs that meet one of their stop rules: a condition, or what has just happened.
    pub(super) fn stop_runs(&mut self, happening: Option<&Happening>) {
        for number in self.live_runs() {
            let Some(run) = self.run_of(number) else { continue };
            let Some(program) = self.programs.get(run.version) else { continue };
            if self.meets_condition_to_stop(program, run)
                || happening.is_some_and(|happening| self.is_stopped_by(program, run, happening))
            {
                let (program, run) = (Arc::clone(program), run.clone());
                self.note_stops(&program, &run, happening);
                self.end_run_of(number, "stop_rule");
            }
        }
    }

    pub(super) fn meets_condition_to_stop(&self, program: &Program, run: &Enrolment) -> bool {
        stop_condition_holds(program, &run.scenario, &self.scope(program, Origin::Run(run)))
    }

    fn is_stopped_by(&self, program: &Program, run: &Enrolment, happening: &Happening) -> bool {
        let scope = self.scope(program, Origin::Run(run));
        let mut stops = program.scenarios.get(&run.scenario).into_iter().flat_map(Scenario::reactions_to_stop);
        // What is reported late, but happened before the run began, would not have stopped it either.
        let at = match happening {
            Happening::Change { at, .. } => *at,
            Happening::Open { .. } | Happening::Click { .. } | Happening::Event(_) => self.happened,
        };
        at >= run.started_at && stops.any(|reaction| Self::is_reaction(reaction, happening, &scope))
    }

    /// Ends the live run of that number.
    pub(super) fn end_run_of(&mut self, number: u64, reason: &str) {
        if let Some(run) = self.take_run(number) {
            self.end_run(run, reason);
        }
    }

    /// Ends a run that was taken out of the state. A mail that it still has in the outbox, but neither on its way nor
    /// settled by this very input, is not sent.
    pub(super) fn end_run(&mut self, run: Enrolment, reason: &str) {
        if let Position::Sending { step, mail, .. } = &run.position {
            let id = mail.id();
            let gone =
                self.state.mails.get(&id).is_some_and(|mail| mail.sending_at.is_some()) || self.is_outcome_of(&id);
            if let (false, Some((email, _))) = (gone, self.email_of_step(&run, *step)) {
                let cause = self.cause(Origin::Run(&run), Some(&mail.step));
                let (scenario, version) = (run.scenario.clone(), run.version);
                let channel = self.programs.get(version).and_then(|program| channel_of(program, &email));
                let mail =
                    PlannedMail { key: mail.clone(), email, channel, scenario, version, due: self.time, variant: None };
                self.effects.push(Effect::Skip { mail, reason: reason.to_owned(), cause });
            }
        }
        let cause = self.cause(Origin::Run(&run), None);
        self.effects.push(Effect::Ended { reason: reason.to_owned(), cause });
    }
}

/// Whether a `stop when` of the scenario holds.
pub(super) fn stop_condition_holds(program: &Program, scenario: &str, scope: &Scope<'_>) -> bool {
    let mut conditions = program.scenarios.get(scenario).into_iter().flat_map(Scenario::conditions_to_stop);
    conditions.any(|condition| holds(condition, scope))
}
