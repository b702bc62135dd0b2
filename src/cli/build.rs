//! `sodate build`: the compiled program as JSON, the same bytes for the same source.

use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use super::workspace::{self, Target};
use crate::ir;
use std::path::PathBuf;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "build",
    about: ("Write the compiled program (JSON)", "コンパイル結果（JSON）を書き出す"),
    arguments: &[
        ("path", ("The workspace or one file [.]", "ワークスペースまたはファイル（省略時は .）")),
        ("output", ("Write to this file instead of standard output", "標準出力の代わりに書き出すファイル")),
    ],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to build.
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Where to write.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Builds and writes.
///
/// # Errors
/// A workspace with errors, files that cannot be read or written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let target = one_workspace(arguments.path.as_ref(), context)?;
    let compiled = Compiled::new(target, context)?;
    let program = compiled.program(
        context,
        "nothing was built, because the workspace has errors",
        "コンパイル結果は書き出していません",
    )?;
    let text = ir::write(&program);
    match &arguments.output {
        Some(path) => std::fs::write(path, text).map_err(|error| Problem::file(Doing::Writing, path, &error))?,
        None => context.output.print(&text)?,
    }
    Ok(Exit::Fine)
}

/// The one workspace at a path, or around the current folder.
///
/// # Errors
/// None or several.
pub fn one_workspace(path: Option<&PathBuf>, context: &Context) -> Outcome<Target> {
    let given: Vec<PathBuf> = path.into_iter().cloned().collect();
    let paths = super::check::paths_or_workspace(&given, context);
    let mut targets = workspace::targets(&paths)?;
    match (targets.pop(), targets.is_empty()) {
        (Some(target), true) => Ok(target),
        (Some(_) | None, _) => Err(Problem::usage(
            "there are several workspaces; a program is built from one",
            "複数のワークスペースがあります",
        )
        .help("name one of them", "1つを指定してください")),
    }
}
