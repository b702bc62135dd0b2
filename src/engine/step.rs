//! The order in which one input is worked through: timers that were due before it, then recording it, score rules,
//! `when` rules, stop rules, live runs, starts; at last the next timer is set.

use super::effect::Effect;
use super::input::{Input, InputKind};
use super::programs::Programs;
use super::state::LeadState;
use super::trace::Passage;
use super::work::{Happening, Work, due_at};
use crate::ir::time::Instant;
use std::collections::BTreeSet;

/// Timers rung for one input. The rest stays due and is rung by the next wake, so that a run that waits a minute at a time
/// cannot keep a host busy for hours after an outage.
pub const MAX_TIMERS_PER_INPUT: usize = 1_000;

/// What an input does to a lead: a pure function, the same for the same arguments, whatever the host.
///
/// `now` is when it is processed; an input from the future counts as happening then. Timers due before the input ring
/// first, at the time for which they were set, so a host that was down comes to the same result as one that was not. A
/// wake of another generation than the state's changes nothing.
#[must_use]
pub fn step(programs: &Programs, state: LeadState, input: &Input, now: Instant) -> (LeadState, Vec<Effect>) {
    let (state, effects, _) = step_with(programs, state, input, now, None);
    (state, effects)
}

/// [`step`], with the ways that runs took where `trace` is there to take them.
pub(super) fn step_with(
    programs: &Programs,
    state: LeadState,
    input: &Input,
    now: Instant,
    trace: Option<BTreeSet<Passage>>,
) -> (LeadState, Vec<Effect>, BTreeSet<Passage>) {
    if let InputKind::Wake { generation } = &input.kind
        && *generation != state.generation
    {
        return (state, Vec::new(), BTreeSet::new());
    }
    let mut work = Work::new(programs, state, input, now);
    work.trace = trace;
    work.begin();
    work.ring_timers();
    work.take_input();
    work.settle();
    work.set_next_wake();
    (work.state, work.effects, work.trace.unwrap_or_default())
}

/// A lead that has just become known.
#[must_use]
pub fn new_lead(id: impl Into<String>, email: impl Into<String>, at: Instant) -> LeadState {
    LeadState { lead: id.into(), email: email.into(), created_at: Some(at), ..LeadState::default() }
}

/// Something that is due at a time.
enum Timer {
    Run(u64),
    Silence(String),
}

impl Work<'_> {
    fn begin(&mut self) {
        self.state.created_at.get_or_insert(self.happened);
        self.follow_silence_rules();
    }

    fn ring_timers(&mut self) {
        let until = self.time;
        for _ in 0..MAX_TIMERS_PER_INPUT {
            let Some((due, timer)) = self.earliest_timer().filter(|(due, _)| *due <= until) else { break };
            self.time = due;
            match timer {
                Timer::Silence(rule) => self.fire_silence(&rule),
                Timer::Run(number) => {
                    self.stop_runs(None);
                    self.ring_run(number);
                }
            }
            self.settle();
        }
        self.time = until;
    }

    fn earliest_timer(&self) -> Option<(Instant, Timer)> {
        let silence = self.earliest_silence().map(|(due, rule)| (due, Timer::Silence(rule)));
        let runs = self.state.enrolments.iter();
        let run = runs.filter_map(|run| Some((due_at(&run.position)?, run.number))).min();
        let run = run.map(|(due, number)| (due, Timer::Run(number)));
        match (silence, run) {
            (Some(silence), Some(run)) => Some(if silence.0 <= run.0 { silence } else { run }),
            (silence, run) => silence.or(run),
        }
    }

    fn take_input(&mut self) {
        let happening = self.record();
        if let Some(happening) = &happening {
            self.apply_score_rules(happening);
            self.run_rules_on(happening);
        }
        self.run_crossed_rules();
        self.stop_runs(happening.as_ref());
        self.take_outcome();
        if let Some(happening) = &happening {
            self.meet_awaits(happening);
        }
        match (&happening, &self.input.kind) {
            (Some(Happening::Event(event)), _) => self.start_on(event),
            (_, InputKind::Enrol { scenario }) => self.start_by_hand(scenario),
            (
                Some(Happening::Open { .. } | Happening::Click { .. }) | None,
                InputKind::Update { .. }
                | InputKind::Event { .. }
                | InputKind::Opened { .. }
                | InputKind::Clicked { .. }
                | InputKind::OptOut { .. }
                | InputKind::Mail { .. }
                | InputKind::Wake { .. },
            ) => {}
        }
    }

    /// What steps have changed may cross thresholds and meet stop rules.
    fn settle(&mut self) {
        self.run_crossed_rules();
        self.stop_runs(None);
    }

    fn set_next_wake(&mut self) {
        let next = self.earliest_timer().map(|(due, _)| due);
        if next != self.state.next_wake {
            self.state.next_wake = next;
            self.state.generation += 1;
        }
    }
}
