//! Random sequences of operations leave the same bytes in every store, and reopening changes nothing.

mod support;

use proptest::prelude::*;
use sodate::engine::trial::Tally;
use sodate::engine::{Cause, Effect, Score};
use sodate::ir::time::Instant;
use sodate::store::memory::MemoryStore;
use sodate::store::{LeadReference, NewInput, OutboxChange, OutboxRow, OutboxState, Storage, dump};
use support::rows::{Host, OnDisk, commit_of, handoff, plan, skip};
use support::{MORNING, empty_program, event};

/// One random operation. Numbers pick among what is there, so that most operations hit something.
#[derive(Debug, Clone)]
enum Operation {
    Accept { batch: Vec<(u8, u8, u8, bool)>, all_or_nothing: bool },
    Commit { lead: u8, effects: Vec<(u8, u8)>, wake: Option<u8>, stale: bool },
    Change { row: u8, state: u8, due: u8, stale: bool, with_lead: bool, with_input: u8 },
    Park(u8),
    Release,
    Turn(u8),
    Begin(u8),
    Decide { trial: u8, winner: u8 },
    Publish(u8),
    Look { now: u8, limit: u8 },
}

fn operation() -> impl Strategy<Value = Operation> {
    let item = (0..6_u8, 0..20_u8, 0..3_u8, any::<bool>());
    prop_oneof![
        6 => (prop::collection::vec(item, 1..4), any::<bool>())
            .prop_map(|(batch, all_or_nothing)| Operation::Accept { batch, all_or_nothing }),
        6 => (0..6_u8, prop::collection::vec((0..7_u8, 0..6_u8), 0..4), prop::option::of(0..50_u8), prop::bool::weighted(0.1))
            .prop_map(|(lead, effects, wake, stale)| Operation::Commit { lead, effects, wake, stale }),
        6 => (any::<u8>(), 0..8_u8, 0..50_u8, prop::bool::weighted(0.1), any::<bool>(), 0..6_u8)
            .prop_map(|(row, state, due, stale, with_lead, with_input)|
                Operation::Change { row, state, due, stale, with_lead, with_input }),
        1 => (0..6_u8).prop_map(Operation::Park),
        1 => Just(Operation::Release),
        1 => (0..3_u8).prop_map(Operation::Turn),
        1 => (0..3_u8).prop_map(Operation::Begin),
        1 => (0..3_u8, 0..3_u8).prop_map(|(trial, winner)| Operation::Decide { trial, winner }),
        1 => (0..3_u8).prop_map(Operation::Publish),
        4 => (0..60_u8, 0..6_u8).prop_map(|(now, limit)| Operation::Look { now, limit }),
    ]
}

fn number_of_lead(number: u8) -> String {
    format!("L{:010}", u32::from(number) + 1)
}

fn effect(lead: &str, (kind, number): (u8, u8)) -> Effect {
    let step = format!("step {number}");
    match kind {
        0 | 1 => plan(lead, &step, Instant(i64::from(number) * 7)),
        2 => skip(lead, &step, "late"),
        3 => skip(lead, &step, "opted_out"),
        4 => handoff(u64::from(number)),
        5 => Effect::Tally {
            trial: (number % 3).to_string(),
            variant: (number / 3).to_string(),
            tally: [Tally::Sent, Tally::Opened, Tally::Clicked][usize::from(number % 3)],
            cause: Cause::default(),
        },
        _ => Effect::Score {
            score: Score { points: 10, total: i64::from(number), because: Some("x".to_owned()) },
            cause: Cause::default(),
        },
    }
}

/// Does it and says what the store answered.
fn perform(store: &impl Storage, operation: &Operation, step: usize) -> String {
    match operation {
        Operation::Accept { batch, all_or_nothing } => {
            let inputs = batch.iter().map(|(lead, id, kind, by_id)| NewInput {
                lead: if *by_id {
                    LeadReference::Id(number_of_lead(*lead))
                } else {
                    LeadReference::Address(format!("{lead}@a.example"))
                },
                input: event(&format!("e{id}"), &format!("event {kind}"), Instant(step as i64)),
                create: true,
            });
            format!("{:?}", store.accept(inputs.collect(), *all_or_nothing))
        }
        Operation::Commit { lead, effects, wake, stale } => {
            let lead = number_of_lead(*lead);
            if store.load(std::slice::from_ref(&lead)).unwrap().is_empty() {
                return "nobody".to_owned();
            }
            let effects = effects.iter().map(|one| effect(&lead, *one)).collect();
            let mut commit = commit_of(store, &lead, effects, wake.map(|wake| Instant(wake.into())));
            commit.expected_version += u64::from(*stale);
            format!("{:?}", store.commit(vec![commit]))
        }
        Operation::Change { row, state, due, stale, with_lead, with_input } => {
            let mut rows: Vec<OutboxRow> = Vec::new();
            for (lead, _) in store.leads().unwrap() {
                rows.extend(store.mails_of(&lead).unwrap());
            }
            let Some(mut row) = rows.get(usize::from(*row) % rows.len().max(1)).cloned() else {
                return "nothing".to_owned();
            };
            row.state = OutboxState::ALL[usize::from(*state)];
            row.due = Instant((*due).into());
            row.epoch += u64::from(*stale);
            row.attempts += 1;
            row.changed_at = Instant(step as i64);
            let lead = with_lead.then(|| {
                let loaded = store.load(std::slice::from_ref(&row.lead)).unwrap().remove(0);
                (loaded.state, loaded.version)
            });
            let input = (*with_input > 3).then(|| event(&format!("outcome {with_input}"), "x", MORNING));
            format!("{:?}", store.change(OutboxChange { row, lead, input, beside: Vec::new() }))
        }
        Operation::Park(lead) => format!("{:?}", store.park(&number_of_lead(*lead), "bad", Instant(step as i64))),
        Operation::Release => format!("{:?}", store.release_parked()),
        Operation::Begin(trial) => format!("{:?}", store.begin_trial(&trial.to_string(), Instant(step as i64))),
        Operation::Decide { trial, winner } => {
            let (trial, winner) = (trial.to_string(), winner.to_string());
            format!("{:?} {:?}", store.decide_trial(&trial, &winner, Instant(step as i64)), store.trials())
        }
        Operation::Turn(team) => format!("{:?}", store.next_turn(&team.to_string())),
        Operation::Publish(hash) => format!("{:?}", store.publish(&empty_program(&hash.to_string()), MORNING)),
        Operation::Look { now, limit } => {
            let (now, limit) = (Instant((*now).into()), usize::from(*limit));
            format!(
                "{:?} {:?} {:?} {:?} {:?}",
                store.due_leads(now, limit),
                store.due_mails(now, limit),
                store.inbox(limit),
                store.next_due(),
                OutboxState::ALL.map(|state| store.mails_in_state(state, limit)),
            )
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_operations_leave_the_same_bytes_on_both_hosts(operations in prop::collection::vec(operation(), 1..60)) {
        let memory = MemoryStore::new();
        let disk = OnDisk::new();
        let sqlite = disk.open();
        for (step, operation) in operations.iter().enumerate() {
            let expected = perform(&memory, operation, step);
            prop_assert_eq!(perform(&sqlite, operation, step), expected, "step {} {:?}", step, operation);
        }
        let expected = dump(&memory).unwrap();
        prop_assert_eq!(dump(&sqlite).unwrap(), expected.clone());
        drop(sqlite);
        prop_assert_eq!(dump(&disk.open()).unwrap(), expected);
    }
}
