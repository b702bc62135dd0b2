//! Other ways than mail: messages on other channels, calls of other systems, and where teams are told. A channel that is
//! called like a kind (`line`, `slack` …) is of that kind; what another one is only the settings know.

use super::checker::Checker;
use super::expression::Scope;
use super::findings::channels::{
    MessageLacks, MessageTooLong, NameOfEmail, ReceiverNotText, ReceiverUnused, TakesNoValues, TeamNeedsRoom,
};
use super::findings::names::DuplicateEntry;
use super::origins::Origins;
use super::shape::{Action, Body, BodyFormat, Message, Piece};
use super::types::Type;
use crate::ir::{ChannelKind, Expression, LongestText};
use crate::source::Span;
use crate::syntax::ast::{self, ExpressionKind, MessageEntryKind, Quoted};
use indexmap::IndexMap;

#[derive(Default)]
struct MessageParts<'a> {
    to: Option<&'a ast::Path>,
    links: Vec<(&'a ast::Name, &'a Quoted)>,
    body: Option<&'a Quoted>,
    junk: bool,
}

impl<'a> Checker<'a> {
    /// All messages, and apart from them their bodies.
    pub fn messages(&mut self, origins: &Origins) -> (IndexMap<String, Message>, Vec<Body>) {
        let entries: Vec<(&'a str, &'a ast::Message, Span, Option<&'a str>)> = self
            .names
            .messages
            .iter()
            .map(|(name, entry)| (*name, entry.syntax, entry.span, entry.documentation))
            .collect();
        let (mut messages, mut bodies) = (IndexMap::new(), Vec::new());
        for (name, message, span, documentation) in entries {
            if let Some(email) = self.names.emails.get(name).map(|entry| entry.name.span) {
                self.report.add(&NameOfEmail { name, email, span: message.name.span });
            }
            let scope = Scope::new(origins.of_email(name));
            let (message, body) = self.message(message, span, documentation, &scope);
            messages.extend(message.map(|message| (name.to_owned(), message)));
            bodies.extend(body);
        }
        (messages, bodies)
    }

    fn message(
        &mut self,
        message: &'a ast::Message,
        span: Span,
        documentation: Option<&str>,
        scope: &Scope,
    ) -> (Option<Message>, Option<Body>) {
        let parts = self.message_parts(message);
        let kind = ChannelKind::of_word(&message.channel.text);
        let damaged = self.damage.touches(span) || parts.junk;
        let no_receiver = parts.to.is_none() && kind.is_some_and(ChannelKind::needs_receiver);
        let lacking: Vec<&'static str> = [("to", no_receiver), ("body", parts.body.is_none())]
            .into_iter()
            .filter_map(|(word, lacks)| lacks.then_some(word))
            .collect();
        if !lacking.is_empty() && !damaged {
            self.report.add(&MessageLacks { message: &message.name.text, lacking, span: message.name.span });
        }
        let to = parts.to.map(|path| self.receiver(path, kind, scope));
        let links: Vec<Option<(String, Vec<Piece>)>> = parts
            .links
            .iter()
            .map(|(name, address)| Some((name.text.clone(), self.link_address(address, scope)?)))
            .collect();
        let body = parts.body.and_then(|text| {
            let names: Vec<(String, Span)> =
                parts.links.iter().map(|(name, _)| (name.text.clone(), name.span)).collect();
            let pieces = self.template(text, scope);
            let wide = self.wide_link(text, &names);
            let pieces = pieces.filter(|_| !wide)?;
            self.length(text, &pieces, kind);
            Some(Body {
                email: message.name.text.clone(),
                variant: None,
                format: BodyFormat::Markdown,
                links: names,
                damaged,
                text: text.clone(),
                pieces,
            })
        });
        let checked = || {
            Some(Message {
                channel: message.channel.text.clone(),
                transactional: message.transactional.is_some(),
                to: match to {
                    Some(to) => Some(to?),
                    None => None,
                },
                links: links.into_iter().collect::<Option<IndexMap<_, _>>>()?,
                documentation: documentation.map(str::to_owned),
                span: message.name.span,
            })
        };
        (checked(), body)
    }

    fn message_parts(&mut self, message: &'a ast::Message) -> MessageParts<'a> {
        let mut parts = MessageParts::default();
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for entry in &message.entries {
            let word = match &entry.kind {
                MessageEntryKind::To(path) => {
                    parts.to = Some(path);
                    "to"
                }
                MessageEntryKind::Body(text) => {
                    parts.body = Some(text);
                    "body"
                }
                MessageEntryKind::Link { name, address } => {
                    parts.links.push((name, address));
                    continue;
                }
                MessageEntryKind::Junk => {
                    parts.junk = true;
                    continue;
                }
            };
            if let Some(first) = seen.insert(word, entry.span) {
                self.report.add(&DuplicateEntry { what: word.to_owned(), first, second: entry.span });
            }
        }
        parts
    }

    /// `to lead.line_id`. It may be missing: a lead without it gets no message, and the journal says why.
    fn receiver(&mut self, path: &ast::Path, kind: Option<ChannelKind>, scope: &Scope) -> Option<Expression> {
        if let Some(kind) = kind.filter(|kind| kind.is_room()) {
            self.report.add(&ReceiverUnused { kind, span: path.span });
            return None;
        }
        let written = ast::Expression { span: path.span, kind: ExpressionKind::Path(path.clone()) };
        let checked = self.expression(&written, scope, None)?;
        if !matches!(checked.kind, Type::Text | Type::Email | Type::Url | Type::Unknown) {
            self.report.add(&ReceiverNotText { kind: checked.kind, span: path.span });
            return None;
        }
        Some(checked.value)
    }

    /// The text is too long whatever the values in it will be.
    fn length(&mut self, text: &Quoted, pieces: &[Piece], kind: Option<ChannelKind>) {
        let Some((kind, longest)) = kind.and_then(|kind| Some((kind, kind.longest_text()?))) else { return };
        let length = least_length(pieces, longest);
        if length > longest.most {
            self.report.add(&MessageTooLong { kind, length, span: text.span });
        }
    }

    /// Channels on which a team is told.
    pub fn team_channels(&mut self, team: &ast::Team) -> Vec<String> {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for channel in &team.channels {
            if ChannelKind::of_word(&channel.text).is_some_and(ChannelKind::needs_receiver) {
                self.report.add(&TeamNeedsRoom { channel: &channel.text, span: channel.span });
            }
            if let Some(first) = seen.insert(&channel.text, channel.span) {
                self.report.add(&DuplicateEntry { what: channel.text.clone(), first, second: channel.span });
            }
        }
        seen.keys().map(|name| (*name).to_owned()).collect()
    }

    /// `call postcard { name: lead.name }`. Values may be missing: the other system is told so.
    pub fn channel_call(
        &mut self,
        channel: &ast::Name,
        written: &[(ast::Name, ast::Expression)],
        scope: &Scope,
    ) -> Option<Action> {
        if ChannelKind::of_word(&channel.text).is_some_and(|kind| !kind.takes_values()) {
            self.report.add(&TakesNoValues { channel: &channel.text, span: channel.span });
        }
        let mut fields: IndexMap<String, Option<Expression>> = IndexMap::new();
        for (name, value) in written {
            let checked = self.expression(value, scope, None).map(|checked| checked.value);
            let twin = written.iter().find(|(other, _)| other.text == name.text).map(|(other, _)| other.span);
            if let Some(first) = twin.filter(|first| *first != name.span) {
                self.report.add(&DuplicateEntry { what: name.text.clone(), first, second: name.span });
            }
            fields.insert(name.text.clone(), checked);
        }
        let fields = fields.into_iter().map(|(name, value)| Some((name, value?))).collect::<Option<_>>()?;
        Some(Action::Call { channel: channel.text.clone(), fields })
    }
}

/// Whether a message says where it finds the lead. One that does not goes into a room, where others click.
pub(super) fn names_receiver(message: &ast::Message) -> bool {
    message.entries.iter().any(|entry| matches!(entry.kind, MessageEntryKind::To(_)))
}

/// Length of the parts of a text that stand in it for certain.
fn least_length(pieces: &[Piece], longest: LongestText) -> usize {
    let one = |piece: &Piece| match piece {
        Piece::Text { text, .. } => longest.length(text),
        // There may be a single row, and it may be empty.
        Piece::Value { .. } | Piece::Each { .. } => 0,
        Piece::If { then, otherwise, .. } => least_length(then, longest).min(least_length(otherwise, longest)),
    };
    pieces.iter().map(one).sum()
}
