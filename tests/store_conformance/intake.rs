//! What is accepted: identities, addresses, batches, order.

use crate::create;
use crate::support::rows::{Host, consume};
use crate::support::{MORNING, event, for_address};
use sodate::engine::Input;
use sodate::ir::time::Instant;
use sodate::store::{Accepted, Intake, LeadReference, NewInput, Reports, Store};

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
);

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
