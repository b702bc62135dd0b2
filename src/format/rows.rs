//! Lines, and how rows of the same kind that follow each other are aligned. A wide character counts as two columns.

use crate::syntax::Table;
use unicode_width::UnicodeWidthStr as _;

/// Blanks before a column; before a comment at the end of a line.
const GAP: usize = 2;

/// A line of the result.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Blanks before it.
    pub indent: usize,
    /// An empty line stands above it.
    pub blank_above: bool,
    /// Its parts: one, and one more for each column of its table.
    pub cells: Vec<String>,
    /// The table that it is a row of.
    pub table: Option<Table>,
    /// The comment at its end.
    pub comment: Option<String>,
    /// Blanks before the comment beyond the usual.
    pub comment_gap: usize,
}

impl Line {
    /// Adds text behind what is there.
    pub(super) fn add(&mut self, text: &str) {
        match self.cells.last_mut() {
            Some(cell) => cell.push_str(text),
            None => self.cells.push(text.to_owned()),
        }
    }

    /// Whether a text of several lines is part of it.
    fn is_tall(&self) -> bool {
        self.cells.iter().any(|cell| cell.contains('\n'))
    }

    fn width(&self) -> usize {
        self.indent + self.cells.iter().map(|cell| cell.width()).sum::<usize>()
    }

    /// Writes the line with its line break.
    pub(super) fn write(&self, out: &mut String) {
        if self.blank_above {
            out.push('\n');
        }
        out.push_str(&" ".repeat(self.indent));
        self.cells.iter().for_each(|cell| out.push_str(cell));
        if let Some(comment) = &self.comment {
            if !self.cells.is_empty() {
                out.push_str(&" ".repeat(GAP + self.comment_gap));
            }
            out.push_str(comment);
        }
        out.push('\n');
    }
}

/// Puts the columns of rows that follow each other below each other, and then the comments at their ends.
pub(super) fn align(mut lines: Vec<Line>) -> Vec<Line> {
    let mut above = None;
    for line in &mut lines {
        // A comment between rows does not part them.
        if line.cells.is_empty() && !line.blank_above {
            line.table = above;
        }
        above = line.table;
    }
    for run in lines.chunk_by_mut(|one, next| joins(one, next) && one.table == next.table) {
        columns(run);
    }
    for run in lines.chunk_by_mut(|one, next| joins(one, next) && has_comment(one) && has_comment(next)) {
        comments(run);
    }
    lines
}

fn joins(one: &Line, next: &Line) -> bool {
    !next.blank_above && one.indent == next.indent
}

fn has_comment(line: &Line) -> bool {
    line.comment.is_some() && !line.cells.is_empty() && !line.is_tall()
}

/// Pads the cells of rows, column by column. A row whose later columns are missing does not widen them.
fn columns(rows: &mut [Line]) {
    let gap = match rows.first().and_then(|row| row.table) {
        Some(Table::Steps | Table::Points | Table::Actions) => GAP,
        Some(Table::Arms) => 1,
        None => return,
    };
    let most = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    for column in 0..most {
        let wide = |row: &Line| row.cells.get(column).filter(|_| column + 1 < row.cells.len()).map(|cell| cell.width());
        let width = rows.iter().filter_map(wide).max().unwrap_or_default();
        for row in rows.iter_mut().filter(|row| column + 1 < row.cells.len()) {
            if let Some(cell) = row.cells.get_mut(column) {
                cell.push_str(&" ".repeat(width + gap - cell.width()));
            }
        }
    }
}

fn comments(rows: &mut [Line]) {
    let width = rows.iter().map(Line::width).max().unwrap_or_default();
    for row in rows {
        row.comment_gap = width - row.width();
    }
}
