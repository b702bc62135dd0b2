//! Steps that choose a way or do something beside the run: `match`, `split`, `repeat`, `begin`, `notify`, audiences,
//! `stop mailing`, and `since start`.

use crate::support::*;
use sodate::engine::{Effect, InputKind, SuppressionReason, holds, new_lead, split_arm};
use sodate::ir::*;
use std::collections::BTreeMap;

fn deal_of(value: Option<&str>) -> Vec<String> {
    let deal = Expression::Lead("deal".to_owned());
    let cases = vec![(vec![text("won"), text("talking")], false, 1), (Vec::new(), true, 3)];
    let flow = vec![choose(deal, cases, 5), send("won", 2), end(), send("missing", 4), end(), send("rest", 6), end()];
    let program = program().email("won").email("missing").email("rest").scenario("download", flow);
    let mut host = host(program, "2026-04-01 10:00");
    host.set("deal", value.map(text));
    host.event("download");
    host.story()
}

#[test]
fn match_goes_by_the_value_and_knows_a_missing_one() {
    assert_eq!(deal_of(Some("won")), ["2026-04-01 10:00 won"]);
    assert_eq!(deal_of(Some("talking")), ["2026-04-01 10:00 won"]);
    assert_eq!(deal_of(Some("lost")), ["2026-04-01 10:00 rest"]);
    assert_eq!(deal_of(None), ["2026-04-01 10:00 missing"]);
}

#[test]
fn a_split_is_sticky_and_keeps_its_shares() {
    let arm = |name: &str, share| SplitArm { name: name.to_owned(), share, then: 0 };
    let arms = [arm("a", 2_000), arm("b", 5_000), arm("c", 3_000)];
    let mut counts = BTreeMap::<usize, u32>::new();
    for number in 0..10_000 {
        let lead = format!("L{number:010}");
        let place = split_arm(&arms, &lead, "download", "split");
        assert_eq!(place, split_arm(&arms, &lead, "download", "split"));
        *counts.entry(place).or_default() += 1;
    }
    for (place, share) in [(0, 2_000), (1, 5_000), (2, 3_000)] {
        assert!(counts[&place].abs_diff(share) < 200, "{counts:?}");
    }
    let differs = |number: u32| {
        let lead = format!("L{number:010}");
        split_arm(&arms, &lead, "download", "split") != split_arm(&arms, &lead, "download", "split #2")
    };
    assert!((0..100).any(differs), "two splits of a scenario draw apart from each other");
}

#[test]
fn a_lead_goes_the_same_way_in_every_run() {
    let flow = vec![split(&[("a", 5_000, 1), ("b", 5_000, 3)]), send("a", 2), end(), send("b", 4), end()];
    let program = program().email("a").email("b").scenario("download", flow).again("download", Again::Always);
    let mut host = host(program, "2026-04-01 10:00");
    for _ in 0..5 {
        host.event("download");
        while host.turn().unwrap() {}
    }
    let sent: std::collections::BTreeSet<String> = host.state().mails.values().map(|mail| mail.email.clone()).collect();
    assert_eq!((host.state().mails.len(), sent.len()), (5, 1));
}

#[test]
fn repeat_counts_its_rounds_and_ends_early_where_its_condition_holds() {
    let won = || Some(lead_is("deal", "won"));
    let flow = || vec![repeat(3, won(), 1, 3), send("thanks", 2), wait(days(7), 0), send("case", 4), end()];
    let program = || program().email("thanks").email("case").scenario("download", flow());
    let mut three = host(program(), "2026-04-01 10:00");
    three.event("download");
    let all =
        ["2026-04-01 10:00 thanks", "2026-04-08 10:00 thanks", "2026-04-15 10:00 thanks", "2026-04-22 10:00 case"];
    assert_eq!(three.story(), all);
    let mut early = host(program(), "2026-04-01 10:00");
    early.event("download");
    early.until("2026-04-09 10:00");
    early.set("deal", Some(text("won")));
    assert_eq!(early.story(), [all[0], all[1], "2026-04-15 10:00 case"]);
    let mut never = host(program(), "2026-04-01 10:00");
    never.set("deal", Some(text("won")));
    never.event("download");
    assert_eq!(never.story(), ["2026-04-01 10:00 case"]);
}

