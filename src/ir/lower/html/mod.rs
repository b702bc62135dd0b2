//! Bodies of HTML, a whole page or a part of one: kept as they are, with named links put in (`href="guide"`), what does not
//! work in mails refused at its place, and the text part written beside.

mod findings;
mod plain_text;
mod tokens;

pub use findings::{BrokenMjml, NotInMails, UnclosedHtml, UnknownMjml, ValueInTag};
pub(super) use tokens::{Tag, Token, tokens};

use super::Finished;
use super::calls::Look;
use super::findings::{IfAcrossParagraphs, LinkAsPicture};
use super::flat::{self, Flat};
use super::link::{self, Target, escaped};
use super::output::Output;
use crate::diagnostic::{Diagnostic, Finding};
use crate::model::Body;
use crate::source::Span;
use plain_text::PlainText;
use std::collections::BTreeSet;
use std::ops::Range;

/// Elements that mail programs remove or that make them refuse the mail.
const REFUSED: [&str; 18] = [
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "object",
    "option", "script", "select", "svg", "textarea", "video",
];

/// Elements without an end.
const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "meta", "source", "track", "wbr"];

/// Attributes with an address that the reader's mail program fetches.
const FETCHED: [&str; 3] = ["src", "background", "poster"];

/// Attributes that may hold values.
const WITH_VALUES: [&str; 3] = ["alt", "title", "aria-label"];

