//! A listener on loopback with a store behind it, and a client that speaks HTTP by hand.

use super::support::sample::{self, NOW, program, tokens};
use sodate::engine::{Cause, Effect, Input, InputKind, LeadState, MailKey, PlannedMail};
use sodate::http::{AdminState, ApiKeys, Limits, PublicState, admin_router, public_router, serve};
use sodate::mail::Token;
use sodate::runtime::ManualClock;
use sodate::store::memory::MemoryStore;
use sodate::store::{Accepted, Consumed, Intake, LeadCommit, LeadReference, NewInput, Store};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// SHA-256 of `secret`.
pub const KEY_HASH: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

/// A running listener.
pub struct Host {
    pub address: SocketAddr,
    pub store: Arc<MemoryStore>,
    pub clock: Arc<ManualClock>,
    /// How often the engine was woken.
    pub rung: Arc<AtomicUsize>,
    /// The lead, to whom `thanks` was planned.
    pub lead: String,
    pub mail: PlannedMail,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn lead_with_mail(store: &MemoryStore) -> (String, PlannedMail) {
    let update = InputKind::Update { fields: BTreeMap::new(), zone: None, basis: None, suppression: None };
    let new = NewInput {
        lead: LeadReference::Address("tanaka@kitahama.example".into()),
        input: Input { id: "i1".into(), at: NOW, kind: update },
        create: true,
    };
    let Some(Accepted::New { lead, .. }) = store.accept(vec![new], true).unwrap().pop() else { panic!("not new") };
    let item = store.inbox(1).unwrap().pop().unwrap();
    let loaded = store.load(std::slice::from_ref(&lead)).unwrap().pop().unwrap();
    let key = MailKey { lead: lead.clone(), ..sample::planned("thanks").key };
    let mail = PlannedMail { key, ..sample::planned("thanks") };
    let cause = Cause { enrolment: Some(0), ..Cause::default() };
    let effects = vec![Effect::Plan { mail: mail.clone(), cause }];
    let state = LeadState { lead: lead.clone(), ..sample::tanaka() };
    let consumed = Consumed { sequence: Some(item.sequence), input: item.input, processed_at: NOW, effects };
    store.commit(vec![LeadCommit { state, expected_version: loaded.version, consumed: vec![consumed] }]).unwrap();
    (lead, mail)
}

impl Host {
    pub async fn public() -> Self {
        Self::start(Limits::PUBLIC, true).await
    }

    pub async fn admin() -> Self {
        Self::start(Limits::ADMIN, false).await
    }

    pub async fn start(limits: Limits, public: bool) -> Self {
        let store = Arc::new(MemoryStore::new());
        store.publish(&program(), NOW).unwrap();
        let (lead, mail) = lead_with_mail(&store);
        let clock = Arc::new(ManualClock::new(NOW));
        let rung = Arc::new(AtomicUsize::new(0));
        let bell = Arc::clone(&rung);
        let ring: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
            bell.fetch_add(1, Ordering::SeqCst);
        });
        let router = if public {
            public_router(PublicState { storage: store.clone(), clock: clock.clone(), tokens: tokens(), ring })
        } else {
            let keys = Arc::new(ApiKeys::from_sha256_hex(&[KEY_HASH.to_owned()]).unwrap());
            admin_router(AdminState { storage: store.clone(), clock: clock.clone(), keys, ring })
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(serve(listener, router, limits, std::future::pending()));
        Self { address, store, clock, rung, lead, mail, task }
    }

    pub fn click(&self, link: u16) -> String {
        format!("/c/{}", tokens().make(&Token::Click { mail: self.mail.key.id(), link }).unwrap())
    }

    pub fn open(&self) -> String {
        format!("/o/{}.gif", tokens().make(&Token::Open { mail: self.mail.key.id() }).unwrap())
    }

    pub fn unsubscribe(&self) -> String {
        format!("/u/{}", tokens().make(&Token::Unsubscribe { mail: self.mail.key.id() }).unwrap())
    }

    /// What waits for the engine.
    pub fn inbox(&self) -> Vec<InputKind> {
        self.store.inbox(100).unwrap().into_iter().map(|item| item.input.kind).collect()
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.send(request.as_bytes()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answer {
        let headers = [("Authorization", "Bearer secret"), ("Content-Type", "application/json")];
        self.ask("POST", path, &headers, body).await
    }

    /// Sends bytes and reads to the end of the connection.
    pub async fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A listener that refuses a body may close before it has read it all.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        parse(&String::from_utf8_lossy(&answer))
    }
}

fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Answer { status, headers, body: body.to_owned() }
}
