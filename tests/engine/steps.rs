//! What one input does to a lead: instructions, starts, stops, awaits.

use crate::support::*;
use sodate::engine::{Effect, InputKind, Suppression, SuppressionReason};
use sodate::ir::time::Weekday;
use sodate::ir::*;

const NOW: Otherwise = Otherwise::Now;

#[test]
fn waits_count_from_the_actual_sending() {
    let flow = vec![send("thanks", 1), wait(days(3), 2), send("case", 3), end()];
    let program = program().email("thanks").email("case").scenario("download", flow);
    let mut host = host(program.hours(weekdays("9:00", "18:00")), "2026-04-03 20:00");
    host.event("download");
    // Friday evening: the first mail leaves on Monday, the next three days after that.
    assert_eq!(host.story(), ["2026-04-06 09:00 thanks", "2026-04-09 09:00 case"]);
    assert_eq!(ends(&host), ["finished"]);
    assert_eq!(host.state().next_wake, None, "a finished lead costs nothing");
}

#[test]
fn day_n_counts_from_the_start_and_runs_at_once_where_only_sending_hours_made_it_late() {
    let flow = vec![
        send("thanks", 1),
        wait_until(MomentBase::Day(1), None, Otherwise::Stop, 2),
        send("case", 3),
        wait_until(MomentBase::Day(7), Some(clock("11:00")), Otherwise::Stop, 4),
        send("offer", 5),
        end(),
    ];
    let program = program().email("thanks").email("case").email("offer").scenario("download", flow);
    let mut host = host(program.hours(weekdays("9:00", "18:00")), "2026-04-03 20:00");
    host.event("download");
    assert_eq!(host.story(), ["2026-04-06 09:00 thanks", "2026-04-06 09:00 case", "2026-04-10 11:00 offer"]);
}

#[test]
fn a_moment_that_is_past_by_the_authors_own_waits_does_what_else_says() {
    let flow = |otherwise| {
        vec![
            wait(days(5), 1),
            wait_until(MomentBase::Day(3), None, otherwise, 2),
            send("case", 3),
            send("offer", 4),
            end(),
        ]
    };
    let story = |otherwise| {
        let program = program().email("case").email("offer").scenario("download", flow(otherwise));
        let mut host = host(program, "2026-04-01 10:00");
        host.event("download");
        host.story()
    };
    assert_eq!(story(Otherwise::Now), ["2026-04-06 10:00 case", "2026-04-06 10:00 offer"]);
    assert_eq!(story(Otherwise::Skip(3)), ["2026-04-06 10:00 offer"]);
    assert!(story(Otherwise::Stop).is_empty());
}

#[test]
fn moments_around_dates_and_weekdays() {
    let around = |count, before| MomentBase::Around {
        amount: days(count),
        before,
        anchor: Expression::Lead("trial_end".to_owned()),
    };
    let flow = vec![
        wait_until(MomentBase::Next(Weekday::Wednesday), Some(clock("9:30")), NOW, 1),
        send("a", 2),
        wait_until(around(2, true), Some(clock("8:00")), Otherwise::Stop, 3),
        send("b", 4),
        wait_until(around(1, false), None, Otherwise::Stop, 5),
        send("c", 6),
        wait_until(MomentBase::Date(date("2026-06-01")), None, NOW, 7),
        send("d", 8),
        end(),
    ];
    let program = program().email("a").email("b").email("c").email("d").scenario("trial", flow);
    let mut host = host(program, "2026-04-01 10:00");
    host.set("trial_end", Some(Value::Date(date("2026-04-30"))));
    host.event("trial");
    // 2026-04-01 is itself a Wednesday: the next one is a week later.
    let story = ["2026-04-08 09:30 a", "2026-04-28 08:00 b", "2026-05-01 00:00 c", "2026-06-01 00:00 d"];
    assert_eq!(host.story(), story);
}

