//! `test` blocks, lowered: what happens to one lead on a virtual clock, and what is expected. They travel beside the
//! program, not in it, so that a changed test is not a new version.

use super::expression::Expression;
use super::scenario::Basis;
use super::time::{ClockTime, Date};
use super::value::Value;
use crate::source::Span;
use indexmap::IndexMap;

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// Its name.
    pub name: String,
    /// The scenario whose start `day N` counts from.
    pub scenario: String,
    /// The whole block.
    pub span: Span,
    /// Fields of the lead; `email` and `zone` may be among them.
    pub lead: IndexMap<String, Value>,
    /// What the lead gets where lots decide.
    pub choices: Choices,
    /// Bases for mailing that the lead has not on record, though a start of the scenario needs them.
    pub without: Vec<Basis>,
    /// Lines in order.
    pub steps: Vec<TestStep>,
}

/// When something is expected; anything goes where neither is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    /// Calendar days after the start of the scenario, by the lead's clock.
    pub day: Option<u32>,
    /// Time of day, by the lead's clock.
    pub at: Option<ClockTime>,
}

/// What the lead of a test gets where lots decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// Arms of splits and variants of mails, by name.
    pub named: Vec<String>,
    /// It tries no variants, but waits for the better one. Else it is one of those that try them.
    pub winner: bool,
}

/// A line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestStep {
    /// Where.
    pub span: Span,
    /// When; at once where `None`. Not used by expectations.
    pub at: Option<TestTime>,
    /// What.
    pub kind: TestStepKind,
}

/// A moment in a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestTime {
    /// On a date.
    Date(Date, ClockTime),
    /// On a day after the start of the scenario; without a time at the time of the start.
    Day(u32, Option<ClockTime>),
}

/// Lines of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestStepKind {
    /// The lead does something.
    Event {
        /// What.
        event: String,
        /// Properties.
        properties: IndexMap<String, Value>,
    },
    /// The lead opens the last sending of a mail.
    Open {
        /// Which.
        email: String,
    },
    /// The lead clicks in the last sending of a mail.
    Click {
        /// Which.
        email: String,
        /// The link.
        link: String,
    },
    /// The lead unsubscribes.
    Unsubscribe,
    /// Somebody changes a field.
    Set {
        /// Which.
        field: String,
        /// To what; `None` clears it.
        value: Option<Value>,
    },
    /// An operator starts the scenario under test.
    Start,
    /// The next mail or handoff is this mail.
    ExpectEmail {
        /// Which.
        email: String,
        /// When it really leaves.
        due: Due,
    },
    /// The next mail or handoff is a handoff to this team.
    ExpectHandoff {
        /// Which.
        team: String,
        /// When.
        due: Due,
    },
    /// The next mail, handoff, notice or call is a notice to this team.
    ExpectNotice {
        /// Which.
        team: String,
        /// When.
        due: Due,
    },
    /// The next mail, handoff, notice or call is a call of this channel.
    ExpectCall {
        /// Which.
        channel: String,
        /// When.
        due: Due,
    },
    /// No mail may be sent to the lead any more.
    ExpectMailingStopped,
    /// No mail and no handoff follow, ever.
    ExpectNothingMore,
    /// This holds now.
    ExpectCondition(Expression),
}
