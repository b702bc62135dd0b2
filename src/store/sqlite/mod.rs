//! The store in one SQLite file: the embedded default. One thread writes with group commit, readers have their own
//! connections; a commit is on disk before anybody hears of it (write-ahead log, `synchronous = FULL`). Other processes may
//! write inputs at any time; the lease on the engine's and the sender's work is a lock on a file beside the store, which the
//! system releases when its holder dies.

mod broadcast;
mod read;
mod schema;
mod trials;
mod write;
mod writer;

use super::broadcast::{announce, deliver};
use super::{
    Accepted, Announced, Broadcast, Broadcasts, CommitResult, Damage, HandoffRow, Holder, InboxItem, Intake,
    JournalEntry, LeadCommit, LeadReference, LedgerRow, LoadedLead, NewInput, Outbox, OutboxChange, OutboxRow,
    OutboxState, ParkedLead, Reports, Store, StoreError, StoreResult, tables,
};
use crate::engine::Input;
use crate::engine::trial::Trials;
use crate::ir::Program;
use crate::ir::time::Instant;
use rusqlite::Connection;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use writer::Writer;

/// How long a write waits for another process before it is [`StoreError::Busy`]. A commit takes milliseconds, an import of
/// a hundred thousand lines some seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// A store of up to so many bytes is checked page by page whenever it is opened (a tenth of a second). A larger one is
/// checked when the lease on it is taken: before it is run, but not for each small command.
const CHECKED_BYTES: u64 = 64 * 1024 * 1024;
/// Reading connections that are kept open.
const MAX_IDLE_READERS: usize = 4;

/// A store in one file (and its side files `-wal`, `-shm` and `.lock`). Make copies with SQLite's backup, never of the
/// file alone while it is in use.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    busy: Duration,
    /// Closed before the writer: only a connection that can write tidies the log into the file when it is the last.
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
    /// Released last.
    lease: Mutex<Option<File>>,
    /// All pages were read and found sound.
    checked: bool,
}

impl SqliteStore {
    /// Opens the store, or makes an empty one where there is no file (the folder must exist).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for anything but a sound store, [`StoreError::NewerSchema`] for one of a newer sodate,
    /// [`StoreError::Busy`] where another process is just migrating it.
    pub fn open(path: impl AsRef<Path>) -> StoreResult<Self> {
        Self::open_with(path, BUSY_TIMEOUT)
    }

    /// The same with another patience for other writers.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_with(path: impl AsRef<Path>, busy: Duration) -> StoreResult<Self> {
        Self::open_checked(path.as_ref(), busy, CHECKED_BYTES)
    }

    fn open_checked(path: &Path, busy: Duration, checked_bytes: u64) -> StoreResult<Self> {
        let path = path.to_path_buf();
        let (connection, checked) = schema::open_writer(&path, busy, checked_bytes)?;
        let writer = Writer::start(connection)?;
        Ok(Self { path, busy, writer, readers: Mutex::default(), lease: Mutex::default(), checked })
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.writer.write(work)
    }

    /// Reads from one snapshot.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => schema::open_reader(&self.path, self.busy)?,
        };
        let snapshot = connection.unchecked_transaction().map_err(|error| failure(&error))?;
        let result = work(&connection);
        snapshot.finish().map_err(|error| failure(&error))?;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < MAX_IDLE_READERS {
            readers.push(connection);
        }
        result
    }

    fn lock_path(&self) -> PathBuf {
        let mut name: OsString = self.path.clone().into_os_string();
        name.push(".lock");
        PathBuf::from(name)
    }
}

/// SQLite's errors in our words.
fn failure(error: &rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    let code = error.sqlite_error_code();
    if matches!(code, Some(DatabaseBusy | DatabaseLocked)) {
        return StoreError::Busy(Holder::Writer);
    }
    if matches!(code, Some(DatabaseCorrupt | NotADatabase)) {
        return StoreError::Damaged(Damage::Found(error.to_string()));
    }
    StoreError::Failed(error.to_string())
}

impl Store for SqliteStore {
    fn acquire_lease(&self) -> StoreResult<()> {
        let path = self.lock_path();
        let unusable = |error: std::io::Error| StoreError::Failed(format!("`{}`: {error}", path.display()));
        let mut lease = self.lease.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Without the number the message is still right.
                let _ = file.read_to_string(&mut holder);
                return Err(StoreError::Busy(Holder::Runtime(holder.trim().parse().ok())));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        if !self.checked {
            self.read(schema::check_pages)?;
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(unusable)?;
        writeln!(file, "{}", std::process::id()).and_then(|()| file.flush()).map_err(unusable)?;
        *lease = Some(file);
        Ok(())
    }

    fn publish(&self, program: &Program, at: Instant) -> StoreResult<u32> {
        let program = program.clone();
        self.write(move |connection| write::publish(connection, &program, at))
    }

    fn programs(&self) -> StoreResult<Vec<(u32, Program)>> {
        self.read(read::programs)
    }

    fn current_version(&self) -> StoreResult<Option<u32>> {
        self.read(read::current_version)
    }

    fn due_leads(&self, now: Instant, limit: usize) -> StoreResult<Vec<String>> {
        self.read(|connection| read::due_leads(connection, now, limit))
    }

    fn inbox(&self, limit: usize) -> StoreResult<Vec<InboxItem>> {
        self.read(|connection| read::inbox(connection, limit))
    }

    fn load(&self, leads: &[String]) -> StoreResult<Vec<LoadedLead>> {
        self.read(|connection| read::load(connection, leads))
    }

    fn commit(&self, batch: Vec<LeadCommit>) -> StoreResult<Vec<CommitResult>> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        self.write(move |connection| tables::commit(&mut write::SqliteTables { connection }, &batch))
    }

