//! What a marketer writes who knows the language from its docs alone: each slip has one message, which names the place and says
//! what to write, and every fix that it offers gives a file that is clean. The expected output has all of it.

use crate::host::{check_text, describe};
use sodate::diagnostic::Fix;
use std::fmt::Write as _;
use std::path::Path;

pub const ENGLISH: &str = include_str!("../cases/renewals.flow");
pub const JAPANESE: &str = include_str!("../cases/renewals.ja.flow");

/// What stands in the clean file, and what is written instead.
pub type Slip = (&'static str, &'static str);

const BUTTON: &str = "    [更新のお手続き](更新手続き)をお願いいたします。";
const AROUND: &str = "  予定 イベント.開始日時 1日前  送信 前日, でなければ スキップ";
const UNTIL: &str = "  待つ イベント.開始日時 1日後 まで, でなければ すぐ";
const WAIT: &str = "  待つ 3日\n";
const START: &str = "  開始 リード.契約終了日 90日前, 同意 必要";
const HANDOFF: &str = "引き渡し 営業 理由 \"料金を閲覧\"";
const APPLIED: &str = "  2026-06-08 10:00  ウェビナー申込 {";
const MOMENT: &str = "開始日時: \"2026-06-12 14:00\"";
const ENSURE: &str = "保証 引き渡し 後 メール なし";
const NO_MORE: &str = "  期待 これ以上なし";
const DAY_0: &str = "  期待 メール 受付 0日後";
const RENEWAL: &str = "  送信 更新\n";
const RENEWAL_MAIL: &str = "メール 更新 {\n  件名 \"ご契約の更新について\"\n  リンク 更新手続き \"https://acme.example/renew\"\n  本文 \"\"\"\n    {{ リード.氏名 }} 様\n\n    [更新のお手続き](更新手続き)をお願いいたします。\n  \"\"\"\n}";

