//! Results of tests for dashboards (JUnit) and pull requests (GitHub).

use super::super::compile::Compiled;
use crate::diagnostic::Severity;
use crate::engine::civil;
use crate::ir::test::TestCase;
use crate::render::json::Range;
use crate::render::machine::github::{self, Annotation};
use crate::render::machine::junit::{Case, Ending, Suites, case_of};
use crate::scenario::{Failure, Outcome};

/// Adds the findings of a workspace whose tests could not be run.
pub(super) fn broken(compiled: &Compiled, suites: &mut Suites) {
    let group = compiled.group();
    for one in &group.findings {
        let (path, mut case) = case_of(one, &group, compiled.look.language);
        if let Ending::Failed { kind, message, detail } = case.ending {
            case.ending = Ending::Broken { kind, message, detail };
        }
        suites.entry(path).or_default().push(case);
    }
}

/// Adds a test. The detail of a failure is where it failed and the history of the lead up to there.
pub(super) fn case(test: &TestCase, outcome: &Outcome, compiled: &Compiled, suites: &mut Suites) {
    let place = range(compiled, test.span);
    let ending = outcome.failure.as_ref().map_or(Ending::Passed, |failure| failed(failure, outcome, compiled));
    let case = Case { class: test.scenario.clone(), name: test.name.clone(), line: place.start.line, ending };
    suites.entry(place.path).or_default().push(case);
}

fn failed(failure: &Failure, outcome: &Outcome, compiled: &Compiled) -> Ending {
    let language = compiled.look.language;
    let Range { path, start, .. } = range(compiled, failure.span);
    let message = failure.message.get(language).to_owned();
    let mut detail = format!("{path}:{}:{}: {message}\n", start.line, start.column);
    for line in &outcome.timeline {
        let at = civil::rfc3339_in(line.at, &outcome.zone);
        detail.push_str(&format!("{at} {}\n", line.text.get(language)));
    }
    Ending::Failed { kind: "expectation".to_owned(), message, detail }
}

/// The annotation of a test that failed; nothing for one that passed.
pub(super) fn annotation(test: &TestCase, outcome: &Outcome, compiled: &Compiled) -> String {
    let Some(failure) = &outcome.failure else { return String::new() };
    github::command(&Annotation {
        severity: Severity::Error,
        range: &range(compiled, failure.span),
        title: &test.name,
        message: failure.message.get(compiled.look.language),
    })
}

fn range(compiled: &Compiled, span: crate::source::Span) -> Range {
    Range::of(span, &compiled.analysis.sources, &compiled.look.prefix)
}
