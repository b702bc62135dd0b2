//! What a newcomer writes when only the tutorial has been read: each has one message that says what to write instead, in the words
//! of the file. The expected output has all of it: message, place, help and fixes, in both languages.

use crate::host::{check_text, describe};
use std::fmt::Write as _;
use std::path::Path;

pub const ENGLISH: &str = include_str!("../cases/accidents.flow");
pub const JAPANESE: &str = include_str!("../cases/accidents.ja.flow");

pub const IN_ENGLISH: &[(&str, &str)] = &[
    // Times behind a step, or in another form.
    ("  on day 21  send seminar", "  send seminar after 3 days"),
    ("  on day 21  send seminar", "  send seminar in 3 days"),
    ("  on day 21  send seminar", "  send seminar 3 days later"),
    ("  on day 21  send seminar", "  send seminar after 3 hours"),
    ("  on day 21  send seminar", "  send thanks -> wait 3 days"),
    ("  on day 21  send seminar", "  send seminar on day 21"),
    ("  on day 21  send seminar", "  send seminar at 10:00"),
    ("  on day 21  send seminar", "  send seminar, wait 3 days"),
    ("  on day 21  send seminar", "  send seminar tomorrow"),
    ("  on day 21  send seminar", "  send seminar next monday"),
    ("  on day 21  send seminar", "  send seminar every 3 days"),
    ("  on day 21  send seminar", "  after 21 days send seminar"),
    ("  on day 21  send seminar", "  21 days later send seminar"),
    ("  on day 21  send seminar", "  on week 3 send seminar"),
    ("  on day 21  send seminar", "  week 3 send seminar"),
    ("  on day 21  send seminar", "  on 3 weeks send seminar"),
    ("  on day 21  send seminar", "  after 21 days, send seminar"),
    ("  on day 21  send seminar", "  on month 1 send seminar"),
    ("  on day 21  send seminar", "  every week send seminar"),
    ("  on day 21  send seminar", "  next day send seminar"),
    ("  on day 21  send seminar", "  day 21: send seminar"),
    ("  on day 21  send seminar", "  on day 21"),
    ("  on day 21  send seminar", "  on 1 hour after lead.title"),
    // `email` beside `send` and in tests.
    ("  send thanks\n", "  send email thanks\n"),
    ("  send thanks\n", "  send mail thanks\n"),
    ("  expect email thanks\n", "  expect send thanks\n"),
    ("  expect email thanks\n", "  expect mail thanks\n"),
    // Rules, reactions and conditions.
    (
        "  on day 21  send seminar",
        "  when click case_study.details { handoff to inside_sales }\n  on day 21  send seminar",
    ),
    ("  on day 21  send seminar", "  when score reaches 50 { handoff to inside_sales }\n  on day 21  send seminar"),
    ("  on day 21  send seminar", "  when download { handoff to inside_sales }\n  on day 21  send seminar"),
    ("  on day 21  send seminar", "  when lead.deal == won { handoff to inside_sales }\n  on day 21  send seminar"),
    ("  if lead.deal == won or lead.deal == lost {", "  if open price_list {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if click case_study.details {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if not click case_study.details {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if no click case_study.details {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if case_study not clicked {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if case_study was opened {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if case_study.details clicked {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if case_study is not clicked {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if lead.deal == won and case_study not opened {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if case_study opened and lead.deal == won {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if opened case_study or pitfalls not clicked {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if clicked case_study then {"),
    ("  start on download where", "  start when download where"),
    ("  send thanks\n", "  stop when click case_study.pricing\n  send thanks\n"),
    ("when score reaches 50 {", "when click any email.details {"),
    ("when score reaches 50 {", "when click any email {"),
    ("when score reaches 50 {", "when open any email {"),
    // Days without mail.
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send weekdays 9:00 to 18:00\n  not on weekends"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send weekdays 9:00 to 18:00\n  not on holidays"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send weekdays 9:00 to 18:00, not on holidays"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send weekdays 9:00 to 18:00, not on weekends"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send weekdays 9:00 to 18:00, no holidays"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "send 9:00 to 18:00"),
    ("send weekdays 9:00 to 18:00, not on holidays of japan", "no weekends"),
    // Opt-outs, which need no line.
    ("  send thanks\n", "  stop on unsubscribe\n  send thanks\n"),
    ("  send thanks\n", "  stop when unsubscribed\n  send thanks\n"),
    ("  send thanks\n", "  stop when opt_out\n  send thanks\n"),
    ("  send thanks\n", "  stop when lead.unsubscribed\n  send thanks\n"),
    ("    [資料を開く](guide)\n", "    [資料を開く](guide)\n    [配信停止]({{unsubscribe}})\n"),
    ("    [資料を開く](guide)\n", "    [資料を開く](guide)\n    [配信停止](unsubscribe)\n"),
    ("limits {", "ensure no email after unsubscribe\nlimits {"),
    ("  if lead.deal == won or lead.deal == lost {", "  if unsubscribed {"),
    // Names that are no values, and values that are no names.
    ("  send thanks\n", "  stop when page_view\n  send thanks\n"),
    ("  expect email thanks\n", "  expect thanks\n"),
    ("when score reaches 50 {", "when click any {"),
    ("    {{ lead.name }} 様", "    {{ 氏名 }} 様"),
    ("    {{ lead.name }} 様", "    {{ contact.firstname }} 様"),
    ("    {{ lead.name }} 様", "    {{ 部署 }} 様"),
    ("    {{ lead.name }} 様", "    <<氏名>> 様"),
    ("    {{ lead.name }} 様", "    #name# 様"),
    ("  send thanks\n", "  send お礼\n"),
    ("  on day 21  send seminar", "  on day -7 send seminar"),
    // Zones.
    ("  zone \"Asia/Tokyo\"\n", "  zone JST\n"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"JST\"\n"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Japan/Tokyo\"\n"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"UTC+9\"\n"),
    // Moments as values.
    ("{ resource: \"導入ガイド\" }\n", "{ resource: 2026-06-12 14:00 }\n"),
    ("{ resource: \"導入ガイド\" }\n", "{ resource: 2026-06-12T14:00 }\n"),
    ("{ resource: \"導入ガイド\" }\n", "{ resource: 2026/6/12 14:00 }\n"),
    ("  if lead.deal == won or lead.deal == lost {", "  if lead.title == 2026-06-12 14:00 {"),
    // Lines of tests.
    ("  at day 7 15:00  click case_study.details", "  day 7 click case_study.details"),
    ("  at day 7 15:00  click case_study.details", "  on day 7 click case_study.details"),
    ("  at day 7 15:00  click case_study.details", "  on day 7 15:00 click case_study.details"),
    ("  at day 7 15:00  click case_study.details", "  after 7 days click case_study.details"),
    ("  expect nothing more", "  expect no email"),
    ("  expect nothing more", "  expect no email seminar"),
    ("  expect nothing more", "  expect stop"),
    ("  expect handoff to inside_sales\n", "  expect handoff to inside_sales on day 4\n"),
    // Names with brackets, rows of spreadsheets, blocks without braces.
    ("email thanks {", "email お礼（資料） {"),
    ("  on day 21  send seminar", "  day 3\tpitfalls\tsubject here\tclick -> sales"),
    (
        "  await up to 7 days {\n    click case_study.details  { handoff to inside_sales because \"導入事例を閲覧\" }\n    click case_study.pricing  { go to pricing_interest }\n    otherwise                 { }\n  }\n",
        "  await up to 7 days\n    click case_study.details\n      handoff to inside_sales because \"導入事例を閲覧\"\n    otherwise\n      stop\n",
    ),
];

