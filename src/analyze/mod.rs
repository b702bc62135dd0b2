//! The one entry to the compiler that the command line, editors and tests call: from paths to findings and a program.

mod contents;
mod findings;
mod load;
mod table_findings;

pub use contents::MAX_CONTENT_ROWS;
pub use findings::{CannotRead, FileNotFound, NotUtf8, OutsideWorkspace, TooLarge};
pub use table_findings::{BadCell, ColumnNotInFile, EmptyContent, NotATable};

use crate::diagnostic::{Diagnostic, Severity, settle};
use crate::ir::test::TestCase;
use crate::ir::time::Instant;
use crate::ir::{self, Program};
use crate::lint;
use crate::model::{self, Damage, Host};
use crate::source::Sources;
use crate::syntax::ast;
use load::Loaded;
use std::collections::BTreeMap;

/// Where source text comes from. Paths are relative to the workspace, with `/` between folders, without `.` and `..`.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// [`ReadProblem`] says why there is none.
    fn read(&self, path: &str) -> Result<String, ReadProblem>;

    /// The bytes of a file, which may be written in another encoding than UTF-8: tables.
    ///
    /// # Errors
    /// [`ReadProblem`] says why there are none.
    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, ReadProblem> {
        self.read(path).map(String::into_bytes)
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadProblem {
    /// There is no such file.
    NotFound,
    /// It lies outside the workspace.
    Outside,
    /// It has more than [`crate::source::MAX_SOURCE_BYTES`] bytes.
    TooLarge,
    /// It is not UTF-8.
    NotUtf8 {
        /// The encoding that it seems to have.
        guessed: String,
    },
    /// The system refused, in its words.
    Failed(String),
}

/// Files in memory, for editors and tests.
#[derive(Debug, Clone, Default)]
pub struct FilesInMemory(pub BTreeMap<String, String>);

impl Files for FilesInMemory {
    fn read(&self, path: &str) -> Result<String, ReadProblem> {
        self.0.get(path).cloned().ok_or(ReadProblem::NotFound)
    }
}

/// What the compiler must be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Zone where no `limits` say one, an IANA name.
    pub zone: String,
    /// Whether there is a zone of that IANA name.
    pub is_zone: fn(&str) -> bool,
    /// All names of zones, for "did you mean".
    pub zone_names: fn() -> Vec<&'static str>,
    /// Reads a datetime such as `2026-04-01 10:00` in a zone.
    pub parse_datetime: fn(text: &str, zone: &str) -> Option<Instant>,
}

/// What came of it.
#[derive(Debug)]
pub struct Analysis {
    /// All files that were read, also those that others name.
    pub sources: Sources,
    /// Findings in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that were left out, because their files have too many.
    pub left_out: usize,
    /// The program; none if there is any error.
    pub program: Option<Program>,
    /// Tests; none if there is any error.
    pub tests: Vec<TestCase>,
}

/// Reads, parses, checks and lowers the roots and all that they use. Never fails: what is wrong is in the findings.
#[must_use]
pub fn analyze(files: &dyn Files, roots: &[String], options: &Options) -> Analysis {
    let Loaded { sources, units, bodies, tables, damage, mut diagnostics, missing_file } = load::load(files, roots);
    let damage = Damage::new(&sources, damage).with_missing_file(missing_file);
    let host = Host {
        zone: &options.zone,
        is_zone: options.is_zone,
        zone_names: options.zone_names,
        parse_datetime: options.parse_datetime,
    };
    let trees: Vec<&ast::File> = units.iter().collect();
    let checked = model::check(&trees, &bodies, &damage, &host);
    diagnostics.extend(checked.diagnostics);
    let contents = contents::read(&checked.contents, &tables, &sources, &checked.zone, &mut diagnostics);
    let mut mails = ir::lower::bodies(&checked.bodies);
    diagnostics.append(&mut mails.diagnostics);
    let subject = lint::Subject { unused: &checked.unused, bodies: &checked.bodies, links_used: &mails.links_used };
    diagnostics.extend(lint::check(&subject));
    let good = diagnostics.iter().all(|one| one.severity != Severity::Error);
    let model = checked.model.filter(|_| good);
    let program = model.as_ref().and_then(|model| ir::lower::program(model, &mails, &contents, &sources));
    let tests = model.filter(|_| program.is_some()).map(|model| model.tests).unwrap_or_default();
    let left_out = settle(&mut diagnostics);
    Analysis { sources, diagnostics, left_out, program, tests }
}
