//! Names that are half a sentence: `リード.従業員数が300以上`, `スコアが50以上`. The grammar takes all of it for a name, since Japanese
//! has no blanks; what is declared tells where the name ends.

use crate::diagnostic::FixSafety;
use crate::model::checker::Checker;
use crate::model::types::Type;
use crate::syntax::ast::Name;
use crate::syntax::{Predicate, condition_in_name, worded_condition};

/// The score in words of the language.
const SCORES: [&str; 3] = ["スコア", "点数", "score"];

/// The rank in words of the language.
const RANKS: [&str; 2] = ["ランク", "rank"];

impl Checker<'_> {
    /// Whether a field that the lead has not is one that it has, with what is said of it; says so.
    pub(super) fn said_of_field(&mut self, field: &Name) -> bool {
        let Some(meant) = self.condition_on_field(&field.text) else { return false };
        self.is_written(field, meant, FixSafety::Safe)
    }

    /// Whether a lonely word is the score, the rank or a field with what is said of it; says so.
    pub(super) fn said_of_score(&mut self, name: &Name) -> bool {
        let is_declared = |word: &str| SCORES.contains(&word) || RANKS.contains(&word);
        let is_value = |_: &str, word: &str| self.names.ranks.iter().any(|rank| rank == word);
        let said = condition_in_name(&name.text, &is_declared, &is_value).filter(|(subject, said)| {
            let compared = |value: &str| value.starts_with(|one: char| one.is_ascii_digit());
            match said {
                Predicate::Compare { value, .. } if SCORES.contains(&subject.as_str()) => compared(value),
                Predicate::Compare { value, .. } => is_value(subject, value),
                Predicate::Missing | Predicate::Known | Predicate::In { .. } => false,
            }
        });
        let meant = said.map(|(subject, said)| worded_condition(&subject, said.at_least(), false));
        let root = if name.text.is_ascii() { "lead" } else { "リード" };
        match meant.or_else(|| Some(format!("{root}.{}", self.condition_on_field(&name.text)?))) {
            Some(meant) => self.is_written(name, meant, FixSafety::Safe),
            None => false,
        }
    }

    /// What a name says of a field of the lead, as the language writes it behind `lead.`.
    pub(crate) fn condition_on_field(&self, name: &str) -> Option<String> {
        let is_declared = |word: &str| self.names.lead.contains_key(word);
        let is_value = |field: &str, word: &str| match self.names.lead.get(field).map(|field| &field.kind) {
            Some(Type::OneOf(values)) => values.iter().any(|value| value == word),
            Some(_) | None => false,
        };
        let (subject, said) = condition_in_name(name, &is_declared, &is_value)?;
        let kind = &self.names.lead.get(subject.as_str())?.kind;
        let quotes = kind.is_text() && !matches!(kind, Type::OneOf(_));
        Some(worded_condition(&subject, said, quotes))
    }
}
