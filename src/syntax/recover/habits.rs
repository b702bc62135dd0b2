//! What people write out of habit, from other tools or from Japanese: `await 7 days`,
//! `9:00～18:00`, `day -3`, a note at the end of a line.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use super::expected::is_value;
use super::numbers::other_time;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::FixSafety;
use crate::syntax::findings::{MissingWord, NegativeDays, OtherForm, Unexpected};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{forms, is_keyword};

/// Marks that stand between two times.
const BETWEEN: [char; 8] = ['～', '〜', '-', '~', '–', '—', '－', 'ー'];

/// Letters that a note has at least: a single one is a counting word or a slip.
const LEAST_LETTERS: usize = 2;

/// What people write behind the type of a field that may have no value.
const OPTIONAL: [&str; 6] = ["任意", "省略可", "空欄可", "optional", "nullable", "null"];

/// Words that stand between two times.
const UNTIL: [&str; 4] = ["から", " to ", " until ", " till "];

impl Line<'_> {
    /// The first habit that fits.
    pub(super) fn habit(&self, found: Option<&Token>) -> Option<Explanation> {
        let found = found?;
        self.up_to(found)
            .or_else(|| self.hours(found))
            .or_else(|| self.negative_day(found))
            .or_else(|| self.optional(found))
    }

    /// `役職: テキスト 任意`: a field that may have no value.
    fn optional(&self, found: &Token) -> Option<Explanation> {
        let written = self.slice(found.range.clone());
        let word = matches!(self.context, Context::Field | Context::ValueField)
            && OPTIONAL.contains(&written.to_lowercase().as_str());
        let range = self.slice(0..found.range.start).trim_end().len()..found.range.end;
        let edit = (range.clone(), "?".to_owned());
        let right = word && failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| self.other_writing(found.range.clone(), "?", vec![edit], FixSafety::Safe))
    }

    /// `await 7 days`: everybody forgets `up to` once.
    fn up_to(&self, found: &Token) -> Option<Explanation> {
        if found.kind != TokenKind::Number || self.expected != [Rule::kw_up] {
            return None;
        }
        let (range, after) = self.before();
        let insert = range.end..range.end;
        let word = of(self.explainer.surface, ("up to", "最大"));
        let finding = MissingWord {
            span: self.span(range),
            after: after.to_owned(),
            word,
            joins: false,
            insert: self.span(insert.clone()),
        };
        Some(said(&finding, vec![self.edit(insert, format!(" {word}"))]))
    }

    /// `9:00～18:00`, `9時から18時まで`, `9 to 18` where `9:00 to 18:00` is meant.
    fn hours(&self, found: &Token) -> Option<Explanation> {
        if self.context != Context::LimitEntry || !self.expects(&[Rule::kw_to, Rule::time]) {
            return None;
        }
        let days = |token: &&Token| {
            let word = self.slice(token.range.clone());
            [Rule::kw_weekdays, Rule::kw_day].iter().any(|rule| forms(*rule).contains(&word))
        };
        let begin = self
            .tokens
            .iter()
            .take_while(|token| token.range.start <= found.range.start)
            .filter(days)
            .last()?
            .range
            .end;
        let rest = self.slice(begin..self.text.len());
        let end = rest.find([',', '{', '}']).or_else(|| rest.find(" not ")).unwrap_or(rest.len());
        let hours = rest.get(..end)?;
        let (start, hours) = (begin + hours.len() - hours.trim_start().len(), hours.trim());
        let plain = hours.strip_suffix("まで").unwrap_or(hours);
        let parts = UNTIL.iter().find_map(|word| plain.split_once(word)).or_else(|| plain.split_once(BETWEEN))?;
        let (from, until) = (other_time(parts.0.trim())?, other_time(parts.1.trim())?);
        let meant = format!("{from} {} {until}", of(self.explainer.surface, ("to", "から")));
        let range = start..start + hours.len();
        if meant == hours {
            return None;
        }
        let finding =
            OtherForm { span: self.span(range.clone()), written: self.original(range.clone()), meant: meant.clone() };
        Some(said(&finding, vec![self.edit(range, meant)]))
    }

    fn negative_day(&self, found: &Token) -> Option<Explanation> {
        // `-3日後 送信 thanks`
        let japanese =
            self.text.strip_prefix('-').map(|rest| rest.trim_start_matches(|one: char| one.is_ascii_digit()));
        if self.context.is_lines() && self.index == 0 && japanese.is_some_and(|rest| rest.starts_with("日後")) {
            let digits = self.text.len() - japanese.map_or(0, str::len);
            let minus = found.range.start..found.range.start + 1;
            return Some(said(&NegativeDays { span: self.span(0..digits) }, vec![self.edit(minus, "")]));
        }
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
    pub(super) fn note(&self, found: &Token) -> Option<Explanation> {
        let whole = self.expects(&[Rule::EOI]) && self.index > 0 && !is_value(&self.expected);
        let text = self.slice(found.range.start..self.text.len());
        let behind = self.explainer.text.get(self.base + self.text.len()..)?;
        let ends = behind.trim_start_matches([' ', '\t', '\u{3000}']);
        let last = ends.is_empty() || ends.starts_with(['\n', '\r']);
        let words = text.chars().filter(|one| one.is_alphanumeric()).count();
        let counted = ["点", "ポイント"].contains(&self.slice(found.range.clone())) || text.starts_with(BETWEEN);
        // A word of the language is meant as one, and in a tag there are no notes.
        let word = is_keyword(self.slice(found.range.clone())) || self.context == Context::TemplateTag;
        // Nor is what goes on without a blank, compares, or has more parts: that would be lost in a note.
        let glued = !self.slice(0..found.range.start).ends_with([' ', '\u{3000}', '\t', '}', '"']);
        let part = text.contains(['=', '<', '>', ',', '"', '{', '[']);
        if counted
            || glued
            || part
            || word
            || !whole
            || !last
            || words < LEAST_LETTERS
            || text.is_ascii()
            || text.starts_with(|one: char| one.is_ascii())
        {
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
