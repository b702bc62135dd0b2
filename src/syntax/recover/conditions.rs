//! Conditions in the words of speech: `もし リード.役職 が 未入力`, `スコアが50以上`, `開封済み 事例 ではない`, `if score is 30 or more`.
//! All of them on a line are put right at once, so that none is left with half of what it says.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::declared::Declared;
use super::predicates::{Predicate, is_doubtful, predicate, without_denial};
use super::rewrites::Helps;
use super::tokens::TokenKind;
use crate::diagnostic::FixSafety;
use crate::syntax::findings::MissingWord;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{forms, is_keyword};
use crate::syntax::surface::Surface;
use crate::syntax::written::written_text;
use std::ops::Range;

/// Words that a condition stands behind, or that join conditions.
const BOUNDS: [Rule; 8] = [
    Rule::kw_and,
    Rule::kw_or,
    Rule::kw_not,
    Rule::kw_if,
    Rule::kw_when,
    Rule::kw_where,
    Rule::kw_expect,
    Rule::kw_until,
];

/// What fields belong to.
const ROOTS: [Rule; 3] = [Rule::kw_lead, Rule::kw_event, Rule::kw_start];

/// What follows `or` in `30 or more`.
const MORE: [&str; 12] =
    ["more", "higher", "above", "greater", "over", "later", "less", "fewer", "lower", "below", "under", "earlier"];

/// Words between two conditions, the first of which is denied by them.
const DENIED_AND: [&str; 3] = ["ではなく", "でなく", "じゃなく"];

/// Most parts that a line with conditions in words may have.
const MOST_TOKENS: usize = 60;

