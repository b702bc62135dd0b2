//! Leads from a CSV file as spreadsheets write them: typed by the program's schema, every mistake with its line and column,
//! all or nothing unless a partial import is wanted. The same file imported again changes nothing: each line's identity is
//! made from the file's content and its number. An import can add an opt-out and never lift one.

mod columns;
mod decode;
mod lines;

use crate::diagnostic::Text;
use crate::engine::Input;
use crate::ir::Program;
use crate::ir::time::Instant;
use crate::store::{Accepted, LeadReference, NewInput, Storage, StoreError, StoreResult};
use lines::Line;
use sha2::{Digest, Sha256};

/// Largest file in bytes: about a million leads, and well within memory.
pub const MAX_IMPORT_BYTES: usize = 256 * 1024 * 1024;
/// Problems that are kept; the rest is counted.
pub const MAX_PROBLEMS: usize = 200;

/// The text of a table in whatever encoding a spreadsheet has written it.
///
/// # Errors
/// Where the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<String, LineProblem> {
    decode::decode(bytes).map(|decoded| decoded.text)
}

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct ImportFile<'a> {
    /// Its name, for the source of bases and opt-outs on record.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Something wrong in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the column, where it is about one.
    pub column: Option<String>,
    /// What is wrong, and the way out.
    pub text: Text,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// The encoding that the file was read as, `UTF-8` or `Shift_JIS` …
    pub encoding: &'static str,
    /// Lines with a lead.
    pub lines: usize,
    /// Leads that are new.
    pub created: usize,
    /// Leads that were known.
    pub updated: usize,
    /// Lines that had been imported before.
    pub repeated: usize,
    /// Lines with something wrong.
    pub wrong_lines: usize,
    /// Whether the file as a whole is of no use: not text, empty, or with a header that is wrong.
    pub useless: bool,
    /// Whether anything was stored. With problems nothing is, unless the import is partial.
    pub stored: bool,
    /// What is wrong, in order of lines, at most [`MAX_PROBLEMS`].
    pub problems: Vec<LineProblem>,
    /// Problems beyond these.
    pub left_out: usize,
}

impl ImportReport {
    /// Adds problems, in order of lines.
    fn add(&mut self, problems: Vec<LineProblem>) {
        let mut last = None;
        for problem in problems {
            if last.replace(problem.line) != Some(problem.line) {
                self.wrong_lines += 1;
            }
            if self.problems.len() < MAX_PROBLEMS {
                self.problems.push(problem);
            } else {
                self.left_out += 1;
            }
        }
    }

    fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }
}

/// Imports a file. With `partial` the good lines are stored and the bad ones reported; without it one bad line keeps
/// everything out. Mistakes in the header keep everything out in both cases.
///
/// # Errors
/// Where the store fails; nothing is stored then.
pub fn import(
    storage: &dyn Storage,
    program: &Program,
    file: ImportFile<'_>,
    now: Instant,
    partial: bool,
) -> StoreResult<ImportReport> {
    let mut report = ImportReport::default();
    let decoded = match decode::decode(file.bytes) {
        Ok(decoded) => decoded,
        Err(problem) => {
            report.add(vec![problem]);
            report.useless = true;
            return Ok(report);
        }
    };
    report.encoding = decoded.encoding;
    let read = lines::read(&decoded.text, program, file.name, now);
    report.lines = read.count;
    report.useless = read.header_is_wrong;
    let mut problems = read.problems;
    let mut good = Vec::new();
    for line in read.lines {
        let missing = missing_for_a_new_lead(storage, &line)?;
        if missing.is_empty() {
            good.push(line);
        } else {
            problems.extend(missing);
        }
    }
    problems.sort_by_key(|problem| problem.line);
    report.add(problems);
    if report.useless || (report.has_problems() && !partial) || good.is_empty() {
        return Ok(report);
    }
    store(storage, file.bytes, good, now, partial, &mut report)?;
    Ok(report)
}

/// A lead that is known may leave out what it has already; a new one may not.
fn missing_for_a_new_lead(storage: &dyn Storage, line: &Line) -> StoreResult<Vec<LineProblem>> {
    if line.missing.is_empty() || storage.find_lead(&LeadReference::Address(line.email.clone()))?.is_some() {
        return Ok(Vec::new());
    }
    let problem = |name: &String| LineProblem {
        line: line.number,
        column: Some(name.clone()),
        text: Text::new(format!("a new lead must have `{name}`"), format!("新しいリードには `{name}` が必要です")),
    };
    Ok(line.missing.iter().map(problem).collect())
}

fn store(
    storage: &dyn Storage,
    bytes: &[u8],
    good: Vec<Line>,
    now: Instant,
    partial: bool,
    report: &mut ImportReport,
) -> StoreResult<()> {
    let hash: String = Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let numbers: Vec<u64> = good.iter().map(|line| line.number).collect();
    let inputs = good.into_iter().map(|line| NewInput {
        lead: LeadReference::Address(line.email),
        input: Input { id: format!("import/{hash}/{}", line.number), at: now, kind: line.kind },
        create: true,
    });
    let answers = storage.accept(inputs.collect(), !partial)?;
    let mut refused = Vec::new();
    for (line, answer) in numbers.into_iter().zip(answers) {
        match answer {
            Accepted::New { created: true, .. } => report.created += 1,
            Accepted::New { created: false, .. } => report.updated += 1,
            Accepted::Repeated { .. } => report.repeated += 1,
            Accepted::Conflict => refused.push(LineProblem {
                line,
                column: None,
                text: Text::new(
                    "this line was imported before and meant something else then (another published version of the program)",
                    "この行は以前に別の意味（公開プログラムの別のバージョン）で取り込まれています",
                ),
            }),
            Accepted::UnknownLead => {
                return Err(StoreError::Failed("the store did not create a lead".to_owned()));
            }
        }
    }
    report.stored = partial || refused.is_empty();
    if !report.stored {
        (report.created, report.updated, report.repeated) = (0, 0, 0);
    }
    report.add(refused);
    Ok(())
}
