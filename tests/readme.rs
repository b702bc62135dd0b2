//! The README shows what is, in both editions: its scenario is the one in lang-examples, and its message is the one that
//! comes. Pages do not link to what is not there, and decisions have numbers of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The editions, with the language of their message.
const EDITIONS: [(&str, &str); 2] = [("README.md", "en"), ("README.ja.md", "ja")];

/// The blocks of an edition that are fenced with this language.
fn blocks(edition: &str, language: &str) -> Vec<String> {
    let readme = fs::read_to_string(root().join(edition)).unwrap();
    let fence = format!("```{language}\n");
    readme.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// What a shell is told, without the comments behind it.
fn commands(edition: &str) -> Vec<String> {
    let lines = blocks(edition, "sh").concat();
    lines.lines().map(|line| line.split(" #").next().unwrap().trim_end().replace(" --lang ja", "")).collect()
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
    for (edition, _) in EDITIONS {
        let scenario = &blocks(edition, "flow")[0];
        assert!(example.starts_with(scenario.trim_end()), "the scenario of {edition} is not the example's any more");
    }
}

#[test]
fn both_editions_give_the_same_commands() {
    assert_eq!(commands("README.md"), commands("README.ja.md"));
    assert!(commands("README.md").len() > 8, "the commands were not found");
}

#[test]
fn the_message_is_the_one_that_comes() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("lang-examples/a02-whitepaper"), folder.path());
    let file = folder.path().join("whitepaper.flow");
    let text = fs::read_to_string(&file).unwrap().replacen("send case_study", "send case_stady", 1);
    fs::write(&file, text).unwrap();
    for (edition, language) in EDITIONS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
        command.args(["check", "--lang", language, "--color", "never"]).env("COLUMNS", "80").current_dir(folder.path());
        let output = command.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = &blocks(edition, "text")[0];
        assert!(!shown.is_empty() && printed.starts_with(shown), "{printed}");
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Files whose names end so, in a folder and below.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn pages_link_to_what_is_there() {
    let mut pages = files(&root().join("docs"), ".md");
    pages.extend(EDITIONS.map(|(edition, _)| root().join(edition)));
    let mut broken = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        // Every other part stands in a block, where `](…)` is part of a mail.
        for prose in text.split("```").step_by(2) {
            for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let path = link.split('#').next().unwrap();
                // A name without a dot or with a tag is the link of a mail.
                let elsewhere = link.contains("://") || link.contains("{{") || !path.contains('.');
                if !elsewhere && !page.parent().unwrap().join(path).exists() {
                    broken.push(format!("{}: {link}", page.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_decision_has_a_number_of_its_own() {
    let pages = files(&root().join("docs/adr"), ".md");
    let name = |page: &PathBuf| page.file_name().unwrap().to_string_lossy().into_owned();
    let mut numbers: Vec<String> = pages.iter().map(|page| name(page)[..4].to_owned()).collect();
    numbers.sort();
    let expected: Vec<String> = (1..=pages.len()).map(|number| format!("{number:04}")).collect();
    assert_eq!(numbers, expected);
}
