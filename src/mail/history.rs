//! A lead's journal in words for sales: what it did and what was sent to it, and what it is interested in; and the event
//! that started a run, which the lead's state forgets when the run is over.

use super::compose::{ComposeSettings, find_email, language_of};
use super::notice::Notice;
use super::render::{Escape, is_complete, render_in};
use super::words::{field_label, first_line, words_of_link};
use crate::diagnostic::{Language, Text};
use crate::engine::{Effect, InputKind, MailOutcome, PastEvent, Scope, civil, value_words};
use crate::ir::Value;
use crate::ir::time::Instant;
use crate::store::JournalEntry;
use std::collections::BTreeMap;

/// Lines of history in a notice; older ones are left out, since the newest say why the lead was handed over.
const MAX_LINES: usize = 40;
/// Lines of interests in a notice, newest first.
const MAX_INTERESTS: usize = 10;

/// A lead's journal, to be told.
pub struct History<'a> {
    scope: Scope<'a>,
    entries: &'a [JournalEntry],
    settings: &'a ComposeSettings,
    /// That of those who read the notice.
    language: Language,
}

impl<'a> History<'a> {
    pub fn new(scope: Scope<'a>, entries: &'a [JournalEntry], settings: &'a ComposeSettings) -> Self {
        Self { scope, entries, settings, language: settings.notice_language }
    }

    fn say(&self, en: impl Into<String>, ja: impl Into<String>) -> String {
        Text::new(en, ja).get(self.language).to_owned()
    }

    /// What happened, oldest first, at most [`MAX_LINES`].
    pub fn lines(&self) -> Vec<String> {
        let mut all: Vec<(Instant, String)> =
            self.entries.iter().filter_map(|entry| Some((entry.input.at, self.line(&entry.input.kind)?))).collect();
        all.sort_by_key(|(at, _)| *at);
        let left_out = all.len().saturating_sub(MAX_LINES);
        let mut lines = Vec::new();
        if left_out > 0 {
            lines.push(
                self.say(format!("({left_out} older entries are left out)"), format!("（以前の{left_out}件は省略）")),
            );
        }
        lines.extend(all.iter().skip(left_out).map(|(at, line)| self.dated(*at, line)));
        lines
    }

    fn dated(&self, at: Instant, line: &str) -> String {
        let at = civil::format_local(at, &self.scope.program.limits.zone);
        format!("{}  {line}", at.get(self.language))
    }

    /// When the handoff of that number was made.
    pub fn handed_over_at(&self, number: u64) -> Option<Instant> {
        let is_it = |effect: &Effect| handoff(effect).is_some_and(|(made, _, _)| made == number);
        self.entries.iter().find(|entry| entry.effects.iter().any(is_it)).map(|entry| entry.at)
    }

