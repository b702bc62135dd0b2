//! From a planned mail to final bytes: render, lay out, add headers, sign, look once more.

use super::address::{Address, AddressError, Envelope, HeaderText};
use super::calendar::{self, Entry};
use super::dkim::DkimKey;
use super::layout::{Frame, html_page, text_page};
use super::mime::{Header, Message, encode_text, mailbox};
use super::own_page::own_page;
use super::render::{Escape, render, render_in, template_is_japanese, web_address};
use super::token::{Token, Tokens};
use crate::diagnostic::{Language, Text};
use crate::engine::civil;
use crate::engine::{Enrolment, LeadState, PastEvent, PlannedMail, Scope};
use crate::ir::time::Instant;
use crate::ir::{Content, Email, Program, Sender, Template, WHOLE_PAGE, Written};
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What composing needs beside program and lead.
#[derive(Debug, Clone)]
pub struct ComposeSettings {
    /// Address of the public listener as the outside sees it, `https://mail.acme.example`, without a slash at the end.
    pub public_url: String,
    /// Makes the tokens of links.
    pub tokens: Tokens,
    /// Part of Message-IDs after the `@`.
    pub message_id_domain: String,
    /// Second way of List-Unsubscribe, where somebody reads that mailbox.
    pub unsubscribe_mailbox: Option<Address>,
    /// Signs mails, where a key is set.
    pub dkim: Option<Arc<DkimKey>>,
    /// Language of notices to sales.
    pub notice_language: Language,
    /// Language that the workspace sets. What stands around the author's words in a mail to a lead (the sender's lines, the
    /// way to opt out, dates) is Japanese in a Japanese workspace, and wherever the author writes Japanese.
    pub workspace_language: Option<Language>,
}

/// A mail ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// Message-ID without the angle brackets.
    pub message_id: String,
    /// From whom and to whom.
    pub envelope: Envelope,
    /// The final bytes: ASCII, CRLF line ends.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub content_hash: String,
    /// The subject, decoded.
    pub subject: String,
    /// The plain text part, decoded, with LF line ends.
    pub text: String,
    /// The HTML part, decoded; empty for a notice to sales.
    pub html: String,
}

/// Why a mail could not be made. Trying again gives the same answer until program, lead or settings change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComposeError {
    /// The program does not have that email, sender or team.
    Unknown {
        /// `email`, `sender` or `team`.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// An address cannot be used.
    Address {
        /// Whose: `lead`, `sender`, `reply_to`, `sales`.
        whose: &'static str,
        /// What is wrong.
        error: AddressError,
    },
    /// The mail's identity is not one that this program makes.
    Identity,
    /// A link does not lead to a web address, a mail address or a telephone number.
    Link {
        /// The email.
        email: String,
        /// The link.
        link: String,
    },
    /// The sender lacks what the law wants in the footer of each advertising mail.
    Footer {
        /// The sender.
        sender: String,
        /// `name`, `address` or `contact`.
        item: &'static str,
    },
    /// The DKIM key cannot sign.
    Signature {
        /// Why.
        detail: String,
    },
    /// The final bytes break a rule of mail; nothing of the kind may leave.
    Bytes {
        /// Which rule.
        rule: &'static str,
    },
}

impl ComposeError {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Unknown { kind, name } => Text::new(
                format!("the published program has no {kind} `{name}`"),
                format!("公開されているプログラムに {kind} `{name}` がありません"),
            ),
            Self::Address { whose, error } => {
                let error = error.text();
                Text::new(format!("{whose}: {}", error.en), format!("{whose}：{}", error.ja))
            }
            Self::Identity => Text::new("the mail has no valid identity", "メールの識別子が正しくありません"),
            Self::Link { email, link } => Text::new(
                format!("link `{link}` of email `{email}` does not lead to a web address (https://…)"),
                format!("メール `{email}` のリンク `{link}` の行き先が Web アドレス（https://…）になっていません"),
            ),
            Self::Footer { sender, item } => Text::new(
                format!("sender `{sender}` has no {item}, which the law wants in each advertising mail"),
                format!("送信者 `{sender}` の {item} が空です（広告メールへの表示が法律で義務づけられています）"),
            ),
            Self::Signature { detail } => {
                Text::new(format!("the DKIM key cannot sign: {detail}"), format!("DKIM の鍵で署名できません：{detail}"))
            }
            Self::Bytes { rule } => Text::new(
                format!("the finished message breaks a rule of mail: {rule}"),
                format!("できあがったメールがメールの規則に反しています：{rule}"),
            ),
        }
    }
}

