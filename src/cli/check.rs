//! `sodate check PATH…`: what is wrong with scenarios, all at once.

use super::arguments::Format;
use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome};
use super::workspace;
use crate::render::{self, Counts, json};
use std::path::PathBuf;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "check",
    about: ("Find what is wrong with scenarios", "シナリオの誤りをすべて調べる"),
    arguments: &[
        ("paths", ("Files or workspaces [.]", "ファイルまたはワークスペース（省略時は .）")),
        ("format", ("human or json [human]", "出力の形: human・json（省略時はhuman）")),
    ],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to check.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
}

/// The paths, or the workspace where none are given.
#[must_use]
pub fn paths_or_workspace(paths: &[PathBuf], context: &Context) -> Vec<PathBuf> {
    if paths.is_empty() {
        let here = PathBuf::from(".");
        vec![context.workspace.clone().or_else(|| workspace::above(&here)).unwrap_or(here)]
    } else {
        paths.to_vec()
    }
}

/// Checks and prints.
///
/// # Errors
/// Paths that cannot be read, mistakes in a configuration.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let targets = workspace::targets(&paths_or_workspace(&arguments.paths, context))?;
    let mut counts = Counts::default();
    let mut exit = Exit::Fine;
    let mut listed = Vec::new();
    let mut hint = None;
    for target in targets {
        let compiled = Compiled::new(target, context)?;
        counts = counts.plus(compiled.counts());
        exit = exit.max(compiled.exit());
        match arguments.format {
            Format::Human => {
                let findings: Vec<_> = compiled.findings().into_iter().cloned().collect();
                hint = hint.or_else(|| render::more(&findings, context.look.language));
                context.output.print(&compiled.draw())?;
            }
            Format::Json => listed.extend(compiled.findings().into_iter().map(|one| {
                json::diagnostic(one, &compiled.analysis.sources, context.look.language, &compiled.look.prefix)
            })),
        }
    }
    match arguments.format {
        Format::Human => {
            context.output.print(&render::summary(counts, &context.look))?;
            context.output.print(&hint.unwrap_or_default())?;
        }
        Format::Json => {
            context.output.print(&json::text(&json::check(listed, counts, context.look.language)))?;
        }
    }
    Ok(exit)
}
