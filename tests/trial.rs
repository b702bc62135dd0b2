//! A trial of variants in the runtime, on both stores: a share of the leads tries them, the others wait for the better one,
//! and what was decided once holds for everybody and for ever.

mod support;

use sodate::engine::trial::{Choice, Tally, TrialCounts, TrialRecord, Trials, choose, decisions, takes_part, trial_id};
use sodate::engine::{Cause, Effect, Input, InputKind, Programs};
use sodate::ir::Program;
use sodate::ir::time::{HOUR_MILLISECONDS, Instant};
use sodate::runtime::{Clock, ManualClock, SendMode};
use sodate::store::memory::MemoryStore;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{LeadReference, NewInput, OutboxContent, OutboxRow, OutboxState, Storage, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use support::program::{FakeServer, Stage};
use support::rows::{Host, InMemory, OnDisk, consume};
use support::{MORNING, compiled};

const FLOW: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
event download { }
email offer {
  link book "https://acme.example/book"
  body "[予約する](book)"
  variant plain { subject "ご案内" }
  variant question { subject "お困りではありませんか" }
  try on 20%, winner by opens after 2 days
}
scenario offers {
  start on download, gives consent
  send offer
  wait 30 days
}
"#;

/// Leads in each wave.
const LEADS: usize = 200;
const TRIAL: &str = "offer: plain, question";

fn days(days: i64) -> Instant {
    MORNING.plus_milliseconds(days * 24 * HOUR_MILLISECONDS)
}

fn stage(store: Arc<dyn Storage>, mode: SendMode, now: Instant) -> Stage {
    Stage::with(store, Arc::new(ManualClock::new(now)), FakeServer::new(), mode)
}

/// The row of the lead's mail.
fn row(stage: &Stage, address: &str) -> OutboxRow {
    stage.mails(&stage.lead(address)).remove(0)
}

fn variant(row: &OutboxRow) -> Option<&str> {
    if let OutboxContent::Mail(mail) = &row.content { mail.variant.as_deref() } else { None }
}

fn opens(stage: &Stage, address: &str) {
    let row = row(stage, address);
    let input =
        Input { id: format!("open {address}"), at: stage.clock.now(), kind: InputKind::Opened { mail: row.id } };
    let lead = LeadReference::Address(address.to_owned());
    stage.store.accept(vec![NewInput { lead, input, create: false }], true).unwrap();
}

async fn the_better_variant_goes_to_the_rest<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    let store: Arc<dyn Storage> = Arc::new(host.open());
    store.publish(&compiled(FLOW), MORNING).unwrap();
    let first = stage(store.clone(), SendMode::Live, MORNING);
    let addresses: Vec<String> = (0..LEADS).map(|number| format!("lead{number}@a.example")).collect();
    for address in &addresses {
        first.does(address, "download");
    }
    first.play_until(MORNING).await;
    let rows: Vec<OutboxRow> = addresses.iter().map(|address| row(&first, address)).collect();
    let (tried, waiting): (Vec<&OutboxRow>, Vec<&OutboxRow>) =
        rows.iter().partition(|row| row.state == OutboxState::Sent);
    assert!((20..=60).contains(&tried.len()), "a fifth of {LEADS} tries: {}", tried.len());
    for one in &waiting {
        assert_eq!((one.state, one.due, one.reason.as_deref()), (OutboxState::Planned, days(2), Some("trial")));
        assert_eq!(variant(one), None);
    }
    // More of those who got the question open it, though both got some opens.
    for (number, row) in tried.iter().enumerate() {
        let address = first.state(&row.lead).email;
        if variant(row) == Some("question") || number % 5 == 0 {
            opens(&first, &address);
            opens(&first, &address);
        }
    }
    first.play_until(days(1)).await;
    let counts = store.trials().unwrap()[TRIAL].counts.clone();
    assert_eq!(counts.values().map(|one| one.sent).sum::<u64>(), tried.len() as u64);
    assert_eq!(counts["question"].sent, counts["question"].opened, "each mail counts once");
    assert!(counts["plain"].opened > 0 && counts["plain"].opened < counts["plain"].sent);
    // Another process goes on, half a day late: nobody's mail is too late by that.
    drop(first);
    drop(store);
    let store: Arc<dyn Storage> = Arc::new(host.open());
    let second = stage(store.clone(), SendMode::Live, days(2).plus_milliseconds(12 * HOUR_MILLISECONDS));
    second.play_until(days(3)).await;
    for address in &addresses {
        let row = row(&second, address);
        assert_eq!(row.state, OutboxState::Sent);
        if waiting.iter().any(|one| one.id == row.id) {
            assert_eq!(variant(&row), Some("question"));
        }
    }
    let record = store.trials().unwrap()[TRIAL].clone();
    assert_eq!((record.begun_at, record.winner.as_deref()), (Some(MORNING), Some("question")));
    // Opens that come later change nothing, and whoever comes later gets the winner at once.
    for address in &addresses {
        opens(&second, address);
    }
    for number in 0..20 {
        second.does(&format!("later{number}@a.example"), "download");
    }
    second.play_until(days(4)).await;
    for number in 0..20 {
        let row = row(&second, &format!("later{number}@a.example"));
        assert_eq!((row.state, variant(&row)), (OutboxState::Sent, Some("question")));
    }
    let after = store.trials().unwrap()[TRIAL].clone();
    assert_eq!((after.winner, after.decided_at), (record.winner, record.decided_at));
}

