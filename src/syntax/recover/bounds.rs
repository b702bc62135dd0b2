//! Which bound a number has in the words around it: `at least 3`, `最大3回`, `no more than 3`. A line that is read by its words
//! must not lose the one that turns its meaning round.

/// What words say about a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Nothing.
    Open,
    /// Up to it.
    AtMost,
    /// Less than it.
    Below,
    /// It or more.
    AtLeast,
    /// More than it.
    Above,
}

/// Bounds, those first that have words of the others in them.
const BOUNDS: &[(&[&str], Bound)] = &[
    (&["no more than", "not more than", "を超えない"], Bound::AtMost),
    (&["no less than", "not less than", "no fewer than", "を下回らない"], Bound::AtLeast),
    (&["more than", "over", "above", "超", "を超え"], Bound::Above),
    (&["less than", "fewer than", "under", "below", "未満"], Bound::Below),
    (&["at least", "least", "min", "minimum", "or more", "最低", "少なくとも", "以上"], Bound::AtLeast),
    (
        &[
            "at most", "most", "max", "maximum", "up to", "within", "or less", "or fewer", "最大", "上限", "以内",
            "以下", "まで",
        ],
        Bound::AtMost,
    ),
];

/// The bound that a text speaks of.
pub(super) fn bound(text: &str) -> Bound {
    let said = |words: &&[&str]| words.iter().any(|word| has_word(text, word));
    BOUNDS.iter().find(|(words, _)| said(words)).map_or(Bound::Open, |(_, bound)| *bound)
}

/// Whether words are in a text: Latin ones whole, others anywhere.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let latin = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
    text.match_indices(word).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + found.len()..).and_then(|behind| behind.chars().next());
        !word.is_ascii() || !latin(before) && !latin(behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_told_apart() {
        for (text, meant) in [
            ("3 emails", Bound::Open),
            ("max 3 emails", Bound::AtMost),
            ("no more than 3", Bound::AtMost),
            ("more than 3", Bound::Above),
            ("at least 3 times", Bound::AtLeast),
            ("3回以上", Bound::AtLeast),
            ("3回未満", Bound::Below),
            ("7日以内", Bound::AtMost),
            ("minimal", Bound::Open),
        ] {
            assert_eq!(bound(text), meant, "{text}");
        }
    }
}
