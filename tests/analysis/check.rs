//! Findings of whole files: tests/cases/check.

use crate::host::{Folder, cases, compare, describe, flows, options};
use sodate::analyze::analyze;

#[test]
fn findings_are_as_expected() {
    let mut wrong = Vec::new();
    for flow in flows("check") {
        let analysis = analyze(&Folder(cases("check")), std::slice::from_ref(&flow), &options());
        wrong.extend(compare("check", &flow, &describe(&analysis)).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_program_comes_exactly_where_there_is_no_error() {
    for flow in flows("check") {
        let analysis = analyze(&Folder(cases("check")), std::slice::from_ref(&flow), &options());
        let errors = analysis.diagnostics.iter().any(|one| one.severity == sodate::diagnostic::Severity::Error);
        assert_eq!(analysis.program.is_some(), !errors, "{flow}");
    }
}

#[test]
fn the_order_of_findings_does_not_depend_on_the_order_in_which_they_are_found() {
    for flow in flows("check") {
        let once = analyze(&Folder(cases("check")), std::slice::from_ref(&flow), &options());
        let again = analyze(&Folder(cases("check")), std::slice::from_ref(&flow), &options());
        assert_eq!(describe(&once), describe(&again));
        let places: Vec<_> = once
            .diagnostics
            .iter()
            .map(|one| (&once.sources.get(one.primary.span.file).unwrap().path, one.primary.span.start))
            .collect();
        assert!(places.is_sorted(), "{flow}");
    }
}
