//! Words of the language with a slip of the finger in them, or with a character that only looks like the right one.

use super::decide::{Explanation, Line, failure, said};
use super::expected::words;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{fold, look_alike, nearest};
use crate::syntax::findings::{LookAlike, UnknownWord};
use crate::syntax::keywords::{forms, is_keyword};
use std::ops::Range;

/// What a character is, in words.
const fn kind_of(character: char) -> (&'static str, &'static str) {
    match character {
        '-' => ("a hyphen", "ハイフン"),
        '0'..='9' => ("a digit", "数字"),
        'A'..='Z' | 'a'..='z' => ("a Latin letter", "英字"),
        'ぁ'..='ゖ' => ("a hiragana", "ひらがな"),
        'ァ'..='ー' => ("a katakana", "カタカナ"),
        _ => ("a kanji", "漢字"),
    }
}

impl Line<'_> {
    /// A word that is nearly one that could stand at the furthest point, or just before it.
    pub(super) fn misspelt(&self, found: Option<&Token>) -> Option<Explanation> {
        if let Some(found) = found.filter(|found| found.kind == TokenKind::Word) {
            let typed = self.slice(found.range.clone());
            let elsewhere = self.index == 0 && self.homes(typed).is_some();
            let wanted = if self.index == 0 { self.words_at(0) } else { words(&self.expected) };
            // A word that the language has is seldom a slip for another one.
            let fits =
                |word: &&'static str| !elsewhere && (!is_keyword(typed) || self.reads_on(found.range.clone(), word));
            if let Some(word) = nearest(typed, wanted).filter(fits) {
                return Some(self.meant(found.range.clone(), word));
            }
        }
        let before = self.index.checked_sub(1).and_then(|at| self.tokens.get(at))?;
        if before.kind != TokenKind::Word || before.range.end > self.at || self.is_compared() {
            return None;
        }
        let typed = self.slice(before.range.clone());
        let wanted = self.words_at(before.range.start);
        if wanted.contains(&typed) || is_keyword(typed) && !typed.is_ascii() {
            return None;
        }
        nearest(typed, wanted).map(|word| self.meant(before.range.clone(), word))
    }

    /// Whether the token before the furthest point is what something is compared with: a value of the workspace's own.
    fn is_compared(&self) -> bool {
        let sign = self.index.checked_sub(2).and_then(|at| self.tokens.get(at));
        sign.is_some_and(|sign| matches!(self.slice(sign.range.clone()), "==" | "!=" | "<" | ">" | "<=" | ">="))
    }

    /// Whether the line can be read beyond a word in the place of another.
    fn reads_on(&self, range: Range<usize>, word: &str) -> bool {
        let text = format!("{}{word}{}", self.slice(0..range.start), self.slice(range.end..self.text.len()));
        failure(self.context.rule(), &text)
            .is_none_or(|(at, _)| text.get(range.start + word.len()..at).is_some_and(|read| !read.trim().is_empty()))
    }

    /// The words that could stand at a place to which the line is right.
    pub(super) fn words_at(&self, at: usize) -> Vec<&'static str> {
        if at == 0 {
            let starters = self.context.starters().iter().flat_map(|rule| forms(*rule)).copied();
            return starters.chain(words(&self.expected)).collect();
        }
        // A character that nothing takes makes the grammar say what it wants there.
        let cut = format!("{}\u{1}", self.slice(0..at));
        failure(self.context.rule(), &cut).map(|(_, wanted)| words(&wanted)).unwrap_or_default()
    }

    /// The word that was meant by what is written there.
    pub(super) fn meant(&self, range: Range<usize>, word: &'static str) -> Explanation {
        let written = self.slice(range.clone()).to_owned();
        if let Some((character, meant)) = look_alike(&written, word) {
            let kind = kind_of(character);
            let edits = vec![(self.span(range.clone()), word.to_owned())];
            let finding = LookAlike { span: self.span(range.clone()), character, meant, kind, edits };
            return said(&finding, vec![self.edit(range, word)]);
        }
        let same_letters = fold(&written) == fold(word);
        let finding = UnknownWord { span: self.span(range.clone()), written, suggestion: word, same_letters };
        said(&finding, vec![self.edit(range, word)])
    }
}
