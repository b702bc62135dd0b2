//! "Did you mean …?": the known word that was most likely meant by a mistyped one.

use unicode_normalization::UnicodeNormalization;

/// Words of up to this many characters may be one slip off; longer ones a third of their length.
const SHORT_WORD_CHARACTERS: usize = 4;
/// A beginning must have at least this many characters to count: one letter begins everything.
const PREFIX_CHARACTERS: usize = 3;
/// Longer than any name by so much that comparing would be a waste.
const LONGEST_CHARACTERS: usize = 64;

/// How words are compared: full-width letters as half-width ones, katakana as hiragana, capitals as small letters, so that
/// a wrong input mode still finds its word.
#[must_use]
pub fn fold(text: &str) -> String {
    let hiragana = |one: char| match one {
        // Katakana lie 0x60 above their hiragana.
        'ァ'..='ヶ' => char::from_u32(one as u32 - 0x60).unwrap_or(one),
        other => other,
    };
    if text.is_ascii() {
        // The same, and much faster: names of large workspaces are folded for each one that is not known.
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).map(hiragana).collect()
}

/// The known word that was most likely meant: few slips of the finger away, or the one's beginning is the other. The
/// first of several that are equally near; a beginning counts less than a slip.
#[must_use]
pub fn nearest<'word>(typed: &str, known: impl IntoIterator<Item = &'word str>) -> Option<&'word str> {
    let typed = fold(typed);
    let length = typed.chars().count();
    if length > LONGEST_CHARACTERS {
        return None;
    }
    let allowed = if length <= SHORT_WORD_CHARACTERS { 1 } else { length / 3 };
    let distance = |word: &str| {
        let word = fold(word);
        let apart = strsim::osa_distance(&typed, &word);
        let near = apart <= allowed && apart < length.max(1);
        let begins = is_beginning(&typed, &word) || is_beginning(&word, &typed);
        if near { Some(apart) } else { begins.then_some(allowed + 1) }
    };
    let near = known.into_iter().filter_map(|word| distance(word).map(|apart| (apart, word)));
    near.min_by_key(|(apart, _)| *apart).map(|(_, word)| word)
}

/// Characters that people take for each other, katakana (or the long-vowel mark) first.
const LOOK_ALIKE: &[(char, char)] = &[
    ('ー', '一'),
    ('ニ', '二'),
    ('ハ', '八'),
    ('カ', '力'),
    ('ロ', '口'),
    ('エ', '工'),
    ('ト', '卜'),
    ('タ', '夕'),
    ('ヘ', 'へ'),
    ('ベ', 'べ'),
    ('ペ', 'ぺ'),
    ('リ', 'り'),
    ('ー', '-'),
    ('オ', '才'),
    ('チ', '千'),
    ('ヌ', '又'),
    ('ノ', '丿'),
    ('ミ', '三'),
    ('ム', '厶'),
    ('メ', '乂'),
    ('日', '曰'),
    ('日', '目'),
    ('0', 'O'),
    ('1', 'l'),
    ('1', 'I'),
];

/// The first characters in which two texts differ, (in the first, in the second), where all that differs only looks alike.
#[must_use]
pub fn look_alike(one: &str, other: &str) -> Option<(char, char)> {
    let alike = |pair: (char, char)| LOOK_ALIKE.iter().any(|(a, b)| pair == (*a, *b) || pair == (*b, *a));
    let (one, other): (Vec<char>, Vec<char>) = (one.nfkc().collect(), other.nfkc().collect());
    let mut differing = one.iter().zip(&other).map(|(one, other)| (*one, *other)).filter(|(one, other)| one != other);
    let first = differing.next().filter(|pair| one.len() == other.len() && alike(*pair))?;
    differing.all(alike).then_some(first)
}

fn is_beginning(short: &str, long: &str) -> bool {
    short.chars().count() >= PREFIX_CHARACTERS && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_told_from_other_differences() {
        assert_eq!(look_alike("力ート", "カート"), Some(('力', 'カ')));
        assert_eq!(look_alike("カ一ト", "カート"), Some(('一', 'ー')));
        assert_eq!(look_alike("カート", "カート"), None);
        assert_eq!(look_alike("カード", "カート"), None);
        assert_eq!(look_alike("カート2", "カート"), None);
    }

    #[test]
    fn finds_slips_of_the_finger_and_of_the_input_mode_and_leaves_strangers_alone() {
        let known = ["pitfalls", "thanks", "ガイド", "case_study", "send", "handoff", "会社名", "a"];
        for (typed, meant) in [
            ("pitfals", Some("pitfalls")),
            ("thansk", Some("thanks")),
            ("THANKS", Some("thanks")),
            ("ｔｈａｎｋｓ", Some("thanks")),
            ("がいど", Some("ガイド")),
            ("case", Some("case_study")),
            ("会社", Some("会社名")),
            ("sned", Some("send")),
            ("hand", Some("handoff")),
            ("seminar", None),
            ("b", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }
}
