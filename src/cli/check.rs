//! `sodate check PATH…`: what is wrong with scenarios, all at once; `--fix` mends what is safe to mend, `--watch` checks
//! again whenever a file changes.

mod fix;
mod watch;
pub mod write;

use super::arguments::CheckFormat;
use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome};
use super::workspace;
use crate::render::machine::{Group, concise, github, junit, sarif};
use crate::render::{self, Counts, json};
use std::path::PathBuf;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "check",
    about: ("Find what is wrong with scenarios", "シナリオの誤りをすべて調べる"),
    arguments: &[
        ("paths", ("Files or workspaces [.]", "ファイルまたはワークスペース（省略時は .）")),
        (
            "format",
            (
                "human, concise, json, sarif, github or junit [human]",
                "出力の形: human・concise・json・sarif・\ngithub・junit（省略時はhuman）",
            ),
        ),
        ("fix", ("Apply all safe fixes to the files", "安全な修正をファイルにすべて適用する")),
        ("dry_run", ("With --fix: show the changes, write nothing", "--fixの変更を表示するだけで書き込まない")),
        ("watch", ("Check again whenever a file changes", "ファイルが変わるたびに検査し直す")),
    ],
    more: Some((
        "Levels of findings: [lint] in sodate.toml, or a comment in the file:\n  // sodate: allow unused-link because …",
        "指摘のレベルはsodate.tomlの[lint]か、ファイル内のコメントで変えられます:\n  // sodate: 許可 unused-link 理由 …",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to check.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: CheckFormat,
    /// Apply safe fixes.
    #[arg(long)]
    pub fix: bool,
    /// Show what `--fix` would do.
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Check again on each change.
    #[arg(long, conflicts_with = "fix")]
    pub watch: bool,
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
/// Paths that cannot be read, mistakes in a configuration, files that cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    if arguments.watch {
        return watch::run(arguments, context);
    }
    if !arguments.fix {
        let pass = pass(arguments, context)?;
        context.output.print(&pass.text)?;
        return Ok(pass.exit);
    }
    let targets = workspace::targets(&paths_or_workspace(&arguments.paths, context))?;
    let fixed = fix::Fixes::find(targets, context)?;
    if arguments.dry_run {
        return fixed.show(context);
    }
    fixed.write()?;
    if arguments.format == CheckFormat::Human {
        context.output.print(&fixed.report(&context.look))?;
    } else {
        // Standard output belongs to the machine.
        let look = render::Look { color: context.output.errors_colored(), ..context.look.clone() };
        context.output.complain(&fixed.report(&look));
    }
    let pass = report(&fixed.checked, Some(&fixed), arguments.format, context);
    context.output.print(&pass.text)?;
    Ok(pass.exit)
}

/// What one check says.
struct Pass {
    text: String,
    exit: Exit,
}

/// Checks once.
fn pass(arguments: &Arguments, context: &Context) -> Outcome<Pass> {
    let targets = workspace::targets(&paths_or_workspace(&arguments.paths, context))?;
    let checked: Vec<Compiled> =
        targets.into_iter().map(|target| Compiled::new(target, context)).collect::<Outcome<_>>()?;
    Ok(report(&checked, None, arguments.format, context))
}

/// The findings of all workspaces in the format that is wanted.
fn report(checked: &[Compiled], fixed: Option<&fix::Fixes>, format: CheckFormat, context: &Context) -> Pass {
    let counts = checked.iter().fold(Counts::default(), |sum, one| sum.plus(one.counts()));
    let language = context.look.language;
    let groups = || checked.iter().map(Compiled::group).collect::<Vec<Group<'_>>>();
    let text = match format {
        CheckFormat::Human => human(checked, counts, context),
        CheckFormat::Json => {
            let findings = groups().into_iter().flat_map(|group| {
                group.findings.into_iter().map(move |one| json::diagnostic(one, group.sources, language, group.prefix))
            });
            json::text(&json::check(findings.collect(), counts, fixed.map(|fixed| fixed.as_json(language)), language))
        }
        CheckFormat::Concise => concise::check(&groups(), language),
        CheckFormat::Sarif => sarif::check(&groups(), language),
        CheckFormat::Github => github::check(&groups(), language),
        CheckFormat::Junit => junit::check(&groups(), language),
    };
    Pass { text, exit: if counts.any_findings() { Exit::Findings } else { Exit::Fine } }
}

fn human(checked: &[Compiled], counts: Counts, context: &Context) -> String {
    let mut text: String = checked.iter().map(Compiled::draw).collect();
    text.push_str(&render::summary(counts, &context.look));
    let findings: Vec<_> = checked.iter().flat_map(Compiled::findings).collect();
    text.push_str(&render::more(&findings, context.look.language));
    text
}
