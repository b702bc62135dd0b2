//! The README shows what is: its scenario is the one in lang-examples, and its message is the one that comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The first block of the README that is fenced with this language.
fn block(language: &str) -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let start = readme.find(&format!("```{language}\n")).unwrap() + language.len() + 4;
    readme[start..start + readme[start..].find("```").unwrap()].to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn the_scenario_is_the_example() {
    let example = fs::read_to_string(root().join("lang-examples/a02-whitepaper/whitepaper.flow")).unwrap();
    assert!(example.starts_with(block("flow").trim_end()), "the README's scenario is not the example's any more");
}

#[test]
fn the_message_is_the_one_that_comes() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("lang-examples/a02-whitepaper"), folder.path());
    let file = folder.path().join("whitepaper.flow");
    let text = fs::read_to_string(&file).unwrap().replacen("send case_study", "send case_stady", 1);
    fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
    command.args(["check", "--lang", "en", "--color", "never"]).env("COLUMNS", "80").current_dir(folder.path());
    let output = command.output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with(&block("text")), "{printed}");
    assert_eq!(output.status.code(), Some(1));
}
