//! Small slips with a sure reason: a forgotten comma, a missing quote, an unknown unit, two steps on one line.

use super::Context;
use super::decide::{Explanation, Line, said};
use super::expected::is_value;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{fold, nearest};
use crate::syntax::findings::{
    MissingMark, NameNeedsQuotes, NotWhole, OtherForm, SingleEquals, TextNeedsQuotes, TwoOnOneLine, UnclosedBracket,
    UnknownUnit,
};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::ops::Range;

/// Places where a name is wanted.
const NAMES: &[Rule] = &[
    Rule::new_name,
    Rule::sender_name,
    Rule::email_name,
    Rule::link_name,
    Rule::event_name,
    Rule::team_name,
    Rule::scenario_name,
    Rule::calendar_name,
    Rule::field_name,
    Rule::any_ident,
];

/// Units of time.
const UNITS: &[Rule] = &[
    Rule::unit_minutes,
    Rule::unit_hours,
    Rule::unit_days,
    Rule::unit_business_days,
    Rule::unit_weeks,
    Rule::unit_months,
    Rule::unit_years,
];

/// What people write for a unit. They are never taken silently; the message names the unit.
const UNIT_SHORTHANDS: &[(&str, Rule)] = &[
    ("m", Rule::unit_minutes),
    ("min", Rule::unit_minutes),
    ("mins", Rule::unit_minutes),
    ("h", Rule::unit_hours),
    ("hr", Rule::unit_hours),
    ("hrs", Rule::unit_hours),
    ("d", Rule::unit_days),
    ("w", Rule::unit_weeks),
    ("wk", Rule::unit_weeks),
    ("wks", Rule::unit_weeks),
    ("mo", Rule::unit_months),
    ("mos", Rule::unit_months),
    ("mth", Rule::unit_months),
    ("y", Rule::unit_years),
    ("yr", Rule::unit_years),
    ("yrs", Rule::unit_years),
];

/// The unit that was meant, in the form that fits the number.
fn unit_meant(typed: &str, number: &str) -> Option<&'static str> {
    let folded = fold(typed);
    let short = UNIT_SHORTHANDS.iter().find(|(short, _)| fold(short) == folded).map(|(_, rule)| *rule);
    let rule = short.or_else(|| {
        let all = UNITS.iter().flat_map(|rule| forms(*rule)).copied();
        let near = nearest(typed, all)?;
        UNITS.iter().find(|rule| forms(**rule).contains(&near)).copied()
    })?;
    forms(rule).get(usize::from(number == "1")).copied()
}

/// A time as the language writes it, for `9`, `9時`, `9時30分`, `9時半`, `9am`.
fn other_time(written: &str) -> Option<String> {
    let plain = fold(written);
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let rest = plain.get(digits.len()..)?;
    let mut hour = digits.parse::<u16>().ok()?;
    let minutes = match rest {
        "" | "時" | "am" => 0,
        "時半" => 30,
        "pm" => {
            hour += if hour < 12 { 12 } else { 0 };
            0
        }
        _ => rest.strip_prefix('時')?.strip_suffix('分')?.parse::<u16>().ok()?,
    };
    crate::syntax::ast::ClockTime::new(hour, minutes).map(|_| format!("{hour}:{minutes:02}"))
}

