//! One SMTP connection, and one mail over it: MAIL, RCPT, DATA, the message, the final dot, in separate hands so that a
//! fault is known by its phase.

use super::classify::{Fault, Phase, outcome};
use super::connect::within;
use super::settings::Timeouts;
use crate::mail::address::{Envelope, HeaderText};
use crate::mail::transport::SendOutcome;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::{Response, Severity};
use std::error::Error as _;
use std::fmt::Display;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Time for a polite goodbye; nothing depends on it.
const QUIT_LIMIT: Duration = Duration::from_secs(2);

/// A connection after EHLO and AUTH.
pub struct Session {
    connection: AsyncSmtpConnection,
    timeouts: Timeouts,
    broken: bool,
    /// Mails begun on it.
    pub mails: u32,
}

impl Session {
    pub fn new(connection: AsyncSmtpConnection, timeouts: Timeouts) -> Self {
        Self { connection, timeouts, broken: false, mails: 0 }
    }

    /// Whether another mail may be tried on it.
    pub fn is_usable(&self) -> bool {
        !self.broken
    }

    /// Forgets a mail that was begun, and tells whether the server is still there.
    pub async fn reset(&mut self) -> bool {
        self.command("RSET\r\n", self.timeouts.command).await.is_ok()
    }

    /// Says goodbye, if there is somebody to say it to.
    pub async fn quit(mut self) {
        if !self.broken {
            let _ = self.command("QUIT\r\n", QUIT_LIMIT).await;
        }
    }

    /// Sends one mail.
    pub async fn send(&mut self, envelope: &Envelope, bytes: &[u8]) -> SendOutcome {
        self.mails += 1;
        match self.try_send(envelope, bytes).await {
            Ok(response) => SendOutcome::Sent { response: HeaderText::new(&response).as_str().to_owned() },
            Err((phase, fault)) => outcome(phase, &fault),
        }
    }

    async fn try_send(&mut self, envelope: &Envelope, bytes: &[u8]) -> Result<String, (Phase, Fault)> {
        let limit = self.timeouts.command;
        let mail = format!("MAIL FROM:<{}>\r\n", envelope.from);
        self.command(mail, limit).await.map_err(|fault| (Phase::Sender, fault))?;
        let rcpt = format!("RCPT TO:<{}>\r\n", envelope.to);
        self.command(rcpt, limit).await.map_err(|fault| (Phase::Recipient, fault))?;
        let ready = self.command("DATA\r\n", limit).await.map_err(|fault| (Phase::Data, fault))?;
        if !ready.has_code(354) {
            self.broken = true;
            return Err((Phase::Data, Fault::Broken(format!("{} instead of 354", ready.code()))));
        }
        let response = self.message(bytes).await?;
        if response.code().severity != Severity::PositiveCompletion {
            self.broken = true;
            return Err((Phase::End, Fault::Broken(format!("{} instead of 250", response.code()))));
        }
        Ok(format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")))
    }

    /// Sends the message and the final dot, and reads the answer. The phase turns from [`Phase::Data`] to [`Phase::End`]
    /// at the moment before the first byte of the final dot is written: lettre asks for the next piece of the message
    /// only after the piece before it has been written and flushed.
    async fn message(&mut self, bytes: &[u8]) -> Result<Response, (Phase, Fault)> {
        // lettre puts a line end of its own before the dot.
        let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let at_end = AtomicBool::new(false);
        let mut rest = Some(body);
        let pieces = std::iter::from_fn(|| {
            let piece = rest.take();
            at_end.store(piece.is_none(), Ordering::SeqCst);
            piece
        });
        let result = {
            let mut sending = pin!(self.connection.message_iter(pieces));
            match tokio::time::timeout(self.timeouts.body, &mut sending).await {
                Ok(result) => Some(result),
                Err(_) if at_end.load(Ordering::SeqCst) => {
                    tokio::time::timeout(self.timeouts.accept, &mut sending).await.ok()
                }
                Err(_) => None,
            }
        };
        let phase = if at_end.load(Ordering::SeqCst) { Phase::End } else { Phase::Data };
        match result {
            Some(Ok(response)) => Ok(response),
            Some(Err(error)) => Err((phase, self.note(fault(&error)))),
            None => Err((phase, self.note(Fault::Broken("no answer in time".into())))),
        }
    }

    async fn command(&mut self, command: impl Display, limit: Duration) -> Result<Response, Fault> {
        let asking = async { self.connection.command(command).await.map_err(|error| fault(&error)) };
        match within(limit, asking).await {
            Ok(response) => Ok(response),
            Err(fault) => Err(self.note(fault)),
        }
    }

    /// Remembers whether the connection is of any more use: not after a fault that is no answer, nor after 421, with
    /// which a server announces that it closes the connection.
    fn note(&mut self, fault: Fault) -> Fault {
        match &fault {
            Fault::Reply { code, .. } => self.broken |= *code == 421,
            Fault::Broken(_) => self.broken = true,
        }
        fault
    }
}

/// A fault in our words.
pub fn fault(error: &lettre::transport::smtp::Error) -> Fault {
    let detail = error.source().map(ToString::to_string);
    match error.status() {
        Some(code) => Fault::Reply { code: u16::from(code), text: detail.unwrap_or_default() },
        None => Fault::Broken(error.to_string()),
    }
}
