//! Our mails in the hands of readers that are not ours: sent by the real transport to a real SMTP server, then read by
//! Python's email package and by dkimpy (tests/mail_independent.py).

use super::support::reader::{Server, answer};
use super::support::sample::{NOW, download, make, planned, program, settings, tanaka};
use serde_json::{Value as Json, json};
use sodate::engine::{Input, InputKind, LeadState};
use sodate::mail::smtp::{Secret, Security, SmtpSettings, SmtpTransport};
use sodate::mail::{ComposeSettings, Composed, DkimKey, Notice, NoticeKind, SendOutcome, Transport, compose_notice};
use sodate::store::JournalEntry;
use std::sync::Arc;

/// The server as our transport sees it.
fn smtp(server: &Server, security: Security) -> SmtpSettings {
    SmtpSettings {
        security,
        extra_authority_pem: Some(server.authority.clone()),
        ..SmtpSettings::plain("127.0.0.1", server.port)
    }
}

/// Sends a mail and gives back what the server says of it.
async fn deliver(server: &mut Server, settings: SmtpSettings, mail: &Composed) -> Json {
    let transport = SmtpTransport::new(settings).unwrap();
    let outcome = transport.send(&mail.envelope, &mail.bytes).await;
    assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
    transport.close().await;
    let said = server.next();
    let arrived = std::fs::read(said["file"].as_str().unwrap()).unwrap();
    assert_eq!(String::from_utf8(arrived).unwrap(), String::from_utf8(mail.bytes.clone()).unwrap());
    said
}

fn step_mail(settings: &ComposeSettings, state: &LeadState) -> Composed {
    make(&program(), &planned("thanks"), state, settings, NOW).unwrap()
}

#[tokio::test]
async fn a_signed_step_mail_is_read_as_it_was_meant() {
    let mut server = Server::start("plain");
    for key in answer(&["keys"]).as_array().unwrap() {
        let mut settings = settings();
        settings.dkim = Some(Arc::new(DkimKey::from_pem("acme.example", "s1", key["pem"].as_str().unwrap()).unwrap()));
        let mail = step_mail(&settings, &tanaka());
        let smtp = smtp(&server, Security::None);
        let said = deliver(&mut server, smtp, &mail).await;
        assert_eq!((&said["from"], &said["to"]), (&json!("info@acme.example"), &json!(["tanaka@kitahama.example"])));
        let read = answer(&["read", said["file"].as_str().unwrap(), key["record"].as_str().unwrap()]);
        check_step_mail(&read, &mail);
        assert_eq!(read["dkim"], true, "{read:#}");
    }
}

