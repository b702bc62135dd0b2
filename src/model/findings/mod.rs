//! Findings about meaning, one struct a kind, by area: each knows its code and says itself in English and in Japanese.

pub mod flow;
pub mod mail;
pub mod moments;
pub mod names;
pub mod templates;
pub mod test_blocks;
pub mod time;
pub mod types;
pub mod values;

use crate::diagnostic::{Diagnostic, Finding, Fix, FixSafety, Severity, Text};
use crate::source::Span;

/// Findings collected so far.
#[derive(Debug, Default)]
pub struct Report {
    /// In the order in which they were found.
    pub found: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, finding: &impl Finding) {
        self.found.push(finding.diagnose());
    }

    /// Whether an error is among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|one| one.severity == Severity::Error)
    }
}

/// Kinds of things that have names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `sender`.
    Sender,
    /// `event`.
    Event,
    /// `email`.
    Email,
    /// `team`.
    Team,
    /// `scenario`.
    Scenario,
    /// `test`.
    Test,
}

impl Kind {
    /// All kinds that others speak of by name.
    pub const NAMED: [Self; 5] = [Self::Sender, Self::Event, Self::Email, Self::Team, Self::Scenario];

    /// The kind in words, English without an article.
    #[must_use]
    pub const fn word(self) -> (&'static str, &'static str) {
        match self {
            Self::Sender => ("sender", "差出人"),
            Self::Event => ("event", "イベント"),
            Self::Email => ("email", "メール"),
            Self::Team => ("team", "チーム"),
            Self::Scenario => ("scenario", "シナリオ"),
            Self::Test => ("test", "テスト"),
        }
    }

    /// The kind with its English article.
    #[must_use]
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Sender => "a sender",
            Self::Event => "an event",
            Self::Email => "an email",
            Self::Team => "a team",
            Self::Scenario => "a scenario",
            Self::Test => "a test",
        }
    }
}

/// "did you mean …?", or the given text where nothing is near.
pub(crate) fn did_you_mean(near: Option<&str>, otherwise: Text) -> Text {
    near.map_or(otherwise, |near| Text::new(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")))
}

/// Puts the near word in place of the wrong one: likely right, but the author must say so.
pub(crate) fn replacement(span: Span, text: &str) -> Fix {
    Fix {
        safety: FixSafety::Unsafe,
        title: Text::new(format!("write `{text}`"), format!("`{text}` に書き換える")),
        edits: vec![(span, text.to_owned())],
    }
}

/// Adds the replacement if there is a near word.
pub(crate) fn with_near(diagnostic: Diagnostic, span: Span, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.with_fix(replacement(span, near)),
        None => diagnostic,
    }
}

/// Names for a help text: `a`, `b`, `c`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
