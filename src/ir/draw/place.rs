//! Where everything of a picture stands: boxes, words at arrows, arrows, what is told beside. Plain numbers, so that tests
//! can prove that nothing overlaps.

use super::layout::{self, Distances, Hop, Size};
use super::measure::{Block, Style};
use super::{MOST_ITEMS, Measured, TooLarge, items, notes, route};
use crate::diagnostic::Language;
use crate::ir::graph::{Direction, Graph, Kind};
use std::collections::BTreeMap;

/// Free space around the picture, in pixels.
const MARGIN: f64 = 28.0;
/// Widest title, in pixels, where the graph is narrower.
const TITLE_WIDTH: f64 = 560.0;
/// Least distances in a picture that reads downwards.
const DOWN: Distances = Distances { boxes: 36.0, arrows: 22.0 };
/// Least distances in a picture that reads from left to right.
const ACROSS: Distances = Distances { boxes: 18.0, arrows: 14.0 };
/// Room for a sign at the left of a box's words, in pixels.
pub(super) const SIGN_WIDTH: f64 = 28.0;
/// Widest words in a box, in pixels.
const WORDS_WIDTH: f64 = 224.0;
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

    /// Seen with left and top exchanged.
    const fn turned(self) -> Self {
        Self { x: self.y, y: self.x, width: self.height, height: self.width }
    }
}

/// Places a graph.
///
/// # Errors
/// When it is too large to be laid out.
pub fn picture(graph: &Graph, language: Language) -> Result<Picture, TooLarge> {
    TooLarge::unless(Measured::Items, items(graph), MOST_ITEMS)?;
    let blocks: Vec<Block> = graph.nodes.iter().map(|node| words(node, language)).collect();
    let labels: Vec<(usize, Block)> = graph
        .edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| !edge.labels.is_empty())
        .map(|(at, edge)| (at, label(&edge.labels, language)))
        .collect();
    let mut sizes = box_sizes(graph, &blocks);
    sizes.extend(labels.iter().map(|(_, block)| label_size(block)));
    let routes = hops(graph, &labels);
    let (areas, arrows) = laid_out(graph, sizes, &routes);
    let blocks = blocks.into_iter().chain(labels.into_iter().map(|(_, block)| block));
    let mut placed: Vec<Placed> = areas.into_iter().zip(blocks).map(|(area, block)| Placed { area, block }).collect();
    let words = placed.split_off(graph.nodes.len().min(placed.len()));
    Ok(compose(graph, language, placed, words, arrows))
}

/// Places and arrows. A picture that reads across is laid out downwards with left and top exchanged.
fn laid_out(graph: &Graph, mut sizes: Vec<Size>, routes: &[Route]) -> (Vec<Rectangle>, Vec<Arrow>) {
    let across = graph.direction == Direction::Across;
    if across {
        sizes.iter_mut().for_each(|size| *size = Size { width: size.height, height: size.width });
    }
    let hops: Vec<Hop> = routes.iter().map(|route| route.hop).collect();
    let starts = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == Kind::Start);
    let starts: Vec<usize> = starts.filter(|_| across).map(|(at, _)| at).collect();
    let columns = layout::columns(&sizes, &hops, &starts, if across { ACROSS } else { DOWN });
    let (mut areas, mut arrows) = route::route(graph, &sizes, routes, &columns);
    if across {
        areas.iter_mut().for_each(|area| *area = area.turned());
        for (x, y) in arrows.iter_mut().flat_map(|arrow| &mut arrow.points) {
            std::mem::swap(x, y);
        }
    }
    (areas, arrows)
}

/// Words of a box.
fn words(node: &crate::ir::graph::Node, language: Language) -> Block {
    let (width, lines) = match node.kind {
        Kind::Mail | Kind::Message | Kind::Handoff | Kind::Scenario | Kind::Start => (WORDS_WIDTH, 4),
        Kind::Action => (WORDS_WIDTH, 3),
        Kind::Await | Kind::Stop => (190.0, 3),
        Kind::Wait => (168.0, 3),
        Kind::End => (100.0, 1),
        Kind::Decision => return question(node, language),
    };
    let mut block = Block::wrapped(node.text.get(language), Style::Text, width, lines);
    block.add(Block::wrapped(node.note.get(language), Style::Note, width, lines));
    block
}

