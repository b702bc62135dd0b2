//! Links of a body: where they go, and which of them stand alone on their line.

use crate::model::Body;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Where a link goes.
#[derive(Debug)]
pub(super) enum Target {
    /// To a declared link.
    Named(String),
    /// To an address that stands in the body.
    Address(String),
}

/// The declared link of that name.
pub(super) fn named(body: &Body, address: &str) -> Option<String> {
    let name: String = address.nfkc().collect();
    body.links.iter().find(|(link, _)| *link == name).map(|(link, _)| link.clone())
}

/// The start that belongs to the end at `at`.
pub(super) fn opening<'e>(events: &'e [(Event<'_>, Range<usize>)], at: usize) -> Option<(usize, &'e Tag<'e>)> {
    let range = &events.get(at)?.1;
    events.get(..at)?.iter().enumerate().rev().find_map(|(begin, (event, other))| {
        let Event::Start(tag @ Tag::Link { .. }) = event else { return None };
        (other == range).then_some((begin, tag))
    })
}

/// Whether the link that begins at `at` is all that its line holds: then the mail shows it as a button.
pub(super) fn is_alone(events: &[(Event<'_>, Range<usize>)], at: usize) -> bool {
    let Some((_, range)) = events.get(at) else { return false };
    let breaks = |event: &Event<'_>| {
        matches!(
            event,
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) | Event::SoftBreak | Event::HardBreak
        )
    };
    let ends = |(event, other): &(Event<'_>, Range<usize>)| matches!(event, Event::End(TagEnd::Link)) && other == range;
    let end = events.iter().skip(at).position(ends).map(|end| at + end);
    let before = at.checked_sub(1).and_then(|at| events.get(at));
    let after = end.and_then(|end| events.get(end + 1));
    [before, after].iter().all(|one| one.is_some_and(|(event, _)| breaks(event)))
}

/// Text for HTML, within and outside of attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