impl Line<'_> {
    /// The line with its conditions as the language writes them.
    pub(super) fn said_conditions(&self) -> Option<Explanation> {
        let edits = self.condition_edits();
        let range = edits.first()?.0.start..edits.last()?.0.end;
        let whole = failure(self.context.rule(), &self.edited(0..self.text.len(), &edits)).is_none();
        if !whole && self.helps(&edits) == Helps::No {
            return None;
        }
        let meant = self.edited(range.clone(), &edits);
        Some(self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// `停止 リード.商談 == 受注`: the word between is missing.
    pub(super) fn head_without_word(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        let word = self.slice(first.clone());
        let stop = forms(Rule::kw_stop).contains(&word);
        let next = self.tokens.get(1)?;
        let begins = |rule: Rule| forms(rule).contains(&self.slice(next.range.clone()));
        if self.context != Context::ScenarioLine
            || !(stop || forms(Rule::kw_start).contains(&word))
            || begins(Rule::kw_when)
            || begins(Rule::kw_on)
            || next.kind != TokenKind::Word && self.slice(next.range.clone()) != "("
        {
            return None;
        }
        let edits: Vec<_> = self.condition_edits();
        let rest = self.edited(first.end..self.text.len(), &edits);
        let lonely = self.tokens.len() == 2;
        let reaction = lonely || begins(Rule::kw_click) || begins(Rule::kw_open);
        // `開始 資料請求`: other reasons say more about it.
        let speaks = |rule: &Rule| forms(*rule).contains(&self.slice(next.range.clone()));
        let value = ROOTS.iter().chain(&[Rule::kw_score, Rule::kw_rank]).any(speaks);
        // `停止 注文したら`: the name of an event with the words of a sentence behind it.
        let named = self.explainer.declared.names.at(rest.trim()).is_some_and(|name| name != rest.trim());
        if !stop && (reaction || !value) || lonely && (named || is_keyword(rest.trim())) {
            return None;
        }
        let order: &[Rule] = match (reaction, stop) {
            (true, _) => &[Rule::kw_on, Rule::kw_when],
            (false, true) => &[Rule::kw_when, Rule::kw_on],
            // `開始 資料請求 条件 …`: what else begins a scenario is no slip.
            (false, false) => &[Rule::kw_when],
        };
        let fitting = order.iter().find_map(|rule| {
            let form = match (rule, word.is_ascii()) {
                (&Rule::kw_on, true) => "on",
                (&Rule::kw_on, false) => "きっかけ",
                (_, true) => "when",
                (_, false) => "条件",
            };
            failure(self.context.rule(), &format!("{word} {form}{rest}")).is_none().then_some(form)
        })?;
        if edits.is_empty() {
            let insert = first.end..first.end;
            let span = self.span(insert.clone());
            let joins = false;
            let finding =
                MissingWord { span: self.span(first), after: word.to_owned(), word: fitting, joins, insert: span };
            return Some(said(&finding, vec![self.edit(insert, format!(" {fitting}"))]));
        }
        Some(self.rewritten(&format!("{word} {fitting}{rest}"), FixSafety::Safe))
    }

    /// What to write for the conditions in words, in their order.
    fn condition_edits(&self) -> Vec<(Range<usize>, String)> {
        let text = |at: usize| self.tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        let is_bound = |at: usize| {
            let word = text(at);
            // `30 or more`, `is not empty`: these belong to what is said.
            let before = at.checked_sub(1).map_or("", &text);
            let more = forms(Rule::kw_or).contains(&word) && MORE.contains(&text(at + 1));
            if more || word == "not" && ["is", "are", "was"].contains(&before) {
                return false;
            }
            BOUNDS.iter().any(|rule| forms(*rule).contains(&word)) || matches!(word, "(" | ")" | "{" | "," | "!")
        };
        let mut edits = Vec::new();
        if self.tokens.len() > MOST_TOKENS || !self.has_conditions() {
            return edits;
        }
        let mut begin = 0_usize;
        let mut list = 0_usize;
        for at in 0..=self.tokens.len() {
            match text(at) {
                "[" => list += 1,
                "]" => list = list.saturating_sub(1),
                _ => {}
            }
            let denied = DENIED_AND.contains(&text(at));
            if at < self.tokens.len() && (list > 0 || !is_bound(at)) && !denied {
                continue;
            }
            let not = begin.checked_sub(1).is_some_and(|before| forms(Rule::kw_not).contains(&text(before)));
            if at < begin {
                continue;
            }
            let range = self.tokens.get(begin).zip(at.checked_sub(1).and_then(|last| self.tokens.get(last)));
            if let Some((first, last)) = range.filter(|_| begin < at) {
                let range = first.range.start..last.range.end;
                let edit = if denied { self.denied_and(range, at) } else { self.part(range, not) };
                if let Some((edit, end)) = edit.as_ref().and_then(|edit| self.with_more_values(edit, at)) {
                    edits.push(edit);
                    begin = end + 1;
                    continue;
                }
                edits.extend(edit);
            }
            begin = at + 1;
        }
        edits
    }

    /// `リード.業種 が 製造 または 金融`: further values behind the first, and the number of the token behind the last.
    fn with_more_values(&self, edit: &(Range<usize>, String), at: usize) -> Option<((Range<usize>, String), usize)> {
        let (range, meant) = edit;
        let (subject, first) = meant.rsplit_once(" == ")?;
        let text = |at: usize| self.tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        let is_value = |at: usize| {
            let bound = BOUNDS.iter().any(|rule| forms(*rule).contains(&text(at + 1))) || text(at + 1) == "{";
            let value = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word);
            value.is_some() && (bound || at + 1 == self.tokens.len())
        };
        let mut values = vec![first];
        let mut end = at;
        while forms(Rule::kw_or).contains(&text(end)) && is_value(end + 1) {
            values.push(text(end + 1));
            end += 2;
        }
        let last = self.tokens.get(end.checked_sub(1)?)?;
        if values.len() < 2 || first.starts_with(|one: char| one == '"' || one.is_ascii_digit()) {
            return None;
        }
        let within = match self.explainer.surface {
            Surface::English => "in",
            Surface::Japanese => "次のいずれか",
        };
        let meant = format!("{subject} {within} [{}]", values.join(", "));
        Some(((range.start..last.range.end, meant), end))
    }

    /// Whether conditions may stand in such a line.
    const fn has_conditions(&self) -> bool {
        matches!(
            self.context,
            Context::Declaration
                | Context::Condition
                | Context::WhenTrigger
                | Context::ScenarioLine
                | Context::StepLine
                | Context::TestLine
                | Context::ScoreRule
                | Context::Arm
                | Context::RepeatLimit
                | Context::TemplateTag
        )
    }

    /// `開封済み 事例 ではなく スコア >= 3`.
    fn denied_and(&self, range: Range<usize>, at: usize) -> Option<(Range<usize>, String)> {
        let surface = self.explainer.surface;
        let (not, and) = (surface.word(Rule::kw_not)?, surface.word(Rule::kw_and)?);
        let condition = self.slice(range.clone());
        let whole = range.start..self.tokens.get(at)?.range.end;
        self.is_condition(condition).then(|| (whole, format!("{not} {condition} {and}")))
    }

    fn is_condition(&self, text: &str) -> bool {
        failure(Rule::only_condition, text).is_none() && text.contains(' ')
    }

    /// One condition; `not` stands before it.
    fn part(&self, range: Range<usize>, not: bool) -> Option<(Range<usize>, String)> {
        let text = self.slice(range.clone());
        let complete = failure(Rule::only_condition, text).is_none();
        if complete && text.contains(|one: char| one.is_whitespace() || one == '=') {
            return None;
        }
        let starts = self.tokens.iter().filter(|token| range.contains(&token.range.start));
        let meant = starts.map(|token| token.range.start).find_map(|start| {
            let condition = self.slice(start..range.end);
            let meant = spoken_condition(condition, self.explainer.declared, self.explainer.surface)?;
            (meant != condition && failure(Rule::only_condition, &meant).is_none()).then_some((start..range.end, meant))
        });
        if meant.is_some() || not || complete {
            return meant;
        }
        let inner = without_denial(text).filter(|inner| self.is_condition(inner))?;
        let not = self.explainer.surface.word(Rule::kw_not)?;
        Some((range, format!("{not} {inner}")))
    }
}

