//! From the pieces of a text to lines: which pieces share a line, what stands between them, and how far lines are indented.

use super::rows::Line;
use super::text_block;
use crate::syntax::{Lexeme, LexemeKind, Table};

/// Blanks for each level.
const INDENT: usize = 2;

/// Levels for a line that goes on with what the line above began, so that it does not look like the first line of a block.
const CONTINUATION: usize = 2;

/// The lines of a text.
pub(super) fn lines(lexemes: &[Lexeme]) -> Vec<Line> {
    let mut layout = Layout { ends: block_ends(lexemes), ..Layout::default() };
    for (at, lexeme) in lexemes.iter().enumerate() {
        layout.take(lexemes, at, lexeme);
    }
    if layout.started {
        layout.lines.push(layout.line);
    }
    layout.lines
}

/// For each piece: whether it opens a block that stands on several lines.
fn block_ends(lexemes: &[Lexeme]) -> Vec<bool> {
    let mut tall = vec![false; lexemes.len()];
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, lexeme) in lexemes.iter().enumerate() {
        match lexeme.kind {
            LexemeKind::BlockOpen => open.push((at, false)),
            LexemeKind::BlockClose => {
                let Some((begin, is_tall)) = open.pop() else { continue };
                if let Some(place) = tall.get_mut(begin) {
                    *place = is_tall;
                }
                if let Some((_, outer)) = open.last_mut() {
                    *outer |= is_tall;
                }
            }
            LexemeKind::LineBreak | LexemeKind::Comment => mark(&mut open),
            LexemeKind::Text if lexeme.text.contains('\n') => mark(&mut open),
            LexemeKind::Text
            | LexemeKind::Word
            | LexemeKind::Suffix
            | LexemeKind::Prefix
            | LexemeKind::Number
            | LexemeKind::Mark
            | LexemeKind::CallOpen
            | LexemeKind::Separator => {}
        }
    }
    tall
}

fn mark(open: &mut [(usize, bool)]) {
    if let Some((_, tall)) = open.last_mut() {
        *tall = true;
    }
}

#[derive(Default)]
struct Layout<'l> {
    /// For each piece, whether it opens a block on several lines.
    ends: Vec<bool>,
    lines: Vec<Line>,
    line: Line,
    /// The first piece has been written.
    started: bool,
    /// The last piece but line breaks and separators.
    before: Option<&'l Lexeme>,
    /// The last of them that is no comment closes a block.
    after_block: bool,
    /// Line breaks since then.
    breaks: usize,
    /// A separator since then.
    separator: bool,
    /// For each open block, whether it stands on several lines.
    blocks: Vec<bool>,
    /// Open brackets and parentheses of the entry.
    brackets: usize,
}

/// Where a piece stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On a line of its own, as an entry is.
    Entry,
    /// On a line of its own, going on with the entry.
    Inside,
    /// On the line of the piece before.
    Same,
}

impl<'l> Layout<'l> {
    fn take(&mut self, lexemes: &'l [Lexeme], at: usize, lexeme: &'l Lexeme) {
        match lexeme.kind {
            LexemeKind::LineBreak => self.breaks += 1,
            LexemeKind::Separator => self.separator = true,
            LexemeKind::Comment => self.comment(lexemes, at, lexeme),
            LexemeKind::Mark if lexeme.text == "," && closes_next(lexemes, at) => {}
            LexemeKind::Mark
            | LexemeKind::Word
            | LexemeKind::Suffix
            | LexemeKind::Prefix
            | LexemeKind::Number
            | LexemeKind::Text
            | LexemeKind::CallOpen
            | LexemeKind::BlockOpen
            | LexemeKind::BlockClose => self.piece(at, lexeme),
        }
    }

    /// Whether the block around the place stands on several lines; the file does.
    fn is_tall(&self) -> bool {
        self.blocks.last().copied().unwrap_or(true)
    }

    fn piece(&mut self, at: usize, lexeme: &'l Lexeme) {
        let closes = lexeme.kind == LexemeKind::BlockClose;
        let place = self.place(lexeme);
        if closes {
            self.blocks.pop();
        }
        let closes_bracket = matches!(lexeme.text.as_str(), ")" | "]") && lexeme.kind == LexemeKind::Mark;
        if closes_bracket {
            self.brackets = self.brackets.saturating_sub(1);
        }
        let brackets = self.brackets;
        let gap = self.before.is_some_and(|before| spaced(before, lexeme));
        match place {
            Place::Same => {
                let first = self.before.is_some_and(|before| before.kind == LexemeKind::BlockOpen);
                if std::mem::take(&mut self.separator) && lexeme.entry && !first {
                    self.line.add(",");
                }
                self.same_line(at, lexeme, gap);
            }
            Place::Entry => self.new_line(0, closes),
            Place::Inside => {
                self.new_line(if brackets > 0 || closes_bracket { brackets } else { CONTINUATION }, false);
            }
        }
        self.write(lexeme);
        match lexeme.kind {
            LexemeKind::BlockOpen => self.blocks.push(self.ends.get(at).copied().unwrap_or(true)),
            LexemeKind::CallOpen => self.brackets += 1,
            LexemeKind::Mark if matches!(lexeme.text.as_str(), "(" | "[") => self.brackets += 1,
            LexemeKind::Mark
            | LexemeKind::Word
            | LexemeKind::Suffix
            | LexemeKind::Prefix
            | LexemeKind::Number
            | LexemeKind::Text
            | LexemeKind::BlockClose
            | LexemeKind::Separator
            | LexemeKind::Comment
            | LexemeKind::LineBreak => {}
        }
        self.done(lexeme);
    }

