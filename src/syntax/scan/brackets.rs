//! Brackets of the wrong kind: `)` or `]` where a block ends, `}` where a list does, `one of { a, b }`.

use super::{Brace, Scanner};
use crate::syntax::findings::WrongBracket;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::ops::Range;

/// Stands for the `{` of a list among the open brackets of a line.
const LIST: char = 'L';

/// What begins a block in which no condition may stand before it.
const BLOCKS: &[Rule] = &[
    Rule::kw_lead,
    Rule::kw_event,
    Rule::kw_email,
    Rule::kw_message,
    Rule::kw_sender,
    Rule::kw_team,
    Rule::kw_score,
    Rule::kw_scenario,
    Rule::kw_limits,
    Rule::kw_test,
    Rule::kw_await,
    Rule::kw_otherwise,
    Rule::kw_else,
    Rule::kw_repeat,
    Rule::kw_split,
    Rule::kw_match,
    Rule::kw_click,
    Rule::kw_ranks,
];

/// The closing bracket of an opening one.
const fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '{' => '}',
        _ => ']',
    }
}

/// How far behind a bracket the line is looked at, in characters: nobody writes longer lists, and lines of a megabyte exist.
const MOST_LOOKED_AT: usize = 200;

impl<'t> Scanner<'t, '_, '_> {
    /// The beginning of what is left of the line.
    fn near_rest(&self) -> &'t str {
        let rest = self.rest();
        let ends =
            |(number, (_, one)): &(usize, (usize, char))| *number >= MOST_LOOKED_AT || matches!(one, '\n' | '\r');
        let end = rest.char_indices().enumerate().find(ends).map_or(rest.len(), |(_, (at, _))| at);
        rest.get(..end).unwrap_or_default()
    }

    /// `one of { a, b }`, `in { a, b }`: the brace of a list. False where it is none.
    pub(super) fn list_brace(&mut self, length: usize) -> bool {
        let before = self.text.get(self.line.begin..self.at).unwrap_or_default().trim_end();
        let word = before.rsplit(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
        let begins = ["of", "in", "の", "選択肢", "次のいずれか"].contains(&word);
        let inside = self.near_rest().get(length..).unwrap_or_default();
        let Some(end) = inside.find(['}', '｝', '{', '｛']).filter(|_| begins) else { return false };
        let values = inside.get(..end).unwrap_or_default();
        let one = |value: &str| {
            let value = value.trim();
            !value.is_empty() && (value.starts_with('"') || !value.contains(char::is_whitespace))
        };
        let listed = values.contains([',', '、', '，', '・', '/', '|']) && values.split([',', '、', '，']).all(one);
        if !listed || inside.get(end..).is_none_or(|rest| rest.starts_with(['{', '｛'])) {
            return false;
        }
        let close = self.at + length + end;
        let width = inside.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let (open, close) = (self.at..self.at + length, close..close + width);
        self.replace(open.clone(), "[");
        self.replace(close.clone(), "]");
        let edits = vec![(self.span(open.clone()), "[".to_owned()), (self.span(close), "]".to_owned())];
        self.report.add(&WrongBracket { span: self.span(open), written: '{', meant: '[', edits });
        self.line.open.push(LIST);
        self.at += length;
        true
    }

    /// A closing brace that is of a list, or stands for its bracket. False where it is of a block.
    pub(super) fn closes_list(&mut self, length: usize) -> bool {
        match self.line.open.last() {
            Some(&LIST) => {
                self.line.open.pop();
                self.at += length;
                true
            }
            Some(&open @ ('[' | '(')) => {
                let blocks = self.line.open.iter().filter(|one| **one == '{').count();
                let behind = self.near_rest().get(length..).unwrap_or_default();
                // The brackets that are still open may want the right one further on.
                let left = behind.matches(['}', '｝']).count();
                if behind.contains(closing(open)) || left < blocks {
                    return false;
                }
                self.line.open.pop();
                self.wrong_bracket(self.at..self.at + length, '}', closing(open));
                self.at += length;
                true
            }
            _ => false,
        }
    }

    /// Looks at `(`, `[`, `)` or `]`, which the scanner has just passed and begins at `at`.
    pub(super) fn bracket(&mut self, bracket: char, at: usize) {
        if matches!(bracket, '(' | '[') {
            return self.line.open.push(bracket);
        }
        if !matches!(bracket, ')' | ']') {
            return;
        }
        match self.line.open.last() {
            Some(open) if closing(*open) == bracket => drop(self.line.open.pop()),
            Some(&'{') => {
                let blocks = self.line.open.iter().filter(|one| **one == '{').count();
                if self.near_rest().matches(['}', '｝']).count() < blocks {
                    self.line.open.pop();
                    self.closes_block(bracket, at);
                }
            }
            Some(&open @ ('(' | '[')) if !self.near_rest().contains(closing(open)) => {
                self.line.open.pop();
                self.wrong_bracket(at..self.at, bracket, closing(open));
            }
            Some(_) => {}
            None => self.opened_above(bracket, at),
        }
    }

    /// A closing bracket whose opening one is not on its line.
    fn opened_above(&mut self, bracket: char, at: usize) {
        match self.above.last() {
            Some(open) if closing(*open) == bracket => drop(self.above.pop()),
            Some('{') => {
                let before = self.text.get(self.line.begin..at).unwrap_or_default();
                let behind = self.near_rest().trim_start();
                let alone = behind.is_empty() || behind.starts_with("//") || behind == "," || behind == ";";
                let goes_on =
                    [Rule::kw_else].iter().any(|rule| forms(*rule).iter().any(|word| behind.starts_with(word)));
                if before.trim().is_empty() && (alone || goes_on) {
                    self.above.pop();
                    self.closes_block(bracket, at);
                }
            }
            _ => {}
        }
    }

    fn closes_block(&mut self, written: char, at: usize) {
        self.scan.braces.push(Brace { at, length: self.at - at, opens: false });
        self.wrong_bracket(at..self.at, written, '}');
    }

    /// `email thanks （` where a line ends: the brace of a declaration. False where it is none.
    pub(super) fn block_bracket(&mut self, next: char) -> bool {
        if !matches!(next, '(' | '（' | '[' | '［' | '【') || !self.line.open.is_empty() {
            return false;
        }
        let length = next.len_utf8();
        let head = self.text.get(self.line.begin..self.at).unwrap_or_default();
        let behind = self.near_rest().get(length..).unwrap_or_default().trim();
        if !(behind.is_empty() || behind.starts_with("//")) {
            return false;
        }
        let begins = |rule: &Rule| {
            let rest = forms(*rule).iter().find_map(|word| head.trim_start().strip_prefix(word));
            rest.is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue))
        };
        if !BLOCKS.iter().any(begins) {
            return false;
        }
        let range = self.at..self.at + length;
        self.scan.braces.push(Brace { at: self.at, length, opens: true });
        self.line.open.push('{');
        self.wrong_bracket(range, next, '{');
        self.at += length;
        true
    }

    fn wrong_bracket(&mut self, range: Range<usize>, written: char, meant: char) {
        // One message for a full-width bracket of the wrong kind.
        self.line.wrong.retain(|(one, _)| *one != range);
        self.replace(range.clone(), meant.encode_utf8(&mut [0; 4]));
        let span = self.span(range);
        self.report.add(&WrongBracket { span, written, meant, edits: vec![(span, meant.to_string())] });
    }
}
