//! `answer within 24 hours, else tell "…"`, from the handoff to the one who is told, on both stores: once, and only where
//! nobody has taken the lead on.

mod support;

use sodate::engine::{Input, InputKind};
use sodate::ir::time::{HOUR_MILLISECONDS, Instant};
use sodate::runtime::{Clock, ManualClock, SendMode};
use sodate::store::{LeadReference, NewInput, OutboxContent, Storage};
use std::sync::Arc;
use support::program::{FakeServer, Stage};
use support::rows::{Host, InMemory, OnDisk};
use support::{MORNING, compiled};

const FLOW: &str = r#"
event inquire { }
team sales {
  member "sato@acme.example"
  member "suzuki@acme.example"
  assign in turn
  answer within 24 hours, else tell "manager@acme.example"
}
scenario inquiries {
  start on inquire
  again always
  handoff to sales because "お問い合わせ"
}
"#;

fn hours(hours: i64) -> Instant {
    MORNING.plus_milliseconds(hours * HOUR_MILLISECONDS)
}

fn stage(store: Arc<dyn Storage>, now: Instant) -> Stage {
    Stage::with(store, Arc::new(ManualClock::new(now)), FakeServer::new(), SendMode::Live)
}

fn answers(stage: &Stage, lead: &str, handoff: u64) {
    let input = Input { id: format!("a{handoff}"), at: stage.clock.now(), kind: InputKind::Answered { handoff } };
    let new = NewInput { lead: LeadReference::Id(lead.to_owned()), input, create: false };
    stage.store.accept(vec![new], true).unwrap();
}

async fn the_manager_is_told_once_of_a_handoff_that_nobody_answers<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    {
        let store: Arc<dyn Storage> = Arc::new(host.open());
        store.publish(&compiled(FLOW), MORNING).unwrap();
        let stage = stage(store, MORNING);
        let answered = stage.does("answered@a.example", "inquire");
        stage.does("forgotten@a.example", "inquire");
        stage.play_until(hours(23)).await;
        assert_eq!(stage.server.count(), 2);
        answers(&stage, &answered, 0);
        stage.runtime.settle().await.unwrap();
    }
    // Another process has to know of it, too.
    let store: Arc<dyn Storage> = Arc::new(host.open());
    let stage = stage(store, hours(23));
    stage.play_until(Instant(hours(24).0 - 1)).await;
    assert_eq!(stage.server.recipients(), Vec::<String>::new());
    stage.play_until(hours(100)).await;
    assert_eq!(stage.server.recipients(), ["manager@acme.example"]);
    let forgotten = stage.lead("forgotten@a.example");
    let told = stage.mails(&forgotten).pop().unwrap();
    assert!(matches!(told.content, OutboxContent::Notice { unanswered: true, handoff: 0, .. }), "{told:?}");
    assert_eq!(told.first_due, hours(24));
    // Too late changes nothing, and a second handoff is a matter of its own.
    answers(&stage, &forgotten, 0);
    stage.does("forgotten@a.example", "inquire");
    stage.play_until(hours(110)).await;
    answers(&stage, &forgotten, 1);
    stage.play_until(hours(200)).await;
    let members = ["sato@acme.example", "suzuki@acme.example"];
    let recipients = stage.server.recipients();
    assert_eq!(recipients.len(), 2);
    assert!(members.contains(&recipients[1].as_str()), "{recipients:?}");
}

#[tokio::test]
async fn in_memory_the_manager_is_told_once() {
    the_manager_is_told_once_of_a_handoff_that_nobody_answers::<InMemory>().await;
}

#[tokio::test]
async fn on_disk_the_manager_is_told_once() {
    the_manager_is_told_once_of_a_handoff_that_nobody_answers::<OnDisk>().await;
}
