//! What the engine stores: inputs consumed once, effects as rows, leads that are due or set aside.

use crate::support::rows::{Host, change, commit_of, consume, handoff, plan, skip};
use crate::support::{MORNING, event, for_address, planned};
use crate::{create, with_mail};
use sodate::engine::{Cause, Effect, Input, InputKind, Score, Suppression, SuppressionReason};
use sodate::ir::time::Instant;
use sodate::store::{
    CommitResult, Intake, Outbox, OutboxContent, OutboxRow, OutboxState, Reports, Store, dump, hand_out, notice_id,
};

on_both_hosts!(
    a_commit_needs_the_version_it_saw,
    a_consumed_input_is_not_consumed_again,
    one_conflict_leaves_the_others_stored,
    effects_become_rows,
    a_plan_is_stored_once,
    a_skip_takes_a_planned_mail_back_but_not_one_in_flight,
    due_leads_come_in_due_order_and_finished_ones_never,
    a_parked_lead_is_left_alone_until_released,
    an_audience_lists_who_is_on_it,
    an_audience_is_handed_out_without_those_who_want_no_mail,
);

fn a_commit_needs_the_version_it_saw<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let stale = commit_of(&store, &lead, Vec::new(), None);
    store.accept(vec![for_address("tanaka@a.example", event("e2", "visit", MORNING))], true).unwrap();
    assert_eq!(consume(&store, &lead, Vec::new(), None), CommitResult::Stored);
    let before = dump(&store).unwrap();
    assert_eq!(store.commit(vec![stale]).unwrap(), [CommitResult::Conflict]);
    assert_eq!(dump(&store).unwrap(), before);
}

fn a_consumed_input_is_not_consumed_again<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let mut again = commit_of(&store, &lead, Vec::new(), None);
    assert_eq!(consume(&store, &lead, Vec::new(), None), CommitResult::Stored);
    again.expected_version += 1;
    assert_eq!(store.commit(vec![again]).unwrap(), [CommitResult::Conflict]);
    assert_eq!(store.journal(&lead).unwrap().len(), 1);
}

fn one_conflict_leaves_the_others_stored<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (first, second) = (create(&store, "a@a.example"), create(&store, "b@a.example"));
    let mut bad = commit_of(&store, &first, vec![plan(&first, "send thanks", MORNING)], None);
    bad.expected_version += 7;
    let good = commit_of(&store, &second, vec![plan(&second, "send thanks", MORNING)], None);
    assert_eq!(store.commit(vec![bad, good]).unwrap(), [CommitResult::Conflict, CommitResult::Stored]);
    assert!(store.mails_of(&first).unwrap().is_empty());
    assert_eq!(store.mails_of(&second).unwrap().len(), 1);
    assert_eq!(store.inbox(10).unwrap().len(), 1);
}

fn effects_become_rows<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let score = |points, total| Effect::Score {
        score: Score { points, total, because: None },
        cause: Cause { rule: Some("event download".to_owned()), ..Cause::default() },
    };
    let effects = vec![
        score(10, 10),
        plan(&lead, "send thanks", MORNING),
        skip(&lead, "send pitfalls", "opted_out"),
        skip(&lead, "send case_study", "late"),
        score(40, 50),
        handoff(0),
    ];
    assert_eq!(consume(&store, &lead, effects.clone(), Some(MORNING)), CommitResult::Stored);
    let mails = store.mails_of(&lead).unwrap();
    let states: Vec<(OutboxState, Option<&str>)> = mails.iter().map(|row| (row.state, row.reason.as_deref())).collect();
    let expected = [
        (OutboxState::Planned, None),
        (OutboxState::Suppressed, Some("opted_out")),
        (OutboxState::Expired, Some("late")),
        (OutboxState::Planned, None),
    ];
    assert_eq!(states, expected);
    assert_eq!(mails[0].id, planned(&lead, "send thanks", MORNING).key.id());
    assert_eq!(mails[3].id, notice_id(&lead, 0, 0));
    assert!(matches!(&mails[3].content, OutboxContent::Notice { handoff: 0, recipient: None, .. }));
    let ledger = store.ledger_of(&lead).unwrap();
    assert_eq!(
        ledger.iter().map(|row| (row.number, row.points, row.total)).collect::<Vec<_>>(),
        [(1, 10, 10), (2, 40, 50)]
    );
    assert_eq!(store.handoffs_of(&lead).unwrap().len(), 1);
    let journal = store.journal(&lead).unwrap();
    assert_eq!(journal.len(), 1);
    assert_eq!((journal[0].sequence, &journal[0].effects), (1, &effects));
    assert_eq!(
        store.outbox_counts().unwrap(),
        [(OutboxState::Planned, 2), (OutboxState::Suppressed, 1), (OutboxState::Expired, 1)]
    );
}

