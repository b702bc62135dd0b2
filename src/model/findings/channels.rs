//! Findings about channels other than mail: what a message lacks, and what a channel cannot take.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::{ChannelKind, TextMeasure};
use crate::model::findings::listed;
use crate::model::types::Type;
use crate::source::Span;
use crate::syntax::written_name;

/// A message without its text, or without the person whom its channel needs.
#[derive(Debug)]
pub struct MessageLacks<'a> {
    /// The message.
    pub message: &'a str,
    /// What is missing: `to`, `body`.
    pub lacking: Vec<&'static str>,
    /// Its name.
    pub span: Span,
}

impl Finding for MessageLacks<'_> {
    const CODE: Code = Code(450);
    fn diagnose(&self) -> Diagnostic {
        let (message, list) = (self.message, listed(self.lacking.iter().copied()));
        let line = |word: &&'static str| match *word {
            "to" => "`to lead.line_id`".to_owned(),
            other => format!("`{other} \"…\"`"),
        };
        let lines = self.lacking.iter().map(line).collect::<Vec<_>>().join(", ");
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the message `{message}` has no {list}"),
                format!("メッセージ `{message}` に {list} がありません"),
            ),
            self.span,
            Text::new("cannot be sent like this", "このままでは送れません"),
        )
        .with_help(Text::new(format!("add {lines}"), format!("{lines} を追加してください")))
    }
}

/// `to` names something that is no text.
#[derive(Debug)]
pub struct ReceiverNotText {
    /// What it is.
    pub kind: Type,
    /// Where.
    pub span: Span,
}

impl Finding for ReceiverNotText {
    const CODE: Code = Code(451);
    fn diagnose(&self) -> Diagnostic {
        let kind = self.kind.describe();
        Diagnostic::error(
            Self::CODE,
            Text::new("`to` needs a text", "`to` にはテキストの項目を書きます"),
            self.span,
            Text::new(format!("this is {}", kind.en), format!("これは{}です", kind.ja)),
        )
        .with_help(Text::new(
            "name the field that holds the lead's id in that channel, such as `lead.line_id`",
            "そのチャネルでのリードの宛先を入れた項目（`lead.line_id` など）を書いてください",
        ))
    }
}

/// A text that its channel would refuse or cut.
#[derive(Debug)]
pub struct MessageTooLong {
    /// The channel's kind.
    pub kind: ChannelKind,
    /// Length of the parts that stand in the flow, in the channel's measure.
    pub length: usize,
    /// Where.
    pub span: Span,
}

impl Finding for MessageTooLong {
    const CODE: Code = Code(452);
    fn diagnose(&self) -> Diagnostic {
        let (channel, length) = (self.kind.word(), self.length);
        let longest = self.kind.longest_text();
        let most = longest.map_or(0, |longest| longest.most);
        let (unit, unit_ja) = match longest.map(|longest| longest.measure) {
            Some(TextMeasure::Bytes) => ("bytes", "バイト"),
            Some(TextMeasure::Characters | TextMeasure::Utf16Units) | None => ("characters", "文字"),
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("this text has {length} {unit}; `{channel}` takes {most} at most"),
                format!("本文が{length}{unit_ja}あります。`{channel}` で送れるのは{most}{unit_ja}までです"),
            ),
            self.span,
            Text::new("too long", "長すぎます"),
        )
        .with_help(Text::new(
            "shorten it, or put the rest on a page and link there",
            "短くするか、続きをWebページに載せてリンクしてください",
        ))
    }
}

/// `to` on a channel that writes into one room.
#[derive(Debug)]
pub struct ReceiverUnused {
    /// The channel's kind.
    pub kind: ChannelKind,
    /// Where.
    pub span: Span,
}