fn check_step_mail(read: &Json, mail: &Composed) {
    let headers = &read["headers"];
    assert_eq!(read["defects"], json!([]));
    assert_eq!(headers["Subject"], "『受発注の電子化ガイド』のダウンロードありがとうございます");
    assert_eq!(read["from"], json!([["アクメ株式会社", "info@acme.example"]]));
    assert_eq!(read["to"], json!(["tanaka@kitahama.example"]));
    assert_eq!(read["date"], "2026-06-01T10:00:00+09:00");
    assert_eq!(headers["Message-ID"], format!("<{}>", mail.message_id));
    assert_eq!(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    let unsubscribe = headers["List-Unsubscribe"].as_str().unwrap();
    assert!(unsubscribe.starts_with("<https://mail.acme.example/u/") && unsubscribe.ends_with('>'));
    assert_eq!(read["kind"], "multipart/alternative");
    assert_eq!(read["parts"], json!([["text/plain", mail.text], ["text/html", mail.html]]));
    assert!(mail.text.contains("北浜部品\n田中 一郎 様") && mail.html.contains("資料を開く</a>"));
    assert!(read["longest_line"].as_u64().unwrap() <= 998);
    assert_eq!(read["bare"], false);
    let signed: Vec<&str> = read["signed_headers"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    for name in
        ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "mime-version"]
    {
        assert!(signed.contains(&name), "{name} is not signed: {signed:?}");
    }
}

#[tokio::test]
async fn a_changed_mail_does_not_verify() {
    let keys = answer(&["keys"]);
    let mut settings = settings();
    settings.dkim = Some(Arc::new(DkimKey::from_pem("acme.example", "s1", keys[0]["pem"].as_str().unwrap()).unwrap()));
    let mail = step_mail(&settings, &tanaka());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changed.eml");
    let original = String::from_utf8(mail.bytes).unwrap();
    for (from, to) in [
        ("To: tanaka@", "To: tanaka2@"),
        ("List-Unsubscribe: <https://mail.acme", "List-Unsubscribe: <https://evil.acme"),
        ("From: =?UTF-8?B?", "From: Evil <evil@evil.example>\r\nFrom: =?UTF-8?B?"),
        ("\r\n--=_sodate", "\r\nx\r\n--=_sodate"),
    ] {
        let changed = original.replacen(from, to, 1);
        assert_ne!(changed, original, "{from}");
        std::fs::write(&file, changed).unwrap();
        let read = answer(&["read", file.to_str().unwrap(), keys[0]["record"].as_str().unwrap()]);
        assert_ne!(read["dkim"], true, "{from}");
    }
}

#[tokio::test]
async fn tls_and_login_against_a_server_that_wants_both() {
    for (word, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let mut server = Server::start(word);
        let mail = step_mail(&settings(), &tanaka());
        let with = |password: &str| SmtpSettings {
            credentials: Some(("mailer".to_owned(), Secret::new(password))),
            ..smtp(&server, security)
        };
        let wrong = SmtpTransport::new(with("wrong")).unwrap().send(&mail.envelope, &mail.bytes).await;
        assert!(matches!(&wrong, SendOutcome::Halt { reason } if !reason.contains("wrong")), "{word} {wrong:?}");
        let untrusted = SmtpSettings { extra_authority_pem: None, ..with("pass word") };
        let refused = SmtpTransport::new(untrusted).unwrap().send(&mail.envelope, &mail.bytes).await;
        assert!(matches!(refused, SendOutcome::Retry { .. }), "{word} {refused:?}");
        let none = SmtpTransport::new(smtp(&server, security)).unwrap().send(&mail.envelope, &mail.bytes).await;
        assert!(matches!(none, SendOutcome::Halt { .. }), "{word} {none:?}");
        let right = with("pass word");
        let said = deliver(&mut server, right, &mail).await;
        assert_eq!((&said["login"], &said["encrypted"]), (&json!("mailer"), &json!(true)), "{word}");
    }
}

#[tokio::test]
async fn an_old_mobile_address_and_a_notice_arrive() {
    let mut server = Server::start("plain");
    let mut state = tanaka();
    state.email = "a..b@docomo.ne.jp".into();
    let smtp = smtp(&server, Security::None);
    let said = deliver(&mut server, smtp.clone(), &step_mail(&settings(), &state)).await;
    // Both readers show the address without the quotes that it needs on the way.
    assert_eq!(said["to"], json!(["a..b@docomo.ne.jp"]));
    let read = answer(&["read", said["file"].as_str().unwrap(), ""]);
    assert_eq!((&read["defects"], &read["headers"]["To"]), (&json!([]), &json!("a..b@docomo.ne.jp")));

    let kind = InputKind::Event { event: "download".into(), properties: download("導入ガイド").properties };
    let input = Input { id: "e1".into(), at: NOW, kind };
    let history = [JournalEntry { sequence: 1, at: NOW, input, effects: Vec::new() }];
    let notice = Notice {
        kind: NoticeKind::Handoff,
        team: "inside_sales",
        because: "個別相談の予約ボタンをクリック",
        recipient: "sato@acme.example",
        id: "n1",
        number: 0,
        at: NOW,
    };
    let mail = compose_notice(&program(), &tanaka(), &history, &notice, &settings(), NOW).unwrap();
    let said = deliver(&mut server, smtp, &mail).await;
    let read = answer(&["read", said["file"].as_str().unwrap(), ""]);
    assert_eq!(read["defects"], json!([]));
    assert_eq!(read["kind"], "text/plain");
    assert_eq!(read["parts"], json!([["text/plain", mail.text]]));
    assert_eq!(read["headers"]["Subject"], "【引き渡し】北浜部品 田中 一郎 様：個別相談の予約ボタンをクリック");
    assert_eq!(read["headers"]["Reply-To"], "tanaka@kitahama.example");
}
