//! `[channels.NAME]`: where messages, calls and notices to teams go beside mail. The names are the operator's; what may
//! stand in such a section is known, so a slip in it is found with its place like any other.

use super::keys::{self, Key, Kind};
use super::problem::{Place, Problem};
use crate::diagnostic::{Text, nearest};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use toml::de::DeValue;
use toml::{Spanned, Table, Value};

/// The words for the kinds of channels.
pub const KINDS: &[&str] = &["webhook", "line", "slack", "teams", "chatwork"];

/// Name of the section.
pub(super) const SECTION: &str = "channels";

/// Table of the settings below, for messages.
const TABLE: &str = "channels.NAME";

/// Settings of a channel, in the order of docs/channels.md.
pub const CHANNEL_KEYS: &[Key] = &[
    Key { table: TABLE, name: "kind", kind: Kind::OneOf(KINDS) },
    Key { table: TABLE, name: "url", kind: Kind::Target },
    Key { table: TABLE, name: "url_file", kind: Kind::Path },
    Key { table: TABLE, name: "sandbox_url", kind: Kind::Target },
    Key { table: TABLE, name: "token_file", kind: Kind::Path },
    Key { table: TABLE, name: "secret_file", kind: Kind::Path },
];

/// One `[channels.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Channel {
    /// Its kind, one of [`KINDS`].
    pub kind: String,
    /// Where requests go.
    pub url: Option<String>,
    /// File with that address, where it is a secret.
    pub url_file: Option<PathBuf>,
    /// Where requests go in `sandbox` mode.
    pub sandbox_url: Option<String>,
    /// File with the token that the channel wants to see.
    pub token_file: Option<PathBuf>,
    /// File with the secret that signs webhooks.
    pub secret_file: Option<PathBuf>,
}

/// Reads the section: adds what is right to `into`, says what is wrong, and returns where each channel is named.
pub(super) fn read(
    value: &Spanned<DeValue<'_>>,
    into: &mut Table,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Range<usize>> {
    let mut places = BTreeMap::new();
    let DeValue::Table(channels) = value.get_ref() else {
        problems.push(keys::no_table("channels.NAME", value.span()));
        return places;
    };
    let mut all = Table::new();
    for (name, settings) in channels {
        let DeValue::Table(settings) = settings.get_ref() else {
            problems.push(keys::no_table("channels.NAME", settings.span()));
            continue;
        };
        let mut channel = Table::new();
        for (key, value) in settings {
            let Some(known) = CHANNEL_KEYS.iter().find(|known| known.name == key.get_ref()) else {
                problems.push(unknown(name.get_ref(), key));
                continue;
            };
            match keys::value_of(known, value) {
                Ok(value) => drop(channel.insert(known.name.to_owned(), value)),
                Err(problem) => problems.push(*problem),
            }
        }
        let named = name.get_ref().to_string();
        if let Some(problem) = kind(&named, &mut channel, settings.contains_key("kind")) {
            problems.push(
                Problem::at(problem.0, Place::File(name.span()), Text::new("this channel", "このチャネル"))
                    .with_help(problem.1),
            );
        }
        if channel.contains_key("url") && channel.contains_key("url_file") {
            problems.push(Problem::at(
                Text::new(
                    "`url` and `url_file` say the same: one is enough",
                    "`url` と `url_file` はどちらか一方だけ書いてください",
                ),
                Place::File(name.span()),
                Text::new("has both", "両方あります"),
            ));
        }
        places.insert(named.clone(), name.span());
        all.insert(named, Value::Table(channel));
    }
    into.insert(SECTION.to_owned(), Value::Table(all));
    places
}

/// A channel that is called like a kind is of that kind; any other says its kind. What is wrong with it, and the way out.
fn kind(name: &str, channel: &mut Table, written: bool) -> Option<(Text, Text)> {
    let own = KINDS.iter().find(|kind| **kind == name);
    let kind = channel.get("kind").and_then(Value::as_str).map(str::to_owned);
    match (own, kind) {
        (Some(own), Some(kind)) if *own != kind => Some((
            Text::new(
                format!("the channel `{name}` cannot be of the kind `{kind}`"),
                format!("チャネル `{name}` の種類を `{kind}` にすることはできません"),
            ),
            Text::new("give the channel another name", "別の名前を付けてください"),
        )),
        (_, Some(_)) => None,
        (Some(own), None) if !written => {
            channel.insert("kind".to_owned(), Value::String((*own).to_owned()));
            None
        }
        // A wrong kind has its own message.
        (Some(_) | None, None) if written => None,
        (Some(_) | None, None) => {
            let words: Vec<String> = KINDS.iter().map(|kind| format!("\"{kind}\"")).collect();
            Some((
                Text::new(
                    format!("the channel `{name}` has no `kind`"),
                    format!("チャネル `{name}` に `kind` がありません"),
                ),
                Text::new(
                    format!("write `kind =` {}", words.join(" or ")),
                    format!("`kind =` に{}のどれかを書いてください", words.join("、")),
                ),
            ))
        }
    }
}

fn unknown(channel: &str, key: &Spanned<std::borrow::Cow<'_, str>>) -> Problem {
    let found = key.get_ref();
    let known: Vec<&str> = CHANNEL_KEYS.iter().map(|key| key.name).collect();
    let help = match nearest(found, known.iter().copied()) {
        Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        None => {
            let list: Vec<String> = known.iter().map(|one| format!("`{one}`")).collect();
            Text::new(format!("there are {}", list.join(", ")), format!("使えるのは{}です", list.join("、")))
        }
    };
    Problem::at(
        Text::new(
            format!("`[channels.{channel}]` has no setting `{found}`"),
            format!("`[channels.{channel}]` に `{found}` という項目はありません"),
        ),
        Place::File(key.span()),
        Text::new("unknown setting", "この項目はありません"),
    )
    .with_help(help)
}
