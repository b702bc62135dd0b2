//! The ways of all runs as one graph. A node is a step together with the rounds of the `repeat`s around it, so that
//! counted loops become straight ways; edges say how much time they take.

use super::StepName;
use super::anchored::{Anchored, anchored};
use crate::ir::time::{Amount, ClockTime, DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS, Unit};
use crate::ir::{Instruction, Moment, MomentBase, Otherwise, Program, Scenario};
use std::collections::BTreeMap;

/// Most nodes: beyond them a workspace is followed only in part, and what is left out is not checked. A scenario of 300
/// steps has some hundred; nested `repeat`s of 100 rounds each come here.
pub const MAX_NODES: usize = 100_000;

/// "Any time": an edge whose longest time nobody can say.
pub const ENDLESS: i64 = i64::MAX / 4;

/// What an edge takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// From `least` to `most` milliseconds.
    Between { least: i64, most: i64 },
    /// Until that day after the start of the run; nothing where it is past.
    Day { day: u32, at: Option<ClockTime> },
    /// Until a moment that lies so many milliseconds after the start of the run; nothing where it is past.
    FromStart { least: i64, most: i64 },
}

impl Delay {
    const NONE: Self = Self::Between { least: 0, most: 0 };
}

/// An edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub to: usize,
    pub delay: Delay,
    /// It begins another run: `go to`.
    pub enters: bool,
}

/// A node.
#[derive(Debug)]
pub struct Node {
    /// Number of the scenario.
    pub scenario: usize,
    /// The step.
    pub step: u32,
    /// Rounds of each `repeat` around it, by the step that counts them.
    rounds: Vec<(u32, u32)>,
    /// It sends a marketing mail.
    pub mail: bool,
    pub edges: Vec<Edge>,
}

/// What tells nodes apart: scenario, step, rounds.
type Key = (usize, u32, Vec<(u32, u32)>);

/// All runs.
#[derive(Debug)]
pub struct Graph<'p> {
    program: &'p Program,
    pub names: Vec<&'p str>,
    pub scenarios: Vec<&'p Scenario>,
    pub nodes: Vec<Node>,
    /// First node of each scenario.
    pub entries: Vec<usize>,
    numbers: BTreeMap<Key, usize>,
    /// The date of the lead around which each scenario lives.
    dates: Vec<Option<Anchored<'p>>>,
}

impl<'p> Graph<'p> {
    /// Follows every scenario of the program.
    pub fn of(program: &'p Program) -> Self {
        let mut graph = Self {
            program,
            names: program.scenarios.keys().map(String::as_str).collect(),
            scenarios: program.scenarios.values().collect(),
            nodes: Vec::new(),
            entries: Vec::new(),
            numbers: BTreeMap::new(),
            dates: anchored(program),
        };
        for scenario in 0..graph.scenarios.len() {
            let entry = graph.node(scenario, 0, Vec::new());
            graph.entries.push(entry);
        }
        let mut at = 0;
        while at < graph.nodes.len() {
            graph.follow(at);
            at += 1;
        }
        graph
    }

    /// The name of a node's step.
    pub fn name(&self, node: usize) -> StepName {
        let scenario = self.nodes.get(node).and_then(|node| self.names.get(node.scenario));
        StepName {
            scenario: scenario.map(|name| (*name).to_owned()),
            step: self.nodes.get(node).map_or(0, |node| node.step),
        }
    }

