//! `sodate check --fix`: applies the safe fixes of all workspaces, writes the files, and says what was changed.

use super::write::write;
use crate::analyze::fix::{Applied, Change};
use crate::cli::compile::Compiled;
use crate::cli::context::Context;
use crate::cli::problem::{Exit, Outcome};
use crate::cli::workspace::Target;
use crate::diagnostic::Language;
use crate::render::json::FixedJson;
use crate::render::{Look, diff, layout};
use anstyle::{AnsiColor, Style};
use std::collections::BTreeMap;

/// What is to be fixed in one workspace.
struct Part {
    changes: BTreeMap<String, Change>,
    applied: Vec<Applied>,
    unsettled: bool,
}

/// What is to be fixed.
pub struct Fixes {
    /// The workspaces as they are with the fixes.
    pub checked: Vec<Compiled>,
    parts: Vec<Part>,
}

impl Fixes {
    /// Finds out what to fix; writes nothing.
    ///
    /// # Errors
    /// Mistakes in a configuration.
    pub fn find(targets: Vec<Target>, context: &Context) -> Outcome<Self> {
        let mut fixes = Self { checked: Vec::new(), parts: Vec::new() };
        for target in targets {
            let (compiled, fixed) = Compiled::fixed(target, context)?;
            fixes.checked.push(compiled);
            let (changes, applied, unsettled) = fixed;
            fixes.parts.push(Part { changes, applied, unsettled });
        }
        Ok(fixes)
    }

    /// Writes the files.
    ///
    /// # Errors
    /// Files that changed meanwhile or cannot be written.
    pub fn write(&self) -> Outcome<()> {
        self.checked.iter().zip(&self.parts).try_for_each(|(one, part)| write(&one.target.root, &part.changes))
    }

    fn applied(&self) -> usize {
        self.parts.iter().map(|part| part.applied.len()).sum()
    }

    fn files(&self) -> usize {
        self.parts.iter().map(|part| part.changes.len()).sum()
    }

    /// What was fixed, file by file, with an empty line after it.
    #[must_use]
    pub fn report(&self, look: &Look) -> String {
        let mut out = String::new();
        for (one, part) in self.checked.iter().zip(&self.parts) {
            for path in part.changes.keys() {
                let word = word(("fixed", "修正"), look.language);
                let path_shown = layout::clean_line(&format!("{}{path}", one.look.prefix));
                out.push_str(&format!("{} {path_shown}\n", look.paint(AnsiColor::Green.on_default(), word)));
                let of_file = part.applied.iter().filter(|applied| applied.path == *path);
                let row = |applied: &Applied| {
                    let place = format!("{}:{}", applied.place.line, applied.place.column);
                    vec![place, applied.code.to_string(), layout::clean_line(applied.title.get(look.language))]
                };
                out.push_str(&layout::table_within(&of_file.map(row).collect::<Vec<_>>(), 2, look.width));
            }
        }
        out.push_str(&self.total(look.language));
        if self.parts.iter().any(|part| part.unsettled) {
            out.push_str(word(
                ("more can be fixed: call it again\n", "まだ修正できるものがあります。もう一度実行してください。\n"),
                look.language,
            ));
        }
        out.push('\n');
        out
    }

    fn total(&self, language: Language) -> String {
        let (applied, files) = (self.applied(), self.files());
        match (language, applied) {
            (Language::English, 0) => "nothing to fix\n".to_owned(),
            (Language::Japanese, 0) => "自動で修正できるものはありません\n".to_owned(),
            (Language::English, _) => {
                let fixes = crate::render::plural(applied, "fix", "fixes");
                format!("{fixes} in {}\n", crate::render::plural(files, "file", "files"))
            }
            (Language::Japanese, _) => format!("{applied}件を修正しました（{files}ファイル）\n"),
        }
    }

    /// Shows the changes that would be written.
    ///
    /// # Errors
    /// Output that cannot be written.
    pub fn show(&self, context: &mut Context) -> Outcome {
        let look = context.look.clone();
        for (one, part) in self.checked.iter().zip(&self.parts) {
            for (path, change) in &part.changes {
                let path = format!("{}{path}", one.look.prefix);
                context.output.print(&diff::unified(&path, &change.before, &change.after, &look))?;
            }
        }
        let (applied, files) = (self.applied(), self.files());
        let text = match (look.language, applied) {
            (Language::English | Language::Japanese, 0) => self.total(look.language),
            (Language::English, _) => {
                let fixes = crate::render::plural(applied, "fix", "fixes");
                format!("{fixes} possible in {}; nothing was written\n", crate::render::plural(files, "file", "files"))
            }
            (Language::Japanese, _) => {
                format!("{applied}件を修正できます（{files}ファイル）。書き込みはしていません\n")
            }
        };
        context.output.complain(&look.paint(Style::new().bold(), &text));
        Ok(if applied > 0 { Exit::Findings } else { Exit::Fine })
    }

    /// What was fixed, for machines.
    #[must_use]
    pub fn as_json(&self, language: Language) -> Vec<FixedJson> {
        let parts = self.checked.iter().zip(&self.parts);
        let one = |prefix: &str, applied: &Applied| {
            let path = format!("{prefix}{}", applied.path);
            FixedJson::new(path, applied.place, applied.code, &applied.title, language)
        };
        parts
            .flat_map(|(checked, part)| part.applied.iter().map(move |applied| one(&checked.look.prefix, applied)))
            .collect()
    }
}

const fn word(pair: (&'static str, &'static str), language: Language) -> &'static str {
    crate::cli::help::pick(pair, language)
}
