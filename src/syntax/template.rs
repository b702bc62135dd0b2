//! Texts with `{{ … }}`: subjects, bodies, link addresses, reasons. The tags are cut out here by hand, because anything
//! may stand around them; what stands inside a tag is parsed by the grammar like any other expression.

use super::ast::{Expression, Quoted, TemplatePiece};
use super::build::{Builder, MAX_NESTING, Places};
use super::findings::{ElseOrEndAlone, IfWithoutEnd, NestedTooDeep, NotUnderstood, UnclosedTag};
use super::grammar::{FlowParser, Rule, child};
use super::patch::Patched;
use crate::diagnostic::{Diagnostic, Finding};
use pest::Parser as _;
use std::ops::Range;

/// What a tag says.
enum Tag {
    Value(Expression),
    If(Expression),
    Else,
    End,
    Junk,
}

/// An `if` whose `end` has not come yet.
struct OpenIf {
    condition: Expression,
    range: Range<usize>,
    then: Vec<TemplatePiece>,
    otherwise: Option<Vec<TemplatePiece>>,
}

struct Template<'q> {
    quoted: &'q Quoted,
    pieces: Vec<TemplatePiece>,
    open: Vec<OpenIf>,
    diagnostics: Vec<Diagnostic>,
}

/// Cuts a text into pieces. Never fails: a tag that is not understood becomes [`TemplatePiece::Junk`] and a diagnostic.
#[must_use]
pub fn parse_template(quoted: &Quoted) -> (Vec<TemplatePiece>, Vec<Diagnostic>) {
    let mut template = Template { quoted, pieces: Vec::new(), open: Vec::new(), diagnostics: Vec::new() };
    template.read();
    (template.pieces, template.diagnostics)
}

/// Bytes of a tag's inside, up to its `}}`; nothing where it is not closed before the next tag.
fn inside_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if quoted && character == '\\' {
            escaped = true;
        } else if character == '"' {
            quoted = !quoted;
        } else if !quoted && text.get(at..).is_some_and(|rest| rest.starts_with("}}")) {
            return Some(at);
        } else if text.get(at..).is_some_and(|rest| rest.starts_with("{{")) {
            return None;
        }
    }
    None
}

impl Template<'_> {
    fn read(&mut self) {
        let text = self.quoted.text.as_str();
        let mut at = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find("{{")) {
            let start = at + next;
            self.text(at..start);
            let rest = text.get(start + 2..).unwrap_or_default();
            match inside_length(rest) {
                Some(length) => {
                    at = start + 2 + length + 2;
                    self.tag(start..at);
                }
                None => {
                    at = start + 2;
                    self.report(&UnclosedTag { span: self.quoted.span_of(start..at) });
                    self.push(TemplatePiece::Junk);
                }
            }
        }
        self.text(at..text.len());
        while let Some(open) = self.open.pop() {
            self.report(&IfWithoutEnd { span: self.quoted.span_of(open.range.clone()) });
            self.close(open, text.len());
        }
    }

    fn report(&mut self, finding: &impl Finding) {
        self.diagnostics.push(finding.diagnose());
    }

    fn push(&mut self, piece: TemplatePiece) {
        match self.open.last_mut() {
            Some(open) => open.otherwise.as_mut().unwrap_or(&mut open.then).push(piece),
            None => self.pieces.push(piece),
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let text = self.quoted.text.get(range.clone()).unwrap_or_default();
        if !text.is_empty() {
            self.push(TemplatePiece::Text { text: text.to_owned(), range });
        }
    }

    fn close(&mut self, open: OpenIf, end: usize) {
        let OpenIf { condition, range, then, otherwise } = open;
        let otherwise = otherwise.unwrap_or_default();
        self.push(TemplatePiece::If { condition, then, otherwise, range: range.start..end });
    }

    fn tag(&mut self, range: Range<usize>) {
        let span = self.quoted.span_of(range.clone());
        match self.parse(range.start + 2..range.end - 2) {
            Tag::Value(expression) => self.push(TemplatePiece::Value { expression, range }),
            Tag::Junk => self.push(TemplatePiece::Junk),
            Tag::If(condition) => {
                if self.open.len() == MAX_NESTING {
                    self.report(&NestedTooDeep { span, limit: MAX_NESTING });
                }
                self.open.push(OpenIf { condition, range, then: Vec::new(), otherwise: None });
            }
            Tag::Else => match self.open.last_mut() {
                Some(open) if open.otherwise.is_none() => open.otherwise = Some(Vec::new()),
                _ => self.report(&ElseOrEndAlone { span, word: "else" }),
            },
            Tag::End => match self.open.pop() {
                Some(open) => self.close(open, range.end),
                None => self.report(&ElseOrEndAlone { span, word: "end" }),
            },
        }
    }

    fn parse(&mut self, range: Range<usize>) -> Tag {
        let inside = self.quoted.text.get(range.clone()).unwrap_or_default();
        let patched = Patched::new(inside, &[]);
        let places =
            Places { patched: &patched, file: self.quoted.span.file, inside: Some((self.quoted, range.start)) };
        let Some(pair) = FlowParser::parse(Rule::template_tag, &patched.text).ok().and_then(|mut pairs| pairs.next())
        else {
            self.report(&NotUnderstood { span: self.quoted.span_of(range) });
            return Tag::Junk;
        };
        let mut builder = Builder::new(places);
        let expression = child(&pair, Rule::expression).map(|one| builder.expression(&one, 0));
        self.diagnostics.append(&mut builder.diagnostics);
        match (pair.as_rule(), expression) {
            (Rule::template_else, _) => Tag::Else,
            (Rule::template_end, _) => Tag::End,
            (Rule::template_if, Some(condition)) => Tag::If(condition),
            (Rule::template_value, Some(expression)) => Tag::Value(expression),
            _ => Tag::Junk,
        }
    }
}
