//! Where the lines of a text begin: what the parser reads indentation by, and what turns a byte into a line for people.

/// Where the lines of a text begin.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Number of the line, from 0, that a byte lies in.
    #[must_use]
    pub fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// First byte of a line; the end of the text for a line beyond the last.
    #[must_use]
    pub fn start(&self, number: usize, text: &str) -> usize {
        self.starts.get(number).copied().unwrap_or(text.len())
    }

    /// How many lines there are; at least one.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.starts.len()
    }

    /// A line with its line break.
    #[must_use]
    pub fn line<'t>(&self, number: usize, text: &'t str) -> &'t str {
        text.get(self.start(number, text)..self.start(number + 1, text)).unwrap_or_default()
    }
}
