//! A template under construction: text, values, links and branches, written one after the other.

use super::calls::{Calls, Look};
use crate::ir::{Expression, Piece, Template};
use crate::source::Span;

/// The pieces written so far, with the branches that are open.
#[derive(Debug, Default)]
pub(super) struct Output {
    pieces: Vec<Piece>,
    open: Vec<Branch>,
    calls: Calls,
}

#[derive(Debug)]
struct Branch {
    by: By,
    /// What was written before the branch.
    before: (Vec<Piece>, Calls),
    /// The first way, once `else` has come.
    then: Option<(Vec<Piece>, Calls)>,
}

/// What opened a branch.
#[derive(Debug)]
enum By {
    If(Expression),
    Each { content: String, at_most: Option<u32> },
}

impl Output {
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Text(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    pub fn value(&mut self, value: &Expression) {
        self.pieces.push(Piece::Value(value.clone()));
    }

    pub fn link(&mut self, name: &str) {
        self.pieces.push(Piece::Link(name.to_owned()));
    }

    pub fn begin_if(&mut self, condition: &Expression) {
        let before = self.take();
        self.open.push(Branch { by: By::If(condition.clone()), before, then: None });
    }

    pub fn begin_each(&mut self, content: &str, at_most: Option<u32>) {
        let before = self.take();
        self.open.push(Branch { by: By::Each { content: content.to_owned(), at_most }, before, then: None });
    }

    pub fn begin_else(&mut self) {
        if let Some(branch) = self.open.last_mut() {
            branch.then = Some((std::mem::take(&mut self.pieces), std::mem::take(&mut self.calls)));
        }
    }

    /// Closes an `if` or an `each`.
    pub fn end(&mut self) {
        let Some(Branch { by, before, then }) = self.open.pop() else { return };
        let (last, calls) = self.take();
        (self.pieces, self.calls) = before;
        let ((then, calls), (otherwise, other_calls)) = match then {
            Some(then) => (then, (last, calls)),
            None => ((last, calls), (Vec::new(), Calls::default())),
        };
        match &by {
            By::If(_) => self.calls.add(calls.or(other_calls)),
            By::Each { .. } => self.calls.add_row(&calls),
        }
        let (then, otherwise) = (Template { pieces: then }, Template { pieces: otherwise });
        self.pieces.push(match by {
            By::If(condition) => Piece::If { condition, then, otherwise },
            By::Each { content, at_most } => Piece::Each { content, at_most, body: then },
        });
    }

    /// Remembers that a link stands here, and where it leads.
    pub fn call(&mut self, target: &str, look: Look, span: Span) {
        self.calls.push(target, look, span);
    }

    /// The links written so far, which are taken out.
    pub fn take_calls(&mut self) -> Calls {
        std::mem::take(&mut self.calls)
    }

    fn take(&mut self) -> (Vec<Piece>, Calls) {
        (std::mem::take(&mut self.pieces), std::mem::take(&mut self.calls))
    }

    pub fn finish(self) -> Template {
        Template { pieces: self.pieces }
    }
}
