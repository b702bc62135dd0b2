//! The runtime among faults: mail servers that are down, full or garbling, leads that cannot be read, opt-outs at the worst
//! moment, processes that die, clocks that jump. In each case every planned mail ends in exactly one state, and none leaves twice.

mod support;

use proptest::prelude::*;
use sodate::engine::{Input, InputKind, SuppressionReason};
use sodate::ir::time::{DAY_MILLISECONDS, HOUR_MILLISECONDS, Instant, MINUTE_MILLISECONDS};
use sodate::mail::{Envelope, SendFuture, SendOutcome, Transport};
use sodate::runtime::{ManualClock, Runtime, SendMode, Settings};
use sodate::store::memory::MemoryStore;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Intake, OutboxState, Storage, Store, StoreError, notice_id};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use support::program::{FakeComposer, FakeServer, Stage, sent};
use support::{MORNING, event, for_address};
use tempfile::TempDir;
use tokio::sync::{Semaphore, mpsc, oneshot};

const TANAKA: &str = "tanaka@a.example";

fn after(milliseconds: i64) -> Instant {
    MORNING.plus_milliseconds(milliseconds)
}

fn opt_out(id: &str) -> Input {
    Input { id: id.to_owned(), at: MORNING, kind: InputKind::OptOut { source: "unsubscribe page".to_owned() } }
}

#[tokio::test]
async fn a_drip_runs_to_its_end() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Sent]);
    assert_eq!(stage.state(&lead).score, 10);
    stage.clock.set(after(3 * DAY_MILLISECONDS - 1));
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Sent, OutboxState::Sent]);
    assert_eq!(stage.mails(&lead)[1].changed_at, after(3 * DAY_MILLISECONDS));
    assert!(stage.state(&lead).enrolments.is_empty());
    assert_eq!(stage.runtime.next_due().unwrap(), None);
    assert_eq!(stage.server.recipients(), [TANAKA, TANAKA]);
}

#[tokio::test]
async fn nothing_happens_before_a_program_is_published() {
    let store: Arc<dyn Storage> = Arc::new(MemoryStore::new());
    let clock = Arc::new(ManualClock::new(MORNING));
    let stage = Stage::with(store, clock, FakeServer::new(), SendMode::Live);
    stage.does(TANAKA, "download");
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
    stage.store.publish(&support::program::drip_program(), MORNING).unwrap();
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.server.count(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_later() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.server.answers(|_| SendOutcome::Retry { reason: "connection refused".to_owned() });
    stage.runtime.settle().await.unwrap();
    let row = stage.mails(&lead).remove(0);
    assert_eq!((row.state, row.attempts), (OutboxState::Planned, 1));
    assert_eq!(row.reason.as_deref(), Some("connection refused"));
    let wait = row.due.milliseconds_since(MORNING);
    assert!((5 * MINUTE_MILLISECONDS..6 * MINUTE_MILLISECONDS).contains(&wait), "{wait}");
    stage.clock.set(row.due.plus_milliseconds(-1));
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
    stage.server.answers(|_| sent());
    stage.clock.set(row.due);
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Sent]);
    let ids: Vec<String> = stage.server.handed.lock().unwrap().iter().map(|one| one.message_id.clone()).collect();
    assert_eq!(ids, vec![format!("{}@acme.example", row.id); 2], "the same Message-ID at each try");
    // The run goes on from the actual sending.
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.mails(&lead)[1].changed_at, row.due.plus_milliseconds(3 * DAY_MILLISECONDS));
}

#[tokio::test]
async fn a_server_that_stays_down_fails_the_mail_after_five_days_and_the_run_goes_on() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.server.answers(|_| SendOutcome::Retry { reason: "451 try later".to_owned() });
    stage.play_until(after(5 * DAY_MILLISECONDS)).await;
    let row = stage.mails(&lead).remove(0);
    assert_eq!(row.state, OutboxState::Failed);
    assert!(row.reason.as_deref().unwrap().contains("451 try later"), "{:?}", row.reason);
    let tries = i64::from(row.attempts);
    assert!((5 * 24 * 60 / 67..=5 * 24 + 4).contains(&tries), "{tries} tries");
    assert!(stage.state(&lead).mails.is_empty(), "a mail that never left counts for nothing");
    stage.server.answers(|_| sent());
    stage.play_until(after(20 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Failed, OutboxState::Sent]);
}

