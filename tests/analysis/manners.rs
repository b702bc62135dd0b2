//! Advice on manners (tests/cases/manners): what is told, where, and that it waits until nothing is wrong.

use crate::host::{Folder, cases, check_text, compare, describe, flows, options_with_advice};
use sodate::analyze::{Analysis, FilesInMemory, Options, analyze};
use sodate::diagnostic::{Code, Level, Levels, Severity};
use std::collections::BTreeMap;

#[test]
fn advice_is_as_expected() {
    let mut wrong = Vec::new();
    for flow in flows("manners") {
        let analysis = analyze(&Folder(cases("manners")), std::slice::from_ref(&flow), &options_with_advice());
        wrong.extend(compare("manners", &flow, &describe(&analysis)).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CLOSE: &str = include_str!("../cases/manners/close.flow");

fn check(text: &str, options: &Options) -> Analysis {
    let files = FilesInMemory(BTreeMap::from([("main.flow".to_owned(), text.to_owned())]));
    analyze(&files, &["main.flow".to_owned()], options)
}

fn found(text: &str, options: &Options) -> Vec<(u16, Severity)> {
    check(text, options).diagnostics.iter().map(|one| (one.code.0, one.severity)).collect()
}

#[test]
fn advice_can_be_allowed_and_its_level_set() {
    let options = options_with_advice();
    assert_eq!(found(CLOSE, &options), [(477, Severity::Note)]);
    let allowed =
        CLOSE.replace("scenario follow_up", "// sodate: allow mails-close because of June\nscenario follow_up");
    let analysis = check(&allowed, &options);
    assert_eq!((analysis.diagnostics.len(), analysis.allowed), (0, 1), "{}", describe(&analysis));
    let set = |level| Options { levels: Levels(BTreeMap::from([(Code(477), level)])), ..options.clone() };
    assert_eq!(found(CLOSE, &set(Level::Off)), []);
    assert_eq!(found(CLOSE, &set(Level::Warning)), [(477, Severity::Warning)]);
    assert!(check(CLOSE, &set(Level::Error)).program.is_none());
    assert!(check(CLOSE, &options).program.is_some());
}

#[test]
fn advice_waits_until_nothing_is_wrong() {
    let wrong = CLOSE.replace("send thanks", "send thansk");
    assert_eq!(found(&wrong, &options_with_advice()), [(102, Severity::Error)]);
}

/// The text that others change is without findings only where advice is left out, which is what they ask for.
#[test]
fn other_tests_see_no_advice() {
    assert_eq!(describe(&check_text(CLOSE)), "");
}
