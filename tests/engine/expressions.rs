//! Values of expressions: what missing values mean, and what conditions on mails, events and silences see.

use crate::support::*;
use sodate::engine::{LeadState, MailActivity, PastEvent, Scope, evaluate, holds, new_lead, plain_words, value_text};
use sodate::ir::time::{Instant, Unit};
use sodate::ir::*;
use std::collections::BTreeMap;

fn past(event: &str, when: &str, amount: i64) -> PastEvent {
    let properties = BTreeMap::from([("amount".to_owned(), number(amount))]);
    PastEvent { id: when.to_owned(), event: event.to_owned(), at: at(when), properties }
}

fn lead() -> LeadState {
    let mut lead = new_lead("lead-1", "yamada@example.test", at("2026-01-01 09:00"));
    lead.score = 20;
    lead.fields.insert("company".to_owned(), text("A社"));
    lead.fields.insert("staff".to_owned(), number(50));
    lead.events = vec![past("order", "2026-02-01 10:00", 5), past("order", "2026-03-20 10:00", 50)];
    let mail = MailActivity {
        email: "thanks".to_owned(),
        enrolment: None,
        marketing: true,
        sending_at: Some(at("2026-02-02 10:00")),
        sent_at: Some(at("2026-02-02 10:00")),
        opened_at: None,
        clicked_at: BTreeMap::from([("guide".to_owned(), at("2026-02-03 10:00"))]),
        variant: None,
        trial: None,
    };
    lead.mails.insert("mail-1".to_owned(), mail);
    lead.last_response_at = Some(at("2026-03-20 10:00"));
    lead
}

fn ranked() -> Program {
    let rank = |name: &str, from| Rank { name: name.to_owned(), from };
    program().change(|program| {
        program.score.ranks = vec![rank("cold", i64::MIN), rank("warm", 20), rank("hot", 50)];
        let kind = FieldType::OneOf(vec!["none".to_owned(), "won".to_owned()]);
        let deal = Field { kind, optional: false, default: Some(text("none")), documentation: None };
        program.lead_fields.insert("deal".to_owned(), deal);
    })
}

fn now() -> Instant {
    at("2026-04-01 10:00")
}

fn value(expression: &Expression) -> Option<Value> {
    let (program, lead) = (ranked(), lead());
    evaluate(expression, &Scope::of_lead(&program, &lead, now()))
}

fn is(expression: &Expression) -> bool {
    value(expression) == Some(Value::TrueFalse(true))
}

fn field(name: &str) -> Expression {
    Expression::Lead(name.to_owned())
}

fn not(inner: Expression) -> Expression {
    Expression::Not(Box::new(inner))
}

fn literal(value: Value) -> Expression {
    Expression::Literal(value)
}

fn count(window: Window, filter: Option<Expression>) -> Expression {
    Expression::Count { event: "order".to_owned(), filter: filter.map(Box::new), window }
}

#[test]
fn a_comparison_with_a_missing_side_is_false_and_not_turns_it() {
    use Comparison::{Equal, GreaterOrEqual, Less, NotEqual};
    for comparison in [Equal, NotEqual, Less, GreaterOrEqual] {
        let with_missing = compare(field("title"), comparison, literal(text("部長")));
        assert!(!is(&with_missing), "{comparison:?}");
        assert!(is(&not(with_missing)));
        assert!(!is(&compare(literal(text("部長")), comparison, field("title"))));
    }
    let list = Expression::List(vec![literal(text("部長"))]);
    assert!(!is(&Expression::In { value: Box::new(field("title")), list: Box::new(list) }));
    assert!(is(&Expression::Missing(Box::new(field("title")))));
    assert!(!is(&Expression::Missing(Box::new(field("company")))));
    assert_eq!(value(&field("title")), None);
    // A field that is true or false, and missing.
    assert!(!is(&field("vip")) && is(&not(field("vip"))));
    assert!(!is(&Expression::And(vec![literal(Value::TrueFalse(true)), field("vip")])));
    assert!(is(&Expression::Or(vec![field("vip"), literal(Value::TrueFalse(true))])));
}

#[test]
fn default_and_declared_defaults_fill_in_what_is_missing() {
    let fallback = Box::new(literal(text("お客様")));
    assert_eq!(
        value(&Expression::Default { value: Box::new(field("title")), fallback: fallback.clone() }),
        Some(text("お客様"))
    );
    assert_eq!(value(&Expression::Default { value: Box::new(field("company")), fallback }), Some(text("A社")));
    assert_eq!(value(&field("deal")), Some(text("none")));
    assert!(is(&lead_is("deal", "none")));
}