#[tokio::test]
async fn a_refused_address_is_suppressed_and_gets_no_more() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    let other = stage.does("suzuki@b.example", "download");
    stage.server.answers(|mail| match mail.to.as_str() {
        TANAKA => SendOutcome::Refused { reason: "550 5.1.1 no such user".to_owned() },
        _ => sent(),
    });
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Bounced]);
    assert_eq!(stage.state(&lead).suppression.unwrap().reason, SuppressionReason::Bounced);
    assert_eq!(stage.states(&other), [OutboxState::Sent, OutboxState::Sent]);
}

#[tokio::test]
async fn a_mail_refused_for_its_content_fails_and_the_lead_stays() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.server.answers(|_| SendOutcome::Failed { reason: "552 too large".to_owned() });
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Failed]);
    assert_eq!(stage.state(&lead).suppression, None);
}

#[tokio::test]
async fn a_halt_stops_all_sending_until_somebody_resumes() {
    let stage = Stage::new();
    let leads: Vec<String> = (0..20).map(|n| stage.does(&format!("lead{n}@a.example"), "download")).collect();
    stage.server.answers(|_| SendOutcome::Halt { reason: "535 authentication failed".to_owned() });
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.runtime.halted().as_deref(), Some("535 authentication failed"));
    let tried = stage.server.count();
    assert!(tried <= 8, "{tried}");
    assert_eq!(stage.counts(), BTreeMap::from([(OutboxState::Planned, 20)]));
    stage.server.answers(|_| sent());
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
    assert_eq!(stage.server.count(), tried);
    stage.runtime.resume();
    stage.runtime.settle().await.unwrap();
    assert!(leads.iter().all(|lead| stage.states(lead) == [OutboxState::Sent]));
    assert_eq!(stage.server.count(), tried + 20);
}

#[tokio::test]
async fn an_unknown_outcome_is_never_tried_again_and_the_run_goes_on() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.server.answers(|_| SendOutcome::Unknown { reason: "connection lost after the last byte".to_owned() });
    stage.play_until(after(DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Unknown]);
    assert_eq!(stage.server.count(), 1);
    stage.server.answers(|_| sent());
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Unknown, OutboxState::Sent]);
    assert_eq!(stage.server.count(), 2);
}

#[tokio::test]
async fn a_notice_with_an_unknown_outcome_is_sent_again_under_the_same_message_id() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "inquire");
    let mut first = true;
    stage.server.answers(move |_| {
        if std::mem::take(&mut first) { SendOutcome::Unknown { reason: "lost".to_owned() } } else { sent() }
    });
    stage.play_until(after(DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Sent]);
    let handed = stage.server.handed.lock().unwrap().clone();
    assert_eq!(handed.len(), 2);
    assert_eq!(handed[0], handed[1]);
    assert_eq!(handed[0].message_id, format!("{}@acme.example", notice_id(&lead, 0, 0)));
}

#[tokio::test]
async fn notices_go_to_the_members_in_turn_or_to_all() {
    let stage = Stage::new();
    for number in 0..3 {
        stage.does(&format!("lead{number}@a.example"), "inquire");
        stage.runtime.settle().await.unwrap();
    }
    assert_eq!(stage.server.recipients(), ["sato@acme.example", "suzuki@acme.example", "sato@acme.example"]);
    let lead = stage.does("all@a.example", "demo");
    stage.runtime.settle().await.unwrap();
    let mut last = stage.server.recipients().split_off(3);
    last.sort();
    assert_eq!(last, ["sato@acme.example", "suzuki@acme.example"]);
    assert_eq!(stage.states(&lead), [OutboxState::Sent, OutboxState::Sent]);
}

