//! Writing changed files: all or none as far as a file system allows, each at once, and never over a change of somebody else.

use crate::analyze::fix::Change;
use crate::cli::problem::{Doing, Outcome, Problem};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the changes below `root`. Nothing is written where one of the files has changed on disk since it was read.
///
/// # Errors
/// A file that has changed, is read-only, or cannot be written.
pub fn write(root: &Path, changes: &BTreeMap<String, Change>) -> Outcome<()> {
    let mut ready = Vec::new();
    for (path, change) in changes {
        let shown = root.join(path);
        // A link inside the workspace is kept: what it leads to is written.
        let full = shown.canonicalize().map_err(|error| Problem::file(Doing::Reading, &shown, &error))?;
        let now = std::fs::read(&full).map_err(|error| Problem::file(Doing::Reading, &shown, &error))?;
        if now != change.before.as_bytes() {
            return Err(Problem::failure(
                format!("`{}` has changed while it was checked, so nothing was written", shown.display()),
                format!("検査中に `{}` が変更されたため、何も書き込みませんでした", shown.display()),
            )
            .help("save your editor's changes and call it again", "編集内容を保存して、もう一度実行してください"));
        }
        let permissions =
            std::fs::metadata(&full).map_err(|error| Problem::file(Doing::Reading, &shown, &error))?.permissions();
        if permissions.readonly() {
            return Err(Problem::failure(
                format!("`{}` is read-only, so nothing was written", shown.display()),
                format!("`{}` は読み取り専用のため、何も書き込みませんでした", shown.display()),
            )
            .help("change its permissions and call it again", "権限を変えて、もう一度実行してください"));
        }
        ready.push((shown, full, permissions, change.after.as_bytes()));
    }
    for (shown, full, permissions, text) in ready {
        replace(&full, permissions, text).map_err(|error| Problem::file(Doing::Writing, &shown, &error))?;
    }
    Ok(())
}

/// Replaces a file at once: whoever reads it sees the old text or the new one, also after a crash.
fn replace(path: &Path, permissions: std::fs::Permissions, text: &[u8]) -> std::io::Result<()> {
    let beside = beside(path);
    let written = write_new(&beside, permissions, text).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// A name in the same folder, so that renaming stays on one file system.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.sodate", std::process::id()))
}

fn write_new(path: &Path, permissions: std::fs::Permissions, text: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text)?;
    file.set_permissions(permissions)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str, after: &str) -> Change {
        Change { before: before.to_owned(), after: after.to_owned() }
    }

    fn listing(folder: &Path) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut all: Vec<_> = entries
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap_or_default())
            })
            .collect();
        all.sort();
        all
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_file_that_changed_meanwhile_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.flow"), "old a").unwrap();
        std::fs::write(folder.path().join("b.flow"), "somebody's").unwrap();
        let changes = BTreeMap::from([
            ("a.flow".to_owned(), change("old a", "new a")),
            ("b.flow".to_owned(), change("old b", "new b")),
        ]);
        let problem = write(folder.path(), &changes).unwrap_err();
        assert!(problem.what.en.contains("b.flow` has changed"), "{problem:?}");
        assert_eq!(listing(folder.path()), pairs(&[("a.flow", "old a"), ("b.flow", "somebody's")]));
    }

    #[test]
    fn files_are_replaced_with_their_permissions_and_nothing_is_left_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flow");
        std::fs::write(&path, "old").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        }
        let changes = BTreeMap::from([("a.flow".to_owned(), change("old", "new"))]);
        write(folder.path(), &changes).unwrap();
        assert_eq!(listing(folder.path()), pairs(&[("a.flow", "new")]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).unwrap();
            let again = BTreeMap::from([("a.flow".to_owned(), change("new", "newer"))]);
            assert!(write(folder.path(), &again).unwrap_err().what.en.contains("read-only"));
            assert_eq!(listing(folder.path()), pairs(&[("a.flow", "new")]));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("real.flow"), "old").unwrap();
        std::os::unix::fs::symlink("real.flow", folder.path().join("link.flow")).unwrap();
        let changes = BTreeMap::from([("link.flow".to_owned(), change("old", "new"))]);
        write(folder.path(), &changes).unwrap();
        assert!(std::fs::symlink_metadata(folder.path().join("link.flow")).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(folder.path().join("real.flow")).unwrap(), "new");
    }
}
