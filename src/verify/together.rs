//! Scenarios that begin with the same event or reaction and send at the same moment: somebody who asks once gets two mails, or the second
//! one whenever a cap has room. Only mails that every run sends are looked at, and only where no `where` keeps a lead out of
//! one of the two; who has written a `priority` or `when capped …` has decided already.

use super::StepName;
use crate::engine::{DEFAULT_CAP, is_marketing};
use crate::ir::time::{Amount, ClockTime, Unit};
use crate::ir::{
    Capped, Expression, Instruction, MomentBase, Program, Reaction, Scenario, Start, StartTrigger, StopRule, logic,
    settled,
};
use std::collections::{BTreeMap, BTreeSet};

/// Scenarios with the same beginning that one is compared with; more would say the same again.
const MOST_COMPARED: usize = 20;

/// A moment of a run, the same in all runs that begin together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At the start.
    AtOnce,
    /// So many days after it, at that time of day or that of the start.
    Day(u32, Option<ClockTime>),
}

/// What becomes of the second mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A cap on a day keeps it until the next one.
    NextDay,
    /// Another cap, or the smallest gap, keeps it for some time.
    Later,
    /// It leaves with the first.
    No,
}

/// Mails of two scenarios at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// The mail of the scenario that is declared first.
    pub first: StepName,
    /// The mail of the other.
    pub second: StepName,
    /// Number of the start of the second that both have.
    pub start: usize,
    /// When.
    pub when: When,
    /// What becomes of the second.
    pub held: Held,
}

/// A mail that every run of a scenario sends, behind one of its starts.
struct Mail<'p> {
    name: &'p str,
    scenario: &'p Scenario,
    step: u32,
    capped: Capped,
    start: &'p Start,
}

/// Mails of scenarios side by side; each second mail is told once.
#[must_use]
pub fn together(program: &Program) -> Vec<Together> {
    let held = held(program);
    let mut seen: BTreeMap<(String, When), Vec<Mail<'_>>> = BTreeMap::new();
    let mut told: BTreeSet<(&str, u32)> = BTreeSet::new();
    let mut found = Vec::new();
    for (name, scenario) in &program.scenarios {
        let mails = certain(program, scenario);
        for (number, start) in scenario.starts.iter().enumerate() {
            let Some(key) = key(start) else { continue };
            for (when, step, capped) in &mails {
                let mail = Mail { name, scenario, step: *step, capped: *capped, start };
                let others = seen.entry((key.clone(), *when)).or_default();
                let other = others.iter().take(MOST_COMPARED).find(|other| meet(other, &mail));
                if let Some(first) = other.filter(|_| told.insert((name, *step))) {
                    let (first, second) = (step_name(first), step_name(&mail));
                    found.push(Together { first, second, start: number, when: *when, held });
                }
                others.push(mail);
            }
        }
    }
    found
}

fn step_name(mail: &Mail<'_>) -> StepName {
    StepName { scenario: Some(mail.name.to_owned()), step: mail.step }
}

/// What two scenarios have in common that begin together.
fn key(start: &Start) -> Option<String> {
    match &start.trigger {
        StartTrigger::Event { event, .. } | StartTrigger::Reaction(Reaction::Event { event, .. }) => {
            Some(format!("event {event}"))
        }
        StartTrigger::Reaction(Reaction::Open { email }) => Some(format!("open {email}")),
        StartTrigger::Reaction(Reaction::Click { email, link }) => {
            Some(format!("click {email}.{}", link.as_deref().unwrap_or_default()))
        }
        StartTrigger::Reaction(Reaction::Change { field, .. }) => Some(format!("change {field}")),
        // What begins by a condition or a date is told by its own scenario: nobody has just asked for one thing.
        StartTrigger::When(_) | StartTrigger::Around { .. } | StartTrigger::Every { .. } | StartTrigger::Hand => None,
    }
}