fn a_plan_is_stored_once<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (lead, row) = with_mail(&store);
    consume(&store, &lead, vec![plan(&lead, "send thanks", Instant(0))], None);
    assert_eq!(store.mails_of(&lead).unwrap(), [row]);
}

fn a_skip_takes_a_planned_mail_back_but_not_one_in_flight<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (lead, mut row) = with_mail(&store);
    consume(&store, &lead, vec![plan(&lead, "send pitfalls", MORNING)], None);
    row.state = OutboxState::Sending;
    assert!(store.change(change(row.clone())).unwrap());
    consume(
        &store,
        &lead,
        vec![skip(&lead, "send thanks", "opted_out"), skip(&lead, "send pitfalls", "opted_out")],
        None,
    );
    let states: Vec<OutboxState> = store.mails_of(&lead).unwrap().iter().map(|row| row.state).collect();
    assert_eq!(states, [OutboxState::Sending, OutboxState::Suppressed]);
    // Who saw the planned row cannot send it any more.
    let taken = store.mails_of(&lead).unwrap().remove(1);
    assert_eq!(taken.epoch, 1);
    let stale = OutboxRow { epoch: 0, state: OutboxState::Sending, ..taken };
    assert!(!store.change(change(stale)).unwrap());
}

fn due_leads_come_in_due_order_and_finished_ones_never<H: Host>() {
    let host = H::new();
    let store = host.open();
    let wakes = [Some(30), None, Some(10), Some(20), Some(10)];
    for (number, wake) in wakes.into_iter().enumerate() {
        let lead = create(&store, &format!("{number}@a.example"));
        consume(&store, &lead, Vec::new(), wake.map(Instant));
    }
    let ids = |now, limit| store.due_leads(Instant(now), limit).unwrap();
    assert_eq!(ids(9, 10), Vec::<String>::new());
    assert_eq!(ids(10, 10), ["L0000000003", "L0000000005"]);
    assert_eq!(ids(i64::MAX, 10), ["L0000000003", "L0000000005", "L0000000004", "L0000000001"]);
    assert_eq!(ids(30, 1), ["L0000000003"]);
    assert_eq!(store.next_due().unwrap(), Some(Instant(10)));
}

