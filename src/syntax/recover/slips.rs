//! Small slips with a sure reason: a forgotten comma, a missing quote, an unknown unit, two steps on one line.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::expected::is_value;
use super::numbers::{amount, day_of_month, other_date, other_time, unit_meant};
use super::rewrites::Helps;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{FixSafety, fold};
use crate::syntax::findings::{
    DateWithoutYear, MissingMark, NameNeedsQuotes, NotWhole, OtherForm, SingleEquals, TextNeedsQuotes, TwoOnOneLine,
    UnclosedBracket, UnknownUnit,
};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::meant::zone_meant;
use crate::syntax::surface::{Surface, UNITS};
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

/// Units with a half: what one of them is in a smaller unit, the half, and that unit.
const HALVES: [(Rule, u32, u32, Rule); 4] = [
    (Rule::unit_hours, 60, 30, Rule::unit_minutes),
    (Rule::unit_days, 24, 12, Rule::unit_hours),
    (Rule::unit_months, 30, 15, Rule::unit_days),
    (Rule::unit_years, 12, 6, Rule::unit_months),
];

impl Line<'_> {
    /// The first sure reason that fits.
    pub(super) fn small_slip(&self, found: Option<&Token>) -> Option<Explanation> {
        self.bracket(found).or_else(|| {
            let found = found?;
            self.single_equals(found)
                .or_else(|| self.comma(found))
                .or_else(|| self.mark(found))
                .or_else(|| self.name(found))
                .or_else(|| self.name_of_words(found))
                .or_else(|| self.link_of_words(found))
                .or_else(|| self.name_with_brackets(found))
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
        let has_one = self.before().1.ends_with(',');
        (value && list && !has_one).then(|| self.insert_mark(','))
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

    /// `scenario white paper {`: a name of several words.
    fn name_of_words(&self, found: &Token) -> Option<Explanation> {
        if self.context != Context::Declaration || !self.expects(&[Rule::brace_open]) || found.kind != TokenKind::Word {
            return None;
        }
        let first = self.tokens.get(self.index.checked_sub(1).filter(|at| *at > 0)?)?;
        let words = self.tokens.iter().skip(self.index).take_while(|token| token.kind != TokenKind::Mark);
        let last = words.last()?;
        let brace = self.slice(last.range.end..self.text.len()).trim_start() == "{";
        let range = first.range.start..last.range.end;
        let written = self.slice(range.clone()).to_owned();
        if !brace || written.contains('"') || first.kind != TokenKind::Word {
            return None;
        }
        let quoted = format!("\"{written}\"");
        Some(said(&NameNeedsQuotes { span: self.span(range.clone()), written }, vec![self.edit(range, quoted)]))
    }

    /// `リンク 更新 手続き "https://…"`: the name of a link has no blank. Where the text of a mail shows it as one word, that is it.
    fn link_of_words(&self, found: &Token) -> Option<Explanation> {
        let first = self.slice(self.tokens.first()?.range.clone());
        let words = self.tokens.iter().skip(1).take_while(|token| token.kind == TokenKind::Word);
        let (from, last) = (self.tokens.get(1)?, words.last()?);
        let address = self.tokens.iter().find(|token| token.range.start >= last.range.end)?;
        let inside = found.range.start > from.range.start && found.range.start <= last.range.start;
        if !forms(Rule::kw_link).contains(&first) || !inside || address.kind != TokenKind::Text {
            return None;
        }
        let range = from.range.start..last.range.end;
        let written = self.slice(range.clone()).to_owned();
        let shown = |name: &String| self.explainer.text.contains(&format!("]({name})"));
        let joined = ["", "_"].map(|between| written.split_whitespace().collect::<Vec<_>>().join(between));
        if let Some(name) = joined.iter().find(|name| shown(name)) {
            let edit = (range.clone(), name.clone());
            return Some(self.other_writing(range, name, vec![edit], FixSafety::Safe));
        }
        let quoted = format!("\"{written}\"");
        Some(said(&NameNeedsQuotes { span: self.span(range.clone()), written }, vec![self.edit(range, quoted)]))
    }

    /// `email お礼（資料） {`, `send お礼（資料）`: a name with brackets in it.
    fn name_with_brackets(&self, found: &Token) -> Option<Explanation> {
        let first = self.tokens.get(self.index.checked_sub(1).filter(|at| *at > 0)?)?;
        let joins = first.kind == TokenKind::Word && first.range.end == found.range.start;
        if self.slice(found.range.clone()) != "(" || !joins {
            return None;
        }
        let close = self.slice(found.range.start..self.text.len()).find(')')? + found.range.start + 1;
        let name = close
            ..close + self.slice(close..self.text.len()).find([' ', '{', ',', '.']).unwrap_or(self.text.len() - close);
        let range = first.range.start..name.end;
        let written = self.original(range.clone());
        if written.contains(['"', ' ']) {
            return None;
        }
        let quoted = format!("\"{written}\"");
        let edit = (range.clone(), quoted.clone());
        (self.helps(std::slice::from_ref(&edit)) != Helps::No
            || failure(self.context.rule(), &self.with(&edit)).is_none())
        .then(|| said(&NameNeedsQuotes { span: self.span(range.clone()), written }, vec![self.edit(range, quoted)]))
    }

    /// A name with `①`, `-` or a digit in front.
    fn name(&self, found: &Token) -> Option<Explanation> {
        let at = self.tokens.iter().position(|token| token.range.end > found.range.start)?;
        let text = self.slice(found.range.clone());
        // A time of day is none.
        if text.contains([':', '時']) && other_time(text.trim_end_matches('に')).is_some() {
            return None;
        }
        let letters = text.chars().any(|one| !one.is_ascii_digit());
        // `one of [10, 20]`: what is chosen from are words.
        let choice = self.context == Context::Field && self.slice(0..found.range.start).contains('[');
        let begins = self.expects(NAMES)
            && (found.kind == TokenKind::Other || found.kind == TokenKind::Number && (letters || choice));
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
        let (number_range, before) = self.before();
        let number = before.to_owned();
        if !number.starts_with(|one: char| one.is_ascii_digit()) {
            return None;
        }
        let written = self.slice(found.range.clone()).to_owned();
        if let Some(half) = self.half_unit(number_range.start..found.range.end, &number, &written) {
            return Some(half);
        }
        let suggestion = unit_meant(&written, &number, self.explainer.surface);
        let others = self.expected.iter().any(|rule| *rule != Rule::unit);
        if suggestion.is_none() && others {
            return None;
        }
        // Number and unit are written anew together: an input method that was on for the one was on for the other.
        let whole = number_range.start..found.range.end;
        let sure = suggestion.as_ref().is_some_and(|meant| meant.sure);
        let suggestion = suggestion.map(|meant| meant.unit);
        let edits = suggestion.map(|unit| self.edit(whole.clone(), amount(&number, unit))).into_iter().collect();
        let (span, whole) = (self.span(found.range.clone()), self.span(whole));
        let units = UNITS.iter().filter_map(|rule| self.explainer.surface.word(*rule)).collect();
        Some(said(&UnknownUnit { span, whole, written, number, suggestion, sure, units }, edits))
    }

    /// `1ヶ月半`, `2年半`: half a unit more, in a smaller unit.
    fn half_unit(&self, whole: Range<usize>, number: &str, written: &str) -> Option<Explanation> {
        let unit = unit_meant(written.strip_suffix('半')?, number, self.explainer.surface)?.unit;
        let number: u32 = number.parse().ok()?;
        let (rule, each, half, smaller) = *HALVES.iter().find(|(rule, ..)| forms(*rule).contains(&unit))?;
        let meant =
            amount(&(number.checked_mul(each)?.checked_add(half)?).to_string(), self.explainer.surface.word(smaller)?);
        // Months have days of different numbers, and half a day may be half a working day.
        let safety =
            if matches!(rule, Rule::unit_months | Rule::unit_days) { FixSafety::Unsafe } else { FixSafety::Safe };
        let edit = (whole.clone(), meant.clone());
        let right = failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| self.other_writing(whole, &meant, vec![edit], safety))
    }

    /// A date or time in another form than the language has.
    pub(super) fn date_or_time(&self, found: Option<&Token>) -> Option<Explanation> {
        let found = found?;
        // The grammar may have taken the year for a number, or the time before `AM` for all of it: the whole token counts,
        // and what stands behind it where that belongs to it.
        let whole = self.tokens.get(self.index).map_or(found.range.clone(), |token| token.range.clone());
        if let Some(moment) = self.datetime(&whole) {
            return Some(moment);
        }
        let clock = self.explainer.surface == Surface::Japanese && self.expects(&[Rule::kw_at]);
        let times = clock || self.expects(&[Rule::time]);
        let dates = self.expects(&[Rule::date, Rule::moment, Rule::test_time, Rule::unit])
            || is_value(&self.expected)
            || self.index == 0 && self.context.is_lines();
        let behind = |count: usize| {
            let last = self.tokens.get(self.index + count)?;
            let range = whole.start..last.range.end;
            (!self.slice(range.clone()).contains(['\n', '{'])).then_some(range)
        };
        let half_day = |range: &Range<usize>| {
            let plain = fold(self.slice(range.clone()));
            plain.contains(':') && (plain.ends_with("am") || plain.ends_with("pm") || plain.matches(':').count() == 2)
        };
        let before = self.index.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| token.range.clone());
        let with_before = before.filter(|one| self.slice(one.clone()).contains(':')).map(|one| one.start..whole.end);
        // `on 20260401 send …`: the grammar took the date for a number and waits for a unit.
        let number = self.before().0;
        let eight = (number.len() == 8 && self.expects(&[Rule::unit])).then_some(number);
        let ranges = with_before.into_iter().chain(eight).chain([2, 1, 0].into_iter().filter_map(behind));
        for range in ranges {
            let written = self.slice(range.clone());
            let time = if times || half_day(&range) { other_time(written) } else { None };
            let meant = time.or_else(|| if dates { other_date(written) } else { None });
            let Some(meant) = meant.filter(|meant| meant != written) else { continue };
            let finding = OtherForm {
                span: self.span(range.clone()),
                written: self.original(range.clone()),
                meant: meant.clone(),
            };
            return Some(said(&finding, vec![self.edit(range, meant)]));
        }
        self.datetime(&whole)
            .or_else(|| self.iso(&whole))
            .or_else(|| self.without_year(dates, &[behind(2), behind(1), behind(0)]))
    }

    /// `starts_at: 2026-06-12 14:00`, also with `T` or in Japanese: a moment is a value in quotes.
    fn datetime(&self, found: &Range<usize>) -> Option<Explanation> {
        if !matches!(self.context, Context::ValueField | Context::Condition | Context::Field | Context::ScenarioLine) {
            return None;
        }
        let before = self.index.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|one| one.range.start);
        let ends =
            [2, 1, 0].into_iter().filter_map(|more| self.tokens.get(self.index + more)).map(|token| token.range.end);
        let starts = [Some(found.start), before].into_iter().flatten();
        let ranges = ends.flat_map(|end| starts.clone().map(move |start| start..end));
        for range in ranges.filter(|range| range.start < range.end) {
            let written = self.slice(range.clone());
            let Some((date, time)) = written.split_once([' ', 'T', '\u{3000}']) else { continue };
            let date = crate::ir::time::Date::parse(date).map(|date| date.to_string()).or_else(|| other_date(date));
            let time = if time.trim().contains([':', '時']) { other_time(time.trim()) } else { None };
            let (Some(date), Some(time)) = (date, time) else { continue };
            let meant = format!("\"{date} {time}\"");
            let edit = (range.clone(), meant.clone());
            if self.helps(std::slice::from_ref(&edit)) == Helps::No
                && failure(self.context.rule(), &self.with(&edit)).is_some()
            {
                continue;
            }
            return Some(self.other_writing(range, &meant, vec![edit], FixSafety::Safe));
        }
        None
    }

    /// `2026-04-01T10:00`, as programs write it.
    fn iso(&self, found: &Range<usize>) -> Option<Explanation> {
        let before =
            self.index.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(found.start, |one| one.range.start);
        for start in [found.start, before] {
            let rest = self.slice(start..self.text.len());
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let written = rest.get(..length)?;
            let Some((date, time)) = written.split_once(['T', 't']) else { continue };
            let (Some(date), Some(time)) = (crate::ir::time::Date::parse(date), other_time(time)) else { continue };
            let meant = format!("{date} {time}");
            let range = start..start + length;
            let finding =
                OtherForm { span: self.span(range.clone()), written: written.to_owned(), meant: meant.clone() };
            return Some(said(&finding, vec![self.edit(range, meant)]));
        }
        None
    }

    /// `4/1`, `4月1日`.
    fn without_year(&self, dates: bool, ranges: &[Option<Range<usize>>]) -> Option<Explanation> {
        let found = |range: &Range<usize>| day_of_month(self.slice(range.clone())).map(|day| (range.clone(), day));
        let (range, day) = ranges.iter().flatten().find_map(found).filter(|_| dates)?;
        let finding = DateWithoutYear { span: self.span(range.clone()), written: self.original(range), day };
        Some(said(&finding, Vec::new()))
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
        let indent = self.indentation();
        let gap = before.end..found.range.start;
        let line_break = format!("\n{indent}");
        let finding = TwoOnOneLine {
            span: self.span(found.range.clone()),
            found: text.to_owned(),
            insert: self.span(gap.clone()),
            line_break: line_break.clone(),
            safety: FixSafety::Safe,
        };
        Some(said(&finding, vec![self.edit(gap, line_break)]))
    }

    /// The blanks that the line begins with in the file.
    pub(super) fn indentation(&self) -> &str {
        let whole = self.explainer.text.get(..self.base).unwrap_or_default();
        let line = whole.rsplit('\n').next().unwrap_or_default();
        line.split(|one: char| !matches!(one, ' ' | '\t' | '\u{3000}')).next().unwrap_or_default()
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
        // `zone JST`: the name is another one, too.
        let zone = zone_meant(&written).filter(|_| forms(Rule::kw_zone).contains(&after));
        if let Some(meant) = zone.map(|zone| format!("\"{zone}\"")) {
            let edit = (range.clone(), meant.clone());
            return Some(self.other_writing(range, &meant, vec![edit], FixSafety::Safe));
        }
        let finding = TextNeedsQuotes {
            span: self.span(range.clone()),
            written: written.clone(),
            after: after.to_owned(),
            marks: None,
        };
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
