//! The twenty likeliest mistakes (tests/mistakes), with what a terminal shows for each in both languages.

use crate::host::{Folder, options};
use sodate::analyze::analyze;
use sodate::diagnostic::Language;
use sodate::render::{self, Look};
use std::path::{Path, PathBuf};

/// As many as the README lists.
const MISTAKES: usize = 20;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

fn flows() -> Vec<String> {
    let names = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut flows: Vec<String> = names.filter(|name| name.ends_with(".flow")).collect();
    flows.sort();
    flows
}

/// What the terminal shows of a file, in one language.
fn shown(flow: &str, language: Language) -> String {
    let analysis = analyze(&Folder(folder()), &[flow.to_owned()], &options());
    let shown = analysis.diagnostics.iter();
    let shown = shown.map(|one| render::diagnostic(one, &analysis.sources, &Look::plain(language)));
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_likely_mistake_is_told_in_both_languages() {
    let mut wrong = Vec::new();
    for flow in flows() {
        for (language, ending) in [(Language::English, "en"), (Language::Japanese, "ja")] {
            let shown = shown(&flow, language);
            let expected = folder().join(flow.replace(".flow", &format!(".{ending}.expected")));
            if std::env::var_os("UPDATE_EXPECTED").is_some() {
                std::fs::write(&expected, &shown).unwrap();
            } else if std::fs::read_to_string(&expected).unwrap_or_default() != shown {
                wrong.push(format!("{flow}:\n{shown}"));
            }
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECTED=1 and look at the difference\n{}", wrong.join("\n"));
}

#[test]
fn one_mistake_gives_one_message_that_says_what_to_do() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    assert_eq!(flows().len(), MISTAKES + 1);
    for flow in flows() {
        let analysis = analyze(&Folder(folder()), std::slice::from_ref(&flow), &options());
        if flow.starts_with("00-") {
            assert!(analysis.diagnostics.is_empty(), "{flow} is the file without a mistake");
            continue;
        }
        assert!(readme.contains(flow.trim_end_matches(".flow")), "{flow} is not in the README");
        let lines: std::collections::BTreeSet<_> = analysis
            .diagnostics
            .iter()
            .map(|one| analysis.sources.line_column(one.primary.span.file, one.primary.span.start).line)
            .collect();
        // The input method left on shows on two lines.
        let most = if flow.starts_with("01-") { 2 } else { 1 };
        assert!((1..=most).contains(&lines.len()), "{flow}: {:#?}", analysis.diagnostics);
        for one in &analysis.diagnostics {
            assert!(one.help.is_some(), "{flow}: {} does not say what to do", one.code);
        }
    }
}
