//! How long a run can take, `go to` included: the longest way from the start of a scenario to where its runs end.

use super::graph::{Delay, ENDLESS, Graph, longest};
use super::{Moment, Story};
use crate::ir::Again;
use crate::ir::time::{Amount, DAY_MILLISECONDS};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a run of the scenarios can take longer than `within`.
pub fn too_long(graph: &Graph<'_>, only: Option<&str>, within: Amount) -> Option<Story> {
    let allowed = longest(within);
    let mut lengths = Lengths { graph, known: BTreeMap::new(), stack: Vec::new() };
    let mut worst: Option<(i64, usize)> = None;
    for root in graph.roots(only) {
        let length = lengths.of_scenario(root);
        if length > allowed && worst.is_none_or(|(longest, _)| length > longest) {
            worst = Some((length, root));
        }
    }
    let (length, root) = worst?;
    let steps = lengths.slow_steps(root);
    Some(Story::TooLong { longest_milliseconds: (length < ENDLESS).then_some(length), steps })
}

struct Lengths<'g, 'p> {
    graph: &'g Graph<'p>,
    /// For each node: the longest time from the start of its run to its end, and the edge that leads there.
    known: BTreeMap<usize, (Longest, Option<usize>)>,
    /// Scenarios being measured: one that leads back to itself goes round.
    stack: Vec<usize>,
}

/// What follows a node: a time, and the latest day that is waited for (which may lie behind the time that has passed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Longest {
    /// Milliseconds after the node, days from the start left out.
    after: i64,
    /// Milliseconds from the start of the run to its end, where a day from the start is still to come.
    from_start: i64,
}

impl Lengths<'_, '_> {
    /// The longest run of a scenario in milliseconds, `go to` included; [`ENDLESS`] where there is no end.
    fn of_scenario(&mut self, scenario: usize) -> i64 {
        if self.stack.contains(&scenario) {
            // A lead may run a scenario once only, unless it says `again`: then it goes round.
            let once = self.graph.scenarios.get(scenario).is_none_or(|one| one.again == Again::Never);
            return if once { 0 } else { ENDLESS };
        }
        let Some(entry) = self.graph.entries.get(scenario).copied() else { return 0 };
        self.stack.push(scenario);
        self.measure(entry);
        self.stack.pop();
        self.known.get(&entry).map_or(0, |(longest, _)| longest.after.max(longest.from_start))
    }

    /// Measures all nodes of a run from there, those behind first.
    fn measure(&mut self, entry: usize) {
        let mut path = vec![(entry, false)];
        let mut open: BTreeSet<usize> = BTreeSet::new();
        while let Some((node, children_done)) = path.pop() {
            if self.known.contains_key(&node) {
                continue;
            }
            if children_done {
                let found = self.best_edge(node);
                self.known.insert(node, found);
                continue;
            }
            if !open.insert(node) {
                continue;
            }
            path.push((node, true));
            let inner = self.graph.edges(node).iter().filter(|edge| !edge.enters);
            path.extend(inner.map(|edge| (edge.to, false)));
        }
    }

    fn best_edge(&mut self, node: usize) -> (Longest, Option<usize>) {
        let mut best = (Longest { after: 0, from_start: 0 }, None);
        for (number, edge) in self.graph.edges(node).iter().enumerate() {
            let behind = if edge.enters {
                let scenario = self.graph.nodes.get(edge.to).map_or(0, |node| node.scenario);
                Longest { after: self.of_scenario(scenario), from_start: 0 }
            } else {
                // A node that is not measured yet leads back here: the run goes round.
                let round = Longest { after: ENDLESS, from_start: 0 };
                self.known.get(&edge.to).map_or(round, |(longest, _)| *longest)
            };
            let total = match edge.delay {
                Delay::Between { most, .. } => {
                    let after = behind.after.saturating_add(most).min(ENDLESS);
                    Longest { after, from_start: behind.from_start }
                }
                Delay::Day { day, at } => {
                    let minutes = i64::from(at.map_or(0, |at| at.minutes));
                    let day = i64::from(day) * DAY_MILLISECONDS + minutes * 60_000;
                    Longest { after: behind.after, from_start: behind.from_start.max(day.saturating_add(behind.after)) }
                }
            };
            let longer = total.after.max(total.from_start) > best.0.after.max(best.0.from_start);
            let edge = if best.1.is_none() || longer { Some(number) } else { best.1 };
            let (after, from_start) = (total.after.max(best.0.after), total.from_start.max(best.0.from_start));
            best = (Longest { after, from_start }, edge);
        }
        best
    }

    /// The steps on the longest way in which time passes.
    fn slow_steps(&self, root: usize) -> Vec<Moment> {
        let mut steps = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = self.graph.entries.get(root).copied();
        while let Some(node) = at.filter(|node| seen.insert(*node)) {
            let edge = self.known.get(&node).and_then(|(_, edge)| *edge);
            let Some(edge) = edge.and_then(|edge| self.graph.edges(node).get(edge)) else { break };
            let milliseconds = match edge.delay {
                Delay::Between { most, .. } => most,
                Delay::Day { day, .. } => i64::from(day) * DAY_MILLISECONDS,
            };
            if milliseconds > 0 {
                steps.push(Moment { step: self.graph.name(node), milliseconds });
            }
            at = Some(edge.to);
        }
        steps
    }
}
