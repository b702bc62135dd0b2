//! The one thread that writes. What is queued while a commit waits for the disk goes into the next commit together (group
//! commit): each job runs inside its own savepoint, and nobody gets an answer before the commit is on disk.

use super::failure;
use crate::store::{StoreError, StoreResult};
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Jobs that wait at most; who comes then waits at the door. Bounds memory.
const QUEUE: usize = 1_024;
/// Jobs in one commit at most: more would only make the first one wait longer.
const MAX_GROUP: usize = 1_000;

/// The writer's thread and the way to it.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// A piece of work for the writer.
trait Job: Send {
    /// Does the work; `false` where it failed and must be undone.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Tells the caller, once it is known whether the group is on disk.
    fn answer(self: Box<Self>, committed: StoreResult<()>);
}

struct Call<T, F> {
    work: Option<F>,
    result: Option<StoreResult<T>>,
    caller: SyncSender<StoreResult<T>>,
}

impl<T: Send, F: FnOnce(&Connection) -> StoreResult<T> + Send> Job for Call<T, F> {
    fn run(&mut self, connection: &Connection) -> bool {
        self.result = self.work.take().map(|work| work(connection));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: StoreResult<()>) {
        let result = match (committed, self.result) {
            (_, Some(Err(own))) => Err(own),
            (Err(error), _) => Err(error),
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Ok(()), None) => Err(stopped()),
        };
        // A caller that no longer waits has nothing to learn.
        let _ = self.caller.send(result);
    }
}

fn stopped() -> StoreError {
    StoreError::Failed("the writer has stopped".to_owned())
}

impl Writer {
    /// Starts the thread on its connection.
    pub(super) fn start(connection: Connection) -> StoreResult<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || serve(&connection, &queue))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Does `work` in a transaction and returns when it is on disk.
    pub(super) fn write<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> StoreResult<T> + Send + 'static,
    {
        let (caller, answer) = sync_channel(1);
        let job = Call { work: Some(work), result: None, caller };
        self.jobs.as_ref().ok_or_else(stopped)?.send(Box::new(job)).map_err(|_| stopped())?;
        answer.recv().map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the writer was reported to its caller already.
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, queue: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < MAX_GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        let committed = commit(connection, &mut group);
        for job in group {
            job.answer(committed.clone());
        }
    }
}

fn commit(connection: &Connection, group: &mut [Box<dyn Job>]) -> StoreResult<()> {
    let execute = |statement: &str| connection.execute_batch(statement).map_err(|error| failure(&error));
    execute("BEGIN IMMEDIATE")?;
    let done = group.iter_mut().try_for_each(|job| run(connection, job.as_mut())).and_then(|()| execute("COMMIT"));
    if done.is_err() && !connection.is_autocommit() {
        // The first failure is the one to report; closing the connection rolls back, too.
        let _ = connection.execute_batch("ROLLBACK");
    }
    done
}

fn run(connection: &Connection, job: &mut dyn Job) -> StoreResult<()> {
    let execute = |statement: &str| connection.execute_batch(statement).map_err(|error| failure(&error));
    execute("SAVEPOINT job")?;
    let good = job.run(connection);
    if connection.is_autocommit() {
        // SQLite gives up the whole transaction when the disk is full or fails: what ran before in this group is gone.
        return Err(StoreError::Failed("writing to the disk failed; nothing was stored".to_owned()));
    }
    execute(if good { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })
}
