//! Makes a graph of steps quieter: a wait on the way becomes words at the arrow, arrows between the same two boxes become
//! one, and what leads straight back to itself gets a box of its own.

use super::{Edge, Graph, Kind, Node};
use crate::diagnostic::Text;
use crate::ir::words;
use std::collections::{BTreeMap, BTreeSet};

/// Waits with one way in and one way out become words at the arrow.
pub(super) fn waits(graph: &mut Graph) {
    // Numbers of the edges that reach and leave each node; those that were joined are gone.
    let (mut into, mut out) = (vec![Vec::new(); graph.nodes.len()], vec![Vec::new(); graph.nodes.len()]);
    for (number, edge) in graph.edges.iter().enumerate() {
        for (list, node) in [(&mut out, edge.from), (&mut into, edge.to)] {
            if let Some(list) = list.get_mut(node) {
                list.push(number);
            }
        }
    }
    let mut edges: Vec<Option<Edge>> = std::mem::take(&mut graph.edges).into_iter().map(Some).collect();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Wait) {
        let (Some([before]), Some([after])) = (into.get(at).map(Vec::as_slice), out.get(at).map(Vec::as_slice)) else {
            continue;
        };
        let (before, after) = (*before, *after);
        let known = |number: usize| edges.get(number).and_then(Option::as_ref);
        let (Some(way), Some(on)) = (known(before), known(after)) else { continue };
        // Joining would make an arrow from a box to itself.
        if way.from == on.to || way.from == at {
            continue;
        }
        let lines = [&node.text, &node.note].into_iter().filter(|text| !text.en.is_empty());
        let labels = way.labels.iter().chain(lines).chain(&on.labels).cloned().collect();
        let joined = Edge { from: way.from, to: on.to, labels, quiet: way.quiet };
        // The joined edge has the number of the first, and reaches where the second did.
        if let Some(reached) = into.get_mut(joined.to) {
            for number in reached.iter_mut().filter(|number| **number == after) {
                *number = before;
            }
        }
        for (number, edge) in [(after, None), (before, Some(joined))] {
            if let Some(slot) = edges.get_mut(number) {
                *slot = edge;
            }
        }
    }
    graph.edges = edges.into_iter().flatten().collect();
    drop_lonely_waits(graph);
}

/// Takes out the waits that no arrow touches any more.
fn drop_lonely_waits(graph: &mut Graph) {
    let touched: BTreeSet<usize> = graph.edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    let stays: Vec<bool> =
        graph.nodes.iter().enumerate().map(|(at, node)| node.kind != Kind::Wait || touched.contains(&at)).collect();
    let mut numbers = Vec::with_capacity(stays.len());
    let mut next = 0;
    for stay in &stays {
        numbers.push(next);
        next += usize::from(*stay);
    }
    let mut stay = stays.iter();
    graph.nodes.retain(|_| stay.next().copied().unwrap_or(true));
    for edge in &mut graph.edges {
        edge.from = numbers.get(edge.from).copied().unwrap_or(edge.from);
        edge.to = numbers.get(edge.to).copied().unwrap_or(edge.to);
    }
}

/// Arrows between the same two boxes become one with all their words.
pub(super) fn parallel(graph: &mut Graph) {
    let mut kept: Vec<Edge> = Vec::new();
    let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for edge in std::mem::take(&mut graph.edges) {
        let place = *places.entry((edge.from, edge.to)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(known) => {
                known.quiet &= edge.quiet;
                let mut more = edge.labels.into_iter();
                if let Some(first) = more.next() {
                    let or = !known.labels.is_empty();
                    known.labels.push(if or { either(&first) } else { first });
                }
                known.labels.extend(more);
            }
            None => kept.push(edge),
        }
    }
    graph.edges = kept;
}

fn either(label: &Text) -> Text {
    Text::new(format!("or {}", label.en), format!("または{}", label.ja))
}

/// What leads straight back to itself goes by a box that says so.
pub(super) fn loops(graph: &mut Graph) {
    for edge in std::mem::take(&mut graph.edges) {
        if edge.from == edge.to {
            let around = graph.nodes.len();
            graph.nodes.push(Node::new(Kind::Wait, Text::new("again", "くり返し"), words::nothing()));
            graph.edges.push(Edge { to: around, ..edge });
            graph.edges.push(Edge::plain(around, edge.to));
        } else {
            graph.edges.push(edge);
        }
    }
}
