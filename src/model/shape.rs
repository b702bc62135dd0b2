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
    /// Audiences, with the author's `///` comments.
    pub audiences: IndexMap<String, Option<String>>,
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
    /// Segments: who belongs to them.
    pub segments: IndexMap<String, Expression>,
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
    /// What every lead gets where there are no variants.
    pub common: Wording,
    /// Variants by name, each whole.
    pub variants: IndexMap<String, Wording>,
    /// How the better variant is found.
    pub trial: Option<ir::Trial>,
    /// An entry for the reader's calendar.
    pub invitation: Option<Invitation>,
    /// The author's `///` comment.
    pub documentation: Option<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// What is written in an email, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Subject.
    pub subject: Vec<Piece>,
    /// Line beside the subject.
    pub preheader: Option<Vec<Piece>>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Vec<Piece>>,
}

/// An entry for the reader's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What it is called.
    pub title: Vec<Piece>,
    /// When it begins.
    pub from: Expression,
    /// When it ends, or
    pub until: Option<Expression>,
    /// how long it takes.
    pub lasting: Option<Amount>,
    /// Where.
    pub place: Option<Vec<Piece>>,
}

/// A content as declared: what its CSV file must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub name: String,
    /// Where the path of its file is written.
    pub file: Span,
    /// Columns with the places of their names.
    pub columns: IndexMap<String, (ir::Field, Span)>,
}

/// How a body is written, by the name of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFormat {
    /// Markdown: in the flow file, `.md`.
    Markdown,
    /// Plain text, `.txt`.
    Text,
    /// HTML, a whole page or a part of one, `.html`.
    Html,
    /// MJML, `.mjml`.
    Mjml,
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
    /// The variant of it, where this is not the body of them all.
    pub variant: Option<String>,
    /// How it is written.
    pub format: BodyFormat,
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
    /// Once for each row of a content.
    Each {
        /// The content.
        content: String,
        /// Most rows.
        at_most: Option<u32>,
        /// For one row.
        body: Vec<Piece>,
        /// From the first brace to the last.
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
    /// A run for each value of this property of the start event.
    pub key: Option<String>,
    /// Ways out.
    pub stops: Vec<(ir::StopRule, Span)>,
    /// What is done with what is too late.
    pub late: ir::Late,
    /// What if a cap has no room, where a send says nothing else.
    pub capped: Option<ir::Capped>,
    /// The higher goes first.
    pub priority: i64,
    /// What it is for.
    pub goals: Vec<ir::Goal>,
    /// Figures to reach.
    pub kpis: Vec<ir::Goal>,
    /// Whom it addresses.
    pub personas: Vec<String>,
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
    Send {
        /// Which.
        email: String,
        /// What if a cap has no room; as the scenario says where `None`.
        capped: Option<ir::Capped>,
    },
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
    /// Goes by a value.
    Match {
        /// It.
        subject: Expression,
        /// Arms.
        arms: Vec<MatchArm>,
        /// Any other value.
        otherwise: Vec<Step>,
    },
    /// Goes by lot.
    Split(Vec<SplitArm>),
    /// Does the same several times.
    Repeat {
        /// How often at most.
        times: u32,
        /// Looked at before each round.
        until: Option<Expression>,
        /// A round.
        steps: Vec<Step>,
    },
    /// Enters another scenario.
    GoTo(String),
    /// Enters another scenario beside this one.
    Begin(String),
    /// Tells a team.
    Notify {
        /// The team.
        team: String,
        /// What.
        because: Vec<Piece>,
    },
    /// Puts the lead on an audience or takes it off.
    Audience {
        /// Which.
        audience: String,
        /// Puts it on.
        add: bool,
    },
    /// No mail to this lead any more.
    StopMailing {
        /// Why.
        because: Vec<Piece>,
    },
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
        /// To what; nothing clears it.
        value: Option<Expression>,
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
    /// Events since the start of the run count.
    pub since_start: bool,
    /// What is done then.
    pub steps: Vec<Step>,
}

/// An arm of a `match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchArm {
    /// Values that it stands for.
    pub values: Vec<ir::Value>,
    /// It stands for a missing value, too.
    pub missing: bool,
    /// What is done then.
    pub steps: Vec<Step>,
}

/// An arm of a `split`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitArm {
    /// Its name.
    pub name: String,
    /// Hundredths of a percent of the leads.
    pub share: u32,
    /// What is done with them.
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