pub const IN_JAPANESE: &[Slip] = &[
    // Links with brackets of the input method.
    (BUTTON, "    ［更新のお手続き］（更新手続き）をお願いいたします。"),
    (BUTTON, "    ［更新のお手続き］(更新手続き)をお願いいたします。"),
    (BUTTON, "    ［更新のお手続き](更新手続き)をお願いいたします。"),
    (BUTTON, "    [更新のお手続き](更新手続き）をお願いいたします。"),
    (BUTTON, "    [更新のお手続き］（更新手続き)をお願いいたします。"),
    (BUTTON, "    ［更新のお手続き](更新手続き）をお願いいたします。"),
    (BUTTON, "    【更新のお手続き】（更新手続き）をお願いいたします。"),
    (BUTTON, "    [更新のお手続き] (更新手続き)をお願いいたします。"),
    (BUTTON, "    ［更新のお手続き］　（更新手続き）をお願いいたします。"),
    (BUTTON, "    ［重要］ご契約の更新です。\n    ［更新のお手続き](更新手続き)をお願いいたします。"),
    // What a lead did is no function.
    (WAIT, "  もし 開封済み(受付) { 待つ 1日 }\n"),
    (WAIT, "  もし クリック済み(受付.料金) { 待つ 1日 }\n"),
    // Moments in the order of speech.
    (UNTIL, "  待つ まで 1日後 イベント.開始日時, でなければ すぐ"),
    (UNTIL, "  待つ イベント.開始日時の1日後 まで, でなければ すぐ"),
    (UNTIL, "  待つ イベント.開始日時の1日後まで, でなければ すぐ"),
    (UNTIL, "  待つ 1日後 イベント.開始日時 まで, でなければ すぐ"),
    (UNTIL, "  イベント.開始日時の1日後まで待つ, でなければ すぐ"),
    (AROUND, "  予定 イベント.開始日時の1日前 送信 前日, でなければ スキップ"),
    (AROUND, "  予定 イベント.開始日時 の 1日前 送信 前日, でなければ スキップ"),
    (AROUND, "  予定 イベント.開始日時 の1日前 送信 前日, でなければ スキップ"),
    (AROUND, "  イベント.開始日時の1日前 送信 前日, でなければ スキップ"),
    (AROUND, "  イベント.開始日時 1日前 送信 前日, でなければ スキップ"),
    (AROUND, "  イベント.開始日時の1日前に 送信 前日, でなければ スキップ"),
    (START, "  開始 リード.契約終了日の90日前, 同意 必要"),
    (START, "  開始 きっかけ リード.契約終了日の90日前, 同意 必要"),
    (START, "  開始 きっかけ リード.契約終了日 90日前, 同意 必要"),
    (START, "  トリガー リード.契約終了日 90日前, 同意 必要"),
    (START, "  トリガー リード.契約終了日の90日前, 同意 必要"),
    ("  開始 きっかけ ウェビナー申込, 同意 取得", "  トリガー ウェビナー申込, 同意 取得"),
    ("  開始 きっかけ ウェビナー申込, 同意 取得", "  トリガー: ウェビナー申込, 同意 取得"),
    ("  開始 きっかけ ウェビナー申込, 同意 取得", "  きっかけ ウェビナー申込, 同意 取得"),
    ("  開始 きっかけ ウェビナー申込, 同意 取得", "  エントリー ウェビナー申込, 同意 取得"),
    // Blanks, particles and numerals.
    (ENSURE, "保証 引き渡し後 メールなし"),
    (ENSURE, "保証 引き渡し後 メール なし"),
    (ENSURE, "保証 引き渡し 後 メールなし"),
    (ENSURE, "保証 引き渡し後はメールなし"),
    (ENSURE, "保証 7日間に最大3通"),
    (ENSURE, "保証 7日に最大3通"),
    (ENSURE, "保証 期間 7日 最大3通"),
    (NO_MORE, "  期待 これ以上 なし"),
    (HANDOFF, "営業へ引き渡し 理由 \"料金を閲覧\""),
    (HANDOFF, "営業に引き渡し"),
    (HANDOFF, "営業へ引き渡し"),
    (HANDOFF, "引き渡し 営業へ"),
    (WAIT, "  待つ 三日\n"),
    (WAIT, "  待つ 三日間\n"),
    (WAIT, "  待つ 十日\n"),
    (WAIT, "  待つ 1週間後\n"),
    (WAIT, "  待つ 3日後\n"),
    (WAIT, "  待つ 2時間後\n"),
    (DAY_0, "  期待 メール 受付 当日"),
    (DAY_0, "  期待 メール 受付 即日"),
    ("  期待 メール 前日 3日後", "  期待 メール 前日 3日目"),
    (RENEWAL, "  翌日 9:00 送信 更新\n"),
    (RENEWAL, "  翌日の9:00 送信 更新\n"),
    (RENEWAL, "  翌日 9時 送信 更新\n"),
    (RENEWAL, "  当日 送信 更新\n"),
    // Dates and times.
    (APPLIED, "  2026/6/8 午前10時  ウェビナー申込 {"),
    (APPLIED, "  2026年6月8日 午前10時  ウェビナー申込 {"),
    (APPLIED, "  2026年6月8日(月) 10時30分  ウェビナー申込 {"),
    (APPLIED, "  2026年6月8日（月） 10時30分  ウェビナー申込 {"),
    (APPLIED, "  2026/6/8(月) 10:30  ウェビナー申込 {"),
    (APPLIED, "  2026-06-08（月曜日） 10:30  ウェビナー申込 {"),
    (APPLIED, "  2026-06-08 10時半  ウェビナー申込 {"),
    (APPLIED, "  2026-06-08 午後1時  ウェビナー申込 {"),
    (MOMENT, "開始日時: 2026年6月12日 14時"),
    (MOMENT, "開始日時: 2026年6月12日14時"),
    (MOMENT, "開始日時: 2026年6月12日 午後2時"),
    (MOMENT, "開始日時: 2026/6/12(金) 14:00"),
    (MOMENT, "開始日時: 2026-06-12 14:00"),
    (MOMENT, "開始日時: \"2026年6月12日 14時\""),
    (MOMENT, "開始日時: \"2026年6月12日(金) 14:00\""),
    (MOMENT, "開始日時: \"6月12日 14時\""),
    // Bodies without quotes.
    (
        "  本文 \"\"\"\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n  \"\"\"\n",
        "  本文\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n",
    ),
    (
        "  本文 \"\"\"\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n  \"\"\"\n",
        "  本文:\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n",
    ),
    (
        "  本文 \"\"\"\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n  \"\"\"\n",
        "  本文 {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n",
    ),
    // Names.
    ("  リンク 更新手続き \"https", "  リンク 更新 手続き \"https"),
    ("  リンク 更新手続き \"https://acme.example/renew\"\n", ""),
    ("  リード { 氏名: \"田中\" }", "  リード { 名前: \"田中\" }"),
    ("  リード { 氏名: \"田中\" }", "  リード { 名前: \"田中\" 契約終了日: 2026-12-31 }"),
    // Quotes and comments.
    ("  担当者 \"cs@acme.example\"", "  担当者 cs@acme.example"),
    ("  件名 \"ご契約の更新について\"", "  ※ 更新の90日前に送ります\n  件名 \"ご契約の更新について\""),
    (WAIT, "  待つ 3日\n  ※メモ\n"),
    (WAIT, "  待つ 3日 ※メモ\n"),
    ("シナリオ 契約更新 {", "※ここから更新\nシナリオ 契約更新 {"),
];

