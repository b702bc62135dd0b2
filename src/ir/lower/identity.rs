//! Stable names of starts and rules, derived from what they wait for in the words of the language: `when lead.deal == won`.
//! State of leads is kept under them, so what is written in another way, but means the same, has the same name.

use super::steps::amount;
use crate::ir::{Comparison, Expression, Schedule, Silent, StartTrigger, Value, Window};

/// The name of a start; empty for starts of which nothing is remembered.
pub(super) fn of_start(trigger: &StartTrigger) -> String {
    let clock = |at: &Option<crate::ir::time::ClockTime>| at.map_or_else(String::new, |at| format!(" at {at}"));
    match trigger {
        StartTrigger::Event { .. } | StartTrigger::Reaction(_) | StartTrigger::Hand => String::new(),
        StartTrigger::When(condition) => format!("when {}", words(condition)),
        StartTrigger::Around { amount: time, before, anchor, at } => {
            let side = if *before { "before" } else { "after" };
            format!("{} {side} {}{}", amount(*time), words(anchor), clock(at))
        }
        StartTrigger::Every { schedule, at, segment } => {
            let every = match schedule {
                Schedule::Daily => "day".to_owned(),
                Schedule::Weekly(day) => format!("week on {}", format!("{day:?}").to_lowercase()),
                Schedule::Monthly(day) => format!("month on day {day}"),
            };
            format!("every {every}{} for {segment}", clock(at))
        }
    }
}

/// A condition as the author would write it.
pub(super) fn words(expression: &Expression) -> String {
    let inner = |part: &Expression| {
        let joins = matches!(part, Expression::And(_) | Expression::Or(_));
        if joins { format!("({})", words(part)) } else { words(part) }
    };
    let joined = |parts: &[Expression], word: &str| parts.iter().map(inner).collect::<Vec<_>>().join(word);
    match expression {
        Expression::Literal(value) => literal(value),
        Expression::Lead(field) => format!("lead.{field}"),
        Expression::Event(property) => format!("event.{property}"),
        Expression::Start(property) => format!("start.{property}"),
        Expression::Item(column) => format!("item.{column}"),
        Expression::Segment(name) | Expression::Audience(name) => format!("lead in {name}"),
        Expression::Score => "score".to_owned(),
        Expression::Rank => "rank".to_owned(),
        Expression::List(items) => format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(", ")),
        Expression::Default { value, fallback } => format!("default({}, {})", words(value), words(fallback)),
        Expression::Not(part) => {
            if let Expression::Missing(value) = &**part {
                format!("{} is known", words(value))
            } else {
                format!("not ({})", words(part))
            }
        }
        Expression::And(parts) => joined(parts, " and "),
        Expression::Or(parts) => joined(parts, " or "),
        Expression::Compare { left, comparison, right } => {
            format!("{} {} {}", inner(left), operator(*comparison), inner(right))
        }
        Expression::In { value, list } => format!("{} in {}", inner(value), inner(list)),
        Expression::Missing(value) => format!("{} is missing", words(value)),
        Expression::Opened { email } => format!("opened {email}"),
        Expression::Clicked { email, link: Some(link) } => format!("clicked {email}.{link}"),
        Expression::Clicked { email, link: None } => format!("clicked {email}"),
        Expression::Received { email } => format!("received {email}"),
        Expression::Count { event, filter, window } => {
            let filter = filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", words(filter)));
            let window = match window {
                Window::Ever => String::new(),
                Window::In(time) => format!(" in {}", amount(*time)),
                Window::SinceStart => " since start".to_owned(),
            };
            format!("count({event}{filter}){window}")
        }
        Expression::Silent { what: Silent::Response, lasting } => format!("no response for {}", amount(*lasting)),
        Expression::Silent { what: Silent::Event(event), lasting } => format!("no {event} for {}", amount(*lasting)),
    }
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Number(number) => number.normalize().to_string(),
        Value::TrueFalse(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Datetime(instant) => instant.0.to_string(),
        Value::Duration(time) => amount(*time),
        Value::List(items) => items.iter().map(literal).collect::<Vec<_>>().join(", "),
    }
}
