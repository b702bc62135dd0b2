//! Links of a body: where they go, and which of them stand alone on their line.

use super::findings::{UnknownBodyLink, ValueInAddress};
use super::flat::Flat;
use crate::diagnostic::{Diagnostic, Finding as _, nearest};
use crate::ir::Expression;
use crate::model::findings::opt_outs::{OptOutByItself, is_opt_out};
use crate::model::{Body, is_web_address};
use crate::source::Span;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// An event of the Markdown parser with its place in the flat text.
pub(super) type Located<'e> = (Event<'e>, Range<usize>);

/// Where a link goes.
#[derive(Debug)]
pub(super) enum Target {
    /// To a declared link.
    Named(String),
    /// To an address that stands in the body.
    Address(String),
    /// To the address in a column of the row at hand.
    Row(Expression),
}

/// The declared link of that name.
pub(super) fn named(body: &Body, address: &str) -> Option<String> {
    let name: String = address.nfkc().collect();
    body.links.iter().find(|(link, _)| *link == name).map(|(link, _)| link.clone())
}

/// Where a link or a picture with that address leads; `range` is where it stands in the flat text. Nothing where the address
/// is of no use, with what is to be said about it.
pub(super) fn target(
    body: &Body,
    flat: &Flat<'_>,
    address: &str,
    range: &Range<usize>,
) -> Result<Target, Option<Box<Diagnostic>>> {
    if let Some(value) = flat.row_address(address) {
        return Ok(Target::Row(value.clone()));
    }
    if flat.has_token(address) {
        return Err(Some(Box::new(ValueInAddress { span: span_of(body, flat, range) }.diagnose())));
    }
    if let Some(name) = named(body, address) {
        return Ok(Target::Named(name));
    }
    let other = ["mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme));
    if other || is_web_address(address) {
        return Ok(Target::Address(address.to_owned()));
    }
    if body.damaged {
        return Err(None);
    }
    let known: Vec<&str> = body.links.iter().map(|(name, _)| name.as_str()).collect();
    let near = nearest(address, known.iter().copied());
    let span = address_span(body, flat, address, range);
    if is_opt_out(address.trim_start_matches('#'), near) {
        return Err(Some(Box::new(OptOutByItself { word: address, span }.diagnose())));
    }
    Err(Some(Box::new(UnknownBodyLink { email: &body.email, link: address, near, known, span }.diagnose())))
}

/// The place in the body of a range of the flat text, without the white space at its end.
pub(super) fn span_of(body: &Body, flat: &Flat<'_>, range: &Range<usize>) -> Span {
    let text = flat.text.get(range.clone()).unwrap_or_default();
    let trimmed = range.start..range.start + text.trim_end().len();
    body.text.span_of(flat.source(&trimmed))
}

/// The place of the address within `[words](address)` or a tag, or the whole where it cannot be found.
pub(super) fn address_span(body: &Body, flat: &Flat<'_>, address: &str, range: &Range<usize>) -> Span {
    let text = flat.text.get(range.clone()).unwrap_or_default();
    match text.rfind(address) {
        Some(at) if !address.is_empty() => {
            let start = range.start + at;
            body.text.span_of(flat.source(&(start..start + address.len())))
        }
        Some(_) | None => span_of(body, flat, range),
    }
}

/// The start that belongs to the end at `at`.
pub(super) fn opening<'e>(events: &'e [Located<'_>], at: usize) -> Option<(usize, &'e Tag<'e>)> {
    let range = &events.get(at)?.1;
    events.get(..at)?.iter().enumerate().rev().find_map(|(begin, (event, other))| {
        let Event::Start(tag @ Tag::Link { .. }) = event else { return None };
        (other == range).then_some((begin, tag))
    })
}

/// Whether the link that begins at `at` is all that its line holds: then the mail shows it as a button.
pub(super) fn is_alone(events: &[Located<'_>], at: usize) -> bool {
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
