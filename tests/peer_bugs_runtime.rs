//! Bugs that users of other tools live with, each as a test that it cannot happen here. The numbers are those of the list
//! in docs; each test is written from what happened, never from the other project's code.

mod support;

use sodate::engine::{Input, InputKind, MailOutcome, SuppressionReason};
use sodate::ir::time::{DAY_MILLISECONDS, HOUR_MILLISECONDS, Instant};
use sodate::mail::SendOutcome;
use sodate::runtime::import::{ImportFile, import};
use sodate::runtime::{ManualClock, SendMode};
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Accepted, LeadReference, NewInput, OutboxState, Storage, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use support::program::{FakeServer, Stage, drip_program, sent};
use support::{MORNING, event, for_address};
use tempfile::TempDir;

fn after(milliseconds: i64) -> Instant {
    MORNING.plus_milliseconds(milliseconds)
}

fn opt_out(address: &str) -> NewInput {
    let kind = InputKind::OptOut { source: "unsubscribe page".to_owned() };
    for_address(address, Input { id: format!("out {address}"), at: MORNING, kind })
}

/// 2: a lock that expired gave parallel runs and up to six copies. The lease here never expires while its holder lives,
/// and a mail that one runtime took is not there for another one even without the lease.
#[tokio::test]
async fn bug_02_two_runtimes_on_one_store_send_each_mail_once() {
    let folder = TempDir::new().unwrap();
    let open = || Arc::new(SqliteStore::open(folder.path().join("sodate.db")).unwrap());
    let first = Stage::over(open(), SendMode::Live);
    for number in 0..50 {
        first.does(&format!("lead{number}@a.example"), "download");
    }
    first.runtime.tick_engine().unwrap();
    let second = Stage::with(open(), first.clock.clone(), FakeServer::new(), SendMode::Live);
    // However long the first one takes.
    first.clock.advance(10 * HOUR_MILLISECONDS);
    let (one, other) = tokio::join!(first.runtime.settle(), second.runtime.settle());
    one.unwrap();
    assert!(matches!(other, Err(StoreError::Busy(_))));
    assert_eq!((first.server.count(), second.server.count()), (50, 0));

    // Without the lease the outbox itself still gives each row to one taker.
    let row = first.mails(&first.lead("lead0@a.example")).remove(0);
    assert_eq!(row.state, OutboxState::Sent);
    first.does("race@a.example", "download");
    first.runtime.tick_engine().unwrap();
    let stores: [Arc<dyn Storage>; 2] = [first.store.clone(), open()];
    let mut row = first.mails(&first.lead("race@a.example")).remove(0);
    row.state = OutboxState::Sending;
    let takers: Vec<_> = stores
        .into_iter()
        .map(|store| {
            let change = sodate::store::OutboxChange { row: row.clone(), lead: None, input: None, beside: Vec::new() };
            std::thread::spawn(move || store.change(change).unwrap())
        })
        .collect();
    let taken = takers.into_iter().map(|taker| taker.join().unwrap()).filter(|taken| *taken).count();
    assert_eq!(taken, 1);
}

/// 3: one 554 re-sent a whole batch for ever. Outcomes are per recipient here.
#[tokio::test]
async fn bug_03_one_refused_recipient_does_not_touch_the_others() {
    let stage = Stage::new();
    let leads: Vec<String> = (0..20).map(|n| stage.does(&format!("lead{n}@a.example"), "download")).collect();
    stage.server.answers(|mail| {
        if mail.to == "lead5@a.example" {
            SendOutcome::Refused { reason: "554 5.1.1 refused".to_owned() }
        } else {
            sent()
        }
    });
    stage.play_until(after(DAY_MILLISECONDS)).await;
    assert_eq!(stage.server.count(), 20);
    for (number, lead) in leads.iter().enumerate() {
        let expected = if number == 5 { OutboxState::Bounced } else { OutboxState::Sent };
        assert_eq!(stage.states(lead), [expected]);
    }
}

/// 9: endless retries and reschedules. Tries are bounded here and end in a state with a reason, also when sending hours and
/// notices come in between.
#[tokio::test]
async fn bug_09_tries_end_in_a_terminal_state_with_a_reason() {
    let stage = Stage::new();
    let mail = stage.does("tanaka@a.example", "download");
    let notice = stage.does("suzuki@b.example", "inquire");
    stage.server.answers(|_| SendOutcome::Retry { reason: "421 not now".to_owned() });
    stage.play_until(after(30 * DAY_MILLISECONDS)).await;
    for lead in [mail, notice] {
        for row in stage.mails(&lead) {
            assert_eq!(row.state, OutboxState::Failed, "{row:?}");
            assert!(row.reason.as_deref().unwrap().contains("421 not now"), "{row:?}");
            assert!(row.attempts < 150, "{row:?}");
        }
    }
    assert_eq!(stage.runtime.next_due().unwrap(), None);
}

