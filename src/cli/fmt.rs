//! `sodate fmt PATH…`: one layout for all scenarios. Files with mistakes, and files for which the result could not be proven
//! to be the same program, are left as they are.

use super::arguments::LanguageOption;
use super::check::{paths_or_workspace, write};
use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use super::workspace::{self, Disk, Target};
use crate::analyze::fix::Change;
use crate::analyze::{CannotRead, FileNotFound, Files as _, NotUtf8, OutsideWorkspace, ReadProblem, TooLarge};
use crate::diagnostic::{Diagnostic, Finding as _, Language};
use crate::format::{Refusal, Surface, format};
use crate::render::{self, Counts, Look};
use crate::source::{FileId, MAX_SOURCE_BYTES, Sources, Span};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "fmt",
    about: ("Lay scenarios out in one style", "シナリオの書き方をそろえる"),
    arguments: &[
        (
            "paths",
            (
                "Files or workspaces [.]; - reads standard input and prints the result",
                "ファイルまたはワークスペース（省略時は .）\n- は標準入力を整えて表示",
            ),
        ),
        (
            "check",
            (
                "Only list the files that would change; exit code 1 if there are any",
                "変わるファイルを挙げるだけで書き換えない\n（1つでもあれば終了コード1）",
            ),
        ),
        (
            "surface",
            (
                "Write the words of the language in en or ja; names and texts stay",
                "予約語を書き換える言語（en・ja）。名前と文章は\nそのまま",
            ),
        ),
    ],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to lay out.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only look.
    #[arg(long)]
    pub check: bool,
    /// The words to write.
    #[arg(long, value_name = "LANG")]
    pub surface: Option<LanguageOption>,
}

impl Arguments {
    fn surface(&self) -> Option<Surface> {
        self.surface.map(|language| match language {
            LanguageOption::En => Surface::English,
            LanguageOption::Ja => Surface::Japanese,
        })
    }
}

/// How many files ended in which way.
#[derive(Debug, Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    broken: usize,
    counts: Counts,
}

/// Lays files out.
///
/// # Errors
/// Paths that cannot be read or written; a result that is not the same program.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return standard_input(arguments, context);
    }
    let mut tally = Tally::default();
    for target in workspace::targets(&paths_or_workspace(&arguments.paths, context))? {
        for path in target.files.iter().filter(|path| target.covers(path)) {
            one_file(&target, path, arguments, context, &mut tally)?;
        }
    }
    if tally.broken > 0 {
        let look = &context.look;
        let summary = render::summary(tally.counts, look);
        context.output.print(&summary)?;
    }
    context.output.print(&tally.describe(arguments.check, context.look.language))?;
    let findings = tally.broken > 0 || arguments.check && tally.changed > 0;
    Ok(if findings { Exit::Findings } else { Exit::Fine })
}

fn one_file(
    target: &Target,
    path: &str,
    arguments: &Arguments,
    context: &mut Context,
    tally: &mut Tally,
) -> Outcome<()> {
    let look = Look { prefix: target.prefix(), ..context.look.clone() };
    let shown = format!("{}{path}", look.prefix);
    let text = match Disk::new(&target.root).read(path) {
        Ok(text) => text,
        Err(problem) => {
            let mut sources = Sources::new();
            let span = Span::new(sources.add(path, ""), 0, 0);
            tally.broken(context, &[unreadable(&problem, path, span)], &sources, &look)?;
            return Ok(());
        }
    };
    let (mark, text) = split_mark(&text);
    match format(FileId(0), text, arguments.surface()) {
        Ok(result) if result == text => tally.unchanged += 1,
        Ok(result) => {
            tally.changed += 1;
            if !arguments.check {
                let change = Change { before: format!("{mark}{text}"), after: format!("{mark}{result}") };
                write::write(&target.root, &BTreeMap::from([(path.to_owned(), change)]))?;
            }
            let line = match (context.look.language, arguments.check) {
                (Language::English, false) => format!("formatted {shown}\n"),
                (Language::English, true) => format!("would change {shown}\n"),
                (Language::Japanese, false) => format!("整えました: {shown}\n"),
                (Language::Japanese, true) => format!("整えると変わります: {shown}\n"),
            };
            context.output.print(&line)?;
        }
        Err(Refusal::Broken(diagnostics)) => {
            let mut sources = Sources::new();
            sources.add(path, text);
            tally.broken(context, &diagnostics, &sources, &look)?;
        }
        Err(Refusal::NotTheSame) => return Err(not_the_same(&shown)),
    }
    Ok(())
}

