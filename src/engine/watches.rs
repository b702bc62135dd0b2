//! Conditions that are waited for: `start when C` and `when C { }` fire when `C` becomes true. Each is looked at after
//! every input of the lead, and at the next time at which time alone can change it (a silence has lasted long enough, an
//! event leaves a window). What holds at the first look, when a program was published, has not become true.

use super::civil;
use super::evaluate::{Scope, counted, holds, silent_from};
use super::rules::MAX_RULES_PER_INPUT;
use super::work::Work;
use crate::ir::time::{Amount, DAY_MILLISECONDS, Instant};
use crate::ir::{Expression, Program, RuleTrigger, ScoreTrigger, StartTrigger, Window};
use std::collections::BTreeSet;

/// Who waits for a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watcher<'p> {
    /// A `when` rule, by its number.
    Rule(usize),
    /// A start of that scenario, by its number.
    Start(&'p str, usize),
}

/// Where the state keeps what a `when` rule saw last.
fn rule_key(id: &str) -> String {
    format!("rule {id}")
}

/// Where the state keeps what a start saw last.
pub(super) fn start_key(scenario: &str, id: &str) -> String {
    format!("scenario {scenario}: {id}")
}

/// All conditions that a program waits for, rules first.
fn watched(program: &Program) -> impl Iterator<Item = (Watcher<'_>, String, &Expression)> {
    let rules = program.rules.iter().enumerate().filter_map(|(number, rule)| match &rule.trigger {
        RuleTrigger::When(condition) => Some((Watcher::Rule(number), rule_key(&rule.id), condition)),
        RuleTrigger::ScoreReaches(_) | RuleTrigger::Reaction(_) => None,
    });
    let starts = program.scenarios.iter().flat_map(|(name, scenario)| {
        scenario.starts.iter().enumerate().filter_map(move |(number, start)| match &start.trigger {
            StartTrigger::When(condition) => {
                Some((Watcher::Start(name, number), start_key(name, &start.id), condition))
            }
            StartTrigger::Event { .. }
            | StartTrigger::Reaction(_)
            | StartTrigger::Around { .. }
            | StartTrigger::Every { .. }
            | StartTrigger::Hand => None,
        })
    });
    rules.chain(starts)
}

/// What of a program must be looked at without an input of the lead: conditions that are waited for, starts by the
/// calendar, silences that score. A program that is published with one that the former did not have wakes every lead.
#[must_use]
pub fn looks(program: &Program) -> BTreeSet<String> {
    let silences = program.score.rules.iter().filter_map(|rule| match &rule.trigger {
        ScoreTrigger::Silent { .. } => Some(format!("score {}", rule.id)),
        ScoreTrigger::OpenedAny | ScoreTrigger::ClickedAny | ScoreTrigger::Reaction(_) => None,
    });
    let clocks = program.scenarios.iter().flat_map(|(name, scenario)| {
        scenario.starts.iter().filter_map(move |start| match &start.trigger {
            StartTrigger::Around { .. } | StartTrigger::Every { .. } => Some(start_key(name, &start.id)),
            StartTrigger::Event { .. } | StartTrigger::Reaction(_) | StartTrigger::When(_) | StartTrigger::Hand => None,
        })
    });
    watched(program).map(|(_, key, _)| key).chain(silences).chain(clocks).collect()
}

