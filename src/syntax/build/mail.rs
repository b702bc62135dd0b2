//! Emails, messages on other channels, and contents.

use super::Builder;
use crate::syntax::ast::{
    Content, DeclarationKind, Email, EmailEntry, EmailEntryKind, Invitation, InvitationEnd, Message, MessageEntry,
    MessageEntryKind, Trial,
};
use crate::syntax::grammar::{Pair, Rule, child, children, has};

impl Builder<'_> {
    pub(super) fn email(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let transactional = child(pair, Rule::kw_transactional).map(|word| self.span(&word));
        Some(DeclarationKind::Email(Email { name, transactional, entries: self.email_entries(pair) }))
    }

    fn email_entries(&mut self, pair: &Pair<'_>) -> Vec<EmailEntry> {
        pair.clone().into_inner().filter_map(|entry| self.email_entry(&entry)).collect()
    }

    fn email_entry(&mut self, pair: &Pair<'_>) -> Option<EmailEntry> {
        let kind = match pair.as_rule() {
            Rule::email_sender => self.name_in(pair, Rule::sender_name).map(EmailEntryKind::Sender),
            Rule::email_subject => self.quoted_in(pair).map(EmailEntryKind::Subject),
            Rule::email_preheader => self.quoted_in(pair).map(EmailEntryKind::Preheader),
            Rule::email_body => self.quoted_in(pair).map(EmailEntryKind::Body),
            Rule::email_body_file => self.quoted_in(pair).map(EmailEntryKind::BodyFile),
            Rule::email_link => {
                let name = self.name_in(pair, Rule::new_name);
                name.zip(self.quoted_in(pair)).map(|(name, address)| EmailEntryKind::Link { name, address })
            }
            Rule::email_invitation => self.invitation(pair).map(EmailEntryKind::Invitation),
            Rule::email_variant => self
                .name_in(pair, Rule::new_name)
                .map(|name| EmailEntryKind::Variant { name, entries: self.email_entries(pair) }),
            Rule::email_trial => self.trial(pair).map(EmailEntryKind::Trial),
            Rule::junk_line => Some(EmailEntryKind::Junk),
            _ => return None,
        };
        Some(EmailEntry { span: self.span(pair), kind: kind.unwrap_or(EmailEntryKind::Junk) })
    }

    fn invitation(&mut self, pair: &Pair<'_>) -> Option<Invitation> {
        let mut texts = children(pair, Rule::string);
        let (title, place) = (texts.next()?, texts.next());
        let mut paths = children(pair, Rule::path);
        let (from, to) = (paths.next()?, paths.next());
        let until = match to {
            Some(to) => InvitationEnd::At(self.path(&to)),
            None => InvitationEnd::Lasting(self.amount_in(pair)?),
        };
        let (title, place) = (self.quoted(&title), place.map(|place| self.quoted(&place)));
        Some(Invitation { title, from: self.path(&from), until, place })
    }

    fn trial(&mut self, pair: &Pair<'_>) -> Option<Trial> {
        let share = self.percent(&child(pair, Rule::percent)?)?;
        Some(Trial { share, by_clicks: has(pair, Rule::kw_clicks), after: self.amount_in(pair)? })
    }

    pub(super) fn message(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let channel = self.name_in(pair, Rule::channel_name)?;
        let transactional = child(pair, Rule::kw_transactional).map(|word| self.span(&word));
        let entries = pair.clone().into_inner().filter_map(|entry| self.message_entry(&entry)).collect();
        Some(DeclarationKind::Message(Message { name, channel, transactional, entries }))
    }

    fn message_entry(&mut self, pair: &Pair<'_>) -> Option<MessageEntry> {
        let kind = match pair.as_rule() {
            Rule::message_to => child(pair, Rule::path).map(|path| MessageEntryKind::To(self.path(&path))),
            Rule::email_body => self.quoted_in(pair).map(MessageEntryKind::Body),
            Rule::email_link => {
                let name = self.name_in(pair, Rule::new_name);
                name.zip(self.quoted_in(pair)).map(|(name, address)| MessageEntryKind::Link { name, address })
            }
            Rule::junk_line => Some(MessageEntryKind::Junk),
            _ => return None,
        };
        Some(MessageEntry { span: self.span(pair), kind: kind.unwrap_or(MessageEntryKind::Junk) })
    }

    pub(super) fn content(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let file = self.quoted_in(pair)?;
        Some(DeclarationKind::Content(Content { name, file, columns: self.fields(pair) }))
    }
}
