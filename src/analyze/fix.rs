//! Safe fixes, applied and checked again until nothing changes: all in memory, so that the caller decides what is written.

use super::{Analysis, Files, Options, ReadProblem, analyze};
use crate::diagnostic::{Code, Diagnostic, Fix, Text};
use crate::source::{FileId, LineColumn, Sources, Span};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Most rounds of applying and checking. Each round takes all fixes that do not touch each other, so a few are enough for
/// any text that people write; what is left after this many is fixed by another call.
pub const MAX_ROUNDS: usize = 50;

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The file.
    pub path: String,
    /// Where the finding was, in the text as it was at that moment.
    pub place: LineColumn,
    /// Kind of the finding.
    pub code: Code,
    /// What the fix did.
    pub title: Text,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As it was read, with its byte order mark if it has one.
    pub before: String,
    /// As it is to be.
    pub after: String,
}

/// What came of it.
#[derive(Debug)]
pub struct Fixed {
    /// The analysis of the files as they are to be.
    pub analysis: Analysis,
    /// The files that change, by path.
    pub changes: BTreeMap<String, Change>,
    /// The fixes, in the order of their rounds and places.
    pub applied: Vec<Applied>,
    /// Fixes were left over after [`MAX_ROUNDS`], or led back to a text that was there before.
    pub unsettled: bool,
}

/// Applies the safe fixes of findings in files that `may_change` names, and checks again, until there are none.
pub fn fix(files: &dyn Files, roots: &[String], options: &Options, may_change: &dyn Fn(&str) -> bool) -> Fixed {
    let overlay = Overlay { below: files, changes: RefCell::default() };
    let mut applied = Vec::new();
    let mut seen = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let analysis = analyze(&overlay, roots, options);
        let chosen = choose(&analysis, may_change);
        if chosen.is_empty() {
            return Fixed { analysis, changes: overlay.changed(), applied, unsettled: false };
        }
        for (path, edits) in edits_by_path(&chosen, &analysis.sources) {
            overlay.write(path, &edits);
        }
        applied.extend(chosen.iter().map(|(one, fix)| describe(one, fix, &analysis.sources)));
        if !seen.insert(overlay.texts()) {
            break;
        }
    }
    Fixed { analysis: analyze(&overlay, roots, options), changes: overlay.changed(), applied, unsettled: true }
}

fn describe(one: &Diagnostic, fix: &Fix, sources: &Sources) -> Applied {
    let Span { file, start, .. } = one.primary.span;
    let path = sources.get(file).map(|file| file.path.clone()).unwrap_or_default();
    Applied { path, place: sources.line_column(file, start), code: one.code, title: fix.title.clone() }
}

/// Parts of a file that are taken by an edit: end by start. They neither overlap nor touch.
#[derive(Default)]
struct Taken(BTreeMap<FileId, BTreeMap<u32, u32>>);

impl Taken {
    fn is_free(&self, span: Span) -> bool {
        let Some(taken) = self.0.get(&span.file) else { return true };
        taken.range(..=span.end).next_back().is_none_or(|(_, end)| *end < span.start)
    }

    fn take(&mut self, span: Span) {
        self.0.entry(span.file).or_default().insert(span.start, span.end);
    }
}

/// The safe fixes that can be applied together: those that come first win, the others wait for the next round.
fn choose<'a>(analysis: &'a Analysis, may_change: &dyn Fn(&str) -> bool) -> Vec<(&'a Diagnostic, &'a Fix)> {
    let sources = &analysis.sources;
    let mut taken = Taken::default();
    let mut chosen = Vec::new();
    for one in &analysis.diagnostics {
        let Some(fix) = one.safe_fix() else { continue };
        let allowed = |(span, _): &(Span, String)| {
            let file = sources.get(span.file).filter(|file| may_change(&file.path));
            file.is_some_and(|file| file.text.get(span.start as usize..span.end as usize).is_some())
        };
        let changes = fix.edits.iter().any(|(span, text)| sources.slice(*span) != text);
        let free = fix.edits.iter().all(|(span, _)| taken.is_free(*span));
        if changes && free && fix.edits.iter().all(allowed) {
            fix.edits.iter().for_each(|(span, _)| taken.take(*span));
            chosen.push((one, fix));
        }
    }
    chosen
}

fn edits_by_path<'a>(
    chosen: &[(&Diagnostic, &'a Fix)],
    sources: &'a Sources,
) -> BTreeMap<&'a str, Vec<&'a (Span, String)>> {
    let mut by_path: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|(_, fix)| &fix.edits) {
        if let Some(file) = sources.get(edit.0.file) {
            by_path.entry(&file.path).or_default().push(edit);
        }
    }
    by_path
}

/// Files with changes over them that nothing below sees.
struct Overlay<'f> {
    below: &'f dyn Files,
    changes: RefCell<BTreeMap<String, Change>>,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &str) -> Result<String, ReadProblem> {
        match self.changes.borrow().get(path) {
            Some(change) => Ok(change.after.clone()),
            None => self.below.read(path),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.below.list(folder)
    }
}

impl Overlay<'_> {
    /// Edits a file; places count without a byte order mark, which stays.
    fn write(&self, path: &str, edits: &[&(Span, String)]) {
        let Ok(text) = self.read(path) else { return };
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut edits = edits.to_vec();
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut after = String::with_capacity(text.len());
        let mut done = 0;
        for (span, with) in edits {
            let (start, end) = (span.start as usize + mark, span.end as usize + mark);
            after.push_str(text.get(done..start).unwrap_or_default());
            after.push_str(with);
            done = end.max(done);
        }
        after.push_str(text.get(done..).unwrap_or_default());
        let mut changes = self.changes.borrow_mut();
        let change = changes.entry(path.to_owned()).or_insert_with(|| Change { before: text, after: String::new() });
        change.after = after;
    }

    fn texts(&self) -> Vec<String> {
        self.changes.borrow().values().map(|change| change.after.clone()).collect()
    }

    fn changed(&self) -> BTreeMap<String, Change> {
        let mut changes = self.changes.borrow().clone();
        changes.retain(|_, change| change.before != change.after);
        changes
    }
}
