//! Collects findings while a file is read, and knows where to keep silent: one cause gives one message.

use crate::diagnostic::{Diagnostic, Finding, MAX_DIAGNOSTICS_PER_FILE};
use crate::source::{Lines, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Findings kept of each stage of reading a file. More would only cost time: of all, [`MAX_DIAGNOSTICS_PER_FILE`] are shown.
pub(super) const MAX_KEPT: usize = 2 * MAX_DIAGNOSTICS_PER_FILE;

/// The findings of one file.
#[derive(Debug)]
pub(super) struct Report<'t> {
    lines: &'t Lines,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    silent: BTreeSet<usize>,
    limit: usize,
}

impl<'t> Report<'t> {
    /// An empty report about the text with these lines.
    pub(super) const fn new(lines: &'t Lines) -> Self {
        Self { lines, diagnostics: Vec::new(), silent: BTreeSet::new(), limit: MAX_KEPT }
    }

    /// Whether more would be left out anyway.
    pub(super) const fn is_full(&self) -> bool {
        self.diagnostics.len() >= self.limit
    }

    /// Begins a stage of reading, so that what an earlier one found in plenty does not hide what this one finds.
    pub(super) const fn begin_stage(&mut self) {
        self.limit = self.diagnostics.len() + MAX_KEPT;
    }

    /// Adds a finding.
    pub(super) fn add(&mut self, finding: &impl Finding) {
        if !self.is_full() {
            self.diagnostics.push(finding.diagnose());
        }
    }

    /// Adds a finding after which nothing else on its line is worth a word.
    pub(super) fn add_and_silence_line(&mut self, finding: &impl Finding) {
        if !self.is_full() {
            let diagnostic = finding.diagnose();
            self.silence(diagnostic.primary.span.start as usize);
            self.diagnostics.push(diagnostic);
        }
    }

    /// Nothing more is said about the line of this byte.
    pub(super) fn silence(&mut self, at: usize) {
        self.silent.insert(self.lines.number(at));
    }

    /// Whether nothing more is to be said about the line of this byte.
    pub(super) fn is_silent(&self, at: usize) -> bool {
        self.silent.contains(&self.lines.number(at))
    }

    /// Takes back findings of a code on the line of this byte.
    pub(super) fn take_back(&mut self, code: crate::diagnostic::Code, at: usize) {
        let line = self.lines.number(at);
        let lines = self.lines;
        self.diagnostics.retain(|one| one.code != code || lines.number(one.primary.span.start as usize) != line);
    }

    /// Takes back findings of a code all of whose changes lie in some ranges of bytes: another finding's repair covers them.
    pub(super) fn take_back_within(&mut self, code: crate::diagnostic::Code, ranges: &[Range<usize>]) {
        let inside = |span: Span| {
            ranges.iter().any(|range| range.start <= span.start as usize && span.end as usize <= range.end)
        };
        let covered = |one: &Diagnostic| {
            let mut edits = one.fixes.iter().flat_map(|fix| &fix.edits).peekable();
            edits.peek().is_some() && edits.all(|(span, _)| inside(*span))
        };
        self.diagnostics.retain(|one| one.code != code || !covered(one));
    }
}
