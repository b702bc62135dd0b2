//! The explanation pages: every code that the compiler can report has one, its bad example triggers exactly that code, and
//! its good example is clean.

use crate::host::{check_files_with, describe, options_with_advice};
use sodate::analyze::{ChannelsSetUp, Options};
use sodate::config::{Channel, Config, FILE_NAME};
use sodate::diagnostic::registry::{KINDS, Kind};
use sodate::diagnostic::{Code, Language, Level, Levels};
use sodate::ir::ChannelKind;
use sodate::source::{FileId, MAX_SOURCE_BYTES};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The text of a fenced block under a heading.
pub fn example<'p>(page: &'p str, heading: &str) -> &'p str {
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    let block = section.split("```flow\n").nth(1).unwrap_or_else(|| panic!("no example under {heading}"));
    block.split("```").next().unwrap()
}

/// The files beside it: fenced blocks with a path behind the language.
pub fn files<'p>(page: &'p str, heading: &str) -> Vec<(&'p str, &'p str)> {
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```").skip(1).step_by(2);
    let named = blocks.filter_map(|block| {
        let (head, text) = block.split_once('\n')?;
        Some((head.split_once(' ')?.1, text))
    });
    named.collect()
}

/// The note on a workspace without `limits`: most examples leave them out, as they are not about them.
const ANY_HOUR: Code = Code(432);

fn check_example(page: &str, heading: &str) -> sodate::analyze::Analysis {
    let mut all = files(page, heading);
    all.push(("main.flow", example(page, heading)));
    let settings = all.iter().find(|(path, _)| *path == FILE_NAME).map_or("", |(_, text)| *text);
    let config = Config::read(settings, &[]).unwrap_or_default();
    let kind = |(name, channel): (&String, &Channel)| Some((name.clone(), ChannelKind::of_word(&channel.kind)?));
    let kinds = config.channels.iter().filter_map(kind).collect();
    let channels = ChannelsSetUp { file: FILE_NAME.to_owned(), places: config.channel_places, kinds };
    let off = (!page.starts_with(&format!("# {ANY_HOUR} "))).then_some((ANY_HOUR, Level::Off));
    let levels = Levels(off.into_iter().collect());
    check_files_with(&all, &Options { channels, levels, ..options_with_advice() })
}

#[test]
fn bad_examples_trigger_exactly_their_code_and_good_ones_nothing() {
    let mut wrong = String::new();
    for page in KINDS {
        let bad = check_example(page.page, "Bad");
        let codes: BTreeSet<_> = bad.diagnostics.iter().map(|one| one.code).collect();
        if page.code != Code(1) && codes != BTreeSet::from([page.code]) {
            wrong += &format!("{}, bad example:\n{}\n", page.code, describe(&bad));
        }
        let good = check_example(page.page, "Good");
        if !good.diagnostics.is_empty() {
            wrong += &format!("{}, good example:\n{}\n", page.code, describe(&good));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A page cannot hold a file that is too large: its example is one piece of it, and a workspace refuses the file (F0603)
/// before it comes to the parser, which other callers have.
#[test]
fn the_piece_on_the_page_of_too_large_files_is_refused_when_it_goes_on() {
    let page = KINDS.iter().find(|page| page.code == Code(1)).unwrap();
    let piece = example(page.page, "Bad");
    let parse = |times: usize| sodate::syntax::parse(FileId(0), &piece.repeat(times)).diagnostics;
    let times = MAX_SOURCE_BYTES / piece.len();
    assert!(parse(times).is_empty());
    assert_eq!(parse(times + 1).iter().map(|one| one.code).collect::<Vec<_>>(), [Code(1)]);
}

#[test]
fn pages_have_the_agreed_shape_and_order() {
    for page in KINDS {
        let title = format!("# {} ", page.code);
        assert!(page.page.starts_with(&title), "{} does not begin with its title", page.code);
        assert!(page.page.contains("\n## 日本語\n"), "{} has no Japanese part", page.code);
    }
    assert!(KINDS.windows(2).all(|pair| pair[0].code < pair[1].code), "pages are in order of code");
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_code_in_the_source_has_a_page_and_every_page_a_code() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut codes = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        for part in text.split("const CODE: Code = Code(").skip(1) {
            codes.push(part.split(')').next().unwrap().parse::<u16>().unwrap());
        }
    }
    let all: BTreeSet<u16> = codes.iter().copied().collect();
    assert_eq!(all.len(), codes.len(), "two findings share a code");
    let pages: BTreeSet<u16> = KINDS.iter().map(|page| page.code.0).collect();
    assert_eq!(all, pages);
}

/// What the hundreds of the codes stand for.
const AREAS: &[(u16, &str, &str)] = &[
    (0, "The text itself", "書き方"),
    (1, "Names", "名前"),
    (2, "Types and values", "型と値"),
    (3, "The course of a scenario", "シナリオの流れ"),
    (4, "Mails, senders, the law", "メール・差出人・法律"),
    (5, "Tests", "テスト"),
    (6, "Files", "ファイル"),
    (7, "Comments that allow findings", "許可のコメント"),
];

fn index() -> String {
    let mut text = String::from(
        "# Findings\n\nAll that `sodate check` can find. `sodate explain CODE` shows a page in the terminal. The levels are the \
         usual ones;\n[`[lint]` in sodate.toml](../levels.md) changes those of warnings and notes.\n\n\
         `sodate check` が見つける指摘の一覧です。\n",
    );
    let areas = |kind: &&Kind| kind.code.0 / 100;
    for area in KINDS.iter().map(|kind| areas(&kind)).collect::<BTreeSet<_>>() {
        let (_, en, ja) = AREAS.iter().find(|(number, ..)| *number == area).expect("an area has its title in AREAS");
        text += &format!("\n## {en} / {ja}\n\n| code | name | level | what | 内容 |\n|---|---|---|---|---|\n");
        for kind in KINDS.iter().filter(|kind| areas(kind) == area) {
            let level = sodate::render::severity_word(kind.severity, Language::English);
            let title = kind.title();
            text += &format!(
                "| [{code}]({code}.md) | `{}` | {level} | {} | {} |\n",
                kind.name,
                title.en,
                title.ja,
                code = kind.code
            );
        }
    }
    text
}

#[test]
fn the_index_lists_all_kinds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics/README.md");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, index()).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, index(), "run with UPDATE_EXPECTED=1 to write docs/diagnostics/README.md anew");
}

#[test]
fn findings_have_the_level_that_the_table_says() {
    for kind in KINDS.iter().filter(|kind| kind.code != Code(1)) {
        for found in check_example(kind.page, "Bad").diagnostics {
            assert_eq!(found.severity, kind.severity, "{}", kind.code);
        }
    }
}
