//! Scenarios and `when` rules: heads, steps, reactions and moments.

use super::*;

/// `when TRIGGER { steps }`: a rule outside any scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The keyword.
    pub keyword: Span,
    /// What fires it.
    pub trigger: WhenTrigger,
    /// What is done.
    pub steps: Vec<Step>,
}

/// What fires a `when` rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenTrigger {
    /// `score reaches 50`: once each time the score crosses it upwards.
    ScoreReaches(Spanned<i64>),
    /// `click thanks.guide`, `demo_request where …`: each time.
    Reaction(Reaction),
    /// Not understood.
    Junk,
}

/// Something that a lead does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Place.
    pub span: Span,
    /// What.
    pub kind: ReactionKind,
}

/// Kinds of reactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReactionKind {
    /// `open thanks` (in score rules `opened thanks`).
    Open(Name),
    /// `click thanks.guide`, or `click thanks` for any link of it.
    Click {
        /// The email.
        email: Name,
        /// The link; any where left out.
        link: Option<Name>,
    },
    /// `download where …`.
    Event {
        /// Its name.
        event: Name,
        /// Its condition.
        filter: Option<Expression>,
    },
    /// Not understood.
    Junk,
}

/// `scenario name { heads, then steps }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub name: Name,
    /// Heads in order. The parser accepts heads anywhere; the checker wants them before the steps.
    pub heads: Vec<Head>,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// A head of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: HeadKind,
}

/// Heads of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadKind {
    /// `start on EVENT [where …][, gives BASIS | needs BASIS]`.
    StartOn {
        /// The event.
        event: Name,
        /// Its condition.
        filter: Option<Expression>,
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `start by hand[, gives BASIS | needs BASIS]`: only by `go to` or an operator's command.
    StartByHand {
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `again never | always | after D`.
    Again(Again),
    /// `stop when CONDITION`.
    StopWhen(Expression),
    /// `stop on EVENT [where …]`, `stop on click MAIL.LINK`.
    StopOn(Reaction),
    /// Not understood.
    Junk,
}

/// `gives consent`, `needs written`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasisClause {
    /// Place.
    pub span: Span,
    /// `gives`: the starting event records it. Otherwise the lead must have it already.
    pub gives: bool,
    /// `consent`, `written`, `business relation` or `published`.
    pub basis: Spanned<crate::ir::Basis>,
}

/// `again …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// `never`, the default.
    Never,
    /// `always`: whenever it starts and is not running.
    Always,
    /// `after D`, counted from the start of the last run.
    After(Spanned<Amount>),
}

/// A step, with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Place without the label.
    pub span: Span,
    /// `@name` before the step.
    pub label: Option<Name>,
    /// What it does.
    pub kind: StepKind,
}

/// Kinds of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// `send thanks`.
    Send(Name),
    /// `wait 3 days`: the whole time.
    Wait(Spanned<Amount>),
    /// `wait until WHEN [else now | stop]`.
    WaitUntil {
        /// The moment.
        moment: Moment,
        /// What if it is past or cannot be computed.
        otherwise: Option<Spanned<Otherwise>>,
    },
    /// `on WHEN STEP [else now | skip | stop]`.
    On {
        /// The moment.
        moment: Moment,
        /// The step at that moment.
        step: Box<Step>,
        /// What if it is past or cannot be computed.
        otherwise: Option<Spanned<Otherwise>>,
    },
    /// `await up to D { arms }`.
    Await {
        /// The longest wait.
        limit: Spanned<Amount>,
        /// Arms in order.
        arms: Vec<Arm>,
        /// Steps at the deadline.
        otherwise: Option<Block>,
    },
    /// `if … { } else { }`; `else if` is an else block of one `If` step.
    If {
        /// The condition.
        condition: Expression,
        /// Steps where it holds.
        then: Block,
        /// Steps where it does not.
        otherwise: Option<Block>,
    },
    /// `go to scenario`.
    GoTo(Name),
    /// `handoff to team because "…"`.
    Handoff {
        /// The team.
        team: Name,
        /// Why, a template.
        because: Option<Quoted>,
    },
    /// `set lead.field = value`.
    Set {
        /// `lead.field`.
        field: Path,
        /// The value.
        value: Expression,
    },
    /// `score +10 because "…"`.
    Score {
        /// Points with their sign.
        points: Spanned<i64>,
        /// Why.
        because: Option<Quoted>,
    },
    /// `stop`.
    Stop,
    /// Not understood.
    Junk,
}

/// Steps between braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// With the braces.
    pub span: Span,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// An arm of `await`: `REACTION { steps }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// Place.
    pub span: Span,
    /// What meets it.
    pub reaction: Reaction,
    /// What is done then.
    pub block: Block,
}

/// What happens where a moment is past or cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Otherwise {
    /// Go on at once.
    Now,
    /// Leave this step out.
    Skip,
    /// End the run.
    Stop,
}

/// A moment: `day 3 at 9:00`, `1 day before lead.trial_end`, `2026-04-01`, `next monday`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Place.
    pub span: Span,
    /// What it counts from.
    pub kind: MomentKind,
    /// `at 9:00`.
    pub at: Option<Spanned<ClockTime>>,
}

/// Kinds of moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MomentKind {
    /// `day N`: N days after the start of the run.
    Day(Spanned<i64>),
    /// `D before | after DATE`; a bare date expression is `0 days after` it.
    Around {
        /// How far.
        amount: Spanned<Amount>,
        /// `before` instead of `after`.
        before: bool,
        /// The date or datetime.
        anchor: Expression,
    },
    /// `2026-04-01`.
    Date(Spanned<Date>),
    /// `next monday`.
    Next(Spanned<Weekday>),
    /// Not understood.
    Junk,
}
