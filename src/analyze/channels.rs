//! The channels of a workspace against those that its sodate.toml sets up: what is used and not set up, or cannot do what is
//! wanted of it, and what is set up and not used (a slip in a name, or what is left of something).

use super::Files;
use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text, nearest};
use crate::ir::{ChannelKind, ChannelUse, Instruction, Program, Step, used_channels};
use crate::source::{Sources, Span};
use crate::syntax::ast;
use std::collections::BTreeMap;
use std::ops::Range;

/// The channels that a workspace's settings set up.
#[derive(Debug, Clone, Default)]
pub struct ChannelsSetUp {
    /// Path of the settings.
    pub file: String,
    /// Where each channel is named in them, in bytes.
    pub places: BTreeMap<String, Range<usize>>,
    /// The kind of each.
    pub kinds: BTreeMap<String, ChannelKind>,
}

/// A channel that nothing uses.
#[derive(Debug)]
pub struct UnusedChannel<'a> {
    /// It.
    pub channel: &'a str,
    /// Where it is set up.
    pub span: Span,
}

impl Finding for UnusedChannel<'_> {
    const CODE: Code = Code(457);
    fn diagnose(&self) -> Diagnostic {
        let channel = self.channel;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("nothing uses the channel `{channel}`"),
                format!("チャネル `{channel}` はどこでも使われていません"),
            ),
            self.span,
            Text::new("never used", "使われていません"),
        )
        .with_help(Text::new(
            format!(
                "send a message, tell a team (`via {channel}`) or call it (`call {channel}`), or delete this section"
            ),
            format!(
                "メッセージやチームの `via {channel}`、または `call {channel}` で使うか、この設定を削除してください"
            ),
        ))
    }
}

/// A channel that the settings do not give as it is wanted.
#[derive(Debug)]
pub struct ChannelNotSetUp<'a> {
    /// What is lacking.
    pub lack: &'a Lack,
    /// Where the channel is used.
    pub span: Span,
}

impl Finding for ChannelNotSetUp<'_> {
    const CODE: Code = Code(458);
    fn diagnose(&self) -> Diagnostic {
        let label = Text::new("nothing can leave here", "ここからは何も送れません");
        Diagnostic::warning(Self::CODE, self.lack.message.clone(), self.span, label).with_help(self.lack.help.clone())
    }
}

/// Something that a program wants of a channel and the settings do not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The channel.
    pub channel: String,
    /// What is wrong.
    pub message: Text,
    /// The way out.
    pub help: Text,
}

/// What the settings lack for a program, by channel.
#[must_use]
pub fn lacks(program: &Program, kinds: &BTreeMap<String, ChannelKind>) -> Vec<Lack> {
    let used = used_channels(program);
    used.into_iter().filter_map(|(name, used)| lack(name, &used, kinds)).collect()
}

fn lack(name: &str, used: &ChannelUse<'_>, kinds: &BTreeMap<String, ChannelKind>) -> Option<Lack> {
    let channel = name.to_owned();
    let Some(kind) = kinds.get(name).copied() else {
        let known = kinds.keys().map(String::as_str).chain(ChannelKind::ALL.iter().map(|kind| kind.word()));
        let near = nearest(name, known.filter(|known| *known != name));
        return Some(Lack {
            channel,
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
    let word = kind.word();
    if used.called && !kind.takes_values() {
        return Some(Lack {
            channel,
            message: Text::new(
                format!("`call {name}` needs a channel of the kind `webhook`, and `{name}` is of the kind `{word}`"),
                format!("`call {name}` には種類が `webhook` のチャネルが必要ですが、`{name}` は `{word}` です"),
            ),
            help: Text::new("call another channel", "別のチャネルを呼び出してください"),
        });
    }
    if let Some(message) = used.to_persons.first().filter(|_| kind.is_room()) {
        return Some(Lack {
            channel,
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
            channel,
            message: Text::new(
                format!("the message `{message}` does not say to whom, and the channel `{name}` needs it"),
                format!("メッセージ `{message}` に宛先がありません。チャネル `{name}` には宛先が必要です"),
            ),
            help: Text::new("add `to lead.line_id`", "`to lead.line_id` のように追加してください"),
        });
    }
    used.teams.first().map(|team| Lack {
        channel,
        message: Text::new(
            format!("the team `{team}` cannot be told via `{name}`: it reaches one person at a time"),
            format!("チーム `{team}` への連絡に `{name}` は使えません（一人ずつに送るチャネルです）"),
        ),
        help: Text::new("tell the team in a room", "部屋のあるチャネルを使ってください"),
    })
}

/// Channels that cannot do what the workspace wants of them, each told where it is used first. Without settings there is
/// nothing to compare with.
fn not_set_up(
    program: &Program,
    units: &[ast::File],
    set_up: &ChannelsSetUp,
    files: &dyn Files,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let found = lacks(program, &set_up.kinds);
    if found.is_empty() || files.read(&set_up.file).is_err() {
        return Vec::new();
    }
    let places = Places { program, sources };
    let told = |lack: &Lack| {
        let span = named(units, &lack.channel).or_else(|| called(program, &lack.channel, &places))?;
        Some(ChannelNotSetUp { lack, span }.diagnose())
    };
    found.iter().filter_map(told).collect()
}

/// Where a message or a team names the channel first.
fn named(units: &[ast::File], channel: &str) -> Option<Span> {
    let declarations = units.iter().flat_map(|unit| &unit.declarations);
    let mut names = declarations.flat_map(|one| {
        if let ast::DeclarationKind::Message(message) = &one.kind {
            vec![&message.channel]
        } else if let ast::DeclarationKind::Team(team) = &one.kind {
            team.channels.iter().collect()
        } else {
            Vec::new()
        }
    });
    names.find(|name| name.text == channel).map(|name| name.span)
}

/// Where a step calls the channel first.
fn called(program: &Program, channel: &str, places: &Places<'_>) -> Option<Span> {
    let calls = |step: &&Step| matches!(&step.instruction, Instruction::Call { channel: to, .. } if to == channel);
    let steps = program.scenarios.values().flat_map(|scenario| &scenario.steps);
    let step = steps.chain(program.rules.iter().flat_map(|rule| &rule.steps)).find(calls)?;
    places.rest_of_line(step.place)
}

/// The settings join the sources only where there is something to say about them.
pub(super) fn check(
    program: &Program,
    units: &[ast::File],
    set_up: &ChannelsSetUp,
    files: &dyn Files,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let mut found = not_set_up(program, units, set_up, files, sources);
    let used = used_channels(program);
    let unused: Vec<_> = set_up.places.iter().filter(|(name, _)| !used.contains_key(name.as_str())).collect();
    if unused.is_empty() {
        return found;
    }
    let Ok(text) = files.read(&set_up.file) else { return found };
    let file = sources.add(&set_up.file, text);
    let place = |range: &Range<usize>| {
        let (start, end) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        Some(Span::new(file, start, end))
    };
    let one =
        |(channel, range): (&String, &Range<usize>)| Some(UnusedChannel { channel, span: place(range)? }.diagnose());
    found.extend(unused.into_iter().filter_map(one));
    found
}
