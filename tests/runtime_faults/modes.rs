//! Clocks that jump, and modes in which little or nothing leaves.

use crate::support::program::Stage;
use crate::{TANAKA, after};
use sodate::ir::time::{DAY_MILLISECONDS, HOUR_MILLISECONDS};
use sodate::runtime::SendMode;
use sodate::store::OutboxState;
use sodate::store::memory::MemoryStore;
use std::sync::Arc;

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
