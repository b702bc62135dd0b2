//! The value of an expression for a lead at a moment. Missing values mean what `ir::expression` says: a comparison with
//! a missing side is false, `not` turns whatever is not true into true, and only `is missing` and `default` see that
//! something is missing.

use super::civil::{self, Calendar};
use super::state::{Enrolment, LeadState, MailActivity, PastEvent};
use crate::ir::time::{Amount, Instant, Unit};
use crate::ir::{Comparison, Content, Expression, Piece, Program, Rank, Silent, Template, Value, Window};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// What an expression can see. Borrowed; cheap to copy and to change in part.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The program whose declarations (defaults, ranks, zone) apply.
    pub program: &'a Program,
    /// The lead.
    pub lead: &'a LeadState,
    /// The event at hand: the one being tested, else the one that started the run.
    pub event: Option<&'a PastEvent>,
    /// The event that started the run, also where another one is being tested.
    pub start: Option<&'a PastEvent>,
    /// When the run began, where there is one.
    pub started_at: Option<Instant>,
    /// The scenario to which the condition belongs, where it belongs to one.
    pub scenario: Option<&'a str>,
    /// Number of the run; none outside of runs, and before a run begins.
    pub enrolment: Option<u64>,
    /// The contents to show, where they are not those of `program`: a mail of an older version shows the newest rows.
    pub contents: Option<&'a IndexMap<String, Content>>,
    /// The row at hand in an `{{ each }}`.
    pub item: Option<&'a IndexMap<String, Value>>,
    /// The moment.
    pub now: Instant,
}

impl<'a> Scope<'a> {
    /// What a condition outside any run sees: the lead, and no event.
    #[must_use]
    pub const fn of_lead(program: &'a Program, lead: &'a LeadState, now: Instant) -> Self {
        let (event, start, started_at, scenario, enrolment) = (None, None, None, None, None);
        Self { program, lead, event, start, started_at, scenario, enrolment, contents: None, item: None, now }
    }

    /// What a run sees: its start event is the event at hand.
    #[must_use]
    pub const fn of_run(program: &'a Program, lead: &'a LeadState, run: &'a Enrolment, now: Instant) -> Self {
        let (start, started_at) = (run.start_event.as_ref(), Some(run.started_at));
        let (scenario, enrolment) = (Some(run.scenario.as_str()), Some(run.number));
        Self { event: start, start, started_at, scenario, enrolment, ..Self::of_lead(program, lead, now) }
    }

    /// The rows of a content: those to show where it still has all the columns that the program knows, else the
    /// program's own.
    #[must_use]
    pub fn rows(&self, content: &str) -> &'a [IndexMap<String, Value>] {
        let Some(own) = self.program.contents.get(content) else { return &[] };
        let newer = self.contents.and_then(|contents| contents.get(content)).filter(|newer| {
            own.columns.iter().all(|(name, column)| {
                newer
                    .columns
                    .get(name)
                    .is_some_and(|other| other.kind == column.kind && other.optional == column.optional)
            })
        });
        &newer.unwrap_or(own).rows
    }

    /// The lead's zone, see [`zone_of`].
    #[must_use]
    pub fn zone(&self) -> &'a str {
        zone_of(self.program, self.lead)
    }

    pub(super) fn calendar(&self) -> Calendar<'a> {
        Calendar::of(&self.program.limits)
    }
}

/// The lead's own zone where it has a known one, else the workspace's.
#[must_use]
pub fn zone_of<'a>(program: &'a Program, lead: &'a LeadState) -> &'a str {
    lead.zone.as_deref().filter(|zone| civil::is_zone(zone)).unwrap_or(&program.limits.zone)
}

/// The value, or `None` where it is missing.
#[must_use]
pub fn evaluate(expression: &Expression, scope: &Scope<'_>) -> Option<Value> {
    match expression {
        Expression::Literal(value) => Some(value.clone()),
        Expression::Lead(field) => lead_field(field, scope),
        Expression::Event(property) => event_property(property, scope.event, scope),
        Expression::Start(property) => event_property(property, scope.start, scope),
        Expression::Segment(segment) => truth(belongs_to(segment, scope)),
        Expression::Audience(audience) => truth(scope.lead.audiences.contains_key(audience)),
        Expression::Item(column) => scope.item.and_then(|row| row.get(column)).cloned(),
        Expression::Score => Some(Value::Number(Decimal::from(scope.lead.score))),
        Expression::Rank => {
            rank(&scope.program.score.ranks, scope.lead.score).map(|rank| Value::Text(rank.name.clone()))
        }
        Expression::List(items) => Some(Value::List(items.iter().filter_map(|item| evaluate(item, scope)).collect())),
        Expression::Default { value, fallback } => evaluate(value, scope).or_else(|| evaluate(fallback, scope)),
        Expression::Not(inner) => truth(!holds(inner, scope)),
        Expression::And(parts) => truth(parts.iter().all(|part| holds(part, scope))),
        Expression::Or(parts) => truth(parts.iter().any(|part| holds(part, scope))),
        Expression::Compare { left, comparison, right } => truth(compare(left, *comparison, right, scope)),
        Expression::In { value, list } => truth(contains(list, value, scope)),
        Expression::Missing(inner) => truth(evaluate(inner, scope).is_none()),
        Expression::Opened { email } => truth(any_mail(scope, email, |mail| mail.opened_at.is_some())),
        Expression::Clicked { email, link } => truth(any_mail(scope, email, |mail| was_clicked(mail, link.as_deref()))),
        Expression::Received { email } => truth(any_mail(scope, email, |mail| mail.sent_at.is_some())),
        Expression::Count { event, filter, window } => {
            Some(Value::Number(Decimal::from(count(event, filter.as_deref(), window, scope))))
        }
        Expression::Silent { what, lasting } => truth(silent(what, *lasting, scope)),
    }
}

