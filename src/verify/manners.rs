//! What is polite in a series of mails, looked at on all ways that a run can take: that the first mail comes at once, that
//! there are not too many, and that they are neither too close nor too far apart. The figures are those of docs/manners.md.
//!
//! Only what is planned by the author's own waits is told, and only where it is certain: a mail that answers a reaction, or
//! that stands at a date, is nobody's bad manners. The first mail and the time between mails are looked at in series that
//! answer a request: a cart that was left, or a customer who has not been heard of for a year, has a time of its own.

use super::StepName;
use super::graph::{Delay, ENDLESS, Edge, Graph};
use super::window::{CLOCKS, Elapsed, latest_elapsed, planned, reachable};
use crate::ir::time::DAY_MILLISECONDS;
use crate::ir::{BasisClause, Instruction, MomentBase, Program, StartTrigger};
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Most marketing mails of a run.
pub const MOST_MAILS: usize = 5;

/// Fewest days between two of them.
pub const FEWEST_DAYS: i64 = 3;

/// Most days between two of them.
pub const MOST_DAYS: i64 = 7;

/// Something impolite in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impolite {
    /// The scenario.
    pub scenario: String,
    /// What.
    pub what: Manner,
}

/// What is impolite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// Somebody who has just asked for something waits for the first mail.
    FirstMailWaits {
        /// The wait.
        wait: StepName,
    },
    /// A run can send more than [`MOST_MAILS`].
    ManyMails {
        /// So many.
        mails: usize,
    },
    /// Mails follow in less than [`FEWEST_DAYS`].
    TooClose(Vec<Gap>),
    /// Mails follow after more than [`MOST_DAYS`].
    TooFar(Vec<Gap>),
}

/// A mail that follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The mail.
    pub mail: StepName,
    /// Milliseconds since the mail before it: at most where it is too close, at least where it is too far.
    pub milliseconds: i64,
}

/// Looks at all scenarios.
#[must_use]
pub fn impolite(program: &Program) -> Vec<Impolite> {
    let graph = Graph::of(program);
    let mut found = Vec::new();
    for (number, name) in graph.names.iter().enumerate() {
        let Some(entry) = graph.entries.get(number).copied() else { continue };
        let mut tell = |what| found.push(Impolite { scenario: (*name).to_owned(), what });
        let mails = most_mails(&graph, entry);
        if mails > MOST_MAILS {
            tell(Manner::ManyMails { mails });
        }
        if !asked_for(&graph, number) {
            continue;
        }
        if let Some(wait) = first_mail_waits(&graph, entry) {
            tell(Manner::FirstMailWaits { wait });
        }
        let (close, far) = gaps(&graph, entry);
        if !close.is_empty() {
            tell(Manner::TooClose(close));
        }
        if !far.is_empty() {
            tell(Manner::TooFar(far));
        }
    }
    found
}

/// Whether the lead asks for something by an event that starts the scenario: such an event gives consent.
fn asked_for(graph: &Graph<'_>, scenario: usize) -> bool {
    let starts = graph.scenarios.get(scenario).map_or([].as_slice(), |one| one.starts.as_slice());
    starts.iter().any(|start| {
        matches!(start.trigger, StartTrigger::Event { .. })
            && matches!(start.basis, Some(BasisClause { gives: true, .. }))
    })
}

/// Edges within the run.
fn within<'g>(graph: &'g Graph<'_>, node: usize) -> impl Iterator<Item = &'g Edge> {
    graph.edges(node).iter().filter(|edge| !edge.enters)
}