/// What is made of the whole file, where a slip stands in several places.
const EVERYWHERE: &[(&str, &[Slip])] = &[(
    "a name with brackets",
    &[
        (
            RENEWAL_MAIL,
            "メール 更新（90日前） {\n  件名 \"ご契約の更新について\"\n  リンク 更新手続き \"https://acme.example/renew\"\n  本文 \"\"\"\n    {{ リード.氏名 }} 様\n\n    [更新のお手続き](更新手続き)をお願いいたします。\n  \"\"\"\n}",
        ),
        (RENEWAL, "  送信 更新（90日前）\n"),
    ],
)];

pub const IN_ENGLISH: &[Slip] = &[
    (BUTTON, "    ［更新のお手続き］（更新手続き）をお願いいたします。"),
    (BUTTON, "    [更新のお手続き] (更新手続き)をお願いいたします。"),
    ("  wait until 1 day after event.開始日時, else now", "  wait until event.開始日時 1 day after, else now"),
    ("  wait until 1 day after event.開始日時, else now", "  wait 1 day after event.開始日時, else now"),
    ("  on 1 day before event.開始日時  send 前日, else skip", "  1 day before event.開始日時 send 前日, else skip"),
    ("  on 1 day before event.開始日時  send 前日, else skip", "  on event.開始日時 1 day before send 前日, else skip"),
    ("  on 1 day before event.開始日時  send 前日, else skip", "  on event.開始日時 - 1 day send 前日, else skip"),
    (
        "  start 90 days before lead.契約終了日, needs consent",
        "  trigger 90 days before lead.契約終了日, needs consent",
    ),
    (
        "  start 90 days before lead.契約終了日, needs consent",
        "  start on 90 days before lead.契約終了日, needs consent",
    ),
    ("  start on ウェビナー申込, gives consent", "  trigger on ウェビナー申込, gives consent"),
    ("  start on ウェビナー申込, gives consent", "  trigger: ウェビナー申込, gives consent"),
    ("ensure no email after handoff", "ensure no email after handoff to 営業"),
    ("ensure no email after handoff", "ensure max 3 emails in 7 days"),
    ("  expect email 受付 on day 0", "  expect email 受付 immediately"),
    ("  expect email 受付 on day 0", "  expect email 受付 today"),
    ("  expect email 受付 on day 0", "  expect email 受付 same day"),
    ("  send 更新\n", "  next day 9:00 send 更新\n"),
    ("  send 更新\n", "  tomorrow at 9:00 send 更新\n"),
    ("  at 2026-06-08 10:00  ウェビナー申込 {", "  at 2026/6/8 10am  ウェビナー申込 {"),
    ("  at 2026-06-08 10:00  ウェビナー申込 {", "  at 2026-06-08 (Mon) 10:00  ウェビナー申込 {"),
    ("  at 2026-06-08 10:00  ウェビナー申込 {", "  at June 8 2026 10:00  ウェビナー申込 {"),
    ("  at 2026-06-08 10:00  ウェビナー申込 {", "  at 8 Jun. 2026 10:00  ウェビナー申込 {"),
    ("開始日時: \"2026-06-12 14:00\"", "開始日時: June 12, 2026 14:00"),
    ("開始日時: \"2026-06-12 14:00\"", "開始日時: \"12th June 2026 14:00\""),
    ("  wait 3 days\n", "  if opened(受付) { wait 1 day }\n"),
    ("  wait 3 days\n", "  if received(受付) { wait 1 day }\n"),
    ("開始日時: \"2026-06-12 14:00\"", "開始日時: \"2026-06-12 2pm\""),
    ("開始日時: \"2026-06-12 14:00\"", "開始日時: \"12 June 2026 14:00\""),
    (
        "  body \"\"\"\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n  \"\"\"\n",
        "  body\n    {{ リード.氏名 }} 様\n\n    お申し込みを受け付けました。\n    料金は[こちら](料金)をご覧ください。\n",
    ),
    ("  lead { 氏名: \"田中\" }", "  lead { name: \"田中\" }"),
    ("  member \"cs@acme.example\"", "  member cs@acme.example"),
    ("  send 更新\n", "  send 更新\n  * a note\n"),
    (
        "  await up to 7 days {\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise       { }\n  }\n",
        "  await up to 7 days\n    click 受付.料金\n      handoff to 営業 because \"料金を閲覧\"\n    otherwise\n      stop\n",
    ),
    (
        "  await up to 7 days {\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise       { }\n  }\n",
        "  await up to 7 days\n    click 受付.料金 handoff to 営業 because \"料金を閲覧\"\n    otherwise stop\n",
    ),
    (
        "  await up to 7 days {\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise       { }\n  }\n",
        "  await up to 7 days\n    click 受付.料金\n      handoff to 営業 because \"料金を閲覧\"\n",
    ),
    (
        "  await up to 7 days {\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise       { }\n  }\n",
        "  await up to 7 days\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise { }\n",
    ),
    (
        "  await up to 7 days {\n    click 受付.料金 { handoff to 営業 because \"料金を閲覧\" }\n    otherwise       { }\n  }\n",
        "  await up to 7 days\n    click 受付.料金 → handoff to 営業 because \"料金を閲覧\"\n",
    ),
];

