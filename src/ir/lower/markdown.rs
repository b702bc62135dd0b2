//! Markdown with `{{ … }}` to HTML and text: one walk over what the Markdown parser found writes both, side by side.

use super::block::{Part, parts};
use super::findings::{IfAcrossParagraphs, LinkAsPicture, RawHtml, UnknownBodyLink, ValueInAddress};
use super::flat::{Flat, Token};
use super::link::{Target, escaped, is_alone, named, opening};
use super::output::Output;
use super::plain::Plain;
use crate::diagnostic::{Diagnostic, Finding, nearest};
use crate::ir::Template;
use crate::model::{Body, is_web_address};
use crate::source::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

/// A body as HTML and text.
#[derive(Debug)]
pub(super) struct Finished {
    pub html: Template,
    pub text: Template,
    /// Named links in it.
    pub links: BTreeSet<String>,
}

/// Turns a body into HTML and text. `None` where it has a mistake, which has been reported.
pub(super) fn finish(body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Option<Finished> {
    let mut writer = Writer {
        body,
        html: Output::default(),
        text: Plain::default(),
        links: BTreeSet::new(),
        diagnostics: Vec::new(),
    };
    writer.parts(&parts(&body.pieces));
    let good = writer.diagnostics.is_empty();
    diagnostics.append(&mut writer.diagnostics);
    good.then(|| Finished { html: writer.html.finish(), text: writer.text.finish(), links: writer.links })
}

/// Both outputs, side by side.
struct Writer<'a> {
    body: &'a Body,
    html: Output,
    text: Plain,
    links: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn parts(&mut self, parts: &[Part<'_>]) {
        for part in parts {
            match part {
                Part::Markdown(pieces) => {
                    let flat = Flat::new(pieces);
                    let parser = Parser::new_ext(&flat.text, Options::empty());
                    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
                    Page {
                        writer: self,
                        flat: &flat,
                        elements: Vec::new(),
                        count: 0,
                        open: Vec::new(),
                        lists: Vec::new(),
                    }
                    .events(&events);
                }
                Part::Choice { condition, then, otherwise } => {
                    self.html.begin_if(condition);
                    self.text.begin_if(condition);
                    self.parts(then);
                    self.html.begin_else();
                    self.text.begin_else();
                    self.parts(otherwise);
                    self.html.end_if();
                    self.text.end_if();
                }
            }
        }
    }

    fn report(&mut self, finding: &impl Finding) {
        self.diagnostics.push(finding.diagnose());
    }
}

/// One run through the events of a Markdown text.
struct Page<'w, 'f, 'a> {
    writer: &'w mut Writer<'a>,
    flat: &'f Flat<'f>,
    /// Identities of the elements that are open, outermost first.
    elements: Vec<usize>,
    count: usize,
    /// Open branches: where they are written, and the elements that were open then.
    open: Vec<(Range<usize>, Vec<usize>)>,
    /// Next number of each open list; `None` for one without numbers.
    lists: Vec<Option<u64>>,
}