#[tokio::test]
async fn in_memory_the_better_variant_goes_to_the_rest() {
    the_better_variant_goes_to_the_rest::<InMemory>().await;
}

#[tokio::test]
async fn on_disk_the_better_variant_goes_to_the_rest() {
    the_better_variant_goes_to_the_rest::<OnDisk>().await;
}

#[tokio::test]
async fn a_trial_does_not_run_while_no_mail_may_leave() {
    let store: Arc<dyn Storage> = Arc::new(MemoryStore::new());
    store.publish(&compiled(FLOW), MORNING).unwrap();
    let dry = stage(store.clone(), SendMode::Dry, MORNING);
    for number in 0..30 {
        dry.does(&format!("lead{number}@a.example"), "download");
    }
    dry.play_until(MORNING).await;
    assert_eq!(store.trials().unwrap(), Trials::new());
}

/// The email, and a lead that waits for the result of its trial.
fn offer() -> (Program, String) {
    let program = compiled(FLOW);
    let lead = (0..).map(|number| format!("L{number}")).find(|lead| !takes_part("offer", lead, 2_000)).unwrap();
    (program, lead)
}

fn record(begun_at: Instant, counts: [(u64, u64, u64); 2]) -> Trials {
    let counts = ["plain", "question"].iter().zip(counts);
    let counts =
        counts.map(|(name, (sent, opened, clicked))| ((*name).to_owned(), TrialCounts { sent, opened, clicked }));
    let record = TrialRecord { begun_at: Some(begun_at), counts: counts.collect(), ..TrialRecord::default() };
    BTreeMap::from([(TRIAL.to_owned(), record)])
}

#[test]
fn the_better_rate_wins_and_in_a_draw_the_first_written() {
    let (mut program, _) = offer();
    let programs = Programs::single(program.clone());
    let winner = |programs: &Programs, counts| decisions(programs, &record(MORNING, counts), days(2));
    let wins = |name: &str| vec![(TRIAL.to_owned(), name.to_owned())];
    assert_eq!(winner(&programs, [(10, 5, 0), (20, 11, 0)]), wins("question"), "55 % and not the larger number");
    assert_eq!(winner(&programs, [(20, 11, 0), (10, 5, 9)]), wins("plain"));
    assert_eq!(winner(&programs, [(10, 5, 0), (20, 10, 0)]), wins("plain"), "a draw");
    assert_eq!(winner(&programs, [(0, 0, 0), (0, 0, 0)]), wins("plain"), "nobody tried");
    assert_eq!(winner(&programs, [(0, 0, 0), (5, 1, 0)]), wins("question"));
    let trial = program.emails["offer"].trial.as_mut().unwrap();
    trial.by = sodate::ir::TrialMeasure::Clicks;
    assert_eq!(winner(&Programs::single(program), [(20, 11, 0), (10, 5, 9)]), wins("question"));
    let early = decisions(&programs, &record(MORNING, [(1, 0, 0), (1, 1, 0)]), Instant(days(2).0 - 1));
    assert_eq!(early, Vec::new());
}

