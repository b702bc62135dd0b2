//! Notices to teams: who gets them, and what a server that refuses them changes.

use crate::support::program::{Stage, sent};
use crate::support::{MORNING, for_address};
use crate::{TANAKA, after, opt_out};
use sodate::ir::time::{DAY_MILLISECONDS, HOUR_MILLISECONDS};
use sodate::mail::SendOutcome;
use sodate::runtime::SendMode;
use sodate::store::memory::MemoryStore;
use sodate::store::sqlite::SqliteStore;
use sodate::store::{OutboxState, Storage, notice_id};
use std::sync::Arc;
use tempfile::TempDir;

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
        let mut program = crate::support::program::drip_program();
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
