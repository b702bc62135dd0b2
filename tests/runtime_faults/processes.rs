//! Processes: two at once, one that stops, one that dies, one that works beside.

use crate::support::program::{FakeComposer, FakeServer, Stage, sent};
use crate::support::{MORNING, event, for_address};
use crate::{TANAKA, after};
use sodate::ir::time::DAY_MILLISECONDS;
use sodate::mail::{Envelope, SendFuture, Transport};
use sodate::runtime::{ManualClock, Runtime, SendMode, Settings};
use sodate::store::memory::MemoryStore;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Intake, OutboxState, Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio::sync::{Semaphore, mpsc, oneshot};

#[tokio::test]
async fn two_runtimes_on_one_store_do_not_work_at_the_same_time() {
    let folder = TempDir::new().unwrap();
    let open = || Arc::new(SqliteStore::open(folder.path().join("sodate.db")).unwrap());
    let first = Stage::over(open(), SendMode::Live);
    first.runtime.recover().unwrap();
    let second = Stage::with(open(), first.clock.clone(), FakeServer::new(), SendMode::Live);
    let lead = second.does(TANAKA, "download");
    assert!(matches!(second.runtime.tick_engine(), Err(StoreError::Busy(_))));
    assert!(matches!(second.runtime.tick_sender().await, Err(StoreError::Busy(_))));
    assert!(matches!(second.runtime.run(std::future::pending()).await, Err(StoreError::Busy(_))));
    first.runtime.settle().await.unwrap();
    assert_eq!(first.states(&lead), [OutboxState::Sent]);
    assert_eq!((first.server.count(), second.server.count()), (1, 0));
}

/// A server that holds every mail until it gets a place, and says when one has come.
struct SlowServer {
    arrived: mpsc::UnboundedSender<String>,
    release: Semaphore,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl SlowServer {
    fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<String>) {
        let (arrived, arrivals) = mpsc::unbounded_channel();
        let server = Self { arrived, release: Semaphore::new(0), now: AtomicUsize::new(0), most: AtomicUsize::new(0) };
        (Arc::new(server), arrivals)
    }
}

impl Transport for SlowServer {
    fn send<'a>(&'a self, envelope: &'a Envelope, _bytes: &'a [u8]) -> SendFuture<'a> {
        Box::pin(async move {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let _ = self.arrived.send(envelope.to.to_string());
            self.release.acquire().await.unwrap().forget();
            self.now.fetch_sub(1, Ordering::SeqCst);
            sent()
        })
    }
}

fn slow_runtime(store: &Arc<MemoryStore>, server: &Arc<SlowServer>, concurrency: usize) -> Runtime {
    let settings =
        Settings { concurrency, ..Settings::new(Arc::new(FakeComposer::default())).with_mode(SendMode::Live) };
    Runtime::new(store.clone(), Arc::new(ManualClock::new(MORNING)), server.clone(), settings)
}

fn downloads(store: &MemoryStore, count: usize) {
    store.publish(&crate::support::program::drip_program(), MORNING).unwrap();
    let inputs =
        (0..count).map(|n| for_address(&format!("lead{n}@a.example"), event(&format!("e{n}"), "download", MORNING)));
    store.accept(inputs.collect(), true).unwrap();
}

#[tokio::test]
async fn a_stop_lets_mails_in_flight_finish_and_begins_no_other() {
    let store = Arc::new(MemoryStore::new());
    downloads(&store, 10);
    let (server, mut arrivals) = SlowServer::new();
    let runtime = slow_runtime(&store, &server, 3);
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn({
        let runtime = runtime.clone();
        async move {
            runtime
                .run(async {
                    let _ = stopped.await;
                })
                .await
        }
    });
    for _ in 0..3 {
        arrivals.recv().await.unwrap();
    }
    stop.send(()).unwrap();
    // Whether or not the loops have heard of it: nobody can begin before a place is free, and then they know.
    while !running.is_finished() {
        tokio::task::yield_now().await;
        if runtime.is_stopping() {
            server.release.add_permits(1);
        }
    }
    running.await.unwrap().unwrap();
    assert_eq!(server.most.load(Ordering::SeqCst), 3);
    let counts: BTreeMap<OutboxState, u64> =
        sodate::store::Reports::outbox_counts(&*store).unwrap().into_iter().collect();
    assert_eq!(counts, BTreeMap::from([(OutboxState::Sent, 3), (OutboxState::Planned, 7)]));
}

#[tokio::test]
async fn a_process_that_dies_leaves_unknown_mails_and_repeats_notices() {
    let store = Arc::new(MemoryStore::new());
    downloads(&store, 2);
    store.accept(vec![for_address("boss@c.example", event("inquire", "inquire", MORNING))], true).unwrap();
    let (server, mut arrivals) = SlowServer::new();
    let runtime = slow_runtime(&store, &server, 8);
    while runtime.tick_engine().unwrap() > 0 {}
    // The notice gets its recipient, then all three are in flight; then everything is dropped, like a kill.
    let sending = tokio::spawn(async move { runtime.settle().await });
    for _ in 0..3 {
        arrivals.recv().await.unwrap();
    }
    sending.abort();
    let _ = sending.await;
    drop(server);

    let died = Arc::new(store.reopen());
    while Arc::strong_count(&store) > 1 {
        tokio::task::yield_now().await;
    }
    drop(store);
    let stage = Stage::with(died, Arc::new(ManualClock::new(MORNING)), FakeServer::new(), SendMode::Live);
    let lease_is_free = stage.runtime.recover();
    let recovered = lease_is_free.unwrap();
    assert_eq!((recovered.unknown, recovered.notices), (2, 1));
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.server.recipients(), ["sato@acme.example"]);
    assert_eq!(stage.counts(), BTreeMap::from([(OutboxState::Sent, 1), (OutboxState::Unknown, 2)]));
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    // The runs of the unknown mails went on.
    assert_eq!(stage.counts(), BTreeMap::from([(OutboxState::Sent, 3), (OutboxState::Unknown, 2)]));
}

#[tokio::test]
async fn an_input_of_another_process_is_noticed() {
    let store = Arc::new(MemoryStore::new());
    downloads(&store, 0);
    let (server, mut arrivals) = SlowServer::new();
    server.release.add_permits(10);
    let runtime = slow_runtime(&store, &server, 8);
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(async move {
        runtime
            .run(async {
                let _ = stopped.await;
            })
            .await
    });
    let other = store.reopen();
    other.accept(vec![for_address(TANAKA, event("e", "download", MORNING))], true).unwrap();
    assert_eq!(arrivals.recv().await.unwrap(), TANAKA);
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}