fn unreadable(problem: &ReadProblem, path: &str, span: Span) -> Diagnostic {
    match problem {
        ReadProblem::NotFound => FileNotFound { path, near: None, span }.diagnose(),
        ReadProblem::Outside => OutsideWorkspace { path, span }.diagnose(),
        ReadProblem::TooLarge => TooLarge { path, span }.diagnose(),
        ReadProblem::NotUtf8 { guessed } => NotUtf8 { path, guessed, span }.diagnose(),
        ReadProblem::Failed(reason) => CannotRead { path, reason, span }.diagnose(),
    }
}

/// A byte order mark, and the text behind it.
fn split_mark(text: &str) -> (&str, &str) {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    }
}

fn not_the_same(shown: &str) -> Box<Problem> {
    Problem::failure(
        format!("internal error: the layout of `{shown}` would not have been the same program"),
        format!("内部エラー: `{shown}` を整えると内容が変わってしまうところでした"),
    )
    .help(
        "the file was left as it is; please report this together with the file",
        "ファイルは元のままです。このファイルを添えてご報告ください",
    )
}

impl Tally {
    fn broken(
        &mut self,
        context: &mut Context,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        look: &Look,
    ) -> Outcome<()> {
        self.broken += 1;
        let mut settled = diagnostics.to_vec();
        let left_out = crate::diagnostic::settle(&mut settled, sources);
        self.counts =
            self.counts.plus(Counts { left_out, files: 1, ..Counts::of(&settled.iter().collect::<Vec<_>>()) });
        let drawn: String = settled.iter().map(|one| render::diagnostic(one, sources, look) + "\n").collect();
        context.output.print(&drawn)
    }

    fn describe(&self, check: bool, language: Language) -> String {
        let Self { changed, unchanged, broken, .. } = *self;
        let files = |count| render::plural(count, "file", "files");
        match language {
            Language::English => {
                let changed = format!("{} {}", files(changed), if check { "would change" } else { "formatted" });
                let broken =
                    if broken > 0 { format!(", {broken} left alone because of mistakes") } else { String::new() };
                format!("{changed}, {unchanged} unchanged{broken}\n")
            }
            Language::Japanese => {
                let changed = if check {
                    format!("変わるファイル{changed}件")
                } else {
                    format!("整えたファイル{changed}件")
                };
                let broken =
                    if broken > 0 { format!("、誤りがあるためそのまま{broken}件") } else { String::new() };
                format!("{changed}、変更なし{unchanged}件{broken}\n")
            }
        }
    }
}

/// `-`: standard input to standard output, for editors and scripts. Whatever is wrong goes to standard error.
fn standard_input(arguments: &Arguments, context: &mut Context) -> Outcome {
    if arguments.paths.len() > 1 {
        return Err(Problem::usage("`-` stands alone", "`-` はほかのパスと一緒に指定できません"));
    }
    let name = "<stdin>";
    let mut bytes = Vec::new();
    let limit = MAX_SOURCE_BYTES as u64 + 1;
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::file(Doing::Reading, Path::new(name), &error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Problem::usage("standard input is not UTF-8", "標準入力がUTF-8ではありません")
            .help("save the file as UTF-8", "ファイルをUTF-8で保存してください")
    })?;
    let (mark, text) = split_mark(&text);
    match format(FileId(0), text, arguments.surface()) {
        Ok(result) if arguments.check => Ok(if result == text { Exit::Fine } else { Exit::Findings }),
        Ok(result) => {
            context.output.print(&format!("{mark}{result}"))?;
            Ok(Exit::Fine)
        }
        Err(Refusal::Broken(diagnostics)) => {
            let mut sources = Sources::new();
            sources.add(name, text);
            let look = Look { color: context.output.errors_colored(), ..context.look.clone() };
            for one in &diagnostics {
                context.output.complain(&(render::diagnostic(one, &sources, &look) + "\n"));
            }
            Ok(Exit::Findings)
        }
        Err(Refusal::NotTheSame) => Err(not_the_same(name)),
    }
}
