//! A scenario as a graph: its starts, the steps that can be reached, and what ends it at any time.

use super::{Aside, Direction, Edge, Graph, Kind, Node, collapse, step};
use crate::diagnostic::Text;
use crate::ir::{Again, Expression, Instruction, Program, Reaction, Rule, RuleTrigger, Scenario, Start, Step, words};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The graph of a scenario.
#[must_use]
pub fn scenario(program: &Program, name: &str) -> Option<Graph> {
    let scenario = program.scenarios.get(name)?;
    let mut graph = Graph {
        title: words::same(name),
        documentation: scenario.documentation.clone(),
        nodes: scenario.starts.iter().map(|start| start_node(program, start)).collect(),
        edges: Vec::new(),
        asides: asides(program, scenario),
        direction: Direction::Down,
    };
    let starts = graph.nodes.len();
    let numbers = add_steps(program, &scenario.steps, &mut graph);
    if let Some(first) = numbers.get(&0) {
        let from_starts = (0..starts).map(|start| Edge::plain(start, *first));
        graph.edges = from_starts.chain(graph.edges).collect();
    }
    collapse::waits(&mut graph);
    collapse::parallel(&mut graph);
    collapse::loops(&mut graph);
    Some(graph)
}

fn start_node(program: &Program, start: &Start) -> Node {
    let filter = words::start_filter(program, &start.trigger);
    let basis = start.basis.map_or_else(words::nothing, words::basis);
    let both = |one: &str, other: &str, between: &str| {
        let parts: Vec<&str> = [one, other].into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(between)
    };
    let note = Text::new(both(&filter.en, &basis.en, ", "), both(&filter.ja, &basis.ja, "、"));
    Node::new(Kind::Start, words::start(program, &start.trigger), note)
}

/// Adds the steps that can be reached, nearest first, and returns their nodes. All ways to the end lead to one node.
fn add_steps(program: &Program, steps: &[Step], graph: &mut Graph) -> BTreeMap<u32, usize> {
    let mut numbers = BTreeMap::new();
    let mut waiting = VecDeque::from([0]);
    let mut seen = BTreeSet::from([0]);
    let mut order = Vec::new();
    while let Some(at) = waiting.pop_front() {
        let Some(step) = steps.get(at as usize) else { continue };
        numbers.insert(at, graph.nodes.len());
        graph.nodes.push(step_node(program, steps, step));
        order.push((at, step));
        for to in step::ways(program, steps, step).iter().map(|way| way.to) {
            if seen.insert(to) {
                waiting.push_back(to);
            }
        }
    }
    for (at, step) in order {
        let Some(from) = numbers.get(&at).copied() else { continue };
        for way in step::ways(program, steps, step) {
            if let Some(to) = numbers.get(&way.to).copied() {
                let labels = if way.label.en.is_empty() { Vec::new() } else { vec![way.label] };
                graph.edges.push(Edge { from, to, labels, quiet: way.quiet });
            }
        }
    }
    numbers
}

fn step_node(program: &Program, steps: &[Step], step: &Step) -> Node {
    let node = step::node(program, step);
    if let Instruction::Wait { until, next } = &step.instruction {
        return Node { note: step::aside(steps, until, *next), ..node };
    }
    node
}

