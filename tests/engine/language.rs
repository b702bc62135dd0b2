//! What starts scenarios and ends them, in the language itself: each file of scenarios checks without an error and its
//! `test` blocks pass, or fail where they must.

use sodate::analyze::{FilesInMemory, Options, analyze};
use sodate::diagnostic::{Language, Severity};
use sodate::ir::Program;
use sodate::scenario;
use std::collections::BTreeMap;

const BASE: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
lead {
  name: text = "田中"
  deal: one of [none, talking, won] = none
  plan: text?
  trial_end: date?
  tags: list of text?
}
event download { resource: text = "ガイド" }
event visit { }
event order { cart: text }
event cart { cart: text }
event price_drop for everyone { product: text  price: number }
email thanks { subject "お礼" link guide "https://acme.example/g" body "[資料](guide)" }
email second { subject "ご案内" body "{{ lead.name }} 様" }
email about_cart { subject "カート" body "{{ lead.name }} 様" }
email bill transactional { subject "請求" body "{{ lead.name }} 様" }
team sales { member "sato@acme.example" }
"#;

/// The program of a file of scenarios; panics where it has an error.
pub fn compile(flow: &str) -> (std::sync::Arc<Program>, Vec<sodate::ir::test::TestCase>) {
    let files = FilesInMemory(BTreeMap::from([("a.flow".to_owned(), format!("{BASE}{flow}"))]));
    let options = Options::in_zone("Asia/Tokyo");
    let analysis = analyze(&files, &["a.flow".to_owned()], &options);
    let errors: Vec<String> = analysis
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| {
            let at = analysis.sources.line_column(one.primary.span.file, one.primary.span.start);
            format!("{}:{} {} {}", at.line, at.column, one.code, one.message.en)
        })
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{flow}");
    (analysis.program.unwrap(), analysis.tests)
}

/// Runs the tests of a file and gives the failures, with what happened.
pub fn failures(flow: &str) -> Vec<String> {
    let (program, tests) = compile(flow);
    assert!(!tests.is_empty());
    let outcomes = tests.iter().map(|test| (test, scenario::run(&program, test)));
    outcomes
        .filter_map(|(test, outcome)| {
            let failure = outcome.failure.as_ref()?;
            let lines =
                outcome.timeline.iter().map(|line| line.with_time(&outcome.zone).get(Language::English).to_owned());
            let lines: Vec<String> = lines.collect();
            Some(format!("{}: {}\n  {}", test.name, failure.message.en, lines.join("\n  ")))
        })
        .collect()
}

