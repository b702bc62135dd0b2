//! docs/language.md: the examples are one program without an error whose tests pass, every form that the syntax tree has
//! and every word of the grammar occurs in them, and both editions show the same.

use crate::book::{Block, blocks, editions, page};
use sodate::analyze::{Analysis, FilesInMemory, Options, analyze};
use sodate::diagnostic::{Language, Severity};
use sodate::format::format;
use sodate::scenario;
use sodate::source::FileId;
use sodate::syntax::Surface;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Blocks in Japanese words, which are one workspace by themselves.
const JAPANESE: &str = "flow ja";

/// All examples of the page as one file. What is no declaration is put where it belongs.
fn whole(blocks: &[Block]) -> String {
    let mut text = String::new();
    for (number, block) in blocks.iter().enumerate() {
        let starts = block.text.lines().any(|line| line.starts_with("start ") || line.starts_with("開始 "));
        let head = if starts { "" } else { "start on download, gives consent\n" };
        match block.info.as_str() {
            "flow" => text += &block.text,
            "flow scenario" => writeln!(text, "scenario \"{number}\" {{\n{head}{}}}", block.text).unwrap(),
            "flow conditions" => {
                writeln!(text, "scenario \"{number}\" {{\n{head}").unwrap();
                for condition in block.text.lines() {
                    writeln!(text, "if {condition} {{ wait 1 day }}").unwrap();
                }
                text += "}\n";
            }
            // A workspace of its own.
            JAPANESE => {}
            other => panic!("a block of another kind: {other}"),
        }
    }
    text
}

pub fn compiled(text: &str) -> Analysis {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = BTreeMap::from([
        file("main.flow", text),
        file("shared/seasons.flow", "segment summer when lead.employees > 1\n"),
        file("mails/pitfalls.md", "{{ lead.name }} 様、次の3点にご注意ください。\n"),
        file("data/best.csv", "title,price\n導入ガイド,3000\n事例集,1500\n"),
    ]);
    let options = Options::in_zone("Asia/Tokyo");
    analyze(&FilesInMemory(files), &["main.flow".to_owned()], &options)
}

#[test]
fn both_editions_have_the_same_sections_and_examples() {
    let [english, japanese] = editions("language");
    assert_eq!(english, japanese);
    assert!(english.len() > 40, "the examples were not found");
}

#[test]
fn the_examples_are_one_program_without_an_error_and_their_tests_pass() {
    let (blocks, _) = blocks(&page("language.md"));
    let analysis = compiled(&whole(&blocks));
    let mut wrong = String::new();
    for one in &analysis.diagnostics {
        if one.severity == Severity::Error {
            let at = analysis.sources.slice(one.primary.span);
            writeln!(wrong, "{} {}: {at}", one.code, one.message.en).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // The tests meet only whole scenarios: fragments would start beside them.
    let declarations: Vec<Block> = blocks.into_iter().filter(|block| block.info == "flow").collect();
    let analysis = compiled(&whole(&declarations));
    let program = analysis.program.as_ref().unwrap();
    assert!(analysis.tests.len() >= 3);
    for test in &analysis.tests {
        if let Some(failure) = &scenario::run(program, test).failure {
            panic!("test `{}`: {}", test.name, failure.message.get(Language::English));
        }
    }
}

#[test]
fn the_example_in_japanese_words_is_laid_out_without_a_finding_and_its_tests_pass() {
    let (blocks, _) = blocks(&page("language.ja.md"));
    let blocks = blocks.into_iter().filter(|block| block.info == JAPANESE);
    let text: String = blocks.map(|block| block.text).collect();
    let laid_out = format(FileId(0), &text, Some(Surface::Japanese)).unwrap();
    assert_eq!(laid_out, text, "words that are not Japanese, or another layout");
    let analysis = compiled(&text);
    let findings: Vec<_> = analysis.diagnostics.iter().map(|one| (one.code, &one.message.en)).collect();
    assert!(findings.is_empty(), "{findings:?}");
    assert!(analysis.tests.len() >= 2, "the tests were not found");
    for test in &analysis.tests {
        let failure = &scenario::run(analysis.program.as_ref().unwrap(), test).failure;
        assert!(failure.is_none(), "{}: {failure:?}", test.name);
    }
}

/// Names of the variants of each `pub enum` in the source of the syntax tree.
fn forms() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/ast");
    let mut forms = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut current: Option<String> = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("pub enum ") {
                current = Some(name.trim_end_matches(" {").to_owned());
            } else if line == "}" {
                current = None;
            }
            let variant =
                line.strip_prefix("    ").filter(|rest| rest.starts_with(|one: char| one.is_ascii_uppercase()));
            if let (Some(name), Some(variant)) = (&current, variant) {
                let end = variant.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(variant.len());
                forms.insert((name.clone(), variant[..end].to_owned()));
            }
        }
    }
    forms
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|one: char| !one.is_alphanumeric() && one != '_').collect()
}

