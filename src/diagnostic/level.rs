//! Levels that a workspace sets for kinds of findings (`[lint]` in sodate.toml).

use super::{Code, Diagnostic, Severity};
use std::collections::BTreeMap;

/// What a kind of finding is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not shown.
    Off,
    /// Shown, and nothing more.
    Note,
    /// Someone should look.
    Warning,
    /// Stops a release.
    Error,
}

impl Level {
    /// The words for levels in sodate.toml, in order.
    pub const WORDS: [&'static str; 4] = ["off", "note", "warning", "error"];

    /// The level of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Self::Off),
            "note" => Some(Self::Note),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    /// How grave a finding of this level is; nothing where it is not shown.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// The levels that are set; every other kind keeps its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels(pub BTreeMap<Code, Level>);

impl Levels {
    /// Gives findings the levels that are set for them and drops those that are off. An error stays one, whatever is set.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|one| {
            let set = self.0.get(&one.code).filter(|_| one.severity != Severity::Error);
            let Some(level) = set else { return true };
            match level.severity() {
                Some(severity) => one.severity = severity,
                None => return false,
            }
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;
    use crate::source::{FileId, Span};

    #[test]
    fn levels_change_warnings_and_leave_errors_alone() {
        let make = |error: bool, code| {
            let make = if error { Diagnostic::error } else { Diagnostic::warning };
            make(Code(code), Text::new("", ""), Span::new(FileId(0), 0, 0), Text::new("", ""))
        };
        let mut found = vec![make(false, 1), make(false, 2), make(true, 2), make(false, 3)];
        let levels = Levels(BTreeMap::from([(Code(1), Level::Error), (Code(2), Level::Off)]));
        levels.apply(&mut found);
        let left: Vec<_> = found.iter().map(|one| (one.code.0, one.severity)).collect();
        assert_eq!(left, [(1, Severity::Error), (2, Severity::Error), (3, Severity::Warning)]);
        assert!(Level::WORDS.iter().all(|word| Level::named(word).is_some()));
    }
}
