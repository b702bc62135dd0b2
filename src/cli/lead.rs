//! `sodate lead …`: bring leads in, list them, and show what happened to one and why.

mod import;
mod show;
mod start;

use super::arguments::Format;
use super::context::Context;
use super::help::{Pair, Words, pick};
use super::problem::{Exit, Outcome};
use super::storage::Opened;
use crate::diagnostic::Language;
use crate::engine::{LeadState, rank};
use crate::ir::{Program, Value};
use crate::render::{json, layout, plural};
use serde::Serialize;
use std::path::PathBuf;

/// The words of `sodate lead`.
pub const WORDS: Words = Words {
    command: "lead",
    about: ("Import leads and see what happened to them", "リードの取り込みと履歴の表示"),
    arguments: &[],
    more: None,
};

/// The words of `sodate lead import`.
pub const IMPORT_WORDS: Words = Words {
    command: "lead import",
    about: ("Import leads from a CSV file (UTF-8 or Shift_JIS)", "CSVファイル（UTF-8・Shift_JIS）からリードを取り込む"),
    arguments: &[
        (
            "file",
            (
                "The file; its first line names the fields, `email` among them",
                "ファイル。1行目は項目名で、`email` が必要",
            ),
        ),
        ("partial", ("Import the good lines even if others are refused", "誤りのある行を除いて取り込む")),
    ],
    more: Some((
        "Without --partial a file is imported as a whole or not at all.\nAn import never lifts an opt-out.",
        "--partialがなければ、誤りが1行でもあると何も取り込みません。\n取り込みで配信停止が解除されることはありません。",
    )),
};

/// The words of `sodate lead show`.
pub const SHOW_WORDS: Words = Words {
    command: "lead show",
    about: ("Show a lead's history, and why it happened", "リードの履歴と、その理由を表示"),
    arguments: &[
        ("lead", ("The lead's mail address or identity", "リードのメールアドレスまたは識別子")),
        ("format", ("human or json [human]", "出力の形: human・json（省略時はhuman）")),
    ],
    more: None,
};

/// The words of `sodate lead start`.
pub const START_WORDS: Words = Words {
    command: "lead start",
    about: ("Put a lead into a scenario by hand", "リードのシナリオを手動で開始する"),
    arguments: &[
        ("lead", ("The lead's mail address or identity", "リードのメールアドレスまたは識別子")),
        ("scenario", ("A scenario that says `start by hand`", "`start by hand` と書いてあるシナリオ")),
        ("id", ("Identity of the start; the same one counts once", "開始の識別子（同じものは1回だけ有効）")),
    ],
    more: Some((
        "Whether the lead enters is decided by the scenario: `again`, its basis, opt-outs.",
        "`again` や根拠、配信停止など、シナリオの決まりに合わない場合は開始しません。",
    )),
};

/// The words of `sodate lead list`.
pub const LIST_WORDS: Words = Words {
    command: "lead list",
    about: ("List all leads", "リードの一覧"),
    arguments: &[("format", ("human or json [human]", "出力の形: human・json（省略時はhuman）"))],
    more: None,
};

/// Fields that the list shows where the scenarios have them.
const SHOWN_FIELDS: [(&str, Pair); 2] = [("name", ("name", "名前")), ("company", ("company", "会社"))];

/// `sodate lead …`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Imports leads.
    Import(Import),
    /// Shows one lead.
    Show(Show),
    /// Lists all leads.
    List(List),
    /// Starts a scenario.
    Start(Start),
}

/// Arguments of `sodate lead import`.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Take the good lines even if others are refused.
    #[arg(long)]
    pub partial: bool,
}

/// Arguments of `sodate lead show`.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The lead.
    #[arg(value_name = "LEAD")]
    pub lead: String,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
}

/// Arguments of `sodate lead list`.
#[derive(Debug, clap::Args)]
pub struct List {
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
}

