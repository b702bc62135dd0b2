//! "Did you mean …?": the known word that is nearest to a mistyped one. Texts are compared after NFKC, without regard to
//! letter case, and with katakana read as hiragana, so that a wrong input mode still finds its word.

use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;

/// Words of up to this many characters may differ by one edit; longer ones by a third of their length.
const SHORT_WORD_CHARACTERS: usize = 4;
/// A prefix must have at least this many characters to count as near; one letter is the beginning of everything.
const PREFIX_CHARACTERS: usize = 3;

/// The nearest of `known`, if any is near enough. Of equally near ones the first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    let length = wanted.chars().count();
    let allowed = if length <= SHORT_WORD_CHARACTERS { 1 } else { length / 3 };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let folded = fold(candidate);
        let distance = osa_distance(&wanted, &folded);
        let prefix = is_prefix(&wanted, &folded) || is_prefix(&folded, &wanted);
        let near = (distance <= allowed && distance < length.max(1)) || prefix;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn is_prefix(short: &str, long: &str) -> bool {
    short.chars().count() >= PREFIX_CHARACTERS && long.starts_with(short)
}

fn fold(text: &str) -> String {
    let katakana_to_hiragana = |character: char| match character {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(character as u32 - 0x60).unwrap_or(character),
        other => other,
    };
    text.nfkc().flat_map(char::to_lowercase).map(katakana_to_hiragana).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_of_the_finger_and_of_the_input_mode() {
        let known = ["pitfalls", "thanks", "ガイド", "case_study"];
        assert_eq!(nearest("pitfals", known), Some("pitfalls"));
        assert_eq!(nearest("thansk", known), Some("thanks"));
        assert_eq!(nearest("がいど", known), Some("ガイド"));
        assert_eq!(nearest("ｔｈａｎｋｓ", known), Some("thanks"));
        assert_eq!(nearest("case", known), Some("case_study"));
    }

    #[test]
    fn leaves_strangers_alone() {
        let known = ["pitfalls", "thanks", "a"];
        assert_eq!(nearest("seminar", known), None);
        assert_eq!(nearest("b", known), None);
    }
}
