//! Pictures of graphs: SVG with a layout of its own, and the text forms Mermaid and DOT, which others lay out. Pure: the
//! same graph gives the same bytes.

mod dot;
mod layout;
mod measure;
mod mermaid;
mod place;
mod route;
mod svg;

pub use dot::dot;
pub use measure::{Block, Line, Style};
pub use mermaid::mermaid;
pub use place::{Arrow, Picture, Placed, Rectangle, picture};

use super::graph::Graph;
use crate::diagnostic::Language;

/// Most boxes and labels that are laid out. The layout takes more than twice as long for twice as many; this many take
/// seconds, and nobody can read such a picture. Mermaid and DOT have no such end.
pub const MOST_ITEMS: usize = 1_500;

/// A graph with more boxes and labels than [`MOST_ITEMS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// How many there are.
    pub items: usize,
}

/// The graph as an SVG document.
///
/// # Errors
/// When it is too large to be laid out.
pub fn svg(graph: &Graph, language: Language) -> Result<String, TooLarge> {
    Ok(svg::write(&picture(graph, language)?, graph, language))
}
