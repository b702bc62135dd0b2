//! How many mails can come within a time. For each mail as the first one a shortest-way search over (node, mails so far)
//! finds whether one too many can follow in time. What makes the window tightest is that the first mail is late and the
//! days that are counted from the start come early, so each is taken at its worst.

use super::graph::{Delay, ENDLESS, Graph, longest, shortest};
use super::held::Held;
use super::runs::{self, Busy};
use super::{Course, Moment, Story, Told};
use crate::ir::time::{Amount, DAY_MILLISECONDS, MINUTE_MILLISECONDS};
use crate::ir::{Cap, Instruction, Program};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Stories told of one scenario: where the first cannot be played, another may.
const MOST_STORIES: usize = 6;

/// What a promise is checked on.
#[derive(Clone, Copy)]
pub struct Plan<'a, 'p> {
    pub program: &'p Program,
    pub graph: &'a Graph<'p>,
    pub held: &'a Held,
    /// The scenario that the promise is about; all where `None`.
    pub only: Option<&'a str>,
}

/// How a lead can get more than `times` marketing mails in some time of length `within`.
pub fn too_many(plan: &Plan<'_, '_>, times: u32, within: Amount) -> Vec<Told> {
    let Plan { program, graph, .. } = *plan;
    let times = times as usize;
    let window = longest(within);
    if times >= bound_by_limits(program, window) {
        return Vec::new();
    }
    let mut told = Vec::new();
    let mut counts: Vec<Busy> = Vec::new();
    let mut longest_run = 0;
    for root in graph.roots(plan.only) {
        let search = plan.search(root, window);
        longest_run = longest_run.max(search.last_mail());
        let stories = search.witnesses(times + 1, MOST_STORIES);
        for (mails, runs) in stories {
            told.extend(
                runs.into_iter().map(|run| Told { story: Story::TooMany { mails: mails.clone() }, runs: vec![run] }),
            );
        }
        let most = (1..=times).rev().find_map(|mails| {
            let (_, runs) = search.witnesses(mails, 1).pop()?;
            Some(Busy { root, mails, run: runs.into_iter().next()? })
        });
        counts.extend(most);
    }
    // A run may begin while the last mail of the one before has only just left.
    told.extend(runs::several(plan, counts, window.saturating_add(longest_run), times));
    told
}

impl<'a, 'p> Plan<'a, 'p> {
    /// A search for mails of runs that begin in a scenario, with what hours and caps can hold back. A promise about one
    /// scenario looks at a lead who is in no other.
    fn search(&self, root: usize, window: i64) -> Search<'a, 'p> {
        let Held { closed, ref caps, .. } = *self.held;
        let rivals = if self.only.is_some() { 0 } else { self.held.rivals(root) };
        let fills = |(times, length): &(usize, i64)| {
            let most = self.with_push(root, *length, closed, closed);
            rivals > 0 || !most.witnesses(times + 1, 1).is_empty()
        };
        if !caps.iter().any(fills) {
            return self.with_push(root, window, closed, closed);
        }
        let pushed = closed.saturating_add(self.held.by_caps(rivals)).min(ENDLESS);
        self.with_push(root, window, if rivals > 0 { pushed } else { closed }, pushed)
    }

    /// Mails are held back so long: the first ones of a run, and those behind others.
    fn with_push(&self, root: usize, window: i64, first: i64, behind: i64) -> Search<'a, 'p> {
        let Self { graph, held, .. } = *self;
        let push = |node: usize| {
            let sends = graph.instruction(node).and_then(Instruction::sent);
            let mail = graph.nodes.get(node).is_some_and(|node| node.mail);
            match (mail, sends) {
                (true, _) if held.is_behind_a_mail(node) => behind,
                (true, _) => first,
                // Messages wait for the hours, too.
                (false, Some(_)) => held.closed,
                (false, None) => 0,
            }
        };
        let nodes = graph.entries.get(root).map(|entry| reachable(graph, *entry)).unwrap_or_default();
        let push: BTreeMap<usize, i64> = nodes.iter().map(|node| (*node, push(*node))).collect();
        let latest = latest_elapsed(graph, &nodes, &push);
        Search { graph, root, nodes, window, latest, push }
    }
}

/// The most mails that `limits` let through in the time, whatever the scenarios say.
fn bound_by_limits(program: &Program, window: i64) -> usize {
    let windows =
        |length: i64| usize::try_from(window.saturating_add(length - 1) / length.max(1)).unwrap_or(usize::MAX);
    let cap = |cap: &Cap| {
        // A calendar day is no window of 24 hours: a time of seven days touches eight of them.
        let calendar_day = usize::from(cap.within == Cap::CALENDAR_DAY);
        windows(shortest(cap.within)).saturating_add(calendar_day).saturating_mul(cap.times as usize)
    };
    let gap = program.limits.smallest_gap.map(|gap| windows(shortest(gap)));
    program.limits.caps_in_force().iter().map(cap).chain(gap).min().unwrap_or(usize::MAX)
}

