//! A compiled scenario, or the whole workspace, as a plain graph for pictures: what a marketer sees as one box is one
//! node, with its words in both languages. It knows nothing of shapes, sizes and places (that is `ir::draw`).

mod collapse;
mod overview;
mod scenario;
mod step;

pub use overview::overview;
pub use scenario::scenario;

use crate::diagnostic::Text;

/// A picture to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// What it shows: a scenario's name.
    pub title: Text,
    /// The author's comment on it.
    pub documentation: Option<String>,
    /// Its boxes, the first ones first.
    pub nodes: Vec<Node>,
    /// Its arrows; numbers of nodes are places in [`Graph::nodes`].
    pub edges: Vec<Edge>,
    /// What holds at any time, told beside the picture.
    pub asides: Vec<Aside>,
    /// How it reads.
    pub direction: Direction,
}

/// How a picture reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From top to bottom: one thing after the other.
    #[default]
    Down,
    /// From left to right, for many things beside each other: a page grows downwards, not sideways.
    Across,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub text: Text,
    /// More, in small letters; empty for none.
    pub note: Text,
    /// Identity of the step that it stands for.
    pub step: Option<String>,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What starts a scenario, or fires a rule.
    Start,
    /// A mail.
    Mail,
    /// A message by another way: LINE, a chat.
    Message,
    /// A moment that is waited for.
    Wait,
    /// A reaction that is awaited.
    Await,
    /// A condition.
    Decision,
    /// Something done at once: a field or the score changes.
    Action,
    /// Sales is called.
    Handoff,
    /// Another scenario.
    Scenario,
    /// A written `stop`.
    Stop,
    /// The end.
    End,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// From this node.
    pub from: usize,
    /// To this one.
    pub to: usize,
    /// Words at the arrow, a line each.
    pub labels: Vec<Text>,
    /// The way that is taken where nothing happened, or beside the main one.
    pub quiet: bool,
}

/// What holds at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// A heading.
    pub heading: Text,
    /// A line for each.
    pub lines: Vec<Text>,
}

impl Node {
    /// A box that stands for no step.
    fn new(kind: Kind, text: Text, note: Text) -> Self {
        Self { kind, text, note, step: None }
    }
}

impl Edge {
    /// An arrow without words.
    const fn plain(from: usize, to: usize) -> Self {
        Self { from, to, labels: Vec::new(), quiet: false }
    }
}
