//! The recipes of docs/ci.md, tried: the hook of git stops a commit with a mistake and lets one without pass, and the script
//! for any CI writes its reports and fails.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

const CLEAN: &str = include_str!("cases/build/minimal.flow");

/// The block of docs/ci.md under a heading.
fn block(heading: &str) -> &'static str {
    let text = include_str!("../docs/ci.md");
    let section = text.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    section.split("```sh\n").nth(1).unwrap().split("```").next().unwrap()
}

fn executable(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A command in the folder, with our program on the path.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let ours = Path::new(env!("CARGO_BIN_EXE_sodate")).parent().unwrap();
    let path = format!("{}:{}", ours.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", path).env("SODATE_LANG", "en");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

#[test]
fn the_hook_of_git_stops_a_commit_with_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let git = |arguments: &[&str]| run(path, "git", arguments);
    assert!(git(&["init", "-q"]).status.success());
    executable(&path.join(".git/hooks/pre-commit"), block("A hook of git"));
    let commit = || git(&["-c", "user.name=t", "-c", "user.email=t@acme.example", "commit", "-qm", "x"]);
    std::fs::write(path.join("a.flow"), CLEAN.replace("send thanks", "send thansk")).unwrap();
    git(&["add", "."]);
    let stopped = commit();
    assert_eq!(stopped.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stopped.stderr).contains("F0102"), "{stopped:?}");
    std::fs::write(path.join("a.flow"), CLEAN).unwrap();
    git(&["add", "."]);
    let passed = commit();
    assert!(passed.status.success(), "{passed:?}");
    std::fs::write(path.join("logo.png"), "x").unwrap();
    std::fs::write(path.join("a.flow"), "not staged").unwrap();
    git(&["add", "logo.png"]);
    assert!(commit().status.success(), "a commit without scenarios is not checked");
}

#[test]
fn the_script_for_any_ci_writes_reports_and_fails_on_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    executable(&path.join("ci.sh"), block("Anywhere else"));
    std::fs::write(path.join("a.flow"), CLEAN).unwrap();
    let good = run(path, "./ci.sh", &["out"]);
    assert_eq!((good.status.code(), good.stdout.as_slice()), (Some(0), b"".as_slice()), "{good:?}");
    std::fs::write(path.join("a.flow"), CLEAN.replace("send thanks", "send thansk")).unwrap();
    let bad = run(path, "./ci.sh", &["out"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&bad.stdout).starts_with("a.flow:18:8: error[F0102]"), "{bad:?}");
    for report in ["check.xml", "test.xml"] {
        assert!(std::fs::read_to_string(path.join("out").join(report)).unwrap().contains("<testsuites"), "{report}");
    }
    std::fs::write(path.join("sodate.toml"), "[lnt]\n").unwrap();
    assert_eq!(run(path, "./ci.sh", &["out"]).status.code(), Some(2));
}

#[test]
fn hooks_for_pre_commit_name_commands_that_exist() {
    let text = include_str!("../.pre-commit-hooks.yaml");
    let entries: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("entry: sodate ")).collect();
    assert_eq!(entries.len(), text.matches("- id: ").count());
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.flow"), CLEAN).unwrap();
    for entry in entries {
        let arguments: Vec<&str> = entry.split(' ').collect();
        assert!(run(folder.path(), "sodate", &arguments).status.success(), "{entry}");
    }
}