fn asides(program: &Program, scenario: &Scenario) -> Vec<Aside> {
    let mut asides = Vec::new();
    let mut add = |heading: Text, lines: Vec<Text>| {
        if !lines.is_empty() {
            asides.push(Aside { heading, lines });
        }
    };
    let own = scenario.stops.iter().map(|rule| words::stop_rule(program, &rule.rule));
    // A lead that gets no mail any more leaves every scenario, and so does one that is handed over.
    let stops = own.chain(program.rules.iter().filter(|rule| stops_mailing(rule)).map(|rule| told(program, rule)));
    add(Text::new("Ends at any time", "いつでも終了"), stops.collect());
    let handed_over = program.rules.iter().filter(|rule| !stops_mailing(rule) && hands_over(rule));
    add(
        Text::new("Handed over at any time", "いつでも引き渡し"),
        handed_over.map(|rule| told(program, rule)).collect(),
    );
    let sent: BTreeSet<&str> = scenario.sent().collect();
    let reacting = program.rules.iter().filter(|rule| {
        !stops_mailing(rule) && !hands_over(rule) && mails_of(&rule.trigger).iter().any(|mail| sent.contains(mail))
    });
    add(
        Text::new("On reactions to these mails", "メールへの反応で"),
        reacting.map(|rule| told(program, rule)).collect(),
    );
    add(Text::new("The same lead again", "同じ方の再開"), again(scenario));
    add(Text::new("Delays and priority", "遅れと優先"), delays(scenario));
    let figures = scenario.goals.iter().chain(&scenario.kpis).map(|goal| words::goal(program, goal));
    add(Text::new("Goals", "目標"), figures.filter(|words| !words.en.is_empty()).collect());
    add(Text::new("For", "対象"), scenario.personas.iter().map(words::same).collect());
    asides
}

/// Whether a lead may come again; nothing where it is once for all, as usual.
fn again(scenario: &Scenario) -> Vec<Text> {
    let key = scenario.key.as_ref().map(|key| Text::new(format!("a run for each {key}"), format!("{key}ごとに進む")));
    let again = match scenario.again {
        Again::Never => None,
        Again::Always => Some(Text::new("always", "何度でも")),
        Again::After(wait) => {
            let wait = words::amount(wait);
            Some(Text::new(format!("{} after the start", wait.en), format!("開始から{}後", wait.ja)))
        }
    };
    key.into_iter().chain(again).collect()
}

/// What is done with late mails, and which go first; nothing where that is as usual.
fn delays(scenario: &Scenario) -> Vec<Text> {
    let late = Some(words::late(scenario.late)).filter(|words| !words.en.is_empty());
    let priority = (scenario.priority != 0).then(|| {
        let priority = scenario.priority;
        Text::new(format!("priority {priority}"), format!("優先度 {priority}"))
    });
    late.into_iter().chain(priority).collect()
}

fn stops_mailing(rule: &Rule) -> bool {
    rule.steps.iter().any(|step| matches!(step.instruction, Instruction::StopMailing { .. }))
}

fn hands_over(rule: &Rule) -> bool {
    rule.steps.iter().any(|step| matches!(step.instruction, Instruction::Handoff { .. }))
}

/// What fires a rule, and what it does; of one that does nothing but hand over, who gets the lead.
fn told(program: &Program, rule: &Rule) -> Text {
    let trigger = words::rule_trigger(program, &rule.trigger);
    let effects = match rule.steps.first().map(|step| &step.instruction) {
        Some(Instruction::Handoff { team, .. }) => words::same(team),
        Some(_) | None => step::effects(program, &rule.steps),
    };
    Text::new(format!("{} → {}", trigger.en, effects.en), format!("{} → {}", trigger.ja, effects.ja))
}

/// Mails that a rule is about.
fn mails_of(trigger: &RuleTrigger) -> Vec<&str> {
    match trigger {
        RuleTrigger::Reaction(Reaction::Open { email } | Reaction::Click { email, .. }) => vec![email],
        RuleTrigger::Reaction(Reaction::Event { .. } | Reaction::Change { .. }) | RuleTrigger::ScoreReaches(_) => {
            vec![]
        }
        RuleTrigger::When(condition) => named_mails(condition),
    }
}

fn named_mails(expression: &Expression) -> Vec<&str> {
    if let Expression::Opened { email } | Expression::Clicked { email, .. } | Expression::Received { email } =
        expression
    {
        return vec![email];
    }
    expression.parts().into_iter().flat_map(named_mails).collect()
}
