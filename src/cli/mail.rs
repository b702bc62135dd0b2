//! `sodate mail …`: what is in the outbox, by state.

use super::context::Context;
use super::help::{self, Pair};
use super::history;
use super::preview;
use super::problem::{Exit, Outcome};
use super::storage::Opened;
use super::trials;
use crate::diagnostic::Language;
use crate::engine::PlannedMail;
use crate::render::layout;
use crate::store::{Outbox, OutboxContent, OutboxRow, OutboxState, Reports};
use std::collections::BTreeMap;

/// The words of `sodate mail`.
pub const WORDS: help::Words =
    help::Words {
        command: "mail", about: ("Look at mails", "メールの状況を見る"), arguments: &[], more: None
    };

/// The words of `sodate mail list`.
pub const LIST_WORDS: help::Words = help::Words {
    command: "mail list",
    about: ("List mails, newest change last", "メールの一覧（新しいものが最後）"),
    arguments: &[
        (
            "state",
            (
                "Only: planned, sending, sent, unknown, bounced, suppressed, expired or failed",
                "planned・sending・sent・unknown・bounced・\nsuppressed・expired・failedのどれかだけ",
            ),
        ),
        ("limit", ("At most so many of each state [200]", "状態ごとの最大件数（省略時は200）")),
    ],
    more: None,
};

/// `sodate mail …`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists mails.
    List(List),
    /// Shows how variants do.
    Trials,
    /// Shows a mail as a lead would get it.
    Preview(preview::Arguments),
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only mails in this state.
    #[arg(long, value_name = "STATE", value_parser = clap::builder::PossibleValuesParser::new(OutboxState::ALL.map(OutboxState::word)))]
    pub state: Option<String>,
    /// Most mails of each state.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub limit: usize,
}

/// Runs a command about mails.
///
/// # Errors
/// No workspace, a store that cannot be read.
pub fn run(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::List(arguments) => list(arguments, context),
        Command::Trials => trials::run(context),
        Command::Preview(arguments) => preview::run(arguments, context),
    }
}

fn list(arguments: &List, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let zone = opened.zone()?;
    let addresses: BTreeMap<String, String> = opened.ask(opened.store.leads())?.into_iter().collect();
    let asked = |state: &OutboxState| arguments.state.as_deref().is_none_or(|word| word == state.word());
    let mut rows = Vec::new();
    for state in OutboxState::ALL.into_iter().filter(asked) {
        for row in opened.ask(opened.store.mails_in_state(state, arguments.limit))? {
            rows.push(cells(&row, &addresses, &zone, context.look.language));
        }
    }
    let text = layout::table_within(&rows, 0, context.look.width);
    context.output.print(&text)?;
    let counts = opened.ask(opened.store.outbox_counts())?;
    let counts: Vec<String> =
        counts.iter().map(|(state, count)| count_words(*state, *count, context.look.language)).collect();
    let line = match (counts.is_empty(), context.look.language) {
        (true, Language::English) => "no mails yet".to_owned(),
        (true, Language::Japanese) => "まだメールはありません".to_owned(),
        (false, Language::English) if rows.is_empty() => format!("none (in all: {})", counts.join(", ")),
        (false, Language::Japanese) if rows.is_empty() => format!("該当なし（全体: {}）", counts.join("、")),
        (false, Language::English) => counts.join(", "),
        (false, Language::Japanese) => counts.join("、"),
    };
    context.output.print(&format!("{line}\n"))?;
    Ok(Exit::Fine)
}

/// A state in words.
#[must_use]
pub const fn state_words(state: OutboxState) -> Pair {
    match state {
        OutboxState::Planned => ("planned", "予定"),
        OutboxState::Sending => ("sending", "送信中"),
        OutboxState::Sent => ("sent", "送信済み"),
        OutboxState::Unknown => ("unknown", "不明"),
        OutboxState::Bounced => ("bounced", "不達"),
        OutboxState::Suppressed => ("suppressed", "見送り"),
        OutboxState::Expired => ("expired", "期限切れ"),
        OutboxState::Failed => ("failed", "失敗"),
    }
}

/// `3 sent`, `送信済み3件`.
#[must_use]
pub fn count_words(state: OutboxState, count: u64, language: Language) -> String {
    let word = help::pick(state_words(state), language);
    match language {
        Language::English => format!("{count} {word}"),
        Language::Japanese => format!("{word}{count}件"),
    }
}

/// What a row carries, in a few words.
#[must_use]
pub fn content_words(content: &OutboxContent, language: Language) -> String {
    match (content, language) {
        (OutboxContent::Mail(mail), Language::English | Language::Japanese) => mail.email.clone(),
        (OutboxContent::Notice { team, only_told: true, .. }, Language::English) => format!("notice to {team}"),
        (OutboxContent::Notice { team, only_told: true, .. }, Language::Japanese) => format!("{team}への連絡"),
        (OutboxContent::Notice { team, .. }, Language::English) => format!("handoff to {team}"),
        (OutboxContent::Notice { team, .. }, Language::Japanese) => format!("{team}への引き渡し"),
        (OutboxContent::Call { channel, .. }, Language::English) => format!("call of {channel}"),
        (OutboxContent::Call { channel, .. }, Language::Japanese) => format!("{channel}の呼び出し"),
    }
}

/// Who gets the mail: the lead, or the member of the team.
fn recipient<'a>(row: &'a OutboxRow, addresses: &'a BTreeMap<String, String>, language: Language) -> &'a str {
    match &row.content {
        OutboxContent::Mail(PlannedMail { channel: Some(channel), .. })
        | OutboxContent::Notice { channel: Some(channel), .. } => channel,
        OutboxContent::Mail(_) => addresses.get(&row.lead).map_or(row.lead.as_str(), String::as_str),
        OutboxContent::Notice { recipient: Some(member), .. } => member,
        OutboxContent::Call { channel, .. } => channel,
        OutboxContent::Notice { recipient: None, .. } => help::pick(("not chosen yet", "担当者は未定"), language),
    }
}

/// Why the row is where it is; that the server took a sent mail needs no words of the server.
fn shown_reason(row: &OutboxRow) -> Option<&str> {
    row.reason.as_deref().filter(|_| row.state != OutboxState::Sent)
}

fn cells(row: &OutboxRow, addresses: &BTreeMap<String, String>, zone: &str, language: Language) -> Vec<String> {
    let at = if row.state == OutboxState::Planned { row.due } else { row.changed_at };
    let clean = layout::clean_line;
    vec![
        help::pick(state_words(row.state), language).to_owned(),
        history::when(at, zone, language),
        clean(recipient(row, addresses, language)),
        content_words(&row.content, language),
        shown_reason(row).map_or_else(String::new, |reason| clean(&history::reason(reason, language))),
    ]
}
