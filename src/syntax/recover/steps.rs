//! Steps and numbers in the ways of other tools and of speech: `score += 10`, `send thanks, guide`, `on 17 send guide`,
//! `wait until monday`, `5万`.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::moments::english_day;
use super::tokens::TokenKind;
use crate::diagnostic::FixSafety;
use crate::syntax::findings::{DateWithoutYear, TwoOnOneLine};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::WEEKDAYS;
use std::ops::Range;

/// What stands between the names of several emails.
const AND: &[&str] = &[",", "and", "と", "&", "・", "および"];

/// Short forms of [`WEEKDAYS`].
const WEEKDAYS_SAID: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Numbers that Japanese has a sign for.
const POWERS: &[(char, i64)] = &[('百', 100), ('千', 1_000), ('万', 10_000), ('億', 100_000_000)];

/// Numbers of a line that are tried: each costs a look at the whole line.
const MOST_TRIED: usize = 8;

/// Digits of a day of a scenario; more are a date.
const LONGEST_DAY: usize = 3;

impl Line<'_> {
    /// A number with signs for powers of ten.
    pub(super) fn large_number(&self) -> Option<Explanation> {
        let (mut quoted, mut before, mut tried) = (false, ' ', 0);
        for (at, one) in self.text.char_indices() {
            quoted ^= one == '"';
            let starts =
                one.is_ascii_digit() && !(unicode_ident::is_xid_continue(before) || matches!(before, '.' | ','));
            before = one;
            if quoted || !starts {
                continue;
            }
            let Some((length, number)) = number_with_power(self.slice(at..self.text.len())) else { continue };
            tried += 1;
            if tried > MOST_TRIED {
                return None;
            }
            let edit = (at..at + length, number.clone());
            let helps = match failure(self.context.rule(), &self.with(&edit)) {
                None => true,
                Some((reached, _)) => self.at < at + length && reached >= at + number.len(),
            };
            if helps {
                return Some(self.other_writing(at..at + length, &number, vec![edit], FixSafety::Safe));
            }
        }
        None
    }

    /// A step in the way of another tool.
    pub(super) fn other_steps(&self) -> Option<Explanation> {
        matches!(self.context, Context::StepLine | Context::ScenarioLine).then_some(())?;
        self.points_added()
            .or_else(|| self.several_sent())
            .or_else(|| self.day_without_word())
            .or_else(|| self.weekday())
            .or_else(|| self.english_day())
    }

    /// `on Jun 8 send guide`: which year?
    fn english_day(&self) -> Option<Explanation> {
        let words = self.tokens.iter().skip(1).filter(|one| matches!(one.kind, TokenKind::Word | TokenKind::Number));
        let mut found = words.filter_map(|one| {
            let start = one.range.start;
            english_day(self.slice(start..self.text.len())).map(|(day, length)| (start..start + length, day))
        });
        let (range, day) = found.next()?;
        let finding = DateWithoutYear { span: self.span(range.clone()), written: self.original(range), day };
        Some(said(&finding, Vec::new()))
    }

    fn begins_with(&self, rule: Rule) -> Option<Range<usize>> {
        let first = self.tokens.first()?.range.clone();
        forms(rule).contains(&self.slice(first.clone())).then_some(first)
    }

    /// `score += 10`, `score = score + 10`.
    fn points_added(&self) -> Option<Explanation> {
        let word = self.begins_with(Rule::kw_score)?;
        let score = self.slice(word.clone());
        let rest = self.slice(word.end..self.text.len()).trim_start();
        let added =
            rest.strip_prefix('=').map_or(rest, |rest| rest.trim_start().trim_start_matches(score).trim_start());
        let sign = added.chars().next().filter(|one| matches!(one, '+' | '-'))?;
        let points = added.get(1..)?.trim_start_matches('=').trim_start();
        let line = format!("{score} {sign}{points}");
        let right =
            points.starts_with(|one: char| one.is_ascii_digit()) && failure(self.context.rule(), &line).is_none();
        // `score = -10` sets it elsewhere.
        let set = rest.strip_prefix('=').is_some_and(|rest| !rest.trim_start().starts_with(score));
        right.then(|| self.rewritten(&line, if set { FixSafety::Unsafe } else { FixSafety::Safe }))
    }

    /// `send thanks, guide`: each `send` sends one.
    fn several_sent(&self) -> Option<Explanation> {
        let send = self.tokens.iter().position(|one| forms(Rule::kw_send).contains(&self.slice(one.range.clone())))?;
        let behind = self.tokens.get(send + 1..)?.iter().map(|token| token.range.clone());
        let names: Vec<Range<usize>> = behind.filter(|range| !AND.contains(&self.slice(range.clone()))).collect();
        let declared = &self.explainer.declared.names;
        let sent = |name: &Range<usize>| {
            let name = self.slice(name.clone()).trim_matches('"');
            declared.is(Rule::kw_email, name) || declared.is(Rule::kw_message, name)
        };
        if names.len() < 2 || !names.iter().all(sent) {
            return None;
        }
        let head = self.slice(0..names.first()?.start);
        let line_break = format!("\n{}{head}", self.indentation());
        let edits: Vec<_> = names.windows(2).filter_map(|pair| Some(pair.first()?.end..pair.get(1)?.start)).collect();
        let finding = TwoOnOneLine {
            span: self.span(names.get(1)?.clone()),
            found: self.slice(names.get(1)?.clone()).to_owned(),
            insert: self.span(edits.first()?.clone()),
            line_break: line_break.clone(),
            // Two mails at one moment: when the second goes is the author's to say.
            safety: FixSafety::Unsafe,
        };
        Some(said(&finding, edits.into_iter().map(|gap| self.edit(gap, line_break.clone())).collect()))
    }

    /// `on 17 send guide`: a number alone is no day.
    fn day_without_word(&self) -> Option<Explanation> {
        self.begins_with(Rule::kw_on)?;
        let number = self.tokens.get(1).filter(|one| one.kind == TokenKind::Number)?.range.clone();
        if number.len() > LONGEST_DAY {
            return None;
        }
        let meant = format!("day {}", self.slice(number.clone()));
        let edit = (number.clone(), meant.clone());
        let right = failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| self.other_writing(number, &meant, vec![edit], FixSafety::Unsafe))
    }

    /// `wait until monday at 9:00`, `待つ 次の月曜 9:00`: the next one is meant.
    fn weekday(&self) -> Option<Explanation> {
        let (first, said) = (self.tokens.first()?.range.clone(), |range: &Range<usize>| self.slice(range.clone()));
        let wait = forms(Rule::kw_wait).contains(&said(&first));
        let day = self.tokens.iter().find_map(|one| Some((one.range.clone(), next_weekday(said(&one.range))?)))?;
        let (range, meant) = day;
        let mut head = self.slice(0..range.start).trim_end().to_owned();
        let stripped = forms(Rule::kw_next).iter().find_map(|word| head.strip_suffix(word)).map(str::to_owned);
        head = stripped.unwrap_or(head).trim_end().to_owned();
        let behind = self.slice(range.end..self.text.len()).trim();
        let behind = ["まで", "に"].iter().fold(behind, |rest, word| rest.trim_end_matches(word).trim_end());
        let line = if meant.is_ascii() {
            let time = behind.strip_prefix("at").map_or(behind, str::trim_start);
            let time = if wait && time.starts_with(|one: char| one.is_ascii_digit()) {
                format!("at {time}")
            } else {
                behind.to_owned()
            };
            let head = if wait && !head.ends_with("until") { format!("{head} until") } else { head };
            [head.as_str(), &meant, &time].join(" ")
        } else {
            [head.as_str(), &meant, behind, if wait { "まで" } else { "" }].join(" ")
        };
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let right = line != self.text && failure(self.context.rule(), &line).is_none();
        right.then(|| self.rewritten(&line, FixSafety::Safe))
    }
}

