//! The example scenarios of lang-examples are the showcase: each folder checks without a finding, its tests pass, and the
//! smallest one stays small.

use sodate::analyze::{Analysis, FilesInMemory, Options, analyze};
use sodate::diagnostic::Language;
use sodate::scenario;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Largest number of lines of the smallest useful file, with its mails.
const SMALLEST_LINES: usize = 25;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang-examples");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

fn read(folder: &Path, inside: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{inside}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn analysis(folder: &Path) -> Analysis {
    let mut files = BTreeMap::new();
    read(folder, "", &mut files);
    let roots: Vec<String> = files.keys().filter(|name| name.ends_with(".flow")).cloned().collect();
    let options = Options::in_zone("Asia/Tokyo");
    analyze(&FilesInMemory(files), &roots, &options)
}

#[test]
fn every_example_is_clean_and_its_tests_pass() {
    let examples = examples();
    assert!(examples.len() >= 3, "the examples were not found");
    let mut problems = Vec::new();
    for folder in &examples {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let analysis = analysis(folder);
        for one in &analysis.diagnostics {
            let file = analysis.sources.get(one.primary.span.file).unwrap();
            let at = analysis.sources.line_column(one.primary.span.file, one.primary.span.start);
            problems.push(format!("{name}/{}:{}:{} {} {}", file.path, at.line, at.column, one.code, one.message.en));
        }
        let Some(program) = &analysis.program else { continue };
        if analysis.tests.is_empty() {
            problems.push(format!("{name} has no test"));
        }
        for test in &analysis.tests {
            let outcome = scenario::run(program, test);
            if let Some(failure) = &outcome.failure {
                let at = analysis.sources.line_column(failure.span.file, failure.span.start);
                let words = failure.message.get(Language::English);
                problems.push(format!("{name}, test `{}`, line {}: {words}", test.name, at.line));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The tests of the examples go through every step, every branch and every deadline.
#[test]
fn the_tests_of_every_example_cover_it_whole() {
    for folder in examples() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
        command.args(["test", "--coverage-at-least", "100", "--lang", "en", "--color", "never"]).arg(&folder);
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {printed}", folder.display());
    }
}

#[test]
fn the_smallest_example_stays_small() {
    let text = fs::read_to_string(examples()[0].join("minimal.flow")).unwrap();
    assert!(text.lines().count() < SMALLEST_LINES, "{} lines", text.lines().count());
}

/// The workspace that the demo leaves is what it recommends to look at: it checks without a finding, and the tests of both
/// scenarios pass there.
#[test]
fn the_demos_workspace_is_clean_and_its_tests_pass() {
    let folder = tempfile::tempdir().unwrap();
    let sodate = |arguments: &[&str]| -> (Output, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
        command.args(arguments).args(["--lang", "en", "--color", "never"]).current_dir(folder.path());
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        (output, printed)
    };
    let (demo, printed) = sodate(&["demo", "--dir", "watched"]);
    assert!(demo.status.success(), "{printed}{}", String::from_utf8_lossy(&demo.stderr));
    assert!(printed.contains("sodate test watched\n"), "{printed}");
    let (check, printed) = sodate(&["check", "watched"]);
    assert!(check.status.success() && printed.starts_with("no problems in "), "{printed}");
    let (test, printed) = sodate(&["test", "watched"]);
    let tests = |example: &str| {
        let folder = examples().into_iter().find(|folder| folder.ends_with(example)).unwrap();
        analysis(&folder).tests.len()
    };
    let all = tests("a02-whitepaper") + tests("a04-three-mails");
    assert!(test.status.success() && printed.ends_with(&format!("\n{all} passed\n")), "{printed}");
}
