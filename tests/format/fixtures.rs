//! `tests/cases/format/NAME.flow` beside `NAME.expected`: a file, and the same file laid out.
//! `UPDATE_EXPECTED=1` writes the expected files anew.

use sodate::format::{Refusal, format};
use sodate::source::FileId;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/format");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|one| one == "flow")).collect();
    cases.sort();
    cases
}

#[test]
fn each_file_is_laid_out_as_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        let text = std::fs::read_to_string(&case).unwrap();
        let found = format(FileId(0), &text, None).unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", case.display()));
        let expected = case.with_extension("expected");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECTED=1 and look at the difference\n{}", wrong.join("\n"));
}

#[test]
fn line_ends_stay_those_of_the_file() {
    let windows = "lead {\r\nname: text\r\n}\r\nemail a { body \"\"\"\r\n  x\r\n  y\r\n\"\"\" }";
    let expected = "lead {\n  name: text\n}\nemail a {\n  body \"\"\"\n    x\n    y\n  \"\"\"\n}\n";
    assert_eq!(format(FileId(0), windows, None).unwrap(), expected.replace('\n', "\r\n"));
    assert_eq!(format(FileId(0), &windows.replace("\r\n", "\n"), None).unwrap(), expected);
}

#[test]
fn a_file_with_mistakes_is_refused_with_what_is_wrong() {
    let Err(Refusal::Broken(diagnostics)) = format(FileId(0), "email a { subjct \"x\" }", None) else { panic!() };
    assert_eq!(diagnostics.len(), 1);
}
