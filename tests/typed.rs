//! Values from outside beside what they become: the same for command line, CSV and JSON.

mod support;

use serde_json::{Value as Json, json};
use sodate::ir::time::{Amount, Date, Instant, Unit};
use sodate::ir::{EventType, Field, FieldType, Program, Value};
use sodate::runtime::typed::{
    FieldProblem, event_from_json, event_from_text, lead_fields_from_json, value_from_json, value_from_text,
};
use support::empty_program;

const ZONE: &str = "Asia/Tokyo";

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn number(value: &str) -> Value {
    Value::Number(value.parse().unwrap())
}

fn words() -> FieldType {
    FieldType::OneOf(vec!["manufacturing".to_owned(), "finance".to_owned(), "it".to_owned()])
}

#[test]
fn text_becomes_the_value_that_is_meant() {
    let list = |values: &[&str]| Value::List(values.iter().map(|one| text(one)).collect());
    for (kind, input, expected) in [
        (FieldType::Text, "  田中 太郎\t", text("田中 太郎")),
        (FieldType::Text, "", text("")),
        (FieldType::Number, "12", number("12")),
        (FieldType::Number, " １２．５０ ", number("12.5")),
        (FieldType::Number, "-0.001", number("-0.001")),
        (FieldType::TrueFalse, "TRUE", Value::TrueFalse(true)),
        (FieldType::TrueFalse, "はい", Value::TrueFalse(true)),
        (FieldType::TrueFalse, "no", Value::TrueFalse(false)),
        (FieldType::Date, "2026/4/1", Value::Date(Date::new(2026, 4, 1).unwrap())),
        (FieldType::Datetime, "2026-04-01 10:00", Value::Datetime(Instant(1_775_005_200_000))),
        (FieldType::Datetime, "2026-04-01T01:00:00Z", Value::Datetime(Instant(1_775_005_200_000))),
        (FieldType::Duration, "3 days", Value::Duration(Amount::new(3, Unit::Day))),
        (FieldType::Duration, "２営業日", Value::Duration(Amount::new(2, Unit::BusinessDay))),
        (FieldType::Email, "Tanaka@A.example", text("Tanaka@A.example")),
        (FieldType::Url, "https://a.example/資料?x=1", text("https://a.example/資料?x=1")),
        (words(), "Finance", text("finance")),
        (FieldType::ListOf(Box::new(FieldType::Text)), "a; b、c|d", list(&["a", "b", "c", "d"])),
        (FieldType::ListOf(Box::new(words())), "it;it", list(&["it", "it"])),
    ] {
        assert_eq!(value_from_text(&kind, input, ZONE), Ok(expected), "{input}");
    }
}

#[test]
fn wrong_text_is_refused_in_both_languages() {
    for (kind, input, en, ja) in [
        (
            FieldType::Text,
            "田中\r\nBcc: all@a.example",
            "`田中⏎Bcc: all@a.example` contains a line break; write it on one line",
            "`田中⏎Bcc: all@a.example` に改行が含まれています。1行で書いてください",
        ),
        (
            FieldType::Text,
            "a\u{0}b",
            "`a\u{fffd}b` contains a control character that cannot be seen; type it again",
            "`a\u{fffd}b` に目に見えない制御文字が含まれています。入力し直してください",
        ),
        (
            FieldType::Number,
            "1,000",
            "`1,000` is not a number; write it like `12` or `12.5`, without commas",
            "`1,000` は数値ではありません。桁区切りなしで `12` や `12.5` のように書いてください",
        ),
        (
            FieldType::Date,
            "2026-02-30",
            "`2026-02-30` is not a date; write it like `2026-04-01`",
            "`2026-02-30` は日付ではありません。`2026-04-01` のように書いてください",
        ),
        (
            FieldType::Duration,
            "4 hrs",
            "`4 hrs` is not an amount of time; write it like `3 days`",
            "`4 hrs` は期間ではありません。`3日` のように書いてください",
        ),
        (
            FieldType::Url,
            "javascript:alert(1)",
            "`javascript:alert(1)` is not a web address; write it like `https://a.example/`",
            "`javascript:alert(1)` はURLではありません。`https://a.example/` のように書いてください",
        ),
        (
            words(),
            "finanse",
            "`finanse` is none of `manufacturing`, `finance`, `it`; did you mean `finance`?",
            "`finanse` は `manufacturing`、`finance`、`it` のどれでもありません。`finance` ではありませんか",
        ),
    ] {
        let problem = value_from_text(&kind, input, ZONE).unwrap_err();
        assert_eq!((problem.en.as_str(), problem.ja.as_str()), (en, ja));
    }
    for (kind, input) in [
        (FieldType::Number, "1e5"),
        (FieldType::Number, "NaN"),
        (FieldType::Number, ""),
        (FieldType::TrueFalse, "maybe"),
        (FieldType::Datetime, "tomorrow"),
        (FieldType::Duration, "days"),
        (FieldType::Duration, "3"),
        (FieldType::Duration, "99999999999 days"),
        (FieldType::Email, "tanaka"),
        (FieldType::Email, "a@b@c"),
        (FieldType::Email, "a@a.example\nBcc: b@b.example"),
        (FieldType::Url, "https://"),
        (FieldType::Url, "a.example"),
    ] {
        assert!(value_from_text(&kind, input, ZONE).is_err(), "{input:?}");
    }
}

