//! A made-up workspace of any size, always the same for the same size: clean files as marketers would write them, each with
//! its mails, a scenario, promises and tests, half of them in Japanese words. Used by the benchmark and by the test that work
//! grows in proportion to the text. The files beside this one are the patterns, and a workspace by themselves.
#![allow(clippy::allow_attributes, dead_code, missing_docs, reason = "each user takes a part")]

/// What all files share.
pub const COMPANY: &str = include_str!("company.flow");

/// The patterns, each with the number that stands for its own; one less stands for the file before.
const PATTERNS: [(&str, &str); 4] = [
    ("00000", include_str!("whitepaper.flow")),
    ("00001", include_str!("seminar.flow")),
    ("00002", include_str!("quiet.flow")),
    ("00003", include_str!("renewal.flow")),
];

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

/// What takes the place of `SENTENCE0` to `SENTENCE4`.
const SENTENCES: [&str; 6] = [
    "先日は資料をご覧いただき、ありがとうございました。",
    "導入された企業では、月の作業時間が3割ほど短くなっています。",
    "現場の方が最初に迷いやすい点を、3つにまとめました。",
    "費用と効果の見積もりは、無料でお作りしています。",
    "担当者が15分ほどで画面をお見せすることもできます。",
    "ご不明な点は、このメールにそのままご返信ください。",
];

/// A number that looks random and never changes.
const fn mix(number: usize, salt: usize) -> usize {
    let mixed = (number as u64 ^ (salt as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as usize
}

/// File number `number` of a workspace, about a hundred lines. Some speak of the file before them.
pub fn file(number: usize) -> String {
    let (own, pattern) = PATTERNS[number % PATTERNS.len()];
    let mut text = pattern.replace("THEME", THEMES[mix(number, 7) % THEMES.len()]);
    for at in 0..5 {
        text = text.replace(&format!("SENTENCE{at}"), SENTENCES[mix(number, at) % SENTENCES.len()]);
    }
    if number % PATTERNS.len() == 3 {
        text = text.replace("follow_00002", &format!("follow_{:05}", number - 1));
        // No two of them write to the same customer at one moment.
        text = text.replace("60日前", &format!("{}日前", 60 + number));
    }
    text.replace(own, &format!("{number:05}"))
}

/// A whole workspace: path and text of each file, the shared one first.
pub fn files(count: usize) -> Vec<(String, String)> {
    let shared = ("company.flow".to_owned(), COMPANY.to_owned());
    std::iter::once(shared).chain((0..count).map(|number| (format!("follow_{number:05}.flow"), file(number)))).collect()
}
