//! Large and strange workspaces: nothing overflows, and the time grows with the size.

use crate::host::{check_text, describe};
use std::fmt::Write as _;

const HEAD: &str = "
sender acme {
  name \"株式会社アクメ\" from \"info@acme.example\"
  address \"東京都千代田区一番町1-1\" contact \"https://acme.example/contact\"
}
lead { name: text }
event download { pages: number }
email thanks {
  subject \"お礼\"
  body \"{{ lead.name }} 様\"
}
";

#[test]
fn a_long_chain_of_else_if_does_not_overflow_the_stack() {
    let mut text = format!("{HEAD}scenario long {{\n  start on download, gives consent\n  ");
    for number in 0..3_000 {
        write!(text, "if event.pages == {number} {{ send thanks }} else ").unwrap();
    }
    text += "{ send thanks }\n}\n";
    let analysis = check_text(&text);
    assert!(analysis.diagnostics.len() < 60);
}

#[test]
fn many_scenarios_that_lead_to_each_other_are_followed() {
    let mut text = format!("{HEAD}scenario s0 {{\n  start on download, gives consent\n  send thanks\n  go to s1\n}}\n");
    for number in 1..150 {
        writeln!(
            text,
            "scenario s{number} {{\n  if event.pages == 1 {{ go to s{} }}\n  wait 1 day\n  go to s0\n}}",
            number + 1
        )
        .unwrap();
    }
    text += "scenario s150 {\n  go to s1\n}\n";
    let analysis = check_text(&text);
    let codes: Vec<u16> = analysis.diagnostics.iter().map(|one| one.code.0).collect();
    assert_eq!(codes, [302], "{}", describe(&analysis));
    assert_eq!(analysis.diagnostics[0].others.len(), 6, "a long loop is shown in part");
}

/// Comments and findings by the ten thousand: each is looked at a few times, not each for each of the others.
#[test]
fn ten_thousands_of_comments_that_allow_are_gone_through_once() {
    let comment = "// sodate: allow F0112 because there are many\n";
    let mut text = comment.repeat(12_000) + HEAD;
    text += "scenario s {\n  start on download, gives consent\n  send thanks\n}\n";
    for number in 0..3_000 {
        writeln!(text, "event e{number} {{ a: text }} {}", comment.trim_end()).unwrap();
    }
    let analysis = check_text(&text);
    assert_eq!(analysis.allowed, 3_000);
    // The stack at the top speaks of the sender, where there is nothing to allow.
    assert_eq!(analysis.diagnostics.len() + analysis.left_out, 12_000);
    assert!(analysis.diagnostics.iter().all(|one| one.code.0 == 701));
}

#[test]
fn many_mistakes_are_cut_off_after_fifty_with_errors_first() {
    let mut text = HEAD.to_owned();
    text += "scenario wrong {\n  start on download, gives consent\n";
    for number in 0..80 {
        writeln!(text, "  send unknown{number}").unwrap();
    }
    text += "}\n";
    let analysis = check_text(&text);
    assert_eq!(analysis.diagnostics.len(), 50);
    // 80 unknown mails. The one that is never sent may be meant by any of them.
    assert_eq!(analysis.left_out, 30);
    assert!(analysis.diagnostics.iter().all(|one| one.code.0 == 102), "{}", describe(&analysis));
}
