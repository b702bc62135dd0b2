//! Wrong calls, said in both languages: the argument parser's own words exist in English only.

use super::problem::Problem;
use crate::diagnostic::Text;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong with the arguments of `command` (`sodate lead import`).
#[must_use]
pub fn problem(error: &clap::Error, command: &str) -> Box<Problem> {
    let what = what(error);
    let problem = Problem::usage(what.en, what.ja);
    match help(error) {
        Some(help) => problem.help(help.en, help.ja),
        None => problem.help(
            format!("`{command} --help` shows how it is called"),
            format!("使い方は `{command} --help` で確かめられます"),
        ),
    }
}

fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    list(error, kind).into_iter().next()
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(_) | None => Vec::new(),
    }
}

/// `--format <FORMAT>` as people type it: `--format`.
fn bare(argument: &str) -> &str {
    argument.split_once([' ', '=']).map_or(argument, |(name, _)| name).trim_end_matches("...")
}

fn what(error: &clap::Error) -> Text {
    let argument = one(error, ContextKind::InvalidArg).unwrap_or_default();
    let name = bare(&argument);
    let value = one(error, ContextKind::InvalidValue).unwrap_or_default();
    let kind = error.kind();
    if kind == ErrorKind::InvalidSubcommand {
        let found = one(error, ContextKind::InvalidSubcommand).unwrap_or_default();
        Text::new(format!("there is no command `{found}`"), format!("`{found}` というコマンドはありません"))
    } else if kind == ErrorKind::UnknownArgument {
        Text::new(format!("`{argument}` is not understood here"), format!("`{argument}` はここでは使えません"))
    } else if kind == ErrorKind::InvalidValue && value.is_empty() {
        Text::new(format!("`{name}` needs a value"), format!("`{name}` に値がありません"))
    } else if kind == ErrorKind::InvalidValue || kind == ErrorKind::ValueValidation {
        Text::new(format!("`{value}` is no value for `{name}`"), format!("`{name}` に `{value}` は指定できません"))
    } else if kind == ErrorKind::ArgumentConflict {
        Text::new(
            format!("`{name}` is given twice or does not go with another one"),
            format!("`{name}` は重ねて指定できません"),
        )
    } else if kind == ErrorKind::MissingRequiredArgument {
        let missing = list(error, ContextKind::InvalidArg);
        let missing: Vec<String> = missing.iter().map(|one| format!("`{one}`")).collect();
        Text::new(format!("missing: {}", missing.join(", ")), format!("{}が指定されていません", missing.join("、")))
    } else if kind == ErrorKind::MissingSubcommand {
        Text::new("a command is missing", "コマンドが指定されていません")
    } else if kind == ErrorKind::InvalidUtf8 {
        Text::new("an argument is not valid text (UTF-8)", "引数に正しい文字列（UTF-8）でないものがあります")
    } else {
        Text::new("the call is not understood", "コマンドの書き方が正しくありません")
    }
}

/// Whether a suggestion is near enough to be what was meant; the parser also suggests words that share a few letters.
fn is_near(suggested: &str, error: &clap::Error) -> bool {
    let found = [ContextKind::InvalidSubcommand, ContextKind::InvalidValue, ContextKind::InvalidArg]
        .into_iter()
        .find_map(|kind| one(error, kind))
        .unwrap_or_default();
    strsim::osa_distance(bare(&found), bare(suggested)) <= (found.chars().count() / 3).max(1)
}

fn help(error: &clap::Error) -> Option<Text> {
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| one(error, kind))
        .filter(|near| is_near(near, error));
    if let Some(near) = suggested {
        return Some(Text::new(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")));
    }
    let mut valid = list(error, ContextKind::ValidValue);
    if valid.is_empty() {
        valid = list(error, ContextKind::ValidSubcommand);
    }
    if valid.is_empty() {
        return None;
    }
    let valid: Vec<String> = valid.iter().map(|one| format!("`{one}`")).collect();
    Some(Text::new(format!("there are {}", valid.join(", ")), format!("指定できるのは{}です", valid.join("、"))))
}
