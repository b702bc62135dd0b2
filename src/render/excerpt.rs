//! The piece of source that a message shows, prepared for drawing: only the lines around the labels, long lines cut to the
//! terminal's width, tabs as spaces, steering characters made visible, several files side by side. The drawing library
//! sees this instead of the files; line and column in its headings are those of the real source.

use super::layout::{REPLACEMENT, char_width, is_unsafe};
use crate::source::{FileId, SourceFile, Sources, Span};
use miette::{MietteError, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines shown before and after each label.
pub(super) const CONTEXT_LINES: usize = 1;

/// A label over more lines is shown at its first line only: the end of a long block says nothing.
const MAX_LABEL_LINES: usize = 6;

/// Columns between two tab stops.
const TAB_COLUMNS: usize = 4;

/// Where a label stands in the text to draw, and in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// Bytes in the space that [`Excerpt`] offers for drawing.
    pub shown: Range<usize>,
    /// Terminal column (from 0) of the middle of the label's first line, for laying out its words.
    pub middle_column: usize,
    /// Over several lines.
    pub multi_line: bool,
    line: usize,
    column: usize,
}

/// One file's lines to draw. Lines that no label needs are empty.
#[derive(Debug)]
struct Shown {
    name: String,
    base: usize,
    text: String,
    starts: Vec<usize>,
}

/// The text to draw for one message. Each file has a range of offsets of its own.
#[derive(Debug)]
pub(super) struct Excerpt {
    files: Vec<Shown>,
    /// Places of the labels, in the order in which they were given.
    pub placed: Vec<Placed>,
}

impl Excerpt {
    /// Prepares the lines around `labels` (span, columns of its words). `room` is the width for source text.
    pub fn new(sources: &Sources, labels: &[(Span, usize)], prefix: &str, room: usize) -> Self {
        let mut excerpt = Self { files: Vec::new(), placed: Vec::new() };
        let mut order: Vec<FileId> = Vec::new();
        for (span, _) in labels {
            if !order.contains(&span.file) {
                order.push(span.file);
            }
        }
        let mut placed: Vec<Option<Placed>> = vec![None; labels.len()];
        for file in order {
            if let Some(source) = sources.get(file) {
                excerpt.add(source, file, labels, &mut placed, prefix, room);
            }
        }
        excerpt.placed = placed.into_iter().flatten().collect();
        excerpt
    }

    fn add(
        &mut self,
        source: &SourceFile,
        file: FileId,
        labels: &[(Span, usize)],
        placed: &mut [Option<Placed>],
        prefix: &str,
        room: usize,
    ) {
        let marks: Vec<(usize, Mark)> = labels
            .iter()
            .enumerate()
            .filter(|(_, (span, _))| span.file == file)
            .map(|(at, (span, columns))| (at, mark(source, *span, *columns)))
            .collect();
        let mut needed = BTreeSet::new();
        for (_, mark) in &marks {
            needed.extend(mark.first_line.saturating_sub(CONTEXT_LINES)..=mark.last_line + CONTEXT_LINES);
        }
        let base = self.files.last().map_or(0, |last| last.base + last.text.len() + 1);
        let mut shown =
            Shown { name: format!("{prefix}{}", source.path), base, text: String::new(), starts: Vec::new() };
        let mut positions: Vec<(usize, usize, usize)> = marks.iter().map(|_| (0, 0, 0)).collect();
        let last_needed = needed.last().copied().unwrap_or(0).min(last_line(source));
        for number in 0..=last_needed {
            shown.starts.push(shown.text.len());
            if needed.contains(&number) {
                let range = range_of(source, number);
                let line = source.text.get(range.clone()).unwrap_or_default();
                let drawn = DrawnLine::new(line, room, wanted(&marks, number, &range));
                place(&marks, number, &range, &drawn, base + shown.text.len(), &mut positions);
                shown.text.push_str(&drawn.text);
            }
            shown.text.push('\n');
        }
        for ((at, mark), (start, end, middle_column)) in marks.iter().zip(positions) {
            let start_of_line = range_of(source, mark.first_line).start;
            let before = source.text.get(start_of_line..mark.start).unwrap_or_default();
            if let Some(slot) = placed.get_mut(*at) {
                *slot = Some(Placed {
                    shown: start..end.max(start),
                    middle_column,
                    multi_line: mark.first_line != mark.last_line,
                    line: mark.first_line,
                    column: before.chars().count(),
                });
            }
        }
        self.files.push(shown);
    }
}

