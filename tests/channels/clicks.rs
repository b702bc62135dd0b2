//! Clicks in messages on other channels: what the language says of them, and the way from the text in the channel over the
//! public listener to the lead.

use crate::server::{Answer, Server};
use crate::shared::program::FakeServer;
use crate::shared::rows::{Host, InMemory, OnDisk};
use crate::shared::{MORNING, for_address, sample};
use crate::support::{codes, compile, failures, program};
use axum::body::Body;
use axum::http::Request;
use sodate::channel::{ChannelSettings, Channels, Secret};
use sodate::engine::{Input, InputKind, LeadState};
use sodate::http::{PublicState, public_router};
use sodate::ir::time::MINUTE_MILLISECONDS;
use sodate::ir::{ChannelKind, Value};
use sodate::mail::{ComposeSettings, Notice, NoticeKind, compose_notice};
use sodate::runtime::{MailComposer, ManualClock, Runtime, SendMode, Settings};
use sodate::store::{JournalEntry, LeadReference, Storage};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::Service;

const FLOW: &str = r#"
message hello via line {
  to lead.line_id
  link guide "https://acme.example/guide.pdf"
  link price "https://acme.example/price?for={{ lead.name }}"
  body "{{ lead.name }}: [guide](guide) [price](price)"
}
message alert via slack transactional {
  link record "https://crm.example/leads/{{ lead.id }}"
  body "{{ lead.name }} downloaded: [record](record)"
}
score {
  opened any email +1000
  clicked any email +100
  clicked hello.price +7
  clicked hello +1
}
when click hello.price { notify sales because "looked at the price" }
segment curious when clicked hello.guide
scenario chat {
  start on download, gives consent
  stop when lead in curious and clicked hello.price and received hello
  send alert
  send hello
  await up to 2 days {
    click hello.guide { handoff to sales because "read the guide" }
    otherwise         { stop }
  }
}
scenario after_the_price {
  start on click hello.price
  wait 1 day
  call crm { name: lead.name }
}
"#;

fn tested(test: &str) -> Vec<String> {
    failures(&format!("{FLOW}{test}"))
}

#[test]
fn clicks_in_messages_are_awaited_scored_and_asked_for_like_those_in_mails() {
    let await_met = r#"
      test "guide" for chat {
        lead { name: "T"  line_id: "U1" }
        at 2026-04-01 10:00  download { resource: "g" }
        expect message alert
        expect message hello
        expect received hello
        expect not clicked hello
        at 2026-04-01 12:00  click hello.guide
        expect handoff to sales
        expect score == 1
        expect clicked hello.guide and not clicked hello.price
        expect lead in curious
        expect nothing more
      }
      test "price" for after_the_price {
        lead { name: "T"  line_id: "U1" }
        at 2026-04-01 10:00  download { resource: "g" }
        expect message alert
        expect message hello
        at 2026-04-01 12:00  click hello.price
        expect notice to sales
        expect score == 8
        expect call crm
        expect nothing more
      }
      test "neither" for chat {
        lead { name: "T" }
        at 2026-04-01 10:00  download { resource: "g" }
        expect message alert
        expect not received hello
        expect nothing more
      }"#;
    assert_eq!(tested(await_met), [""; 0]);
}

#[test]
fn promises_and_goals_speak_of_clicks_in_messages() {
    let more = r#"
email news { subject "s" body "b" }
scenario mails {
  start on download, needs consent
  goal "read" click hello.guide at least 5 a month
  stop on click hello.guide
  send hello
  wait 3 days
  send news
}
ensure no email after click hello.guide for mails
"#;
    let found = codes(&format!("{FLOW}{more}"));
    assert!(!found.contains(&"F0471".to_owned()), "{found:?}");
    let found = codes(&format!("{FLOW}{}", more.replace("  stop on click hello.guide\n", "")));
    assert!(found.contains(&"F0471".to_owned()), "{found:?}");
}

#[test]
fn a_test_cannot_click_what_was_not_sent() {
    let failed = tested(
        r#"test "t" for chat {
          lead { name: "T"  line_id: "U1" }
          at 2026-04-01 10:00  click hello.guide
        }"#,
    );
    assert!(failed.len() == 1 && failed[0].contains("`hello`"), "{failed:?}");
}

