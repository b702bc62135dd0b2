//! `test` blocks, run: one lead on a virtual clock, through the same `step` and `gate` as in production. What a test proves
//! is therefore what happens after the release.

mod choose;
pub mod coverage;
mod expect;
mod facts;
pub mod host;
mod timeline;
pub mod witness;
mod words;

use crate::diagnostic::Text;
use crate::engine::{Effect, InputKind, civil};
use crate::ir::Program;
use crate::ir::test::TestCase;
use crate::ir::time::Instant;
use crate::source::Span;
use std::sync::Arc;

/// Address of a test's lead that gives none.
pub const TEST_ADDRESS: &str = "test-lead@example.test";

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The first line that failed; `None` where the test passed.
    pub failure: Option<Failure>,
    /// What happened to the lead, in order.
    pub timeline: Vec<TimelineLine>,
    /// Zone of the lead, for showing the times.
    pub zone: String,
    /// The ways that runs took.
    pub passages: std::collections::BTreeSet<crate::engine::Passage>,
}

impl Outcome {
    /// Whether every line held.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

/// Why a test failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line.
    pub span: Span,
    /// What was expected and what happened instead.
    pub message: Text,
}

/// One line of a lead's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// When.
    pub at: Instant,
    /// Calendar days after the start of the scenario under test, by the lead's clock; before it negative, without one 0.
    pub day: i64,
    /// What it is about, for choosing how to draw it.
    pub source: LineSource,
    /// What.
    pub text: Text,
}

/// What a line of a history is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineSource {
    /// Something that happened to the lead.
    Input {
        /// What.
        kind: InputKind,
        /// Name of the email that it is about.
        email: Option<String>,
        /// It is a message on another channel.
        message: bool,
    },
    /// Something that followed.
    Effect(Box<Effect>),
    /// A mail could not leave yet.
    Delay {
        /// Name of the email.
        email: String,
        /// Until when it waits.
        until: Instant,
        /// Why.
        reason: Text,
    },
}

impl TimelineLine {
    /// The line with its day and civil time: `day 3  Sat 2026-04-04 10:00  email … sent`.
    #[must_use]
    pub fn with_time(&self, zone: &str) -> Text {
        let at = civil::format_local(self.at, zone);
        Text::new(
            format!("day {}  {}  {}", self.day, at.en, self.text.en),
            format!("{}日後  {}  {}", self.day, at.ja, self.text.ja),
        )
    }
}

/// Runs a test.
///
/// Without a time, the first line happens on Wednesday 2026-04-01 at 10:00 by the workspace's clock. The lead has the
/// address [`TEST_ADDRESS`] unless the test gives one, becomes known at the first line, and has every basis for mailing
/// on record that a start of the scenario under test `needs`, but for those that the test takes away (`no consent`).
/// Expectations take mails and handoffs in order and move the clock on to the next one where none is left.
#[must_use]
pub fn run(program: &Arc<Program>, test: &TestCase) -> Outcome {
    expect::Runner::new(program, test).run()
}
