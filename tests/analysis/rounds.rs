//! Scenarios that start each other by data: what is told (F0474) really goes round when a test plays it, and what is not
//! told comes to an end.

use crate::host::{check_files, check_text, describe};
use sodate::analyze::Analysis;
use sodate::diagnostic::Code;
use sodate::scenario;

const SHARED: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
limits { zone "Asia/Tokyo"  at most 9 emails a day for each lead }
lead { name: text  stage: one of [cold, warm, hot] = warm  note: text? }
email one { subject "1通目" link more "https://acme.example/1" body "[詳しく見る](more)" }
email two { subject "2通目" link more "https://acme.example/2" body "[詳しく見る](more)" }
"#;

/// Two scenarios that change a field to and fro.
const TOGGLE: &str = r#"
scenario warmer {
  start when lead.stage == cold, needs consent
  again always
  send one
  wait 3 days
  set lead.stage = hot
}
scenario cooler {
  start on lead.stage changes where lead.stage == hot, gives consent
  again after 3 days
  send two
  wait 3 days
  set lead.stage = cold
}
"#;

/// One that changes what starts it.
const OWN: &str = r#"
scenario turns {
  start on lead.stage changes, gives consent
  again always
  send one
  send two
  wait 1 day
  if lead.stage == cold { set lead.stage = hot } else { set lead.stage = cold }
}
"#;

/// One that a rule begins.
const BY_RULE: &str = r#"
when lead.stage changes { begin turns }
scenario turns {
  start by hand, needs consent
  again always
  send one
  send two
  wait 1 day
  match lead.stage {
    cold { set lead.stage = warm }
    warm { set lead.stage = hot }
    hot  { set lead.stage = cold }
  }
}
"#;

/// A test that changes the field once and expects so many rounds of both mails, and then more or nothing.
fn story(scenario: &str, value: &str, mails: &[&str], rounds: usize, ends: bool) -> String {
    let round: String = mails.iter().map(|mail| format!("  expect email {mail}\n")).collect();
    let end = if ends { "  expect nothing more\n" } else { "" };
    format!(
        "test \"t\" for {scenario} {{\n  lead {{ name: \"田中\" }}\n  at 2026-06-01 12:00  set lead.stage = {value}\n{}{end}}}\n",
        round.repeat(rounds)
    )
}

fn rings(analysis: &Analysis) -> Vec<&str> {
    let told = analysis.diagnostics.iter().filter(|one| one.code == Code(474));
    told.map(|one| one.message.en.as_str()).collect()
}

/// What is told of the scenarios; the test behind them must pass.
fn told_and_played(scenarios: &str, story: &str) -> Vec<String> {
    let analysis = check_text(&format!("{SHARED}{scenarios}{story}"));
    let program = analysis.playable.as_ref().unwrap_or_else(|| panic!("{}", describe(&analysis)));
    let [test] = analysis.tests.as_slice() else { panic!("{}", describe(&analysis)) };
    let outcome = scenario::run(program, test);
    assert!(outcome.passed(), "{:?}\n{scenarios}", outcome.failure);
    rings(&analysis).into_iter().map(str::to_owned).collect()
}

#[test]
fn what_is_told_goes_round_and_round() {
    let toggle = ["scenarios start each other for ever: warmer → cooler → warmer"];
    assert_eq!(told_and_played(TOGGLE, &story("cooler", "hot", &["two", "one"], 20, false)), toggle);
    let own = ["`turns` starts itself again for ever"];
    assert_eq!(told_and_played(OWN, &story("turns", "hot", &["one", "two"], 20, false)), own);
    assert_eq!(told_and_played(BY_RULE, &story("turns", "hot", &["one", "two"], 20, false)), own);
}

#[test]
fn the_same_value_a_second_time_changes_nothing() {
    let same = TOGGLE.replace("set lead.stage = cold", "set lead.stage = hot");
    let story = story("cooler", "hot", &["two"], 1, true);
    assert_eq!(told_and_played(&same, &story), Vec::<String>::new());
    let own = OWN.replace("{ set lead.stage = hot } else { set lead.stage = cold }", "{ set lead.stage = warm }");
    let both = |value| self::story("turns", value, &["one", "two"], 2, true);
    assert_eq!(told_and_played(&own, &both("cold")), Vec::<String>::new());
}

