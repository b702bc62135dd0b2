//! `tests/cases/parse/NAME.flow` beside `NAME.expected`: the findings, or the tree where there are none.
//! `UPDATE_EXPECTED=1` writes the expected files anew.

use sodate::diagnostic::{Diagnostic, Fix, FixSafety};
use sodate::source::{FileId, Sources, Span};
use std::fmt::Write as _;
use std::path::Path;

/// What a file gives, in plain words.
fn render(text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("case.flow", text);
    let text = &sources.get(file).unwrap().text;
    let parsed = sodate::syntax::parse(file, text);
    if parsed.diagnostics.is_empty() {
        let declarations: Vec<_> = parsed.file.declarations.iter().map(|one| crate::tree::read(one).short(0)).collect();
        return declarations.join("\n\n") + "\n";
    }
    let mut out = String::new();
    for diagnostic in &parsed.diagnostics {
        describe(&mut out, &sources, diagnostic);
    }
    out
}

fn place(sources: &Sources, span: Span) -> String {
    let at = sources.line_column(span.file, span.start);
    format!("{}:{} {:?}", at.line, at.column, sources.slice(span))
}

fn describe(out: &mut String, sources: &Sources, diagnostic: &Diagnostic) {
    let at = sources.line_column(diagnostic.primary.span.file, diagnostic.primary.span.start);
    writeln!(out, "{}:{} {} {}", at.line, at.column, diagnostic.code, diagnostic.message.en).unwrap();
    writeln!(out, "  {}", diagnostic.message.ja).unwrap();
    let primary = &diagnostic.primary;
    writeln!(out, "  at {}: {} / {}", place(sources, primary.span), primary.text.en, primary.text.ja).unwrap();
    for label in &diagnostic.others {
        writeln!(out, "  and {}: {} / {}", place(sources, label.span), label.text.en, label.text.ja).unwrap();
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {}\n  ヒント: {}", help.en, help.ja).unwrap();
    }
    for Fix { safety, title, edits } in &diagnostic.fixes {
        let edits: Vec<_> = edits.iter().map(|(span, with)| format!("{} -> {with:?}", place(sources, *span))).collect();
        writeln!(out, "  fix ({safety:?}) {} / {}: {}", title.en, title.ja, edits.join(", ")).unwrap();
    }
    out.push('\n');
}

fn cases() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/parse");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|one| one == "flow")).collect();
    cases.sort();
    cases
}

#[test]
fn each_file_gives_what_is_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = render(&std::fs::read_to_string(&case).unwrap());
        let expected = case.with_extension("expected");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECTED=1 and look at the difference\n{}", wrong.join("\n"));
}

#[test]
fn safe_fixes_remove_what_they_fix() {
    for case in cases() {
        let mut text = std::fs::read_to_string(&case).unwrap();
        for _ in 0..4 {
            let fixes: Vec<Fix> = sodate::syntax::parse(FileId(0), &text)
                .diagnostics
                .into_iter()
                .flat_map(|one| one.fixes)
                .filter(|fix| fix.safety == FixSafety::Safe)
                .collect();
            if fixes.is_empty() {
                break;
            }
            text = apply(&text, fixes);
        }
        let left = sodate::syntax::parse(FileId(0), &text).diagnostics;
        let left: Vec<_> =
            left.iter().filter(|one| one.fixes.iter().any(|fix| fix.safety == FixSafety::Safe)).collect();
        assert!(left.is_empty(), "{}: {left:#?}\n{text}", case.display());
    }
}

fn apply(text: &str, fixes: Vec<Fix>) -> String {
    let mut edits: Vec<_> = fixes.into_iter().flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::new();
    let mut done = 0;
    for (span, with) in edits {
        if (span.start as usize) < done {
            continue;
        }
        out.push_str(&text[done..span.start as usize]);
        out.push_str(&with);
        done = span.end as usize;
    }
    out + &text[done..]
}
