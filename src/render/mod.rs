//! Diagnostics, histories and pages drawn for people and machines. Everything below works with plain data; what it looks like
//! is decided here, and only here is the drawing library named.

pub mod diff;
mod excerpt;
mod human;
pub mod json;
pub mod layout;
pub mod machine;
pub mod page;
pub mod story;
mod summary;
pub mod timeline;

use crate::diagnostic::Language;

pub use human::{diagnostic, drawing, help_word, severity_word};
pub use page::page;
pub use summary::{Counts, more, plural, summary};

/// How to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Language of the words.
    pub language: Language,
    /// Columns of the terminal.
    pub width: usize,
    /// Frames in ASCII instead of Unicode.
    pub ascii: bool,
    /// With colours (ANSI escape sequences).
    pub color: bool,
    /// Put before each path, so that it is right as from the current folder; empty or ending in `/`.
    pub prefix: String,
}

impl Look {
    /// Plain text in 80 columns.
    #[must_use]
    pub const fn plain(language: Language) -> Self {
        Self { language, width: layout::DEFAULT_WIDTH, ascii: false, color: false, prefix: String::new() }
    }

    /// The text in a style, where colours are on.
    #[must_use]
    pub fn paint(&self, style: anstyle::Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
