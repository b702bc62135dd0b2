//! Comments that allow a finding where it is right to: `// sodate: allow F0406 because …`. One that stands behind
//! code covers its own line; one on a line of its own covers what comes next: the whole declaration if one begins there,
//! otherwise that line. `allow-file` at the top covers the file. A mail's body file counts as part of the declaration that
//! names it. Each comment says why, errors cannot be allowed, and a comment that allows nothing is itself a finding.

mod comment;
mod findings;

pub use findings::{AllowForm, AllowWithoutReason, CannotAllow, Form, UnknownAllow, UnusedAllow};

use crate::diagnostic::registry::{Kind, kind_named};
use crate::diagnostic::{Code, Diagnostic, Finding, Severity};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;
use comment::{Asked, LinesMeant, Written};
use std::collections::BTreeMap;
use std::ops::Range;

/// First code of the findings about such comments; they cannot be allowed.
const OWN_CODES: Range<u16> = 700..800;

/// A kind of finding that a comment allows.
#[derive(Debug)]
struct Allowed {
    code: Code,
    /// The code as written.
    word: Span,
    used: bool,
}

/// A comment that allows.
#[derive(Debug)]
struct Allow {
    /// Places that it covers: a file and a range of bytes in it.
    covers: Vec<(FileId, Range<u32>)>,
    kinds: Vec<Allowed>,
    comment: Span,
}

/// What the comments of a workspace allow.
#[derive(Debug, Default)]
pub struct Allows {
    allows: Vec<Allow>,
    /// What is wrong with the comments themselves.
    found: Vec<Diagnostic>,
}

/// Where a mail's body file is named, and the file.
pub type BodyFiles<'a> = &'a [(Span, FileId)];

impl Allows {
    /// Reads the comments of all files.
    #[must_use]
    pub fn read(files: &[&ast::File], sources: &Sources, bodies: BodyFiles<'_>) -> Self {
        let mut allows = Self::default();
        for file in files {
            let mut lines = LinesMeant::default();
            for comment in file.comments.iter().filter(|comment| !comment.documentation) {
                let text = sources.slice(comment.span);
                let Some(written) = comment::read(text) else { continue };
                let whole = sources.get(comment.span.file).map_or("", |file| file.text.as_str());
                let line = lines.of(whole, comment.span);
                let place = Place { file, comment: comment.span, line, source: sources, bodies };
                allows.add(&written, &place);
            }
        }
        allows
    }

    fn add(&mut self, written: &Written<'_>, place: &Place<'_>) {
        let comment = place.comment;
        let asked = match &written.asked {
            Ok(asked) => *asked,
            Err(word) => {
                let span = place.at(word);
                let form = Form::UnknownWord { word: place.source.slice(span) };
                return self.found.push(AllowForm { form, span }.diagnose());
            }
        };
        if written.codes.is_empty() {
            return self.found.push(AllowForm { form: Form::NothingNamed, span: comment }.diagnose());
        }
        if asked == Asked::File && !place.at_top() {
            return self.found.push(AllowForm { form: Form::NotAtTop, span: comment }.diagnose());
        }
        let mut kinds = Vec::new();
        for word in &written.codes {
            let span = place.at(word);
            match kind_named(place.source.slice(span)) {
                Ok(kind) if can_be_allowed(kind) => kinds.push(Allowed { code: kind.code, word: span, used: false }),
                Ok(kind) => self.found.push(CannotAllow { code: kind.code, span }.diagnose()),
                Err(near) => {
                    self.found.push(UnknownAllow { written: place.source.slice(span), near, span }.diagnose());
                }
            }
        }
        if kinds.is_empty() {
            return;
        }
        if !written.has_reason {
            return self.found.push(AllowWithoutReason { span: comment }.diagnose());
        }
        self.allows.push(Allow { covers: place.covers(asked), kinds, comment });
    }

    /// Takes out the findings that are allowed and adds those about the comments themselves; returns how many were taken
    /// out. While the workspace has errors nothing is called unused, because an error may hide the finding meant.
    pub fn apply(mut self, diagnostics: &mut Vec<Diagnostic>, sources: &Sources) -> usize {
        self.mark_used(diagnostics);
        let covered = Covered::of(&self.allows);
        let before = diagnostics.len();
        diagnostics.retain(|one| one.severity == Severity::Error || !covered.contains(one));
        let taken = before - diagnostics.len();
        let errors = diagnostics.iter().any(|one| one.severity == Severity::Error);
        diagnostics.append(&mut self.found);
        if !errors {
            for allow in &self.allows {
                diagnostics.extend(unused(allow, sources));
            }
        }
        taken
    }

