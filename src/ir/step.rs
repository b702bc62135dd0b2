//! Steps: what is done, and where a run goes then.

use super::expression::Expression;
use super::program::{Field, Place, Program, Reaction, is_false};
use super::template::Template;
use super::time::{Amount, ClockTime, Date, Weekday};
use super::value::Value;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What happens to a mail for which a cap has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capped {
    /// It waits.
    #[default]
    Delay,
    /// It is left out.
    Skip,
    /// The run ends.
    Stop,
}

impl Capped {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A step: what is done, and where the run goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable identity within the scenario: the author's label, else kind and argument (`send thanks`), with ` #2` … where
    /// that occurs again.
    pub id: String,
    /// What is done.
    pub instruction: Instruction,
    /// Where it is written.
    pub place: Place,
}

/// What a step does. Numbers of steps (`next`, `then` …) are places in the scenario's list; they may point back only past
/// a step that takes time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instruction {
    /// Hands a mail to the outbox and waits until it has left or is given up; goes on from its actual sending.
    Send {
        /// Which: an email or a message.
        email: String,
        /// What if a cap has no room.
        #[serde(default, skip_serializing_if = "Capped::is_default")]
        capped: Capped,
        /// Then.
        next: u32,
    },
    /// Waits.
    Wait {
        /// Until when.
        until: Moment,
        /// Then.
        next: u32,
    },
    /// Waits for a reaction. Reactions to mails count since the mail was sent, events since this step was reached.
    Await {
        /// The longest wait, from when this step is reached.
        limit: Amount,
        /// What is awaited; of those met already the first written wins, of later ones the first to come.
        arms: Vec<Arm>,
        /// At the deadline.
        otherwise: u32,
    },
    /// Goes one of two ways.
    Branch {
        /// The condition.
        condition: Expression,
        /// Where it holds.
        then: u32,
        /// Where it does not.
        otherwise: u32,
    },
    /// Goes by a value.
    Choose {
        /// It.
        subject: Expression,
        /// Cases in order; no value stands in two.
        cases: Vec<Case>,
        /// Any other value.
        otherwise: u32,
    },
    /// Goes by lot; a lead always goes the same way at the same step.
    Split {
        /// Arms; their shares add up to 10,000.
        arms: Vec<SplitArm>,
    },
    /// Begins another round of `body`, unless there were `times` in this run or `until` holds. The body comes back here.
    Repeat {
        /// Rounds, at least 1.
        times: u32,
        /// No further round where this holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Expression>,
        /// First step of a round.
        body: u32,
        /// Then.
        next: u32,
    },
    /// Enters another scenario beside this one; the run's start event goes along.
    Begin {
        /// Which.
        scenario: String,
        /// Then.
        next: u32,
    },
    /// Tells a team, without handing over.
    Notify {
        /// Whom.
        team: String,
        /// What.
        because: Template,
        /// Then.
        next: u32,
    },
    /// Calls a channel with values, at least once; the run does not wait for the answer.
    Call {
        /// Which.
        channel: String,
        /// What is handed over.
        fields: IndexMap<String, Expression>,
        /// Then.
        next: u32,
    },
    /// Puts the lead on an audience or takes it off.
    Audience {
        /// Which.
        audience: String,
        /// Puts it on.
        add: bool,
        /// Then.
        next: u32,
    },
    /// Sends this lead no mail any more, and ends every run of the lead.
    StopMailing {
        /// Why.
        because: Template,
        /// Then, in a `when` rule; a run ends here.
        next: u32,
    },
    /// Leaves this scenario and enters another; the run's start event goes along.
    GoTo {
        /// Which.
        scenario: String,
    },
    /// Calls sales, and ends every live run of the lead, this one too.
    Handoff {
        /// Whom.
        team: String,
        /// Why.
        because: Template,
        /// Then, in a `when` rule; a run ends here.
        next: u32,
    },
    /// Changes a field of the lead.
    Set {
        /// Which.
        field: String,
        /// To what; a value that is missing, or none, clears the field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Expression>,
        /// Then.
        next: u32,
    },
    /// Changes the score.
    Score {
        /// Points to add.
        points: i64,
        /// Why.
        because: Template,
        /// Then.
        next: u32,
    },
    /// Ends the run. `stopped` tells a written `stop` from the end of the list.
    End {
        /// By a written `stop`.
        stopped: bool,
    },
}

