//! Where everything of a picture stands: boxes, words at arrows, arrows, what is told beside. Plain numbers, so that tests
//! can prove that nothing overlaps.

use super::layout::{self, Hop, Size};
use super::measure::{Block, Style};
use super::{MOST_ITEMS, TooLarge, route};
use crate::diagnostic::Language;
use crate::ir::graph::{Graph, Kind};

/// Free space around the picture, in pixels.
const MARGIN: f64 = 28.0;
/// Widest title, in pixels, where the graph is narrower.
const TITLE_WIDTH: f64 = 560.0;
/// Width of the notes beside, in pixels.
const ASIDE_WIDTH: f64 = 232.0;
/// Between graph and notes, in pixels.
const ASIDE_DISTANCE: f64 = 40.0;
/// Graphs up to this width have their notes at the right, wider ones above, in pixels.
const NARROW: f64 = 760.0;
/// Room for a sign at the left of a box's words, in pixels.
pub(super) const SIGN_WIDTH: f64 = 28.0;
/// Widest words in a box, in pixels.
const WORDS_WIDTH: f64 = 212.0;
/// Between a box's border and its words, in pixels.
pub(super) const PADDING: f64 = 12.0;

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Title and comment.
    pub heading: Placed,
    /// The boxes, in the order of the graph's nodes.
    pub boxes: Vec<Placed>,
    /// Words at arrows.
    pub labels: Vec<Placed>,
    /// Arrows, or their parts before and behind words.
    pub arrows: Vec<Arrow>,
    /// What is told beside.
    pub asides: Vec<Placed>,
}

/// Words and the room that they have.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The room.
    pub area: Rectangle,
    /// The words.
    pub block: Block,
}

/// A rectangle, in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Rectangle {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A line with right angles, from its beginning to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// Number of the edge.
    pub edge: usize,
    /// Its corners.
    pub points: Vec<(f64, f64)>,
    /// Whether it ends in a head; where it ends at its words it does not.
    pub head: bool,
    /// See [`crate::ir::graph::Edge::quiet`].
    pub quiet: bool,
}

impl Rectangle {
    /// Its middle from left to right.
    #[must_use]
    pub const fn middle(self) -> f64 {
        self.x + self.width / 2.0
    }

    /// Its right edge.
    #[must_use]
    pub const fn right(self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    #[must_use]
    pub const fn bottom(self) -> f64 {
        self.y + self.height
    }
}

/// Places a graph.
///
/// # Errors
/// When it is too large to be laid out.
pub fn picture(graph: &Graph, language: Language) -> Result<Picture, TooLarge> {
    let blocks: Vec<Block> = graph.nodes.iter().map(|node| words(node, language)).collect();
    let labels: Vec<(usize, Block)> = graph
        .edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| !edge.labels.is_empty())
        .map(|(at, edge)| (at, label(&edge.labels, language)))
        .collect();
    let items = blocks.len() + labels.len();
    if items > MOST_ITEMS {
        return Err(TooLarge { items });
    }
    let boxes = graph.nodes.iter().zip(&blocks).map(|(node, block)| box_size(node.kind, block));
    let sizes: Vec<Size> = boxes.chain(labels.iter().map(|(_, block)| label_size(block))).collect();
    let routes = hops(graph, &labels);
    let hops: Vec<Hop> = routes.iter().map(|route| route.hop).collect();
    let columns = layout::columns(&sizes, &hops);
    let (areas, arrows) = route::route(graph, &sizes, &routes, &columns);
    let blocks = blocks.into_iter().chain(labels.into_iter().map(|(_, block)| block));
    let mut placed: Vec<Placed> = areas.into_iter().zip(blocks).map(|(area, block)| Placed { area, block }).collect();
    let words = placed.split_off(graph.nodes.len().min(placed.len()));
    Ok(compose(graph, language, placed, words, arrows))
}

