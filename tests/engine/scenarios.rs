//! `test` blocks on the virtual clock: what passes, what fails, and the words of each failure.

use crate::support::*;
use indexmap::IndexMap;
use sodate::diagnostic::Language;
use sodate::ir::test::{Choices, Due, TestCase, TestStep, TestStepKind, TestTime};
use sodate::ir::time::Unit;
use sodate::ir::*;
use sodate::scenario::{self, Outcome};
use sodate::source::{FileId, Span};
use std::sync::Arc;

/// The test for scenario `download` with these lines; line N has the span N..N+1.
fn test(lines: Vec<(Option<TestTime>, TestStepKind)>) -> TestCase {
    let span = |line: usize| Span::new(FileId(0), u32::try_from(line).unwrap(), u32::try_from(line + 1).unwrap());
    let steps = lines.into_iter().enumerate().map(|(line, (at, kind))| TestStep { span: span(line), at, kind });
    TestCase {
        name: "事例を読んだら営業へ".to_owned(),
        scenario: "download".to_owned(),
        span: span(0),
        lead: IndexMap::from([("name".to_owned(), text("田中"))]),
        choices: Choices::default(),
        without: Vec::new(),
        steps: steps.collect(),
    }
}

fn on(day: &str, time: &str) -> Option<TestTime> {
    Some(TestTime::Date(date(day), clock(time)))
}

fn day(day: u32, time: &str) -> Option<TestTime> {
    Some(TestTime::Day(day, Some(clock(time))))
}

fn event(name: &str) -> TestStepKind {
    TestStepKind::Event { event: name.to_owned(), properties: IndexMap::new() }
}

fn click(email: &str, link: &str) -> TestStepKind {
    TestStepKind::Click { email: email.to_owned(), link: link.to_owned() }
}

fn mail(email: &str, day: u32) -> (Option<TestTime>, TestStepKind) {
    (None, TestStepKind::ExpectEmail { email: email.to_owned(), due: Due { day: Some(day), at: None } })
}

fn handed(team: &str) -> (Option<TestTime>, TestStepKind) {
    (None, TestStepKind::ExpectHandoff { team: team.to_owned(), due: Due::default() })
}

fn nothing_more() -> (Option<TestTime>, TestStepKind) {
    (None, TestStepKind::ExpectNothingMore)
}

/// Thanks at once, pitfalls on day 3, the case on day 7; who reads its details within a week goes to sales.
fn whitepaper() -> Program {
    let arms = vec![(on_click("case_study", Some("details")), 6)];
    let flow = vec![
        send("thanks", 1),
        wait_until(MomentBase::Day(3), None, Otherwise::Now, 2),
        send("pitfalls", 3),
        wait_until(MomentBase::Day(7), None, Otherwise::Now, 4),
        send("case_study", 5),
        awaiting(days(7), arms, 7),
        handoff("導入事例を閲覧", 7),
        wait_until(MomentBase::Day(14), None, Otherwise::Now, 8),
        send("seminar", 9),
        end(),
    ];
    let program = program().email("thanks").email("pitfalls").email("case_study").email("seminar");
    program
        .score_rule("clicked any email", ScoreTrigger::ClickedAny, 10, None)
        .scenario("download", flow)
        .hours(weekdays("9:00", "18:00"))
        .caps(Vec::new())
}

fn run_of(program: Program, case: &TestCase) -> Outcome {
    scenario::run(&Arc::new(program), case)
}

fn run(lines: Vec<(Option<TestTime>, TestStepKind)>) -> Outcome {
    run_of(whitepaper(), &test(lines))
}

/// The failing line and the message in both languages.
fn failure(outcome: &Outcome) -> (u32, &str, &str) {
    let failure = outcome.failure.as_ref().expect("the test should have failed");
    (failure.span.start, failure.message.get(Language::English), failure.message.get(Language::Japanese))
}

fn download() -> (Option<TestTime>, TestStepKind) {
    (on("2026-04-01", "10:00"), event("download"))
}

