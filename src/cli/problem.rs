//! What went wrong with a command, for people: what, where, and the way out, in both languages, with the exit code that
//! scripts see.

use crate::config;
use crate::diagnostic::{Label, Severity, Text};
use crate::render::{self, Look, layout};
use crate::source::{Sources, Span};
use std::process::ExitCode;

/// How a command ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: fine.
    Fine,
    /// 1: the command worked and found something: errors, failing tests, refused lines.
    Findings,
    /// 2: the command was called wrongly.
    Usage,
    /// 3: reading, writing or the program itself failed.
    Failure,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Failure => 3,
        })
    }
}

/// Why a command stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, lower case, without a full stop in English.
    pub what: Text,
    /// The way out.
    pub help: Option<Text>,
    /// Exit code.
    pub exit: Exit,
    /// Places in a configuration file that are meant, with its text; each has words of its own.
    pub configuration: Option<Configuration>,
}

/// Mistakes in a configuration file, to be drawn with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Path as shown.
    pub path: String,
    /// Text of the file.
    pub text: String,
    /// The mistakes.
    pub problems: Vec<config::Problem>,
}

/// Result of a command.
pub type Outcome<T = Exit> = Result<T, Box<Problem>>;

impl Problem {
    /// A wrong call.
    #[must_use]
    pub fn usage(en: impl Into<String>, ja: impl Into<String>) -> Box<Self> {
        Self::new(Exit::Usage, en, ja)
    }

    /// A finding that stops the command.
    #[must_use]
    pub fn finding(en: impl Into<String>, ja: impl Into<String>) -> Box<Self> {
        Self::new(Exit::Findings, en, ja)
    }

    /// A failure of reading, writing or the program.
    #[must_use]
    pub fn failure(en: impl Into<String>, ja: impl Into<String>) -> Box<Self> {
        Self::new(Exit::Failure, en, ja)
    }

    fn new(exit: Exit, en: impl Into<String>, ja: impl Into<String>) -> Box<Self> {
        Box::new(Self { what: Text::new(en, ja), help: None, exit, configuration: None })
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self: Box<Self>, en: impl Into<String>, ja: impl Into<String>) -> Box<Self> {
        self.help = Some(Text::new(en, ja));
        self
    }

    /// A file that could not be read or written. A path that does not exist is a wrong call.
    #[must_use]
    pub fn file(doing: Doing, path: &std::path::Path, error: &std::io::Error) -> Box<Self> {
        let shown = path.display();
        let (en, ja) = match doing {
            Doing::Reading => (format!("cannot read `{shown}`"), format!("`{shown}` を読めません")),
            Doing::Writing => (format!("cannot write `{shown}`"), format!("`{shown}` に書き込めません")),
        };
        let problem = Self::failure(format!("{en}: {error}"), format!("{ja}（{error}）"));
        if error.kind() == std::io::ErrorKind::NotFound {
            let (en, ja) = match doing {
                Doing::Reading => (format!("`{shown}` does not exist"), format!("`{shown}` がありません")),
                Doing::Writing => (
                    format!("cannot write `{shown}`: its folder does not exist"),
                    format!("`{shown}` に書き込めません（フォルダーがありません）"),
                ),
            };
            Self::usage(en, ja).help("look whether the path is right", "パスが正しいか確かめてください")
        } else if error.kind() == std::io::ErrorKind::PermissionDenied {
            problem.help(
                "look at the permissions of the file and its folder",
                "ファイルとフォルダーの権限を確かめてください",
            )
        } else {
            problem
        }
    }

    /// The problem as text. Ends with a line feed.
    #[must_use]
    pub fn draw(&self, look: &Look) -> String {
        if let Some(configuration) = &self.configuration {
            return configuration.draw(look);
        }
        let word = render::severity_word(Severity::Error, look.language);
        let style = anstyle::AnsiColor::Red.on_default().bold();
        let what = layout::hanging(&format!("{word}: "), &layout::clean(self.what.get(look.language)), look.width);
        let mut out = what.replacen(word, &look.paint(style, word), 1);
        if let Some(help) = &self.help {
            let lead = format!("  {}", render::help_word(look.language));
            out.push_str(&layout::hanging(&lead, &layout::clean(help.get(look.language)), look.width));
        }
        out
    }
}

/// What was tried with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Writing,
}

impl Configuration {
    fn draw(&self, look: &Look) -> String {
        let mut sources = Sources::new();
        let file = sources.add(self.path.clone(), self.text.clone());
        let word = render::severity_word(Severity::Error, look.language);
        let mut out = String::new();
        for problem in &self.problems {
            match &problem.place {
                Some(config::Place::File(range)) => {
                    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                    let span = Span::new(file, offset(range.start), offset(range.end));
                    let label = Label { span, text: problem.label.clone().unwrap_or_else(|| Text::new("", "")) };
                    let help = problem.help.as_ref();
                    let look = Look { prefix: String::new(), ..look.clone() };
                    out.push_str(&render::drawing(
                        word,
                        Severity::Error,
                        &problem.message,
                        &[&label],
                        help,
                        &sources,
                        &look,
                    ));
                }
                Some(config::Place::Environment(_)) | None => {
                    let plain = Problem {
                        what: problem.message.clone(),
                        help: problem.help.clone(),
                        exit: Exit::Usage,
                        configuration: None,
                    };
                    out.push_str(&plain.draw(look));
                }
            }
            out.push('\n');
        }
        out.trim_end_matches('\n').to_owned() + "\n"
    }
}