impl std::fmt::Display for ComposeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for ComposeError {}

/// A step mail that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct StepMail<'a> {
    /// The program of the mail's version.
    pub program: &'a Program,
    /// Which mail.
    pub mail: &'a PlannedMail,
    /// Contents to show: those of the current program.
    pub contents: &'a IndexMap<String, Content>,
    /// The lead.
    pub state: &'a LeadState,
    /// Now.
    pub now: Instant,
}

/// Makes a step mail for a lead.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose_mail(mail: &StepMail<'_>, settings: &ComposeSettings) -> Result<Composed, ComposeError> {
    let email = find_email(mail.program, &mail.mail.email)?;
    let id = mail.mail.key.id();
    let token = |token: Token| settings.tokens.make(&token).ok_or(ComposeError::Identity);
    let named = email.written(mail.mail.variant.as_deref()).links;
    let addresses = Addresses {
        links: tracked_links(&mail.mail.email, named, &id, &mail.scope(), settings)?,
        unsubscribe: format!("{}/u/{}", settings.public_url, token(Token::Unsubscribe { mail: id.clone() })?),
        pixel: format!("{}/o/{}.gif", settings.public_url, token(Token::Open { mail: id.clone() })?),
    };
    compose_with(mail, &addresses, settings)
}

/// Addresses that stand in a mail.
pub(super) struct Addresses {
    /// Of each named link.
    pub links: BTreeMap<String, String>,
    /// Of the page where the lead opts out.
    pub unsubscribe: String,
    /// Of the picture that tells of an open.
    pub pixel: String,
}

impl<'a> StepMail<'a> {
    /// What the templates of the mail see.
    pub(super) fn scope(&self) -> Scope<'a> {
        let run = self.state.enrolments.iter().find(|run| run.number == self.mail.key.enrolment);
        Scope { contents: Some(self.contents), ..mail_scope(self.program, self.state, run, self.now) }
    }
}

/// Makes a step mail with these addresses in it.
pub(super) fn compose_with(
    step: &StepMail<'_>,
    addresses: &Addresses,
    settings: &ComposeSettings,
) -> Result<Composed, ComposeError> {
    let StepMail { program, mail, state, now, .. } = *step;
    let email = find_email(program, &mail.email)?;
    let written = email.written(mail.variant.as_deref());
    let sender = find_sender(program, &email.sender)?;
    if !email.transactional {
        lawful(&email.sender, sender)?;
    }
    let scope = step.scope();
    let id = mail.key.id();
    let Addresses { links, unsubscribe, pixel } = addresses;
    let link = |name: &str| links.get(name).cloned().unwrap_or_default();

    let language = language_of(&written, settings);
    let subject = render_in(language, written.subject, Escape::Header, &scope, &link);
    let preheader = written.preheader.map(|line| render_in(language, line, Escape::Header, &scope, &link));
    let text = render_in(language, written.text, Escape::Text, &scope, &link);
    let frame = Frame {
        language,
        subject: &subject,
        preheader: preheader.as_deref(),
        sender,
        transactional: email.transactional,
        unsubscribe,
        pixel,
    };
    let text = text_page(&frame, &text);
    let html = render_in(language, written.html, Escape::Html, &scope, &link);
    let html = if html.starts_with(WHOLE_PAGE) { own_page(&frame, &html) } else { html_page(&frame, &html) };

    let mut letter = Letter::new(sender, &state.email, "lead", &id, settings)?;
    letter.reply_to = sender.reply_to.as_deref().map(|address| parse("reply_to", address)).transpose()?;
    if !email.transactional {
        letter.unsubscribe = Some(unsubscribe);
    }
    if let Some(invitation) = &email.invitation {
        let uid = format!("{id}@{}", settings.message_id_domain);
        let entry = Entry { uid: &uid, sender, attendee: &state.email, language, now };
        letter.calendar = calendar::entry(invitation, &entry, &scope);
    }
    letter.finish(subject, text, html, program, now)
}

