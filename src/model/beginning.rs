//! What a test does first so that a scenario starts, read from the scenario's own `start`: a message about a test without a
//! date offers a line that would begin this one.

use super::names::Names;
use crate::syntax::ast::{Expression, ExpressionKind, HeadKind, Moment, MomentKind, Path, Reaction, ReactionKind};

/// What a test does first.
#[derive(Debug)]
pub(super) struct Beginning {
    /// The action of the test behind the date.
    pub line: String,
    /// The scenario starts by the clock alone; the action brings the lead into this segment.
    pub segment: Option<String>,
}

impl From<String> for Beginning {
    fn from(line: String) -> Self {
        Self { line, segment: None }
    }
}

/// For a scenario that starts by an event, a reaction, a date, a condition, a schedule or by hand.
pub(super) fn beginning(names: &Names<'_>, scenario: &str) -> Beginning {
    let heads = names.scenarios.get(scenario).map_or(&[][..], |entry| entry.syntax.heads.as_slice());
    let begin = heads.iter().find_map(|head| match &head.kind {
        HeadKind::StartOn { event, .. } => Some(event_line(&event.text).into()),
        HeadKind::StartOnReaction { reaction, .. } => reaction_line(reaction).map(Beginning::from),
        HeadKind::StartWhen { condition, .. } => change_line(names, condition).map(Beginning::from),
        HeadKind::StartAround { moment, .. } => {
            anchor(moment).and_then(|anchor| change_line(names, anchor)).map(Beginning::from)
        }
        HeadKind::StartByHand { .. } => Some("start".to_owned().into()),
        HeadKind::StartEvery { segment, .. } => Some(by_the_clock(names, &segment.text)),
        HeadKind::OneForEach(_)
        | HeadKind::Late(_)
        | HeadKind::Capped(_)
        | HeadKind::Priority(_)
        | HeadKind::Goal { .. }
        | HeadKind::Kpi { .. }
        | HeadKind::Persona(_)
        | HeadKind::Again(_)
        | HeadKind::StopWhen(_)
        | HeadKind::StopOn(_)
        | HeadKind::Junk => None,
    });
    let any_event = || names.events.keys().next().map_or_else(|| event_line("download"), |event| event_line(event));
    begin.unwrap_or_else(|| any_event().into())
}

/// A change that brings the lead into the segment; where none is seen there, any change, which sets the clock going.
fn by_the_clock(names: &Names<'_>, segment: &str) -> Beginning {
    let condition = names.segments.get(segment).map(|entry| &entry.syntax.condition);
    let any_change = || names.lead.keys().next().map_or_else(|| "unsubscribe".to_owned(), |field| set_line(field));
    let line = condition.and_then(|condition| change_line(names, condition)).unwrap_or_else(any_change);
    Beginning { line, segment: Some(segment.to_owned()) }
}

fn event_line(event: &str) -> String {
    format!("{event} {{ … }}")
}

fn reaction_line(reaction: &Reaction) -> Option<String> {
    match &reaction.kind {
        ReactionKind::Open(email) => Some(format!("open {}", email.text)),
        ReactionKind::Click { email, link } => {
            let link = link.as_ref().map_or_else(String::new, |link| format!(".{}", link.text));
            Some(format!("click {}{link}", email.text))
        }
        ReactionKind::Event { event, .. } => Some(event_line(&event.text)),
        ReactionKind::Change { field, .. } => field.names.last().map(|field| set_line(&field.text)),
        ReactionKind::Junk => None,
    }
}

fn anchor(moment: &Moment) -> Option<&Expression> {
    match &moment.kind {
        MomentKind::Around { anchor, .. } => Some(anchor),
        MomentKind::Day(_) | MomentKind::Date(_) | MomentKind::Next(_) | MomentKind::Junk => None,
    }
}

fn set_line(field: &str) -> String {
    format!("set lead.{field} = …")
}

/// A change of the first field of the lead that the expression names; an event where it names that first.
fn change_line(names: &Names<'_>, expression: &Expression) -> Option<String> {
    let of = |one: &Expression| change_line(names, one);
    match &expression.kind {
        ExpressionKind::Path(path) => field_of_lead(names, path).map(set_line),
        ExpressionKind::Compare { left, right, .. } => of(left).or_else(|| of(right)),
        ExpressionKind::In { value, .. } | ExpressionKind::Is { value, .. } => of(value),
        ExpressionKind::Not(inner) => of(inner),
        ExpressionKind::And(parts) | ExpressionKind::Or(parts) => parts.iter().find_map(of),
        ExpressionKind::Call { arguments, .. } => arguments.iter().find_map(of),
        ExpressionKind::Did { event, .. } | ExpressionKind::Count { event, .. } => Some(event_line(&event.text)),
        ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::TrueFalse(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Date(_)
        | ExpressionKind::List(_)
        | ExpressionKind::Opened(_)
        | ExpressionKind::Clicked { .. }
        | ExpressionKind::Received(_)
        | ExpressionKind::Silence(_)
        | ExpressionKind::Junk => None,
    }
}

fn field_of_lead<'p>(names: &Names<'_>, path: &'p Path) -> Option<&'p str> {
    let [_, field] = path.names.as_slice() else { return None };
    names.lead.contains_key(field.text.as_str()).then_some(field.text.as_str())
}
