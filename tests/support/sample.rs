//! A compiled program as the compiler would make it, a lead, and the settings to compose for it.

#![allow(clippy::allow_attributes, dead_code, reason = "each test file uses a part")]

use indexmap::IndexMap;
use sodate::diagnostic::Language;
use sodate::engine::{Enrolment, LeadState, MailActivity, MailKey, PastEvent, PlannedMail, Position};
use sodate::ir::time::{Amount, Instant, Unit};
use sodate::ir::{
    Answer, Email, EventType, Expression, Field, FieldType, IR_VERSION, Limits, Piece, Place, Program, Rank,
    ScoreProgram, Sender, Team, Template, Value,
};
use sodate::mail::{ComposeError, ComposeSettings, Composed, StepMail, TokenKey, Tokens, compose_mail};
use std::collections::BTreeMap;

/// 2026-06-01 10:00 in Tokyo.
pub const NOW: Instant = Instant(1_780_275_600_000);

pub fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

pub fn lead(field: &str) -> Piece {
    Piece::Value(Expression::Lead(field.to_owned()))
}

pub fn event(property: &str) -> Piece {
    Piece::Value(Expression::Event(property.to_owned()))
}

pub fn link(name: &str) -> Piece {
    Piece::Link(name.to_owned())
}

pub fn template(pieces: Vec<Piece>) -> Template {
    Template { pieces }
}

fn field(kind: FieldType, optional: bool, documentation: Option<&str>) -> Field {
    Field { kind, optional, default: None, documentation: documentation.map(str::to_owned) }
}

const HERE: Place = Place { file: 0, line: 1, column: 1 };

fn thanks() -> Email {
    Email {
        sender: "acme".into(),
        transactional: false,
        subject: template(vec![text("『"), event("resource"), text("』のダウンロードありがとうございます")]),
        preheader: Some(template(vec![text("資料はこのメールからいつでもご覧いただけます")])),
        links: IndexMap::from([
            ("guide".into(), template(vec![text("https://acme.example/guides?for="), lead("company")])),
            ("details".into(), template(vec![text("https://acme.example/事例/"), event("resource")])),
            ("phone".into(), template(vec![text("tel:+81-3-0000-0000")])),
        ]),
        html: template(vec![
            text("<p>"),
            lead("company"),
            text("<br>\n"),
            lead("name"),
            text(" 様</p>\n<p>アクメ株式会社です。このたびは『"),
            event("resource"),
            text(
                "』をダウンロードいただき、ありがとうございます。資料は下のボタンから、いつでもご覧いただけます。</p>\n<p><a class=\"button\" href=\"",
            ),
            link("guide"),
            text(
                "\">資料を開く</a></p>\n<h2>これからお届けすること</h2>\n<ul>\n<li>つまずきやすい3つの点</li>\n<li>受注入力を1日3時間減らした<a href=\"",
            ),
            link("details"),
            text("\">部品メーカーの例</a></li>\n</ul>\n<p>お急ぎの場合は<a href=\""),
            link("phone"),
            text("\">お電話</a>でもご相談いただけます。</p>\n"),
        ]),
        text: template(vec![
            lead("company"),
            text("\n"),
            lead("name"),
            text(" 様\n\nアクメ株式会社です。このたびは『"),
            event("resource"),
            text("』をダウンロードいただき、ありがとうございます。\n\n資料を開く\n"),
            link("guide"),
            text("\n\n事例\n"),
            link("details"),
            text("\n"),
        ]),
        variants: IndexMap::new(),
        trial: None,
        invitation: None,
        documentation: None,
        place: HERE,
    }
}

fn receipt() -> Email {
    Email {
        sender: "acme".into(),
        transactional: true,
        subject: template(vec![text("Your booking is confirmed")]),
        preheader: None,
        links: IndexMap::new(),
        html: template(vec![text("<p>See you, "), lead("name"), text(".</p>\n")]),
        text: template(vec![text("See you, "), lead("name"), text(".\n")]),
        variants: IndexMap::new(),
        trial: None,
        invitation: None,
        documentation: None,
        place: HERE,
    }
}

