//! A line cut into words, numbers, quoted texts and marks, for messages only.

use crate::syntax::scan::closed_length;
use std::ops::Range;

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or a word of the language.
    Word,
    /// Begins with a digit: `3`, `9:00`, `3rd_mail`.
    Number,
    /// A quoted text.
    Text,
    /// Punctuation: a bracket, a comparison, or one character.
    Mark,
    /// Characters that belong to nothing: `①`.
    Other,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Cuts a line.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = line.get(at..).unwrap_or_default();
        if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, next);
        let length = length.max(next.len_utf8());
        found.push(Token { kind, range: at..at + length });
        at += length;
    }
    found
}

fn token(rest: &str, first: char) -> (TokenKind, usize) {
    let run = |inside: &dyn Fn(char) -> bool| rest.find(|one: char| !inside(one)).unwrap_or(rest.len());
    if first == '"' {
        return (TokenKind::Text, text_length(rest));
    }
    if first == '_' || unicode_ident::is_xid_start(first) {
        return (TokenKind::Word, run(&unicode_ident::is_xid_continue));
    }
    if first.is_ascii_digit() {
        return (TokenKind::Number, number_length(rest));
    }
    if first.is_ascii_punctuation() {
        let two = ["==", "!=", "<=", ">="].iter().any(|mark| rest.starts_with(mark));
        return (TokenKind::Mark, if two { 2 } else { 1 });
    }
    let belongs = |one: char| {
        !one.is_whitespace()
            && !one.is_ascii_punctuation()
            && !unicode_ident::is_xid_start(one)
            && !one.is_ascii_digit()
    };
    (TokenKind::Other, run(&belongs))
}

/// Digits with letters behind, and further digits behind `-`, `/`, `:` or `.`.
fn number_length(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.chars().peekable();
    while let Some(one) = characters.next() {
        let joins = matches!(one, '-' | '/' | ':' | '.') && characters.peek().is_some_and(char::is_ascii_digit);
        if !joins && !unicode_ident::is_xid_continue(one) {
            break;
        }
        length += one.len_utf8();
    }
    length
}

fn text_length(rest: &str) -> usize {
    if let Some(inner) = rest.strip_prefix("\"\"\"") {
        return inner.find("\"\"\"").map_or(rest.len(), |at| at + 6);
    }
    let closed = rest.get(1..).and_then(closed_length).map(|length| length + 1);
    closed.or_else(|| rest.find('\n')).unwrap_or(rest.len())
}
