//! sodate.toml, read and checked: what is set for the workspace, the store, mail and the listeners. Values of the
//! environment (`SODATE_MAIL_SEND_MODE=live`) go before those of the file; secrets are named by files and never stand in it.

mod channels;
mod keys;
mod lint;
mod problem;
mod secret;

pub use channels::{CHANNEL_KEYS, Channel, KINDS};
pub use keys::{KEYS, Key, Kind, environment_name};
pub use problem::{Place, Problem};
pub use secret::{ChannelSecrets, Secret, SecretError, Secrets, write_new_secret};

use crate::diagnostic::{Language, Levels, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The file's name; the folder that holds it is the workspace.
pub const FILE_NAME: &str = "sodate.toml";

/// Largest sodate.toml that is read, in bytes: far above any real one.
pub const MAX_CONFIG_BYTES: u64 = 256 * 1024;

/// Everything that sodate.toml and the environment set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `[workspace]`.
    pub workspace: Workspace,
    /// `[store]`.
    pub store: Store,
    /// `[mail]`.
    pub mail: Mail,
    /// `[http]`.
    pub http: Http,
    /// `[secrets]`.
    pub secrets: SecretFiles,
    /// `[lint]`.
    #[serde(skip)]
    pub lint: Levels,
    /// `[channels.NAME]`.
    pub channels: BTreeMap<String, Channel>,
    /// Where sodate.toml names each channel, in bytes.
    #[serde(skip)]
    pub channel_places: BTreeMap<String, Range<usize>>,
}

/// `[workspace]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workspace {
    /// Language of messages.
    pub language: Option<LanguageName>,
    /// IANA zone where no `limits` say one.
    pub zone: String,
}

impl Default for Workspace {
    fn default() -> Self {
        Self { language: None, zone: "Asia/Tokyo".to_owned() }
    }
}

/// A language as written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LanguageName {
    /// English.
    En,
    /// Japanese.
    Ja,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::En => Self::English,
            LanguageName::Ja => Self::Japanese,
        }
    }
}

/// `[store]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// The database file, relative to the workspace.
    pub path: PathBuf,
}

impl Default for Store {
    fn default() -> Self {
        Self { path: PathBuf::from("sodate.db") }
    }
}

/// Whether mail really leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SendMode {
    /// Nothing leaves; planned mails wait.
    #[default]
    Dry,
    /// Only mails to listed addresses leave; the others wait.
    Sandbox,
    /// Everything leaves.
    Live,
}

impl fmt::Display for SendMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Dry => "dry",
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        })
    }
}

/// `[mail]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Whether mail really leaves.
    pub send_mode: SendMode,
    /// Addresses that get mail in `sandbox` mode.
    pub sandbox: Vec<String>,
    /// `[mail.smtp]`.
    pub smtp: Smtp,
    /// `[mail.dkim]`.
    pub dkim: Dkim,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Not at all: for a server on this machine.
    None,
    /// Plain at first, then TLS, which the server must offer (RFC 3207); usual on port 587.
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314); usual on port 465.
    Tls,
}

/// `[mail.smtp]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// Name of the server; without one nothing can be sent.
    pub host: Option<String>,
    /// Its port, 1 to 65535.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Name to log in with.
    pub user: Option<String>,
    /// File with the password.
    pub password_file: Option<PathBuf>,
}

impl Default for Smtp {
    fn default() -> Self {
        Self { host: None, port: 587, security: Security::default(), user: None, password_file: None }
    }
}

/// `[mail.dkim]`: signs mails, where all three are set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dkim {
    /// The signing domain.
    pub domain: Option<String>,
    /// Where the public key stands: `SELECTOR._domainkey.DOMAIN`.
    pub selector: Option<String>,
    /// File with the private key.
    pub key_file: Option<PathBuf>,
}

/// `[http]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Where clicks, opens and opt-outs are received.
    pub public_listen: SocketAddr,
    /// Address that mails name for it; `http://` and the listening address where not set.
    pub public_url: Option<String>,
    /// Where events and leads are received. On this machine only, unless set otherwise.
    pub admin_listen: SocketAddr,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            public_listen: SocketAddr::from(([127, 0, 0, 1], 8125)),
            public_url: None,
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 8126)),
        }
    }
}

/// `[secrets]`: files made by `sodate init`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecretFiles {
    /// Key that signs the links in mails.
    pub token_key_file: PathBuf,
    /// Key that callers of the admin listener show.
    pub api_key_file: PathBuf,
}

impl Default for SecretFiles {
    fn default() -> Self {
        Self { token_key_file: PathBuf::from(".sodate/token.key"), api_key_file: PathBuf::from(".sodate/api.key") }
    }
}

impl Config {
    /// Reads `root/sodate.toml` (all defaults where there is none) and the `SODATE_…` values of the environment.
    ///
    /// # Errors
    /// All mistakes that were found, those of the file in its order first.
    pub fn load(root: &Path, environment: &[(String, String)]) -> Result<Self, Vec<Problem>> {
        let path = root.join(FILE_NAME);
        let too_large = std::fs::metadata(&path).is_ok_and(|found| found.len() > MAX_CONFIG_BYTES);
        if too_large {
            return Err(vec![Problem::new(Text::new(
                "sodate.toml is larger than 256 KiB: this is not a configuration",
                "sodate.tomlが256KiBを超えています。設定ファイルではないようです",
            ))]);
        }
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(vec![Problem::new(Text::new(
                    format!("cannot read sodate.toml: {error}"),
                    format!("sodate.tomlを読めません（{error}）"),
                ))]);
            }
        };
        Self::read(&text, environment)
    }

    /// Reads the text of a sodate.toml.
    ///
    /// # Errors
    /// All mistakes that were found.
    pub fn read(text: &str, environment: &[(String, String)]) -> Result<Self, Vec<Problem>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let keys::Read { mut table, levels, channel_places, mut problems } = keys::read(text);
        problems.extend(keys::override_with(&mut table, environment));
        if !problems.is_empty() {
            return Err(problems);
        }
        let config = table.try_into::<Self>().map_err(|error| {
            vec![Problem::new(Text::new(
                format!("sodate.toml does not fit: {}", error.message()),
                format!("sodate.tomlの内容が正しくありません（{}）", error.message()),
            ))]
        })?;
        Ok(Self { lint: levels, channel_places, ..config })
    }

    /// The address that mails name for clicks, opens and opt-outs, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        let own = || format!("http://{}", self.http.public_listen);
        self.http.public_url.as_deref().map_or_else(own, |url| url.trim_end_matches('/').to_owned())
    }
}

/// The language that `root/sodate.toml` sets, whatever else is wrong with the file: mistakes in it are told in that language.
#[must_use]
pub fn language_of(root: &Path) -> Option<Language> {
    let text = std::fs::read_to_string(root.join(FILE_NAME)).ok()?;
    let table: toml::Table = text.parse().ok()?;
    match table.get("workspace")?.get("language")?.as_str()? {
        "ja" => Some(Language::Japanese),
        "en" => Some(Language::English),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
