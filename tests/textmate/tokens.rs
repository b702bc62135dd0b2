//! What an editor colours, on the examples in both surfaces: compared with what the formatter's reading says of each piece.
//! Needs Node; tests/tools/setup-textmate installs the tokenizer.

use sodate::format::{Surface, format};
use sodate::source::FileId;
use std::path::{Path, PathBuf};
use std::process::Command;

fn packages() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let setup = Command::new(root.join("tests/tools/setup-textmate")).status().unwrap();
    assert!(setup.success(), "the tokenizer could not be installed");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("textmate")
}

/// The tokens of a text with their scopes, without blanks.
fn tokens(packages: &Path, text: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let output = Command::new("node")
        .arg(root.join("tests/tools/textmate/tokenize.mjs"))
        .arg(packages)
        .arg(root.join("editors/textmate/flow.tmLanguage.json"))
        .arg(file.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines = printed.lines().filter_map(|line| line.split_once('\t'));
    lines
        .filter(|(text, _)| !text.trim().is_empty())
        .map(|(text, scopes)| (text.to_owned(), scopes.to_owned()))
        .collect()
}

fn scope<'t>(tokens: &'t [(String, String)], text: &str) -> &'t str {
    let found = tokens.iter().find(|(token, _)| token.trim() == text);
    found.map_or_else(|| panic!("no token {text}: {tokens:?}"), |(_, scopes)| scopes.as_str())
}

#[test]
fn both_surfaces_are_coloured_alike() {
    let packages = packages();
    let text = "/// 説明\nscenario 資料請求 {\n  @三日目 on day 3 send 送信thanks // 送信\n  wait 3 days\n  \
                if lead.send == \"send {{ lead.name }}\" { stop }\n}\n";
    for (surface, words) in [
        (Surface::English, ["scenario", "send", "if", "days", "stop"]),
        (Surface::Japanese, ["シナリオ", "送信", "もし", "日", "停止"]),
    ] {
        let text = format(FileId(0), text, Some(surface)).unwrap();
        let tokens = tokens(&packages, &text);
        let kinds =
            ["keyword.declaration.flow", "keyword.other.flow", "keyword.control.flow", "keyword.other.unit.flow"];
        for (word, kind) in words.iter().zip(kinds) {
            assert_eq!(scope(&tokens, word), kind, "{word} in {text}");
        }
        assert_eq!(scope(&tokens, words[4]), "keyword.other.flow");
        assert!(scope(&tokens, "/// 説明").contains("comment.line.documentation"));
        assert!(scope(&tokens, "// 送信").contains("comment.line"));
        assert!(scope(&tokens, "@三日目").contains("entity.name.label"));
        assert!(scope(&tokens, "3").contains("constant.numeric"));
        let insides: Vec<_> = tokens.iter().filter(|(_, scopes)| scopes.contains("string.quoted.double")).collect();
        assert!(insides.iter().any(|(token, scopes)| token.starts_with("send ") && !scopes.contains("keyword")));
        assert!(insides.iter().any(|(token, scopes)| token == "{{" && scopes.contains("embedded.begin")));
        // A word glued to a name is part of the name, and so is a word behind a dot.
        assert!(tokens.iter().all(|(token, scopes)| !(token == "送信thanks" && scopes.contains("keyword"))));
        assert!(tokens.iter().any(|(token, scopes)| token.contains(".send") && !scopes.contains("keyword")));
    }
}

#[test]
fn every_example_ends_outside_of_all_texts() {
    let packages = packages();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang-examples");
    let mut seen = 0;
    for example in std::fs::read_dir(folder).unwrap() {
        for file in std::fs::read_dir(example.unwrap().path()).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "flow") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for surface in [Surface::English, Surface::Japanese] {
                let text = format(FileId(0), &text, Some(surface)).unwrap() + "send\n";
                let tokens = tokens(&packages, &text);
                assert_eq!(tokens.last().unwrap().1, "keyword.other.flow", "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "the examples were not found");
}
