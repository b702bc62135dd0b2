//! What the way of a story asks for: which way each of its steps goes, and so what the lead must have or do before.

use super::solve::{Want, becoming, set, slot, to_meet, to_score, wants};
use super::values::other_than;
use crate::engine::civil;
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::ir::time::{Amount, Instant, Unit};
use crate::ir::{
    BasisClause, Case, Expression, FieldType, Instruction, Moment, MomentBase, Otherwise, Program, RuleTrigger,
    StartTrigger, Value,
};
use crate::verify::{Course, StepName};

/// The time at which something is wanted.
pub(super) struct Before<'p> {
    pub now: Instant,
    /// Dates that are waited for lie far ahead.
    pub far: bool,
    pub promise: &'p Ensure,
}

fn instruction<'p>(program: &'p Program, name: &StepName) -> Option<&'p Instruction> {
    let steps = &program.scenarios.get(name.scenario.as_deref()?)?.steps;
    steps.get(name.step as usize).map(|step| &step.instruction)
}

/// The arms of splits on the way.
pub(super) fn lots(program: &Program, course: &Course) -> Vec<String> {
    let pairs = course.steps.windows(2);
    let arm = |pair: &[StepName]| {
        let [from, to] = pair else { return None };
        let Some(Instruction::Split { arms }) = instruction(program, from) else { return None };
        arms.iter().find(|arm| arm.then == to.step).map(|arm| arm.name.clone())
    };
    pairs.filter_map(arm).collect()
}

/// What must be so before the run begins, and what begins it, in this order.
pub(super) fn first_wants(program: &Program, course: &Course, before: &Before<'_>) -> Vec<Want> {
    let mut all = way_wants(program, course, 0, before);
    all.retain(|want| !matches!(want, Want::Do(..)));
    all.extend(start_wants(program, course, before));
    all
}

/// What must be done while the run stands at that place of its way, so that it goes on along it: the reaction that is
/// awaited there, what the promise speaks of, and what the steps behind it ask for up to the next stop.
pub(super) fn before_next_stop(program: &Program, course: &Course, place: usize, before: &Before<'_>) -> Vec<Want> {
    let promised = match &before.promise.rule {
        EnsureRule::NoEmailAfter(reaction) => Some(reaction).filter(|_| course.happens == Some(place)),
        EnsureRule::AtMost { .. } | EnsureRule::NoEmailAfterHandoff | EnsureRule::EndsWithin(_) => None,
    };
    let mut all = promised.map(|reaction| to_meet(program, reaction)).unwrap_or_default();
    all.extend(way_wants(program, course, place + 1, before));
    // Where both are the same, what has happened is what was awaited.
    let awaited = awaited(program, course, place).filter(|awaited| promised != Some(*awaited));
    all.extend(awaited.map(|reaction| to_meet(program, reaction)).unwrap_or_default());
    all
}

fn awaited<'p>(program: &'p Program, course: &Course, place: usize) -> Option<&'p crate::ir::Reaction> {
    let Some(Instruction::Await { arms, otherwise, .. }) = instruction(program, course.steps.get(place)?) else {
        return None;
    };
    let next = course.steps.get(place + 1)?.step;
    if next == *otherwise {
        return None;
    }
    arms.iter().find(|arm| arm.then == next).map(|arm| &arm.reaction)
}

/// What the steps from a place on ask for, up to and with the first at which time passes.
fn way_wants(program: &Program, course: &Course, from: usize, before: &Before<'_>) -> Vec<Want> {
    let mut all = Vec::new();
    for (place, name) in course.steps.iter().enumerate().skip(from) {
        let Some(found) = instruction(program, name) else { break };
        let next = course.steps.get(place + 1).map(|name| name.step);
        if let Some(next) = next {
            all.extend(step_wants(program, found, next, before));
        } else if let Instruction::Wait { until, .. } = found {
            all.extend(moment_wants(program, until, false, before));
        }
        if is_stop(found) {
            break;
        }
    }
    all
}

fn step_wants(program: &Program, instruction: &Instruction, next: u32, before: &Before<'_>) -> Vec<Want> {
    match instruction {
        Instruction::Branch { condition, then, otherwise } if then != otherwise => {
            wants(program, condition, next == *then)
        }
        Instruction::Choose { subject, cases, otherwise } => chosen(program, (subject, cases, *otherwise), next),
        Instruction::Repeat { until: Some(until), next: done, .. } => wants(program, until, next == *done),
        Instruction::Wait { until, next: on } => moment_wants(program, until, next != *on, before),
        Instruction::Send { .. }
        | Instruction::Await { .. }
        | Instruction::Branch { .. }
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
        | Instruction::End { .. } => Vec::new(),
    }
}