pub fn holds(flow: &str) {
    let failures = failures(flow);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_condition_that_becomes_true_starts_once_and_again_after_it_was_false() {
    holds(
        r#"
scenario talks {
  start when lead.deal == talking, gives consent
  again always
  send thanks
}
test "becomes true" for talks {
  lead { }
  at 2026-04-01 10:00 set lead.plan = "free"
  at 2026-04-02 10:00 set lead.deal = talking
  expect email thanks on day 0
  at 2026-04-03 10:00 set lead.plan = "pro"
  at 2026-04-04 10:00 set lead.deal = none
  at 2026-04-05 10:00 set lead.deal = talking
  expect email thanks on day 0
  expect nothing more
}
test "holds already" for talks {
  lead { deal: talking }
  at 2026-04-02 10:00 set lead.plan = "free"
  expect nothing more
}
"#,
    );
}

#[test]
fn a_moment_in_quotes_is_one_where_it_is_compared_with_one() {
    holds(
        r#"
event visited { at: datetime }
scenario early {
  start on visited where event.at < "2026-04-01 10:00" or "2026-05-01T09:00+09:00" == event.at, gives consent
  again always
  send thanks
}
test "before, and at the very moment" for early {
  at 2026-04-01 10:00 visited { at: "2026-04-01 09:59" }
  expect email thanks on day 0
  at 2026-04-03 10:00 visited { at: "2026-05-01 9:00" }
  expect email thanks on day 0
  at 2026-04-05 10:00 visited { at: "2026-04-01 10:00" }
  expect nothing more
}
"#,
    );
}

#[test]
fn time_alone_makes_conditions_true() {
    holds(
        r#"
segment quiet when no response for 10 days
scenario wake_up {
  start when lead in quiet, gives consent
  send thanks
}
scenario calm {
  start when count(visit) in 3 days == 0 and did visit, gives consent
  again always
  send second
}
test "a silence lasts long enough" for wake_up {
  lead { }
  at 2026-04-01 10:00 visit { }
  expect email second
  expect email thanks on day 0 at 10:00
  expect lead in quiet
  expect nothing more
}
test "an event leaves the window" for calm {
  lead { }
  at 2026-04-01 10:00 visit { }
  at 2026-04-03 12:00 visit { }
  expect email second at 12:00
}
"#,
    );
}

#[test]
fn rules_wait_for_conditions_and_a_circle_of_rules_comes_to_an_end() {
    holds(
        r#"
scenario busy {
  start on visit, gives consent
  again always
  wait 1 hour
  send thanks
}
when count(visit) in 7 days >= 3 { handoff to sales because "よく見ています" }
when lead.deal == talking { set lead.deal = none }
when lead.deal == none { set lead.deal = talking }
test "the third visit" for busy {
  lead { }
  at 2026-04-01 10:00 visit { }
  at 2026-04-01 10:10 visit { }
  at 2026-04-01 10:20 visit { }
  expect handoff to sales
  at 2026-04-01 10:30 visit { }
  expect email thanks
  expect nothing more
}
test "to and fro" for busy {
  lead { }
  at 2026-04-01 10:00 set lead.deal = talking
  at 2026-04-01 10:00 visit { }
  expect email thanks
}
"#,
    );
}

#[test]
fn dates_of_the_lead_start_runs_and_moments_that_are_past_do_not() {
    holds(
        r#"
scenario trial {
  start 7 days before lead.trial_end at 10:00, gives consent
  again always
  send thanks
}
test "armed, moved and armed again" for trial {
  lead { }
  at 2026-04-01 9:00 set lead.trial_end = 2026-04-20
  at 2026-04-05 9:00 set lead.trial_end = 2026-04-30
  expect email thanks at 10:00
  expect nothing more
}
test "on time" for trial {
  lead { }
  at 2026-04-01 9:00 set lead.trial_end = 2026-04-20
  at 2026-04-13 12:00 visit { }
  expect email thanks on day 0 at 10:00
  at 2026-04-14 12:00 set lead.trial_end = 2026-04-20
  expect nothing more
}
test "past already" for trial {
  lead { }
  at 2026-04-15 9:00 set lead.trial_end = 2026-04-20
  expect nothing more
}
"#,
    );
}

#[test]
fn calendars_start_runs_for_a_segment() {
    holds(
        r#"
segment talking when lead.deal == talking
scenario monthly {
  start every month on day 31 at 9:00 for talking, gives consent
  again always
  send thanks
}
scenario weekly {
  start every week on monday at 8:00 for talking, gives consent
  again always
  send bill
}
test "month ends" for monthly {
  lead { deal: talking }
  at 2026-01-31 9:00 set lead.plan = "a"
  at 2026-02-01 9:00 set lead.deal = none
  at 2026-02-27 9:00 set lead.deal = talking
  expect email thanks on day 0 at 9:00
  expect email bill at 8:00
  at 2026-03-03 9:00 set lead.deal = won
  expect nothing more
}
"#,
    );
}

#[test]
fn reactions_and_changes_start_stop_and_move_runs() {
    holds(
        r#"
scenario first {
  start on download, gives consent
  stop on lead.plan changes
  send thanks
  await up to 5 days {
    lead.deal changes where lead.deal == talking { send second }
    otherwise { send bill }
  }
  wait 3 days
  send about_cart
}
scenario clicked_it {
  start on click thanks.guide, gives consent
  send bill
}
scenario changed {
  start on lead.plan changes, needs consent
  wait 10 days
  send about_cart
}
test "a change is awaited" for first {
  lead { }
  at 2026-04-01 10:00 download { }
  expect email thanks
  at 2026-04-03 10:00 set lead.deal = won
  at 2026-04-04 10:00 set lead.deal = talking
  expect email second on day 3
  at 2026-04-05 10:00 set lead.plan = "pro"
  expect email about_cart on day 14
  expect nothing more
}
test "the same value is no change" for first {
  lead { }
  at 2026-04-01 10:00 download { }
  expect email thanks
  at 2026-04-03 10:00 set lead.deal = none
  at 2026-04-03 10:00 click thanks.guide
  expect email bill on day 2
  expect email bill on day 5
}
"#,
    );
}

#[test]
fn a_run_for_each_cart_stops_by_its_own_order() {
    holds(
        r#"
scenario left_cart {
  start on cart, gives consent
  one for each event.cart
  stop on order where event.cart == start.cart
  wait 1 day
  send bill
  wait 1 day
  send about_cart
}
test "two carts" for left_cart {
  lead { }
  at 2026-04-01 10:00 cart { cart: "A" }
  at 2026-04-01 12:00 cart { cart: "B" }
  at 2026-04-01 13:00 cart { cart: "A" }
  at 2026-04-01 14:00 order { cart: "A" }
  expect email bill at 12:00
  expect email about_cart at 12:00
  at 2026-04-05 14:00 cart { cart: "A" }
  expect nothing more
}
"#,
    );
}

#[test]
fn closed_days_and_gaps_put_mail_off_and_caps_may_leave_it_out() {
    holds(
        r#"
scenario one {
  start on download, gives consent
  when capped skip
  send thanks
  send second
  send bill
  send about_cart, when capped delay
}
limits {
  closed 12/29 to 1/3
  closed 2026-04-02
  at most 9 emails a day
  at least 2 days between emails
}
test "new year" for one {
  lead { }
  at 2026-12-30 10:00 download { }
  expect email thanks at 0:00
  expect email bill at 0:00
  expect email about_cart at 0:00
  expect nothing more
}
test "a day" for one {
  lead { }
  at 2026-04-02 10:00 download { }
  expect email thanks on day 1 at 0:00
  expect email bill on day 1
  expect email about_cart on day 3
}
"#,
    );
}

#[test]
fn the_scenario_of_higher_priority_goes_first_where_only_one_mail_fits() {
    holds(
        r#"
scenario low {
  start on download, gives consent
  send thanks
}
scenario high {
  start on download, gives consent
  priority 10
  send second
}
test "only one a day" for low {
  lead { }
  at 2026-04-01 10:00 download { }
  expect email second on day 0
  expect email thanks on day 1
}
"#,
    );
    holds(
        r#"
scenario low {
  start on download, gives consent
  send thanks
}
scenario high {
  start on download, gives consent
  priority 10
  send second
}
limits { at most 2 emails a day }
test "both fit" for low {
  lead { }
  at 2026-04-01 10:00 download { }
  expect email thanks on day 0 at 10:00
  expect email second on day 0 at 10:00
}
"#,
    );
}

#[test]
fn an_event_for_everyone_reaches_the_leads_of_a_test_that_match() {
    holds(
        r#"
scenario cheaper {
  start on price_drop where event.product in lead.tags and event.price < 100, gives consent
  stop on price_drop where event.product == lead.plan
  wait 1 day
  send thanks
}
test "meant" for cheaper {
  lead { tags: ["椅子", "机"] }
  at 2026-04-01 10:00 price_drop { product: "棚" price: 50 }
  at 2026-04-02 10:00 price_drop { product: "机" price: 50 }
  expect email thanks on day 1
  expect nothing more
}
test "not meant" for cheaper {
  lead { tags: ["椅子"] plan: "机" }
  at 2026-04-01 10:00 price_drop { product: "机" price: 50 }
  at 2026-04-02 10:00 price_drop { product: "椅子" price: 50 }
  at 2026-04-02 12:00 price_drop { product: "机" price: 50 }
  expect nothing more
}
"#,
    );
}

#[test]
fn what_a_scenario_is_for_and_its_names_are_in_the_program() {
    let (program, _) = compile(
        r#"
segment quiet when no response for 1 year
scenario long {
  start when lead in quiet and not (lead.plan is missing), gives consent
  start 3 days after lead.trial_end, gives consent
  start every week on friday at 9:00 for quiet, gives consent
  late send within 2 days, else stop
  priority 5
  goal "商談をつくる" click thanks.guide at least 15%
  kpi complete at least 40%
  kpi "引き渡し" handoff at least 10 a month
  persona "情報システム部門の担当者"
  send thanks
}
when count(visit where lead.deal == none) in 7 days >= 5 { set lead.deal = talking }
"#,
    );
    let scenario = &program.scenarios["long"];
    let ids: Vec<&str> = scenario.starts.iter().map(|start| start.id.as_str()).collect();
    let expected = [
        "when lead in quiet and lead.plan is known",
        "3 days after lead.trial_end",
        "every week on friday at 09:00 for quiet",
    ];
    assert_eq!(ids, expected);
    assert_eq!(program.rules[0].id, "when count(visit where lead.deal == \"none\") in 7 days >= 5");
    assert_eq!((scenario.priority, scenario.goals.len(), scenario.kpis.len(), scenario.personas.len()), (5, 1, 2, 1));
    assert_eq!(scenario.late.beyond, sodate::ir::Beyond::Stop);
    assert_eq!(sodate::engine::looks(&program).len(), 4);
    let again = sodate::ir::read(&sodate::ir::write(&program)).unwrap();
    assert_eq!(again, *program);
}
