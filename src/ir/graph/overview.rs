//! The workspace as a graph: what starts each scenario, which rules there are, and how leads get from one scenario to
//! another and to sales.

use super::{Direction, Edge, Graph, Kind, Node, collapse, step};
use crate::diagnostic::Text;
use crate::ir::{Instruction, Program, Rule, Scenario, StartTrigger, Step, words};
use std::collections::{BTreeMap, BTreeSet};

/// The graph of the workspace.
#[must_use]
pub fn overview(program: &Program) -> Graph {
    let graph = Graph {
        title: Text::new("All scenarios", "シナリオの全体図"),
        documentation: None,
        nodes: vec![],
        edges: vec![],
        asides: vec![],
        direction: Direction::Across,
    };
    let mut view = View { program, graph, scenarios: BTreeMap::new(), teams: BTreeMap::new(), others: BTreeMap::new() };
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

/// Where a step sends a lead, or who is told.
enum Target<'p> {
    Team(&'p str),
    Told(&'p str),
    GoTo(&'p str),
    Begin(&'p str),
}

fn target(instruction: &Instruction) -> Option<Target<'_>> {
    match instruction {
        Instruction::Handoff { team, .. } => Some(Target::Team(team)),
        Instruction::Notify { team, .. } => Some(Target::Told(team)),
        Instruction::Begin { scenario, .. } => Some(Target::Begin(scenario)),
        Instruction::GoTo { scenario } => Some(Target::GoTo(scenario)),
        Instruction::Send { .. }
        | Instruction::Wait { .. }
        | Instruction::Await { .. }
        | Instruction::Branch { .. }
        | Instruction::Choose { .. }
        | Instruction::Split { .. }
        | Instruction::Repeat { .. }
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
    /// By kind and English words: two scenarios with the same start share its box, as do two rules that do the same.
    others: BTreeMap<(Kind, String, String), usize>,
}

impl View<'_> {
    fn add(&mut self, node: Node) -> usize {
        self.graph.nodes.push(node);
        self.graph.nodes.len() - 1
    }

    fn shared(&mut self, kind: Kind, text: Text, note: Text) -> usize {
        let key = (kind, text.en.clone(), note.en.clone());
        if let Some(known) = self.others.get(&key) {
            return *known;
        }
        let added = self.add(Node::new(kind, text, note));
        self.others.insert(key, added);
        added
    }

    fn starts(&mut self, name: &str, scenario: &Scenario) {
        for start in scenario.starts.iter().filter(|start| start.trigger != StartTrigger::Hand) {
            let text = words::start(self.program, &start.trigger);
            let from = self.shared(Kind::Start, text, words::start_filter(self.program, &start.trigger));
            let to = self.scenario(name);
            self.graph.edges.push(Edge::plain(from, to));
        }
        self.scenario(name);
    }

    fn rule(&mut self, rule: &Rule) {
        let from = self.shared(Kind::Start, words::rule_trigger(self.program, &rule.trigger), words::nothing());
        self.leads_to(from, &rule.steps);
        let own = rule.steps.iter().filter(|step| target(&step.instruction).is_none());
        let effects = step::effects(self.program, &own.cloned().collect::<Vec<_>>());
        if !effects.en.is_empty() {
            let to = self.shared(Kind::Action, effects, words::nothing());
            self.graph.edges.push(Edge::plain(from, to));
        }
    }

    fn scenario(&mut self, name: &str) -> usize {
        if let Some(known) = self.scenarios.get(name) {
            return *known;
        }
        let note =
            self.program.scenarios.get(name).map_or_else(words::nothing, |scenario| summary(self.program, scenario));
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
            // Dashed where the lead goes on here, too.
            let (to, quiet, label) = match target(&step.instruction) {
                Some(Target::Team(team)) => (self.team(team), false, Text::new("handed over", "引き渡し")),
                Some(Target::Told(team)) => (self.team(team), true, Text::new("told", "連絡")),
                Some(Target::GoTo(scenario)) => (self.scenario(scenario), false, Text::new("goes on", "移る")),
                Some(Target::Begin(scenario)) => {
                    (self.scenario(scenario), true, Text::new("begins, too", "同時に開始"))
                }
                None => continue,
            };
            let edge = Edge { quiet, labels: vec![label], ..Edge::plain(from, to) };
            if !self.graph.edges.contains(&edge) {
                self.graph.edges.push(edge);
            }
        }
    }
}

/// How many different mails and messages a scenario has, and whether someone starts it: that needs no box of its own.
fn summary(program: &Program, scenario: &Scenario) -> Text {
    let sent: BTreeSet<&str> = scenario.sent().collect();
    let messages = sent.iter().filter(|name| program.messages.contains_key(**name)).count();
    let counted = |count: usize, en: &str, ja: &str| {
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| Text::new(format!("{count} {en}{plural}"), format!("{ja}{count}通")))
    };
    let by_hand = scenario.starts.iter().find(|start| start.trigger == StartTrigger::Hand);
    let parts: Vec<Text> = counted(sent.len() - messages, "email", "メール")
        .into_iter()
        .chain(counted(messages, "message", "メッセージ"))
        .chain(by_hand.map(|start| words::start(program, &start.trigger)))
        .collect();
    let joined = |pick: fn(&Text) -> &str, between: &str| parts.iter().map(pick).collect::<Vec<_>>().join(between);
    Text::new(joined(|text| &text.en, ", "), joined(|text| &text.ja, "・"))
}
