//! The syntax tree: what the author wrote, with places and nothing resolved. The parser builds it, the formatter prints
//! it, `model` gives it meaning. Junk nodes stand where text could not be understood; a finding about it exists already,
//! so later stages keep silent about whatever touches them.

mod declaration;
mod expression;
mod scenario;
mod step;
mod test;

pub use crate::ir::time::{Amount, BusinessWeek, ClockTime, Date, Unit, Weekday};
pub use crate::source::{Span, Spanned};
pub use declaration::*;
pub use expression::*;
pub use scenario::*;
pub use step::*;
pub use test::*;

/// A name as written, NFKC-normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Normalised text.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A quoted text. `text` has escapes resolved and, for `"""` blocks, the common indentation removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The value.
    pub text: String,
    /// Whole literal with its quotes.
    pub span: Span,
    /// For each byte position in `text` at which a source run begins: (position in `text`, byte offset in the file).
    /// Sorted; the first entry is for position 0. Between entries both advance together.
    pub map: Vec<(u32, u32)>,
}

impl Quoted {
    /// The place in the file of `range` (bytes) of the value.
    #[must_use]
    pub fn span_of(&self, range: std::ops::Range<usize>) -> Span {
        let locate = |position: usize| {
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            let at = self.map.partition_point(|(from, _)| *from <= position);
            at.checked_sub(1)
                .and_then(|at| self.map.get(at))
                .map_or(self.span.start, |(from, offset)| offset + (position - from))
                .min(self.span.end)
        };
        let start = locate(range.start);
        let end = if range.end > range.start { locate(range.end - 1) + 1 } else { start };
        Span::new(self.span.file, start, end.max(start))
    }

    /// Whether something in `range` (bytes) of the value is written with a backslash in the file.
    #[must_use]
    pub fn is_escaped(&self, range: std::ops::Range<usize>) -> bool {
        let inside = |from: u32| range.contains(&((from as usize).saturating_sub(1)));
        self.map.windows(2).any(|pair| match pair {
            [(from, offset), (next, after)] => inside(*next) && after - offset == next - from + 1,
            _ => false,
        })
    }
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// Declarations in order.
    pub declarations: Vec<Declaration>,
    /// All comments in order, apart from the tree.
    pub comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Text after the slashes.
    pub text: String,
    /// Place with the slashes.
    pub span: Span,
    /// Written with three slashes: documents the declaration below.
    pub documentation: bool,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// From its first to its last character.
    pub span: Span,
    /// Text of the `///` comments above it, lines joined with a line feed.
    pub documentation: Option<String>,
    /// What it is.
    pub kind: DeclarationKind,
}

/// Kinds of declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is named like the struct that documents it")]
pub enum DeclarationKind {
    Use(Quoted),
    Sender(Sender),
    Lead(Lead),
    Event(Event),
    Email(Email),
    Message(Message),
    Content(Content),
    Segment(Segment),
    Audience(Audience),
    Score(Score),
    Team(Team),
    When(When),
    Scenario(Scenario),
    Limits(Limits),
    Ensure(Ensure),
    Test(Test),
    /// Text that is no declaration.
    Junk,
}
