//! One suite for every store: what holds for the store in memory holds for the one on disk. Each test runs on both.

#[path = "../support/mod.rs"]
mod support;

use sodate::store::{Accepted, OutboxRow, Storage};
use support::rows::{consume, plan};
use support::{MORNING, event, for_address};

macro_rules! on_both_hosts {
    ($($name:ident),+ $(,)?) => {
        mod in_memory { $(#[test] fn $name() { super::$name::<crate::support::rows::InMemory>(); })+ }
        mod on_disk { $(#[test] fn $name() { super::$name::<crate::support::rows::OnDisk>(); })+ }
    };
}

mod commits;
mod intake;
mod outbox;
mod program;

/// The lead of that address, created by an event.
fn create(store: &impl Storage, address: &str) -> String {
    let input = event(&format!("create {address}"), "download", MORNING);
    let answer = store.accept(vec![for_address(address, input)], true).unwrap().remove(0);
    let Accepted::New { lead, .. } = answer else { panic!("{answer:?}") };
    lead
}

/// A lead with one planned mail.
fn with_mail<S: Storage>(store: &S) -> (String, OutboxRow) {
    let lead = create(store, "tanaka@a.example");
    consume(store, &lead, vec![plan(&lead, "send thanks", MORNING)], None);
    let row = store.due_mails(MORNING, 10).unwrap().remove(0);
    (lead, row)
}
