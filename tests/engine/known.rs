//! Values that the checker lets steps rely on are there when the steps run.

use crate::language::holds;

#[test]
fn a_field_is_copied_and_shown_where_it_is_known() {
    holds(
        r#"
scenario copies {
  start on visit, gives consent
  if lead.plan is known {
    set lead.name = lead.plan
    notify sales because "プラン: {{ lead.plan }}"
  }
  match lead.plan {
    missing   { stop }
    otherwise { handoff to sales because "{{ lead.plan }}" }
  }
}
test "known" for copies {
  lead { name: "鈴木"  plan: "pro" }
  at 2026-04-01 10:00 visit
  expect notice to sales
  expect handoff to sales
  expect lead.name == "pro"
}
test "missing" for copies {
  lead { name: "鈴木" }
  at 2026-04-01 10:00 visit
  expect lead.name == "鈴木"
  expect nothing more
}
"#,
    );
}

#[test]
fn behind_a_way_that_ends_and_under_a_comparison_values_are_there() {
    holds(
        r#"
scenario ends {
  start on visit, gives consent
  if lead.plan is missing { stop }
  set lead.name = lead.plan
  send thanks
}
scenario compares {
  start on download, gives consent
  if lead.plan != "free" { set lead.name = lead.plan } else { set lead.name = "無料" }
  send second
}
test "ends" for ends {
  lead { name: "鈴木" }
  at 2026-04-01 10:00 visit
  expect lead.name == "鈴木"
  expect nothing more
}
test "goes on" for ends {
  lead { name: "鈴木"  plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks
  expect lead.name == "pro"
}
test "a missing value differs from nothing" for compares {
  lead { name: "鈴木" }
  at 2026-04-01 10:00 download { }
  expect email second
  expect lead.name == "無料"
}
"#,
    );
}

#[test]
fn what_the_start_makes_sure_of_is_in_the_mail_days_later() {
    holds(
        r#"
event asked { note: text? }
email answer { subject "お答え" body "{{ event.note }} について" }
scenario answers {
  start on asked where event.note is known, gives consent
  wait 3 days
  send answer
}
test "with a note" for answers {
  lead { }
  at 2026-04-01 10:00 asked { note: "見積もり" }
  expect email answer on day 3
}
test "without" for answers {
  lead { }
  at 2026-04-01 10:00 asked { }
  expect nothing more
}
"#,
    );
}

#[test]
fn a_field_is_cleared_by_a_step_and_by_somebody() {
    holds(
        r#"
scenario clears {
  start on visit, gives consent
  stop when lead.deal == won
  send thanks
  wait 1 day
  if lead.plan is missing { send second } else { set lead.plan = missing }
}
test "by a step" for clears {
  lead { plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks
  expect nothing more
  expect lead.plan is missing
}
test "by somebody" for clears {
  lead { plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks
  at day 0 18:00 set lead.plan = missing
  expect email second on day 1
}
"#,
    );
}

#[test]
fn a_run_ends_before_a_step_meets_the_field_that_its_stop_rule_watches_over() {
    holds(
        r#"
scenario watched {
  start on visit, gives consent
  stop when lead.plan is missing
  send thanks
  wait 1 day
  set lead.name = lead.plan
}
test "there" for watched {
  lead { name: "鈴木"  plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks
  expect nothing more
  expect lead.name == "pro"
}
test "gone" for watched {
  lead { name: "鈴木"  plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks
  at day 0 18:00 set lead.plan = missing
  expect nothing more
  expect lead.name == "鈴木"
}
test "never there" for watched {
  lead { name: "鈴木" }
  at 2026-04-01 10:00 visit
  expect nothing more
}
"#,
    );
}

#[test]
fn clearing_is_a_change_only_where_there_was_a_value() {
    holds(
        r#"
when visit {
  set lead.plan = missing
  set lead.plan = missing
}
scenario lost {
  start on lead.plan changes where lead.plan is missing, gives consent
  again always
  send thanks
}
scenario found {
  start on lead.plan changes where lead.plan is known, needs consent
  again always
  send second
}
test "a value goes once" for lost {
  lead { plan: "pro" }
  at 2026-04-01 10:00 visit
  expect email thanks on day 0
  at day 1 10:00 set lead.plan = missing
  expect nothing more
}
test "nothing goes" for lost {
  lead { }
  at 2026-04-01 10:00 visit
  expect nothing more
}
test "and comes back" for found {
  lead { plan: "pro" }
  at 2026-04-01 10:00 set lead.plan = missing
  expect email thanks
  at 2026-04-02 10:00 set lead.plan = "pro"
  expect email second on day 0
  expect nothing more
}
"#,
    );
}

#[test]
fn a_moment_by_a_field_that_is_cleared_does_not_come() {
    holds(
        r#"
scenario ends {
  start 7 days before lead.trial_end at 10:00, needs consent
  send thanks
}
when visit { set lead.trial_end = missing }
test "comes" for ends {
  lead { trial_end: 2026-04-20 }
  at 2026-04-01 10:00 set lead.plan = "pro"
  expect email thanks at 10:00
}
test "is cleared" for ends {
  lead { trial_end: 2026-04-20 }
  at 2026-04-01 10:00 visit
  at 2026-04-30 10:00 set lead.plan = "pro"
  expect nothing more
}
"#,
    );
}
