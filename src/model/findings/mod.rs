//! Findings about meaning, one struct a kind, by area: each knows its code and says itself in English and in Japanese.

pub mod branches;
pub mod channels;
pub mod contents;
pub mod dead;
pub mod fields;
pub mod flow;
pub mod impossible;
pub mod mail;
pub mod moments;
pub mod names;
pub mod nothing;
pub mod opt_outs;
pub mod starts;
pub mod templates;
pub mod test_blocks;
pub mod time;
pub mod types;
pub mod values;
pub mod variants;
pub mod words;

use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Label, Severity, Text};
use crate::source::{FileId, Span};
use crate::syntax::written_name;
use std::collections::BTreeMap;

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
    /// `message`.
    Message,
    /// `content`.
    Content,
    /// `segment`.
    Segment,
    /// `audience`.
    Audience,
    /// `team`.
    Team,
    /// `scenario`.
    Scenario,
    /// `test`.
    Test,
}

impl Kind {
    /// All kinds that others speak of by name.
    pub const NAMED: [Self; 9] = [
        Self::Sender,
        Self::Event,
        Self::Email,
        Self::Message,
        Self::Content,
        Self::Segment,
        Self::Audience,
        Self::Team,
        Self::Scenario,
    ];

    /// The kind in words, English without an article.
    #[must_use]
    pub const fn word(self) -> (&'static str, &'static str) {
        match self {
            Self::Sender => ("sender", "差出人"),
            Self::Event => ("event", "イベント"),
            Self::Email => ("email", "メール"),
            Self::Message => ("message", "メッセージ"),
            Self::Content => ("content", "コンテンツ"),
            Self::Segment => ("segment", "セグメント"),
            Self::Audience => ("audience", "オーディエンス"),
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
            Self::Message => "a message",
            Self::Content => "a content",
            Self::Segment => "a segment",
            Self::Audience => "an audience",
            Self::Team => "a team",
            Self::Scenario => "a scenario",
            Self::Test => "a test",
        }
    }
}

/// Places that one folded finding points at besides its first.
const MOST_PLACES: usize = 5;

/// One cause, one message: the same unknown name several times in a file (a field that was renamed, say) becomes one
/// finding with further places, and its fix mends them all.
#[must_use]
pub fn fold_repeats(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let unknown = [names::UnknownName::CODE, fields::UnknownField::CODE, names::UnknownLink::CODE];
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    let mut first_of: BTreeMap<(Code, FileId, String), usize> = BTreeMap::new();
    for one in found {
        if unknown.contains(&one.code) {
            let key = (one.code, one.primary.span.file, one.message.en.clone());
            if let Some(first) = first_of.get(&key).and_then(|at| kept.get_mut(*at)) {
                add_place(first, &one);
                continue;
            }
            first_of.insert(key, kept.len());
        }
        kept.push(one);
    }
    kept
}

fn add_place(first: &mut Diagnostic, again: &Diagnostic) {
    let span = again.primary.span;
    let known = first.primary.span == span || first.others.iter().any(|other| other.span == span);
    if !known && first.others.len() < MOST_PLACES {
        first.others.push(Label { span, text: Text::new("here too", "ここも同じです") });
    }
    for (fix, more) in first.fixes.iter_mut().zip(&again.fixes) {
        let new: Vec<_> = more.edits.iter().filter(|edit| !fix.edits.contains(edit)).cloned().collect();
        fix.edits.extend(new);
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

/// The same where the near word is a name or a value: it may need quotes.
pub(crate) fn with_near_name(diagnostic: Diagnostic, span: Span, near: Option<&str>) -> Diagnostic {
    with_near(diagnostic, span, near.map(written_name).as_deref())
}

/// Names for a help text: `a`, `b`, `c`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
