//! The public listener.

use super::host::Host;
use super::support::rows::consume;
use super::support::sample::{NOW, tokens};
use sodate::engine::{Cause, Effect, InputKind};
use sodate::ir::time::DAY_MILLISECONDS;
use sodate::mail::{Token, TokenKey, Tokens};
use sodate::store::{Intake, NewInput, Store, notice_id};
use std::sync::atomic::Ordering;

const GUIDE: &str = "https://acme.example/guides?for=%E5%8C%97%E6%B5%9C%E9%83%A8%E5%93%81";

#[tokio::test]
async fn a_click_leads_on_and_counts_once() {
    let host = Host::public().await;
    for _ in 0..3 {
        let answer = host.get(&host.click(0)).await;
        assert_eq!((answer.status, answer.headers["location"].as_str()), (302, GUIDE));
        host.clock.advance(1000);
    }
    assert_eq!(host.inbox(), [InputKind::Clicked { mail: host.mail.key.id(), link: "guide".into() }]);
    assert_eq!(host.rung.load(Ordering::SeqCst), 1);
    let answer = host.get(&host.click(1)).await;
    assert!(answer.headers["location"].is_ascii());
    assert_eq!(host.inbox().len(), 2);
}

#[tokio::test]
async fn heads_and_prefetches_count_for_nothing() {
    let host = Host::public().await;
    for path in [host.click(0), host.open()] {
        assert!(matches!(host.ask("HEAD", &path, &[], "").await.status, 200 | 302));
        for header in [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch")] {
            assert!(matches!(host.ask("GET", &path, &[header], "").await.status, 200 | 302));
        }
    }
    assert_eq!(host.inbox(), []);
    assert_eq!(host.rung.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_pixel_counts_an_open_once() {
    let host = Host::public().await;
    for _ in 0..2 {
        let answer = host.get(&host.open()).await;
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "image/gif"));
        assert!(answer.body.starts_with("GIF89a"));
    }
    assert_eq!(host.inbox(), [InputKind::Opened { mail: host.mail.key.id() }]);
}

#[tokio::test]
async fn only_a_post_unsubscribes() {
    let host = Host::public().await;
    let page = host.get(&host.unsubscribe()).await;
    assert_eq!(page.status, 200);
    for part in ["配信を停止する", "Unsubscribe", "アクメ株式会社", "t•••@kitahama.example", "<form method=\"post\">"]
    {
        assert!(page.body.contains(part), "{part} is missing in {}", page.body);
    }
    assert!(!page.body.contains("tanaka@") && !page.body.contains("<script"));
    assert_eq!(host.ask("HEAD", &host.unsubscribe(), &[], "").await.status, 200);
    assert_eq!(host.inbox(), []);

    let done =
        host.ask("POST", &host.unsubscribe(), &[("Content-Type", "application/x-www-form-urlencoded")], "").await;
    assert_eq!(done.status, 200);
    assert!(done.body.contains("配信を停止しました") && done.body.contains("You will receive no more mail"));
    assert_eq!(host.inbox(), [InputKind::OptOut { source: "unsubscribe page".into() }]);
    assert_eq!(host.rung.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_click_needs_nothing_but_the_address() {
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        ),
    ] {
        let host = Host::public().await;
        let answer = host.ask("POST", &host.unsubscribe(), &[("Content-Type", kind)], body).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.headers.contains_key("location") && !answer.headers.contains_key("set-cookie"));
        assert_eq!(host.inbox(), [InputKind::OptOut { source: "one-click".into() }]);
    }
}

#[tokio::test]
async fn a_second_opt_out_by_an_old_mail_still_acts() {
    let host = Host::public().await;
    host.ask("POST", &host.unsubscribe(), &[], "").await;
    host.clock.advance(400 * DAY_MILLISECONDS);
    host.ask("POST", &host.unsubscribe(), &[], "").await;
    assert_eq!(host.inbox().len(), 2);
}

