//! Effects as people are shown them: the step and the rule that did something are named in the words of their file.

use super::effect::{Cause, Effect};
use super::programs::Programs;
use crate::ir::{Program, Step, code};

/// A step of a scenario in a version, as people are shown it; its identity where that version is not known.
#[must_use]
pub fn shown_step(programs: &Programs, version: u32, scenario: &str, id: &str) -> String {
    let program = programs.get(version);
    let steps = program.and_then(|program| Some((program, &program.scenarios.get(scenario)?.steps)));
    steps.and_then(|(program, steps)| name_of(program, steps, id)).unwrap_or_else(|| id.to_owned())
}

/// An effect with the names of its step and rule as people are shown them.
#[must_use]
pub fn shown(effect: &Effect, programs: &Programs) -> Effect {
    let mut effect = effect.clone();
    if let Some(program) = effect.cause().version.and_then(|version| programs.get(version)) {
        name(effect.cause_mut(), program);
    }
    effect
}

fn name(cause: &mut Cause, program: &Program) {
    // Score rules are told in words, by their identity.
    let rule = cause.rule.as_ref().and_then(|id| program.rules.iter().find(|rule| rule.id == *id));
    let scenario = cause.scenario.as_ref().and_then(|name| program.scenarios.get(name));
    let steps = scenario.map(|scenario| &scenario.steps).or_else(|| rule.map(|rule| &rule.steps));
    if let (Some(id), Some(steps)) = (&mut cause.step, steps)
        && let Some(shown) = name_of(program, steps, id)
    {
        *id = shown;
    }
    if let Some(rule) = rule {
        cause.rule = Some(code::rule(program, rule));
    }
}

fn name_of(program: &Program, steps: &[Step], id: &str) -> Option<String> {
    steps.iter().find(|step| step.id == id).map(|step| code::step(program, step))
}
