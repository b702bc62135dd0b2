//! Brackets, dots and signs that are other ones than the language has, or not there: `(a, b)`, `a / b`, `title?: text`.

use super::Context;
use super::decide::{Explanation, Line};
use super::rewrites::Helps;
use super::tokens::{Token, TokenKind};
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{forms, is_keyword};

/// Signs before a text that is shown where a value is missing.
const FALLBACK_SIGNS: [&str; 5] = ["|", "?", ":", ",", "("];

/// Sign that alone is a choice elsewhere, `x ? "a" : "b"`.
const CHOICE: &str = "?";

/// Signs between a mail and its link.
const LINK_SIGNS: [&str; 4] = ["/", ">", "#", "→"];

impl Line<'_> {
    /// `in (won, lost)`, `one of (a, b)`: lists stand in square brackets.
    pub(super) fn round_brackets(&self) -> Option<Explanation> {
        let open = self
            .tokens
            .iter()
            .rev()
            .find(|token| token.range.start <= self.at && self.slice(token.range.clone()) == "(")?;
        let close = self
            .tokens
            .iter()
            .find(|token| token.range.start > open.range.start && self.slice(token.range.clone()) == ")")?;
        let edits = vec![(open.range.clone(), "[".to_owned()), (close.range.clone(), "]".to_owned())];
        let range = open.range.start..close.range.end;
        let inside = self.slice(open.range.end..close.range.start);
        let meant = format!("[{inside}]");
        (self.helps(&edits) != Helps::No).then(|| self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// `[a / b; c | d]`: commas stand between the values of a list.
    pub(super) fn separators(&self) -> Option<Explanation> {
        let text = |token: &Token| self.slice(token.range.clone());
        let open = self.tokens.iter().rposition(|token| token.range.start <= self.at && text(token) == "[")?;
        let marks: Vec<_> = self
            .tokens
            .iter()
            .skip(open)
            .take_while(|token| text(token) != "]")
            .filter(|token| ["/", ";", "|", "；", "：", ":"].contains(&text(token)))
            .collect();
        let (first, last) = (marks.first()?, marks.last()?);
        let edits: Vec<_> = marks.iter().map(|token| (token.range.clone(), ",".to_owned())).collect();
        let helps = self.helps(&edits) == Helps::Wholly;
        let range = if marks.len() == 1 { first.range.clone() } else { first.range.start..last.range.end };
        let one = first.range.clone();
        helps.then(|| {
            let mut explanation = self.other_writing(one, ",", edits, FixSafety::Safe);
            explanation.diagnostic.primary.span = self.span(range);
            explanation
        })
    }

    /// `one of a, b`, `in a, b`: a list stands in square brackets.
    pub(super) fn list_without_brackets(&self, found: &Token) -> Option<Explanation> {
        let of = self.expects(&[Rule::bracket_open]) && found.kind != TokenKind::Mark;
        // `次のいずれか 「製造」「金融」`: also without a comma.
        let comma = self.slice(found.range.clone()) == ","
            || matches!(found.kind, TokenKind::Text | TokenKind::Word) && !is_keyword(self.slice(found.range.clone()));
        let start = if of {
            self.index
        } else {
            let is_in = |token: &Token| forms(Rule::kw_in).contains(&self.slice(token.range.clone()));
            self.tokens.iter().take(self.index).rposition(is_in).filter(|at| comma && at + 2 == self.index)? + 1
        };
        let listed = |token: &&Token| {
            token.kind != TokenKind::Mark || matches!(self.slice(token.range.clone()), "," | "/" | "|" | "・")
        };
        let all: Vec<&Token> = self.tokens.get(start..)?.iter().take_while(listed).collect();
        let range = self.tokens.get(start)?.range.start..all.last()?.range.end;
        let values = all.iter().filter(|token| token.kind != TokenKind::Mark);
        let values: Vec<&str> = values.map(|token| self.slice(token.range.clone())).collect();
        let edit = (range.clone(), format!("[{}]", values.join(", ")));
        (self.helps(std::slice::from_ref(&edit)) != Helps::No).then(|| {
            let meant = edit.1.clone();
            self.other_writing(range, &meant, vec![edit], FixSafety::Safe)
        })
    }

    /// `title?: text`: the mark stands behind the type.
    pub(super) fn optional_name(&self, tokens: &[Token]) -> Option<Explanation> {
        let text = |at: usize| tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        if text(self.index) != "?" || text(self.index + 1) != ":" {
            return None;
        }
        let mark = tokens.get(self.index)?.range.clone();
        let end = tokens.get(self.index + 2)?.range.end;
        let edits = vec![(mark.clone(), String::new()), (end..end, "?".to_owned())];
        let (name, _) = self.before();
        let range = name.start..end;
        let meant = format!("{}: {}?", self.slice(name), text(self.index + 2));
        (self.helps(&edits) == Helps::Wholly).then(|| self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// `click case_study details`.
    pub(super) fn link_without_dot(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::link_part]) || found.kind != TokenKind::Word {
            return None;
        }
        let (email, name) = self.before();
        if is_keyword(name) {
            return None;
        }
        let edit = (email.end..found.range.start, ".".to_owned());
        let meant = format!("{name}.{}", self.slice(found.range.clone()));
        (self.helps(std::slice::from_ref(&edit)) != Helps::No)
            .then(|| self.other_writing(email.start..found.range.end, &meant, vec![edit], FixSafety::Safe))
    }

    /// `download 10`: points have a sign.
    pub(super) fn points_without_sign(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::points]) || found.kind != TokenKind::Number {
            return None;
        }
        let written = self.slice(found.range.clone());
        let digits = written.trim_end_matches(|one: char| !one.is_ascii_digit());
        let sign = match written.get(digits.len()..)? {
            "" | "点" | "点加算" | "点追加" | "点プラス" => '+',
            "点減算" | "点マイナス" => '-',
            _ => return None,
        };
        let meant = format!("{sign}{digits}");
        let edit = (found.range.clone(), meant.clone());
        (self.helps(std::slice::from_ref(&edit)) != Helps::No)
            .then(|| self.other_writing(found.range.clone(), &meant, vec![edit], FixSafety::Unsafe))
    }

    /// `{{ lead.title | default: "ご担当者" }}`, `{{ リード.役職 ?? "ご担当者" }}`: what is shown where the value is missing, as other
    /// tools write it.
    pub(super) fn filter(&self) -> Option<Explanation> {
        if self.context != Context::TemplateTag || self.index == 0 {
            return None;
        }
        let text = |token: &Token| self.slice(token.range.clone());
        let behind = self.tokens.get(self.index..)?;
        let behind = match behind {
            [inside @ .., close] if text(close) == ")" => inside,
            all => all,
        };
        let (fallback, signs) = behind.split_last()?;
        let word = |token: &Token| {
            let words = [Rule::kw_default, Rule::kw_or, Rule::kw_else, Rule::kw_otherwise];
            FALLBACK_SIGNS.contains(&text(token)) || words.iter().any(|rule| forms(*rule).contains(&text(token)))
        };
        let choice = matches!(signs, [only] if text(only) == CHOICE);
        // A quote inside of a quoted text is written with a backslash, which a fix would lose.
        let escaped = self.explainer.places.is_escaped();
        if fallback.kind != TokenKind::Text || signs.is_empty() || choice || escaped || !signs.iter().all(word) {
            return None;
        }
        let (value, name) = self.before();
        let default = self.explainer.surface.word(Rule::kw_default)?;
        let meant = format!("{default}({name}, {})", text(fallback));
        let range = value.start..self.tokens.last()?.range.end;
        let edit = (range.clone(), meant.clone());
        (self.helps(std::slice::from_ref(&edit)) == Helps::Wholly)
            .then(|| self.other_writing(range, &meant, vec![edit], FixSafety::Safe))
    }

    /// `click case_study/details`, `click case_study > details`: another sign where the dot belongs.
    pub(super) fn link_with_sign(&self, found: &Token) -> Option<Explanation> {
        let (email, name) = self.before();
        let sign = found.range.clone();
        if !self.expects(&[Rule::link_part]) || !LINK_SIGNS.contains(&self.slice(sign.clone())) || is_keyword(name) {
            return None;
        }
        let behind = self.tokens.iter().find(|token| token.range.start >= sign.end)?;
        let edit = (email.end..behind.range.start, ".".to_owned());
        let meant = format!("{name}.{}", self.slice(behind.range.clone()));
        (behind.kind == TokenKind::Word && self.helps(std::slice::from_ref(&edit)) == Helps::Wholly)
            .then(|| self.other_writing(email.start..behind.range.end, &meant, vec![edit], FixSafety::Safe))
    }
}
