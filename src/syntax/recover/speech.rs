//! Moments around a date, in the order and with the particles of speech: `イベント.開始日時の1日前 送信 前日`,
//! `待つ まで 1日後 イベント.開始日時`, `on event.starts_at 1 day before …`. Also where only the word before them is missing.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::tokens::TokenKind;
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::{Surface, UNITS};
use std::ops::Range;

/// What dates belong to.
const ROOTS: [Rule; 3] = [Rule::kw_lead, Rule::kw_event, Rule::kw_start];

/// What other tools call the start of a scenario.
pub(super) const TRIGGERS: [&str; 8] =
    ["トリガー", "登録トリガー", "開始トリガー", "エントリー", "エントリー条件", "登録条件", "開始条件", "trigger"];

/// What speech puts behind a moment, and the language leaves out or writes apart.
const BEHIND: [&str; 6] = ["までに", "まで", "から", "に", "の", "で"];

/// A moment before or after a date.
struct Around {
    /// The whole of it in the line, with its particles.
    range: Range<usize>,
    /// As the language writes it.
    moment: String,
}

impl Line<'_> {
    /// The line with its moment in the order of the language.
    pub(super) fn around(&self) -> Option<Explanation> {
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine) {
            return None;
        }
        let Around { range, moment } = self.spoken()?;
        let before = self.slice(0..range.start).trim_end();
        let behind = self.slice(range.end..self.text.len());
        let meant = self.lines_with(before, &moment, behind).into_iter();
        let meant = meant.filter(|line| line != self.text).find(|line| failure(self.context.rule(), line).is_none())?;
        Some(self.rewritten(&meant, FixSafety::Safe))
    }

    /// `トリガー ウェビナー申込`: the word of other tools for the start of a scenario.
    pub(super) fn trigger(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        if self.context != Context::ScenarioLine || !TRIGGERS.contains(&self.slice(first.clone())) {
            return None;
        }
        let rest = self.slice(first.end..self.text.len()).trim_start_matches([' ', ':', '：', '\u{3000}']);
        let (start, on) = match self.explainer.surface {
            Surface::English => ("start", "start on"),
            Surface::Japanese => ("開始", "開始 きっかけ"),
        };
        let right = |line: &String| failure(self.context.rule(), line).is_none();
        let meant = [format!("{on} {rest}"), format!("{start} {rest}")].into_iter().find(right);
        Some(match meant {
            Some(meant) => self.rewritten(&meant, FixSafety::Safe),
            None => {
                let edit = (first.clone(), start.to_owned());
                self.other_writing(first, start, vec![edit], FixSafety::Unsafe)
            }
        })
    }

    /// The lines that may be meant, the likeliest first.
    fn lines_with(&self, before: &str, moment: &str, behind: &str) -> Vec<String> {
        let is = |text: &str, rule: Rule| forms(rule).contains(&text);
        let plain = before.trim_end_matches([':', '：']).trim_end();
        let words: Vec<&str> = plain.split_whitespace().filter(|word| !is(word, Rule::kw_until)).collect();
        let verb = forms(Rule::kw_wait).iter().find_map(|word| behind.trim_start().strip_prefix(word));
        let (on, wait, start) = match self.explainer.surface {
            Surface::English => ("on", format!("wait until {moment}"), "start"),
            Surface::Japanese => ("予定", format!("待つ {moment} まで"), "開始"),
        };
        match words.as_slice() {
            [] => verb.map_or_else(
                || vec![format!("{on} {moment}{}", spaced(behind))],
                |behind| vec![format!("{wait}{behind}")],
            ),
            [word] if is(word, Rule::kw_wait) => vec![format!("{wait}{behind}")],
            [first, rest @ ..]
                if (is(first, Rule::kw_start) || TRIGGERS.contains(first))
                    && rest.iter().all(|word| is(word, Rule::kw_on)) =>
            {
                vec![format!("{start} {moment}{behind}")]
            }
            ["きっかけ"] => vec![format!("{start} {moment}{behind}"), format!("{on} {moment}{}", spaced(behind))],
            [word] if is(word, Rule::kw_on) => vec![format!("{word} {moment}{}", spaced(behind))],
            // `送信 前日 イベント.開始日時の1日前`
            [..] => vec![format!("{on} {moment} {before}{behind}")],
        }
    }

    /// The moment around a date that the line has.
    fn spoken(&self) -> Option<Around> {
        let word = |at: usize| self.tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        let is_root = |at: &usize| ROOTS.iter().any(|rule| forms(*rule).contains(&word(*at)));
        let at = (0..self.tokens.len()).find(|at| is_root(at) && word(at + 1) == ".")?;
        let (root, field) = (self.tokens.get(at)?.range.clone(), self.tokens.get(at + 2)?);
        if field.kind != TokenKind::Word {
            return None;
        }
        let name = self.slice(field.range.clone());
        // `開始日時の1日前まで`: all in one.
        if let Some((length, amount, rest)) = glued_behind(name) {
            let path = self.slice(root.start..field.range.start + length);
            let end = field.range.end - without_particles(rest).len();
            return Some(Around { range: root.start..end, moment: self.moment(path, &amount) });
        }
        let path = self.slice(root.start..field.range.end);
        if let Some((amount, rest)) = amount_around(self.slice(field.range.end..self.text.len())) {
            let end = self.text.len() - without_particles(rest).len();
            return Some(Around { range: root.start..end, moment: self.moment(path, &amount) });
        }
        // `1日後 イベント.開始日時`
        let (start, amount) = self.tokens.get(..at)?.iter().rev().find_map(|token| {
            let (amount, rest) = amount_around(self.slice(token.range.start..root.start))?;
            without_particles(rest).trim().is_empty().then_some((token.range.start, amount))
        })?;
        let rest = self.slice(field.range.end..self.text.len());
        let end = self.text.len() - without_particles(rest).len();
        Some(Around { range: start..end, moment: self.moment(path, &amount) })
    }

    fn moment(&self, path: &str, amount: &str) -> String {
        match self.explainer.surface {
            Surface::English => format!("{amount} {path}"),
            Surface::Japanese => format!("{path} {amount}"),
        }
    }

    /// The finding about the part of the line that is another in `meant`, which is cut at blanks.
    pub(super) fn rewritten(&self, meant: &str, safety: FixSafety) -> Explanation {
        let same = |(one, two): &((usize, char), char)| one.1 == *two;
        let begin = self.text.char_indices().zip(meant.chars()).take_while(same).last();
        let mut start = begin.map_or(0, |((at, one), _)| at + one.len_utf8());
        let left = (self.text.len() - start).min(meant.len() - start);
        let equal = self.text.chars().rev().zip(meant.chars().rev()).take_while(|(one, two)| one == two);
        let mut tail = 0;
        for (one, _) in equal {
            if tail + one.len_utf8() > left {
                break;
            }
            tail += one.len_utf8();
        }
        start = self.slice(0..start).rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let end = self.text.len() - tail;
        let more = self.slice(end..self.text.len());
        let edge = |one: char| one.is_whitespace() || one == ',';
        let more = if self.slice(0..end).ends_with(edge) { 0 } else { more.find(edge).unwrap_or(more.len()) };
        let end = end + more;
        let with = meant.get(start..meant.len() + end - self.text.len()).unwrap_or_default();
        let range = start..start + self.slice(start..end).trim_end().len();
        let edit = (start..end, with.to_owned());
        self.other_writing(range, with.trim_end(), vec![edit], safety)
    }
}

