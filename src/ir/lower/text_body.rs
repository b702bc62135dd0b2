//! A body of plain text: paragraphs between blank lines, web addresses that become links, and `[words](link)` for named
//! links. It is read into the same events as Markdown, so that one walk writes both.

use super::link::Located;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// The text as events with their places.
pub(super) fn events(text: &str) -> Vec<Located<'_>> {
    let mut events = Vec::new();
    let mut paragraph: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let range = at..at + content.len();
        at += line.len();
        if content.is_empty() {
            end_paragraph(&mut events, paragraph.take());
            continue;
        }
        match &mut paragraph {
            Some(open) => {
                events.push((Event::SoftBreak, range.start..range.start));
                open.end = range.end;
            }
            None => {
                events.push((Event::Start(Tag::Paragraph), range.clone()));
                paragraph = Some(range.clone());
            }
        }
        line_events(content, range.start, &mut events);
    }
    end_paragraph(&mut events, paragraph);
    events
}

fn end_paragraph(events: &mut Vec<Located<'_>>, paragraph: Option<Range<usize>>) {
    if let Some(range) = paragraph {
        events.push((Event::End(TagEnd::Paragraph), range));
    }
}

fn line_events<'t>(line: &'t str, start: usize, events: &mut Vec<Located<'t>>) {
    let mut at = 0;
    let mut plain_from = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((words, address, length)) = named_link(rest).or_else(|| bare_address(rest)) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        plain(line, plain_from..at, start, events);
        let range = start + at..start + at + length;
        let tag = Tag::Link {
            link_type: LinkType::Inline,
            dest_url: CowStr::from(address),
            title: CowStr::from(""),
            id: CowStr::from(""),
        };
        events.push((Event::Start(tag), range.clone()));
        events.push((Event::Text(CowStr::from(words)), range.clone()));
        events.push((Event::End(TagEnd::Link), range));
        at += length;
        plain_from = at;
    }
    plain(line, plain_from..line.len(), start, events);
}

fn plain<'t>(line: &'t str, range: Range<usize>, start: usize, events: &mut Vec<Located<'t>>) {
    if let Some(text) = line.get(range.clone()).filter(|text| !text.is_empty()) {
        events.push((Event::Text(CowStr::from(text)), start + range.start..start + range.end));
    }
}

/// `[words](link)` at the beginning: its words, where it leads, and its length.
fn named_link(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('[')?;
    let (words, behind) = inside.split_once("](")?;
    let (address, _) = behind.split_once(')')?;
    let clean = !words.contains(['[', ']', '\n']) && !words.trim().is_empty() && !address.contains(char::is_whitespace);
    clean.then(|| (words, address, 1 + words.len() + 2 + address.len() + 1))
}

/// A web address at the beginning.
fn bare_address(text: &str) -> Option<(&str, &str, usize)> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    // A value in the address is a private-use character: it belongs to the address, so that it can be refused.
    let belongs = |one: char| (one.is_ascii_graphic() && !matches!(one, '<' | '>' | '"')) || one as u32 >= 0xf_0000;
    let length = text.find(|one: char| !belongs(one)).unwrap_or(text.len());
    let address = text.get(..length)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    (address.len() > "https://".len()).then_some((address, address, address.len()))
}