    /// Where the next piece stands.
    fn place(&self, lexeme: &Lexeme) -> Place {
        let Some(before) = self.before else { return Place::Entry };
        let opens_tall = before.kind == LexemeKind::BlockOpen && self.is_tall();
        let ends_tall = lexeme.kind == LexemeKind::BlockClose && self.is_tall();
        if opens_tall || ends_tall || lexeme.entry && self.is_tall() {
            return Place::Entry;
        }
        // `{` stands behind its head, and what follows a block inside of one entry (`else`) behind its `}`.
        let joins = lexeme.kind == LexemeKind::BlockOpen || self.after_block;
        match before.kind == LexemeKind::Comment {
            true if joins => Place::Entry,
            true => Place::Inside,
            false if self.breaks > 0 && !joins => Place::Inside,
            false => Place::Same,
        }
    }

    fn same_line(&mut self, at: usize, lexeme: &Lexeme, gap: bool) {
        let tall = lexeme.kind == LexemeKind::BlockOpen && self.ends.get(at).copied().unwrap_or(true);
        match lexeme.column {
            Some(table) if !(table == Table::Arms && tall) && self.blocks.iter().all(|tall| *tall) => {
                self.line.table = Some(table);
                self.line.cells.push(String::new());
            }
            Some(_) | None if gap => self.line.add(" "),
            Some(_) | None => {}
        }
    }

    fn write(&mut self, lexeme: &Lexeme) {
        if lexeme.kind == LexemeKind::Text {
            let text = text_block::indent(&lexeme.text, self.line.indent, self.line.indent + INDENT);
            self.line.add(&text);
        } else {
            self.line.add(&lexeme.text);
        }
    }

    /// Begins a line, `more` levels deeper than the blocks around it.
    fn new_line(&mut self, more: usize, closes: bool) {
        let after_open = self.before.is_none_or(|before| before.kind == LexemeKind::BlockOpen);
        let levels = self.blocks.iter().filter(|tall| **tall).count() + more;
        let blank_above = self.breaks > 1 && !after_open && !closes;
        let line = Line { indent: levels * INDENT, blank_above, ..Line::default() };
        let done = std::mem::replace(&mut self.line, line);
        if std::mem::replace(&mut self.started, true) {
            self.lines.push(done);
        }
        self.separator = false;
    }

    fn comment(&mut self, lexemes: &[Lexeme], at: usize, lexeme: &'l Lexeme) {
        let own_line = self.breaks > 0 || self.before.is_none_or(|before| before.kind == LexemeKind::Comment);
        if own_line {
            let next = lexemes
                .iter()
                .skip(at + 1)
                .find(|next| !matches!(next.kind, LexemeKind::Comment | LexemeKind::LineBreak | LexemeKind::Separator));
            let outside = next.is_none_or(|next| next.entry || next.kind == LexemeKind::BlockClose);
            let joins = next.is_some_and(|next| next.kind == LexemeKind::BlockOpen);
            let more = match self.brackets {
                0 if outside || joins || self.after_block => 0,
                0 => CONTINUATION,
                brackets => brackets,
            };
            self.new_line(more, false);
        }
        self.line.comment = Some(lexeme.text.clone());
        self.done(lexeme);
    }

    fn done(&mut self, lexeme: &'l Lexeme) {
        self.before = Some(lexeme);
        if lexeme.kind != LexemeKind::Comment {
            self.after_block = lexeme.kind == LexemeKind::BlockClose;
        }
        self.breaks = 0;
    }
}

/// Whether a closing bracket is the next piece: a comma before it says nothing.
fn closes_next(lexemes: &[Lexeme], at: usize) -> bool {
    let next = lexemes.iter().skip(at + 1).find(|next| next.kind != LexemeKind::LineBreak);
    next.is_some_and(|next| next.kind == LexemeKind::Mark && matches!(next.text.as_str(), ")" | "]" | ","))
}

/// Whether a blank stands between two pieces on a line.
fn spaced(before: &Lexeme, next: &Lexeme) -> bool {
    let after = match before.kind {
        LexemeKind::Mark => !matches!(before.text.as_str(), "(" | "[" | "." | "@"),
        LexemeKind::CallOpen | LexemeKind::Prefix => false,
        LexemeKind::Word
        | LexemeKind::Suffix
        | LexemeKind::Number
        | LexemeKind::Text
        | LexemeKind::BlockOpen
        | LexemeKind::BlockClose
        | LexemeKind::Separator
        | LexemeKind::Comment
        | LexemeKind::LineBreak => true,
    };
    let ahead = match next.kind {
        LexemeKind::Mark => !matches!(next.text.as_str(), "," | ":" | "?" | "." | ")" | "]" | "%"),
        LexemeKind::CallOpen | LexemeKind::Suffix => false,
        LexemeKind::Word
        | LexemeKind::Prefix
        | LexemeKind::Number
        | LexemeKind::Text
        | LexemeKind::BlockOpen
        | LexemeKind::BlockClose
        | LexemeKind::Separator
        | LexemeKind::Comment
        | LexemeKind::LineBreak => true,
    };
    after && ahead
}
