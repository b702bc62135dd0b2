//! What a lead's history does: scores, rules, order within one input, late and lost time.

use crate::support::*;
use sodate::engine::{Effect, Input, InputKind, MAX_PAST_EVENTS, MailOutcome, Programs, new_lead, step};
use sodate::ir::time::{Instant, Unit};
use sodate::ir::*;

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
    assert_eq!(host.state().score, 15, "who clicks has opened the mail");
    for _ in 0..3 {
        host.open("a");
    }
    host.click("a", "demo");
    assert_eq!(host.state().score, 20, "the open counts once, each link by itself");
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