#[tokio::test]
async fn all_notices_of_a_lead_go_to_the_member_who_got_its_first_one() {
    let folder = TempDir::new().unwrap();
    let sqlite = SqliteStore::open(folder.path().join("turns.db")).unwrap();
    let stores: [Arc<dyn Storage>; 2] = [Arc::new(MemoryStore::new()), Arc::new(sqlite)];
    for store in stores {
        let stage = Stage::over(store, SendMode::Live);
        let mut program = support::program::drip_program();
        let inquiry = program.scenarios["inquiry"].steps.clone();
        program.scenarios["demo_wish"].steps = inquiry;
        sodate::ir::seal(&mut program);
        stage.store.publish(&program, MORNING).unwrap();
        // Both handoffs in the same moment, then other leads, then the first lead again on another day.
        stage.does("first@a.example", "inquire");
        stage.does("first@a.example", "demo");
        stage.runtime.settle().await.unwrap();
        assert_eq!(stage.server.recipients(), ["sato@acme.example", "sato@acme.example"]);
        stage.does("second@a.example", "inquire");
        stage.runtime.settle().await.unwrap();
        stage.does("third@a.example", "inquire");
        stage.runtime.settle().await.unwrap();
        stage.clock.set(after(DAY_MILLISECONDS));
        stage.does("second@a.example", "demo");
        stage.runtime.settle().await.unwrap();
        let later = stage.server.recipients().split_off(2);
        assert_eq!(later, ["suzuki@acme.example", "sato@acme.example", "suzuki@acme.example"]);
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_told_until_it_is_back() {
    let stage = Stage::new();
    assert_eq!(stage.runtime.trouble(), None);
    let lead = stage.does(TANAKA, "download");
    let other = stage.does("suzuki@b.example", "download");
    stage.server.answers(|_| SendOutcome::Retry { reason: "connection refused".to_owned() });
    stage.runtime.settle().await.unwrap();
    let due = |lead: &str| stage.mails(lead).remove(0).due;
    let trouble = stage.runtime.trouble().unwrap();
    assert_eq!((trouble.reason.as_str(), trouble.waiting), ("connection refused", 2));
    assert_eq!(trouble.next_try, due(&lead).min(due(&other)));
    // One is taken back by the engine, the other leaves at last.
    stage.store.accept(vec![for_address("suzuki@b.example", opt_out("out"))], true).unwrap();
    stage.server.answers(|_| sent());
    stage.play_until(after(HOUR_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Sent]);
    assert_eq!(stage.states(&other), [OutboxState::Suppressed]);
    assert_eq!(stage.runtime.trouble(), None);
}

#[tokio::test]
async fn a_refused_notice_fails_and_does_not_suppress_the_lead() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "inquire");
    stage.server.answers(|_| SendOutcome::Refused { reason: "550 no such user".to_owned() });
    stage.play_until(after(DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Failed]);
    assert_eq!(stage.state(&lead).suppression, None);
}

#[tokio::test]
async fn an_opt_out_between_planning_and_sending_wins() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.tick_engine().unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Planned]);
    // It is accepted, but the engine has not read it yet.
    stage.store.accept(vec![for_address(TANAKA, opt_out("o1"))], true).unwrap();
    assert_eq!(stage.runtime.tick_sender().await.unwrap(), 0);
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Suppressed]);
    assert_eq!(stage.mails(&lead)[0].reason.as_deref(), Some("opted_out"));
    assert_eq!(stage.server.count(), 0);
}

#[tokio::test]
async fn an_opt_out_between_gate_and_commit_wins() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.tick_engine().unwrap();
    let store = stage.store.clone();
    stage.composer.before(move |_| {
        store.accept(vec![for_address(TANAKA, opt_out("o1"))], true).unwrap();
    });
    assert_eq!(stage.runtime.tick_sender().await.unwrap(), 0);
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead), [OutboxState::Suppressed]);
    assert_eq!(stage.server.count(), 0);
}

#[tokio::test]
async fn a_lead_changed_between_gate_and_commit_is_asked_again() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.tick_engine().unwrap();
    let (store, runtime) = (stage.store.clone(), stage.runtime.clone());
    let mut changes = 2;
    stage.composer.before(move |_| {
        if changes > 0 {
            changes -= 1;
            let kind = InputKind::Update { fields: BTreeMap::new(), zone: None, basis: None, suppression: None };
            let input = Input { id: format!("crm {changes}"), at: MORNING, kind };
            store.accept(vec![for_address(TANAKA, input)], true).unwrap();
            runtime.tick_engine().unwrap();
        }
    });
    assert_eq!(stage.runtime.tick_sender().await.unwrap(), 0);
    assert_eq!(stage.server.count(), 0);
    assert_eq!(stage.states(&lead), [OutboxState::Planned]);
    assert_eq!(stage.runtime.tick_sender().await.unwrap(), 0);
    assert_eq!(stage.runtime.tick_sender().await.unwrap(), 1);
    assert_eq!(stage.states(&lead), [OutboxState::Sent]);
    assert_eq!(stage.server.count(), 1);
}

