//! A line in Japanese cut where one word ends and the next begins, without blanks to tell: at the names that the file declares, at
//! words of the language, at numbers with what they count, and at times of day.

use super::glued::{counted, number_length, word_at};
use super::moments::date_length;
use super::named::Named;
use super::numbers::{KANJI_DIGITS, number_meant, other_date, other_time};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::ops::Range;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A name that is declared.
    Name,
    /// A word of the language.
    Word,
    /// A number with what it counts.
    Number,
    /// A time of day.
    Time,
    /// A date.
    Date,
    /// A text in quotes.
    Text,
    /// A mark of the language.
    Mark,
    /// Anything else: a name that is not declared, or particles.
    Other,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub kind: PieceKind,
    /// As the language writes it.
    pub text: String,
    /// Its bytes in the line.
    pub range: Range<usize>,
}

/// Longest time of day, in characters: `午前10時30分`.
const LONGEST_TIME: usize = 9;

/// What stands between a mail and its link where the language has a dot.
const BETWEEN_LINK: [&str; 9] = [".", "の", "・", "/", "->", ">", "→", "-", "("];

/// Cuts a line.
pub(super) fn pieces(line: &str, declared: &Named<'_>) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(one) = rest.chars().next() else { break };
        if one.is_whitespace() {
            at += one.len_utf8();
            continue;
        }
        let (kind, length, text) = known(rest, declared).unwrap_or_else(|| {
            let length = run_length(rest, declared);
            (PieceKind::Other, length, rest.get(..length).unwrap_or(rest).to_owned())
        });
        let mut piece = Piece { kind, text, range: at..at + length.max(one.len_utf8()) };
        let behind = line.get(piece.range.end..).unwrap_or_default();
        if let Some((link, length)) = link_behind(&piece.text, behind, declared) {
            piece.text = format!("{}.{link}", piece.text);
            piece.range.end += length;
        }
        at = piece.range.end;
        let dot = |last: &Piece| last.text.ends_with('.') || piece.text == ".";
        let joins = found.last().is_some_and(|last| last.range.end == piece.range.start && dot(last));
        match found.last_mut().filter(|_| joins) {
            Some(last) => {
                last.text.push_str(&piece.text);
                last.range.end = at;
                last.kind = PieceKind::Name;
            }
            None => found.push(piece),
        }
    }
    found
}

/// What a text surely begins with.
fn known(rest: &str, declared: &Named<'_>) -> Option<(PieceKind, usize, String)> {
    let cut = |kind: PieceKind, length: usize| Some((kind, length, rest.get(..length)?.to_owned()));
    let first = rest.chars().next()?;
    if first == '"' {
        let inside = rest.get(1..)?;
        return cut(PieceKind::Text, inside.find('"').map_or(rest.len(), |at| at + 2));
    }
    if let Some((time, length)) = time(rest) {
        return Some((PieceKind::Time, length, time));
    }
    if let Some(day) = DAYS.iter().find(|day| rest.starts_with(**day)) {
        return cut(PieceKind::Other, day.len());
    }
    if let Some((number, length)) = spoken_amount(rest).filter(|_| declared.at(rest).is_none()) {
        return Some((PieceKind::Number, length, number));
    }
    if first.is_ascii_digit() {
        let length = date_length(rest);
        let date = rest.get(..length).filter(|date| date.contains(['-', '/', '月'])).and_then(other_date);
        if let Some(date) = date {
            return Some((PieceKind::Date, length, date));
        }
        return cut(PieceKind::Number, number_length(rest));
    }
    let name = declared.at(rest).filter(|name| ends(rest, name));
    let word = word_at(rest).filter(|word| name.is_none_or(|name| name.len() < word.len()));
    match (word, name) {
        (Some(word), _) => cut(PieceKind::Word, word.len()),
        (None, Some(name)) => cut(PieceKind::Name, name.len()),
        (None, None) if first.is_ascii_punctuation() && first != '_' => cut(PieceKind::Mark, 1),
        (None, None) if first.is_ascii() => {
            let end = rest.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(rest.len());
            cut(PieceKind::Other, end)
        }
        (None, None) => None,
    }
}