#[test]
fn a_scenario_that_does_what_its_test_says() {
    let outcome = run(vec![
        download(),
        mail("thanks", 0),
        mail("pitfalls", 5),
        mail("case_study", 7),
        (day(7, "15:00"), click("case_study", "details")),
        handed("sales"),
        (
            None,
            TestStepKind::ExpectCondition(compare(
                Expression::Score,
                Comparison::Equal,
                Expression::Literal(number(10)),
            )),
        ),
        nothing_more(),
    ]);
    assert_eq!(outcome.failure, None);
    let lines: Vec<String> = outcome.timeline.iter().map(|line| line.with_time(&outcome.zone).en).collect();
    assert_eq!(
        lines,
        [
            "day 0  Wed 2026-04-01 10:00  event `download`",
            "day 0  Wed 2026-04-01 10:00  scenario `download` started",
            "day 0  Wed 2026-04-01 10:00  email `thanks` sent",
            "day 3  Sat 2026-04-04 10:00  email `pitfalls` waits until Mon 2026-04-06 09:00: Sat 2026-04-04 is no weekday",
            "day 5  Mon 2026-04-06 09:00  email `pitfalls` sent",
            "day 7  Wed 2026-04-08 10:00  email `case_study` sent",
            "day 7  Wed 2026-04-08 15:00  clicked `case_study.details`",
            "day 7  Wed 2026-04-08 15:00  score +10, now 10: clicked in an email",
            "day 7  Wed 2026-04-08 15:00  handed over to `sales`: 導入事例を閲覧",
            "day 7  Wed 2026-04-08 15:00  scenario `download` ended: sales has taken over",
        ]
    );
    let third = &outcome.timeline[3];
    assert_eq!(
        third.with_time(&outcome.zone).ja,
        "3日後  2026年4月4日（土）10:00  メール `pitfalls` は2026年4月6日（月）9:00まで待ちます：2026年4月4日（土）は平日ではありません"
    );
}

#[test]
fn who_does_not_read_the_case_goes_on_to_the_seminar() {
    let lines = vec![
        download(),
        mail("thanks", 0),
        mail("pitfalls", 5),
        mail("case_study", 7),
        mail("seminar", 14),
        nothing_more(),
    ];
    assert_eq!(run(lines).failure, None);
}

#[test]
fn a_mail_on_another_day_says_what_held_it() {
    let outcome = run(vec![download(), mail("thanks", 0), mail("pitfalls", 3)]);
    assert_eq!(
        failure(&outcome),
        (
            2,
            "expected email `pitfalls` on day 3, but it left on day 5 (Mon 2026-04-06 09:00): Sat 2026-04-04 is no weekday",
            "メール `pitfalls` は3日後に送信されるはずでしたが、5日後（2026年4月6日（月）9:00）に送信されました：2026年4月4日（土）は平日ではありません"
        )
    );
}

#[test]
fn a_handoff_on_another_day_or_at_another_time_is_told() {
    let expected = |day, at| {
        let due = Due { day, at };
        let lines = vec![
            download(),
            mail("thanks", 0),
            mail("pitfalls", 5),
            mail("case_study", 7),
            (Some(TestTime::Day(7, Some(clock("15:00")))), click("case_study", "details")),
            (None, TestStepKind::ExpectHandoff { team: "sales".to_owned(), due }),
        ];
        run(lines)
    };
    assert_eq!(expected(Some(7), Some(clock("15:00"))).failure, None);
    assert_eq!(
        failure(&expected(Some(8), None)),
        (
            5,
            "expected handoff to `sales` on day 8, but it came on day 7 (Wed 2026-04-08 15:00)",
            "`sales` への引き渡しは8日後のはずでしたが、7日後（2026年4月8日（水）15:00）でした"
        )
    );
    let message = "expected handoff to `sales` at 09:00, but it came on day 7 (Wed 2026-04-08 15:00)";
    assert_eq!(failure(&expected(None, Some(clock("9:00")))).1, message);
}

