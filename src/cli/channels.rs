//! The channels that a program uses against those that sodate.toml sets up: a missing one is named before anything runs.

use super::problem::{Outcome, Problem};
use crate::channel::{ChannelSettings, Channels, Secret};
use crate::config::{self, Config, Secrets};
use crate::diagnostic::{Text, nearest};
use crate::ir::{ChannelKind, ChannelUse, Program, used_channels};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that a program wants and the settings do not give.
pub struct Lack {
    /// What is wrong.
    pub message: Text,
    /// The way out.
    pub help: Text,
}

/// What the settings lack for a program, by channel.
pub fn lacks(program: &Program, config: &Config) -> Vec<Lack> {
    let used = used_channels(program);
    used.into_iter().filter_map(|(name, used)| lack(name, &used, config)).collect()
}

fn lack(name: &str, used: &ChannelUse<'_>, config: &Config) -> Option<Lack> {
    let Some(channel) = config.channels.get(name) else {
        let known = config.channels.keys().map(String::as_str).chain(config::KINDS.iter().copied());
        let near = nearest(name, known.filter(|known| *known != name));
        return Some(Lack {
            message: Text::new(
                format!("the channel `{name}` is not set up in sodate.toml"),
                format!("チャネル `{name}` がsodate.tomlに設定されていません"),
            ),
            help: near.map_or_else(
                || {
                    Text::new(
                        format!("write a section `[channels.{name}]` (docs/channels.md)"),
                        format!("`[channels.{name}]` を書いてください（docs/channels.ja.md）"),
                    )
                },
                |near| Text::new(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
            ),
        });
    };
    let kind = ChannelKind::of_word(&channel.kind)?;
    let word = kind.word();
    if used.called && !kind.takes_values() {
        return Some(Lack {
            message: Text::new(
                format!("`call {name}` needs a channel of the kind `webhook`, and `{name}` is of the kind `{word}`"),
                format!("`call {name}` には種類が `webhook` のチャネルが必要ですが、`{name}` は `{word}` です"),
            ),
            help: Text::new("call another channel", "別のチャネルを呼び出してください"),
        });
    }
    if let Some(message) = used.to_persons.first().filter(|_| kind.is_room()) {
        return Some(Lack {
            message: Text::new(
                format!("the message `{message}` says `to`, and `{name}` of the kind `{word}` writes into one room"),
                format!(
                    "メッセージ `{message}` に `to` がありますが、`{name}`（種類 `{word}`）は決まった部屋に書き込みます"
                ),
            ),
            help: Text::new("leave `to` out", "`to` を削除してください"),
        });
    }
    if !kind.needs_receiver() {
        return None;
    }
    if let Some(message) = used.to_nobody.first() {
        return Some(Lack {
            message: Text::new(
                format!("the message `{message}` does not say to whom, and the channel `{name}` needs it"),
                format!("メッセージ `{message}` に宛先がありません。チャネル `{name}` には宛先が必要です"),
            ),
            help: Text::new("add `to lead.line_id`", "`to lead.line_id` のように追加してください"),
        });
    }
    used.teams.first().map(|team| Lack {
        message: Text::new(
            format!("the team `{team}` cannot be told via `{name}`: it reaches one person at a time"),
            format!("チーム `{team}` への連絡に `{name}` は使えません（一人ずつに送るチャネルです）"),
        ),
        help: Text::new("tell the team in a room", "部屋のあるチャネルを使ってください"),
    })
}

/// The channels that the configuration sets up. Where something may leave, everything that the program uses must be there.
///
/// # Errors
/// A channel that is missing or whose settings cannot be used.
pub fn set_up(program: &Program, config: &Config, secrets: &Secrets) -> Outcome<Arc<Channels>> {
    let leaves = config.mail.send_mode != config::SendMode::Dry;
    if let Some(lack) = lacks(program, config).into_iter().next().filter(|_| leaves) {
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
