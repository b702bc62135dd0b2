//! What happened, told to the one who watches: everybody in a table, some people in full, and where to look further.

use super::people::PEOPLE;
use crate::cli::history::{self, Reading};
use crate::cli::mail::count_words;
use crate::cli::problem::{Outcome, Problem};
use crate::diagnostic::Language;
use crate::engine::{LeadState, Programs, SuppressionReason};
use crate::ir::Program;
use crate::render::timeline::timeline;
use crate::render::{Look, layout};
use crate::store::{LeadReference, OutboxContent, OutboxRow, OutboxState, Storage, StoreError};

/// People whose whole story is told: the consultation button, the demo form, fifty points, and an opt-out.
const IN_FULL: &[&str] =
    &["tanaka@kitahama.example", "ito@hinode.example", "watanabe@midori.example", "yamada@aozora.example"];

fn failed(error: &StoreError) -> Box<Problem> {
    Problem::failure(
        format!("the demo's store failed: {error}"),
        format!("デモのデータベースでエラーが起きました（{error}）"),
    )
}

fn pick<'text>(language: Language, en: &'text str, ja: &'text str) -> &'text str {
    match language {
        Language::English => en,
        Language::Japanese => ja,
    }
}

fn load(storage: &dyn Storage, email: &str) -> Outcome<Option<LeadState>> {
    let id = storage.find_lead(&LeadReference::Address(email.to_owned())).map_err(|error| failed(&error))?;
    let Some(id) = id else { return Ok(None) };
    Ok(storage.load(&[id]).map_err(|error| failed(&error))?.pop().map(|loaded| loaded.state))
}

/// Everybody in a table, and the sum of the mails.
///
/// # Errors
/// The store's.
pub fn everybody(storage: &dyn Storage, program: &Program, look: &Look) -> Outcome<String> {
    let language = look.language;
    let heads =
        [("lead", "リード"), ("company", "会社"), ("mails", "メール"), ("score", "スコア"), ("came to", "結果")];
    let mut rows: Vec<Vec<String>> = vec![heads.iter().map(|(en, ja)| pick(language, en, ja).to_owned()).collect()];
    for person in PEOPLE {
        let Some(lead) = load(storage, person.email)? else { continue };
        let mails = storage.mails_of(&lead.lead).map_err(|error| failed(&error))?;
        let handoffs = storage.handoffs_of(&lead.lead).map_err(|error| failed(&error))?;
        let rank = program.score.ranks.iter().rev().find(|rank| lead.score >= rank.from);
        let sent = mails.iter().filter(|row| is_step_mail(row) && row.state == OutboxState::Sent).count();
        let result = match handoffs.first() {
            Some(handoff) => format!("{}: {}", pick(language, "handoff", "営業へ"), handoff.because),
            None => outcome_without_handoff(&lead, language),
        };
        rows.push(vec![
            field(&lead, "name"),
            field(&lead, "company"),
            sent.to_string(),
            format!("{} {}", lead.score, rank.map_or("", |rank| rank.name.as_str())),
            result,
        ]);
    }
    // The reasons stand in full in the stories below.
    Ok(layout::table(&rows, 2).lines().map(|line| layout::clip(line, look.width) + "\n").collect())
}

fn is_step_mail(row: &OutboxRow) -> bool {
    match &row.content {
        OutboxContent::Mail(_) => true,
        OutboxContent::Notice { .. } | OutboxContent::Call { .. } => false,
    }
}

fn outcome_without_handoff(lead: &LeadState, language: Language) -> String {
    let opted_out = lead.suppression.as_ref().is_some_and(|one| one.reason == SuppressionReason::OptedOut);
    let talking = lead.fields.get("deal") == Some(&crate::ir::Value::Text("talking".to_owned()));
    let text = match (opted_out, talking, lead.enrolments.is_empty()) {
        (true, _, _) => pick(language, "unsubscribed", "配信停止"),
        (false, true, _) => pick(language, "sales is talking: stopped", "商談が始まり停止"),
        (false, false, true) => pick(language, "all mails sent", "最後まで配信"),
        (false, false, false) => pick(language, "under way", "進行中"),
    };
    text.to_owned()
}

fn field(lead: &LeadState, name: &str) -> String {
    lead.fields.get(name).map(|value| crate::engine::value_text(value, "Asia/Tokyo")).unwrap_or_default()
}

/// Some people's whole histories.
///
/// # Errors
/// The store's.
pub fn in_full(storage: &dyn Storage, zone: &str, look: &Look) -> Outcome<String> {
    let mut out = String::new();
    let programs: Programs = storage.programs().map_err(|error| failed(&error))?.into_iter().collect();
    for email in IN_FULL {
        let Some(lead) = load(storage, email)? else { continue };
        let journal = storage.journal(&lead.lead).map_err(|error| failed(&error))?;
        let lines = history::lines(&journal, Reading { zone, language: look.language, programs: &programs });
        let title = match look.language {
            Language::English => format!("{} ({}) <{email}>", field(&lead, "name"), field(&lead, "company")),
            Language::Japanese => format!("{}様（{}）<{email}>", field(&lead, "name"), field(&lead, "company")),
        };
        let bold = anstyle::Style::new().bold();
        out.push_str(&format!("{}\n{}\n", look.paint(bold, &title), timeline(&lines, look)));
    }
    Ok(out)
}

/// How many mails are in which state.
///
/// # Errors
/// The store's.
pub fn balance(storage: &dyn Storage, language: Language) -> Outcome<String> {
    let counts = storage.outbox_counts().map_err(|error| failed(&error))?;
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| count_words(*state, *count, language))
        .collect();
    Ok(parts.join(pick(language, ", ", "、")))
}
