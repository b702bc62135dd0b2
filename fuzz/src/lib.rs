//! What the targets share: the workspace that an input stands for, what holds of every finding, and how inputs are changed.

pub mod mutate;
#[path = "../../tests/parse/tree.rs"]
#[allow(dead_code, missing_docs, reason = "made for the parser's tests, which use more of it")]
pub mod tree;

use sodate::analyze::{FilesInMemory, Options};
use sodate::diagnostic::Diagnostic;
use sodate::source::{Sources, Span};
use std::collections::BTreeMap;

/// The path of the file that an input begins with.
const FIRST: &str = "main.flow";

/// What the command line tells the compiler where nothing is configured.
pub fn options() -> Options {
    Options::in_zone("Asia/Tokyo")
}

/// The files of an input: a line `=== PATH` begins another one.
pub fn files(input: &str) -> FilesInMemory {
    let mut files = BTreeMap::new();
    let mut path = FIRST.to_owned();
    let mut text = String::new();
    for line in input.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(next) => {
                files.insert(std::mem::replace(&mut path, next.trim().to_owned()), std::mem::take(&mut text));
            }
            None => text.push_str(line),
        }
    }
    files.insert(path, text);
    FilesInMemory(files)
}

/// The files that are checked by themselves.
pub fn roots(files: &FilesInMemory) -> Vec<String> {
    files.0.keys().filter(|path| path.ends_with(".flow")).cloned().collect()
}

/// Each place lies on character boundaries of a file that is there, each text is there in both languages, and each fix
/// changes something, each place once.
pub fn is_sound(one: &Diagnostic, sources: &Sources) {
    let lies_inside = |span: Span| {
        let text = &sources.get(span.file).expect("the file of a finding is known").text;
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}: {span:?}", one.code);
    };
    lies_inside(one.primary.span);
    let texts = [&one.message, &one.primary.text].into_iter().chain(&one.help);
    for text in texts.chain(one.others.iter().map(|label| &label.text)) {
        assert_eq!(text.en.trim().is_empty(), text.ja.trim().is_empty(), "{}: {text:?}", one.code);
    }
    assert!(!one.message.en.trim().is_empty(), "{}", one.code);
    one.others.iter().for_each(|label| lies_inside(label.span));
    for fix in &one.fixes {
        fix.edits.iter().for_each(|(span, _)| lies_inside(*span));
        assert!(fix.edits.iter().any(|(span, with)| sources.slice(*span) != with), "{}: {fix:?}", one.code);
        let mut spans: Vec<Span> = fix.edits.iter().map(|(span, _)| *span).collect();
        spans.sort();
        let apart = |pair: &[Span]| pair[0].file != pair[1].file || pair[0].end <= pair[1].start;
        assert!(spans.windows(2).all(apart), "{}: {fix:?}", one.code);
    }
}