#[test]
fn what_no_message_reports_is_refused_with_words() {
    let found = |from: &str, to: &str| codes(&FLOW.replace(from, to));
    // Nobody reports an opening, wherever it is spoken of.
    for (from, to) in [
        ("click hello.guide {", "open hello {"),
        ("when click hello.price {", "when open hello {"),
        ("when clicked hello.guide", "when opened hello"),
        ("clicked hello +1", "opened hello +1"),
        ("start on click hello.price", "start on open hello"),
    ] {
        assert_eq!(found(from, to), ["F0455"], "{to}");
    }
    let test = "test \"t\" for chat { lead { name: \"T\" }\n at 2026-04-01 10:00 open hello }";
    assert_eq!(codes(&format!("{FLOW}{test}")), ["F0455"]);
    // Who clicks in a room is a colleague.
    for (from, to) in [
        ("click hello.guide {", "click alert.record {"),
        ("clicked hello +1", "clicked alert +1"),
        ("start on click hello.price", "start on click alert.record"),
    ] {
        assert_eq!(found(from, to), ["F0456"], "{to}");
    }
    // Names are checked as in mails.
    assert_eq!(found("clicked hello +1", "clicked hello.gide +1"), ["F0106"]);
    assert_eq!(found("clicked hello +1", "clicked helo +1"), ["F0102"]);
    assert_eq!(found("  send hello\n", ""), ["F0112", "F0305"]);
    let words = |text: &str| {
        let one = compile(text).diagnostics.remove(0);
        (one.message.en, one.message.ja)
    };
    let (en, ja) = words(&FLOW.replace("clicked hello +1", "clicked hello.gide +1"));
    assert_eq!(en, "the message `hello` has no link `gide`");
    assert_eq!(ja, "メッセージ `hello` に `gide` というリンクはありません");
}

/// Everything between the flow and the channels, over one store.
struct World {
    store: Arc<dyn Storage>,
    clock: Arc<ManualClock>,
    runtime: Runtime,
    line: Server,
    slack: Server,
    lead: String,
}

impl World {
    fn new(store: Arc<dyn Storage>) -> Self {
        store.publish(&program(FLOW), MORNING).unwrap();
        let clock = Arc::new(ManualClock::new(MORNING));
        let (line, slack) =
            (Server::new(&[Answer::Says("200 OK", "{}")]), Server::new(&[Answer::Says("200 OK", "ok")]));
        let channel = |kind, url: &str| ChannelSettings {
            url: Some(Secret::new(url)),
            token: Some(Secret::new("token")),
            ..ChannelSettings::new(kind)
        };
        let channels = BTreeMap::from([
            ("line".to_owned(), channel(ChannelKind::Line, &line.url)),
            ("slack".to_owned(), channel(ChannelKind::Slack, &slack.url)),
        ]);
        let composer = MailComposer::new(ComposeSettings {
            public_url: "https://mail.acme.example".to_owned(),
            ..sample::settings()
        });
        let settings = Settings::new(Arc::new(composer))
            .with_mode(SendMode::Live)
            .with_caller(Arc::new(Channels::new(&channels).unwrap()));
        let runtime = Runtime::new(store.clone(), clock.clone(), FakeServer::new(), settings);
        let mut world = Self { store, clock, runtime, line, slack, lead: String::new() };
        let text = |value: &str| Some(Value::Text(value.to_owned()));
        let fields = [("name", "北浜部品"), ("line_id", "U1")];
        let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), text(value))).collect();
        world.accept(InputKind::Update { fields, zone: None, basis: None, suppression: None });
        let properties = BTreeMap::from([("resource".to_owned(), Value::Text("g".to_owned()))]);
        world.accept(InputKind::Event { event: "download".to_owned(), properties });
        let address = LeadReference::Address("tanaka@a.example".to_owned());
        world.lead = world.store.find_lead(&address).unwrap().unwrap();
        world
    }

    fn accept(&self, kind: InputKind) {
        let id = format!("{kind:?}");
        let input = Input { id, at: MORNING, kind };
        self.store.accept(vec![for_address("tanaka@a.example", input)], true).unwrap();
    }

    fn state(&self) -> LeadState {
        self.store.load(std::slice::from_ref(&self.lead)).unwrap().remove(0).state
    }

    fn journal(&self) -> Vec<JournalEntry> {
        self.store.journal(&self.lead).unwrap()
    }

    /// Asks the public listener as somebody with that browser; returns where the answer leads.
    async fn get(&self, path: &str, agent: &str) -> String {
        let state = PublicState {
            storage: self.store.clone(),
            clock: self.clock.clone(),
            tokens: sample::tokens(),
            ring: Arc::new(|| {}),
        };
        let request = Request::get(path).header("user-agent", agent).body(Body::empty()).unwrap();
        let answer = public_router(state).call(request).await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }
}

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Safari Line/14.3.0";
const PREVIEWS: [&str; 3] = [
    "facebookexternalhit/1.1;line-poker/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
];

