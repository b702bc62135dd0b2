//! What every command gets: the language and look of its output, the folder it works in, the environment as read once at the
//! start. Nothing below the command line looks at the environment or the terminal.

use super::arguments::{ColorOption, LanguageOption, Options};
use super::output::Output;
use super::problem::{Configuration, Exit, Outcome, Problem};
use super::workspace;
use crate::config::{self, Config};
use crate::diagnostic::{Language, Text, nearest};
use crate::engine::civil;
use crate::render::{Look, layout};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The environment of the process, read once.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    variables: Vec<(String, String)>,
}

impl Environment {
    /// The variables of this process whose names and values are valid text, in order of their names.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        let mut variables: Vec<(String, String)> = std::env::vars_os().filter_map(text).collect();
        variables.sort();
        Self { variables }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All variables.
    #[must_use]
    pub fn all(&self) -> &[(String, String)] {
        &self.variables
    }
}

/// What a command works with.
pub struct Context {
    /// How to draw.
    pub look: Look,
    /// Where to write.
    pub output: Output,
    /// The environment.
    pub environment: Environment,
    /// `--workspace`.
    pub workspace: Option<PathBuf>,
}

impl Context {
    /// The context of a call, before a workspace is known.
    #[must_use]
    pub fn new(options: &Options, environment: Environment, here: &Path) -> Self {
        let output = Output::new(match options.color {
            ColorOption::Auto => anstream::ColorChoice::Auto,
            ColorOption::Always => anstream::ColorChoice::AlwaysAnsi,
            ColorOption::Never => anstream::ColorChoice::Never,
        });
        let language = language(options.lang, &environment, here);
        let look = Look {
            language,
            width: width(),
            ascii: options.ascii || environment.get("SODATE_ASCII").is_some(),
            color: output.colored(),
            prefix: String::new(),
        };
        Self { look, output, environment, workspace: options.workspace.clone() }
    }

    /// The workspace that the command works on: `--workspace`, else the nearest folder above with a sodate.toml.
    ///
    /// # Errors
    /// When there is none.
    pub fn root(&self) -> Outcome<PathBuf> {
        if let Some(given) = &self.workspace {
            if !given.is_dir() {
                return Err(Problem::usage(
                    format!("the workspace `{}` is no folder", given.display()),
                    format!("ワークスペース `{}` はフォルダーではありません", given.display()),
                ));
            }
            return Ok(given.clone());
        }
        workspace::above(Path::new(".")).ok_or_else(|| {
            Problem::usage(
                "there is no sodate.toml in this folder or above it",
                "このフォルダーにも上のフォルダーにもsodate.tomlがありません",
            )
            .help(
                "`sodate init DIR` makes a workspace; `--workspace DIR` names one",
                "`sodate init DIR` で作るか、`--workspace DIR` で指定してください",
            )
        })
    }

    /// The configuration of a workspace.
    ///
    /// # Errors
    /// All mistakes in it, drawn with its lines.
    pub fn config(&self, root: &Path) -> Outcome<Config> {
        let wrong = |problems| {
            let path = root.join(config::FILE_NAME);
            Box::new(Problem {
                what: Text::new("the configuration has mistakes", "設定に誤りがあります"),
                help: None,
                exit: Exit::Usage,
                configuration: Some(Configuration {
                    path: workspace::shown(&path),
                    text: std::fs::read_to_string(&path).unwrap_or_default(),
                    problems,
                }),
            })
        };
        let config = Config::load(root, self.environment.all()).map_err(wrong)?;
        let zone = &config.workspace.zone;
        if civil::is_zone(zone) {
            return Ok(config);
        }
        let problem = Problem::usage(
            format!("`[workspace] zone`: there is no time zone `{zone}`"),
            format!("`[workspace] zone`: タイムゾーン `{zone}` はありません"),
        );
        Err(match nearest(zone, civil::zone_names()) {
            Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
            None => problem.help("write an IANA name such as `Asia/Tokyo`", "`Asia/Tokyo` のように書いてください"),
        })
    }
}

/// Columns of the terminal that output goes to.
#[must_use]
pub fn width() -> usize {
    let columns =
        terminal_size::terminal_size_of(std::io::stdout()).map_or(layout::DEFAULT_WIDTH, |size| size.0.0.into());
    columns.clamp(layout::MIN_WIDTH, layout::MAX_WIDTH)
}

/// The language: option, `SODATE_LANG`, sodate.toml, locale, English.
#[must_use]
pub fn language(option: Option<LanguageOption>, environment: &Environment, here: &Path) -> Language {
    let from_option = option.map(|option| match option {
        LanguageOption::En => Language::English,
        LanguageOption::Ja => Language::Japanese,
    });
    from_option
        .or_else(|| environment.get("SODATE_LANG").and_then(named))
        .or_else(|| workspace::above(here).and_then(|root| config::language_of(&root)))
        .or_else(|| {
            // The order of POSIX: the first that is set decides, even if it says something else.
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| environment.get(name))?;
            named(locale)
        })
        .unwrap_or_default()
}

/// `ja`, `ja_JP.UTF-8`, `en`.
fn named(name: &str) -> Option<Language> {
    let name = name.to_lowercase();
    if name.starts_with("ja") {
        Some(Language::Japanese)
    } else if name.starts_with("en") {
        Some(Language::English)
    } else {
        None
    }
}

/// The language of a call that could not be understood yet: looks for `--lang` and `--workspace` among the words.
#[must_use]
pub fn guess_language(arguments: &[OsString], environment: &Environment) -> Language {
    let value = |name: &str| {
        let mut words = arguments.iter().filter_map(|word| word.to_str());
        let assigned = format!("{name}=");
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            if let Some(value) = word.strip_prefix(&assigned) {
                return Some(value);
            }
            if word == name {
                return words.next();
            }
        }
        None
    };
    let option = value("--lang").and_then(named).map(|language| match language {
        Language::English => LanguageOption::En,
        Language::Japanese => LanguageOption::Ja,
    });
    language(option, environment, Path::new(value("--workspace").unwrap_or(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Environment { variables }
    }

    #[test]
    fn the_language_is_decided_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        let locale = environment(&[("LANG", "ja_JP.UTF-8")]);
        assert_eq!(language(None, &locale, &inner), Language::Japanese);
        assert_eq!(language(None, &environment(&[("LANG", "ja_JP"), ("LC_ALL", "C")]), &inner), Language::English);
        std::fs::write(folder.path().join("sodate.toml"), "[workspace]\nlanguage = \"en\"\nwrong = 1\n").unwrap();
        assert_eq!(language(None, &locale, &inner), Language::English);
        let variable = environment(&[("LANG", "en_US"), ("SODATE_LANG", "ja")]);
        assert_eq!(language(None, &variable, &inner), Language::Japanese);
        assert_eq!(language(Some(LanguageOption::En), &variable, &inner), Language::English);
        let words = ["sodate", "--lang=ja", "chek"].map(OsString::from);
        assert_eq!(guess_language(&words, &environment(&[])), Language::Japanese);
    }
}
