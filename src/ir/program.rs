//! The parts of a compiled program. Names refer to each other by text; every reference has been checked. Maps keep the
//! order of the source, so the same source gives the same bytes.

use super::expression::{Expression, Silent};
use super::mail::{Content, Email, Message, Sender};
use super::scenario::{Rule, Scenario};
use super::time::{Amount, BusinessWeek, ClockTime, Date, Unit};
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
    /// The files whose words of the language are Japanese, as places in `files`: what people are shown of steps and rules
    /// is in the words of their file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub japanese_files: Vec<u32>,
    /// Senders.
    pub senders: IndexMap<String, Sender>,
    /// Fields of a lead, without the built-in `id`, `email` and `zone`.
    pub lead_fields: IndexMap<String, Field>,
    /// Events.
    pub events: IndexMap<String, EventType>,
    /// Emails.
    pub emails: IndexMap<String, Email>,
    /// Messages on other channels; emails and messages share their names.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub messages: IndexMap<String, Message>,
    /// Rows of workspace data for mails. The current program's rows are used, whatever version a run is on.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub contents: IndexMap<String, Content>,
    /// Segments: who belongs to them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub segments: IndexMap<String, Expression>,
    /// Audiences, with the author's `///` comments.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub audiences: IndexMap<String, Option<String>>,
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

impl FieldType {
    /// All its values; `None` where nobody can list them.
    #[must_use]
    pub fn values(&self) -> Option<Vec<Value>> {
        match self {
            Self::OneOf(words) => Some(words.iter().cloned().map(Value::Text).collect()),
            Self::TrueFalse => Some([true, false].map(Value::TrueFalse).to_vec()),
            Self::Text
            | Self::Number
            | Self::Date
            | Self::Datetime
            | Self::Duration
            | Self::Email
            | Self::Url
            | Self::ListOf(_) => None,
        }
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventType {
    /// Its properties.
    pub properties: IndexMap<String, Field>,
    /// About a thing, not about one lead: it reaches every lead for which a filter that names a field of the lead holds.
    #[serde(default, skip_serializing_if = "is_false")]
    pub everyone: bool,
    /// The author's `///` comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
}

/// A sales team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Mail addresses, at least one.
    pub members: Vec<String>,
    /// Each handoff goes to the next member; otherwise to all.
    pub in_turn: bool,
    /// Channels on which handoffs and notices are told, besides mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
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
    /// A field of the lead gets another value than it had.
    Change {
        /// Which.
        field: String,
        /// What must hold then.
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
    /// Least time between two marketing mails to one lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_gap: Option<Amount>,
    /// Days on which no marketing mail leaves and that are no business days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Closed>,
}

/// Days on which the company is closed, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// Once.
    Once {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Every year, as (month, day); may run over the end of the year.
    Yearly {
        /// First day.
        from: (u8, u8),
        /// Last day.
        to: (u8, u8),
    },
}

impl Closed {
    /// Whether the company is closed on that date.
    #[must_use]
    pub fn holds(&self, date: Date) -> bool {
        match self {
            Self::Once { from, to } => *from <= date && date <= *to,
            Self::Yearly { from, to } => {
                let day = (date.month, date.day);
                if from <= to { *from <= day && day <= *to } else { *from <= day || day <= *to }
            }
        }
    }
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

impl Cap {
    /// Where the workspace sets none: one marketing mail a calendar day for each lead.
    pub const DEFAULT: Self = Self { times: 1, within: Self::CALENDAR_DAY };

    /// The time that is a calendar day of the lead and does not slide.
    pub const CALENDAR_DAY: Amount = Amount::new(1, Unit::Day);
}

impl Limits {
    /// The caps that hold: those of the workspace, else the default one.
    #[must_use]
    pub const fn caps_in_force(&self) -> &[Cap] {
        if self.caps.is_empty() { &[Cap::DEFAULT] } else { self.caps.as_slice() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) const fn is_zero(number: &i64) -> bool {
    *number == 0
}