/// Turns a body of HTML into a template and text. `None` where it has a mistake, which has been reported.
pub(super) fn finish(body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Option<Finished> {
    let pieces: Vec<_> = body.pieces.iter().collect();
    let flat = Flat::new(&pieces);
    finish_flat(body, &flat, &flat.text, None, diagnostics)
}

/// The same for HTML that was made out of the flat text of a body. `made_from` is where that stands, for what may still be
/// wrong.
pub(super) fn finish_flat(
    body: &Body,
    flat: &Flat<'_>,
    html: &str,
    made_from: Option<Span>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Finished> {
    let tokens = tokens(html);
    let whole =
        tokens.iter().any(|token| matches!(token, Token::Start(tag) if tag.name == "html" || tag.name == "body"));
    let mut page = Page {
        body,
        flat,
        source: html,
        made_from,
        html: Output::default(),
        text: PlainText::default(),
        links: BTreeSet::new(),
        elements: Vec::new(),
        count: 0,
        open: Vec::new(),
        hidden: false,
        diagnostics: Vec::new(),
    };
    if whole {
        page.html.text(crate::ir::WHOLE_PAGE);
        page.html.text("\n");
    }
    for token in &tokens {
        page.token(token);
    }
    if let Some((range, _)) = page.open.pop() {
        page.report(&IfAcrossParagraphs { span: body.text.span_of(range) });
    }
    let good = page.diagnostics.is_empty();
    diagnostics.append(&mut page.diagnostics);
    let calls = page.html.take_calls();
    good.then(|| Finished { html: page.html.finish(), text: page.text.finish(), links: page.links, calls })
}

/// An element that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Element {
    name: String,
    /// Its identity.
    number: usize,
}

struct Page<'a> {
    body: &'a Body,
    flat: &'a Flat<'a>,
    source: &'a str,
    made_from: Option<Span>,
    html: Output,
    text: PlainText,
    links: BTreeSet<String>,
    /// Open elements, outermost first.
    elements: Vec<Element>,
    count: usize,
    /// Open branches: where they are written, and the elements that were open then.
    open: Vec<(Range<usize>, Vec<Element>)>,
    /// Between `<!--[if mso]>` and its end, which only Outlook reads.
    hidden: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Page<'_> {
    fn slice(&self, range: &Range<usize>) -> &str {
        self.source.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.made_from.unwrap_or_else(|| link::span_of(self.body, self.flat, range))
    }

    fn report(&mut self, finding: &impl Finding) {
        self.diagnostics.push(finding.diagnose());
    }

    fn token(&mut self, token: &Token) {
        match token {
            Token::Text(range) => self.text(range),
            Token::Raw(range) => self.kept(range),
            Token::Start(tag) => self.start(tag),
            Token::End { name, range } => self.end(name, range),
            // Notes for colleagues stay at home, and a document type stands at the beginning already.
            Token::Comment(range) => {
                if self.flat.has_token(self.slice(range)) {
                    self.report(&ValueInTag { span: self.span(range) });
                }
            }
            Token::Condition { range, hidden } => {
                self.hidden = *hidden;
                self.kept(range);
            }
            Token::EndCondition(range) => {
                self.hidden = false;
                self.kept(range);
            }
            Token::Broken(range) => self.report(&UnclosedHtml { span: self.span(range) }),
        }
    }

    /// Copies what may hold no values.
    fn kept(&mut self, range: &Range<usize>) {
        let text = self.slice(range).to_owned();
        if let Some((at, token)) = text.char_indices().find(|(_, one)| self.flat.token_of(*one).is_some()) {
            let at = range.start + at;
            self.report(&ValueInTag { span: self.span(&(at..at + token.len_utf8())) });
        }
        self.html.text(&text);
    }

    fn start(&mut self, tag: &Tag) {
        if REFUSED.contains(&tag.name.as_str()) || is_refresh(tag, self.source) {
            let what = format!("<{}>", tag.name);
            self.report(&NotInMails { what, span: self.span(&tag.range) });
            return;
        }
        if !self.hidden {
            self.close_implied(&tag.name);
        }
        self.html.text(&format!("<{}", tag.name));
        let mut leads_to = None;
        for attribute in &tag.attributes {
            if attribute.name == "lang" && tag.name == "html" && !has_language(tag, self.source) {
                continue;
            }
            let value = attribute.value.as_ref().map(|range| self.slice(range).to_owned());
            leads_to = self.attribute(&attribute.name, value.as_deref(), &attribute.range).or(leads_to);
        }
        if tag.name == "html" && !has_language(tag, self.source) {
            self.html.text(if is_japanese(self.source) { " lang=\"ja\"" } else { " lang=\"en\"" });
        }
        self.html.text(if tag.closed { " />" } else { ">" });
        if self.hidden {
            return;
        }
        if let Some(target) = &leads_to {
            let look = if is_button(tag, self.source) { Look::Button } else { Look::Unknown };
            let span = self.span(&tag.range);
            self.html.call(&target_words(target), look, span);
        }
        let style = tag.attribute("style").and_then(|one| one.value.as_ref()).map(|range| self.slice(range).to_owned());
        let alternative =
            tag.attribute("alt").and_then(|one| one.value.as_ref()).map(|range| self.slice(range).to_owned());
        self.text.start(&tag.name, style.as_deref().unwrap_or_default(), leads_to);
        if let Some(words) = alternative {
            self.words(&words);
        }
        if !VOID.contains(&tag.name.as_str()) && !tag.closed {
            self.elements.push(Element { name: tag.name.clone(), number: self.count });
            self.count += 1;
        }
    }

    /// HTML lets some ends be left out.
    fn close_implied(&mut self, name: &str) {
        let closes: &[&str] = match name {
            "li" => &["li"],
            "p" => &["p"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            _ => &[],
        };
        while let Some(last) = self.elements.last().filter(|last| closes.contains(&last.name.as_str())) {
            let name = last.name.clone();
            self.elements.pop();
            self.text.end(&name);
        }
    }

    fn end(&mut self, name: &str, range: &Range<usize>) {
        if REFUSED.contains(&name) {
            return;
        }
        self.kept(range);
        if self.hidden {
            return;
        }
        if let Some(at) = self.elements.iter().rposition(|element| element.name == name) {
            for element in self.elements.split_off(at).iter().rev() {
                self.text.end(&element.name);
            }
        }
    }

    /// Writes an attribute. Returns where it leads, if anywhere.
    fn attribute(&mut self, name: &str, value: Option<&str>, range: &Range<usize>) -> Option<Target> {
        let handler = name.starts_with("on") && name.len() > 2;
        if handler || matches!(name, "action" | "formaction" | "srcdoc" | "srcset" | "ping") {
            self.report(&NotInMails { what: name.to_owned(), span: self.span(range) });
            return None;
        }
        let Some(value) = value else {
            if self.flat.has_token(name) {
                self.report(&ValueInTag { span: self.span(range) });
            }
            self.html.text(&format!(" {name}"));
            return None;
        };
        if name == "href" || FETCHED.contains(&name) {
            return self.address(name, value, range);
        }
        self.html.text(&format!(" {name}=\""));
        if self.flat.has_token(value) && !WITH_VALUES.contains(&name) || self.flat.has_token(name) {
            self.report(&ValueInTag { span: self.span(range) });
        } else {
            self.attribute_value(value, range);
        }
        self.html.text("\"");
        None
    }

    fn attribute_value(&mut self, value: &str, range: &Range<usize>) {
        for character in value.chars() {
            match self.flat.token_of(character) {
                None if character == '"' => self.html.text("&quot;"),
                None => self.html.text(character.encode_utf8(&mut [0; 4])),
                Some(flat::Token::Value { value, .. }) => self.html.value(value),
                Some(flat::Token::If { .. } | flat::Token::Each { .. } | flat::Token::Else | flat::Token::End) => {
                    self.report(&ValueInTag { span: self.span(range) });
                }
            }
        }
    }

    fn address(&mut self, name: &str, value: &str, range: &Range<usize>) -> Option<Target> {
        let written = plain_text::decoded(value);
        let written = written.trim();
        self.html.text(&format!(" {name}=\""));
        let local = name == "href" && (written.starts_with('#') || written.is_empty());
        let found = if local {
            self.html.text(&escaped(written));
            None
        } else {
            match link::target(self.body, self.flat, written, range) {
                Ok(target) => Some(target),
                Err(problem) => {
                    self.diagnostics.extend(problem.map(|one| *one).map(|one| match self.made_from {
                        Some(span) => Diagnostic { primary: crate::diagnostic::Label { span, ..one.primary }, ..one },
                        None => one,
                    }));
                    None
                }
            }
        };
        match &found {
            Some(Target::Named(link)) if name == "href" => {
                self.html.link(link);
                self.links.insert(link.clone());
            }
            Some(Target::Named(link)) => {
                let (link, span) = (link.clone(), self.span(range));
                self.report(&LinkAsPicture { link: &link, span });
            }
            Some(Target::Address(address)) => self.html.text(&escaped(address)),
            Some(Target::Row(value)) => self.html.value(value),
            None => {}
        }
        self.html.text("\"");
        found.filter(|_| name == "href")
    }

    fn text(&mut self, range: &Range<usize>) {
        let text = self.slice(range).to_owned();
        if self.hidden {
            return self.kept(range);
        }
        let mut plain = String::new();
        for character in text.chars() {
            let Some(token) = self.flat.token_of(character) else {
                plain.push(character);
                continue;
            };
            self.html.text(&plain);
            self.words(&std::mem::take(&mut plain));
            match token {
                flat::Token::Value { value, .. } => {
                    self.html.value(value);
                    self.text.value(value);
                }
                flat::Token::If { condition, range } => {
                    self.open.push(((*range).clone(), self.elements.clone()));
                    self.html.begin_if(condition);
                    self.text.begin_if(condition);
                }
                flat::Token::Each { content, at_most, range } => {
                    self.open.push(((*range).clone(), self.elements.clone()));
                    self.html.begin_each(content, *at_most);
                    self.text.begin_each(content, *at_most);
                }
                flat::Token::Else => {
                    self.matches(self.open.last().cloned());
                    self.html.begin_else();
                    self.text.begin_else();
                }
                flat::Token::End => {
                    let open = self.open.pop();
                    self.matches(open);
                    self.html.end();
                    self.text.end_branch();
                }
            }
        }
        self.html.text(&plain);
        self.words(&plain);
    }

    /// Words of the text part; they may hold values where they come from an attribute.
    fn words(&mut self, text: &str) {
        for (at, part) in text.split(|one| self.flat.token_of(one).is_some()).enumerate() {
            if at > 0 {
                let token = text.chars().filter_map(|one| self.flat.token_of(one)).nth(at - 1);
                if let Some(flat::Token::Value { value, .. }) = token {
                    self.text.value(value);
                }
            }
            self.text.words(part);
        }
    }

    /// The branch must have begun in the element that is open now.
    fn matches(&mut self, open: Option<(Range<usize>, Vec<Element>)>) {
        if let Some((range, elements)) = open
            && elements != self.elements
        {
            let span = self.body.text.span_of(range);
            self.report(&IfAcrossParagraphs { span });
        }
    }
}

/// Where a link leads, in words; nothing for a row of a content.
fn target_words(target: &Target) -> String {
    match target {
        Target::Named(name) => name.clone(),
        Target::Address(address) => address.clone(),
        Target::Row(_) => String::new(),
    }
}

/// Whether a link looks like a button, as far as it says so itself: a background, or a class of that name. `mj-button` makes
/// such links.
fn is_button(tag: &Tag, source: &str) -> bool {
    let holds = |name: &str, words: &[&str]| {
        let value = tag.attribute(name).and_then(|one| one.value.clone()).and_then(|range| source.get(range));
        value.is_some_and(|value| words.iter().any(|word| value.contains(word)))
    };
    holds("style", &["background"]) || holds("class", &["button", "btn"])
}

/// Whether a page says its language; `und`, which stands for none, does not.
fn has_language(tag: &Tag, source: &str) -> bool {
    let value = tag.attribute("lang").and_then(|one| one.value.clone()).and_then(|range| source.get(range));
    value.is_some_and(|value| !value.trim().is_empty() && value != "und")
}

/// `<meta http-equiv="refresh">`.
fn is_refresh(tag: &Tag, source: &str) -> bool {
    let value = tag.attribute("http-equiv").and_then(|one| one.value.clone()).and_then(|range| source.get(range));
    tag.name == "meta" && value.is_some_and(|value| value.trim().eq_ignore_ascii_case("refresh"))
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|one| matches!(one, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}
