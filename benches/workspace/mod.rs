//! A made-up workspace of any size, always the same for the same size: clean files as marketers would write them, each with
//! its mails, one scenario of ten to twenty steps and a test. Used by the benchmark and by the test that work grows in
//! proportion to the text.
#![allow(clippy::allow_attributes, dead_code, missing_docs, reason = "each user takes a part")]

use std::fmt::Write as _;

/// What all files share.
pub const COMPANY: &str = "\
sender acme {
  name \"株式会社アクメ\"   from \"info@acme.example\"
  address \"東京都千代田区一番町1-1\"   contact \"https://acme.example/contact\"
}

lead {
  name: text
  company: text
  title: text?
  industry: one of [manufacturing, finance, it]?
  deal: one of [none, talking, won, lost] = none
}

team inside_sales {
  member \"sato@acme.example\"
  assign in turn
  answer within 24 hours, else tell \"manager@acme.example\"
}

limits {
  zone \"Asia/Tokyo\"
  send weekdays 9:00 to 18:00, not on holidays of japan
  at most 1 email a day for each lead
}
";

const THEMES: [&str; 8] = [
    "受発注の電子化",
    "在庫管理の見直し",
    "請求業務の自動化",
    "勤怠管理の入れ替え",
    "問い合わせ対応の改善",
    "営業資料の共有",
    "原価計算の精緻化",
    "契約書の電子保管",
];

const SENTENCES: [&str; 6] = [
    "先日は資料をご覧いただき、ありがとうございました。",
    "導入された企業では、月の作業時間が3割ほど短くなっています。",
    "現場の方が最初に迷いやすい点を、3つにまとめました。",
    "費用と効果の見積もりは、無料でお作りしています。",
    "担当者が15分ほどで画面をお見せすることもできます。",
    "ご不明な点は、このメールにそのままご返信ください。",
];

/// Mails of one file.
const MAILS: usize = 5;

/// A number that looks random and never changes.
const fn mix(number: usize, salt: usize) -> usize {
    let mixed = (number as u64 ^ (salt as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as usize
}

/// File number `number` of a workspace, about a hundred lines.
pub fn file(number: usize) -> String {
    let mut text = String::new();
    let theme = THEMES[number % THEMES.len()];
    write!(text, "/// {theme}の資料を請求した方への案内\nevent download_{number} {{ resource: text }}\n\n").unwrap();
    for mail in 0..MAILS {
        write!(
            text,
            "email mail_{number}_{mail} {{\n  subject \"【{theme}】第{}回のご案内\"\n  link guide_{mail} \"https://acme.example/{number}/{mail}?lead={{{{ lead.id }}}}\"\n  body \"\"\"\n    {{{{ lead.company }}}}\n    {{{{ lead.name }}}} 様\n\n",
            mail + 1
        )
        .unwrap();
        for line in 0..4 {
            writeln!(text, "    {}", SENTENCES[mix(number * MAILS + mail, line) % SENTENCES.len()]).unwrap();
        }
        if mail.is_multiple_of(2) {
            text.push_str("    {{ if lead.industry == manufacturing }}製造業の事例もございます。{{ end }}\n");
        }
        write!(text, "\n    [詳しい資料を開く](guide_{mail})\n  \"\"\"\n}}\n\n").unwrap();
    }
    scenario(&mut text, number);
    test(&mut text, number);
    text
}

fn scenario(text: &mut String, number: usize) {
    write!(
        text,
        "scenario follow_{number} {{\n  start on download_{number}, gives consent\n  again after 90 days\n  stop when lead.deal in [talking, won]\n\n  send mail_{number}_0\n  on day 3   send mail_{number}_1\n  on day 7   send mail_{number}_2\n  await up to 5 days {{\n    click mail_{number}_2.guide_2 {{ handoff to inside_sales because \"第3回の資料を閲覧\" }}\n    otherwise {{ }}\n  }}\n"
    )
    .unwrap();
    if mix(number, 7).is_multiple_of(2) {
        write!(
            text,
            "  if lead.industry is known {{\n    on day 14 send mail_{number}_3\n  }} else {{\n    wait {} days\n    send mail_{number}_3\n  }}\n",
            mix(number, 9) % 3 + 1
        )
        .unwrap();
    } else {
        writeln!(text, "  on day 14  send mail_{number}_3").unwrap();
    }
    writeln!(text, "  on day 21  send mail_{number}_4").unwrap();
    // Every fourth scenario hands its leads on to the next one.
    if number % 4 == 3 {
        writeln!(text, "  wait 7 days\n  go to follow_{}", number - 1).unwrap();
    }
    text.push_str("}\n\n");
}

fn test(text: &mut String, number: usize) {
    write!(
        text,
        "test \"{number}番: 読んだ方は営業へ\" for follow_{number} {{\n  lead {{ name: \"田中\" company: \"A社\" }}\n  at 2026-04-01 10:00  download_{number} {{ resource: \"資料\" }}\n  expect email mail_{number}_0\n  expect email mail_{number}_1 on day 3\n  at day 7 15:00  click mail_{number}_2.guide_2\n  expect handoff to inside_sales\n  expect nothing more\n}}\n"
    )
    .unwrap();
}

/// A whole workspace: path and text of each file, the shared one first.
pub fn files(count: usize) -> Vec<(String, String)> {
    let shared = ("company.flow".to_owned(), COMPANY.to_owned());
    std::iter::once(shared).chain((0..count).map(|number| (format!("follow_{number:05}.flow"), file(number)))).collect()
}
