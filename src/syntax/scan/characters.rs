//! Which characters are slips of an input method, a word processor or the clipboard, and what was meant.

/// A character that does not belong outside texts and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// A look-alike of plain punctuation.
    Plain(&'static str),
    /// It cannot be seen, or looks like a blank; what belongs there (possibly nothing).
    Invisible(&'static str),
}

/// The full-width punctuation U+FF01 to U+FF5E in order, with its plain form. Digits and letters are not here: digits are
/// looked at as part of numbers, and full-width letters may be part of names.
const FULL_WIDTH: &[(char, &str)] = &[
    ('！', "!"),
    ('＄', "$"),
    ('％', "%"),
    ('＆', "&"),
    ('（', "("),
    ('）', ")"),
    ('＊', "*"),
    ('＋', "+"),
    ('，', ","),
    ('－', "-"),
    ('．', "."),
    ('／', "/"),
    ('：', ":"),
    ('＜', "<"),
    ('＝', "="),
    ('＞', ">"),
    ('？', "?"),
    ('＠', "@"),
    ('［', "["),
    ('］', "]"),
    ('｜', "|"),
    ('、', ","),
    ('。', "."),
    ('､', ","),
    ('｡', "."),
    ('【', "["),
    ('】', "]"),
    ('〔', "["),
    ('〕', "]"),
    ('−', "-"),
    ('‐', "-"),
    ('‑', "-"),
    ('–', "-"),
    ('—', "-"),
    ('―', "-"),
    ('≦', "<="),
    ('≤', "<="),
    ('≧', ">="),
    ('≥', ">="),
    ('≠', "!="),
];

/// What is wrong with a character that stands outside texts, comments, names and numbers.
pub(super) fn slip(character: char) -> Option<Slip> {
    if let Some((_, plain)) = FULL_WIDTH.iter().find(|(wide, _)| *wide == character) {
        return Some(Slip::Plain(plain));
    }
    match character {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{b}' | '\u{c}' => {
            Some(Slip::Invisible(" "))
        }
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some(Slip::Invisible("\n")),
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' => {
            Some(Slip::Invisible(""))
        }
        _ if turns_direction(character) || character.is_control() => Some(Slip::Invisible("")),
        _ => None,
    }
}

/// Dashes that are typed for the long-vowel mark `ー`. The plain hyphen is not here: it may part two words.
pub(super) const fn is_dash(character: char) -> bool {
    matches!(character, '－' | '−' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '─' | '━' | '～' | '〜')
}

/// Letters of other scripts that look like a Latin letter in every type face: (letters, what they look like, the script).
const LATIN_LIKE: &[(&str, &str, (&str, &str))] = &[
    ("аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅ", "aeopcyxijshdqwABEKMHOPCTXIJS", ("a Cyrillic letter", "キリル文字")),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", ("a Greek letter", "ギリシャ文字")),
];

/// The Latin letter that a letter of another script looks like, and what it is.
pub(super) fn latin_like(character: char) -> Option<(char, (&'static str, &'static str))> {
    LATIN_LIKE.iter().find_map(|(letters, latin, kind)| {
        let at = letters.chars().position(|one| one == character)?;
        latin.chars().nth(at).map(|latin| (latin, *kind))
    })
}

/// Marks that change the direction of writing: with them a text can look different from what it is, so they are wrong
/// everywhere, also in comments and quotes.
pub(super) const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The closing marks that end a text begun with that mark, where it is one that is taken for a quotation mark.
pub(super) const fn closing_marks(open: char) -> Option<&'static [char]> {
    match open {
        '“' | '”' | '„' | '＂' | '〝' | '″' | '❝' => Some(&['”', '“', '＂', '〟', '″', '❞', '"']),
        '`' => Some(&['`']),
        '《' => Some(&['》']),
        '〈' => Some(&['〉']),
        '‘' | '’' | '\'' | '＇' => Some(&['’', '‘', '\'', '＇']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        '｢' => Some(&['｣']),
        '«' => Some(&['»']),
        _ => None,
    }
}
