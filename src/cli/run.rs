//! `sodate run`: engine, sender and listeners in one process, until it is told to stop.
use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "run",
    about: ("Carry the scenarios out: engine, mail, listeners", "シナリオを動かす（進行・送信・受付）"),
    arguments: &[("until_idle", ("Do all that is due now, then end", "今できることをすべて済ませて終了"))],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Do what is due, then end.
    #[arg(long)]
    pub until_idle: bool,
}

/// Runs.
pub fn run(_: &Arguments, _: &mut Context) -> Outcome {
    Ok(Exit::Fine)
}
