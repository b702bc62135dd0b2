//! `sodate demo`: the main job in one command. A workspace with two scenarios, twenty invented leads, the real store, runtime
//! and listeners, a mail server on loopback that really receives, and a clock that jumps: five weeks in seconds. Nothing leaves
//! this machine.

mod people;
mod play;
mod stage;
mod story;
mod workspace;

use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use super::storage::Opened;
use crate::config::Secrets;
use crate::diagnostic::Text;
use crate::engine::civil;
use crate::ir::time::Instant;
use crate::render::layout;
use crate::runtime::import::{ImportFile, import};
use crate::store::{Storage, Store};
use play::Play;
use stage::Stage;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant as Stopwatch;

/// When the story begins: a Monday morning.
const BEGINNING: &str = "2026-06-01 09:00";

/// The words of this command.
pub const WORDS: Words = Words {
    command: "demo",
    about: ("Watch two scenarios run: five weeks in seconds", "見本を動かす（5週間を数秒で）"),
    arguments: &[("dir", ("Folder for the demo's workspace", "見本を置くフォルダー"))],
    more: Some((
        "Twenty invented leads, real mail and real clicks, all on this machine.",
        "架空のリード20名に、実際のメールとクリックで動かします。外へは何も送りません。",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder.
    #[arg(long, value_name = "DIR", default_value = "sodate-demo")]
    pub dir: PathBuf,
}

/// Plays the demo and tells the story.
///
/// # Errors
/// A folder with something else in it; anything that does not go as it should.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let watch = Stopwatch::now();
    let folder = arguments.dir.as_path();
    workspace::make(folder)?;
    say(context, &opening(folder))?;

    let compiled = Compiled::new(super::workspace::whole(folder)?, context)?;
    let program =
        compiled.program(context, "the demo's scenarios do not compile", "デモのシナリオにエラーがあります")?;
    let zone = program.limits.zone.clone();
    let start = civil::parse_datetime(BEGINNING, &zone)
        .ok_or_else(|| Problem::failure("the demo has no beginning", "デモの開始日時が正しくありません"))?;
    let opened = Opened::open(folder.to_owned(), context.config(folder)?)?;
    opened.ask(opened.store.publish(&program, start))?;
    let leads = folder.join(workspace::LEADS);
    let bytes = std::fs::read(&leads).map_err(|error| Problem::file(Doing::Reading, &leads, &error))?;
    let file = ImportFile { name: workspace::LEADS, bytes: &bytes };
    let report = opened.ask(import(&opened.store, &program, file, start, false))?;
    say(context, &prepared(program.scenarios.len(), report.created))?;

    let secrets = Secrets::load(folder, &opened.config)
        .map_err(|error| Problem::failure(error.message.en.clone(), error.message.ja.clone()))?;
    let storage: Arc<dyn Storage> = Arc::new(opened.store);
    let (mails, requests) = perform(Arc::clone(&storage), &secrets, start, folder, &zone, context)?;

    let look = context.look.clone();
    let everybody = story::everybody(storage.as_ref(), &program, &look)?;
    let in_full = story::in_full(storage.as_ref(), &zone, &look)?;
    context.output.print(&format!("\n{everybody}\n{in_full}"))?;
    let balance = story::balance(storage.as_ref(), look.language)?;
    say(context, &closing(folder, mails, requests, &balance, watch.elapsed().as_secs_f64()))?;
    Ok(Exit::Fine)
}

fn perform(
    storage: Arc<dyn Storage>,
    secrets: &Secrets,
    start: Instant,
    folder: &Path,
    zone: &str,
    context: &mut Context,
) -> Outcome<(usize, usize)> {
    let mailboxes = folder.join("received");
    std::fs::create_dir_all(&mailboxes).map_err(|error| Problem::file(Doing::Writing, &mailboxes, &error))?;
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let threads = threads.map_err(|error| {
        Problem::failure(format!("cannot start threads: {error}"), format!("処理を始められません（{error}）"))
    })?;
    let language = context.look.language;
    let mut week = 0;
    let mut tick = |now: Instant, arrived: usize| {
        let passed = now.milliseconds_since(start) / (7 * crate::ir::time::DAY_MILLISECONDS);
        if passed > week {
            week = passed;
            let date = civil::local_date(now, zone);
            let line = Text::new(
                format!("  week {week} has passed ({date}): {arrived} mails have arrived\n"),
                format!("  {week}週間が過ぎました（{date}）：届いたメール{arrived}通\n"),
            );
            context.output.complain(line.get(language));
        }
    };
    threads.block_on(async {
        let mut stage = Stage::open(storage, secrets, start, language).await?;
        let mut play = Play::new(&mut stage, mailboxes);
        play.run(&mut tick).await?;
        let counts = (play.arrived, play.requests);
        stage.close().await;
        Ok(counts)
    })
}

fn say(context: &mut Context, text: &Text) -> Outcome<()> {
    let width = context.look.width;
    let wrapped = |line: &str| {
        // Commands and paths stay whole, so that they can be copied.
        if line.is_empty() || line.starts_with(' ') { format!("{line}\n") } else { layout::hanging("", line, width) }
    };
    let text: String = text.get(context.look.language).lines().map(wrapped).collect();
    context.output.print(&text)
}

fn opening(folder: &Path) -> Text {
    let folder = folder.display();
    Text::new(
        format!("Sodate demo: a workspace in {folder}, all mail stays on this machine\n"),
        format!("Sodateのデモ：{folder} に見本を作りました。メールは外へ出ません。\n"),
    )
}

fn prepared(scenarios: usize, leads: usize) -> Text {
    Text::new(
        format!("{scenarios} scenarios checked and published, {leads} leads imported; the clock runs fast\n"),
        format!("シナリオ{scenarios}本を検査して公開し、リード{leads}名を取り込みました。時計を早送りします。\n"),
    )
}

fn closing(folder: &Path, mails: usize, requests: usize, balance: &str, seconds: f64) -> Text {
    let folder = folder.display();
    Text::new(
        format!(
            "{mails} mails received by SMTP ({balance}), {requests} visits and clicks by HTTP, in {seconds:.1} s\n\n\
             Look further:\n  \
             {folder}/received/*.eml                  the mails as they arrived\n  \
             {folder}/*.flow                          the scenarios\n  \
             sodate test {folder}\n  \
             sodate lead list --workspace {folder}\n  \
             sodate lead show hayashi@ohkawa.example --workspace {folder}\n"
        ),
        format!(
            "SMTPで届いたメール{mails}通（{balance}）\n\
             HTTPでの閲覧やクリック{requests}件、所要時間{seconds:.1}秒\n\n\
             続けてご覧いただけるもの：\n  \
             {folder}/received/*.eml　届いたメールそのもの\n  \
             {folder}/*.flow　シナリオ\n  \
             sodate test {folder}\n  \
             sodate lead list --workspace {folder}\n  \
             sodate lead show hayashi@ohkawa.example --workspace {folder}\n"
        ),
    )
}
