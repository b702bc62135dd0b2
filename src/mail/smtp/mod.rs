//! Sending by SMTP. Each mail is driven command by command, one recipient at a time, so that every fault falls into the
//! one class that is true of it: surely not sent, refused, refused for everybody, or unknown. Connections are kept for the
//! next mail and tested before they are used again.

mod classify;
mod connect;
mod session;
mod settings;

pub use classify::Phase;
pub use settings::{Secret, Security, SmtpSettings, SmtpSettingsError, Timeouts};

use super::address::Envelope;
use super::transport::{SendFuture, SendOutcome, Transport};
use connect::Connector;
use session::Session;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A kept connection that is older is not trusted: servers and firewalls forget idle ones, often without a word.
const MAX_IDLE: Duration = Duration::from_secs(30);
/// Mails over one connection; many servers close it after a hundred.
const MAX_MAILS_PER_CONNECTION: u32 = 100;

/// Sends mails to one server, a smarthost or relay.
pub struct SmtpTransport {
    connector: Connector,
    /// With the time since when each is not used; the last is the freshest.
    idle: Mutex<Vec<(Session, Instant)>>,
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SmtpTransport").field("connector", &self.connector).finish_non_exhaustive()
    }
}

impl SmtpTransport {
    /// A transport with these settings. Connects only when there is a mail to send.
    ///
    /// # Errors
    /// Settings that cannot work or would show the password to the network.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSettingsError> {
        Ok(Self { connector: Connector::new(settings)?, idle: Mutex::new(Vec::new()) })
    }

    /// Closes the kept connections politely.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for (session, _) in idle {
            session.quit().await;
        }
    }

    async fn send_one(&self, envelope: &Envelope, bytes: &[u8]) -> SendOutcome {
        let mut session = match self.session().await {
            Ok(session) => session,
            Err(outcome) => return outcome,
        };
        let outcome = session.send(envelope, bytes).await;
        if session.is_usable() && session.mails < MAX_MAILS_PER_CONNECTION {
            self.keep(session);
        } else {
            session.quit().await;
        }
        outcome
    }

    /// A connection on which a mail can begin: a kept one that still answers, or a new one.
    async fn session(&self) -> Result<Session, SendOutcome> {
        loop {
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some((mut session, since)) = kept else { return self.connector.connect().await };
            if since.elapsed() < MAX_IDLE && session.reset().await {
                return Ok(session);
            }
        }
    }

    fn keep(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.connector.settings().idle_connections {
            idle.push((session, Instant::now()));
        }
    }
}

impl Transport for SmtpTransport {
    fn send<'a>(&'a self, envelope: &'a Envelope, bytes: &'a [u8]) -> SendFuture<'a> {
        Box::pin(self.send_one(envelope, bytes))
    }
}
