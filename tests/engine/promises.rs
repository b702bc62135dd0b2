//! What `verify` proves is what the engine does: a generated program is really run with generated deeds, and whatever then
//! breaks a promise must have been found beforehand. And written scenarios whose stories are known.

use crate::properties::{Deed, deed, generated, live, marketing_times};
use crate::support::*;
use proptest::prelude::*;
use sodate::engine::{Effect, InputKind, MailOutcome, is_marketing};
use sodate::ir::ensure::{Ensure, EnsureRule};
use sodate::ir::time::{DAY_MILLISECONDS, Instant, Unit};
use sodate::ir::*;
use sodate::scenario::host::Record;
use sodate::scenario::{LineSource, TimelineLine, witness};
use sodate::source::{FileId, Span};
use sodate::verify::{self, Story};
use std::collections::BTreeMap;

fn promise(rule: EnsureRule) -> Ensure {
    Ensure { rule, scenario: None, span: Span::new(FileId(0), 0, 1) }
}

fn story(program: &Program, rule: EnsureRule) -> Option<Story> {
    verify::broken(program, &[promise(rule)]).pop().map(|broken| broken.stories.into_iter().next().unwrap().story)
}

fn at_most(times: u32, within: u32) -> EnsureRule {
    EnsureRule::AtMost { times, within: days(within) }
}

/// Verification speaks of planned times: no hours, no caps that hold mail back, and days of 24 hours.
fn plain(mut program: Program) -> Program {
    program.limits.hours = None;
    program.limits.closed.clear();
    program.limits.smallest_gap = None;
    program.limits.zone = TOKYO.to_owned();
    program.caps(vec![Cap { times: 1_000, within: days(1) }])
}

fn most_in(times: &[Instant], within: u32) -> usize {
    let length = i64::from(within) * DAY_MILLISECONDS;
    let inside =
        |first: Instant| times.iter().filter(|one| (0..length).contains(&one.milliseconds_since(first))).count();
    times.iter().map(|first| inside(*first)).max().unwrap_or(0)
}

