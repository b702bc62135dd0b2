//! One suite for every store: what holds for the store in memory holds for the one on disk. Each test runs on both.

mod support;

use sodate::engine::trial::{Tally, TrialCounts, TrialRecord};
use sodate::engine::{Cause, Effect, Input, InputKind, MailOutcome, Score};
use sodate::ir::time::Instant;
use sodate::store::{
    Accepted, CommitResult, Intake, LeadReference, NewInput, Outbox, OutboxChange, OutboxContent, OutboxRow,
    OutboxState, Reports, Storage, Store, StoreError, dump, notice_id,
};
use support::rows::{Host, change, commit_of, consume, handoff, plan, skip};
use support::{MORNING, empty_program, event, for_address, planned};

macro_rules! on_both_hosts {
    ($($name:ident),+ $(,)?) => {
        mod in_memory { $(#[test] fn $name() { super::$name::<crate::support::rows::InMemory>(); })+ }
        mod on_disk { $(#[test] fn $name() { super::$name::<crate::support::rows::OnDisk>(); })+ }
    };
}

on_both_hosts!(
    an_input_is_accepted_once,
    the_same_id_with_another_body_is_a_conflict,
    the_clock_is_no_part_of_the_body,
    addresses_are_compared_in_canonical_form,
    all_or_nothing_stores_nothing_where_one_is_bad,
    the_others_are_stored_where_one_is_bad,
    leads_created_in_a_batch_are_known_to_its_rest,
    the_inbox_keeps_the_order_of_arrival,
    waiting_inputs_are_counted,
    a_commit_needs_the_version_it_saw,
    a_consumed_input_is_not_consumed_again,
    one_conflict_leaves_the_others_stored,
    effects_become_rows,
    a_plan_is_stored_once,
    a_skip_takes_a_planned_mail_back_but_not_one_in_flight,
    due_leads_come_in_due_order_and_finished_ones_never,
    notices_are_due_before_mails,
    a_change_needs_the_epoch_and_version_it_saw,
    a_mail_does_not_start_while_an_input_waits,
    a_change_stores_its_input_and_the_rows_beside,
    an_unlawful_change_is_an_error,
    an_outcome_is_stored_once,
    a_reaction_settles_an_unknown_mail,
    a_parked_lead_is_left_alone_until_released,
    an_audience_lists_who_is_on_it,
    the_figures_and_the_winner_of_a_trial_stay,
    programs_are_versions,
    turns_count_up,
    there_is_one_lease,
    reopening_changes_nothing,
);

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

fn an_input_is_accepted_once<H: Host>() {
    let host = H::new();
    let store = host.open();
    let new = for_address("tanaka@a.example", event("e1", "download", MORNING));
    let first = store.accept(vec![new.clone()], true).unwrap();
    assert_eq!(first, [Accepted::New { lead: "L0000000001".to_owned(), created: true }]);
    let again = store.accept(vec![new.clone(), new], true).unwrap();
    let repeated = Accepted::Repeated { lead: "L0000000001".to_owned() };
    assert_eq!(again, [repeated.clone(), repeated]);
    assert_eq!(store.inbox(10).unwrap().len(), 1);
}

fn the_same_id_with_another_body_is_a_conflict<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let other = create(&store, "suzuki@b.example");
    let input = event("e1", "download", MORNING);
    let by_id = |id: &str, input: &Input| NewInput {
        lead: LeadReference::Id(id.to_owned()),
        input: input.clone(),
        create: false,
    };
    assert!(matches!(store.accept(vec![by_id(&lead, &input)], true).unwrap()[0], Accepted::New { .. }));
    assert_eq!(store.accept(vec![by_id(&lead, &event("e1", "visit", MORNING))], true).unwrap(), [Accepted::Conflict]);
    assert_eq!(store.accept(vec![by_id(&other, &input)], true).unwrap(), [Accepted::Conflict]);
    // The same lead by its address is the same body.
    let by_address = NewInput { lead: LeadReference::Address("tanaka@a.example".to_owned()), input, create: false };
    assert_eq!(store.accept(vec![by_address], true).unwrap(), [Accepted::Repeated { lead }]);
    assert_eq!(store.inbox(10).unwrap().len(), 3);
}

fn the_clock_is_no_part_of_the_body<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let later = Instant(MORNING.0 + 60_000);
    for (at, expected) in
        [(MORNING, Accepted::New { lead: lead.clone(), created: false }), (later, Accepted::Repeated { lead })]
    {
        let new = for_address("tanaka@a.example", event("e1", "download", at));
        assert_eq!(store.accept(vec![new], true).unwrap(), [expected]);
    }
}

fn addresses_are_compared_in_canonical_form<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "Tanaka.Taro@A.example");
    for (number, same) in
        [" tanaka.taro@a.example ", "TANAKA.TARO@A.EXAMPLE", "ｔａｎａｋａ．ｔａｒｏ＠ａ．ｅｘａｍｐｌｅ"]
            .into_iter()
            .enumerate()
    {
        let input = event(&format!("e{number}"), "download", MORNING);
        let answer = store.accept(vec![for_address(same, input)], true).unwrap();
        assert_eq!(answer, [Accepted::New { lead: lead.clone(), created: false }], "{same}");
        assert_eq!(store.find_lead(&LeadReference::Address(same.to_owned())).unwrap(), Some(lead.clone()));
    }
    assert_eq!(store.leads().unwrap(), [(lead, "Tanaka.Taro@A.example".to_owned())]);
}