/// `next monday` for `monday`, `mon` and `next_monday`; `次の月曜` for `月曜`, `月曜日まで` and `次の月曜日`.
pub(crate) fn next_weekday(word: &str) -> Option<String> {
    let plain = word.trim_start_matches("次の").trim_end_matches("まで").trim_end_matches('に').trim_end_matches('日');
    if let Some(day) = ["月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"].iter().find(|day| **day == plain)
    {
        return Some(format!("次の{day}"));
    }
    let lower = word.to_ascii_lowercase();
    let short = WEEKDAYS_SAID.iter().position(|day| *day == lower);
    let rule =
        WEEKDAYS.iter().enumerate().find(|(at, rule)| short == Some(*at) || forms(**rule).contains(&lower.as_str()));
    rule.and_then(|(_, rule)| forms(*rule).iter().find(|form| form.is_ascii())).map(|day| format!("next {day}"))
}

/// `5万`, `1万5千`, `1.5万` at the beginning of a text: its bytes, and the number.
fn number_with_power(text: &str) -> Option<(usize, String)> {
    let (mut at, mut sum, mut below) = (0, 0_i64, i64::MAX);
    while let Some(rest) = text.get(at..).filter(|rest| rest.starts_with(|one: char| one.is_ascii_digit())) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let whole: i64 = rest.get(..digits)?.parse().ok()?;
        let behind = rest.get(digits..)?;
        let tenths = behind.strip_prefix('.').filter(|_| at == 0).and_then(|rest| rest.chars().next()?.to_digit(10));
        let dot = if tenths.is_some() { 2 } else { 0 };
        let sign = behind.get(dot..)?.chars().next();
        let power = POWERS.iter().find(|(power, _)| sign == Some(*power)).map(|(_, power)| *power);
        let part = match (power, tenths) {
            (Some(power), Some(tenths)) => whole.checked_mul(power)?.checked_add(i64::from(tenths) * power / 10)?,
            (Some(power), None) => whole.checked_mul(power)?,
            (None, Some(_)) => return None,
            (None, None) => whole,
        };
        if part >= below || power.is_none() && at == 0 {
            return None;
        }
        (sum, below) = (sum.checked_add(part)?, power.unwrap_or(1));
        at += digits + dot + power.and(sign).map_or(0, char::len_utf8);
        if power.is_none() {
            break;
        }
    }
    let ends =
        !text.get(at..)?.starts_with(|one: char| one.is_numeric() || POWERS.iter().any(|(power, _)| *power == one));
    (at > 0 && ends).then(|| (at, sum.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_with_their_signs() {
        assert_eq!(number_with_power("5万円"), Some((4, "50000".to_owned())));
        assert_eq!(number_with_power("5円"), None);
        for (written, number) in [("5万5000", "55000"), ("3千5百", "3500"), ("1万5千", "15000"), ("1.5万", "15000")]
        {
            assert_eq!(number_with_power(written), Some((written.len(), number.to_owned())));
        }
        assert_eq!(number_with_power("2億5000万").map(|one| one.1).as_deref(), Some("250000000"));
        assert_eq!(number_with_power("5千1万"), None);
    }

    #[test]
    fn days_of_the_week_are_the_next_ones() {
        assert_eq!(next_weekday("Mon").as_deref(), Some("next monday"));
        assert_eq!(next_weekday("friday").as_deref(), Some("next friday"));
        assert_eq!(next_weekday("月曜日まで").as_deref(), Some("次の月曜"));
        assert_eq!(next_weekday("moon"), None);
    }
}
