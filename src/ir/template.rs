//! Templates of a compiled program: subjects, bodies, link addresses. Markdown has been turned into HTML and text already;
//! what is left is to put values in, and that cannot fail: the checker has made sure that every value is there.

use super::expression::Expression;
use serde::{Deserialize, Serialize};

/// Pieces in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template {
    /// The pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Copied as it is: finished HTML in an HTML template.
    Text(String),
    /// A value, escaped for where the template goes (HTML, an address, a header, plain text).
    Value(Expression),
    /// The address of a named link: the tracked one in a mail, the bare one in a preview. In HTML it stands inside `href="…"`.
    Link(String),
    /// Once for each row of a content.
    Each {
        /// Name in [`super::Program::contents`].
        content: String,
        /// Most rows; all where `None`.
        at_most: Option<u32>,
        /// For one row.
        body: Template,
    },
    /// One of two.
    If {
        /// The condition.
        condition: Expression,
        /// Where it holds.
        then: Template,
        /// Where it does not.
        otherwise: Template,
    },
}
