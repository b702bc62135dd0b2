//! Steps of scenarios and rules, with the blocks, arms and moments in them.

use super::*;

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
    /// `send thanks[, when capped skip]`: an email or a message.
    Send {
        /// Which.
        email: Name,
        /// What if a cap has no room.
        capped: Option<Spanned<Capped>>,
    },
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
    /// `match lead.industry { manufacturing { } it, finance { } otherwise { } }`.
    Match {
        /// What is looked at.
        subject: Path,
        /// Arms in order.
        arms: Vec<MatchArm>,
        /// Steps for all other values.
        otherwise: Option<Block>,
    },
    /// `split { a 50% { } b 50% { } }`: a lead always goes the same way.
    Split(Vec<SplitArm>),
    /// `repeat at most 3 times[, until CONDITION] { }`.
    Repeat {
        /// How often at most.
        times: Spanned<i64>,
        /// Looked at before each round.
        until: Option<Expression>,
        /// The steps of a round.
        block: Block,
    },
    /// `go to scenario`.
    GoTo(Name),
    /// `begin scenario`: enters it beside this one.
    Begin(Name),
    /// `notify team because "…"`: tells them, and the run goes on.
    Notify {
        /// The team.
        team: Name,
        /// What, a template.
        because: Option<Quoted>,
    },
    /// `add to audience`.
    AddTo(Name),
    /// `remove from audience`.
    RemoveFrom(Name),
    /// `call postcard { name: lead.name }`.
    Call {
        /// The channel.
        channel: Name,
        /// What is handed over, in order.
        fields: Vec<(Name, Expression)>,
    },
    /// `stop mailing because "…"`: no mail to this lead any more.
    StopMailing {
        /// Why, a template.
        because: Option<Quoted>,
    },
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
        value: SetValue,
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
    /// `since start`: what happened since the run began counts, not only since the await began.
    pub since_start: Option<Span>,
    /// What is done then.
    pub block: Block,
}

/// An arm of `match`: `manufacturing, it { steps }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchArm {
    /// Place.
    pub span: Span,
    /// Values that it stands for.
    pub values: Vec<MatchValue>,
    /// What is done then.
    pub block: Block,
}

/// A value of an arm of `match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatchValue {
    /// `missing`: there is none.
    Missing(Span),
    /// A word of a `one of`, a rank, or a text.
    Value(Name),
}

/// What a field is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetValue {
    /// `missing`: the field is cleared.
    Missing(Span),
    /// A value.
    Value(Expression),
}

/// An arm of `split`: `short 50% { steps }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitArm {
    /// Place.
    pub span: Span,
    /// Its name, for tests and reports.
    pub name: Name,
    /// How many of the leads.
    pub share: Spanned<Percent>,
    /// What is done with them.
    pub block: Block,
}

/// How often `start every` looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// `every day`.
    Daily,
    /// `every week on monday`.
    Weekly(Weekday),
    /// `every month on day 1`, 1 to 31; the last day of a shorter month.
    Monthly(i64),
}

/// `late …`: what is done with what a standstill has delayed too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Late {
    /// `send [within D [, else skip | stop]]`: still done if it is at most so late, always without `within`.
    Send {
        /// How late it may be.
        within: Option<Spanned<Amount>>,
        /// What if it is later: skip where left out.
        otherwise: Option<Spanned<LateElse>>,
    },
    /// `skip` or `stop`, if it is more than a day late.
    Else(Spanned<LateElse>),
}

/// What is done with what is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateElse {
    /// Leave the step out.
    Skip,
    /// End the run.
    Stop,
}

/// What happens to a mail for which a cap has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capped {
    /// It waits.
    Delay,
    /// It is left out.
    Skip,
    /// The run ends.
    Stop,
}

/// `click thanks.guide at least 15%`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Place.
    pub span: Span,
    /// What is counted.
    pub measure: Measure,
    /// `at least` instead of `at most`.
    pub at_least: bool,
    /// How many.
    pub target: Target,
}

/// What a metric counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Runs that came to the end of the list of steps.
    Complete,
    /// Handoffs.
    Handoff,
    /// Opt-outs.
    Unsubscribe,
    /// Leads that did this.
    Reaction(Reaction),
}

/// How many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A share of the runs.
    Share(Spanned<Percent>),
    /// A number in a unit of time.
    Count {
        /// How many.
        times: Spanned<i64>,
        /// In one of these.
        per: Unit,
    },
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
