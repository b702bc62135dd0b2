//! Blocks on one line without their braces, `click thanks.guide send seminar`, or between other brackets, `( send seminar )`.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::tokens::{Token, TokenKind};
use crate::syntax::findings::{MissingOpenBrace, WrongBracket};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;

impl Line<'_> {
    /// Steps where their `{` should stand.
    pub(super) fn unbraced(&self, found: Option<&Token>) -> Option<Explanation> {
        let found = found?;
        if !self.expects(&[Rule::brace_open, Rule::block]) {
            return None;
        }
        self.other_brackets(found).or_else(|| self.bare_steps(found))
    }

    /// What is left of the line in the file, without a comment behind it.
    fn rest_of_file_line(&self, from: usize) -> &str {
        let rest = self.explainer.text.get(self.base + from..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        line.split("//").next().unwrap_or_default().trim_end()
    }

    /// `( … )` or `[ … ]` on one line.
    fn other_brackets(&self, found: &Token) -> Option<Explanation> {
        let (written, closing) = match self.slice(found.range.clone()) {
            "(" => ('(', ')'),
            "[" => ('[', ']'),
            _ => return None,
        };
        let line = self.rest_of_file_line(found.range.start);
        let end = found.range.start + line.strip_suffix(closing)?.len();
        if line.contains(['{', '}']) {
            return None;
        }
        let (open, close) = (found.range.clone(), end..end + 1);
        let edits = vec![(self.span(open.clone()), "{".to_owned()), (self.span(close.clone()), "}".to_owned())];
        let finding = WrongBracket { span: self.span(open.clone()), written, meant: '{', edits };
        Some(said(&finding, vec![self.edit(open, "{"), self.edit(close, "}")]))
    }

    /// `click thanks.guide send seminar`, also with `:`, `->` or `→` before the step.
    fn bare_steps(&self, found: &Token) -> Option<Explanation> {
        let at = self.tokens.iter().position(|token| token.range.end > found.range.start)?;
        let word = self
            .tokens
            .iter()
            .skip(at)
            .find(|token| !matches!(self.slice(token.range.clone()), ":" | "-" | ">" | "=" | "→" | "⇒" | ","))?;
        let begins = |rule: &Rule| forms(*rule).contains(&self.slice(word.range.clone()));
        if word.kind != TokenKind::Word || !Context::StepLine.starters().iter().any(begins) {
            return None;
        }
        let step = self.rest_of_file_line(word.range.start);
        if step.contains(['{', '}']) || failure(Rule::only_step_line, step).is_some() {
            return None;
        }
        let (range, _) = self.before();
        let (open, close) = (range.end..word.range.start, word.range.start + step.len());
        let after = self.slice(0..range.end).to_owned();
        let finding = MissingOpenBrace {
            span: self.span(range),
            after,
            insert: self.span(open.clone()),
            with: " { ",
            close: Some(self.span(close..close)),
        };
        Some(said(&finding, vec![self.edit(open, " { "), self.edit(close..close, " }")]))
    }
}
