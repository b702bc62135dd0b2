//! Reading: the roots, the files that they `use`, the bodies of their mails and the tables of their contents. Each file is
//! read once.

use super::findings::{CannotRead, FileNotFound, NotScenarios, NotUtf8, NothingDeclared, OutsideWorkspace, TooLarge};
use super::paths::{folder, nearest_path, resolve};
use super::table_findings::NotATable;
use super::{Files, ReadProblem};
use crate::diagnostic::{Diagnostic, Finding, Severity, Text};
use crate::model::Bodies;
use crate::runtime::import::decode;
use crate::source::{FileId, MAX_SOURCE_BYTES, Sources, Span};
use crate::syntax::ast::{self, DeclarationKind, EmailEntryKind, Quoted};
use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub sources: Sources,
    /// Trees of the flow files.
    pub units: Vec<ast::File>,
    /// Texts of body files.
    pub bodies: Bodies,
    /// Files of contents by the place of the path that names them.
    pub tables: BTreeMap<Span, FileId>,
    /// Places that could not be understood.
    pub damage: Vec<Span>,
    pub diagnostics: Vec<Diagnostic>,
    /// A flow file could not be read, so that what it declares is unknown.
    pub missing_file: bool,
}

/// A flow file that is to be read: its path, and who names it.
struct Wanted {
    path: Option<String>,
    written: String,
    named_at: Option<Span>,
    /// Folder of the file that names it.
    base: String,
}

struct Loader<'f> {
    files: &'f dyn Files,
    loaded: Loaded,
    known: BTreeMap<String, FileId>,
    queue: VecDeque<Wanted>,
    /// All files, once somebody asked for one that is missing.
    all: OnceCell<Vec<String>>,
}

/// Reads the roots and all that they name.
pub(super) fn load(files: &dyn Files, roots: &[String]) -> Loaded {
    let wanted = |root: &String| {
        let (path, written) = (resolve("", root), root.clone());
        Wanted { path, written, named_at: None, base: String::new() }
    };
    let queue = roots.iter().map(wanted).collect();
    let mut loader = Loader { files, loaded: Loaded::default(), known: BTreeMap::new(), queue, all: OnceCell::new() };
    while let Some(wanted) = loader.queue.pop_front() {
        loader.flow_file(&wanted);
    }
    loader.loaded
}