/// A text behind a blank of its own.
fn spaced(text: &str) -> String {
    let blank = if text.is_empty() || text.starts_with(char::is_whitespace) { "" } else { " " };
    format!("{blank}{text}")
}

/// A length of time with what says on which side of a date it lies, as the language writes it, and what follows.
fn amount_around(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let text = text.strip_prefix('の').unwrap_or(text).trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
    let rest = rest.trim_start();
    let fits = |unit: &&&str| {
        let behind = rest.strip_prefix(**unit);
        behind.is_some_and(|behind| !unit.is_ascii() || behind.starts_with(' '))
    };
    let unit = UNITS.iter().flat_map(|rule| forms(*rule)).filter(fits).max_by_key(|unit| unit.len())?;
    let rest = rest.strip_prefix(unit)?.trim_start();
    let sides = [Rule::kw_before, Rule::kw_after].into_iter().flat_map(forms);
    let side = sides.copied().find(|side| rest.starts_with(side) && side.is_ascii() == unit.is_ascii())?;
    let rest = rest.strip_prefix(side)?;
    let amount = if unit.is_ascii() { format!("{number} {unit} {side}") } else { format!("{number}{unit}{side}") };
    Some((amount, rest))
}

/// Bytes of the name that such a length is glued to, the length, and what follows: `開始日時の1日前に`.
fn glued_behind(name: &str) -> Option<(usize, String, &str)> {
    let begins = |at: usize| name.get(at..).is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()));
    let at = name.char_indices().map(|(at, _)| at).find(|at| *at > 0 && begins(*at))?;
    let (amount, rest) = amount_around(name.get(at..)?)?;
    let length = name.get(..at)?.strip_suffix('の').map_or(at, str::len);
    Some((length, amount, rest)).filter(|_| length > 0)
}

/// For a name that no field has: the field that it begins with and the moment around it, `開始日時` and `1日前` of
/// `開始日時の1日前`.
pub(crate) fn moment_in_name(name: &str) -> Option<(&str, String)> {
    let (length, amount, rest) = glued_behind(name)?;
    Some((name.get(..length)?, amount)).filter(|_| without_particles(rest).is_empty())
}

/// What follows a moment, without the words that speech puts between.
fn without_particles(text: &str) -> &str {
    let trimmed = text.trim_start();
    let word = |particle: &str| {
        trimmed.strip_prefix(particle).filter(|rest| {
            // `までにする` is no such word, `まで待つ` is.
            let verb = forms(Rule::kw_wait).iter().any(|word| rest.starts_with(word));
            verb || !rest.starts_with(unicode_ident::is_xid_continue)
        })
    };
    BEHIND.iter().find_map(|particle| word(particle)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_around_dates_are_read_with_their_particles() {
        assert_eq!(amount_around(" の 1日 前 送信"), Some(("1日前".to_owned(), " 送信")));
        assert_eq!(amount_around("1 day before lead.x"), Some(("1 day before".to_owned(), " lead.x")));
        assert_eq!(amount_around("3営業日後"), Some(("3営業日後".to_owned(), "")));
        assert_eq!(amount_around("3日"), None);
        assert_eq!(moment_in_name("開始日時の1日前"), Some(("開始日時", "1日前".to_owned())));
        assert_eq!(moment_in_name("開始日時1週間後に"), Some(("開始日時", "1週間後".to_owned())));
        assert_eq!(moment_in_name("開始日時"), None);
    }
}
