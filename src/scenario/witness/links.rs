//! What led from one run to the next in a play: read off the effects, with the places of the steps.

use crate::engine::{Cause, Effect};
use crate::ir::{Place, Program, Step};
use crate::verify::answers::{Slot, entered, rule_answers, start_answers};
use std::collections::{BTreeMap, BTreeSet};

/// Rules that answer to each other before a scenario starts; more would explain nothing.
const MOST_RULES: usize = 20;

/// Something on the way from a run to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A step writes.
    Writes {
        /// The step.
        place: Place,
        /// What.
        what: Written,
    },
    /// A `when` rule answers.
    Rule(Place),
    /// A step enters a scenario.
    Enters {
        /// The step.
        place: Place,
        /// The scenario.
        scenario: String,
    },
    /// A scenario starts by one of its starts.
    Starts {
        /// The scenario.
        scenario: String,
        /// Number of the start.
        start: usize,
    },
}

/// What a step writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A field of the lead.
    Field(String),
    /// Who is on an audience.
    Audience(String),
    /// The score.
    Score,
}

/// A run that began.
#[derive(Debug)]
pub(super) struct Begun {
    pub scenario: String,
    /// The run out of which it came, where it came out of one.
    parent: Option<u64>,
    /// What led to it.
    pub marks: Vec<Mark>,
    /// The turn in which it began.
    pub turn: usize,
}

/// All runs of a play.
pub(super) struct Links<'p> {
    program: &'p Program,
    runs: BTreeMap<u64, Begun>,
}

impl<'p> Links<'p> {
    pub const fn new(program: &'p Program) -> Self {
        Self { program, runs: BTreeMap::new() }
    }

    /// Takes the runs that began by an input.
    pub fn follow(&mut self, effects: &[Effect], turn: usize) {
        for (at, effect) in effects.iter().enumerate() {
            let Effect::Started { cause } = effect else { continue };
            let (Some(scenario), Some(run)) = (&cause.scenario, cause.enrolment) else { continue };
            let (parent, marks) = self.origin(effects, at, scenario, cause).unzip();
            let marks = marks.unwrap_or_default();
            self.runs.insert(run, Begun { scenario: scenario.clone(), parent, marks, turn });
        }
    }

    /// The last run of a scenario, the one out of which it came, and so on.
    pub fn chain(&self, scenario: &str) -> Vec<&Begun> {
        let last = self.runs.values().rev().find(|run| run.scenario == scenario);
        std::iter::successors(last, |run| run.parent.and_then(|parent| self.runs.get(&parent))).collect()
    }

    /// The run out of which a scenario has begun, and what lies between.
    fn origin(&self, effects: &[Effect], at: usize, scenario: &str, cause: &Cause) -> Option<(u64, Vec<Mark>)> {
        if let Some(from) = cause.from {
            return Some((from, vec![self.enters(from, scenario)?]));
        }
        if let Some(Effect::Ended { reason, cause }) = at.checked_sub(1).and_then(|before| effects.get(before))
            && reason.strip_prefix("went_to ") == Some(scenario)
        {
            let from = cause.enrolment?;
            return Some((from, vec![self.enters(from, scenario)?]));
        }
        self.by_start(effects, at, scenario).or_else(|| self.by_rule(effects, at, scenario))
    }

    /// Something was written that one of its starts waits for.
    fn by_start(&self, effects: &[Effect], at: usize, scenario: &str) -> Option<(u64, Vec<Mark>)> {
        let starts = &self.program.scenarios.get(scenario)?.starts;
        let answers: Vec<BTreeSet<Slot<'p>>> = starts.iter().map(|start| start_answers(self.program, start)).collect();
        let all = answers.iter().flatten().copied().collect();
        let (run, slot, mut marks) = self.written(effects, at, &all, 0)?;
        let start = answers.iter().position(|one| one.contains(&slot))?;
        marks.push(Mark::Starts { scenario: scenario.to_owned(), start });
        Some((run, marks))
    }

    /// Something was written that a rule waits for which begins it.
    fn by_rule(&self, effects: &[Effect], at: usize, scenario: &str) -> Option<(u64, Vec<Mark>)> {
        self.program.rules.iter().find_map(|rule| {
            let place = place_of_entering(&rule.steps, scenario)?;
            let (run, _, mut marks) = self.written(effects, at, &rule_answers(self.program, rule), 0)?;
            marks.extend([Mark::Rule(rule.place), Mark::Enters { place, scenario: scenario.to_owned() }]);
            Some((run, marks))
        })
    }

    fn enters(&self, run: u64, scenario: &str) -> Option<Mark> {
        let steps = &self.program.scenarios.get(&self.runs.get(&run)?.scenario)?.steps;
        Some(Mark::Enters { place: place_of_entering(steps, scenario)?, scenario: scenario.to_owned() })
    }

    /// The last of these that was written before, the run that did it, and what lies between.
    fn written(
        &self,
        effects: &[Effect],
        at: usize,
        slots: &BTreeSet<Slot<'p>>,
        rules: usize,
    ) -> Option<(u64, Slot<'p>, Vec<Mark>)> {
        let (before, _) = effects.split_at_checked(at)?;
        let of = |effect| slots.iter().find_map(|slot| Some((*slot, writes(effect, *slot)?)));
        let (at, (slot, cause)) = before.iter().enumerate().rev().find_map(|(at, effect)| Some((at, of(effect)?)))?;
        if let (Some(run), Some(scenario)) = (cause.enrolment, &cause.scenario) {
            let steps = &self.program.scenarios.get(scenario)?.steps;
            return Some((run, slot, vec![mark(steps, cause, slot)?]));
        }
        let rule = cause.rule.as_ref().filter(|_| rules < MOST_RULES)?;
        if let Some(rule) = self.program.rules.iter().find(|one| one.id == *rule) {
            let (run, _, mut marks) = self.written(effects, at, &rule_answers(self.program, rule), rules + 1)?;
            marks.extend([Mark::Rule(rule.place), mark(&rule.steps, cause, slot)?]);
            return Some((run, slot, marks));
        }
        // A score rule on a change.
        let scored = crate::verify::answers::scored_fields(self.program);
        let fields = scored.into_iter().map(Slot::Field).collect();
        let (run, _, marks) = self.written(effects, at, &fields, rules + 1)?;
        Some((run, slot, marks))
    }
}

/// Why that was written, where the effect is that.
fn writes<'e>(effect: &'e Effect, slot: Slot<'_>) -> Option<&'e Cause> {
    match (effect, slot) {
        (Effect::Set { field, cause, .. }, Slot::Field(name)) if field == name => Some(cause),
        (Effect::Audience { audience, cause, .. }, Slot::Audience(name)) if audience == name => Some(cause),
        (Effect::Score { cause, .. }, Slot::Score) => Some(cause),
        (_, Slot::Field(_) | Slot::Audience(_) | Slot::Score) => None,
    }
}

fn mark(steps: &[Step], cause: &Cause, slot: Slot<'_>) -> Option<Mark> {
    let place = steps.iter().find(|step| Some(&step.id) == cause.step.as_ref())?.place;
    let what = match slot {
        Slot::Field(field) => Written::Field(field.to_owned()),
        Slot::Audience(audience) => Written::Audience(audience.to_owned()),
        Slot::Score => Written::Score,
    };
    Some(Mark::Writes { place, what })
}

fn place_of_entering(steps: &[Step], scenario: &str) -> Option<Place> {
    steps.iter().find(|step| entered(&step.instruction) == Some(scenario)).map(|step| step.place)
}
