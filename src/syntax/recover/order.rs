//! Words in another order, in another form or left out: `send thanks on day 3`, `on 3 days`, `three days`, `go pricing`.

use super::decide::{Explanation, Line, failure, said};
use super::numbers::{amount, number_meant, unit_behind};
use super::rewrites::Helps;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{Fix, FixSafety, Text, fold};
use crate::syntax::findings::MissingWord;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{forms, is_keyword};
use crate::syntax::surface::{Surface, UNITS, joins_number, joins_unit};
use std::ops::Range;

/// Words that one line could have as well as another: which is meant is the author's to say.
const DOUBTFUL: &[Rule] = &[
    Rule::kw_until,
    Rule::kw_not,
    Rule::kw_where,
    Rule::kw_and,
    Rule::kw_or,
    Rule::kw_in,
    Rule::kw_weekdays,
    Rule::kw_every,
];

/// What a word is but the first of.
const MORE_WORDS: &[(Rule, &str)] = &[(Rule::kw_at, "at most"), (Rule::kw_up, "up to")];

/// Whether a word is a unit of time.
fn is_unit(word: &str) -> bool {
    UNITS.iter().any(|rule| forms(*rule).contains(&word))
}

impl Line<'_> {
    /// `three days`, `三日`, `③ days`, `半年`, `l0 days`.
    pub(super) fn number_in_words(&self, found: &Token) -> Option<Explanation> {
        let wanted = [Rule::how_many, Rule::amount, Rule::integer, Rule::whole_number, Rule::unit, Rule::number];
        if !self.expects(&wanted) || !matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Other) {
            return None;
        }
        let whole = self.tokens.get(self.index).map_or(found.range.clone(), |token| token.range.clone());
        let written = self.slice(whole.clone());
        let (number, behind) = number_meant(written)?;
        let unit = unit_behind(behind, &number, self.explainer.surface);
        if !behind.is_empty() && unit.is_none() {
            return None;
        }
        let meant = unit.map_or_else(|| number.clone(), |unit| amount(&number, unit));
        let edit = (whole.clone(), meant.clone());
        let helps = self.helps(std::slice::from_ref(&edit)) != Helps::No;
        helps.then(|| self.other_writing(whole, &meant, vec![edit], FixSafety::Safe))
    }

    /// `待つ 三日`: what could be a name as well is a number with its unit where the line is right with that.
    pub(super) fn numeral(&self) -> Option<Explanation> {
        let before = self.index.checked_sub(1);
        let tokens = [Some(self.index), before].into_iter().flatten().filter_map(|at| self.tokens.get(at));
        tokens.filter(|token| token.kind == TokenKind::Word).find_map(|token| {
            let (number, behind) = number_meant(self.slice(token.range.clone()))?;
            let unit = unit_behind(behind, &number, self.explainer.surface).filter(|_| !behind.is_empty())?;
            let meant = amount(&number, unit);
            let edit = (token.range.clone(), meant.clone());
            let helps = self.helps(std::slice::from_ref(&edit)) == Helps::Wholly;
            helps.then(|| self.other_writing(token.range.clone(), &meant, vec![edit], FixSafety::Safe))
        })
    }

    /// `on 3 days send …`, `on 3日目 send …`, `day 3 send …`, `on the 3rd day send …`.
    pub(super) fn day(&self, tokens: &[Token]) -> Option<Explanation> {
        let word = |at: usize| self.tokens.get(at).map(|token| fold(self.slice(token.range.clone())));
        let is_on = |word: &str| forms(Rule::kw_on).contains(&word) || word == "the";
        let number = |at: &usize| {
            word(*at).is_some_and(|word| {
                let kanji = word.ends_with("日後") || word.ends_with("日目");
                word == "day" || kanji || word.starts_with(|one: char| one.is_ascii_digit())
            })
        };
        // At the beginning of a step, or behind `on` in an expectation.
        let start = (0..tokens.len().min(self.index + 2)).find(number)?;
        let begins = (0..start).all(|at| word(at).is_some_and(|word| is_on(&word)));
        let before = (0..start).rev().take_while(|at| word(*at).is_some_and(|word| is_on(&word))).last();
        if !begins && before.is_none() {
            return None;
        }
        let first = if begins { 0 } else { before? };
        let ordinal = |word: &str| {
            let digits = word.trim_end_matches(|one: char| !one.is_ascii_digit());
            let (digits, suffix) = match number_meant(word) {
                Some((number, behind)) if digits.is_empty() => (number, behind),
                _ => (digits.to_owned(), word.get(digits.len()..).unwrap_or_default()),
            };
            let fits = ["", "st", "nd", "rd", "th", "日目", "日後", "日"].contains(&suffix);
            let number = !digits.is_empty() && digits.bytes().all(|one| one.is_ascii_digit());
            (fits && number).then(|| (digits, suffix.to_owned()))
        };
        let one = word(start)?;
        let (number, last, from_one) = if one == "day" {
            (ordinal(&word(start + 1)?)?.0, start + 1, false)
        } else {
            let (digits, suffix) = ordinal(&one)?;
            let next = word(start + 1).unwrap_or_default();
            let day = ["day", "days", "日目", "日後"].contains(&next.as_str());
            if !day && !suffix.starts_with('日') {
                return None;
            }
            let from_one = next == "日目" || ["st", "nd", "rd", "th", "日目"].contains(&suffix.as_str());
            (digits, if day { start + 1 } else { start }, from_one)
        };
        let range = self.tokens.get(first)?.range.start..self.tokens.get(last)?.range.end;
        let meant = match self.explainer.surface {
            Surface::English => format!("on day {number}"),
            Surface::Japanese => format!("{number}日後"),
        };
        if self.slice(range.clone()) == meant {
            return None;
        }
        let edit = (range.clone(), meant.clone());
        if self.helps(std::slice::from_ref(&edit)) == Helps::No {
            return None;
        }
        Some(if from_one {
            self.ordinal_day(range, &number)
        } else {
            self.other_writing(range, &meant, vec![edit], FixSafety::Safe)
        })
    }

    /// `3日目 送信 …`: in many plans the day of the start is the first, here it is day 0.
    pub(super) fn ordinal_day(&self, range: Range<usize>, number: &str) -> Explanation {
        let day = |number: &str| match self.explainer.surface {
            Surface::English => format!("on day {number}"),
            Surface::Japanese => format!("{number}日後"),
        };
        let meant = day(number);
        let edit = (range.clone(), meant.clone());
        let mut told = self.other_writing(range.clone(), &meant, vec![edit], FixSafety::Unsafe);
        let before = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1));
        let Some(earlier) = before.map(|number| day(&number.to_string())) else { return told };
        told.diagnostic.help = Some(Text::new(
            format!(
                "write `{meant}` where the day of the start is day 0, or `{earlier}` where your plan calls it day 1"
            ),
            format!("開始日を0日目と数えるなら `{meant}`、1日目と数える計画表なら `{earlier}` と書いてください"),
        ));
        told.diagnostic = told.diagnostic.with_fix(Fix {
            safety: FixSafety::Unsafe,
            title: Text::new(format!("write `{earlier}`"), format!("`{earlier}` に直す")),
            edits: vec![(self.span(range), earlier)],
        });
        told
    }

    /// `lead.deal not in [won, lost]`: `not` stands before the whole comparison.
    pub(super) fn not_in(&self, tokens: &[Token]) -> Option<Explanation> {
        let at = self.index;
        let word = |at: usize| tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        if !forms(Rule::kw_not).contains(&word(at)) || !forms(Rule::kw_in).contains(&word(at + 1)) {
            return None;
        }
        let (operand, text) = self.before();
        let not = tokens.get(at)?.range.clone();
        let edits = vec![
            (operand.start..operand.start, "not ".to_owned()),
            (not.start..tokens.get(at + 1)?.range.start, String::new()),
        ];
        let meant = format!("not {text} {}", word(at + 1));
        (self.helps(&edits) != Helps::No).then(|| {
            self.other_writing(
                operand.start..tokens.get(at + 1).map_or(not.end, |one| one.range.end),
                &meant,
                edits,
                FixSafety::Safe,
            )
        })
    }

    /// `send thanks on day 3`: the moment stands first.
    pub(super) fn moment_behind(&self, tokens: &[Token]) -> Option<Explanation> {
        let on = tokens.get(self.index)?.range.clone();
        let step = self.slice(0..on.start).trim_end();
        let moment = self.slice(on.start..self.text.len());
        if !forms(Rule::kw_on).contains(&self.slice(on)) || step.is_empty() {
            return None;
        }
        let meant = format!("{moment} {step}");
        let edit = (0..self.text.len(), meant.clone());
        (failure(self.context.rule(), &meant).is_none())
            .then(|| self.other_writing(0..self.text.len(), &meant, vec![edit], FixSafety::Safe))
    }

    /// `expect thanks on day 3`.
    pub(super) fn expected_email(&self) -> Option<Explanation> {
        let expect = self.tokens.first()?.range.clone();
        let written = self.slice(expect.clone());
        let second = self.tokens.get(1).map(|token| self.slice(token.range.clone()))?;
        if self.index < 2 || is_keyword(second) || !forms(Rule::kw_expect).contains(&written) {
            return None;
        }
        let word = self.explainer.surface.word(Rule::kw_email)?;
        let edit = (expect.end..expect.end, format!(" {word}"));
        let insert = self.span(expect.end..expect.end);
        let joins = false;
        let finding = MissingWord { span: self.span(expect), after: written.to_owned(), word, joins, insert };
        (failure(self.context.rule(), &self.with(&edit)).is_none())
            .then(|| said(&finding, vec![self.edit(edit.0, edit.1)]))
    }

    /// `メール thanks` for `送信 thanks` among steps, and for `期待 メール thanks` in a test.
    pub(super) fn email_alone(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        let surface = self.explainer.surface;
        if !forms(Rule::kw_email).contains(&self.slice(first.clone())) || !self.context.is_lines() {
            return None;
        }
        let meant = if self.context == super::Context::TestLine {
            format!("{} {}", surface.word(Rule::kw_expect)?, self.slice(first.clone()))
        } else {
            surface.word(Rule::kw_send)?.to_owned()
        };
        let edit = (first.clone(), meant.clone());
        (failure(self.context.rule(), &self.with(&edit)).is_none())
            .then(|| self.other_writing(first, &meant, vec![edit], FixSafety::Unsafe))
    }

    /// `3 days`, `lead.deal = won`, `after 3 days`: the word that begins a step is missing.
    pub(super) fn beginning(&self, found: &Token) -> Option<Explanation> {
        if self.index > 1 || !matches!(self.context, super::Context::ScenarioLine | super::Context::StepLine) {
            return None;
        }
        let first = self.tokens.first()?;
        let instead = if self.slice(first.range.clone()) == "after" { first.range.end } else { 0 };
        let behind = self.slice(instead..self.text.len()).trim_start();
        let number = behind.starts_with(|one: char| one.is_ascii_digit());
        let word = match found.kind {
            _ if number => "wait",
            TokenKind::Word | TokenKind::Mark if self.slice(0..self.text.len()).starts_with("lead.") => "set",
            TokenKind::Word | TokenKind::Mark | TokenKind::Number | TokenKind::Text | TokenKind::Other => return None,
        };
        let edit = (0..self.text.len(), format!("{word} {behind}"));
        (failure(self.context.rule(), &edit.1).is_none()).then(|| {
            let meant = edit.1.clone();
            self.other_writing(0..self.text.len(), &meant, vec![edit], FixSafety::Unsafe)
        })
    }

    /// The one word with which the line is right: `go pricing` without `to`.
    pub(super) fn word_missing(&self, found: Option<&Token>) -> Option<Explanation> {
        let insert = self.index.checked_sub(1).and_then(|before| self.tokens.get(before))?.range.end;
        let fits = |rule: &Rule, word: &'static str| {
            let gap = if self.joins_number(word) { "" } else { " " };
            let edit = (insert..insert, format!("{gap}{word} "));
            // A word that begins a step, or joins conditions, is the author's to choose.
            let doubtful =
                DOUBTFUL.contains(rule) || super::Context::StepLine.starters().contains(rule) && found.is_none();
            let mends = !doubtful && (found.is_none() || self.helps(std::slice::from_ref(&edit)) == Helps::Wholly);
            let mends = mends && failure(self.context.rule(), &self.with(&edit)).is_none();
            mends.then_some(word)
        };
        // In the file's own words where the line is right with them, else in English ones.
        let fitting = |rule: &Rule| {
            let own = self.form_here(*rule).and_then(|word| fits(rule, word));
            let more = MORE_WORDS.iter().find(|(begins, _)| begins == rule && self.is_english());
            own.or_else(|| more.and_then(|(_, words)| fits(rule, words)))
                .or_else(|| forms(*rule).first().and_then(|word| fits(rule, word)))
        };
        let condition = matches!(self.context, super::Context::TemplateTag | super::Context::Condition);
        if condition || found.is_some_and(|found| found.range.start < self.at) {
            return None;
        }
        // `start x`: whether `x` is an event nobody can say.
        if self.expects(&[Rule::kw_on]) && self.expects(&[Rule::kw_by]) {
            return None;
        }
        let words: Vec<_> = self.wanted().iter().filter_map(fitting).collect();
        // Of the steps that take a name, most send.
        let send = words.iter().find(|word| forms(Rule::kw_send).contains(word));
        let word = match (words.as_slice(), send) {
            ([only], _) | (_, Some(only)) => *only,
            _ => return None,
        };
        let (range, _) = self.before();
        let after = self.slice(0..insert).to_owned();
        let joins = self.joins_number(word);
        let finding = MissingWord { span: self.span(range), after, word, joins, insert: self.span(insert..insert) };
        let gap = if joins { "" } else { " " };
        Some(said(&finding, vec![self.edit(insert..insert, format!("{gap}{word}"))]))
    }

    /// Whether a word belongs to the number before the furthest point: `3日` and `後`.
    fn joins_number(&self, word: &str) -> bool {
        let (_, before) = self.before();
        let number = before.starts_with(|one: char| one.is_ascii_digit()) || before.ends_with('日') || is_unit(before);
        number && (joins_unit(word) || joins_number(Rule::integer, word))
    }

    fn is_english(&self) -> bool {
        self.explainer.surface == Surface::English
    }

    /// `1. send thanks`, `①送信 thanks`, `ステップ2：送信 thanks`, `【3日後】送信 thanks`: the numbers and frames of a list.
    pub(super) fn enumerated(&self) -> Option<Explanation> {
        if self.index > 2 || !self.context.is_lines() {
            return None;
        }
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let text = self.text;
        let circled = text.chars().next().filter(|one| matches!(one, '①'..='⑳' | '❶'..='❿')).map(char::len_utf8);
        let framed = text.strip_prefix('[').and_then(|inside| inside.split_once(']'));
        let named = ["step", "Step", "STEP", "ステップ", "メール"].iter().find_map(|word| text.strip_prefix(*word));
        let numbered = |text: &str, marks: &[char]| {
            let inside = text.trim_start();
            let length = digits(inside);
            let behind = inside.get(length..)?;
            let mark = behind.chars().next().filter(|mark| length > 0 && marks.contains(mark))?;
            Some(text.len() - behind.len() + mark.len_utf8())
        };
        let length = circled
            .or_else(|| numbered(text, &['.', ')', ',', ':']))
            .or_else(|| Some(1 + numbered(text.strip_prefix('(')?, &[')'])?))
            .or_else(|| Some(text.len() - named?.len() + numbered(named?, &['.', ')', ',', ':'])?));
        let (range, meant) = match (length, framed) {
            (Some(length), _) => (0..length, String::new()),
            (None, Some((inside, _))) => (0..inside.len() + 2, format!("{inside} ")),
            (None, None) => return None,
        };
        let rest = text.get(range.end..)?.trim_start();
        let gap = range.start..text.len() - rest.len();
        failure(self.context.rule(), &format!("{meant}{rest}"))
            .is_none()
            .then(|| self.other_writing(range, meant.trim(), vec![(gap, meant.clone())], FixSafety::Safe))
    }
}
