//! From a planned mail to final bytes.

use super::address::{Address, AddressError, Envelope};
use super::dkim::DkimKey;
use super::token::Tokens;
use crate::diagnostic::{Language, Text};
use crate::engine::{LeadState, PlannedMail};
use crate::ir::Program;
use crate::ir::time::Instant;
use crate::store::JournalEntry;
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
    /// Language of notices to sales. A mail to a lead is in the language in which it is written.
    pub notice_language: Language,
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

/// Makes a step mail for a lead. `program` is the one of the mail's version.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose_mail(
    program: &Program,
    mail: &PlannedMail,
    state: &LeadState,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<Composed, ComposeError> {
    let _ = (program, state, settings, now);
    Err(ComposeError::Unknown { kind: "email", name: mail.email.clone() })
}

/// A call to sales.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// The team in the program.
    pub team: &'a str,
    /// Why, in words.
    pub because: &'a str,
    /// Address of the member of the team.
    pub recipient: &'a str,
    /// Identity of the notice: becomes the left part of the Message-ID, so a repeated notice is recognised.
    pub id: &'a str,
    /// When the lead was handed over.
    pub at: Instant,
}

/// Makes the notice to sales: who the lead is, what it did, what it is interested in, what to do next. `history` is the
/// lead's journal, oldest first.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose_notice(
    program: &Program,
    state: &LeadState,
    history: &[JournalEntry],
    notice: &Notice<'_>,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<Composed, ComposeError> {
    let _ = (program, state, history, settings, now);
    Err(ComposeError::Unknown { kind: "team", name: notice.team.to_owned() })
}
