//! The model: a workspace whose names are resolved and whose types fit. It exists only where nothing is wrong, so it has no
//! holes; lowering turns it into a program. Parts that need no lowering are in the words of the compiled program already.

use crate::ir::ensure::Ensure;
use crate::ir::test::TestCase;
use crate::ir::time::{Amount, ClockTime};
use crate::ir::{self, Expression, Reaction};
use crate::source::Span;
use crate::syntax::ast::{Otherwise, Quoted};
use indexmap::IndexMap;
use std::ops::Range;

/// A checked workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Senders.
    pub senders: IndexMap<String, ir::Sender>,
    /// Fields of a lead.
    pub lead_fields: IndexMap<String, ir::Field>,
    /// Events.
    pub events: IndexMap<String, ir::EventType>,
    /// Emails, without their bodies: see [`Body`].
    pub emails: IndexMap<String, Email>,
    /// Messages on other channels, without their bodies: see [`Body`].
    pub messages: IndexMap<String, Message>,
    /// Teams.
    pub teams: IndexMap<String, ir::Team>,
    /// Score rules.
    pub score_rules: Vec<ScoreRule>,
    /// Ranks, rising.
    pub ranks: Vec<ir::Rank>,
    /// Sending hours and caps.
    pub limits: ir::Limits,
    /// `when` rules.
    pub rules: Vec<Rule>,
    /// Scenarios.
    pub scenarios: IndexMap<String, Scenario>,
    /// Promises.
    pub ensures: Vec<Ensure>,
    /// Tests.
    pub tests: Vec<TestCase>,
}

/// A checked email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Its sender.
    pub sender: String,
    /// No advertising.
    pub transactional: bool,
    /// Subject.
    pub subject: Vec<Piece>,
    /// Line beside the subject.
    pub preheader: Option<Vec<Piece>>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Vec<Piece>>,
    /// The author's `///` comment.
    pub documentation: Option<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// A checked message on another channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The channel.
    pub channel: String,
    /// No advertising.
    pub transactional: bool,
    /// Where the channel finds the lead.
    pub to: Option<Expression>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Vec<Piece>>,
    /// The author's `///` comment.
    pub documentation: Option<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// The body of an email or a message: Markdown with checked values. Kept apart from [`Model`], since it is checked further while it is
/// turned into HTML, and that must happen whatever else is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The email or the message.
    pub email: String,
    /// Its named links with the places of their names.
    pub links: Vec<(String, Span)>,
    /// Some of its links could not be read, so an unknown one is no news.
    pub damaged: bool,
    /// The text, for places.
    pub text: Quoted,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a text. Ranges are bytes of the text it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it is.
    Text {
        /// It.
        text: String,
        /// Where.
        range: Range<usize>,
    },
    /// A value.
    Value {
        /// It.
        value: Expression,
        /// It is a whole web address.
        url: bool,
        /// With the braces.
        range: Range<usize>,
    },
    /// One of two.
    If {
        /// The condition.
        condition: Expression,
        /// Where it holds.
        then: Vec<Piece>,
        /// Where it does not.
        otherwise: Vec<Piece>,
        /// From the first brace to the last.
        range: Range<usize>,
    },
}

/// A score rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRule {
    /// What fires it.
    pub trigger: ir::ScoreTrigger,
    /// Points.
    pub points: i64,
    /// How often.
    pub at_most: Option<ir::Frequency>,
    /// Where.
    pub span: Span,
}

/// A `when` rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What fires it.
    pub trigger: ir::RuleTrigger,
    /// What is done.
    pub steps: Vec<Step>,
    /// Where.
    pub span: Span,
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Ways in.
    pub starts: Vec<ir::Start>,
    /// Again?
    pub again: ir::Again,
    /// Ways out.
    pub stops: Vec<ir::StopRule>,
    /// Steps.
    pub steps: Vec<Step>,
    /// The author's `///` comment.
    pub documentation: Option<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// The author's label.
    pub label: Option<String>,
    /// What is done.
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Sends a mail.
    Send(String),
    /// Waits the whole time.
    Wait(Amount),
    /// Waits for a moment, then does the step, if there is one.
    At {
        /// The moment.
        moment: Moment,
        /// `on … STEP`.
        step: Option<Box<Step>>,
    },
    /// Waits for a reaction.
    Await {
        /// The longest wait.
        limit: Amount,
        /// Arms.
        arms: Vec<Arm>,
        /// At the deadline.
        otherwise: Vec<Step>,
    },
    /// Goes one of two ways.
    If {
        /// The condition.
        condition: Expression,
        /// Where it holds.
        then: Vec<Step>,
        /// Where it does not.
        otherwise: Vec<Step>,
    },
    /// Enters another scenario.
    GoTo(String),
    /// Calls sales.
    Handoff {
        /// The team.
        team: String,
        /// Why.
        because: Vec<Piece>,
    },
    /// Hands values over to another system.
    Call {
        /// The channel.
        channel: String,
        /// The values by name.
        fields: IndexMap<String, Expression>,
    },
    /// Changes a field.
    Set {
        /// Which.
        field: String,
        /// To what.
        value: Expression,
    },
    /// Changes the score.
    Score {
        /// By how much.
        points: i64,
        /// Why.
        because: Vec<Piece>,
    },
    /// Ends the run.
    Stop,
}

/// An arm of an await.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// What meets it.
    pub reaction: Reaction,
    /// What is done then.
    pub steps: Vec<Step>,
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// What it counts from.
    pub base: ir::MomentBase,
    /// Time of day.
    pub at: Option<ClockTime>,
    /// What if it is past or cannot be computed.
    pub otherwise: Option<Otherwise>,
}
