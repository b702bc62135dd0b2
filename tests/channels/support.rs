//! Compiles workspaces of one file and runs their tests.

use sodate::analyze::{Analysis, FilesInMemory, Options, analyze};
use sodate::diagnostic::{Language, Severity};
use sodate::ir::Program;
use sodate::scenario;
use std::collections::BTreeMap;

/// What every workspace here begins with.
pub const HEAD: &str = r#"
sender acme {
  name "Acme"  from "info@acme.example"  address "1-1 Chiyoda, Tokyo"  contact "https://acme.example/contact"
}
lead {
  name: text
  company: text?
  line_id: text?
  seats: number?
  member: true/false = false
  trial_end: date?
}
event download { resource: text }
event call_back { at: text }
team sales { member "sato@acme.example"  answer within 24 hours, else tell "boss@acme.example" }
when call_back { handoff to sales because "asked for a call" }
"#;

/// The compiler's findings and program for `HEAD` and `text`.
pub fn compile(text: &str) -> Analysis {
    let files = BTreeMap::from([("main.flow".to_owned(), format!("{HEAD}{text}"))]);
    let options = Options::in_zone("Asia/Tokyo");
    analyze(&FilesInMemory(files), &["main.flow".to_owned()], &options)
}

/// The codes of all findings, in order.
pub fn codes(text: &str) -> Vec<String> {
    compile(text).diagnostics.iter().map(|one| one.code.to_string()).collect()
}

/// The program of a text without findings.
pub fn program(text: &str) -> Program {
    let analysis = compile(text);
    let found: Vec<&str> = analysis.diagnostics.iter().map(|one| one.message.en.as_str()).collect();
    assert!(found.is_empty(), "{found:?}");
    std::sync::Arc::unwrap_or_clone(analysis.program.unwrap())
}

/// What the tests of a text say: nothing where they pass.
pub fn failures(text: &str) -> Vec<String> {
    let analysis = compile(text);
    let grave = analysis.diagnostics.iter().filter(|one| one.severity != Severity::Note);
    let found: Vec<&str> = grave.map(|one| one.message.en.as_str()).collect();
    assert!(found.is_empty(), "{found:?}");
    let program = analysis.program.unwrap();
    assert!(!analysis.tests.is_empty());
    let run = |test| scenario::run(&program, test).failure;
    analysis.tests.iter().filter_map(run).map(|one| one.message.get(Language::English).to_owned()).collect()
}
