//! Makes a graph of steps quieter: a wait on the way becomes words at the arrow, arrows between the same two boxes become
//! one, and what leads straight back to itself gets a box of its own.

use super::{Edge, Graph, Kind, Node};
use crate::diagnostic::Text;
use crate::ir::words;

/// Waits with one way in and one way out become words at the arrow.
pub(super) fn waits(graph: &mut Graph) {
    for at in 0..graph.nodes.len() {
        let Some(node) = graph.nodes.get(at).filter(|node| node.kind == Kind::Wait) else { continue };
        let lines: Vec<Text> =
            [&node.text, &node.note].into_iter().filter(|text| !text.en.is_empty()).cloned().collect();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (number, edge) in graph.edges.iter().enumerate() {
            if edge.to == at {
                before.push(number);
            }
            if edge.from == at {
                after.push(number);
            }
        }
        let ([before], [after]) = (before.as_slice(), after.as_slice()) else { continue };
        let (Some(into), Some(on)) = (graph.edges.get(*before), graph.edges.get(*after)) else { continue };
        // Joining would make an arrow from a box to itself.
        if into.from == on.to || into.from == at {
            continue;
        }
        let labels = into.labels.iter().chain(&lines).chain(&on.labels).cloned().collect();
        let joined = Edge { from: into.from, to: on.to, labels, quiet: into.quiet };
        if let Some(edge) = graph.edges.get_mut(*before) {
            *edge = joined;
        }
        graph.edges.remove(*after);
    }
    drop_lonely_waits(graph);
}

/// Takes out the waits that no arrow touches any more.
fn drop_lonely_waits(graph: &mut Graph) {
    let touched = |at: usize| graph.edges.iter().any(|edge| edge.from == at || edge.to == at);
    let stays: Vec<bool> =
        graph.nodes.iter().enumerate().map(|(at, node)| node.kind != Kind::Wait || touched(at)).collect();
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
    for edge in std::mem::take(&mut graph.edges) {
        match kept.iter_mut().find(|known| (known.from, known.to) == (edge.from, edge.to)) {
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
