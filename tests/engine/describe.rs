//! Effects, inputs and reasons in words: each in both languages, none left as a bare code word.

use crate::support::*;
use sodate::engine::trial::Tally;
use sodate::engine::{
    Cause, Effect, Input, InputKind, MailKey, MailOutcome, PlannedMail, Score, describe, describe_input,
    describe_reason, describe_score_reason,
};
use std::collections::BTreeMap;

const REASONS: [&str; 22] = [
    "again_never",
    "bounced",
    "cap",
    "complained",
    "erased",
    "finished",
    "handed_over",
    "late",
    "no_address",
    "no_basis",
    "not_by_hand",
    "opted_out",
    "run_ended",
    "running",
    "sending_hours",
    "stop_rule",
    "stopped",
    "too_many_steps",
    "too_soon",
    "trial",
    "unknown_scenario",
    "unknown_version",
];

#[test]
fn every_reason_of_the_engine_has_words_in_both_languages() {
    for reason in REASONS {
        let text = describe_reason(reason);
        assert_ne!(text.en, reason);
        assert!(!text.ja.is_ascii(), "{reason}: {}", text.ja);
    }
    assert_eq!(describe_reason("went_to pricing").en, "went on to `pricing`");
    assert_eq!(describe_reason("550 no such user").ja, "550 no such user");
}

fn thanks() -> PlannedMail {
    let key = MailKey { lead: "l".to_owned(), enrolment: 0, step: "send thanks".to_owned(), occurrence: 0 };
    PlannedMail {
        key,
        email: "thanks".to_owned(),
        channel: None,
        scenario: "download".to_owned(),
        version: 1,
        due: at("2026-04-01 10:00"),
        variant: None,
    }
}

#[test]
fn effects_read_as_one_line() {
    let cause =
        Cause { scenario: Some("download".to_owned()), rule: Some("opened any email".to_owned()), ..Cause::default() };
    let mail = thanks();
    let lines = [
        (
            Effect::Skip { mail, reason: "no_basis".to_owned(), cause: cause.clone() },
            "email `thanks` not sent: no consent or other basis for mailing is on record",
            "メール `thanks` は送信しません：同意など、広告宣伝メールを送る根拠の記録がありません",
        ),
        (
            Effect::Score { score: Score { points: -30, total: 20, because: None }, cause: cause.clone() },
            "score -30, now 20: opened an email",
            "スコア -30、合計 20：メールを開封",
        ),
        (
            Effect::Tally {
                trial: "thanks: short, long".to_owned(),
                variant: "long".to_owned(),
                tally: Tally::Opened,
                cause: cause.clone(),
            },
            "counted for variant `long` of `thanks`: opened",
            "`thanks` の案 `long` の開封として数えました",
        ),
        (
            Effect::Ended { reason: "went_to pricing".to_owned(), cause },
            "scenario `download` ended: went on to `pricing`",
            "シナリオ `download` を終了しました：`pricing` へ移りました",
        ),
    ];
    for (effect, en, ja) in lines {
        let text = describe(&effect);
        assert_eq!((text.en.as_str(), text.ja.as_str()), (en, ja));
    }
}

#[test]
fn inputs_name_the_mail_where_it_is_known() {
    let said = |kind| {
        let input = Input { id: "1".to_owned(), at: at("2026-04-01 10:00"), kind };
        let (mail, message) = (thanks(), PlannedMail { channel: Some("line".to_owned()), ..thanks() });
        describe_input(&input, &|id| match id {
            "known" => Some(&mail),
            "message" => Some(&message),
            _ => None,
        })
    };
    let clicked = |mail: &str| InputKind::Clicked { mail: mail.to_owned(), link: "guide".to_owned() };
    assert_eq!(said(clicked("known")).en, "clicked `thanks.guide`");
    assert_eq!(said(clicked("known")).ja, "メール `thanks` のリンク `guide` をクリックしました");
    assert_eq!(said(clicked("8f3a")).en, "clicked `8f3a.guide`");
    let outcome = MailOutcome::NotSent { reason: "late".to_owned() };
    assert_eq!(
        said(InputKind::Mail { mail: "known".to_owned(), outcome }).en,
        "email `thanks` not sent: it is later than the scenario allows"
    );
    let sent = |mail: &str| said(InputKind::Mail { mail: mail.to_owned(), outcome: MailOutcome::Sent });
    assert_eq!(
        (sent("known").en, sent("known").ja),
        ("email `thanks` sent".into(), "メール `thanks` を送信しました".into())
    );
    assert_eq!(sent("message").en, "message `thanks` sent");
    assert_eq!(sent("message").ja, "メッセージ `thanks` を送信しました");
    let fields = BTreeMap::from([("deal".to_owned(), None), ("title".to_owned(), Some(text("部長")))]);
    let update = InputKind::Update { fields, zone: None, basis: None, suppression: None };
    assert_eq!(said(update).ja, "リード情報が更新されました：`deal`, `title`");
}

#[test]
fn score_rules_are_told_in_words() {
    for (rule, because, en, ja) in [
        ("clicked any email", None, "clicked in an email", "メールのリンクをクリック"),
        ("clicked any email #2", None, "clicked in an email", "メールのリンクをクリック"),
        ("opened thanks", None, "opened thanks", "thanksを開封"),
        ("clicked thanks.guide", None, "clicked thanks.guide", "thanks.guideをクリック"),
        ("event download", None, "download", "download"),
        ("no response for 6 months", None, "no response for 6 months", "6か月反応なし"),
        ("no login for 1 business day", None, "no login for 1 business day", "1営業日loginなし"),
        ("event download", Some("資料"), "資料", "資料"),
        ("something else", None, "something else", "something else"),
    ] {
        let score = Score { points: 10, total: 10, because: because.map(str::to_owned) };
        let cause = Cause { rule: Some(rule.to_owned()), ..Cause::default() };
        let text = describe_score_reason(&score, &cause);
        assert_eq!((text.en.as_str(), text.ja.as_str()), (en, ja), "{rule}");
    }
}
