//! Scenarios and `when` rules: their heads, and what leads react with. The steps stand in `step.rs`.

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
    /// `count(page_view) in 7 days >= 5`: each time it becomes true.
    Condition(Expression),
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
    /// `lead.deal changes`: its value is another one than before.
    Change {
        /// `lead.field`.
        field: Path,
        /// Its condition, looked at after the change.
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
    /// `start on click MAIL.LINK`, `start on open MAIL`, `start on lead.FIELD changes`.
    StartOnReaction {
        /// What the lead does.
        reaction: Reaction,
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `start when CONDITION`: each time it becomes true.
    StartWhen {
        /// The condition.
        condition: Expression,
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `start 7 days before lead.trial_end [at 10:00]`.
    StartAround {
        /// The moment, always [`MomentKind::Around`].
        moment: Moment,
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `start every month on day 1 [at 9:00] for SEGMENT`.
    StartEvery {
        /// How often.
        schedule: Spanned<Schedule>,
        /// Time of day.
        at: Option<Spanned<ClockTime>>,
        /// Who.
        segment: Name,
        /// The basis for mailing.
        basis: Option<BasisClause>,
    },
    /// `one for each event.cart`: a run for each value.
    OneForEach(Path),
    /// `late send within 2 days | skip | stop`.
    Late(Late),
    /// `when capped delay | skip | stop`, for every `send` that says nothing else.
    Capped(Spanned<Capped>),
    /// `priority 10`: where a cap leaves room for one mail, the higher goes first.
    Priority(Spanned<i64>),
    /// `goal "…" [METRIC]`.
    Goal {
        /// In words.
        text: Quoted,
        /// In figures.
        metric: Option<Metric>,
    },
    /// `kpi ["…"] METRIC`.
    Kpi {
        /// In words.
        text: Option<Quoted>,
        /// In figures.
        metric: Metric,
    },
    /// `persona "…"`.
    Persona(Quoted),
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
