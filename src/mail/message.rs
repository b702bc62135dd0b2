//! What a message on another channel says: the same templates and values as in a mail, as plain text; and the same tracked
//! links, where it goes to the lead.

use super::compose::{ComposeError, ComposeSettings, mail_scope, plain_links, tracked_links};
use super::render::{Escape, render};
use crate::engine::{LeadState, PlannedMail, Receiver, receiver};
use crate::ir::Program;
use crate::ir::time::Instant;

/// A message with values and addresses put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageWords {
    /// Where the channel finds the lead, where it needs to know.
    pub to: Option<String>,
    /// The text.
    pub text: String,
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
    let unknown = || ComposeError::Unknown { kind: "message", name: mail.email.clone() };
    let message = program.messages.get(&mail.email).ok_or_else(unknown)?;
    let run = state.enrolments.iter().find(|run| run.number == mail.key.enrolment);
    let scope = mail_scope(program, state, run, now);
    // Whoever reads a room is not the lead: a click there says nothing about it.
    let links = if message.to.is_some() {
        tracked_links(&mail.email, &message.links, &mail.key.id(), &scope, settings)?
    } else {
        plain_links(&mail.email, &message.links, &scope)?.into_iter().collect()
    };
    let text = render(&message.text, Escape::Text, &scope, &|name| links.get(name).cloned().unwrap_or_default());
    let to = match receiver(program, &mail.email, &scope) {
        Receiver::Known(address) => Some(address),
        Receiver::Anybody | Receiver::Missing => None,
    };
    Ok(MessageWords { to, text: text.trim().to_owned() })
}
