//! The compiled programs of all examples.

use sodate::analyze::{FilesInMemory, Options, analyze};
use sodate::ir::Program;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The program of the files of a workspace.
pub fn compile(files: BTreeMap<String, String>) -> Program {
    let roots: Vec<String> = files.keys().filter(|name| name.ends_with(".flow")).cloned().collect();
    let options = Options::in_zone("Asia/Tokyo");
    let analysis = analyze(&FilesInMemory(files), &roots, &options);
    let messages: Vec<&str> = analysis.diagnostics.iter().map(|one| one.message.en.as_str()).collect();
    analysis.program.map_or_else(|| panic!("{roots:?} do not compile: {messages:?}"), std::sync::Arc::unwrap_or_clone)
}

fn read(folder: &Path, inside: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{inside}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
}

/// Name and program of every folder of lang-examples/ and of every small file of tests/cases/graph/.
pub fn programs() -> Vec<(String, Program)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = |folder: &str| -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    };
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut programs = Vec::new();
    for folder in entries("lang-examples").into_iter().filter(|path| path.is_dir()) {
        let mut files = BTreeMap::new();
        read(&folder, "", &mut files);
        programs.push((name(&folder), compile(files)));
    }
    for path in
        entries("tests/cases/graph").into_iter().filter(|path| path.extension().is_some_and(|one| one == "flow"))
    {
        let files = BTreeMap::from([("case.flow".to_owned(), fs::read_to_string(&path).unwrap())]);
        programs.push((name(&path), compile(files)));
    }
    programs
}
