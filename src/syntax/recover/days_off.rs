//! Weekends and holidays in `limits` in other words: `not on weekends`, `no holidays`, `土日祝を除く`. Which days mail leaves on
//! stands in the line of the sending hours.

use super::Context;
use super::bounds::has_word;
use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use crate::diagnostic::{FixSafety, Text};
use crate::syntax::findings::WrongPlace;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;

/// Words for holidays.
const HOLIDAYS: &[&str] = &["holiday", "祝日", "祝祭日", "土日祝", "国民の休日"];

/// Words for the end of the week.
const WEEKENDS: &[&str] = &["平日のみ", "平日だけ", "weekend", "saturday", "sunday", "土日", "週末", "土曜", "日曜"];

/// Words without which days are not those without mail.
const DENIES: &[&str] = &[
    "not",
    "no",
    "except",
    "without",
    "excluding",
    "exclude",
    "skip",
    "never",
    "除",
    "休",
    "ない",
    "なし",
    "のみ",
    "だけ",
    "禁止",
    "停止",
    "不可",
];

/// What such a line begins with, beside the days themselves.
const BEGINS: &[&str] =
    &["not", "no", "except", "without", "excluding", "exclude", "skip", "never", "祝", "土", "日曜", "週末"];

impl Line<'_> {
    /// A line about days without mail; `entry` is what stands before it on the same line, with the gap between.
    pub(super) fn days_off(&self, entry: Option<&str>) -> Option<Explanation> {
        let lower = self.text.to_lowercase();
        let speaks = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let (holidays, weekends) = (speaks(HOLIDAYS), speaks(WEEKENDS));
        let begins = BEGINS.iter().chain(HOLIDAYS).chain(WEEKENDS).any(|word| lower.starts_with(word));
        if self.context != Context::LimitEntry || !begins || !(holidays || weekends) || lower.contains('"') {
            return None;
        }
        let behind_entry = entry.and_then(|entry| self.days_behind(entry, holidays, weekends));
        behind_entry
            .or_else(|| self.said_already(holidays, weekends))
            .or_else(|| Some(self.days_by_themselves(holidays)))
    }

    /// `send weekdays 9:00 to 18:00, no holidays`: behind the hours there is one way to say it.
    fn days_behind(&self, entry: &str, holidays: bool, weekends: bool) -> Option<Explanation> {
        let weekdays = entry.split_whitespace().any(|word| forms(Rule::kw_weekdays).contains(&word));
        let meant = if holidays {
            of(self.explainer.surface, ("not on holidays of japan", "祝日を除く japan"))
        } else {
            ""
        };
        let whole = failure(self.context.rule(), format!("{entry}{meant}").trim_end_matches([' ', ','])).is_none();
        let edit = (0..self.text.len(), meant.to_owned());
        (whole && (weekdays || !weekends))
            .then(|| self.other_writing(0..self.text.len(), meant, vec![edit], FixSafety::Safe))
    }

    /// The line says by itself what belongs to the hours.
    fn days_by_themselves(&self, holidays: bool) -> Explanation {
        let surface = self.explainer.surface;
        let (hours, rest) = if holidays {
            let hours = (
                "send weekdays 9:00 to 18:00, not on holidays of japan",
                "送信 平日 9:00 から 18:00, 祝日を除く japan",
            );
            (hours, ("", ""))
        } else {
            let hours = ("send weekdays 9:00 to 18:00", "送信 平日 9:00 から 18:00");
            (hours, (", which is Monday to Friday", "（平日は月曜日から金曜日です）"))
        };
        let hours = of(surface, hours);
        let instead = Text::new(
            format!("the days on which mail leaves stand with the hours, on one line: `{hours}`{}", rest.0),
            format!("配信する日は、時刻と合わせて1行で `{hours}` のように書いてください{}", rest.1),
        );
        let finding = WrongPlace {
            span: self.span(0..self.text.len()),
            written: self.text.to_owned(),
            place: surface.name_words(&Text::new("by itself in `limits`", "`limits` の独立した行")),
            choice: None,
            home: None,
            instead: Some(instead),
        };
        said(&finding, Vec::new())
    }

    /// Where the hours of the block say it already, the line is too much.
    fn said_already(&self, holidays: bool, weekends: bool) -> Option<Explanation> {
        let before = self.explainer.text.get(..self.base)?;
        let block = before.get(before.rfind('{')?..)?;
        let sends = |line: &&str| forms(Rule::kw_send).iter().any(|word| line.trim_start().starts_with(word));
        let hours = block.lines().rev().find(sends)?;
        let words = || hours.split([' ', ',', '\u{3000}']);
        let weekdays = words().any(|word| forms(Rule::kw_weekdays).contains(&word));
        let free = words().any(|word| forms(Rule::kw_holidays).contains(&word));
        let denies = |word: &&str| has_word(&self.text.to_lowercase(), word);
        let denied = DENIES.iter().any(denies) && !self.text.contains(['も', ':', '：']);
        (denied && (!holidays || free) && (!weekends || weekdays)).then(|| {
            let whole = 0..self.text.len();
            let mut told = self.other_writing(whole.clone(), "", vec![(whole, String::new())], FixSafety::Safe);
            let shown = hours.trim();
            told.diagnostic.help = Some(Text::new(
                format!("leave this line out: `{shown}` says so already"),
                format!("`{shown}` の行ですでに指定されているので、この行を消してください"),
            ));
            told
        })
    }
}
