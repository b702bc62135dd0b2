//! The admin listener.

use super::host::Host;
use super::support::sample::NOW;
use serde_json::json;
use sodate::engine::InputKind;
use sodate::ir::time::MINUTE_MILLISECONDS;
use sodate::ir::{Basis, Value};
use sodate::store::{Broadcasts, Intake, LeadReference, Store};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

fn download(id: &str, resource: &str) -> String {
    json!({
        "id": id, "event": "download", "lead": { "email": "TANAKA@kitahama.example" },
        "properties": { "resource": resource },
    })
    .to_string()
}

#[tokio::test]
async fn an_event_is_stored_once_and_answered_the_same() {
    let host = Host::admin().await;
    let first = host.post("/v1/events", &download("e1", "導入ガイド")).await;
    assert_eq!((first.status, first.json()), (200, json!({ "id": "e1", "lead": host.lead })));
    host.clock.advance(MINUTE_MILLISECONDS);
    let again = host.post("/v1/events", &download("e1", "導入ガイド")).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let properties = BTreeMap::from([("resource".to_owned(), Value::Text("導入ガイド".into()))]);
    assert_eq!(host.inbox(), [InputKind::Event { event: "download".into(), properties }]);
    assert_eq!(host.rung.load(Ordering::SeqCst), 1);

    let other = host.post("/v1/events", &download("e1", "別の資料")).await;
    assert_eq!(other.status, 409);
    assert_eq!(other.json()["error"]["code"], "id_used");
    assert_eq!(other.json()["error"]["field"], "id");
    assert_eq!(host.inbox().len(), 1);
}

#[tokio::test]
async fn mistakes_are_named_by_their_field_in_both_languages() {
    let host = Host::admin().await;
    let lead = json!({ "id": host.lead });
    let event = |changes: serde_json::Value| {
        let mut body = json!({ "id": "e9", "event": "download", "lead": lead, "properties": { "resource": "x" } });
        for (key, value) in changes.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let just_ahead = sodate::engine::civil::rfc3339(NOW.plus_milliseconds(6 * MINUTE_MILLISECONDS));
    let table = [
        (event(json!({ "id": null })), 422, "missing", "id"),
        (event(json!({ "id": 3 })), 422, "wrong_type", "id"),
        (event(json!({ "id": "" })), 422, "wrong_type", "id"),
        (event(json!({ "id": "sodate:x" })), 422, "wrong_value", "id"),
        (event(json!({ "id": "a\nb" })), 422, "wrong_type", "id"),
        (event(json!({ "event": "donwload" })), 422, "wrong_value", "event"),
        (event(json!({ "lead": null })), 422, "missing", "lead"),
        (event(json!({ "lead": "L1" })), 422, "wrong_type", "lead"),
        (event(json!({ "lead": {} })), 422, "missing", "lead"),
        (event(json!({ "lead": { "id": "x", "email": "a@b.example" } })), 422, "ambiguous", "lead"),
        (event(json!({ "lead": { "mail": "x" } })), 422, "unknown_key", "lead.mail"),
        (event(json!({ "lead": { "email": "nobody@b.example" } })), 404, "unknown_lead", "lead"),
        (event(json!({ "lead": { "id": "nobody" } })), 404, "unknown_lead", "lead"),
        (event(json!({ "at": "yesterday" })), 422, "wrong_value", "at"),
        (event(json!({ "at": just_ahead })), 422, "wrong_value", "at"),
        (event(json!({ "at": "2126-01-01T00:00:00Z" })), 422, "wrong_value", "at"),
        (event(json!({ "properties": [] })), 422, "wrong_value", "properties"),
        (event(json!({ "properties": {} })), 422, "wrong_value", "properties.resource"),
        (event(json!({ "properties": { "resource": 3 } })), 422, "wrong_value", "properties.resource"),
        (event(json!({ "properties": { "resource": "a\r\nb" } })), 422, "wrong_value", "properties.resource"),
        (event(json!({ "propertys": {} })), 422, "unknown_key", "propertys"),
        (
            json!({ "id": "e9", "event": "order", "lead": lead, "properties": { "amount": "many" } }),
            422,
            "wrong_value",
            "properties.amount",
        ),
    ];
    for (body, status, code, field) in table {
        let answer = host.post("/v1/events", &body.to_string()).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status, &error["code"], &error["field"]), (status, &json!(code), &json!(field)), "{body}");
        let words = |key: &str| error[key].as_str().unwrap().to_owned();
        assert!(!words("message").chars().any(|character| matches!(character, '\u{3040}'..='\u{9fff}')), "{error}");
        assert!(!words("message_ja").is_ascii(), "{error}");
    }
    assert_eq!(host.inbox(), []);
}

