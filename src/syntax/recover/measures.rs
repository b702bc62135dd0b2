//! What a line that is read by what it has in it consists of: lengths of time, counts, and the words that may stand around them.

use super::bounds::{Bound, bound, has_word};
use crate::syntax::keywords::{forms, is_latin};
use crate::syntax::surface::{Surface, UNITS};
use std::ops::Range;

/// Words that say nothing beside the others.
pub(super) const FILLERS: &[&str] = &[
    "期間",
    "最大",
    "上限",
    "最低",
    "少なくとも",
    "以内",
    "間",
    "まで",
    "ごと",
    "あたり",
    "につき",
    "する",
    "します",
    "した",
    "の",
    "に",
    "で",
    "は",
    "を",
    "が",
    "も",
    "、",
    ",",
    ":",
    "within",
    "in",
    "for",
    "up",
    "to",
    "at",
    "most",
    "least",
    "max",
    "maximum",
    "min",
    "minimum",
    "a",
    "an",
    "the",
    "of",
    "per",
    "until",
];

/// Words of a bound from above, which take a negation along.
pub(super) const NO_MORE: &[&str] = &["no", "not", "more", "than"];

/// What a number of mails is counted in.
pub(super) const MAILS: &[&str] = &["通", "件", "回", "emails", "email", "mails", "mail", "times"];

/// What a number of times is counted in.
pub(super) const TIMES: &[&str] = &["回", "度", "times", "time", "x"];

/// A number with what it counts, in a text.
pub(super) struct Counted {
    pub number: String,
    /// The word behind it, as the language writes it.
    pub unit: &'static str,
    /// Where both stand.
    pub range: Range<usize>,
}

/// The lengths of time in a text, with their units in the words of the surface.
pub(super) fn amounts(text: &str, surface: Surface) -> impl Iterator<Item = Counted> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(move |at| {
        let behind = text.get(at..)?;
        let before = text.get(..at)?.chars().next_back();
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || before.is_some_and(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '/' | ':' | '.'))
        {
            return None;
        }
        let gap = behind.get(digits..)?;
        let unit_text = gap.trim_start();
        let fits = |form: &&str| {
            unit_text.starts_with(*form)
                && (!is_latin(form)
                    || !unit_text
                        .get(form.len()..)
                        .is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_alphanumeric())))
        };
        let all =
            UNITS.iter().flat_map(|rule| forms(*rule).iter().filter(|form| fits(form)).map(move |form| (*rule, *form)));
        let (rule, form) = all.max_by_key(|(_, form)| form.len())?;
        let number = behind.get(..digits)?.to_owned();
        let unit = match surface {
            Surface::English => forms(rule).get(usize::from(number == "1")).copied()?,
            Surface::Japanese => surface.word(rule)?,
        };
        let end = at + digits + gap.len() - unit_text.len() + form.len();
        Some(Counted { number, unit, range: at..end })
    })
}

/// The first number in a text with one of these words behind it.
pub(super) fn counted(text: &str, words: &'static [&'static str]) -> Option<Counted> {
    let mut starts = text.char_indices().map(|(at, _)| at);
    starts.find_map(|at| {
        let behind = text.get(at..)?;
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || text.get(..at)?.ends_with(|one: char| one.is_ascii_alphanumeric()) {
            return None;
        }
        let gap = behind.get(digits..)?;
        let word = gap.trim_start();
        let unit = words.iter().filter(|one| word.starts_with(**one)).max_by_key(|one| one.len())?;
        let end = at + digits + gap.len() - word.len() + unit.len();
        Some(Counted { number: behind.get(..digits)?.to_owned(), unit, range: at..end })
    })
}

/// Whether a text sets no other bound than one from above.
pub(super) fn is_most(text: &str) -> bool {
    let denied = ["no", "not", "never"].iter().any(|word| has_word(text, word));
    match bound(text) {
        Bound::Open => !denied,
        Bound::AtMost => !denied || has_word(text, "more than"),
        Bound::Below | Bound::AtLeast | Bound::Above => false,
    }
}

/// Whether a text but for a range consists of these words alone. The longest that fits is taken each time.
pub(super) fn only(text: &str, but: &Range<usize>, words: &[&[&str]]) -> bool {
    let parts = [text.get(..but.start).unwrap_or_default(), text.get(but.end..).unwrap_or_default()];
    parts.into_iter().all(|part| {
        let mut rest = part.trim_start();
        while !rest.is_empty() {
            let fits = |word: &&&str| {
                let behind = rest.strip_prefix(**word);
                behind.is_some_and(|behind| {
                    !word.ends_with(|one: char| one.is_ascii_alphanumeric())
                        || !behind.starts_with(|one: char| one.is_ascii_alphanumeric())
                })
            };
            let Some(word) = words.iter().copied().flatten().filter(fits).max_by_key(|word| word.len()) else {
                return false;
            };
            rest = rest.get(word.len()..).unwrap_or_default().trim_start();
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_known_words_is_only_that() {
        assert!(only("反応を 待つ", &(0..0), &[&["反応", "待つ", "wait"], FILLERS]));
        assert!(!only("反応を 読む", &(0..0), &[&["反応", "待つ", "wait"], FILLERS]));
        assert!(!only("waiting", &(0..0), &[&["反応", "待つ", "wait"], FILLERS]));
    }

    #[test]
    fn lengths_and_counts_are_found_in_texts() {
        let length = amounts("反応を7日間待つ", Surface::Japanese).next().unwrap();
        assert_eq!((length.number.as_str(), length.unit), ("7", "日"));
        let length = amounts("no response in 1 week", Surface::English).next().unwrap();
        assert_eq!((length.number.as_str(), length.unit), ("1", "week"));
        assert!(amounts("2026-06-01 日", Surface::Japanese).next().is_none());
        assert_eq!(counted("最大3通まで", MAILS).map(|one| one.number).as_deref(), Some("3"));
    }
}