/// Whether a condition is true; a missing value is not.
#[must_use]
pub fn holds(condition: &Expression, scope: &Scope<'_>) -> bool {
    evaluate(condition, scope) == Some(Value::TrueFalse(true))
}

/// The rank of a score: the last whose bound is reached.
#[must_use]
pub fn rank(ranks: &[Rank], score: i64) -> Option<&Rank> {
    ranks.iter().rev().find(|rank| rank.from <= score)
}

/// Whether that link (any where `None`) of a mail was clicked.
pub(super) fn was_clicked(mail: &MailActivity, link: Option<&str>) -> bool {
    link.map_or(!mail.clicked_at.is_empty(), |link| mail.clicked_at.contains_key(link))
}

/// A template as plain text, for reasons of handoffs and score changes: values as [`value_text`], links left out.
#[must_use]
pub fn plain_words(template: &Template, scope: &Scope<'_>) -> String {
    let words = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value(expression) => {
            evaluate(expression, scope).map(|value| value_text(&value, scope.zone())).unwrap_or_default()
        }
        Piece::Link(_) | Piece::Each { .. } => String::new(),
        Piece::If { condition, then, otherwise } => {
            plain_words(if holds(condition, scope) { then } else { otherwise }, scope)
        }
    };
    template.pieces.iter().map(words).collect()
}

/// A value as plain text: dates as `2026-04-01`, points in time by the clock of the zone as `2026-04-01 10:00`, lists
/// with commas.
#[must_use]
pub fn value_text(value: &Value, zone: &str) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.normalize().to_string(),
        Value::TrueFalse(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Datetime(instant) => {
            format!("{} {}", civil::local_date(*instant, zone), civil::local_clock(*instant, zone))
        }
        Value::Duration(amount) => amount_text(*amount),
        Value::List(items) => items.iter().map(|item| value_text(item, zone)).collect::<Vec<_>>().join(", "),
    }
}

fn amount_text(amount: Amount) -> String {
    let unit = match amount.unit {
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::BusinessDay => "business day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    };
    format!("{} {unit}{}", amount.count, if amount.count == 1 { "" } else { "s" })
}

#[expect(clippy::unnecessary_wraps, reason = "every arm of `evaluate` gives an optional value")]
const fn truth(flag: bool) -> Option<Value> {
    Some(Value::TrueFalse(flag))
}

/// Whether the lead belongs to a segment. Its condition sees neither a run nor an event; the checker has made sure that
/// segments do not rest on each other in a circle.
pub(super) fn belongs_to(segment: &str, scope: &Scope<'_>) -> bool {
    let outside =
        Scope { contents: scope.contents, item: scope.item, ..Scope::of_lead(scope.program, scope.lead, scope.now) };
    scope.program.segments.get(segment).is_some_and(|condition| holds(condition, &outside))
}

/// The value of a field of the lead, or its declared default.
pub(super) fn lead_field(field: &str, scope: &Scope<'_>) -> Option<Value> {
    match field {
        "id" => Some(Value::Text(scope.lead.lead.clone())),
        "email" => Some(Value::Text(scope.lead.email.clone())),
        "zone" => scope.lead.zone.clone().map(Value::Text),
        other => scope
            .lead
            .fields
            .get(other)
            .or_else(|| scope.program.lead_fields.get(other).and_then(|field| field.default.as_ref()))
            .cloned(),
    }
}

pub(super) fn event_property(property: &str, event: Option<&PastEvent>, scope: &Scope<'_>) -> Option<Value> {
    let event = event?;
    let declared = || scope.program.events.get(&event.event)?.properties.get(property)?.default.as_ref();
    event.properties.get(property).or_else(declared).cloned()
}

fn compare(left: &Expression, comparison: Comparison, right: &Expression, scope: &Scope<'_>) -> bool {
    let (Some(one), Some(other)) = (evaluate(left, scope), evaluate(right, scope)) else { return false };
    let of_ranks = matches!(left, Expression::Rank) || matches!(right, Expression::Rank);
    let ordering = || if of_ranks { order_ranks(&one, &other, scope) } else { order(&one, &other, scope) };
    match comparison {
        Comparison::Equal => same(&one, &other, scope),
        Comparison::NotEqual => !same(&one, &other, scope),
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
            ordering().is_some_and(|order| comparison.allows(order))
        }
    }
}