impl Page<'_, '_, '_> {
    fn events(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        for (at, (event, range)) in events.iter().enumerate() {
            match event {
                // A block is reported as a whole, a pair of tags at the first of them.
                Event::Html(_) => {}
                Event::InlineHtml(tag) if tag.starts_with("</") => {}
                Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
                    let span = self.span(range);
                    self.writer.report(&RawHtml { span });
                }
                Event::Start(tag) => {
                    let button = matches!(tag, Tag::Link { .. }) && is_alone(events, at);
                    self.begin(tag, range, button);
                }
                Event::End(tag) => self.end(*tag, events, at),
                Event::Text(text) => self.text(text),
                Event::Code(code) => {
                    self.writer.html.text("<code>");
                    self.text(code);
                    self.writer.html.text("</code>");
                }
                Event::SoftBreak | Event::HardBreak => {
                    // What the author typed on two lines the reader sees on two lines.
                    self.writer.html.text("<br>\n");
                    self.writer.text.text("\n");
                }
                Event::Rule => {
                    self.writer.html.text("<hr>\n");
                    self.writer.text.begin_block();
                    self.writer.text.text("----------");
                    self.writer.text.end_block();
                }
                Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(text),
                Event::TaskListMarker(_) => {}
            }
        }
        if let Some((range, _)) = self.open.pop() {
            let span = self.writer.body.text.span_of(range);
            self.writer.report(&IfAcrossParagraphs { span });
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let text = self.flat.text.get(range.clone()).unwrap_or_default();
        let trimmed = range.start..range.start + text.trim_end().len();
        self.writer.body.text.span_of(self.flat.source(&trimmed))
    }

    fn enter(&mut self) {
        self.elements.push(self.count);
        self.count += 1;
    }

    fn begin(&mut self, tag: &Tag<'_>, range: &Range<usize>, button: bool) {
        self.enter();
        match tag {
            Tag::Paragraph => {
                self.writer.html.text("<p>");
                self.writer.text.begin_block();
            }
            Tag::Heading { level, .. } => {
                self.writer.html.text(&format!("<{}>", heading(*level)));
                self.writer.text.begin_block();
                self.writer.text.text("■ ");
            }
            Tag::BlockQuote(_) => {
                self.writer.html.text("<blockquote>\n");
                self.writer.text.begin_quote();
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.writer.html.text("<pre><code>");
                self.writer.text.begin_block();
            }
            Tag::List(start) => {
                let html = match start {
                    None => "<ul>\n".to_owned(),
                    Some(1) => "<ol>\n".to_owned(),
                    Some(number) => format!("<ol start=\"{number}\">\n"),
                };
                self.writer.html.text(&html);
                if self.lists.is_empty() {
                    self.writer.text.begin_block();
                }
                self.lists.push(*start);
            }
            Tag::Item => {
                self.writer.html.text("<li>");
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                self.writer.text.begin_item(&mark);
            }
            Tag::Emphasis => self.writer.html.text("<em>"),
            Tag::Strong => self.writer.html.text("<strong>"),
            Tag::Link { dest_url, .. } => self.begin_link(dest_url, range, button),
            Tag::Image { dest_url, .. } => self.begin_image(dest_url, range),
            Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, events: &[(Event<'_>, Range<usize>)], at: usize) {
        self.elements.pop();
        match tag {
            TagEnd::Paragraph => {
                self.writer.html.text("</p>\n");
                self.writer.text.end_block();
            }
            TagEnd::Heading(level) => {
                self.writer.html.text(&format!("</{}>\n", heading(level)));
                self.writer.text.end_block();
            }
            TagEnd::BlockQuote(_) => {
                self.writer.html.text("</blockquote>\n");
                self.writer.text.end_quote();
            }
            TagEnd::CodeBlock => {
                self.writer.html.text("</code></pre>\n");
                self.writer.text.end_block();
            }
            TagEnd::List(numbered) => {
                self.writer.html.text(if numbered { "</ol>\n" } else { "</ul>\n" });
                self.lists.pop();
                if self.lists.is_empty() {
                    self.writer.text.end_block();
                }
            }
            TagEnd::Item => {
                self.writer.html.text("</li>\n");
                self.writer.text.end_item();
            }
            TagEnd::Emphasis => self.writer.html.text("</em>"),
            TagEnd::Strong => self.writer.html.text("</strong>"),
            TagEnd::Link => self.end_link(events, at),
            TagEnd::Image => self.writer.html.text("\" style=\"max-width:100%\">"),
            TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut plain = String::new();
        for character in text.chars() {
            let Some(token) = self.flat.token_of(character) else {
                plain.push(character);
                continue;
            };
            self.plain(&std::mem::take(&mut plain));
            match token {
                Token::Value(value) => {
                    self.writer.html.value(value);
                    self.writer.text.value(value);
                }
                Token::If { condition, range } => {
                    self.open.push(((*range).clone(), self.elements.clone()));
                    self.writer.html.begin_if(condition);
                    self.writer.text.begin_if(condition);
                }
                Token::Else => {
                    self.matches(self.open.last().cloned());
                    self.writer.html.begin_else();
                    self.writer.text.begin_else();
                }
                Token::End => {
                    let open = self.open.pop();
                    self.matches(open);
                    self.writer.html.end_if();
                    self.writer.text.end_if();
                }
            }
        }
        self.plain(&plain);
    }

    /// The branch must have begun in the element that is open now.
    fn matches(&mut self, open: Option<(Range<usize>, Vec<usize>)>) {
        if let Some((range, elements)) = open
            && elements != self.elements
        {
            let span = self.writer.body.text.span_of(range);
            self.writer.report(&IfAcrossParagraphs { span });
        }
    }

    fn plain(&mut self, text: &str) {
        self.writer.html.text(&escaped(text));
        self.writer.text.text(text);
    }

    fn begin_link(&mut self, address: &str, range: &Range<usize>, button: bool) {
        self.writer.html.text(if button { "<a class=\"button\" href=\"" } else { "<a href=\"" });
        match self.target(address, range) {
            Some(Target::Named(name)) => {
                self.writer.html.link(&name);
                self.writer.links.insert(name);
            }
            Some(Target::Address(address)) => self.writer.html.text(&escaped(&address)),
            None => {}
        }
        self.writer.html.text("\">");
    }

    /// Words, then the address, where it can be found and copied.
    fn end_link(&mut self, events: &[(Event<'_>, Range<usize>)], at: usize) {
        self.writer.html.text("</a>");
        let Some((begin, Tag::Link { dest_url, .. })) = opening(events, at) else { return };
        let name = named(self.writer.body, dest_url);
        let shown: String = events
            .get(begin + 1..at)
            .unwrap_or_default()
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
            .collect();
        if name.is_none() && shown == dest_url.as_ref() {
            return;
        }
        self.writer.text.text(if is_alone(events, begin) { ":\n" } else { ": " });
        match name {
            Some(name) => self.writer.text.link(&name),
            None => self.writer.text.text(dest_url.strip_prefix("mailto:").unwrap_or(dest_url)),
        }
        let more = events.get(at + 1).is_some_and(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
        if more {
            self.writer.text.text(" ");
        }
    }

    fn begin_image(&mut self, address: &str, range: &Range<usize>) {
        self.writer.html.text("<img src=\"");
        match self.target(address, range) {
            Some(Target::Address(address)) => self.writer.html.text(&escaped(&address)),
            Some(Target::Named(name)) => {
                let span = self.address_span(address, range);
                self.writer.report(&LinkAsPicture { link: &name, span });
            }
            None => {}
        }
        self.writer.html.text("\" alt=\"");
    }

    /// Where a link goes; says what is wrong if nowhere.
    fn target(&mut self, address: &str, range: &Range<usize>) -> Option<Target> {
        if self.flat.has_token(address) {
            let span = self.span(range);
            self.writer.report(&ValueInAddress { span });
            return None;
        }
        if let Some(name) = named(self.writer.body, address) {
            return Some(Target::Named(name));
        }
        let other = ["mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
        if other || is_web_address(address) {
            return Some(Target::Address(address.to_owned()));
        }
        let body = self.writer.body;
        if !body.damaged {
            let known: Vec<&str> = body.links.iter().map(|(name, _)| name.as_str()).collect();
            let near = nearest(address, known.iter().copied());
            let span = self.address_span(address, range);
            let finding = UnknownBodyLink { email: &body.email, link: address, near, known, span };
            let diagnostic = finding.diagnose();
            self.writer.diagnostics.push(diagnostic);
        }
        None
    }

    /// The place of the address within `[words](address)`, or the whole where it cannot be found.
    fn address_span(&self, address: &str, range: &Range<usize>) -> Span {
        let text = self.flat.text.get(range.clone()).unwrap_or_default();
        match text.rfind(address) {
            Some(at) if !address.is_empty() => {
                let start = range.start + at;
                self.writer.body.text.span_of(self.flat.source(&(start..start + address.len())))
            }
            Some(_) | None => self.span(range),
        }
    }
}

const fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}