/// The time since the start of its run at which each node is reached, in milliseconds.
pub type Elapsed = BTreeMap<usize, i64>;

/// The longest time since the start of its run at which each of the nodes can be reached, for a start at midnight and for
/// one just before midnight: `at 9:00` is nearer to the second. The nodes are all those of their runs.
///
/// `push` is how long each node holds a run back beyond what it plans; nothing for nodes that it does not have.
pub fn latest_elapsed(graph: &Graph<'_>, nodes: &[usize], push: &BTreeMap<usize, i64>) -> [Elapsed; 2] {
    let inner = |node: usize| graph.edges(node).iter().filter(|edge| !edge.enters);
    let mut sources: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    for edge in nodes.iter().flat_map(|node| inner(*node)) {
        *sources.entry(edge.to).or_default() += 1;
    }
    CLOCKS.map(|clock| {
        let mut latest: Elapsed = nodes.iter().map(|node| (*node, 0)).collect();
        let mut missing = sources.clone();
        let ready = missing.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node);
        let mut queue: VecDeque<usize> = ready.collect();
        while let Some(node) = queue.pop_front() {
            let here = latest.get(&node).copied().unwrap_or_default();
            let held = push.get(&node).copied().unwrap_or_default();
            for edge in inner(node) {
                let there = match edge.delay {
                    Delay::Between { most, .. } => here.saturating_add(most).saturating_add(held).min(ENDLESS),
                    Delay::Day { day, at } => here.max(planned(day, at, clock)),
                    Delay::FromStart { most, .. } => here.max(most),
                };
                if let (Some(latest), Some(count)) = (latest.get_mut(&edge.to), missing.get_mut(&edge.to)) {
                    *latest = (*latest).max(there);
                    *count -= 1;
                    if *count == 0 {
                        queue.push_back(edge.to);
                    }
                }
            }
        }
        // What lies on or behind a loop within a run can be reached at any time.
        for node in missing.into_iter().filter(|(_, count)| *count > 0).map(|(node, _)| node) {
            latest.insert(node, ENDLESS);
        }
        latest
    })
}

/// Time of day of a start, in milliseconds: the two that are worst.
pub const CLOCKS: [i64; 2] = [0, DAY_MILLISECONDS - MINUTE_MILLISECONDS];

/// When `day N [at T]` is, from a start at that time of day.
pub fn planned(day: u32, at: Option<crate::ir::time::ClockTime>, clock: i64) -> i64 {
    let days = i64::from(day) * DAY_MILLISECONDS;
    at.map_or(days, |at| days + i64::from(at.minutes) * MINUTE_MILLISECONDS - clock)
}

/// A search for mails of the runs that begin in one scenario.
struct Search<'g, 'p> {
    graph: &'g Graph<'p>,
    root: usize,
    /// The nodes that such runs can come to, nearest first.
    nodes: Vec<usize>,
    window: i64,
    latest: [Elapsed; 2],
    /// How long each node can be held back.
    push: BTreeMap<usize, i64>,
}

/// Where a search stands: time since the first mail, and the start of the run (before the first mail: negative).
type Times = (i64, i64);

/// A node and the mails so far.
type Place = (usize, usize);

impl Search<'_, '_> {
    /// Stories of runs with so many mails in the time, each with the runs to play: one that comes to the
    /// first mail late, and one that comes there by the fewest steps.
    fn witnesses(&self, count: usize, most: usize) -> Vec<(Vec<Moment>, Vec<Course>)> {
        let Some(first) = self.nodes.first().copied() else { return Vec::new() };
        let mut found = Vec::new();
        for source in self.nodes.iter().copied().filter(|node| self.is_mail(*node)) {
            for (clock, latest) in CLOCKS.into_iter().zip(&self.latest) {
                let Some((mails, nodes)) = self.from(source, count, clock, latest) else { continue };
                let mut runs: Vec<Course> = Vec::new();
                for way in [self.late_way(first, source, clock, latest), self.graph.way(first, source)] {
                    let before = way.unwrap_or_default();
                    let way: Vec<usize> = before.iter().chain(nodes.iter().skip(1)).copied().collect();
                    let first_mail = before.len().saturating_sub(1);
                    let run = Course { first_mail, ..self.graph.course(self.root, &way) };
                    if !before.is_empty() && !runs.contains(&run) {
                        runs.push(run);
                    }
                }
                found.push((mails, runs));
                if found.len() >= most {
                    return found;
                }
                break;
            }
        }
        found
    }

