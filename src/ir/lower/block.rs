//! Which `{{ if }}` and `{{ each }}` stand around paragraphs and which within a line: one whose tags each stand alone on a
//! line holds blocks, and each of its branches is Markdown of its own.

use crate::ir::Expression;
use crate::model::Piece;

/// A part of a body.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// Markdown with values and branches within lines.
    Markdown(Vec<&'a Piece>),
    /// One of two bodies.
    Choice { condition: &'a Expression, then: Vec<Part<'a>>, otherwise: Vec<Part<'a>> },
    /// A body for each row of a content.
    Rows { content: &'a str, at_most: Option<u32>, body: Vec<Part<'a>> },
}

/// Splits pieces into parts.
pub(super) fn parts(pieces: &[Piece]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut run: Vec<&Piece> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| pieces.get(at));
        let after = pieces.get(at + 1);
        match piece {
            Piece::If { condition, then, otherwise, .. }
                if ends_line(before)
                    && begins_line(after)
                    && is_block(then)
                    && (otherwise.is_empty() || is_block(otherwise)) =>
            {
                if !run.is_empty() {
                    parts.push(Part::Markdown(std::mem::take(&mut run)));
                }
                parts.push(Part::Choice { condition, then: self::parts(then), otherwise: self::parts(otherwise) });
            }
            Piece::Each { content, at_most, body, .. } if ends_line(before) && begins_line(after) && is_block(body) => {
                if !run.is_empty() {
                    parts.push(Part::Markdown(std::mem::take(&mut run)));
                }
                parts.push(Part::Rows { content, at_most: *at_most, body: self::parts(body) });
            }
            Piece::Text { .. } | Piece::Value { .. } | Piece::If { .. } | Piece::Each { .. } => run.push(piece),
        }
    }
    if !run.is_empty() {
        parts.push(Part::Markdown(run));
    }
    parts
}

/// The branch begins and ends with a line of its own.
fn is_block(pieces: &[Piece]) -> bool {
    !pieces.is_empty() && begins_line(pieces.first()) && ends_line(pieces.last())
}

/// Nothing stands before the tag on its line.
fn ends_line(before: Option<&Piece>) -> bool {
    match before {
        None => true,
        Some(Piece::Text { text, .. }) => {
            let line = text.trim_end_matches([' ', '\t', '\u{3000}']);
            line.is_empty() || line.ends_with('\n')
        }
        Some(Piece::Value { .. } | Piece::If { .. } | Piece::Each { .. }) => false,
    }
}

/// Nothing stands after the tag on its line.
fn begins_line(after: Option<&Piece>) -> bool {
    match after {
        None => true,
        Some(Piece::Text { text, .. }) => {
            let line = text.trim_start_matches([' ', '\t', '\u{3000}', '\r']);
            line.is_empty() || line.starts_with('\n')
        }
        Some(Piece::Value { .. } | Piece::If { .. } | Piece::Each { .. }) => false,
    }
}