/// The place on a line that must stay visible when the line is cut: columns that the label's words need behind it.
fn wanted(marks: &[(usize, Mark)], number: usize, range: &Range<usize>) -> Option<(Range<usize>, usize)> {
    marks.iter().filter(|(_, mark)| mark.first_line == number).min_by_key(|(at, _)| *at).map(|(_, mark)| {
        (mark.start - range.start..mark.end.min(range.end).max(mark.start) - range.start, mark.columns)
    })
}

fn place(
    marks: &[(usize, Mark)],
    number: usize,
    range: &Range<usize>,
    drawn: &DrawnLine,
    base: usize,
    positions: &mut [(usize, usize, usize)],
) {
    for ((_, mark), position) in marks.iter().zip(positions) {
        if mark.first_line == number {
            let (start, start_column) = drawn.locate(mark.start - range.start);
            let (end, end_column) = drawn.locate(mark.end.min(range.end).max(mark.start) - range.start);
            *position = (base + start, base + end, usize::midpoint(start_column, end_column.max(start_column + 1)));
        }
        if mark.last_line == number && mark.first_line != number {
            position.1 = base + drawn.locate(mark.end.saturating_sub(range.start)).0;
        }
    }
}

/// A label's place in its file, in whole characters and within the text.
struct Mark {
    start: usize,
    end: usize,
    first_line: usize,
    last_line: usize,
    columns: usize,
}

/// Number of the last line that is worth drawing: not the empty one behind a final line break.
fn last_line(source: &SourceFile) -> usize {
    let last = source.lines.count() - 1;
    if last > 0 && range_of(source, last).is_empty() { last - 1 } else { last }
}

/// The bytes of a line, without its line break.
fn range_of(source: &SourceFile, line: usize) -> Range<usize> {
    let start = source.lines.start(line, &source.text);
    let line = source.lines.line(line, &source.text);
    let line = line.strip_suffix('\n').unwrap_or(line);
    start..start + line.strip_suffix('\r').unwrap_or(line).len()
}

fn mark(source: &SourceFile, span: Span, columns: usize) -> Mark {
    let text = &source.text;
    let mut start = text.floor_char_boundary(span.start as usize);
    let mut end = text.floor_char_boundary(span.end as usize).max(start);
    if let Some(inside) = text.get(start..end) {
        end = start + inside.trim_end_matches(['\n', '\r']).len();
    }
    if start == end && text.get(start..).is_none_or(|rest| rest.trim_end_matches(['\n', '\r']).is_empty()) {
        let kept = text.trim_end();
        start = kept.char_indices().next_back().map_or(0, |(at, _)| at);
        end = kept.len();
    }
    let first_line = source.lines.number(start);
    if source.lines.number(end) - first_line >= MAX_LABEL_LINES {
        end = range_of(source, first_line).end.max(start);
    }
    Mark { start, end, first_line, last_line: source.lines.number(end), columns }
}

/// A line as drawn, and where its source bytes went.
struct DrawnLine {
    text: String,
    /// For each drawn character that has a source: its source byte, its drawn byte, its column.
    cells: Vec<(usize, usize, usize)>,
    end: (usize, usize),
}

