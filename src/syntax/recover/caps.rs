//! Caps as they are said in Japanese: `1日1通`, `7日間に3通まで`, `1人あたり週3通`.

use super::Context;
use super::decide::{Explanation, Line, failure};
use crate::diagnostic::FixSafety;

/// What a cap is said with besides its numbers. It holds for each lead in any case.
const AROUND: [&str; 16] = [
    "リードごとに",
    "リードごと",
    "1人あたり",
    "1人につき",
    "一人あたり",
    "1人",
    "一人",
    "につき",
    "あたり",
    "まで",
    "以内",
    "最大",
    "上限",
    "最高",
    "に",
    "は",
];

/// Spans of time in words: what is said, the days that are meant, and whether nothing else can be.
const SPANS: [(&str, u32, bool); 9] = [
    ("1日", 1, true),
    ("毎日", 1, true),
    ("1週間", 7, true),
    ("毎週", 7, true),
    ("週", 7, true),
    ("1か月", 30, false),
    ("1ヶ月", 30, false),
    ("毎月", 30, false),
    ("月", 30, false),
];

/// What mails are counted with.
const COUNTED: [&str; 4] = ["通", "回", "本", "件"];

/// Longest cap that is looked at, in bytes.
const LONGEST: usize = 120;

impl Line<'_> {
    /// A cap in other words.
    pub(super) fn cap_said(&self) -> Option<Explanation> {
        if self.context != Context::LimitEntry || self.text.is_ascii() || self.text.len() > LONGEST {
            return None;
        }
        let (days, mails, sure) = cap(self.text)?;
        let meant =
            if days == 1 { format!("1日 最大 {mails}通") } else { format!("期間 {days}日 最大 {mails}通") };
        let whole = 0..self.text.len();
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        let right = failure(self.context.rule(), &meant).is_none();
        right.then(|| self.other_writing(whole.clone(), &meant, vec![(whole, meant.clone())], safety))
    }
}

/// Days and mails of a cap, and whether nothing else can be meant.
fn cap(text: &str) -> Option<(u32, u32, bool)> {
    let mut plain: String = text.chars().filter(|one| !one.is_whitespace() && !matches!(one, '、' | ',')).collect();
    for word in AROUND {
        plain = plain.replace(word, "");
    }
    let words = SPANS.iter().find_map(|(said, days, sure)| Some((*days, plain.strip_prefix(said)?, *sure)));
    let counted = || {
        let (days, rest) = number(&plain)?;
        let rest = rest.strip_prefix("日間").or_else(|| rest.strip_prefix('日'))?;
        Some((days, rest, true))
    };
    let (days, rest, sure) = words.or_else(counted)?;
    let (mails, unit) = number(rest)?;
    (days > 0 && mails > 0 && COUNTED.contains(&unit)).then_some((days, mails, sure))
}

/// The number that a text begins with, and the rest.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_are_read_as_they_are_said() {
        for (said, meant) in [
            ("1日1通", (1, 1, true)),
            ("1日 1通まで", (1, 1, true)),
            ("7日間に3通まで", (7, 3, true)),
            ("1人1日1通まで", (1, 1, true)),
            ("週3通まで", (7, 3, true)),
            ("毎日 最大 1通", (1, 1, true)),
            ("最大 1日 1通", (1, 1, true)),
            ("上限 1日 1通", (1, 1, true)),
            ("14日 2回以内", (14, 2, true)),
            ("月4通まで", (30, 4, false)),
        ] {
            assert_eq!(cap(said), Some(meant), "{said}");
        }
        for other in ["平日 9:00 から 18:00", "1日", "3通まで", "休業 12月29日", "0日 1通"] {
            assert_eq!(cap(other), None, "{other}");
        }
    }
}