/// The language of a mail: Japanese where the workspace or the author's words are.
pub(super) fn language_of(written: &Written<'_>, settings: &ComposeSettings) -> Language {
    let of_workspace = settings.workspace_language == Some(Language::Japanese);
    let japanese = of_workspace || template_is_japanese(written.text) || template_is_japanese(written.subject);
    if japanese { Language::Japanese } else { Language::English }
}

/// The same for what has a text alone.
pub(super) fn language_of_text(text: &Template, settings: &ComposeSettings) -> Language {
    let of_workspace = settings.workspace_language == Some(Language::Japanese);
    if of_workspace || template_is_japanese(text) { Language::Japanese } else { Language::English }
}

/// What the templates of a run's mail see. A run that is over is seen without its start event.
pub(super) fn mail_scope<'a>(
    program: &'a Program,
    state: &'a LeadState,
    run: Option<&'a Enrolment>,
    now: Instant,
) -> Scope<'a> {
    match run {
        Some(run) => Scope::of_run(program, state, run, now),
        None => Scope::of_lead(program, state, now),
    }
}

pub(super) fn find_email<'a>(program: &'a Program, name: &str) -> Result<&'a Email, ComposeError> {
    program.emails.get(name).ok_or_else(|| ComposeError::Unknown { kind: "email", name: name.to_owned() })
}

pub(super) fn find_sender<'a>(program: &'a Program, name: &str) -> Result<&'a Sender, ComposeError> {
    program.senders.get(name).ok_or_else(|| ComposeError::Unknown { kind: "sender", name: name.to_owned() })
}

fn lawful(name: &str, sender: &Sender) -> Result<(), ComposeError> {
    for (item, value) in [("name", &sender.name), ("address", &sender.address), ("contact", &sender.contact)] {
        if value.trim().is_empty() {
            return Err(ComposeError::Footer { sender: name.to_owned(), item });
        }
    }
    Ok(())
}

pub(super) fn parse(whose: &'static str, address: &str) -> Result<Address, ComposeError> {
    Address::parse(address).map_err(|error| ComposeError::Address { whose, error })
}

/// The address of each named link as it stands in the mail: tracked for web addresses; mail addresses and telephone numbers
/// stay as they are, since a redirect to them confuses phones.
pub(super) fn tracked_links(
    name_of_mail: &str,
    named: &IndexMap<String, Template>,
    mail: &str,
    scope: &Scope<'_>,
    settings: &ComposeSettings,
) -> Result<BTreeMap<String, String>, ComposeError> {
    let mut links = BTreeMap::new();
    for (number, (name, template)) in named.iter().enumerate() {
        let target = link_target(template, scope)
            .ok_or_else(|| ComposeError::Link { email: name_of_mail.to_owned(), link: name.clone() })?;
        let address = if target.starts_with("http") {
            let link = u16::try_from(number).map_err(|_| ComposeError::Identity)?;
            let token = settings.tokens.make(&Token::Click { mail: mail.to_owned(), link });
            format!("{}/c/{}", settings.public_url, token.ok_or(ComposeError::Identity)?)
        } else {
            target
        };
        links.insert(name.clone(), address);
    }
    Ok(links)
}

/// Where each named link leads, in the order in which they are declared.
pub(super) fn plain_links(
    name_of_mail: &str,
    named: &IndexMap<String, Template>,
    scope: &Scope<'_>,
) -> Result<Vec<(String, String)>, ComposeError> {
    let wrong = |name: &String| ComposeError::Link { email: name_of_mail.to_owned(), link: name.clone() };
    let one = |(name, template): (&String, &Template)| {
        Ok((name.clone(), link_target(template, scope).ok_or_else(|| wrong(name))?))
    };
    named.iter().map(one).collect()
}

/// Where a link leads for a lead: an ASCII address, `None` where it is none.
pub(super) fn link_target(template: &Template, scope: &Scope<'_>) -> Option<String> {
    let address = render(template, Escape::Url, scope, &|_| String::new());
    if let Some(address) = web_address(&address) {
        return Some(address);
    }
    let other = url::Url::parse(address.trim()).ok()?;
    matches!(other.scheme(), "mailto" | "tel").then(|| other.to_string())
}

