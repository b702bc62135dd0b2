//! Scenarios and `when` rules: what starts and ends them, and what they are measured by.

use super::expression::Expression;
use super::program::{Place, Reaction, is_zero};
use super::step::Step;
use super::time::{Amount, ClockTime, Unit, Weekday};
use serde::{Deserialize, Serialize};

/// Basis for mailing a person (特定電子メール法 第三条第一項; see `guarantees`, Law).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Asked for it or agreed beforehand.
    Consent,
    /// Told us the address in writing, as on a business card.
    Written,
    /// Does business with us.
    BusinessRelation,
    /// Publishes the address in the course of business.
    Published,
}

/// Basis that a start gives or needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisClause {
    /// The starting event records it; otherwise the lead must have it, else the lead does not enter.
    pub gives: bool,
    /// Which.
    pub basis: Basis,
}

/// A `when` rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Stable identity, derived from the trigger (`score reaches 50`).
    pub id: String,
    /// What fires it.
    pub trigger: RuleTrigger,
    /// Steps; they run at once, so none of them waits.
    pub steps: Vec<Step>,
    /// Where it is declared.
    pub place: Place,
}

/// What fires a `when` rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTrigger {
    /// The score crosses this number upwards: was below, is at least.
    ScoreReaches(i64),
    /// This becomes true.
    When(Expression),
    /// The lead does this.
    Reaction(Reaction),
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Ways in.
    pub starts: Vec<Start>,
    /// Whether a lead may run it again.
    pub again: Again,
    /// A run for each value of this property of the start event; one run for the lead where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Ways out at any time.
    pub stops: Vec<Stop>,
    /// What is done with what a standstill has delayed too much.
    #[serde(default, skip_serializing_if = "Late::is_default")]
    pub late: Late,
    /// Where a cap leaves room for one of several mails, the higher goes first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub priority: i64,
    /// What the scenario is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Figures to reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<Goal>,
    /// Notes on whom it addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personas: Vec<String>,
    /// Steps; a run begins at the first. A step's number is its place in this list.
    pub steps: Vec<Step>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

impl Scenario {
    /// The emails and messages that its steps send, in their order; one that is sent twice comes twice.
    pub fn sent(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| step.instruction.sent())
    }

    /// Whether somebody may put a lead into it: it says `start by hand`.
    #[must_use]
    pub fn starts_by_hand(&self) -> bool {
        self.starts.iter().any(|start| start.trigger == StartTrigger::Hand)
    }

    /// The conditions that end its runs.
    pub fn conditions_to_stop(&self) -> impl Iterator<Item = &Expression> {
        self.stops.iter().filter_map(|stop| match &stop.rule {
            StopRule::When(condition) => Some(condition),
            StopRule::On(_) => None,
        })
    }

    /// What a lead does that ends its runs.
    pub fn reactions_to_stop(&self) -> impl Iterator<Item = &Reaction> {
        self.stops.iter().filter_map(|stop| match &stop.rule {
            StopRule::On(reaction) => Some(reaction),
            StopRule::When(_) => None,
        })
    }
}

/// What is done with what a standstill has delayed by more than `patience`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// How late something may be and still be done; for ever where `None`.
    pub patience: Option<Amount>,
    /// What is done beyond that.
    pub beyond: Beyond,
}

impl Default for Late {
    fn default() -> Self {
        Self { patience: Some(Amount::new(1, Unit::Day)), beyond: Beyond::Skip }
    }
}

impl Late {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What is done with what is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// The step is left out.
    Skip,
    /// The run ends.
    Stop,
}

/// A goal or a key figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// In figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<Metric>,
}

/// A figure to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// What is counted.
    pub measure: Measure,
    /// At least; else at most.
    pub at_least: bool,
    /// How many.
    pub target: Target,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Runs that came to the end of the steps.
    Complete,
    /// Handoffs.
    Handoff,
    /// Opt-outs.
    Unsubscribe,
    /// Leads that did this.
    Reaction(Reaction),
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Hundredths of a percent of the runs.
    Share(u32),
    /// So many in one of these.
    Count {
        /// How many.
        times: u32,
        /// In one of these.
        per: Unit,
    },
}

/// A way into a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Stable identity within the scenario, derived from the trigger (`when no response for 1 year`): what the state of a
    /// lead remembers of it. Empty for events and by hand, of which nothing is remembered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What starts it.
    pub trigger: StartTrigger,
    /// Basis for mailing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<BasisClause>,
}

/// What starts a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartTrigger {
    /// An event.
    Event {
        /// Which.
        event: String,
        /// Which of them.
        filter: Option<Expression>,
    },
    /// A reaction to a mail, or a change of a field.
    Reaction(Reaction),
    /// A condition that becomes true.
    When(Expression),
    /// A time before or after a date of the lead.
    Around {
        /// How far from it.
        amount: Amount,
        /// Before instead of after.
        before: bool,
        /// A date or datetime.
        anchor: Expression,
        /// Time of day by the lead's clock; without one the clock time of the anchor (00:00 of a date) is kept.
        at: Option<ClockTime>,
    },
    /// Again and again, for the leads that belong to a segment then.
    Every {
        /// How often.
        schedule: Schedule,
        /// Time of day by the lead's clock; 00:00 where `None`.
        at: Option<ClockTime>,
        /// Name in [`super::Program::segments`].
        segment: String,
    },
    /// An operator, or `go to`.
    Hand,
}

/// How often `start every` looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Each day.
    Daily,
    /// Each week on this day.
    Weekly(Weekday),
    /// Each month on this day, 1 to 31; the last day of a shorter month.
    Monthly(u8),
}

/// Whether a lead may run a scenario again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// Once for ever.
    Never,
    /// Whenever no run is live.
    Always,
    /// So long after the start of the last run, and only when no run is live.
    After(Amount),
}

/// A line that says when runs end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// What ends them.
    #[serde(flatten)]
    pub rule: StopRule,
    /// Where it stands; programs of former versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A way out at any time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopRule {
    /// Looked at after every input of the lead, and again before every sending.
    When(Expression),
    /// When the lead does this.
    On(Reaction),
}