/// A condition about one value as the language writes it, where it is written as it is said.
fn spoken_condition(text: &str, declared: &Declared<'_>, surface: Surface) -> Option<String> {
    let (subject, field, rest) = subject(text, declared)?;
    let is_value = |word: &str| {
        // Of a field of another file nobody knows whether `なし` is one of its values.
        let own = |field| declared.has_value(field, word) || !declared.has_field(field) && is_doubtful(word);
        field.is_some_and(own)
    };
    let said = predicate(rest, &is_value)?;
    // A score and a rank are always there.
    if field.is_none() && matches!(said, Predicate::Missing | Predicate::Known) {
        return None;
    }
    let score = forms(Rule::kw_score).contains(&subject) && !rest.contains('=');
    let said = if score { said.at_least() } else { said };
    let quoted = |value: String| {
        let bare = value.starts_with(unicode_ident::is_xid_start) && !value.contains('.');
        if bare && field.is_some_and(|field| declared.is_text(field)) { written_text(&value) } else { value }
    };
    Some(worded(subject, said, surface, quoted))
}

/// What is said of a subject, in words of the language.
fn worded(subject: &str, said: Predicate, surface: Surface, quoted: impl Fn(String) -> String) -> String {
    let (missing, known, within, not) = match surface {
        Surface::English => ("is missing", "is known", "in", "not"),
        Surface::Japanese => ("は 未入力", "は 入力済み", "次のいずれか", "次ではない"),
    };
    match said {
        Predicate::Missing => format!("{subject} {missing}"),
        Predicate::Known => format!("{subject} {known}"),
        Predicate::Compare { operator, value } => format!("{subject} {operator} {}", quoted(value)),
        Predicate::In { list, not: false } => format!("{subject} {within} {list}"),
        Predicate::In { list, not: true } => format!("{not} {subject} {within} {list}"),
    }
}

/// What a condition speaks of, the name of its field where it is one, and what it says.
fn subject<'t>(text: &'t str, declared: &Declared<'_>) -> Option<(&'t str, Option<&'t str>, &'t str)> {
    let score = [Rule::kw_score, Rule::kw_rank].into_iter().flat_map(forms);
    if let Some(word) = score.copied().find(|word| text.starts_with(word)) {
        let (subject, rest) = text.split_at_checked(word.len())?;
        let joined = rest.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '_');
        return (!joined || !subject.is_ascii()).then_some((subject, None, rest));
    }
    let root = ROOTS
        .into_iter()
        .flat_map(forms)
        .find(|root| text.strip_prefix(**root).is_some_and(|rest| rest.starts_with('.')))?;
    let begin = root.len() + 1;
    let behind = text.get(begin..)?;
    let length = behind.find(|one: char| !unicode_ident::is_xid_continue(one)).unwrap_or(behind.len());
    let name = behind.get(..length).filter(|name| !name.is_empty())?;
    let cut = |length: usize| {
        let (subject, rest) = text.split_at_checked(begin + length)?;
        Some((subject, behind.get(..length), rest))
    };
    if declared.has_field(name) {
        return cut(length);
    }
    if let Some(field) = declared.field_in(name) {
        return cut(field.len());
    }
    // A field of another file: up to what says something of it.
    let says = |at: &usize| name.get(*at..).is_some_and(|rest| predicate(rest, &|_| false).is_some());
    let at = name.char_indices().map(|(at, _)| at).filter(|at| *at > 0).take(MOST_TOKENS).find(says);
    cut(at.unwrap_or(length))
}

/// For a name that nothing has: what it says of something declared, `従業員数 >= 300` for `従業員数が300以上`.
pub(crate) fn condition_in_name(
    name: &str,
    is_declared: &dyn Fn(&str) -> bool,
    is_value: &dyn Fn(&str, &str) -> bool,
) -> Option<(String, Predicate)> {
    let cuts: Vec<usize> = name.char_indices().map(|(at, _)| at).filter(|at| *at > 0).take(MOST_TOKENS).collect();
    cuts.into_iter().rev().find_map(|at| {
        let (subject, rest) = name.split_at_checked(at)?;
        let said = is_declared(subject).then(|| predicate(rest, &|word| is_value(subject, word)))??;
        Some((subject.to_owned(), said))
    })
}

/// The condition in words of the language, for a subject that [`condition_in_name`] found.
pub(crate) fn worded_condition(subject: &str, said: Predicate, quote: bool) -> String {
    let surface = if subject.is_ascii() { Surface::English } else { Surface::Japanese };
    worded(subject, said, surface, |value| {
        let bare = value.starts_with(unicode_ident::is_xid_start) && !value.contains('.');
        if quote && bare { written_text(&value) } else { value }
    })
}
