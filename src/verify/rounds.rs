//! Scenarios that start each other for ever: a ring of `go to` and `begin` in which no scenario is run only once.

use crate::ir::{Again, Instruction, Program};
use std::collections::{BTreeMap, BTreeSet};

/// A ring of scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The scenarios in order; the last leads to the first.
    pub scenarios: Vec<String>,
    /// For each: the number of the step that leads on.
    pub steps: Vec<u32>,
}

/// Rings in which every scenario may run again, each told once. Where one of them runs only once for each lead, the ring
/// ends there.
#[must_use]
pub fn endless_rounds(program: &Program) -> Vec<Round> {
    let again = |name: &str| program.scenarios.get(name).is_some_and(|one| one.again != Again::Never);
    let mut jumps: BTreeMap<&str, Vec<(&str, u32)>> = BTreeMap::new();
    for (name, scenario) in program.scenarios.iter().filter(|(name, _)| again(name)) {
        for (number, step) in scenario.steps.iter().enumerate() {
            let (Instruction::GoTo { scenario: to } | Instruction::Begin { scenario: to, .. }) = &step.instruction
            else {
                continue;
            };
            if again(to) {
                jumps.entry(name).or_default().push((to, u32::try_from(number).unwrap_or(u32::MAX)));
            }
        }
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut rounds = Vec::new();
    for start in jumps.keys() {
        if !told.contains(start)
            && let Some(round) = way_back(&jumps, start)
        {
            told.extend(round.iter().map(|(name, _)| *name));
            let (scenarios, steps) = round.into_iter().map(|(name, step)| (name.to_owned(), step)).unzip();
            rounds.push(Round { scenarios, steps });
        }
    }
    rounds
}

/// The shortest way from a scenario back to itself: each scenario with the step that leads on.
fn way_back<'p>(jumps: &BTreeMap<&'p str, Vec<(&'p str, u32)>>, start: &'p str) -> Option<Vec<(&'p str, u32)>> {
    let mut before: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(name) = queue.pop_front() {
        for (to, step) in jumps.get(name).into_iter().flatten() {
            if *to == start {
                let mut way = vec![(name, *step)];
                let mut at = name;
                while let Some((earlier, step)) = before.get(at).filter(|_| at != start) {
                    way.push((earlier, *step));
                    at = earlier;
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(to) {
                before.insert(to, (name, *step));
                queue.push_back(to);
            }
        }
    }
    None
}
