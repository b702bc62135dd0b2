//! The order in which one input is worked through: timers that were due before it, then recording it, score rules,
//! `when` rules, changes of fields, stop rules, live runs, starts; at last the next timer is set.

use super::effect::Effect;
use super::input::{Input, InputKind};
use super::programs::Programs;
use super::state::LeadState;
use super::trace::Passage;
use super::work::{Work, due_at};
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
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// A score rule on silence.
    Silence(String),
    /// A condition that is waited for may have another value.
    Look,
    /// A start by the calendar.
    Clock(String),
    /// A team's time for an answer ends.
    Answer(u64),
    /// A run's wait ends.
    Run(u64),
}

impl Work<'_> {
    fn begin(&mut self) {
        self.state.created_at.get_or_insert(self.happened);
        self.state.looked = self.current().map(|(version, _)| version);
        self.follow_silence_rules();
        self.follow_watches();
        self.follow_clocks();
    }

    fn ring_timers(&mut self) {
        let until = self.time;
        for _ in 0..MAX_TIMERS_PER_INPUT {
            let Some((due, timer)) = self.earliest_timer().filter(|(due, _)| *due <= until) else { break };
            self.time = due;
            match timer {
                Timer::Silence(rule) => self.fire_silence(&rule),
                // To settle is to look.
                Timer::Look => {}
                Timer::Clock(key) => self.ring_clock(&key),
                Timer::Answer(number) => self.ring_answer(number),
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
        let look = self.earliest_look().map(|due| (due, Timer::Look));
        let clock = self.earliest_clock().map(|(due, key)| (due, Timer::Clock(key)));
        let answer = self.earliest_answer().map(|(due, number)| (due, Timer::Answer(number)));
        [silence, look, clock, answer, run].into_iter().flatten().min()
    }

    fn take_input(&mut self) {
        let happenings = self.record();
        for happening in &happenings {
            self.apply_score_rules(happening);
            self.run_rules_on(happening);
        }
        self.run_crossed_rules();
        self.answer_changes();
        self.look_for_rules();
        if happenings.is_empty() {
            self.stop_runs(None);
        }
        for happening in &happenings {
            self.stop_runs(Some(happening));
        }
        self.take_outcome();
        for happening in &happenings {
            self.meet_awaits(happening);
            self.start_on(happening);
        }
        match &self.input.kind {
            InputKind::Enrol { scenario } => self.start_by_hand(scenario),
            InputKind::Update { .. }
            | InputKind::Event { .. }
            | InputKind::Opened { .. }
            | InputKind::Clicked { .. }
            | InputKind::OptOut { .. }
            | InputKind::Answered { .. }
            | InputKind::Mail { .. }
            | InputKind::Wake { .. } => {}
        }
    }

    /// What steps have changed may cross thresholds, meet conditions and stop rules, and change dates.
    fn settle(&mut self) {
        loop {
            self.answer_changes();
            self.run_crossed_rules();
            let ruled = self.look_for_rules();
            self.stop_runs(None);
            let started = self.look_for_starts();
            if !ruled && !started && self.changes.is_empty() && self.crossings.is_empty() {
                break;
            }
        }
        self.follow_clocks();
    }

    fn set_next_wake(&mut self) {
        let next = self.earliest_timer().map(|(due, _)| due);
        if next != self.state.next_wake {
            self.state.next_wake = next;
            self.state.generation += 1;
        }
    }
}
