//! A lead's journal as lines of a timeline: what happened, what followed from it, and why.

use crate::diagnostic::{Language, Text};
use crate::engine::{Cause, Effect, Input, InputKind, civil, describe, describe_input, describe_reason, value_text};
use crate::ir::Value;
use crate::ir::time::{Instant, Weekday};
use crate::render::timeline::{Line, Mark};
use crate::store::JournalEntry;
use std::collections::BTreeMap;

/// What the lines need beside the journal.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Zone whose clock is shown.
    pub zone: &'a str,
    /// Language of the words.
    pub language: Language,
}

/// The lines of a journal, oldest first.
#[must_use]
pub fn lines(journal: &[JournalEntry], reading: Reading<'_>) -> Vec<Line> {
    let mut history =
        History { reading, emails: BTreeMap::new(), starts: BTreeMap::new(), last_start: None, lines: Vec::new() };
    for entry in journal {
        history.add(entry);
    }
    history.lines
}

struct History<'a> {
    reading: Reading<'a>,
    /// Names of the emails by the identity of the mail.
    emails: BTreeMap<String, String>,
    /// Starts of runs by their number.
    starts: BTreeMap<u64, Instant>,
    last_start: Option<Instant>,
    lines: Vec<Line>,
}

impl History<'_> {
    fn add(&mut self, entry: &JournalEntry) {
        for effect in &entry.effects {
            match effect {
                Effect::Plan { mail, .. } | Effect::Skip { mail, .. } => {
                    self.emails.insert(mail.key.id(), mail.email.clone());
                }
                Effect::Started { cause } => {
                    if let Some(number) = cause.enrolment {
                        self.starts.insert(number, entry.input.at);
                    }
                }
                Effect::Handoff { .. }
                | Effect::Score { .. }
                | Effect::Set { .. }
                | Effect::Ended { .. }
                | Effect::NotStarted { .. }
                | Effect::Suppressed { .. } => {}
            }
        }
        let day_before = self.last_start;
        let started = entry.effects.iter().any(|effect| matches!(effect, Effect::Started { .. }));
        if started {
            self.last_start = Some(entry.input.at);
        }
        self.input(&entry.input, if started { self.last_start } else { day_before });
        for effect in &entry.effects {
            self.effect(effect, entry.input.at);
        }
    }

    fn input(&mut self, input: &Input, start: Option<Instant>) {
        let emails = &self.emails;
        let words = describe_input(input, &|mail| emails.get(mail).cloned());
        let Some(mark) = Mark::of_input(&input.kind) else { return };
        let detail = match &input.kind {
            InputKind::Event { properties, .. } => self.properties(properties),
            InputKind::Update { .. }
            | InputKind::Opened { .. }
            | InputKind::Clicked { .. }
            | InputKind::OptOut { .. }
            | InputKind::Mail { .. }
            | InputKind::Enrol { .. }
            | InputKind::Wake { .. } => None,
        };
        self.push(input.at, start, mark, &words, detail);
    }

    fn effect(&mut self, effect: &Effect, at: Instant) {
        let Some(mark) = Mark::of_effect(effect) else { return };
        let cause = match effect {
            Effect::Plan { cause, .. }
            | Effect::Skip { cause, .. }
            | Effect::Handoff { cause, .. }
            | Effect::Score { cause, .. }
            | Effect::Set { cause, .. }
            | Effect::Started { cause }
            | Effect::Ended { cause, .. }
            | Effect::NotStarted { cause, .. }
            | Effect::Suppressed { cause, .. } => cause,
        };
        let start = cause.enrolment.and_then(|number| self.starts.get(&number).copied()).or(self.last_start);
        let detail = match effect {
            Effect::Handoff { .. } | Effect::Skip { .. } | Effect::Set { .. } => self.why(cause),
            Effect::Plan { .. }
            | Effect::Score { .. }
            | Effect::Started { .. }
            | Effect::Ended { .. }
            | Effect::NotStarted { .. }
            | Effect::Suppressed { .. } => None,
        };
        self.push(at, start, mark, &describe(effect), detail);
    }

    /// Which scenario, version and step, or which rule did it.
    fn why(&self, cause: &Cause) -> Option<String> {
        let language = self.reading.language;
        let mut parts = Vec::new();
        if let Some(scenario) = &cause.scenario {
            parts.push(pick(language, format!("scenario `{scenario}`"), format!("シナリオ`{scenario}`")));
        }
        if let Some(step) = &cause.step {
            parts.push(pick(language, format!("step `{step}`"), format!("ステップ`{step}`")));
        }
        if let Some(rule) = &cause.rule {
            parts.push(pick(language, format!("rule `{rule}`"), format!("ルール`{rule}`")));
        }
        if let Some(version) = cause.version {
            parts.push(pick(language, format!("version {version}"), format!("バージョン{version}")));
        }
        let between = pick(language, ", ".to_owned(), "、".to_owned());
        (!parts.is_empty()).then(|| parts.join(&between))
    }

    fn properties(&self, properties: &BTreeMap<String, Value>) -> Option<String> {
        let shown = |(name, value): (&String, &Value)| format!("{name}: {}", value_text(value, self.reading.zone));
        let all: Vec<String> = properties.iter().map(shown).collect();
        let between = pick(self.reading.language, ", ".to_owned(), "、".to_owned());
        (!all.is_empty()).then(|| all.join(&between))
    }

    fn push(&mut self, at: Instant, start: Option<Instant>, mark: Mark, words: &Text, detail: Option<String>) {
        let zone = self.reading.zone;
        let date = |instant| civil::local_date(instant, zone);
        self.lines.push(Line {
            when: when(at, zone, self.reading.language),
            day: start.map(|start| civil::days_between(date(start), date(at))),
            mark,
            text: words.get(self.reading.language).to_owned(),
            detail,
        });
    }
}

fn pick(language: Language, en: String, ja: String) -> String {
    match language {
        Language::English => en,
        Language::Japanese => ja,
    }
}

/// Date and time for columns: shorter in Japanese than in sentences, and always of the same width.
#[must_use]
pub fn when(at: Instant, zone: &str, language: Language) -> String {
    match language {
        Language::English => civil::format_local(at, zone).en,
        Language::Japanese => {
            let date = civil::local_date(at, zone);
            let day = match civil::weekday(date) {
                Weekday::Monday => "月",
                Weekday::Tuesday => "火",
                Weekday::Wednesday => "水",
                Weekday::Thursday => "木",
                Weekday::Friday => "金",
                Weekday::Saturday => "土",
                Weekday::Sunday => "日",
            };
            let clock = civil::local_clock(at, zone);
            format!("{:04}/{:02}/{:02}({day}) {clock}", date.year, date.month, date.day)
        }
    }
}

/// A stored reason in words: stable words are explained, a server's answer is given as it is.
#[must_use]
pub fn reason(reason: &str, language: Language) -> String {
    describe_reason(reason).get(language).to_owned()
}
