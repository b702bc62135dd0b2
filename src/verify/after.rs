//! No mail after something: a search over (node, has it happened). It can happen wherever time passes.

use super::graph::{Delay, Graph};
use super::held::Held;
use super::{Course, StepName, Story, Told};
use crate::ir::{Comparison, Expression, Instruction, Program, Reaction, Scenario, StopRule, Value};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, VecDeque};

/// Stories told of one scenario: where the first cannot be played, another may.
const MOST_STORIES: usize = 6;

/// A handoff ends every run of the lead (docs/adr/0001), so only a `when` rule that hands over and then begins a scenario
/// can send a mail afterwards.
pub fn handoff(program: &Program, graph: &Graph<'_>, only: Option<&str>) -> Vec<Told> {
    let mut told = Vec::new();
    for (number, rule) in program.rules.iter().enumerate() {
        let handed_over = rule.steps.iter().position(|step| matches!(step.instruction, Instruction::Handoff { .. }));
        let Some(handed_over) = handed_over else { continue };
        let begun = rule.steps.iter().skip(handed_over).find_map(|step| {
            if let Instruction::GoTo { scenario } | Instruction::Begin { scenario, .. } = &step.instruction {
                Some(scenario.as_str())
            } else {
                None
            }
        });
        let Some(scenario) = begun.filter(|scenario| only.is_none_or(|only| only == *scenario)) else { continue };
        let Some(root) = graph.scenario(scenario) else { continue };
        let Some(entry) = graph.entries.get(root).copied() else { continue };
        let nodes = super::window::reachable(graph, entry);
        let mail = nodes.into_iter().find(|node| graph.nodes.get(*node).is_some_and(|node| node.mail));
        let Some(way) = mail.and_then(|mail| graph.way(entry, mail)) else { continue };
        let step = u32::try_from(number).unwrap_or(u32::MAX);
        let mail = graph.name(way.last().copied().unwrap_or(entry));
        let story = Story::MailAfter { at: StepName { scenario: None, step }, mail };
        let run = Course { rule: Some(step), ..graph.course(root, &way) };
        told.push(Told { story, runs: vec![run] });
    }
    told
}

/// Whether a run can send a mail after the lead did that while it was in it.
pub fn reaction(graph: &Graph<'_>, held: &Held, only: Option<&str>, reaction: &Reaction) -> Vec<Told> {
    let stories = |root: usize| {
        // A mail waits for the opening, and for room where others can fill a cap before it.
        let filled = held.caps.iter().any(|(times, _)| held.mails_of(root) > *times);
        let beside = only.is_none() && held.rivals(root) > 0;
        let may_wait = |node: usize| held.closed > 0 || beside || (filled && held.is_behind_a_mail(node));
        from(graph, root, reaction, &may_wait)
    };
    graph.roots(only).into_iter().flat_map(stories).collect()
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// The mail that the lead would react to is not sent yet.
    Impossible,
    Possible,
    Happened,
}

/// A node, and how far it is there.
type Place = (usize, Phase);

fn from(graph: &Graph<'_>, root: usize, reaction: &Reaction, may_wait: &dyn Fn(usize) -> bool) -> Vec<Told> {
    let scenario = |node: usize| graph.scenarios.get(graph.nodes.get(node)?.scenario);
    let stopped = |node: usize| scenario(node).is_some_and(|scenario| is_stopped(scenario, reaction));
    let phase = if reacted_mail(reaction).is_some() { Phase::Impossible } else { Phase::Possible };
    let Some(entry) = graph.entries.get(root).copied() else { return Vec::new() };
    let start: Place = (entry, phase);
    let mut before: BTreeMap<Place, Place> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    let mut told = Vec::new();
    while let Some(place @ (node, phase)) = queue.pop_front() {
        if phase == Phase::Happened && graph.nodes.get(node).is_some_and(|node| node.mail) {
            told.push(story(graph, root, place, &before));
            if told.len() >= MOST_STORIES {
                break;
            }
        }
        let waits = phase == Phase::Possible && graph.nodes.get(node).is_some_and(|node| node.mail) && may_wait(node);
        let while_waiting = waits.then_some((node, Phase::Happened));
        for next in next_places(graph, place, reaction, stopped(node)).into_iter().chain(while_waiting) {
            let ended = next.1 == Phase::Happened && stopped(next.0);
            if next != start && !before.contains_key(&next) && !ended {
                before.insert(next, place);
                queue.push_back(next);
            }
        }
    }
    told
}

