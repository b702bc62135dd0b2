//! Holds the layers of docs/architecture.md: imports only go down, each outside package is named in its one room, and
//! every source file opens with what it is. It reads the sources, so a wrong arrow fails here before it takes root.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module → modules that it may import.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let runtime_base = ["diagnostic", "ir", "engine"];
    let with = |more: &[&'static str]| runtime_base.iter().chain(more).copied().collect::<Vec<_>>();
    BTreeMap::from([
        ("source", vec![]),
        ("diagnostic", vec!["source"]),
        ("syntax", vec!["source", "diagnostic", "ir"]),
        ("format", vec!["source", "diagnostic", "syntax"]),
        ("model", vec!["source", "diagnostic", "syntax", "ir"]),
        ("lint", vec!["source", "diagnostic", "syntax", "model", "ir"]),
        ("ir", vec!["source", "diagnostic"]),
        ("ir/lower", vec!["source", "diagnostic", "syntax", "model", "ir"]),
        ("engine", vec!["diagnostic", "ir"]),
        ("verify", vec!["ir", "engine"]),
        ("store", with(&[])),
        ("mail", with(&["store"])),
        ("channel", with(&["store", "mail"])),
        ("runtime", with(&["store", "mail", "channel"])),
        ("scenario", with(&["source", "verify"])),
        ("http", with(&["store", "mail", "runtime"])),
        (
            "analyze",
            vec![
                "source",
                "diagnostic",
                "syntax",
                "format",
                "model",
                "lint",
                "ir",
                "engine",
                "verify",
                "runtime",
                "scenario",
            ],
        ),
        ("render", vec!["source", "diagnostic", "ir", "engine", "scenario"]),
        ("config", vec!["diagnostic"]),
        (
            "cli",
            vec![
                "source",
                "diagnostic",
                "format",
                "ir",
                "engine",
                "store",
                "mail",
                "channel",
                "runtime",
                "scenario",
                "http",
                "analyze",
                "render",
                "config",
            ],
        ),
        ("main.rs", vec!["cli"]),
    ])
}

/// Outside package → the only modules that name it.
const ROOMS: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("miette", &["render"]),
    ("chrono", &["engine"]),
    ("chrono_tz", &["engine"]),
    ("rusqlite", &["store"]),
    ("lettre", &["mail"]),
    ("axum", &["http"]),
    ("hyper", &["http", "channel"]),
    ("hyper_util", &["http", "channel"]),
    ("maud", &["http", "mail"]),
    ("similar", &["render"]),
    ("clap", &["cli"]),
    ("notify", &["cli"]),
    ("dagre", &["ir"]),
    ("toml", &["config"]),
    ("pulldown_cmark", &["ir/lower"]),
    ("csv", &["runtime"]),
    ("mrml", &["ir/lower"]),
    ("encoding_rs", &["runtime", "analyze", "cli"]),
    ("chardetng", &["runtime", "analyze", "cli"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The room that a file belongs to: its top folder, except the lowering, which alone may look at the compiler from `ir`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let inside = inside.to_string_lossy().replace('\\', "/");
    if inside.starts_with("ir/lower") {
        return "ir/lower".to_owned();
    }
    inside.split('/').next().unwrap().to_owned()
}

/// Names that follow `prefix` anywhere in code lines (comments left out), also inside `{…}` groups directly behind it.
fn names_after<'text>(text: &'text str, prefix: &str) -> BTreeSet<&'text str> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices(prefix) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|character| character.is_alphanumeric() || character == '_' || character == ':') {
            continue;
        }
        let rest = &text[at + prefix.len()..];
        let end_of_name = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        if let Some(group) = rest.strip_prefix('{') {
            for part in group[..group.find(';').unwrap_or(group.len())].split([',', '{', '}']) {
                let part = part.trim();
                names.insert(&part[..end_of_name(part)]);
            }
        } else {
            names.insert(&rest[..end_of_name(rest)]);
        }
    }
    names.remove("");
    names
}

fn code_only(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn wrong_arrows(room: &str, text: &str) -> Vec<String> {
    let allowed = allowed();
    let code = code_only(text);
    let mut wrong = Vec::new();
    let home = room.split('/').next().unwrap();
    if room == "lib.rs" {
        return wrong;
    }
    let Some(may) = allowed.get(room) else {
        return vec![format!("`{room}` is no room of the architecture: add it to docs/architecture.md and here")];
    };
    let modules: BTreeSet<&str> = allowed.keys().map(|name| name.split('/').next().unwrap()).collect();
    for name in names_after(&code, "crate::").into_iter().chain(names_after(&code, "sodate::")) {
        if name != home && modules.contains(name) && !may.contains(&name) {
            wrong.push(format!("imports `{name}`, which is not below `{room}`"));
        }
    }
    for (package, rooms) in ROOMS {
        let named = code.contains(&format!("{package}::")) || code.contains(&format!("use {package};"));
        let named = named
            && code
                .match_indices(&format!("{package}::"))
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
        if named && !rooms.contains(&room) {
            wrong.push(format!("names the package `{package}`, whose room is {rooms:?}"));
        }
    }
    wrong
}

#[test]
fn imports_go_down_and_packages_stay_in_their_rooms() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 15, "the sources were not found");
    let mut wrong = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        for complaint in wrong_arrows(&room(path), &text) {
            wrong.push(format!("{}: {complaint}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_file_says_what_it_is_and_stays_readable() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut wrong = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not open with `//! `", path.display()));
        }
        let lines = text.lines().count();
        if lines > 700 {
            wrong.push(format!("{} has {lines} lines; 700 is the end", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_arrow_is_seen() {
    assert_eq!(wrong_arrows("engine", "use crate::store::Store;").len(), 1);
    assert_eq!(wrong_arrows("engine", "use crate::{ir, syntax::ast};").len(), 1);
    assert_eq!(wrong_arrows("http", "let tree = crate::model::build();").len(), 1);
    assert_eq!(wrong_arrows("engine", "use rusqlite::Connection;").len(), 1);
    assert_eq!(wrong_arrows("engine", "// use crate::store::Store;").len(), 0);
    assert_eq!(wrong_arrows("engine", "use crate::ir::Program;\nuse chrono::Utc;").len(), 0);
}