    fn next_due(&self) -> StoreResult<Option<Instant>> {
        self.read(read::next_due)
    }

    fn park(&self, lead: &str, reason: &str, at: Instant) -> StoreResult<()> {
        let (lead, reason) = (lead.to_owned(), reason.to_owned());
        self.write(move |connection| write::park(connection, &lead, &reason, at))
    }

    fn release_parked(&self) -> StoreResult<usize> {
        self.write(write::release_parked)
    }
}

impl Intake for SqliteStore {
    fn accept(&self, inputs: Vec<NewInput>, all_or_nothing: bool) -> StoreResult<Vec<Accepted>> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        self.write(move |connection| tables::accept(&mut write::SqliteTables { connection }, &inputs, all_or_nothing))
    }

    fn find_lead(&self, lead: &LeadReference) -> StoreResult<Option<String>> {
        self.read(|connection| read::find_lead(connection, lead))
    }
}

impl Broadcasts for SqliteStore {
    fn announce(&self, input: Input) -> StoreResult<Announced> {
        self.write(move |connection| announce(&mut write::SqliteTables { connection }, &input))
    }

    fn next_broadcast(&self) -> StoreResult<Option<Broadcast>> {
        self.read(broadcast::next)
    }

    fn deliver(&self, sequence: u64, targets: &[(String, String)], limit: usize) -> StoreResult<usize> {
        let targets = targets.to_vec();
        self.write(move |connection| deliver(&mut write::SqliteTables { connection }, sequence, &targets, limit))
    }
}

impl Outbox for SqliteStore {
    fn due_mails(&self, now: Instant, limit: usize) -> StoreResult<Vec<OutboxRow>> {
        self.read(|connection| read::due_mails(connection, now, limit))
    }

    fn change(&self, change: OutboxChange) -> StoreResult<bool> {
        self.write(move |connection| tables::change(&mut write::SqliteTables { connection }, &change))
    }

    fn mail(&self, id: &str) -> StoreResult<Option<OutboxRow>> {
        self.read(|connection| read::mail(connection, id))
    }

    fn mails_in_state(&self, state: OutboxState, limit: usize) -> StoreResult<Vec<OutboxRow>> {
        self.read(|connection| read::mails_in_state(connection, state, limit))
    }

    fn next_turn(&self, team: &str) -> StoreResult<u64> {
        let team = team.to_owned();
        self.write(move |connection| write::next_turn(connection, &team))
    }

    fn trials(&self) -> StoreResult<Trials> {
        self.read(trials::trials)
    }

    fn begin_trial(&self, trial: &str, at: Instant) -> StoreResult<()> {
        let trial = trial.to_owned();
        self.write(move |connection| trials::begin(connection, &trial, at))
    }

    fn decide_trial(&self, trial: &str, winner: &str, at: Instant) -> StoreResult<()> {
        let (trial, winner) = (trial.to_owned(), winner.to_owned());
        self.write(move |connection| trials::decide(connection, &trial, &winner, at))
    }
}

impl Reports for SqliteStore {
    fn journal(&self, lead: &str) -> StoreResult<Vec<JournalEntry>> {
        self.read(|connection| read::journal(connection, lead))
    }

    fn mails_of(&self, lead: &str) -> StoreResult<Vec<OutboxRow>> {
        self.read(|connection| read::mails_of(connection, lead))
    }

    fn handoffs_of(&self, lead: &str) -> StoreResult<Vec<HandoffRow>> {
        self.read(|connection| read::handoffs_of(connection, lead))
    }

    fn leads(&self) -> StoreResult<Vec<(String, String)>> {
        self.read(read::leads)
    }

    fn ledger_of(&self, lead: &str) -> StoreResult<Vec<LedgerRow>> {
        self.read(|connection| read::ledger_of(connection, lead))
    }

    fn audiences(&self) -> StoreResult<Vec<(String, u64)>> {
        self.read(read::audiences)
    }

    fn audience(&self, audience: &str) -> StoreResult<Vec<String>> {
        self.read(|connection| read::audience(connection, audience))
    }

    fn parked(&self) -> StoreResult<Vec<ParkedLead>> {
        self.read(read::parked)
    }

    fn waiting_inputs(&self, lead: Option<&str>) -> StoreResult<u64> {
        self.read(|connection| read::waiting_inputs(connection, lead))
    }

    fn outbox_counts(&self) -> StoreResult<Vec<(OutboxState, u64)>> {
        self.read(read::outbox_counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::InputKind;
    use std::collections::BTreeMap;

    #[test]
    fn a_store_that_is_too_large_to_check_at_once_is_checked_before_it_is_run() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("large.db");
        let inputs = (0..500).map(|number| NewInput {
            lead: LeadReference::Address(format!("lead{number}@a.example")),
            input: Input {
                id: format!("e{number}"),
                at: Instant(0),
                kind: InputKind::Event { event: "visit".to_owned(), properties: BTreeMap::new() },
            },
            create: true,
        });
        SqliteStore::open(&path).unwrap().accept(inputs.collect(), true).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let mut damaged = whole.clone();
        let page = whole.len() / 4_096 / 2 * 4_096;
        damaged[page..page + 64].fill(0xA5);
        for (bytes, sound) in [(whole, true), (damaged, false)] {
            std::fs::write(&path, &bytes).unwrap();
            let opened = SqliteStore::open_checked(&path, BUSY_TIMEOUT, 0).unwrap();
            let lease = opened.acquire_lease();
            assert_eq!(lease.is_ok(), sound, "{lease:?}");
            assert!(sound || matches!(lease, Err(StoreError::Damaged(_))));
            drop(opened);
            let side = folder.path().join("large.db-wal");
            assert!(!side.exists(), "closing leaves one file");
        }
    }
}
