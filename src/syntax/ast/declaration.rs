//! Declarations other than scenarios: senders, leads, events, emails, scores, teams, limits.

use super::*;

/// `sender acme { name "…" from "…" address "…" contact "…" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Its name.
    pub name: Name,
    /// Entries in order; a key may be given once.
    pub entries: Vec<SenderEntry>,
}

/// One entry of a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderEntry {
    /// Which.
    pub key: Spanned<SenderKey>,
    /// Its text.
    pub value: Quoted,
}

/// Entries of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SenderKey {
    /// Name shown to the reader and required by law.
    Name,
    /// From address.
    From,
    /// Postal address, required by law.
    Address,
    /// Where complaints go (an address, a page or a telephone number), required by law.
    Contact,
    /// Reply-To address.
    ReplyTo,
}

/// `lead { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The keyword, for messages about the whole.
    pub keyword: Span,
    /// Fields in order.
    pub fields: Vec<Field>,
}

/// `event name { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// Properties in order.
    pub fields: Vec<Field>,
}

/// `name: type? = default`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: TypeName,
    /// `?`: may be missing.
    pub optional: bool,
    /// Value for leads that come without one.
    pub default: Option<Expression>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// Place.
    pub span: Span,
    /// Kind.
    pub kind: TypeKind,
}

/// Types as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// A single word: `text`, `number`, `true/false`, `date`, `datetime`, `duration`, `email`, `url` or something unknown.
    Word(String),
    /// `one of [a, b]`.
    OneOf(Vec<Name>),
    /// `list of T`.
    ListOf(Box<TypeName>),
    /// Not understood.
    Junk,
}

/// `email name { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Its name.
    pub name: Name,
    /// `transactional`: no advertising.
    pub transactional: Option<Span>,
    /// Entries in order.
    pub entries: Vec<EmailEntry>,
}

/// One entry of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailEntry {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: EmailEntryKind,
}

/// Entries of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailEntryKind {
    /// `sender acme`; may be left out where the workspace has one sender.
    Sender(Name),
    /// `subject "…"`.
    Subject(Quoted),
    /// `preheader "…"`: the line that mail programs show beside the subject.
    Preheader(Quoted),
    /// `link name "address"`.
    Link {
        /// Its name.
        name: Name,
        /// Its address, a template.
        address: Quoted,
    },
    /// `body "…"` or `body """…"""`: Markdown.
    Body(Quoted),
    /// `body file "mails/thanks.md"`.
    BodyFile(Quoted),
    /// Not understood.
    Junk,
}

/// `score { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The keyword.
    pub keyword: Span,
    /// Rules in order.
    pub rules: Vec<ScoreRule>,
    /// `ranks { … }`.
    pub ranks: Option<Ranks>,
}

/// `trigger +10 at most 3 times a day`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRule {
    /// Place.
    pub span: Span,
    /// What fires it.
    pub trigger: ScoreTrigger,
    /// Points with their sign.
    pub points: Spanned<i64>,
    /// `at most N times a UNIT`.
    pub at_most: Option<AtMost>,
}

/// `at most 3 times a day`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtMost {
    /// Place.
    pub span: Span,
    /// How often.
    pub times: i64,
    /// Within one of these.
    pub per: Unit,
}

/// What a score rule answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScoreTrigger {
    /// `opened any email`.
    OpenedAny,
    /// `clicked any email`.
    ClickedAny,
    /// `opened thanks`, `clicked thanks.guide`, `download where …`.
    Reaction(Reaction),
    /// `no response for 6 months`.
    Silence(Silence),
    /// Not understood.
    Junk,
}

/// `no response for D`, `no visit for D`, `no EVENT for D`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// `response`, or an event's name.
    pub what: Name,
    /// How long.
    pub lasting: Spanned<Amount>,
}

/// `ranks { cold below 20, warm from 20, hot from 50 }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranks {
    /// Place.
    pub span: Span,
    /// In order.
    pub ranks: Vec<Rank>,
}

/// `warm from 20`; the lowest is written `cold below 20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    /// Its name.
    pub name: Name,
    /// `below` instead of `from`.
    pub below: bool,
    /// Number of points.
    pub bound: Spanned<i64>,
}

/// `team name { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: Name,
    /// `member "address"`.
    pub members: Vec<Quoted>,
    /// `assign in turn`: each handoff to the next member. Without it every member gets each handoff mail.
    pub in_turn: Option<Span>,
    /// `answer within D, else tell "address"`.
    pub answer: Option<Answer>,
}

/// `answer within D, else tell "address"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Place.
    pub span: Span,
    /// How soon.
    pub within: Spanned<Amount>,
    /// Who is told otherwise.
    pub escalate_to: Option<Quoted>,
}

/// `limits { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The keyword.
    pub keyword: Span,
    /// Entries in order.
    pub entries: Vec<LimitEntry>,
}

/// One entry of `limits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitEntry {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: LimitKind,
}

/// Entries of `limits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitKind {
    /// `zone "Asia/Tokyo"`.
    Zone(Quoted),
    /// `send weekdays 9:00 to 18:00[, not on holidays of japan]`, `send every day 8:00 to 20:00`.
    Send {
        /// Days of the week.
        days: BusinessWeek,
        /// Opening.
        from: Spanned<ClockTime>,
        /// Closing; later than the opening; a mail may leave before it, not at it. `24:00` is midnight.
        to: Spanned<ClockTime>,
        /// `not on holidays of japan`.
        holidays: Option<Name>,
    },
    /// `at most 1 email a day [for each lead]`, `at most 2 emails in 7 days`.
    AtMost {
        /// How many.
        times: Spanned<i64>,
        /// Within.
        within: Spanned<Amount>,
    },
    /// Not understood.
    Junk,
}
