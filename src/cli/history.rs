//! A lead's journal as lines of a timeline: what happened, what followed from it, and why.

use crate::diagnostic::Language;
use crate::engine::{self, Effect, Input, InputKind, PlannedMail, Programs, civil, describe_reason};
use crate::ir::time::{Instant, Weekday};
use crate::mail::smtp::Phase;
use crate::render::story::{Speech, Words};
use crate::render::timeline::Line;
use crate::store::JournalEntry;
use std::collections::BTreeMap;

/// What the lines need beside the journal.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Zone whose clock is shown.
    pub zone: &'a str,
    /// Language of the words.
    pub language: Language,
    /// All versions: steps and rules are named in the words of their files.
    pub programs: &'a Programs,
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
    /// Names of the emails by the identity of the mail, and whether it is a message on another channel.
    emails: BTreeMap<String, (String, bool)>,
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
                    self.emails.insert(mail.key.id(), (title(mail), mail.channel.is_some()));
                }
                Effect::Started { cause } => {
                    self.last_start = Some(entry.input.at);
                    self.starts.extend(cause.enrolment.map(|number| (number, entry.input.at)));
                }
                Effect::Handoff { .. }
                | Effect::Call { .. }
                | Effect::Score { .. }
                | Effect::Notify { .. }
                | Effect::Audience { .. }
                | Effect::Tally { .. }
                | Effect::Unanswered { .. }
                | Effect::Set { .. }
                | Effect::Ended { .. }
                | Effect::NotStarted { .. }
                | Effect::Suppressed { .. } => {}
            }
        }
        self.input(&entry.input);
        for effect in entry.effects.iter().filter(|effect| !says_nothing_new(effect, &entry.input)) {
            self.effect(effect, entry.input.at);
        }
    }

    fn speech(&self) -> Speech<'_> {
        Speech { language: self.reading.language, zone: self.reading.zone }
    }

    fn input(&mut self, input: &Input) {
        let mail = mail_of(&input.kind).and_then(|mail| self.emails.get(mail));
        let (email, message) = mail.map_or((None, false), |(title, message)| (Some(title.as_str()), *message));
        if let Some(words) = self.speech().input(&input.kind, email, message) {
            self.push(input.at, self.last_start, words);
        }
    }

    fn effect(&mut self, effect: &Effect, at: Instant) {
        let run = effect.cause().enrolment.and_then(|number| self.starts.get(&number).copied());
        let effect = engine::shown(effect, self.reading.programs);
        if let Some(words) = self.speech().effect(&effect) {
            self.push(at, run.or(self.last_start), words);
        }
    }

    fn push(&mut self, at: Instant, start: Option<Instant>, words: Words) {
        let zone = self.reading.zone;
        let date = |instant| civil::local_date(instant, zone);
        self.lines.push(Line {
            when: when(at, zone, self.reading.language),
            day: start.map(|start| civil::days_between(date(start), date(at))),
            mark: words.mark,
            text: words.text,
            detail: words.detail,
        });
    }
}

/// That an opted-out lead gets no more mail needs no second line.
const fn says_nothing_new(effect: &Effect, input: &Input) -> bool {
    matches!(effect, Effect::Suppressed { .. }) && matches!(input.kind, InputKind::OptOut { .. })
}

/// A mail's name; that of a message with its channel.
fn title(mail: &PlannedMail) -> String {
    mail.channel.as_ref().map_or_else(|| mail.email.clone(), |channel| format!("{} ({channel})", mail.email))
}

/// The mail that an input is about.
fn mail_of(input: &InputKind) -> Option<&str> {
    match input {
        InputKind::Opened { mail } | InputKind::Clicked { mail, .. } | InputKind::Mail { mail, .. } => Some(mail),
        InputKind::Update { .. }
        | InputKind::Event { .. }
        | InputKind::OptOut { .. }
        | InputKind::Enrol { .. }
        | InputKind::Answered { .. }
        | InputKind::Wake { .. } => None,
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

/// Reasons of the sender that are English sentences in the store, with their Japanese.
const OWN_REASONS: [(&str, &str); 4] = [
    ("the channel is not set up", "チャネルが設定されていません"),
    ("sodate ended while it was being sent", "送信中にsodateが終了しました"),
    ("the lead is not in the store", "リードがデータベースにありません"),
    ("no mail server is set", "メールサーバーが設定されていません"),
];

/// Why a row waits for the operator.
fn held(why: &str) -> String {
    let channel = |tail: &str| why.strip_prefix("the channel ").and_then(|rest| rest.strip_suffix(tail));
    match (channel(" is not set up"), channel(" has no sandbox_url")) {
        (Some(name), _) => format!("保留中（チャネル {name} が設定されていません）"),
        (None, Some(name)) => format!("保留中（チャネル {name} に sandbox_url がありません）"),
        (None, None) => "保留中（sandboxの宛先にありません）".to_owned(),
    }
}

/// A stored reason in words: stable words are explained, a server's answer is given as it is.
#[must_use]
pub fn reason(reason: &str, language: Language) -> String {
    if language == Language::Japanese
        && let Some((before, rest)) = reason.split_once(": ")
    {
        if before == "unknown" {
            return format!("届いたか不明: {}", self::reason(rest, language));
        }
        if before == "held" {
            return held(rest);
        }
        if before == "connecting to the channel" {
            return format!("チャネルへの接続で失敗（{rest}）");
        }
        let tries = before.strip_prefix("given up after ").and_then(|rest| rest.strip_suffix(" tries"));
        if let Some(tries) = tries {
            return format!("{tries}回試して断念: {}", self::reason(rest, language));
        }
    }
    if let Some((phase, detail)) = Phase::of_reason(reason) {
        return match language {
            Language::English => reason.to_owned(),
            Language::Japanese => format!("{}で失敗（{detail}）", phase.text().ja),
        };
    }
    let own = OWN_REASONS.iter().find(|(word, _)| *word == reason);
    match (own, language) {
        (Some((_, ja)), Language::Japanese) => (*ja).to_owned(),
        (Some(_), Language::English) | (None, Language::English | Language::Japanese) => {
            describe_reason(reason).get(language).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_the_sender_are_told_in_both_languages() {
        let connect = "connecting to the mail server: refused (os error 111)";
        for (stored, ja) in [
            (connect.to_owned(), "メールサーバーへの接続で失敗（refused (os error 111)）"),
            (
                format!("given up after 9 tries: {connect}"),
                "9回試して断念: メールサーバーへの接続で失敗（refused (os error 111)）",
            ),
            (format!("unknown: {connect}"), "届いたか不明: メールサーバーへの接続で失敗（refused (os error 111)）"),
            ("held: the address is not on the sandbox's list".to_owned(), "保留中（sandboxの宛先にありません）"),
            ("a server's own: words".to_owned(), "a server's own: words"),
        ] {
            assert_eq!(reason(&stored, Language::Japanese), ja);
            assert_eq!(reason(&stored, Language::English), stored);
        }
        assert_eq!(reason("late", Language::Japanese), "シナリオで決めた期限より遅れています");
    }
}
