//! The values of a test's lead or event without their marks: `リード 氏名 "田中"`, `{ name "Tanaka" company "Acme" }`,
//! `{ 氏名: 田中 一郎 }`.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::tokens::{Token, TokenKind};
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::ops::Range;

impl Line<'_> {
    /// All of them as the language writes them.
    pub(super) fn pairs(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        let is_lead = self.context == Context::TestLine && forms(Rule::kw_lead).contains(&self.slice(first.clone()));
        let from = if is_lead { 1 } else { 0 };
        if !is_lead && self.context != Context::ValueField || self.text.contains(['{', '}']) {
            return None;
        }
        let pairs = self.pairs_from(from)?;
        let range = self.tokens.get(from)?.range.start..self.text.len();
        let meant: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if meant.iter().any(|pair| failure(Rule::only_value_field, pair).is_some()) {
            return None;
        }
        let meant = meant.join(" ");
        let meant = if is_lead { format!("{{ {meant} }}") } else { meant };
        (meant != self.slice(range.clone()))
            .then(|| self.other_writing(range.clone(), &meant, vec![(range, meant.clone())], FixSafety::Safe))
    }

    /// Names and values, if the rest of the line is only that.
    fn pairs_from(&self, from: usize) -> Option<Vec<(String, String)>> {
        let text = |token: &Token| self.slice(token.range.clone());
        let mut pairs = Vec::new();
        let mut at = from;
        while let Some(name) = self.tokens.get(at) {
            if name.kind != TokenKind::Word {
                return None;
            }
            at += 1;
            let colon = self.tokens.get(at).is_some_and(|token| matches!(text(token), ":" | "="));
            at += usize::from(colon);
            let end = self.value_end(at, colon)?;
            let value = self.tokens.get(at)?.range.start..self.tokens.get(end - 1)?.range.end;
            pairs.push((text(name).to_owned(), self.value(value, end - at)));
            at = end + usize::from(self.tokens.get(end).is_some_and(|token| text(token) == ","));
        }
        (!pairs.is_empty()).then_some(pairs)
    }

    /// Where a value ends: a text or a number is one by itself, words go up to the next name with its colon.
    fn value_end(&self, at: usize, colon: bool) -> Option<usize> {
        let is =
            |at: usize, mark: &str| self.tokens.get(at).is_some_and(|token| self.slice(token.range.clone()) == mark);
        match self.tokens.get(at)?.kind {
            TokenKind::Text | TokenKind::Number => Some(at + 1),
            TokenKind::Word if colon => {
                let ends = |at: &usize| *at >= self.tokens.len() || is(*at, ",") || is(*at + 1, ":");
                let end = (at + 1..=self.tokens.len()).find(ends)?;
                let words = self.tokens.get(at..end)?;
                words.iter().all(|token| token.kind == TokenKind::Word).then_some(end)
            }
            TokenKind::Word | TokenKind::Mark | TokenKind::Other => None,
        }
    }

    fn value(&self, range: Range<usize>, words: usize) -> String {
        let written = self.slice(range);
        if words > 1 { format!("\"{written}\"") } else { written.to_owned() }
    }
}