    fn mark_used(&mut self, diagnostics: &[Diagnostic]) {
        let mut places: BTreeMap<(FileId, Code), Vec<u32>> = BTreeMap::new();
        for one in diagnostics.iter().filter(|one| one.severity != Severity::Error) {
            places.entry((one.primary.span.file, one.code)).or_default().push(one.primary.span.start);
        }
        places.values_mut().for_each(|places| places.sort_unstable());
        for allow in &mut self.allows {
            for kind in &mut allow.kinds {
                kind.used = allow.covers.iter().any(|(file, range)| {
                    let places = places.get(&(*file, kind.code)).map_or(&[][..], Vec::as_slice);
                    let first = places.partition_point(|place| *place < range.start);
                    places.get(first).is_some_and(|place| *place < range.end)
                });
            }
        }
    }
}

/// All places that comments cover, by file and kind: ranges that neither overlap nor touch, end by start. A file may hold
/// thousands of comments and findings, so neither is looked through for each of the other.
struct Covered(BTreeMap<(FileId, Code), BTreeMap<u32, u32>>);

impl Covered {
    fn of(allows: &[Allow]) -> Self {
        let mut ranges: BTreeMap<(FileId, Code), Vec<(u32, u32)>> = BTreeMap::new();
        for allow in allows {
            for (kind, (file, range)) in
                allow.kinds.iter().flat_map(|kind| allow.covers.iter().map(move |one| (kind, one)))
            {
                ranges.entry((*file, kind.code)).or_default().push((range.start, range.end));
            }
        }
        Self(ranges.into_iter().map(|(key, ranges)| (key, union(ranges))).collect())
    }

    fn contains(&self, one: &Diagnostic) -> bool {
        let place = one.primary.span.start;
        let ranges = self.0.get(&(one.primary.span.file, one.code));
        ranges.and_then(|ranges| ranges.range(..=place).next_back()).is_some_and(|(_, end)| place < *end)
    }
}

fn union(mut ranges: Vec<(u32, u32)>) -> BTreeMap<u32, u32> {
    ranges.sort_unstable();
    let mut union: BTreeMap<u32, u32> = BTreeMap::new();
    for (start, end) in ranges {
        match union.last_entry() {
            Some(mut last) if start <= *last.get() => *last.get_mut() = end.max(*last.get()),
            Some(_) | None => {
                union.insert(start, end);
            }
        }
    }
    union
}

fn can_be_allowed(kind: &Kind) -> bool {
    kind.adjustable() && !OWN_CODES.contains(&kind.code.0)
}

fn unused(allow: &Allow, sources: &Sources) -> Vec<Diagnostic> {
    let unused: Vec<&Allowed> = allow.kinds.iter().filter(|kind| !kind.used).collect();
    let text = sources.get(allow.comment.file).map_or("", |file| file.text.as_str());
    let whole = unused.len() == allow.kinds.len();
    let delete = |kind: &Allowed| {
        if whole { comment::whole(text, allow.comment) } else { comment::one_of_several(text, kind.word) }
    };
    let finding =
        |kind: &&Allowed| UnusedAllow { code: kind.code, span: kind.word, delete: delete(kind), whole }.diagnose();
    unused.iter().map(finding).collect()
}

/// A comment in its file.
struct Place<'a> {
    file: &'a ast::File,
    comment: Span,
    /// The line that it speaks of.
    line: Range<u32>,
    source: &'a Sources,
    bodies: BodyFiles<'a>,
}

impl Place<'_> {
    /// The place of a range of the comment's text.
    fn at(&self, range: &Range<usize>) -> Span {
        let offset = |at: usize| self.comment.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(self.comment.file, offset(range.start), offset(range.end))
    }

    fn at_top(&self) -> bool {
        self.file.declarations.first().is_none_or(|first| self.comment.start < first.span.start)
    }

    fn covers(&self, asked: Asked) -> Vec<(FileId, Range<u32>)> {
        let file = self.comment.file;
        let range = match asked {
            Asked::File => 0..u32::MAX,
            Asked::Here => {
                let line = &self.line;
                let behind = self.file.declarations.partition_point(|one| one.span.start < line.start);
                let begins = self.file.declarations.get(behind).filter(|one| line.contains(&one.span.start));
                let declaration = begins.filter(|_| !line.contains(&self.comment.start));
                declaration.map_or(line.clone(), |one| one.span.start..one.span.end.saturating_add(1))
            }
        };
        let named = |(at, _): &&(Span, FileId)| at.file == file && range.contains(&at.start);
        let bodies: Vec<_> = self.bodies.iter().filter(named).map(|(_, body)| (*body, 0..u32::MAX)).collect();
        std::iter::once((file, range)).chain(bodies).collect()
    }
}
