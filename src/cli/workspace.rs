//! Folders and files on disk: which workspace a path belongs to, which `.flow` files it has, and reading them without ever
//! leaving it.

use super::problem::{Doing, Outcome, Problem};
use crate::analyze::{Files, ReadProblem};
use crate::config::FILE_NAME;
use crate::source::MAX_SOURCE_BYTES;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// Most `.flow` files of one workspace: far above any real one, low enough that a check of `/` ends soon.
const MAX_FILES: usize = 5_000;

/// Deepest folder that is looked into.
const MAX_DEPTH: usize = 16;

/// Something to check: a workspace, and which of its files were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The workspace's folder.
    pub root: PathBuf,
    /// Its `.flow` files, relative to the root, in order.
    pub files: Vec<String>,
    /// The files that were named, if not the whole workspace was.
    pub only: Option<Vec<String>>,
}

impl Target {
    /// What to put before paths so that they are right as from the current folder: empty or ending in `/`.
    #[must_use]
    pub fn prefix(&self) -> String {
        let shown = shown(&self.root);
        if shown.is_empty() || shown == "." {
            String::new()
        } else if shown.ends_with('/') {
            shown
        } else {
            format!("{shown}/")
        }
    }

    /// Whether findings in that file (relative to the root) were asked for.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|one| one == path))
    }
}

/// A path with `/` between folders, without `./` before it.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// The nearest folder at or above `path` that holds a sodate.toml; relative where `path` is.
#[must_use]
pub fn above(path: &Path) -> Option<PathBuf> {
    let depth = tidy(&std::path::absolute(path).ok()?).components().count();
    // `a.flow/..` leads nowhere: a file's folder is its parent.
    let mut folder = if path.is_file() { folder_of(path) } else { path.to_owned() };
    for _ in 0..depth {
        if folder.join(FILE_NAME).is_file() {
            return Some(plain(&folder));
        }
        folder.push("..");
    }
    None
}

/// The folder that a file lies in.
#[must_use]
pub fn folder_of(file: &Path) -> PathBuf {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// The path without `.`, and without `name/..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::ParentDir | Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

/// What the given paths stand for: a folder with a sodate.toml is that workspace and nothing else (a folder below with a
/// sodate.toml is another workspace); a folder without one, inside no workspace, is its own `.flow` files and the workspaces
/// below; a file, or a folder inside a workspace, is looked at together with that workspace.
///
/// # Errors
/// A path that does not exist, a folder without `.flow` files, a folder that cannot be read.
pub fn targets(paths: &[PathBuf]) -> Outcome<Vec<Target>> {
    let mut targets: Vec<Target> = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path).map_err(|error| Problem::file(Doing::Reading, path, &error))?;
        if kind.is_dir() {
            let found = match inside_of(path)? {
                Some(target) => vec![target],
                None => folder(path)?,
            };
            if found.is_empty() {
                return Err(Problem::usage(
                    format!("there is no .flow file in `{}`", path.display()),
                    format!("`{}` に.flowファイルがありません", path.display()),
                )
                .help("name a file or another folder", "ファイルか別のフォルダーを指定してください"));
            }
            found.into_iter().for_each(|target| merge(&mut targets, target));
        } else {
            merge(&mut targets, file(path)?);
        }
    }
    Ok(targets)
}

fn merge(targets: &mut Vec<Target>, new: Target) {
    let Some(known) = targets.iter_mut().find(|known| known.root == new.root) else {
        targets.push(new);
        return;
    };
    for file in new.files {
        if !known.files.contains(&file) {
            known.files.push(file);
        }
    }
    match (&mut known.only, new.only) {
        (Some(only), Some(more)) => only.extend(more),
        (only, _) => *only = None,
    }
}

/// A file: with the workspace above it, or alone where there is none.
fn file(path: &Path) -> Outcome<Target> {
    if let Some(root) = above(path) {
        let inside = relative(path, &root);
        if let Some(inside) = inside {
            let mut files = flow_files(&root, false)?.files;
            if !files.contains(&inside) {
                files.push(inside.clone());
            }
            return Ok(Target { root, files, only: Some(vec![inside]) });
        }
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Target { root: folder_of(path), files: vec![name.clone()], only: Some(vec![name]) })
}

/// The path as seen from `root`, with `/` between folders.
fn relative(path: &Path, root: &Path) -> Option<String> {
    let (path, root) = (std::path::absolute(path).ok()?, std::path::absolute(root).ok()?);
    let (path, root) = (tidy(&path), tidy(&root));
    Some(path.strip_prefix(&root).ok()?.to_string_lossy().replace('\\', "/"))
}

/// The path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// A folder inside a workspace: its files, looked at together with the workspace.
fn inside_of(path: &Path) -> Outcome<Option<Target>> {
    let Some(root) = above(path).filter(|root| plain(root) != plain(path)) else { return Ok(None) };
    let Some(inside) = relative(path, &root).filter(|inside| !inside.is_empty()) else { return Ok(None) };
    let files = flow_files(&root, false)?.files;
    let only: Vec<String> = files.iter().filter(|file| file.starts_with(&format!("{inside}/"))).cloned().collect();
    Ok((!only.is_empty()).then_some(Target { root, files, only: Some(only) }))
}

