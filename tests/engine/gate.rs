//! The send gate: each answer, and the order in which reasons are looked for.

use crate::support::*;
use sodate::engine::trial::Trials;
use sodate::engine::{
    Effect, Gate, Input, InputKind, LeadState, PATIENCE_MILLISECONDS, PlannedMail, Programs, gate, is_overdue,
    mark_sending, new_lead, step,
};
use sodate::ir::time::{Amount, Instant, Unit};
use sodate::ir::{Cap, MomentBase, Otherwise, Program, StopRule};

/// A lead whose first mail is planned at that time.
fn planned(program: Program, when: &str) -> (Programs, LeadState, PlannedMail) {
    let programs = Programs::single(program);
    let kind = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
    let input = Input { id: "1".to_owned(), at: at(when), kind };
    let (state, effects) = step(&programs, new_lead("l", "l@example.test", at(when)), &input, at(when));
    let mail = effects.iter().find_map(|effect| match effect {
        Effect::Plan { mail, .. } => Some(mail.clone()),
        _ => None,
    });
    (programs, state, mail.unwrap())
}

fn one_mail() -> Program {
    program().email("a").scenario("download", vec![send("a", 1), end()])
}

/// Marks another mail as sent at that time.
fn sent_before(state: &mut LeadState, mail: &PlannedMail, step: &str, when: &str) {
    let mut other = mail.clone();
    other.key.step = step.to_owned();
    mark_sending(state, &one_mail(), &other, at(when));
}

fn wait(until: &str, reason: &'static str) -> Gate {
    Gate::Wait { until: at(until), reason }
}

#[test]
fn a_mail_leaves_where_nothing_is_against_it() {
    let (programs, state, mail) = planned(one_mail(), "2026-04-01 10:00");
    assert_eq!(gate((&programs, &Trials::new()), &state, &mail, mail.due, at("2026-04-01 10:00")), Gate::Send);
}

#[test]
fn suppression_then_the_run_then_stop_rules_then_the_basis() {
    let now = at("2026-04-01 10:00");
    let stopping = one_mail().stop("download", StopRule::When(lead_is("deal", "won")));
    let (programs, mut state, mail) = planned(stopping, "2026-04-01 10:00");
    let ask = |state: &LeadState| gate((&programs, &Trials::new()), state, &mail, mail.due, now);
    state.bases.clear();
    assert_eq!(ask(&state), Gate::Skip { reason: "no_basis" });
    state.fields.insert("deal".to_owned(), text("won"));
    assert_eq!(ask(&state), Gate::Skip { reason: "stop_rule" });
    let mut ended = state.clone();
    ended.enrolments.clear();
    assert_eq!(ask(&ended), Gate::Skip { reason: "run_ended" });
    let input = Input { id: "2".to_owned(), at: now, kind: InputKind::OptOut { source: "page".to_owned() } };
    let (opted_out, _) = step(&programs, state, &input, now);
    assert_eq!(ask(&opted_out), Gate::Skip { reason: "opted_out" });
}

#[test]
fn a_mail_that_is_more_than_a_day_late_is_not_sent() {
    let (programs, state, mail) = planned(one_mail(), "2026-04-01 10:00");
    let after = |milliseconds: i64| {
        gate((&programs, &Trials::new()), &state, &mail, mail.due, mail.due.plus_milliseconds(milliseconds))
    };
    assert_eq!(after(PATIENCE_MILLISECONDS), Gate::Send);
    assert_eq!(after(PATIENCE_MILLISECONDS + 1), Gate::Skip { reason: "late" });
}

