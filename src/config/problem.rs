//! A mistake in the configuration: what, where, and the way out, in both languages.

use crate::diagnostic::Text;
use std::ops::Range;

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Bytes of sodate.toml.
    File(Range<usize>),
    /// A variable of the environment.
    Environment(String),
}

/// A mistake in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: Text,
    /// Where, if at one place.
    pub place: Option<Place>,
    /// What is at that place, a few words.
    pub label: Option<Text>,
    /// The way out.
    pub help: Option<Text>,
}

impl Problem {
    /// A mistake without a place.
    #[must_use]
    pub const fn new(message: Text) -> Self {
        Self { message, place: None, label: None, help: None }
    }

    /// A mistake at a place.
    #[must_use]
    pub const fn at(message: Text, place: Place, label: Text) -> Self {
        Self { message, place: Some(place), label: Some(label), help: None }
    }

    /// Adds the way out.
    #[must_use]
    pub fn with_help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}
