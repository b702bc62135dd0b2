//! The tests that broken promises bring with them: pasted into the file they pass, and they are in the words of the file.

use crate::host::{Folder, cases, check_text, describe, options};
use sodate::analyze::{Analysis, analyze};
use sodate::format::format;
use sodate::scenario;
use sodate::source::FileId;
use sodate::syntax::Surface;

/// Runs the tests of a text that is clean.
fn all_pass(text: &str) -> usize {
    let analysis = check_text(text);
    let program = analysis.program.as_ref().unwrap_or_else(|| panic!("{}\n{text}", describe(&analysis)));
    for test in &analysis.tests {
        let outcome = scenario::run(program, test);
        assert!(outcome.passed(), "{}: {:?}", test.name, outcome.failure);
    }
    analysis.tests.len()
}

fn shown(analysis: &Analysis) -> Vec<String> {
    analysis.diagnostics.iter().filter_map(|one| one.test.clone()).collect()
}

/// The text without its promises, which are broken.
fn without_promises(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("ensure ") && !line.starts_with("保証 "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn tests_of_broken_promises_pass_when_they_are_pasted() {
    let analysis = analyze(&Folder(cases("check")), &["ensure.flow".to_owned()], &options());
    let text = std::fs::read_to_string(cases("check").join("ensure.flow")).unwrap();
    let tests = shown(&analysis);
    let broken = analysis.diagnostics.iter().filter(|one| (470..=472).contains(&one.code.0)).count();
    assert_eq!(tests.len(), broken, "{}", describe(&analysis));
    assert_eq!(all_pass(&format!("{}\n{}", without_promises(&text), tests.join("\n"))), broken);
}

#[test]
fn a_test_is_in_the_words_of_the_file() {
    let english = std::fs::read_to_string(cases("check").join("ensure.flow")).unwrap();
    let text = format(FileId(0), &english, Some(Surface::Japanese)).unwrap();
    let tests = shown(&check_text(&text));
    assert!(tests.len() > 3, "{text}");
    for test in &tests {
        assert!(test.starts_with("テスト \"守られない例：") && !test.contains("expect"), "{test}");
    }
    assert_eq!(all_pass(&format!("{}\n{}", without_promises(&text), tests.join("\n"))), tests.len());
}

#[test]
fn a_promise_for_a_scenario_speaks_of_its_start() {
    let text = |stop: &str| {
        format!(
            r#"
sender acme {{ name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }}
lead {{ name: text }}
event cart {{ cart: text }}
event order {{ cart: text }}
email one {{ subject "1通目" link more "https://acme.example/1" body "[見る](more)" }}
scenario abandoned {{
  start on cart, gives consent
  {stop}
  wait 1 day
  send one
}}
ensure no email after order where event.cart == start.cart for abandoned
"#
        )
    };
    let broken = check_text(&text(""));
    assert_eq!(broken.diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [471], "{}", describe(&broken));
    assert_eq!(shown(&broken).len(), 1);
    let kept = check_text(&text("stop on order where event.cart == start.cart"));
    assert_eq!(describe(&kept), "");
}