#[test]
fn of_arms_met_already_the_first_written_wins_of_later_ones_the_first_to_come() {
    let arms = vec![(on_click("thanks", Some("pricing")), 4), (on_click("thanks", None), 3)];
    let flow = vec![
        send("thanks", 1),
        wait(days(1), 2),
        awaiting(days(7), arms, 5),
        handoff("some link", 5),
        handoff("pricing", 5),
        end(),
    ];
    let program = program().email("thanks").scenario("download", flow);
    let mut met_before = host(program.clone(), "2026-04-01 10:00");
    met_before.event("download");
    met_before.until("2026-04-01 11:00");
    met_before.click("thanks", "guide");
    met_before.click("thanks", "pricing");
    assert_eq!(met_before.story()[1..], ["2026-04-02 10:00 handoff: pricing"]);
    let mut met_later = host(program, "2026-04-01 10:00");
    met_later.event("download");
    met_later.until("2026-04-03 11:00");
    met_later.click("thanks", "guide");
    met_later.click("thanks", "pricing");
    assert_eq!(met_later.story()[1..], ["2026-04-03 11:00 handoff: some link"]);
}

#[test]
fn an_await_looks_at_events_since_it_began_and_at_its_deadline_goes_on() {
    let flow =
        vec![awaiting(days(2), vec![(on_event("visit"), 1)], 2), handoff("visited", 3), handoff("silent", 3), end()];
    let program = program().event("visit").scenario("download", flow);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("visit");
    host.event("download");
    host.until("2026-04-03 09:59");
    assert_eq!(host.take_output(), None, "the visit before the await began does not count");
    assert_eq!(host.story(), ["2026-04-03 10:00 handoff: silent"]);
}

#[test]
fn an_event_that_meets_one_await_does_not_meet_the_next_one_too() {
    let flow = vec![
        awaiting(days(2), vec![(on_event("visit"), 1)], 3),
        awaiting(days(2), vec![(on_event("visit"), 2)], 3),
        handoff("visited twice", 3),
        end(),
    ];
    let mut host = host(program().event("visit").scenario("download", flow), "2026-04-01 10:00");
    host.event("download");
    host.event("visit");
    assert!(host.take_output().is_none());
    host.event("visit");
    assert_eq!(host.story(), ["2026-04-01 10:00 handoff: visited twice"]);
}

#[test]
fn set_score_and_branch_take_no_time() {
    let flow = vec![
        set("stage", "warm", 1),
        score(30, 2),
        branch(lead_is("stage", "warm"), 3, 4),
        handoff("warm", 5),
        handoff("cold", 5),
        end(),
    ];
    let mut host = host(program().scenario("download", flow), "2026-04-01 10:00");
    let effects = host.event("download");
    assert_eq!(
        brief(&effects),
        [
            "scenario `download` started",
            "field `stage` set",
            "score +30, now 30: step",
            "handed over to `sales`: warm",
            "scenario `download` ended: sales has taken over"
        ]
    );
    assert_eq!(host.state().fields.get("stage"), Some(&text("warm")));
}

#[test]
fn again_never_always_and_after() {
    let with = |again| program().email("a").scenario("download", vec![send("a", 1), end()]).again("download", again);
    let refusals = |again| {
        let mut host = host(with(again), "2026-04-01 10:00");
        let mut seen = Vec::new();
        for day in ["2026-04-01 10:00", "2026-04-30 10:00", "2026-07-01 09:00"] {
            host.until(day);
            seen.extend(host.event("download").into_iter().filter_map(|effect| match effect {
                Effect::NotStarted { reason, .. } => Some(reason),
                Effect::Started { .. } => Some("started".to_owned()),
                _ => None,
            }));
            host.story();
        }
        seen
    };
    assert_eq!(refusals(Again::Never), ["started", "again_never", "again_never"]);
    assert_eq!(refusals(Again::Always), ["started", "started", "started"]);
    assert_eq!(refusals(Again::After(days(90))), ["started", "too_soon", "started"]);
}

#[test]
fn a_start_that_needs_a_basis_keeps_out_who_has_none() {
    let clause = |gives| Some(BasisClause { gives, basis: Basis::Consent });
    let program = program()
        .email("a")
        .scenario("download", vec![send("a", 1), end()])
        .starts("download", vec![start_on("download", clause(false))])
        .scenario("form", vec![end()])
        .starts("form", vec![start_on("form", clause(true))]);
    let mut host = host(program, "2026-04-01 10:00");
    let refused = host.event("download");
    assert_eq!(
        brief(&refused),
        ["scenario `download` not started: no consent or other basis for mailing is on record"]
    );
    host.event("form");
    assert_eq!(host.state().bases[0].source, "event form test 2");
    host.event("download");
    assert_eq!(host.story(), ["2026-04-01 10:00 a"]);
}