#[test]
fn an_outage_of_three_days_lets_no_old_mail_leave() {
    // The timer of day 1 rings on day 4: its mail counts as due on day 1.
    let flow = vec![wait_until(MomentBase::Day(1), None, Otherwise::Now, 1), send("a", 2), end()];
    let programs = Programs::single(program().email("a").scenario("download", flow));
    let start = at("2026-04-01 10:00");
    let kind = InputKind::Event { event: "download".to_owned(), properties: Default::default() };
    let input = Input { id: "1".to_owned(), at: start, kind };
    let (state, _) = step(&programs, new_lead("l", "l@example.test", start), &input, start);
    let now = at("2026-04-05 10:00");
    let wake = Input { id: "2".to_owned(), at: now, kind: InputKind::Wake { generation: state.generation } };
    let (state, effects) = step(&programs, state, &wake, now);
    let Effect::Plan { mail, .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(mail.due, at("2026-04-02 10:00"));
    assert_eq!(gate((&programs, &Trials::new()), &state, mail, mail.due, now), Gate::Skip { reason: "late" });
}

#[test]
fn marketing_waits_for_sending_hours_and_transactional_mail_does_not() {
    let (programs, state, mail) = planned(one_mail().hours(weekdays("9:00", "18:00")), "2026-04-03 17:59");
    let ask = |now: &str| gate((&programs, &Trials::new()), &state, &mail, at(now), at(now));
    assert_eq!(ask("2026-04-03 17:59"), Gate::Send);
    assert_eq!(ask("2026-04-03 18:00"), wait("2026-04-06 09:00", "sending_hours"));
    let receipt = program().transactional("a").scenario("download", vec![send("a", 1), end()]);
    let receipt = receipt.hours(weekdays("9:00", "18:00")).caps(vec![Cap { times: 1, within: days(1) }]);
    let (programs, mut state, mail) = planned(receipt, "2026-04-04 03:00");
    assert_eq!(mail.due, at("2026-04-04 03:00"));
    sent_before(&mut state, &mail, "other", "2026-04-04 02:00");
    assert_eq!(gate((&programs, &Trials::new()), &state, &mail, mail.due, mail.due), Gate::Send);
}

#[test]
fn without_limits_one_marketing_mail_a_calendar_day() {
    let (programs, mut state, mail) = planned(one_mail().caps(Vec::new()), "2026-04-01 10:00");
    sent_before(&mut state, &mail, "other", "2026-04-01 00:30");
    let ask = |state: &LeadState| gate((&programs, &Trials::new()), state, &mail, mail.due, at("2026-04-01 10:00"));
    assert_eq!(ask(&state), wait("2026-04-02 00:00", "cap"));
    let (programs, mut state, mail) = planned(one_mail().caps(Vec::new()), "2026-04-01 10:00");
    sent_before(&mut state, &mail, "other", "2026-03-31 23:59");
    assert_eq!(gate((&programs, &Trials::new()), &state, &mail, mail.due, mail.due), Gate::Send);
}

#[test]
fn caps_that_slide_free_when_the_oldest_mail_falls_out_and_wait_for_hours_then() {
    let caps = vec![Cap { times: 2, within: days(7) }, Cap { times: 1, within: days(1) }];
    let (programs, mut state, mail) =
        planned(one_mail().caps(caps).hours(weekdays("9:00", "18:00")), "2026-04-09 10:00");
    sent_before(&mut state, &mail, "one", "2026-04-03 17:00");
    sent_before(&mut state, &mail, "two", "2026-04-08 10:00");
    let ask = |state: &LeadState, now: Instant| gate((&programs, &Trials::new()), state, &mail, now, now);
    assert_eq!(ask(&state, at("2026-04-09 10:00")), wait("2026-04-10 17:00", "cap"));
    assert_eq!(ask(&state, at("2026-04-10 17:00")), Gate::Send);
    sent_before(&mut state, &mail, "one", "2026-04-03 20:00");
    assert_eq!(ask(&state, at("2026-04-09 10:00")), wait("2026-04-13 09:00", "cap"));
}

#[test]
fn a_mail_that_is_tried_again_does_not_count_for_its_own_cap() {
    let caps = vec![Cap { times: 1, within: Amount::new(24, Unit::Hour) }];
    let (programs, mut state, mail) = planned(one_mail().caps(caps), "2026-04-01 10:00");
    mark_sending(&mut state, &one_mail(), &mail, at("2026-04-01 10:00"));
    assert_eq!(gate((&programs, &Trials::new()), &state, &mail, mail.due, at("2026-04-01 10:05")), Gate::Send);
    assert_eq!(state.mails.len(), 1);
}

#[test]
fn what_is_overdue_goes_by_the_scenario() {
    let allows = |patience: Option<Amount>| {
        let mut program = one_mail();
        program.scenarios["download"].late.patience = patience;
        let (programs, state, mail) = planned(program, "2026-04-01 10:00");
        move |now: &str| {
            let overdue = is_overdue(&programs, &mail, mail.due, at(now));
            let gate = gate((&programs, &Trials::new()), &state, &mail, mail.due, at(now));
            assert_eq!(overdue, gate == Gate::Skip { reason: "late" }, "{now}");
            overdue
        }
    };
    let two_hours = allows(Some(Amount::new(2, Unit::Hour)));
    assert_eq!((two_hours("2026-04-01 12:00"), two_hours("2026-04-01 12:01")), (false, true));
    let for_ever = allows(None);
    assert!(!for_ever("2027-04-01 10:00"));
}