/// The mails that every run sends, as far as the way is straight, with their moments.
fn certain(program: &Program, scenario: &Scenario) -> Vec<(When, u32, Capped)> {
    let mut mails = Vec::new();
    let mut when = Some(When::AtOnce);
    let mut at = 0;
    for _ in &scenario.steps {
        let Some(step) = scenario.steps.get(at as usize) else { break };
        at = match &step.instruction {
            Instruction::Send { email, capped, next } => {
                if program.emails.contains_key(email) && is_marketing(program, email) {
                    // What follows at once is a matter of this scenario alone.
                    mails.extend(when.take().map(|when| (when, at, *capped)));
                }
                *next
            }
            Instruction::Wait { until, next } => {
                match (&until.base, until.at) {
                    (MomentBase::Day(0), None) => {}
                    (MomentBase::Day(day), clock) => when = Some(When::Day(*day, clock)),
                    (
                        MomentBase::Here(_) | MomentBase::Around { .. } | MomentBase::Date(_) | MomentBase::Next(_),
                        _,
                    ) => when = None,
                }
                *next
            }
            Instruction::Set { next, .. }
            | Instruction::Score { next, .. }
            | Instruction::Begin { next, .. }
            | Instruction::Notify { next, .. }
            | Instruction::Call { next, .. }
            | Instruction::Audience { next, .. } => *next,
            Instruction::Await { .. }
            | Instruction::Branch { .. }
            | Instruction::Choose { .. }
            | Instruction::Split { .. }
            | Instruction::Repeat { .. }
            | Instruction::StopMailing { .. }
            | Instruction::GoTo { .. }
            | Instruction::Handoff { .. }
            | Instruction::End { .. } => break,
        };
    }
    mails
}

/// Whether one lead may get both, and nobody has said which goes first.
fn meet(one: &Mail<'_>, other: &Mail<'_>) -> bool {
    let undecided = one.scenario.priority == other.scenario.priority
        && one.capped == Capped::Delay
        && other.capped == Capped::Delay;
    if one.name == other.name || !undecided {
        return false;
    }
    let (first, second) = (asked(one.start), asked(other.start));
    let both: Vec<Expression> = first.into_iter().chain(second).cloned().collect();
    logic::contradiction(&both).is_none() && !keeps_out(one, &both) && !keeps_out(other, &both)
}

/// The parts of the condition at a start.
fn asked(start: &Start) -> Vec<&Expression> {
    let filter = match &start.trigger {
        StartTrigger::Event { filter, .. }
        | StartTrigger::Reaction(Reaction::Event { filter, .. } | Reaction::Change { filter, .. }) => filter.as_ref(),
        StartTrigger::Reaction(Reaction::Open { .. } | Reaction::Click { .. })
        | StartTrigger::When(_)
        | StartTrigger::Around { .. }
        | StartTrigger::Every { .. }
        | StartTrigger::Hand => None,
    };
    match filter {
        Some(Expression::And(parts)) => parts.iter().collect(),
        Some(filter) => vec![filter],
        None => Vec::new(),
    }
}

/// Whether a `stop when` lets nobody in who meets the conditions.
fn keeps_out(mail: &Mail<'_>, conditions: &[Expression]) -> bool {
    let met = Expression::And(conditions.to_vec());
    mail.scenario.stops.iter().any(|stop| match stop {
        StopRule::When(condition) => settled::taken_by(std::slice::from_ref(condition), &met).is_some(),
        StopRule::On(_) => false,
    })
}

fn held(program: &Program) -> Held {
    let default = [DEFAULT_CAP];
    let caps = if program.limits.caps.is_empty() { default.as_slice() } else { program.limits.caps.as_slice() };
    let single = || caps.iter().filter(|cap| cap.times == 1);
    let only_days =
        single().all(|cap| cap.within == Amount::new(1, Unit::Day)) && program.limits.smallest_gap.is_none();
    match (single().next().is_some(), only_days) {
        (true, true) => Held::NextDay,
        (true, false) | (false, false) => Held::Later,
        (false, true) => Held::No,
    }
}
