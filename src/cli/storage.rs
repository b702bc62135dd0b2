//! Opening the workspace's store, and saying in both languages what is wrong with it.

use super::context::Context;
use super::problem::{Outcome, Problem};
use crate::config::Config;
use crate::diagnostic::Language;
use crate::engine::{LeadState, civil};
use crate::ir::Program;
use crate::ir::time::Instant;
use crate::render::{layout, plural};
use crate::runtime::{Clock, SystemClock};
use crate::store::sqlite::SqliteStore;
use crate::store::{Damage, Holder, Intake, LeadReference, Reports, Store, StoreError, StoreResult};
use std::path::{Path, PathBuf};

/// Leads read at once.
const CHUNK: usize = 500;

/// A workspace with its store.
pub struct Opened {
    /// The workspace's folder.
    pub root: PathBuf,
    /// Its configuration.
    pub config: Config,
    /// Its store.
    pub store: SqliteStore,
}

impl Opened {
    /// Opens the store of the workspace, which `sodate publish` has made.
    ///
    /// # Errors
    /// No workspace, a wrong configuration, no store yet, a store that cannot be opened.
    pub fn existing(context: &Context) -> Outcome<Self> {
        let root = context.root()?;
        let config = context.config(&root)?;
        let path = root.join(&config.store.path);
        if !path.is_file() {
            return Err(Problem::usage(
                format!("there is no store `{}` yet", shown(&path)),
                format!("データベース `{}` がまだありません", shown(&path)),
            )
            .help("`sodate publish` makes it", "`sodate publish` で作られます"));
        }
        Self::open(root, config)
    }

    /// Opens the store of a workspace, or makes an empty one.
    ///
    /// # Errors
    /// A store that cannot be opened.
    pub fn open(root: PathBuf, config: Config) -> Outcome<Self> {
        let path = root.join(&config.store.path);
        let store = SqliteStore::open(&path).map_err(|error| problem(&error, &path))?;
        Ok(Self { root, config, store })
    }

    /// The result of a store call, with its failure in words.
    ///
    /// # Errors
    /// The store's.
    pub fn ask<T>(&self, result: StoreResult<T>) -> Outcome<T> {
        result.map_err(|error| problem(&error, &self.root.join(&self.config.store.path)))
    }

    /// The published program that new runs get, and its version.
    ///
    /// # Errors
    /// When nothing was published yet.
    pub fn current(&self) -> Outcome<(u32, Program)> {
        self.published()?.ok_or_else(|| {
            Problem::usage("nothing is published yet", "まだ何も公開されていません")
                .help("`sodate publish` publishes the scenarios", "`sodate publish` でシナリオを公開してください")
        })
    }

    /// The published program that new runs get, if any was published.
    ///
    /// # Errors
    /// The store's.
    pub fn published(&self) -> Outcome<Option<(u32, Program)>> {
        Ok(self.ask(self.store.programs())?.pop())
    }

    /// The zone of leads that have none of their own: that of the published program, else of the configuration.
    ///
    /// # Errors
    /// The store's.
    pub fn zone(&self) -> Outcome<String> {
        let published = self.published()?.map(|(_, program)| program.limits.zone);
        Ok(published.unwrap_or_else(|| self.config.workspace.zone.clone()))
    }

    /// The lead of that identity or address.
    ///
    /// # Errors
    /// When there is none.
    pub fn lead(&self, named: &str) -> Outcome<LeadState> {
        let found = self.ask(self.store.find_lead(&reference(named)))?;
        let loaded = match found {
            Some(id) => self.ask(self.store.load(&[id]))?.pop(),
            None => None,
        };
        loaded.map(|loaded| loaded.state).ok_or_else(|| {
            Problem::finding(format!("there is no lead `{named}`"), format!("リード `{named}` は登録されていません"))
                .help(
                    "`sodate lead list` shows all leads, `sodate lead import` adds some",
                    "一覧は `sodate lead list`、追加は `sodate lead import` です",
                )
        })
    }

    /// A line that says how many inputs wait for `sodate run`, of one lead or of all; empty where none does.
    ///
    /// # Errors
    /// The store's.
    pub fn waiting_line(&self, lead: Option<&str>, language: Language) -> Outcome<String> {
        let waiting = usize::try_from(self.ask(self.store.waiting_inputs(lead))?).unwrap_or(usize::MAX);
        Ok(match (waiting, language) {
            (0, Language::English | Language::Japanese) => String::new(),
            (_, Language::English) => {
                format!("{} for `sodate run`\n", plural(waiting, "input waits", "inputs wait"))
            }
            (_, Language::Japanese) => format!("未処理の入力{waiting}件（sodate runで反映されます）\n"),
        })
    }

