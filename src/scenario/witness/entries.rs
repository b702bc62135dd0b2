//! What was done in a played story and what came out, and the lines of a test for it.

use crate::engine::civil;
use crate::ir::test::{TestStep, TestStepKind, TestTime};
use crate::ir::time::Instant;
use crate::source::Span;

/// What was done, or came out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    /// The lead does something.
    Deed { at: Instant, kind: TestStepKind },
    /// It came out.
    Expect(TestStepKind),
}

/// The lines of a test, by the clock of the zone; `span` is the promise for which they are played.
pub(super) fn steps(entries: &[Entry], zone: &str, span: Span) -> Vec<TestStep> {
    let step = |entry: &Entry| match entry {
        Entry::Deed { at, kind } => dated(*at, kind.clone(), zone, span),
        Entry::Expect(kind) => TestStep { span, at: None, kind: kind.clone() },
    };
    entries.iter().map(step).collect()
}

/// The line of a test for what happens at a time.
pub(super) fn dated(at: Instant, kind: TestStepKind, zone: &str, span: Span) -> TestStep {
    let time = TestTime::Date(civil::local_date(at, zone), civil::local_clock(at, zone));
    TestStep { span, at: Some(time), kind }
}
