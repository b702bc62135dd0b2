//! More accidents of typing, in files of both surfaces: Japanese words that are glued together, blocks by indentation,
//! brackets of the wrong kind, dates of the Japanese calendar, placeholders and vocabulary of other tools, what Excel and
//! Word leave behind.

use crate::accidents::told;

pub const ENGLISH: &str = include_str!("../cases/accidents.flow");
pub const JAPANESE: &str = include_str!("../cases/accidents.ja.flow");

/// What stands once in the English file, and what was typed in its place.
pub const IN_ENGLISH: &[(&str, &str)] = &[
    ("  send thanks\n", "  foobar thanks\n"),
    ("  send thanks\n", "  send thanks, pitfalls\n"),
    ("  send thanks\n", "  send thanks and pitfalls\n"),
    (
        "    click case_study.details  { handoff to inside_sales because \"導入事例を閲覧\" }",
        "    click case_study.details  handoff to inside_sales because \"導入事例を閲覧\"",
    ),
    (
        "    click case_study.details  { handoff to inside_sales because \"導入事例を閲覧\" }",
        "    click case_study.details:  handoff to inside_sales because \"導入事例を閲覧\"",
    ),
    (
        "    click case_study.details  { handoff to inside_sales because \"導入事例を閲覧\" }",
        "    click case_study.details -> handoff to inside_sales because \"導入事例を閲覧\"",
    ),
    (
        "  if lead.deal == won or lead.deal == lost {\n    score +1 because \"既存のお客様\"\n  } else {\n    on 2026-10-01 send price_list, else skip\n  }\n",
        "  if lead.deal == won or lead.deal == lost:\n    score +1 because \"既存のお客様\"\n  else:\n    on 2026-10-01 send price_list, else skip\n",
    ),
    (
        "  if lead.deal == won or lead.deal == lost {\n    score +1 because \"既存のお客様\"\n  } else {\n    on 2026-10-01 send price_list, else skip\n  }\n",
        "  if lead.deal == won or lead.deal == lost\n    score +1 because \"既存のお客様\"\n  else\n    on 2026-10-01 send price_list, else skip\n",
    ),
    (
        "  if lead.deal == won or lead.deal == lost {\n    score +1 because \"既存のお客様\"\n  } else {\n    on 2026-10-01 send price_list, else skip\n  }\n",
        "  if lead.deal == won or lead.deal == lost then\n    score +1 because \"既存のお客様\"\n  else\n    on 2026-10-01 send price_list, else skip\n  end\n",
    ),
    (
        "  await up to 7 days {\n    click case_study.details  { handoff to inside_sales because \"導入事例を閲覧\" }\n    click case_study.pricing  { go to pricing_interest }\n    otherwise                 { }\n  }\n",
        "  await up to 7 days:\n    click case_study.details:\n      handoff to inside_sales because \"導入事例を閲覧\"\n    click case_study.pricing:\n      go to pricing_interest\n    otherwise:\n      stop\n",
    ),
    ("    on 2026-10-01 send price_list, else skip\n  }\n", "    on 2026-10-01 send price_list, else skip\n  )\n"),
    ("    on 2026-10-01 send price_list, else skip\n  }\n", "    on 2026-10-01 send price_list, else skip\n  ]\n"),
    ("[none, talking, won, lost] =", "[none, talking, won, lost} ="),
    ("[none, talking, won, lost] =", "[none, talking, won, lost) ="),
    ("[none, talking, won, lost] =", "{none, talking, won, lost} ="),
    ("[none, talking, won, lost] =", "(none, talking, won, lost) ="),
    (
        "reaches 50 { handoff to inside_sales because \"スコアが50点になりました\" }",
        "reaches 50 { handoff to inside_sales because \"スコアが50点になりました\" )",
    ),
    (
        "reaches 50 { handoff to inside_sales because \"スコアが50点になりました\" }",
        "reaches 50 ( handoff to inside_sales because \"スコアが50点になりました\" )",
    ),
    (
        "reaches 50 { handoff to inside_sales because \"スコアが50点になりました\" }",
        "reaches 50 [ handoff to inside_sales because \"スコアが50点になりました\" ]",
    ),
    ("  company: text\n", "  company: string\n"),
    ("  company: text\n", "  company: text\n  pages: int?\n"),
    ("  company: text\n", "  company: text\n  pages: boolean?\n"),
    ("  company: text\n", "  company: テキスト\n"),
    ("on 2026-10-01 send price_list", "on 令和8年10月1日 send price_list"),
    ("on 2026-10-01 send price_list", "on R8.10.1 send price_list"),
    ("on 2026-10-01 send price_list", "on 2026/8/13 send price_list"),
    ("9:00 to 18:00", "9:00 to 24:00"),
    ("9:00 to 18:00", "9:00 to 25:00"),
    ("  on day 3   send pitfalls", "  after 3 business days send pitfalls"),
    ("  on day 3   send pitfalls", "  in 3 hours send pitfalls"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  closed 令和8年8月13日 to 2026-08-15\n"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  closed 8月13日 to 8月15日\n"),
    ("  zone \"Asia/Tokyo\"\n", "  zone \"Asia/Tokyo\"\n  closed R8/8/13 to R8/8/15\n"),
    ("at 2026-04-01 10:00  download", "at R8.4.1 10:00  download"),
    ("at 2026-04-01 10:00  download", "at 2026/4/1 10:00  download"),
    ("    {{ lead.name }} 様", "    %%name%% 様"),
    ("    {{ lead.name }} 様", "    {name} 様"),
    ("    {{ lead.name }} 様", "    ##氏名## 様"),
    ("    {{ lead.name }} 様", "    [[会社名]] 様"),
    ("    {{ lead.name }} 様", "    {{ name }} 様"),
    ("    {{ lead.name }} 様", "    {{氏名}} 様"),
    ("    {{ lead.name }} 様", "    {{ contact.firstname }} 様"),
    ("    {{ lead.name }} 様", "    {{Recipient.FirstName}} 様"),
    ("    {{ lead.name }} 様", "    {{ リード.name }} 様"),
    ("    {{ lead.name }} 様", "    {{ lead.名前 }} 様"),
    ("    {{ lead.name }} 様", "    {{ lead.name | default: \"お客様\" }} 様"),
    ("    {{ lead.name }} 様", "    {% if lead.name %}{{ lead.name }}{% endif %} 様"),
    ("event download { resource: text }", "event download { resource text }"),
    ("  send thanks\n", "  send_email thanks\n"),
    ("  send thanks\n", "  Send Email: thanks\n"),
    ("  wait 3 days\n", "  delay 3 days\n"),
    ("  wait 3 days\n", "  wait: 3 days\n"),
    ("  start on download where", "  trigger on download where"),
    ("  start on download where", "  enroll when download where"),
    ("  start on download where", "  on download where"),
    ("  start on download where", "  start: download where"),
    ("scenario whitepaper {", "workflow whitepaper {"),
    ("scenario whitepaper {", "campaign whitepaper {"),
    ("scenario whitepaper {", "program whitepaper {"),
    ("lead {\n  name: text\n", "contact {\n  name: text\n"),
    ("lead {\n  name: text\n", "prospect {\n  name: text\n"),
    ("  company: text\n", "  company\ttext\n"),
    ("  company: text\n", "\tcompany:\ttext\n"),
    ("  send thanks\n", "  send\u{a0}thanks\n"),
    ("  wait 3 days\n", "  wait\u{a0}3\u{a0}days\n"),
    ("  on day 3   send pitfalls", "  on day ③   send pitfalls"),
    ("  wait 3 days\n", "  wait ㊂ days\n"),
    ("  on day 3   send pitfalls", "  ①on day 3 send pitfalls"),
    ("  on day 3   send pitfalls", "  1. on day 3 send pitfalls"),
    ("  on day 3   send pitfalls", "  1) on day 3 send pitfalls"),
    ("  on day 3   send pitfalls", "  • on day 3 send pitfalls"),
    ("  on day 3   send pitfalls", "  | day 3 | send pitfalls |"),
    ("  on day 3   send pitfalls", "  3\tpitfalls"),
    ("  on day 3   send pitfalls", "  “on day 3”   send pitfalls"),
    ("  expect nothing more", "  expect nothing"),
];

