//! The kinds of channels: what each can take, as its makers document it. Known here, below everything, so that the checker
//! finds before release what the channel would refuse.

use super::{Instruction, Program};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Any system that takes signed JSON (standardwebhooks.com).
    Webhook,
    /// LINE official accounts (Messaging API, push messages).
    Line,
    /// Slack (incoming webhooks).
    Slack,
    /// Microsoft Teams (webhooks of its workflows).
    Teams,
    /// Chatwork (API version 2).
    Chatwork,
}

/// The longest text that a channel takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongestText {
    /// How much, in the measure of the channel.
    pub most: usize,
    /// What is counted.
    pub measure: TextMeasure,
}

/// What a channel counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMeasure {
    /// Code units of UTF-16: most characters are one, many emoji are two.
    Utf16Units,
    /// Characters.
    Characters,
    /// Bytes of the whole message, markup included.
    Bytes,
}

impl ChannelKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Webhook, Self::Line, Self::Slack, Self::Teams, Self::Chatwork];

    /// The word for it, in flows and in sodate.toml.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Line => "line",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::Chatwork => "chatwork",
        }
    }

    /// The kind of that word. A channel that is called like a kind is of that kind.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Reaches one person, who must be named by `to`.
    #[must_use]
    pub const fn needs_receiver(self) -> bool {
        match self {
            Self::Line => true,
            Self::Webhook | Self::Slack | Self::Teams | Self::Chatwork => false,
        }
    }

    /// Writes into one room, which its address names: `to` means nothing to it.
    #[must_use]
    pub const fn is_room(self) -> bool {
        match self {
            Self::Slack | Self::Teams | Self::Chatwork => true,
            Self::Webhook | Self::Line => false,
        }
    }

    /// Takes values by name, not only text.
    #[must_use]
    pub const fn takes_values(self) -> bool {
        match self {
            Self::Webhook => true,
            Self::Line | Self::Slack | Self::Teams | Self::Chatwork => false,
        }
    }

    /// The longest text, where the makers name one:
    /// LINE: <https://developers.line.biz/en/reference/messaging-api/#text-message> and
    /// <https://developers.line.biz/en/docs/messaging-api/text-character-count/>;
    /// Slack: <https://api.slack.com/changelog/2018-04-truncating-really-long-messages>;
    /// Teams: <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook>.
    #[must_use]
    pub const fn longest_text(self) -> Option<LongestText> {
        match self {
            Self::Line => Some(LongestText { most: 5_000, measure: TextMeasure::Utf16Units }),
            Self::Slack => Some(LongestText { most: 40_000, measure: TextMeasure::Characters }),
            Self::Teams => Some(LongestText { most: 28_000, measure: TextMeasure::Bytes }),
            Self::Webhook | Self::Chatwork => None,
        }
    }

    /// How long after the first try the receiver knows a repetition and drops it, in hours; 0 where it does not. LINE:
    /// <https://developers.line.biz/en/docs/messaging-api/retrying-api-request/>.
    #[must_use]
    pub const fn knows_repetitions_for_hours(self) -> i64 {
        match self {
            Self::Line => 24,
            Self::Webhook | Self::Slack | Self::Teams | Self::Chatwork => 0,
        }
    }
}

impl LongestText {
    /// How long a text is in this measure.
    #[must_use]
    pub fn length(self, text: &str) -> usize {
        match self.measure {
            TextMeasure::Utf16Units => text.encode_utf16().count(),
            TextMeasure::Characters => text.chars().count(),
            TextMeasure::Bytes => text.len(),
        }
    }
}

/// What a program wants of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelUse<'p> {
    /// Messages that say to whom.
    pub to_persons: Vec<&'p str>,
    /// Messages that do not.
    pub to_nobody: Vec<&'p str>,
    /// Teams that are told there.
    pub teams: Vec<&'p str>,
    /// It is called with values.
    pub called: bool,
}

/// The channels that a program uses, by name.
#[must_use]
pub fn used_channels(program: &Program) -> BTreeMap<&str, ChannelUse<'_>> {
    let mut used: BTreeMap<&str, ChannelUse<'_>> = BTreeMap::new();
    for (name, message) in &program.messages {
        let channel = used.entry(&message.channel).or_default();
        let list = if message.to.is_some() { &mut channel.to_persons } else { &mut channel.to_nobody };
        list.push(name);
    }
    for (name, team) in &program.teams {
        team.channels.iter().for_each(|channel| used.entry(channel).or_default().teams.push(name));
    }
    let scenarios = program.scenarios.values().map(|scenario| &scenario.steps);
    for step in scenarios.chain(program.rules.iter().map(|rule| &rule.steps)).flatten() {
        if let Instruction::Call { channel, .. } = &step.instruction {
            used.entry(channel).or_default().called = true;
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_word_and_lengths_are_counted_as_documented() {
        for kind in ChannelKind::ALL {
            assert_eq!(ChannelKind::of_word(kind.word()), Some(kind));
            assert!(!(kind.needs_receiver() && kind.is_room()));
        }
        assert_eq!(ChannelKind::of_word("mail"), None);
        let length = |kind: ChannelKind, text: &str| kind.longest_text().unwrap().length(text);
        assert_eq!(length(ChannelKind::Line, "あ🍎"), 3);
        assert_eq!(length(ChannelKind::Slack, "あ🍎"), 2);
        assert_eq!(length(ChannelKind::Teams, "あ🍎"), 7);
    }
}