/// A date as the language writes it, for `2026年4月1日` and `2026.4.1`.
fn other_date(written: &str) -> Option<String> {
    let plain = fold(written);
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let parts: Vec<&str> = plain.split(['年', '月', '.']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let date = crate::syntax::ast::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (year.len() == 4).then(|| date.to_string())
}

impl Line<'_> {
    /// The first sure reason that fits.
    pub(super) fn small_slip(&self, found: Option<&Token>) -> Option<Explanation> {
        self.bracket(found).or_else(|| {
            let found = found?;
            self.single_equals(found)
                .or_else(|| self.comma(found))
                .or_else(|| self.mark(found))
                .or_else(|| self.date_or_time(found))
                .or_else(|| self.name(found))
                .or_else(|| self.unit(found))
                .or_else(|| self.fraction(found))
                .or_else(|| self.second_step(found))
        })
    }

    fn single_equals(&self, found: &Token) -> Option<Explanation> {
        let fits = self.slice(found.range.clone()) == "=" && self.expects(&[Rule::operator]);
        fits.then(|| {
            said(&SingleEquals { span: self.span(found.range.clone()) }, vec![self.edit(found.range.clone(), "==")])
        })
    }

    /// A comma between the values of a list.
    fn comma(&self, found: &Token) -> Option<Explanation> {
        let value = matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Text);
        let list = self.expects(&[Rule::comma]) && self.expects(&[Rule::bracket_close, Rule::paren_close]);
        (value && list).then(|| self.insert_mark(','))
    }

    /// A mark that is the only thing that may stand here.
    fn mark(&self, found: &Token) -> Option<Explanation> {
        let value = matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Text)
            || self.slice(found.range.clone()) == "[";
        match self.expected.as_slice() {
            [Rule::colon] if value => Some(self.insert_mark(':')),
            [Rule::equals] if value => Some(self.insert_mark('=')),
            _ => None,
        }
    }

    fn insert_mark(&self, mark: char) -> Explanation {
        let (range, after) = self.before();
        let insert = range.end..range.end;
        let finding =
            MissingMark { span: self.span(range), after: after.to_owned(), mark, insert: self.span(insert.clone()) };
        let with = if mark == '=' { " =".to_owned() } else { mark.to_string() };
        said(&finding, vec![self.edit(insert, with)])
    }

    /// `(` or `[` that is still open where the line ends or something else closes.
    fn bracket(&self, found: Option<&Token>) -> Option<Explanation> {
        let close = [(Rule::paren_close, '(', ')'), (Rule::bracket_close, '[', ']')];
        let (_, opens, closes) = close.into_iter().find(|(rule, _, _)| self.expected.contains(rule))?;
        let ends = found.is_none_or(|found| matches!(self.slice(found.range.clone()), "{" | "}" | ")" | "]"));
        if !ends {
            return None;
        }
        let mut open = Vec::new();
        for token in self.tokens.iter().take_while(|token| token.range.start < self.at) {
            match self.slice(token.range.clone()).chars().next() {
                Some(one) if one == opens => open.push(token),
                Some(one) if one == closes => drop(open.pop()),
                _ => {}
            }
        }
        let open = self.span(open.last()?.range.clone());
        let end = self.before().0.end;
        let finding = UnclosedBracket { open, close: closes, insert: self.span(end..end) };
        Some(said(&finding, vec![self.edit(end..end, closes)]))
    }

    /// A name with `①`, `-` or a digit in front.
    fn name(&self, found: &Token) -> Option<Explanation> {
        let at = self.tokens.iter().position(|token| token.range.end > found.range.start)?;
        let text = self.slice(found.range.clone());
        let letters = text.chars().any(|one| !one.is_ascii_digit());
        let begins =
            self.expects(NAMES) && (found.kind == TokenKind::Other || found.kind == TokenKind::Number && letters);
        let joins = |left: usize, right: usize| match (self.tokens.get(left), self.tokens.get(right)) {
            (Some(left), Some(right)) => {
                left.range.end == right.range.start && self.is_part(left) && self.is_part(right)
            }
            _ => false,
        };
        let strange = found.kind == TokenKind::Other || text == "-" && joins(at, at + 1);
        let goes_on = strange && at > 0 && joins(at - 1, at);
        if !goes_on && (!begins || text == "-") {
            return None;
        }
        let (mut first, mut last) = (at, at);
        while first > 0 && joins(first - 1, first) {
            first -= 1;
        }
        while joins(last, last + 1) {
            last += 1;
        }
        let range = self.tokens.get(first)?.range.start..self.tokens.get(last)?.range.end;
        let written = self.slice(range.clone()).to_owned();
        let quoted = format!("\"{written}\"");
        Some(said(&NameNeedsQuotes { span: self.span(range.clone()), written }, vec![self.edit(range, quoted)]))
    }

    /// Whether a token may be part of a quoted name.
    fn is_part(&self, token: &Token) -> bool {
        match token.kind {
            TokenKind::Word | TokenKind::Number | TokenKind::Other => true,
            TokenKind::Mark => matches!(self.slice(token.range.clone()), "-" | "&" | "/" | "%" | "#" | "+"),
            TokenKind::Text => false,
        }
    }

    fn unit(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::unit]) || !matches!(found.kind, TokenKind::Word | TokenKind::Other) {
            return None;
        }
        let (_, before) = self.before();
        let number = before.to_owned();
        if !number.starts_with(|one: char| one.is_ascii_digit()) {
            return None;
        }
        let written = self.slice(found.range.clone()).to_owned();
        let suggestion = unit_meant(&written, &number);
        let others = self.expected.iter().any(|rule| *rule != Rule::unit);
        if suggestion.is_none() && others {
            return None;
        }
        let blank = if found.range.start == self.before().0.end { " " } else { "" };
        let edits =
            suggestion.map(|unit| self.edit(found.range.clone(), format!("{blank}{unit}"))).into_iter().collect();
        Some(said(&UnknownUnit { span: self.span(found.range.clone()), written, number, suggestion }, edits))
    }

    /// A date or time in another form than the language has.
    fn date_or_time(&self, found: &Token) -> Option<Explanation> {
        // The grammar may have taken the year for a number, so the whole token counts.
        let whole = self.tokens.get(self.index).map_or(found.range.clone(), |token| token.range.clone());
        let written = self.slice(whole.clone());
        let time = if self.expects(&[Rule::time]) { other_time(written) } else { None };
        let dates = self.expects(&[Rule::date, Rule::moment, Rule::test_time, Rule::unit]) || is_value(&self.expected);
        let meant = time.or_else(|| if dates { other_date(written) } else { None })?;
        let finding = OtherForm { span: self.span(whole.clone()), written: written.to_owned(), meant: meant.clone() };
        Some(said(&finding, vec![self.edit(whole, meant)]))
    }

    /// `3.5` where only whole numbers count.
    fn fraction(&self, found: &Token) -> Option<Explanation> {
        let rest = self.slice(found.range.start..self.text.len());
        let digits = rest.strip_prefix('.')?.chars().take_while(char::is_ascii_digit).count();
        let (before, number) = self.before();
        let whole = !number.is_empty() && number.bytes().all(|one| one.is_ascii_digit());
        if digits == 0 || !whole || before.end != found.range.start {
            return None;
        }
        Some(said(&NotWhole { span: self.span(before.start..found.range.start + 1 + digits) }, Vec::new()))
    }

    fn second_step(&self, found: &Token) -> Option<Explanation> {
        let text = self.slice(found.range.clone());
        let begins = self.context.starters().iter().any(|rule| forms(*rule).contains(&text));
        if !self.context.is_lines() || !begins || !self.expects(&[Rule::EOI]) || self.index == 0 {
            return None;
        }
        let (before, _) = self.before();
        let whole = self.explainer.text.get(..self.base).unwrap_or_default();
        let line = whole.rsplit('\n').next().unwrap_or_default();
        let indent = line.split(|one: char| !matches!(one, ' ' | '\t' | '\u{3000}')).next().unwrap_or_default();
        let gap = before.end..found.range.start;
        let line_break = format!("\n{indent}");
        let finding = TwoOnOneLine {
            span: self.span(found.range.clone()),
            found: text.to_owned(),
            insert: self.span(gap.clone()),
            line_break: line_break.clone(),
        };
        Some(said(&finding, vec![self.edit(gap, line_break)]))
    }

    /// A text that was not put in quotes.
    pub(super) fn unquoted_text(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::string]) || self.expects(NAMES) || is_value(&self.expected) {
            return None;
        }
        if !matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Other) {
            return None;
        }
        let range = self.unquoted_range(found)?;
        let written = self.explainer.text.get(self.base + range.start..self.base + range.end)?.to_owned();
        let (_, after) = self.before();
        let finding =
            TextNeedsQuotes { span: self.span(range.clone()), written: written.clone(), after: after.to_owned() };
        Some(said(&finding, vec![self.edit(range, format!("\"{written}\""))]))
    }

    /// From the first word of the text to its end: the end of the line, or the next entry with a quoted text.
    fn unquoted_range(&self, found: &Token) -> Option<Range<usize>> {
        let mut last = found.range.end;
        let mut before_last = found.range.end;
        for token in self.tokens.iter().filter(|token| token.range.start > found.range.start) {
            if token.kind == TokenKind::Text {
                return Some(found.range.start..before_last);
            }
            let word = self.slice(token.range.clone());
            let starts = |rule: &Rule| forms(*rule).contains(&word);
            let next_entry = self.context == Context::SenderEntry && self.context.starters().iter().any(starts)
                || self.context == Context::Declaration && starts(&Rule::kw_for);
            if next_entry || matches!(word, "{" | "}") {
                break;
            }
            before_last = last;
            last = token.range.end;
        }
        // `https://…` without quotes: the grammar took `//` for a comment.
        let behind = self.explainer.text.get(self.base + last..)?;
        if last == self.text.len() && behind.starts_with("//") {
            last += behind.find(char::is_whitespace).unwrap_or(behind.len());
        }
        Some(found.range.start..last)
    }
}
