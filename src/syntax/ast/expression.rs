//! Expressions, conditions and the pieces of templates.

use super::*;

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
    /// `{{ each best_sellers at most 3 }} … {{ end }}`: once for each row of a content.
    Each {
        /// The content.
        content: Name,
        /// Most rows; all where left out.
        at_most: Option<Spanned<i64>>,
        /// Pieces for one row.
        body: Vec<TemplatePiece>,
        /// Where in the value, from the `{{` of `each` to the `}}` of `end`.
        range: std::ops::Range<usize>,
    },
    /// Not understood.
    Junk,
}
