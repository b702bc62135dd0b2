//! The ways that runs take, for measuring what tests reach. Production keeps no trace; [`step_traced`] does all that
//! [`super::step`] does and says where runs went besides.

use super::Effect;
use super::evaluate::{evaluate, holds};
use super::input::Input;
use super::moment::resolve_moment;
use super::programs::Programs;
use super::state::{Enrolment, LeadState, Position};
use super::step::step_with;
use super::ways::{case_of, split_arm};
use super::work::{Origin, Work};
use crate::ir::time::Instant;
use crate::ir::{Instruction, MomentBase, Otherwise, Program, Step, StopRule};
use std::collections::BTreeSet;

/// What steps and ways belong to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The scenario of that name.
    Scenario(String),
    /// The `when` rule of that id.
    Rule(String),
    /// The score rules; the id of a rule stands for a step.
    Score,
}

/// A way that a run or a rule took.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Where.
    pub part: Part,
    /// Id of the step; empty for [`Way::Stop`].
    pub step: String,
    /// Which of its ways.
    pub way: Way,
}

/// The ways of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The step itself was reached.
    Reached,
    /// The condition of an `if` holds.
    Then,
    /// It does not; or none of the cases of a `match` fits.
    Otherwise,
    /// The case of a `match`, the arm of a `split` or of an `await` at that place.
    Arm(usize),
    /// Nothing came until the deadline of an `await`.
    Deadline,
    /// Another round of a `repeat`.
    Round,
    /// No further round.
    Done,
    /// A moment is past or cannot be computed, and the run does not just go on.
    Else,
    /// The stop rule at that place ended the run.
    Stop(usize),
}

/// [`super::step`], and the ways that runs took in it.
#[must_use]
pub fn step_traced(
    programs: &Programs,
    state: LeadState,
    input: &Input,
    now: Instant,
) -> (LeadState, Vec<Effect>, BTreeSet<Passage>) {
    step_with(programs, state, input, now, Some(BTreeSet::new()))
}

impl Work<'_> {
    fn note(&mut self, part: Part, step: &str, way: Way) {
        if let Some(trace) = &mut self.trace {
            trace.insert(Passage { part, step: step.to_owned(), way });
        }
    }

    /// Notes that a score rule has given its points.
    pub(super) fn note_score_rule(&mut self, id: &str) {
        self.note(Part::Score, id, Way::Reached);
    }

    /// Notes where a run or a `when` rule will go from the step that it has come to.
    pub(super) fn note_step(&mut self, program: &Program, origin: Origin<'_>, step: &Step) {
        if self.trace.is_none() {
            return;
        }
        let part = match origin {
            Origin::Run(run) => Part::Scenario(run.scenario.clone()),
            Origin::Rule { id, .. } => Part::Rule(id.to_owned()),
        };
        if let Some(way) = self.way_from(program, origin, step) {
            self.note(part.clone(), &step.id, way);
        }
        self.note(part, &step.id, Way::Reached);
    }

    fn way_from(&self, program: &Program, origin: Origin<'_>, step: &Step) -> Option<Way> {
        let scope = self.scope(program, origin);
        match &step.instruction {
            Instruction::Branch { condition, .. } => {
                Some(if holds(condition, &scope) { Way::Then } else { Way::Otherwise })
            }
            Instruction::Choose { subject, cases, .. } => {
                let case = case_of(evaluate(subject, &scope).as_ref(), cases);
                let place = case.and_then(|case| cases.iter().position(|one| std::ptr::eq(one, case)));
                Some(place.map_or(Way::Otherwise, Way::Arm))
            }
            Instruction::Split { .. }
            | Instruction::Repeat { .. }
            | Instruction::Await { .. }
            | Instruction::Wait { .. } => match origin {
                Origin::Run(run) => self.way_of_run(program, run, step),
                // A rule takes no time and has no run; the checker lets none of these in.
                Origin::Rule { .. } => None,
            },
            Instruction::Send { .. }
            | Instruction::Begin { .. }
            | Instruction::Notify { .. }
            | Instruction::Call { .. }
            | Instruction::Audience { .. }
            | Instruction::StopMailing { .. }
            | Instruction::GoTo { .. }
            | Instruction::Handoff { .. }
            | Instruction::Set { .. }
            | Instruction::Score { .. }
            | Instruction::End { .. } => None,
        }
    }

    /// The way from a step that only a run can come to.
    fn way_of_run(&self, program: &Program, run: &Enrolment, step: &Step) -> Option<Way> {
        let scope = self.scope(program, Origin::Run(run));
        match &step.instruction {
            Instruction::Split { arms } => Some(Way::Arm(split_arm(arms, &self.state.lead, &run.scenario, &step.id))),
            Instruction::Repeat { times, until, .. } => {
                let begun = run.rounds.get(&step.id).copied().unwrap_or_default();
                let done = until.as_ref().is_some_and(|until| holds(until, &scope)) || begun >= *times;
                Some(if done { Way::Done } else { Way::Round })
            }
            Instruction::Await { arms, .. } => {
                arms.iter().position(|arm| self.is_met_already(program, run, arm)).map(Way::Arm)
            }
            Instruction::Wait { until, .. } => {
                let late = |at: Instant| at.plus_milliseconds(run.held_milliseconds) < self.time;
                let otherwise = match resolve_moment(until, &scope) {
                    None => until.if_missing,
                    Some(at) if late(at) && !matches!(until.base, MomentBase::Here(_)) => until.if_past,
                    Some(_) => return None,
                };
                match otherwise {
                    Otherwise::Now => None,
                    Otherwise::Skip(_) | Otherwise::Stop => Some(Way::Else),
                }
            }
            Instruction::Branch { .. }
            | Instruction::Choose { .. }
            | Instruction::Send { .. }
            | Instruction::Begin { .. }
            | Instruction::Notify { .. }
            | Instruction::Call { .. }
            | Instruction::Audience { .. }
            | Instruction::StopMailing { .. }
            | Instruction::GoTo { .. }
            | Instruction::Handoff { .. }
            | Instruction::Set { .. }
            | Instruction::Score { .. }
            | Instruction::End { .. } => None,
        }
    }

    /// Notes how the wait of a parked run at an `await` ends.
    pub(super) fn note_await(&mut self, run: &Enrolment, way: Way) {
        let (Position::Awaiting { step, .. }, Some(_)) = (&run.position, &self.trace) else { return };
        let program = self.programs.get(run.version);
        let steps = program.and_then(|program| program.scenarios.get(&run.scenario)).map(|scenario| &scenario.steps);
        if let Some(step) = steps.and_then(|steps| steps.get(*step as usize)) {
            let id = step.id.clone();
            self.note(Part::Scenario(run.scenario.clone()), &id, way);
        }
    }

    /// Notes the stop rules that end a run now.
    pub(super) fn note_stops(
        &mut self,
        program: &Program,
        run: &Enrolment,
        happening: Option<&super::work::Happening>,
    ) {
        if self.trace.is_none() {
            return;
        }
        let scope = self.scope(program, Origin::Run(run));
        let stops = program.scenarios.get(&run.scenario).map(|scenario| scenario.stops.as_slice()).unwrap_or_default();
        let met: Vec<usize> = stops
            .iter()
            .enumerate()
            .filter(|(_, stop)| match &stop.rule {
                StopRule::When(condition) => holds(condition, &scope),
                StopRule::On(reaction) => happening.is_some_and(|one| Self::is_reaction(reaction, one, &scope)),
            })
            .map(|(place, _)| place)
            .collect();
        for place in met {
            self.note(Part::Scenario(run.scenario.clone()), "", Way::Stop(place));
        }
    }
}
