//! Ranks and segments in other words: `低い 0〜19`, `低い 20`, `セグメント 大手 = …`, `segment big { … }`.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::examples::of;
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::ops::Range;

/// What stands between the ends of a range.
const TO: &[&str] = &["から", "〜", "～", "~", "-", "–", "—", "to", "..", "ー"];

/// Marks between the name of a segment and its condition.
const MARKS: &[&str] = &["==", "=", ":", "->", "where", "if", "は", "条件:"];

/// A rank in a list.
struct Written<'t> {
    name: &'t str,
    from: Option<i64>,
    to: Option<i64>,
    /// Two ends, or one with a sign behind or before it: what is meant is sure then.
    sure: bool,
    range: Range<usize>,
}

impl Line<'_> {
    /// `低い 0〜19, 高い 20〜`: each rank says where it begins, the first one where it ends.
    pub(super) fn ranks_in_ranges(&self) -> Option<Explanation> {
        if self.context != Context::Rank {
            return None;
        }
        let before = self.explainer.text.get(..self.base).unwrap_or_default().trim_end();
        let mut first = before.ends_with('{');
        let mut edits = Vec::new();
        let mut sure = true;
        let mut at = 0;
        let parts: Vec<&str> = self.text.split(',').collect();
        for (number, part) in parts.iter().enumerate() {
            let start = at + part.len() - part.trim_start().len();
            at += part.len() + 1;
            if let Some(rank) = rank(part.trim(), start) {
                let next = parts.get(number + 1).and_then(|part| least(part));
                let limit = rank
                    .to
                    .and_then(|to| to.checked_add(1))
                    .or(next.filter(|next| Some(*next) != rank.from))
                    .or(rank.from);
                let points = if first { limit? } else { rank.from.or(rank.to)? };
                let surface = self.explainer.surface;
                let said =
                    if first { of(surface, ("below {}", "{}未満")) } else { of(surface, ("from {}", "{}以上")) };
                sure &= rank.sure && (first || rank.from.is_some());
                let meant = format!("{} {}", rank.name, said.replace("{}", &points.to_string()));
                edits.push((rank.range, meant));
            }
            first = false;
        }
        let range = edits.first()?.0.start..edits.last()?.0.end;
        let meant = self.edited(range.clone(), &edits);
        let whole = |text: &str| text.split(',').all(|part| failure(self.context.rule(), part.trim()).is_none());
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        let edit = (range.clone(), meant.clone());
        whole(&self.with(&edit)).then(|| self.other_writing(range, &meant, vec![edit], safety))
    }

    /// `セグメント 大手 リード.従業員数 >= 300` without its word, or with another sign for it, also in braces.
    pub(super) fn segment_head(&self) -> Option<Explanation> {
        let first = self.slice(self.tokens.first()?.range.clone());
        if self.context != Context::Declaration || !forms(Rule::kw_segment).contains(&first) {
            return None;
        }
        let name = self.tokens.get(1)?.range.clone();
        match self.in_braces(name.end) {
            Some(condition) => self.condition_in_braces(name, condition),
            None => self.condition_after_name(name),
        }
    }

    /// `セグメント 大手 { リード.従業員数 >= 300 }`: the braces go.
    fn condition_in_braces(&self, name: Range<usize>, condition: Range<usize>) -> Option<Explanation> {
        let when = self.condition_word();
        let text = self.explainer.text.get(self.base + condition.start..self.base + condition.end)?;
        let meant = format!("{} {when} {}", self.slice(name.clone()), text.trim());
        let line = format!("{}{meant}", self.slice(0..name.start));
        let begins = condition.start + (text.len() - text.trim_start().len());
        let ends = condition.start + text.trim_end().len();
        let edits = vec![(name.end..begins, format!(" {when} ")), (ends..condition.end + 1, String::new())];
        let right = failure(self.context.rule(), &line).is_none();
        right.then(|| self.other_writing(name.start..condition.start, &meant, edits, FixSafety::Safe))
    }

    /// `セグメント 大手 = リード.従業員数 >= 300`: the word in the place of the sign, or of nothing.
    fn condition_after_name(&self, name: Range<usize>) -> Option<Explanation> {
        let behind = self.slice(name.end..self.text.len());
        let signed = behind.trim_start();
        let mark = MARKS.iter().find(|mark| signed.starts_with(**mark)).map_or(0, |mark| mark.len());
        let condition = signed.get(mark..)?.trim_start();
        let when = self.condition_word();
        let edit = (name.end..self.text.len() - condition.len(), format!(" {when} "));
        let right = !condition.is_empty() && failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| {
            let meant = format!("{} {when}", self.slice(name.clone()));
            let end = if mark == 0 { name.end } else { name.end + (behind.len() - signed.len()) + mark };
            self.other_writing(name.start..end, &meant, vec![edit], FixSafety::Safe)
        })
    }

    /// The word before a condition, in those of the file.
    fn condition_word(&self) -> &'static str {
        of(self.explainer.surface, ("when", "条件"))
    }

    /// What stands between the braces that follow, if no others are in it.
    fn in_braces(&self, from: usize) -> Option<Range<usize>> {
        let rest = self.explainer.text.get(self.base + from..)?;
        let inside = rest.trim_start_matches([' ', '=', ':', '\u{3000}']).strip_prefix('{')?;
        let end = inside.find(['{', '}']).filter(|at| inside.get(*at..).is_some_and(|rest| rest.starts_with('}')))?;
        let start = from + rest.len() - inside.len();
        Some(start..start + end)
    }
}

