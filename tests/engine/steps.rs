//! What one input does to a lead: instructions, starts, stops, awaits, scores, rules, timers.

use crate::support::*;
use sodate::engine::{
    Effect, Input, InputKind, MAX_PAST_EVENTS, MailOutcome, Programs, Suppression, SuppressionReason, new_lead, step,
};
use sodate::ir::time::{Instant, Unit, Weekday};
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
    let by_hand =
        Start { trigger: StartTrigger::Hand, basis: Some(BasisClause { gives: true, basis: Basis::Written }) };
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

#[test]
fn only_the_first_open_and_the_first_click_of_a_link_count() {
    let any = Reaction::Click { email: "a".to_owned(), link: None };
    let program = program()
        .email("a")
        .score_rule("opened any email", ScoreTrigger::OpenedAny, 10, None)
        .score_rule("clicked any email", ScoreTrigger::ClickedAny, 5, None)
        .rule(RuleTrigger::Reaction(any), vec![handoff("click", 1)])
        .scenario("download", vec![send("a", 1), end()]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("download");
    host.until("2026-04-02 10:00");
    for _ in 0..3 {
        host.click("a", "guide");
    }
    assert_eq!(host.state().score, 5, "a click says nothing of an open");
    for _ in 0..3 {
        host.open("a");
    }
    host.click("a", "demo");
    assert_eq!(host.state().score, 20);
    assert_eq!(host.story().len(), 3, "one mail and a handoff for each link");
    assert!(host.open("no such mail").is_empty());
}

#[test]
fn frequencies_hold_in_calendar_units_of_the_lead() {
    let daily = Some(Frequency { times: 3, per: Unit::Day });
    let hourly = Some(Frequency { times: 1, per: Unit::Hour });
    let trigger = || ScoreTrigger::Reaction(on_event("view"));
    let program =
        program().event("view").score_rule("daily", trigger(), 10, daily).score_rule("hourly", trigger(), 1, hourly);
    let mut host = host(program, "2026-04-01 22:00");
    for _ in 0..5 {
        host.event("view");
    }
    assert_eq!(host.state().score, 31);
    host.until("2026-04-02 00:00");
    host.event("view");
    assert_eq!(host.state().score, 42, "a new day, and more than an hour later");
    host.until("2026-04-02 00:59");
    host.event("view");
    assert_eq!(host.state().score, 52);
}

#[test]
fn silence_scores_once_until_it_is_broken() {
    let silent = ScoreTrigger::Silent { what: Silent::Response, lasting: amount(6, Unit::Month) };
    let program = program().event("view").score_rule("no response", silent, -30, None);
    let mut host = host(program, "2026-01-31 10:00");
    host.set("name", Some(text("田中")));
    host.until("2026-07-31 09:59");
    assert_eq!(host.state().score, 0);
    host.until("2028-01-01 00:00");
    assert_eq!(host.state().score, -30, "once, however long the silence");
    host.event("view");
    host.until("2029-01-01 00:00");
    assert_eq!(host.state().score, -60);
}

#[test]
fn a_threshold_fires_once_for_each_crossing() {
    let program = program()
        .event("up")
        .event("down")
        .score_rule("up", ScoreTrigger::Reaction(on_event("up")), 30, None)
        .score_rule("down", ScoreTrigger::Reaction(on_event("down")), -30, None)
        .rule(RuleTrigger::ScoreReaches(50), vec![handoff("50 points", 1)]);
    let mut host = host(program, "2026-04-01 10:00");
    for event in ["up", "up", "up", "down", "down", "up"] {
        host.event(event);
    }
    // 30, 60 (crossed), 90, 60, 30, 60 (crossed again).
    assert_eq!(host.story().len(), 2);
}

#[test]
fn rules_that_cross_thresholds_for_each_other_come_to_an_end() {
    let program = program()
        .event("up")
        .score_rule("up", ScoreTrigger::Reaction(on_event("up")), 50, None)
        .rule(RuleTrigger::ScoreReaches(50), vec![score(-10, 1), score(10, 2)]);
    let mut host = host(program, "2026-04-01 10:00");
    let effects = host.event("up");
    assert!(effects.len() <= 1 + 2 * sodate::engine::MAX_RULES_PER_INPUT);
    assert_eq!(host.state().score, 50);
}

#[test]
fn a_rule_may_send_the_lead_into_a_scenario() {
    let program = program()
        .email("a")
        .event("view")
        .score_rule("view", ScoreTrigger::Reaction(on_event("view")), 50, None)
        .rule(RuleTrigger::ScoreReaches(50), vec![go_to("hot")])
        .scenario("hot", vec![handoff("hot", 1), end()]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("view");
    assert_eq!(host.story(), ["2026-04-01 10:00 handoff: hot"]);
}

#[test]
fn score_rules_then_when_rules_then_stops_then_awaits_then_starts() {
    let program = program()
        .score_rule("go", ScoreTrigger::Reaction(on_event("go")), 50, None)
        .rule(RuleTrigger::ScoreReaches(50), vec![set("rule", "x", 1)])
        .scenario("stopped", vec![wait(days(9), 1), end()])
        .stop("stopped", StopRule::On(on_event("go")))
        .scenario("waiting", vec![awaiting(days(9), vec![(on_event("go"), 1)], 2), set("arm", "x", 2), end()])
        .scenario("go", vec![set("start", "x", 1), end()]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("stopped");
    host.event("waiting");
    assert_eq!(
        brief(&host.event("go")),
        [
            "score +50, now 50: go",
            "field `rule` set",
            "scenario `stopped` ended: a stop rule applies",
            "field `arm` set",
            "scenario `waiting` ended: all steps are done",
            "scenario `go` started",
            "field `start` set",
            "scenario `go` ended: all steps are done"
        ]
    );
}

#[test]
fn a_wake_of_an_old_generation_changes_nothing() {
    let program = program().scenario("download", vec![wait(days(1), 1), handoff("x", 2), end()]);
    let programs = Programs::single(program);
    let input = |id: &str, when: &str, kind| Input { id: id.to_owned(), at: at(when), kind };
    let event = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
    let start = at("2026-04-01 10:00");
    let (state, _) =
        step(&programs, new_lead("l", "l@example.test", start), &input("1", "2026-04-01 10:00", event), start);
    let old = InputKind::Wake { generation: state.generation - 1 };
    let late = at("2026-04-09 10:00");
    let (same, effects) = step(&programs, state.clone(), &input("2", "2026-04-09 10:00", old), late);
    assert!(effects.is_empty() && same == state);
    let right = InputKind::Wake { generation: state.generation };
    let early = input("3", "2026-04-01 12:00", right.clone());
    let (same, effects) = step(&programs, state.clone(), &early, at("2026-04-01 12:00"));
    assert!(effects.is_empty() && same == state, "a timer that rings early rings again");
    let (_, effects) = step(&programs, state, &input("4", "2026-04-09 10:00", right), late);
    assert_eq!(effects.len(), 2);
}

#[test]
fn a_late_host_comes_to_the_same_result_as_a_punctual_one() {
    let flow =
        vec![awaiting(days(2), vec![(on_event("visit"), 1)], 2), handoff("visited", 3), handoff("silent", 3), end()];
    let programs = Programs::single(program().event("visit").scenario("download", flow));
    let start = at("2026-04-01 10:00");
    let event = |name: &str, when| Input {
        id: format!("{name} {when:?}"),
        at: when,
        kind: InputKind::Event { event: name.to_owned(), properties: Default::default() },
    };
    let (state, _) = step(&programs, new_lead("l", "l@example.test", start), &event("download", start), start);
    // The host was down from before the deadline until hours later; the visit came in between.
    let back = at("2026-04-03 20:00");
    let (_, in_time) = step(&programs, state.clone(), &event("visit", at("2026-04-03 09:59")), back);
    assert_eq!(brief(&in_time)[0], "handed over to `sales`: visited");
    let (_, too_late) = step(&programs, state, &event("visit", at("2026-04-03 10:01")), back);
    assert_eq!(brief(&too_late)[0], "handed over to `sales`: silent");
}

#[test]
fn an_event_from_the_future_happens_when_it_is_processed_and_a_very_late_one_counts_from_its_report() {
    let programs = Programs::single(program().scenario("download", vec![wait(days(1), 1), handoff("x", 2), end()]));
    let now = at("2026-04-10 10:00");
    let started = |when: Instant| {
        let kind = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
        let input = Input { id: "1".to_owned(), at: when, kind };
        step(&programs, new_lead("l", "l@example.test", at("2026-01-01")), &input, now).0
    };
    assert_eq!(started(at("2027-01-01 10:00")).next_wake, Some(at("2026-04-11 10:00")));
    assert_eq!(started(at("2026-04-10 08:00")).next_wake, Some(at("2026-04-11 08:00")));
    let late = started(at("2026-04-01 10:00"));
    assert_eq!(late.next_wake, Some(at("2026-04-11 10:00")));
    assert_eq!(late.events[0].at, at("2026-04-01 10:00"), "on record it happened when it happened");
}

#[test]
fn ten_thousand_events_leave_a_bounded_state() {
    let program = program().event("view").score_rule(
        "view",
        ScoreTrigger::Reaction(on_event("view")),
        1,
        Some(Frequency { times: 5, per: Unit::Day }),
    );
    let mut host = host(program, "2026-04-01 10:00");
    for _ in 0..10_000 {
        host.event("view");
    }
    assert_eq!(host.state().events.len(), MAX_PAST_EVENTS);
    assert_eq!(host.state().score, 5);
    assert!(serde_json::to_string(host.state()).unwrap().len() < 500_000);
}

#[test]
fn a_bounce_suppresses_and_an_unknown_outcome_goes_on() {
    let flow = vec![send("a", 1), wait(days(1), 2), send("a", 3), end()];
    let programs = Programs::single(program().email("a").scenario("download", flow));
    let start = at("2026-04-01 10:00");
    let kind = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
    let input = Input { id: "1".to_owned(), at: start, kind };
    let (state, effects) = step(&programs, new_lead("l", "l@example.test", start), &input, start);
    let Effect::Plan { mail, .. } = &effects[1] else { panic!("{effects:?}") };
    let outcome = |outcome| {
        let kind = InputKind::Mail { mail: mail.key.id(), outcome };
        step(&programs, state.clone(), &Input { id: "2".to_owned(), at: start, kind }, start)
    };
    let (bounced, effects) = outcome(MailOutcome::Bounced { reason: "550 no such user".to_owned() });
    assert_eq!(brief(&effects)[0], "no more mail: the address does not accept mail");
    assert!(bounced.enrolments.is_empty() && bounced.mails.is_empty());
    for kind in [MailOutcome::Unknown, MailOutcome::Sent] {
        let (state, _) = outcome(kind);
        assert_eq!(state.next_wake, Some(at("2026-04-02 10:00")));
        assert_eq!(state.mails[&mail.key.id()].sent_at, Some(start));
    }
    let (skipped, _) = outcome(MailOutcome::NotSent { reason: "late".to_owned() });
    assert_eq!(skipped.next_wake, Some(at("2026-04-02 10:00")));
    assert!(skipped.mails.is_empty(), "a mail that did not leave counts for nothing");
}

/// The input that says that an event happened at that time.
fn event_at(name: &str, when: &str) -> Input {
    let kind = InputKind::Event { event: name.to_owned(), properties: Default::default() };
    Input { id: format!("{name} {when}"), at: at(when), kind }
}

#[test]
fn what_is_reported_late_counts_by_when_it_happened() {
    let flow =
        vec![wait(days(1), 1), awaiting(days(5), vec![(on_event("visit"), 2)], 3), set("visited", "yes", 3), end()];
    let program = program().event("visit").event("order").scenario("download", flow);
    let programs = Programs::single(program.stop("download", StopRule::On(on_event("order"))));
    let now = at("2026-04-02 12:00");
    let run = |inputs: &[Input]| {
        let mut state = new_lead("l", "l@example.test", at("2026-04-01 10:00"));
        for input in inputs {
            state = step(&programs, state, input, now).0;
        }
        state
    };
    // The await began at 10:00 on the second day.
    let before_the_await = run(&[event_at("download", "2026-04-01 13:00"), event_at("visit", "2026-04-01 14:00")]);
    assert_eq!(before_the_await.enrolments.len(), 1, "a visit during the wait meets no await");
    let began = event_at("download", "2026-04-01 12:30");
    let wake = |state: &sodate::engine::LeadState| Input {
        id: "wake".to_owned(),
        at: at("2026-04-02 12:30"),
        kind: InputKind::Wake { generation: state.generation },
    };
    let awaiting = run(std::slice::from_ref(&began));
    let (awaiting, _) = step(&programs, awaiting.clone(), &wake(&awaiting), at("2026-04-02 12:30"));
    let later = at("2026-04-02 13:00");
    let (early, _) = step(&programs, awaiting.clone(), &event_at("visit", "2026-04-02 12:29"), later);
    assert_eq!(early.enrolments.len(), 1, "a visit before the await began does not meet it, however late it is told");
    let (met, _) = step(&programs, awaiting, &event_at("visit", "2026-04-02 12:30"), later);
    assert!(met.enrolments.is_empty());
    // An order before the download would not have stopped anything either.
    assert_eq!(run(&[began.clone(), event_at("order", "2026-04-01 12:29")]).enrolments.len(), 1);
    assert!(run(&[began, event_at("order", "2026-04-01 12:30")]).enrolments.is_empty());
}

#[test]
fn an_await_looks_only_at_the_last_sending_in_its_own_run() {
    let flow =
        vec![send("a", 1), awaiting(days(5), vec![(on_click("a", None), 2)], 3), set("clicked", "yes", 3), end()];
    let program = program().email("a").scenario("one", flow.clone()).scenario("two", flow);
    let mut host = host(program.again("one", Again::Always), "2026-04-01 10:00");
    host.event("one");
    host.until("2026-04-01 11:00");
    let first = last_mail(&host, "a");
    host.event("two");
    host.until("2026-04-10 10:00");
    host.event("one");
    host.until("2026-04-10 11:00");
    assert_eq!(host.state().enrolments.len(), 1);
    host.apply(InputKind::Clicked { mail: first, link: "guide".to_owned() });
    assert_eq!(host.state().enrolments.len(), 1, "that was the mail of the run before");
    host.click("a", "guide");
    assert!(host.state().enrolments.is_empty());
}

#[test]
fn waits_count_from_the_sending_even_where_its_outcome_is_told_days_later() {
    let flow = vec![send("a", 1), wait(days(3), 2), end()];
    let programs = Programs::single(program().email("a").scenario("download", flow));
    let start = at("2026-04-01 10:00");
    let begun =
        step(&programs, new_lead("l", "l@example.test", start), &event_at("download", "2026-04-01 10:00"), start);
    let Effect::Plan { mail, .. } = &begun.1[1] else { panic!("{:?}", begun.1) };
    let kind = InputKind::Mail { mail: mail.key.id(), outcome: MailOutcome::Sent };
    let input = Input { id: "sent".to_owned(), at: at("2026-04-01 10:05"), kind };
    let (state, _) = step(&programs, begun.0, &input, at("2026-04-03 20:00"));
    assert_eq!(state.next_wake, Some(at("2026-04-04 10:05")));
}

#[test]
fn what_sending_hours_held_back_is_forgiven_until_the_next_fixed_moment_only() {
    let flow = vec![
        send("a", 1),
        wait_until(MomentBase::Day(7), None, Otherwise::Stop, 2),
        wait(days(2), 3),
        wait_until(MomentBase::Day(8), None, Otherwise::Stop, 4),
        send("b", 5),
        end(),
    ];
    let program = program().email("a").email("b").scenario("download", flow).hours(weekdays("9:00", "18:00"));
    let mut host = host(program, "2026-04-03 20:00");
    host.event("download");
    // Held from Friday to Monday, in time for day 7 again; day 9 is too late for day 8 by the author's own wait.
    assert_eq!(host.story(), ["2026-04-06 09:00 a"]);
    assert_eq!(ends(&host), ["stopped"]);
}

#[test]
fn a_run_keeps_the_version_it_began_with() {
    let first = program().email("a").email("b").scenario("download", vec![wait(days(1), 1), send("a", 2), end()]);
    let second = first.clone().scenario("download", vec![wait(days(1), 1), send("b", 2), end()]);
    let start = at("2026-04-01 10:00");
    let one = Programs::single(first.clone());
    let (state, _) =
        step(&one, new_lead("l", "l@example.test", start), &event_at("download", "2026-04-01 10:00"), start);
    let wake = Input {
        id: "wake".to_owned(),
        at: at("2026-04-02 10:00"),
        kind: InputKind::Wake { generation: state.generation },
    };
    let ring = |programs: &Programs| step(programs, state.clone(), &wake, wake.at).1;
    let both: Programs = [(1, first), (2, second.clone())].into_iter().collect();
    assert_eq!(brief(&ring(&both)), ["email `a` planned"]);
    let only_second: Programs = [(2, second)].into_iter().collect();
    assert_eq!(brief(&ring(&only_second)), ["scenario `download` ended: its published version is missing"]);
}

#[test]
fn an_opt_out_keeps_the_record_of_the_consent() {
    let mut host = host(program().scenario("download", vec![end()]), "2026-04-01 10:00");
    host.event("download");
    host.opt_out();
    assert_eq!(host.state().bases.len(), 1);
}