/// The wait that keeps the first mail back on every way. Nothing where a mail or message leaves at once on some way, where
/// something else than time is waited for, or where no mail follows at all.
fn first_mail_waits(graph: &Graph<'_>, entry: usize) -> Option<StepName> {
    let sends = |node: usize| matches!(graph.instruction(node), Some(Instruction::Send { .. }));
    let mut first = None;
    let mut seen = BTreeSet::from([entry]);
    let mut queue = VecDeque::from([entry]);
    while let Some(node) = queue.pop_front() {
        match graph.instruction(node)? {
            Instruction::Send { .. }
            | Instruction::Await { .. }
            | Instruction::GoTo { .. }
            | Instruction::Begin { .. } => return None,
            Instruction::Wait { until, .. } => match until.base {
                MomentBase::Around { .. } | MomentBase::Date(_) | MomentBase::Next(_) => return None,
                MomentBase::Day(0) => {
                    queue.extend(within(graph, node).map(|edge| edge.to).filter(|to| seen.insert(*to)))
                }
                MomentBase::Day(_) | MomentBase::Here(_) => {
                    if reachable(graph, node).into_iter().any(sends) {
                        first = first.or(Some(node));
                    }
                }
            },
            Instruction::Set { .. }
            | Instruction::Score { .. }
            | Instruction::Notify { .. }
            | Instruction::Call { .. }
            | Instruction::Audience { .. }
            | Instruction::Branch { .. }
            | Instruction::Choose { .. }
            | Instruction::Split { .. }
            | Instruction::Repeat { .. }
            | Instruction::Handoff { .. }
            | Instruction::StopMailing { .. }
            | Instruction::End { .. } => {
                queue.extend(within(graph, node).map(|edge| edge.to).filter(|to| seen.insert(*to)));
            }
        }
    }
    first.map(|node| graph.name(node))
}

/// The most marketing mails on one way through a run; what lies on a loop is counted once.
fn most_mails(graph: &Graph<'_>, entry: usize) -> usize {
    let run = run_of(graph, entry);
    let mut missing: BTreeMap<usize, usize> = run.iter().map(|node| (*node, 0)).collect();
    for edge in run.iter().flat_map(|node| within(graph, *node)) {
        *missing.entry(edge.to).or_default() += 1;
    }
    let mut most: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue: VecDeque<usize> = missing.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    while let Some(node) = queue.pop_front() {
        let own = usize::from(graph.nodes.get(node).is_some_and(|node| node.mail));
        let here = most.get(&node).copied().unwrap_or_default() + own;
        most.insert(node, here);
        for edge in within(graph, node) {
            let there = most.entry(edge.to).or_default();
            *there = (*there).max(here);
            if let Some(count) = missing.get_mut(&edge.to) {
                *count -= 1;
                if *count == 0 {
                    queue.push_back(edge.to);
                }
            }
        }
    }
    most.values().copied().max().unwrap_or_default()
}

/// The nodes of one run.
fn run_of(graph: &Graph<'_>, entry: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([entry]);
    let mut queue = vec![entry];
    while let Some(node) = queue.pop() {
        queue.extend(within(graph, node).map(|edge| edge.to).filter(|to| seen.insert(*to)));
    }
    seen
}

/// When each node is reached, counted from the start of its run.
struct Times {
    latest: [Elapsed; 2],
    earliest: [Elapsed; 2],
}

/// The shortest time since the start of its run at which each node can be reached, for both times of day of a start.
fn earliest_elapsed(graph: &Graph<'_>, entry: usize) -> [Elapsed; 2] {
    CLOCKS.map(|clock| {
        let mut earliest = Elapsed::new();
        let mut queue = BinaryHeap::from([Reverse((0, entry))]);
        while let Some(Reverse((here, node))) = queue.pop() {
            // The first time that a node comes is its earliest.
            let Entry::Vacant(new) = earliest.entry(node) else { continue };
            new.insert(here);
            for edge in within(graph, node) {
                let there = match edge.delay {
                    Delay::Between { least, .. } => here.saturating_add(least),
                    Delay::Day { day, at } => here.max(planned(day, at, clock)),
                    Delay::FromStart { least, .. } => here.max(least),
                };
                queue.push(Reverse((there, edge.to)));
            }
        }
        earliest
    })
}

/// Time since the last mail: at least, at most.
type Since = (i64, i64);

