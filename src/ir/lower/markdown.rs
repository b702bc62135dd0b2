//! Markdown with `{{ … }}` to HTML and text: one walk over what the Markdown parser found writes both, side by side.

use super::block::{Part, parts};
use super::calls::Look;
use super::findings::{IfAcrossParagraphs, LinkAsPicture, RawHtml};
use super::flat::{Flat, Token};
use super::link::{self, Located, Target, escaped, is_alone, named, opening};
use super::output::Output;
use super::plain::Plain;
use super::{Finished, text_body};
use crate::diagnostic::{Diagnostic, Finding};
use crate::model::{Body, BodyFormat};
use crate::source::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

/// Turns a body of Markdown or plain text into HTML and text. `None` where it has a mistake, which has been reported.
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
    let calls = writer.html.take_calls();
    good.then(|| Finished { html: writer.html.finish(), text: writer.text.finish(), links: writer.links, calls })
}

/// Both outputs, side by side.
struct Writer<'a> {
    body: &'a Body,
    html: Output,
    text: Plain,
    links: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn parts(&mut self, parts: &[Part<'_>]) {
        for part in parts {
            match part {
                Part::Markdown(pieces) => {
                    let flat = Flat::new(pieces);
                    let events = self.events(&flat);
                    self.page(&flat, Vec::new()).events(&events);
                }
                Part::Rows { content, at_most, body } => self.rows(content, *at_most, body),
                Part::Choice { condition, then, otherwise } => {
                    self.html.begin_if(condition);
                    self.text.begin_if(condition);
                    self.parts(then);
                    self.html.begin_else();
                    self.text.begin_else();
                    self.parts(otherwise);
                    self.html.end();
                    self.text.end();
                }
            }
        }
    }

    fn events<'f>(&self, flat: &'f Flat<'_>) -> Vec<Located<'f>> {
        match self.body.format {
            BodyFormat::Text => text_body::events(&flat.text),
            BodyFormat::Markdown | BodyFormat::Html | BodyFormat::Mjml => {
                Parser::new_ext(&flat.text, Options::empty()).into_offset_iter().collect()
            }
        }
    }

    fn page<'w, 'f>(&'w mut self, flat: &'f Flat<'f>, lists: Vec<Option<u64>>) -> Page<'w, 'f, 'a> {
        Page { writer: self, flat, elements: Vec::new(), count: 0, open: Vec::new(), lists }
    }

    /// What is written for each row. Where that is one list, the rows are the items of one list.
    fn rows(&mut self, content: &str, at_most: Option<u32>, body: &[Part<'_>]) {
        if let [Part::Markdown(pieces)] = body {
            let flat = Flat::new(pieces);
            let events = self.events(&flat);
            if let Some((start, items)) = only_list(&events) {
                let (open, close) = if start.is_some() { ("<ol>\n", "</ol>\n") } else { ("<ul>\n", "</ul>\n") };
                self.html.text(open);
                self.text.begin_block();
                self.begin_each(content, at_most);
                self.page(&flat, vec![None]).events(items);
                self.end();
                self.html.text(close);
                self.text.end_block();
                return;
            }
        }
        self.begin_each(content, at_most);
        self.parts(body);
        self.end();
    }

    fn begin_each(&mut self, content: &str, at_most: Option<u32>) {
        self.html.begin_each(content, at_most);
        self.text.begin_each(content, at_most);
    }

    fn end(&mut self) {
        self.html.end();
        self.text.end();
    }

    fn report(&mut self, finding: &impl Finding) {
        self.diagnostics.push(finding.diagnose());
    }
}

/// The number of the first item and the events of the items, where all is one list.
fn only_list<'e, 'f>(events: &'e [Located<'f>]) -> Option<(Option<u64>, &'e [Located<'f>])> {
    let [(Event::Start(Tag::List(start)), range), items @ .., (Event::End(TagEnd::List(_)), end)] = events else {
        return None;
    };
    (range == end).then_some((*start, items))
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
    fn events(&mut self, events: &[Located<'_>]) {
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
        link::span_of(self.writer.body, self.flat, range)
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

    fn end(&mut self, tag: TagEnd, events: &[Located<'_>], at: usize) {
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
                Token::Value { value, .. } => {
                    self.writer.html.value(value);
                    self.writer.text.value(value);
                }
                Token::If { condition, range } => {
                    self.open.push(((*range).clone(), self.elements.clone()));
                    self.writer.html.begin_if(condition);
                    self.writer.text.begin_if(condition);
                }
                Token::Each { content, at_most, range } => {
                    self.open.push(((*range).clone(), self.elements.clone()));
                    self.writer.html.begin_each(content, *at_most);
                    self.writer.text.begin_each(content, *at_most);
                }
                Token::Else => {
                    self.matches(self.open.last().cloned());
                    self.writer.html.begin_else();
                    self.writer.text.begin_else();
                }
                Token::End => {
                    let open = self.open.pop();
                    self.matches(open);
                    self.writer.html.end();
                    self.writer.text.end();
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
        let (look, span) = (if button { Look::Button } else { Look::Plain }, self.span(range));
        match self.target(address, range) {
            Some(Target::Named(name)) => {
                self.writer.html.link(&name);
                self.writer.html.call(&name, look, span);
                self.writer.links.insert(name);
            }
            Some(Target::Address(address)) => {
                self.writer.html.text(&escaped(&address));
                self.writer.html.call(&address, look, span);
            }
            Some(Target::Row(value)) => {
                self.writer.html.value(&value);
                self.writer.html.call("", look, span);
            }
            None => {}
        }
        self.writer.html.text("\">");
    }

    /// Words, then the address, where it can be found and copied.
    fn end_link(&mut self, events: &[Located<'_>], at: usize) {
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
            None => match self.flat.row_address(dest_url) {
                Some(value) => self.writer.text.value(value),
                None => self.writer.text.text(dest_url.strip_prefix("mailto:").unwrap_or(dest_url)),
            },
        }
        let more = events.get(at + 1).is_some_and(|(event, _)| {
            matches!(event, Event::Code(_))
                || matches!(event, Event::Text(text) if !text.starts_with(char::is_whitespace))
        });
        if more {
            self.writer.text.text(" ");
        }
    }

    fn begin_image(&mut self, address: &str, range: &Range<usize>) {
        self.writer.html.text("<img src=\"");
        match self.target(address, range) {
            Some(Target::Address(address)) => self.writer.html.text(&escaped(&address)),
            Some(Target::Row(value)) => self.writer.html.value(&value),
            Some(Target::Named(name)) => {
                let span = link::address_span(self.writer.body, self.flat, address, range);
                self.writer.report(&LinkAsPicture { link: &name, span });
            }
            None => {}
        }
        self.writer.html.text("\" alt=\"");
    }

    /// Where a link goes; says what is wrong if nowhere.
    fn target(&mut self, address: &str, range: &Range<usize>) -> Option<Target> {
        link::target(self.writer.body, self.flat, address, range)
            .map_err(|problem| self.writer.diagnostics.extend(problem.map(|one| *one)))
            .ok()
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
