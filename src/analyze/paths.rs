//! Paths as files name each other: relative to the file that names, inside the workspace, with `/` between folders.

use crate::diagnostic::{fold, nearest};

/// The path in the workspace that `written` means in the folder `base`; `None` where it leaves the workspace.
pub(super) fn resolve(base: &str, written: &str) -> Option<String> {
    if written.starts_with(['/', '\\']) || is_elsewhere(written) {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Whether it is a path on a drive (`C:\…`) or an address (`https://…`). Any other colon is a letter of a file's name.
fn is_elsewhere(written: &str) -> bool {
    let Some((before, behind)) = written.split_once(':') else { return false };
    let drive = before.len() == 1 && before.bytes().all(|one| one.is_ascii_alphabetic());
    behind.starts_with("//") || drive && behind.starts_with(['/', '\\'])
}

/// The folder of a path; empty for the workspace's own.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// How a file in the folder `base` names the path.
pub(super) fn relative(base: &str, path: &str) -> String {
    let from: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to.into_iter().skip(same)).collect::<Vec<_>>().join("/")
}

/// The path, as written in the folder `base`, that was most likely meant: one of the same name in another folder, else one
/// that is a slip of the finger away.
pub(super) fn nearest_path(base: &str, written: &str, known: &[String]) -> Option<String> {
    let as_written: Vec<String> = known.iter().map(|path| relative(base, path)).collect();
    let wanted = fold(name(written));
    let mut same_name = as_written.iter().filter(|path| fold(name(path)) == wanted);
    let found = match (same_name.next(), same_name.next()) {
        (Some(only), None) => Some(only.as_str()),
        (Some(_) | None, _) => nearest(written, as_written.iter().map(String::as_str)),
    };
    found.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_workspace() {
        assert_eq!(resolve("a/b", "../c.flow"), Some("a/c.flow".to_owned()));
        assert_eq!(resolve("", "./x//y.flow"), Some("x/y.flow".to_owned()));
        assert_eq!(resolve("", "shared/"), Some("shared".to_owned()));
        assert_eq!(resolve("a", "../../c.flow"), None);
        assert_eq!(resolve("", "/etc/passwd"), None);
        for elsewhere in ["C:/x.flow", "c:\\x.flow", "https://acme.example/x.flow"] {
            assert_eq!(resolve("", elsewhere), None);
        }
        assert_eq!(resolve("a", "x:y.flow"), Some("a/x:y.flow".to_owned()));
        assert_eq!(resolve("", "2026-04-01 10:00.flow"), Some("2026-04-01 10:00.flow".to_owned()));
    }

    #[test]
    fn a_relative_path_leads_back() {
        for (base, path, written) in [
            ("", "a/b.flow", "a/b.flow"),
            ("a", "a/b.flow", "b.flow"),
            ("a/c", "a/b.flow", "../b.flow"),
            ("x/y", "a/b.flow", "../../a/b.flow"),
        ] {
            assert_eq!(relative(base, path), written);
            assert_eq!(resolve(base, written).as_deref(), Some(path));
        }
    }

    #[test]
    fn the_file_that_was_meant_is_found() {
        let known = ["mails/thanks.md", "mails/case_study.md", "old/case_study.md"].map(str::to_owned);
        let near = |base, written| nearest_path(base, written, &known);
        assert_eq!(near("", "thanks.md").as_deref(), Some("mails/thanks.md"));
        assert_eq!(near("flows", "mails/thanks.md").as_deref(), Some("../mails/thanks.md"));
        assert_eq!(near("", "mails/thansk.md").as_deref(), Some("mails/thanks.md"));
        assert_eq!(near("", "mails/case_study.md").as_deref(), Some("mails/case_study.md"));
        assert_eq!(near("", "nowhere.txt"), None);
    }
}