/// 10: a server error marked the contact as bounced, or the mail as sent. 4xx, 5xx and connection faults differ here.
#[tokio::test]
async fn bug_10_only_a_refused_recipient_counts_as_bounced_and_only_an_accepted_mail_as_sent() {
    let reason = || "as answered".to_owned();
    let cases = [
        (SendOutcome::Retry { reason: reason() }, OutboxState::Planned, false),
        (SendOutcome::Failed { reason: reason() }, OutboxState::Failed, false),
        (SendOutcome::Halt { reason: reason() }, OutboxState::Planned, false),
        (SendOutcome::Unknown { reason: reason() }, OutboxState::Unknown, false),
        (SendOutcome::Refused { reason: reason() }, OutboxState::Bounced, true),
        (sent(), OutboxState::Sent, false),
    ];
    for (outcome, state, suppressed) in cases {
        let stage = Stage::new();
        let lead = stage.does("tanaka@a.example", "download");
        let answer = outcome.clone();
        stage.server.answers(move |_| answer.clone());
        stage.runtime.settle().await.unwrap();
        assert_eq!(stage.states(&lead), [state], "{outcome:?}");
        assert_eq!(stage.state(&lead).suppression.is_some(), suppressed, "{outcome:?}");
    }
}

/// 11: a failed send still scored. What hangs on a mail hangs on its outcome here.
#[tokio::test]
async fn bug_11_a_mail_that_failed_scores_nothing_and_counts_for_nothing() {
    let mut program = drip_program();
    program.score.rules[0].trigger = sodate::ir::ScoreTrigger::OpenedAny;
    sodate::ir::seal(&mut program);
    let stage = Stage::new();
    stage.store.publish(&program, MORNING).unwrap();
    let failed = stage.does("tanaka@a.example", "download");
    let good = stage.does("suzuki@b.example", "download");
    stage.server.answers(|mail| match mail.to.as_str() {
        "tanaka@a.example" => SendOutcome::Failed { reason: "552 too large".to_owned() },
        _ => sent(),
    });
    stage.runtime.settle().await.unwrap();
    for lead in [&failed, &good] {
        let mail = stage.mails(lead)[0].id.clone();
        let input = Input { id: format!("open {mail}"), at: MORNING, kind: InputKind::Opened { mail } };
        let new = NewInput { lead: LeadReference::Id(lead.clone()), input, create: false };
        stage.store.accept(vec![new], true).unwrap();
    }
    stage.runtime.settle().await.unwrap();
    assert_eq!((stage.state(&failed).score, stage.state(&good).score), (0, 10));
    assert!(stage.state(&failed).mails.is_empty());
}

/// 17: finished contacts still cost forty minutes a run. Here nothing that is finished is looked at: ticks over a store
/// full of finished leads take what is due and nothing else (the plans of the queries are tested beside them).
#[tokio::test]
async fn bug_17_finished_leads_are_never_taken_again() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path().join("sodate.db")).unwrap());
    let stage = Stage::over(store, SendMode::Live);
    let inputs =
        (0..500).map(|n| for_address(&format!("lead{n}@a.example"), event(&format!("e{n}"), "download", MORNING)));
    stage.store.accept(inputs.collect(), true).unwrap();
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.counts(), BTreeMap::from([(OutboxState::Sent, 1_000)]));
    stage.clock.advance(1_000 * DAY_MILLISECONDS);
    let now = stage.clock.as_ref();
    let now = sodate::runtime::Clock::now(now);
    assert!(stage.store.due_leads(now, 10).unwrap().is_empty());
    assert!(stage.store.due_mails(now, 10).unwrap().is_empty());
    assert!(stage.store.inbox(10).unwrap().is_empty());
    assert_eq!(stage.store.next_due().unwrap(), None);
    assert_eq!(stage.runtime.settle().await.unwrap(), 0);
}

/// 20: mails went out after an unsubscribe. Here none starts once the opt-out is stored, at whichever point of the run it comes.
#[tokio::test]
async fn bug_20_after_an_opt_out_is_stored_no_mail_starts() {
    for point in 0..8 {
        let stage = Stage::new();
        let address = "tanaka@a.example";
        let lead = stage.does(address, "download");
        let mut stored = false;
        for turn in 0..8 {
            if turn == point {
                let before = stage.server.count();
                stage.store.accept(vec![opt_out(address)], true).unwrap();
                stored = true;
                // The sender alone, before the engine has read it.
                stage.runtime.tick_sender().await.unwrap();
                assert_eq!(stage.server.count(), before, "at {point}");
            }
            let before = stage.server.count();
            match turn % 4 {
                0 | 2 => drop(stage.runtime.tick_engine().unwrap()),
                1 => drop(stage.runtime.tick_sender().await.unwrap()),
                _ => stage.clock.advance(3 * DAY_MILLISECONDS),
            }
            assert!(!stored || stage.server.count() == before, "at {point}, turn {turn}");
        }
        stage.play_until(after(60 * DAY_MILLISECONDS)).await;
        assert_eq!(stage.state(&lead).suppression.unwrap().reason, SuppressionReason::OptedOut);
        assert!(stage.state(&lead).enrolments.is_empty());
        assert!(!stage.counts().contains_key(&OutboxState::Planned));
    }
}

