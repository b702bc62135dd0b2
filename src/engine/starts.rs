//! Ways into scenarios: which starts an event meets, what keeps a lead out, and the bases that starts give or need.

use super::civil::{self, Calendar};
use super::effect::{Cause, Effect};
use super::evaluate::{Scope, holds, zone_of};
use super::gate::is_marketing;
use super::runs::stop_condition_holds;
use super::state::{BasisRecord, Enrolment, PastEvent, PastRun, Position, SuppressionReason};
use super::work::Work;
use crate::ir::{Again, Instruction, Program, Scenario, StartTrigger};
use std::collections::BTreeMap;

/// A start that matches, as far as it matters then: the basis it gives or needs.
type MatchingStart = Option<crate::ir::BasisClause>;

impl Work<'_> {
    /// Lets the lead enter every scenario of the current program that starts on the event.
    pub(super) fn start_on(&mut self, event: &PastEvent) {
        let Some((_, program)) = self.current() else { return };
        for (name, scenario) in &program.scenarios {
            let matching = self.matching_starts(&program, scenario, event);
            if !matching.is_empty() {
                let source = format!("event {} {}", event.event, event.id);
                self.start(name, &matching, &source, Some(event.clone()));
            }
        }
    }

    fn matching_starts(&self, program: &Program, scenario: &Scenario, event: &PastEvent) -> Vec<MatchingStart> {
        let lead = &self.state;
        let scope =
            Scope { program, lead, event: Some(event), started_at: None, contents: None, item: None, now: self.time };
        let matches = |trigger: &StartTrigger| match trigger {
            StartTrigger::Event { event: name, filter } => {
                *name == event.event && filter.as_ref().is_none_or(|filter| holds(filter, &scope))
            }
            StartTrigger::Reaction(_)
            | StartTrigger::When(_)
            | StartTrigger::Around { .. }
            | StartTrigger::Every { .. }
            | StartTrigger::Hand => false,
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

    fn start(&mut self, name: &str, matching: &[MatchingStart], source: &str, event: Option<PastEvent>) {
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
        let (version, _) = self.current()?;
        let number = self.state.next_enrolment;
        self.state.next_enrolment += 1;
        let run = self.state.runs.entry(name.to_owned()).or_insert(PastRun { count: 0, last_started_at: self.time });
        run.count = run.count.saturating_add(1);
        run.last_started_at = self.time;
        let run = Enrolment {
            number,
            scenario: name.to_owned(),
            version,
            started_at: self.time,
            start_event,
            position: Position::Waiting { step: 0, until: self.time, next: 0 },
            reached_at: self.time,
            held_milliseconds: 0,
            sent: BTreeMap::new(),
            occurrences: BTreeMap::new(),
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
        if self.state.enrolments.iter().any(|run| run.scenario == name) {
            return Err("running");
        }
        match (self.state.runs.get(name), scenario.again) {
            (None, _) | (Some(_), Again::Always) => {}
            (Some(_), Again::Never) => return Err("again_never"),
            (Some(last), Again::After(amount)) => {
                let zone = zone_of(program, &self.state);
                if civil::add(last.last_started_at, amount, zone, Calendar::of(&program.limits)) > self.time {
                    return Err("too_soon");
                }
            }
        }
        let scope = Scope {
            program,
            lead: &self.state,
            event,
            started_at: Some(self.time),
            contents: None,
            item: None,
            now: self.time,
        };
        if stop_condition_holds(program, name, &scope) { Err("stop_rule") } else { Ok(()) }
    }

    fn refuse(&mut self, scenario: &str, reason: &str) {
        let version = self.programs.current().map(|(version, _)| version);
        let cause =
            Cause { input: self.input.id.clone(), scenario: Some(scenario.to_owned()), version, ..Cause::default() };
        self.effects.push(Effect::NotStarted { scenario: scenario.to_owned(), reason: reason.to_owned(), cause });
    }
}

/// Whether a scenario sends advertising at all; one that does not is open to leads that opted out.
fn sends_marketing(program: &Program, scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|step| match &step.instruction {
        Instruction::Send { email, .. } => is_marketing(program, email),
        Instruction::Wait { .. }
        | Instruction::Await { .. }
        | Instruction::Branch { .. }
        | Instruction::Choose { .. }
        | Instruction::Split { .. }
        | Instruction::Repeat { .. }
        | Instruction::Begin { .. }
        | Instruction::Notify { .. }
        | Instruction::Call { .. }
        | Instruction::Audience { .. }
        | Instruction::StopMailing { .. }
        | Instruction::GoTo { .. }
        | Instruction::Handoff { .. }
        | Instruction::Set { .. }
        | Instruction::Score { .. }
        | Instruction::End { .. } => false,
    })
}