impl Loader<'_> {
    fn flow_file(&mut self, wanted: &Wanted) {
        if wanted.path.as_ref().is_some_and(|path| self.known.contains_key(path)) {
            return;
        }
        let Some((path, text)) = self.text(wanted) else {
            self.loaded.missing_file = true;
            return;
        };
        let file = self.loaded.sources.add(path.clone(), text);
        self.known.insert(path.clone(), file);
        let text = self.loaded.sources.get(file).map_or("", |source| source.text.as_str());
        let parsed = crate::syntax::parse(file, text);
        let errors = || parsed.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        if parsed.file.declarations.is_empty() && errors().next().is_none() {
            self.loaded.diagnostics.push(NothingDeclared { span: Span::new(file, 0, 0) }.diagnose());
        }
        self.loaded.damage.extend(errors().map(|one| one.primary.span));
        self.loaded.diagnostics.extend(parsed.diagnostics);
        for declaration in &parsed.file.declarations {
            match &declaration.kind {
                DeclarationKind::Use(used) => self.used(used, &path),
                DeclarationKind::Email(email) => self.body_files(&email.entries, &path),
                DeclarationKind::Content(content) => self.table(content, &path),
                DeclarationKind::Junk => self.loaded.damage.push(declaration.span),
                DeclarationKind::Sender(_)
                | DeclarationKind::Lead(_)
                | DeclarationKind::Event(_)
                | DeclarationKind::Message(_)
                | DeclarationKind::Segment(_)
                | DeclarationKind::Audience(_)
                | DeclarationKind::Ensure(_)
                | DeclarationKind::Score(_)
                | DeclarationKind::Team(_)
                | DeclarationKind::When(_)
                | DeclarationKind::Scenario(_)
                | DeclarationKind::Limits(_)
                | DeclarationKind::Test(_) => {}
            }
        }
        self.loaded.units.push(parsed.file);
    }

    /// `use`: a file, or a folder with all scenario files in it and below. One that was read already, also by way of a
    /// circle, is not read again.
    fn used(&mut self, used: &Quoted, named_in: &str) {
        let (written, named_at) = (used.text.clone(), Some(used.span));
        let path = resolve(folder(named_in), &used.text);
        let Some(inside) = path.as_ref().filter(|path| !is_scenario(path)) else {
            self.queue.push_back(Wanted { path, written, named_at, base: folder(named_in).to_owned() });
            return;
        };
        let files = self.files.list(inside);
        let scenarios: Vec<&String> = files.iter().filter(|path| is_scenario(path)).collect();
        let other_kind = std::path::Path::new(inside).extension().is_some();
        if scenarios.is_empty() && (other_kind || !files.is_empty()) {
            self.loaded.missing_file = true;
            self.loaded.diagnostics.push(NotScenarios { path: &used.text, span: used.span }.diagnose());
        } else if scenarios.is_empty() {
            let base = folder(named_in).to_owned();
            self.queue.push_back(Wanted { path: Some(inside.clone()), written, named_at, base });
        }
        for path in scenarios {
            let (path, written, base) = (Some(path.clone()), path.clone(), String::new());
            self.queue.push_back(Wanted { path, written, named_at, base });
        }
    }

    /// The table of a content, in whatever encoding a spreadsheet has written it.
    fn table(&mut self, content: &ast::Content, named_in: &str) {
        let written = &content.file;
        let path = resolve(folder(named_in), &written.text);
        let base = folder(named_in).to_owned();
        let wanted = Wanted { path, written: written.text.clone(), named_at: Some(written.span), base };
        let known = wanted.path.as_ref().and_then(|path| self.known.get(path).copied());
        if let Some(file) = known.or_else(|| self.table_file(&wanted, &content.name.text)) {
            self.loaded.tables.insert(written.span, file);
        }
    }

    fn table_file(&mut self, wanted: &Wanted, content: &str) -> Option<FileId> {
        let Some(path) = &wanted.path else {
            self.problem(wanted, &ReadProblem::Outside);
            return None;
        };
        let read = match self.files.read_bytes(path) {
            Ok(bytes) if bytes.len() > MAX_SOURCE_BYTES => Err(ReadProblem::TooLarge),
            other => other,
        };
        match read.map(|bytes| decode(&bytes)) {
            Ok(Ok(text)) => {
                let file = self.loaded.sources.add(path.clone(), text);
                self.known.insert(path.clone(), file);
                Some(file)
            }
            Ok(Err(problem)) => {
                let reason = Text::new(
                    format!("line {}: {}", problem.line, problem.text.en),
                    format!("{}行目: {}", problem.line, problem.text.ja),
                );
                let span = wanted.named_at.unwrap_or(Span::new(FileId(0), 0, 0));
                self.loaded.diagnostics.push(NotATable { content, reason, span }.diagnose());
                None
            }
            Err(problem) => {
                self.problem(wanted, &problem);
                None
            }
        }
    }

    fn body_files(&mut self, entries: &[ast::EmailEntry], named_in: &str) {
        for entry in entries {
            if let EmailEntryKind::Variant { entries, .. } = &entry.kind {
                self.body_files(entries, named_in);
            }
            let EmailEntryKind::BodyFile(written) = &entry.kind else { continue };
            let wanted = Wanted {
                path: resolve(folder(named_in), &written.text),
                written: written.text.clone(),
                named_at: Some(written.span),
                base: folder(named_in).to_owned(),
            };
            let known = wanted.path.as_ref().and_then(|path| self.known.get(path).copied());
            let file = known.or_else(|| {
                let (path, text) = self.text(&wanted)?;
                let file = self.loaded.sources.add(path.clone(), text);
                self.known.insert(path, file);
                Some(file)
            });
            if let Some(source) = file.and_then(|file| Some((file, self.loaded.sources.get(file)?))) {
                self.loaded.bodies.insert(written.span, whole(source.0, &source.1.text));
            }
        }
    }

    /// The path and text of a file; says what is wrong if there is none.
    fn text(&mut self, wanted: &Wanted) -> Option<(String, String)> {
        let Some(path) = &wanted.path else {
            self.problem(wanted, &ReadProblem::Outside);
            return None;
        };
        let read = match self.files.read(path) {
            Ok(text) if text.len() > MAX_SOURCE_BYTES => Err(ReadProblem::TooLarge),
            other => other,
        };
        match read {
            Ok(text) => Some((path.clone(), text)),
            Err(problem) => {
                self.problem(wanted, &problem);
                None
            }
        }
    }

    /// The file that was most likely meant: a scenario for a scenario, another text for a text.
    fn near(&self, wanted: &Wanted) -> Option<String> {
        let all = self.all.get_or_init(|| self.files.list(""));
        let ending = |path: &str| path.rsplit_once('.').map(|(_, ending)| ending.to_owned());
        // `use "shared/limits"` may be a folder or a file whose ending was forgotten.
        let of_kind = |path: &&String| match ending(&wanted.written) {
            Some(wanted) if !wanted.contains('/') => ending(path) == Some(wanted),
            Some(_) | None => is_scenario(path),
        };
        let known: Vec<String> = all.iter().filter(of_kind).cloned().collect();
        nearest_path(&wanted.base, &wanted.written, &known)
    }

    fn problem(&mut self, wanted: &Wanted, problem: &ReadProblem) {
        // A root is named nowhere: an empty source stands for it.
        let span = wanted.named_at.unwrap_or_else(|| {
            let file = self.loaded.sources.add(wanted.written.clone(), "");
            Span::new(file, 0, 0)
        });
        let path = wanted.written.as_str();
        self.loaded.diagnostics.push(match problem {
            ReadProblem::NotFound => {
                let near = wanted.named_at.and_then(|_| self.near(wanted));
                FileNotFound { path, near: near.as_deref(), span }.diagnose()
            }
            ReadProblem::Outside => OutsideWorkspace { path, span }.diagnose(),
            ReadProblem::TooLarge => TooLarge { path, span }.diagnose(),
            ReadProblem::NotUtf8 { guessed } => NotUtf8 { path, guessed, span }.diagnose(),
            ReadProblem::Failed(reason) => CannotRead { path, reason, span }.diagnose(),
        });
    }
}

fn is_scenario(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "flow")
}

/// A whole file as a text, with line ends of one line feed.
fn whole(file: FileId, text: &str) -> Quoted {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut quoted = Quoted { text: String::new(), span: Span::new(file, 0, end), map: Vec::new() };
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        quoted.map.push((position(quoted.text.len()), position(offset)));
        offset += line.len();
        match line.strip_suffix("\r\n") {
            Some(line) => {
                quoted.text.push_str(line);
                // The line feed stands one byte further in the file.
                quoted.map.push((position(quoted.text.len()), position(offset - 1)));
                quoted.text.push('\n');
            }
            None => quoted.text.push_str(line),
        }
    }
    if quoted.map.is_empty() {
        quoted.map.push((0, 0));
    }
    quoted
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_windows_line_ends() {
        let text = "ab\r\ncd\r\n";
        let quoted = whole(FileId(0), text);
        assert_eq!(quoted.text, "ab\ncd\n");
        let span = quoted.span_of(3..5);
        assert_eq!(text.get(span.start as usize..span.end as usize), Some("cd"));
    }
}