/// Words of a box.
fn words(node: &crate::ir::graph::Node, language: Language) -> Block {
    let (width, lines) = match node.kind {
        Kind::Mail | Kind::Handoff | Kind::Scenario | Kind::Start => (WORDS_WIDTH, 3),
        Kind::Action | Kind::Await => (180.0, 3),
        Kind::Wait | Kind::Stop => (150.0, 2),
        Kind::Decision => (136.0, 5),
        Kind::End => return Block::default(),
    };
    let mut block = Block::wrapped(node.text.get(language), Style::Text, width, lines);
    block.add(Block::wrapped(node.note.get(language), Style::Note, width, lines));
    block
}

fn label(lines: &[crate::diagnostic::Text], language: Language) -> Block {
    /// Widest words at an arrow, in pixels.
    const WIDTH: f64 = 168.0;
    let mut block = Block::default();
    for line in lines {
        block.add(Block::wrapped(line.get(language), Style::Note, WIDTH, 3));
    }
    block
}

fn label_size(block: &Block) -> Size {
    Size { width: (block.width + 8.0).ceil(), height: block.height + 4.0 }
}

/// Room that a box takes for its words.
fn box_size(kind: Kind, block: &Block) -> Size {
    let (width, height) = (block.width, block.height);
    let (width, height) = match kind {
        // Mails are the same width, so that a column of them is calm.
        Kind::Mail => (WORDS_WIDTH + SIGN_WIDTH + 2.0 * PADDING, height + 18.0),
        Kind::Handoff | Kind::Scenario | Kind::Start => {
            ((width + SIGN_WIDTH + 2.0 * PADDING).max(150.0), height + 18.0)
        }
        Kind::Action => (width + 2.0 * PADDING, height + 14.0),
        Kind::Wait => (width + SIGN_WIDTH + 2.0 * PADDING, height + 8.0),
        Kind::Await => (width + 4.0 * PADDING + 8.0, height + 18.0),
        // The widest rectangle of that proportion inside a diamond.
        Kind::Decision => ((width + 8.0) * 1.7, (height + 4.0) * 2.43),
        Kind::Stop => (width + 2.0 * PADDING + 4.0, height + 6.0),
        Kind::End => (20.0, 20.0),
    };
    // Even numbers keep middles on whole pixels.
    Size { width: (width / 2.0).ceil() * 2.0, height: (height / 2.0).ceil() * 2.0 }
}

/// A hop and what it is a part of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    /// The hop, downwards.
    pub hop: Hop,
    /// Number of the edge.
    pub edge: usize,
    /// The head is at this hop.
    pub head: bool,
}

/// Edges as hops: words at an edge are an item on its way, near the box that it leaves. Edges that would close a circle are
/// laid out the other way round.
fn hops(graph: &Graph, labels: &[(usize, Block)]) -> Vec<Route> {
    /// What keeps words near their box.
    const NEAR: i32 = 4;
    let back = back_edges(graph);
    let mut routes = Vec::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        let back = back.get(number).copied().unwrap_or_default();
        let hop = |from: usize, to: usize, weight| {
            let (upper, lower) = if back { (to, from) } else { (from, to) };
            Hop { upper, lower, weight, back }
        };
        let route = |hop, head| Route { hop, edge: number, head };
        match labels.iter().position(|(of, _)| *of == number) {
            None => routes.push(route(hop(edge.from, edge.to, 1), true)),
            Some(label) => {
                let label = graph.nodes.len() + label;
                routes.push(route(hop(edge.from, label, NEAR), false));
                routes.push(route(hop(label, edge.to, 1), true));
            }
        }
    }
    routes
}

/// For each edge whether it leads back to a box that it can be reached from, as a walk from the first boxes sees it.
fn back_edges(graph: &Graph) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        Open,
        Done,
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (number, edge) in graph.edges.iter().enumerate() {
        if let Some(out) = out.get_mut(edge.from) {
            out.push(number);
        }
    }
    let mut back = vec![false; graph.edges.len()];
    let mut seen = vec![Seen::Never; graph.nodes.len()];
    for first in 0..graph.nodes.len() {
        if seen.get(first) != Some(&Seen::Never) {
            continue;
        }
        let mut path = vec![(first, 0)];
        while let Some((node, next)) = path.pop() {
            if let Some(state) = seen.get_mut(node) {
                *state = Seen::Open;
            }
            let Some(number) = out.get(node).and_then(|out| out.get(next)).copied() else {
                if let Some(state) = seen.get_mut(node) {
                    *state = Seen::Done;
                }
                continue;
            };
            path.push((node, next + 1));
            let Some(to) = graph.edges.get(number).map(|edge| edge.to) else { continue };
            match seen.get(to) {
                Some(Seen::Never) => path.push((to, 0)),
                Some(Seen::Open) => {
                    if let Some(back) = back.get_mut(number) {
                        *back = true;
                    }
                }
                Some(Seen::Done) | None => {}
            }
        }
    }
    back
}

