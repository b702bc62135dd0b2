//! Levels and columns: which boxes stand on the same level, in which order, and where from left to right. dagre finds the
//! levels; the order is that of the source where that crosses no more arrows than dagre's order (`order`), and places from left
//! to right are ours (`align`), as are heights and arrows (`place`, `route`).

use super::{align, order};
use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};
use std::collections::BTreeMap;

/// Least distances beside each other, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Distances {
    /// Of boxes.
    pub boxes: f64,
    /// Of arrows that pass.
    pub arrows: f64,
}

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
    /// Least number of levels from the upper to the lower item.
    pub levels: i32,
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

/// Items and what passes between them, split up so that each link leads from one level to the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Net {
    /// Level of each place: first the items, then the bends of the hops.
    pub levels: Vec<usize>,
    /// Number of items.
    pub items: usize,
    /// Places of each hop, from its upper to its lower item.
    pub chains: Vec<Vec<usize>>,
    /// Number of levels.
    pub height: usize,
}

impl Net {
    fn new(levels: &[usize], hops: &[Hop]) -> Self {
        let height = levels.iter().max().map_or(0, |last| last + 1);
        let mut net = Self { levels: levels.to_vec(), items: levels.len(), chains: Vec::new(), height };
        let level = |item: usize| levels.get(item).copied().unwrap_or_default();
        for hop in hops {
            let bends = level(hop.upper) + 1..level(hop.lower);
            let first = net.levels.len();
            net.levels.extend(bends);
            net.chains.push([hop.upper].into_iter().chain(first..net.levels.len()).chain([hop.lower]).collect());
        }
        net
    }

    /// Whether it is a bend of an arrow that passes.
    pub(super) const fn is_bend(&self, place: usize) -> bool {
        place >= self.items
    }

    /// All links, upper end first.
    pub(super) fn links(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.chains.iter().flat_map(|chain| chain.windows(2)).filter_map(|pair| match pair {
            [upper, lower] => Some((*upper, *lower)),
            _ => None,
        })
    }
}

/// Lays out. The hops make no circle. The items `first` stand on the first level.
pub(super) fn columns(sizes: &[Size], hops: &[Hop], first: &[usize], distances: Distances) -> Columns {
    let graph = drawn_by_dagre(sizes, hops, first, distances);
    let levels = levels(&graph, sizes.len());
    let net = Net::new(&levels, hops);
    let rows = order::best(&net, hops, &middles_by_dagre(&graph, &net, hops));
    let width = |place: usize| sizes.get(place).map_or(0.0, |size| size.width);
    let middles = align::middles(&net, &rows, &|left, right| {
        let free = |place| if net.is_bend(place) { distances.arrows } else { distances.boxes };
        f64::midpoint(width(left), width(right)) + f64::midpoint(free(left), free(right))
    });
    let middle = |place: &usize| middles.get(*place).copied().unwrap_or_default().round();
    Columns {
        items: levels.iter().enumerate().map(|(item, level)| (*level, middle(&item))).collect(),
        hops: net.chains.iter().map(|chain| chain.iter().map(middle).collect()).collect(),
        levels: net.height,
    }
}

fn drawn_by_dagre(sizes: &[Size], hops: &[Hop], first: &[usize], distances: Distances) -> Graph<NodeLabel, EdgeLabel> {
    /// What keeps the items of the first level there.
    const PULL: i32 = 1_000;
    const ROOT: &str = "root";
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for (at, size) in sizes.iter().enumerate() {
        let label = NodeLabel { width: size.width, height: size.height, ..NodeLabel::default() };
        graph.set_node(name(at), Some(label));
    }
    for (at, hop) in hops.iter().enumerate() {
        let label = EdgeLabel { weight: hop.weight, minlen: hop.levels, ..EdgeLabel::default() };
        graph.set_edge(name(hop.upper), name(hop.lower), Some(label), Some(&name(at)));
    }
    if !first.is_empty() {
        graph.set_node(ROOT.to_owned(), Some(NodeLabel::default()));
    }
    for item in first {
        let label = EdgeLabel { weight: PULL, ..EdgeLabel::default() };
        graph.set_edge(ROOT.to_owned(), name(*item), Some(label), None);
    }
    let options = LayoutOptions {
        nodesep: distances.boxes,
        edgesep: distances.arrows,
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    graph
}

fn name(at: usize) -> String {
    at.to_string()
}

/// Levels without gaps.
fn levels(graph: &Graph<NodeLabel, EdgeLabel>, items: usize) -> Vec<usize> {
    let ranks: Vec<i32> =
        (0..items).map(|at| graph.node(&name(at)).and_then(|node| node.rank).unwrap_or_default()).collect();
    let mut numbers: BTreeMap<i32, usize> = ranks.iter().map(|rank| (*rank, 0)).collect();
    for (level, number) in numbers.values_mut().enumerate() {
        *number = level;
    }
    ranks.iter().map(|rank| numbers.get(rank).copied().unwrap_or_default()).collect()
}

/// Where dagre has each place from left to right: it bends an arrow once at each level that it passes.
fn middles_by_dagre(graph: &Graph<NodeLabel, EdgeLabel>, net: &Net, hops: &[Hop]) -> Vec<f64> {
    /// Points this near to a level are on it, in pixels.
    const NEAR: f64 = 0.01;
    let mut middles = vec![0.0; net.levels.len()];
    let mut heights = vec![0.0; net.height];
    for at in 0..net.items {
        let place = graph.node(&name(at)).map(|node| (node.x.unwrap_or_default(), node.y.unwrap_or_default()));
        let (x, y) = place.unwrap_or_default();
        if let Some(middle) = middles.get_mut(at) {
            *middle = x;
        }
        if let Some(height) = net.levels.get(at).and_then(|level| heights.get_mut(*level)) {
            *height = y;
        }
    }
    for (at, (hop, chain)) in hops.iter().zip(&net.chains).enumerate() {
        let edge = graph.edge(&name(hop.upper), &name(hop.lower), Some(&name(at)));
        let points = edge.map(|edge| edge.points.as_slice()).unwrap_or_default();
        let mut before = middles.get(hop.upper).copied().unwrap_or_default();
        for place in chain.iter().filter(|place| net.is_bend(**place)) {
            let height = net.levels.get(*place).and_then(|level| heights.get(*level)).copied().unwrap_or_default();
            let bend = points.iter().find(|point| (point.y - height).abs() < NEAR);
            before = bend.map_or(before, |point| point.x);
            if let Some(middle) = middles.get_mut(*place) {
                *middle = before;
            }
        }
    }
    middles
}
