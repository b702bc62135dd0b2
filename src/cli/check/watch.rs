//! `sodate check --watch`: checks again whenever a file of the workspaces changes, until Ctrl+C. It looks at folders, not at
//! files, since editors replace a file when they save it, and new files count as well.

use super::{Arguments, pass, paths_or_workspace};
use crate::cli::arguments::CheckFormat;
use crate::cli::context::Context;
use crate::cli::help::pick;
use crate::cli::problem::{Doing, Exit, Outcome, Problem};
use crate::cli::signal::stop_signal;
use crate::cli::workspace;
use crate::render::layout;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// A save is several events (new file, rename, permissions): we wait until it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(80);

/// Events after which we check even if there is no quiet: something writes without end.
const MOST_EVENTS: usize = 1_000;

/// Most files that are named as changed.
const MOST_NAMED: usize = 3;

/// Files that can matter: scenarios, settings, texts of mails, data.
const ENDINGS: [&str; 7] = ["flow", "md", "mjml", "html", "txt", "csv", "toml"];

/// Clears the screen and goes to its top; what was scrolled away stays.
const CLEAR: &str = "\u{1b}[2J\u{1b}[H";

/// Checks until Ctrl+C.
///
/// # Errors
/// A format that is one whole document, paths that do not exist at the start, a system that cannot watch.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    match arguments.format {
        CheckFormat::Human | CheckFormat::Concise => {}
        CheckFormat::Json | CheckFormat::Sarif | CheckFormat::Github | CheckFormat::Junit => {
            return Err(Problem::usage(
                "`--watch` is for people: it goes with the formats human and concise",
                "`--watch` で使える形はhumanとconciseだけです",
            )
            .help("leave out `--format`", "`--format` を外してください"));
        }
    }
    let paths = paths_or_workspace(&arguments.paths, context);
    workspace::targets(&paths)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::failure(format!("cannot start: {error}"), format!("開始できません（{error}）")))?;
    runtime.block_on(watch(arguments, &paths, context))
}

async fn watch(arguments: &Arguments, paths: &[PathBuf], context: &mut Context) -> Outcome {
    let (sender, mut events) = mpsc::unbounded_channel();
    let tell = move |event: notify::Result<Event>| {
        // There is nobody to tell when the command is ending.
        let _ = sender.send(event);
    };
    let mut folders =
        Folders { watcher: notify::recommended_watcher(tell).map_err(cannot_watch)?, known: BTreeSet::new() };
    let mut stop = std::pin::pin!(stop_signal()?);
    let mut shown = None;
    let mut changed = Vec::new();
    loop {
        // Before the check: what changes while it runs is seen afterwards.
        folders.update(paths)?;
        let text = match pass(arguments, context) {
            Ok(pass) => pass.text,
            Err(problem) => problem.draw(&context.look),
        };
        if shown.as_ref() != Some(&text) {
            print(&text, &changed, shown.is_none(), context)?;
            shown = Some(text);
        }
        if context.output.is_closed() {
            return Ok(Exit::Fine);
        }
        tokio::select! {
            () = &mut stop => return Ok(Exit::Fine),
            found = next_change(&mut events, &folders.known) => changed = found,
        }
    }
}

fn print(text: &str, changed: &[String], first: bool, context: &mut Context) -> Outcome<()> {
    let language = context.look.language;
    let before = if context.output.is_terminal() {
        CLEAR.to_owned()
    } else if first {
        String::new()
    } else {
        let word = pick(("changed", "変更"), language);
        format!("\n{word}: {}\n\n", layout::clean_line(&changed.join(", ")))
    };
    let watching = pick(("watching; Ctrl+C ends it\n", "変更を待っています（Ctrl+Cで終了）\n"), language);
    context.output.print(&format!("{before}{text}{watching}"))
}

/// Waits for a change that can matter and for the quiet after it; the names of some of the changed files.
async fn next_change(
    events: &mut mpsc::UnboundedReceiver<notify::Result<Event>>,
    known: &BTreeSet<PathBuf>,
) -> Vec<String> {
    let mut changed = BTreeSet::new();
    let mut seen = 0;
    loop {
        let event = if changed.is_empty() {
            events.recv().await
        } else if seen < MOST_EVENTS {
            tokio::time::timeout(QUIET, events.recv()).await.ok().flatten()
        } else {
            None
        };
        match event {
            Some(Ok(event)) => changed.extend(matters(&event, known)),
            // Something was lost: look again.
            Some(Err(_)) => changed.extend(["…".to_owned()]),
            None => break,
        }
        seen += 1;
    }
    changed.into_iter().take(MOST_NAMED).collect()
}

