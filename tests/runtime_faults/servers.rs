//! Mail servers that are down, full or garbling, and what that means for the run.

use crate::support::MORNING;
use crate::support::program::{FakeServer, Stage, sent};
use crate::{TANAKA, after};
use sodate::engine::SuppressionReason;
use sodate::ir::time::{DAY_MILLISECONDS, MINUTE_MILLISECONDS};
use sodate::mail::SendOutcome;
use sodate::runtime::{ManualClock, SendMode};
use sodate::store::memory::MemoryStore;
use sodate::store::{OutboxState, Storage};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    stage.store.publish(&crate::support::program::drip_program(), MORNING).unwrap();
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