#[tokio::test]
async fn a_wrong_name_brings_the_nearest() {
    let host = Host::admin().await;
    let answer = host.post("/v1/events", &download("e1", "x").replace("download", "donwload")).await;
    assert!(answer.json()["error"]["message"].as_str().unwrap().contains("`download`"));
    let answer = host.post("/v1/events", &download("e1", "x").replace("properties", "propertys")).await;
    assert!(answer.json()["error"]["message_ja"].as_str().unwrap().contains("`properties`"));
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let host = Host::admin().await;
    for (body, code) in [("", "not_json"), ("{", "not_json"), ("[]", "not_an_object"), ("\u{feff}{}", "not_json")] {
        let answer = host.post("/v1/events", body).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (400, code), "{body:?}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(host.post("/v1/events", &deep).await.status, 400);
    let headers = [("Authorization", "Bearer secret"), ("Content-Type", "text/plain")];
    assert_eq!(host.ask("POST", "/v1/events", &headers, "{}").await.status, 415);
    assert_eq!(host.inbox(), []);
}

#[tokio::test]
async fn nobody_gets_in_without_the_key() {
    let host = Host::admin().await;
    let body = download("e1", "x");
    let json = ("Content-Type", "application/json");
    assert_eq!(host.ask("POST", "/v1/events", &[json], &body).await.status, 401);
    for wrong in ["Bearer wrong", "Basic secret", "secret", "Bearer ", "Bearer  "] {
        let answer = host.ask("POST", "/v1/events", &[json, ("Authorization", wrong)], &body).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (401, "wrong_key"), "{wrong}");
    }
    assert_eq!(host.inbox(), []);
    assert_eq!(host.post("/v1/events", &body).await.status, 200);
    for _ in 0..4 {
        host.ask("POST", "/v1/events", &[json, ("Authorization", "Bearer wrong")], &body).await;
    }
    assert_eq!(host.post("/v1/events", &body).await.status, 429, "ten wrong keys make the address wait");
    host.clock.advance(MINUTE_MILLISECONDS);
    assert_eq!(host.post("/v1/events", &body).await.status, 200);
}

#[tokio::test]
async fn other_paths_and_methods_answer_in_json() {
    let host = Host::admin().await;
    assert_eq!(host.get("/").await.json()["error"]["code"], "not_found");
    let answer = host.get("/v1/events").await;
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (405, "method_not_allowed"));
}

#[tokio::test]
async fn a_lead_is_created_then_changed() {
    let host = Host::admin().await;
    let body = json!({
        "id": "crm-7", "email": "suzuki@minato.example", "zone": "Asia/Tokyo",
        "fields": { "name": "鈴木 花子", "company": "港商会", "title": null },
        "basis": { "kind": "written", "source": "名刺交換（展示会）", "at": "2026-05-20 15:00" },
    });
    let first = host.post("/v1/leads", &body.to_string()).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(host.post("/v1/leads", &body.to_string()).await.body, first.body);
    let lead = first.json()["lead"].as_str().unwrap().to_owned();
    let found = host.store.find_lead(&LeadReference::Address("suzuki@minato.example".into())).unwrap();
    assert_eq!(found.as_deref(), Some(lead.as_str()));
    assert_eq!(host.inbox().len(), 1);
    let Some(InputKind::Update { fields, zone, basis, suppression }) = host.inbox().pop() else { panic!("no update") };
    assert_eq!(fields["name"], Some(Value::Text("鈴木 花子".into())));
    assert_eq!(fields["title"], None);
    assert_eq!((zone.as_deref(), suppression), (Some("Asia/Tokyo"), None));
    let basis = basis.unwrap();
    assert_eq!((basis.basis, basis.source.as_str()), (Basis::Written, "名刺交換（展示会）"));
    assert!(basis.at < NOW);

    let change = json!({ "lead": { "id": lead }, "fields": { "title": "部長" } }).to_string();
    for _ in 0..2 {
        assert_eq!(host.post("/v1/leads", &change).await.status, 200, "without an id each call is a new one");
    }
    assert_eq!(host.inbox().len(), 3);
    let out = json!({ "email": "suzuki@minato.example", "opted_out": true }).to_string();
    assert_eq!(host.post("/v1/leads", &out).await.status, 200);
    let Some(InputKind::Update { suppression: Some(suppression), .. }) = host.inbox().pop() else {
        panic!("no opt-out")
    };
    assert_eq!(suppression.source, "API");
}

