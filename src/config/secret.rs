//! Secrets: read from files, held in memory only, never printed. `Debug` shows that one is there, not what it is.

use super::Config;
use crate::diagnostic::Text;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::path::Path;

/// Largest secret file that is read, in bytes: a private key in PEM is below a tenth of it.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one who needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// The secrets of a workspace that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Signs the links in mails.
    pub token_key: Secret,
    /// Shown by callers of the admin listener.
    pub api_key: Secret,
    /// Password of the mail server.
    pub smtp_password: Option<Secret>,
    /// Private key that signs mails, in PEM.
    pub dkim_key: Option<Secret>,
    /// Secrets of channels.
    pub channels: BTreeMap<String, ChannelSecrets>,
}

/// What a channel keeps secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSecrets {
    /// The address, also where it stands in sodate.toml.
    pub url: Option<Secret>,
    /// Shown to the channel.
    pub token: Option<Secret>,
    /// Signs webhooks.
    pub secret: Option<Secret>,
}

/// A secret that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretError {
    /// What is wrong.
    pub message: Text,
    /// The way out.
    pub help: Text,
}

impl Secrets {
    /// Reads the files that the configuration names, relative to the workspace `root`.
    ///
    /// # Errors
    /// The first file that is missing, empty, too large or no text.
    pub fn load(root: &Path, config: &Config) -> Result<Self, SecretError> {
        let made = Text::new(
            "`sodate init` makes it; a copied workspace needs its `.sodate` folder, too",
            "`sodate init` が作るファイルです。ワークスペースを写したときは `.sodate` フォルダーも写してください",
        );
        let given = Text::new("name an existing file in sodate.toml", "sodate.tomlに実在するファイルを書いてください");
        let optional =
            |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| read(root, path, &given)).transpose();
        Ok(Self {
            token_key: read(root, &config.secrets.token_key_file, &made)?,
            api_key: read(root, &config.secrets.api_key_file, &made)?,
            smtp_password: optional(&config.mail.smtp.password_file)?,
            dkim_key: optional(&config.mail.dkim.key_file)?,
            channels: config
                .channels
                .iter()
                .map(|(name, channel)| {
                    let written = channel.url.as_ref().map(Secret::new);
                    let secrets = ChannelSecrets {
                        url: optional(&channel.url_file)?.or(written),
                        token: optional(&channel.token_file)?,
                        secret: optional(&channel.secret_file)?,
                    };
                    Ok((name.clone(), secrets))
                })
                .collect::<Result<_, SecretError>>()?,
        })
    }
}

fn read(root: &Path, path: &Path, help: &Text) -> Result<Secret, SecretError> {
    let shown = path.display();
    let error = |en: String, ja: String| SecretError { message: Text::new(en, ja), help: help.clone() };
    let full = root.join(path);
    let unreadable = |problem: std::io::Error| {
        if problem.kind() == std::io::ErrorKind::NotFound {
            error(format!("the secret file `{shown}` does not exist"), format!("秘密のファイル `{shown}` がありません"))
        } else {
            error(
                format!("cannot read the secret file `{shown}`: {problem}"),
                format!("秘密のファイル `{shown}` を読めません（{problem}）"),
            )
        }
    };
    if std::fs::metadata(&full).map_err(unreadable)?.len() > MAX_SECRET_BYTES {
        return Err(error(
            format!("the secret file `{shown}` is larger than 64 KiB"),
            format!("秘密のファイル `{shown}` が64KiBを超えています"),
        ));
    }
    let text = std::fs::read_to_string(&full).map_err(unreadable)?;
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        return Err(error(format!("the secret file `{shown}` is empty"), format!("秘密のファイル `{shown}` が空です")));
    }
    Ok(Secret::new(text))
}

/// Writes a new secret (32 random bytes in lower-case hexadecimal) that only its owner can read.
///
/// # Errors
/// When the file exists already or cannot be written, or the system has no randomness.
pub fn write_new_secret(path: &Path) -> std::io::Result<()> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}
