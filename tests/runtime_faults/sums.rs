//! Whatever happens: each mail in one state, and the sums balance.

use crate::support::for_address;
use crate::support::program::{Stage, sent};
use crate::{after, opt_out};
use proptest::prelude::*;
use sodate::ir::time::{DAY_MILLISECONDS, HOUR_MILLISECONDS};
use sodate::mail::SendOutcome;
use sodate::store::OutboxState;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What the fake server may answer, weighted towards trouble.
fn outcome(number: u8) -> SendOutcome {
    let reason = "as drawn".to_owned();
    match number {
        0..=2 => sent(),
        3..=5 => SendOutcome::Retry { reason },
        6 => SendOutcome::Refused { reason },
        7 => SendOutcome::Failed { reason },
        _ => SendOutcome::Unknown { reason },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the server answers and whenever leads opt out: in the end each planned mail is in exactly one final
    /// state, with a reason, the sums balance, and no mail was handed over again after it may have left.
    #[test]
    fn every_mail_ends_in_one_state_and_the_sums_balance(
        answers in prop::collection::vec(0..9_u8, 1..60),
        leads in prop::collection::vec((0..3_u8, any::<bool>()), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let result: Result<(), TestCaseError> = runtime.block_on(async {
            let stage = Stage::new();
            let left = Arc::new(Mutex::new(BTreeMap::<String, usize>::new()));
            let counted = left.clone();
            let mut drawn = answers.into_iter().cycle();
            stage.server.answers(move |mail| {
                let outcome = outcome(drawn.next().unwrap());
                if matches!(outcome, SendOutcome::Sent { .. } | SendOutcome::Unknown { .. }) && mail.to.starts_with("lead") {
                    *counted.lock().unwrap().entry(mail.message_id.clone()).or_default() += 1;
                }
                outcome
            });
            for (number, (kind, leaves)) in leads.iter().enumerate() {
                let address = format!("lead{number}@a.example");
                stage.does(&address, ["download", "inquire", "demo"][usize::from(*kind)]);
                if *leaves {
                    stage.clock.advance(HOUR_MILLISECONDS);
                    stage.runtime.settle().await.unwrap();
                    stage.store.accept(vec![for_address(&address, opt_out(&format!("out {number}")))], true).unwrap();
                }
            }
            stage.play_until(after(60 * DAY_MILLISECONDS)).await;
            let counts = stage.counts();
            prop_assert_eq!(counts.get(&OutboxState::Planned), None);
            prop_assert_eq!(counts.get(&OutboxState::Sending), None);
            let mut rows = 0;
            for (lead, _) in stage.store.leads().unwrap() {
                for row in stage.mails(&lead) {
                    rows += 1;
                    prop_assert!(row.reason.is_some(), "{:?}", row);
                }
                prop_assert!(stage.state(&lead).enrolments.is_empty());
            }
            prop_assert_eq!(counts.values().sum::<u64>(), rows);
            for (message, times) in left.lock().unwrap().iter() {
                prop_assert_eq!(*times, 1, "{} left {} times", message, times);
            }
            Ok(())
        });
        result?;
    }
}
