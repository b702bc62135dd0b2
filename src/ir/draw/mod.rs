//! Pictures of graphs: SVG with a layout of its own, and the text forms Mermaid and DOT, which others lay out. Pure: the
//! same graph gives the same bytes.

mod align;
mod dot;
mod layout;
mod measure;
mod mermaid;
mod notes;
mod order;
mod place;
mod route;
mod svg;

pub use dot::dot;
pub use measure::{Block, Line, Style};
pub use mermaid::mermaid;
pub use place::{Arrow, Picture, Placed, Rectangle, picture};

use super::graph::Graph;
use crate::diagnostic::Language;

/// Most boxes and labels of an SVG. The layout takes more than twice as long for twice as many; this many take seconds, and
/// nobody can read such a picture.
pub const MOST_ITEMS: usize = 1_500;

/// Most arrows of a Mermaid flow chart: Mermaid's own bound (`maxEdges`), which the wikis that draw it leave as it is.
pub const MOST_MERMAID_ARROWS: usize = 500;

/// Most characters, in units of UTF-16, of a Mermaid flow chart: Mermaid's own bound (`maxTextSize`).
pub const MOST_MERMAID_CHARACTERS: usize = 50_000;

/// Most boxes and labels in DOT, of which Graphviz with its faster ways of drawing (`sfdp`) still makes something.
pub const MOST_DOT_ITEMS: usize = 20_000;

/// What of a graph is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// Boxes, and arrows with words.
    Items,
    /// Arrows.
    Arrows,
    /// Characters of the text that describes it.
    Characters,
}

/// A graph that is too large for a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// What is counted.
    pub measured: Measured,
    /// How many there are.
    pub count: usize,
    /// How many there may be.
    pub most: usize,
}

impl TooLarge {
    const fn unless(measured: Measured, count: usize, most: usize) -> Result<(), Self> {
        if count > most { Err(Self { measured, count, most }) } else { Ok(()) }
    }
}

/// Boxes, and arrows with words.
fn items(graph: &Graph) -> usize {
    graph.nodes.len() + graph.edges.iter().filter(|edge| !edge.labels.is_empty()).count()
}

/// The graph as an SVG document.
///
/// # Errors
/// When it is too large to be laid out ([`MOST_ITEMS`]).
pub fn svg(graph: &Graph, language: Language) -> Result<String, TooLarge> {
    Ok(svg::write(&picture(graph, language)?, graph, language))
}