impl DrawnLine {
    /// Draws a line into `room` columns. `wanted` (bytes of the line, columns of the words at it) stays visible.
    fn new(line: &str, room: usize, wanted: Option<(Range<usize>, usize)>) -> Self {
        let mut column = 0;
        let mut characters = Vec::new();
        for (at, character) in line.char_indices() {
            let columns = match character {
                '\t' => TAB_COLUMNS - column % TAB_COLUMNS,
                other if is_unsafe(other) => 1,
                other => char_width(other),
            };
            characters.push((at, character, column, columns));
            column += columns;
        }
        let column_of = |byte: usize| characters.iter().find(|(at, ..)| *at >= byte).map_or(column, |one| one.2);
        let (window_start, window_end) = match wanted {
            Some((range, words)) => window(column, room, column_of(range.start)..column_of(range.end), words),
            None => (0, if column > room { room - 1 } else { column }),
        };
        let mut drawn = Self { text: String::new(), cells: Vec::new(), end: (0, 0) };
        let mut used = 0;
        if window_start > 0 {
            drawn.text.push('…');
            used = 1;
        }
        for (at, character, from, columns) in characters {
            if from < window_start || from + columns > window_end {
                continue;
            }
            drawn.cells.push((at, drawn.text.len(), used));
            match character {
                '\t' => drawn.text.push_str(&" ".repeat(columns)),
                other if is_unsafe(other) => drawn.text.push(REPLACEMENT),
                other => drawn.text.push(other),
            }
            used += columns;
        }
        drawn.end = (drawn.text.len(), used);
        if window_end < column {
            drawn.text.push('…');
        }
        drawn
    }

    /// Drawn byte and column of a source byte; what was cut away is at the nearer end.
    fn locate(&self, source: usize) -> (usize, usize) {
        let at = self.cells.partition_point(|(from, ..)| *from < source);
        self.cells.get(at).map_or(self.end, |(_, byte, column)| (*byte, *column))
    }
}

/// Columns of a line to draw: all where it fits, else a stretch around the label, so that its words fit, too.
fn window(columns: usize, room: usize, label: Range<usize>, words: usize) -> (usize, usize) {
    let middle = usize::midpoint(label.start, label.end.max(label.start + 1));
    let reach = (middle + 4 + words).max(label.end.min(label.start + room / 2));
    if columns <= room && reach <= room {
        return (0, columns);
    }
    if reach < room {
        return (0, room - 1);
    }
    let start = (reach + 2).saturating_sub(room).min(label.start);
    let end = (start + room - 2).min(columns);
    (start, end)
}

/// What the drawing library asks for: some lines, with their real name and place.
struct Contents<'a> {
    data: &'a [u8],
    span: SourceSpan,
    name: &'a str,
    line: usize,
    column: usize,
    line_count: usize,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }
    fn span(&self) -> &SourceSpan {
        &self.span
    }
    fn name(&self) -> Option<&str> {
        Some(self.name)
    }
    fn line(&self) -> usize {
        self.line
    }
    fn column(&self) -> usize {
        self.column
    }
    fn line_count(&self) -> usize {
        self.line_count
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = self.files.partition_point(|file| file.base <= span.offset());
        let file = at.checked_sub(1).and_then(|at| self.files.get(at)).ok_or(MietteError::OutOfBounds)?;
        let (start, end) = (span.offset() - file.base, span.offset() + span.len() - file.base);
        let line_of = |offset: usize| file.starts.partition_point(|from| *from <= offset).saturating_sub(1);
        let first = line_of(start).saturating_sub(before);
        let last = line_of(end.saturating_sub(1).max(start)) + after;
        let from = file.starts.get(first).copied().unwrap_or(0);
        let to = file.starts.get(last + 1).copied().unwrap_or(file.text.len());
        // A span that reaches into the next file has no lines: the drawing then keeps the two files apart.
        let data =
            (end <= file.text.len()).then(|| file.text.get(from..to)).flatten().ok_or(MietteError::OutOfBounds)?;
        let place = self.placed.iter().find(|one| one.shown.start == span.offset());
        Ok(Box::new(Contents {
            data: data.as_bytes(),
            span: (file.base + from, data.len()).into(),
            name: &file.name,
            line: if before == 0 { place.map_or(first, |one| one.line) } else { first },
            column: if before == 0 { place.map_or(0, |one| one.column) } else { 0 },
            line_count: last.min(file.starts.len().saturating_sub(1)) + 1 - first.min(last),
        }))
    }
}