fn mixed() -> Vec<NewInput> {
    vec![
        for_address("new@a.example", event("e1", "download", MORNING)),
        NewInput {
            lead: LeadReference::Id("L0000000099".to_owned()),
            input: event("e2", "download", MORNING),
            create: true,
        },
        for_address("new@a.example", event("e1", "visit", MORNING)),
        for_address("next@a.example", event("e4", "visit", MORNING)),
    ]
}

fn mixed_answers() -> Vec<Accepted> {
    vec![
        Accepted::New { lead: "L0000000001".to_owned(), created: true },
        Accepted::UnknownLead,
        Accepted::Conflict,
        Accepted::New { lead: "L0000000002".to_owned(), created: true },
    ]
}

fn all_or_nothing_stores_nothing_where_one_is_bad<H: Host>() {
    let host = H::new();
    let store = host.open();
    assert_eq!(store.accept(mixed(), true).unwrap(), mixed_answers());
    assert!(store.leads().unwrap().is_empty());
    assert!(store.inbox(10).unwrap().is_empty());
    // The ids are still free.
    assert!(matches!(store.accept(mixed()[..1].to_vec(), true).unwrap()[0], Accepted::New { created: true, .. }));
}

fn the_others_are_stored_where_one_is_bad<H: Host>() {
    let host = H::new();
    let store = host.open();
    assert_eq!(store.accept(mixed(), false).unwrap(), mixed_answers());
    assert_eq!(store.leads().unwrap().len(), 2);
    assert_eq!(store.inbox(10).unwrap().len(), 2);
}

fn leads_created_in_a_batch_are_known_to_its_rest<H: Host>() {
    let host = H::new();
    let store = host.open();
    let answers = store
        .accept(
            vec![
                for_address("a@a.example", event("e1", "download", MORNING)),
                for_address("A@A.example", event("e2", "download", MORNING)),
            ],
            true,
        )
        .unwrap();
    assert_eq!(answers[1], Accepted::New { lead: "L0000000001".to_owned(), created: false });
    assert_eq!(store.leads().unwrap().len(), 1);
}

