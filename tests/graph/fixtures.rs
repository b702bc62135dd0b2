//! Small files of tests/cases/graph/ with what is expected beside them: of their first scenario NAME.ja.mmd (Mermaid in
//! Japanese) and NAME.en.dot, of all scenarios of a file with several NAME.all.ja.mmd and NAME.all.en.dot.
//! `UPDATE_EXPECTED=1` rewrites them; read the result.

use super::programs::compile;
use sodate::diagnostic::Language;
use sodate::ir::draw;
use sodate::ir::graph::{self, Graph};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Compares with the file, or rewrites it.
fn held(path: &Path, found: &str, problems: &mut Vec<String>) {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != found {
        problems.push(format!("{}:\n--- expected\n{expected}--- found\n{found}", path.display()));
    }
}

#[test]
fn small_files_give_the_expected_graphs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/graph");
    let mut problems = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "flow") {
            continue;
        }
        let program = compile(BTreeMap::from([("case.flow".to_owned(), fs::read_to_string(&path).unwrap())]));
        let mut check = |graph: &Graph, name: &str| {
            let (mermaid, dot) = (draw::mermaid(graph, Language::Japanese), draw::dot(graph, Language::English));
            held(&path.with_extension(format!("{name}ja.mmd")), &mermaid.unwrap(), &mut problems);
            held(&path.with_extension(format!("{name}en.dot")), &dot.unwrap(), &mut problems);
        };
        let first = program.scenarios.keys().next().unwrap();
        check(&graph::scenario(&program, first).unwrap(), "");
        if program.scenarios.len() > 1 {
            check(&graph::overview(&program), "all.");
        }
        seen += 1;
    }
    assert!(seen >= 6, "the files were not found");
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