#[test]
fn a_repeat_in_a_round_begins_anew() {
    let flow = vec![repeat(2, None, 1, 3), repeat(3, None, 2, 0), score(1, 1), end()];
    let mut host = host(program().scenario("download", flow), "2026-04-01 10:00");
    host.event("download");
    assert_eq!(host.state().score, 6);
    assert_eq!(ends(&host), ["finished"]);
}

#[test]
fn begin_enters_another_scenario_beside_this_one() {
    let main = vec![wait(days(1), 1), begin("other", 2), wait(days(1), 3), send("thanks", 4), end()];
    let other = vec![send("case", 1), end()];
    let program = program().email("thanks").email("case").scenario("download", main).scenario("other", other);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("download");
    host.until("2026-04-02 10:00");
    let from: Vec<Option<u64>> = all_effects(&host)
        .filter_map(|effect| if let Effect::Started { cause } = effect { Some(cause.from) } else { None })
        .collect();
    assert_eq!(from, [None, Some(0)]);
    assert_eq!(host.story(), ["2026-04-02 10:00 case", "2026-04-03 10:00 thanks"]);
}

#[test]
fn what_is_begun_can_end_the_run_that_began_it_but_not_begin_it_again() {
    let main = vec![begin("other", 1), send("thanks", 2), end()];
    let handing = vec![handoff("now", 1), end()];
    let program_with = |other| {
        program()
            .email("thanks")
            .scenario("download", main.clone())
            .scenario("other", other)
            .again("download", Again::Always)
    };
    let mut host_of = host(program_with(handing), "2026-04-01 10:00");
    host_of.event("download");
    assert_eq!(host_of.story(), ["2026-04-01 10:00 handoff: now"]);
    assert_eq!(ends(&host_of), ["handed_over", "handed_over"]);
    let mut back = host(program_with(vec![begin("download", 1), end()]), "2026-04-01 10:00");
    let effects = back.event("download");
    assert!(brief(&effects).iter().any(|line| line.contains("`download` not started")), "{:?}", brief(&effects));
    assert_eq!(back.story(), ["2026-04-01 10:00 thanks"]);
}

#[test]
fn scenarios_that_begin_each_other_without_end_are_given_up() {
    let flow = |next| vec![begin(next, 1), end()];
    let mut program = program();
    // Each ends before the next one begins the first again: `go to` leaves nothing behind.
    program =
        program.scenario("a", flow("b")).scenario("b", vec![go_to("c")]).scenario("c", vec![begin("b", 1), go_to("b")]);
    for name in ["a", "b", "c"] {
        program = program.again(name, Again::Always);
    }
    let mut host = host(program, "2026-04-01 10:00");
    host.event("a");
    assert!(host.state().enrolments.is_empty());
}

#[test]
fn a_notice_tells_a_team_and_the_run_goes_on() {
    let flow = vec![notify("look", 1), wait(days(1), 2), send("thanks", 3), end()];
    let mut host = host(program().email("thanks").scenario("download", flow), "2026-04-01 10:00");
    host.event("download");
    assert_eq!(host.story(), ["2026-04-01 10:00 notice: look", "2026-04-02 10:00 thanks"]);
}

#[test]
fn handoffs_and_notices_count_together_so_that_none_takes_the_number_of_another() {
    let flow = vec![notify("one", 1), notify("two", 2), handoff("three", 3), end()];
    let mut host = host(program().scenario("download", flow), "2026-04-01 10:00");
    let effects = host.event("download");
    let numbers: Vec<u64> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Notify { number, .. } | Effect::Handoff { number, .. } => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [0, 1, 2]);
}

#[test]
fn an_audience_is_told_only_what_changes() {
    let flow =
        vec![audience("fans", true, 1), audience("fans", true, 2), wait(days(1), 3), audience("fans", false, 4), end()];
    let mut host = host(program().scenario("download", flow), "2026-04-01 10:00");
    let effects = host.event("download");
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Audience { .. })).count(), 1);
    let on = Expression::Audience("fans".to_owned());
    assert_eq!(host.state().audiences.get("fans"), Some(&at("2026-04-01 10:00")));
    assert!(holds(&on, &host.scope().unwrap()));
    while host.turn().unwrap() {}
    assert!(host.state().audiences.is_empty());
    assert!(!holds(&on, &host.scope().unwrap()));
}