fn the_inbox_keeps_the_order_of_arrival<H: Host>() {
    let host = H::new();
    let store = host.open();
    for number in 0..5 {
        // Later inputs say that they happened earlier: the order of arrival counts all the same.
        let input = event(&format!("e{number}"), "visit", Instant(MORNING.0 - number));
        store.accept(vec![for_address(&format!("{}@a.example", number % 2), input)], true).unwrap();
    }
    let ids: Vec<String> = store.inbox(10).unwrap().into_iter().map(|item| item.input.id).collect();
    assert_eq!(ids, ["e0", "e1", "e2", "e3", "e4"]);
    assert_eq!(store.inbox(2).unwrap().len(), 2);
}

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

fn notices_are_due_before_mails<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    let early = Instant(MORNING.0 - 1);
    let late = Instant(MORNING.0 + 1);
    let effects =
        vec![plan(&lead, "later", late), plan(&lead, "second", MORNING), plan(&lead, "first", early), handoff(0)];
    consume(&store, &lead, effects, None);
    let due = |now, limit| -> Vec<String> {
        let rows = store.due_mails(now, limit).unwrap();
        rows.iter()
            .map(|row| match &row.content {
                OutboxContent::Mail(mail) => mail.key.step.clone(),
                OutboxContent::Notice { .. } => "notice".to_owned(),
                OutboxContent::Call { channel, .. } => channel.clone(),
            })
            .collect()
    };
    assert_eq!(due(MORNING, 10), ["notice", "first", "second"]);
    assert_eq!(due(MORNING, 2), ["notice", "first"]);
    assert_eq!(due(late, 10).len(), 4);
    assert_eq!(store.next_due().unwrap(), Some(early));
}

fn a_change_needs_the_epoch_and_version_it_saw<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (lead, mut row) = with_mail(&store);
    row.state = OutboxState::Sending;
    let loaded = store.load(std::slice::from_ref(&lead)).unwrap().remove(0);
    let with_lead = |version| OutboxChange { lead: Some((loaded.state.clone(), version)), ..change(row.clone()) };
    let before = dump(&store).unwrap();
    assert!(!store.change(with_lead(loaded.version + 1)).unwrap());
    let wrong_epoch = OutboxRow { epoch: row.epoch + 1, ..row.clone() };
    assert!(!store.change(change(wrong_epoch)).unwrap());
    let unknown = OutboxRow { id: "0".repeat(32), ..row.clone() };
    assert!(!store.change(change(unknown)).unwrap());
    assert_eq!(dump(&store).unwrap(), before);
    assert!(store.change(with_lead(loaded.version)).unwrap());
    assert!(!store.change(with_lead(loaded.version)).unwrap());
    let stored = store.mail(&row.id).unwrap().unwrap();
    assert_eq!((stored.state, stored.epoch), (OutboxState::Sending, row.epoch + 1));
    assert_eq!(store.load(&[lead]).unwrap()[0].version, loaded.version + 1);
}

fn a_mail_does_not_start_while_an_input_waits<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (lead, mut row) = with_mail(&store);
    let opt_out = Input {
        id: "opt-out".to_owned(),
        at: MORNING,
        kind: InputKind::OptOut { source: "unsubscribe page".to_owned() },
    };
    store.accept(vec![for_address("tanaka@a.example", opt_out)], true).unwrap();
    assert!(store.due_mails(MORNING, 10).unwrap().is_empty());
    row.state = OutboxState::Sending;
    assert!(!store.change(change(row.clone())).unwrap());
    consume(&store, &lead, Vec::new(), None);
    assert_eq!(store.due_mails(MORNING, 10).unwrap().len(), 1);
    assert!(store.change(change(row)).unwrap());
}

fn a_change_stores_its_input_and_the_rows_beside<H: Host>() {
    let host = H::new();
    let store = host.open();
    let lead = create(&store, "tanaka@a.example");
    consume(&store, &lead, vec![handoff(0)], None);
    let row = store.due_mails(MORNING, 10).unwrap().remove(0);
    let beside = OutboxRow { id: notice_id(&lead, 0, 1), ..row.clone() };
    let input = event("follows", "visit", MORNING);
    let whole = OutboxChange {
        row: row.clone(),
        lead: None,
        input: Some(input.clone()),
        beside: vec![beside.clone(), row.clone()],
    };
    assert!(store.change(whole).unwrap());
    assert_eq!(store.mails_of(&lead).unwrap(), [OutboxRow { epoch: 1, ..row }, beside]);
    assert_eq!(store.inbox(10).unwrap()[0].input, input);
    // The input's id is known now.
    let again = store.accept(vec![for_address("tanaka@a.example", input)], true).unwrap();
    assert_eq!(again, [Accepted::Repeated { lead }]);
}