#[test]
fn a_lead_outside_the_share_waits_from_the_first_mail_on() {
    let (program, lead) = offer();
    let email = &program.emails["offer"];
    let ask = |trials: &Trials, now| choose("offer", email, &lead, (trials, &program.limits), now);
    assert_eq!(ask(&Trials::new(), days(1)), Choice::Wait(days(3)), "it is the first itself");
    assert_eq!(ask(&record(MORNING, [(0, 0, 0); 2]), days(1)), Choice::Wait(days(2)));
    let mut decided = record(MORNING, [(0, 0, 0); 2]);
    decided.get_mut(TRIAL).unwrap().winner = Some("question".to_owned());
    assert_eq!(ask(&decided, days(1)), Choice::Variant("question"));
    assert_eq!(trial_id("offer", email).as_deref(), Some(TRIAL));
}

/// A mail without variants of its own lets one of higher priority go first, also one that gets the winner of a trial.
#[tokio::test]
async fn a_winner_goes_before_mails_of_lower_priority() {
    let more = r#"
email news { subject "お知らせ" link more "https://acme.example/news" body "[読む](more)" }
limits { zone "Asia/Tokyo"  at most 1 email a day for each lead }
"#;
    let first = "scenario news_first { start on download, gives consent\n  send news\n  wait 30 days\n}\n";
    let flow = format!("{first}{FLOW}{more}").replace("  send offer\n", "  priority 5\n  send offer\n");
    let store: Arc<dyn Storage> = Arc::new(MemoryStore::new());
    store.publish(&compiled(&flow), MORNING).unwrap();
    store.begin_trial(TRIAL, MORNING).unwrap();
    store.decide_trial(TRIAL, "question", MORNING).unwrap();
    let stage = stage(store, SendMode::Live, MORNING);
    for number in 0..20 {
        stage.does(&format!("lead{number}@a.example"), "download");
    }
    stage.play_until(MORNING.plus_milliseconds(HOUR_MILLISECONDS)).await;
    for number in 0..20 {
        let lead = stage.lead(&format!("lead{number}@a.example"));
        let sent = stage.mails(&lead).into_iter().filter(|row| row.state == OutboxState::Sent);
        let variants: Vec<Option<String>> = sent.map(|row| variant(&row).map(str::to_owned)).collect();
        assert_eq!(variants, [Some("question".to_owned())], "the offer goes first, and the news wait for tomorrow");
    }
}

/// `sodate mail trials` in that language, in a workspace with FLOW in it.
fn shown(folder: &std::path::Path, language: &str) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sodate"));
    command.args(["mail", "trials", "--lang", language]).current_dir(folder).env_clear();
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_figures_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sodate.toml"), "[workspace]\nzone = \"Asia/Tokyo\"\n").unwrap();
    let store = Arc::new(SqliteStore::open(folder.path().join("sodate.db")).unwrap());
    store.publish(&compiled(FLOW), MORNING).unwrap();
    let begun = "offer: not begun yet\n  variant   sent  opened  clicked\n  plain     0     0       0\n";
    assert!(shown(folder.path(), "en").starts_with(begun), "{}", shown(folder.path(), "en"));

    let stage = stage(store.clone(), SendMode::Dry, MORNING);
    let lead = stage.does("a@a.example", "download");
    let tally = |variant: &str, tally| Effect::Tally {
        trial: TRIAL.to_owned(),
        variant: variant.to_owned(),
        tally,
        cause: Cause::default(),
    };
    let counted = [("plain", Tally::Sent, 120), ("plain", Tally::Opened, 7), ("question", Tally::Sent, 90)];
    let opened = [("question", Tally::Opened, 30), ("question", Tally::Clicked, 1)];
    for (variant, what, times) in counted.into_iter().chain(opened) {
        consume(&*store, &lead, vec![tally(variant, what); times], None);
    }
    stage.store.begin_trial(TRIAL, MORNING).unwrap();
    assert!(
        shown(folder.path(), "ja").starts_with("offer：2026/04/03(金) 10:00まで試しています（開封率で決定）\n"),
        "{}",
        shown(folder.path(), "ja")
    );
    stage.store.decide_trial(TRIAL, "question", days(2)).unwrap();
    let english = "\
offer: `question` has won by opens, decided Fri 2026-04-03 10:00
  variant   sent  opened      clicked
  plain     120   7 (5.8%)    0 (0.0%)
  question  90    30 (33.3%)  1 (1.1%)
";
    assert_eq!(shown(folder.path(), "en"), english);
    let japanese = shown(folder.path(), "ja");
    assert!(japanese.contains("  案        送信  開封        クリック\n"), "{japanese}");
}