#[test]
fn a_text_is_as_long_as_it_may_be() {
    let longest = "あ".repeat(10_000);
    assert!(value_from_text(&FieldType::Text, &longest, ZONE).is_ok());
    let problem = value_from_text(&FieldType::Text, &format!("{longest}あ"), ZONE).unwrap_err();
    assert!(problem.en.len() < 200, "the message does not repeat it: {}", problem.en);
    let list = FieldType::ListOf(Box::new(FieldType::Number));
    assert!(value_from_json(&list, &json!(vec![1; 1_001]), ZONE).is_err());
    assert!(value_from_text(&list, &"1;".repeat(1_001), ZONE).is_err());
}

#[test]
fn json_keeps_its_types() {
    for (kind, input, expected) in [
        (FieldType::Text, json!("x"), Some(text("x"))),
        (FieldType::Text, json!(1), None),
        (FieldType::Text, json!("a\nb"), None),
        (FieldType::Number, json!(12.5), Some(number("12.5"))),
        (FieldType::Number, json!("12.50"), Some(number("12.5"))),
        (FieldType::Number, json!(1e3), Some(number("1000"))),
        (FieldType::Number, json!(true), None),
        (FieldType::TrueFalse, json!(true), Some(Value::TrueFalse(true))),
        (FieldType::TrueFalse, json!("true"), None),
        (FieldType::Date, json!("2026-04-01"), Some(Value::Date(Date::new(2026, 4, 1).unwrap()))),
        (FieldType::Date, json!(20_260_401), None),
        (FieldType::Datetime, json!("2026-04-01T10:00:00+09:00"), Some(Value::Datetime(Instant(1_775_005_200_000)))),
        (
            FieldType::ListOf(Box::new(FieldType::Number)),
            json!([1, "2"]),
            Some(Value::List(vec![number("1"), number("2")])),
        ),
        (FieldType::ListOf(Box::new(FieldType::Number)), json!("1;2"), None),
        (FieldType::ListOf(Box::new(FieldType::Number)), json!([1, [2]]), None),
        (words(), json!("it"), Some(text("it"))),
        (words(), json!("IT "), None),
        (FieldType::Email, json!({"address": "a@a.example"}), None),
    ] {
        assert_eq!(value_from_json(&kind, &input, ZONE).ok(), expected, "{input}");
    }
}

fn program() -> Program {
    let mut program = empty_program("typed");
    let field = |kind, optional, default| Field { kind, optional, default, documentation: None };
    let mut properties = indexmap::IndexMap::new();
    properties.insert("resource".to_owned(), field(FieldType::Text, false, None));
    properties.insert("pages".to_owned(), field(FieldType::Number, true, None));
    properties.insert("kind".to_owned(), field(words(), false, Some(text("it"))));
    program.lead_fields = properties.clone();
    program.events.insert("download".to_owned(), EventType { properties, everyone: false, documentation: None });
    program
}

fn told(problems: Vec<FieldProblem>) -> Vec<(String, String)> {
    problems.into_iter().map(|one| (one.field, one.text.en)).collect()
}

fn pair(field: &str, text: &str) -> (String, String) {
    (field.to_owned(), text.to_owned())
}

#[test]
fn an_event_has_the_properties_of_its_type() {
    let program = program();
    let properties = event_from_json(&program, "download", &json!({"resource": "導入ガイド", "pages": null})).unwrap();
    assert_eq!(properties.into_iter().collect::<Vec<_>>(), [("resource".to_owned(), text("導入ガイド"))]);
    let properties =
        event_from_text(&program, "download", &[pair("resource", "導入ガイド"), pair("pages", "")]).unwrap();
    assert_eq!(properties.len(), 1);
}

#[test]
fn everything_wrong_with_an_event_is_told_at_once() {
    let program = program();
    let body = json!({"resourse": "x", "pages": "many", "kind": null, "extra": 1});
    let expected = [
        pair("extra", "there is no property `extra`"),
        pair("pages", "`many` is not a number; write it like `12` or `12.5`, without commas"),
        pair("resourse", "there is no property `resourse`; did you mean `resource`?"),
        pair("resource", "`resource` is missing"),
    ];
    assert_eq!(told(event_from_json(&program, "download", &body).unwrap_err()), expected);

    let pairs = [pair("pages", "many"), pair("resource", "a"), pair("resource", "b"), pair("resourse", "x")];
    let expected = [
        pair("pages", "`many` is not a number; write it like `12` or `12.5`, without commas"),
        pair("resource", "`resource` is given twice"),
        pair("resourse", "there is no property `resourse`; did you mean `resource`?"),
    ];
    assert_eq!(told(event_from_text(&program, "download", &pairs).unwrap_err()), expected);

    let unknown = told(event_from_json(&program, "downlaod", &json!({})).unwrap_err());
    assert_eq!(unknown, [pair("event", "there is no event `downlaod`; did you mean `download`?")]);
    for body in [Json::Null, json!([]), json!("x")] {
        assert!(event_from_json(&program, "download", &body).is_err(), "{body}");
    }
}

#[test]
fn a_lead_is_changed_where_it_is_named() {
    let program = program();
    let fields = lead_fields_from_json(&program, &json!({"pages": null, "kind": "it"})).unwrap();
    assert_eq!(
        fields.into_iter().collect::<Vec<_>>(),
        [("kind".to_owned(), Some(text("it"))), ("pages".to_owned(), None)]
    );
    let problems = told(lead_fields_from_json(&program, &json!({"resource": null})).unwrap_err());
    assert_eq!(problems, [pair("resource", "`resource` is missing")]);
}