/// The workspace in a folder; where the folder is none by itself, also all in folders below.
fn folder(path: &Path) -> Outcome<Vec<Target>> {
    let mut targets = all_below(path)?;
    if path.join(FILE_NAME).is_file() {
        targets.retain(|target| target.root == path);
    }
    Ok(targets)
}

/// The files in a folder as a workspace, and the workspaces below.
fn all_below(path: &Path) -> Outcome<Vec<Target>> {
    let found = flow_files(path, true)?;
    let mut targets = Vec::new();
    if !found.files.is_empty() {
        targets.push(Target { root: path.to_owned(), files: found.files, only: None });
    }
    for inner in found.workspaces {
        targets.extend(all_below(&inner)?);
    }
    Ok(targets)
}

/// The whole workspace in a folder.
///
/// # Errors
/// A folder that cannot be read; more files than any workspace has.
pub fn whole(root: &Path) -> Outcome<Target> {
    Ok(Target { root: root.to_owned(), files: flow_files(root, false)?.files, only: None })
}

/// Adds a folder and those below it that can hold files of a workspace, also those of workspaces below. A folder that
/// cannot be read counts as empty.
pub fn folders(root: &Path, found: &mut BTreeSet<PathBuf>) {
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let inner = entries.filter(|entry| {
            entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_left_out(&entry.file_name().to_string_lossy())
        });
        if depth < MAX_DEPTH && found.len() < MAX_FILES {
            waiting.extend(inner.map(|entry| (entry.path(), depth + 1)));
        }
        found.insert(folder);
    }
}

/// Folders whose names begin with a dot, and those of build tools, hold nothing of ours.
fn is_left_out(folder: &str) -> bool {
    folder.starts_with('.') || folder == "target" || folder == "node_modules"
}

struct Found {
    files: Vec<String>,
    workspaces: Vec<PathBuf>,
}

fn flow_files(root: &Path, also_inner: bool) -> Outcome<Found> {
    let mut found = Found { files: Vec::new(), workspaces: Vec::new() };
    walk(root, "", 0, &mut found)?;
    found.files.sort();
    found.workspaces.sort();
    if !also_inner {
        found.workspaces.clear();
    }
    Ok(found)
}

