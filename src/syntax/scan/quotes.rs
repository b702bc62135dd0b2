//! Texts in quotes: where they end, and what was meant where they do not.

use super::Scanner;
use super::characters::{closing_marks, turns_direction};
use crate::syntax::findings::{InvisibleCharacter, UnclosedText, WrongBlockQuotes, WrongQuotes};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::lines::{declaration_word, indent_width};
use crate::syntax::patch::Edit;
use std::ops::Range;

/// The words before a text of several lines.
const TEXT_ENTRIES: [Rule; 3] = [Rule::kw_body, Rule::kw_subject, Rule::kw_preheader];

/// Bytes up to and with the closing quote of a one-line text, given what follows the opening quote. This is `line_string`
/// of the grammar: a quote inside `{{ … }}` does not end the text.
pub(in crate::syntax) fn closed_length(rest: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let inside = rest.get(at..)?;
        match inside.chars().next()? {
            '\n' | '\r' => return None,
            '\\' => at += 1 + inside.chars().nth(1).filter(|next| !matches!(next, '\n' | '\r'))?.len_utf8(),
            '"' => return Some(at + 1),
            '{' if inside.starts_with("{{") => at += tag_length(inside).unwrap_or(2),
            other => at += other.len_utf8(),
        }
    }
}

/// Bytes of the tag that a text begins with, if it is closed on its line: `string_tag` of the grammar.
fn tag_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut at = 2;
    loop {
        let inside = text.get(at..)?;
        match inside.chars().next()? {
            '\n' | '\r' => return None,
            '\\' if quoted => return None,
            '\\' => at += 1 + inside.chars().nth(1).filter(|next| !matches!(next, '\n' | '\r'))?.len_utf8(),
            '"' => {
                quoted = !quoted;
                at += 1;
            }
            _ if inside.starts_with("{{") => return None,
            _ if inside.starts_with("}}") => return (!quoted).then_some(at + 2),
            other => at += other.len_utf8(),
        }
    }
}

/// A line of three marks of another kind, which was typed to end the text.
fn wrong_close(inside: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in inside.split_inclusive('\n') {
        let words = line.trim();
        let begin = at + line.len() - line.trim_start().len();
        if !words.is_empty() && triple_length(words) == Some(words.len()) {
            return Some(begin..begin + words.len());
        }
        at += line.len();
    }
    None
}

/// A typographic or full-width closing mark that has no opening one in the text: it was typed for the plain one.
fn mistyped_close(inner: &str) -> Option<(usize, char)> {
    let mut open = 0_usize;
    inner.char_indices().find(|(_, one)| match one {
        '“' | '〝' => {
            open += 1;
            false
        }
        '”' | '〟' | '＂' if open > 0 => {
            open -= 1;
            false
        }
        '”' | '〟' | '＂' => true,
        _ => false,
    })
}

/// Marks that are typed for a quotation mark.
const DOUBLE: [char; 8] = ['"', '“', '”', '„', '＂', '〝', '〟', '″'];
const SINGLE: [char; 4] = ['\'', '’', '‘', '＇'];

/// Bytes of three quotation marks of any one kind that a text begins with.
fn triple_length(text: &str) -> Option<usize> {
    let of = |marks: &[char]| text.chars().take(3).filter(|one| marks.contains(one)).count() == 3;
    (of(&DOUBLE) || of(&SINGLE)).then(|| text.chars().take(3).map(char::len_utf8).sum())
}

