//! The runtime's ports as the configuration wants them: mail server, tokens, keys, sending mode. Every wrong setting is
//! found here, before anything starts.

use crate::cli::channels;
use crate::cli::context::Context;
use crate::cli::problem::{Outcome, Problem};
use crate::cli::storage::Opened;
use crate::config::{self, Config, Secrets, Security};
use crate::http::ApiKeys;
use crate::ir::Program;
use crate::mail::smtp::{self, SmtpSettings, SmtpTransport};
use crate::mail::{ComposeSettings, DkimKey, Envelope, SendFuture, SendOutcome, TokenKey, Tokens, Transport};
use crate::runtime::{MailComposer, SendMode, Settings};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The ends of the runtime's ports.
pub(super) struct Wires {
    pub transport: Arc<dyn Transport>,
    pub settings: Settings,
    pub tokens: Tokens,
    pub keys: Arc<ApiKeys>,
    /// Address that mails name.
    pub public_url: String,
    /// The mail server, for people.
    pub server: String,
    /// Zone of the clock in messages.
    pub zone: String,
}

impl Wires {
    pub(super) fn new(opened: &Opened, program: &Program, context: &Context) -> Outcome<Self> {
        let config = &opened.config;
        let secrets = Secrets::load(&opened.root, config)
            .map_err(|error| Problem::failure(error.message.en, error.message.ja).help(error.help.en, error.help.ja))?;
        check_public_url(config)?;
        let key = TokenKey { id: 1, secret: secrets.token_key.reveal().as_bytes().to_vec() };
        let tokens = Tokens::new(vec![key]).map_err(|error| {
            Problem::failure(
                format!("the token key cannot be used: {error}"),
                format!("リンク用の鍵を使えません（{error}）"),
            )
        })?;
        let hash: String = Sha256::digest(secrets.api_key.reveal()).iter().map(|byte| format!("{byte:02x}")).collect();
        let keys = ApiKeys::from_sha256_hex(&[hash]).map_err(|error| {
            Problem::failure(format!("the API key cannot be used: {error}"), format!("APIキーを使えません（{error}）"))
        })?;
        let compose = ComposeSettings {
            public_url: config.public_url(),
            tokens: tokens.clone(),
            message_id_domain: message_id_domain(config, program),
            unsubscribe_mailbox: None,
            dkim: dkim(config, &secrets)?,
            notice_language: config.workspace.language.map_or(context.look.language, Into::into),
            workspace_language: config.workspace.language.map(Into::into),
        };
        let caller = channels::set_up(program, config, &secrets)?;
        let settings = Settings::new(Arc::new(MailComposer::new(compose))).with_mode(mode(config)).with_caller(caller);
        let transport = transport(config, &secrets)?;
        check_sandbox(config)?;
        Ok(Self {
            transport,
            settings,
            tokens,
            keys: Arc::new(keys),
            public_url: config.public_url(),
            server: config
                .mail
                .smtp
                .host
                .as_ref()
                .map_or_else(String::new, |host| format!("{host}:{}", config.mail.smtp.port)),
            zone: program.limits.zone.clone(),
        })
    }
}

/// A sandbox without addresses would hold every mail back without a word.
fn check_sandbox(config: &Config) -> Outcome<()> {
    if config.mail.send_mode != config::SendMode::Sandbox || !config.mail.sandbox.is_empty() {
        return Ok(());
    }
    Err(Problem::usage("the sandbox has no addresses", "sandboxの宛先がありません")
        .help("list them in `[mail] sandbox` in sodate.toml", "sodate.tomlの[mail] sandboxに書いてください"))
}

fn mode(config: &Config) -> SendMode {
    match config.mail.send_mode {
        config::SendMode::Dry => SendMode::Dry,
        config::SendMode::Sandbox => SendMode::Sandbox { allow: config.mail.sandbox.clone() },
        config::SendMode::Live => SendMode::Live,
    }
}