#[tokio::test]
async fn mistakes_in_leads_are_named() {
    let host = Host::admin().await;
    let new = |fields: serde_json::Value| json!({ "email": "new@b.example", "fields": fields });
    let full = json!({ "name": "x", "company": "y" });
    let table = [
        (json!({ "fields": full }), 422, "missing", "email"),
        (json!({ "email": "no address", "fields": full }), 422, "wrong_value", "email"),
        (json!({ "email": "a@b.example\r\nX: y", "fields": full }), 422, "wrong_type", "email"),
        (json!({ "email": "a@b.example", "lead": { "id": "x" } }), 422, "ambiguous", "lead"),
        (json!({ "lead": { "id": "nobody" }, "fields": full }), 404, "unknown_lead", "lead"),
        (new(json!({ "name": "x" })), 422, "missing", "fields.company"),
        (new(json!({ "name": "x", "company": "y", "compnay": "z" })), 422, "wrong_value", "fields.compnay"),
        (new(json!({ "name": "x", "company": ["y"] })), 422, "wrong_value", "fields.company"),
        (json!({ "email": "new@b.example", "fields": full, "zone": "Tokyo" }), 422, "wrong_value", "zone"),
        (json!({ "email": "new@b.example", "fields": full, "opted_out": 1 }), 422, "wrong_type", "opted_out"),
        (
            json!({ "email": "new@b.example", "fields": full, "basis": { "kind": "yes", "source": "x" } }),
            422,
            "wrong_value",
            "basis.kind",
        ),
        (
            json!({ "email": "new@b.example", "fields": full, "basis": { "kind": "consent" } }),
            422,
            "missing",
            "basis.source",
        ),
    ];
    for (body, status, code, field) in table {
        let answer = host.post("/v1/leads", &body.to_string()).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status, &error["code"], &error["field"]), (status, &json!(code), &json!(field)), "{body}");
    }
    let two = host.post("/v1/leads", &new(json!({})).to_string()).await.json();
    assert_eq!((&two["error"]["field"], &two["more"][0]["field"]), (&json!("fields.name"), &json!("fields.company")));
    assert_eq!(host.inbox(), []);
}

const BY_HAND: &str = r#"
lead { product: text = "なし" }
event price_drop for everyone { product: text }
event visit { }
team sales { member "sato@acme.example" }
scenario welcome {
  start by hand
  notify sales because "手動で開始"
}
scenario visits {
  start on visit
  notify sales because "来訪"
}
scenario drops {
  start on price_drop where event.product == lead.product
  notify sales because "値下げ"
}
"#;

#[tokio::test]
async fn a_scenario_is_started_by_hand_once() {
    let host = Host::admin().await;
    host.store.publish(&super::support::compiled(BY_HAND), NOW).unwrap();
    let start =
        |id: &str, scenario: &str| json!({ "id": id, "scenario": scenario, "lead": { "id": host.lead } }).to_string();
    let first = host.post("/v1/starts", &start("s1", "welcome")).await;
    assert_eq!((first.status, first.json()), (200, json!({ "id": "s1", "lead": host.lead })));
    assert_eq!(host.post("/v1/starts", &start("s1", "welcome")).await.body, first.body);
    assert_eq!(host.inbox(), [InputKind::Enrol { scenario: "welcome".into() }]);
    assert_eq!(host.rung.load(Ordering::SeqCst), 1);
    for scenario in ["visits", "welcom"] {
        let refused = host.post("/v1/starts", &start("s2", scenario)).await;
        assert_eq!((refused.status, refused.json()["error"]["field"].as_str()), (422, Some("scenario")));
    }
    assert_eq!(host.inbox().len(), 1);
}

#[tokio::test]
async fn an_event_for_everyone_has_no_lead() {
    let host = Host::admin().await;
    host.store.publish(&super::support::compiled(BY_HAND), NOW).unwrap();
    let drop = |id: &str, product: &str| {
        json!({ "id": id, "event": "price_drop", "properties": { "product": product } }).to_string()
    };
    let first = host.post("/v1/events", &drop("d1", "椅子")).await;
    assert_eq!((first.status, first.json()), (200, json!({ "id": "d1" })));
    assert_eq!(host.post("/v1/events", &drop("d1", "椅子")).await.body, first.body);
    assert_eq!(host.post("/v1/events", &drop("d1", "机")).await.status, 409);
    let broadcast = host.store.next_broadcast().unwrap().unwrap();
    assert_eq!(broadcast.input.id, "d1");
    assert_eq!(host.rung.load(Ordering::SeqCst), 1);
    let with_lead =
        json!({ "id": "d2", "event": "price_drop", "lead": { "id": host.lead }, "properties": { "product": "椅子" } });
    let refused = host.post("/v1/events", &with_lead.to_string()).await;
    assert_eq!((refused.status, refused.json()["error"]["field"].as_str()), (422, Some("lead")));
}
