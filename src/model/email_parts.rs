//! The entries of an email and of its variants, sorted by what they are; nothing may stand there twice.

use super::checker::Checker;
use super::findings::contents::UnknownBodyFormat;
use super::findings::names::DuplicateEntry;
use super::shape::BodyFormat;
use crate::source::Span;
use crate::syntax::ast::{self, EmailEntry, EmailEntryKind, Quoted};
use indexmap::IndexMap;

/// The entries of an email or of a variant.
#[derive(Default)]
pub struct EmailParts<'a> {
    pub sender: Option<&'a ast::Name>,
    pub subject: Option<&'a Quoted>,
    pub preheader: Option<&'a Quoted>,
    pub links: Vec<(&'a ast::Name, &'a Quoted)>,
    pub body: Option<(&'a Quoted, BodyFormat)>,
    /// The body is in a file that could not be read.
    pub body_lost: bool,
    pub invitation: Option<&'a ast::Invitation>,
    pub trial: Option<(&'a ast::Trial, Span)>,
    pub variants: IndexMap<&'a str, (&'a ast::Name, EmailParts<'a>)>,
    pub junk: bool,
}

impl<'a> Checker<'a> {
    pub fn email_parts(&mut self, entries: &'a [EmailEntry]) -> EmailParts<'a> {
        let mut parts = EmailParts::default();
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for entry in entries {
            let Some(word) = self.email_part(entry, &mut parts) else { continue };
            if let Some(first) = seen.insert(word, entry.span) {
                self.report.add(&DuplicateEntry { what: word.to_owned(), first, second: entry.span });
            }
        }
        parts
    }

    /// Sorts one entry in; returns the word of an entry that may stand there once.
    fn email_part(&mut self, entry: &'a EmailEntry, parts: &mut EmailParts<'a>) -> Option<&'static str> {
        match &entry.kind {
            EmailEntryKind::Sender(name) => {
                parts.sender = Some(name);
                Some("sender")
            }
            EmailEntryKind::Subject(text) => {
                parts.subject = Some(text);
                Some("subject")
            }
            EmailEntryKind::Preheader(text) => {
                parts.preheader = Some(text);
                Some("preheader")
            }
            EmailEntryKind::Link { name, address } => {
                parts.links.push((name, address));
                None
            }
            EmailEntryKind::Body(text) => {
                parts.body = Some((text, BodyFormat::Markdown));
                Some("body")
            }
            EmailEntryKind::BodyFile(path) => {
                parts.body = self.body_file(path);
                parts.body_lost = parts.body.is_none();
                Some("body")
            }
            EmailEntryKind::Invitation(invitation) => {
                parts.invitation = Some(invitation);
                Some("invitation")
            }
            EmailEntryKind::Trial(trial) => {
                parts.trial = Some((trial, entry.span));
                Some("try")
            }
            EmailEntryKind::Variant { name, entries } => {
                let variant = self.email_parts(entries);
                parts.junk |= variant.junk;
                if let Some((first, _)) = parts.variants.get(name.text.as_str()) {
                    let first = first.span;
                    self.report.add(&DuplicateEntry { what: name.text.clone(), first, second: name.span });
                } else {
                    parts.variants.insert(&name.text, (name, variant));
                }
                None
            }
            EmailEntryKind::Junk => {
                parts.junk = true;
                None
            }
        }
    }

    fn body_file(&mut self, path: &Quoted) -> Option<(&'a Quoted, BodyFormat)> {
        let ending = path.text.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let format = match ending.as_deref() {
            Some("md" | "markdown") => BodyFormat::Markdown,
            Some("txt") => BodyFormat::Text,
            Some("html" | "htm") => BodyFormat::Html,
            Some("mjml") => BodyFormat::Mjml,
            _ => {
                self.report.add(&UnknownBodyFormat { path: &path.text, span: path.span });
                return None;
            }
        };
        self.bodies.get(&path.span).map(|text| (text, format))
    }
}