#[test]
fn a_send_without_a_basis_is_skipped_with_the_reason_and_the_run_goes_on() {
    let program = program()
        .email("a")
        .transactional("receipt")
        .scenario("download", vec![send("a", 1), send("receipt", 2), end()])
        .starts("download", vec![start_on("download", None)]);
    let mut host = host(program, "2026-04-01 10:00");
    let effects = host.event("download");
    assert!(matches!(&effects[1], Effect::Skip { reason, .. } if reason == "no_basis"));
    assert_eq!(host.story(), ["2026-04-01 10:00 receipt"]);
}

#[test]
fn by_hand_only_where_the_scenario_says_so() {
    let by_hand = Start {
        id: String::new(),
        trigger: StartTrigger::Hand,
        basis: Some(BasisClause { gives: true, basis: Basis::Written }),
    };
    let program = program()
        .email("a")
        .scenario("card", vec![send("a", 1), end()])
        .starts("card", vec![by_hand])
        .scenario("download", vec![end()]);
    let mut host = host(program, "2026-04-01 10:00");
    let enrol = |scenario: &str| InputKind::Enrol { scenario: scenario.to_owned() };
    assert_eq!(
        brief(&host.apply(enrol("download"))),
        ["scenario `download` not started: it cannot be started by hand"]
    );
    assert_eq!(brief(&host.apply(enrol("nothing"))), ["scenario `nothing` not started: there is no such scenario"]);
    host.apply(enrol("card"));
    assert_eq!(host.story(), ["2026-04-01 10:00 a"]);
}

#[test]
fn go_to_ends_the_run_and_takes_the_start_event_along() {
    let name = Expression::Event("name".to_owned());
    let handoff = Instruction::Handoff {
        team: "sales".to_owned(),
        because: Template { pieces: vec![Piece::Value(name)] },
        next: 1,
    };
    let program = program().scenario("download", vec![go_to("pricing")]).scenario("pricing", vec![handoff, end()]);
    let mut host = host(program, "2026-04-01 10:00");
    let properties = [("name".to_owned(), text("導入ガイド"))].into();
    host.apply(InputKind::Event { event: "download".to_owned(), properties });
    assert_eq!(ends(&host), ["went_to pricing", "handed_over"]);
    assert_eq!(host.story(), ["2026-04-01 10:00 handoff: 導入ガイド"]);
}

