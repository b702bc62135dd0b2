//! The explanation page of each code, shown by `sodate explain` and kept in docs/diagnostics/.

use super::Code;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code that it explains.
    pub code: Code,
    /// Markdown: title, English, Japanese, a bad and a good example.
    pub text: &'static str,
}

/// All pages, in order of code.
pub const PAGES: &[Page] = &[];
