//! `sodate mail trials`: how the variants of each email do, and which has won.

use super::context::Context;
use super::help::{self, Pair};
use super::history;
use super::problem::{Exit, Outcome};
use super::storage::Opened;
use crate::diagnostic::Language;
use crate::engine::trial::{TrialCounts, TrialRecord, trial_end, trial_id};
use crate::ir::{Email, Program, TrialMeasure};
use crate::render::layout;
use crate::store::Outbox;

/// The words of `sodate mail trials`.
pub const WORDS: help::Words = help::Words {
    command: "mail trials",
    about: ("See how the variants of each email do", "メールの案ごとの成績を見る（A/Bテスト）"),
    arguments: &[],
    more: Some((
        "Counts mails that left, and of these the ones that were opened and clicked.\nThe winner of a trial (`try on …`) never changes.",
        "送信した数と、そのうち開封・クリックされた数です。\n`try on …` で決まった案は、あとから変わりません。",
    )),
};

/// An email with variants, for showing.
struct Shown<'a> {
    email: &'a str,
    declared: Option<&'a Email>,
    record: TrialRecord,
}

/// Shows the figures of all emails with variants.
///
/// # Errors
/// No workspace, a store that cannot be read.
pub fn run(context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let zone = opened.zone()?;
    let language = context.look.language;
    let mut records = opened.ask(opened.store.trials())?;
    let program = opened.published()?.map(|(_, program)| program);
    let mut text = String::new();
    for (name, email) in program.iter().flat_map(|program| &program.emails) {
        let Some(id) = trial_id(name, email) else { continue };
        let record = records.remove(&id).unwrap_or_default();
        let shown = Shown { email: name, declared: Some(email), record };
        text += &section(&shown, program.as_ref(), &zone, language);
    }
    for (id, record) in records {
        text += &section(&Shown { email: &id, declared: None, record }, None, &zone, language);
    }
    if text.is_empty() {
        text = help::pick(("no email has variants\n", "案（variant）のあるメールはありません\n"), language).to_owned();
    }
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

fn section(shown: &Shown<'_>, program: Option<&Program>, zone: &str, language: Language) -> String {
    let heads: [Pair; 4] = [("variant", "案"), ("sent", "送信"), ("opened", "開封"), ("clicked", "クリック")];
    let mut rows = vec![heads.map(|head| help::pick(head, language).to_owned()).to_vec()];
    let names: Vec<&String> = match shown.declared {
        Some(email) => email.variants.keys().collect(),
        None => shown.record.counts.keys().collect(),
    };
    for name in names {
        let counts = shown.record.counts.get(name).copied().unwrap_or_default();
        let TrialCounts { sent, opened, clicked } = counts;
        rows.push(vec![layout::clean_line(name), sent.to_string(), rate(opened, sent), rate(clicked, sent)]);
    }
    let state = state(shown, program, zone, language);
    let head = help::pick((": ", "："), language);
    format!("{}{head}{state}\n{}", layout::clean_line(shown.email), layout::table(&rows, 2))
}

/// `36 (30.0%)`.
fn rate(part: u64, whole: u64) -> String {
    if whole == 0 {
        return part.to_string();
    }
    let tenths = (u128::from(part) * 1_000 + u128::from(whole) / 2) / u128::from(whole);
    format!("{part} ({}.{}%)", tenths / 10, tenths % 10)
}

/// How it stands.
fn state(shown: &Shown<'_>, program: Option<&Program>, zone: &str, language: Language) -> String {
    let (Some(email), Some(program)) = (shown.declared, program) else {
        return help::pick(("no longer in the program", "現在のプログラムにはありません"), language).to_owned();
    };
    let Some(trial) = email.trial else {
        return help::pick(("in equal parts", "均等に送信しています"), language).to_owned();
    };
    let by = match trial.by {
        TrialMeasure::Opens => help::pick(("opens", "開封率"), language),
        TrialMeasure::Clicks => help::pick(("clicks", "クリック率"), language),
    };
    if let (Some(winner), Some(at)) = (&shown.record.winner, shown.record.decided_at) {
        let (winner, at) = (layout::clean_line(winner), history::when(at, zone, language));
        return match language {
            Language::English => format!("`{winner}` has won by {by}, decided {at}"),
            Language::Japanese => format!("{by}で `{winner}` に決まりました（{at}）"),
        };
    }
    let Some(begun) = shown.record.begun_at else {
        return help::pick(("not begun yet", "まだ始まっていません"), language).to_owned();
    };
    let until = history::when(trial_end(begun, trial.after, &program.limits), zone, language);
    match language {
        Language::English => format!("on trial until {until}, decided by {by}"),
        Language::Japanese => format!("{until}まで試しています（{by}で決定）"),
    }
}
