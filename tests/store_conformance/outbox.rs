//! What the sender stores: rows that are due, changes that lose a race, outcomes that are stored once.

use crate::support::rows::{Host, change, consume, handoff, plan};
use crate::support::{MORNING, event, for_address};
use crate::{create, with_mail};
use sodate::engine::{Input, InputKind, MailOutcome};
use sodate::ir::time::Instant;
use sodate::store::{
    Accepted, Intake, LeadReference, NewInput, Outbox, OutboxChange, OutboxContent, OutboxRow, OutboxState, Reports,
    Storage, Store, StoreError, dump, notice_id,
};

on_both_hosts!(
    notices_are_due_before_mails,
    a_change_needs_the_epoch_and_version_it_saw,
    a_mail_does_not_start_while_an_input_waits,
    a_change_stores_its_input_and_the_rows_beside,
    an_unlawful_change_is_an_error,
    an_outcome_is_stored_once,
    a_reaction_settles_an_unknown_mail,
);

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