/// 21: pausing and resuming sent five copies to some and nothing to a third. Here a runtime may be stopped and started
/// after any mail: each lead gets each mail once.
#[tokio::test]
async fn bug_21_stopping_and_starting_again_sends_each_mail_once() {
    let folder = TempDir::new().unwrap();
    let open = || Arc::new(SqliteStore::open(folder.path().join("sodate.db")).unwrap());
    let clock = Arc::new(ManualClock::new(MORNING));
    let server = FakeServer::new();
    {
        let stage = Stage::over(open(), SendMode::Live);
        for number in 0..40 {
            stage.does(&format!("lead{number}@a.example"), "download");
        }
    }
    for round in 0..12 {
        let stage = Stage::with(open(), clock.clone(), server.clone(), SendMode::Live);
        // Some rounds are stopped between planning and sending, some by a halt in the middle of sending.
        let mut left = 7;
        server.answers(move |_| {
            left -= 1;
            if left > 0 { sent() } else { SendOutcome::Halt { reason: "paused".to_owned() } }
        });
        stage.runtime.tick_engine().unwrap();
        if round % 3 != 2 {
            stage.runtime.tick_sender().await.unwrap();
        }
    }
    server.answers(|_| sent());
    let stage = Stage::with(open(), clock, server.clone(), SendMode::Live);
    stage.runtime.settle().await.unwrap();
    assert_eq!(stage.counts(), BTreeMap::from([(OutboxState::Sent, 40)]));
    for row in stage.store.leads().unwrap().iter().map(|(lead, _)| stage.mails(lead).remove(0)) {
        assert_eq!(row.state, OutboxState::Sent);
    }
}

/// 29: an import brought opted-out addresses back. Here an import never lifts an opt-out, whatever it says.
#[tokio::test]
async fn bug_29_an_import_does_not_lift_an_opt_out() {
    let stage = Stage::new();
    let lead = stage.does("tanaka@a.example", "download");
    stage.store.accept(vec![opt_out("tanaka@a.example")], true).unwrap();
    stage.runtime.settle().await.unwrap();
    let csv = "email,name,basis,opted_out\nTANAKA@a.example,田中,consent,no\n";
    let file = ImportFile { name: "leads.csv", bytes: csv.as_bytes() };
    let report = import(stage.store.as_ref(), &drip_program(), file, MORNING, false).unwrap();
    assert_eq!((report.created, report.updated), (0, 1));
    stage.runtime.settle().await.unwrap();
    let state = stage.state(&lead);
    assert_eq!(state.suppression.unwrap().reason, SuppressionReason::OptedOut);
    assert!(state.fields.contains_key("name"), "the rest of the line is taken");
    stage.does("tanaka@a.example", "download");
    stage.play_until(after(30 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.server.count(), 0);
}

/// 31: a contact was mailed twice because of letter case. Here addresses that differ in case or width are one lead.
#[tokio::test]
async fn bug_31_letter_case_does_not_make_a_second_lead() {
    let stage = Stage::new();
    let same = ["Tanaka@A.example", "tanaka@a.EXAMPLE", "ｔａｎａｋａ@a.example", " tanaka@a.example "];
    for (number, address) in same.into_iter().enumerate() {
        let new = for_address(address, event(&format!("e{number}"), "download", MORNING));
        assert!(matches!(stage.store.accept(vec![new], true).unwrap()[0], Accepted::New { .. }));
    }
    stage.play_until(after(10 * DAY_MILLISECONDS)).await;
    assert_eq!(stage.store.leads().unwrap().len(), 1);
    assert_eq!(stage.server.count(), 2, "thanks and pitfalls, once each");
    let csv = "email\ntanaka@a.example\nTANAKA@A.EXAMPLE\n";
    let file = ImportFile { name: "leads.csv", bytes: csv.as_bytes() };
    let report = import(stage.store.as_ref(), &drip_program(), file, MORNING, false).unwrap();
    assert_eq!(report.problems[0].line, 3);
    assert!(!report.stored);
}

/// The outcome of a mail reaches the engine once, however the answer is stored.
#[tokio::test]
async fn an_outcome_is_one_input() {
    let stage = Stage::new();
    let lead = stage.does("tanaka@a.example", "download");
    stage.runtime.settle().await.unwrap();
    let journal = stage.store.journal(&lead).unwrap();
    let outcomes =
        journal.iter().filter(|entry| matches!(&entry.input.kind, InputKind::Mail { outcome: MailOutcome::Sent, .. }));
    assert_eq!(outcomes.count(), 1);
}