/// The story that ends with that mail.
fn story(graph: &Graph<'_>, root: usize, end: Place, before: &BTreeMap<Place, Place>) -> Told {
    let mut places = vec![end];
    let mut at = end;
    while let Some(earlier) = before.get(&at) {
        places.push(*earlier);
        at = *earlier;
    }
    places.reverse();
    let happens = places.iter().position(|place| place.1 == Phase::Happened).unwrap_or(0).saturating_sub(1);
    let nodes: Vec<usize> = places.iter().map(|place| place.0).collect();
    let at = graph.name(nodes.get(happens).copied().unwrap_or_default());
    let run = Course { happens: Some(happens), ..graph.course(root, &nodes) };
    Told { story: Story::MailAfter { at, mail: graph.name(end.0) }, runs: vec![run] }
}

/// The mail that a reaction answers to.
fn reacted_mail(reaction: &Reaction) -> Option<&str> {
    match reaction {
        Reaction::Open { email } | Reaction::Click { email, .. } => Some(email),
        Reaction::Event { .. } | Reaction::Change { .. } => None,
    }
}

fn next_places(graph: &Graph<'_>, (node, phase): Place, reaction: &Reaction, stopped: bool) -> Vec<Place> {
    let edges = graph.edges(node);
    let sends = graph.instruction(node).and_then(Instruction::sent);
    let sent = phase == Phase::Impossible && sends.is_some() && sends == reacted_mail(reaction);
    let phase = if sent { Phase::Possible } else { phase };
    let mut next: Vec<Place> = edges.iter().map(|edge| (edge.to, phase)).collect();
    if phase != Phase::Possible || stopped {
        return next;
    }
    let arms = if let Some(Instruction::Await { arms, .. }) = graph.instruction(node) { arms.as_slice() } else { &[] };
    let taken = arms.iter().position(|arm| covers(&arm.reaction, reaction));
    match taken.and_then(|arm| edges.get(arm)) {
        // The await goes on by this arm when it happens.
        Some(edge) => next.push((edge.to, Phase::Happened)),
        None => {
            let slow = edges.iter().filter(|edge| takes_time(edge.delay));
            next.extend(slow.map(|edge| (edge.to, Phase::Happened)));
        }
    }
    next
}

const fn takes_time(delay: Delay) -> bool {
    match delay {
        Delay::Between { most, .. } | Delay::FromStart { most, .. } => most > 1,
        Delay::Day { day, .. } => day > 0,
    }
}

/// Whether the scenario's stop rules end every run when it happens.
fn is_stopped(scenario: &Scenario, reaction: &Reaction) -> bool {
    scenario.stops.iter().any(|stop| match &stop.rule {
        StopRule::On(stop) => covers(stop, reaction),
        StopRule::When(condition) => is_did(condition, reaction),
    })
}

/// Whether `wide` answers to everything that `narrow` does.
fn covers(wide: &Reaction, narrow: &Reaction) -> bool {
    match (wide, narrow) {
        (Reaction::Event { event, filter }, Reaction::Event { event: other, filter: narrow }) => {
            event == other && (filter.is_none() || filter == narrow)
        }
        (Reaction::Click { email, link }, Reaction::Click { email: other, link: narrow }) => {
            email == other && (link.is_none() || link == narrow)
        }
        (Reaction::Change { field, filter }, Reaction::Change { field: other, filter: narrow }) => {
            field == other && (filter.is_none() || filter == narrow)
        }
        (wide @ Reaction::Open { .. }, narrow) => wide == narrow,
        (Reaction::Event { .. } | Reaction::Click { .. } | Reaction::Change { .. }, _) => false,
    }
}

/// `did order`, as it is lowered: it was counted at least once.
fn is_did(condition: &Expression, reaction: &Reaction) -> bool {
    if let Expression::Or(parts) = condition {
        return parts.iter().any(|part| is_did(part, reaction));
    }
    let Expression::Compare { left, comparison, right } = condition else { return false };
    let Expression::Count { event, filter, .. } = left.as_ref() else { return false };
    let Expression::Literal(Value::Number(least)) = right.as_ref() else { return false };
    let once = match comparison {
        Comparison::GreaterOrEqual => *least <= Decimal::ONE,
        Comparison::Greater => *least < Decimal::ONE,
        Comparison::Equal | Comparison::NotEqual | Comparison::Less | Comparison::LessOrEqual => false,
    };
    let counted = Reaction::Event { event: event.clone(), filter: filter.as_deref().cloned() };
    once && covers(&counted, reaction)
}