/// How long each ended run took, chains of `go to` counted as one.
fn lengths(records: &[Record]) -> Vec<i64> {
    let mut began: BTreeMap<u64, Instant> = BTreeMap::new();
    let mut lengths = Vec::new();
    for record in records {
        let Record::Step { at, effects, .. } = record else { continue };
        let mut left: Option<(String, Instant)> = None;
        for effect in effects {
            match effect {
                Effect::Started { cause } => {
                    let went_on = left.take().filter(|(to, _)| Some(to) == cause.scenario.as_ref());
                    began.insert(cause.enrolment.unwrap(), went_on.map_or(*at, |(_, since)| since));
                }
                Effect::Ended { reason, cause } => {
                    let since = began.remove(&cause.enrolment.unwrap()).unwrap();
                    match reason.strip_prefix("went_to ") {
                        Some(to) => left = Some((to.to_owned(), since)),
                        None => lengths.push(at.milliseconds_since(since)),
                    }
                }
                _ => {}
            }
        }
    }
    lengths
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_really_breaks_a_promise_was_found_before(
        program in generated(),
        deeds in prop::collection::vec(deed().prop_filter("mails arrive", |deed| !matches!(deed, Deed::Fate(_))), 0..40),
        within in 1u32..20,
    ) {
        let program = plain(program);
        let host = live(program.clone(), &deeds);
        let seen = u32::try_from(most_in(&marketing_times(&host, &program), within)).unwrap();
        if seen > 0 {
            let found = story(&program, at_most(seen - 1, within));
            prop_assert!(found.is_some(), "{seen} mails in {within} days");
        }
        if let Some(longest) = lengths(host.records()).into_iter().max() {
            let shorter = u32::try_from(longest / 60_000).unwrap().saturating_sub(1);
            if shorter > 0 {
                let rule = EnsureRule::EndsWithin(amount(shorter, Unit::Minute));
                prop_assert!(story(&program, rule).is_some(), "a run took {longest} ms");
            }
        }
    }

    /// The same with sending hours, holidays, closed days, caps and the smallest gap: they hold mails back, and may bring
    /// them nearer to others. Days of 24 hours, as the proof takes them.
    #[test]
    fn what_limits_hold_back_was_reckoned_with(
        program in generated(),
        deeds in prop::collection::vec(deed().prop_filter("mails arrive", |deed| !matches!(deed, Deed::Fate(_))), 0..40),
        within in 1u32..20,
        which in 0usize..3,
    ) {
        let mut program = program;
        program.limits.zone = TOKYO.to_owned();
        let host = live(program.clone(), &deeds);
        let seen = u32::try_from(most_in(&marketing_times(&host, &program), within)).unwrap();
        if seen > 0 {
            prop_assert!(story(&program, at_most(seen - 1, within)).is_some(), "{seen} mails in {within} days");
        }
        let after = promise(EnsureRule::NoEmailAfter(on_event(["one", "two", "three"][which])));
        if witness::breach(&program, &host, &after).is_some() {
            prop_assert!(story(&program, after.rule).is_some(), "a mail came after the event");
        }
        let after = promise(EnsureRule::NoEmailAfterHandoff);
        if let Some(breach) = witness::breach(&program, &host, &after) {
            prop_assert!(story(&program, after.rule).is_some(), "{breach:?} came after a handoff");
        }
    }

    #[test]
    fn a_story_has_too_many_mails_in_its_time(program in generated(), times in 1u32..5, within in 1u32..20) {
        if let Some(Story::TooMany { mails }) = story(&plain(program), at_most(times, within)) {
            prop_assert_eq!(mails.len(), times as usize + 1);
            prop_assert!(mails.windows(2).all(|pair| pair[0].milliseconds <= pair[1].milliseconds));
            prop_assert!(mails.last().unwrap().milliseconds < i64::from(within) * DAY_MILLISECONDS);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    /// What is shown as a fact happens: the test that comes with it passes, and its mails break the promise by a count of
    /// their own. Hours, caps and holidays are those of the generated program.
    #[test]
    fn a_shown_story_really_breaks_the_promise(program in generated(), times in 1u32..4, within in 1u32..20) {
        let (program, promise) = (std::sync::Arc::new(program), promise(at_most(times, within)));
        for broken in verify::broken(&program, std::slice::from_ref(&promise)) {
            let Some(witness) = witness::replay(&program, &promise, &broken.stories) else { continue };
            let outcome = sodate::scenario::run(&program, &witness.test);
            prop_assert!(outcome.passed(), "{:?}", outcome.failure);
            let sent = |line: &TimelineLine| match &line.source {
                LineSource::Input { kind: InputKind::Mail { outcome: MailOutcome::Sent, .. }, email: Some(email), .. } => {
                    is_marketing(&program, email)
                }
                _ => false,
            };
            let times_sent: Vec<_> = outcome.timeline.iter().filter(|line| sent(line)).map(|line| line.at).collect();
            // A day of a change to winter time has an hour more.
            let seen = most_in(&times_sent, within + 1);
            prop_assert!(seen > times as usize, "{seen} mails in {within} days");
        }
    }
}

fn three_mails(second: u32, third: u32) -> Program {
    let on = |day, next| wait_until(MomentBase::Day(day), None, Otherwise::Now, next);
    let steps = vec![send("a", 1), on(second, 2), send("b", 3), on(third, 4), send("c", 5), end()];
    plain(program().email("a").email("b").email("c").scenario("drip", steps))
}

#[test]
fn days_are_counted_from_the_start() {
    assert_eq!(story(&three_mails(3, 7), at_most(2, 7)), None);
    let Some(Story::TooMany { mails }) = story(&three_mails(3, 6), at_most(2, 7)) else { panic!("not found") };
    let told: Vec<_> = mails.iter().map(|mail| (mail.step.step, mail.milliseconds / DAY_MILLISECONDS)).collect();
    assert_eq!(told, [(0, 0), (2, 3), (4, 6)]);
}

#[test]
fn limits_prove_what_the_scenarios_do_not() {
    let tight = three_mails(1, 2);
    assert!(story(&tight, at_most(2, 7)).is_some());
    let capped = tight.clone().caps(vec![Cap { times: 2, within: days(7) }]);
    assert_eq!(story(&capped, at_most(2, 7)), None);
    // A calendar day is no window: three days touch four of them.
    let daily = tight.caps(vec![Cap { times: 1, within: days(1) }]);
    assert!(story(&daily, at_most(2, 3)).is_some());
    assert_eq!(story(&daily, at_most(4, 3)), None);
}

#[test]
fn scenarios_side_by_side_count_together() {
    let program = three_mails(10, 20).email("d").scenario("other", vec![send("d", 1), end()]);
    assert_eq!(story(&program, at_most(2, 7)), None);
    let Some(Story::TooManyTogether { scenarios }) = story(&program, at_most(1, 7)) else { panic!("not found") };
    assert_eq!(scenarios, [("drip".to_owned(), 1), ("other".to_owned(), 1)]);
}

#[test]
fn rounds_of_a_repeat_are_counted() {
    let round = Instruction::Repeat { times: 4, until: None, body: 1, next: 3 };
    let steps = vec![round, send("a", 2), wait(days(2), 0), end()];
    let program = plain(program().email("a").scenario("drip", steps));
    assert_eq!(story(&program, at_most(4, 7)), None);
    let Some(Story::TooMany { mails }) = story(&program, at_most(3, 7)) else { panic!("not found") };
    assert_eq!(mails.len(), 4);
    let longest = |days_allowed| story(&program, EnsureRule::EndsWithin(days(days_allowed)));
    assert_eq!(longest(8), None);
    assert!(
        matches!(longest(7), Some(Story::TooLong { longest_milliseconds: Some(time), .. }) if time == 8 * DAY_MILLISECONDS)
    );
}

#[test]
fn a_mail_may_follow_what_nothing_stops() {
    let waits = || vec![send("a", 1), wait(days(3), 2), send("b", 3), end()];
    let program = plain(program().email("a").email("b").event("order").scenario("drip", waits()));
    let rule = || EnsureRule::NoEmailAfter(on_event("order"));
    let Some(Story::MailAfter { at, mail }) = story(&program, rule()) else { panic!("not found") };
    assert_eq!((at.step, mail.step), (1, 2));
    assert_eq!(story(&program.clone().stop("drip", StopRule::On(on_event("order"))), rule()), None);
    let arm = vec![send("a", 1), awaiting(days(3), vec![(on_event("order"), 3)], 2), send("b", 3), end()];
    let awaited = program.scenario("drip", arm);
    assert_eq!(story(&awaited, rule()), None);
}

#[test]
fn a_rule_that_hands_over_and_then_mails_is_found() {
    let steps = vec![send("a", 1), end()];
    let rule = vec![handoff("x", 1), go_to("drip")];
    let program = plain(program().email("a").scenario("drip", steps)).rule(RuleTrigger::ScoreReaches(50), rule);
    assert!(matches!(story(&program, EnsureRule::NoEmailAfterHandoff), Some(Story::MailAfter { .. })));
}
