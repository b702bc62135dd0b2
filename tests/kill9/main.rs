//! `sodate run` is killed (SIGKILL) at random moments while it sends, started again, and killed again; a counting mail
//! server outside it and the store afterwards must agree: no mail came twice, none is lost without a stored state, and
//! each kill left at most as many unknown as were in flight. The same harness goes red when the sender is sabotaged to
//! send before it marks. A seed repeats the moments: `SODATE_SEED=… cargo nextest run --features slow-tests,sabotage --test kill9`.

mod broadcast;

use sodate::engine::{Input, InputKind};
use sodate::ir::time::Instant;
use sodate::mail::sink::Sink;
use sodate::runtime::{Clock, SystemClock};
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Accepted, Intake, LeadReference, NewInput, Outbox, OutboxRow, OutboxState, Reports};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// The runtime's bound on mails in flight.
const IN_FLIGHT: usize = 8;
/// Longest wait for anything that must happen; far beyond what it takes.
const PATIENCE: Duration = Duration::from_secs(60);

const FLOW: &str = r#"
sender acme {
  name "株式会社アクメ"
  from "info@acme.example"
  address "東京都千代田区一番町1-1"
  contact "https://acme.example/contact"
}

lead { name: text? }

event download { resource: text }

email thanks {
  subject "『{{ event.resource }}』のダウンロードありがとうございます"
  link guide "https://acme.example/guide.pdf"
  body """
    資料は下のボタンからご覧いただけます。

    [資料を開く](guide)
  """
}

scenario follow_up {
  start on download, gives consent

  send thanks
}
"#;

/// A small generator (splitmix64), so that a seed gives the same moments everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

