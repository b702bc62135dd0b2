//! `sodate lead import`: leads from a CSV file, with a report of every line that is wrong.

use super::Import;
use crate::cli::context::Context;
use crate::cli::help::pick;
use crate::cli::problem::{Doing, Exit, Outcome, Problem};
use crate::cli::storage::{Opened, next_step, now};
use crate::cli::workspace;
use crate::diagnostic::Language;
use crate::render::{layout, plural};
use crate::runtime::import::{ImportFile, ImportReport, MAX_IMPORT_BYTES, import};

pub(super) fn run(arguments: &Import, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let (_, program) = opened.current()?;
    let path = &arguments.file;
    let size = std::fs::metadata(path).map_err(|error| Problem::file(Doing::Reading, path, &error))?.len();
    if size > MAX_IMPORT_BYTES as u64 {
        return Err(Problem::usage(
            format!("`{}` is larger than {} MiB", path.display(), MAX_IMPORT_BYTES / 1024 / 1024),
            format!("`{}` が{}MiBを超えています", path.display(), MAX_IMPORT_BYTES / 1024 / 1024),
        )
        .help("split it into several files", "いくつかのファイルに分けてください"));
    }
    let bytes = std::fs::read(path).map_err(|error| Problem::file(Doing::Reading, path, &error))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let file = ImportFile { name: &name, bytes: &bytes };
    let report = opened.ask(import(&opened.store, &program, file, now(), arguments.partial))?;
    context.output.print(&draw(&report, &workspace::shown(path), arguments.partial, context))?;
    if report.stored && report.created + report.updated > 0 {
        context.output.print(&next_step("sodate run", context.look.language))?;
    }
    Ok(if report.problems.is_empty() { Exit::Fine } else { Exit::Findings })
}

fn draw(report: &ImportReport, path: &str, partial: bool, context: &Context) -> String {
    let language = context.look.language;
    let mut out = String::new();
    for problem in &report.problems {
        let column = problem.column.as_deref().map_or(String::new(), |column| format!(" {column}"));
        let lead = format!("{path}:{}{}: ", problem.line, layout::clean_line(&column));
        // Behind a long path there is no room to hang a text; then it goes on below.
        let lead_fits = layout::width(&lead) < context.look.width / 2;
        let text = layout::clean_line(problem.text.get(language));
        if lead_fits {
            out.push_str(&layout::hanging(&lead, &text, context.look.width));
        } else {
            out.push_str(&format!("{}\n{}", lead.trim_end(), layout::hanging("    ", &text, context.look.width)));
        }
    }
    if report.left_out > 0 {
        out.push_str(&match language {
            Language::English => format!("{} more problems left out\n", report.left_out),
            Language::Japanese => format!("ほかに{}件の誤りがあります。\n", report.left_out),
        });
    }
    if !report.useless {
        out.push_str(&summary(report, language));
    }
    if !report.stored && !report.problems.is_empty() {
        let nothing = ("nothing was imported", "何も取り込んでいません。");
        out.push_str(&format!("{}\n", pick(nothing, language)));
        if !partial && !report.useless && report.wrong_lines < report.lines {
            let way = (
                "mend the lines, or take the good ones with --partial",
                "行を直すか、--partialで正しい行だけを取り込んでください",
            );
            let lead = format!("  {}", crate::render::help_word(language));
            out.push_str(&layout::hanging(&lead, pick(way, language), context.look.width));
        }
    }
    out
}

fn summary(report: &ImportReport, language: Language) -> String {
    let (en, ja) = (language == Language::English, report.encoding);
    let encoding = if ja == "UTF-8" || ja.is_empty() { String::new() } else { format!(" ({ja})") };
    let mut parts = Vec::new();
    let mut part = |count: usize, english: &str, japanese: &str| {
        if count > 0 {
            parts.push(if en { format!("{count} {english}") } else { format!("{japanese}{count}件") });
        }
    };
    part(report.created, "new", "新規");
    part(report.updated, "changed", "更新");
    part(report.repeated, "imported before", "取り込み済み");
    if report.wrong_lines > 0 {
        parts.push(wrong(report.wrong_lines, report.problems.len() + report.left_out, language));
    }
    if report.lines == 0 && parts.is_empty() {
        return format!("{}\n", pick(("there is no line to import", "取り込む行がありません"), language));
    }
    let parts =
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(if en { ", " } else { "、" })) };
    match language {
        Language::English => format!("{}{encoding}{parts}\n", plural(report.lines, "line", "lines")),
        Language::Japanese => format!("{}行{encoding}{parts}\n", report.lines),
    }
}

/// How many lines are wrong, and in how many places where these are more.
fn wrong(lines: usize, places: usize, language: Language) -> String {
    match (language, places > lines) {
        (Language::English, false) => format!("{lines} wrong"),
        (Language::English, true) => format!("{lines} wrong ({places} problems)"),
        (Language::Japanese, false) => format!("誤り{lines}行"),
        (Language::Japanese, true) => format!("誤り{lines}行（{places}か所）"),
    }
}