    /// The lead's other handoffs up to this notice, oldest first: when, to which team, and why.
    pub fn other_handoffs(&self, notice: &Notice<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.at <= notice.at) {
            let all = entry.effects.iter().filter_map(handoff).filter(|(number, _, _)| *number != notice.number);
            lines.extend(all.map(|(_, team, because)| {
                let because = one_line(because);
                let why = if because.is_empty() { String::new() } else { self.say(": ", "：") + &because };
                self.dated(entry.at, &format!("{team}{why}"))
            }));
        }
        lines
    }

    fn line(&self, kind: &InputKind) -> Option<String> {
        match kind {
            InputKind::Event { event, properties } => Some(self.event(event, properties)),
            InputKind::Opened { mail } => {
                let mail = self.mail(mail);
                Some(self.say(format!("opened the mail {mail}"), format!("メール{mail}を開封")))
            }
            InputKind::Clicked { mail, link } => {
                let sent = self.sent(mail);
                Some(match self.words_of_link(mail, link) {
                    Some(words) => self.say(
                        format!("clicked “{words}” in {}", sent.en),
                        format!("{}の「{words}」をクリック", sent.ja),
                    ),
                    None => self.say(
                        format!("clicked `{link}` in {}", sent.en),
                        format!("{}のリンク「{link}」をクリック", sent.ja),
                    ),
                })
            }
            InputKind::OptOut { .. } => Some(self.say("opted out of our mails", "メールの配信停止を希望")),
            InputKind::Mail { mail, outcome } => self.outcome(mail, outcome),
            InputKind::Enrol { scenario } => Some(self.say(
                format!("entered the scenario `{scenario}` by hand"),
                format!("シナリオ「{scenario}」を手動で開始"),
            )),
            InputKind::Answered { .. } => Some(self.say("a colleague has taken the lead on", "担当者が対応を開始")),
            InputKind::Update { fields, .. } => self.update(fields),
            InputKind::Wake { .. } => None,
        }
    }

    fn outcome(&self, mail: &str, outcome: &MailOutcome) -> Option<String> {
        let Text { en, ja } = self.sent(mail);
        match outcome {
            MailOutcome::Sent => Some(self.say(format!("we sent {en}"), format!("{ja}を送信"))),
            MailOutcome::Unknown => {
                Some(self.say(
                    format!("we sent {en} (whether it arrived is not known)"),
                    format!("{ja}を送信（到着は未確認）"),
                ))
            }
            MailOutcome::Bounced { .. } => {
                Some(self.say(format!("{en} could not be delivered"), format!("{ja}は届きませんでした")))
            }
            MailOutcome::NotSent { .. } => None,
        }
    }

    fn update(&self, fields: &BTreeMap<String, Option<Value>>) -> Option<String> {
        let labels: Vec<String> = fields
            .keys()
            .map(|name| field_label(name, self.scope.program.lead_fields.get(name), self.language))
            .collect();
        let labels = labels.join(&self.say(", ", "、"));
        (!labels.is_empty()).then(|| self.say(format!("data updated: {labels}"), format!("情報を更新（{labels}）")))
    }

    /// An event with its properties: `資料のダウンロード（resource：導入ガイド）`.
    fn event(&self, event: &str, properties: &BTreeMap<String, Value>) -> String {
        let declared = self.scope.program.events.get(event);
        let label = declared.and_then(|declared| first_line(declared.documentation.as_deref()));
        let label = label.unwrap_or_else(|| event.to_owned());
        let details: Vec<String> = properties
            .iter()
            .map(|(name, value)| {
                let field = declared.and_then(|declared| declared.properties.get(name));
                let value = one_line(&value_words(value, self.language, self.scope.zone()));
                let only = properties.len() == 1;
                match (only, self.language) {
                    (true, _) => value,
                    (false, Language::English) => format!("{}: {value}", field_label(name, field, self.language)),
                    (false, Language::Japanese) => format!("{}：{value}", field_label(name, field, self.language)),
                }
            })
            .collect();
        if details.is_empty() {
            return label;
        }
        self.say(format!("{label} ({})", details.join(", ")), format!("{label}（{}）", details.join("、")))
    }

    fn is_for_everyone(&self, event: &str) -> bool {
        self.scope.program.events.get(event).is_some_and(|declared| declared.everyone)
    }

    /// A mail, or a message on another channel by its name.
    fn sent(&self, id: &str) -> Text {
        let message = self.scope.lead.mails.get(id).map(|activity| activity.email.as_str());
        if let Some(name) = message.filter(|name| self.scope.program.messages.contains_key(*name)) {
            return Text::new(format!("the message “{name}”"), format!("メッセージ「{name}」"));
        }
        let mail = self.mail(id);
        Text::new(format!("the mail {mail}"), format!("メール{mail}"))
    }

    /// A mail by its subject, or by its name where the subject needs an event that is not on record any more.
    fn mail(&self, id: &str) -> String {
        let Some(activity) = self.scope.lead.mails.get(id) else { return self.say("(unknown)", "（不明）") };
        let event = self.run_of(id).and_then(|run| start_event(self.entries, run));
        let scope = Scope { event: event.as_ref(), ..self.scope };
        let subject = find_email(scope.program, &activity.email)
            .ok()
            .map(|email| email.written(activity.variant.as_deref()))
            .filter(|written| is_complete(written.subject, &scope))
            .map(|written| {
                let language = language_of(&written, self.settings);
                render_in(language, written.subject, Escape::Header, &scope, &|_| String::new())
            });
        let name = subject.unwrap_or_else(|| activity.email.clone());
        self.say(format!("“{name}”"), format!("「{name}」"))
    }

    /// What the lead read on the link that it clicked; nothing where that is a picture, or has values in it.
    fn words_of_link(&self, id: &str, link: &str) -> Option<String> {
        let activity = self.scope.lead.mails.get(id)?;
        let email = find_email(self.scope.program, &activity.email).ok()?;
        words_of_link(email.written(activity.variant.as_deref()).html, link)
    }

    /// Number of the run that planned a mail.
    fn run_of(&self, id: &str) -> Option<u64> {
        self.entries.iter().flat_map(|entry| &entry.effects).find_map(|effect| match effect {
            Effect::Plan { mail, .. } if mail.key.id() == id => Some(mail.key.enrolment),
            Effect::Plan { .. }
            | Effect::Skip { .. }
            | Effect::Handoff { .. }
            | Effect::Call { .. }
            | Effect::Score { .. }
            | Effect::Notify { .. }
            | Effect::Audience { .. }
            | Effect::Tally { .. }
            | Effect::Unanswered { .. }
            | Effect::Set { .. }
            | Effect::Started { .. }
            | Effect::Ended { .. }
            | Effect::NotStarted { .. }
            | Effect::Suppressed { .. } => None,
        })
    }

    /// Clicked links and events of the lead's own with something to say, newest first, each once with its last time. What
    /// happened to a thing (`event … for everyone`) is no deed of the lead.
    pub fn interests(&self) -> Vec<String> {
        let mut found: Vec<(Instant, String)> = Vec::new();
        for entry in self.entries.iter().rev() {
            let line = match &entry.input.kind {
                InputKind::Clicked { .. } => self.line(&entry.input.kind),
                InputKind::Event { event, properties } if !properties.is_empty() && !self.is_for_everyone(event) => {
                    Some(self.event(event, properties))
                }
                InputKind::Event { .. }
                | InputKind::Update { .. }
                | InputKind::Opened { .. }
                | InputKind::OptOut { .. }
                | InputKind::Mail { .. }
                | InputKind::Enrol { .. }
                | InputKind::Answered { .. }
                | InputKind::Wake { .. } => None,
            };
            if let Some(line) = line.filter(|line| found.iter().all(|(_, known)| known != line)) {
                found.push((entry.input.at, line));
            }
            if found.len() == MAX_INTERESTS {
                break;
            }
        }
        let shown = |(at, line): &(Instant, String)| {
            let line = self.dated(*at, line);
            self.say(format!("- {line}"), format!("・{line}"))
        };
        found.iter().map(shown).collect()
    }
}

