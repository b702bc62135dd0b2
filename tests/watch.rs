//! `sodate check --watch` as somebody has it beside an editor: files are saved, come and go, and Ctrl+C ends it in peace.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

const CLEAN: &str = include_str!("cases/build/minimal.flow");

/// A running watch. It is ended when this is dropped.
struct Watch {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watch {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sodate"))
            .args(["check", "--watch", "--lang", "en"])
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next report, without its last line.
    fn report(&mut self) -> String {
        let mut report = String::new();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "ended early: {report}");
            if line == "watching; Ctrl+C ends it\n" {
                return report;
            }
            report.push_str(&line);
        }
    }

    /// Reports until one says this; a save may be seen in two halves.
    fn report_with(&mut self, text: &str) -> String {
        for _ in 0..5 {
            let report = self.report();
            if report.contains(text) {
                return report;
            }
        }
        panic!("no report with `{text}`");
    }

    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Saves as careful editors do: a new file beside the old one, then a rename.
fn save(folder: &Path, name: &str, text: &str) {
    let beside = folder.join(".saving");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, folder.join(name)).unwrap();
}

#[test]
fn each_save_is_checked_and_ctrl_c_ends_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("sodate.toml"), "").unwrap();
    std::fs::write(path.join("a.flow"), CLEAN).unwrap();
    let mut watch = Watch::start(path, &[]);
    assert_eq!(watch.report(), "no problems in 1 file\n");

    std::fs::write(path.join("a.flow"), CLEAN.replace("send thanks", "send thansk")).unwrap();
    let report = watch.report_with("F0102");
    assert!(report.contains("\nchanged: a.flow\n") && !report.contains('\u{1b}'), "{report}");

    save(path, "a.flow", CLEAN);
    assert!(watch.report_with("no problems in 1 file").contains("changed: a.flow"));

    std::fs::create_dir(path.join("more")).unwrap();
    save(&path.join("more"), "b.flow", "scenario b {\n  start on download, gives consent\n  send thansk\n}\n");
    assert!(watch.report_with("more/b.flow").contains("`thansk`"));

    save(path, "sodate.toml", "[lnt]\n");
    assert!(watch.report_with("did you mean `lint`?").contains("changed: sodate.toml"));

    std::fs::remove_dir_all(path.join("more")).unwrap();
    save(path, "sodate.toml", "[lint]\n");
    watch.report_with("no problems in 1 file");
    let (code, rest) = watch.end("-INT");
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[test]
fn what_does_not_matter_is_not_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("a.flow"), CLEAN).unwrap();
    let mut watch = Watch::start(path, &["--format", "concise", "a.flow"]);
    assert_eq!(watch.report(), "");
    std::fs::write(path.join("sodate.db"), "x").unwrap();
    std::fs::write(path.join(".a.flow.swp"), "x").unwrap();
    std::fs::write(path.join("a.flow"), format!("{CLEAN}// nothing new\n")).unwrap();
    std::fs::write(path.join("a.flow"), CLEAN.replace("send thanks", "send thansk")).unwrap();
    let report = watch.report_with("F0102");
    assert!(report.contains("a.flow:18:8: error[F0102]") && !report.contains("sodate.db"), "{report}");
    assert_eq!(watch.end("-TERM").0, Some(0));
}

#[test]
fn a_reader_that_goes_away_ends_it_at_the_next_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.flow");
    std::fs::write(&path, CLEAN).unwrap();
    let mut watch = Watch::start(folder.path(), &[]);
    watch.report();
    let (reader, _) = std::io::pipe().unwrap();
    watch.lines = BufReader::new(ChildStdout::from(std::os::fd::OwnedFd::from(reader)));
    std::fs::write(&path, CLEAN.replace("send thanks", "send thansk")).unwrap();
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
fn formats_of_one_document_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.flow"), CLEAN).unwrap();
    let mut watch = Watch::start(folder.path(), &["--format", "sarif"]);
    assert_eq!(watch.child.wait().unwrap().code(), Some(2));
}
