//! One step of the engine in the making: the state being changed, the effects so far, and the logical time. The parts of
//! the engine (recording, scoring, rules, runs, starts) are methods on it, each in its own file.

use super::effect::{Cause, Effect};
use super::evaluate::Scope;
use super::input::{Input, InputKind};
use super::programs::Programs;
use super::state::{Enrolment, LeadState, PastEvent, Position};
use super::trace::Passage;
use crate::ir::time::{DAY_MILLISECONDS, Instant};
use crate::ir::{Program, Reaction};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// How late something may be and still count from when it should have been: a mail later than that is not sent
/// (`gate`), and what an event that is reported later starts counts from the report.
pub const PATIENCE_MILLISECONDS: i64 = DAY_MILLISECONDS;

/// What the lead has just done, as far as it is new: a second open of a mail or click of a link is none.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// First open of a mail.
    Open { mail: String, email: String },
    /// First click of a link of a mail.
    Click { mail: String, email: String, link: String },
    /// An event.
    Event(PastEvent),
    /// A field has another value than before.
    Change {
        /// Which.
        field: String,
        /// When.
        at: Instant,
        /// The run that did it, if one.
        by: Option<u64>,
    },
}

/// Who acts: for causes, and for what expressions see.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'o> {
    /// A run.
    Run(&'o Enrolment),
    /// A score rule or `when` rule of that version, by its id.
    Rule { version: u32, id: &'o str },
}

pub(super) struct Work<'a> {
    pub programs: &'a Programs,
    pub input: &'a Input,
    /// When the input is processed.
    pub now: Instant,
    /// When the input happened; an input from the future happens when it is processed.
    pub happened: Instant,
    /// When what is being done counts as done.
    pub time: Instant,
    pub state: LeadState,
    pub effects: Vec<Effect>,
    /// The input's event, once it is recorded.
    pub event: Option<PastEvent>,
    /// `when` rules whose threshold was crossed and that have not run yet, by number.
    pub crossings: VecDeque<usize>,
    /// `when` rules run, changes of fields answered and conditions fired so far.
    pub rules_run: usize,
    /// Ways that runs took, where somebody wants to know.
    pub trace: Option<BTreeSet<Passage>>,
    /// Scenarios begun beside each other that have not come to rest yet.
    pub begun: usize,
    /// Changes of fields that nothing has answered yet.
    pub changes: VecDeque<Happening>,
    /// Changes are being answered.
    pub answers: bool,
}

impl<'a> Work<'a> {
    pub fn new(programs: &'a Programs, state: LeadState, input: &'a Input, now: Instant) -> Self {
        let happened = input.at.min(now);
        let late = now.milliseconds_since(happened) > PATIENCE_MILLISECONDS;
        let time = match &input.kind {
            InputKind::Wake { .. } => now,
            // When a mail left is a fact, however late it is told: waits count from it.
            InputKind::Mail { .. } => happened,
            InputKind::Update { .. }
            | InputKind::Event { .. }
            | InputKind::Opened { .. }
            | InputKind::Clicked { .. }
            | InputKind::OptOut { .. }
            | InputKind::Answered { .. }
            | InputKind::Enrol { .. } => {
                if late {
                    now
                } else {
                    happened
                }
            }
        };
        Self {
            programs,
            input,
            now,
            happened,
            time,
            state,
            effects: Vec::new(),
            event: None,
            crossings: VecDeque::new(),
            rules_run: 0,
            trace: None,
            begun: 0,
            changes: VecDeque::new(),
            answers: false,
        }
    }

    /// The current program and its version.
    pub fn current(&self) -> Option<(u32, Arc<Program>)> {
        self.programs.current().map(|(version, program)| (version, Arc::clone(program)))
    }

    /// What `origin` sees.
    pub fn scope<'s>(&'s self, program: &'s Program, origin: Origin<'s>) -> Scope<'s> {
        match origin {
            Origin::Run(run) => Scope::of_run(program, &self.state, run, self.time),
            Origin::Rule { .. } => {
                let event = self.event.as_ref();
                Scope { event, ..Scope::of_lead(program, &self.state, self.time) }
            }
        }
    }

    /// Why `origin`'s step (or `origin` itself) does something now.
    pub fn cause(&self, origin: Origin<'_>, step: Option<&str>) -> Cause {
        let input = self.input.id.clone();
        let step = step.map(ToOwned::to_owned);
        match origin {
            Origin::Run(run) => Cause {
                input,
                scenario: Some(run.scenario.clone()),
                key: run.key.clone(),
                enrolment: Some(run.number),
                version: Some(run.version),
                step,
                from: None,
                rule: None,
            },
            Origin::Rule { version, id } => {
                Cause { input, version: Some(version), step, rule: Some(id.to_owned()), ..Cause::default() }
            }
        }
    }

    /// Numbers of the live runs, in the order in which they began.
    pub fn live_runs(&self) -> Vec<u64> {
        self.state.enrolments.iter().map(|run| run.number).collect()
    }

    /// The live run of that number.
    pub fn run_of(&self, number: u64) -> Option<&Enrolment> {
        self.state.enrolments.iter().find(|run| run.number == number)
    }

    /// Takes a live run out of the state, to advance or end it.
    pub fn take_run(&mut self, number: u64) -> Option<Enrolment> {
        let at = self.state.enrolments.iter().position(|run| run.number == number)?;
        Some(self.state.enrolments.remove(at))
    }

    /// Puts a run back at its place.
    pub fn put_run(&mut self, run: Enrolment) {
        let at = self.state.enrolments.partition_point(|other| other.number < run.number);
        self.state.enrolments.insert(at, run);
    }

    /// Whether what happened is that reaction; a filter sees what `scope` sees, with the event at hand.
    pub fn is_reaction(reaction: &Reaction, happening: &Happening, scope: &Scope<'_>) -> bool {
        match (reaction, happening) {
            (Reaction::Open { email }, Happening::Open { email: opened, .. }) => email == opened,
            (Reaction::Click { email, link }, Happening::Click { email: of, link: clicked, .. }) => {
                email == of && link.as_ref().is_none_or(|link| link == clicked)
            }
            (Reaction::Event { event, filter }, Happening::Event(past)) => {
                let scope = Scope { event: Some(past), ..*scope };
                *event == past.event && filter.as_ref().is_none_or(|filter| super::evaluate::holds(filter, &scope))
            }
            (Reaction::Change { field, filter }, Happening::Change { field: changed, .. }) => {
                field == changed && filter.as_ref().is_none_or(|filter| super::evaluate::holds(filter, scope))
            }
            (Reaction::Open { .. } | Reaction::Click { .. } | Reaction::Event { .. } | Reaction::Change { .. }, _) => {
                false
            }
        }
    }
}

/// When a run must be looked at again; never for a mail in the outbox, whose outcome is an input of its own.
pub(super) const fn due_at(position: &Position) -> Option<Instant> {
    match position {
        Position::Sending { .. } => None,
        Position::Waiting { until, .. } | Position::Awaiting { until, .. } => Some(*until),
    }
}