/// Words of a diamond: a short question in a narrow one; a long one in wider lines, because a diamond grows fast in height.
fn question(node: &crate::ir::graph::Node, language: Language) -> Block {
    /// Widths of lines, in pixels.
    const WIDTHS: [f64; 4] = [136.0, 168.0, 204.0, 240.0];
    /// Lines that leave a diamond flat.
    const FLAT: usize = 2;
    let mut found = Block::default();
    for width in WIDTHS {
        found = Block::wrapped(node.text.get(language), Style::Text, width, 5);
        found.add(Block::wrapped(node.note.get(language), Style::Note, width, 3));
        if found.lines.len() <= FLAT {
            break;
        }
    }
    found
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

/// Room for all boxes. In a picture that reads across, boxes of one kind have one width, so that their edges make lines.
fn box_sizes(graph: &Graph, blocks: &[Block]) -> Vec<Size> {
    let mut sizes: Vec<Size> = graph.nodes.iter().zip(blocks).map(|(node, block)| box_size(node.kind, block)).collect();
    if graph.direction == Direction::Across {
        let mut widest: BTreeMap<Kind, f64> = BTreeMap::new();
        for (node, size) in graph.nodes.iter().zip(&sizes) {
            let width = widest.entry(node.kind).or_default();
            *width = width.max(size.width);
        }
        for (node, size) in graph.nodes.iter().zip(&mut sizes) {
            size.width = widest.get(&node.kind).copied().unwrap_or(size.width);
        }
    }
    sizes
}

/// Room that a box takes for its words.
fn box_size(kind: Kind, block: &Block) -> Size {
    let (width, height) = (block.width, block.height);
    let (width, height) = match kind {
        // Mails are the same width, so that a column of them is calm.
        Kind::Mail | Kind::Message => (WORDS_WIDTH + SIGN_WIDTH + 2.0 * PADDING, height + 18.0),
        Kind::Handoff | Kind::Scenario | Kind::Start => {
            ((width + SIGN_WIDTH + 2.0 * PADDING).max(150.0), height + 18.0)
        }
        Kind::Action => (width + 2.0 * PADDING, height + 14.0),
        Kind::Wait => (width + SIGN_WIDTH + 2.0 * PADDING, height + 8.0),
        Kind::Await => (width + 4.0 * PADDING + 8.0, height + 18.0),
        // The widest rectangle of that proportion inside a diamond.
        Kind::Decision => ((width + 8.0) * 1.7, (height + 4.0) * 2.43),
        Kind::Stop | Kind::End => (width + 2.0 * PADDING + 4.0, height + 6.0),
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
    // What a rule leads to stands where it does behind a scenario: third.
    let far = |edge: &crate::ir::graph::Edge| {
        let kind = |at: usize| graph.nodes.get(at).map(|node| node.kind);
        let ends = matches!(kind(edge.to), Some(Kind::Handoff | Kind::Action));
        graph.direction == Direction::Across && kind(edge.from) == Some(Kind::Start) && ends
    };
    let mut routes = Vec::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        let back = back.get(number).copied().unwrap_or_default();
        let hop = |from: usize, to: usize, weight| {
            let (upper, lower) = if back { (to, from) } else { (from, to) };
            Hop { upper, lower, weight, levels: 1, back }
        };
        let route = |hop, head| Route { hop, edge: number, head };
        match labels.binary_search_by_key(&number, |(of, _)| *of).ok() {
            None => {
                let whole = Hop { levels: if far(edge) { 3 } else { 1 }, ..hop(edge.from, edge.to, 1) };
                routes.push(route(whole, true));
            }
            Some(label) => {
                let label = graph.nodes.len() + label;
                let near = Hop { levels: if far(edge) { 2 } else { 1 }, ..hop(edge.from, label, NEAR) };
                routes.push(route(near, false));
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
    let rooms = rooms(&boxes, &labels, &arrows);
    let ends = |pick: fn(&Rectangle) -> (f64, f64)| {
        let (least, most) = rooms
            .iter()
            .map(pick)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), (from, to)| (least.min(from), most.max(to)));
        if least < most { (least, most) } else { (0.0, 0.0) }
    };
    let (left, right) = ends(|room| (room.x, room.right()));
    let (top, bottom) = ends(|room| (room.y, room.bottom()));
    let (mut asides, beside) = notes::placed(graph, language, &rooms, (left, right), top);
    let all_right = asides.iter().map(|one| one.area.right()).fold(right, f64::max);
    let heading = heading(graph, language, all_right - left);
    let mut below = heading.area.bottom() + 20.0;
    for one in &mut asides {
        one.area.x += MARGIN - left;
        one.area.y += below - if beside { top } else { 0.0 };
    }
    let aside_bottom = asides.iter().map(|one| one.area.bottom()).fold(0.0, f64::max);
    if !beside && !asides.is_empty() {
        below = aside_bottom + 24.0;
    }
    let (dx, dy) = (MARGIN - left, below - top);
    for one in boxes.iter_mut().chain(&mut labels) {
        one.area.x += dx;
        one.area.y += dy;
    }
    for (x, y) in arrows.iter_mut().flat_map(|arrow| &mut arrow.points) {
        *x += dx;
        *y += dy;
    }
    Picture {
        width: ((MARGIN + all_right - left).max(heading.area.right()) + MARGIN).ceil(),
        height: ((below + bottom - top).max(aside_bottom) + MARGIN).ceil(),
        heading,
        boxes,
        labels,
        arrows,
        asides,
    }
}

/// Everything that takes room: boxes, words, and the parts of arrows.
fn rooms(boxes: &[Placed], labels: &[Placed], arrows: &[Arrow]) -> Vec<Rectangle> {
    let parts = arrows.iter().flat_map(|arrow| arrow.points.windows(2)).filter_map(|pair| match pair {
        [(x1, y1), (x2, y2)] => {
            Some(Rectangle { x: x1.min(*x2), y: y1.min(*y2), width: (x1 - x2).abs(), height: (y1 - y2).abs() })
        }
        _ => None,
    });
    boxes.iter().chain(labels).map(|one| one.area).chain(parts).collect()
}

fn heading(graph: &Graph, language: Language, width: f64) -> Placed {
    let width = width.clamp(TITLE_WIDTH, 900.0);
    let mut block = Block::wrapped(graph.title.get(language), Style::Title, width, 2);
    block.add(Block::filled(graph.documentation.as_deref().unwrap_or_default(), Style::Text, width, 4));
    let area = Rectangle { x: MARGIN, y: MARGIN - 6.0, width: block.width, height: block.height };
    Placed { area, block }
}
