//! Opt-outs and other changes at the worst moment, leads that cannot be worked on, and many inputs at once.

use crate::support::program::Stage;
use crate::support::{MORNING, event, for_address};
use crate::{TANAKA, opt_out};
use sodate::engine::{Input, InputKind};
use sodate::runtime::SendMode;
use sodate::store::OutboxState;
use sodate::store::sqlite::SqliteStore;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;

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
