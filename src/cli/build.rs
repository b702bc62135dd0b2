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
    let target = one_workspace(arguments.path.as_ref(), "sodate build", context)?;
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

/// Most workspaces that the message about several of them lists.
const MAX_LISTED: usize = 8;

/// The one workspace at a path, or around the current folder. `form` is the command to type before the workspace's folder.
///
/// # Errors
/// None or several.
pub fn one_workspace(path: Option<&PathBuf>, form: &str, context: &Context) -> Outcome<Target> {
    let given: Vec<PathBuf> = path.into_iter().cloned().collect();
    let paths = super::check::paths_or_workspace(&given, context);
    let mut targets = workspace::targets(&paths)?;
    match (targets.pop(), targets.is_empty()) {
        (Some(target), true) => Ok(target),
        (Some(last), false) => {
            targets.push(last);
            Err(several(&targets, form))
        }
        (None, _) => Err(several(&targets, form)),
    }
}

/// Which workspaces there are, and what to type for one of them.
fn several(targets: &[Target], form: &str) -> Box<Problem> {
    let folder = |target: &Target| {
        let shown = workspace::shown(&target.root);
        if shown.is_empty() { ".".to_owned() } else { shown }
    };
    let names: Vec<String> = targets.iter().take(MAX_LISTED).map(|target| format!("`{}`", folder(target))).collect();
    let rest = targets.len().saturating_sub(MAX_LISTED);
    let (en_rest, ja_rest) = if rest > 0 {
        (format!(" and {rest} more"), format!("ほか{rest}個"))
    } else {
        (String::new(), String::new())
    };
    let example = targets.iter().find(|target| folder(target) != ".").or(targets.first()).map(folder);
    let command = format!("{form} {}", example.unwrap_or_default());
    Problem::usage(
        format!("there are several workspaces: {}{en_rest}", names.join(", ")),
        format!("複数のワークスペースがあります（{}{ja_rest}）", names.join("、")),
    )
    .help(format!("name the one that is meant:\n{command}"), format!("対象を1つ指定してください。例:\n{command}"))
}