#[test]
fn values_of_one_kind_compare_by_their_meaning() {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, NotEqual};
    assert!(is(&compare(field("staff"), Equal, literal(Value::Number("50.0".parse().unwrap())))));
    assert!(is(&compare(field("staff"), Greater, literal(number(9)))));
    assert!(is(&compare(Expression::Score, GreaterOrEqual, literal(number(20)))));
    let date = literal(Value::Date(date("2026-04-01")));
    assert!(is(&compare(literal(Value::Datetime(now())), Equal, date.clone())));
    assert!(is(&compare(literal(Value::Datetime(at("2026-03-31 23:59"))), Less, date)));
    let (day, hours) = (literal(Value::Duration(days(1))), literal(Value::Duration(amount(24, Unit::Hour))));
    assert!(is(&compare(day.clone(), NotEqual, hours.clone())), "24 hours and 1 day differ");
    assert!(!is(&compare(day, Less, hours)));
}

#[test]
fn ranks_are_ordered_as_declared_not_by_the_alphabet() {
    use Comparison::{Equal, GreaterOrEqual, Less};
    assert_eq!(value(&Expression::Rank), Some(text("warm")));
    assert!(is(&compare(Expression::Rank, Equal, literal(text("warm")))));
    assert!(is(&compare(Expression::Rank, Less, literal(text("hot")))));
    assert!(is(&compare(Expression::Rank, GreaterOrEqual, literal(text("cold")))));
}

#[test]
fn mails_that_were_received_opened_and_clicked() {
    let email = || "thanks".to_owned();
    assert!(is(&Expression::Received { email: email() }));
    assert!(!is(&Expression::Opened { email: email() }), "a click does not say that the mail was opened");
    assert!(is(&Expression::Clicked { email: email(), link: None }));
    assert!(is(&Expression::Clicked { email: email(), link: Some("guide".to_owned()) }));
    assert!(!is(&Expression::Clicked { email: email(), link: Some("demo".to_owned()) }));
    assert!(!is(&Expression::Received { email: "case_study".to_owned() }));
}

#[test]
fn events_count_ever_in_a_time_and_by_their_properties() {
    assert_eq!(value(&count(Window::Ever, None)), Some(number(2)));
    assert_eq!(value(&count(Window::In(days(30)), None)), Some(number(1)));
    let large = compare(Expression::Event("amount".to_owned()), Comparison::Greater, literal(number(10)));
    assert_eq!(value(&count(Window::Ever, Some(large))), Some(number(1)));
    let (program, lead) = (ranked(), lead());
    let started_at = Some(at("2026-03-01"));
    let scope = Scope { started_at, ..Scope::of_lead(&program, &lead, now()) };
    assert_eq!(evaluate(&count(Window::SinceStart, None), &scope), Some(number(1)));
}

#[test]
fn silence_is_only_said_of_leads_known_that_long() {
    let silent = |what, lasting| Expression::Silent { what, lasting };
    assert!(is(&silent(Silent::Response, days(12))));
    assert!(!is(&silent(Silent::Response, days(13))));
    assert!(is(&silent(Silent::Event("visit".to_owned()), days(90))));
    assert!(!is(&silent(Silent::Event("visit".to_owned()), days(91))), "the lead is known for 90 days only");
}

#[test]
fn templates_become_plain_words() {
    let (program, mut lead) = (ranked(), lead());
    lead.zone = Some("America/New_York".to_owned());
    let scope = Scope::of_lead(&program, &lead, now());
    let template = Template {
        pieces: vec![
            Piece::Value(field("company")),
            Piece::If {
                condition: lead_is("deal", "won"), then: words("（成約）"), otherwise: words("（商談前）")
            },
            Piece::Link("guide".to_owned()),
            Piece::Value(field("title")),
            Piece::Value(Expression::Score),
        ],
    };
    assert_eq!(plain_words(&template, &scope), "A社（商談前）20");
    assert_eq!(value_text(&Value::Datetime(now()), scope.zone()), "2026-03-31 21:00");
    assert_eq!(value_text(&Value::Number("1.50".parse().unwrap()), TOKYO), "1.5");
    assert_eq!(value_text(&Value::List(vec![text("a"), Value::Duration(days(1))]), TOKYO), "a, 1 day");
    assert!(!holds(&field("title"), &scope));
}
