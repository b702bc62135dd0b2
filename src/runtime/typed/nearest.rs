//! "Did you mean …": the known word that is nearest to a wrong one.

use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;

/// Shortest beginning that counts as a word's start.
const SHORTEST_PREFIX: usize = 3;

/// The known word that a person most likely meant: one slip of the finger in a word of up to four characters, a third of
/// its length beyond, or its beginning. Width, case and the two kinds of kana make no difference.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    let length = wanted.chars().count();
    let limit = if length <= 4 { 1 } else { length / 3 };
    known
        .into_iter()
        .filter_map(|candidate| {
            let other = folded(candidate);
            let distance = osa_distance(&wanted, &other);
            let begins = length >= SHORTEST_PREFIX && other.starts_with(&wanted);
            (distance <= limit || begins).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> String {
    word.nfkc().flat_map(char::to_lowercase).map(hiragana).collect()
}

fn hiragana(character: char) -> char {
    match character {
        // Katakana lie 0x60 above their hiragana.
        'ァ'..='ヶ' => char::from_u32(character as u32 - 0x60).unwrap_or(character),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_off() {
        let known = ["company", "name", "industry", "会社名", "セミナー"];
        for (word, expected) in [
            ("compnay", Some("company")),
            ("COMPANY", Some("company")),
            ("nmae", Some("name")),
            ("indus", Some("industry")),
            ("会社", Some("会社名")),
            ("せみなー", Some("セミナー")),
            ("ｎａｍｅ", Some("name")),
            ("telephone", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