/// Words for a day that begin with a word of the language, or have one in them.
const DAYS: [&str; 3] = ["翌営業日", "次の日", "翌々日"];

/// Lengths of time that have no number: each with how the language writes it.
const HALVES: [(&str, &str); 2] = [("半年", "6か月"), ("半日", "12時間")];

/// Longest number in kanji, in characters: `二十五`.
const LONGEST_KANJI: usize = 3;

/// The number with its unit that a text begins with where it is said in words, as the language writes it, and its bytes:
/// `3日後` for `三日後`, `6か月` for `半年`, `90分` for `1時間半`.
fn spoken_amount(rest: &str) -> Option<(String, usize)> {
    let later = |behind: &str| if behind.starts_with('後') { "後" } else { "" };
    if let Some((said, meant)) = HALVES.iter().find(|(said, _)| rest.starts_with(said)) {
        let later = later(rest.get(said.len()..)?);
        return Some((format!("{meant}{later}"), said.len() + later.len()));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if let Some(behind) = rest.get(digits..)?.strip_prefix("時間半") {
        let hours: u32 = rest.get(..digits)?.parse().ok()?;
        let later = later(behind);
        let minutes = hours.checked_mul(60)?.checked_add(30)?;
        return Some((format!("{minutes}分{later}"), digits + "時間半".len() + later.len()));
    }
    let kanji = rest.find(|one: char| !KANJI_DIGITS.contains(one)).filter(|end| *end > 0)?;
    let number = rest.get(..kanji).filter(|written| written.chars().count() <= LONGEST_KANJI)?;
    let (number, _) = number_meant(number)?;
    let unit = counted(rest.get(kanji..)?)?;
    Some((format!("{number}{unit}"), kanji + unit.len()))
}

/// Whether a name in Latin letters ends there, and is not the beginning of another.
fn ends(rest: &str, name: &str) -> bool {
    let latin = |one: char| one.is_ascii_alphanumeric() || one == '_';
    !(name.ends_with(latin) && rest.get(name.len()..).is_some_and(|behind| behind.starts_with(latin)))
}

/// The time of day that a text begins with, as the language writes it, and its bytes.
fn time(rest: &str) -> Option<(String, usize)> {
    let ends: Vec<usize> = rest.char_indices().take(LONGEST_TIME).map(|(at, one)| at + one.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| {
        let (written, behind) = rest.split_at_checked(end)?;
        let says = written.contains([':', '時', '午']) && !written.contains(char::is_whitespace);
        let whole = !behind.starts_with(|one: char| one.is_ascii_digit() || matches!(one, '間' | ':' | '半'));
        other_time(written).filter(|_| says && whole).map(|time| (time, end))
    })
}

/// Bytes up to the next thing that is known.
fn run_length(rest: &str, declared: &Named<'_>) -> usize {
    let stops = |(at, one): &(usize, char)| {
        *at > 0
            && (one.is_whitespace()
                || one.is_ascii()
                || rest.get(*at..).is_some_and(|rest| known(rest, declared).is_some()))
    };
    rest.char_indices().find(stops).map_or(rest.len(), |(at, _)| at)
}

/// The link behind a mail and its bytes with what stands between: `.詳しく`, `の「詳しく」`, `・詳しく`. Only links that the mail has.
fn link_behind<'s>(email: &str, rest: &'s str, declared: &Named<'_>) -> Option<(&'s str, usize)> {
    let blanks = |text: &'s str| text.trim_start_matches([' ', '\t', '\u{3000}']);
    let inside = BETWEEN_LINK.iter().find_map(|sign| blanks(rest).strip_prefix(sign))?;
    let inside = blanks(inside);
    let quoted = inside.strip_prefix('"');
    let link = declared.link_at(email, quoted.unwrap_or(inside))?;
    let behind = quoted.unwrap_or(inside).get(link.len()..)?;
    let behind = match quoted {
        Some(_) => behind.strip_prefix('"')?,
        None => behind.strip_prefix(')').unwrap_or(behind),
    };
    Some((link, rest.len() - behind.len()))
}

/// Whether a piece is a word of that rule.
pub(super) fn is_word(piece: &Piece, rule: Rule) -> bool {
    forms(rule).contains(&piece.text.as_str())
}
