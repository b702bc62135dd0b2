//! What people are shown is in the words of their file: who writes in Japanese words meets no English ones, and the other way
//! round.

use crate::host::check_text;
use sodate::format::{Surface, format};
use sodate::ir::{Instruction, Program, code};
use sodate::source::FileId;

/// All kinds of steps and rules.
const STEPS: &str = r#"
lead { name: text?  deal: one of [none, talking, won] = none  end_on: date?  ready: true/false? }
event download { pages: number? }
event visit { }
audience retargeting
segment warm when score >= 40 and no download for 1 month
sender company { name "A"  from "a@example.com"  address "A"  contact "https://example.com" }
email a { subject "A"  link l "https://example.com"  body "[A](l)" }
team sales { member "s@example.com" }
scenario all {
  start on download, gives consent
  on day 3 send a
  on day 4 at 10:00 send a
  on 3 days before lead.end_on at 10:00 send a, else skip
  on next monday send a
  @named on 5 days after lead.end_on send a, else skip
  @labelled wait 3 business days
  wait until 1 day before lead.end_on, else now
  wait until next friday at 10:00
  wait until lead.end_on, else now
  wait until 3 days before 2030-04-01, else now
  wait 36 hours
  await up to 3 days { click a.l { wait 1 week } otherwise { wait 2 months } }
  if opened a { wait 30 minutes }
  match lead.deal { won { wait 1 day } otherwise { wait 1 day } }
  split { x 50% { wait 1 day } y 50% { wait 1 day } }
  repeat at most 3 times { wait 1 day }
  begin other
  notify sales because "x"
  add to retargeting
  remove from retargeting
  call crm { a: lead.deal }
  set lead.deal = won
  score +5 because "x"
  if score > 10 { stop mailing because "x" } else if score > 5 { stop } else if score > 3 { go to other }
  handoff to sales because "x"
}
scenario other {
  start by hand, needs consent
  send a
}
when score reaches 50 { notify sales because "x" }
when lead.deal changes { notify sales because "x" }
when click a.l { notify sales because "x" }
when open a { notify sales because "x" }
when download where event.pages > 3 { notify sales because "x" }
when lead.deal == won and (no response for 6 months or lead in warm) { notify sales because "x" }
when lead.deal in [talking, won] and lead.end_on is known and lead.name is missing { notify sales because "x" }
when not (count(download where event.pages > 3) in 7 days >= 2) and count(visit) > 3 { notify sales because "x" }
when lead.ready == true and default(lead.name, "") == "x" { notify sales because "x" }
when (clicked a or clicked a.l or opened a) and no visit for 2 weeks { notify sales because "x" }
when received a and score < 5 { notify sales because "x" }
"#;

/// A text in the words of a surface.
fn turned(text: &str, surface: Surface) -> String {
    format(FileId(0), text, Some(surface)).unwrap_or_else(|refusal| panic!("{refusal:?}\n{text}"))
}

fn program(text: &str) -> Program {
    let analysis = check_text(text);
    let program = analysis.program.unwrap_or_else(|| panic!("{:#?}", analysis.diagnostics));
    Program::clone(&program)
}

/// The identities of steps and rules, and what people are shown of them.
fn names(program: &Program) -> Vec<(String, String)> {
    let scenarios = program.scenarios.values().map(|scenario| &scenario.steps);
    let steps = scenarios.chain(program.rules.iter().map(|rule| &rule.steps)).flatten();
    let steps = steps.filter(|step| step.instruction != Instruction::End { stopped: false });
    let steps = steps.map(|step| (step.id.clone(), code::step(program, step)));
    let rules = program.rules.iter().map(|rule| (rule.id.clone(), code::rule(program, rule)));
    steps.chain(rules).collect()
}

/// Blanks between words are a matter of layout. The number of the second one of a name is no code.
fn plain(text: &str) -> String {
    let text = text.split(" #").next().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn steps_and_rules_are_shown_as_their_file_has_them_under_the_same_identity() {
    let english = names(&program(STEPS));
    let text = turned(STEPS, Surface::Japanese);
    let japanese = names(&program(&text));
    let written = plain(&text);
    assert_eq!(english.len(), japanese.len());
    for ((id, shown), (id_ja, shown_ja)) in english.iter().zip(&japanese) {
        assert_eq!(id, shown, "in English words the identity itself is shown");
        assert_eq!(id, id_ja, "the words of a file are no part of the identity");
        // `設定 deal` names the field alone, and of a reaction the filter is left out; an event has its kind before it.
        let code = plain(shown_ja).replace("設定 ", "設定 リード.").replace("イベント download", "いつでも download");
        assert!(written.contains(&code), "`{code}` does not stand in\n{text}");
        assert!(["named", "labelled"].contains(&id.as_str()) || id_ja != shown_ja, "{id} has English words");
    }
    assert!(japanese.contains(&("on named".to_owned(), "予定 リード.end_on 5日後".to_owned())), "{japanese:?}");
    assert!(japanese.contains(&("wait 1 day #3".to_owned(), "待つ 1日 #3".to_owned())), "{japanese:?}");
}
