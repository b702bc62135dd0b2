//! docs/cli.md, docs/ci.md and their like: both editions have the same sections, name the same commands and options, and the recipes to
//! copy are the same (tests/ci_docs.rs tries those of the English one).

use crate::book::{Block, editions, page};
use std::collections::BTreeSet;

/// Blocks that are copied as they are; settings have comments in the language of the page.
fn copied(blocks: &[Block]) -> Vec<&Block> {
    blocks.iter().filter(|block| block.info != "toml").collect()
}

/// The options of a page, `--fix`.
fn options(name: &str) -> BTreeSet<String> {
    let text = page(name);
    let words = text.split(|one: char| !one.is_ascii_alphanumeric() && one != '-');
    let options = words.filter(|word| word.len() > 3 && word.starts_with("--") && !word.starts_with("---"));
    options.map(|word| word.trim_end_matches('-').to_owned()).collect()
}

/// The commands of a page, `sodate fmt`.
fn commands(name: &str) -> BTreeSet<String> {
    let text = page(name);
    let words = text.split("`sodate ").skip(1).map(|rest| rest.split([' ', '`']).next().unwrap().to_owned());
    words.filter(|word| word.is_ascii()).collect()
}

#[test]
fn both_editions_have_the_same_sections_recipes_and_options() {
    for name in ["cli", "ci", "channels", "levels", "json"] {
        let [english, japanese] = editions(name);
        assert_eq!(copied(&english), copied(&japanese), "{name}");
        assert_eq!(english.len(), japanese.len(), "{name}");
        let rows = |name: &str| page(name).lines().filter(|line| line.starts_with('|')).count();
        assert_eq!(rows(&format!("{name}.md")), rows(&format!("{name}.ja.md")), "{name}: a table has another length");
        assert_eq!(commands(&format!("{name}.md")), commands(&format!("{name}.ja.md")), "{name}");
        assert_eq!(options(&format!("{name}.md")), options(&format!("{name}.ja.md")), "{name}");
    }
}
