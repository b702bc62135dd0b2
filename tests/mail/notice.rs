//! The notice to sales.

use super::support::sample::{NOW, download, planned, program, settings, state, tanaka, template, text, tokens};
use sodate::diagnostic::Language;
use sodate::engine::{Cause, Effect, Input, InputKind, MailOutcome, Suppression, SuppressionReason};
use sodate::ir::Value;
use sodate::ir::time::HOUR_MILLISECONDS;
use sodate::mail::{ComposeError, Composed, Notice, NoticeKind, Token, compose_notice, start_event};
use sodate::store::JournalEntry;
use std::collections::BTreeMap;

const NOTICE: Notice<'static> = Notice {
    team: "inside_sales",
    because: "個別相談の予約ボタンをクリック",
    kind: NoticeKind::Handoff,
    recipient: "sato@acme.example",
    id: "0123abcd",
    number: 3,
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
24時間以内に、メールまたはお電話でご連絡ください。
このメールに返信すると、お客様ご本人に届きます。

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
・2026年6月1日（月）15:00  order（金額：12000、paid：いいえ）
・2026年6月1日（月）13:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」の「資料を開く」をクリック
・2026年6月1日（月）10:00  資料のダウンロード（受発注の電子化ガイド）

■ これまでの経緯
2026年6月1日（月）10:00  資料のダウンロード（受発注の電子化ガイド）
2026年6月1日（月）11:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」を送信
2026年6月1日（月）12:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」を開封
2026年6月1日（月）13:00  メール「『受発注の電子化ガイド』のダウンロードありがとうございます」の「資料を開く」をクリック
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
        "■ What to do next\nGet in touch by mail or phone within 24 hours.\n",
        "Name: 田中 一郎\n会社名: 北浜部品\nTitle: (not known)\nMail: tanaka@kitahama.example\n",
        "60 points (rank: hot)",
        "■ What the lead is interested in\n- Mon 2026-06-01 15:00  order (金額: 12000, paid: no)\n",
        "Mon 2026-06-01 13:00  clicked “資料を開く” in the mail “『受発注の電子化ガイド』のダウンロードありがとうございます”",
    ] {
        assert!(mail.text.contains(line), "{line} is missing in {}", mail.text);
    }
}

/// A price that fell is nothing that the lead has done, so it tells no interest of it; that it happened is still told.
#[test]
fn what_happened_to_a_thing_is_no_interest_of_the_lead() {
    let text = |everyone| {
        let mut program = program();
        program.events.get_mut("order").unwrap().everyone = everyone;
        compose_notice(&program, &tanaka(), &history(), &NOTICE, &settings(), NOW).unwrap().text
    };
    let of_its_own = "・2026年6月1日（月）15:00  order（金額：12000、paid：いいえ）\n";
    assert!(text(false).contains(of_its_own));
    let text = text(true);
    assert!(!text.contains(of_its_own), "{text}");
    assert!(text.contains("■ 関心のあること\n・2026年6月1日（月）13:00"), "{text}");
    assert!(text.ends_with("\n2026年6月1日（月）15:00  order（金額：12000、paid：いいえ）\n"), "{text}");
}

/// Sales read the subject that the lead got.
#[test]
fn a_mail_with_variants_is_named_by_the_one_that_was_sent() {
    let mut program = program();
    let email = program.emails.get_mut("thanks").unwrap();
    let own = email.written(None);
    let variant = sodate::ir::Variant {
        subject: template(vec![text("別の件名")]),
        preheader: None,
        links: own.links.clone(),
        html: own.html.clone(),
        text: own.text.clone(),
    };
    email.variants.insert("b".to_owned(), variant);
    let mut state = tanaka();
    state.mails.get_mut(&planned("thanks").key.id()).unwrap().variant = Some("b".to_owned());
    let mail = compose_notice(&program, &state, &history(), &NOTICE, &settings(), NOW).unwrap();
    assert!(mail.text.contains("メール「別の件名」を開封"), "{}", mail.text);
    assert!(!mail.text.contains("ダウンロードありがとうございます"), "{}", mail.text);
}

#[test]
fn a_leads_data_cannot_look_like_a_section() {
    let mail = notice(&state("x\r\n\r\n■ 次にしていただくこと\r\n振込", "y\u{2028}z", "r"), Language::Japanese);
    assert_eq!(mail.text.matches("\n■ 次にしていただくこと").count(), 1);
    assert!(mail.text.contains("お名前：x ■ 次にしていただくこと 振込\n"));
}

