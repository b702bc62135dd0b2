//! The syntax tree: what the author wrote, with places and nothing resolved. The parser builds it, the formatter prints
//! it, `model` gives it meaning. Junk nodes stand where text could not be understood; a finding about it exists already,
//! so later stages keep silent about whatever touches them.

pub use crate::ir::time::{Amount, BusinessWeek, ClockTime, Date, Unit, Weekday};
pub use crate::source::{Span, Spanned};

/// A name as written, NFKC-normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Normalised text.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A quoted text. `text` has escapes resolved and, for `"""` blocks, the common indentation removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The value.
    pub text: String,
    /// Whole literal with its quotes.
    pub span: Span,
    /// For each byte position in `text` at which a source run begins: (position in `text`, byte offset in the file).
    /// Sorted; the first entry is for position 0. Between entries both advance together.
    pub map: Vec<(u32, u32)>,
}

impl Quoted {
    /// The place in the file of `range` (bytes) of the value.
    #[must_use]
    pub fn span_of(&self, range: std::ops::Range<usize>) -> Span {
        let locate = |position: usize| {
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            let at = self.map.partition_point(|(from, _)| *from <= position);
            at.checked_sub(1)
                .and_then(|at| self.map.get(at))
                .map_or(self.span.start, |(from, offset)| offset + (position - from))
                .min(self.span.end)
        };
        let start = locate(range.start);
        let end = if range.end > range.start { locate(range.end - 1) + 1 } else { start };
        Span::new(self.span.file, start, end.max(start))
    }
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// Declarations in order.
    pub declarations: Vec<Declaration>,
    /// All comments in order, apart from the tree.
    pub comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Text after the slashes.
    pub text: String,
    /// Place with the slashes.
    pub span: Span,
    /// Written with three slashes: documents the declaration below.
    pub documentation: bool,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// From its first to its last character.
    pub span: Span,
    /// Text of the `///` comments above it, lines joined with a line feed.
    pub documentation: Option<String>,
    /// What it is.
    pub kind: DeclarationKind,
}

/// Kinds of declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is named like the struct that documents it")]
pub enum DeclarationKind {
    Use(Quoted),
    Sender(Sender),
    Lead(Lead),
    Event(Event),
    Email(Email),
    Score(Score),
    Team(Team),
    When(When),
    Scenario(Scenario),
    Limits(Limits),
    Test(Test),
    /// Text that is no declaration.
    Junk,
}

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
    /// `send thanks`.
    Send(Name),
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
    /// `go to scenario`.
    GoTo(Name),
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
        value: Expression,
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
    /// What is done then.
    pub block: Block,
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

/// `lead.name`, `event.resource`, `download`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Place.
    pub span: Span,
    /// Names between the dots; at least one.
    pub names: Vec<Name>,
}

/// An expression or condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Kinds of expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionKind {
    /// `"text"`.
    Text(Quoted),
    /// `42`, `-1.5`: the digits as written, without separators.
    Number(String),
    /// `true`, `false`.
    TrueFalse(bool),
    /// `3 days`.
    Duration(Amount),
    /// `2026-04-01`.
    Date(Date),
    /// `lead.name`, `event.resource`, `score`, `rank`, or a bare word (a value of a `one of`).
    Path(Path),
    /// `[a, b]`.
    List(Vec<Expression>),
    /// `default(lead.name, "お客様")`: any call; the checker knows the functions.
    Call {
        /// The function.
        function: Name,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
    /// `not x`.
    Not(Box<Expression>),
    /// `a and b`.
    And(Vec<Expression>),
    /// `a or b`.
    Or(Vec<Expression>),
    /// `a == b`.
    Compare {
        /// Left side.
        left: Box<Expression>,
        /// How.
        comparison: Comparison,
        /// Right side.
        right: Box<Expression>,
    },
    /// `a in [b, c]`.
    In {
        /// The value.
        value: Box<Expression>,
        /// The list.
        list: Box<Expression>,
    },
    /// `a is missing` (`known: false`), `a is known` (`known: true`).
    Is {
        /// The value.
        value: Box<Expression>,
        /// Which of the two.
        known: bool,
    },
    /// `opened thanks`.
    Opened(Name),
    /// `clicked thanks.guide`, `clicked thanks`.
    Clicked {
        /// The email.
        email: Name,
        /// The link; any where left out.
        link: Option<Name>,
    },
    /// `received thanks`.
    Received(Name),
    /// `did download where … [in 30 days | since start]`.
    Did {
        /// The event.
        event: Name,
        /// Its condition.
        filter: Option<Box<Expression>>,
        /// How far back.
        window: Window,
    },
    /// `count(download where …) [in 30 days | since start]`.
    Count {
        /// The event.
        event: Name,
        /// Its condition.
        filter: Option<Box<Expression>>,
        /// How far back.
        window: Window,
    },
    /// `no response for 6 months`.
    Silence(Silence),
    /// Not understood.
    Junk,
}