/// Where a click on a link of a mail leads: the template stored with the program, rendered for that lead. `start_event` is
/// the event that started the run, where the run is over and the state does not hold it any more. `None` where the program
/// has no such link, or it is no web address.
#[must_use]
pub fn click_target(
    program: &Program,
    mail: &PlannedMail,
    link: u16,
    state: &LeadState,
    start_event: Option<&PastEvent>,
    now: Instant,
) -> Option<(String, String)> {
    let links = match program.emails.get(&mail.email) {
        Some(email) => email.written(mail.variant.as_deref()).links,
        None => &program.messages.get(&mail.email)?.links,
    };
    let (name, template) = links.get_index(usize::from(link))?;
    let run = state.enrolments.iter().find(|run| run.number == mail.key.enrolment);
    let mut scope = mail_scope(program, state, run, now);
    scope.event = scope.event.or(start_event);
    let target = link_target(template, &scope).filter(|target| target.starts_with("http"))?;
    Some((name.clone(), target))
}

/// A message on its way to final bytes.
pub(super) struct Letter<'a> {
    from: String,
    envelope: Envelope,
    id: &'a str,
    settings: &'a ComposeSettings,
    /// Where answers go.
    pub reply_to: Option<Address>,
    /// An entry for the reader's calendar.
    pub calendar: Option<String>,
    /// Address for List-Unsubscribe.
    pub unsubscribe: Option<&'a str>,
}

impl<'a> Letter<'a> {
    /// A letter from a sender; `id` becomes the left part of its Message-ID.
    pub fn new(
        sender: &Sender,
        to: &str,
        whose: &'static str,
        id: &'a str,
        settings: &'a ComposeSettings,
    ) -> Result<Self, ComposeError> {
        let from = parse("sender", &sender.from)?;
        let to = parse(whose, to)?;
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
            return Err(ComposeError::Identity);
        }
        Ok(Self {
            from: mailbox(&HeaderText::new(&sender.name), &from),
            envelope: Envelope { from, to },
            id,
            settings,
            reply_to: None,
            calendar: None,
            unsubscribe: None,
        })
    }

    /// Headers, signature, final bytes. An empty `html` makes a message of plain text only.
    pub fn finish(
        self,
        subject: String,
        text: String,
        html: String,
        program: &Program,
        now: Instant,
    ) -> Result<Composed, ComposeError> {
        let message_id = format!("{}@{}", self.id, self.settings.message_id_domain);
        let headers = self.headers(&subject, &message_id, civil::rfc5322(now, &program.limits.zone));
        let html_part = Some(html.as_str()).filter(|html| !html.is_empty());
        let mut message = Message::new(headers, &text, html_part, self.calendar.as_deref(), self.id);
        if let Some(key) = &self.settings.dkim {
            key.sign(&mut message, now.0.div_euclid(1000)).map_err(|detail| ComposeError::Signature { detail })?;
        }
        let bytes = message.into_bytes()?;
        let content_hash = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Composed { message_id, envelope: self.envelope, bytes, content_hash, subject, text, html })
    }

    fn headers(&self, subject: &str, message_id: &str, date: String) -> Vec<Header> {
        let mut headers = vec![
            Header { name: "Date", value: date },
            Header { name: "From", value: self.from.clone() },
            Header { name: "To", value: self.envelope.to.to_string() },
            Header { name: "Subject", value: encode_text(&HeaderText::new(subject)) },
            Header { name: "Message-ID", value: format!("<{message_id}>") },
            // RFC 3834: out-of-office answers are not to come back to a mail that no person has written.
            Header { name: "Auto-Submitted", value: "auto-generated".into() },
        ];
        if let Some(address) = &self.reply_to {
            headers.push(Header { name: "Reply-To", value: address.to_string() });
        }
        if let Some(address) = self.unsubscribe {
            // RFC 2369 and RFC 8058: the post needs the https address; the mailbox is for older clients.
            let mailbox = self.settings.unsubscribe_mailbox.as_ref();
            let mailbox = mailbox.map(|mailbox| format!(",\r\n <mailto:{mailbox}?subject=unsubscribe>"));
            let value = format!("<{address}>{}", mailbox.unwrap_or_default());
            headers.push(Header { name: "List-Unsubscribe", value });
            headers.push(Header { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click".into() });
        }
        headers
    }
}