fn walk(root: &Path, inside: &str, depth: usize, found: &mut Found) -> Outcome<()> {
    let folder = root.join(inside);
    let entries = std::fs::read_dir(&folder).map_err(|error| Problem::file(Doing::Reading, &folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Problem::file(Doing::Reading, &folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        if kind.is_dir() && depth < MAX_DEPTH && !is_left_out(&name) {
            if entry.path().join(FILE_NAME).is_file() {
                found.workspaces.push(entry.path());
            } else {
                walk(root, &path, depth + 1, found)?;
            }
        } else if kind.is_file() && Path::new(&name).extension().is_some_and(|extension| extension == "flow") {
            found.files.push(path);
        }
        if found.files.len() > MAX_FILES {
            return Err(Problem::usage(
                format!("`{}` holds more than {MAX_FILES} .flow files", root.display()),
                format!("`{}` に.flowファイルが{MAX_FILES}個を超えてあります", root.display()),
            )
            .help("name the workspace's own folder", "ワークスペースのフォルダーを指定してください"));
        }
    }
    Ok(())
}

/// The files of a workspace, for the compiler.
#[derive(Debug)]
pub struct Disk<'a> {
    root: &'a Path,
}

impl<'a> Disk<'a> {
    /// The files below `root`.
    #[must_use]
    pub const fn new(root: &'a Path) -> Self {
        Self { root }
    }
}

impl Files for Disk<'_> {
    fn list(&self, folder: &str) -> Vec<String> {
        if !stays_inside(folder) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut waiting = vec![(folder.to_owned(), 0)];
        while let Some((folder, depth)) = waiting.pop() {
            for entry in std::fs::read_dir(self.root.join(&folder)).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                let Ok(kind) = entry.file_type() else { continue };
                let own = kind.is_dir() && entry.path().join(FILE_NAME).is_file();
                if kind.is_dir() && !own && depth < MAX_DEPTH && !is_left_out(&name) {
                    waiting.push((path, depth + 1));
                } else if kind.is_file() && !name.starts_with('.') && found.len() < MAX_FILES {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }

    fn read(&self, path: &str) -> Result<String, ReadProblem> {
        String::from_utf8(self.read_bytes(path)?).map_err(|error| {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
            detector.feed(error.as_bytes(), true);
            // A byte order mark is certain, where there is one; it is how an editor's "Unicode" is told.
            let marked = encoding_rs::Encoding::for_bom(error.as_bytes()).map(|(encoding, _)| encoding);
            let guessed = marked.unwrap_or_else(|| detector.guess(None, chardetng::Utf8Detection::Deny));
            ReadProblem::NotUtf8 { guessed: guessed.name().to_owned() }
        })
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, ReadProblem> {
        if !stays_inside(path) {
            return Err(ReadProblem::Outside);
        }
        let failed = |error: std::io::Error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                ReadProblem::NotFound
            } else {
                ReadProblem::Failed(error.to_string())
            }
        };
        // A link may lead out of the workspace although its name stays inside.
        let full = self.root.join(path).canonicalize().map_err(failed)?;
        if !full.starts_with(self.root.canonicalize().map_err(failed)?) {
            return Err(ReadProblem::Outside);
        }
        if std::fs::metadata(&full).map_err(failed)?.len() > MAX_SOURCE_BYTES as u64 {
            return Err(ReadProblem::TooLarge);
        }
        std::fs::read(&full).map_err(failed)
    }
}

fn stays_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }

    fn found(root: &Path, paths: &[&str]) -> Vec<(String, Vec<String>, Option<Vec<String>>)> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let name = |target: &Target| target.root.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let targets = targets(&paths).unwrap();
        targets.into_iter().map(|target| (name(&target), target.files.clone(), target.only)).collect()
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn paths_find_their_workspaces() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in ["shop/sodate.toml", "shop/a.flow", "shop/b/c.flow", "shop/.git/d.flow", "alone.flow", "old/e.flow"]
        {
            write(root, path);
        }
        let all = texts(&["a.flow", "b/c.flow"]);
        assert_eq!(found(root, &["shop"]), [("shop".into(), all.clone(), None)]);
        assert_eq!(found(root, &["shop/b"]), [("shop".into(), all.clone(), Some(texts(&["b/c.flow"])))]);
        assert_eq!(
            found(root, &["shop/a.flow", "shop/b/../b/c.flow"]),
            [("shop".into(), all.clone(), Some(texts(&["a.flow", "b/c.flow"])))]
        );
        assert_eq!(found(root, &["shop/a.flow", "shop"]), [("shop".into(), all.clone(), None)]);
        assert_eq!(
            found(root, &["alone.flow"]),
            [(String::new(), texts(&["alone.flow"]), Some(texts(&["alone.flow"])))]
        );
        assert_eq!(
            found(root, &[""]),
            [(String::new(), texts(&["alone.flow", "old/e.flow"]), None), ("shop".into(), all, None)]
        );
    }

    #[test]
    fn a_workspace_below_another_is_no_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in ["shop/sodate.toml", "shop/a.flow", "shop/demo/sodate.toml", "shop/demo/b.flow", "shop/c/d.flow"] {
            write(root, path);
        }
        let own = texts(&["a.flow", "c/d.flow"]);
        let demo: (String, _, _) = ("shop/demo".into(), texts(&["b.flow"]), None);
        assert_eq!(found(root, &["shop"]), [("shop".into(), own.clone(), None)]);
        assert_eq!(found(root, &["shop/demo"]).as_slice(), std::slice::from_ref(&demo));
        assert_eq!(found(root, &[""]), [("shop".into(), own.clone(), None), demo.clone()]);
        assert_eq!(found(root, &["shop", "shop/demo"]), [("shop".into(), own, None), demo]);
        assert_eq!(Disk::new(&root.join("shop")).list(""), texts(&["a.flow", "c/d.flow", "sodate.toml"]));
    }

    #[test]
    fn folders_are_listed_without_hidden_files_and_never_outside() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("shop");
        for path in ["b.flow", "a/c.flow", "a/d.md", "a/.hidden", ".git/e.flow", "target/f.flow"] {
            write(&root, path);
        }
        write(folder.path(), "secret.flow");
        let disk = Disk::new(&root);
        assert_eq!(disk.list(""), texts(&["a/c.flow", "a/d.md", "b.flow"]));
        assert_eq!(disk.list("a"), texts(&["a/c.flow", "a/d.md"]));
        for nothing in ["none", "b.flow", "..", "/"] {
            assert_eq!(disk.list(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn another_encoding_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode("email 資料のお礼 { subject \"資料をお届けします\" }\n");
        let utf16: Vec<u8> = "\u{feff}email 資料 {}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (name, bytes, guessed) in [("a", shift_jis.into_owned(), "Shift_JIS"), ("b", utf16, "UTF-16LE")] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            let problem = ReadProblem::NotUtf8 { guessed: guessed.to_owned() };
            assert_eq!(Disk::new(folder.path()).read(name), Err(problem));
        }
    }

    #[test]
    fn reading_never_leaves_the_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("shop");
        write(folder.path(), "secret.md");
        write(&root, "a.flow");
        let disk = Disk::new(&root);
        assert_eq!(disk.read("a.flow"), Ok(String::new()));
        assert_eq!(disk.read("../secret.md"), Err(ReadProblem::Outside));
        assert_eq!(disk.read("/etc/hostname"), Err(ReadProblem::Outside));
        assert_eq!(disk.read("none.md"), Err(ReadProblem::NotFound));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.md"), root.join("link.md")).unwrap();
            assert_eq!(disk.read("link.md"), Err(ReadProblem::Outside));
        }
    }
}
