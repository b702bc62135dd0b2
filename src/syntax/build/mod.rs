//! From pest's tree to the syntax tree. The grammar has settled the shape; here names are normalised, texts unescaped,
//! numbers, dates and times checked, and every place is led back to the original text.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "pest makes the rules; each match names those that its node can hold"
)]

mod branches;
mod declarations;
mod ensure;
mod expression;
mod heads;
mod literal;
mod mail;
mod scenario;
mod test;
mod time;

use super::ast::{Declaration, DeclarationKind, Quoted};
use super::grammar::{Pair, Rule, extent};
use super::patch::Patched;
use crate::diagnostic::{Diagnostic, Finding};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Deepest nesting of braces, brackets, parentheses, `not` and `else if`, counted together. It bounds the stack that
/// the parser and every later walk over the tree need; hand-written scenarios stay below ten.
pub(super) const MAX_NESTING: usize = 64;

/// Leads places in the text that pest saw back to the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a> {
    /// The text that pest saw, with its repairs.
    pub patched: &'a Patched<'a>,
    /// The file.
    pub file: FileId,
    /// For a piece of a quoted text: that text, and the byte in it at which the piece begins.
    pub inside: Option<(&'a Quoted, usize)>,
}

impl Places<'_> {
    /// The place in the file of a range of the text that pest saw.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let range = self.patched.range(range);
        match self.inside {
            Some((quoted, base)) => quoted.span_of(base + range.start..base + range.end),
            None => Span::new(self.file, to_u32(range.start), to_u32(range.end)),
        }
    }

    /// Whether the text is a piece of a quoted one with escapes in it.
    pub(super) fn is_escaped(&self) -> bool {
        self.inside.is_some_and(|(quoted, base)| quoted.is_escaped(base..base + self.patched.text.len()))
    }

    fn offset(&self, position: usize) -> u32 {
        self.span(position..position).start
    }
}

/// Source files are far smaller than 4 GiB ([`crate::source::MAX_SOURCE_BYTES`]), so this never saturates.
pub(super) fn to_u32(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Builds the tree and collects what is wrong with single values.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    places: Places<'a>,
    /// Blocks and `else if` around what is being built.
    depth: usize,
    /// What is wrong with single values.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    /// A builder for a text whose places lead back by `places`.
    pub(super) const fn new(places: Places<'a>) -> Self {
        Self { places, depth: 0, diagnostics: Vec::new() }
    }

    /// The declarations of a file.
    pub(super) fn declarations(&mut self, file: &Pair<'_>) -> Vec<Declaration> {
        file.clone().into_inner().filter_map(|pair| self.declaration(&pair)).collect()
    }

    fn span(&self, pair: &Pair<'_>) -> Span {
        let (start, end) = extent(pair);
        self.places.span(start..end)
    }

    fn report(&mut self, finding: &impl Finding) {
        self.diagnostics.push(finding.diagnose());
    }

    fn declaration(&mut self, pair: &Pair<'_>) -> Option<Declaration> {
        let kind = match pair.as_rule() {
            Rule::EOI => return None,
            Rule::use_declaration => self.use_declaration(pair),
            Rule::sender_declaration => self.sender(pair),
            Rule::lead_declaration => Some(self.lead(pair)),
            Rule::event_declaration => self.event(pair),
            Rule::email_declaration => self.email(pair),
            Rule::message_declaration => self.message(pair),
            Rule::content_declaration => self.content(pair),
            Rule::segment_declaration => self.segment(pair),
            Rule::audience_declaration => self.audience(pair),
            Rule::ensure_declaration => Some(self.ensure(pair)),
            Rule::score_declaration => Some(self.score(pair)),
            Rule::team_declaration => self.team(pair),
            Rule::when_declaration => Some(self.when(pair)),
            Rule::scenario_declaration => self.scenario(pair),
            Rule::limits_declaration => Some(self.limits(pair)),
            Rule::test_declaration => self.test(pair),
            _ => None,
        };
        Some(Declaration { span: self.span(pair), documentation: None, kind: kind.unwrap_or(DeclarationKind::Junk) })
    }
}
