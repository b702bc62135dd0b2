//! Changes of inputs as people and editors make them: lines moved, words exchanged, full-width signs. The fuzzer's own
//! changes, byte by byte, break UTF-8 and the first line that they touch; these come to the deeper checks.

use libfuzzer_sys::fuzzer_mutate;
use std::ops::Range;
use std::sync::LazyLock;

/// A file with every form of the language.
const DONOR: &str = include_str!("../../tests/cases/format/whole_language.flow");

/// Signs that are typed by accident, and those that open and close.
const SIGNS: &[&str] = &[
    "{", "}", "｛", "｝", "[", "]", "［", "］", "(", ")", "（", "）", "\"", "“", "”", "＂", "「", "」", "\"\"\"", ":",
    "：", ",", "，", "、", "。", "=", "==", "＝＝", "!=", "<", "<=", "≧", "+", "＋", "-", "ー", "%", "％", "{{", "}}",
    "｛｛", "//", "／／", "#", "/*", "\n", "\r\n", "\r", "\t", " ", "\u{3000}", "\u{a0}", "\u{200b}", "\u{feff}",
    "\u{202e}", "\0", "３", "①", "三", "ｱ", "㈱", "а", "👍🏽", "e\u{301}", ".", "．", "・", "@", "|", "｜", "->", "→",
    ";", "；",
];

/// Numbers at the edges of what is allowed.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "7",
    "30",
    "31",
    "60",
    "99",
    "100",
    "101",
    "365",
    "1000",
    "10000",
    "4294967296",
    "18446744073709551616",
    "0.5",
    "-1",
    "24",
    "25:00",
    "23:59",
    "2026-02-29",
    "2026-02-30",
    "9999-12-31",
    "0000-01-01",
    "12/31",
    "2/29",
    "13/1",
];

/// Words of the language in both surfaces.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| sodate::syntax::vocabulary().into_iter().map(|(_, word)| word).collect());

struct Dice(u64);

impl Dice {
    /// A number below `sides`; 0 where there are none.
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }
}

/// Changes an input in place and returns its new length: half of the time as people do, otherwise as the fuzzer does.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed));
    let text = data.get(..size).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let Some(text) = text.filter(|_| dice.below(2) == 0) else { return fuzzer_mutate(data, size, most) };
    let mut changed = text.to_owned();
    for _ in 0..=dice.below(3) {
        change(&mut changed, &mut dice);
    }
    let length = changed.floor_char_boundary(most.min(data.len()));
    data[..length].copy_from_slice(&changed.as_bytes()[..length]);
    length
}

fn change(text: &mut String, dice: &mut Dice) {
    match dice.below(8) {
        0 => {
            let lines = lines(text, dice, 3);
            text.replace_range(lines, "");
        }
        1 => {
            let copy = text[lines(text, dice, 6)].to_owned();
            text.insert_str(lines(text, dice, 1).start, &copy);
        }
        2 => {
            let copy = DONOR[lines(DONOR, dice, 4)].to_owned();
            text.insert_str(lines(text, dice, 1).start, &copy);
        }
        3 => {
            let word = WORDS[dice.below(WORDS.len())];
            text.replace_range(word_at(text, dice), word);
        }
        4 => {
            let other = text[word_at(text, dice)].to_owned();
            text.replace_range(word_at(text, dice), &other);
        }
        5 => text.replace_range(word_at(text, dice), dice.pick(NUMBERS)),
        6 => {
            let at = text.floor_char_boundary(dice.below(text.len() + 1));
            text.insert_str(at, dice.pick(SIGNS));
        }
        _ => {
            let at = text.floor_char_boundary(dice.below(text.len() + 1));
            let with = if dice.below(2) == 0 { "" } else { dice.pick(SIGNS) };
            let end = text[at..].chars().next().map_or(at, |one| at + one.len_utf8());
            text.replace_range(at..end, with);
        }
    }
}

/// Some whole lines, at most `most`; empty for an empty text.
fn lines(text: &str, dice: &mut Dice, most: usize) -> Range<usize> {
    let middle = text.floor_char_boundary(dice.below(text.len() + 1));
    let start = text[..middle].rfind('\n').map_or(0, |at| at + 1);
    let count = 1 + dice.below(most);
    let end = text[start..].split_inclusive('\n').take(count).map(str::len).sum::<usize>();
    start..start + end
}

/// A word: letters, digits and what stands inside of names and times.
fn word_at(text: &str, dice: &mut Dice) -> Range<usize> {
    let belongs = |one: char| one.is_alphanumeric() || matches!(one, '_' | ':' | '-' | '/');
    let middle = text.floor_char_boundary(dice.below(text.len() + 1));
    let start = text[..middle].rfind(|one| !belongs(one)).map_or(0, |at| text.ceil_char_boundary(at + 1));
    let end = text[middle..].find(|one| !belongs(one)).map_or(text.len(), |at| middle + at);
    start..end
}