    /// The instruction of a node.
    pub fn instruction(&self, node: usize) -> Option<&'p Instruction> {
        let node = self.nodes.get(node)?;
        let scenario: &'p Scenario = self.scenarios.get(node.scenario)?;
        scenario.steps.get(node.step as usize).map(|step| &step.instruction)
    }

    /// How long the mail of a node can wait for the winner of its trial, in milliseconds.
    pub fn trial_wait(&self, node: usize) -> i64 {
        let sent = self.instruction(node).and_then(Instruction::sent);
        let trial = sent.and_then(|email| self.program.emails.get(email)).and_then(|email| email.trial);
        trial.map_or(0, |trial| longest(trial.after))
    }

    /// Edges of a node.
    pub fn edges(&self, node: usize) -> &[Edge] {
        self.nodes.get(node).map_or(&[], |node| node.edges.as_slice())
    }

    /// A run that begins in a scenario and takes these nodes.
    pub fn course(&self, scenario: usize, nodes: &[usize]) -> super::Course {
        super::Course {
            scenario: self.names.get(scenario).map(|name| (*name).to_owned()).unwrap_or_default(),
            rule: None,
            steps: nodes.iter().map(|node| self.name(*node)).collect(),
            first_mail: 0,
            happens: None,
        }
    }

    /// The way with the fewest steps from one node to another, both included.
    pub fn way(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut before = BTreeMap::from([(from, from)]);
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                let mut way = vec![to];
                let mut at = to;
                while let Some(earlier) = before.get(&at).filter(|_| at != from) {
                    way.push(*earlier);
                    at = *earlier;
                }
                way.reverse();
                return Some(way);
            }
            for edge in self.edges(node) {
                if let std::collections::btree_map::Entry::Vacant(new) = before.entry(edge.to) {
                    new.insert(node);
                    queue.push_back(edge.to);
                }
            }
        }
        None
    }

    /// Scenarios that a promise speaks of: one, or all that can begin.
    pub fn roots(&self, only: Option<&str>) -> Vec<usize> {
        match only {
            Some(name) => self.scenario(name).into_iter().collect(),
            None => (0..self.scenarios.len()).collect(),
        }
    }

    /// Number of the scenario of that name.
    pub fn scenario(&self, name: &str) -> Option<usize> {
        self.program.scenarios.get_index_of(name)
    }

    fn node(&mut self, scenario: usize, step: u32, rounds: Vec<(u32, u32)>) -> usize {
        let key = (scenario, step, rounds);
        if let Some(known) = self.numbers.get(&key) {
            return *known;
        }
        let number = self.nodes.len();
        let rounds = key.2.clone();
        self.nodes.push(Node { scenario, step, rounds, mail: false, edges: Vec::new() });
        self.numbers.insert(key, number);
        number
    }

    fn follow(&mut self, at: usize) {
        let Some(node) = self.nodes.get(at) else { return };
        let (scenario, step, rounds) = (node.scenario, node.step, node.rounds.clone());
        let Some(instruction) = self.instruction(at) else { return };
        let sent = instruction.sent().and_then(|email| self.program.emails.get(email));
        let mail = sent.is_some_and(|email| !email.transactional);
        let mut edges = Vec::new();
        let date = self.dates.get(scenario).and_then(Option::as_ref);
        for way in ways(self.program, date, instruction, step, &rounds) {
            if self.nodes.len() >= MAX_NODES {
                break;
            }
            let to = match &way.to {
                Target::Step(next) => self.node(scenario, *next, way.rounds),
                Target::Scenario(name) => match self.scenario(name) {
                    Some(other) => self.node(other, 0, Vec::new()),
                    None => continue,
                },
            };
            edges.push(Edge { to, delay: way.delay, enters: matches!(way.to, Target::Scenario(_)) });
        }
        if let Some(node) = self.nodes.get_mut(at) {
            (node.mail, node.edges) = (mail, edges);
        }
    }
}

enum Target {
    Step(u32),
    Scenario(String),
}

struct Way {
    to: Target,
    delay: Delay,
    rounds: Vec<(u32, u32)>,
}