impl Finding for ReceiverUnused {
    const CODE: Code = Code(453);
    fn diagnose(&self) -> Diagnostic {
        let channel = self.kind.word();
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{channel}` writes into one room: `to` does not reach the lead"),
                format!("`{channel}` は決まった部屋に書き込むため、`to` を書いてもリード本人には届きません"),
            ),
            self.span,
            Text::new("this has no effect", "この指定は使われません"),
        )
        .with_help(Text::new(
            "leave `to` out; to reach the lead write an email, or a message `via line`",
            "`to` を削除してください。リード本人に届けるには、メールか `via line` のメッセージを使います",
        ))
    }
}

/// An email and a message with one name: `send` would not know which.
#[derive(Debug)]
pub struct NameOfEmail<'a> {
    /// The name.
    pub name: &'a str,
    /// The email.
    pub email: Span,
    /// The message.
    pub span: Span,
}

impl Finding for NameOfEmail<'_> {
    const CODE: Code = Code(454);
    fn diagnose(&self) -> Diagnostic {
        let name = self.name;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("an email and a message are both named `{name}`, so `send {name}` could mean either"),
                format!("メールとメッセージの名前がどちらも `{name}` のため、`send {name}` がどちらか決まりません"),
            ),
            self.span,
            Text::new("the message", "メッセージ"),
        )
        .with_label(self.email, Text::new("the email", "メール"))
        .with_help(Text::new("give one of them another name", "どちらかの名前を変えてください"))
    }
}

/// `opened` of a message: no channel reports that.
#[derive(Debug)]
pub struct MessageOpened<'a> {
    /// The message.
    pub message: &'a str,
    /// Its first link.
    pub link: Option<&'a str>,
    /// Where it is spoken of.
    pub span: Span,
}

impl Finding for MessageOpened<'_> {
    const CODE: Code = Code(455);
    fn diagnose(&self) -> Diagnostic {
        let message = self.message;
        let (named, link) = (written_name(message), written_name(self.link.unwrap_or("LINK")));
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("nobody tells us whether the message `{message}` was opened"),
                format!("メッセージ `{message}` が開封されたかどうかは分かりません"),
            ),
            self.span,
            Text::new("a message, not an email", "メールではなくメッセージです"),
        )
        .with_help(Text::new(
            format!(
                "only emails report that they were opened; ask for a click, `clicked {named}.{link}`, or whether it was sent, `received {named}`"
            ),
            format!(
                "開封が分かるのはメールだけです。クリック（`clicked {named}.{link}`）か、送信済みかどうか（`received {named}`）を使ってください"
            ),
        ))
    }
}

/// A click in a message that does not go to the lead.
#[derive(Debug)]
pub struct ClickOfNobody<'a> {
    /// The message.
    pub message: &'a str,
    /// The reaction or condition.
    pub span: Span,
}

impl Finding for ClickOfNobody<'_> {
    const CODE: Code = Code(456);
    fn diagnose(&self) -> Diagnostic {
        let message = self.message;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a click in `{message}` would not be the lead's: the message has no `to`"),
                format!("`{message}` には `to` がないため、クリックしてもリード本人の反応とはいえません"),
            ),
            self.span,
            Text::new("goes to a room, or to nobody in particular", "宛先がリード本人ではありません"),
        )
        .with_help(Text::new(
            "where its channel reaches the lead add `to lead.line_id`; in a room clicks are those of colleagues and are not tracked",
            "リード本人に届くチャネルなら `to lead.line_id` のように宛先を書いてください。部屋に送るメッセージのリンクは社内の人が押すため、計測しません",
        ))
    }
}

/// `call` of a chat.
#[derive(Debug)]
pub struct TakesNoValues<'a> {
    /// The channel.
    pub channel: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for TakesNoValues<'_> {
    const CODE: Code = Code(390);
    fn diagnose(&self) -> Diagnostic {
        let channel = self.channel;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{channel}` takes texts, not values: it cannot be called"),
                format!("`{channel}` に送れるのは文章だけで、`call` で項目を渡すことはできません"),
            ),
            self.span,
            Text::new("not a webhook", "Webhookではありません"),
        )
        .with_help(Text::new(
            format!("declare `message … via {channel}` and send it, or call a channel of the kind `webhook`"),
            format!(
                "`message … via {channel}` を宣言して `send` で送るか、種類が `webhook` のチャネルを呼び出してください"
            ),
        ))
    }
}

/// A team that is told on a channel that needs a person.
#[derive(Debug)]
pub struct TeamNeedsRoom<'a> {
    /// The channel.
    pub channel: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for TeamNeedsRoom<'_> {
    const CODE: Code = Code(391);
    fn diagnose(&self) -> Diagnostic {
        let channel = self.channel;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{channel}` reaches one person at a time, so a team cannot be told there"),
                format!("`{channel}` は一人ずつに送るチャネルのため、チームへの連絡には使えません"),
            ),
            self.span,
            Text::new("not a room", "部屋ではありません"),
        )
        .with_help(Text::new(
            "tell the team via `slack`, `teams`, `chatwork` or `webhook`",
            "`slack`・`teams`・`chatwork`・`webhook` のどれかを使ってください",
        ))
    }
}
