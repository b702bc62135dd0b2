//! The port through which everything but mail leaves, and its real end.

use super::http;
use super::outgoing::Outgoing;
use super::preset;
use super::settings::{ChannelSettings, Ready, SettingsError, ready};
use super::sign;
use crate::ir::time::{HOUR_MILLISECONDS, Instant};
use crate::ir::{ChannelKind, LongestText};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio_rustls::TlsConnector;
use url::Url;

/// What came of one request. Reasons are one line for the operator, with the receiver's answer in it and without any secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOutcome {
    /// The receiver took it.
    Taken {
        /// Its answer.
        response: String,
    },
    /// Surely not taken; try again, not before `after`.
    NotTaken {
        /// What happened.
        reason: String,
        /// What the receiver asked for.
        after: Option<Duration>,
    },
    /// Not taken, and the same would be refused again.
    Refused {
        /// What the receiver said.
        reason: String,
    },
    /// Nobody knows whether it was taken.
    Unknown {
        /// What happened.
        reason: String,
    },
}

/// Why something cannot be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReady {
    /// It must wait until the operator has changed something.
    Held(String),
    /// It can never be sent.
    Refused(String),
}

/// A request ready to be sent: the same bytes for the same [`Outgoing`].
#[derive(Clone)]
pub struct Request {
    channel: String,
    kind: ChannelKind,
    id: String,
    url: Url,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl fmt::Debug for Request {
    /// Without the address, the headers and the body: these hold secrets and people's data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("channel", &self.channel).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Request {
    pub(super) const fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Identity: the same at each try.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// SHA-256 of the body, lower-case hexadecimal.
    #[must_use]
    pub fn content_hash(&self) -> String {
        Sha256::digest(&self.body).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What an answer means.
    pub(super) fn outcome(&self, status: u16, after: Option<Duration>, words: &str) -> CallOutcome {
        let reason = if words.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {words}") };
        match (status, self.kind) {
            (200..=299, _) => CallOutcome::Taken { response: format!("HTTP {status}") },
            // LINE has taken an earlier try with the same retry key.
            (409, ChannelKind::Line) => CallOutcome::Taken { response: "HTTP 409: taken before".to_owned() },
            (300..=399, _) => {
                CallOutcome::NotTaken { reason: format!("HTTP {status}: redirects are not followed"), after: None }
            }
            // The token, the address or the room is wrong, or we are too fast: a matter for the operator or for time.
            (401 | 403 | 404 | 408 | 410 | 425 | 429 | 503, _) => CallOutcome::NotTaken { reason, after },
            // A server that failed on the way may have taken it.
            (500..=599, _) => CallOutcome::Unknown { reason },
            (_, _) => CallOutcome::Refused { reason },
        }
    }
}

/// A request under way.
pub type CallFuture<'a> = Pin<Box<dyn Future<Output = CallOutcome> + Send + 'a>>;

/// Tells other systems things.
pub trait Caller: Send + Sync {
    /// Makes the request. In `sandbox` mode it goes to the channel's sandbox address.
    ///
    /// # Errors
    /// Where it cannot be sent now, or never.
    fn prepare(&self, outgoing: &Outgoing, sandbox: bool) -> Result<Request, NotReady>;

    /// Sends a request once. Dropping the future before it is ready leaves the outcome unknown.
    fn call<'a>(&'a self, request: &'a Request, now: Instant) -> CallFuture<'a>;

    /// How long after the first try the receiver drops a repetition, in milliseconds; 0 where it does not.
    fn knows_repetitions_for(&self, channel: &str) -> i64;
}

/// The channels of a workspace.
#[derive(Default)]
pub struct Channels {
    channels: BTreeMap<String, (Ready, TlsConnector)>,
}

impl fmt::Debug for Channels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.channels.keys()).finish()
    }
}

impl Channels {
    /// Checks the settings.
    ///
    /// # Errors
    /// The first channel whose settings cannot be used, and why.
    pub fn new(settings: &BTreeMap<String, ChannelSettings>) -> Result<Self, (String, SettingsError)> {
        let mut channels = BTreeMap::new();
        for (name, settings) in settings {
            let named = |error| (name.clone(), error);
            let tls = http::tls(settings.extra_authority_pem.as_deref()).map_err(named)?;
            channels.insert(name.clone(), (ready(settings).map_err(named)?, tls));
        }
        Ok(Self { channels })
    }
}

impl Caller for Channels {
    fn prepare(&self, outgoing: &Outgoing, sandbox: bool) -> Result<Request, NotReady> {
        let name = &outgoing.channel;
        let Some((ready, _)) = self.channels.get(name) else {
            return Err(NotReady::Held(format!("held: the channel {name} is not set up")));
        };
        let url = if sandbox { ready.sandbox_url.as_ref() } else { Some(&ready.url) };
        let Some(url) = url else {
            return Err(NotReady::Held(format!("held: the channel {name} has no sandbox_url")));
        };
        let token = ready.token.as_ref().map_or("", |token| token.reveal());
        let (headers, body) = preset::form(ready.kind, outgoing, token).map_err(NotReady::Refused)?;
        Ok(Request {
            channel: name.clone(),
            kind: ready.kind,
            id: outgoing.id.clone(),
            url: url.clone(),
            headers,
            body,
        })
    }

    fn call<'a>(&'a self, request: &'a Request, now: Instant) -> CallFuture<'a> {
        Box::pin(async move {
            let Some((ready, tls)) = self.channels.get(&request.channel) else {
                return CallOutcome::NotTaken { reason: "the channel is not set up".to_owned(), after: None };
            };
            let mut headers = Vec::new();
            if let Some(key) = &ready.key {
                let seconds = now.0.div_euclid(1_000);
                headers.push(("webhook-id", request.id.clone()));
                headers.push(("webhook-timestamp", seconds.to_string()));
                headers.push(("webhook-signature", sign::signature(key, &request.id, seconds, &request.body)));
            }
            http::post(request, &headers, tls, ready.timeouts).await
        })
    }

    fn knows_repetitions_for(&self, channel: &str) -> i64 {
        let hours = self.channels.get(channel).map_or(0, |(ready, _)| ready.kind.knows_repetitions_for_hours());
        hours * HOUR_MILLISECONDS
    }
}

/// Why a text is too long for its channel.
pub(super) fn too_long(longest: LongestText, length: usize) -> String {
    format!("the text is too long for the channel: {length} of {} ", longest.most).trim_end().to_owned()
}
