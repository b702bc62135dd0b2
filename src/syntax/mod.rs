//! From text to a tree. Parsing never fails: what cannot be understood becomes a junk node and a diagnostic.

pub mod ast;
mod build;
mod comments;
pub mod findings;
mod grammar;
mod patch;
mod template;

use crate::diagnostic::{Diagnostic, Finding as _};
use crate::source::{FileId, Span};
use build::{Builder, Places, to_u32};
use grammar::{FlowParser, Pair, Rule};
use patch::Patched;
use pest::Parser as _;
pub use template::parse_template;

/// What parsing a file gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The tree, with junk nodes where text was not understood.
    pub file: ast::File,
    /// What is wrong with the text, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Never fails and never panics, whatever the text is.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    let patched = Patched::new(text, &[]);
    let mut parsed = Parsed::default();
    let Ok(mut pairs) = FlowParser::parse(Rule::file, &patched.text) else { return parsed };
    let Some(tree) = pairs.next() else { return parsed };
    let places = Places { patched: &patched, file, inside: None };
    let mut builder = Builder::new(places);
    parsed.file.declarations = builder.declarations(&tree);
    parsed.diagnostics = builder.diagnostics;
    parsed.file.comments = comments::comments(file, text);
    comments::document(text, &mut parsed.file);
    junk(&tree, &mut |pair| {
        let (start, end) = grammar::extent(pair);
        let span = Span::new(file, to_u32(start), to_u32(end));
        parsed.diagnostics.push(findings::NotUnderstood { span }.diagnose());
    });
    parsed
}

fn junk(tree: &Pair<'_>, found: &mut impl FnMut(&Pair<'_>)) {
    for pair in tree.clone().into_inner() {
        match pair.as_rule() {
            Rule::junk_declaration
            | Rule::junk_top
            | Rule::junk_block
            | Rule::junk_entry
            | Rule::junk_head
            | Rule::trailing
            | Rule::stray_close => found(&pair),
            Rule::missing_close => found(&pair),
            _ => junk(&pair, found),
        }
    }
}
