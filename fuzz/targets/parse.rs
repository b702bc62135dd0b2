//! Any text is parsed: no panic, every place lies on character boundaries, and the same text gives the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sodate::diagnostic::Diagnostic;
use sodate::source::{FileId, Span};

fn lies_inside(text: &str, span: Span) {
    let range = span.start as usize..span.end as usize;
    assert!(text.get(range.clone()).is_some(), "{range:?} cuts a character or lies outside");
}

fn places(text: &str, found: &[Diagnostic]) {
    for one in found {
        lies_inside(text, one.primary.span);
        one.others.iter().for_each(|label| lies_inside(text, label.span));
        one.fixes.iter().flat_map(|fix| &fix.edits).for_each(|(span, _)| lies_inside(text, *span));
        assert!(!one.message.en.is_empty() && !one.message.ja.is_empty());
    }
}

fuzz_target!(|text: &str| {
    let parsed = sodate::syntax::parse(FileId(0), text);
    places(text, &parsed.diagnostics);
    for declaration in &parsed.file.declarations {
        lies_inside(text, declaration.span);
    }
    assert_eq!(parsed.diagnostics.len(), sodate::syntax::parse(FileId(0), text).diagnostics.len());
});
