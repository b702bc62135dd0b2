//! Senders, emails and teams: what the law and the mail programs demand of them.

use super::address::{fixes_host, has_web_scheme, is_mail_address, is_web_address};
use super::checker::Checker;
use super::expression::Scope;
use super::findings::Kind;
use super::findings::mail::{
    BadAddress, BadLinkAddress, EmailLacks, EmailWithoutSender, LinkProblem, SenderLacks, SubjectBreaks,
    TeamWithoutMembers, WideLinkBrackets,
};
use super::findings::names::DuplicateEntry;
use super::names::Entry;
use super::origins::Origins;
use super::shape::{Body, Email, Piece};
use crate::diagnostic::Finding as _;
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, EmailEntryKind, Quoted, SenderKey};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The keys of a sender with the words that they are written with.
const SENDER_KEYS: [(SenderKey, &str); 5] = [
    (SenderKey::Name, "name"),
    (SenderKey::From, "from"),
    (SenderKey::Address, "address"),
    (SenderKey::Contact, "contact"),
    (SenderKey::ReplyTo, "reply to"),
];

impl<'a> Checker<'a> {
    pub fn senders(&mut self) -> IndexMap<String, ir::Sender> {
        let entries: Vec<(&str, &ast::Sender, Span)> =
            self.names.senders.iter().map(|(name, entry)| (*name, entry.syntax, entry.span)).collect();
        let mut senders = IndexMap::new();
        for (name, sender, span) in entries {
            if let Some(sender) = self.sender(sender, span) {
                senders.insert(name.to_owned(), sender);
            }
        }
        senders
    }

    fn sender(&mut self, sender: &ast::Sender, span: Span) -> Option<ir::Sender> {
        let mut values: BTreeMap<SenderKey, &Quoted> = BTreeMap::new();
        for entry in &sender.entries {
            let word = SENDER_KEYS.iter().find(|(key, _)| *key == entry.key.node).map_or("", |(_, word)| word);
            if let Some(first) = values.get(&entry.key.node) {
                let (first, second) = (first.span, entry.key.span);
                self.report.add(&DuplicateEntry { what: word.to_owned(), first, second });
            } else {
                values.insert(entry.key.node, &entry.value);
            }
        }
        let required = [SenderKey::Name, SenderKey::From, SenderKey::Address, SenderKey::Contact];
        let lacking: Vec<&'static str> = SENDER_KEYS
            .iter()
            .filter(|(key, _)| required.contains(key))
            .filter(|(key, _)| values.get(key).is_none_or(|value| value.text.trim().is_empty()))
            .map(|(_, word)| *word)
            .collect();
        if !lacking.is_empty() && !self.damage.touches(span) {
            self.report.add(&SenderLacks { sender: &sender.name.text, lacking, span: sender.name.span });
        }
        for key in [SenderKey::From, SenderKey::ReplyTo] {
            if let Some(value) = values.get(&key).filter(|value| !value.text.trim().is_empty()) {
                self.mail_address(value);
            }
        }
        let text = |key: SenderKey| values.get(&key).map(|value| value.text.trim().to_owned());
        Some(ir::Sender {
            name: text(SenderKey::Name)?,
            from: text(SenderKey::From)?,
            address: text(SenderKey::Address)?,
            contact: text(SenderKey::Contact)?,
            reply_to: text(SenderKey::ReplyTo).filter(|address| !address.is_empty()),
        })
    }

    /// Checks a mail address.
    pub fn mail_address(&mut self, address: &Quoted) -> Option<String> {
        if is_mail_address(address.text.trim()) {
            return Some(address.text.trim().to_owned());
        }
        self.report.add(&BadAddress { address: &address.text, span: address.span });
        None
    }

    pub fn teams(&mut self) -> IndexMap<String, ir::Team> {
        let entries: Vec<(&str, &ast::Team, Span)> =
            self.names.teams.iter().map(|(name, entry)| (*name, entry.syntax, entry.span)).collect();
        let mut teams = IndexMap::new();
        for (name, team, span) in entries {
            if team.members.is_empty() && !self.damage.touches(span) {
                self.report.add(&TeamWithoutMembers { team: name, span: team.name.span });
            }
            let members = team.members.iter().filter_map(|member| self.mail_address(member)).collect();
            let answer = team.answer.as_ref().map(|answer| {
                let escalate_to = answer.escalate_to.as_ref().and_then(|address| self.mail_address(address));
                ir::Answer { within: answer.within.node, escalate_to }
            });
            let channels = self.team_channels(team);
            teams.insert(name.to_owned(), ir::Team { members, in_turn: team.in_turn.is_some(), channels, answer });
        }
        teams
    }