    /// Calls `see` with each lead, in order of creation.
    ///
    /// # Errors
    /// The store's, and those of `see`.
    pub fn each_lead(&self, mut see: impl FnMut(&LeadState) -> Outcome<()>) -> Outcome<()> {
        let ids: Vec<String> = self.ask(self.store.leads())?.into_iter().map(|(id, _)| id).collect();
        for chunk in ids.chunks(CHUNK) {
            let mut loaded = self.ask(self.store.load(chunk))?;
            loaded.sort_by_key(|lead| chunk.iter().position(|id| *id == lead.state.lead));
            for lead in &loaded {
                see(&lead.state)?;
            }
        }
        Ok(())
    }
}

/// How people name a lead: by address or by identity.
#[must_use]
pub fn reference(named: &str) -> LeadReference {
    if named.contains('@') { LeadReference::Address(named.to_owned()) } else { LeadReference::Id(named.to_owned()) }
}

/// Now.
#[must_use]
pub fn now() -> Instant {
    SystemClock::default().now()
}

/// Reads `--at`.
///
/// # Errors
/// A text that is no time.
pub fn time(text: &str, zone: &str) -> Outcome<Instant> {
    civil::parse_datetime(text, zone).ok_or_else(|| {
        Problem::usage(format!("`{text}` is no time"), format!("`{text}` は日時として読めません")).help(
            "write 2026-04-01 10:00 or 2026-04-01T10:00:00+09:00",
            "2026-04-01 10:00または2026-04-01T10:00:00+09:00のように書いてください",
        )
    })
}

fn shown(path: &Path) -> String {
    super::workspace::shown(path)
}

/// Who holds a store, in Japanese.
fn holder_words(holder: &Holder) -> String {
    match holder {
        Holder::Runtime(Some(process)) => format!("プロセス{process}が動かしています"),
        Holder::Runtime(None) => "別のプロセスが動かしています".to_owned(),
        Holder::Writer => "別のプロセスの書き込みが終わりません".to_owned(),
    }
}

/// What is wrong with the file, in Japanese; the database's own words stay as they are.
fn damage_words(damage: &Damage) -> &str {
    match damage {
        Damage::CutOff => "途中で切れています",
        Damage::NoStore => "データベースではないファイルです",
        Damage::OtherProgram => "ほかのプログラムのデータベースです",
        Damage::Found(detail) => detail,
    }
}

/// The line that names the command to go on with.
#[must_use]
pub fn next_step(command: &str, language: Language) -> String {
    next_steps(&[command.to_owned()], language)
}

/// The commands to go on with, one a line.
#[must_use]
pub fn next_steps(commands: &[String], language: Language) -> String {
    let before = match language {
        Language::English => "next: ",
        Language::Japanese => "次は: ",
    };
    format!("{before}{}\n", commands.join(&format!("\n{}", " ".repeat(layout::width(before)))))
}

/// A store's failure in both languages, with the way out.
#[must_use]
pub fn problem(error: &StoreError, path: &Path) -> Box<Problem> {
    let path = shown(path);
    match error {
        StoreError::Busy(holder) => Problem::failure(
            format!("the store `{path}` is in use: {holder}"),
            format!("データベース `{path}` は使用中です（{}）", holder_words(holder)),
        )
        .help("end the other `sodate run`, or try again", "ほかの `sodate run` を終えるか、もう一度お試しください"),
        StoreError::NewerSchema { found, known } => Problem::failure(
            format!("the store `{path}` was written by a newer sodate (schema {found}, this one knows {known})"),
            format!("データベース `{path}` は新しいsodateのものです（形式{found}、このsodateは{known}まで）"),
        )
        .help("install a newer sodate", "新しいsodateを入れてください"),
        StoreError::Damaged(damage) => Problem::failure(
            format!("`{path}` is damaged or is no store of sodate: {damage}"),
            format!("`{path}` は壊れているか、sodateのデータベースではありません（{}）", damage_words(damage)),
        )
        .help(
            "restore a backup, or set another `[store] path`",
            "バックアップから戻すか、`[store] path` を変えてください",
        ),
        StoreError::Failed(detail) => Problem::failure(
            format!("the store `{path}` failed: {detail}"),
            format!("データベース `{path}` でエラーが起きました（{detail}）"),
        ),
    }
}
