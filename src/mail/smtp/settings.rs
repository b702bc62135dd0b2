//! Settings of the SMTP transport.

use std::fmt;
use std::time::Duration;

/// A password. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The password itself, for the places that send it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// Not at all: a server on this machine.
    None,
    /// Plain at first, then STARTTLS, which the server must offer. Usual on port 587.
    StartTls,
    /// TLS from the first byte. Usual on port 465.
    #[default]
    Tls,
}

/// Longest waits. Those before the end of the message cost a retry when they are too short; the last one costs an unknown
/// outcome, so it is the ten minutes of RFC 5321, 4.5.3.2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Finding the server's address and connecting.
    pub connect: Duration,
    /// Greeting, EHLO, the TLS handshake and AUTH, each.
    pub hello: Duration,
    /// The answer to MAIL, RCPT, DATA and RSET, each.
    pub command: Duration,
    /// Sending the message up to the final dot.
    pub body: Duration,
    /// The answer to the final dot.
    pub accept: Duration,
}

impl Timeouts {
    /// The usual ones.
    pub const USUAL: Self = Self {
        connect: Duration::from_secs(30),
        hello: Duration::from_secs(60),
        command: Duration::from_secs(120),
        body: Duration::from_secs(180),
        accept: Duration::from_secs(600),
    };
}

impl Default for Timeouts {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Where and how to send.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Name or IP address of the server.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: Security,
    /// User name and password.
    pub credentials: Option<(String, Secret)>,
    /// Our name in EHLO: a host name.
    pub hello_name: String,
    /// A certificate authority to trust besides the usual ones, as PEM text.
    pub extra_authority_pem: Option<String>,
    /// Longest waits.
    pub timeouts: Timeouts,
    /// Connections kept open between mails.
    pub idle_connections: usize,
}

impl SmtpSettings {
    /// A server without protection and login, as on loopback.
    #[must_use]
    pub fn plain(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            security: Security::None,
            credentials: None,
            hello_name: "localhost".into(),
            extra_authority_pem: None,
            timeouts: Timeouts::USUAL,
            idle_connections: 8,
        }
    }

    /// Whether the server is named as this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmtpSettingsError {
    /// A login without TLS would show the password to everybody on the way.
    PasswordInClear,
    /// The name for EHLO is not a host name.
    HelloName(String),
    /// The server is not a host name or an IP address.
    Host(String),
    /// The extra authority is not a PEM certificate.
    Authority(String),
}

impl fmt::Display for SmtpSettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PasswordInClear => {
                formatter.write_str("the SMTP server needs TLS: without it the password would be sent in clear")
            }
            Self::HelloName(name) => write!(formatter, "`{name}` is not a host name for EHLO"),
            Self::Host(host) => write!(formatter, "`{host}` is not a host name or an IP address"),
            Self::Authority(detail) => {
                write!(formatter, "the certificate authority for SMTP is not a PEM certificate: {detail}")
            }
        }
    }
}

impl std::error::Error for SmtpSettingsError {}
