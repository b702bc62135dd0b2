//! The grammar for editors, editors/textmate/flow.tmLanguage.json, is made from the table of keywords.
//! `UPDATE_EXPECTED=1` writes it anew.

use serde_json::{Value, json};
use sodate::syntax::{WordGroup, vocabulary};
use std::path::Path;

/// Looks around a word: `\b` knows only Latin letters.
const BEFORE: &str = r"(?<![\p{L}\p{N}\p{M}_.])";
const AFTER: &str = r"(?![\p{L}\p{N}\p{M}_])";

fn words(group: WordGroup) -> String {
    let mut words: Vec<&str> =
        vocabulary().into_iter().filter(|(one, _)| *one == group).map(|(_, word)| word).collect();
    // The longest of words that begin alike comes first.
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), *word));
    words.dedup();
    words.join("|").replace(' ', r"\s+")
}

fn rule(name: &str, pattern: impl Into<String>) -> Value {
    json!({ "name": format!("{name}.flow"), "match": pattern.into() })
}

fn keywords(name: &str, group: WordGroup) -> Value {
    rule(name, format!("{BEFORE}(?:{}){AFTER}", words(group)))
}

fn quoted(name: &str, begin: &str, end: &str, patterns: &[&str]) -> Value {
    let patterns: Vec<Value> = patterns.iter().map(|one| json!({ "include": one })).collect();
    json!({ "name": format!("{name}.flow"), "begin": begin, "end": end, "patterns": patterns })
}

fn grammar() -> Value {
    let unit = words(WordGroup::Unit);
    json!({
        "name": "Sodate flow",
        "scopeName": "source.flow",
        "fileTypes": ["flow"],
        "patterns": [{ "include": "#code" }],
        "repository": {
            "code": { "patterns": [
                rule("comment.line.documentation", "///(?!/).*$"),
                rule("comment.line.double-slash", "//.*$"),
                quoted("string.quoted.triple", "\"\"\"", "\"\"\"", &["#insert"]),
                quoted("string.quoted.double", "\"", "\"|$", &["#escape", "#insert"]),
                rule("entity.name.label", r#"@(?:[\p{L}_][\p{L}\p{N}\p{M}_]*|"[^"\n]*")"#),
                rule("constant.numeric.date", r"(?<![\p{L}\p{N}_])\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)"),
                rule("constant.numeric.time", r"(?<![\p{L}\p{N}_])\d{1,2}:\d{2}(?!\d)"),
                json!({
                    "match": format!(r"(?<![\p{{L}}\p{{N}}_])(\d+)\s*({unit})(?=前|後|以内|[^\p{{L}}\p{{N}}\p{{M}}_]|$)"),
                    "captures": {
                        "1": { "name": "constant.numeric.flow" },
                        "2": { "name": "keyword.other.unit.flow" },
                    },
                }),
                rule("constant.numeric", r"(?<![\p{L}\p{N}_.])[+-]?\d+(?:\.\d+)?%?"),
                keywords("keyword.control", WordGroup::Control),
                keywords("keyword.declaration", WordGroup::Declaration),
                keywords("constant.language", WordGroup::Value),
                keywords("keyword.other", WordGroup::Other),
                rule("keyword.operator", "==|!=|<=|>=|<|>|="),
            ] },
            "escape": { "patterns": [rule("constant.character.escape", r#"\\[nt"\\]"#)] },
            "insert": { "patterns": [{
                "name": "meta.insert.flow",
                "contentName": "source.flow",
                "begin": r"\{\{",
                "end": r"\}\}",
                "beginCaptures": { "0": { "name": "punctuation.section.embedded.begin.flow" } },
                "endCaptures": { "0": { "name": "punctuation.section.embedded.end.flow" } },
                "patterns": [{ "include": "#code" }],
            }] },
        },
    })
}

#[test]
fn the_editors_grammar_is_that_of_the_keywords() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/textmate/flow.tmLanguage.json");
    let made = serde_json::to_string_pretty(&grammar()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), made, "run with UPDATE_EXPECTED=1");
}
