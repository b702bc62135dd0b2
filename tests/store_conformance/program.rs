//! What holds for the whole store: versions of the program, turns, trials, the lease, opening again.

use crate::support::rows::{Host, change, consume, handoff, skip};
use crate::support::{MORNING, empty_program};
use crate::{create, with_mail};
use sodate::engine::trial::{Tally, TrialCounts, TrialRecord};
use sodate::engine::{Cause, Effect};
use sodate::store::{Outbox, OutboxState, Store, StoreError, dump};

on_both_hosts!(
    programs_are_versions,
    turns_count_up,
    there_is_one_lease,
    reopening_changes_nothing,
    the_figures_and_the_winner_of_a_trial_stay,
);

fn programs_are_versions<H: Host>() {
    let host = H::new();
    let store = host.open();
    assert_eq!(store.current_version().unwrap(), None);
    for (hash, version) in [("a", 1), ("a", 1), ("b", 2), ("a", 3)] {
        assert_eq!(store.publish(&empty_program(hash), MORNING).unwrap(), version);
        assert_eq!(store.current_version().unwrap(), Some(version));
    }
    let programs = store.programs().unwrap();
    assert_eq!(programs, [(1, empty_program("a")), (2, empty_program("b")), (3, empty_program("a"))]);
}

fn turns_count_up<H: Host>() {
    let host = H::new();
    let store = host.open();
    let turns: Vec<u64> = ["a", "a", "b", "a"].iter().map(|team| store.next_turn(team).unwrap()).collect();
    assert_eq!(turns, [0, 1, 0, 2]);
}

fn there_is_one_lease<H: Host>() {
    let host = H::new();
    let first = host.open();
    let second = host.open();
    first.acquire_lease().unwrap();
    assert!(matches!(second.acquire_lease(), Err(StoreError::Busy(_))));
    // Others may still hand in inputs.
    create(&second, "tanaka@a.example");
    assert_eq!(first.inbox(10).unwrap().len(), 1);
    drop(first);
    second.acquire_lease().unwrap();
}

fn reopening_changes_nothing<H: Host>() {
    let host = H::new();
    let before = {
        let store = host.open();
        store.publish(&empty_program("a"), MORNING).unwrap();
        let (lead, mut row) = with_mail(&store);
        consume(&store, &lead, vec![handoff(0), skip(&lead, "x", "late")], Some(MORNING));
        row.state = OutboxState::Sending;
        row.message_id = Some("abc@acme.example".to_owned());
        assert!(store.change(change(row)).unwrap());
        create(&store, "suzuki@b.example");
        dump(&store).unwrap()
    };
    assert_eq!(dump(&host.open()).unwrap(), before);
    assert!(before.contains("suzuki@b.example") && before.contains("abc@acme.example"), "{before}");
}

fn the_figures_and_the_winner_of_a_trial_stay<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "a@a.example");
    let one_more = |variant: &str, tally| Effect::Tally {
        trial: "offer: a, b".to_owned(),
        variant: variant.to_owned(),
        tally,
        cause: Cause::default(),
    };
    let effects = [("b", Tally::Sent), ("b", Tally::Sent), ("b", Tally::Opened), ("a", Tally::Clicked)];
    consume(&store, &lead, effects.map(|(variant, tally)| one_more(variant, tally)).into(), None);
    let later = |minutes: i64| MORNING.plus_milliseconds(minutes * 60_000);
    store.begin_trial("offer: a, b", MORNING).unwrap();
    store.begin_trial("offer: a, b", later(1)).unwrap();
    store.decide_trial("offer: a, b", "b", later(2)).unwrap();
    store.decide_trial("offer: a, b", "a", later(3)).unwrap();
    store.begin_trial("別のメール: 短い, 長い", later(4)).unwrap();
    drop(store);
    let trials = host.open().trials().unwrap();
    let counts = |sent, opened, clicked| TrialCounts { sent, opened, clicked };
    let offer = TrialRecord {
        begun_at: Some(MORNING),
        winner: Some("b".to_owned()),
        decided_at: Some(later(2)),
        counts: [("a".to_owned(), counts(0, 0, 1)), ("b".to_owned(), counts(2, 1, 0))].into(),
    };
    let other = TrialRecord { begun_at: Some(later(4)), ..TrialRecord::default() };
    assert_eq!(trials, [("offer: a, b".to_owned(), offer), ("別のメール: 短い, 長い".to_owned(), other)].into());
}