fn an_unlawful_change_is_an_error<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (_, mut row) = with_mail(&store);
    row.state = OutboxState::Sent;
    assert!(matches!(store.change(change(row.clone())), Err(StoreError::Failed(_))), "planned to sent");
    for state in [OutboxState::Sending, OutboxState::Sent] {
        row.state = state;
        assert!(store.change(change(row.clone())).unwrap());
        row.epoch += 1;
    }
    for state in OutboxState::ALL {
        row.state = state;
        assert!(matches!(store.change(change(row.clone())), Err(StoreError::Failed(_))), "sent to {state:?}");
    }
    assert_eq!(store.mail(&row.id).unwrap().unwrap().state, OutboxState::Sent);
}

fn an_outcome_is_stored_once<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (_, mut row) = with_mail(&store);
    let input = Input {
        id: "outcome".to_owned(),
        at: MORNING,
        kind: InputKind::Mail { mail: row.id.clone(), outcome: MailOutcome::Sent },
    };
    row.state = OutboxState::Sending;
    assert!(store.change(OutboxChange { input: Some(input.clone()), ..change(row.clone()) }).unwrap());
    row.epoch += 1;
    row.state = OutboxState::Sent;
    let before = dump(&store).unwrap();
    let twice = store.change(OutboxChange { input: Some(input), ..change(row) });
    assert!(matches!(twice, Err(StoreError::Failed(_))));
    assert_eq!(dump(&store).unwrap(), before);
}

/// The lead opens the mail. Returns the state in which that leaves the mail.
fn opened(store: &impl Storage, mail: &str, id: &str, lead: &str) -> OutboxState {
    let input = Input { id: id.to_owned(), at: MORNING, kind: InputKind::Opened { mail: mail.to_owned() } };
    let new = NewInput { lead: LeadReference::Id(lead.to_owned()), input, create: false };
    store.accept(vec![new], true).unwrap();
    consume(store, lead, Vec::new(), None);
    store.mail(mail).unwrap().unwrap().state
}

fn a_reaction_settles_an_unknown_mail<H: Host>() {
    let host = H::new();
    let store = host.open();
    let (lead, mut row) = with_mail(&store);
    let other = create(&store, "suzuki@b.example");
    assert_eq!(opened(&store, &row.id, "early", &lead), OutboxState::Planned);
    for state in [OutboxState::Sending, OutboxState::Unknown] {
        row.state = state;
        assert!(store.change(change(row.clone())).unwrap());
        row.epoch += 1;
    }
    assert_eq!(opened(&store, &row.id, "of another lead", &other), OutboxState::Unknown);
    assert_eq!(opened(&store, &row.id, "late", &lead), OutboxState::Sent);
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

fn waiting_inputs_are_counted<H: Host>() {
    let host = H::new();
    let store = host.open();
    assert_eq!(store.waiting_inputs(None).unwrap(), 0);
    let tanaka = create(&store, "tanaka@a.example");
    let suzuki = create(&store, "suzuki@b.example");
    store.accept(vec![for_address("tanaka@a.example", event("e2", "download", MORNING))], true).unwrap();
    let count = |lead| store.waiting_inputs(lead).unwrap();
    assert_eq!((count(None), count(Some(&tanaka)), count(Some(&suzuki)), count(Some("nobody"))), (3, 2, 1, 0));
    consume(&store, &tanaka, Vec::new(), None);
    assert_eq!((count(None), count(Some(&tanaka)), count(Some(&suzuki))), (1, 0, 1));
}

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
