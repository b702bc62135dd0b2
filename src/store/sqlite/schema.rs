//! Opening a store file: is it ours, is it sound, is it of a version that we know? A file that is not is refused before
//! anything in it is obeyed or changed.

use super::failure;
use crate::store::{Damage, StoreError, StoreResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// `SODT`: marks the file as ours, also for the `file` command.
const APPLICATION_ID: i32 = 0x534f_4454;
/// Each brings the schema from the version of its place to the next one. Never change one that was released.
const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("audiences.sql"),
    include_str!("broadcast.sql"),
    include_str!("trials.sql"),
];
/// First bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Length of the header of an SQLite file in bytes.
const HEADER_BYTES: usize = 100;
/// Pages in the write-ahead log before SQLite copies them into the file (about 40 MB): rare enough that a batch does not pay for it.
const CHECKPOINT_PAGES: i64 = 10_000;
/// The write-ahead log is cut back to this many bytes after a checkpoint.
const JOURNAL_SIZE_LIMIT_BYTES: i64 = 64 * 1024 * 1024;
/// Statements that a connection keeps compiled.
const STATEMENTS: usize = 64;

/// Opens or makes the store at `path` for writing. Its pages are read and checked where the file has at most
/// `checked_bytes`; whether they were is the second answer.
pub(super) fn open_writer(path: &Path, busy: Duration, checked_bytes: u64) -> StoreResult<(Connection, bool)> {
    create_private(path)?;
    let checks = check_header(path)? <= checked_bytes;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failure(&error))?;
    set_up(&connection, path, busy)?;
    if checks {
        check_pages(&connection)?;
    }
    migrate(&connection)?;
    Ok((connection, checks))
}

/// Opens one more connection that cannot write.
pub(super) fn open_reader(path: &Path, busy: Duration) -> StoreResult<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failure(&error))?;
    connection.busy_timeout(busy).map_err(|error| failure(&error))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// A store holds personal data: where the system knows owners, only the owner may read it. SQLite gives its side files
/// the same rights.
fn create_private(path: &Path) -> StoreResult<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Failed(format!("`{}` cannot be made: {error}", path.display()))),
    }
}

/// SQLite would take an unknown file for a new database in some cases and give a dark word in others: look ourselves.
/// Returns the length of the file in bytes.
fn check_header(path: &Path) -> StoreResult<u64> {
    let unreadable =
        |error: std::io::Error| StoreError::Failed(format!("`{}` cannot be read: {error}", path.display()));
    let mut header = Vec::with_capacity(HEADER_BYTES);
    let file = File::open(path).map_err(unreadable)?;
    file.take(HEADER_BYTES as u64).read_to_end(&mut header).map_err(unreadable)?;
    if header.is_empty() {
        return Ok(0);
    }
    if header.len() < HEADER_BYTES {
        return Err(StoreError::Damaged(Damage::CutOff));
    }
    if !header.starts_with(MAGIC) {
        return Err(StoreError::Damaged(Damage::NoStore));
    }
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length < stated_length(&header) && !has_log(path) {
        return Err(StoreError::Damaged(Damage::CutOff));
    }
    Ok(length)
}

/// Bytes that the file should have: page size (big-endian at 16, 1 stands for 65,536) times number of pages (at 28).
/// SQLite itself reads a missing end as zeros.
fn stated_length(header: &[u8]) -> u64 {
    let number = |range: std::ops::Range<usize>| {
        header.get(range).unwrap_or_default().iter().fold(0_u64, |sum, byte| sum * 256 + u64::from(*byte))
    };
    let page = match number(16..18) {
        1 => 65_536,
        size => size,
    };
    page * number(28..32)
}

/// Whether a write-ahead log lies beside the file: after a crash in the middle of a checkpoint the file may be shorter than
/// it says, and the log has the rest.
fn has_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(name).is_ok_and(|log| log.len() > 0)
}

fn set_up(connection: &Connection, path: &Path, busy: Duration) -> StoreResult<()> {
    let sql = |error: rusqlite::Error| failure(&error);
    connection.busy_timeout(busy).map_err(sql)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    check_owner(connection)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(sql)?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(StoreError::Failed(format!("`{}` does not take a write-ahead log ({mode})", path.display())));
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(sql)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(sql)?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_SIZE_LIMIT_BYTES).map_err(sql)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(sql)
}

/// Refuses a database of another program and a schema from the future.
fn check_owner(connection: &Connection) -> StoreResult<()> {
    let sql = |error: rusqlite::Error| failure(&error);
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(sql)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(sql)?;
    if application != APPLICATION_ID && (application != 0 || tables > 0) {
        return Err(StoreError::Damaged(Damage::OtherProgram));
    }
    schema_version(connection).map(|_| ())
}

fn schema_version(connection: &Connection) -> StoreResult<usize> {
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| failure(&error))?;
    let known = MIGRATIONS.len();
    match usize::try_from(version) {
        Ok(version) if version <= known => Ok(version),
        Ok(version) => Err(StoreError::NewerSchema {
            found: u32::try_from(version).unwrap_or(u32::MAX),
            known: u32::try_from(known).unwrap_or(u32::MAX),
        }),
        Err(_) => Err(StoreError::Damaged(Damage::Found(format!("schema version {version}")))),
    }
}

/// Reads every page once and refuses a damaged store. Takes about two seconds for each gigabyte that lies in memory.
pub(super) fn check_pages(connection: &Connection) -> StoreResult<()> {
    let found: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| failure(&error))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(Damage::Found(found))) }
}

/// Brings an older or empty store up to date, in one transaction, so that two processes cannot both do it.
fn migrate(connection: &Connection) -> StoreResult<()> {
    let sql = |error: rusqlite::Error| failure(&error);
    if schema_version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE").map_err(sql)?;
    let done = migrate_inside(connection).and_then(|()| connection.execute_batch("COMMIT").map_err(sql));
    if done.is_err() && !connection.is_autocommit() {
        // The first failure is the one to report.
        let _ = connection.execute_batch("ROLLBACK");
    }
    done
}

fn migrate_inside(connection: &Connection) -> StoreResult<()> {
    let sql = |error: rusqlite::Error| failure(&error);
    for migration in MIGRATIONS.iter().skip(schema_version(connection)?) {
        connection.execute_batch(migration).map_err(sql)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(sql)?;
    let version = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    connection.pragma_update(None, "user_version", version).map_err(sql)
}
