//! `ensure` declarations, lowered: what must hold on every way through the scenarios. They travel beside the program, not
//! in it, so that a changed one is not a new version.

use super::program::Reaction;
use super::time::Amount;
use crate::source::Span;

/// Something that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ensure {
    /// What.
    pub rule: EnsureRule,
    /// Only in this scenario; in each where `None`.
    pub scenario: Option<String>,
    /// The whole declaration.
    pub span: Span,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnsureRule {
    /// No lead gets more mails than that in any such time.
    AtMost {
        /// How many.
        times: u32,
        /// In any time of this length.
        within: Amount,
    },
    /// No mail after a handoff.
    NoEmailAfterHandoff,
    /// No mail after the lead did this.
    NoEmailAfter(Reaction),
    /// Every run ends in this time.
    EndsWithin(Amount),
}
