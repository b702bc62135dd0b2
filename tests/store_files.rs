//! Store files as they are found in the world: damaged, cut off, from the future, of another program, in use, on a path
//! that does not exist. Each is refused with its own word, and nothing in it is changed.

mod support;

use rusqlite::Connection;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Accepted, Holder, Intake, Reports, Storage, Store, StoreError, dump};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::time::Duration;
use support::{MORNING, empty_program, event, for_address};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sodate.db");
    (folder, path)
}

/// A closed store with some hundred leads: several pages.
fn filled(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    store.publish(&empty_program("a"), MORNING).unwrap();
    let inputs =
        (0..500).map(|n| for_address(&format!("lead{n}@a.example"), event(&format!("e{n}"), "visit", MORNING)));
    store.accept(inputs.collect(), true).unwrap();
}

fn refusal(path: &Path) -> StoreError {
    SqliteStore::open(path).expect_err("the store is refused")
}

#[test]
fn a_file_of_something_else_is_refused_and_kept() {
    let (_folder, path) = folder();
    let letter = "拝啓 時下ますますご清栄のこととお慶び申し上げます。".repeat(10);
    fs::write(&path, &letter).unwrap();
    assert!(matches!(refusal(&path), StoreError::Damaged(_)));
    assert_eq!(fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn a_database_of_another_program_is_refused_and_kept() {
    let (_folder, path) = folder();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE photo (name TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(refusal(&path), StoreError::Damaged(_)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn every_cut_off_file_is_refused() {
    let (_folder, path) = folder();
    filled(&path);
    let whole = fs::read(&path).unwrap();
    for kept in [1, 50, 99, 100, 1_000, 4_096, whole.len() / 2, whole.len() - 4_096, whole.len() - 1] {
        fs::write(&path, &whole[..kept]).unwrap();
        let refused = refusal(&path);
        assert!(matches!(refused, StoreError::Damaged(_)), "{kept} of {} bytes: {refused:?}", whole.len());
    }
    fs::write(&path, &whole).unwrap();
    SqliteStore::open(&path).unwrap();
}

#[test]
fn damaged_pages_are_refused() {
    let (_folder, path) = folder();
    filled(&path);
    let whole = fs::read(&path).unwrap();
    for page in 1..whole.len() / 4_096 {
        let mut damaged = whole.clone();
        damaged[page * 4_096..page * 4_096 + 64].fill(0xA5);
        fs::write(&path, &damaged).unwrap();
        let refused = refusal(&path);
        assert!(matches!(refused, StoreError::Damaged(_)), "page {page}: {refused:?}");
    }
}

#[test]
fn a_newer_schema_is_refused_and_kept() {
    let (_folder, path) = folder();
    filled(&path);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(refusal(&path), StoreError::NewerSchema { found: 7, known: 4 });
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_program_that_was_changed_in_the_store_is_refused() {
    let (_folder, path) = folder();
    filled(&path);
    let change = "UPDATE program SET body = replace(body, 'Asia/Tokyo', 'Asia/Seoul')";
    assert_eq!(Connection::open(&path).unwrap().execute(change, []).unwrap(), 1);
    let store = SqliteStore::open(&path).unwrap();
    assert!(matches!(store.programs(), Err(StoreError::Damaged(_))));
    let newer = "UPDATE program SET body = json_set(body, '$.ir_version', 9)";
    Connection::open(&path).unwrap().execute(newer, []).unwrap();
    assert!(matches!(store.programs(), Err(StoreError::NewerSchema { found: 9, .. })));
}

#[test]
fn a_folder_that_does_not_exist_is_a_clear_failure() {
    let (folder, _) = folder();
    let refused = refusal(&folder.path().join("nowhere/sodate.db"));
    assert!(matches!(&refused, StoreError::Failed(text) if text.contains("nowhere")), "{refused:?}");
}

#[test]
fn a_writer_that_does_not_finish_makes_it_busy_and_nothing_is_half_stored() {
    let (_folder, path) = folder();
    filled(&path);
    let store = SqliteStore::open_with(&path, Duration::from_millis(20)).unwrap();
    let before = dump(&store).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let new = for_address("late@a.example", event("late", "visit", MORNING));
    let refused = store.accept(vec![new.clone()], true).unwrap_err();
    assert!(matches!(refused, StoreError::Busy(_)), "{refused:?}");
    // Reading goes on.
    assert_eq!(dump(&store).unwrap(), before);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(matches!(store.accept(vec![new], true).unwrap()[0], Accepted::New { .. }));
}

#[test]
fn the_second_holder_of_the_lease_hears_who_has_it() {
    let (_folder, path) = folder();
    let first = SqliteStore::open(&path).unwrap();
    first.acquire_lease().unwrap();
    let second = SqliteStore::open(&path).unwrap();
    let refused = second.acquire_lease().unwrap_err();
    assert_eq!(refused, StoreError::Busy(Holder::Runtime(Some(std::process::id()))));
}

#[test]
fn only_the_owner_can_read_the_file() {
    let (_folder, path) = folder();
    filled(&path);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// The answer comes after the commit: what was acknowledged is read by a connection of its own, also with many writers at
/// once, where commits are shared.
#[test]
fn what_was_acknowledged_by_a_shared_commit_is_there() {
    const WRITERS: usize = 16;
    const EACH: usize = 20;
    let (_folder, path) = folder();
    let store: Arc<dyn Storage> = Arc::new(SqliteStore::open(&path).unwrap());
    let start = Arc::new(Barrier::new(WRITERS));
    let threads: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (store, start, path) = (Arc::clone(&store), Arc::clone(&start), path.clone());
            std::thread::spawn(move || {
                let reader = Connection::open(path).unwrap();
                start.wait();
                for number in 0..EACH {
                    let id = format!("{writer}/{number}");
                    let answer = store.accept(vec![for_address("one@a.example", event(&id, "visit", MORNING))], true);
                    assert!(matches!(answer.unwrap()[0], Accepted::New { .. }));
                    let found: i64 =
                        reader.query_row("SELECT count(*) FROM input WHERE id = ?1", [&id], |row| row.get(0)).unwrap();
                    assert_eq!(found, 1, "{id}");
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(store.inbox(usize::MAX).unwrap().len(), WRITERS * EACH);
    assert_eq!(store.leads().unwrap().len(), 1);
}

#[test]
fn a_failed_job_does_not_undo_the_others_of_its_commit() {
    let (_folder, path) = folder();
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    // A row that breaks the store's own rules makes that one job fail inside its savepoint.
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON inbox WHEN new.input LIKE '%poison%' \
             BEGIN SELECT raise(ABORT, 'poison'); END",
        )
        .unwrap();
    let threads: Vec<_> = (0..32)
        .map(|number| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                let name = if number % 4 == 0 { "poison" } else { "visit" };
                let input = event(&format!("e{number}"), name, MORNING);
                store.accept(vec![for_address(&format!("lead{number}@a.example"), input)], true).is_ok()
            })
        })
        .collect();
    let good = threads.into_iter().map(|thread| thread.join().unwrap()).filter(|stored| *stored).count();
    assert_eq!(good, 24);
    assert_eq!(store.leads().unwrap().len(), 24);
    assert_eq!(store.inbox(usize::MAX).unwrap().len(), 24);
}

/// A disk that is full, as seen by a process that may write no larger files (`ulimit -f`): the import fails with a word,
/// nothing of it is stored, and what was there before is whole.
#[cfg(unix)]
#[test]
fn a_full_disk_fails_clearly_and_leaves_the_store_whole() {
    use std::process::Command;
    let folder = TempDir::new().unwrap();
    let sodate = env!("CARGO_BIN_EXE_sodate");
    for arguments in [["init", "."].as_slice(), &["publish"], &["lead", "import", "leads.csv"]] {
        let status = Command::new(sodate).args(arguments).current_dir(folder.path()).output().unwrap().status;
        assert!(status.success(), "{arguments:?}");
    }
    let path = folder.path().join("sodate.db");
    let before = dump(&SqliteStore::open(&path).unwrap()).unwrap();
    let lines: String = (0..20_000).map(|number| format!("lead{number}@a.example,Taro,Acme\n")).collect();
    fs::write(folder.path().join("many.csv"), format!("email,name,company\n{lines}")).unwrap();
    // In blocks of 512 or 1,024 bytes: room for the file that is there, not for twenty thousand leads.
    let script = "trap '' XFSZ; ulimit -f 2000; exec \"$0\" lead import many.csv";
    let output = Command::new("sh").args(["-c", script, sodate]).current_dir(folder.path()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && !words.contains("panicked"), "{} {words}", output.status);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(dump(&store).unwrap(), before);
    // With room again the same import goes through.
    drop(store);
    let again = Command::new(sodate).args(["lead", "import", "many.csv"]).current_dir(folder.path()).status().unwrap();
    assert!(again.success());
    assert!(SqliteStore::open(&path).unwrap().leads().unwrap().len() >= 20_000);
}
