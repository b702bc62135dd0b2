//! Replacing a file's text at once: whoever reads the file, and whatever happens meanwhile, finds the old text or the new one
//! and never a part.

use super::problem::{Doing, Outcome, Problem};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Gives an existing file a new text. The new text is written beside it and takes its name; permissions stay.
///
/// # Errors
/// When the file or its folder cannot be written. The file has its old text then.
pub fn replace(path: &Path, text: &str) -> Outcome<()> {
    let failed = |error: std::io::Error| Problem::file(Doing::Writing, path, &error);
    // Behind a link, the file itself is replaced and the link stays.
    let path = path.canonicalize().map_err(failed)?;
    let permissions = fs::metadata(&path).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(failed(std::io::ErrorKind::PermissionDenied.into()));
    }
    let beside = beside(&path);
    let written = (|| {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    })();
    if written.is_err() {
        // Somebody else's file of that name is not ours to remove; ours is of no use.
        let ours = !matches!(&written, Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists);
        if ours {
            let _ = fs::remove_file(&beside);
        }
    }
    written.map_err(failed)
}

/// A hidden name in the same folder, so that taking the file's name is one step.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flow");
        fs::write(&path, "old").unwrap();
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_keeps_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flow");
        fs::write(&path, "old").unwrap();
        fs::write(beside(&path), "somebody else's").unwrap();
        assert!(replace(&path, "new").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_to_string(beside(&path)).unwrap(), "somebody else's");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.flow"), folder.path().join("b.flow"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
