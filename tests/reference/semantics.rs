//! docs/semantics.md: each example, on the declarations that stand first, compiles without an error and its tests pass, so
//! that the rules of the page are those of the engine.

use crate::book::editions;
use crate::language::compiled;
use sodate::diagnostic::{Language, Severity};
use sodate::scenario;

#[test]
fn both_editions_have_the_same_sections_and_examples() {
    let [english, japanese] = editions("semantics");
    assert_eq!(english, japanese);
}

#[test]
fn every_example_passes_its_tests() {
    let [blocks, _] = editions("semantics");
    let (declarations, examples) = blocks.split_first().unwrap();
    assert!(examples.len() > 10, "the examples were not found");
    let mut wrong = Vec::new();
    for example in examples {
        assert_eq!(example.info, "flow");
        let analysis = compiled(&format!("{}{}", declarations.text, example.text));
        let errors = analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        wrong.extend(errors.map(|one| format!("{}\n{} {}", example.text, one.code, one.message.en)));
        let Some(program) = &analysis.program else { continue }; // Its errors are in the list.
        if analysis.tests.is_empty() {
            wrong.push(format!("no test in\n{}", example.text));
        }
        for test in &analysis.tests {
            if let Some(failure) = &scenario::run(program, test).failure {
                wrong.push(format!("{}: {}", test.name, failure.message.get(Language::English)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