#[test]
fn a_holiday_and_the_cap_are_named_too() {
    // 2026-04-29 is Showa Day: thanks waits for the 30th, pitfalls (day 3) for the end of Golden Week.
    let lines = vec![(on("2026-04-29", "10:00"), event("download")), mail("thanks", 1), mail("pitfalls", 7)];
    let outcome = run(lines);
    assert_eq!(
        failure(&outcome).1,
        "expected email `pitfalls` on day 7, but it left on day 8 (Thu 2026-05-07 09:00): Sat 2026-05-02 is no weekday"
    );
    let held = outcome.timeline.iter().map(|line| line.text.en.as_str()).find(|line| line.contains("Showa"));
    assert_eq!(held, Some("email `thanks` waits until Thu 2026-04-30 09:00: Wed 2026-04-29 is a holiday (Showa Day)"));
    let capped = program().email("a").email("b").scenario("download", vec![send("a", 1), send("b", 2), end()]);
    let lines = vec![download(), mail("a", 0), mail("b", 0)];
    let outcome = run_of(capped.caps(Vec::new()), &test(lines));
    assert_eq!(
        failure(&outcome).1,
        "expected email `b` on day 0, but it left on day 1 (Thu 2026-04-02 00:00): the lead has had as many emails as the limits allow"
    );
}

#[test]
fn the_wrong_thing_next_is_named_with_its_time_and_cause() {
    let outcome = run(vec![
        download(),
        mail("thanks", 0),
        mail("pitfalls", 5),
        mail("case_study", 7),
        (day(7, "15:00"), click("case_study", "details")),
        mail("seminar", 14),
    ]);
    assert_eq!(
        failure(&outcome),
        (
            5,
            "expected email `seminar` on day 14, but the next thing was handoff to `sales` on day 7 (Wed 2026-04-08 15:00), because “導入事例を閲覧”",
            "次は、14日後のメール `seminar` の送信のはずでしたが、実際は、7日後（2026年4月8日（水）15:00）の `sales` への引き渡しでした（理由：導入事例を閲覧）"
        )
    );
    let outcome = run(vec![download(), handed("sales")]);
    assert_eq!(
        failure(&outcome).1,
        "expected handoff to `sales`, but the next thing was email `thanks` on day 0 (Wed 2026-04-01 10:00), by step `send thanks` of `download`"
    );
    let outcome = run(vec![download(), mail("thanks", 0), nothing_more()]);
    assert!(failure(&outcome).1.starts_with("expected nothing more, but there was email `pitfalls` on day 5"));
}

#[test]
fn where_nothing_comes_the_reason_is_told() {
    let outcome =
        run(vec![download(), mail("thanks", 0), (day(1, "9:00"), TestStepKind::Unsubscribe), mail("pitfalls", 5)]);
    assert_eq!(
        failure(&outcome),
        (
            3,
            "expected email `pitfalls` on day 5, but nothing more happened: `download` ended on day 1 (Thu 2026-04-02 09:00), because the lead has unsubscribed",
            "次は、5日後のメール `pitfalls` の送信のはずでしたが、その後は何も起きませんでした：1日後（2026年4月2日（木）9:00）に `download` は終了しました（配信停止を希望されています）"
        )
    );
    let without_basis = whitepaper().starts("download", vec![start_on("download", None)]);
    let outcome = run_of(without_basis, &test(vec![download(), mail("thanks", 0)]));
    assert_eq!(
        failure(&outcome).1,
        "expected email `thanks` on day 0, but nothing more happened: `thanks` was not sent on day 0 (Wed 2026-04-01 10:00), because no consent or other basis for mailing is on record"
    );
    let outcome = run(vec![mail("thanks", 0)]);
    assert_eq!(
        failure(&outcome).1,
        "expected email `thanks` on day 0, but nothing more happened: nothing has started `download`"
    );
}