#[tokio::test]
async fn a_lead_whose_mail_cannot_be_composed_does_not_stop_the_others() {
    let stage = Stage::new();
    let leads: Vec<String> = (0..30).map(|n| stage.does(&format!("lead{n}@a.example"), "download")).collect();
    stage.composer.before(|job| assert!(job.lead.email != "lead7@a.example", "a poisoned lead"));
    stage.runtime.settle().await.unwrap();
    for (number, lead) in leads.iter().enumerate() {
        let expected = if number == 7 { OutboxState::Failed } else { OutboxState::Sent };
        assert_eq!(stage.states(lead), [expected], "{number}");
    }
    assert!(stage.mails(&leads[7])[0].reason.as_deref().unwrap().contains("a poisoned lead"));
}

#[tokio::test]
async fn a_lead_that_cannot_be_read_is_set_aside_and_released_at_the_next_start() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("sodate.db");
    let stage = Stage::over(Arc::new(SqliteStore::open(&path).unwrap()), SendMode::Live);
    let leads: Vec<String> = (0..20).map(|n| stage.does(&format!("lead{n}@a.example"), "download")).collect();
    let sqlite = rusqlite::Connection::open(&path).unwrap();
    let good: String = sqlite.query_row("SELECT state FROM lead WHERE number = 4", [], |row| row.get(0)).unwrap();
    sqlite.execute("UPDATE lead SET state = '{\"lead\": 7' WHERE number = 4", []).unwrap();
    stage.runtime.settle().await.unwrap();
    let parked = stage.store.parked().unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].lead, leads[3]);
    assert_eq!(stage.server.count(), 19);

    sqlite.execute("UPDATE lead SET state = ?1 WHERE number = 4", [good]).unwrap();
    let Stage { store, clock, server, runtime, composer } = stage;
    drop((store, runtime, composer));
    let again = Stage::with(Arc::new(SqliteStore::open(&path).unwrap()), clock, server, SendMode::Live);
    assert_eq!(again.runtime.recover().unwrap().released, 1);
    again.runtime.settle().await.unwrap();
    assert_eq!(again.states(&leads[3]), [OutboxState::Sent]);
    assert_eq!(again.server.count(), 20);
}

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

#[tokio::test]
async fn a_clock_that_jumps_far_ahead_makes_late_mails_expire() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.tick_engine().unwrap();
    stage.clock.advance(40 * DAY_MILLISECONDS);
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.states(&lead)[0], OutboxState::Expired);
    assert_eq!(stage.mails(&lead)[0].reason.as_deref(), Some("late"));
    stage.play_until(after(100 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Expired, OutboxState::Sent]);
}

#[tokio::test]
async fn a_clock_that_jumps_back_repeats_nothing() {
    let stage = Stage::new();
    let lead = stage.does(TANAKA, "download");
    stage.runtime.settle().await.unwrap();
    stage.clock.advance(-HOUR_MILLISECONDS);
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.states(&lead), [OutboxState::Sent, OutboxState::Sent]);
    assert_eq!(stage.server.count(), 2);
}

#[tokio::test]
async fn in_dry_mode_nothing_leaves_and_nothing_is_skipped() {
    let stage = Stage::over(Arc::new(MemoryStore::new()), SendMode::Dry);
    let lead = stage.does(TANAKA, "download");
    let _notice = stage.does("suzuki@b.example", "inquire");
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.server.count(), 0);
    assert_eq!(stage.states(&lead), [OutboxState::Planned]);
    assert_eq!(stage.runtime.waiting().unwrap(), 2);
}

#[tokio::test]
async fn in_a_sandbox_only_the_listed_addresses_get_mail() {
    let allow = vec!["@acme.example".to_owned(), "tanaka@a.example".to_owned()];
    let stage = Stage::over(Arc::new(MemoryStore::new()), SendMode::Sandbox { allow });
    let others: Vec<String> = (0..150).map(|n| stage.does(&format!("lead{n}@b.example"), "download")).collect();
    let lead = stage.does(TANAKA, "download");
    stage.does("suzuki@b.example", "inquire");
    stage.runtime.settle().await.unwrap();
    let mut recipients = stage.server.recipients();
    recipients.sort();
    assert_eq!(recipients, ["sato@acme.example", TANAKA]);
    assert_eq!(stage.states(&lead)[0], OutboxState::Sent);
    for other in &others {
        let row = stage.mails(other).remove(0);
        assert_eq!(row.state, OutboxState::Planned);
        assert!(row.reason.as_deref().unwrap().starts_with("held"), "{:?}", row.reason);
    }
}

