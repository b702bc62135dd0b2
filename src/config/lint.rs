//! `[lint]`: levels of findings, by code or by name: `unused-link = "error"`, `F0112 = "off"`.

use super::problem::{Place, Problem};
use crate::diagnostic::registry::{Kind, kind_named};
use crate::diagnostic::{Code, Level, Levels, Text, nearest};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Name of the section.
pub(super) const SECTION: &str = "lint";

/// Reads the section.
pub(super) fn read(table: &DeTable<'_>, levels: &mut Levels, problems: &mut Vec<Problem>) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let mut set: BTreeMap<Code, Range<usize>> = BTreeMap::new();
    for (name, value) in entries {
        match entry(name, value) {
            Ok((kind, level)) => {
                if set.insert(kind.code, name.span()).is_some() {
                    problems.push(twice(kind, name.span()));
                }
                levels.0.insert(kind.code, level);
            }
            Err(problem) => problems.push(*problem),
        }
    }
}

fn entry(name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Result<(&'static Kind, Level), Box<Problem>> {
    let kind = kind_named(name.get_ref()).map_err(|near| unknown(name, near))?;
    let word = value.get_ref().as_str();
    let level = word.and_then(Level::named).ok_or_else(|| wrong_level(kind, word, value.span()))?;
    if !kind.adjustable() && level != Level::Error {
        return Err(error_stays(kind, value.span()));
    }
    Ok((kind, level))
}

fn unknown(name: &Spanned<Cow<'_, str>>, near: Option<&'static str>) -> Box<Problem> {
    let written = name.get_ref();
    let problem = Problem::at(
        Text::new(format!("there is no code or name `{written}`"), format!("`{written}` という番号や名前はありません")),
        Place::File(name.span()),
        Text::new("unknown finding", "この指摘はありません"),
    );
    Box::new(problem.with_help(match near {
        Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        None => Text::new(
            "write a code or name that `sodate explain` lists",
            "`sodate explain` の一覧にある番号か名前を書いてください",
        ),
    }))
}

fn wrong_level(kind: &Kind, word: Option<&str>, span: Range<usize>) -> Box<Problem> {
    let Kind { code, name, .. } = kind;
    let words: Vec<String> = Level::WORDS.iter().map(|word| format!("\"{word}\"")).collect();
    let near = word.and_then(|word| nearest(word, Level::WORDS));
    let problem = Problem::at(
        Text::new(
            format!("the level of `{name}` ({code}) is not understood"),
            format!("`{name}`（{code}）のレベルが正しくありません"),
        ),
        Place::File(span),
        Text::new("this value", "この値"),
    );
    Box::new(problem.with_help(match near {
        Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        None => {
            Text::new(format!("write {}", words.join(" or ")), format!("{}のどれかを書いてください", words.join("、")))
        }
    }))
}

fn error_stays(kind: &Kind, span: Range<usize>) -> Box<Problem> {
    let Kind { code, name, .. } = kind;
    let problem = Problem::at(
        Text::new(
            format!("`{name}` ({code}) is an error and cannot be lowered"),
            format!("`{name}`（{code}）はエラーなので、レベルを下げられません"),
        ),
        Place::File(span),
        Text::new("must stay an error", "エラーのままです"),
    );
    Box::new(problem.with_help(Text::new(
        "a scenario with this mistake has no meaning that could be run; delete the line and mend the scenario",
        "この誤りがあるシナリオは動かせません。この行を削除し、シナリオを直してください",
    )))
}

fn twice(kind: &Kind, span: Range<usize>) -> Problem {
    let Kind { code, name, .. } = kind;
    Problem::at(
        Text::new(
            format!("the level of `{name}` ({code}) is set twice"),
            format!("`{name}`（{code}）のレベルが2回書かれています"),
        ),
        Place::File(span),
        Text::new("set above by its code or name", "番号または名前ですでに書かれています"),
    )
    .with_help(Text::new("keep one of the two lines", "どちらか1行だけを残してください"))
}