#[test]
fn reactions_to_a_mail_that_was_not_sent_and_moments_that_are_over_fail() {
    let outcome = run(vec![download(), mail("thanks", 0), (day(1, "9:00"), click("pitfalls", "more"))]);
    assert_eq!(failure(&outcome).1, "`pitfalls` has not been sent by Thu 2026-04-02 09:00");
    let outcome =
        run(vec![download(), mail("thanks", 0), mail("pitfalls", 5), (day(4, "9:00"), TestStepKind::Unsubscribe)]);
    assert_eq!(
        failure(&outcome),
        (
            3,
            "this moment is over: it is Sun 2026-04-05 09:00, but the lines above lead to Mon 2026-04-06 09:00 already",
            "この時刻は過ぎています：2026年4月5日（日）9:00ですが、上の行までですでに2026年4月6日（月）9:00になっています"
        )
    );
    let outcome = run(vec![(day(3, "9:00"), event("download"))]);
    assert_eq!(failure(&outcome).1, "`download` has not started yet, so there is no day to count from");
    let outcome = run(vec![(None, event("nothing"))]);
    assert_eq!(failure(&outcome).1, "there is no event `nothing`");
    let outcome = run(vec![(None, TestStepKind::Start)]);
    assert_eq!(failure(&outcome).1, "`download` cannot be started here: it cannot be started by hand");
}

#[test]
fn a_condition_that_does_not_hold_shows_what_does() {
    let hot = compare(Expression::Score, Comparison::GreaterOrEqual, Expression::Literal(number(50)));
    let outcome = run(vec![download(), (None, TestStepKind::ExpectCondition(hot))]);
    assert_eq!(
        failure(&outcome),
        (
            1,
            "this does not hold on Wed 2026-04-01 10:00: the score is 0",
            "2026年4月1日（水）10:00の時点でこの条件は成り立ちません：スコアは0です"
        )
    );
}

#[test]
fn a_condition_that_does_not_hold_tells_of_the_audience_the_segment_and_the_field_it_names() {
    let condition = Expression::And(vec![
        Expression::Audience("retargeting".to_owned()),
        Expression::Not(Box::new(compare(
            Expression::Lead("deal".to_owned()),
            Comparison::Equal,
            Expression::Literal(text("won")),
        ))),
        Expression::Opened { email: "thanks".to_owned() },
    ]);
    let outcome = run(vec![download(), (None, TestStepKind::ExpectCondition(condition))]);
    let (_, en, ja) = failure(&outcome);
    assert_eq!(
        en,
        "this does not hold on Wed 2026-04-01 10:00: the lead is not on the audience `retargeting`, `lead.deal` is missing, \
         `thanks` was not opened"
    );
    assert_eq!(
        ja,
        "2026年4月1日（水）10:00の時点でこの条件は成り立ちません：オーディエンス `retargeting` に登録なし、`lead.deal` は未入力、\
         `thanks` は開封なしです"
    );
}

#[test]
fn fields_changed_and_starts_by_hand_work_as_in_production() {
    let needs = BasisClause { gives: false, basis: Basis::Written };
    let program = whitepaper()
        .starts("download", vec![Start { id: String::new(), trigger: StartTrigger::Hand, basis: Some(needs) }])
        .stop("download", StopRule::When(lead_is("deal", "won")));
    let set = TestStepKind::Set { field: "deal".to_owned(), value: Some(text("won")) };
    let lines = vec![
        (None, TestStepKind::Start),
        (
            None,
            TestStepKind::ExpectEmail {
                email: "thanks".to_owned(),
                due: Due { day: Some(0), at: Some(clock("10:00")) },
            },
        ),
        (day(1, "9:00"), set),
        nothing_more(),
    ];
    let outcome = run_of(program, &test(lines));
    assert_eq!(outcome.failure, None, "{:#?}", outcome.timeline);
}

#[test]
fn a_lead_with_a_zone_of_its_own_counts_days_by_its_own_clock() {
    let mut case = test(vec![download(), mail("thanks", 1)]);
    case.lead.insert("zone".to_owned(), text("America/New_York"));
    // 10:00 in Tokyo is 21:00 of the day before in New York: outside the hours there, so the mail leaves in the morning.
    let outcome = run_of(whitepaper(), &case);
    assert_eq!(outcome.failure, None, "{:#?}", outcome.timeline);
    assert_eq!(outcome.zone, "America/New_York");
}

#[test]
fn a_scenario_without_an_end_is_given_up() {
    let program = program().scenario("download", vec![wait(amount(1, Unit::Minute), 1), score(1, 0)]);
    let outcome = run_of(program, &test(vec![download(), nothing_more()]));
    assert!(failure(&outcome).1.starts_with("the scenario does not come to rest"));
}
