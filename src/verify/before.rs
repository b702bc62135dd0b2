//! How many marketing mails a run can have sent before it comes to a step: those fill the caps for it. What stands behind the
//! step, or on another way, does not: a run goes on only when its mail has left.

use super::graph::{Edge, Graph};
use std::collections::VecDeque;

/// For each node: the most marketing mails on one way of its own run to it, `go to` left out; [`usize::MAX`] behind a loop
/// without a count.
pub fn mails_before(graph: &Graph<'_>) -> Vec<usize> {
    let mut missing = vec![0_usize; graph.nodes.len()];
    for edge in (0..graph.nodes.len()).flat_map(|node| within(graph, node)) {
        if let Some(count) = missing.get_mut(edge.to) {
            *count += 1;
        }
    }
    let mut queue: VecDeque<usize> = (0..graph.nodes.len()).filter(|node| missing.get(*node) == Some(&0)).collect();
    // What is never settled lies on a loop or behind one.
    let mut most = vec![0_usize; graph.nodes.len()];
    let mut settled = vec![usize::MAX; graph.nodes.len()];
    while let Some(node) = queue.pop_front() {
        let here = most.get(node).copied().unwrap_or_default();
        if let Some(settled) = settled.get_mut(node) {
            *settled = here;
        }
        let sent = here + usize::from(graph.nodes.get(node).is_some_and(|node| node.mail));
        for edge in within(graph, node) {
            if let (Some(most), Some(missing)) = (most.get_mut(edge.to), missing.get_mut(edge.to)) {
                *most = (*most).max(sent);
                *missing -= 1;
                if *missing == 0 {
                    queue.push_back(edge.to);
                }
            }
        }
    }
    settled
}

fn within<'g>(graph: &'g Graph<'_>, node: usize) -> impl Iterator<Item = &'g Edge> {
    graph.edges(node).iter().filter(|edge| !edge.enters)
}