#[tokio::test]
async fn forged_and_swapped_tokens_lead_nowhere() {
    let host = Host::public().await;
    let mail = host.mail.key.id();
    let stranger = Tokens::new(vec![TokenKey { id: 1, secret: vec![9; 32] }]).unwrap();
    let forged = stranger.make(&Token::Click { mail: mail.clone(), link: 0 }).unwrap();
    let other = tokens().make(&Token::Click { mail: "0".repeat(32), link: 0 }).unwrap();
    let no_link = tokens().make(&Token::Click { mail, link: 99 }).unwrap();
    let token = |path: String| path[3..].trim_end_matches(".gif").to_owned();
    let (click, open, unsubscribe) = (token(host.click(0)), token(host.open()), token(host.unsubscribe()));
    let paths = [
        format!("/c/{forged}"),
        format!("/c/{other}"),
        format!("/c/{no_link}"),
        format!("/c/{open}"),
        format!("/c/{unsubscribe}"),
        format!("/o/{click}.gif"),
        format!("/o/{unsubscribe}.gif"),
        format!("/o/{open}"),
        format!("/u/{click}"),
        format!("/u/{open}"),
        "/c/https%3A%2F%2Fevil.example".to_owned(),
        "/c/".to_owned(),
        "/".to_owned(),
        "/u/..%2F..%2Fetc".to_owned(),
        format!("/c/{click}?to=https://evil.example/"),
    ];
    for path in &paths[..14] {
        let answer = host.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("ページが見つかりません") && answer.body.contains("This link"), "{path}");
        assert!(!answer.headers.contains_key("location"));
        assert!(matches!(host.ask("POST", path, &[], "").await.status, 404 | 405), "{path}");
    }
    assert_eq!(host.inbox(), []);
    assert_eq!(host.get(&paths[14]).await.headers["location"], GUIDE, "a request cannot name where it leads");
}

#[tokio::test]
async fn every_answer_guards_itself() {
    let host = Host::public().await;
    for path in [host.click(0), host.open(), host.unsubscribe(), "/nothing".to_owned()] {
        let headers = host.get(&path).await.headers;
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = &headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert!(!headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_name_cannot_put_a_script_into_a_page() {
    let host = Host::public().await;
    let mut program = super::support::sample::program();
    program.senders["acme"].name = "<script>alert(1)</script>".into();
    program.content_hash = "2".into();
    let mut mail = host.mail.clone();
    mail.version = host.store.publish(&program, NOW).unwrap();
    mail.key.occurrence = 1;
    let update = InputKind::Update { fields: Default::default(), zone: None, basis: None, suppression: None };
    let new = NewInput {
        lead: sodate::store::LeadReference::Id(host.lead.clone()),
        input: sodate::engine::Input { id: "i2".into(), at: NOW, kind: update },
        create: false,
    };
    host.store.accept(vec![new], true).unwrap();
    let item = host.store.inbox(1).unwrap().pop().unwrap();
    let loaded = host.store.load(std::slice::from_ref(&host.lead)).unwrap().pop().unwrap();
    let effects = vec![Effect::Plan { mail: mail.clone(), cause: Default::default() }];
    let consumed =
        sodate::store::Consumed { sequence: Some(item.sequence), input: item.input, processed_at: NOW, effects };
    let mut state = loaded.state;
    state.email = "<b>@x.example".into();
    let commit = sodate::store::LeadCommit { state, expected_version: loaded.version, consumed: vec![consumed] };
    host.store.commit(vec![commit]).unwrap();
    let token = tokens().make(&Token::Unsubscribe { mail: mail.key.id() }).unwrap();
    let page = host.get(&format!("/u/{token}")).await.body;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains("<b>"), "{page}");
}

#[tokio::test]
async fn only_a_post_says_that_a_lead_was_taken_on() {
    let host = Host::public().await;
    let handed = |number| Effect::Handoff {
        number,
        team: "inside_sales".into(),
        because: "x".into(),
        version: 1,
        cause: Cause::default(),
    };
    consume(&*host.store, &host.lead, vec![handed(0), handed(1)], None);
    let page = |notice: String| format!("/a/{}", tokens().make(&Token::Answer { notice }).unwrap());
    let taken = page(notice_id(&host.lead, 1, 0));
    for method in ["GET", "HEAD"] {
        assert_eq!(host.ask(method, &taken, &[], "").await.status, 200);
    }
    assert!(host.get(&taken).await.body.contains("対応を始めました"));
    assert_eq!(host.inbox(), []);
    for _ in 0..2 {
        let answer = host.ask("POST", &taken, &[], "").await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("対応の開始を記録しました"), "{}", answer.body);
    }
    assert_eq!(host.inbox(), [InputKind::Answered { handoff: 1 }]);
    // A mail to a lead is no notice, and a token for another page is none for this one.
    let of_mail = page(host.mail.key.id());
    for path in [of_mail, host.unsubscribe().replace("/u/", "/a/"), taken.replace("/a/", "/u/")] {
        assert_eq!(host.ask("POST", &path, &[], "").await.status, 404, "{path}");
    }
}