impl Work<'_> {
    /// Takes the first look at conditions that are new, and forgets those that are gone.
    pub(super) fn follow_watches(&mut self) {
        let Some((_, program)) = self.current() else { return };
        let keys: BTreeSet<String> = watched(&program).map(|(_, key, _)| key).collect();
        self.state.watches.retain(|key, _| keys.contains(key));
        if keys.len() == self.state.watches.len() {
            return;
        }
        let scope = self.outside(&program, self.look_time());
        let values: Vec<(String, bool)> =
            watched(&program).map(|(_, key, condition)| (key, holds(condition, &scope))).collect();
        for (key, value) in values {
            self.state.watches.entry(key).or_insert(value);
        }
        self.state.watched_at = Some(self.look_time());
    }

    /// Runs the `when` rules whose condition has become true; whether there were any.
    pub(super) fn look_for_rules(&mut self) -> bool {
        let risen = self.look(|watcher| match watcher {
            Watcher::Rule(number) => Some(number),
            Watcher::Start(..) => None,
        });
        for number in &risen {
            self.run_rule(*number);
        }
        !risen.is_empty()
    }

    /// Starts the scenarios for which a condition has become true; whether there were any.
    pub(super) fn look_for_starts(&mut self) -> bool {
        let Some((_, program)) = self.current() else { return false };
        let risen = self.look(|watcher| match watcher {
            Watcher::Rule(_) => None,
            Watcher::Start(scenario, number) => Some((scenario.to_owned(), number)),
        });
        let some = !risen.is_empty();
        for (name, scenario) in &program.scenarios {
            let starts = risen.iter().filter(|(of, _)| of == name).filter_map(|(_, at)| scenario.starts.get(*at));
            let starts: Vec<&crate::ir::Start> = starts.collect();
            let Some(first) = starts.first() else { continue };
            let source = format!("{} {}", first.id, self.input.id);
            let matching: Vec<_> = starts.iter().map(|start| start.basis).collect();
            self.start(name, &matching, &source, None);
        }
        some
    }

    /// Looks at the conditions that `pick` wants, and tells those that have become true.
    fn look<T>(&mut self, pick: impl Fn(Watcher<'_>) -> Option<T>) -> Vec<T> {
        let Some((_, program)) = self.current() else { return Vec::new() };
        let now = self.look_time();
        let mut risen = Vec::new();
        for (watcher, key, condition) in watched(&program) {
            let Some(picked) = pick(watcher) else { continue };
            let value = holds(condition, &self.outside(&program, now));
            if self.state.watches.insert(key, value) == Some(false) && value && self.rules_run < MAX_RULES_PER_INPUT {
                self.rules_run += 1;
                risen.push(picked);
            }
            self.state.watched_at = Some(now);
        }
        risen
    }

    /// Looks never go back in time, also where an input is reported late.
    fn look_time(&self) -> Instant {
        self.state.watched_at.map_or(self.time, |last| last.max(self.time))
    }

    /// What a condition outside any run sees.
    fn outside<'s>(&'s self, program: &'s Program, now: Instant) -> Scope<'s> {
        Scope::of_lead(program, &self.state, now)
    }

    /// The next time at which time alone may change one of the conditions.
    pub(super) fn earliest_look(&self) -> Option<Instant> {
        let (_, program) = self.programs.current()?;
        let last = self.state.watched_at?;
        let scope = self.outside(program, last);
        watched(program).filter_map(|(_, _, condition)| next_change(condition, &scope)).min()
    }
}

/// The earliest time after `scope.now` at which a condition may have another value though nothing happens.
fn next_change(condition: &Expression, scope: &Scope<'_>) -> Option<Instant> {
    let own = match condition {
        Expression::Silent { what, lasting } => silent_from(what, *lasting, scope).filter(|from| *from > scope.now),
        Expression::Count { event, filter, window: window @ Window::In(amount) } => {
            let oldest = counted(event, filter.as_deref(), window, scope).next();
            oldest.and_then(|oldest| leaving(oldest.at, *amount, scope))
        }
        Expression::Segment(segment) => {
            scope.program.segments.get(segment).and_then(|condition| next_change(condition, scope))
        }
        Expression::Count { window: Window::Ever | Window::SinceStart, .. }
        | Expression::List(_)
        | Expression::And(_)
        | Expression::Or(_)
        | Expression::Not(_)
        | Expression::Missing(_)
        | Expression::Compare { .. }
        | Expression::In { .. }
        | Expression::Default { .. }
        | Expression::Literal(_)
        | Expression::Lead(_)
        | Expression::Event(_)
        | Expression::Start(_)
        | Expression::Item(_)
        | Expression::Audience(_)
        | Expression::Score
        | Expression::Rank
        | Expression::Opened { .. }
        | Expression::Clicked { .. }
        | Expression::Received { .. } => None,
    };
    condition.parts().into_iter().filter_map(|part| next_change(part, scope)).chain(own).min()
}

/// The first instant after `scope.now` at which what happened at `at` lies outside the window. Civil amounts cannot be
/// turned round (the 31st and the 30th both go back to a 28th), so it is searched for: some 40 halvings.
fn leaving(at: Instant, amount: Amount, scope: &Scope<'_>) -> Option<Instant> {
    let outside = |now: Instant| civil::subtract(now, amount, scope.zone(), scope.calendar()) > at;
    let mut step = DAY_MILLISECONDS;
    let mut inside = scope.now;
    let mut end = civil::add(at, amount, scope.zone(), scope.calendar()).max(inside).plus_milliseconds(1);
    // The end of the calendar is never left: 40 doublings go far beyond it.
    for _ in 0..40 {
        if outside(end) {
            break;
        }
        inside = end;
        end = end.plus_milliseconds(step);
        step = step.saturating_mul(2);
    }
    if !outside(end) {
        return None;
    }
    while end.milliseconds_since(inside) > 1 {
        let middle = inside.plus_milliseconds(end.milliseconds_since(inside) / 2);
        if outside(middle) { end = middle } else { inside = middle }
    }
    Some(end)
}
