//! What channels mean in the language: checks, lowering, and what tests of a workspace see.

use crate::support::{codes, failures, program};
use sodate::ir::{Expression, Instruction};

const CALLS: &str = r#"
scenario postcards {
  start on download
  call postcard { name: lead.name, company: lead.company, seats: lead.seats, resource: event.resource }
  wait 1 day
  call postcard
}
"#;

#[test]
fn a_call_hands_over_values_and_takes_no_time() {
    let program = program(CALLS);
    let steps = &program.scenarios["postcards"].steps;
    let Instruction::Call { channel, fields, next } = &steps[0].instruction else { panic!("{steps:?}") };
    assert_eq!((channel.as_str(), *next), ("postcard", 1));
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["name", "company", "seats", "resource"]);
    assert_eq!(fields["name"], Expression::Lead("name".to_owned()));
    assert_eq!(steps[0].id, "call postcard");
}

#[test]
fn tests_expect_calls_in_their_turn() {
    let with = |lines: &str| {
        failures(&format!(
            "{CALLS}test \"t\" for postcards {{\n lead {{ name: \"T\" }}\n at 2026-04-01 10:00 download {{ resource: \"g\" }}\n{lines}\n}}"
        ))
    };
    assert_eq!(with("expect call postcard\nexpect call postcard\nexpect nothing more"), [""; 0]);
    let failed = with("expect call letter");
    assert_eq!(
        failed,
        ["expected call of `letter`, but the next thing was call of `postcard` on day 0 (Wed 2026-04-01 10:00)"]
    );
    let failed = with("expect call postcard\nexpect nothing more");
    assert!(failed[0].starts_with("expected nothing more, but there was call of `postcard` on day 1"), "{failed:?}");
}

#[test]
fn a_call_names_each_value_once_and_knows_its_names() {
    assert_eq!(codes(&CALLS.replace("company: lead.company", "name: lead.company")), ["F0105"]);
    assert_eq!(codes(&CALLS.replace("lead.company", "lead.campany")), ["F0104"]);
}
