//! Source files and places in them. Every later stage speaks of text only through a [`Span`], so that a message,
//! a step of the compiled program and a line of the journal can all point at the character that caused them.

mod lines;

pub use lines::Lines;

use std::sync::OnceLock;

/// Largest source file that is read, in bytes: far above any hand-written scenario, low enough that a file picked by
/// mistake (a video, a database) is refused at once.
pub const MAX_SOURCE_BYTES: usize = 1024 * 1024;

/// Number of a file within [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file: `start` is inside, `end` is the first byte after it. Both lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` (bytes) of `file`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that covers both; `other` must be in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the byte offset lies inside.
    #[must_use]
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
}

/// One source file: its path as shown to people (relative to the workspace, `/` between folders) and its text.
#[derive(Debug)]
pub struct SourceFile {
    /// Path as shown.
    pub path: String,
    /// The text, UTF-8 without a byte order mark.
    pub text: String,
    /// Where its lines begin.
    pub lines: Lines,
    /// Characters and UTF-16 units before each [`STRIDE`] bytes, counted when a place on a long line is asked for.
    counted: OnceLock<Vec<(u32, u32)>>,
}

/// Bytes between two places up to which the characters are counted once for all: a file of one long line may have thousands
/// of places in it.
const STRIDE: usize = 1024;

impl SourceFile {
    /// The text of a span; empty where the span does not lie in this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Where a line (from 1) begins, in bytes, and its text with its end; `None` where there is no such line.
    #[must_use]
    pub fn line(&self, number: u32) -> Option<(u32, &str)> {
        let number = usize::try_from(number).ok()?.checked_sub(1).filter(|number| *number < self.lines.count())?;
        let start = u32::try_from(self.lines.start(number, &self.text)).ok()?;
        Some((start, self.lines.line(number, &self.text)))
    }

    /// Characters and UTF-16 units in a range of bytes that begins and ends on character boundaries.
    fn columns(&self, start: usize, end: usize) -> (u32, u32) {
        if end.saturating_sub(start) <= STRIDE {
            return count(self.text.get(start..end).unwrap_or_default());
        }
        let (before, up_to) = (self.columns_before(start), self.columns_before(end));
        (up_to.0 - before.0, up_to.1 - before.1)
    }

    /// The same for all that stands before a byte.
    fn columns_before(&self, at: usize) -> (u32, u32) {
        let boundary = |stride: usize| self.text.floor_char_boundary(stride * STRIDE);
        let counted = self.counted.get_or_init(|| {
            let strides = 0..self.text.len() / STRIDE;
            let each = strides.map(|one| count(self.text.get(boundary(one)..boundary(one + 1)).unwrap_or_default()));
            let sums = each.scan((0, 0), |sum: &mut (u32, u32), more| {
                *sum = (sum.0 + more.0, sum.1 + more.1);
                Some(*sum)
            });
            std::iter::once((0, 0)).chain(sums).collect()
        });
        let sum = counted.get(at / STRIDE).copied().unwrap_or_default();
        let more = count(self.text.get(boundary(at / STRIDE)..at).unwrap_or_default());
        (sum.0 + more.0, sum.1 + more.1)
    }
}

/// Characters and UTF-16 units of a text.
fn count(text: &str) -> (u32, u32) {
    text.chars()
        .fold((0, 0), |(characters, units), one| (characters + 1, units + if one.len_utf16() > 1 { 2 } else { 1 }))
}

/// A place as people and editors count it. All numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line.
    pub line: u32,
    /// Column in characters (Unicode scalar values).
    pub column: u32,
    /// Column in UTF-16 code units, which editors and SARIF use.
    pub column_utf16: u32,
}

/// All files of one analysis, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its number. A leading byte order mark is dropped.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let lines = Lines::new(&text);
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { path: path.into(), text, lines, counted: OnceLock::new() });
        id
    }

    /// The file of that number, if it is in this set.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// The file with that shown path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// The text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |file| file.slice(span))
    }

    /// Line and column of a byte offset. An offset past the end counts as the end; a file that is not here as 1:1.
    #[must_use]
    pub fn line_column(&self, file: FileId, offset: u32) -> LineColumn {
        let Some(source) = self.get(file) else {
            return LineColumn { line: 1, column: 1, column_utf16: 1 };
        };
        let mut offset = (offset as usize).min(source.text.len());
        while !source.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let number = source.lines.number(offset);
        let (characters, units) = source.columns(source.lines.start(number, &source.text), offset);
        let line = u32::try_from(number + 1).unwrap_or(u32::MAX);
        LineColumn { line, column: characters + 1, column_utf16: units + 1 }
    }
}

/// A value together with where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub node: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub const fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_on_long_lines_are_those_of_counting_each_character() {
        let mut sources = Sources::new();
        let text = format!("短い行\n{}終わり\n{}", "あ𠮷b".repeat(700), "x".repeat(3000));
        let file = sources.add("a.flow", text.clone());
        let (mut line, mut column, mut units) = (1, 1, 1);
        for (at, one) in text.char_indices() {
            let place = sources.line_column(file, u32::try_from(at).unwrap());
            assert_eq!(place, LineColumn { line, column, column_utf16: units });
            if one == '\n' {
                (line, column, units) = (line + 1, 1, 1);
            } else {
                column += 1;
                units += u32::try_from(one.len_utf16()).unwrap();
            }
        }
    }
}
