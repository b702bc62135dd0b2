//! The tutorial is played in an empty folder, block by block:
//!
//! - ```` ```flow NAME ```` and ```` ```csv NAME ````: a file that is written there.
//! - ```` ```diff NAME ````: lines that this file has exactly once, and what they become (`-`, `+`, and around them as they are).
//! - ```` ```text NAME ````: an excerpt that the file must hold at that moment.
//! - ```` ```console ````: commands that must print what the page shows; `console dated`: apart from times and identities.
//! - A picture of the page is the file of that name that the commands made.
//!
//! `UPDATE_EXPECTED=1` writes what is printed and drawn now into the pages and beside them.

#![cfg(unix)]

use crate::book::{editions, page};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the lines of a diff begin with.
const TAKEN: char = '-';
const PUT: char = '+';
/// Marks and words of dates and times, besides digits; and the letters of identities, which are hexadecimal.
const DATED: [&str; 22] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "月", "火", "水", "木", "金", "土", "日", "年", "（", "）", "(",
    ")", "/", ":", "-",
];

struct Play {
    folder: PathBuf,
    language: &'static str,
    /// The page as it would be with what is printed now.
    shown: String,
}

impl Play {
    fn run(&mut self, command: &str) -> Output {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            return Command::new("true").output().unwrap();
        }
        let ours = Path::new(env!("CARGO_BIN_EXE_sodate")).parent().unwrap();
        let path = format!("{}:{}", ours.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(&self.folder).env("PATH", path).env("COLUMNS", "80");
        shell.env("SODATE_LANG", self.language).env("NO_COLOR", "1").env_remove("SODATE_ASCII");
        shell.output().unwrap()
    }

    /// What the commands of a block print, with them.
    fn console(&mut self, text: &str) -> String {
        let mut shown = String::new();
        for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let output = self.run(command);
            writeln!(shown, "$ {command}").unwrap();
            shown += &String::from_utf8(output.stdout).unwrap();
            shown += &String::from_utf8(output.stderr).unwrap();
        }
        shown
    }

    fn block(&mut self, info: &str, text: &str) {
        if info == "console" {
            let printed = self.console(text);
            self.shown += &printed;
            return;
        }
        if info == "console dated" {
            let printed = self.console(text);
            self.shown += if undated(&printed) == undated(text) { text } else { &printed };
            return;
        }
        if let Some((kind, name)) = info.split_once(' ') {
            let path = self.folder.join(name);
            let file = || fs::read_to_string(&path).unwrap();
            match kind {
                "flow" | "csv" => fs::write(&path, text).unwrap(),
                "diff" => fs::write(&path, changed(&file(), text)).unwrap(),
                "text" => assert!(file().contains(text), "{name} does not hold\n{text}but is\n{}", file()),
                _ => panic!("a block of another kind: {info}"),
            }
        }
        self.shown += text;
    }

    /// A picture of the page, `![…](PATH)`, is what was drawn under its name.
    fn picture(&self, line: &str) {
        let Some((_, rest)) = line.split_once("![").and_then(|(_, rest)| rest.split_once("](")) else { return };
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(rest.trim_end().trim_end_matches(')'));
        let drawn = fs::read(self.folder.join(kept.file_name().unwrap())).unwrap();
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::write(&kept, &drawn).unwrap();
        }
        let same = fs::read(&kept).is_ok_and(|bytes| bytes == drawn);
        assert!(same, "{} is not what the tutorial draws: run with UPDATE_EXPECTED=1", kept.display());
    }
}

/// The file with the lines of a diff changed.
fn changed(file: &str, diff: &str) -> String {
    let side = |other: char| -> String {
        let lines = diff.lines().filter(|line| !line.starts_with(other));
        lines.map(|line| format!("{}\n", &line[1..])).collect()
    };
    let (old, new) = (side(PUT), side(TAKEN));
    assert_eq!(file.matches(&old).count(), 1, "the file must have this once:\n{old}\n{file}");
    file.replacen(&old, &new, 1)
}

/// A text without what depends on the moment: times, identities, and how lines were broken because of them.
fn undated(text: &str) -> String {
    let text = DATED.iter().fold(text.to_owned(), |text, mark| text.replace(mark, ""));
    text.chars().filter(|one| !one.is_whitespace() && !one.is_ascii_hexdigit()).collect()
}

fn play(name: &str, language: &'static str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut play = Play { folder: folder.path().to_owned(), language, shown: String::new() };
    let page = page(name);
    let mut parts = page.split_inclusive('\n');
    while let Some(line) = parts.next() {
        play.shown += line;
        play.picture(line);
        if let Some(info) = line.trim_end().strip_prefix("```") {
            let text: String = parts.by_ref().take_while(|line| line.trim_end() != "```").collect();
            play.block(info, &text);
            play.shown += "```\n";
        }
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        fs::write(path, &play.shown).unwrap();
        return Ok(());
    }
    let differing = page.lines().zip(play.shown.lines()).find(|(expected, now)| expected != now);
    match differing {
        Some((expected, now)) => Err(format!("{name} shows\n{expected}\nbut now it is\n{now}\n\n{}", play.shown)),
        None if page.lines().count() != play.shown.lines().count() => Err(play.shown),
        None => Ok(()),
    }
}

#[test]
fn the_english_edition_shows_what_comes() {
    play("tutorial.md", "en").unwrap_or_else(|message| panic!("{message}"));
}

#[test]
fn the_japanese_edition_shows_what_comes() {
    play("tutorial.ja.md", "ja").unwrap_or_else(|message| panic!("{message}"));
}

#[test]
fn both_editions_go_the_same_way() {
    let [english, japanese] = editions("tutorial");
    let commands = |blocks: &[crate::book::Block]| -> Vec<String> {
        let lines = blocks.iter().flat_map(|block| block.text.lines().filter_map(|line| line.strip_prefix("$ ")));
        lines.map(|line| line.replace("--lang ja", "--lang en")).collect()
    };
    assert_eq!(commands(&english), commands(&japanese));
    assert!(commands(&english).len() > 8, "the commands were not found");
    let kinds = |blocks: &[crate::book::Block]| blocks.iter().map(|block| block.info.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&english), kinds(&japanese));
}
