//! `sodate lead show`: who the lead is, where it stands, and its history with the reasons.

use super::Show;
use crate::cli::arguments::Format;
use crate::cli::context::Context;
use crate::cli::help::pick;
use crate::cli::history::{self, Reading};
use crate::cli::mail::content_words;
use crate::cli::problem::{Exit, Outcome};
use crate::cli::storage::Opened;
use crate::diagnostic::Language;
use crate::engine::{Enrolment, LeadState, Position, Programs, civil, rank, value_text};
use crate::ir::time::Instant;
use crate::ir::{Basis, Program};
use crate::render::{json, layout, timeline};
use crate::store::{OutboxRow, OutboxState, Reports, Store};
use anstyle::Style;

pub(super) fn run(arguments: &Show, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let lead = opened.lead(&arguments.lead)?;
    let text = match arguments.format {
        Format::Json => as_json(&opened, &lead)?,
        Format::Human => as_text(&opened, &lead, context)?,
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

fn as_json(opened: &Opened, lead: &LeadState) -> Outcome<String> {
    let id = &lead.lead;
    Ok(json::text(&serde_json::json!({
        "schema_version": json::SCHEMA_VERSION,
        "lead": lead,
        "history": opened.ask(opened.store.journal(id))?,
        "mails": opened.ask(opened.store.mails_of(id))?,
        "handoffs": opened.ask(opened.store.handoffs_of(id))?,
        "score_changes": opened.ask(opened.store.ledger_of(id))?,
    })))
}

fn as_text(opened: &Opened, lead: &LeadState, context: &Context) -> Outcome<String> {
    let program = opened.published()?.map(|(_, program)| program);
    let zone = match &lead.zone {
        Some(zone) if civil::is_zone(zone) => zone.clone(),
        Some(_) | None => opened.zone()?,
    };
    let page = Page { lead, program: program.as_ref(), zone: &zone, language: context.look.language };
    let mut out = context.look.paint(Style::new().bold(), &layout::clean_line(&lead.email));
    out.push('\n');
    let facts = page.facts();
    let columns = facts.iter().map(|(word, _)| layout::width(word)).max().unwrap_or(0);
    for (word, value) in &facts {
        out.push_str(&layout::hanging(&format!("  {}  ", layout::pad(word, columns)), value, context.look.width));
    }
    out.push_str(&opened.waiting_line(Some(&lead.lead), page.language)?);
    let planned = planned(&opened.ask(opened.store.mails_of(&lead.lead))?, &page);
    let journal = opened.ask(opened.store.journal(&lead.lead))?;
    let programs: Programs = opened.ask(opened.store.programs())?.into_iter().collect();
    let reading = Reading { zone: &zone, language: page.language, programs: &programs };
    let lines = history::lines(&journal, reading);
    for (title, part) in [
        (("history", "履歴"), timeline::timeline(&lines, &context.look)),
        (("planned", "今後の予定"), layout::table_within(&planned, 2, context.look.width)),
    ] {
        if !part.is_empty() {
            out.push_str(&format!("\n{}\n{part}", context.look.paint(Style::new().bold(), pick(title, page.language))));
        }
    }
    Ok(out)
}

struct Page<'a> {
    lead: &'a LeadState,
    program: Option<&'a Program>,
    zone: &'a str,
    language: Language,
}

impl Page<'_> {
    fn facts(&self) -> Vec<(String, String)> {
        let word = |pair| pick(pair, self.language).to_owned();
        let mut rows = vec![(word(("identity", "識別子")), self.lead.lead.clone())];
        for (name, value) in &self.lead.fields {
            rows.push((name.clone(), layout::clean_line(&value_text(value, self.zone))));
        }
        let ranks = self.program.map_or(&[][..], |program| &program.score.ranks);
        let rank = rank(ranks, self.lead.score).map_or(String::new(), |rank| format!(" ({})", rank.name));
        rows.push((word(("score", "スコア")), format!("{}{rank}", self.lead.score)));
        rows.push((word(("mail", "メール送信")), self.mailing()));
        for run in &self.lead.enrolments {
            rows.push((word(("in", "進行中")), self.standing(run)));
        }
        rows
    }

    fn time(&self, at: Instant) -> String {
        civil::format_local(at, self.zone).get(self.language).to_owned()
    }

    fn mailing(&self) -> String {
        if let Some(suppression) = &self.lead.suppression {
            let why = history::reason(suppression.reason.word(), self.language);
            let at = self.time(suppression.at);
            return match self.language {
                Language::English => format!("stopped {at}: {why} ({})", suppression.source),
                Language::Japanese => format!("停止（{at}）: {why}（{}）", suppression.source),
            };
        }
        let Some(record) = self.lead.bases.last() else {
            return pick(
                (
                    "no basis on record: no marketing mail (column `basis` of lead import)",
                    "根拠の記録なし（広告宣伝メールは送りません。lead importの `basis` 列で記録できます）",
                ),
                self.language,
            )
            .to_owned();
        };
        let basis = match record.basis {
            Basis::Consent => ("consent", "同意"),
            Basis::Written => ("written notice of the address", "名刺などの書面でのアドレス通知"),
            Basis::BusinessRelation => ("business relation", "取引関係"),
            Basis::Published => ("published address", "公表されたアドレス"),
        };
        let (basis, at) = (pick(basis, self.language), self.time(record.at));
        match self.language {
            Language::English => format!("allowed by {basis}, {at} ({})", record.source),
            Language::Japanese => format!("可（{basis}、{at}、{}）", record.source),
        }
    }

    fn standing(&self, run: &Enrolment) -> String {
        let (place, until) = match &run.position {
            Position::Sending { .. } => (("waits for its mail", "送信待ち"), None),
            Position::Waiting { until, .. } => (("waits until", "待機中:"), Some(*until)),
            Position::Awaiting { until, .. } => (("awaits a reaction until", "反応待ち:"), Some(*until)),
        };
        let until = until.map_or(String::new(), |until| format!(" {}", self.time(until)));
        let (key_en, key_ja) = run.key.as_ref().map_or_else(Default::default, |key| {
            let key = layout::clean_line(key);
            (format!(" for {key}"), format!("（{key}）"))
        });
        let (name, version) = (&run.scenario, run.version);
        let place = pick(place, self.language);
        match self.language {
            Language::English => format!("{name}{key_en} (version {version}), {place}{until}"),
            Language::Japanese => format!("{name}{key_ja}（バージョン{version}） {place}{until}"),
        }
    }
}

/// Mails that wait for their time, and those of which nobody knows what became of them.
fn planned(mails: &[OutboxRow], page: &Page<'_>) -> Vec<Vec<String>> {
    let waiting = |row: &&OutboxRow| matches!(row.state, OutboxState::Planned | OutboxState::Sending);
    let cells = |row: &OutboxRow| {
        let reason = row.reason.as_deref().map_or_else(String::new, |reason| history::reason(reason, page.language));
        vec![
            history::when(row.due, page.zone, page.language),
            content_words(&row.content, page.language),
            layout::clean_line(&reason),
        ]
    };
    mails.iter().filter(waiting).map(cells).collect()
}