fn a_parked_lead_is_left_alone_until_released<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let other = create(&store, "suzuki@b.example");
    consume(&store, &lead, vec![plan(&lead, "send thanks", MORNING)], Some(MORNING));
    consume(&store, &other, Vec::new(), Some(Instant(MORNING.0 + 5)));
    let mut row = store.due_mails(MORNING, 10).unwrap().remove(0);
    store.accept(vec![for_address("tanaka@a.example", event("e2", "visit", MORNING))], true).unwrap();
    let commit = commit_of(&store, &lead, Vec::new(), None);

    store.park(&lead, "a poisoned lead", MORNING).unwrap();
    store.park("L0000000077", "nobody", MORNING).unwrap();
    assert!(store.inbox(10).unwrap().is_empty());
    assert!(store.due_leads(MORNING, 10).unwrap().is_empty());
    assert!(store.due_mails(MORNING, 10).unwrap().is_empty());
    assert_eq!(store.next_due().unwrap(), Some(Instant(MORNING.0 + 5)));
    assert_eq!(store.commit(vec![commit]).unwrap(), [CommitResult::Conflict]);
    row.state = OutboxState::Sending;
    assert!(!store.change(change(row)).unwrap());
    let parked = store.parked().unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(
        (parked[0].lead.as_str(), parked[0].reason.as_str(), parked[0].at),
        (lead.as_str(), "a poisoned lead", MORNING)
    );

    assert_eq!(store.release_parked().unwrap(), 1);
    assert!(store.parked().unwrap().is_empty());
    assert_eq!(store.inbox(10).unwrap().len(), 1);
    assert_eq!(store.due_leads(MORNING, 10).unwrap(), [lead]);
}

fn an_audience_lists_who_is_on_it<H: Host>() {
    let host = H::new();
    let store = host.open();
    let leads: Vec<String> = ["a@a.example", "b@a.example", "c@a.example"].map(|one| create(&store, one)).into();
    let change = |audience: &str, add| Effect::Audience { audience: audience.to_owned(), add, cause: Cause::default() };
    consume(&store, &leads[2], vec![change("fans", true), change("読者", true)], None);
    consume(&store, &leads[0], vec![change("fans", true), change("fans", true)], None);
    consume(&store, &leads[1], vec![change("fans", true), change("fans", false)], None);
    assert_eq!(store.audience("fans").unwrap(), [leads[0].clone(), leads[2].clone()]);
    assert_eq!(store.audience("fan").unwrap(), Vec::<String>::new());
    assert_eq!(store.audiences().unwrap(), [("fans".to_owned(), 2), ("読者".to_owned(), 1)]);
    drop(store);
    assert_eq!(host.open().audience("読者").unwrap(), [leads[2].clone()]);
}

/// Neither an opt-out that took effect, nor one that only waits, nor one that may wait at a lead set aside is handed on.
fn an_audience_is_handed_out_without_those_who_want_no_mail<H: Host>() {
    let host = H::new();
    let store = host.open();
    let addresses = ["a@a.example", "b@a.example", "c@a.example", "d@a.example", "e@a.example", "f@a.example"];
    let leads: Vec<String> = addresses.map(|one| create(&store, one)).into();
    let added = Effect::Audience { audience: "fans".to_owned(), add: true, cause: Cause::default() };
    for lead in &leads {
        consume(&store, lead, vec![added.clone()], None);
    }
    let reasons = [SuppressionReason::OptedOut, SuppressionReason::Sunset];
    for (lead, reason) in leads.iter().zip(reasons) {
        let mut commit = commit_of(&store, lead, Vec::new(), None);
        commit.state.suppression = Some(Suppression { reason, at: MORNING, source: String::new() });
        assert_eq!(store.commit(vec![commit]).unwrap(), [CommitResult::Stored]);
    }
    let opt_out = InputKind::OptOut { source: "unsubscribe page".to_owned() };
    let opt_out = Input { id: "stop".to_owned(), at: MORNING, kind: opt_out };
    store.accept(vec![for_address(addresses[2], opt_out)], false).unwrap();
    store.accept(vec![for_address(addresses[3], event("later", "download", MORNING))], false).unwrap();
    store.accept(vec![for_address(addresses[4], event("aside", "download", MORNING))], false).unwrap();
    store.park(&leads[4], "a poisoned lead", MORNING).unwrap();
    let mut handed = Vec::new();
    let left_out = hand_out(&store, "fans", &mut |lead| handed.push(lead.lead.clone())).unwrap();
    assert_eq!(handed, [leads[3].clone(), leads[5].clone()]);
    assert_eq!(left_out, 4);
}
