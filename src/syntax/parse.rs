//! The one entry: a text in, a tree and diagnostics out.

use super::ast::{Declaration, DeclarationKind, File};
use super::braces::match_braces;
use super::build::{Builder, MAX_NESTING, Places, to_u32};
use super::depth::too_deep;
use super::document::document;
use super::findings::{
    FileTooLarge, NameNeedsQuotes, NestedTooDeep, OtherForm, StrayBrace, UnclosedBrace, WrongCharacters, WrongQuotes,
};
use super::grammar::{FlowParser, Pair, Rule};
use super::indent::indented_blocks;
use super::patch::{Edit, Patched};
use super::recover::{Declared, Explainer, Explanation, Site, SiteKind, sites};
use super::report::Report;
use super::scan::scan;
use super::surface::Surface;
use crate::diagnostic::{Diagnostic, Finding as _, Fix, Label, Text};
use crate::source::{FileId, Lines, MAX_SOURCE_BYTES, Span};
use pest::Parser as _;
use std::ops::Range;

/// What parsing a file gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The tree, with junk nodes where text was not understood.
    pub file: File,
    /// What is wrong with the text, in order of place. In a file full of mistakes not all of them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Never fails and never panics, whatever the text is. A text of more than [`MAX_SOURCE_BYTES`] is not
/// read, and one that is nested too deep gives one junk declaration.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_SOURCE_BYTES {
        let end = text.chars().next().map_or(0, char::len_utf8);
        let finding = FileTooLarge { span: Span::new(file, 0, to_u32(end)), bytes: text.len() };
        return Parsed { file: File::default(), diagnostics: vec![finding.diagnose()] };
    }
    let lines = Lines::new(text);
    let mut report = Report::new(&lines);
    let mut scan = scan(file, text, &mut report);
    report.begin_stage();
    indented_blocks(file, text, &lines, &mut scan, &mut report);
    match_braces(file, text, &lines, &mut scan, &mut report);
    let mut reading = Reading { file, original: text, report, vague_until: None, unclosed: false };
    let declarations = reading.read(std::mem::take(&mut scan.edits));
    let mut tree = File { declarations, comments: scan.comments };
    document(text, &mut tree);
    let mut diagnostics = reading.report.diagnostics;
    diagnostics.sort_by_key(|one| (one.primary.span.start, one.code));
    Parsed { file: tree, diagnostics }
}

/// Takes out earlier repairs of places that later ones repair anew, and sorts the later ones.
fn give_way(edits: &mut Vec<Edit>, later: &mut [Edit]) {
    later.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.retain(|edit| {
        let next = later.partition_point(|one| one.range.start < edit.range.end);
        // Repairs of the same text do not overlap each other, so only the last that begins before the end can reach in.
        let reaches = |at: usize| later.get(at).is_some_and(|one| one.range.end > edit.range.start);
        !next.checked_sub(1).is_some_and(reaches)
    });
}

/// Pieces of junk that are looked at again in one pass. A file with more is not a scenario, and its first ones say so.
const MOST_LOOKED_AT: usize = 1_000;

/// Further places that the message about a name points at.
const MOST_PLACES: usize = 5;

/// One file being read.
struct Reading<'t> {
    file: FileId,
    original: &'t str,
    report: Report<'t>,
    /// End of the last junk about which nothing exact could be said: what follows directly is not worth a second word.
    vague_until: Option<usize>,
    /// A block ended at a line that begins a declaration.
    unclosed: bool,
}

