//! The parts of a compiled program. Names refer to each other by text; every reference has been checked. Maps keep the
//! order of the source, so the same source gives the same bytes.

use super::expression::{Expression, Silent};
use super::template::Template;
use super::time::{Amount, BusinessWeek, ClockTime, Date, Unit, Weekday};
use super::value::Value;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A compiled workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Format version, see [`super::IR_VERSION`].
    pub ir_version: u32,
    /// SHA-256 in lower-case hexadecimal over the program's JSON with this field empty.
    pub content_hash: String,
    /// Source files: path in the workspace, SHA-256 of the text. [`Place`] counts in this order.
    pub files: Vec<(String, String)>,
    /// Senders.
    pub senders: IndexMap<String, Sender>,
    /// Fields of a lead, without the built-in `id`, `email` and `zone`.
    pub lead_fields: IndexMap<String, Field>,
    /// Events.
    pub events: IndexMap<String, EventType>,
    /// Emails.
    pub emails: IndexMap<String, Email>,
    /// Teams.
    pub teams: IndexMap<String, Team>,
    /// Scoring.
    pub score: ScoreProgram,
    /// Sending hours and caps.
    pub limits: Limits,
    /// `when` rules.
    pub rules: Vec<Rule>,
    /// Scenarios.
    pub scenarios: IndexMap<String, Scenario>,
}

/// Where in the source something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index into [`Program::files`].
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Who the mail is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Shown name.
    pub name: String,
    /// From address.
    pub from: String,
    /// Postal address.
    pub address: String,
    /// Where complaints go: a web address, a mail address or a telephone number.
    pub contact: String,
    /// Reply-To address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}

/// A field of a lead or a property of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// May be missing.
    pub optional: bool,
    /// Value where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
}

/// Types of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Any text without control characters other than line feed and tab.
    Text,
    /// A decimal number.
    Number,
    /// `true` or `false`.
    TrueFalse,
    /// A day.
    Date,
    /// A point in time.
    Datetime,
    /// An amount of time.
    Duration,
    /// An e-mail address.
    Email,
    /// An http or https address.
    Url,
    /// One of these words.
    OneOf(Vec<String>),
    /// Several of one type.
    ListOf(Box<FieldType>),
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventType {
    /// Its properties.
    pub properties: IndexMap<String, Field>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
}

/// An email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Name in [`Program::senders`].
    pub sender: String,
    /// No advertising: needs no basis, does not count for caps; still never goes to an opted-out lead by default.
    pub transactional: bool,
    /// Subject, plain text on one line.
    pub subject: Template,
    /// Line beside the subject, plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preheader: Option<Template>,
    /// Addresses of the named links.
    pub links: IndexMap<String, Template>,
    /// Inner HTML of the body, without the page around it and without the footer.
    pub html: Template,
    /// The same as plain text.
    pub text: Template,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A sales team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Mail addresses, at least one.
    pub members: Vec<String>,
    /// Each handoff goes to the next member; otherwise to all.
    pub in_turn: bool,
    /// How soon a handoff is to be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// `answer within D, else tell "…"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// How soon.
    pub within: Amount,
    /// Who is told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate_to: Option<String>,
}

/// Scoring.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScoreProgram {
    /// Rules in order.
    pub rules: Vec<ScoreRule>,
    /// Ranks in rising order; the first has the lowest bound, [`i64::MIN`].
    pub ranks: Vec<Rank>,
}

/// A score rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRule {
    /// Stable identity, derived from what fires it (`opened any email`, `event download`), for the ledger and for counters.
    pub id: String,
    /// What fires it.
    pub trigger: ScoreTrigger,
    /// Points to add.
    pub points: i64,
    /// How often it may fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Frequency>,
    /// Where it is declared.
    pub place: Place,
}

/// So many times in one calendar unit (in the lead's zone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// How often, at least 1.
    pub times: u32,
    /// A day, week, month or year; hours and minutes count back from now.
    pub per: Unit,
}

/// What fires a score rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreTrigger {
    /// The first open of each sent mail.
    OpenedAny,
    /// The first click of each link of each sent mail.
    ClickedAny,
    /// One reaction: the first open of each sending of a mail, the first click of each link, each event.
    Reaction(Reaction),
    /// Silence for a time: fires once, and again only after the silence was broken.
    Silent {
        /// What is silent.
        what: Silent,
        /// How long.
        lasting: Amount,
    },
}

/// A rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rank {
    /// Its name.
    pub name: String,
    /// Least score.
    pub from: i64,
}

/// Something that a lead does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// Opens a mail.
    Open {
        /// Which.
        email: String,
    },
    /// Clicks a link.
    Click {
        /// Of which mail.
        email: String,
        /// Which; any where `None`.
        link: Option<String>,
    },
    /// Does something.
    Event {
        /// What.
        event: String,
        /// Which of them; sees their properties by [`Expression::Event`].
        filter: Option<Expression>,
    },
}

/// Sending hours and caps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Zone of leads that have none of their own, an IANA name.
    pub zone: String,
    /// When marketing mail may leave; any time where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<SendingHours>,
    /// Caps on marketing mail for each lead; all hold.
    pub caps: Vec<Cap>,
}

/// When marketing mail may leave, by the lead's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingHours {
    /// Days.
    pub days: BusinessWeek,
    /// From this time on.
    pub from: ClockTime,
    /// Before this time.
    pub to: ClockTime,
    /// Days that are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<HolidayCalendar>,
}

/// A calendar of holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayCalendar {
    /// 国民の祝日 of Japan.
    Japan,
}

/// At most so many marketing mails to one lead within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// How many, at least 1.
    pub times: u32,
    /// `1 day` is a calendar day of the lead; other amounts slide back from now.
    pub within: Amount,
}

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
    /// Ways out at any time.
    pub stops: Vec<StopRule>,
    /// Steps; a run begins at the first. A step's number is its place in this list.
    pub steps: Vec<Step>,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A way into a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
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
    /// An operator, or `go to`.
    Hand,
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

/// A way out at any time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopRule {
    /// Looked at after every input of the lead, and again before every sending.
    When(Expression),
    /// When the lead does this.
    On(Reaction),
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
        /// Which.
        email: String,
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
        /// To what; a missing value clears the field.
        value: Expression,
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

/// An arm of an await.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    /// What meets it.
    pub reaction: Reaction,
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
