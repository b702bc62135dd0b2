//! What makes a picture hard to read, though nothing in it is wrong: arrows that cross, ways that stand in another order than
//! they are written in.

use sodate::ir::draw::Picture;
use sodate::ir::graph::Graph;

/// Touching is no crossing, nor is a part of a pixel.
const SLACK: f64 = 0.6;

/// Pairs of arrows that cross: one upright, one level, each inside the other.
pub fn crossings(picture: &Picture) -> Vec<String> {
    let mut found = Vec::new();
    for one in &picture.arrows {
        for other in picture.arrows.iter().filter(|other| other.edge != one.edge) {
            for first in one.points.windows(2).filter(|line| line[0].0 == line[1].0) {
                for second in other.points.windows(2).filter(|line| line[0].1 == line[1].1) {
                    let inside = |value: f64, a: f64, b: f64| a.min(b) + SLACK < value && value + SLACK < a.max(b);
                    let (x, y) = (first[0].0, second[0].1);
                    if inside(y, first[0].1, first[1].1) && inside(x, second[0].0, second[1].0) {
                        found.push(format!("edges {} and {} cross at {x} {y}", one.edge, other.edge));
                    }
                }
            }
        }
    }
    found
}

/// Ways out of a box that stand further left than one that is written before them. The words at a way say where it is.
pub fn against_reading(graph: &Graph, picture: &Picture) -> Vec<String> {
    let labelled: Vec<usize> = (0..graph.edges.len()).filter(|edge| !graph.edges[*edge].labels.is_empty()).collect();
    let ways: Vec<(usize, f64)> = labelled
        .iter()
        .zip(&picture.labels)
        // What leads back stands where there is room.
        .filter(|(edge, label)| label.area.y > picture.boxes[graph.edges[**edge].from].area.y)
        .map(|(edge, label)| (*edge, label.area.middle()))
        .collect();
    let mut found = Vec::new();
    for (at, (edge, x)) in ways.iter().enumerate() {
        let from = graph.edges[*edge].from;
        for (later, further) in ways[at + 1..].iter().filter(|(later, _)| graph.edges[*later].from == from) {
            if further < x {
                found.push(format!("of box {from}, way {later} stands left of way {edge}"));
            }
        }
    }
    found
}