/// Arguments of `sodate lead start`.
#[derive(Debug, clap::Args)]
pub struct Start {
    /// The lead.
    #[arg(value_name = "LEAD")]
    pub lead: String,
    /// The scenario.
    #[arg(value_name = "SCENARIO")]
    pub scenario: String,
    /// Identity of the start.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

/// Runs a command about leads.
///
/// # Errors
/// No workspace or store, an unknown lead, a file that cannot be read.
pub fn run(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::Import(arguments) => import::run(arguments, context),
        Command::Show(arguments) => show::run(arguments, context),
        Command::List(arguments) => list(arguments, context),
        Command::Start(arguments) => start::run(arguments, context),
    }
}

/// What the list says of a lead.
#[derive(Debug, Serialize)]
struct Row {
    lead: String,
    email: String,
    score: i64,
    rank: Option<String>,
    scenarios: Vec<String>,
    suppressed: Option<&'static str>,
}

impl Row {
    fn of(lead: &LeadState, program: Option<&Program>) -> Self {
        let ranks = program.map_or(&[][..], |program| &program.score.ranks);
        Self {
            lead: lead.lead.clone(),
            email: lead.email.clone(),
            score: lead.score,
            rank: rank(ranks, lead.score).map(|rank| rank.name.clone()),
            scenarios: lead.enrolments.iter().map(|run| run.scenario.clone()).collect(),
            suppressed: lead.suppression.as_ref().map(|suppression| suppression.reason.word()),
        }
    }
}

fn list(arguments: &List, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let program = opened.published()?.map(|(_, program)| program);
    let shown: Vec<(&str, Pair)> = match &program {
        Some(program) => SHOWN_FIELDS.into_iter().filter(|(name, _)| program.lead_fields.contains_key(*name)).collect(),
        None => Vec::new(),
    };
    let (mut rows, mut fields) = (Vec::new(), Vec::new());
    opened.each_lead(|lead| {
        rows.push(Row::of(lead, program.as_ref()));
        fields.push(shown.iter().map(|(name, _)| text_field(lead, name)).collect::<Vec<String>>());
        Ok(())
    })?;
    let text = match arguments.format {
        Format::Json => json::text(&serde_json::json!({
            "schema_version": json::SCHEMA_VERSION,
            "leads": rows,
        })),
        Format::Human => {
            let language = context.look.language;
            let heads: Vec<Pair> = shown.iter().map(|(_, head)| *head).collect();
            let table = table(&rows, fields, &heads, language);
            let count = match language {
                Language::English => plural(rows.len(), "lead", "leads"),
                Language::Japanese => format!("リード{}件", rows.len()),
            };
            let waiting = opened.waiting_line(None, language)?;
            format!("{}{count}\n{waiting}", layout::table_within(&table, 0, context.look.width))
        }
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

fn text_field(lead: &LeadState, name: &str) -> String {
    match lead.fields.get(name) {
        Some(Value::Text(text)) => layout::clean_line(text),
        Some(_) | None => String::new(),
    }
}

/// The list with its heading; nothing where there is no lead. `fields` are the values under `heads`, a row each.
fn table(rows: &[Row], fields: Vec<Vec<String>>, heads: &[Pair], language: Language) -> Vec<Vec<String>> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut heading = vec![("mail address", "メールアドレス")];
    heading.extend(heads);
    heading.extend([("score", "スコア"), ("in", "進行中")]);
    let mut table = vec![heading.into_iter().map(|head| pick(head, language).to_owned()).collect()];
    for (row, fields) in rows.iter().zip(fields) {
        let state =
            row.suppressed.map_or_else(|| row.scenarios.join(", "), |reason| super::history::reason(reason, language));
        let score = format!("{} {}", row.score, row.rank.as_deref().unwrap_or_default());
        let mut cells = vec![layout::clean_line(&row.email)];
        cells.extend(fields);
        cells.extend([score.trim_end().to_owned(), state]);
        table.push(cells);
    }
    table
}
