//! What the operator sets for a channel, checked before anything starts.

use super::sign;
use crate::diagnostic::Text;
use crate::ir::ChannelKind;
use std::fmt;
use std::time::Duration;
use url::{Host, Url};

pub use crate::mail::smtp::Secret;

/// Where LINE takes push messages.
const LINE_ADDRESS: &str = "https://api.line.me/v2/bot/message/push";

/// Longest waits for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Finding the address, connecting and the TLS handshake, each. Too short costs a try.
    pub connect: Duration,
    /// Sending and the answer. Too short costs an unknown outcome.
    pub answer: Duration,
}

impl Timeouts {
    /// The usual ones: Standard Webhooks recommends 15 to 30 seconds for the answer.
    pub const USUAL: Self = Self { connect: Duration::from_secs(10), answer: Duration::from_secs(30) };
}

/// Settings of one channel.
#[derive(Clone)]
pub struct ChannelSettings {
    /// Its kind.
    pub kind: ChannelKind,
    /// Where requests go. Secret, since the addresses of chat rooms let everybody write who knows them.
    pub url: Option<Secret>,
    /// Where requests go in `sandbox` mode.
    pub sandbox_url: Option<Secret>,
    /// Shown to LINE and Chatwork.
    pub token: Option<Secret>,
    /// Signs webhooks.
    pub secret: Option<Secret>,
    /// A certificate authority to trust besides the usual ones, as PEM text.
    pub extra_authority_pem: Option<String>,
    /// Longest waits.
    pub timeouts: Timeouts,
}

impl fmt::Debug for ChannelSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ChannelSettings").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl ChannelSettings {
    /// A channel of that kind without anything set.
    #[must_use]
    pub const fn new(kind: ChannelKind) -> Self {
        Self {
            kind,
            url: None,
            sandbox_url: None,
            token: None,
            secret: None,
            extra_authority_pem: None,
            timeouts: Timeouts::USUAL,
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsError {
    /// The kind needs this setting: `url`, `token_file`, `secret_file`.
    Lacks(&'static str),
    /// `url` or `sandbox_url` is no https address (http is for this machine only).
    Address(&'static str),
    /// The token holds something that no header can.
    Token,
    /// The secret is not `whsec_` and base64 of 24 to 64 bytes.
    Secret,
    /// The extra authority is no certificate.
    Authority,
}

impl SettingsError {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Lacks(setting) => {
                Text::new(format!("`{setting}` is missing"), format!("`{setting}` が設定されていません"))
            }
            Self::Address(setting) => Text::new(
                format!("`{setting}` must begin with https:// (http:// only for this machine)"),
                format!("`{setting}` は https:// で始めてください（http:// はこのマシンに対してだけ使えます）"),
            ),
            Self::Token => {
                Text::new("the token has characters that no token has", "トークンに使えない文字が含まれています")
            }
            Self::Secret => Text::new(
                "the signing secret must be `whsec_` and base64 of 24 to 64 bytes",
                "署名用の秘密鍵は `whsec_` に続けて24～64バイトのbase64で書いてください",
            ),
            Self::Authority => {
                Text::new("the certificate authority is not a PEM certificate", "認証局がPEM形式の証明書ではありません")
            }
        }
    }
}

/// Checked settings.
#[derive(Clone)]
pub(super) struct Ready {
    pub kind: ChannelKind,
    pub url: Url,
    pub sandbox_url: Option<Url>,
    pub token: Option<Secret>,
    /// Key of webhook signatures.
    pub key: Option<Vec<u8>>,
    pub timeouts: Timeouts,
}

/// Checks the settings of one channel.
pub(super) fn ready(settings: &ChannelSettings) -> Result<Ready, SettingsError> {
    let url = match (&settings.url, settings.kind) {
        (Some(url), _) => address("url", url.reveal())?,
        (None, ChannelKind::Line) => address("url", LINE_ADDRESS)?,
        (None, ChannelKind::Webhook | ChannelKind::Slack | ChannelKind::Teams | ChannelKind::Chatwork) => {
            return Err(SettingsError::Lacks("url"));
        }
    };
    let sandbox_url = settings.sandbox_url.as_ref().map(|url| address("sandbox_url", url.reveal())).transpose()?;
    let (needs_token, needs_secret) = match settings.kind {
        ChannelKind::Line | ChannelKind::Chatwork => (true, false),
        ChannelKind::Webhook => (false, true),
        ChannelKind::Slack | ChannelKind::Teams => (false, false),
    };
    if needs_token && settings.token.is_none() {
        return Err(SettingsError::Lacks("token_file"));
    }
    if needs_secret && settings.secret.is_none() {
        return Err(SettingsError::Lacks("secret_file"));
    }
    let token = settings.token.clone();
    if token.as_ref().is_some_and(|token| !token.reveal().bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(SettingsError::Token);
    }
    let key = settings.secret.as_ref().map(|secret| sign::key(secret.reveal()).ok_or(SettingsError::Secret));
    Ok(Ready { kind: settings.kind, url, sandbox_url, token, key: key.transpose()?, timeouts: settings.timeouts })
}

/// An https address, or http to this machine. No user or password in it: they would end up in logs of proxies.
fn address(setting: &'static str, text: &str) -> Result<Url, SettingsError> {
    let url = Url::parse(text.trim()).map_err(|_| SettingsError::Address(setting))?;
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(SettingsError::Address(setting)),
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    let bare = url.username().is_empty() && url.password().is_none();
    if safe && bare { Ok(url) } else { Err(SettingsError::Address(setting)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(kind: ChannelKind, url: &str) -> ChannelSettings {
        ChannelSettings { url: Some(Secret::new(url)), ..ChannelSettings::new(kind) }
    }

    #[test]
    fn only_https_leaves_this_machine() {
        let ok = |url: &str| ready(&settings(ChannelKind::Slack, url)).is_ok();
        for url in ["https://hooks.example/x", "http://127.0.0.1:1/", "http://localhost/", "http://[::1]:9/"] {
            assert!(ok(url), "{url}");
        }
        for url in [
            "http://hooks.example/x",
            "http://10.0.0.1/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://",
            "https://user:word@hooks.example/",
            "hooks.example",
            "",
        ] {
            assert!(!ok(url), "{url}");
        }
    }

    #[test]
    fn each_kind_says_what_it_lacks() {
        let lacks = |kind| ready(&ChannelSettings::new(kind)).err();
        assert_eq!(lacks(ChannelKind::Line), Some(SettingsError::Lacks("token_file")));
        assert_eq!(lacks(ChannelKind::Slack), Some(SettingsError::Lacks("url")));
        let webhook = settings(ChannelKind::Webhook, "https://a.example/");
        assert_eq!(ready(&webhook).err(), Some(SettingsError::Lacks("secret_file")));
        let signed = ChannelSettings { secret: Some(Secret::new("secret")), ..webhook };
        assert_eq!(ready(&signed).err(), Some(SettingsError::Secret));
        let line = ChannelSettings { token: Some(Secret::new("a\r\nb")), ..ChannelSettings::new(ChannelKind::Line) };
        assert_eq!(ready(&line).err(), Some(SettingsError::Token));
        assert!(!format!("{line:?}").contains('\r'));
    }
}
