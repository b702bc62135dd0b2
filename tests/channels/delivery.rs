//! Requests against a server of ours: what arrives, and what each answer means.

use crate::server::{Answer, Server};
use sodate::channel::{CallOutcome, Caller, ChannelSettings, Channels, NotReady, Outgoing, Secret, Timeouts, What};
use sodate::ir::time::Instant;
use sodate::ir::{ChannelKind, Value};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

const NOW: Instant = Instant(1_775_005_205_000);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn channels(kind: ChannelKind, url: &str) -> Channels {
    let settings = ChannelSettings {
        url: Some(Secret::new(url)),
        token: Some(Secret::new("token")),
        secret: Some(Secret::new(SECRET)),
        timeouts: Timeouts { connect: Duration::from_secs(5), answer: Duration::from_millis(500) },
        ..ChannelSettings::new(kind)
    };
    Channels::new(&BTreeMap::from([("x".to_owned(), settings)])).unwrap()
}

fn outgoing(what: What) -> Outgoing {
    Outgoing {
        id: "00112233445566778899aabbccddeeff".to_owned(),
        channel: "x".to_owned(),
        lead: "L0000000001".to_owned(),
        email: "tanaka@a.example".to_owned(),
        at: NOW,
        what,
    }
}

fn message() -> Outgoing {
    outgoing(What::Message { name: "m".to_owned(), to: Some("U1".to_owned()), text: "こんにちは".to_owned() })
}

fn call(channels: &Channels, outgoing: &Outgoing) -> CallOutcome {
    let request = channels.prepare(outgoing, false).unwrap();
    let threads = tokio::runtime::Runtime::new().unwrap();
    threads.block_on(channels.call(&request, NOW))
}

fn answer_to(kind: ChannelKind, answer: Answer) -> CallOutcome {
    let server = Server::new(&[answer]);
    let outcome = call(&channels(kind, &server.url), &message());
    assert_eq!(server.asked().len(), 1, "asked once, whatever it says");
    outcome
}

#[test]
fn a_signature_is_verified_by_an_independent_reader() {
    let server = Server::new(&[Answer::Says("204 No Content", "")]);
    let fields = [("seats".to_owned(), Some(Value::Number(3.into())))].into_iter().collect();
    let outcome = call(&channels(ChannelKind::Webhook, &server.url), &outgoing(What::Call { fields }));
    assert_eq!(outcome, CallOutcome::Taken { response: "HTTP 204".to_owned() });
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /hook HTTP/1.1");
    assert_eq!(asked.header("webhook-id"), "00112233445566778899aabbccddeeff");
    assert_eq!(asked.header("webhook-timestamp"), "1775005205");
    assert_eq!(asked.header("content-type"), "application/json");
    let verify = |body: &[u8]| {
        let mut python = Command::new("python3")
            .args(["-c", VERIFY, SECRET, asked.header("webhook-id"), asked.header("webhook-timestamp")])
            .arg(asked.header("webhook-signature"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        python.stdin.take().unwrap().write_all(body).unwrap();
        String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap()
    };
    assert_eq!(verify(&asked.body), "sodate.call 3\n");
    let mut changed = asked.body.clone();
    changed[0] = b' ';
    assert_eq!(verify(&changed), "forged\n");
}

/// Written from the specification of Standard Webhooks, with nothing but Python's own library.
const VERIFY: &str = r#"
import base64, hashlib, hmac, json, sys
secret, identity, seconds, signatures = sys.argv[1:]
body = sys.stdin.buffer.read()
key = base64.b64decode(secret.removeprefix("whsec_"))
code = hmac.new(key, f"{identity}.{seconds}.".encode() + body, hashlib.sha256).digest()
expected = "v1," + base64.b64encode(code).decode()
if any(hmac.compare_digest(expected, one) for one in signatures.split(" ")):
    event = json.loads(body)
    print(event["type"], event["data"]["fields"]["seats"])
else:
    print("forged")
"#;

#[test]
fn answers_tell_surely_not_from_nobody_knows() {
    let outcome = |answer| answer_to(ChannelKind::Slack, answer);
    assert_eq!(outcome(Answer::Says("200 OK", "ok")), CallOutcome::Taken { response: "HTTP 200".to_owned() });
    let busy = "429 Too Many Requests\r\nRetry-After: 7200";
    let after = Some(Duration::from_secs(7200));
    let reason = "HTTP 429: slow down".to_owned();
    assert_eq!(outcome(Answer::Says(busy, " slow\r\n down")), CallOutcome::NotTaken { reason, after });
    for head in
        ["401 Unauthorized", "404 Not Found", "503 Service Unavailable", "307 Temporary Redirect\r\nLocation: /x"]
    {
        let said = outcome(Answer::Says(head, ""));
        assert!(matches!(said, CallOutcome::NotTaken { after: None, .. }), "{head}: {said:?}");
    }
    for head in ["400 Bad Request", "409 Conflict", "413 Content Too Large", "422 Unprocessable Content"] {
        let said = outcome(Answer::Says(head, "no"));
        assert!(matches!(&said, CallOutcome::Refused { reason } if reason.ends_with(": no")), "{head}: {said:?}");
    }
    for answer in [Answer::Says("500 Oops", ""), Answer::Drops, Answer::Stalls, Answer::Garbage] {
        let said = outcome(answer.clone());
        assert!(matches!(said, CallOutcome::Unknown { .. }), "{answer:?}: {said:?}");
    }
    assert_eq!(outcome(Answer::Endless), CallOutcome::Taken { response: "HTTP 200".to_owned() });
    let line = answer_to(ChannelKind::Line, Answer::Says("409 Conflict", "{}"));
    assert_eq!(line, CallOutcome::Taken { response: "HTTP 409: taken before".to_owned() });
}

#[test]
fn nobody_there_is_surely_not_taken() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = call(&channels(ChannelKind::Slack, &format!("http://{closed}/")), &message());
    assert!(matches!(&said, CallOutcome::NotTaken { reason, .. } if reason.starts_with("connecting to the channel: ")));
    // A server that speaks no TLS never saw the request.
    let plain = Server::new(&[Answer::Garbage]);
    let said = call(&channels(ChannelKind::Slack, &plain.url.replace("http://", "https://")), &message());
    assert!(matches!(&said, CallOutcome::NotTaken { .. }), "{said:?}");
    assert!(plain.asked().is_empty());
}

#[test]
fn what_is_not_set_up_waits_and_a_sandbox_has_its_own_address() {
    let server = Server::new(&[Answer::Says("200 OK", "")]);
    let channels = channels(ChannelKind::Slack, &server.url);
    let other = Outgoing { channel: "y".to_owned(), ..message() };
    let held = |reason: &str| NotReady::Held(reason.to_owned());
    assert_eq!(channels.prepare(&other, false).unwrap_err(), held("held: the channel y is not set up"));
    assert_eq!(channels.prepare(&message(), true).unwrap_err(), held("held: the channel x has no sandbox_url"));
    let request = channels.prepare(&message(), false).unwrap();
    let shown = format!("{request:?} {channels:?}");
    assert!(!shown.contains("token") && !shown.contains("hook") && !shown.contains(SECRET), "{shown}");
    assert_eq!(request.content_hash(), channels.prepare(&message(), false).unwrap().content_hash());
}
