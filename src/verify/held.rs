//! How long `limits` can hold a mail back: until the sending hours open, over closed days and holidays, and until a cap has
//! room. What is held back comes nearer to what is counted from the start of the run.

use super::graph::{ENDLESS, Graph, longest};
use super::window::reachable;
use crate::engine::DEFAULT_CAP;
use crate::engine::civil;
use crate::ir::time::{ClockTime, Date};
use crate::ir::{Again, Closed, Instruction, Limits, Program, StartTrigger};
use std::collections::BTreeSet;

/// The first day that is looked at, and how many: the weeks of some years, with their holidays and closed days.
const FIRST_DAY: Date = Date { year: 2026, month: 1, day: 1 };
const DAYS_OF_YEARS: i64 = 6 * 366;
const DAYS_OF_A_WEEK: i64 = 8;

/// Days before and behind a closed time of one year that are looked at.
const AROUND_DAYS: i64 = 21;

/// What `limits` can do to mails.
#[derive(Debug)]
pub struct Held {
    /// The longest wait for an opening, in milliseconds.
    pub closed: i64,
    /// Caps as mails and the longest time of their window; the smallest gap is one mail in that time.
    pub caps: Vec<(usize, i64)>,
}

impl Held {
    /// By the limits of a program.
    pub fn of(limits: &Limits) -> Self {
        let default = [DEFAULT_CAP];
        let caps = if limits.caps.is_empty() { default.as_slice() } else { limits.caps.as_slice() };
        let caps = caps.iter().map(|cap| (cap.times.max(1) as usize, longest(cap.within)));
        let gap = limits.smallest_gap.map(|gap| (1, longest(gap)));
        Self { closed: longest_closed(limits), caps: caps.chain(gap).collect() }
    }

    /// The longest that a cap holds a mail back, while so many others may go first.
    pub fn by_caps(&self, others: usize) -> i64 {
        let window = self.caps.iter().map(|(_, window)| *window).max().unwrap_or(0);
        let turns = i64::try_from(others).unwrap_or(ENDLESS).saturating_add(1);
        window.saturating_add(self.closed).saturating_mul(turns).min(ENDLESS)
    }
}

/// From a closing to the next opening at most.
fn longest_closed(limits: &Limits) -> i64 {
    if limits.hours.is_none() && limits.closed.is_empty() {
        return 0;
    }
    let closing = limits.hours.map_or(ClockTime { minutes: 0 }, |hours| hours.to);
    let wait = |date: Date| {
        // Where there are no hours a closed day begins at midnight.
        let end = civil::at_local(date, closing, &limits.zone);
        civil::next_sending_time(end, &limits.zone, limits).milliseconds_since(end)
    };
    let unusual = !limits.closed.is_empty() || limits.hours.is_some_and(|hours| hours.holidays.is_some());
    let days = if unusual { DAYS_OF_YEARS } else { DAYS_OF_A_WEEK };
    let years = (0..days).map(|ahead| civil::plus_days(FIRST_DAY, ahead));
    let once = limits.closed.iter().filter_map(|closed| match closed {
        Closed::Once { from, to } => Some((*from, civil::days_between(*from, *to).clamp(0, 400))),
        Closed::Yearly { .. } => None,
    });
    let around = once.flat_map(|(from, length)| {
        (-AROUND_DAYS..=length + AROUND_DAYS).map(move |ahead| civil::plus_days(from, ahead))
    });
    years.chain(around).map(wait).max().unwrap_or(0)
}

/// Scenarios in which a run can begin beside others: by an event, a condition, a date, or by `begin` and rules.
pub fn begins_beside(program: &Program, graph: &Graph<'_>, root: usize) -> bool {
    let starts = graph.scenarios.get(root).map_or([].as_slice(), |one| one.starts.as_slice());
    let name = graph.names.get(root).copied().unwrap_or_default();
    let steps = program.scenarios.values().flat_map(|scenario| &scenario.steps);
    let begun =
        |instruction: &Instruction| matches!(instruction, Instruction::Begin { scenario, .. } if scenario == name);
    let entered = |instruction: &Instruction| {
        begun(instruction) || matches!(instruction, Instruction::GoTo { scenario } if scenario == name)
    };
    starts.iter().any(|start| start.trigger != StartTrigger::Hand)
        || steps.into_iter().any(|step| begun(&step.instruction))
        || program.rules.iter().flat_map(|rule| &rule.steps).any(|step| entered(&step.instruction))
}

/// Marketing mails that other runs can send while a mail of this scenario waits.
pub fn rivals(program: &Program, graph: &Graph<'_>, root: usize) -> usize {
    let mut sum: usize = 0;
    for other in (0..graph.scenarios.len()).filter(|other| *other != root && begins_beside(program, graph, *other)) {
        let Some(scenario) = graph.scenarios.get(other) else { continue };
        let mails = mails_of(graph, other);
        let runs = match scenario.again {
            _ if scenario.key.is_some() => usize::MAX,
            Again::Never => 1,
            Again::After(_) => 2,
            Again::Always => usize::MAX,
        };
        sum = sum.saturating_add(mails.saturating_mul(runs));
    }
    sum
}

/// Marketing mails on all ways of the runs that begin in a scenario.
pub fn mails_of(graph: &Graph<'_>, root: usize) -> usize {
    let nodes = graph.entries.get(root).map(|entry| reachable(graph, *entry)).unwrap_or_default();
    nodes.into_iter().filter(|node| graph.nodes.get(*node).is_some_and(|node| node.mail)).count()
}

/// The nodes before which the same run may have sent a mail.
pub fn behind_a_mail(graph: &Graph<'_>) -> BTreeSet<usize> {
    let mails = (0..graph.nodes.len()).filter(|node| graph.nodes.get(*node).is_some_and(|node| node.mail));
    let mut seen = BTreeSet::new();
    let mut queue: Vec<usize> = mails.flat_map(|node| graph.edges(node)).map(|edge| edge.to).collect();
    while let Some(node) = queue.pop() {
        if seen.insert(node) {
            queue.extend(graph.edges(node).iter().map(|edge| edge.to));
        }
    }
    seen
}