#[test]
fn every_form_of_the_syntax_tree_occurs_in_an_example() {
    let (blocks, _) = blocks(&page("language.md"));
    let tree = format!("{:?}", sodate::syntax::parse(FileId(0), &whole(&blocks)).file);
    let tree = words(&tree);
    let forms = forms();
    assert!(forms.len() > 100, "the forms were not found");
    // Junk is what was not understood; texts with tags are cut into pieces later.
    let shown = |(name, variant): &&(String, String)| {
        variant == "Junk" || name == "TemplatePiece" || tree.contains(variant.as_str())
    };
    let missing: Vec<_> = forms.iter().filter(|form| !shown(form)).collect();
    assert!(missing.is_empty(), "docs/language.md shows no example of {missing:?}");
}

#[test]
fn every_word_of_the_grammar_occurs_in_an_example() {
    let grammar = include_str!("../../grammar/flow.pest");
    let (blocks, _) = blocks(&page("language.md"));
    let text: String = blocks.iter().map(|block| block.text.as_str()).collect();
    let text = words(&text);
    let mut missing = Vec::new();
    let mut rules = 0;
    for line in grammar.lines().filter(|line| line.starts_with("kw_") || line.starts_with("unit_")) {
        rules += 1;
        let mut forms = line.split('"').skip(1).step_by(2);
        if !forms.any(|form| form.split('/').all(|word| text.contains(word))) {
            missing.push(line);
        }
    }
    assert!(rules > 100, "the words were not found");
    assert!(missing.is_empty(), "docs/language.md shows no example with {missing:#?}");
}

/// The words of the grammar with their forms: English ones, Japanese ones.
fn table() -> String {
    let mut rows = String::from("| English | 日本語 |\n|---|---|\n");
    let grammar = include_str!("../../grammar/flow.pest");
    for line in grammar.lines().filter(|line| line.starts_with("kw_") || line.starts_with("unit_")) {
        let literals = line.split('"').skip(1).step_by(2).filter(|form| form.chars().any(char::is_alphabetic));
        let (english, japanese): (Vec<_>, Vec<_>) = literals.partition(|form| form.is_ascii());
        let list = |forms: Vec<&str>| match forms.as_slice() {
            [] => "—".to_owned(),
            forms => forms.iter().map(|form| format!("`{form}`")).collect::<Vec<_>>().join(" "),
        };
        writeln!(rows, "| {} | {} |", list(english), list(japanese)).unwrap();
    }
    rows
}

#[test]
fn the_table_of_words_is_that_of_the_grammar() {
    let table = table();
    for name in ["language.md", "language.ja.md"] {
        let text = page(name);
        let start = text.find("| English | 日本語 |").unwrap();
        let end = start + text[start..].find("\n\n").map_or(text.len() - start, |end| end + 1);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
            fs::write(path, format!("{}{table}{}", &text[..start], &text[end..])).unwrap();
        } else {
            assert_eq!(&text[start..end], table, "run with UPDATE_EXPECTED=1 to write the table of {name} anew");
        }
    }
}