async fn a_click_comes_back_to_the_lead<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    let world = World::new(Arc::new(host.open()));
    world.runtime.settle().await.unwrap();
    let said = String::from_utf8(world.line.asked().remove(0).body).unwrap();
    let paths: Vec<&str> = said
        .split("https://mail.acme.example")
        .skip(1)
        .map(|rest| rest.split([' ', '"', ')', '\\']).next().unwrap())
        .collect();
    assert!(paths.len() == 2 && paths.iter().all(|path| path.starts_with("/c/")), "{said}");
    // What stands in a room is tracked for nobody.
    let room = String::from_utf8(world.slack.asked().remove(0).body).unwrap();
    assert!(room.contains(&format!("https://crm.example/leads/{}", world.lead)) && !room.contains("/c/"), "{room}");

    // A channel that looks at the address for a preview is no reader.
    let guide = "https://acme.example/guide.pdf";
    for agent in PREVIEWS {
        assert_eq!(world.get(paths[0], agent).await, guide);
    }
    world.runtime.settle().await.unwrap();
    assert!(world.state().mails.values().all(|mail| mail.clicked_at.is_empty()));
    assert_eq!((world.state().score, world.state().last_response_at), (0, Some(MORNING)));

    // The reader is; twice counts once.
    world.clock.advance(30 * MINUTE_MILLISECONDS);
    for _ in 0..2 {
        assert_eq!(world.get(paths[0], PHONE).await, guide);
        world.runtime.settle().await.unwrap();
    }
    let then = MORNING.plus_milliseconds(30 * MINUTE_MILLISECONDS);
    let state = world.state();
    let clicked: Vec<_> = state.mails.values().filter(|mail| !mail.clicked_at.is_empty()).collect();
    assert_eq!(clicked.len(), 1);
    assert_eq!((clicked[0].email.as_str(), &clicked[0].clicked_at), ("hello", &[("guide".to_owned(), then)].into()));
    assert_eq!((state.score, state.last_response_at), (1, Some(then)), "no points of `clicked any email`");
    assert!(state.enrolments.is_empty(), "the await was met: {:?}", state.enrolments);
    let clicks = world.journal().iter().filter(|entry| matches!(entry.input.kind, InputKind::Clicked { .. })).count();
    assert_eq!(clicks, 1);

    // What sales reads names the message as what it is.
    let id = "0".repeat(32);
    let notice = Notice {
        team: "sales",
        because: "read the guide",
        kind: NoticeKind::Handoff,
        recipient: "sato@acme.example",
        id: &id,
        number: 0,
        at: then,
    };
    let told =
        compose_notice(&program(FLOW), &state, &world.journal(), &notice, &sample::settings(), then).unwrap().text;
    for line in ["メッセージ「hello」を送信", "メッセージ「hello」のリンク「guide」をクリック"]
    {
        assert!(told.contains(line), "{line} is missing in {told}");
    }

    // The run is over; its links still lead on and count.
    assert_eq!(world.get(paths[1], PHONE).await, "https://acme.example/price?for=%E5%8C%97%E6%B5%9C%E9%83%A8%E5%93%81");
    world.runtime.settle().await.unwrap();
    let state = world.state();
    assert_eq!(state.score, 9, "each link of `clicked hello` counts once");
    assert_eq!(state.enrolments[0].scenario, "after_the_price");
}

#[tokio::test]
async fn a_click_comes_back_to_the_lead_in_memory() {
    a_click_comes_back_to_the_lead::<InMemory>().await;
}

#[tokio::test]
async fn a_click_comes_back_to_the_lead_on_disk() {
    a_click_comes_back_to_the_lead::<OnDisk>().await;
}
