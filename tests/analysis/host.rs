//! What the tests tell the compiler: files on disk or in memory, with or without advice.

use sodate::analyze::{Analysis, Files, FilesInMemory, Options, ReadProblem, analyze};
use sodate::diagnostic::registry::KINDS;
use sodate::diagnostic::{Level, Levels, Severity};
use sodate::source::{Sources, Span};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Without advice: most texts here are too short to be good mails.
pub fn options() -> Options {
    let advice = KINDS.iter().filter(|kind| kind.severity == Severity::Note);
    let levels = Levels(advice.map(|kind| (kind.code, Level::Off)).collect());
    Options { levels, ..options_with_advice() }
}

pub fn options_with_advice() -> Options {
    Options::in_zone("Asia/Tokyo")
}

/// A folder on disk, with a few names that stand for files that cannot be read.
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, ReadProblem> {
        special(path)?;
        std::fs::read_to_string(self.0.join(path)).map_err(|_| ReadProblem::NotFound)
    }

    fn list(&self, _folder: &str) -> Vec<String> {
        // Fixtures do not depend on which others there are.
        Vec::new()
    }
}

/// One file in memory beside files that cannot be read.
pub struct Single(pub FilesInMemory);

impl Files for Single {
    fn read(&self, path: &str) -> Result<String, ReadProblem> {
        special(path)?;
        self.0.read(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.0.list(folder)
    }
}

fn special(path: &str) -> Result<(), ReadProblem> {
    match path {
        "huge.flow" => Err(ReadProblem::TooLarge),
        "shift-jis.flow" => Err(ReadProblem::NotUtf8 { guessed: "Shift_JIS".to_owned() }),
        "locked.flow" => Err(ReadProblem::Failed("permission denied".to_owned())),
        _ => Ok(()),
    }
}

pub fn check_text(text: &str) -> Analysis {
    check_files(&[("main.flow", text)])
}

/// Checks `main.flow` beside other files.
pub fn check_files(files: &[(&str, &str)]) -> Analysis {
    check_files_with(files, &options())
}

pub fn check_files_with(files: &[(&str, &str)], options: &Options) -> Analysis {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    analyze(&Single(FilesInMemory(files.collect())), &["main.flow".to_owned()], options)
}

pub fn cases(area: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(area)
}

/// The fixtures of an area, in order of name.
pub fn flows(area: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(cases(area))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".flow"))
        .collect();
    names.sort();
    names
}

/// Compares with the file beside the fixture, or rewrites it.
pub fn compare(area: &str, flow: &str, actual: &str) -> Result<(), String> {
    let path = cases(area).join(flow.replace(".flow", ".expected"));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, actual).unwrap();
        return Ok(());
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!("{area}/{flow}: not as expected. Now:\n{actual}\n"))
}

/// All findings as text, in both languages.
pub fn describe(analysis: &Analysis) -> String {
    let mut text = String::new();
    for one in &analysis.diagnostics {
        let severity = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let at = place(&analysis.sources, one.primary.span);
        let slice = analysis.sources.slice(one.primary.span).lines().next().unwrap_or_default();
        writeln!(text, "{at} {} {severity}: {}", one.code, one.message.en).unwrap();
        writeln!(text, "  `{slice}` {}", one.primary.text.en).unwrap();
        for other in &one.others {
            writeln!(text, "  {} {}", place(&analysis.sources, other.span), other.text.en).unwrap();
        }
        if let Some(help) = &one.help {
            writeln!(text, "  help: {}", help.en).unwrap();
        }
        writeln!(text, "  ja: {}", one.message.ja).unwrap();
        writeln!(text, "  ja: {}", one.primary.text.ja).unwrap();
        for other in &one.others {
            writeln!(text, "  ja: {}", other.text.ja).unwrap();
        }
        if let Some(help) = &one.help {
            writeln!(text, "  ja: {}", help.ja).unwrap();
        }
        for fix in &one.fixes {
            let edits: Vec<String> = fix.edits.iter().map(|(_, new)| format!("`{new}`")).collect();
            writeln!(text, "  fix ({:?}): {} => {}", fix.safety, fix.title.en, edits.join(", ")).unwrap();
        }
    }
    if analysis.left_out > 0 {
        writeln!(text, "{} more left out", analysis.left_out).unwrap();
    }
    text
}

fn place(sources: &Sources, span: Span) -> String {
    let at = sources.line_column(span.file, span.start);
    let path = sources.get(span.file).map_or("?", |file| file.path.as_str());
    format!("{path}:{}:{}", at.line, at.column)
}
