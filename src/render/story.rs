//! What happened to a lead, in the few words that stand behind the kind of a line: the kind is said by the column before.

use super::timeline::Mark;
use crate::diagnostic::{Language, Text};
use crate::engine::{
    Cause, Effect, InputKind, MailOutcome, Score, civil, describe_reason, describe_score_reason, value_words,
};
use crate::ir::Value;
use crate::ir::time::Instant;
use std::collections::BTreeMap;

/// A line without its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What kind.
    pub mark: Mark,
    /// What happened.
    pub text: String,
    /// Why: what did it.
    pub detail: Option<String>,
}

/// How to speak.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    /// The language.
    pub language: Language,
    /// Zone of points in time among the properties of events.
    pub zone: &'a str,
}

impl Speech<'_> {
    /// The words about an input; `None` for a timer, which says nothing by itself. `email` is the name of the email that the
    /// input is about, or of the `message` on another channel.
    #[must_use]
    pub fn input(&self, input: &InputKind, email: Option<&str>, message: bool) -> Option<Words> {
        let email = email.unwrap_or("?");
        let (mark, text) = match input {
            InputKind::Wake { .. } => return None,
            InputKind::Event { event, properties } => (Mark::Event, self.event(event, properties)),
            InputKind::Update { fields, suppression, .. } => match suppression {
                Some(suppression) => (Mark::Stop, self.reason(suppression.reason.word())),
                None => (Mark::Data, self.update(fields.keys())),
            },
            InputKind::Opened { .. } => (Mark::Open, email.to_owned()),
            InputKind::Clicked { link, .. } => (Mark::Click, format!("{email}.{link}")),
            InputKind::OptOut { source } => {
                (Mark::Stop, self.pick(format!("unsubscribed ({source})"), format!("配信停止の申し出（{source}）")))
            }
            InputKind::Enrol { scenario } => {
                (Mark::Event, self.pick(format!("{scenario} started by hand"), format!("{scenario}を手動で開始")))
            }
            InputKind::Answered { .. } => (
                Mark::Event,
                self.pick("the team has taken the lead on".to_owned(), "担当チームが対応を開始".to_owned()),
            ),
            InputKind::Mail { outcome, .. } => {
                self.outcome(email, if message { Mark::Message } else { Mark::Mail }, outcome)
            }
        };
        Some(Words { mark, text, detail: None })
    }

    fn outcome(&self, email: &str, sent: Mark, outcome: &MailOutcome) -> (Mark, String) {
        match outcome {
            MailOutcome::Sent => (sent, email.to_owned()),
            MailOutcome::Unknown => (
                sent,
                self.pick(format!("{email}: nobody knows whether it arrived"), format!("{email}（届いたか不明）")),
            ),
            MailOutcome::NotSent { reason } => (Mark::Skip, self.because(email, &self.reason(reason))),
            MailOutcome::Bounced { reason } => {
                (Mark::Skip, self.because(email, &self.pick(format!("bounced, {reason}"), format!("不達（{reason}）"))))
            }
        }
    }

    fn event(&self, event: &str, properties: &BTreeMap<String, Value>) -> String {
        if properties.is_empty() {
            return event.to_owned();
        }
        let shown =
            |(name, value): (&String, &Value)| format!("{name}: {}", value_words(value, self.language, self.zone));
        let all: Vec<String> = properties.iter().map(shown).collect();
        self.pick(format!("{event} ({})", all.join(", ")), format!("{event}（{}）", all.join("、")))
    }

    fn update<'a>(&self, fields: impl Iterator<Item = &'a String>) -> String {
        let fields: Vec<&str> = fields.map(String::as_str).collect();
        match fields.is_empty() {
            true => self.pick("lead".to_owned(), "リード".to_owned()),
            false => self.pick(fields.join(", "), fields.join("、")),
        }
    }

    /// The words about an effect; `None` for a planned mail, whose sending has a line of its own.
    #[must_use]
    pub fn effect(&self, effect: &Effect) -> Option<Words> {
        let words = |mark, text| Words { mark, text, detail: None };
        Some(match effect {
            Effect::Plan { .. } | Effect::Tally { .. } => return None,
            Effect::Skip { mail, reason, cause } => {
                Words { detail: self.why(cause), ..words(Mark::Skip, self.because(&mail.email, &self.reason(reason))) }
            }
            Effect::Handoff { team, because, cause, .. } => {
                Words { detail: self.why(cause), ..words(Mark::Handoff, self.because(team, because)) }
            }
            Effect::Unanswered { team, tell, .. } => {
                let text = self.pick(
                    format!("{team} has not answered: told {tell}"),
                    format!("期限までに{team}の対応がなく、{tell}に連絡"),
                );
                words(Mark::Notice, text)
            }
            Effect::Notify { team, because, cause, .. } => {
                Words { detail: self.why(cause), ..words(Mark::Notice, self.because(team, because)) }
            }
            Effect::Audience { audience, add, cause } => {
                let text = if *add {
                    self.pick(format!("added to {audience}"), format!("{audience}に追加"))
                } else {
                    self.pick(format!("removed from {audience}"), format!("{audience}から除外"))
                };
                Words { detail: self.why(cause), ..words(Mark::Data, text) }
            }
            Effect::Call { channel, cause, .. } => {
                let text = self.pick(format!("{channel} called"), format!("{channel}を呼び出し"));
                Words { detail: self.why(cause), ..words(Mark::Data, text) }
            }
            Effect::Score { score, cause } => words(Mark::Score, self.score(score, cause)),
            Effect::Set { field, cleared, cause } => {
                let text = if *cleared {
                    self.pick(format!("{field} cleared"), format!("{field}を空に変更"))
                } else {
                    self.pick(format!("{field} set"), format!("{field}を変更"))
                };
                Words { detail: self.why(cause), ..words(Mark::Data, text) }
            }
            Effect::Started { cause } => words(Mark::Start, self.started(cause)),
            Effect::Ended { reason, cause } => words(Mark::End, self.because(scenario(cause), &self.reason(reason))),
            Effect::NotStarted { scenario, reason, .. } => {
                let text = self.pick(format!("{scenario} not started"), format!("{scenario}は開始せず"));
                words(Mark::Skip, self.because(&text, &self.reason(reason)))
            }
            Effect::Suppressed { reason, because, cause } => {
                let text = self.pick("no more mail".to_owned(), "今後の配信を停止".to_owned());
                let why = if because.is_empty() { self.reason(reason) } else { because.clone() };
                Words { detail: self.why(cause), ..words(Mark::Stop, self.because(&text, &why)) }
            }
        })
    }

    /// The words about a mail that could not leave yet.
    #[must_use]
    pub fn delay(&self, email: &str, until: Instant, reason: &Text) -> Words {
        let until = civil::format_local(until, self.zone);
        let text = self.pick(format!("{email} until {}", until.en), format!("{email} {}まで", until.ja));
        Words { mark: Mark::Wait, text, detail: Some(reason.get(self.language).to_owned()) }
    }

    fn score(&self, score: &Score, cause: &Cause) -> String {
        let why = describe_score_reason(score, cause).get(self.language).to_owned();
        let sum = self.pick(
            format!("{:+}, now {}", score.points, score.total),
            format!("{:+}、合計{}", score.points, score.total),
        );
        match (why.is_empty(), self.language) {
            (true, _) => sum,
            (false, Language::English) => format!("{sum} ({why})"),
            (false, Language::Japanese) => format!("{sum}（{why}）"),
        }
    }

    fn started(&self, cause: &Cause) -> String {
        let version = cause.version.unwrap_or_default();
        let name = scenario(cause);
        match &cause.key {
            Some(key) => self
                .pick(format!("{name} for {key} (version {version})"), format!("{name}（{key}、バージョン{version}）")),
            None => self.pick(format!("{name} (version {version})"), format!("{name}（バージョン{version}）")),
        }
    }

    /// Which scenario, step, rule and version did it.
    fn why(&self, cause: &Cause) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(scenario) = &cause.scenario {
            parts.push(self.pick(format!("scenario {scenario}"), format!("シナリオ{scenario}")));
        }
        if let Some(step) = &cause.step {
            parts.push(self.pick(format!("step `{step}`"), format!("ステップ `{step}`")));
        }
        if let Some(rule) = &cause.rule {
            parts.push(self.pick(format!("rule `{rule}`"), format!("ルール `{rule}`")));
        }
        if let Some(version) = cause.version {
            parts.push(self.pick(format!("version {version}"), format!("バージョン{version}")));
        }
        let words = self.pick(parts.join(", "), parts.join("、"));
        (!parts.is_empty()).then_some(words)
    }

    fn because(&self, what: &str, why: &str) -> String {
        if why.is_empty() { what.to_owned() } else { format!("{what}: {why}") }
    }

    fn reason(&self, reason: &str) -> String {
        describe_reason(reason).get(self.language).to_owned()
    }

    fn pick(&self, en: String, ja: String) -> String {
        match self.language {
            Language::English => en,
            Language::Japanese => ja,
        }
    }
}

fn scenario(cause: &Cause) -> &str {
    cause.scenario.as_deref().unwrap_or_default()
}