#[test]
fn a_field_with_its_default_is_left_out() {
    let mut program = program();
    let deal = program.lead_fields.get_mut("deal").unwrap();
    deal.default = Some(Value::Text("none".into()));
    let text = |deal: Option<&str>| {
        let mut state = tanaka();
        state.fields.extend(deal.map(|deal| ("deal".to_owned(), Value::Text(deal.into()))));
        compose_notice(&program, &state, &[], &NOTICE, &settings(), NOW).unwrap().text
    };
    assert!(!text(None).contains("商談の状況") && !text(Some("none")).contains("商談の状況"));
    assert!(text(Some("lost")).contains("商談の状況：lost\n"));
}

#[test]
fn other_handoffs_of_the_lead_are_listed() {
    let handoff = |number, team: &str, because: &str| Effect::Handoff {
        number,
        team: team.into(),
        because: because.into(),
        version: 1,
        cause: Cause::default(),
    };
    let with = |hours, effects| JournalEntry {
        effects,
        ..entry(hours, InputKind::Clicked { mail: "m".into(), link: "l".into() })
    };
    let entries = [
        with(-48, vec![handoff(1, "field_sales", "展示会\n■ 偽の見出し")]),
        with(-24, vec![handoff(2, "inside_sales", "")]),
        with(0, vec![handoff(3, "inside_sales", NOTICE.because), handoff(4, "inside_sales", "50点")]),
        with(5, vec![handoff(5, "inside_sales", "あとのこと")]),
    ];
    let text = compose_notice(&program(), &tanaka(), &entries, &NOTICE, &settings(), NOW).unwrap().text;
    let expected = "\n■ ほかの引き渡し
2026年5月30日（土）10:00  field_sales：展示会 ■ 偽の見出し
2026年5月31日（日）10:00  inside_sales
2026年6月1日（月）10:00  inside_sales：50点\n\n";
    assert!(text.contains(expected), "{text}");
    let alone = compose_notice(&program(), &tanaka(), &history(), &NOTICE, &settings(), NOW).unwrap().text;
    assert!(!alone.contains("ほかの引き渡し"));
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

#[test]
fn a_team_is_told_where_to_say_that_it_has_taken_the_lead_on() {
    let id = "0123456789abcdef0123456789abcdef";
    let said = |kind: NoticeKind, escalate_to: Option<&str>| {
        let mut program = program();
        let answer = program.teams["inside_sales"].answer.as_mut().unwrap();
        answer.escalate_to = escalate_to.map(str::to_owned);
        let notice = Notice { kind, id, ..NOTICE };
        compose_notice(&program, &tanaka(), &[], &notice, &settings(), NOW).unwrap()
    };
    let manager = Some("manager@acme.example");
    let text = said(NoticeKind::Handoff, manager).text;
    let (_, rest) = text.split_once("（期限を過ぎると manager@acme.example に連絡します）：").unwrap();
    let (_, token) = rest.lines().next().unwrap().rsplit_once("/a/").unwrap();
    assert_eq!(tokens().check(token), Some(Token::Answer { notice: id.into() }));
    for quiet in
        [said(NoticeKind::Handoff, None), said(NoticeKind::Told, manager), said(NoticeKind::Unanswered, manager)]
    {
        assert!(!quiet.text.contains("/a/"), "{}", quiet.text);
    }
    let late = said(NoticeKind::Unanswered, manager);
    assert!(late.subject.starts_with("【未対応】"), "{}", late.subject);
    assert!(late.text.starts_with("inside_salesに引き渡したリードについて、期限までに対応開始の連絡がありません。"));
}

/// Who is told that nobody has answered reads when the lead was handed over, not when the time was up.
#[test]
fn a_notice_that_nobody_has_answered_tells_of_the_handoff() {
    let handed_over = NOW.plus_milliseconds(-24 * HOUR_MILLISECONDS);
    let cause = Cause::default();
    let because = NOTICE.because.to_owned();
    let effect = Effect::Handoff { number: NOTICE.number, team: NOTICE.team.into(), because, version: 1, cause };
    let handoff = JournalEntry {
        at: handed_over,
        effects: vec![effect],
        ..entry(-24, InputKind::Clicked { mail: "m".into(), link: "l".into() })
    };
    let late = Notice { kind: NoticeKind::Unanswered, ..NOTICE };
    let text = compose_notice(&program(), &tanaka(), &[handoff], &late, &settings(), NOW).unwrap().text;
    let expected = "■ 次にしていただくこと
担当チームに状況をご確認のうえ、ご連絡の手配をお願いいたします。
このメールに返信すると、お客様ご本人に届きます。

■ 引き渡しの理由
個別相談の予約ボタンをクリック
2026年5月31日（日）10:00

■ リードの情報";
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("ほかの引き渡し") && !text.contains("24時間以内"), "{text}");
}