/// Mails that certainly follow the one before them too soon, and those that certainly follow too late.
fn gaps(graph: &Graph<'_>, entry: usize) -> (Vec<Gap>, Vec<Gap>) {
    let run: Vec<usize> = run_of(graph, entry).into_iter().collect();
    let latest = latest_elapsed(graph, &run, &BTreeMap::new());
    let times = Times { latest, earliest: earliest_elapsed(graph, entry) };
    let mut close: BTreeMap<StepName, i64> = BTreeMap::new();
    let mut far: BTreeMap<StepName, i64> = BTreeMap::new();
    let is_mail = |node: usize| graph.nodes.get(node).is_some_and(|node| node.mail);
    for first in run.into_iter().filter(|node| is_mail(*node)) {
        for (mail, (least, most)) in following(graph, first, &times) {
            // Two at one moment have a finding of their own.
            if most < FEWEST_DAYS * DAY_MILLISECONDS && most > 0 {
                let known = close.entry(graph.name(mail)).or_insert(most);
                *known = (*known).max(most);
            }
            if least > MOST_DAYS * DAY_MILLISECONDS {
                let known = far.entry(graph.name(mail)).or_insert(least);
                *known = (*known).min(least);
            }
        }
    }
    let list = |found: BTreeMap<StepName, i64>| {
        found.into_iter().map(|(mail, milliseconds)| Gap { mail, milliseconds }).collect()
    };
    (list(close), list(far))
}

/// The next mails after a mail, with the time until them on all ways together.
fn following(graph: &Graph<'_>, first: usize, times: &Times) -> BTreeMap<usize, Since> {
    let mut known: BTreeMap<usize, Since> = BTreeMap::from([(first, (0, 0))]);
    let mut mails: BTreeMap<usize, Since> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    // Loops within a run are rounds of a `repeat`, which the graph has laid out: each node is settled after a few looks.
    let mut looks = graph.nodes.len().saturating_mul(4);
    while let Some(node) = queue.pop_front() {
        looks = looks.saturating_sub(1);
        if looks == 0 {
            return BTreeMap::new();
        }
        let since = known.get(&node).copied().unwrap_or_default();
        let last = graph.edges(node).len().saturating_sub(1);
        let waits_for_reaction = matches!(graph.instruction(node), Some(Instruction::Await { .. }));
        for (number, edge) in graph.edges(node).iter().enumerate().filter(|(_, edge)| !edge.enters) {
            let reaction = waits_for_reaction && number < last;
            let there = if reaction { (0, ENDLESS) } else { after(edge.delay, since, first, times) };
            let mail = graph.nodes.get(edge.to).is_some_and(|node| node.mail);
            let table = if mail { &mut mails } else { &mut known };
            let merged = table.get(&edge.to).map_or(there, |known| (known.0.min(there.0), known.1.max(there.1)));
            let new = table.insert(edge.to, merged) != Some(merged);
            if new && !mail {
                queue.push_back(edge.to);
            }
        }
    }
    mails
}

/// The time since the first mail behind an edge.
fn after(delay: Delay, since: Since, first: usize, times: &Times) -> Since {
    let (day, at) = match delay {
        Delay::Between { least, most } => {
            return (since.0.saturating_add(least), since.1.saturating_add(most).min(ENDLESS));
        }
        // How near to its date a mail belongs is a matter of the date.
        Delay::FromStart { .. } => return (since.0.saturating_add(1), ENDLESS),
        Delay::Day { day, at } => (day, at),
    };
    let of = |times: &[Elapsed; 2], clock: usize| {
        times.get(clock).and_then(|times| times.get(&first)).copied().unwrap_or_default()
    };
    let (mut least, mut most) = (ENDLESS, 0);
    for (number, clock) in CLOCKS.into_iter().enumerate() {
        let planned = planned(day, at, clock);
        least = least.min(planned.saturating_sub(of(&times.latest, number)));
        most = most.max(planned.saturating_sub(of(&times.earliest, number)));
    }
    (since.0.max(least), since.1.max(most))
}
