//! The channels that a program uses against those that sodate.toml sets up: a missing one is named before anything runs.

use super::problem::{Outcome, Problem};
use crate::analyze::lacks;
use crate::channel::{ChannelSettings, Channels, Secret};
use crate::config::{self, Config, Secrets};
use crate::ir::{ChannelKind, Program};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The channels of the settings with their kinds.
pub fn kinds(config: &Config) -> BTreeMap<String, ChannelKind> {
    let kind =
        |(name, channel): (&String, &config::Channel)| Some((name.clone(), ChannelKind::of_word(&channel.kind)?));
    config.channels.iter().filter_map(kind).collect()
}

/// The channels that the configuration sets up. Where something may leave, everything that the program uses must be there.
///
/// # Errors
/// A channel that is missing or whose settings cannot be used.
pub fn set_up(program: &Program, config: &Config, secrets: &Secrets) -> Outcome<Arc<Channels>> {
    let leaves = config.mail.send_mode != config::SendMode::Dry;
    if let Some(lack) = lacks(program, &kinds(config)).into_iter().next().filter(|_| leaves) {
        return Err(Problem::usage(lack.message.en, lack.message.ja).help(lack.help.en, lack.help.ja));
    }
    let settings: BTreeMap<String, ChannelSettings> = config
        .channels
        .iter()
        .filter_map(|(name, channel)| Some((name.clone(), settings(channel, secrets.channels.get(name)?)?)))
        .collect();
    let channels = Channels::new(&settings).map_err(|(name, error)| {
        let error = error.text();
        Problem::usage(format!("`[channels.{name}]`: {}", error.en), format!("`[channels.{name}]`：{}", error.ja))
            .help("docs/channels.md says what each kind needs", "各チャネルに必要な設定はdocs/channels.ja.mdにあります")
    })?;
    Ok(Arc::new(channels))
}

fn settings(channel: &config::Channel, secrets: &config::ChannelSecrets) -> Option<ChannelSettings> {
    let wrap = |secret: &Option<config::Secret>| secret.as_ref().map(|secret| Secret::new(secret.reveal()));
    Some(ChannelSettings {
        url: wrap(&secrets.url),
        sandbox_url: channel.sandbox_url.as_ref().map(Secret::new),
        token: wrap(&secrets.token),
        secret: wrap(&secrets.secret),
        ..ChannelSettings::new(ChannelKind::of_word(&channel.kind)?)
    })
}
