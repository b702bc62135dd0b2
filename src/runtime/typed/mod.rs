//! Values from outside: text of a CSV cell or of a command line, JSON of an API call, turned into typed values by the
//! program's schema. One place for all three ways in, so that the same value is right or wrong everywhere, with the same
//! words.

mod json;
mod text;

pub use json::{event_from_json, lead_fields_from_json, value_from_json};
pub use text::{event_from_text, value_from_text};

use crate::diagnostic::{Text, nearest};
use crate::ir::{EventType, Field, Program};
use indexmap::IndexMap;

/// Longest text value in characters: a long letter. More does not belong into a mail's template.
pub const MAX_TEXT_CHARACTERS: usize = 10_000;
/// Most values in one list.
pub const MAX_LIST_VALUES: usize = 1_000;
/// Characters of a wrong value that are repeated in a message.
const SHOWN_CHARACTERS: usize = 60;

/// What is wrong with one field or property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its name, as it was given.
    pub field: String,
    /// What is wrong, and the way out.
    pub text: Text,
}

impl FieldProblem {
    pub(crate) fn new(field: &str, text: Text) -> Self {
        Self { field: field.to_owned(), text }
    }
}

/// A value as it may be shown in a message: cut short, line breaks and other control characters made visible.
fn shown(value: &str) -> String {
    let value = value.replace("\r\n", "\n");
    let visible = |character: char| match character {
        '\n' | '\r' => '⏎',
        other if other.is_control() => char::REPLACEMENT_CHARACTER,
        other => other,
    };
    let mut short: String = value.chars().take(SHOWN_CHARACTERS).map(visible).collect();
    if value.chars().nth(SHOWN_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}

/// The event of that name, or the problem that there is none.
fn event_type<'a>(program: &'a Program, name: &str) -> Result<&'a EventType, FieldProblem> {
    program.events.get(name).ok_or_else(|| {
        let known = program.events.keys().map(String::as_str);
        FieldProblem::new("event", unknown("event", "イベント", name, known))
    })
}

/// "There is no such thing", with the nearest that there is.
fn unknown<'a>(kind_en: &str, kind_ja: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Text {
    let name = shown(name);
    match nearest(&name, known) {
        Some(near) => Text::new(
            format!("there is no {kind_en} `{name}`; did you mean `{near}`?"),
            format!("{kind_ja} `{name}` はありません。`{near}` ではありませんか"),
        ),
        None => Text::new(format!("there is no {kind_en} `{name}`"), format!("{kind_ja} `{name}` はありません")),
    }
}

/// Adds a problem for each property that must be there and is not.
fn check_required(fields: &IndexMap<String, Field>, has: impl Fn(&str) -> bool, problems: &mut Vec<FieldProblem>) {
    for (name, field) in fields {
        if is_required(field) && !has(name) && !problems.iter().any(|one| one.field == *name) {
            problems.push(FieldProblem::new(name, missing(name)));
        }
    }
}

/// Whether a value must be given: it may not be missing and has no default.
#[must_use]
pub fn is_required(field: &Field) -> bool {
    !field.optional && field.default.is_none()
}

/// The words for a missing value.
pub(crate) fn missing(name: &str) -> Text {
    Text::new(format!("`{name}` is missing"), format!("`{name}` がありません"))
}
