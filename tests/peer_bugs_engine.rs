//! Bugs that users of other tools live with and that the engine rules out. The number in each name is the line of the
//! list of such bugs that this project keeps; each test is written from that line.

#[path = "engine/support.rs"]
#[expect(dead_code, reason = "shared with the other tests of the engine, which use all of it")]
mod support;

use proptest::prelude::*;
use sodate::engine::{Effect, Input, InputKind, MailKey, MailOutcome, Programs, civil, holds, new_lead, step};
use sodate::ir::time::Unit;
use sodate::ir::*;
use support::*;

#[test]
fn bug_4_re_entry_never_leaves_two_live_runs() {
    let flow = vec![wait(days(3), 1), send("a", 2), end()];
    let program = program().email("a").scenario("download", flow).again("download", Again::Always);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("download");
    host.until("2026-04-02 10:00");
    let effects = host.event("download");
    assert!(matches!(&effects[..], [Effect::NotStarted { reason, .. }] if reason == "running"));
    assert_eq!(host.state().enrolments.len(), 1);
    assert_eq!(host.story(), ["2026-04-04 10:00 a"], "one mail, from the first start");
}

#[test]
fn bug_5_what_is_sent_once_is_the_step_whatever_its_content() {
    // The email behind a step may change, or be one of several variants: the identity of the mail stays.
    let planned = |email: &str| {
        let mut host = host(
            program().email(email).scenario("download", vec![send(email, 1), end()]).change(|program| {
                program.scenarios["download"].steps[0].id = "@first".to_owned();
            }),
            "2026-04-01 10:00",
        );
        match &host.event("download")[1] {
            Effect::Plan { mail, .. } => mail.key.id(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(planned("a"), planned("b"));
    let key = MailKey { lead: "lead-1".to_owned(), enrolment: 0, step: "@first".to_owned(), occurrence: 0 };
    assert_eq!(planned("a"), key.id());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn bug_6_hours_and_weekdays_neither_fire_early_nor_are_ignored(count in 0u32..=400, minutes in 0i64..600_000) {
        let hours = weekdays("9:00", "18:00");
        let flow = vec![wait(days(count), 1), send("a", 2), end()];
        let mut host = host(program().email("a").scenario("download", flow).hours(hours), "2025-06-01 00:00");
        let start = host.now().plus_milliseconds(minutes * 60_000);
        host.advance_to(start).unwrap();
        host.event("download");
        while host.turn().unwrap() {}
        let left = host.take_output().unwrap().at();
        let earliest = start.plus_milliseconds(i64::from(count) * 86_400_000);
        prop_assert!(left >= earliest);
        prop_assert!(civil::is_open(left, TOKYO, &hours));
        prop_assert_eq!(left, civil::next_sending_time(earliest, TOKYO, Some(&hours)));
    }
}

#[test]
fn bug_7_seven_in_the_evening_stays_seven_in_the_evening_where_the_lead_lives() {
    let flow = vec![wait_until(MomentBase::Day(1), Some(clock("19:00")), Otherwise::Now, 1), send("a", 2), end()];
    for (zone, expected) in [
        ("Asia/Tokyo", "2026-04-02T19:00:00+09:00"),
        ("America/New_York", "2026-04-01T19:00:00-04:00"),
        ("Europe/London", "2026-04-02T19:00:00+01:00"),
    ] {
        let mut host = host(program().email("a").scenario("download", flow.clone()), "2026-04-01 10:00");
        host.apply(InputKind::Update {
            fields: Default::default(),
            zone: Some(zone.to_owned()),
            basis: None,
            suppression: None,
        });
        host.event("download");
        while host.turn().unwrap() {}
        assert_eq!(civil::rfc3339_in(host.take_output().unwrap().at(), zone), expected, "{zone}");
    }
}

#[test]
fn bug_11_a_failed_send_scores_nothing_and_was_not_received() {
    let received = Expression::Received { email: "a".to_owned() };
    let flow = vec![send("a", 1), branch(received.clone(), 2, 3), score(10, 3), end()];
    let programs = Programs::single(program().email("a").scenario("download", flow));
    let start = at("2026-04-01 10:00");
    let event = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
    let input = |id: &str, kind| Input { id: id.to_owned(), at: start, kind };
    let (state, effects) = step(&programs, new_lead("l", "l@example.test", start), &input("1", event), start);
    let Effect::Plan { mail, .. } = &effects[1] else { panic!("{effects:?}") };
    let failed = MailOutcome::NotSent { reason: "the server refused it".to_owned() };
    let outcome = InputKind::Mail { mail: mail.key.id(), outcome: failed };
    let (state, effects) = step(&programs, state, &input("2", outcome), start);
    assert_eq!(state.score, 0);
    assert!(matches!(&effects[..], [Effect::Ended { reason, .. }] if reason == "finished"), "{effects:?}");
    let (_, program) = programs.current().unwrap();
    let scope = sodate::engine::Scope::of_lead(program, &state, start);
    assert!(!holds(&received, &scope));
}

#[test]
fn bug_12_never_both_the_yes_and_the_no_path() {
    let arms = vec![(on_click("a", None), 2)];
    let flow = vec![send("a", 1), awaiting(days(3), arms, 3), handoff("yes", 4), handoff("no", 4), end()];
    let program = program().email("a").scenario("download", flow);
    // Just before the deadline, at it, and just after it.
    for (when, expected) in [("2026-04-04 09:59", "yes"), ("2026-04-04 10:00", "no"), ("2026-04-04 10:01", "no")] {
        let mut host = host(program.clone(), "2026-04-01 10:00");
        host.event("download");
        host.until(when);
        host.click("a", "guide");
        host.click("a", "demo");
        let story = host.story();
        assert_eq!(story.len(), 2, "{story:?}");
        assert!(story[1].ends_with(expected), "{when}: {story:?}");
    }
}

#[test]
fn bug_14_jumps_go_where_they_say_and_circles_end_with_a_reason() {
    let program = program()
        .email("a")
        .scenario("one", vec![go_to("two")])
        .scenario("two", vec![send("a", 1), go_to("one")])
        .scenario("round", vec![score(1, 0)])
        .scenario("lost", vec![go_to("nowhere")]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("one");
    assert_eq!(host.story(), ["2026-04-01 10:00 a"]);
    assert_eq!(ends(&host), ["went_to two", "went_to one"], "`one` is never run again");
    host.event("round");
    assert_eq!(ends(&host).last().unwrap(), "too_many_steps");
    let effects = host.event("lost");
    assert!(matches!(effects.last(), Some(Effect::NotStarted { reason, .. }) if reason == "unknown_scenario"));
}

#[test]
fn bug_15_points_neither_double_nor_drift() {
    let program = program()
        .email("a")
        .event("view")
        .score_rule("opened", ScoreTrigger::OpenedAny, 10, None)
        .score_rule("view", ScoreTrigger::Reaction(on_event("view")), 7, Some(Frequency { times: 2, per: Unit::Day }))
        .scenario("download", vec![send("a", 1), score(3, 2), end()]);
    let mut host = host(program, "2026-04-01 10:00");
    host.event("download");
    host.until("2026-04-01 11:00");
    for _ in 0..4 {
        host.open("a");
        host.event("view");
    }
    let ledger: i64 = all_effects(&host)
        .map(|effect| match effect {
            Effect::Score { score, .. } => score.points,
            _ => 0,
        })
        .sum();
    assert_eq!(host.state().score, 10 + 2 * 7 + 3);
    assert_eq!(host.state().score, ledger);
}

#[test]
fn bug_19_a_missing_date_means_what_is_written_and_never_mail_now() {
    let around =
        || MomentBase::Around { amount: days(7), before: true, anchor: Expression::Lead("contract_end".to_owned()) };
    let story = |otherwise| {
        let flow = vec![wait_until(around(), None, otherwise, 1), send("renewal", 2), send("other", 3), end()];
        let program = program().email("renewal").email("other").scenario("download", flow);
        let mut host = host(program, "2026-04-01 10:00");
        host.event("download");
        host.story()
    };
    assert!(story(Otherwise::Stop).is_empty());
    assert_eq!(story(Otherwise::Skip(2)), ["2026-04-01 10:00 other"]);
    assert_eq!(story(Otherwise::Now)[0], "2026-04-01 10:00 renewal", "only where the author wrote `else now`");
}

#[test]
fn bug_24_a_cap_holds_the_lead_at_the_mail_instead_of_moving_it_on() {
    let flow = vec![send("a", 1), send("b", 2), wait(days(1), 3), send("c", 4), end()];
    let program = program().email("a").email("b").email("c").scenario("download", flow).caps(Vec::new());
    let mut host = host(program, "2026-04-01 10:00");
    host.event("download");
    // `b` waits for the next day, and `c` a whole day after `b`.
    assert_eq!(host.story(), ["2026-04-01 10:00 a", "2026-04-02 00:00 b", "2026-04-03 00:00 c"]);
}

#[test]
fn bug_25_two_mails_do_not_leave_together_when_the_window_opens() {
    let flow = vec![send("a", 1), wait(amount(2, Unit::Hour), 2), send("b", 3), end()];
    let program = program().email("a").email("b").scenario("download", flow).hours(weekdays("9:00", "18:00"));
    let mut host = host(program, "2026-04-03 19:00");
    host.event("download");
    assert_eq!(host.story(), ["2026-04-06 09:00 a", "2026-04-06 11:00 b"]);
}

#[test]
fn bug_28_the_third_mail_comes_and_every_lead_waits_for_something_or_has_ended() {
    let names = ["a", "b", "c", "d", "e"];
    let mut flow = Vec::new();
    let mut program = program();
    for (number, name) in (0u32..).zip(names) {
        program = program.email(name);
        flow.push(send(name, 2 * number + 1));
        flow.push(wait(days(1), 2 * number + 2));
    }
    flow.push(end());
    let mut host = host(program.scenario("download", flow), "2026-04-01 10:00");
    host.event("download");
    while host.turn().unwrap() {
        assert_eq!(host.state().enrolments.is_empty(), host.next_due().is_none());
    }
    let mut mails = 0;
    while host.take_output().is_some() {
        mails += 1;
    }
    assert_eq!(mails, names.len());
    assert_eq!(ends(&host), ["finished"]);
}
