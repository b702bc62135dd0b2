//! Names, quoted texts and numbers.

use super::{Builder, to_u32};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Name, Percent, Quoted};
use crate::syntax::findings::{NumberTooLarge, UnknownEscape};
use crate::syntax::grammar::{Pair, Rule, child, extent};
use unicode_normalization::UnicodeNormalization as _;

/// Names are compared in this form, so that full-width and half-width spellings are one name.
pub(in crate::syntax) fn normalise(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() }
}

/// A value under construction, with the places that its characters come from.
struct Value<'b, 'a> {
    builder: &'b Builder<'a>,
    text: String,
    map: Vec<(u32, u32)>,
}

impl Value<'_, '_> {
    /// Adds a character that stands at `position` in the text that pest saw.
    fn push(&mut self, character: char, position: usize) {
        let offset = self.builder.places.offset(position);
        let here = to_u32(self.text.len());
        let goes_on = self.map.last().is_some_and(|(from, at)| at + (here - from) == offset);
        if !goes_on {
            self.map.push((here, offset));
        }
        self.text.push(character);
    }
}

/// Leading blanks that two lines share.
fn common_indent<'t>(one: &'t str, other: &str) -> &'t str {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.get(..shared).unwrap_or_default()
}

fn indent_of(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

impl Builder<'_> {
    /// The name in a node that holds one, or is one.
    pub(in crate::syntax) fn name(&mut self, pair: &Pair<'_>) -> Name {
        let inner = pair.clone().into_inner().next().unwrap_or_else(|| pair.clone());
        let span = self.span(&inner);
        let text = match inner.as_rule() {
            Rule::string => normalise(&self.quoted(&inner).text),
            _ => normalise(inner.as_str()),
        };
        Name { text, span }
    }

    /// The name in the first child with that rule.
    pub(super) fn name_in(&mut self, pair: &Pair<'_>, rule: Rule) -> Option<Name> {
        child(pair, rule).map(|name| self.name(&name))
    }

    /// The text in the first string among the children.
    pub(super) fn quoted_in(&mut self, pair: &Pair<'_>) -> Option<Quoted> {
        child(pair, Rule::string).map(|string| self.quoted(&string))
    }

    /// The value of a `string` node.
    pub(super) fn quoted(&mut self, pair: &Pair<'_>) -> Quoted {
        let start = pair.as_span().start();
        let whole = pair.as_str();
        match whole.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\"")) {
            Some(inner) if child(pair, Rule::block_string).is_some() => self.block_text(pair, inner, start + 3),
            _ => {
                let inner = whole.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
                self.line_text(pair, inner, start + 1)
            }
        }
    }

    fn line_text(&mut self, pair: &Pair<'_>, inner: &str, base: usize) -> Quoted {
        let mut unknown = Vec::new();
        let mut value = Value { builder: self, text: String::with_capacity(inner.len()), map: Vec::new() };
        let mut characters = inner.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                value.push(character, base + at);
                continue;
            }
            match characters.next() {
                Some((_, 'n')) => value.push('\n', base + at),
                Some((_, 't')) => value.push('\t', base + at),
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped, base + at),
                Some((next, other)) => {
                    unknown.push((base + at..base + next + other.len_utf8(), other));
                    value.push('\\', base + at);
                    value.push(other, base + next);
                }
                None => value.push('\\', base + at),
            }
        }
        let (text, map) = (value.text, value.map);
        for (range, character) in unknown {
            let finding = UnknownEscape { span: self.places.span(range), character };
            self.report(&finding);
        }
        self.finish(pair, text, map, base)
    }

    /// Lines without the indentation that all of them share, the line after the opening quotes and the one before the
    /// closing quotes left out where they are blank. Only spaces and tabs count as indentation: a full-width space begins
    /// a Japanese paragraph and belongs to the text.
    fn block_text(&mut self, pair: &Pair<'_>, inner: &str, base: usize) -> Quoted {
        let mut lines: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        for line in inner.split('\n') {
            lines.push((base + at, line.strip_suffix('\r').unwrap_or(line)));
            at += line.len() + 1;
        }
        let blank =
            |line: Option<&(usize, &str)>| line.is_some_and(|(_, text)| text.trim_matches([' ', '\t']).is_empty());
        let mut open_line = true;
        if lines.len() > 1 && blank(lines.first()) {
            lines.remove(0);
            open_line = false;
        }
        if lines.len() > 1 && blank(lines.last()) {
            lines.pop();
        }
        let indented = lines.iter().skip(usize::from(open_line)).filter(|line| !blank(Some(line)));
        let indent = indented.map(|(_, line)| indent_of(line)).reduce(common_indent).map_or(0, str::len);
        let mut value = Value { builder: self, text: String::with_capacity(inner.len()), map: Vec::new() };
        let count = lines.len();
        for (number, (start, line)) in lines.into_iter().enumerate() {
            let cut = if open_line && number == 0 { 0 } else { indent.min(indent_of(line).len()) };
            for (at, character) in line.char_indices().skip_while(|(at, _)| *at < cut) {
                value.push(character, start + at);
            }
            if number + 1 < count {
                value.push('\n', start + line.len());
            }
        }
        let (text, map) = (value.text, value.map);
        self.finish(pair, text, map, base)
    }

    fn finish(&self, pair: &Pair<'_>, text: String, mut map: Vec<(u32, u32)>, base: usize) -> Quoted {
        if map.is_empty() {
            map.push((0, self.places.offset(base)));
        }
        Quoted { text, span: self.span(pair), map }
    }

    /// A whole number with an optional sign. One that is too large is reported and counts as the largest.
    pub(super) fn whole(&mut self, pair: &Pair<'_>) -> Spanned<i64> {
        let span = self.span(pair);
        let digits: String = pair.as_str().chars().filter(|one| one.is_ascii_digit() || *one == '-').collect();
        let limit = crate::ir::time::Amount::LARGEST;
        let value = digits.parse::<i64>().ok().filter(|value| value.unsigned_abs() <= u64::from(limit));
        if value.is_none() {
            self.report(&NumberTooLarge { span, largest: limit });
        }
        Spanned::new(value.unwrap_or(i64::from(limit)), span)
    }

    /// The whole number in the first child with that rule.
    pub(in crate::syntax) fn whole_in(&mut self, pair: &Pair<'_>, rule: Rule) -> Option<Spanned<i64>> {
        child(pair, rule).map(|number| self.whole(&number))
    }

    /// A `percent` node, with at most two decimals.
    pub(super) fn percent(&mut self, pair: &Pair<'_>) -> Option<Spanned<Percent>> {
        let span = self.span(pair);
        let (whole, decimals) = pair.as_str().trim_end_matches('%').split_once('.').unwrap_or_default();
        let whole = if whole.is_empty() { pair.as_str().trim_end_matches('%') } else { whole };
        let hundredths = format!("{whole}{decimals:0<2}").parse().ok();
        if hundredths.is_none() {
            self.report(&NumberTooLarge { span, largest: 100 });
        }
        hundredths.map(|hundredths| Spanned::new(Percent(hundredths), span))
    }

    /// From the start of one node to the end of another.
    pub(super) fn span_between(&self, first: &Pair<'_>, last: &Pair<'_>) -> Span {
        self.places.span(first.as_span().start()..extent(last).1)
    }
}
