//! All `.flow` files of the repository that have no mistakes, and programs made of their pieces: so new syntax is generated as
//! soon as one example uses it.

use sodate::diagnostic::Severity;
use sodate::source::FileId;
use sodate::syntax::{Lexeme, LexemeKind, lexemes, parse};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Folders with `.flow` files.
const FOLDERS: [&str; 3] = ["lang-examples", "tests", "src"];

/// The files and their texts, in order.
pub static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    FOLDERS.iter().for_each(|folder| collect(&root.join(folder), &mut found));
    found.sort();
    let mut files = Vec::new();
    for path in found {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let errors = parse(FileId(0), &text).diagnostics.iter().any(|one| one.severity == Severity::Error);
        if !errors {
            files.push((path.strip_prefix(root).unwrap().display().to_string(), text));
        }
    }
    assert!(files.len() > 20, "the files were not found");
    files
});

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "node_modules") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "flow") {
            found.push(path);
        }
    }
}

/// Numbers that look random, the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn below(&mut self, sides: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides).unwrap()
    }

    pub fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64)]
    }
}

/// A piece of an entry.
#[derive(Debug, Clone)]
pub enum Piece {
    Lexeme(Lexeme),
    /// `{ … }` with its entries.
    Block(Vec<Vec<Piece>>),
}

/// The entries up to the end of the block, without separators and comments, and without the line breaks between them.
fn entries(lexemes: &mut std::vec::IntoIter<Lexeme>) -> Vec<Vec<Piece>> {
    let mut entries: Vec<Vec<Piece>> = Vec::new();
    while let Some(lexeme) = lexemes.next() {
        if lexeme.entry {
            entries.push(Vec::new());
        }
        let Some(entry) = entries.last_mut() else {
            if lexeme.kind == LexemeKind::BlockClose {
                return entries;
            }
            continue;
        };
        match lexeme.kind {
            LexemeKind::BlockClose => return entries,
            LexemeKind::Separator | LexemeKind::Comment => {}
            LexemeKind::BlockOpen => entry.push(Piece::Block(self::entries(lexemes))),
            _ => entry.push(Piece::Lexeme(lexeme)),
        }
    }
    entries
}

/// Line breaks at the end of an entry separate it from the next.
fn without_end(mut entry: Vec<Piece>) -> Vec<Piece> {
    while entry.last().is_some_and(|last| matches!(last, Piece::Lexeme(one) if one.kind == LexemeKind::LineBreak)) {
        entry.pop();
    }
    entry
}

/// All declarations of all files.
pub static DECLARATIONS: LazyLock<Vec<Vec<Piece>>> = LazyLock::new(|| {
    let all = FILES.iter().flat_map(|(_, text)| entries(&mut lexemes(text, None).unwrap().into_iter()));
    all.map(without_end).collect()
});

/// A text made of some declarations, their entries shuffled and some left out, in the layout of a careless author.
pub fn program(dice: &mut Dice) -> String {
    let mut writer = Writer { dice, out: String::new(), comments: true, depth: 0 };
    for _ in 0..1 + writer.dice.below(6) {
        let number = writer.dice.below(DECLARATIONS.len() as u64);
        writer.entry(&DECLARATIONS[number], true);
        writer.line_break();
    }
    writer.out
}

/// The same pieces with other blanks between them, on the same lines.
pub fn with_other_blanks(text: &str, dice: &mut Dice) -> String {
    let mut writer = Writer { dice, out: String::new(), comments: false, depth: 0 };
    for lexeme in lexemes(text, None).unwrap() {
        writer.lexeme(&lexeme);
    }
    writer.out
}

struct Writer<'d> {
    dice: &'d mut Dice,
    out: String,
    comments: bool,
    /// Open blocks.
    depth: usize,
}

impl Writer<'_> {
    fn blanks(&mut self) {
        let blanks = self.dice.pick(&[" ", "  ", "\t", "\u{3000}", " \t "]);
        self.out.push_str(blanks);
    }

    /// A line break with whatever may stand around it.
    fn line_break(&mut self) {
        if self.comments && self.dice.below(6) == 0 {
            self.out.push_str(self.dice.pick(&[" // 注記", "\t//note {", "///三"]));
        }
        self.out.push('\n');
        while self.comments && self.dice.below(3) == 0 {
            self.out.push_str(self.dice.pick(&["\n", "\n\n", "  // \"開いた\n", "/// 説明 }\n", "　\n"]));
        }
        // A line at column 0 that looks like a declaration is one.
        if self.depth > 0 {
            self.blanks();
        }
    }

    fn entry(&mut self, entry: &[Piece], shuffle: bool) {
        for (at, piece) in entry.iter().enumerate() {
            match piece {
                // What stands directly behind a block begins with a line break or not; both are the same.
                Piece::Lexeme(lexeme) if lexeme.kind == LexemeKind::LineBreak && at > 0 => self.line_break(),
                Piece::Lexeme(lexeme) => self.lexeme(lexeme),
                Piece::Block(entries) => self.block(entries, shuffle),
            }
        }
    }

    fn block(&mut self, entries: &[Vec<Piece>], shuffle: bool) {
        if self.comments && self.depth == 0 && self.dice.below(8) == 0 {
            self.line_break();
        } else {
            self.blanks();
        }
        self.out.push('{');
        self.depth += 1;
        let mut order: Vec<&Vec<Piece>> = entries.iter().collect();
        if shuffle {
            for at in (1..order.len()).rev() {
                order.swap(at, self.dice.below(at as u64 + 1));
            }
            order.retain(|_| self.dice.below(5) > 0);
        }
        for entry in order {
            self.line_break();
            self.entry(&without_end(entry.clone()), shuffle);
        }
        if self.dice.below(2) == 0 {
            self.line_break();
        }
        self.out.push('}');
        self.depth -= 1;
    }

    fn lexeme(&mut self, lexeme: &Lexeme) {
        let tight = lexeme.text == "." || self.out.ends_with(['.', '@']) || lexeme.kind == LexemeKind::CallOpen;
        let at_start = self.out.is_empty() || self.out.ends_with('\n');
        if !tight && !at_start && lexeme.kind != LexemeKind::LineBreak {
            self.blanks();
        }
        match lexeme.kind {
            LexemeKind::LineBreak => self.line_break(),
            _ => self.out.push_str(&lexeme.text),
        }
        match lexeme.kind {
            LexemeKind::BlockOpen => self.depth += 1,
            LexemeKind::BlockClose => self.depth -= 1,
            _ => {}
        }
    }
}