/// Links and the one-click opt-out of mails that really leave must be reachable, and by https (RFC 8058), except for a
/// listener on this machine.
fn check_public_url(config: &Config) -> Outcome<()> {
    if config.mail.send_mode != config::SendMode::Live {
        return Ok(());
    }
    let Some(written) = &config.http.public_url else {
        return Err(Problem::usage(
            "`send_mode = \"live\"` needs `public_url` in `[http]`: readers open links and opt out there",
            "`send_mode = \"live\"` には `[http]` の `public_url` が必要です（リンクと配信停止に使います）",
        )
        .help("write the https address that the outside sees", "外から見えるhttpsのアドレスを書いてください"));
    };
    let here = url::Url::parse(written).is_ok_and(|url| match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    });
    if written.starts_with("https://") || here {
        return Ok(());
    }
    Err(Problem::usage(
        format!("`public_url` must begin with https:// in live mode: `{written}`"),
        format!("liveでは `public_url` をhttps://で始めてください（`{written}`）"),
    )
    .help(
        "mail programs opt out in one click by https only (RFC 8058)",
        "ワンクリックの配信停止（RFC 8058）はhttpsでだけ働きます",
    ))
}

/// A name of our own for Message-IDs: the signing domain, else the sender's.
fn message_id_domain(config: &Config, program: &Program) -> String {
    let of_sender = || {
        let sender = program.senders.values().next()?;
        sender.from.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>').to_owned())
    };
    config.mail.dkim.domain.clone().or_else(of_sender).unwrap_or_else(|| "localhost".to_owned())
}

fn dkim(config: &Config, secrets: &Secrets) -> Outcome<Option<Arc<DkimKey>>> {
    let dkim = &config.mail.dkim;
    let (Some(domain), Some(selector), Some(key)) = (&dkim.domain, &dkim.selector, &secrets.dkim_key) else {
        if dkim.domain.is_none() && dkim.selector.is_none() && dkim.key_file.is_none() {
            return Ok(None);
        }
        return Err(Problem::usage(
            "`[mail.dkim]` needs all of `domain`, `selector` and `key_file`",
            "`[mail.dkim]` には `domain`、`selector`、`key_file` のすべてが必要です",
        ));
    };
    let key = DkimKey::from_pem(domain, selector, key.reveal()).map_err(|error| {
        Problem::usage(format!("the DKIM key cannot be used: {error}"), format!("DKIMの鍵を使えません（{error}）"))
    })?;
    Ok(Some(Arc::new(key)))
}

fn transport(config: &Config, secrets: &Secrets) -> Outcome<Arc<dyn Transport>> {
    let smtp = &config.mail.smtp;
    let Some(host) = &smtp.host else {
        if config.mail.send_mode == config::SendMode::Dry {
            return Ok(Arc::new(NoServer));
        }
        return Err(Problem::usage(
            format!("`send_mode = \"{}\"` needs a mail server", config.mail.send_mode),
            format!("`send_mode = \"{}\"` にはメールサーバーの設定が必要です", config.mail.send_mode),
        )
        .help("write `host` in `[mail.smtp]`", "`[mail.smtp]` に `host` を書いてください"));
    };
    let credentials = match (&smtp.user, &secrets.smtp_password) {
        (Some(user), Some(password)) => Some((user.clone(), smtp::Secret::new(password.reveal()))),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Problem::usage(
                "`user` and `password_file` of `[mail.smtp]` belong together: one is missing",
                "`[mail.smtp]` の `user` と `password_file` は両方必要です",
            ));
        }
    };
    let settings = SmtpSettings {
        security: match smtp.security {
            Security::None => smtp::Security::None,
            Security::Starttls => smtp::Security::StartTls,
            Security::Tls => smtp::Security::Tls,
        },
        credentials,
        ..SmtpSettings::plain(host.clone(), smtp.port)
    };
    let transport = SmtpTransport::new(settings).map_err(|error| {
        Problem::usage(format!("`[mail.smtp]`: {error}"), format!("`[mail.smtp]` の設定が正しくありません（{error}）"))
    })?;
    Ok(Arc::new(transport))
}

/// Stands where no server is set. In `dry` mode nothing is handed to it; if something were, it would stay planned.
struct NoServer;

impl Transport for NoServer {
    fn send<'a>(&'a self, _envelope: &'a Envelope, _bytes: &'a [u8]) -> SendFuture<'a> {
        Box::pin(async { SendOutcome::Retry { reason: "no mail server is set".to_owned() } })
    }
}
