//! The words of the language for tools that do not parse: editors that only colour.

use super::grammar::Rule;
use super::keywords::{DECLARATIONS, KEYWORDS};
use super::surface::UNITS;

/// What a word is for, as far as a colour shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordGroup {
    /// Begins a declaration: `scenario`.
    Declaration,
    /// Decides or joins: `if`, `and`.
    Control,
    /// A unit of time: `days`.
    Unit,
    /// A value: `true`.
    Value,
    /// Any other: `send`.
    Other,
}

/// Words that decide or join.
const CONTROL: &[Rule] = &[
    Rule::kw_if,
    Rule::kw_else,
    Rule::kw_otherwise,
    Rule::kw_match,
    Rule::kw_split,
    Rule::kw_repeat,
    Rule::kw_until,
    Rule::kw_await,
    Rule::kw_where,
    Rule::kw_because,
    Rule::kw_and,
    Rule::kw_or,
    Rule::kw_not,
    Rule::kw_in,
    Rule::kw_is,
];

/// Words that are values.
const VALUES: &[Rule] = &[Rule::kw_true, Rule::kw_false, Rule::kw_missing, Rule::kw_known];

/// Each form of each word, in both surfaces, with its group. A form of several words stands once for each.
#[must_use]
pub fn vocabulary() -> Vec<(WordGroup, &'static str)> {
    let mut words = Vec::new();
    for (at, keyword) in KEYWORDS.iter().enumerate() {
        let group = if at < DECLARATIONS {
            WordGroup::Declaration
        } else if UNITS.contains(&keyword.rule) {
            WordGroup::Unit
        } else if CONTROL.contains(&keyword.rule) {
            WordGroup::Control
        } else if VALUES.contains(&keyword.rule) {
            WordGroup::Value
        } else {
            WordGroup::Other
        };
        let letters = |form: &&&str| !form.starts_with(|one: char| one.is_ascii_digit());
        words.extend(keyword.forms.iter().filter(letters).map(|form| (group, *form)));
    }
    words
}