#[test]
fn scenarios_that_send_each_other_in_circles_come_to_an_end() {
    let program = program()
        .scenario("a", vec![go_to("b")])
        .scenario("b", vec![go_to("a")])
        .again("a", Again::Always)
        .again("b", Again::Always)
        .scenario("loop", vec![score(1, 0)]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("a");
    assert_eq!(ends(&host).last().unwrap(), "too_many_steps");
    host.event("loop");
    assert_eq!(ends(&host).last().unwrap(), "too_many_steps");
    assert!(host.state().enrolments.is_empty());
}

#[test]
fn a_handoff_ends_every_run_of_the_lead_and_takes_its_mails_back() {
    let program = program()
        .email("a")
        .event("demo")
        .hours(weekdays("9:00", "18:00"))
        .rule(RuleTrigger::Reaction(on_event("demo")), vec![handoff("asks for a demo", 1), set("stage", "sales", 2)])
        .scenario("waiting", vec![wait(days(1), 1), send("a", 2), end()])
        .scenario("sending", vec![send("a", 1), end()]);
    // A Saturday: the mail waits for Monday.
    let mut host = host(program, "2026-04-04 10:00");
    host.event("waiting");
    host.event("sending");
    assert_eq!(
        brief(&host.event("demo")),
        [
            "handed over to `sales`: asks for a demo",
            "scenario `waiting` ended: sales has taken over",
            "email `a` not sent: sales has taken over",
            "scenario `sending` ended: sales has taken over",
            "field `stage` set"
        ]
    );
    assert_eq!(host.story(), ["2026-04-04 10:00 handoff: asks for a demo"]);
}

#[test]
fn stop_rules_come_before_awaits_and_before_starts() {
    let arms = vec![(on_event("order"), 1)];
    let program = program()
        .event("order")
        .scenario("cart", vec![awaiting(days(9), arms, 2), handoff("ordered", 2), end()])
        .stop("cart", StopRule::On(on_event("order")));
    let mut host = host(program, "2026-04-01 10:00");
    host.event("cart");
    host.event("order");
    assert_eq!(ends(&host), ["stop_rule"]);
    assert!(host.story().is_empty());
}

#[test]
fn a_changed_field_stops_a_run_and_takes_its_mail_back() {
    let program = program()
        .email("a")
        .scenario("download", vec![send("a", 1), end()])
        .stop("download", StopRule::When(lead_is("deal", "won")))
        .hours(weekdays("9:00", "18:00"));
    let mut host = host(program, "2026-04-04 10:00");
    host.event("download");
    let effects = host.set("deal", Some(text("won")));
    assert!(matches!(&effects[0], Effect::Skip { mail, reason, .. } if mail.email == "a" && reason == "stop_rule"));
    assert_eq!(ends(&host), ["stop_rule"]);
    assert!(host.story().is_empty());
    let refused = host.event("download");
    assert!(matches!(&refused[0], Effect::NotStarted { reason, .. } if reason == "again_never"));
}

#[test]
fn a_lead_that_meets_a_stop_rule_does_not_enter() {
    let program = program()
        .scenario("download", vec![handoff("x", 1), end()])
        .stop("download", StopRule::When(lead_is("deal", "won")));
    let mut host = host(program, "2026-04-01 10:00");
    host.set("deal", Some(text("won")));
    let refused = host.event("download");
    assert!(matches!(&refused[..], [Effect::NotStarted { reason, .. }] if reason == "stop_rule"));
    // It has not had its one run by that.
    host.set("deal", None);
    host.event("download");
    assert_eq!(host.story(), ["2026-04-01 10:00 handoff: x"]);
}

#[test]
fn an_opt_out_ends_all_runs_and_lets_nothing_for_marketing_start() {
    let program = program()
        .email("a")
        .scenario("one", vec![wait(days(1), 1), send("a", 2), end()])
        .again("one", Again::Always)
        .scenario("two", vec![wait(days(2), 1), send("a", 2), end()])
        .scenario("call", vec![handoff("asks for a call", 1), end()]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("one");
    host.event("two");
    let effects = host.opt_out();
    assert_eq!(brief(&effects)[0], "no more mail: the lead has unsubscribed");
    assert_eq!(ends(&host), ["opted_out", "opted_out"]);
    let refused = host.event("one");
    assert!(matches!(&refused[..], [Effect::NotStarted { reason, .. }] if reason == "opted_out"));
    // A person who asks for a call is called all the same.
    host.event("call");
    assert_eq!(host.story(), ["2026-04-01 10:00 handoff: asks for a call"]);
}

#[test]
fn updates_never_lift_a_suppression_and_a_bounce_never_hides_an_opt_out() {
    let mut host = host(program(), "2026-04-01 10:00");
    let suppress = |reason| InputKind::Update {
        fields: Default::default(),
        zone: None,
        basis: None,
        suppression: Some(Suppression { reason, at: at("2026-04-01 10:00"), source: "import".to_owned() }),
    };
    let reason = |host: &sodate::scenario::host::VirtualHost| host.state().suppression.as_ref().map(|now| now.reason);
    host.apply(suppress(SuppressionReason::Bounced));
    host.opt_out();
    assert_eq!(reason(&host), Some(SuppressionReason::OptedOut));
    assert!(host.apply(suppress(SuppressionReason::Bounced)).is_empty());
    host.set("name", Some(text("田中")));
    assert_eq!(reason(&host), Some(SuppressionReason::OptedOut));
}

#[test]
fn a_basis_is_recorded_once() {
    use sodate::engine::BasisRecord;
    let basis = |source: &str| InputKind::Update {
        fields: Default::default(),
        zone: None,
        basis: Some(BasisRecord { basis: Basis::Written, at: at("2026-03-01 10:00"), source: source.to_owned() }),
        suppression: None,
    };
    let mut host = host(program(), "2026-04-01 10:00");
    for source in ["import a.csv", "import a.csv", "import b.csv"] {
        host.apply(basis(source));
    }
    assert_eq!(host.state().bases.len(), 2);
    for number in 0..100 {
        host.apply(basis(&format!("import {number}")));
    }
    assert_eq!(host.state().bases.len(), sodate::engine::MAX_BASES_OF_A_KIND);
    assert_eq!(host.state().bases[0].source, "import a.csv", "the first one is the proof");
    assert_eq!(host.state().bases.last().unwrap().source, "import 99");
}
