//! Starts by the calendar: `start 7 days before lead.trial_end` and `start every month on day 1 for SEGMENT`, by the lead's
//! clock. A moment starts at most once; one that is past already when it becomes known does not start.

use super::civil;
use super::evaluate::{Scope, belongs_to};
use super::moment::resolve_moment;
use super::state::StartClock;
use super::watches::start_key;
use super::work::Work;
use crate::ir::time::{ClockTime, Date, Instant};
use crate::ir::{Moment, MomentBase, Otherwise, Program, Schedule, Start, StartTrigger};
use std::collections::BTreeSet;

/// Days looked ahead for the next time of a schedule: a month and a day, and one more for zones.
const MAX_DAYS_AHEAD: i64 = 33;

const MIDNIGHT: ClockTime = ClockTime { minutes: 0 };

/// The starts by the calendar of a program.
fn clocked(program: &Program) -> impl Iterator<Item = (&str, &Start, String)> {
    program.scenarios.iter().flat_map(|(name, scenario)| {
        scenario.starts.iter().filter_map(move |start| match &start.trigger {
            StartTrigger::Around { .. } | StartTrigger::Every { .. } => {
                Some((name.as_str(), start, start_key(name, &start.id)))
            }
            StartTrigger::Event { .. } | StartTrigger::Reaction(_) | StartTrigger::When(_) | StartTrigger::Hand => None,
        })
    })
}

impl Work<'_> {
    /// Sets the clocks of starts that are new and forgets those that are gone; a moment whose date has changed is armed
    /// anew. Called before an input and after it, since it may change dates.
    pub(super) fn follow_clocks(&mut self) {
        let Some((_, program)) = self.current() else { return };
        let keys: BTreeSet<String> = clocked(&program).map(|(_, _, key)| key).collect();
        self.state.clocks.retain(|key, _| keys.contains(key));
        for (name, start, key) in clocked(&program) {
            let before = self.state.clocks.get(&key).copied();
            let clock = match (&start.trigger, before) {
                (StartTrigger::Every { .. }, Some(clock @ StartClock::Every { .. })) => clock,
                (StartTrigger::Every { .. }, Some(StartClock::Around { .. }) | None) => {
                    StartClock::Every { since: self.time, last: None }
                }
                (_, Some(StartClock::Around { due, settled })) => self.armed(&program, name, start, (due, settled)),
                (_, Some(StartClock::Every { .. }) | None) => self.armed(&program, name, start, (None, None)),
            };
            self.state.clocks.insert(key, clock);
        }
    }

    fn armed(
        &mut self,
        program: &Program,
        name: &str,
        start: &Start,
        (before, settled): (Option<Instant>, Option<Instant>),
    ) -> StartClock {
        let due = due_around(&start.trigger, &self.now_outside(program));
        let past = due.filter(|due| Some(*due) != before && *due < self.time && settled < Some(*due));
        if past.is_some() {
            self.refuse(name, "moment_past");
        }
        StartClock::Around { due, settled: settled.max(past) }
    }

    /// The next start by the calendar, and its key.
    pub(super) fn earliest_clock(&self) -> Option<(Instant, String)> {
        let (_, program) = self.programs.current()?;
        let scope = self.now_outside(program);
        let due = |(_, start, key): (&str, &Start, String)| Some((self.due_of(start, &key, &scope)?, key));
        clocked(program).filter_map(due).min()
    }

    fn due_of(&self, start: &Start, key: &str, scope: &Scope<'_>) -> Option<Instant> {
        match (self.state.clocks.get(key)?, &start.trigger) {
            (StartClock::Around { due, settled }, StartTrigger::Around { .. }) => {
                due.filter(|due| *settled < Some(*due))
            }
            (StartClock::Every { since, last }, StartTrigger::Every { schedule, at, .. }) => {
                next_time(*schedule, at.unwrap_or(MIDNIGHT), *since, *last, scope.zone())
            }
            (StartClock::Around { .. } | StartClock::Every { .. }, _) => None,
        }
    }

    /// A start's time has come.
    pub(super) fn ring_clock(&mut self, key: &str) {
        let Some((_, program)) = self.current() else { return };
        let Some((name, start, _)) = clocked(&program).find(|(_, _, other)| other == key) else { return };
        let (due, scope) = (self.time, self.now_outside(&program));
        let belongs = match &start.trigger {
            StartTrigger::Every { segment, .. } => belongs_to(segment, &scope),
            StartTrigger::Around { .. }
            | StartTrigger::Event { .. }
            | StartTrigger::Reaction(_)
            | StartTrigger::When(_)
            | StartTrigger::Hand => true,
        };
        let date = civil::local_date(due, scope.zone());
        match self.state.clocks.get_mut(key) {
            Some(StartClock::Around { settled, .. }) => *settled = Some(due),
            Some(StartClock::Every { since, last }) => (*since, *last) = (due, Some(date)),
            None => return,
        }
        if belongs {
            let source = format!("{} {}", start.id, self.input.id);
            self.start(name, &[start.basis], &source, None);
        }
    }

    fn now_outside<'s>(&'s self, program: &'s Program) -> Scope<'s> {
        Scope::of_lead(program, &self.state, self.time)
    }
}

fn due_around(trigger: &StartTrigger, scope: &Scope<'_>) -> Option<Instant> {
    let StartTrigger::Around { amount, before, anchor, at } = trigger else { return None };
    let base = MomentBase::Around { amount: *amount, before: *before, anchor: anchor.clone() };
    resolve_moment(&Moment { base, at: *at, if_past: Otherwise::Now, if_missing: Otherwise::Now }, scope)
}

/// The first time of a schedule after `since`, on a later date than `last`.
fn next_time(schedule: Schedule, at: ClockTime, since: Instant, last: Option<Date>, zone: &str) -> Option<Instant> {
    let first = civil::local_date(since, zone);
    (0..=MAX_DAYS_AHEAD).find_map(|ahead| {
        let date = civil::plus_days(first, ahead);
        let time = civil::at_local(date, at, zone);
        (is_day_of(schedule, date) && time > since && last.is_none_or(|last| last < date)).then_some(time)
    })
}

fn is_day_of(schedule: Schedule, date: Date) -> bool {
    match schedule {
        Schedule::Daily => true,
        Schedule::Weekly(day) => civil::weekday(date) == day,
        Schedule::Monthly(day) => date.day == day.min(Date::days_in_month(date.year, date.month)),
    }
}
