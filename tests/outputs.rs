//! Outputs for other programs, in the hands of readers that are not ours: the official SARIF schema and Python's XML parser
//! (tests/outputs_independent.py).

use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the independent reader says.
fn read(arguments: &[&str]) -> Json {
    // The folder of this test's temporary files lies in the target folder.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let python = target.parent().unwrap().join("python/bin/python");
    assert!(python.exists(), "{} is not there: run tests/tools/setup-python first", python.display());
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/outputs_independent.py");
    let output = Command::new(python).arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sodate(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
    command.current_dir(folder).args(arguments).env("SODATE_LANG", "en").output().unwrap()
}

/// A folder with files whose names and texts are awkward for every format.
fn awkward() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let base = include_str!("cases/build/minimal.flow");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("sodate.toml", "[lint]\nunused-link = \"note\"\n");
    write("base.flow", base);
    write(
        "案内 #1, 100%/a & b'<x>.flow",
        "\u{feff}email seminar {\r\n  subject \"😀]]>\u{7}<b>&\\\"\" link 地図 \"https://acme.example/map\"\r\n  body \"案内\"\r\n}\r\n\
         scenario invite {\r\n  start on download， gives consent\r\n  send 😀thanks\r\n  send thansk\r\n  send seminar\r\n}\r\n\
         email thanks { subject \"a\" body \"b\" }\r\n\
         test \"x \u{1b}[31m ]]> & <\" for invite {\r\n}\r\n",
    );
    folder
}

fn sarif(folder: &Path, log: &[u8]) -> Json {
    let file = folder.join("log.sarif");
    std::fs::write(&file, log).unwrap();
    read(&["sarif", file.to_str().unwrap(), folder.to_str().unwrap()])
}

#[test]
fn sarif_is_valid_and_its_regions_are_the_places_meant() {
    let folder = awkward();
    for language in ["en", "ja"] {
        let output = sodate(folder.path(), &["check", "--format", "sarif", "--lang", language]);
        assert_eq!(output.status.code(), Some(1));
        let said = sarif(folder.path(), &output.stdout);
        assert_eq!(said["errors"], json!([]));
        let results = said["results"].as_array().unwrap();
        let of =
            |rule: &str| results.iter().find(|one| one["rule"] == rule).unwrap_or_else(|| panic!("{rule}: {said}"));
        assert_eq!(of("F0006")["texts"][0], "，");
        assert!(results.iter().any(|one| one["rule"] == "F0102" && one["texts"][0] == "thansk"), "{said}");
        assert_eq!(of("F0101")["texts"], json!(["thanks", "thanks"]));
        assert_eq!((&of("F0406")["texts"][0], &of("F0406")["level"]), (&json!("地図"), &json!("note")));
    }
}

#[test]
fn a_log_that_breaks_the_schema_is_seen() {
    let folder = awkward();
    let log = sodate(folder.path(), &["check", "--format", "sarif"]).stdout;
    let log = String::from_utf8(log).unwrap();
    for (right, wrong) in [
        ("\"utf16CodeUnits\"", "\"bytes\""),
        ("\"startLine\": 6", "\"startLine\": 0"),
        ("\"ruleId\"", "\"rule\""),
        ("\"level\": \"note\"", "\"level\": \"info\""),
        ("\"version\": \"2.1.0\"", "\"version\": \"2.0.0\""),
    ] {
        let broken = log.replacen(right, wrong, 1);
        assert_ne!(broken, log, "{right}");
        assert_ne!(sarif(folder.path(), broken.as_bytes())["errors"], json!([]), "{wrong}");
    }
}