fn chosen(program: &Program, (subject, cases, otherwise): (&Expression, &[Case], u32), next: u32) -> Vec<Want> {
    let fits = |case: &&Case| case.then == next && (case.missing || !case.values.is_empty());
    if let Some(case) = cases.iter().find(fits) {
        return set(subject, case.values.first().cloned());
    }
    let Expression::Lead(name) = subject else { return Vec::new() };
    let known: Vec<Value> = cases.iter().flat_map(|case| case.values.clone()).collect();
    let field = program.lead_fields.get(name).filter(|_| next == otherwise);
    field.map(|field| set(subject, Some(other_than(field, &known)))).unwrap_or_default()
}

/// A date so that the moment lies ahead, or (where the run takes the author's `else`) that it is missing or past.
fn moment_wants(program: &Program, moment: &Moment, otherwise: bool, before: &Before<'_>) -> Vec<Want> {
    let MomentBase::Around { amount, before: is_before, anchor } = &moment.base else { return Vec::new() };
    let limits = &program.limits;
    let calendar = civil::Calendar::of(limits);
    if otherwise && moment.if_past == Otherwise::Now && moment.if_missing != Otherwise::Now {
        return set(anchor, None);
    }
    let moment = if otherwise {
        civil::subtract(before.now, Amount::new(30, Unit::Day), &limits.zone, calendar)
    } else {
        civil::add(before.now, ahead(before), &limits.zone, calendar)
    };
    let moved = if *is_before { civil::add } else { civil::subtract };
    anchored(program, anchor, moved(moment, *amount, &limits.zone, calendar))
}

/// How far ahead a date lies.
fn ahead(before: &Before<'_>) -> Amount {
    match before.promise.rule {
        EnsureRule::EndsWithin(within) => Amount::new(within.count.saturating_add(2), within.unit),
        EnsureRule::AtMost { .. } | EnsureRule::NoEmailAfterHandoff | EnsureRule::NoEmailAfter(_) => {
            Amount::new(if before.far { 10 } else { 2 }, Unit::Day)
        }
    }
}

fn anchored(program: &Program, anchor: &Expression, time: Instant) -> Vec<Want> {
    let kind = slot(program, anchor).map(|field| &field.kind);
    let minute = crate::ir::time::MINUTE_MILLISECONDS;
    let value = if kind == Some(&FieldType::Date) {
        Value::Date(civil::local_date(time, &program.limits.zone))
    } else {
        Value::Datetime(Instant(time.0 - time.0.rem_euclid(minute)))
    };
    set(anchor, Some(value))
}

/// What begins the run.
fn start_wants(program: &Program, course: &Course, before: &Before<'_>) -> Vec<Want> {
    if let Some(rule) = course.rule {
        return program.rules.get(rule as usize).map(|rule| rule_wants(program, &rule.trigger)).unwrap_or_default();
    }
    let Some(scenario) = program.scenarios.get(&course.scenario) else { return Vec::new() };
    let rank = |trigger: &StartTrigger, basis: Option<BasisClause>| {
        let gives = !basis.is_some_and(|basis| basis.gives);
        let kind = match trigger {
            StartTrigger::Event { .. } => 0,
            StartTrigger::Reaction(_) => 1,
            StartTrigger::Hand => 2,
            StartTrigger::When(_) => 3,
            StartTrigger::Around { .. } | StartTrigger::Every { .. } => 4,
        };
        (kind, gives)
    };
    let start = scenario.starts.iter().min_by_key(|start| rank(&start.trigger, start.basis));
    match start.map(|start| &start.trigger) {
        Some(StartTrigger::Event { event, filter }) => {
            to_meet(program, &crate::ir::Reaction::Event { event: event.clone(), filter: filter.clone() })
        }
        Some(StartTrigger::Reaction(reaction)) => to_meet(program, reaction),
        Some(StartTrigger::When(condition)) => becoming(wants(program, condition, true)),
        Some(StartTrigger::Around { amount, before: is_before, anchor, .. }) => {
            let limits = &program.limits;
            let calendar = civil::Calendar::of(limits);
            let moved = if *is_before { civil::add } else { civil::subtract };
            let moment = civil::add(before.now, Amount::new(2, Unit::Day), &limits.zone, calendar);
            becoming(anchored(program, anchor, moved(moment, *amount, &limits.zone, calendar)))
        }
        Some(StartTrigger::Every { segment, .. }) => wants(program, &Expression::Segment(segment.clone()), true),
        Some(StartTrigger::Hand) | None => Vec::new(),
    }
}

fn rule_wants(program: &Program, trigger: &RuleTrigger) -> Vec<Want> {
    match trigger {
        RuleTrigger::Reaction(reaction) => to_meet(program, reaction),
        RuleTrigger::When(condition) => becoming(wants(program, condition, true)),
        RuleTrigger::ScoreReaches(points) => to_score(program, *points),
    }
}

/// Whether a step takes time.
const fn is_stop(instruction: &Instruction) -> bool {
    matches!(instruction, Instruction::Send { .. } | Instruction::Wait { .. } | Instruction::Await { .. })
}