/// The program: sender `acme`, emails `thanks` (marketing) and `receipt` (transactional), team `inside_sales`.
pub fn program() -> Program {
    Program {
        ir_version: IR_VERSION,
        content_hash: String::new(),
        files: vec![("a.flow".into(), String::new())],
        japanese_files: Vec::new(),
        senders: IndexMap::from([(
            "acme".into(),
            Sender {
                name: "アクメ株式会社".into(),
                from: "info@acme.example".into(),
                address: "東京都千代田区一番町1-1 アクメビル5階".into(),
                contact: "https://acme.example/contact".into(),
                reply_to: Some("reply@acme.example".into()),
            },
        )]),
        lead_fields: IndexMap::from([
            ("deal".into(), field(FieldType::Text, true, Some("商談の状況\n（営業支援システムが書き込みます）"))),
            ("name".into(), field(FieldType::Text, false, None)),
            ("company".into(), field(FieldType::Text, false, Some("会社名"))),
            ("title".into(), field(FieldType::Text, true, None)),
            ("location".into(), field(FieldType::Text, true, None)),
        ]),
        events: IndexMap::from([
            (
                "download".into(),
                EventType {
                    properties: IndexMap::from([("resource".into(), field(FieldType::Text, false, None))]),
                    everyone: false,
                    documentation: Some("資料のダウンロード".into()),
                },
            ),
            (
                "order".into(),
                EventType {
                    properties: IndexMap::from([
                        ("amount".into(), field(FieldType::Number, false, Some("金額"))),
                        ("paid".into(), field(FieldType::TrueFalse, true, None)),
                    ]),
                    everyone: false,
                    documentation: None,
                },
            ),
        ]),
        emails: IndexMap::from([("thanks".into(), thanks()), ("receipt".into(), receipt())]),
        messages: IndexMap::new(),
        contents: IndexMap::new(),
        segments: IndexMap::new(),
        audiences: IndexMap::new(),
        teams: IndexMap::from([(
            "inside_sales".into(),
            Team {
                members: vec!["sato@acme.example".into()],
                in_turn: false,
                channels: Vec::new(),
                answer: Some(Answer { within: Amount::new(24, Unit::Hour), escalate_to: None }),
            },
        )]),
        score: ScoreProgram {
            rules: Vec::new(),
            ranks: vec![Rank { name: "cold".into(), from: i64::MIN }, Rank { name: "hot".into(), from: 50 }],
        },
        limits: Limits {
            zone: "Asia/Tokyo".into(),
            hours: None,
            caps: Vec::new(),
            smallest_gap: None,
            closed: Vec::new(),
        },
        rules: Vec::new(),
        scenarios: IndexMap::new(),
    }
}

/// A planned mail of the lead's only run.
pub fn planned(email: &str) -> PlannedMail {
    PlannedMail {
        key: MailKey { lead: "L1".into(), enrolment: 0, step: format!("send {email}"), occurrence: 0 },
        email: email.into(),
        channel: None,
        scenario: "whitepaper".into(),
        version: 1,
        due: NOW,
        variant: None,
    }
}

/// Composes a step mail with the contents of its own program.
pub fn make(
    program: &Program,
    mail: &PlannedMail,
    state: &LeadState,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<Composed, ComposeError> {
    compose_mail(&StepMail { program, mail, contents: &program.contents, state, now }, settings)
}

/// The event that started the run.
pub fn download(resource: &str) -> PastEvent {
    PastEvent {
        id: "e1".into(),
        event: "download".into(),
        at: NOW,
        properties: BTreeMap::from([("resource".into(), Value::Text(resource.into()))]),
    }
}

/// A lead in the middle of a run, to whom `thanks` was sent.
pub fn state(name: &str, company: &str, resource: &str) -> LeadState {
    LeadState {
        lead: "L1".into(),
        email: "tanaka@kitahama.example".into(),
        created_at: Some(NOW),
        fields: BTreeMap::from([
            ("name".into(), Value::Text(name.into())),
            ("company".into(), Value::Text(company.into())),
        ]),
        score: 60,
        mails: BTreeMap::from([(
            planned("thanks").key.id(),
            MailActivity {
                email: "thanks".into(),
                enrolment: Some(0),
                marketing: true,
                sending_at: Some(NOW),
                sent_at: Some(NOW),
                opened_at: None,
                clicked_at: BTreeMap::new(),
                variant: None,
                trial: None,
            },
        )]),
        enrolments: vec![Enrolment {
            number: 0,
            scenario: "whitepaper".into(),
            key: None,
            version: 1,
            started_at: NOW,
            start_event: Some(download(resource)),
            position: Position::Sending { step: 0, mail: planned("thanks").key, due: None },
            reached_at: NOW,
            held_milliseconds: 0,
            sent: BTreeMap::new(),
            occurrences: BTreeMap::new(),
            rounds: BTreeMap::new(),
        }],
        next_enrolment: 1,
        ..LeadState::default()
    }
}

/// The usual lead.
pub fn tanaka() -> LeadState {
    state("田中 一郎", "北浜部品", "受発注の電子化ガイド")
}

/// Tokens with a fixed secret.
pub fn tokens() -> Tokens {
    Tokens::new(vec![TokenKey { id: 1, secret: b"a fixed secret of thirty-two byte".to_vec() }]).unwrap()
}

/// Settings without DKIM.
pub fn settings() -> ComposeSettings {
    ComposeSettings {
        public_url: "https://mail.acme.example".into(),
        tokens: tokens(),
        message_id_domain: "acme.example".into(),
        unsubscribe_mailbox: None,
        dkim: None,
        notice_language: Language::Japanese,
        workspace_language: None,
    }
}
