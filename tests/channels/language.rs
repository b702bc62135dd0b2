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

const MESSAGES: &str = r#"
message hello via line {
  to lead.line_id
  link guide "https://acme.example/guide.pdf"
  body """
    {{ lead.name }} 様
    「{{ event.resource }}」のご案内です。
    [資料を開く](guide)
  """
}
message alert via slack transactional { body "{{ lead.name }} downloaded" }
scenario chat {
  start on download, gives consent
  send hello
  send alert
}
"#;

fn tested(lead: &str, lines: &str) -> Vec<String> {
    failures(&format!(
        "{MESSAGES}test \"t\" for chat {{\n lead {{ name: \"T\"{lead} }}\n at 2026-04-01 10:00 download {{ resource: \"g\" }}\n{lines}\n}}"
    ))
}

#[test]
fn messages_are_sent_like_mails_and_skipped_without_an_address() {
    let program = program(MESSAGES);
    let hello = &program.messages["hello"];
    assert_eq!((hello.channel.as_str(), hello.transactional), ("line", false));
    assert_eq!(hello.to, Some(Expression::Lead("line_id".to_owned())));
    assert!(program.messages["alert"].transactional && program.messages["alert"].to.is_none());
    assert_eq!(tested(", line_id: \"U1\"", "expect message hello\nexpect message alert\nexpect nothing more"), [""; 0]);
    // Caps count emails only: both left on one day. Without an address the first is passed over.
    assert_eq!(tested("", "expect message alert\nexpect nothing more"), [""; 0]);
    let failed = tested("", "expect message hello");
    assert!(failed[0].contains("expected message `hello`"), "{failed:?}");
    assert!(failed[0].contains("next thing was message `alert`"), "{failed:?}");
    let failed = tested(", line_id: \"U1\"", "expect message hello on day 3");
    assert!(failed[0].contains("expected message `hello` on day 3, but it left on"), "{failed:?}");
}

#[test]
fn an_opted_out_lead_gets_no_message() {
    let lines = "unsubscribe\nexpect nothing more";
    let late = MESSAGES.replace("  send hello", "  wait 1 day\n  send hello");
    let text = format!(
        "{late}test \"t\" for chat {{\n lead {{ name: \"T\", line_id: \"U1\" }}\n at 2026-04-01 10:00 download {{ resource: \"g\" }}\n{lines}\n}}"
    );
    assert_eq!(failures(&text), [""; 0]);
}

#[test]
fn messages_are_checked_like_mails() {
    let of = |from: &str, to: &str| codes(&MESSAGES.replace(from, to));
    let email = "email hello { subject \"s\" body \"b\" }";
    let found = [
        (of("  to lead.line_id\n", ""), "F0450"),
        (of("  to lead.line_id\n", "  to lead.seats\n"), "F0451"),
        (of("via slack transactional {", "via slack transactional { to lead.line_id"), "F0453"),
        (of("[資料を開く](guide)", ""), "F0406"),
        (of("[資料を開く](guide)", "[資料を開く](guides)"), "F0408"),
        (of("「{{ event.resource }}」", "{{ lead.company }}"), "F0231"),
        (of("start on download, gives consent", "start on download"), "F0405"),
        (of("  send alert\n", ""), "F0112"),
        (of("send alert", "send alertt"), "F0102"),
        (of("downloaded", &"あ".repeat(40_001)), "F0452"),
        (
            codes(
                "team t { member \"a@acme.example\" via line } when score reaches 5 { handoff to t } score { download +5 }",
            ),
            "F0391",
        ),
        (codes(&CALLS.replace("call postcard\n", "call slack\n")), "F0390"),
        (codes(&format!("{MESSAGES}{email}")), "F0454"),
    ];
    let wrong: Vec<_> = found.iter().filter(|(codes, code)| codes != &[*code]).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