    /// The way within one run that takes longest, where its time is known.
    fn late_way(&self, first: usize, source: usize, clock: i64, latest: &Elapsed) -> Option<Vec<usize>> {
        let time = |node: usize| latest.get(&node).copied();
        let mut way = vec![source];
        let mut at = source;
        while at != first {
            let here = time(at).filter(|time| *time < ENDLESS)?;
            let leads = |from: &usize| {
                let edges = self.graph.edges(*from).iter().filter(|edge| edge.to == at && !edge.enters);
                edges.into_iter().any(|edge| match edge.delay {
                    Delay::Between { most, .. } => {
                        let held = self.pushed(*from);
                        time(*from).map(|time| time.saturating_add(most).saturating_add(held)) == Some(here)
                    }
                    Delay::Day { day, at } => time(*from).map(|time| time.max(planned(day, at, clock))) == Some(here),
                    Delay::FromStart { most, .. } => time(*from).map(|time| time.max(most)) == Some(here),
                })
            };
            at = self.nodes.iter().copied().find(|from| !way.contains(from) && leads(from))?;
            way.push(at);
        }
        way.reverse();
        Some(way)
    }

    fn pushed(&self, node: usize) -> i64 {
        self.push.get(&node).copied().unwrap_or_default()
    }

    /// How long the mail of a node can wait before it leaves: at the gate, and for the winner of its trial.
    fn leaves_late(&self, node: usize) -> i64 {
        self.pushed(node).saturating_add(self.graph.trial_wait(node))
    }

    /// The longest time from the start of a run to its last mail.
    fn last_mail(&self) -> i64 {
        let latest = |node: usize| self.latest.iter().filter_map(|latest| latest.get(&node)).max().copied();
        let time = |node: usize| latest(node).unwrap_or_default().saturating_add(self.leaves_late(node)).min(ENDLESS);
        let mails = self.nodes.iter().copied().filter(|node| self.is_mail(*node));
        mails.map(time).max().unwrap_or_default()
    }

    fn is_mail(&self, node: usize) -> bool {
        self.graph.nodes.get(node).is_some_and(|node| node.mail)
    }

    fn from(&self, source: usize, count: usize, clock: i64, latest: &Elapsed) -> Option<(Vec<Moment>, Vec<usize>)> {
        // The first mail leaves as late as it can, so that what is counted from the start comes soon behind it.
        let late = latest.get(&source).copied().unwrap_or_default().saturating_add(self.leaves_late(source));
        let start = -late.min(ENDLESS);
        let mut best: BTreeMap<Place, Times> = BTreeMap::from([((source, 1), (0, start))]);
        let mut before: BTreeMap<Place, Place> = BTreeMap::new();
        let mut queue = BinaryHeap::from([Reverse((0_i64, source, 1_usize))]);
        while let Some(Reverse((time, node, mails))) = queue.pop() {
            if mails >= count {
                return Some(self.story((node, mails), &before, &best));
            }
            let Some((now, start)) = best.get(&(node, mails)).copied().filter(|(now, _)| *now == time) else {
                continue;
            };
            for edge in self.graph.edges(node) {
                let there = match edge.delay {
                    Delay::Between { least, .. } => now.saturating_add(least),
                    Delay::Day { day, at } => now.max(start.saturating_add(planned(day, at, clock))),
                    Delay::FromStart { least, .. } => now.max(start.saturating_add(least)),
                };
                if there >= self.window {
                    continue;
                }
                let place = (edge.to, mails + usize::from(self.is_mail(edge.to)));
                let start = if edge.enters { there } else { start };
                if best.get(&place).is_none_or(|known| there < known.0) {
                    best.insert(place, (there, start));
                    before.insert(place, (node, mails));
                    queue.push(Reverse((there, place.0, place.1)));
                }
            }
        }
        None
    }

    /// The mails up to a place, and all nodes on the way.
    fn story(
        &self,
        end: Place,
        before: &BTreeMap<Place, Place>,
        best: &BTreeMap<Place, Times>,
    ) -> (Vec<Moment>, Vec<usize>) {
        let (mut mails, mut nodes) = (Vec::new(), Vec::new());
        let mut at = Some(end);
        while let Some(place) = at {
            nodes.push(place.0);
            if self.is_mail(place.0) {
                let milliseconds = best.get(&place).map_or(0, |(time, _)| *time);
                mails.push(Moment { step: self.graph.name(place.0), milliseconds });
            }
            at = before.get(&place).copied();
        }
        mails.reverse();
        nodes.reverse();
        (mails, nodes)
    }
}

/// All nodes that a run from there can come to, nearest first.
pub fn reachable(graph: &Graph<'_>, from: usize) -> Vec<usize> {
    let mut seen = BTreeSet::from([from]);
    let mut order = vec![from];
    let mut at = 0;
    while let Some(node) = order.get(at).copied() {
        for edge in graph.edges(node) {
            if seen.insert(edge.to) {
                order.push(edge.to);
            }
        }
        at += 1;
    }
    order
}