/// The number that a rank begins with, of the next one in a list.
fn least(part: &str) -> Option<i64> {
    let digits = part.find(|one: char| one.is_ascii_digit())?;
    let rest = part.get(digits..)?;
    rest.get(..rest.bytes().take_while(u8::is_ascii_digit).count())?.parse().ok()
}

/// A rank with its range, in another way than the language has.
fn rank(part: &str, start: usize) -> Option<Written<'_>> {
    let at = part.find(|one: char| one.is_whitespace() || one == ':')?;
    let (name, rest) = part.split_at_checked(at)?;
    let range = start..start + part.len();
    let points = rest.contains('点');
    let rest = rest.trim_start_matches([':', ' ', '\u{3000}', '\t']).replace('点', "");
    let rest = rest.trim();
    let number = |text: &str| text.trim().parse::<i64>().ok();
    // `20点以上`: nothing but a counting word too many.
    if let Some(from) = rest.strip_suffix("以上").filter(|_| points) {
        return Some(Written { name, from: Some(number(from)?), to: None, sure: true, range });
    }
    if let Some(below) = rest.strip_suffix("未満").filter(|_| points) {
        return Some(Written { name, from: None, to: Some(number(below)?.checked_sub(1)?), sure: true, range });
    }
    if let Some(only) = number(rest) {
        return Some(Written { name, from: Some(only), to: None, sure: false, range });
    }
    if let Some(from) = rest.strip_suffix('+') {
        return Some(Written { name, from: Some(number(from)?), to: None, sure: true, range });
    }
    let (from, to) = TO.iter().find_map(|sign| rest.split_once(sign))?;
    let (from, to) = (from.trim(), to.trim());
    let fits = |text: &str| text.is_empty() || number(text).is_some();
    let both = fits(from) && fits(to) && !(from.is_empty() && to.is_empty());
    both.then(|| Written { name, from: number(from), to: number(to), sure: true, range })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_with_their_signs() {
        for (text, from, to) in [
            ("低い 0〜19", Some(0), Some(19)),
            ("低い 0点から19点", Some(0), Some(19)),
            ("高い 20〜", Some(20), None),
            ("低い 〜19", None, Some(19)),
            ("warm 20 to 49", Some(20), Some(49)),
        ] {
            let rank = rank(text, 0).unwrap();
            assert_eq!((rank.from, rank.to), (from, to), "{text}");
        }
        assert!(rank("低い 20未満", 0).is_none());
        assert!(rank("cold below 20", 0).is_none());
    }
}
