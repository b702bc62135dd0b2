//! The port through which mails leave. The outcomes tell apart what a mailer must never mix up: surely not sent, refused
//! by the recipient's side, refused by our own relay, and nobody knows.

use super::address::Envelope;
use std::future::Future;
use std::pin::Pin;

/// What came of handing one mail to a server. Reasons are words for the operator, with the server's answer in them, on
/// one line and without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server took it.
    Sent {
        /// The server's answer.
        response: String,
    },
    /// Surely not sent; try again later.
    Retry {
        /// What happened.
        reason: String,
    },
    /// This recipient can never be reached: a hard bounce.
    Refused {
        /// What the server said.
        reason: String,
    },
    /// This mail is refused for good, but the address is not at fault (mailbox full, content refused, too large): the
    /// mail has failed, the lead is not suppressed.
    Failed {
        /// What the server said.
        reason: String,
    },
    /// The server does not want mail from us at all: stop all sending until a person has looked at it.
    Halt {
        /// What the server said.
        reason: String,
    },
    /// The connection broke after the last byte may have left: nobody knows whether the server took it.
    Unknown {
        /// What happened.
        reason: String,
    },
}

/// A sending under way.
pub type SendFuture<'a> = Pin<Box<dyn Future<Output = SendOutcome> + Send + 'a>>;

/// Hands mails to a mail server, one recipient at a time.
pub trait Transport: Send + Sync {
    /// Sends `bytes` (a whole message, CRLF line ends) once. Dropping the future before it is ready leaves the outcome
    /// unknown.
    fn send<'a>(&'a self, envelope: &'a Envelope, bytes: &'a [u8]) -> SendFuture<'a>;
}
