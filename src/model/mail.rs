//! Senders, teams and the parts of emails: what the law and the mail programs demand of them.

use super::address::{fixes_host, has_web_scheme, is_mail_address, is_web_address};
use super::checker::Checker;
use super::expression::Scope;
use super::findings::Kind;
use super::findings::impossible::NoTimeToAnswer;
use super::findings::mail::{
    BadAddress, BadLinkAddress, EmailWithoutSender, HandoffWithoutAnswer, LinkProblem, SenderLacks, SubjectBreaks,
    TeamWithoutMembers, UnwatchedAnswer,
};
use super::findings::names::DuplicateEntry;
use super::shape::Piece;
use crate::diagnostic::Finding as _;
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, Quoted, SenderKey};
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
                if answer.within.node.count == 0 {
                    self.report.add(&NoTimeToAnswer { within: answer.within.node, span: answer.within.span });
                }
                let escalate_to = answer.escalate_to.as_ref().and_then(|address| self.mail_address(address));
                ir::Answer { within: answer.within.node, escalate_to }
            });
            let channels = self.team_channels(team);
            teams.insert(name.to_owned(), ir::Team { members, in_turn: team.in_turn.is_some(), channels, answer });
        }
        teams
    }

    /// Teams that leads are handed over to, and that are not told how soon to answer, or with nobody who is told otherwise.
    pub fn unanswered(&mut self) {
        for (name, handoff) in std::mem::take(&mut self.handed_to) {
            let Some(entry) = self.names.teams.get(name.as_str()) else { continue };
            if self.damage.touches(entry.span) {
                continue;
            }
            let Some(answer) = &entry.syntax.answer else {
                self.report.add(&HandoffWithoutAnswer { team: &name, handoff, span: entry.name.span });
                continue;
            };
            if answer.escalate_to.is_none() {
                let member = entry.syntax.members.first().and_then(|member| member.text.rsplit_once('@'));
                let other = format!("manager@{}", member.map_or("acme.example", |(_, domain)| domain));
                self.report.add(&UnwatchedAnswer { team: &name, handoff, other, span: answer.span });
            }
        }
    }

    pub fn sender_of(&mut self, email: &ast::Email, written: Option<&ast::Name>) -> Option<String> {
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
    pub fn header_text(&mut self, text: &Quoted, preheader: bool, scope: &Scope) -> Option<Vec<Piece>> {
        let breaks = text.text.find(['\n', '\r']);
        if breaks.is_some() || text.text.trim().is_empty() {
            self.report.add(&SubjectBreaks { empty: breaks.is_none(), preheader, span: text.span });
        }
        self.template(text, scope)
    }

    pub fn link_address(&mut self, address: &Quoted, scope: &Scope) -> Option<Vec<Piece>> {
        let pieces = self.template(address, scope)?;
        if let Some(problem) = link_problem(&pieces) {
            self.report.add(&BadLinkAddress { address: &address.text, problem, span: address.span });
            return None;
        }
        Some(pieces)
    }
}

/// What is wrong with the address of a link, whatever the values in it will be.
fn link_problem(pieces: &[Piece]) -> Option<LinkProblem> {
    if pieces.iter().any(|piece| matches!(piece, Piece::Value { url: true, .. })) && pieces.len() == 1 {
        return None;
    }
    // Rows of contents are refused in addresses before this.
    if let [Piece::If { then, otherwise, .. }] = pieces {
        return link_problem(then).or_else(|| link_problem(otherwise));
    }
    let head = match pieces.first() {
        Some(Piece::Text { text, .. }) => text.as_str(),
        Some(Piece::Value { url: true, .. }) => "https://host.example/",
        Some(Piece::Value { .. } | Piece::If { .. } | Piece::Each { .. }) | None => "",
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
        Piece::Each { body, .. } => example(body),
    };
    pieces.iter().map(one).collect()
}
