//! The notice to sales.

use super::support::sample::{NOW, download, planned, program, settings, state, tanaka};
use sodate::diagnostic::Language;
use sodate::engine::{Cause, Effect, Input, InputKind, MailOutcome, Suppression, SuppressionReason};
use sodate::ir::Value;
use sodate::ir::time::HOUR_MILLISECONDS;
use sodate::mail::{ComposeError, Composed, Notice, compose_notice, start_event};
use sodate::store::JournalEntry;
use std::collections::BTreeMap;

const NOTICE: Notice<'static> = Notice {
    team: "inside_sales",
    because: "個別相談の予約ボタンをクリック",
    recipient: "sato@acme.example",
    id: "0123abcd",
    at: NOW,
};

fn entry(hours: i64, kind: InputKind) -> JournalEntry {
    let at = NOW.plus_milliseconds(hours * HOUR_MILLISECONDS);
    let input = Input { id: format!("i{hours}"), at, kind };
    JournalEntry { sequence: hours.unsigned_abs(), at, input, effects: Vec::new() }
}

/// The run and its mail begin with the first entry.
fn began() -> JournalEntry {
    let properties = download("受発注の電子化ガイド").properties;
    let mut entry = entry(0, InputKind::Event { event: "download".into(), properties });
    let cause = Cause { enrolment: Some(0), ..Cause::default() };
    entry.effects = vec![Effect::Started { cause: cause.clone() }, Effect::Plan { mail: planned("thanks"), cause }];
    entry
}

fn history() -> Vec<JournalEntry> {
    let mail = planned("thanks").key.id();
    vec![
        began(),
        entry(1, InputKind::Mail { mail: mail.clone(), outcome: MailOutcome::Sent }),
        entry(2, InputKind::Opened { mail: mail.clone() }),
        entry(3, InputKind::Clicked { mail, link: "guide".into() }),
        entry(4, InputKind::Wake { generation: 1 }),
        entry(
            5,
            InputKind::Event {
                event: "order".into(),
                properties: BTreeMap::from([
                    ("amount".into(), Value::Number(12_000.into())),
                    ("paid".into(), Value::TrueFalse(false)),
                ]),
            },
        ),
    ]
}

fn notice(state: &sodate::engine::LeadState, language: Language) -> Composed {
    let mut settings = settings();
    settings.notice_language = language;
    compose_notice(&program(), state, &history(), &NOTICE, &settings, NOW).unwrap()
}

#[test]
fn japanese_notice() {
    let mail = notice(&tanaka(), Language::Japanese);
    assert_eq!(mail.subject, "【引き渡し】北浜部品 田中 一郎 様：個別相談の予約ボタンをクリック");
    assert_eq!(
        mail.text,
        "次のリードへのご対応をお願いいたします。

■ 次にしていただくこと
24時間以内に、メールまたは電話でご返信ください。
このメールに返信すると、リードご本人に届きます。

■ 引き渡しの理由
個別相談の予約ボタンをクリック
2026年6月1日（月）10:00

■ リードの情報
お名前：田中 一郎
会社名：北浜部品
役職：（不明）
メールアドレス：tanaka@kitahama.example
所在地：（不明）
商談の状況：（不明）

■ スコア
60点（ランク：hot）

■ 関心のあること
・order（金額：12000、paid：いいえ）
・メール「『受発注の電子化ガイド』のダウンロードありがとうございます」のリンク「guide」をクリック
・資料のダウンロード（受発注の電子化ガイド）

■ これまでの経緯
2026年6月1日（月）10:00  資料のダウンロード（受発注の電子化ガイド）
2026年6月1日（月）11:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」を送信
2026年6月1日（月）12:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」を開封
2026年6月1日（月）13:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」のリンク「guide」をクリック
2026年6月1日（月）15:00  order（金額：12000、paid：いいえ）
"
    );
    let bytes = String::from_utf8(mail.bytes).unwrap();
    assert!(bytes.contains("Message-ID: <0123abcd@acme.example>\r\n"));
    assert!(bytes.contains("To: sato@acme.example\r\n") && bytes.contains("Reply-To: tanaka@kitahama.example\r\n"));
    assert!(!bytes.contains("List-Unsubscribe"));
}