impl Scanner<'_, '_, '_> {
    /// A text of several lines between three marks of another kind. False where it is none.
    pub(super) fn wrong_block(&mut self) -> bool {
        let begin = self.at;
        let Some(width) = triple_length(self.rest()) else { return false };
        let inside = self.rest().get(width..).unwrap_or_default();
        let marks = |(at, _): (usize, char)| Some((at, triple_length(inside.get(at..)?)?));
        let Some((end, close)) = inside.char_indices().find_map(marks) else { return false };
        let close = begin + width + end..begin + width + end + close;
        self.three_quotes(begin..begin + width, close);
        true
    }

    /// Reports and repairs the marks around a text of several lines, and reads on behind it.
    fn three_quotes(&mut self, open: Range<usize>, close: Range<usize>) {
        let wrong = |range: &Range<usize>| self.text.get(range.clone()) != Some("\"\"\"");
        let edits: Vec<_> = [open.clone(), close.clone()].into_iter().filter(wrong).collect();
        let spans = edits.iter().map(|range| (self.span(range.clone()), "\"\"\"".to_owned())).collect();
        let span = self.span(edits.first().cloned().unwrap_or(open.clone()));
        for range in edits {
            self.replace(range, "\"\"\"");
        }
        self.report.add(&WrongBlockQuotes { span, edits: spans });
        self.at = close.end;
        self.scan.covered.push(open.start..close.end);
        if let Some(last) = self.text.get(..close.start).and_then(|before| before.rfind('\n')) {
            self.line.begin = last + 1;
        }
    }

    /// `body "`, and the text on the lines below up to a `"`. False where it is no such text.
    fn several_lines(&mut self, open_length: usize) -> bool {
        let begin = self.at;
        let before = self.text.get(self.line.begin..begin).unwrap_or_default().trim_end();
        let is_entry = |rule: &Rule| forms(*rule).iter().any(|word| before.ends_with(word));
        let first = self.rest_of_line().get(open_length..).unwrap_or_default();
        if !TEXT_ENTRIES.iter().any(is_entry) || !(is_entry(&Rule::kw_body) || first.trim().is_empty()) {
            return false;
        }
        let outer = indent_width(self.text.get(self.line.begin..).unwrap_or_default());
        let mut start = begin + self.rest_of_line().len();
        for (number, line) in self.text.get(start..).unwrap_or_default().split_inclusive('\n').enumerate() {
            let from = start;
            start += line.len();
            if number == 0 {
                continue;
            }
            let words = line.trim();
            if declaration_word(line).is_some() || !words.is_empty() && indent_width(line) < outer || words == "}" {
                return false;
            }
            let end = from + line.trim_end().len();
            if words == "\"\"\"" {
                self.three_quotes(begin..begin + open_length, end - 3..end);
                return true;
            }
            if let Some(text) = words.strip_suffix('"') {
                if text.contains('"') {
                    return false;
                }
                self.three_quotes(begin..begin + open_length, end - 1..end);
                return true;
            }
            if words.contains('"') {
                return false;
            }
        }
        false
    }

    /// A text that begins with a plain quote.
    pub(super) fn quoted(&mut self) {
        let begin = self.at;
        if self.rest().starts_with("\"\"\"") {
            self.block();
        } else {
            match closed_length(self.rest().get(1..).unwrap_or_default()) {
                Some(length) => self.at = begin + 1 + length,
                None if self.several_lines(1) => {}
                None => self.unclosed_line(1),
            }
        }
        self.hidden_marks(begin);
    }

    /// Reports marks that turn the direction of writing, and NUL, in the text just read.
    pub(super) fn hidden_marks(&mut self, begin: usize) {
        let text = self.text.get(begin..self.at).unwrap_or_default();
        for (at, character) in text.char_indices().filter(|(_, one)| turns_direction(*one) || *one == '\0') {
            let span = self.span(begin + at..begin + at + character.len_utf8());
            self.report.add(&InvisibleCharacter { span, character, fix: None, more: Vec::new() });
        }
    }

    /// `"""`: closed by the next one, unless what lies between shows that the closing one was forgotten.
    fn block(&mut self) {
        let begin = self.at;
        let inside = self.text.get(begin + 3..).unwrap_or_default();
        let end = inside.find("\"\"\"");
        if let Some(close) = wrong_close(inside.get(..end.unwrap_or(inside.len())).unwrap_or_default()) {
            return self.three_quotes(begin..begin + 3, begin + 3 + close.start..begin + 3 + close.end);
        }
        let candidate = inside.get(..end.unwrap_or(inside.len())).unwrap_or_default();
        match (end, self.forgotten_end(candidate, end.is_some())) {
            (Some(length), None) => {
                self.at = begin + 3 + length + 3;
                self.scan.covered.push(begin..self.at);
                if let Some(last) = inside.get(..length).and_then(|inside| inside.rfind('\n')) {
                    self.line.begin = begin + 3 + last + 1;
                }
            }
            (_, forgotten) => {
                let stop = begin + 3 + forgotten.unwrap_or(candidate.len());
                let stop = begin + 3 + self.text.get(begin + 3..stop).unwrap_or_default().trim_end().len();
                let span = self.span(begin..begin + 3);
                self.scan.edits.push(Edit::new(stop..stop, "\n\"\"\""));
                self.report.add(&UnclosedText {
                    span,
                    block: true,
                    quotes: 1,
                    insert: self.span(stop..stop),
                    join: None,
                });
                self.scan.covered.push(begin..stop);
                self.at = stop;
            }
        }
    }

    /// Where a `"""` text seems to end although nothing closes it there: before a line that closes the surrounding
    /// braces, or begins a declaration, or opens another such text. `closed` tells whether a `"""` follows at all.
    fn forgotten_end(&self, inside: &str, closed: bool) -> Option<usize> {
        let outer = indent_width(self.text.get(self.line.begin..).unwrap_or_default());
        let mut at = 0;
        let mut dedent = None;
        for (number, line) in inside.split_inclusive('\n').enumerate() {
            let words = line.trim();
            if number > 0 && !words.is_empty() {
                let out = indent_width(line) < outer;
                if words == "}" && out || declaration_word(line).is_some() {
                    return Some(dedent.unwrap_or(at));
                }
                if dedent.is_none() && (out || outer == 0 && words.starts_with('}')) {
                    dedent = Some(at);
                }
            }
            at += line.len();
        }
        let last = inside.rsplit('\n').next().unwrap_or_default().trim();
        let opens_another = inside.contains('\n') && TEXT_ENTRIES.iter().any(|rule| forms(*rule).contains(&last));
        if closed && !opens_another {
            return None;
        }
        dedent.or_else(|| opens_another.then(|| inside.rfind('\n')).flatten())
    }

    /// A one-line text without its closing quote: it is taken to end with the line, before a comment and before the
    /// brackets that were opened on this line.
    fn unclosed_line(&mut self, open_length: usize) {
        let begin = self.at;
        let line = self.rest_of_line();
        let inner = line.get(open_length..).unwrap_or_default();
        if let Some((at, close)) = mistyped_close(inner) {
            let quote = begin + open_length + at..begin + open_length + at + close.len_utf8();
            let edits = vec![(self.span(quote.clone()), "\"".to_owned())];
            self.scan.edits.push(Edit::new(quote.clone(), "\""));
            self.report.add(&WrongQuotes { span: self.span(quote.clone()), edits });
            self.at = quote.end;
            return;
        }
        let comment = inner.find(" //").or_else(|| inner.find("\u{3000}//"));
        let mut kept = inner.get(..comment.unwrap_or(inner.len())).unwrap_or_default().trim_end();
        for bracket in self.line.open.iter().rev() {
            let close = match bracket {
                '{' => '}',
                '(' => ')',
                _ => ']',
            };
            match kept.strip_suffix(close) {
                Some(shorter) => kept = shorter.trim_end(),
                None => break,
            }
        }
        let stop = begin + open_length + kept.len();
        let quotes = self.quotes_on_line(begin);
        if let Some((words, end)) = self.goes_on_below(begin + line.len()) {
            // The text was broken in two: it is read as one, and its second quote opens nothing.
            self.scan.edits.push(Edit::new(stop..words, ""));
            let span = self.span(begin..begin + open_length);
            let join = Some(self.span(stop..words));
            let insert = self.span(stop..stop);
            self.report.add_and_silence_line(&UnclosedText { span, block: false, quotes, insert, join });
            self.report.silence(words);
            self.scan.covered.push(begin..end);
            self.line.begin = begin + line.len() + 1;
            self.at = end;
            return;
        }
        self.scan.edits.push(Edit::new(stop..stop, "\""));
        let span = self.span(begin..begin + open_length);
        self.report.add_and_silence_line(&UnclosedText {
            span,
            block: false,
            quotes,
            insert: self.span(stop..stop),
            join: None,
        });
        self.at = stop;
    }

    /// Where the words of the line below begin and where their quote ends them, if that line looks like the rest of a text:
    /// its only quote stands at its end.
    fn goes_on_below(&self, line_end: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(line_end..)?;
        let below = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
        let start = line_end + rest.len() - below.len();
        let line = below.split(['\n', '\r']).next().unwrap_or_default();
        let (words, behind) = line.split_once('"')?;
        let ends = behind.trim().is_empty() || behind.trim_start().starts_with(['}', ',', ')', ']']);
        if !ends
            || behind.contains('"')
            || words.trim().is_empty()
            || words.contains('\\')
            || words.contains('{') && !words.contains("{{")
        {
            return None;
        }
        let begin = start + words.len() - words.trim_start().len();
        Some((begin, start + words.len() + 1))
    }

    fn quotes_on_line(&self, at: usize) -> usize {
        self.text.get(self.line.begin..at).unwrap_or_default().matches('"').count() + 1
    }

    /// A text in quotation marks of another kind. False where the character is none.
    pub(super) fn wrong_quotes(&mut self, open: char) -> bool {
        let Some(closing) = closing_marks(open) else { return false };
        if self.wrong_block() {
            return true;
        }
        let begin = self.at;
        let width = open.len_utf8();
        let inner = self.rest().get(width..).unwrap_or_default();
        let stop = |one: char| matches!(one, '\n' | '\r') || closing.contains(&one);
        let ends_line = |at: &usize| inner.get(*at..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        let found = || inner.find(stop).filter(|at| !ends_line(at));
        let known = (self.line.begin, open);
        let found = if self.unclosed.contains(&known) { None } else { found() };
        let Some(end) = found else {
            self.unclosed.push(known);
            if open == '\'' || open == '’' || open == '＇' {
                return false;
            }
            self.scan.edits.push(Edit::new(begin..begin + width, "\""));
            self.unclosed_line(width);
            return true;
        };
        if matches!(open, '「' | '『') && self.quotes_begin_a_text(width, end) {
            return true;
        }
        let close = begin + width + end;
        let close_width = inner.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let mut edits = vec![(self.span(begin..begin + width), "\"".to_owned())];
        for (at, character) in inner.get(..end).unwrap_or_default().char_indices() {
            if matches!(character, '"' | '\\') {
                let place = begin + width + at;
                edits.push((self.span(place..place + 1), format!("\\{character}")));
            }
        }
        edits.push((self.span(close..close + close_width), "\"".to_owned()));
        for (span, with) in &edits {
            self.scan.edits.push(Edit::new(span.start as usize..span.end as usize, with.clone()));
        }
        self.at = close + close_width;
        let span = self.span(begin..self.at);
        self.report.add(&WrongQuotes { span, edits });
        self.hidden_marks(begin);
        true
    }

    /// `件名 「導入事例」のご紹介です`: the marks are of the text, which has no quotes. False where they stand for the quotes.
    fn quotes_begin_a_text(&mut self, width: usize, end: usize) -> bool {
        let before = self.text.get(self.line.begin..self.at).unwrap_or_default().trim();
        let line = self.rest_of_line();
        let behind = line.get(width + end..).unwrap_or_default();
        let behind = behind.get(behind.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
        let goes_on = behind.starts_with(|one: char| unicode_ident::is_xid_continue(one) || one == '「' || one == '『');
        let entry = TEXT_ENTRIES.iter().any(|rule| forms(*rule).contains(&before));
        if !entry || !goes_on || line.contains(['"', '{', '}', '｛', '｝', '\\']) || line.contains("//") {
            return false;
        }
        let range = self.at..self.at + line.trim_end().len();
        let (start, stop) = (range.start..range.start, range.end..range.end);
        let edits = vec![(self.span(start.clone()), "\"".to_owned()), (self.span(stop.clone()), "\"".to_owned())];
        self.replace(start, "\"");
        self.replace(stop, "\"");
        let span = self.span(range.clone());
        self.report.add(&WrongQuotes { span, edits });
        self.at = range.end;
        true
    }
}