impl Instruction {
    /// The email or message that it sends.
    #[must_use]
    pub fn sent(&self) -> Option<&str> {
        if let Self::Send { email, .. } = self { Some(email) } else { None }
    }

    /// The one step at which a run goes on behind it; `None` where there are several, and where the run ends. A wait may go
    /// elsewhere where its moment is past or unknown.
    #[must_use]
    pub const fn single_next(&self) -> Option<u32> {
        match self {
            Self::Send { next, .. }
            | Self::Wait { next, .. }
            | Self::Begin { next, .. }
            | Self::Notify { next, .. }
            | Self::Call { next, .. }
            | Self::Audience { next, .. }
            | Self::Set { next, .. }
            | Self::Score { next, .. } => Some(*next),
            Self::Await { .. }
            | Self::Branch { .. }
            | Self::Choose { .. }
            | Self::Split { .. }
            | Self::Repeat { .. }
            | Self::StopMailing { .. }
            | Self::GoTo { .. }
            | Self::Handoff { .. }
            | Self::End { .. } => None,
        }
    }
}

/// An arm of an await.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// What meets it.
    pub reaction: Reaction,
    /// Events since the start of the run count, not only since this step was reached.
    #[serde(default, skip_serializing_if = "is_false")]
    pub since_start: bool,
    /// Where the run goes then.
    pub then: u32,
}

/// A case of [`Instruction::Choose`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Values that it stands for.
    pub values: Vec<Value>,
    /// It stands for a missing value, too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub missing: bool,
    /// Where the run goes then.
    pub then: u32,
}

/// Whether the cases leave no value of the subject for `otherwise`.
#[must_use]
pub fn is_exhaustive(program: &Program, subject: &Expression, cases: &[Case]) -> bool {
    let has = |value: &Value| cases.iter().any(|case| case.values.contains(value));
    let all_values = |field: &Field| {
        let may_be_missing = field.optional && field.default.is_none();
        let known = field.kind.values().is_some_and(|values| values.iter().all(has));
        known && (!may_be_missing || cases.iter().any(|case| case.missing))
    };
    if let Expression::Lead(name) = subject {
        return program.lead_fields.get(name).is_some_and(all_values);
    }
    if let Expression::Event(name) = subject {
        // Which event it was is not known here: of all that have such a property.
        let mut fields = program.events.values().filter_map(|event| event.properties.get(name)).peekable();
        return fields.peek().is_some() && fields.all(all_values);
    }
    let mut ranks = program.score.ranks.iter().map(|rank| Value::Text(rank.name.clone()));
    *subject == Expression::Rank && ranks.all(|rank| has(&rank))
}

/// An arm of [`Instruction::Split`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitArm {
    /// Its name.
    pub name: String,
    /// Hundredths of a percent of the leads.
    pub share: u32,
    /// Where the run goes then.
    pub then: u32,
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// What it counts from.
    pub base: MomentBase,
    /// Time of day, by the lead's clock; without one the clock time of what it counts from is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<ClockTime>,
    /// What if it is past when the step is reached.
    pub if_past: Otherwise,
    /// What if it cannot be computed, because a date is missing.
    pub if_missing: Otherwise,
}

/// What a moment counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentBase {
    /// When this step is reached; never past.
    Here(Amount),
    /// The start of the run, so many days later.
    Day(u32),
    /// A date or datetime.
    Around {
        /// How far from it.
        amount: Amount,
        /// Before instead of after.
        before: bool,
        /// It.
        anchor: Expression,
    },
    /// A day; 00:00 where no time of day is given.
    Date(Date),
    /// The next such day of the week after the day on which the step is reached.
    Next(Weekday),
}

/// What happens where a moment is past or cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// Go on at once.
    Now,
    /// Go on at this step instead.
    Skip(u32),
    /// End the run.
    Stop,
}