/// Number, team and reason of a handoff.
fn handoff(effect: &Effect) -> Option<(u64, &str, &str)> {
    if let Effect::Handoff { number, team, because, .. } = effect { Some((*number, team, because)) } else { None }
}

/// The event that started a run, live or over, from the lead's journal. A run that was entered by `go to` or `begin` has the
/// event of the run before it.
#[must_use]
pub fn start_event(journal: &[JournalEntry], run: u64) -> Option<PastEvent> {
    let mut run = run;
    loop {
        let (entry, effects_before) = journal.iter().find_map(|entry| {
            let at = entry.effects.iter().position(|effect| started_run(effect) == Some(run))?;
            Some((entry, entry.effects.get(..at)?))
        })?;
        // The run that went to this one ends right before it begins. Numbers of runs rise, so this ends.
        let begun_by = entry.effects.get(effects_before.len()).and_then(begun_by);
        match begun_by.or_else(|| effects_before.last().and_then(left_run)).filter(|left| *left < run) {
            Some(left) => run = left,
            None => return event_of(entry),
        }
    }
}

fn started_run(effect: &Effect) -> Option<u64> {
    if let Effect::Started { cause } = effect { cause.enrolment } else { None }
}

fn begun_by(effect: &Effect) -> Option<u64> {
    if let Effect::Started { cause } = effect { cause.from } else { None }
}

fn left_run(effect: &Effect) -> Option<u64> {
    match effect {
        Effect::Ended { reason, cause } if reason.starts_with("went_to ") => cause.enrolment,
        Effect::Ended { .. }
        | Effect::Plan { .. }
        | Effect::Skip { .. }
        | Effect::Handoff { .. }
        | Effect::Call { .. }
        | Effect::Score { .. }
        | Effect::Notify { .. }
        | Effect::Audience { .. }
        | Effect::Tally { .. }
        | Effect::Unanswered { .. }
        | Effect::Set { .. }
        | Effect::Started { .. }
        | Effect::NotStarted { .. }
        | Effect::Suppressed { .. } => None,
    }
}

fn event_of(entry: &JournalEntry) -> Option<PastEvent> {
    let InputKind::Event { event, properties } = &entry.input.kind else { return None };
    Some(PastEvent {
        id: entry.input.id.clone(),
        event: event.clone(),
        at: entry.input.at,
        properties: properties.clone(),
    })
}

/// A text on one line, so that a lead's data cannot look like a section of the notice.
pub fn one_line(text: &str) -> String {
    super::address::HeaderText::new(text).as_str().to_owned()
}
