//! `test` blocks.

use super::*;

/// `test "name" for scenario { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its name.
    pub name: Quoted,
    /// The scenario whose start `day N` counts from.
    pub scenario: Name,
    /// Steps in order.
    pub steps: Vec<TestStep>,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestStep {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: TestStepKind,
}

/// Lines of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestStepKind {
    /// `lead { name: "田中" }`: the lead of this test. Fields are (name, value).
    Lead(Vec<(Name, Expression)>),
    /// `at 2026-04-01 10:00 ACTION`, `at day 7 15:00 ACTION`; without `at` the action follows at once.
    Do {
        /// When.
        at: Option<TestTime>,
        /// What the lead does.
        action: TestAction,
    },
    /// `expect …`.
    Expect(Expectation),
    /// `choose short`: the lead goes that way wherever a `split` or a mail's variants have an arm of that name.
    Choose(Name),
    /// `choose winner`: the lead tries no variants; it waits for the better one.
    ChooseWinner,
    /// `no consent`: the lead has not that basis for mailing on record, though the scenario needs it.
    Without(crate::ir::Basis),
    /// Not understood.
    Junk,
}

/// A moment in a test, in the zone of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestTime {
    /// Place.
    pub span: Span,
    /// Day.
    pub day: TestDay,
    /// Time of day; where left out, for `day N` the time of the start, for a date 9:00.
    pub at: Option<ClockTime>,
}

/// The day of a test moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestDay {
    /// A date.
    Date(Date),
    /// N days after the start of the scenario under test.
    Day(i64),
}

/// What happens in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestAction {
    /// `download { resource: "…" }`.
    Event {
        /// The event.
        event: Name,
        /// Properties.
        fields: Vec<(Name, Expression)>,
    },
    /// `open thanks`.
    Open(Name),
    /// `click thanks.guide`.
    Click {
        /// The email.
        email: Name,
        /// The link.
        link: Name,
    },
    /// `unsubscribe`.
    Unsubscribe,
    /// `set lead.deal = talking`: somebody, or the CRM, changes a field.
    Set {
        /// `lead.field`.
        field: Path,
        /// The value.
        value: SetValue,
    },
    /// `start`: an operator starts the scenario under test by hand.
    Start,
    /// Not understood.
    Junk,
}

/// When something is expected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Days after the start of the scenario, by the lead's calendar.
    pub day: Option<Spanned<i64>>,
    /// Time of day.
    pub at: Option<Spanned<ClockTime>>,
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// `email thanks [on day 3] [at 9:00]`: the next mail or handoff is this mail, sent on that day, at that time.
    Email {
        /// The email.
        email: Name,
        /// When it is really sent, after sending hours and caps.
        due: Due,
    },
    /// `handoff to team [on day 3] [at 9:00]`.
    Handoff {
        /// The team.
        team: Name,
        /// When.
        due: Due,
    },
    /// `notice to team [on day 3] [at 9:00]`: the next mail, handoff, notice or call is this notice.
    Notice {
        /// The team.
        team: Name,
        /// When.
        due: Due,
    },
    /// `call postcard [on day 3] [at 9:00]`.
    Call {
        /// The channel.
        channel: Name,
        /// When.
        due: Due,
    },
    /// `mailing stopped`: no mail may be sent to the lead.
    MailingStopped(Span),
    /// `nothing more`: no further mail or handoff, ever.
    NothingMore(Span),
    /// Any condition, which must hold at that moment: `score >= 50`, `rank == hot`.
    Condition(Expression),
    /// Not understood.
    Junk,
}
