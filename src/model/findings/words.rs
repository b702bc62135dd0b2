//! F0108: words that mean nothing where they stand, and what was meant by them.

use super::names::NAMES_LISTED;
use super::{Kind, did_you_mean, listed, replacement, with_near};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::Span;
use crate::syntax::written_name;

/// What is written in a test where nothing more is expected.
pub const NOTHING: [&str; 14] = [
    "stop",
    "stopped",
    "stops",
    "end",
    "ended",
    "ends",
    "none",
    "なし",
    "停止",
    "終了",
    "終わり",
    "以上",
    "何もない",
    "何もなし",
];

/// What a word that is no value is the name of.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Its kind: an event, an email, a message or a team.
    pub kind: Kind,
    /// Whether it stands in a test.
    pub in_test: bool,
}

impl Named {
    /// What to write for it.
    fn help(self, name: &str) -> Option<Text> {
        let word = written_name(name);
        Some(match (self.kind, self.in_test) {
            (Kind::Email, true) => {
                Text::new(format!("write `expect email {word}`"), format!("`expect email {word}` と書いてください"))
            }
            (Kind::Message, true) => {
                Text::new(format!("write `expect message {word}`"), format!("`expect message {word}` と書いてください"))
            }
            (Kind::Team, true) => Text::new(
                format!("write `expect handoff to {word}`, or `expect notice to {word}`"),
                format!("`expect handoff to {word}` か `expect notice to {word}` と書いてください"),
            ),
            (Kind::Event, _) => Text::new(
                format!(
                    "to react to it write `start on {word}` or `stop on {word}`; whether it happened is `did {word}`"
                ),
                format!(
                    "起きたときの動作なら `start on {word}` や `stop on {word}`、起きたかどうかの条件なら `did {word}` と書いてください"
                ),
            ),
            (Kind::Email, false) => Text::new(
                format!("write what the lead did with it: `opened {word}`, `clicked {word}` or `received {word}`"),
                format!("`opened {word}`・`clicked {word}`・`received {word}` のように、リードの行動を書いてください"),
            ),
            (Kind::Message | Kind::Team, false)
            | (Kind::Sender | Kind::Content | Kind::Segment | Kind::Audience | Kind::Scenario | Kind::Test, _) => {
                return None;
            }
        })
    }
}

/// A word that means nothing where a value is needed.
#[derive(Debug)]
pub struct UnknownWord<'a> {
    /// As written.
    pub word: &'a str,
    /// What may be meant.
    pub near: Option<String>,
    /// What the word is the name of.
    pub is: Option<Named>,
    /// Whether it was written in a test for nothing more to come, as in `expect stop`.
    pub nothing: bool,
    /// The fields of the lead, as `lead.name`.
    pub fields: Vec<String>,
    /// `lead.deal in [won, talking]`, where the word follows `lead.deal == won or`, and what that replaces.
    pub list: Option<(String, Span)>,
    /// What to write instead, where that is known better than by what a value may be.
    pub instead: Option<Text>,
    /// Whether [`Self::near`] is a moment, and so can be nothing else.
    pub moment: bool,
    /// Where.
    pub span: Span,
}

impl<'a> UnknownWord<'a> {
    /// A word of which nothing is known.
    pub fn lonely(word: &'a str, span: Span) -> Self {
        Self {
            word,
            near: None,
            is: None,
            nothing: false,
            fields: Vec::new(),
            list: None,
            instead: None,
            moment: false,
            span,
        }
    }
}

impl Finding for UnknownWord<'_> {
    const CODE: Code = Code(108);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        if let Some((list, whole)) = &self.list {
            return Diagnostic::error(
                Self::CODE,
                Text::new(
                    format!("after `or` a whole condition must follow, not only `{word}`"),
                    format!("`or` のあとには、`{word}` だけでなく条件全体を書きます"),
                ),
                self.span,
                Text::new("not a condition", "条件になっていません"),
            )
            .with_help(Text::new(
                format!("to choose between several values write `{list}`"),
                format!("複数の値のどれかなら `{list}` と書いてください"),
            ))
            .with_fix(replacement(*whole, list));
        }
        if let Some(meant) = self.near.as_deref().filter(|_| self.nothing) {
            return self.nothing_more(meant);
        }
        if let Some((named, help)) = self.is.and_then(|named| Some((named, named.help(word)?))) {
            let (article, ja) = (named.kind.with_article(), named.kind.word().1);
            return Diagnostic::error(
                Self::CODE,
                Text::new(
                    format!("`{word}` is {article}, not a condition or value"),
                    format!("`{word}` は{ja}の名前で、条件でも値でもありません"),
                ),
                self.span,
                Text::new(format!("only the name of {article}"), format!("{ja}の名前だけです")),
            )
            .with_help(help);
        }
        let label = Text::new("neither a field nor a value", "項目でも値でもありません");
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("`{word}` means nothing here"), format!("ここでの `{word}` の意味が分かりません")),
            self.span,
            did_you_mean(self.near.as_deref(), label),
        )
        .with_help(self.instead.clone().unwrap_or_else(|| self.values()));
        if let Some(near) = self.near.as_deref().filter(|_| self.moment) {
            return diagnostic.with_fix(Fix { safety: FixSafety::Safe, ..replacement(self.span, near) });
        }
        with_near(diagnostic, self.span, self.near.as_deref())
    }
}

impl UnknownWord<'_> {
    /// A run ends silently, so what can be expected is that nothing more comes.
    fn nothing_more(&self, meant: &str) -> Diagnostic {
        let word = self.word;
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(format!("`{word}` cannot be expected"), format!("`{word}` を期待として書くことはできません")),
            self.span,
            did_you_mean(Some(meant), Text::new("", "")),
        )
        .with_help(Text::new(
            "a scenario ends without a word: write `expect nothing more`, which says that nothing comes after this",
            "シナリオは終わっても何も送りません。このあと何も起きないことを確かめるなら `expect nothing more` と書いてください",
        ));
        with_near(diagnostic, self.span, Some(meant))
    }

    /// What a value may be, with the fields of the lead.
    fn values(&self) -> Text {
        let list = listed(self.fields.iter().map(String::as_str).take(NAMES_LISTED));
        let (en, ja) = match list.as_str() {
            "" => (String::new(), String::new()),
            list => (format!("; the lead has {list}"), format!("。リードの項目: {list}")),
        };
        Text::new(
            format!(
                "a condition is written like `score >= 50 and opened thanks` or `did download or no response for 14 days`; a \
                 value begins with `lead.` or `event.`, is `score` or `rank`, or is a text in quotes{en}"
            ),
            format!(
                "条件は `score >= 50 and opened thanks` や `did download or no response for 14 days` のように書きます。値は \
                 `lead.項目`・`event.項目`・`score`・`rank`、または引用符 \"…\" で囲んだテキストです{ja}"
            ),
        )
    }
}
