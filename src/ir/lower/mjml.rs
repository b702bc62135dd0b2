//! Bodies of MJML. The reader at hand (mrml) lets misspelt elements pass without a word and knows no places, so names,
//! addresses and values are checked here, in what the author wrote; then it makes HTML, which goes the way of all HTML.

use super::Finished;
use super::flat::Flat;
use super::html::{self, BrokenMjml, Tag, Token, UnclosedHtml, UnknownMjml, ValueInTag, tokens};
use super::link;
use crate::diagnostic::{Diagnostic, Finding, nearest};
use crate::model::Body;
use mrml::prelude::render::RenderOptions;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Elements that work in mails. Accordions and carousels do not in most; `mj-include` would read files of its own.
const ELEMENTS: [&str; 27] = [
    "mj-all",
    "mj-attributes",
    "mj-body",
    "mj-breakpoint",
    "mj-button",
    "mj-class",
    "mj-column",
    "mj-divider",
    "mj-font",
    "mj-group",
    "mj-head",
    "mj-hero",
    "mj-image",
    "mj-navbar",
    "mj-navbar-link",
    "mj-preview",
    "mj-raw",
    "mj-section",
    "mj-social",
    "mj-social-element",
    "mj-spacer",
    "mj-style",
    "mj-table",
    "mj-text",
    "mj-title",
    "mj-wrapper",
    "mjml",
];

/// Elements that hold text, and so values and branches.
const WITH_TEXT: [&str; 8] =
    ["mj-button", "mj-navbar-link", "mj-preview", "mj-raw", "mj-social-element", "mj-table", "mj-text", "mj-title"];

/// Attributes with addresses.
const ADDRESSES: [&str; 3] = ["background-url", "href", "src"];

/// Turns a body of MJML into a template and text. `None` where it has a mistake, which has been reported.
pub(super) fn finish(body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Option<Finished> {
    let pieces: Vec<_> = body.pieces.iter().collect();
    let flat = Flat::new(&pieces);
    let mut check = Check { body, flat: &flat, ancestors: Vec::new(), diagnostics: Vec::new() };
    check.tokens(&tokens(&flat.text));
    let good = check.diagnostics.is_empty();
    diagnostics.append(&mut check.diagnostics);
    if !good {
        return None;
    }
    let whole = 0..flat.text.find('\n').unwrap_or(flat.text.len());
    let span = link::span_of(body, &flat, &whole);
    match page(&flat.text) {
        Ok(page) => html::finish_flat(body, &flat, &page, Some(span), diagnostics),
        Err(reason) => {
            diagnostics.push(BrokenMjml { reason: &reason, span }.diagnose());
            None
        }
    }
}

fn page(mjml: &str) -> Result<String, String> {
    let parsed = mrml::parse(mjml).map_err(|error| error.to_string())?;
    // The default fonts are links to a font service, which would learn who reads the mail.
    let options = RenderOptions {
        disable_comments: true,
        fonts: HashMap::<String, Cow<'static, str>>::new(),
        ..RenderOptions::default()
    };
    parsed.element.render(&options).map_err(|error| error.to_string())
}

struct Check<'a> {
    body: &'a Body,
    flat: &'a Flat<'a>,
    /// Names of the open `mj-` elements, outermost first.
    ancestors: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn tokens(&mut self, tokens: &[Token]) {
        let mut roots = tokens.iter().filter_map(|token| match token {
            Token::Start(tag) => Some(tag),
            Token::Text(_)
            | Token::Raw(_)
            | Token::End { .. }
            | Token::Comment(_)
            | Token::Condition { .. }
            | Token::EndCondition(_)
            | Token::Broken(_) => None,
        });
        if roots.next().is_none_or(|root| root.name != "mjml") {
            let first = 0..self.flat.text.find('\n').unwrap_or(self.flat.text.len());
            let span = link::span_of(self.body, self.flat, &first);
            self.diagnostics.push(BrokenMjml { reason: "it does not begin with <mjml>", span }.diagnose());
            return;
        }
        for token in tokens {
            match token {
                Token::Start(tag) => self.start(tag),
                Token::End { name, .. } => {
                    if let Some(at) = self.ancestors.iter().rposition(|open| open == name) {
                        self.ancestors.truncate(at);
                    }
                }
                Token::Text(range) => {
                    let holds = self.ancestors.last().is_some_and(|name| WITH_TEXT.contains(&name.as_str()));
                    if !holds {
                        self.no_values(range);
                    }
                }
                Token::Raw(range) | Token::Comment(range) | Token::EndCondition(range) => self.no_values(range),
                Token::Condition { range, .. } => self.no_values(range),
                Token::Broken(range) => {
                    let span = link::span_of(self.body, self.flat, range);
                    self.diagnostics.push(UnclosedHtml { span }.diagnose());
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let is_mjml = tag.name.starts_with("mj");
        if is_mjml && !ELEMENTS.contains(&tag.name.as_str()) {
            let near = nearest(&tag.name, ELEMENTS);
            let name = tag.range.start + 1..tag.range.start + 1 + tag.name.len();
            let span = link::span_of(self.body, self.flat, &name);
            self.diagnostics.push(UnknownMjml { name: &tag.name, near, span }.diagnose());
        }
        for attribute in &tag.attributes {
            let value = attribute.value.clone().and_then(|range| self.flat.text.get(range)).unwrap_or_default();
            if ADDRESSES.contains(&attribute.name.as_str()) {
                let local = value.starts_with('#') || value.is_empty();
                let target = || link::target(self.body, self.flat, value.trim(), &attribute.range);
                if !local && let Err(problem) = target() {
                    self.diagnostics.extend(problem.map(|one| *one));
                }
            } else if !matches!(attribute.name.as_str(), "alt" | "title") {
                self.no_values(&attribute.range);
            }
        }
        if is_mjml && !tag.closed {
            self.ancestors.push(tag.name.clone());
        }
    }

    fn no_values(&mut self, range: &Range<usize>) {
        let text = self.flat.text.get(range.clone()).unwrap_or_default();
        if let Some((at, token)) = text.char_indices().find(|(_, one)| self.flat.token_of(*one).is_some()) {
            let at = range.start + at;
            let span = link::span_of(self.body, self.flat, &(at..at + token.len_utf8()));
            self.diagnostics.push(ValueInTag { span }.diagnose());
        }
    }
}