impl Reading<'_> {
    /// Parses the text with its repairs, explains the junk, and parses once more with the repairs that come out of that.
    fn read(&mut self, mut edits: Vec<Edit>) -> Vec<Declaration> {
        let first = Patched::new(self.original, &edits);
        let places = Places { patched: &first, file: self.file, inside: None };
        let Some(tree) = self.tree(&first, true) else { return self.all_junk() };
        let mut more = self.explain(&tree, places, true);
        if more.is_empty() {
            return self.build(&tree, places);
        }
        give_way(&mut edits, &mut more);
        edits.append(&mut more);
        let second = Patched::new(self.original, &edits);
        let Some(better) = self.tree(&second, false) else { return self.build(&tree, places) };
        let places = Places { patched: &second, file: self.file, inside: None };
        self.explain(&better, places, false);
        self.build(&better, places)
    }

    /// pest's tree; nothing where the text is nested too deep, which is reported the first time.
    fn tree<'p>(&mut self, patched: &'p Patched<'_>, first: bool) -> Option<Pair<'p>> {
        let deep = too_deep(&patched.text);
        // pest gives up by itself where little stack is left; that is too deep as well.
        let tree = if deep.is_some() { None } else { FlowParser::parse(Rule::file, &patched.text).ok()?.next() };
        if tree.is_none() && first {
            let range = patched.range(deep.unwrap_or(0..0));
            let span = Span::new(self.file, to_u32(range.start), to_u32(range.end));
            self.report.add(&NestedTooDeep { span, limit: MAX_NESTING });
        }
        tree
    }

    fn all_junk(&self) -> Vec<Declaration> {
        let span = Span::new(self.file, 0, to_u32(self.original.len()));
        vec![Declaration { span, documentation: None, kind: DeclarationKind::Junk }]
    }

    fn build(&mut self, tree: &Pair<'_>, places: Places<'_>) -> Vec<Declaration> {
        let mut builder = Builder::new(places);
        let declarations = builder.declarations(tree);
        self.report.diagnostics.append(&mut builder.diagnostics);
        declarations
    }

    /// Says what is wrong with each piece of junk, and returns repairs. After the first time there is a second, which sees
    /// what the repairs of the first made of the text.
    fn explain(&mut self, tree: &Pair<'_>, places: Places<'_>, first: bool) -> Vec<Edit> {
        let text = &places.patched.text;
        let mut edits = Vec::new();
        self.vague_until = None;
        self.report.begin_stage();
        let found = sites(tree, text);
        if found.is_empty() {
            return edits;
        }
        let (surface, declared) = (Surface::of(self.original), Declared::of(text));
        let explainer = Explainer { text, original: self.original, places, surface, declared: &declared };
        for site in found.into_iter().take(MOST_LOOKED_AT) {
            if self.report.is_full() {
                break;
            }
            // An `else` whose `if` has just been repaired may be right now.
            if first && !edits.is_empty() && explainer.begins_with_else(&site) {
                continue;
            }
            self.explain_one(explainer, &site, &mut edits);
        }
        edits
    }

    fn explain_one(&mut self, explainer: Explainer<'_>, site: &Site, edits: &mut Vec<Edit>) {
        let span = explainer.places.span(site.junk.clone());
        if self.report.is_silent(span.start as usize) {
            return;
        }
        let mut explanation = match site.kind {
            SiteKind::Junk(context) => explainer.explain(context, site.range.clone(), site.entry),
            SiteKind::BehindBlock => explainer.behind_block(site.junk.clone()),
            SiteKind::Stray => {
                // A brace that another repair has put there is not in the file, and that repair has been told of.
                let is_written = span.start < span.end;
                if !self.unclosed && (is_written || self.report.diagnostics.is_empty()) {
                    self.report.add_and_silence_line(&StrayBrace { span, goes_on: None });
                }
                return;
            }
            SiteKind::Unclosed => return self.unclosed_block(explainer, site.range.clone()),
        };
        let at = explanation.diagnostic.primary.span.start as usize;
        if self.report.is_silent(at) {
            return;
        }
        let repaired: Vec<_> = explanation.edits.iter().map(|edit| edit.range.clone()).collect();
        for code in [WrongCharacters::CODE, WrongQuotes::CODE, OtherForm::CODE] {
            // Its repair writes plain characters and dates as well.
            self.report.take_back_within(code, &repaired);
        }
        if explanation.vague {
            // Prose among the lines: that its punctuation is not plain does not matter then.
            self.report.take_back(WrongCharacters::CODE, at);
            if self.follows_vague(explainer, site) {
                return;
            }
        }
        edits.append(&mut explanation.edits);
        let offered = explanation.diagnostic.fixes.len();
        explanation.diagnostic.fixes.retain(|fix| changes(fix, explainer.original));
        // It speaks of what another repair has put there, and that repair has been told of.
        let is_known = offered > 0 && explanation.diagnostic.fixes.is_empty() && !self.report.diagnostics.is_empty();
        if !is_known {
            self.say(explanation, at);
        }
    }

    fn say(&mut self, explanation: Explanation, at: usize) {
        self.report.silence(at);
        let new = explanation.diagnostic;
        // A name that needs quotes needs them wherever it stands: one message, with all its places.
        let same = |one: &&mut Diagnostic| one.code == NameNeedsQuotes::CODE && one.message == new.message;
        if let Some(first) = self.report.diagnostics.iter_mut().find(same) {
            if first.others.len() < MOST_PLACES {
                first
                    .others
                    .push(Label { span: new.primary.span, text: Text::new("here too", "ここも同じです") });
            }
            let more = new.fixes.into_iter().flat_map(|fix| fix.edits);
            if let Some(fix) = first.fixes.first_mut() {
                fix.edits.extend(more);
            }
            return;
        }
        self.report.diagnostics.push(new);
    }

    fn follows_vague(&mut self, explainer: Explainer<'_>, site: &Site) -> bool {
        let before = self.vague_until.replace(site.junk.end);
        before.and_then(|end| explainer.text.get(end..site.junk.start)).is_some_and(|gap| gap.trim().is_empty())
    }

    /// The grammar found a declaration inside the braces of another.
    fn unclosed_block(&mut self, explainer: Explainer<'_>, open: Range<usize>) {
        let known = self.report.diagnostics.iter().any(|one| one.code == UnclosedBrace::CODE);
        if known || std::mem::replace(&mut self.unclosed, true) {
            return;
        }
        let open = explainer.places.span(open);
        let insert = (Span::new(open.file, open.end, open.end), "}".to_owned());
        self.report.add(&UnclosedBrace { open, head: String::new(), last: open, insert });
    }
}

/// Whether a fix changes anything in the file.
fn changes(fix: &Fix, original: &str) -> bool {
    fix.edits.iter().any(|(span, with)| original.get(span.start as usize..span.end as usize) != Some(with))
}
