//! Mails of several runs within one time: of scenarios side by side, of one that begins again, and of both together.

use super::graph::{Graph, shortest};
use super::window::Plan;
use super::{Course, Story, Told};
use crate::ir::Again;
use std::cmp::Reverse;

/// Most runs that a story holds.
const MOST_RUNS: usize = 20;

/// Scenarios that begin again for which a story beside others is told.
const MOST_MIXED: usize = 6;

/// A scenario with the most mails that one of its runs sends in the time, and such a run.
pub struct Busy {
    pub root: usize,
    pub mails: usize,
    pub run: Course,
}

/// How several runs, none of which sends more than `times` mails by itself, send too many in the time. A scenario begins
/// again in it where its next run can be within `window` milliseconds of the one before.
pub fn several(plan: &Plan<'_, '_>, mut counts: Vec<Busy>, window: i64, times: usize) -> Vec<Told> {
    let graph = plan.graph;
    let alone: Vec<&Busy> = counts.iter().filter(|busy| comes_again(graph, busy.root, window)).collect();
    let mut told: Vec<Told> = alone.iter().filter_map(|busy| repeated(graph, busy, times)).collect();
    // What begins only by hand, or by `go to` out of another, begins no second run by itself.
    counts.retain(|busy| plan.held.begins_beside(busy.root));
    counts.sort_by_key(|busy| Reverse(busy.mails));
    if let Some(once) = together(graph, counts.iter(), times) {
        told.push(once);
        return told;
    }
    // Each once is not too many: some of them again.
    let again: Vec<&Busy> = counts.iter().filter(|busy| comes_again(graph, busy.root, window)).collect();
    if counts.len() > 1 && !again.is_empty() {
        let rounds = counts.iter().chain(again.iter().copied().cycle().take(MOST_RUNS));
        told.extend(together(graph, rounds, times));
        for busy in again.into_iter().take(MOST_MIXED) {
            told.extend(together(graph, counts.iter().chain(std::iter::repeat_n(busy, MOST_RUNS)), times));
        }
    }
    told
}

/// Whether another run of a scenario can begin so soon: at once, after its `again after`, or for another key.
fn comes_again(graph: &Graph<'_>, root: usize, window: i64) -> bool {
    let Some(scenario) = graph.scenarios.get(root) else { return false };
    let soon = match scenario.again {
        Again::Always => true,
        Again::Never => false,
        Again::After(gap) => shortest(gap) < window,
    };
    soon || scenario.key.is_some()
}

/// Several runs of one scenario.
fn repeated(graph: &Graph<'_>, busy: &Busy, times: usize) -> Option<Told> {
    let scenario = (*graph.names.get(busy.root)?).to_owned();
    let runs = (times / busy.mails + 1).min(MOST_RUNS);
    let story = Story::TooManyRuns { scenario, mails: busy.mails };
    Some(Told { story, runs: std::iter::repeat_n(busy.run.clone(), runs).collect() })
}

/// The first of these runs that are too many together; their scenarios with the mails of all of their runs.
fn together<'b>(graph: &Graph<'_>, counts: impl Iterator<Item = &'b Busy>, times: usize) -> Option<Told> {
    let mut sum = 0;
    let mut scenarios: Vec<(String, usize)> = Vec::new();
    let mut runs = Vec::new();
    for busy in counts {
        sum += busy.mails;
        let name = *graph.names.get(busy.root)?;
        match scenarios.iter_mut().find(|(known, _)| known == name) {
            Some((_, mails)) => *mails += busy.mails,
            None => scenarios.push((name.to_owned(), busy.mails)),
        }
        runs.push(busy.run.clone());
        if sum > times {
            return Some(Told { story: Story::TooManyTogether { scenarios }, runs });
        }
    }
    None
}
