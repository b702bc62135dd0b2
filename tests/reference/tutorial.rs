//! The tutorial is played in an empty folder: ```` ```flow NAME ```` and ```` ```csv NAME ```` blocks are files that are
//! written there, the commands of ```` ```console ```` blocks must print what the page shows, and those of ```` ```sh ````
//! blocks (whose output tells the time or a hash) must work. `UPDATE_EXPECTED=1` writes what is printed now into the pages.

#![cfg(unix)]

use crate::book::{editions, page};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

    fn block(&mut self, info: &str, text: &str) {
        if let Some(("flow" | "csv", name)) = info.split_once(' ') {
            fs::write(self.folder.join(name), text).unwrap();
        }
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
        match info {
            "console" => {
                for command in commands {
                    let output = self.run(command);
                    writeln!(self.shown, "$ {command}").unwrap();
                    self.shown += &String::from_utf8(output.stdout).unwrap();
                    self.shown += &String::from_utf8(output.stderr).unwrap();
                }
                return;
            }
            "sh" => {
                for command in commands {
                    let output = self.run(command);
                    assert!(output.status.success(), "{command}: {output:?}");
                }
            }
            _ => {}
        }
        self.shown += text;
    }
}

fn play(name: &str, language: &'static str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut play = Play { folder: folder.path().to_owned(), language, shown: String::new() };
    let page = page(name);
    let mut parts = page.split_inclusive('\n');
    while let Some(line) = parts.next() {
        play.shown += line;
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
        lines.map(str::to_owned).collect()
    };
    assert_eq!(commands(&english), commands(&japanese));
    assert!(commands(&english).len() > 8, "the commands were not found");
}