/// Where a step can lead.
fn ways(
    program: &Program,
    date: Option<&Anchored<'_>>,
    instruction: &Instruction,
    step: u32,
    rounds: &[(u32, u32)],
) -> Vec<Way> {
    let to = |next: u32, delay: Delay| Way { to: Target::Step(next), delay, rounds: rounds.to_vec() };
    let at_once = |next: u32| to(next, Delay::NONE);
    match instruction {
        // Where others try the variants of the mail first, it may leave so much later.
        Instruction::Send { email, next, .. } => {
            let trial = program.emails.get(email).and_then(|email| email.trial);
            vec![to(*next, Delay::Between { least: 0, most: trial.map_or(0, |trial| longest(trial.after)) })]
        }
        Instruction::Set { next, .. }
        | Instruction::Score { next, .. }
        | Instruction::Begin { next, .. }
        | Instruction::Notify { next, .. }
        | Instruction::Call { next, .. }
        | Instruction::Audience { next, .. } => vec![at_once(*next)],
        Instruction::Wait { until, next } => {
            wait_ways(date, until, *next).into_iter().map(|(next, delay)| to(next, delay)).collect()
        }
        Instruction::Await { limit, arms, otherwise } => {
            // A reaction takes a moment at least: it is never at the same instant as what it answers.
            let met = Delay::Between { least: 1, most: longest(*limit) };
            let late = Delay::Between { least: shortest(*limit), most: longest(*limit) };
            arms.iter().map(|arm| to(arm.then, met)).chain([to(*otherwise, late)]).collect()
        }
        Instruction::Branch { then, otherwise, .. } => vec![at_once(*then), at_once(*otherwise)],
        Instruction::Choose { cases, otherwise, .. } => {
            cases.iter().map(|case| at_once(case.then)).chain([at_once(*otherwise)]).collect()
        }
        Instruction::Split { arms } => arms.iter().map(|arm| at_once(arm.then)).collect(),
        Instruction::Repeat { times, until, body, next } => {
            let done = rounds.iter().find(|(counter, _)| *counter == step).map_or(0, |(_, done)| *done);
            let others = || rounds.iter().filter(|(counter, _)| *counter != step).copied();
            let mut ways = Vec::new();
            if done < *times {
                let rounds = others().chain([(step, done + 1)]).collect();
                ways.push(Way { to: Target::Step(*body), delay: Delay::NONE, rounds });
            }
            if done >= *times || until.is_some() {
                ways.push(Way { to: Target::Step(*next), delay: Delay::NONE, rounds: others().collect() });
            }
            ways
        }
        Instruction::GoTo { scenario } => {
            vec![Way { to: Target::Scenario(scenario.clone()), delay: Delay::NONE, rounds: Vec::new() }]
        }
        Instruction::Handoff { .. } | Instruction::StopMailing { .. } | Instruction::End { .. } => Vec::new(),
    }
}

/// Ways on from a wait. Where the moment is past or missing the author's `else` leads on, which counts as a moment, too.
fn wait_ways(date: Option<&Anchored<'_>>, moment: &Moment, next: u32) -> Vec<(u32, Delay)> {
    let day = DAY_MILLISECONDS;
    let delay = match &moment.base {
        MomentBase::Here(amount) => {
            let more = if moment.at.is_some() { day } else { 0 };
            Delay::Between { least: shortest(*amount), most: longest(*amount).saturating_add(more) }
        }
        MomentBase::Day(number) => Delay::Day { day: *number, at: moment.at },
        MomentBase::Around { .. } | MomentBase::Date(_) => {
            let from_start = date.and_then(|date| date.since_start(&moment.base, moment.at));
            let any = Delay::Between { least: 1, most: ENDLESS };
            from_start.map_or(any, |(least, most)| Delay::FromStart { least, most })
        }
        MomentBase::Next(_) => Delay::Between { least: 1, most: if moment.at.is_some() { 8 * day } else { 7 * day } },
    };
    let mut ways = vec![(next, delay)];
    for way in [moment.if_past, moment.if_missing] {
        if let Otherwise::Skip(step) = way
            && step != next
            && !ways.iter().any(|(to, _)| *to == step)
        {
            ways.push((step, Delay::Between { least: 1, most: 1 }));
        }
    }
    ways
}

/// The shortest time that an amount can be, in milliseconds: February, and business days in a row.
pub fn shortest(amount: Amount) -> i64 {
    let unit = match amount.unit {
        Unit::Minute => MINUTE_MILLISECONDS,
        Unit::Hour => HOUR_MILLISECONDS,
        Unit::Day | Unit::BusinessDay => DAY_MILLISECONDS,
        Unit::Week => 7 * DAY_MILLISECONDS,
        Unit::Month => 28 * DAY_MILLISECONDS,
        Unit::Year => 365 * DAY_MILLISECONDS,
    };
    unit.saturating_mul(i64::from(amount.count)).min(ENDLESS)
}

/// The longest time that an amount can be, apart from changes of the clock.
pub fn longest(amount: Amount) -> i64 {
    let unit = match amount.unit {
        Unit::Day => DAY_MILLISECONDS,
        Unit::Minute | Unit::Hour | Unit::BusinessDay | Unit::Week | Unit::Month | Unit::Year => {
            return amount.longest_milliseconds().min(ENDLESS);
        }
    };
    unit.saturating_mul(i64::from(amount.count)).min(ENDLESS)
}
