//! Senders, emails, messages on other channels, and the contents that they show.

use super::expression::Expression;
use super::program::{Field, Place};
use super::template::Template;
use super::time::Amount;
use super::value::Value;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// How the HTML of a body begins that is a whole page and no part of one.
pub const WHOLE_PAGE: &str = "<!DOCTYPE html>";

/// Who the mail is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Shown name.
    pub name: String,
    /// From address.
    pub from: String,
    /// Postal address.
    pub address: String,
    /// Where complaints go: a web address, a mail address or a telephone number.
    pub contact: String,
    /// Reply-To address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}

/// An email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Name in [`super::Program::senders`].
    pub sender: String,
    /// No advertising: needs no basis, does not count for caps; still never goes to an opted-out lead by default.
    pub transactional: bool,
    /// Subject, plain text on one line.
    pub subject: Template,
    /// Line beside the subject, plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preheader: Option<Template>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Template>,
    /// Inner HTML of the body, without the page around it and without the footer; or a whole page without the footer, which
    /// begins with [`WHOLE_PAGE`].
    pub html: Template,
    /// The same as plain text.
    pub text: Template,
    /// Variants by name; where there are some, every lead gets one of them, and the fields above are those of the first.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub variants: IndexMap<String, Variant>,
    /// How the better variant is found; without it the variants go by equal parts for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
    /// An entry for the reader's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A variant of an email: whole, with what it shares with the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Subject, plain text on one line.
    pub subject: Template,
    /// Line beside the subject, plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preheader: Option<Template>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Template>,
    /// Inner HTML of the body.
    pub html: Template,
    /// The same as plain text.
    pub text: Template,
}

/// What a lead gets of an email.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Subject.
    pub subject: &'a Template,
    /// Line beside the subject.
    pub preheader: Option<&'a Template>,
    /// Addresses of the named links.
    pub links: &'a IndexMap<String, Template>,
    /// Inner HTML of the body, or a whole page.
    pub html: &'a Template,
    /// The same as plain text.
    pub text: &'a Template,
}

impl Email {
    /// What a lead gets who gets that variant; the email's own where there is none of that name.
    #[must_use]
    pub fn written(&self, variant: Option<&str>) -> Written<'_> {
        match variant.and_then(|variant| self.variants.get(variant)) {
            Some(Variant { subject, preheader, links, html, text }) => {
                Written { subject, preheader: preheader.as_ref(), links, html, text }
            }
            None => Written {
                subject: &self.subject,
                preheader: self.preheader.as_ref(),
                links: &self.links,
                html: &self.html,
                text: &self.text,
            },
        }
    }
}

/// `try on 20%, winner by opens after 2 days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Share of the leads that try the variants, in hundredths of a percent, 1 to 10,000.
    pub share: u32,
    /// What decides.
    pub by: TrialMeasure,
    /// How long after the first of these mails the winner is named. The other leads' mails wait until then.
    pub after: Amount,
}

/// What decides which variant is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialMeasure {
    /// Opened mails per sent mail.
    Opens,
    /// Clicked mails per sent mail.
    Clicks,
}

/// An entry for the reader's calendar (RFC 5545), sent with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What it is called.
    pub title: Template,
    /// When it begins, a datetime.
    pub from: Expression,
    /// When it ends, a datetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Expression>,
    /// How long it takes, where `until` is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasting: Option<Amount>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Template>,
}

/// A message on another channel than mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `line`, `slack`, `webhook` or a channel that the configuration names.
    pub channel: String,
    /// No advertising.
    pub transactional: bool,
    /// Where the channel finds the lead; a message to a lead for which it is missing is skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Expression>,
    /// Plain text; links as [`super::Piece::Link`].
    pub text: Template,
    /// Addresses of the named links.
    pub links: IndexMap<String, Template>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// Rows of workspace data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Columns.
    pub columns: IndexMap<String, Field>,
    /// Rows in the order of the file; a missing value is absent.
    pub rows: Vec<IndexMap<String, Value>>,
}