/// Names of the files and folders of an event that can change what a check finds.
fn matters(event: &Event, known: &BTreeSet<PathBuf>) -> Vec<String> {
    if matches!(event.kind, EventKind::Access(_)) {
        return Vec::new();
    }
    let name = |path: &PathBuf| {
        let name = path.file_name()?;
        // A folder that went away can only be told by its name.
        let is_folder = path.is_dir() || known.iter().any(|folder| folder.file_name() == Some(name));
        let name = name.to_string_lossy().into_owned();
        can_matter(&name, is_folder).then_some(name)
    };
    event.paths.iter().filter_map(name).collect()
}

/// Whether a file or folder of that name can hold something of ours. What editors put beside a file while it is open or being
/// saved holds nothing: `.x.flow.swp`, `.#x.flow`, `#x.flow#`, `x.flow~`, `~$x.csv`, `4913`.
fn can_matter(name: &str, is_folder: bool) -> bool {
    if name.starts_with(['.', '~', '#']) || name.ends_with(['~', '#']) {
        return false;
    }
    is_folder || Path::new(name).extension().and_then(OsStr::to_str).is_some_and(|ending| ENDINGS.contains(&ending))
}

/// The folders that are watched.
struct Folders {
    watcher: RecommendedWatcher,
    known: BTreeSet<PathBuf>,
}

impl Folders {
    /// Watches the folders that are there now, each by itself: a watch over everything below would take in folders that
    /// are left out of workspaces and may be huge.
    fn update(&mut self, paths: &[PathBuf]) -> Outcome<()> {
        let mut wanted = BTreeSet::new();
        for path in paths {
            let above = workspace::above(path);
            let root = above.unwrap_or_else(|| if path.is_dir() { path.clone() } else { workspace::folder_of(path) });
            workspace::folders(&root, &mut wanted);
        }
        for gone in self.known.difference(&wanted) {
            // It no longer exists, and its watch went with it.
            let _ = self.watcher.unwatch(gone);
        }
        for new in wanted.difference(&self.known) {
            match self.watcher.watch(new, RecursiveMode::NonRecursive) {
                Ok(()) => {}
                // It went away meanwhile.
                Err(_) if !new.is_dir() => {}
                Err(error) => return Err(cannot_watch(error)),
            }
        }
        self.known = wanted;
        Ok(())
    }
}

fn cannot_watch(error: notify::Error) -> Box<Problem> {
    match error.kind {
        notify::ErrorKind::Io(error) => Problem::file(Doing::Reading, Path::new("."), &error),
        notify::ErrorKind::MaxFilesWatch => Problem::failure(
            "the system watches no more folders for us",
            "これ以上のフォルダーを監視できません（システムの上限です）",
        )
        .help("name a smaller folder", "もっと小さいフォルダーを指定してください"),
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::PathNotFound
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_) => {
            Problem::failure(format!("cannot watch for changes: {error}"), format!("変更を監視できません（{error}）"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_put_beside_a_file_does_not_matter() {
        for name in ["x.flow", "sodate.toml", "手紙.md", "mail.mjml", "data.csv"] {
            assert!(can_matter(name, false), "{name}");
        }
        for name in [
            ".#x.flow",
            "#x.flow#",
            "x.flow~",
            ".x.flow.swp",
            ".x.flow",
            "~$data.csv",
            "4913",
            "x.flow.bak",
            "x.flow.tmp",
            "sedAbC123",
            "x.flow___jb_tmp___",
        ] {
            assert!(!can_matter(name, false), "{name}");
        }
        for (name, matter) in [("flows", true), ("v1.2", true), (".git", false)] {
            assert_eq!(can_matter(name, true), matter, "{name}");
        }
    }

    #[test]
    fn a_folder_that_went_away_is_known_by_its_name() {
        let gone = |name: &str| Event::new(EventKind::Any).add_path(PathBuf::from("/nowhere").join(name));
        let known = BTreeSet::from([PathBuf::from("shop/flows")]);
        assert_eq!(matters(&gone("flows"), &known), ["flows"]);
        assert!(matters(&gone("4913"), &known).is_empty());
        assert_eq!(matters(&gone("x.flow"), &known), ["x.flow"]);
    }
}
