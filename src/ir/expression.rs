//! Expressions and conditions of a compiled program: checked, with names resolved.
//!
//! Meaning of missing values: a comparison, `in` or reaction test with a missing side is false; arithmetic does not exist;
//! `Missing` and `Default` are the only ways to see that something is missing. `Not` turns false into true, so
//! `not (lead.deal == won)` holds for a lead without a deal.

use super::time::Amount;
use super::value::Value;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    /// A fixed value.
    Literal(Value),
    /// A field of the lead; `id`, `email` and `zone` are built in.
    Lead(String),
    /// A property of the event at hand: the one being tested in a `where`, else the one that started the run.
    Event(String),
    /// A property of the event that started the run, also where another event is being tested.
    Start(String),
    /// A column of the row at hand in [`super::Piece::Each`].
    Item(String),
    /// The lead belongs to that segment now.
    Segment(String),
    /// The lead is on that audience.
    Audience(String),
    /// The lead's score, a number.
    Score,
    /// The name of the lead's rank, a text; missing where the program has no ranks.
    Rank,
    /// A list.
    List(Vec<Expression>),
    /// The first value, or the second where the first is missing.
    Default {
        /// May be missing.
        value: Box<Expression>,
        /// Instead.
        fallback: Box<Expression>,
    },
    /// Negation.
    Not(Box<Expression>),
    /// All hold.
    And(Vec<Expression>),
    /// At least one holds.
    Or(Vec<Expression>),
    /// A comparison.
    Compare {
        /// Left side.
        left: Box<Expression>,
        /// How.
        comparison: Comparison,
        /// Right side.
        right: Box<Expression>,
    },
    /// The value is in the list.
    In {
        /// The value.
        value: Box<Expression>,
        /// The list.
        list: Box<Expression>,
    },
    /// The value is missing.
    Missing(Box<Expression>),
    /// The lead opened that mail at least once.
    Opened {
        /// The email.
        email: String,
    },
    /// The lead clicked a link of that mail at least once.
    Clicked {
        /// The email.
        email: String,
        /// The link; any where `None`.
        link: Option<String>,
    },
    /// That mail was sent to the lead at least once.
    Received {
        /// The email.
        email: String,
    },
    /// How often the event happened, a number.
    Count {
        /// The event.
        event: String,
        /// Which of them count; sees their properties by [`Expression::Event`].
        filter: Option<Box<Expression>>,
        /// How far back.
        window: Window,
    },
    /// Nothing of that kind happened for that time (nor, for a lead younger than that, can it be said: then false).
    Silent {
        /// What.
        what: Silent,
        /// How long.
        lasting: Amount,
    },
}

impl Expression {
    /// The expressions of which this one is made.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(parts) | Self::And(parts) | Self::Or(parts) => parts.iter().collect(),
            Self::Not(inner) | Self::Missing(inner) => vec![inner],
            Self::Compare { left: one, right: other, .. }
            | Self::In { value: one, list: other }
            | Self::Default { value: one, fallback: other } => vec![one, other],
            Self::Count { filter, .. } => filter.as_deref().into_iter().collect(),
            Self::Literal(_)
            | Self::Lead(_)
            | Self::Event(_)
            | Self::Start(_)
            | Self::Item(_)
            | Self::Segment(_)
            | Self::Audience(_)
            | Self::Score
            | Self::Rank
            | Self::Opened { .. }
            | Self::Clicked { .. }
            | Self::Received { .. }
            | Self::Silent { .. } => Vec::new(),
        }
    }

    /// The value where it is a fixed one.
    #[must_use]
    pub const fn as_literal(&self) -> Option<&Value> {
        if let Self::Literal(value) = self { Some(value) } else { None }
    }

    /// Whether its value is true or false by its kind, and never missing. A field can be true or false, too, by its
    /// declaration: it is none of these.
    #[must_use]
    pub const fn is_condition(&self) -> bool {
        match self {
            Self::Segment(_)
            | Self::Audience(_)
            | Self::Not(_)
            | Self::And(_)
            | Self::Or(_)
            | Self::Compare { .. }
            | Self::In { .. }
            | Self::Missing(_)
            | Self::Opened { .. }
            | Self::Clicked { .. }
            | Self::Received { .. }
            | Self::Silent { .. } => true,
            Self::Literal(_)
            | Self::Lead(_)
            | Self::Event(_)
            | Self::Start(_)
            | Self::Item(_)
            | Self::Score
            | Self::Rank
            | Self::List(_)
            | Self::Default { .. }
            | Self::Count { .. } => false,
        }
    }
}

/// What may be silent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silent {
    /// Any response: an open, a click or an event of the lead's own.
    Response,
    /// One event.
    Event(String),
}

/// How far back events count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// All on record.
    Ever,
    /// This long.
    In(Amount),
    /// Since the run began; outside a run all on record.
    SinceStart,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The same with its sides exchanged.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    /// Whether it holds for two values in that order.
    #[must_use]
    pub const fn allows(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}