#[test]
fn a_workspace_without_findings_is_valid_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.flow"), include_str!("cases/build/minimal.flow")).unwrap();
    let out = |format| {
        let output = sodate(folder.path(), &["check", "--format", format]);
        assert_eq!(output.status.code(), Some(0));
        output.stdout
    };
    assert_eq!(sarif(folder.path(), &out("sarif")), json!({"errors": [], "results": []}));
    assert_eq!((out("concise"), out("github")), (vec![], vec![]));
    std::fs::write(folder.path().join("junit.xml"), out("junit")).unwrap();
    let junit = read(&["junit", folder.path().join("junit.xml").to_str().unwrap()]);
    assert_eq!(junit["counts"], json!([1, 0, 0]));
}

#[test]
fn junit_of_a_check_is_read_back_by_a_parser_that_is_not_ours() {
    let folder = awkward();
    let output = sodate(folder.path(), &["check", "--format", "junit"]);
    let file = folder.path().join("junit.xml");
    std::fs::write(&file, &output.stdout).unwrap();
    let junit = read(&["junit", file.to_str().unwrap()]);
    let suites = junit["suites"].as_array().unwrap();
    let names: Vec<&str> = suites.iter().map(|suite| suite["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["base.flow", "案内 #1, 100%/a & b'<x>.flow"]);
    assert!(suites[1]["cases"].as_array().unwrap().iter().any(|case| case["message"] == "there is no email `thansk`"));
    let sum: i64 = suites.iter().map(|suite| suite["counts"][0].as_i64().unwrap()).sum();
    assert_eq!(junit["counts"][0], json!(sum));
}

#[test]
fn junit_of_tests_tells_passed_failed_and_broken_ones() {
    let folder = tempfile::tempdir().unwrap();
    let test = |name: &str, expect: &str| {
        format!(
            "test \"{name}\" for follow_up {{\n  lead {{ name: \"田中\" }}\n  at 2026-04-01 10:00 download {{ resource: \"a\" }}\n  {expect}\n}}\n"
        )
    };
    let name = "b \u{1} ]]> <&> \\\" 😀";
    let text = include_str!("cases/build/minimal.flow").to_owned()
        + &test("a", "expect email thanks\n  expect nothing more")
        + &test(name, "expect nothing more");
    std::fs::write(folder.path().join("a.flow"), &text).unwrap();
    let junit = |code| {
        let output = sodate(folder.path(), &["test", "--format", "junit"]);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
        std::fs::write(folder.path().join("junit.xml"), &output.stdout).unwrap();
        read(&["junit", folder.path().join("junit.xml").to_str().unwrap()])
    };
    let found = junit(1);
    assert_eq!(found["counts"], json!([2, 1, 0]), "{found:#}");
    let cases = &found["suites"][0]["cases"];
    assert_eq!((&cases[0]["name"], &cases[0]["ending"]), (&json!("a"), &json!("passed")));
    assert_eq!((&cases[1]["name"], &cases[1]["ending"]), (&json!("b \\u{1} ]]> <&> \" 😀"), &json!("failure")));
    assert!(cases[1]["text"].as_str().unwrap().starts_with("a.flow:"), "{found:#}");
    std::fs::write(folder.path().join("a.flow"), text.replace("send thanks", "send thansk")).unwrap();
    let broken = junit(1);
    assert_eq!(broken["suites"][0]["cases"][0]["ending"], "error", "{broken:#}");
}

#[test]
fn findings_of_tests_become_annotations() {
    let folder = tempfile::tempdir().unwrap();
    let text = include_str!("cases/build/minimal.flow").to_owned()
        + "test \"a: b, c\" for follow_up {\n  lead { name: \"田中\" }\n  at 2026-04-01 10:00 download { resource: \"a\" }\n  expect nothing more\n}\n";
    std::fs::write(folder.path().join("a.flow"), &text).unwrap();
    let output = sodate(folder.path(), &["test", "--format", "github"]);
    let line = text.lines().position(|line| line.contains("expect nothing more")).unwrap() + 1;
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with(&format!("::error file=a.flow,line={line},endLine={line},col=3,")), "{said}");
    assert!(said.contains(",title=a%3A b%2C c::") && said.lines().count() == 1, "{said}");
}