/// The same in the Japanese file.
pub const IN_JAPANESE: &[(&str, &str)] = &[
    ("  送信 thanks\n", "  資料送付 thanks\n"),
    ("  待つ 3日\n", "  待っつ 3日\n"),
    ("  待つ 3日\n", "  まつ 3日\n"),
    ("  待つ 3日\n", "  待つ3日\n"),
    ("  待つ 3日\n", "  3日待つ\n"),
    ("  待つ 3日\n", "  待ち 3日\n"),
    ("もし lead.deal == won または", "もしも lead.deal == won または"),
    ("もし lead.deal == won または", "もし、lead.deal == won または"),
    ("もし lead.deal == won または", "もしlead.deal == won または"),
    ("  送信 thanks\n", "  送信thanks\n"),
    ("  送信 thanks\n", "  送信 thanksを\n"),
    ("  送信 thanks\n", "  thanksを送信\n"),
    ("  送信 thanks\n", "  thanks を送信\n"),
    ("  送信 thanks\n", "  thanks 送信\n"),
    ("  送信 thanks\n", "  送信する thanks\n"),
    ("  送信 thanks\n", "  送信：thanks\n"),
    ("  3日後        送信 pitfalls", "  3日後送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  3日後に 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  3日後に送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  3日目 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  3営業日後 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  三日後 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  開始から3日後 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  3日後：送信 pitfalls"),
    ("  21日後  送信 seminar", "  21日後  送信seminar"),
    ("  反応待ち 最大 7日 {", "  反応待ち 7日 {"),
    ("  反応待ち 最大 7日 {", "  反応待ち 最大7日間 {"),
    ("  反応待ち 最大 7日 {", "  反応待ち最大7日 {"),
    ("  反応待ち 最大 7日 {", "  反応を待つ 最大 7日 {"),
    ("    クリック case_study.details {", "    クリックcase_study.details {"),
    ("    クリック case_study.details {", "    クリック details {"),
    (
        "    クリック case_study.details { 引き渡し inside_sales 理由 \"導入事例を閲覧\" }",
        "    クリック case_study.details 引き渡し inside_sales 理由 \"導入事例を閲覧\"",
    ),
    ("  company: text\n", "  company: 文字列\n"),
    ("  company: text\n", "  company: text\n  pages: 数値?\n"),
    ("  company: text\n", "  company: text\n  pages: 真偽?\n"),
    ("  company: text\n", "  company: text\n  pages: 日付?\n"),
    ("  company: text\n", "  company: テキスト？\n"),
    ("  company: text\n", "  company: text\n  pages: 整数?\n"),
    ("  company: text\n", "  company: text\n  pages: メールアドレス?\n"),
    ("  company: text\n", "  company: text\n  pages: 選択?\n"),
    ("    2026-10-01  送信 price_list", "    令和8年10月1日  送信 price_list"),
    ("    2026-10-01  送信 price_list", "    2026年10月1日  送信 price_list"),
    ("    2026-10-01  送信 price_list", "    10月1日  送信 price_list"),
    ("9:00 から 18:00", "１０時 から 18:00"),
    ("9:00 から 18:00", "９：００～１８：００"),
    ("9:00 から 18:00", "9時から18時"),
    ("  7日後 10:00  送信 case_study", "  7日後 １０時  送信 case_study"),
    ("  7日後 10:00  送信 case_study", "  7日後の10:00に 送信 case_study"),
    ("  7日後 10:00  送信 case_study", "  7日後 午前10時  送信 case_study"),
    ("  タイムゾーン \"Asia/Tokyo\"\n", "  タイムゾーン \"Asia/Tokyo\"\n  休業 12月29日〜1月3日\n"),
    ("開始 きっかけ download 条件", "開始 download 条件"),
    (
        "開始 きっかけ download 条件 event.resource == \"導入ガイド\", 同意 取得",
        "開始 きっかけ download 条件 event.resource == 導入ガイド、同意取得",
    ),
    ("  再参加 90日後", "  再参加90日後"),
    ("  再参加 90日後", "  再参加 90日"),
    (
        "引き渡し inside_sales 理由 \"スコアが50点になりました\"",
        "引き渡し inside_sales 理由「スコアが50点になりました」",
    ),
    ("いつでも スコア 50 到達 {", "スコア50到達 {"),
    ("いつでも スコア 50 到達 {", "いつでも スコアが50に到達 {"),
    ("いつでも スコア 50 到達 {", "いつでも スコア 50点 到達 {"),
    ("{ 件名 \"料金表\" 本文", "{ 件名：「料金表」 本文"),
    ("リード {\n  name: text\n", "顧客 {\n  name: text\n"),
    ("シナリオ whitepaper {", "ステップメール whitepaper {"),
    ("シナリオ whitepaper {", "ワークフロー whitepaper {"),
    ("  送信 thanks\n", "  メール送信 thanks\n"),
    ("  送信 thanks\n", "  配信 thanks\n"),
    ("  送信 thanks\n", "  送付 thanks\n"),
    ("  待つ 3日\n", "  待機時間 3日\n"),
    ("  待つ 3日\n", "  3日間待機\n"),
    ("もし lead.deal == won または", "もし lead.deal が won または"),
    ("もし lead.deal == won または", "もし lead.deal ＝ won または"),
    ("もし lead.deal == won または lead.deal == lost {", "もし lead.deal が won なら {"),
    ("もし lead.deal == won または lead.deal == lost {", "条件分岐 lead.deal == won または lead.deal == lost {"),
    ("  } それ以外 {\n", "  } そうでなければ {\n"),
    ("  } それ以外 {\n", "  } でない場合 {\n"),
    (
        "    引き渡し inside_sales 理由 \"料金に関心があります\"",
        "    営業に通知 inside_sales 理由 \"料金に関心があります\"",
    ),
    ("    引き渡し inside_sales 理由 \"料金に関心があります\"", "    引渡 inside_sales 理由 \"料金に関心があります\""),
    (
        "    引き渡し inside_sales 理由 \"料金に関心があります\"",
        "    inside_salesに引き渡し 理由 \"料金に関心があります\"",
    ),
    ("  再参加 90日後", "  再登録 90日後"),
    ("  待つ 3日\n", "  待つ 3日。\n"),
    ("  3日後        送信 pitfalls", "  ３日後　　送信　pitfalls"),
    ("  3日後        送信 pitfalls", "  ③日後 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  ・3日後 送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  【3日後】送信 pitfalls"),
    ("  3日後        送信 pitfalls", "  ステップ2：3日後 送信 pitfalls"),
    ("  待つ 3日\n", "  待つ ㍻3日\n"),
    ("    スコア +1 理由", "    スコア ＋1点 理由"),
    ("    スコア +1 理由", "    スコア 1点加算 理由"),
    ("    スコア +1 理由", "    スコア＋1 理由"),
    ("  1日 最大 1通 リードごと", "  1日1通まで"),
    ("  1日 最大 1通 リードごと", "  1日最大1通"),
    ("  期待 メール thanks\n", "  期待 thanks\n"),
    ("  期待 これ以上なし", "  期待 以上"),
];

#[test]
fn each_accident_gives_its_message_in_both_surfaces() {
    told("accidents_more.expected", ENGLISH, IN_ENGLISH);
    told("accidents_more.ja.expected", JAPANESE, IN_JAPANESE);
}

/// A message shows few words, whatever the place.
#[test]
fn no_message_lists_more_words_than_anybody_reads() {
    for (clean, accidents) in [(ENGLISH, IN_ENGLISH), (JAPANESE, IN_JAPANESE)] {
        for (good, bad) in accidents {
            for one in crate::host::check_text(&clean.replace(good, bad)).diagnostics {
                let help = one.help.map(|help| help.en).unwrap_or_default();
                assert!(help.matches('`').count() <= 22, "{bad}: {help}");
            }
        }
    }
}
