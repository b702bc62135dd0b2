//! What people write out of habit, from other tools or from Japanese: `await 7 days`,
//! `9:00～18:00`, `day -3`, a note at the end of a line.

use super::Context;
use super::decide::{Explanation, Line, said};
use super::expected::is_value;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::Text;
use crate::syntax::findings::{NegativeDays, OtherForm, Unexpected};
use crate::syntax::grammar::Rule;

/// Marks that stand between two times.
const BETWEEN: [char; 8] = ['～', '〜', '-', '~', '–', '—', '－', 'ー'];

impl Line<'_> {
    /// The first habit that fits.
    pub(super) fn habit(&self, found: Option<&Token>) -> Option<Explanation> {
        let found = found?;
        self.up_to(found)
            .or_else(|| self.hours(found))
            .or_else(|| self.negative_day(found))
            .or_else(|| self.note(found))
    }

    /// `await 7 days`: everybody forgets `up to` once.
    fn up_to(&self, found: &Token) -> Option<Explanation> {
        if found.kind != TokenKind::Number || self.expected != [Rule::kw_up] {
            return None;
        }
        let finding = Unexpected {
            span: self.span(found.range.clone()),
            found: self.slice(found.range.clone()).to_owned(),
            after: "await".to_owned(),
            expected: vec![Text::new("`up to`", "`up to`")],
            may_follow: Vec::new(),
            example: self.example(),
            note: None,
        };
        Some(said(&finding, vec![self.edit(found.range.start..found.range.start, "up to ")]))
    }

    /// `9:00～18:00` where `9:00 to 18:00` is meant.
    fn hours(&self, found: &Token) -> Option<Explanation> {
        if self.context != Context::LimitEntry || !self.expects(&[Rule::kw_to]) {
            return None;
        }
        let rest = self.slice(found.range.start..self.text.len());
        let behind = rest.trim_start_matches(BETWEEN);
        let from = self.slice(0..found.range.start).trim_end();
        let from = from.rsplit([' ', '\t', '\u{3000}']).next().unwrap_or_default();
        let until = behind.trim_start();
        let length = until.find(|one: char| !one.is_ascii_digit() && one != ':').unwrap_or(until.len());
        let until = until.get(..length).unwrap_or_default();
        if behind.len() == rest.len() || !from.contains(':') || !until.contains(':') {
            return None;
        }
        let begin = self.slice(0..found.range.start).rfind(from)?;
        let end = self.text.len() - behind.trim_start().len() + length;
        let meant = format!("{from} to {until}");
        let finding =
            OtherForm { span: self.span(begin..end), written: self.original(begin..end), meant: meant.clone() };
        Some(said(&finding, vec![self.edit(begin..end, meant)]))
    }

    fn negative_day(&self, found: &Token) -> Option<Explanation> {
        let (_, before) = self.before();
        let number = self.slice(found.range.end..self.text.len());
        let digits = number.chars().take_while(char::is_ascii_digit).count();
        let minus = self.slice(found.range.clone()) == "-";
        if !minus || before != "day" || digits == 0 || !self.expects(&[Rule::integer]) {
            return None;
        }
        let span = self.span(found.range.start..found.range.end + digits);
        Some(said(&NegativeDays { span }, vec![self.edit(found.range.clone(), "")]))
    }

    /// Japanese words behind a whole line: a note without `//`.
    fn note(&self, found: &Token) -> Option<Explanation> {
        let whole = self.expects(&[Rule::EOI]) && self.index > 0 && !is_value(&self.expected);
        let text = self.slice(found.range.start..self.text.len());
        let behind = self.explainer.text.get(self.base + self.text.len()..)?;
        let ends = behind.trim_start_matches([' ', '\t', '\u{3000}']);
        let last = ends.is_empty() || ends.starts_with(['\n', '\r']);
        if !whole || !last || text.is_ascii() || text.starts_with(|one: char| one.is_ascii()) {
            return None;
        }
        let range = found.range.start..self.text.len();
        let finding = Unexpected {
            span: self.span(range.clone()),
            found: self.original(range.clone()),
            after: String::new(),
            expected: Vec::new(),
            may_follow: Vec::new(),
            example: None,
            note: Some(self.span(range.start..range.start)),
        };
        Some(said(&finding, vec![self.edit(range.start..range.start, "// ")]))
    }
}
