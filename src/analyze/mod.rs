//! The one entry to the compiler that the command line, editors and tests call: from paths to findings and a program.

mod broken_tests;
mod channels;
mod contents;
mod earlier_runs;
mod findings;
pub mod fix;
mod hours;
mod load;
mod manners;
mod paths;
mod promise_findings;
mod promises;
mod reminders;
mod rounds;
mod shown_test;
mod table_findings;
mod together;
mod wording;

pub use broken_tests::TestBlock;
pub use channels::{ChannelNotSetUp, ChannelsSetUp, Lack, UnusedChannel, lacks};
pub use contents::MAX_CONTENT_ROWS;
pub use earlier_runs::CountsEarlierRuns;
pub use findings::{CannotRead, FileNotFound, NotScenarios, NotUtf8, NothingDeclared, OutsideWorkspace, TooLarge};
pub use hours::AnyHour;
pub use manners::{FirstMailWaits, ManyMails, TooClose, TooFar};
pub use promise_findings::{BROKEN_PROMISES, MailAfter, MailsAtOnce, NotProved, TooLong, TooManyMails};
pub use reminders::LateReminderFound;
pub use rounds::EndlessRound;
pub use table_findings::{BadCell, ColumnNotInFile, EmptyContent, NotATable};
pub use together::MailsTogether;

use crate::diagnostic::{Diagnostic, Levels, Severity, settle};
use crate::engine::civil;
use crate::ir::test::TestCase;
use crate::ir::{self, Program};
use crate::lint::{self, allow::Allows};
use crate::model::{self, Damage, Host};
use crate::source::{FileId, Sources};
use crate::syntax::ast::{self, EmailEntryKind};
use load::Loaded;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

    /// The files in a folder of the workspace and below it, in order of path; the empty path is the workspace itself.
    /// Files and folders whose names begin with a dot are left out. Nothing where there is no such folder.
    fn list(&self, folder: &str) -> Vec<String>;
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

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| folder.is_empty() || path.starts_with(&format!("{folder}/"));
        self.0.keys().filter(inside).cloned().collect()
    }
}

/// What the compiler must be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Zone where no `limits` say one, an IANA name.
    pub zone: String,
    /// Levels of findings that the workspace sets.
    pub levels: Levels,
    /// Channels that the workspace sets up.
    pub channels: ChannelsSetUp,
}

