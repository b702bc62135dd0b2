//! Marketing mails that one run plans for the same moment: with no time between them, at the same day or date, or where a
//! wait ends exactly on the day of the next mail.

use super::graph::{Delay, Graph};
use super::window::{CLOCKS, planned};
use super::{AtOnce, StepName};
use crate::ir::{Instruction, Moment, MomentBase};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Pairs of mails of one moment; each second mail is told once.
pub fn at_once(graph: &Graph<'_>) -> Vec<AtOnce> {
    let plan = Plan { graph, moments: moments(graph), elapsed: elapsed(graph) };
    let mut found: BTreeMap<StepName, AtOnce> = BTreeMap::new();
    for (source, _) in graph.nodes.iter().enumerate().filter(|(_, node)| node.mail) {
        for second in plan.with(source) {
            let (first, second) = (graph.name(source), graph.name(second));
            found.entry(second.clone()).or_insert(AtOnce { first, second });
        }
    }
    found.into_values().collect()
}

struct Plan<'g, 'p> {
    graph: &'g Graph<'p>,
    /// For each node: the moments that a run has waited for right before it.
    moments: BTreeMap<usize, Vec<&'p Moment>>,
    /// For each node: the time since the start of the run, in milliseconds, where it is always the same.
    elapsed: BTreeMap<usize, i64>,
}

impl Plan<'_, '_> {
    /// The next mails of the moment of a mail. A mail or message ends the way: what follows is told of it.
    fn with(&self, source: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut queue = vec![source];
        let mut seen = BTreeSet::from([source]);
        while let Some(node) = queue.pop() {
            for next in self.same_moment(source, node) {
                if !seen.insert(next) {
                    continue;
                }
                if self.graph.nodes.get(next).is_some_and(|node| node.mail) {
                    found.push(next);
                } else if self.graph.instruction(next).and_then(Instruction::sent).is_none() {
                    queue.push(next);
                }
            }
        }
        found
    }

    /// Where a run goes from a node without leaving the moment of a mail.
    fn same_moment(&self, source: usize, node: usize) -> Vec<usize> {
        let instruction = self.graph.instruction(node);
        let waited = self.moments.get(&source).map_or([].as_slice(), Vec::as_slice);
        let is_over = match instruction {
            Some(Instruction::Wait { until, .. }) => {
                waited.iter().any(|moment| is_over_after(moment, until)) || self.is_now(source, until)
            }
            Some(_) | None => false,
        };
        let next = match instruction {
            Some(Instruction::Wait { next, .. }) => Some(*next),
            Some(_) | None => None,
        };
        let edges = self.graph.edges(node).iter().filter(|edge| {
            let goes_on = next == self.graph.nodes.get(edge.to).map(|node| node.step);
            takes_no_time(self.graph, node, edge.delay) || (is_over && goes_on)
        });
        let mut nodes: Vec<usize> = edges.map(|edge| edge.to).collect();
        // What is begun beside runs at once, too.
        if let Some(Instruction::Begin { scenario, .. }) = instruction {
            nodes.extend(self.graph.scenario(scenario).and_then(|number| self.graph.entries.get(number)));
        }
        nodes
    }

    /// Whether the day is the very moment of a mail that is always sent so long after the start.
    fn is_now(&self, source: usize, until: &Moment) -> bool {
        let (MomentBase::Day(day), None) = (&until.base, until.at) else { return false };
        self.elapsed.get(&source) == Some(&planned(*day, None, 0))
    }
}

/// A mail whose trial is under way waits for its winner, but not for all leads.
fn takes_no_time(graph: &Graph<'_>, node: usize, delay: Delay) -> bool {
    let sends = graph.instruction(node).and_then(Instruction::sent).is_some();
    matches!(delay, Delay::Between { least: 0, most } if most == 0 || sends)
}

/// Whether a wait is over when another has just ended: it is the same one, or for an earlier date. `next Monday` is another
/// one each time.
fn is_over_after(waited: &Moment, until: &Moment) -> bool {
    let minutes = |moment: &Moment| moment.at.map_or(0, |at| at.minutes);
    match (&waited.base, &until.base) {
        (MomentBase::Date(first), MomentBase::Date(second)) => (*second, minutes(until)) <= (*first, minutes(waited)),
        (MomentBase::Day(_) | MomentBase::Around { .. }, base) => waited.base == *base && waited.at == until.at,
        (MomentBase::Date(_) | MomentBase::Here(_) | MomentBase::Next(_), _) => false,
    }
}

/// For each node that is reached at once when a wait ends: the moments of such waits.
fn moments<'p>(graph: &Graph<'p>) -> BTreeMap<usize, Vec<&'p Moment>> {
    let mut found: BTreeMap<usize, Vec<&Moment>> = BTreeMap::new();
    for node in 0..graph.nodes.len() {
        let Some(Instruction::Wait { until, next }) = graph.instruction(node) else { continue };
        let ends = graph.edges(node).iter().map(|edge| edge.to);
        let mut queue: Vec<usize> =
            ends.filter(|to| graph.nodes.get(*to).is_some_and(|node| node.step == *next)).collect();
        let mut seen: BTreeSet<usize> = queue.iter().copied().collect();
        while let Some(at) = queue.pop() {
            found.entry(at).or_default().push(until);
            let edges = graph.edges(at).iter().filter(|edge| takes_no_time(graph, at, edge.delay) && !edge.enters);
            queue.extend(edges.map(|edge| edge.to).filter(|to| seen.insert(*to)));
        }
    }
    found
}

/// The time since the start of its run at which each node is reached, where that is the same on all ways and at whatever
/// time of day the run begins.
fn elapsed(graph: &Graph<'_>) -> BTreeMap<usize, i64> {
    let inner = |node: usize| graph.edges(node).iter().filter(|edge| !edge.enters);
    let mut missing = vec![0_usize; graph.nodes.len()];
    for edge in (0..graph.nodes.len()).flat_map(inner) {
        if let Some(count) = missing.get_mut(edge.to) {
            *count += 1;
        }
    }
    let mut queue: VecDeque<usize> =
        missing.iter().enumerate().filter(|(_, count)| **count == 0).map(|(node, _)| node).collect();
    // Least and most time so far; what lies on a loop is never settled.
    let mut times: BTreeMap<usize, (i64, i64)> = queue.iter().map(|node| (*node, (0, 0))).collect();
    let mut settled = BTreeMap::new();
    while let Some(node) = queue.pop_front() {
        let Some((least, most)) = times.get(&node).copied() else { continue };
        if least == most {
            settled.insert(node, least);
        }
        for edge in inner(node) {
            let there = match edge.delay {
                Delay::Between { least: fewest, most: longest } => {
                    (least.saturating_add(fewest), most.saturating_add(longest))
                }
                Delay::Day { day, at } => {
                    let days = CLOCKS.map(|clock| planned(day, at, clock));
                    let (first, last) = (days.iter().min(), days.iter().max());
                    (least.max(first.copied().unwrap_or(0)), most.max(last.copied().unwrap_or(0)))
                }
                Delay::FromStart { least: first, most: last } => (least.max(first), most.max(last)),
            };
            let known = times.entry(edge.to).or_insert(there);
            *known = (known.0.min(there.0), known.1.max(there.1));
            if let Some(count) = missing.get_mut(edge.to) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    queue.push_back(edge.to);
                }
            }
        }
    }
    settled
}
