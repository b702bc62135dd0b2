//! Ways into scenarios: which starts meet what has happened, what keeps a lead out, and the bases that starts give or need.

use super::civil::{self, Calendar};
use super::effect::{Cause, Effect};
use super::evaluate::{Scope, event_property, holds, value_text, zone_of};
use super::gate::is_marketing;
use super::state::{BasisRecord, Enrolment, MAX_KEYED_RUNS, MAX_KEYS, PastEvent, PastRun, Position, SuppressionReason};
use super::stops::stop_condition_holds;
use super::work::{Happening, Work};
use crate::ir::{Again, Program, Scenario, StartTrigger};
use std::collections::BTreeMap;

/// A start that matches, as far as it matters then: the basis it gives or needs.
type MatchingStart = Option<crate::ir::BasisClause>;

impl Work<'_> {
    /// Lets the lead enter every scenario of the current program that starts on what has happened.
    pub(super) fn start_on(&mut self, happening: &Happening) {
        let Some((_, program)) = self.current() else { return };
        let (event, what) = match happening {
            Happening::Event(event) => (Some(event), format!("event {} {}", event.event, event.id)),
            Happening::Open { email, .. } => (None, format!("open {email} {}", self.input.id)),
            Happening::Click { email, link, .. } => (None, format!("click {email}.{link} {}", self.input.id)),
            Happening::Change { field, .. } => (None, format!("lead.{field} changes {}", self.input.id)),
        };
        for (name, scenario) in &program.scenarios {
            let matching = self.matching_starts(&program, scenario, happening, event);
            if !matching.is_empty() {
                self.start(name, &matching, &what, event.cloned());
                self.answer_changes();
            }
        }
    }

    fn matching_starts(
        &self,
        program: &Program,
        scenario: &Scenario,
        happening: &Happening,
        event: Option<&PastEvent>,
    ) -> Vec<MatchingStart> {
        let lead = &self.state;
        let scope = Scope { event, ..Scope::of_lead(program, lead, self.time) };
        let matches = |trigger: &StartTrigger| match trigger {
            StartTrigger::Event { event: name, filter } => event.is_some_and(|event| {
                *name == event.event && filter.as_ref().is_none_or(|filter| holds(filter, &scope))
            }),
            StartTrigger::Reaction(reaction) => Self::is_reaction(reaction, happening, &scope),
            StartTrigger::When(_) | StartTrigger::Around { .. } | StartTrigger::Every { .. } | StartTrigger::Hand => {
                false
            }
        };
        scenario.starts.iter().filter(|start| matches(&start.trigger)).map(|start| start.basis).collect()
    }

    /// Lets the lead enter a scenario that may be started by hand.
    pub(super) fn start_by_hand(&mut self, name: &str) {
        let Some((_, program)) = self.current() else { return };
        let Some(scenario) = program.scenarios.get(name) else {
            self.refuse(name, "unknown_scenario");
            return;
        };
        let by_hand = scenario.starts.iter().filter(|start| start.trigger == StartTrigger::Hand);
        let matching: Vec<MatchingStart> = by_hand.map(|start| start.basis).collect();
        if matching.is_empty() {
            // Its mails may speak of the event that starts it.
            self.refuse(name, "not_by_hand");
            return;
        }
        let source = format!("start by hand {}", self.input.id);
        self.start(name, &matching, &source, None);
    }

    /// Lets the lead enter a scenario by those of its starts that match.
    pub(super) fn start(&mut self, name: &str, matching: &[MatchingStart], source: &str, event: Option<PastEvent>) {
        for clause in matching.iter().flatten().filter(|clause| clause.gives) {
            self.record_basis(BasisRecord { basis: clause.basis, at: self.happened, source: source.to_owned() });
        }
        let has_basis = matching.iter().any(|clause| {
            clause.is_none_or(|clause| self.state.bases.iter().any(|record| record.basis == clause.basis))
        });
        match self.may_enter(name, event.as_ref()) {
            Err(reason) => self.refuse(name, reason),
            Ok(()) if !has_basis => self.refuse(name, "no_basis"),
            Ok(()) => {
                if let Some(run) = self.enter(name, event) {
                    self.advance(run, 0);
                }
            }
        }
    }

    /// Begins a run of the current program's scenario, if the lead may. The caller lets it go on at its first step.
    pub(super) fn enter(&mut self, name: &str, start_event: Option<PastEvent>) -> Option<Enrolment> {
        if let Err(reason) = self.may_enter(name, start_event.as_ref()) {
            self.refuse(name, reason);
            return None;
        }
        let (version, program) = self.current()?;
        let number = self.state.next_enrolment;
        self.state.next_enrolment += 1;
        let key = program.scenarios.get(name).and_then(|scenario| self.key(&program, scenario, start_event.as_ref()));
        self.count_run(name, key.as_deref());
        let run = Enrolment {
            number,
            scenario: name.to_owned(),
            key,
            version,
            started_at: self.time,
            start_event,
            position: Position::Waiting { step: 0, until: self.time, next: 0 },
            reached_at: self.time,
            held_milliseconds: 0,
            sent: BTreeMap::new(),
            occurrences: BTreeMap::new(),
            rounds: BTreeMap::new(),
        };
        let cause = self.cause(super::work::Origin::Run(&run), None);
        self.effects.push(Effect::Started { cause });
        Some(run)
    }

    /// What keeps the lead out of a scenario of the current program.
    fn may_enter(&self, name: &str, event: Option<&PastEvent>) -> Result<(), &'static str> {
        let scenario = self.programs.current().and_then(|(_, program)| Some((program, program.scenarios.get(name)?)));
        let Some((program, scenario)) = scenario else { return Err("unknown_scenario") };
        if let Some(suppression) = &self.state.suppression
            && (suppression.reason == SuppressionReason::Erased || sends_marketing(program, scenario))
        {
            return Err(suppression.reason.word());
        }
        let key = self.key(program, scenario, event);
        let mut live = self.state.enrolments.iter().filter(|run| run.scenario == name);
        if live.clone().any(|run| run.key == key) {
            return Err("running");
        }
        if live.nth(MAX_KEYED_RUNS - 1).is_some() {
            return Err("too_many_runs");
        }
        let before = match &key {
            Some(key) => self.state.keyed_runs.get(name).and_then(|runs| runs.get(key)),
            None => self.state.runs.get(name),
        };
        match (before, scenario.again) {
            (None, _) | (Some(_), Again::Always) => {}
            (Some(_), Again::Never) => return Err("again_never"),
            (Some(last), Again::After(amount)) => {
                let zone = zone_of(program, &self.state);
                if civil::add(last.last_started_at, amount, zone, Calendar::of(&program.limits)) > self.time {
                    return Err("too_soon");
                }
            }
        }
        let (lead, started_at) = (&self.state, Some(self.time));
        let scenario = Some(name);
        let scope = Scope { event, start: event, started_at, scenario, ..Scope::of_lead(program, lead, self.time) };
        if stop_condition_holds(program, name, &scope) { Err("stop_rule") } else { Ok(()) }
    }

    /// For which value of its property a scenario would run; `None` where it has one run for the lead. A value that is
    /// missing counts as a value, the empty one.
    fn key(&self, program: &Program, scenario: &Scenario, event: Option<&PastEvent>) -> Option<String> {
        let property = scenario.key.as_ref()?;
        let lead = &self.state;
        let scope = Scope { event, start: event, ..Scope::of_lead(program, lead, self.time) };
        // In UTC, so that a lead that moves keeps its keys.
        Some(event_property(property, event, &scope).map_or_else(String::new, |value| value_text(&value, "UTC")))
    }

    fn count_run(&mut self, name: &str, key: Option<&str>) {
        let first = PastRun { count: 0, last_started_at: self.time };
        let mut counted = vec![self.state.runs.entry(name.to_owned()).or_insert(first)];
        if let Some(key) = key {
            let keys = self.state.keyed_runs.entry(name.to_owned()).or_default();
            if keys.len() >= MAX_KEYS && !keys.contains_key(key) {
                let oldest = keys.iter().min_by_key(|(_, run)| run.last_started_at).map(|(key, _)| key.clone());
                oldest.and_then(|oldest| keys.remove(&oldest));
            }
            counted.push(keys.entry(key.to_owned()).or_insert(first));
        }
        for run in counted {
            run.count = run.count.saturating_add(1);
            run.last_started_at = self.time;
        }
    }

    pub(super) fn refuse(&mut self, scenario: &str, reason: &str) {
        let version = self.programs.current().map(|(version, _)| version);
        let cause =
            Cause { input: self.input.id.clone(), scenario: Some(scenario.to_owned()), version, ..Cause::default() };
        self.effects.push(Effect::NotStarted { scenario: scenario.to_owned(), reason: reason.to_owned(), cause });
    }
}

/// Whether a scenario sends advertising at all; one that does not is open to leads that opted out.
fn sends_marketing(program: &Program, scenario: &Scenario) -> bool {
    scenario.sent().any(|email| is_marketing(program, email))
}