fn seed() -> u64 {
    let drawn = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos().into();
    std::env::var("SODATE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(drawn)
}

/// What the mail server got: how often each Message-ID.
#[derive(Default)]
struct Counter {
    received: Mutex<BTreeMap<String, usize>>,
    arrived: Condvar,
}

impl Counter {
    fn add(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <")?.strip_suffix('>')).unwrap_or("none");
        *self.received.lock().unwrap().entry(id.to_owned()).or_default() += 1;
        self.arrived.notify_all();
    }

    fn total(&self) -> usize {
        self.received.lock().unwrap().values().sum()
    }

    /// Waits until so many mails have come in all.
    fn wait_for(&self, total: usize) -> bool {
        let received = self.received.lock().unwrap();
        let enough = |received: &mut BTreeMap<String, usize>| received.values().sum::<usize>() < total;
        !self.arrived.wait_timeout_while(received, PATIENCE, enough).unwrap().1.timed_out()
    }
}

/// A workspace that sends to the counting server.
struct Stage {
    folder: TempDir,
    counter: Arc<Counter>,
    switch: Option<&'static str>,
    accepted: usize,
    _threads: tokio::runtime::Runtime,
    _sink: Sink,
}

impl Stage {
    fn new(switch: Option<&'static str>) -> Self {
        Self::with(FLOW, "live", switch)
    }

    fn with(flow: &str, mode: &str, switch: Option<&'static str>) -> Self {
        let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (sink, mut mails) = threads.block_on(Sink::start()).unwrap();
        let counter = Arc::new(Counter::default());
        let counting = Arc::clone(&counter);
        threads.spawn(async move {
            while let Some(mail) = mails.recv().await {
                counting.add(&mail.bytes);
            }
        });
        let port = sink.address().port();
        let stage =
            Self { folder: TempDir::new().unwrap(), counter, switch, accepted: 0, _threads: threads, _sink: sink };
        stage.finish(&["init", "."]);
        fs::write(stage.path().join("scenario.flow"), flow).unwrap();
        let settings = format!(
            "[mail]\nsend_mode = \"{mode}\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n\
            [http]\npublic_url = \"http://127.0.0.1:1\"\npublic_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n"
        );
        fs::write(stage.path().join("sodate.toml"), settings).unwrap();
        stage.finish(&["publish"]);
        stage
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn log(&self) -> PathBuf {
        self.path().join("run.log")
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let log = File::create(self.log()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log).env_remove("SODATE_SABOTAGE");
        if let Some(switch) = self.switch {
            command.env("SODATE_SABOTAGE", switch);
        }
        command.spawn().unwrap()
    }

    /// Runs a command to its good end.
    fn finish(&self, arguments: &[&str]) {
        let status = self.start(arguments).wait().unwrap();
        assert!(status.success(), "{arguments:?}: {status}\n{}", fs::read_to_string(self.log()).unwrap());
    }

    fn open(&self) -> SqliteStore {
        SqliteStore::open(self.path().join("sodate.db")).unwrap()
    }

    /// Downloads of new leads, acknowledged by the store.
    fn feed(&mut self, store: &SqliteStore, count: usize) {
        let now = SystemClock::new().now();
        let inputs: Vec<NewInput> =
            (self.accepted..self.accepted + count).map(|number| download(number, now)).collect();
        let answers = store.accept(inputs, true).unwrap();
        assert!(answers.iter().all(|answer| matches!(answer, Accepted::New { created: true, .. })), "{answers:?}");
        self.accepted += count;
    }

    /// One life: `sodate run` from start to SIGKILL.
    fn live_and_die(&self, dice: &mut Dice) {
        let before = self.counter.total();
        let mut child = self.start(&["run"]);
        if dice.below(5) == 0 {
            // While it opens the store, recovers, plans.
            std::thread::sleep(Duration::from_micros(dice.below(80_000)));
        } else {
            let wanted = before + 1 + usize::try_from(dice.below(6)).unwrap();
            if !self.counter.wait_for(wanted) {
                let _ = child.kill();
                panic!("no mail came: {}", fs::read_to_string(self.log()).unwrap());
            }
            std::thread::sleep(Duration::from_micros(dice.below(4_000)));
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended: {}", fs::read_to_string(self.log()).unwrap());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

fn download(number: usize, at: Instant) -> NewInput {
    let properties = BTreeMap::from([("resource".to_owned(), sodate::ir::Value::Text("導入ガイド".to_owned()))]);
    let kind = InputKind::Event { event: "download".to_owned(), properties };
    let lead = LeadReference::Address(format!("lead{number}@a.example"));
    NewInput { lead, input: Input { id: format!("download {number}"), at, kind }, create: true }
}

/// What was seen.
struct Ledger {
    kills: usize,
    /// Kills after which mails still waited.
    kills_at_work: usize,
    accepted: usize,
    received: BTreeMap<String, usize>,
    rows: Vec<OutboxRow>,
    /// Most rows that one kill left as `sending`.
    most_in_flight: usize,
}

fn drive(seed: u64, kills: usize, downloads_each: usize, switch: Option<&'static str>) -> Ledger {
    let mut dice = Dice(seed);
    let mut stage = Stage::new(switch);
    let (mut kills_at_work, mut most_in_flight) = (0, 0);
    for life in 0..kills {
        // In every other life the store is first opened by the process itself, so that it recovers the log, too.
        if life % 2 == 0 {
            let store = stage.open();
            let sending = store.mails_in_state(OutboxState::Sending, usize::MAX).unwrap().len();
            most_in_flight = most_in_flight.max(sending);
            stage.feed(&store, 2 * downloads_each);
        }
        stage.live_and_die(&mut dice);
        kills_at_work += usize::from(stage.counter.total() < stage.accepted);
    }
    stage.finish(&["run", "--until-idle"]);
    let store = stage.open();
    let leads = store.leads().unwrap();
    let rows = leads.iter().flat_map(|(lead, _)| store.mails_of(lead).unwrap()).collect();
    let received = stage.counter.received.lock().unwrap().clone();
    Ledger { kills, kills_at_work, accepted: stage.accepted, received, rows, most_in_flight }
}

/// Everything that is wrong with it.
fn judge(ledger: &Ledger) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |good: bool, text: String| {
        if !good {
            wrong.push(text);
        }
    };
    for (id, times) in &ledger.received {
        check(*times == 1, format!("doubled: {id} came {times} times"));
    }
    check(
        ledger.rows.len() == ledger.accepted,
        format!("{} mails for {} downloads", ledger.rows.len(), ledger.accepted),
    );
    let mut counts = BTreeMap::<OutboxState, usize>::new();
    for row in &ledger.rows {
        *counts.entry(row.state).or_default() += 1;
        let came = row.message_id.as_ref().is_some_and(|id| ledger.received.contains_key(id));
        match row.state {
            OutboxState::Sent => check(came, format!("lost: {} is sent and never came", row.id)),
            OutboxState::Unknown => check(row.reason.is_some(), format!("{} has no reason", row.id)),
            OutboxState::Planned
            | OutboxState::Sending
            | OutboxState::Bounced
            | OutboxState::Suppressed
            | OutboxState::Expired
            | OutboxState::Failed => check(false, format!("{} ended as {:?}: {:?}", row.id, row.state, row.reason)),
        }
    }
    let known: usize = ledger
        .rows
        .iter()
        .filter_map(|row| row.message_id.as_ref())
        .filter(|id| ledger.received.contains_key(*id))
        .count();
    check(known == ledger.received.len(), format!("{} mails came, the store knows {known}", ledger.received.len()));
    let unknown = counts.get(&OutboxState::Unknown).copied().unwrap_or(0);
    check(unknown <= ledger.kills * IN_FLIGHT, format!("{unknown} unknown after {} kills", ledger.kills));
    check(ledger.most_in_flight <= IN_FLIGHT, format!("{} in flight at once", ledger.most_in_flight));
    println!("{counts:?}, {} came, {} of {} kills at work", ledger.received.len(), ledger.kills_at_work, ledger.kills);
    wrong
}

#[test]
fn two_hundred_kills_double_no_mail_and_lose_none() {
    let seed = seed();
    println!("SODATE_SEED={seed}");
    let ledger = drive(seed, 200, 10, None);
    assert_eq!(ledger.accepted, 2_000);
    assert!(ledger.kills_at_work >= 190, "only {} kills while mails waited", ledger.kills_at_work);
    assert_eq!(judge(&ledger), Vec::<String>::new(), "SODATE_SEED={seed}");
}

#[cfg(feature = "sabotage")]
#[test]
fn a_sender_that_sends_before_it_marks_is_found_out() {
    let seed = seed();
    println!("SODATE_SEED={seed}");
    let ledger = drive(seed, 30, 10, Some("send_then_mark"));
    let wrong = judge(&ledger);
    assert!(wrong.iter().any(|one| one.starts_with("doubled")), "SODATE_SEED={seed}: no double was seen: {wrong:?}");
}