    /// All emails, and apart from them their bodies.
    pub fn emails(&mut self, origins: &Origins) -> (IndexMap<String, Email>, Vec<Body>) {
        let entries: Vec<(&'a str, &'a ast::Email, Span, Option<&'a str>)> = self
            .names
            .emails
            .iter()
            .map(|(name, Entry { syntax, span, documentation, .. })| (*name, *syntax, *span, *documentation))
            .collect();
        let (mut emails, mut bodies) = (IndexMap::new(), Vec::new());
        for (name, email, span, documentation) in entries {
            let scope = Scope::new(origins.of_email(name));
            let (email, body) = self.email(email, span, documentation, &scope);
            if let Some(email) = email {
                emails.insert(name.to_owned(), email);
            }
            bodies.extend(body);
        }
        (emails, bodies)
    }

    fn email(
        &mut self,
        email: &'a ast::Email,
        span: Span,
        documentation: Option<&str>,
        scope: &Scope,
    ) -> (Option<Email>, Option<Body>) {
        let parts = self.email_parts(email);
        let damaged = self.damage.touches(span) || parts.junk;
        let lacking: Vec<&'static str> =
            [("subject", parts.subject.is_none()), ("body", parts.body.is_none() && !parts.body_lost)]
                .into_iter()
                .filter_map(|(word, lacks)| lacks.then_some(word))
                .collect();
        if !lacking.is_empty() && !damaged {
            self.report.add(&EmailLacks { email: &email.name.text, lacking, span: email.name.span });
        }
        let sender = self.sender_of(email, parts.sender);
        let subject = parts.subject.and_then(|text| self.header_text(text, false, scope));
        let preheader = parts.preheader.map(|text| self.header_text(text, true, scope));
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
            Some(Body { email: email.name.text.clone(), links: names, damaged, text: text.clone(), pieces })
        });
        let email = || {
            Some(Email {
                sender: sender?,
                transactional: email.transactional.is_some(),
                subject: subject?,
                preheader: match preheader {
                    Some(preheader) => Some(preheader?),
                    None => None,
                },
                links: links.into_iter().collect::<Option<IndexMap<_, _>>>()?,
                documentation: documentation.map(str::to_owned),
                span: email.name.span,
            })
        };
        (email(), body)
    }

    fn email_parts(&mut self, email: &'a ast::Email) -> EmailParts<'a> {
        let mut parts = EmailParts::default();
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for entry in &email.entries {
            let word = match &entry.kind {
                EmailEntryKind::Sender(name) => {
                    parts.sender = Some(name);
                    "sender"
                }
                EmailEntryKind::Subject(text) => {
                    parts.subject = Some(text);
                    "subject"
                }
                EmailEntryKind::Preheader(text) => {
                    parts.preheader = Some(text);
                    "preheader"
                }
                EmailEntryKind::Link { name, address } => {
                    parts.links.push((name, address));
                    continue;
                }
                EmailEntryKind::Body(text) => {
                    parts.body = Some(text);
                    "body"
                }
                EmailEntryKind::BodyFile(path) => {
                    parts.body = self.bodies.get(&path.span);
                    parts.body_lost = parts.body.is_none();
                    "body"
                }
                EmailEntryKind::Invitation(_) | EmailEntryKind::Variant { .. } | EmailEntryKind::Trial(_) => {
                    self.not_built::<()>(entry.span);
                    continue;
                }
                EmailEntryKind::Junk => {
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

    fn sender_of(&mut self, email: &ast::Email, written: Option<&ast::Name>) -> Option<String> {
        if let Some(name) = written {
            return self.resolve(Kind::Sender, name).then(|| name.text.clone());
        }
        let known: Vec<&str> = self.names.senders.keys().copied().collect();
        if let [only] = known.as_slice() {
            return Some((*only).to_owned());
        }
        // Without any sender the first mail speaks for all.
        let said = known.is_empty() && self.report.found.iter().any(|one| one.code == EmailWithoutSender::CODE);
        if !said && !self.damage.mentions("sender") {
            self.report.add(&EmailWithoutSender { email: &email.name.text, known, span: email.name.span });
        }
        None
    }

    /// Text of a header: one line, not empty.
    fn header_text(&mut self, text: &Quoted, preheader: bool, scope: &Scope) -> Option<Vec<Piece>> {
        let breaks = text.text.find(['\n', '\r']);
        if breaks.is_some() || text.text.trim().is_empty() {
            self.report.add(&SubjectBreaks { empty: breaks.is_none(), preheader, span: text.span });
        }
        self.template(text, scope)
    }

    /// `[words](guide）`: Markdown takes no link with full-width brackets. True where one was reported.
    pub(super) fn wide_link(&mut self, text: &Quoted, links: &[(String, Span)]) -> bool {
        let mut found = false;
        let brackets = [')', '）'];
        for (at, bracket) in text.text.match_indices([']', '］']) {
            let open_at = at + bracket.len();
            let rest = text.text.get(open_at..).unwrap_or_default();
            let Some(open) = rest.chars().next().filter(|one| matches!(one, '(' | '（')) else { continue };
            let inside = rest.get(open.len_utf8()..).unwrap_or_default();
            let Some(length) = inside.find(|one: char| brackets.contains(&one) || one == '\n') else { continue };
            let (target, behind) = inside.split_at(length);
            let Some(close) = behind.chars().next().filter(|one| brackets.contains(one)) else { continue };
            let leads = links.iter().any(|(link, _)| link == target.trim()) || has_web_scheme(target.trim());
            let close_at = open_at + open.len_utf8() + length;
            let marks = [(at, bracket.chars().next().unwrap_or(']')), (open_at, open), (close_at, close)];
            let wide: Vec<(Span, char)> = marks
                .into_iter()
                .filter(|(_, mark)| !mark.is_ascii())
                .map(|(at, mark)| (text.span_of(at..at + mark.len_utf8()), mark))
                .collect();
            if let Some((span, _)) = wide.first().filter(|_| leads) {
                self.report.add(&WideLinkBrackets { span: *span, brackets: wide.clone() });
                found = true;
            }
        }
        found
    }

    pub(super) fn link_address(&mut self, address: &Quoted, scope: &Scope) -> Option<Vec<Piece>> {
        let pieces = self.template(address, scope)?;
        if let Some(problem) = link_problem(&pieces) {
            self.report.add(&BadLinkAddress { address: &address.text, problem, span: address.span });
            return None;
        }
        Some(pieces)
    }
}

#[derive(Default)]
struct EmailParts<'a> {
    sender: Option<&'a ast::Name>,
    subject: Option<&'a Quoted>,
    preheader: Option<&'a Quoted>,
    links: Vec<(&'a ast::Name, &'a Quoted)>,
    body: Option<&'a Quoted>,
    /// The body is in a file that could not be read.
    body_lost: bool,
    junk: bool,
}

/// What is wrong with the address of a link, whatever the values in it will be.
fn link_problem(pieces: &[Piece]) -> Option<LinkProblem> {
    if pieces.iter().any(|piece| matches!(piece, Piece::Value { url: true, .. })) && pieces.len() == 1 {
        return None;
    }
    if let [Piece::If { then, otherwise, .. }] = pieces {
        return link_problem(then).or_else(|| link_problem(otherwise));
    }
    let head = match pieces.first() {
        Some(Piece::Text { text, .. }) => text.as_str(),
        Some(Piece::Value { url: true, .. }) => "https://host.example/",
        Some(Piece::Value { .. } | Piece::If { .. }) | None => "",
    };
    if !has_web_scheme(head) {
        return Some(LinkProblem::NoScheme);
    }
    if pieces.len() > 1 && !fixes_host(head) {
        return Some(LinkProblem::OpenHost);
    }
    (!is_web_address(&example(pieces))).then_some(LinkProblem::NoAddress)
}

/// The address with something harmless in the place of each value.
fn example(pieces: &[Piece]) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Value { url: true, .. } => "https://host.example/".to_owned(),
        Piece::Value { .. } => "x".to_owned(),
        Piece::If { then, otherwise, .. } => example(then) + &example(otherwise),
    };
    pieces.iter().map(one).collect()
}
