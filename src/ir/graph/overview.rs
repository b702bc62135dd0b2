//! The workspace as a graph: what starts each scenario, which rules there are, and how leads get from one scenario to
//! another and to sales.

use super::{Edge, Graph, Kind, Node, collapse};
use crate::diagnostic::Text;
use crate::ir::{Instruction, Program, Rule, Scenario, Step, words};
use std::collections::BTreeMap;

/// The graph of the workspace.
#[must_use]
pub fn overview(program: &Program) -> Graph {
    let graph = Graph {
        title: Text::new("All scenarios", "シナリオの全体図"),
        documentation: None,
        nodes: vec![],
        edges: vec![],
        asides: vec![],
    };
    let mut view =
        View { program, graph, scenarios: BTreeMap::new(), teams: BTreeMap::new(), triggers: BTreeMap::new() };
    for (name, scenario) in &program.scenarios {
        view.starts(name, scenario);
    }
    for rule in &program.rules {
        view.rule(rule);
    }
    for (name, scenario) in &program.scenarios {
        let from = view.scenario(name);
        view.leads_to(from, &scenario.steps);
    }
    collapse::parallel(&mut view.graph);
    collapse::loops(&mut view.graph);
    view.graph
}

/// Teams that a rule hands over to.
pub(super) fn teams(rule: &Rule) -> Vec<&str> {
    rule.steps.iter().filter_map(|step| target(&step.instruction)).filter_map(|target| target.team()).collect()
}

/// Where a step sends a lead.
enum Target<'p> {
    Team(&'p str),
    GoTo(&'p str),
    Begin(&'p str),
}

impl<'p> Target<'p> {
    const fn team(&self) -> Option<&'p str> {
        match self {
            Self::Team(team) => Some(team),
            Self::GoTo(_) | Self::Begin(_) => None,
        }
    }
}

fn target(instruction: &Instruction) -> Option<Target<'_>> {
    match instruction {
        Instruction::Handoff { team, .. } => Some(Target::Team(team)),
        Instruction::Begin { scenario, .. } => Some(Target::Begin(scenario)),
        Instruction::GoTo { scenario } => Some(Target::GoTo(scenario)),
        Instruction::Send { .. }
        | Instruction::Wait { .. }
        | Instruction::Await { .. }
        | Instruction::Branch { .. }
        | Instruction::Choose { .. }
        | Instruction::Split { .. }
        | Instruction::Repeat { .. }
        | Instruction::Notify { .. }
        | Instruction::Call { .. }
        | Instruction::Audience { .. }
        | Instruction::StopMailing { .. }
        | Instruction::Set { .. }
        | Instruction::Score { .. }
        | Instruction::End { .. } => None,
    }
}

/// The graph under construction, and what has been drawn already.
struct View<'p> {
    program: &'p Program,
    graph: Graph,
    scenarios: BTreeMap<String, usize>,
    teams: BTreeMap<String, usize>,
    /// By their English words: two scenarios with the same start share its box.
    triggers: BTreeMap<(String, String), usize>,
}

impl View<'_> {
    fn add(&mut self, node: Node) -> usize {
        self.graph.nodes.push(node);
        self.graph.nodes.len() - 1
    }

    fn trigger(&mut self, text: Text, note: Text) -> usize {
        let key = (text.en.clone(), note.en.clone());
        if let Some(known) = self.triggers.get(&key) {
            return *known;
        }
        let added = self.add(Node::new(Kind::Start, text, note));
        self.triggers.insert(key, added);
        added
    }

    fn starts(&mut self, name: &str, scenario: &Scenario) {
        for start in &scenario.starts {
            let text = words::start(self.program, &start.trigger);
            let from = self.trigger(text, words::start_filter(self.program, &start.trigger));
            let to = self.scenario(name);
            self.graph.edges.push(Edge::plain(from, to));
        }
        self.scenario(name);
    }

    fn rule(&mut self, rule: &Rule) {
        let from = self.trigger(words::rule_trigger(self.program, &rule.trigger), words::nothing());
        self.leads_to(from, &rule.steps);
    }

    fn scenario(&mut self, name: &str) -> usize {
        if let Some(known) = self.scenarios.get(name) {
            return *known;
        }
        let note = self.program.scenarios.get(name).map_or_else(words::nothing, |scenario| summary(&scenario.steps));
        let added = self.add(Node::new(Kind::Scenario, words::same(name), note));
        self.scenarios.insert(name.to_owned(), added);
        added
    }

    fn team(&mut self, name: &str) -> usize {
        if let Some(known) = self.teams.get(name) {
            return *known;
        }
        let answer = self.program.teams.get(name).and_then(|team| team.answer.as_ref());
        let note = answer.map_or_else(words::nothing, |answer| {
            let within = words::amount(answer.within);
            Text::new(format!("answers within {}", within.en), format!("{}以内に対応", within.ja))
        });
        let added = self.add(Node::new(Kind::Handoff, words::same(name), note));
        self.teams.insert(name.to_owned(), added);
        added
    }

    /// Arrows to all scenarios and teams that the steps send a lead to, one for each.
    fn leads_to(&mut self, from: usize, steps: &[Step]) {
        for step in steps {
            let (to, quiet) = match target(&step.instruction) {
                Some(Target::Team(team)) => (self.team(team), false),
                Some(Target::GoTo(scenario)) => (self.scenario(scenario), false),
                // Dashed: the lead goes on here, too.
                Some(Target::Begin(scenario)) => (self.scenario(scenario), true),
                None => continue,
            };
            let edge = Edge { quiet, ..Edge::plain(from, to) };
            if !self.graph.edges.contains(&edge) {
                self.graph.edges.push(edge);
            }
        }
    }
}

/// How many mails a scenario has.
fn summary(steps: &[Step]) -> Text {
    let mails = steps.iter().filter(|step| matches!(step.instruction, Instruction::Send { .. })).count();
    let plural = if mails == 1 { "" } else { "s" };
    Text::new(format!("{mails} email{plural}"), format!("メール{mails}通"))
}
