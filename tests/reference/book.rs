//! A page of docs/ as its sections and its fenced blocks.

use std::fs;
use std::path::Path;

/// A fenced block: the words behind the fence, and the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub info: String,
    pub text: String,
}

pub fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

/// The blocks of a page, in order, and what stands outside of them.
pub fn blocks(page: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut open: Option<Block> = None;
    for line in page.split_inclusive('\n') {
        match (open.take(), line.trim_end().strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.to_owned(), text: String::new() }),
            (None, None) => prose += line,
            (Some(block), Some("")) => blocks.push(block),
            (Some(mut block), _) => {
                block.text += line;
                open = Some(block);
            }
        }
    }
    assert!(open.is_none(), "a block without an end");
    (blocks, prose)
}

/// The levels of the headings, in order.
pub fn outline(prose: &str) -> Vec<usize> {
    let level = |line: &str| line.chars().take_while(|character| *character == '#').count();
    prose.lines().map(level).filter(|level| *level > 0).collect()
}

/// Both editions have the same sections; gives the blocks of each.
pub fn editions(name: &str) -> [Vec<Block>; 2] {
    let (english, english_prose) = blocks(&page(&format!("{name}.md")));
    let (japanese, japanese_prose) = blocks(&page(&format!("{name}.ja.md")));
    assert_eq!(outline(&english_prose), outline(&japanese_prose), "{name}: the editions differ in their sections");
    [english, japanese]
}
