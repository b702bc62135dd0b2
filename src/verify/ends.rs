//! How long a run can take, `go to` included: the longest way from the start of a scenario to where its runs end.

use super::graph::{Delay, ENDLESS, Graph, longest};
use super::{Moment, Story, Told};
use crate::ir::Again;
use crate::ir::time::{Amount, DAY_MILLISECONDS};
use std::collections::{BTreeMap, BTreeSet};

/// The runs of the scenarios that can take longer than `within`, the longest first.
pub fn too_long(graph: &Graph<'_>, only: Option<&str>, within: Amount) -> Vec<Told> {
    let allowed = longest(within);
    let mut lengths = Lengths { graph, known: BTreeMap::new(), stack: Vec::new() };
    let roots = graph.roots(only).into_iter();
    let mut long: Vec<(i64, usize)> = roots.map(|root| (lengths.of_scenario(root), root)).collect();
    long.retain(|(length, _)| *length > allowed);
    long.sort_by_key(|(length, root)| (std::cmp::Reverse(*length), *root));
    let tell = |(length, root): (i64, usize)| {
        let nodes = lengths.longest_way(root);
        let longest_milliseconds = (length < ENDLESS).then_some(length);
        let story = Story::TooLong { longest_milliseconds, steps: lengths.slow_steps(&nodes) };
        Told { story, runs: vec![graph.course(root, &nodes)] }
    };
    long.into_iter().map(tell).collect()
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

impl Longest {
    /// Before a wait that ends so many milliseconds after the start of the run.
    fn or_until(self, end: i64) -> Self {
        Self { after: self.after, from_start: self.from_start.max(end.saturating_add(self.after)) }
    }
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
                    behind.or_until(i64::from(day) * DAY_MILLISECONDS + minutes * 60_000)
                }
                Delay::FromStart { most, .. } => behind.or_until(most),
            };
            let longer = total.after.max(total.from_start) > best.0.after.max(best.0.from_start);
            let edge = if best.1.is_none() || longer { Some(number) } else { best.1 };
            let (after, from_start) = (total.after.max(best.0.after), total.from_start.max(best.0.from_start));
            best = (Longest { after, from_start }, edge);
        }
        best
    }

    /// The nodes of the longest way.
    fn longest_way(&self, root: usize) -> Vec<usize> {
        let mut nodes = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = self.graph.entries.get(root).copied();
        while let Some(node) = at.filter(|node| seen.insert(*node)) {
            nodes.push(node);
            at = self.next(node).map(|(to, _)| to);
        }
        nodes
    }

    /// Where the longest way leads from a node, and how long that takes.
    fn next(&self, node: usize) -> Option<(usize, i64)> {
        let edge = self.known.get(&node).and_then(|(_, edge)| *edge);
        let edge = self.graph.edges(node).get(edge?)?;
        let milliseconds = match edge.delay {
            Delay::Between { most, .. } | Delay::FromStart { most, .. } => most,
            Delay::Day { day, .. } => i64::from(day) * DAY_MILLISECONDS,
        };
        Some((edge.to, milliseconds))
    }

    /// The steps of a way in which time passes.
    fn slow_steps(&self, nodes: &[usize]) -> Vec<Moment> {
        let slow = |node: &usize| {
            let milliseconds = self.next(*node).map_or(0, |(_, milliseconds)| milliseconds);
            (milliseconds > 0).then(|| Moment { step: self.graph.name(*node), milliseconds })
        };
        nodes.iter().filter_map(slow).collect()
    }
}
