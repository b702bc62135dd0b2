//! How long `limits` can hold a mail back: until the sending hours open, over closed days and holidays, and until a cap has
//! room. What is held back comes nearer to what is counted from the start of the run.

use super::graph::{ENDLESS, Graph, longest};
use super::window::reachable;
use crate::engine::civil;
use crate::ir::time::{ClockTime, Date};
use crate::ir::{Again, Closed, Instruction, Limits, Program, Scenario, StartTrigger};
use std::collections::BTreeSet;

/// The first day that is looked at, and how many: the weeks of some years, with their holidays and closed days.
const FIRST_DAY: Date = Date { year: 2026, month: 1, day: 1 };
const DAYS_OF_YEARS: i64 = 6 * 366;
const DAYS_OF_A_WEEK: i64 = 8;

/// Days before and behind a closed time of one year that are looked at.
const AROUND_DAYS: i64 = 21;

/// What `limits` can do to mails, and which others they wait for. Made once for all promises: what is asked of it for each
/// scenario must not look at all the others again.
#[derive(Debug)]
pub struct Held {
    /// The longest wait for an opening, in milliseconds.
    pub closed: i64,
    /// Caps as mails and the longest time of their window; the smallest gap is one mail in that time.
    pub caps: Vec<(usize, i64)>,
    /// For each node: the same run may have sent a mail before it.
    behind_a_mail: Vec<bool>,
    /// For each scenario: what it can do to the mails of others.
    load: Vec<Load>,
    /// Mails of all scenarios whose runs are counted.
    counted: usize,
    /// Scenarios that can run any number of times beside others.
    uncounted: usize,
}

/// The marketing mails of a scenario.
#[derive(Debug, Clone, Copy)]
struct Load {
    /// On all ways of the runs that begin in it.
    mails: usize,
    /// A run can begin beside others.
    beside: bool,
    /// How many runs can send while a mail of another scenario waits; any number where `None`.
    runs: Option<usize>,
}

impl Load {
    /// The mails that others can have to wait for; any number where `None`.
    const fn on_others(self) -> Option<usize> {
        match self.runs {
            _ if !self.beside || self.mails == 0 => Some(0),
            Some(runs) => Some(self.mails.saturating_mul(runs)),
            None => None,
        }
    }
}

impl Held {
    /// By the limits of a program, whose ways are the graph.
    pub fn of(program: &Program, graph: &Graph<'_>) -> Self {
        let limits = &program.limits;
        let caps = limits.caps_in_force().iter().map(|cap| (cap.times.max(1) as usize, longest(cap.within)));
        let gap = limits.smallest_gap.map(|gap| (1, longest(gap)));
        let load = loads(program, graph);
        let on_others = || load.iter().map(|load| load.on_others());
        Self {
            closed: longest_closed(limits),
            caps: caps.chain(gap).collect(),
            behind_a_mail: behind_a_mail(graph),
            counted: on_others().flatten().fold(0, usize::saturating_add),
            uncounted: on_others().filter(Option::is_none).count(),
            load,
        }
    }

    /// Whether the same run may have sent a mail before it comes to a node.
    pub fn is_behind_a_mail(&self, node: usize) -> bool {
        self.behind_a_mail.get(node) == Some(&true)
    }

    /// Whether a run of the scenario can begin beside others: by an event, a condition, a date, or by `begin` and rules.
    pub fn begins_beside(&self, root: usize) -> bool {
        self.load.get(root).is_some_and(|load| load.beside)
    }

    /// Marketing mails on all ways of the runs that begin in the scenario.
    pub fn mails_of(&self, root: usize) -> usize {
        self.load.get(root).map_or(0, |load| load.mails)
    }

    /// Marketing mails that other runs can send while a mail of this scenario waits.
    pub fn rivals(&self, root: usize) -> usize {
        let own = self.load.get(root).map_or(Some(0), |load| load.on_others());
        if self.uncounted > usize::from(own.is_none()) {
            return usize::MAX;
        }
        self.counted - own.unwrap_or(0)
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

/// What each scenario can do to the mails of others.
fn loads(program: &Program, graph: &Graph<'_>) -> Vec<Load> {
    let steps = program.scenarios.values().flat_map(|scenario| &scenario.steps);
    let mut begun: BTreeSet<&str> = BTreeSet::new();
    for step in steps {
        if let Instruction::Begin { scenario, .. } = &step.instruction {
            begun.insert(scenario);
        }
    }
    for step in program.rules.iter().flat_map(|rule| &rule.steps) {
        if let Instruction::Begin { scenario, .. } | Instruction::GoTo { scenario } = &step.instruction {
            begun.insert(scenario);
        }
    }
    let load = |(name, (scenario, entry)): (&&str, (&&Scenario, &usize))| {
        let nodes = reachable(graph, *entry).into_iter();
        let runs = match scenario.again {
            _ if scenario.key.is_some() => None,
            Again::Never => Some(1),
            Again::After(_) => Some(2),
            Again::Always => None,
        };
        Load {
            mails: nodes.filter(|node| graph.nodes.get(*node).is_some_and(|node| node.mail)).count(),
            beside: begun.contains(name) || scenario.starts.iter().any(|start| start.trigger != StartTrigger::Hand),
            runs,
        }
    };
    graph.names.iter().zip(graph.scenarios.iter().zip(&graph.entries)).map(load).collect()
}

/// For each node: whether the same run may have sent a mail before it.
fn behind_a_mail(graph: &Graph<'_>) -> Vec<bool> {
    let mut behind = vec![false; graph.nodes.len()];
    let mails = graph.nodes.iter().filter(|node| node.mail);
    let mut queue: Vec<usize> = mails.flat_map(|node| &node.edges).map(|edge| edge.to).collect();
    while let Some(node) = queue.pop() {
        if let Some(behind) = behind.get_mut(node).filter(|behind| !**behind) {
            *behind = true;
            queue.extend(graph.edges(node).iter().map(|edge| edge.to));
        }
    }
    behind
}