fn contains(list: &Expression, value: &Expression, scope: &Scope<'_>) -> bool {
    match (evaluate(list, scope), evaluate(value, scope)) {
        (Some(Value::List(items)), Some(value)) => items.iter().any(|item| same(item, &value, scope)),
        (Some(_) | None, Some(_) | None) => false,
    }
}

/// Equality: durations by what they say (`24 hours` is not `1 day`), everything else by order.
fn same(one: &Value, other: &Value, scope: &Scope<'_>) -> bool {
    one == other || order_of_kinds(one, other, scope) == Some(Ordering::Equal)
}

fn order(one: &Value, other: &Value, scope: &Scope<'_>) -> Option<Ordering> {
    match (one, other) {
        (Value::Duration(one), Value::Duration(other)) => {
            Some(one.longest_milliseconds().cmp(&other.longest_milliseconds()))
        }
        (one, other) => order_of_kinds(one, other, scope),
    }
}

/// The order of two values of one kind; a date and a point in time are compared by the lead's calendar.
fn order_of_kinds(one: &Value, other: &Value, scope: &Scope<'_>) -> Option<Ordering> {
    match (one, other) {
        (Value::Date(one), Value::Datetime(other)) => Some(one.cmp(&civil::local_date(*other, scope.zone()))),
        (Value::Datetime(one), Value::Date(other)) => Some(civil::local_date(*one, scope.zone()).cmp(other)),
        (one, other) => one.order(other),
    }
}

fn order_ranks(one: &Value, other: &Value, scope: &Scope<'_>) -> Option<Ordering> {
    let place = |value: &Value| {
        let ranks = scope.program.score.ranks.iter();
        ranks.into_iter().position(|rank| *value == Value::Text(rank.name.clone()))
    };
    Some(place(one)?.cmp(&place(other)?))
}

/// Whether one of the mails of that name passes a test. In a scenario that sends it the mails of the run are meant: what the
/// lead did with those of a run before would lead this one astray (docs/adr/0023). Elsewhere all on record are.
fn any_mail(scope: &Scope<'_>, email: &str, test: impl Fn(&MailActivity) -> bool) -> bool {
    let scenario = scope.scenario.and_then(|name| scope.program.scenarios.get(name));
    let sends = scenario.is_some_and(|scenario| scenario.sent().any(|sent| sent == email));
    let own = |mail: &MailActivity| !sends || (mail.enrolment.is_some() && mail.enrolment == scope.enrolment);
    scope.lead.mails.values().any(|mail| mail.email == email && own(mail) && test(mail))
}

fn count(event: &str, filter: Option<&Expression>, window: &Window, scope: &Scope<'_>) -> u64 {
    counted(event, filter, window, scope).map(|_| 1).sum()
}

/// The events that count, oldest first.
pub(super) fn counted<'e>(
    event: &'e str,
    filter: Option<&'e Expression>,
    window: &Window,
    scope: &'e Scope<'e>,
) -> impl Iterator<Item = &'e PastEvent> {
    let since = match window {
        Window::Ever => None,
        Window::In(amount) => Some(civil::subtract(scope.now, *amount, scope.zone(), scope.calendar())),
        Window::SinceStart => scope.started_at,
    };
    scope.lead.events.iter().filter(move |past| {
        past.event == event
            && since.is_none_or(|since| past.at >= since)
            && filter.is_none_or(|filter| holds(filter, &Scope { event: Some(past), ..*scope }))
    })
}

/// A lead that became known only during the time asked for has not been silent for it.
fn silent(what: &Silent, lasting: Amount, scope: &Scope<'_>) -> bool {
    silent_from(what, lasting, scope).is_some_and(|from| from <= scope.now)
}

/// From when on the present silence has lasted that long.
pub(super) fn silent_from(what: &Silent, lasting: Amount, scope: &Scope<'_>) -> Option<Instant> {
    let known_since = scope.lead.created_at?;
    let since = last_sign(what, scope.lead).map_or(known_since, |sign| sign.max(known_since));
    Some(civil::add(since, lasting, scope.zone(), scope.calendar()))
}

/// The last thing that broke a silence of that kind.
pub(super) fn last_sign(what: &Silent, lead: &LeadState) -> Option<Instant> {
    match what {
        Silent::Response => lead.last_response_at,
        Silent::Event(event) => lead.events.iter().filter(|past| past.event == *event).map(|past| past.at).max(),
    }
}