/// Puts title, notes and graph together and moves all to its place.
fn compose(
    graph: &Graph,
    language: Language,
    mut boxes: Vec<Placed>,
    mut labels: Vec<Placed>,
    mut arrows: Vec<Arrow>,
) -> Picture {
    let corners = arrows.iter().flat_map(|arrow| &arrow.points).map(|(x, _)| (*x, *x));
    let sides = boxes.iter().chain(&labels).map(|one| (one.area.x, one.area.right())).chain(corners);
    let (left, right) =
        sides.fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), (from, to)| (left.min(from), right.max(to)));
    let graph_width = if left < right { right - left } else { 0.0 };
    let graph_height = boxes.iter().chain(&labels).map(|one| one.area.bottom()).fold(0.0, f64::max);
    let aside_blocks = aside_blocks(graph, language);
    let beside = graph_width <= NARROW;
    let heading = heading(graph, language, graph_width);
    let mut below = heading.area.bottom() + 20.0;
    let asides = place_asides(aside_blocks, beside, MARGIN + graph_width + ASIDE_DISTANCE, below);
    let aside_bottom = asides.iter().map(|one| one.area.bottom()).fold(0.0, f64::max);
    if !beside && !asides.is_empty() {
        below = aside_bottom + 24.0;
    }
    let (dx, dy) = (MARGIN - if left.is_finite() { left } else { 0.0 }, below);
    for one in boxes.iter_mut().chain(&mut labels) {
        one.area.x += dx;
        one.area.y += dy;
    }
    for (x, y) in arrows.iter_mut().flat_map(|arrow| &mut arrow.points) {
        *x += dx;
        *y += dy;
    }
    let all = boxes.iter().chain(&labels).chain(&asides).chain([&heading]);
    let widest = all.map(|one| one.area.right()).fold(MARGIN + graph_width, f64::max);
    Picture {
        width: (widest + MARGIN).ceil(),
        height: ((below + graph_height).max(aside_bottom) + MARGIN).ceil(),
        heading,
        boxes,
        labels,
        arrows,
        asides,
    }
}

fn heading(graph: &Graph, language: Language, graph_width: f64) -> Placed {
    let width = TITLE_WIDTH.max(graph_width.min(900.0));
    let mut block = Block::wrapped(graph.title.get(language), Style::Title, width, 2);
    block.add(Block::filled(graph.documentation.as_deref().unwrap_or_default(), Style::Text, width, 4));
    let area = Rectangle { x: MARGIN, y: MARGIN - 6.0, width: block.width, height: block.height };
    Placed { area, block }
}

fn aside_blocks(graph: &Graph, language: Language) -> Vec<Block> {
    let inner = ASIDE_WIDTH - 2.0 * PADDING;
    let of = |aside: &crate::ir::graph::Aside| {
        let mut block = Block::wrapped(aside.heading.get(language), Style::Heading, inner, 2);
        for line in &aside.lines {
            block.add(Block::filled(&format!("• {}", line.get(language)), Style::Note, inner, 6));
        }
        block
    };
    graph.asides.iter().map(of).collect()
}

/// Below each other at the right, or beside each other above the graph.
fn place_asides(blocks: Vec<Block>, beside: bool, right: f64, top: f64) -> Vec<Placed> {
    let (mut x, mut y) = (if beside { right } else { MARGIN }, top);
    let mut asides = Vec::new();
    for block in blocks {
        let area = Rectangle { x, y, width: ASIDE_WIDTH, height: block.height + 18.0 };
        if beside {
            y = area.bottom() + 12.0;
        } else {
            x = area.right() + 16.0;
        }
        asides.push(Placed { area, block });
    }
    asides
}