pub const IN_JAPANESE: &[(&str, &str)] = &[
    // Times behind a step, or in another form.
    ("  21日後  送信 seminar", "  送信 seminar 3日後"),
    ("  21日後  送信 seminar", "  送信 thanks → 待つ 3日"),
    ("  21日後  送信 seminar", "  送信 seminar 10:00"),
    ("  21日後  送信 seminar", "  3週目 送信 seminar"),
    ("  21日後  送信 seminar", "  3週間後 送信 seminar"),
    ("  21日後  送信 seminar", "  1か月後 送信 seminar"),
    ("  21日後  送信 seminar", "  1時間後 送信 seminar"),
    ("  21日後  送信 seminar", "  翌日 送信 seminar"),
    ("  21日後  送信 seminar", "  毎週 送信 seminar"),
    ("  21日後  送信 seminar", "  21日後"),
    // `email` beside `send` and in tests.
    ("  送信 thanks\n", "  送信 メール thanks\n"),
    ("  送信 thanks\n", "  メール thanks\n"),
    ("  送信 thanks\n", "  メール 送信 thanks\n"),
    ("  期待 メール thanks\n", "  期待 送信 thanks\n"),
    ("  期待 メール thanks\n", "  期待 thanks 0日後\n"),
    ("  期待 メール thanks\n", "  メール thanks\n"),
    // Rules, reactions and conditions.
    (
        "  21日後  送信 seminar",
        "  いつでも クリック case_study.details { 引き渡し inside_sales }\n  21日後  送信 seminar",
    ),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし case_study 開封 {"),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし case_study 開封 かつ lead.deal == won {"),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし クリック case_study なし {"),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし case_study 未開封 {"),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし 未開封 case_study {"),
    ("  もし lead.deal == won または lead.deal == lost {", "  もし case_study を開封 {"),
    ("開始 きっかけ download 条件", "開始 条件 download 条件"),
    ("いつでも スコア 50 到達 {", "いつでも クリック いずれかの メール {"),
    // Days without mail.
    ("送信 平日 9:00 から 18:00, 祝日を除く japan", "送信 平日 9:00 から 18:00, 祝日を除く"),
    ("送信 平日 9:00 から 18:00, 祝日を除く japan", "送信 平日 9:00 から 18:00\n  祝日を除く"),
    ("送信 平日 9:00 から 18:00, 祝日を除く japan", "送信 平日 9:00 から 18:00\n  土日を除く"),
    ("送信 平日 9:00 から 18:00, 祝日を除く japan", "送信 平日 9:00 から 18:00, 祝日なし"),
    ("送信 平日 9:00 から 18:00, 祝日を除く japan", "送信 9:00 から 18:00"),
    // Opt-outs, which need no line.
    ("  送信 thanks\n", "  停止 きっかけ 配信停止\n  送信 thanks\n"),
    ("  送信 thanks\n", "  停止 条件 配信停止\n  送信 thanks\n"),
    ("    [資料を開く](guide)\n", "    [資料を開く](guide)\n    [配信停止]({{配信停止}})\n"),
    ("配信制限 {", "保証 配信停止 後 メール なし\n配信制限 {"),
    // Names that are no values, and values that are no names.
    ("  期待 メール thanks\n", "  期待 thanks\n"),
    ("  期待 引き渡し inside_sales\n", "  期待 inside_sales\n"),
    ("いつでも スコア 50 到達 {", "スコアが50に到達 {"),
    ("いつでも スコア 50 到達 {", "いつでも スコアが50に到達 {"),
    ("いつでも スコア 50 到達 {", "スコアが50に到達したら {"),
    ("いつでも スコア 50 到達 {", "いつでも スコアが50点に到達したら {"),
    ("  送信 thanks\n", "  送信 お礼\n"),
    ("  送信 thanks\n", "  送信 thanks\n  停止 きっかけ 存在しない\n"),
    ("引き渡し inside_sales 理由 \"料金に", "引き渡し 営業 理由 \"料金に"),
    ("  21日後  送信 seminar", "  -21日後 送信 seminar"),
    // Zones.
    ("  タイムゾーン \"Asia/Tokyo\"\n", "  タイムゾーン 東京\n"),
    ("  タイムゾーン \"Asia/Tokyo\"\n", "  タイムゾーン \"日本\"\n"),
    // Lines of tests.
    ("  7日後 15:00  クリック case_study.details", "  1週間後 クリック case_study.details"),
    ("  期待 これ以上なし", "  期待 停止"),
    ("  期待 引き渡し inside_sales\n", "  期待 引き渡し inside_sales 4日後\n"),
    ("  期待 これ以上なし", "  期待 メール なし"),
    // Names with brackets, rows of spreadsheets, blocks without braces.
    ("メール thanks {", "メール お礼（資料） {"),
    ("  21日後  送信 seminar", "  21日目\tseminar"),
    ("  21日後  送信 seminar", "  3日目\t事例メール\t導入事例のご紹介\tクリックしたら営業へ"),
    ("  21日後  送信 seminar", "  3日目\tお礼メール\n  7日目\t事例メール\n  14日目\tセミナー案内"),
    ("シナリオ whitepaper {", "日数\tメール\t件名\n3日目\t事例メール\t件名\nシナリオ whitepaper {"),
];
/// What is told of each, beside what was written.
fn told(clean: &str, written: &[(&str, &str)]) -> String {
    let mut all = String::new();
    for (good, bad) in written {
        assert_eq!(clean.matches(good).count(), 1, "{good:?} must stand once in the clean file");
        writeln!(all, "--- {}\n{}", bad.trim_end(), describe(&check_text(&clean.replace(good, bad)))).unwrap();
    }
    all
}

fn compare(expected: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(expected);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "run with UPDATE_EXPECTED=1 and look at the difference");
}

#[test]
fn each_thing_that_newcomers_write_has_its_advice() {
    compare("advice.expected", &told(ENGLISH, IN_ENGLISH));
    compare("advice.ja.expected", &told(JAPANESE, IN_JAPANESE));
}

#[test]
fn no_advice_takes_a_time_away() {
    let times = [" day", " week", " month", "日後", "週", "か月", ":00", "翌日", "tomorrow", "monday"];
    let written = IN_ENGLISH.iter().map(|pair| (ENGLISH, pair)).chain(IN_JAPANESE.iter().map(|pair| (JAPANESE, pair)));
    for (clean, (good, bad)) in written {
        for one in check_text(&clean.replace(good, bad)).diagnostics {
            let help = one.help.map(|help| help.en).unwrap_or_default();
            let slice = bad.split('\n').find(|line| times.iter().any(|time| line.contains(time)));
            assert!(slice.is_none() || !help.starts_with("delete it"), "{bad}: {help}");
        }
    }
}
