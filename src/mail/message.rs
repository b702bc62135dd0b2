//! What a message on another channel says: the same templates and values as in a mail, as plain text; and the same tracked
//! links, where it goes to the lead.

use super::compose::{ComposeError, ComposeSettings, language_of_text, mail_scope, plain_links, tracked_links};
use super::render::{Escape, render_in};
use crate::diagnostic::Language;
use crate::engine::{LeadState, PlannedMail, Receiver, Scope, receiver};
use crate::ir::time::Instant;
use crate::ir::{Message, Program};
use std::collections::BTreeMap;

/// A message with values and addresses put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageWords {
    /// Where the channel finds the lead, where it needs to know.
    pub to: Option<String>,
    /// The text.
    pub text: String,
}

/// A message for its author: the links lead where they go, so that looking at it is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePreview {
    /// What it says, and to whom.
    pub words: MessageWords,
    /// Where each named link leads, in the order in which they are declared.
    pub links: Vec<(String, String)>,
}

/// Makes the words of a message to a lead. `program` is the one of the message's version.
///
/// # Errors
/// See [`ComposeError`].
pub fn message_words(
    program: &Program,
    mail: &PlannedMail,
    state: &LeadState,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<MessageWords, ComposeError> {
    let message = find(program, &mail.email)?;
    let scope = scope_of(program, mail, state, now);
    // Whoever reads a room is not the lead: a click there says nothing about it.
    let links = if message.to.is_some() {
        tracked_links(&mail.email, &message.links, &mail.key.id(), &scope, settings)?
    } else {
        plain_links(&mail.email, &message.links, &scope)?.into_iter().collect()
    };
    Ok(words(mail, message, &scope, (language_of_text(&message.text, settings), &links)))
}

/// Makes a message to look at.
///
/// # Errors
/// See [`ComposeError`].
pub fn preview_message(
    program: &Program,
    mail: &PlannedMail,
    state: &LeadState,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<MessagePreview, ComposeError> {
    let message = find(program, &mail.email)?;
    let scope = scope_of(program, mail, state, now);
    let links = plain_links(&mail.email, &message.links, &scope)?;
    let language = language_of_text(&message.text, settings);
    Ok(MessagePreview { words: words(mail, message, &scope, (language, &links.iter().cloned().collect())), links })
}

fn find<'p>(program: &'p Program, name: &str) -> Result<&'p Message, ComposeError> {
    program.messages.get(name).ok_or_else(|| ComposeError::Unknown { kind: "message", name: name.to_owned() })
}

fn scope_of<'a>(program: &'a Program, mail: &PlannedMail, state: &'a LeadState, now: Instant) -> Scope<'a> {
    let run = state.enrolments.iter().find(|run| run.number == mail.key.enrolment);
    mail_scope(program, state, run, now)
}

/// The text with dates in that language and those links.
fn words(
    mail: &PlannedMail,
    message: &Message,
    scope: &Scope<'_>,
    (language, links): (Language, &BTreeMap<String, String>),
) -> MessageWords {
    let link = |name: &str| links.get(name).cloned().unwrap_or_default();
    let text = render_in(language, &message.text, Escape::Text, scope, &link);
    let to = match receiver(scope.program, &mail.email, scope) {
        Receiver::Known(address) => Some(address),
        Receiver::Anybody | Receiver::Missing => None,
    };
    MessageWords { to, text: text.trim().to_owned() }
}
