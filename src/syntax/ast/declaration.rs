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

/// `event name [for everyone] { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// `for everyone`: about a thing, and reaches every lead that matches.
    pub everyone: Option<Span>,
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
    /// `body file "mails/thanks.md"`: Markdown, MJML, HTML or text, by its extension.
    BodyFile(Quoted),
    /// `invitation "…" from event.starts_at to event.ends_at at "…"`.
    Invitation(Invitation),
    /// `variant b { subject "…" }`.
    Variant {
        /// Its name.
        name: Name,
        /// What differs: subject, preheader, links and body only.
        entries: Vec<EmailEntry>,
    },
    /// `try on 20%, winner by opens after 2 days`.
    Trial(Trial),
    /// Not understood.
    Junk,
}

/// `invitation "…" from event.starts_at to event.ends_at at "…"`: an entry for the reader's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What it is called, a template.
    pub title: Quoted,
    /// When it begins, a datetime.
    pub from: Path,
    /// When it ends.
    pub until: InvitationEnd,
    /// Where, a template.
    pub place: Option<Quoted>,
}

/// The end of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationEnd {
    /// `to event.ends_at`.
    At(Path),
    /// `for 90 minutes`.
    Lasting(Spanned<Amount>),
}

/// `try on 20%, winner by opens after 2 days`: some leads get the variants by turns, the others later the better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Share of the leads that try the variants.
    pub share: Spanned<Percent>,
    /// `clicks` instead of `opens`.
    pub by_clicks: bool,
    /// How long after the first of these mails the winner is named.
    pub after: Spanned<Amount>,
}

/// A percentage in hundredths of a percent: `12.5%` is 1250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u32);

/// `message name via line { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub name: Name,
    /// The way it goes: `line`, `slack`, `webhook` or a channel named in sodate.toml.
    pub channel: Name,
    /// `transactional`: no advertising.
    pub transactional: Option<Span>,
    /// Entries in order.
    pub entries: Vec<MessageEntry>,
}

/// One entry of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageEntry {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: MessageEntryKind,
}

/// Entries of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageEntryKind {
    /// `to lead.line_id`: where the channel finds the lead.
    To(Path),
    /// `link name "address"`.
    Link {
        /// Its name.
        name: Name,
        /// Its address, a template.
        address: Quoted,
    },
    /// `body "…"`: plain text, `[text](link)` for named links.
    Body(Quoted),
    /// Not understood.
    Junk,
}

/// `content name file "data/best.csv" { columns }`: rows of workspace data for mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub name: Name,
    /// The CSV file, from the workspace's folder.
    pub file: Quoted,
    /// Columns in order.
    pub columns: Vec<Field>,
}

/// `segment name when CONDITION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: Name,
    /// Who belongs to it.
    pub condition: Expression,
}

/// `audience name`: a list of leads that steps add to and remove from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Its name.
    pub name: Name,
}

/// `ensure …`: what must hold on every way through the scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ensure {
    /// The keyword.
    pub keyword: Span,
    /// What must hold.
    pub rule: EnsureRule,
    /// `for whitepaper`: only there; everywhere where left out.
    pub scenario: Option<Name>,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnsureRule {
    /// `at most 2 emails in 7 days`.
    AtMost {
        /// How many.
        times: Spanned<i64>,
        /// Within.
        within: Spanned<Amount>,
    },
    /// `no email after handoff`, `no email after order`.
    NoEmailAfter(EnsureAfter),
    /// `every path ends within 60 days`.
    EndsWithin(Spanned<Amount>),
    /// Not understood.
    Junk,
}

/// After what no mail may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnsureAfter {
    /// A handoff.
    Handoff(Span),
    /// Something that the lead does.
    Reaction(Reaction),
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
    /// `via sales_chat`: handoffs are told there, too.
    pub channels: Vec<Name>,
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
    /// `closed 12/29 to 1/3`, `closed 2026-08-13`: no mail leaves, and these are no business days.
    Closed {
        /// First day.
        from: Spanned<ClosedDay>,
        /// Last day, included; the first where left out.
        to: Option<Spanned<ClosedDay>>,
    },
    /// `at least 1 day between emails`.
    SmallestGap(Spanned<Amount>),
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

/// A day of `closed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedDay {
    /// `2026-08-13`.
    Once(Date),
    /// `12/29`: every year.
    Yearly {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
}