#[tokio::test]
async fn thousands_of_events_for_one_lead_do_not_keep_the_others_from_their_mail() {
    let stage = Stage::new();
    let many = (0..3_000).map(|n| for_address(TANAKA, event(&format!("many {n}"), "demo", MORNING)));
    stage.store.accept(many.collect(), true).unwrap();
    let others: Vec<String> = (0..20).map(|n| stage.does(&format!("lead{n}@a.example"), "download")).collect();
    let mut ticks = 0;
    while others.iter().any(|lead| stage.states(lead) != [OutboxState::Sent]) {
        ticks += 1;
        assert!(ticks < 10, "inputs are taken in order of arrival, some at a time");
        stage.runtime.tick_engine().unwrap();
        stage.runtime.tick_sender().await.unwrap();
    }
    stage.runtime.settle().await.unwrap();
    let journal = stage.store.journal(&stage.lead(TANAKA)).unwrap();
    assert_eq!(journal.len(), 3_000);
    assert!(stage.state(&stage.lead(TANAKA)).events.len() <= sodate::engine::MAX_PAST_EVENTS);
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
    store.publish(&support::program::drip_program(), MORNING).unwrap();
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

/// What the fake server may answer, weighted towards trouble.
fn outcome(number: u8) -> SendOutcome {
    let reason = "as drawn".to_owned();
    match number {
        0..=2 => sent(),
        3..=5 => SendOutcome::Retry { reason },
        6 => SendOutcome::Refused { reason },
        7 => SendOutcome::Failed { reason },
        _ => SendOutcome::Unknown { reason },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever the server answers and whenever leads opt out: in the end each planned mail is in exactly one final
    /// state, with a reason, the sums balance, and no mail was handed over again after it may have left.
    #[test]
    fn every_mail_ends_in_one_state_and_the_sums_balance(
        answers in prop::collection::vec(0..9_u8, 1..60),
        leads in prop::collection::vec((0..3_u8, any::<bool>()), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let result: Result<(), TestCaseError> = runtime.block_on(async {
            let stage = Stage::new();
            let left = Arc::new(Mutex::new(BTreeMap::<String, usize>::new()));
            let counted = left.clone();
            let mut drawn = answers.into_iter().cycle();
            stage.server.answers(move |mail| {
                let outcome = outcome(drawn.next().unwrap());
                if matches!(outcome, SendOutcome::Sent { .. } | SendOutcome::Unknown { .. }) && mail.to.starts_with("lead") {
                    *counted.lock().unwrap().entry(mail.message_id.clone()).or_default() += 1;
                }
                outcome
            });
            for (number, (kind, leaves)) in leads.iter().enumerate() {
                let address = format!("lead{number}@a.example");
                stage.does(&address, ["download", "inquire", "demo"][usize::from(*kind)]);
                if *leaves {
                    stage.clock.advance(HOUR_MILLISECONDS);
                    stage.runtime.settle().await.unwrap();
                    stage.store.accept(vec![for_address(&address, opt_out(&format!("out {number}")))], true).unwrap();
                }
            }
            stage.play_until(after(60 * DAY_MILLISECONDS)).await;
            let counts = stage.counts();
            prop_assert_eq!(counts.get(&OutboxState::Planned), None);
            prop_assert_eq!(counts.get(&OutboxState::Sending), None);
            let mut rows = 0;
            for (lead, _) in stage.store.leads().unwrap() {
                for row in stage.mails(&lead) {
                    rows += 1;
                    prop_assert!(row.reason.is_some(), "{:?}", row);
                }
                prop_assert!(stage.state(&lead).enrolments.is_empty());
            }
            prop_assert_eq!(counts.values().sum::<u64>(), rows);
            for (message, times) in left.lock().unwrap().iter() {
                prop_assert_eq!(*times, 1, "{} left {} times", message, times);
            }
            Ok(())
        });
        result?;
    }
}
