//! `sodate init DIR`: a new workspace with one working scenario, its tests, sample leads and fresh secrets.

use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use crate::config::{self, SecretFiles};
use crate::diagnostic::Language;
use crate::render::layout;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "init",
    about: ("Make a workspace with a working scenario", "動く見本つきのワークスペースを作る"),
    arguments: &[("dir", ("The new folder, or an existing one", "新しいフォルダー、または既存のフォルダー"))],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// A file of the new workspace: its name, its text, what it is (English, Japanese).
type File = (&'static str, &'static str, (&'static str, &'static str));

const fn files(language: Language) -> [File; 5] {
    let (config, scenario, leads, readme) = match language {
        Language::English => (
            include_str!("init/en/sodate.toml"),
            include_str!("init/en/scenario.flow"),
            include_str!("init/en/leads.csv"),
            include_str!("init/en/README.md"),
        ),
        Language::Japanese => (
            include_str!("init/ja/sodate.toml"),
            include_str!("init/ja/scenario.flow"),
            include_str!("init/ja/leads.csv"),
            include_str!("init/ja/README.md"),
        ),
    };
    [
        ("sodate.toml", config, ("settings; no mail leaves yet", "設定（まだメールは出ません）")),
        ("scenario.flow", scenario, ("a scenario with its mails and tests", "シナリオ、メール、テスト")),
        ("leads.csv", leads, ("sample leads", "リードの見本")),
        ("README.md", readme, ("the way from here", "このあとの手順")),
        (
            ".gitignore",
            include_str!("init/gitignore"),
            ("keeps secrets and leads out of git", "秘密の鍵とリードをgitに入れない設定"),
        ),
    ]
}

/// Makes the workspace.
///
/// # Errors
/// A folder that is a workspace already or holds a file of the same name; anything that cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let dir = &arguments.dir;
    let language = context.look.language;
    let files = files(language);
    refuse_existing(dir, &files)?;
    let secrets = SecretFiles::default();
    let secret_paths = [&secrets.token_key_file, &secrets.api_key_file];
    make_folders(dir)?;
    for (name, text, _) in files {
        let path = dir.join(name);
        write_new(&path, text).map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
    }
    for path in secret_paths {
        let path = dir.join(path);
        config::write_new_secret(&path).map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
    }
    context.output.print(&report(dir, &files, language))?;
    Ok(Exit::Fine)
}

fn report(dir: &Path, files: &[File], language: Language) -> String {
    let mut rows: Vec<Vec<String>> = files
        .iter()
        .map(|(name, _, about)| vec![(*name).to_owned(), super::help::pick(*about, language).to_owned()])
        .collect();
    let keys = ("secret keys, readable by you only", "秘密の鍵（本人だけが読めます）");
    rows.push(vec![".sodate/".to_owned(), super::help::pick(keys, language).to_owned()]);
    let table = layout::table(&rows, 2);
    let shown = super::workspace::shown(dir);
    let here = dir.components().all(|part| part == std::path::Component::CurDir);
    // Two lines: not every shell joins commands with `&&`.
    let folder = (!here).then(|| format!("cd {shown}"));
    let commands: Vec<String> =
        folder.into_iter().chain(["sodate test", "sodate mail preview thanks"].map(str::to_owned)).collect();
    let next = super::storage::next_steps(&commands, language);
    match language {
        Language::English => format!("made the workspace `{shown}`\n{table}{next}"),
        Language::Japanese => format!("ワークスペース `{shown}` を作りました。\n{table}{next}"),
    }
}

fn refuse_existing(dir: &Path, files: &[File]) -> Outcome<()> {
    let shown = dir.display();
    if dir.exists() && !dir.is_dir() {
        return Err(Problem::usage(format!("`{shown}` is a file"), format!("`{shown}` はファイルです"))
            .help("name a folder", "フォルダーを指定してください"));
    }
    if dir.join(config::FILE_NAME).exists() {
        return Err(Problem::usage(
            format!("`{shown}` is a workspace already: it has a sodate.toml"),
            format!("`{shown}` はすでにワークスペースです（sodate.tomlがあります）"),
        )
        .help("name another folder", "別のフォルダーを指定してください"));
    }
    let secrets = [".sodate/token.key", ".sodate/api.key"];
    let taken = files.iter().map(|(name, ..)| *name).chain(secrets).find(|name| dir.join(name).exists());
    match taken {
        Some(name) => Err(Problem::usage(
            format!("`{shown}` holds a file `{name}` already, and nothing is overwritten"),
            format!("`{shown}` に `{name}` がすでにあります。上書きはしません"),
        )
        .help(
            "name another folder, or move that file away",
            "別のフォルダーを指定するか、そのファイルを移してください",
        )),
        None => Ok(()),
    }
}

fn make_folders(dir: &Path) -> Outcome<()> {
    let secrets = dir.join(".sodate");
    std::fs::create_dir_all(dir).map_err(|error| Problem::file(Doing::Writing, dir, &error))?;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&secrets).map_err(|error| Problem::file(Doing::Writing, &secrets, &error))
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_sample_configurations_are_right_also_where_they_are_commented_out() {
        for language in [Language::English, Language::Japanese] {
            let [(_, text, _), ..] = files(language);
            Config::read(text, &[]).unwrap();
            let uncommented: String = text
                .lines()
                .map(|line| match line.strip_prefix("# ") {
                    Some(rest) if rest.starts_with('[') || (rest.contains(" = ") && rest.is_ascii()) => {
                        format!("{rest}\n")
                    }
                    Some(_) | None => format!("{line}\n"),
                })
                .collect();
            let config = Config::read(&uncommented, &[]).unwrap();
            assert_eq!(config.mail.smtp.host.as_deref(), Some("smtp.acme.example"));
            assert!(config.http.public_url.is_some());
        }
    }
}