impl Options {
    /// Nothing is set but the zone, an IANA name.
    #[must_use]
    pub fn in_zone(zone: &str) -> Self {
        Self { zone: zone.to_owned(), levels: Levels::default(), channels: ChannelsSetUp::default() }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Analysis {
    /// All files that were read, also those that others name.
    pub sources: Sources,
    /// Findings in order of path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that were left out, because their files have too many.
    pub left_out: usize,
    /// Findings that comments allow.
    pub allowed: usize,
    /// The program; none if there is any error.
    pub program: Option<Arc<Program>>,
    /// The program, also where nothing but tests and promises have errors: for what changes nothing, such as tests.
    pub playable: Option<Arc<Program>>,
    /// Tests without a mistake; none where something else has an error.
    pub tests: Vec<TestCase>,
    /// Tests with a mistake, where nothing else has one.
    pub broken_tests: Vec<TestBlock>,
    /// All tests as they are written, with and without mistakes.
    pub test_blocks: Vec<TestBlock>,
}

/// Reads, parses, checks and lowers the roots and all that they use. Never fails: what is wrong is in the findings.
#[must_use]
pub fn analyze(files: &dyn Files, roots: &[String], options: &Options) -> Analysis {
    let Loaded { mut sources, units, bodies, tables, damage, mut diagnostics, missing_file } = load::load(files, roots);
    let lost = lost_lines(&sources, &diagnostics);
    let damage = Damage::new(&sources, damage).with_missing_file(missing_file);
    let host = Host {
        zone: &options.zone,
        is_zone: civil::is_zone,
        zone_names: civil::zone_names,
        parse_datetime: civil::parse_datetime,
    };
    let trees: Vec<&ast::File> = units.iter().collect();
    let checked = model::check(&trees, &bodies, &damage, &host);
    let told = |one: &Diagnostic| lost.contains(&line_of(&sources, one));
    diagnostics.extend(checked.diagnostics.into_iter().filter(|one| !told(one)));
    let contents = contents::read(&checked.contents, &tables, &sources, &checked.zone, &mut diagnostics);
    let mut mails = ir::lower::bodies(&checked.bodies);
    diagnostics.append(&mut mails.diagnostics);
    let texts = mail_texts(&units, &bodies);
    let emails = emails(&units);
    let subject = lint::Subject {
        unused: &checked.unused,
        bodies: &checked.bodies,
        links_used: &mails.links_used,
        calls: &mails.calls,
        emails: &emails,
        texts: &texts,
    };
    diagnostics.extend(lint::check(&subject));
    let sound = diagnostics.iter().all(|one| one.severity != Severity::Error);
    let broken = broken_tests::broken_tests(&units, diagnostics.iter()).filter(|_| !missing_file).unwrap_or_default();
    let model = match broken.as_slice() {
        [] => checked.model.filter(|_| sound),
        broken => broken_tests::without(&units, broken, &bodies, &host),
    };
    let program = model.as_ref().and_then(|model| ir::lower::program(model, &mails, &contents, &sources)).map(Arc::new);
    if let (Some(model), Some(program)) = (&model, &program) {
        diagnostics.extend(promises::check(program, &model.ensures, &sources));
        diagnostics.extend(rounds::check(program, &units, &sources));
        diagnostics.extend(together::check(program, &sources));
        diagnostics.extend(manners::check(program, &sources));
        diagnostics.extend(hours::check(program, &units, &sources));
        diagnostics.extend(channels::check(program, &units, &options.channels, files, &mut sources));
        diagnostics.extend(reminders::check(program, &sources));
        diagnostics.extend(earlier_runs::check(program, &sources));
    }
    if !sound {
        // Advice can wait until nothing is wrong.
        diagnostics.retain(|one| one.severity != Severity::Note);
    }
    let body_files: Vec<_> = bodies.iter().map(|(named_at, body)| (*named_at, body.span.file)).collect();
    let allowed = Allows::read(&trees, &sources, &body_files).apply(&mut diagnostics, &sources);
    options.levels.apply(&mut diagnostics);
    // A broken promise says what the scenarios do, and changes nothing of it.
    let broken_promise = |one: &&Diagnostic| BROKEN_PROMISES.contains(&one.code);
    let playable = program.filter(|_| {
        broken_tests::broken_tests(&units, diagnostics.iter().filter(|one| !broken_promise(one))).is_some()
    });
    let broken_tests = broken.into_iter().filter(|_| playable.is_some()).collect::<Vec<_>>();
    let tests = model.filter(|_| playable.is_some()).map(|model| model.tests).unwrap_or_default();
    let good = diagnostics.iter().all(|one| one.severity != Severity::Error);
    let program = playable.clone().filter(|_| good);
    let left_out = settle(&mut diagnostics, &sources);
    wording::in_words_of_files(&mut diagnostics, &sources);
    let test_blocks = broken_tests::test_blocks(&units);
    Analysis { sources, diagnostics, left_out, allowed, program, playable, tests, broken_tests, test_blocks }
}

/// Everything that readers get: subjects, preheaders, bodies, also those from files.
fn mail_texts<'a>(units: &'a [ast::File], bodies: &'a model::Bodies) -> Vec<lint::MailText<'a>> {
    let mut texts: Vec<_> = bodies.values().map(|text| lint::MailText { text, header: false }).collect();
    for email in emails(units) {
        entry_texts(&email.entries, &mut texts);
    }
    texts
}

fn emails(units: &[ast::File]) -> Vec<&ast::Email> {
    let declarations = units.iter().flat_map(|unit| &unit.declarations);
    declarations
        .filter_map(|one| if let ast::DeclarationKind::Email(email) = &one.kind { Some(email) } else { None })
        .collect()
}

fn entry_texts<'a>(entries: &'a [ast::EmailEntry], texts: &mut Vec<lint::MailText<'a>>) {
    for entry in entries {
        match &entry.kind {
            EmailEntryKind::Subject(text) | EmailEntryKind::Preheader(text) => {
                texts.push(lint::MailText { text, header: true });
            }
            EmailEntryKind::Body(text) => texts.push(lint::MailText { text, header: false }),
            EmailEntryKind::Variant { entries, .. } => entry_texts(entries, texts),
            EmailEntryKind::Sender(_)
            | EmailEntryKind::Link { .. }
            | EmailEntryKind::BodyFile(_)
            | EmailEntryKind::Invitation(_)
            | EmailEntryKind::Trial(_)
            | EmailEntryKind::Junk => {}
        }
    }
}

fn line_of(sources: &Sources, one: &Diagnostic) -> (FileId, u32) {
    let span = one.primary.span;
    (span.file, sources.line_column(span.file, span.start).line)
}

/// Lines that the parser could make nothing of, not even with a guess: what they mean is not worth a second word.
fn lost_lines(sources: &Sources, found: &[Diagnostic]) -> BTreeSet<(FileId, u32)> {
    let lost = found.iter().filter(|one| one.severity == Severity::Error && one.fixes.is_empty());
    lost.map(|one| line_of(sources, one)).collect()
}