/// How far back events count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// All that is on record.
    Ever,
    /// `in 30 days`.
    In(Spanned<Amount>),
    /// `since start`: since this run began.
    SinceStart(Span),
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

/// `test "name" for scenario { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its name.
    pub name: Quoted,
    /// The scenario whose start `day N` counts from.
    pub scenario: Name,
    /// Steps in order.
    pub steps: Vec<TestStep>,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestStep {
    /// Place.
    pub span: Span,
    /// What it is.
    pub kind: TestStepKind,
}

/// Lines of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestStepKind {
    /// `lead { name: "田中" }`: the lead of this test. Fields are (name, value).
    Lead(Vec<(Name, Expression)>),
    /// `at 2026-04-01 10:00 ACTION`, `at day 7 15:00 ACTION`; without `at` the action follows at once.
    Do {
        /// When.
        at: Option<TestTime>,
        /// What the lead does.
        action: TestAction,
    },
    /// `expect …`.
    Expect(Expectation),
    /// Not understood.
    Junk,
}

/// A moment in a test, in the zone of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestTime {
    /// Place.
    pub span: Span,
    /// Day.
    pub day: TestDay,
    /// Time of day; where left out, for `day N` the time of the start, for a date 9:00.
    pub at: Option<ClockTime>,
}

/// The day of a test moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestDay {
    /// A date.
    Date(Date),
    /// N days after the start of the scenario under test.
    Day(i64),
}

/// What happens in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestAction {
    /// `download { resource: "…" }`.
    Event {
        /// The event.
        event: Name,
        /// Properties.
        fields: Vec<(Name, Expression)>,
    },
    /// `open thanks`.
    Open(Name),
    /// `click thanks.guide`.
    Click {
        /// The email.
        email: Name,
        /// The link.
        link: Name,
    },
    /// `unsubscribe`.
    Unsubscribe,
    /// `set lead.deal = talking`: somebody, or the CRM, changes a field.
    Set {
        /// `lead.field`.
        field: Path,
        /// The value.
        value: Expression,
    },
    /// `start`: an operator starts the scenario under test by hand.
    Start,
    /// Not understood.
    Junk,
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// `email thanks [on day 3] [at 9:00]`: the next mail or handoff is this mail, sent on that day, at that time.
    Email {
        /// The email.
        email: Name,
        /// Day after the start on which it is really sent, after sending hours and caps.
        day: Option<Spanned<i64>>,
        /// Time of day.
        at: Option<Spanned<ClockTime>>,
    },
    /// `handoff to team`.
    Handoff(Name),
    /// `nothing more`: no further mail or handoff, ever.
    NothingMore(Span),
    /// Any condition, which must hold at that moment: `score >= 50`, `rank == hot`.
    Condition(Expression),
    /// Not understood.
    Junk,
}

/// A piece of a text with `{{ … }}`. `range` is in bytes of the quoted text's value; spans inside expressions are file spans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePiece {
    /// Text as it is.
    Text {
        /// The text.
        text: String,
        /// Where in the value.
        range: std::ops::Range<usize>,
    },
    /// `{{ lead.name }}`.
    Value {
        /// What is inserted.
        expression: Expression,
        /// Where in the value, with the braces.
        range: std::ops::Range<usize>,
    },
    /// `{{ if … }} … {{ else }} … {{ end }}`.
    If {
        /// The condition.
        condition: Expression,
        /// Pieces where it holds.
        then: Vec<TemplatePiece>,
        /// Pieces where it does not.
        otherwise: Vec<TemplatePiece>,
        /// Where in the value, from the `{{` of `if` to the `}}` of `end`.
        range: std::ops::Range<usize>,
    },
    /// Not understood.
    Junk,
}