#[test]
fn a_scenario_that_runs_once_ends_the_ring() {
    for (always, rounds) in [("again after 3 days", 1), ("again always", 2)] {
        let once = TOGGLE.replace(always, "again never");
        let mails: &[&str] = if rounds == 1 { &["two", "one"] } else { &["two", "one", "two"] };
        assert_eq!(told_and_played(&once, &story("cooler", "hot", mails, 1, true)), Vec::<String>::new());
    }
}

#[test]
fn a_condition_that_the_value_does_not_meet_ends_it() {
    let warm = TOGGLE.replace("where lead.stage == hot", "where lead.stage == warm");
    let text = warm.replace("start when lead.stage == cold, needs", "start when lead.stage == cold, gives");
    assert_eq!(told_and_played(&text, &story("warmer", "cold", &["one"], 1, true)), Vec::<String>::new());
    let noted = TOGGLE
        .replace("stage == cold,", "stage == cold and lead.note == \"急ぎ\",")
        .replace("where lead.stage == hot", "where lead.stage == hot and lead.note == \"待つ\"");
    let analysis = check_text(&format!("{SHARED}{noted}"));
    assert_eq!(rings(&analysis), Vec::<&str>::new(), "a lead has one note, and it fits only one of the two");
    let stopped = TOGGLE.replace("send two", "stop when lead.stage == hot\n  send two");
    assert_eq!(told_and_played(&stopped, &story("cooler", "hot", &[], 1, true)), Vec::<String>::new());
}

#[test]
fn a_run_that_is_still_under_way_is_not_started_again() {
    let waits = OWN.replace("set lead.stage = cold }\n", "set lead.stage = cold }\n  wait 1 day\n");
    assert_eq!(told_and_played(&waits, &story("turns", "hot", &["one", "two"], 1, true)), Vec::<String>::new());
    let seldom = TOGGLE.replace("again after 3 days", "again after 30 days");
    assert_eq!(told_and_played(&seldom, &story("cooler", "hot", &["two", "one"], 1, true)), Vec::<String>::new());
}

#[test]
fn scores_and_audiences_close_rings_too() {
    let scored = |back: &str| {
        format!(
            "when score reaches 50 {{ begin high }}\nscenario high {{\n  start by hand, needs consent\n  again always\n  \
             send one\n  wait 7 days\n  score -30 because \"x\"\n  wait 7 days\n  score {back} because \"y\"\n  send two\n}}\n"
        )
    };
    let found = |text: &str| rings(&check_text(&format!("{SHARED}{text}"))).len();
    assert_eq!(found(&scored("+30").replace("  send two\n", "")), 1);
    assert_eq!(
        found(&scored("+30")),
        0,
        "the run goes on with a mail when the score comes back, and is not begun again"
    );
    for drifts in ["+29", "+31"] {
        assert_eq!(found(&scored(drifts).replace("  send two\n", "")), 0, "in the end it stays on one side of 50");
    }
    let audience = "audience vip\nscenario comes {\n  start when lead in vip, needs consent\n  again always\n  send one\n  \
                    wait 7 days\n  remove from vip\n}\nscenario goes {\n  start when not (lead in vip), needs consent\n  \
                    again always\n  wait 7 days\n  add to vip\n}\n";
    assert_eq!(found(audience), 1);
    assert_eq!(found(&audience.replace("remove from vip", "add to vip")), 0);
}

#[test]
fn the_places_of_a_ring_lie_in_all_its_files() {
    let (first, second) = TOGGLE.split_at(TOGGLE.find("scenario cooler").unwrap());
    let main = format!("use \"cooler.flow\"\n{SHARED}{first}");
    let analysis = check_files(&[("main.flow", &main), ("cooler.flow", second)]);
    let ring = analysis
        .diagnostics
        .iter()
        .find(|one| one.code == Code(474))
        .unwrap_or_else(|| panic!("{}", describe(&analysis)));
    let path = |span: sodate::source::Span| analysis.sources.get(span.file).unwrap().path.clone();
    let mut files = vec![path(ring.primary.span)];
    files.extend(ring.others.iter().map(|other| path(other.span)));
    assert_eq!(files, ["main.flow", "cooler.flow", "cooler.flow", "main.flow"]);
    let words: Vec<&str> =
        std::iter::once(&ring.primary).chain(&ring.others).map(|label| label.text.en.as_str()).collect();
    let wanted = [
        "1: this changes `lead.stage`",
        "2: which starts `cooler`",
        "3: this changes `lead.stage`",
        "4: which starts `warmer`",
    ];
    assert_eq!(words, wanted);
}