#[test]
fn stop_mailing_suppresses_the_lead_and_ends_every_run() {
    let main = vec![wait(days(1), 1), stop_mailing("no answer for a year", 2), end()];
    let other = vec![wait(days(5), 1), send("thanks", 2), end()];
    let program = program().email("thanks").scenario("download", main).scenario("other", other);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("other");
    host.event("download");
    assert!(host.story().is_empty());
    let suppression = host.state().suppression.clone().unwrap();
    assert_eq!(suppression.reason, SuppressionReason::Sunset);
    assert_eq!(suppression.source, "no answer for a year");
    assert_eq!(ends(&host), ["sunset", "sunset"]);
    host.opt_out();
    assert_eq!(
        host.state().suppression.as_ref().unwrap().reason,
        SuppressionReason::OptedOut,
        "an opt-out is stronger"
    );
}

#[test]
fn a_rule_may_tell_begin_and_stop_mailing() {
    let steps = vec![notify("20 points", 1), begin("other", 2), audience("fans", true, 3), stop_mailing("enough", 4)];
    let program = program()
        .email("thanks")
        .event("visit")
        .scenario("other", vec![wait(days(1), 1), send("thanks", 2), end()])
        .score_rule("visit", ScoreTrigger::Reaction(on_event("visit")), 20, None)
        .rule(RuleTrigger::ScoreReaches(20), steps);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("visit");
    assert_eq!(host.story(), ["2026-04-01 10:00 notice: 20 points"]);
    assert!(host.state().audiences.contains_key("fans"));
    assert_eq!(ends(&host), ["sunset"]);
}

#[test]
fn since_start_counts_what_came_before_the_await_but_not_the_start_itself() {
    let awaiting = |since_start| Instruction::Await {
        limit: days(3),
        arms: vec![Arm { reaction: on_event("download"), since_start, then: 2 }],
        otherwise: 3,
    };
    let story = |since_start: bool, again: bool| {
        let flow = vec![wait(days(2), 1), awaiting(since_start), send("met", 3), end()];
        let mut host = host(program().email("met").scenario("download", flow), "2026-04-01 10:00");
        host.event("download");
        host.until("2026-04-02 10:00");
        if again {
            host.event("download");
        }
        host.story()
    };
    assert_eq!(story(true, true), ["2026-04-03 10:00 met"]);
    assert!(story(true, false).is_empty(), "the event that began the run is none that came since");
    assert!(story(false, true).is_empty());
}

#[test]
fn an_event_from_between_start_and_await_that_is_reported_late_counts_too() {
    let awaiting = Instruction::Await {
        limit: days(3),
        arms: vec![Arm { reaction: on_event("visit"), since_start: true, then: 2 }],
        otherwise: 3,
    };
    let flow = vec![wait(days(2), 1), awaiting, send("met", 3), end()];
    let program = program().email("met").event("visit").scenario("download", flow);
    let programs = sodate::engine::Programs::single(program);
    let lead = new_lead("lead-1", "yamada@example.test", at("2026-04-01 10:00"));
    let input = |id: &str, at, kind| sodate::engine::Input { id: id.to_owned(), at, kind };
    let event = |name: &str| InputKind::Event { event: name.to_owned(), properties: BTreeMap::new() };
    let start = input("1", at("2026-04-01 10:00"), event("download"));
    let (lead, _) = sodate::engine::step(&programs, lead, &start, at("2026-04-01 10:00"));
    let wake = input("2", at("2026-04-03 10:00"), InputKind::Wake { generation: lead.generation });
    let (lead, _) = sodate::engine::step(&programs, lead, &wake, at("2026-04-03 10:00"));
    let late = input("3", at("2026-04-02 10:00"), event("visit"));
    let (_, effects) = sodate::engine::step(&programs, lead, &late, at("2026-04-03 11:00"));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Plan { .. })), "{:?}", brief(&effects));
}