/// The text after a fix.
pub fn fixed(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|(span, _)| span.start);
    let mut after = text.to_owned();
    for (span, with) in edits.into_iter().rev() {
        after.replace_range(span.start as usize..span.end as usize, with);
    }
    after
}

fn with(clean: &str, slips: &[Slip]) -> String {
    let mut text = clean.to_owned();
    for (good, bad) in slips {
        assert_eq!(clean.matches(good).count(), 1, "{good:?} must stand once in the clean file");
        text = text.replace(good, bad);
    }
    text
}

/// What is told of a slip, and what is wrong with that.
fn tell(name: &str, text: &str, all: &mut String, wrong: &mut String) {
    let analysis = check_text(text);
    writeln!(all, "--- {}\n{}", name.trim_end(), describe(&analysis)).unwrap();
    if analysis.diagnostics.len() != 1 {
        writeln!(wrong, "--- {}\n{} messages: {}\n", name.trim_end(), analysis.diagnostics.len(), describe(&analysis))
            .unwrap();
    }
    for one in &analysis.diagnostics {
        for fix in &one.fixes {
            let after = check_text(&fixed(text, fix));
            if !after.diagnostics.is_empty() && analysis.diagnostics.len() == 1 {
                writeln!(
                    wrong,
                    "--- {}\n{:?} `{}` leaves: {}",
                    name.trim_end(),
                    fix.safety,
                    fix.title.ja,
                    describe(&after)
                )
                .unwrap();
            }
        }
    }
}

pub fn compare(expected: &str, clean: &str, slips: &[Slip], everywhere: &[(&str, &[Slip])]) {
    assert_eq!(describe(&check_text(clean)), "");
    let (mut all, mut wrong) = (String::new(), String::new());
    for slip in slips {
        tell(slip.1, &with(clean, &[*slip]), &mut all, &mut wrong);
    }
    for (name, slips) in everywhere {
        tell(name, &with(clean, slips), &mut all, &mut wrong);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(expected);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == all, "run with UPDATE_EXPECTED=1 and look at the difference");
}

#[test]
fn each_slip_in_japanese_has_one_message_whose_fixes_mend_it() {
    compare("slips.ja.expected", JAPANESE, IN_JAPANESE, EVERYWHERE);
}

#[test]
fn each_slip_in_english_has_one_message_whose_fixes_mend_it() {
    compare("slips.expected", ENGLISH, IN_ENGLISH, &[]);
}

/// `one` and `once` begin as `on` does, and are names all the same.
#[test]
fn a_name_that_begins_like_a_word_of_the_language_is_a_name() {
    for name in ["one", "once", "nextweek"] {
        let mail = format!("email {name} {{ subject \"x\" body \"y\" }}\n");
        let analysis =
            check_text(&format!("{mail}scenario a {{\n  start by hand, gives consent\n  send email {name}\n}}\n"));
        let told = analysis.diagnostics.iter().find(|one| one.message.en.contains("send email"));
        let message = told.map(|one| one.message.en.as_str());
        assert_eq!(message, Some("`send email` is written `send` here"), "{}", describe(&analysis));
    }
}