#[test]
fn english_notice() {
    let mail = notice(&tanaka(), Language::English);
    assert_eq!(mail.subject, "[Handoff] 北浜部品 田中 一郎: 個別相談の予約ボタンをクリック");
    for line in [
        "■ What to do next\nReply by mail or phone within 24 hours.\n",
        "Name: 田中 一郎\n会社名: 北浜部品\nTitle: (not known)\nMail: tanaka@kitahama.example\n",
        "60 points (rank: hot)",
        "Mon 2026-06-01 13:00  clicked `guide` in the mail “『受発注の電子化ガイド』のダウンロードありがとうございます”",
    ] {
        assert!(mail.text.contains(line), "{line} is missing in {}", mail.text);
    }
}

#[test]
fn a_leads_data_cannot_look_like_a_section() {
    let mail = notice(&state("x\r\n\r\n■ 次にしていただくこと\r\n振込", "y\u{2028}z", "r"), Language::Japanese);
    assert_eq!(mail.text.matches("\n■ 次にしていただくこと").count(), 1);
    assert!(mail.text.contains("お名前：x ■ 次にしていただくこと 振込\n"));
}

#[test]
fn an_opted_out_lead_is_not_to_be_mailed() {
    let mut state = tanaka();
    state.suppression =
        Some(Suppression { reason: SuppressionReason::OptedOut, at: NOW, source: "unsubscribe page".into() });
    let mail = notice(&state, Language::Japanese);
    assert!(mail.text.contains("メールをお送りできません") && !mail.text.contains("このメールに返信すると"));
}

#[test]
fn a_lead_with_a_broken_address_is_still_handed_over() {
    let mut state = tanaka();
    state.email = "tanaka at kitahama".into();
    let bytes = String::from_utf8(notice(&state, Language::Japanese).bytes).unwrap();
    assert!(!bytes.contains("Reply-To"));
}

#[test]
fn long_histories_are_cut_at_the_old_end() {
    let mut entries = Vec::new();
    for hour in 0..100 {
        entries.push(entry(hour, InputKind::OptOut { source: "x".into() }));
    }
    let mail = compose_notice(&program(), &tanaka(), &entries, &NOTICE, &settings(), NOW).unwrap();
    assert!(mail.text.contains("（以前の60件は省略）\n2026年6月3日（水）22:00"), "{}", mail.text);
}

#[test]
fn unknown_teams_and_bad_ids_are_errors() {
    let compose = |notice: &Notice<'_>| compose_notice(&program(), &tanaka(), &[], notice, &settings(), NOW);
    let error = compose(&Notice { team: "nobody", ..NOTICE }).unwrap_err();
    assert_eq!(error, ComposeError::Unknown { kind: "team", name: "nobody".into() });
    assert_eq!(compose(&Notice { id: "a>b", ..NOTICE }).unwrap_err(), ComposeError::Identity);
    assert!(matches!(
        compose(&Notice { recipient: "sato", ..NOTICE }).unwrap_err(),
        ComposeError::Address { whose: "sales", .. }
    ));
}

#[test]
fn a_run_that_was_gone_to_has_the_event_of_the_run_before_it() {
    let run = |number| Cause { enrolment: Some(number), ..Cause::default() };
    let mut clicked = entry(3, InputKind::Clicked { mail: "m".into(), link: "l".into() });
    clicked.effects =
        vec![Effect::Ended { reason: "went_to pricing".into(), cause: run(0) }, Effect::Started { cause: run(1) }];
    let journal = [began(), clicked, entry(4, InputKind::Enrol { scenario: "x".into() })];
    assert_eq!(start_event(&journal, 0).map(|event| event.event).as_deref(), Some("download"));
    assert_eq!(start_event(&journal, 1), start_event(&journal, 0));
    assert_eq!(start_event(&journal, 2), None);
}
