//! Steps and numbers in the ways of other tools and of speech: `score += 10`, `send thanks, guide`, `on 17 send guide`,
//! `wait until monday`, `50,000`, `5万`.

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

/// Digits in a group behind a comma.
const GROUP: usize = 3;

impl Line<'_> {
    /// A number with commas in it, or with a sign for a power of ten.
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
            let found = number_with_commas(self.slice(at..self.text.len()));
            let Some((length, number)) = found.or_else(|| number_with_power(self.slice(at..self.text.len()))) else {
                continue;
            };
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
        let mut names = Vec::new();
        let mut gaps = Vec::new();
        for (number, token) in self.tokens.iter().skip(send + 1).enumerate() {
            let text = self.slice(token.range.clone());
            match number % 2 {
                0 if matches!(token.kind, TokenKind::Word | TokenKind::Text) => names.push(token.range.clone()),
                1 if AND.contains(&text) => gaps.push(token.range.clone()),
                _ => return None,
            }
        }
        let declared = &self.explainer.declared.names;
        let sent = |name: &Range<usize>| {
            let name = self.slice(name.clone()).trim_matches('"');
            declared.is(Rule::kw_email, name) || declared.is(Rule::kw_message, name)
        };
        if gaps.is_empty() || names.len() != gaps.len() + 1 || !names.iter().all(sent) {
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

/// `50,000` at the beginning of a text: its bytes, and the number.
fn number_with_commas(text: &str) -> Option<(usize, String)> {
    let length = text.bytes().take_while(|one| one.is_ascii_digit() || *one == b',').count();
    let mut groups = text.get(..length)?.trim_end_matches(',').split(',');
    let first = groups.next().filter(|first| first.len() <= GROUP)?;
    let rest: Vec<&str> = groups.collect();
    let whole = !rest.is_empty() && rest.iter().all(|group| group.len() == GROUP);
    let bytes = first.len() + rest.iter().map(|group| group.len() + 1).sum::<usize>();
    whole.then(|| (bytes, format!("{first}{}", rest.concat())))
}

/// `5万` at the beginning of a text: its bytes, and the number.
fn number_with_power(text: &str) -> Option<(usize, String)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = text.get(length..)?.chars().next()?;
    let (_, power) = POWERS.iter().find(|(power, _)| *power == sign)?;
    // `5万5000`, `3千5百`: several parts, of which one alone is another number.
    let behind = text.get(length + sign.len_utf8()..).and_then(|rest| rest.chars().next());
    if behind.is_some_and(|one| one.is_numeric() || one == '.' || POWERS.iter().any(|(power, _)| *power == one)) {
        return None;
    }
    let number: i64 = text.get(..length)?.parse().ok()?;
    Some((length + sign.len_utf8(), number.checked_mul(*power)?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_with_their_signs() {
        assert_eq!(number_with_commas("50,000 yen"), Some((6, "50000".to_owned())));
        assert_eq!(number_with_commas("1,234,567"), Some((9, "1234567".to_owned())));
        assert_eq!(number_with_commas("50, 000"), None);
        assert_eq!(number_with_commas("50,00"), None);
        assert_eq!(number_with_power("5万円"), Some((4, "50000".to_owned())));
        assert_eq!(number_with_power("5円"), None);
        assert_eq!(number_with_power("5万5000"), None);
        assert_eq!(number_with_power("3千5百"), None);
    }

    #[test]
    fn days_of_the_week_are_the_next_ones() {
        assert_eq!(next_weekday("Mon").as_deref(), Some("next monday"));
        assert_eq!(next_weekday("friday").as_deref(), Some("next friday"));
        assert_eq!(next_weekday("月曜日まで").as_deref(), Some("次の月曜"));
        assert_eq!(next_weekday("moon"), None);
    }
}
