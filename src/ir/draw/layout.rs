//! Ranks and columns by dagre: which boxes stand on the same level, in which order, and where from left to right. Heights,
//! levels and arrows are ours (`place`, `route`), because dagre's straight lines may cut through boxes of different height.

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};
use std::collections::BTreeMap;

/// Least distance of boxes beside each other, in pixels.
const BETWEEN_BOXES: f64 = 36.0;
/// Least distance of arrows that pass beside each other, in pixels.
const BETWEEN_ARROWS: f64 = 22.0;

/// Size of something that is laid out, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub width: f64,
    pub height: f64,
}

/// An arrow, or a part of one, between two items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hop {
    /// Upper item.
    pub upper: usize,
    /// Lower item.
    pub lower: usize,
    /// How much a short hop is worth.
    pub weight: i32,
    /// The arrow leads upwards.
    pub back: bool,
}

/// Where things are: levels from the top, middles from left to right in pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Columns {
    /// Level and middle of each item.
    pub items: Vec<(usize, f64)>,
    /// For each hop the middle at each level from its upper to its lower item, both included.
    pub hops: Vec<Vec<f64>>,
    /// Number of levels.
    pub levels: usize,
}

/// Lays out. The hops make no circle.
pub(super) fn columns(sizes: &[Size], hops: &[Hop]) -> Columns {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for (at, size) in sizes.iter().enumerate() {
        let label = NodeLabel { width: size.width, height: size.height, ..NodeLabel::default() };
        graph.set_node(name(at), Some(label));
    }
    for (at, hop) in hops.iter().enumerate() {
        let label = EdgeLabel { weight: hop.weight, ..EdgeLabel::default() };
        graph.set_edge(name(hop.upper), name(hop.lower), Some(label), Some(&name(at)));
    }
    let options = LayoutOptions {
        nodesep: BETWEEN_BOXES,
        edgesep: BETWEEN_ARROWS,
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    let mut columns = read(&graph, sizes.len(), hops);
    if against_reading(&columns, hops) {
        mirror(&mut columns);
    }
    columns
}

/// Whether more ways stand from right to left in the order in which they were written than from left to right.
fn against_reading(columns: &Columns, hops: &[Hop]) -> bool {
    let mut leaving: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (hop, middles) in hops.iter().zip(&columns.hops).filter(|(hop, _)| !hop.back) {
        leaving.entry(hop.upper).or_default().extend(middles.get(1));
    }
    let mut balance = 0_i32;
    for ways in leaving.values() {
        for (at, way) in ways.iter().enumerate() {
            for later in ways.iter().skip(at + 1) {
                balance += i32::from(way > later) - i32::from(way < later);
            }
        }
    }
    balance > 0
}

/// Left becomes right.
fn mirror(columns: &mut Columns) {
    for (_, middle) in &mut columns.items {
        *middle = -*middle;
    }
    for middle in columns.hops.iter_mut().flatten() {
        *middle = -*middle;
    }
}

fn name(at: usize) -> String {
    at.to_string()
}

fn read(graph: &Graph<NodeLabel, EdgeLabel>, items: usize, hops: &[Hop]) -> Columns {
    let placed: Vec<(i32, f64, f64)> = (0..items)
        .map(|at| {
            let node = graph.node(&name(at));
            let of = |pick: fn(&NodeLabel) -> Option<f64>| node.and_then(pick).unwrap_or_default();
            (node.and_then(|node| node.rank).unwrap_or_default(), of(|node| node.x).round(), of(|node| node.y))
        })
        .collect();
    let mut levels: BTreeMap<i32, (usize, f64)> = placed.iter().map(|(rank, _, y)| (*rank, (0, *y))).collect();
    for (level, entry) in levels.values_mut().enumerate() {
        entry.0 = level;
    }
    let items: Vec<(usize, f64)> =
        placed.iter().map(|(rank, x, _)| (levels.get(rank).map_or(0, |level| level.0), *x)).collect();
    let heights: Vec<f64> = levels.values().map(|level| level.1).collect();
    let hops = hops.iter().enumerate().map(|(at, hop)| middles(graph, at, hop, &items, &heights)).collect();
    Columns { items, hops, levels: heights.len() }
}

/// The middles of a hop at each level: dagre bends an arrow once at each rank that it passes.
fn middles(
    graph: &Graph<NodeLabel, EdgeLabel>,
    at: usize,
    hop: &Hop,
    items: &[(usize, f64)],
    heights: &[f64],
) -> Vec<f64> {
    /// Points this near to a level are on it.
    const NEAR: f64 = 0.01;
    let edge = graph.edge(&name(hop.upper), &name(hop.lower), Some(&name(at)));
    let points = edge.map(|edge| edge.points.as_slice()).unwrap_or_default();
    let place = |item: usize| items.get(item).copied().unwrap_or_default();
    let ((upper, from), (lower, to)) = (place(hop.upper), place(hop.lower));
    let mut middles = vec![from];
    for level in upper + 1..lower {
        let height = heights.get(level).copied().unwrap_or_default();
        let bend = points.iter().find(|point| (point.y - height).abs() < NEAR);
        let before = middles.last().copied().unwrap_or(from);
        middles.push(bend.map_or(before, |point| point.x.round()));
    }
    middles.push(to);
    middles
}
