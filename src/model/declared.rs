//! What the workspace says of the values of expressions, for conditions that are held against each other: the values that a
//! field is declared with, what cannot be missing, what a segment means.

use super::checker::Checker;
use super::expression::{Events, Known, Possible, number};
use super::findings::dead::WhyThere;
use super::names::Field;
use super::types::Type;
use crate::ir::{Expression, Value};

/// What a checker knows, where `event.x` is a property of that event.
pub(crate) struct Facts<'c, 'a> {
    checker: &'c Checker<'a>,
    event: Option<&'c str>,
}

impl<'a> Checker<'a> {
    /// What is known of values where these events may be at hand.
    pub fn facts<'c>(&'c self, events: &'c Events) -> Facts<'c, 'a> {
        let event = match events {
            Events::One(event) => Some(event.as_str()),
            Events::Starts(origins) => match origins.as_ref() {
                [origin] => origin.event.as_deref(),
                [..] => None,
            },
            Events::Any | Events::None | Events::Unknown => None,
        };
        Facts { checker: self, event }
    }

    /// Why the value can never be missing; `None` where it can. A field of the lead that may not be missing is there for every
    /// lead that has come in since it was declared.
    pub fn why_there(&self, value: &Expression, events: &Events) -> Option<WhyThere> {
        let why = |field: &Field<'_>, otherwise| {
            let default = field.syntax.default.is_some();
            (!field.may_be_missing()).then_some(if default { WhyThere::Default } else { otherwise })
        };
        let of_event = |event: Option<&str>, property: &str| {
            let property = self.names.events.get(event?)?.parts.fields.get(property)?;
            why(property, WhyThere::OfEvent)
        };
        match value {
            Expression::Lead(field) if matches!(field.as_str(), "id" | "email") => Some(WhyThere::BuiltIn),
            Expression::Lead(field) => why(self.names.lead.get(field.as_str())?, WhyThere::OfLead),
            Expression::Event(property) | Expression::Start(property) => match events {
                Events::One(event) => of_event(Some(event), property),
                Events::Starts(origins) => {
                    let mut all = origins.iter().map(|origin| of_event(origin.event.as_deref(), property));
                    let first = all.next()??;
                    all.all(|one| one.is_some()).then_some(first)
                }
                Events::Any | Events::None | Events::Unknown => None,
            },
            Expression::Score | Expression::Rank | Expression::Count { .. } => Some(WhyThere::BuiltIn),
            Expression::Literal(_)
            | Expression::Item(_)
            | Expression::Segment(_)
            | Expression::Audience(_)
            | Expression::List(_)
            | Expression::Default { .. }
            | Expression::Not(_)
            | Expression::And(_)
            | Expression::Or(_)
            | Expression::Compare { .. }
            | Expression::In { .. }
            | Expression::Missing(_)
            | Expression::Opened { .. }
            | Expression::Clicked { .. }
            | Expression::Received { .. }
            | Expression::Silent { .. } => None,
        }
    }
}

impl Known for Facts<'_, '_> {
    fn possible(&self, value: &Expression) -> Possible {
        let names = &self.checker.names;
        match value {
            Expression::Literal(value) => Possible::one_of([value.clone()]),
            Expression::Lead(field) if matches!(field.as_str(), "id" | "email") => Possible::known(),
            // Leads from before a field was declared may lack it, unless it has a default.
            Expression::Lead(field) => names
                .lead
                .get(field.as_str())
                .map_or_else(Possible::anything, |field| values_of(&field.kind, field.syntax.default.is_none())),
            Expression::Event(property) => {
                let entry = self.event.and_then(|event| names.events.get(event));
                let property = entry.and_then(|entry| entry.parts.fields.get(property.as_str()));
                property.map_or_else(Possible::anything, |one| values_of(&one.kind, one.may_be_missing()))
            }
            Expression::Start(_) | Expression::Item(_) | Expression::List(_) | Expression::Default { .. } => {
                Possible::anything()
            }
            Expression::Score => Possible::whole(),
            Expression::Rank => Possible::one_of(names.ranks.iter().cloned().map(Value::Text)),
            Expression::Count { .. } => Possible::whole().and(Possible::at_least(number(0), false)),
            Expression::Segment(_)
            | Expression::Audience(_)
            | Expression::Not(_)
            | Expression::And(_)
            | Expression::Or(_)
            | Expression::Compare { .. }
            | Expression::In { .. }
            | Expression::Missing(_)
            | Expression::Opened { .. }
            | Expression::Clicked { .. }
            | Expression::Received { .. }
            | Expression::Silent { .. } => values_of(&Type::TrueFalse, false),
        }
    }

    fn segment(&self, name: &str) -> Option<&Expression> {
        self.checker.segment_conditions.get(name).filter(|condition| !speaks_of_mails(condition, &|_| true))
    }

    fn ranks(&self) -> Vec<(Value, i64, Option<i64>)> {
        let ranks = self.checker.names.scores.first().and_then(|score| score.ranks.as_ref());
        let ranks = ranks.map_or(&[][..], |ranks| ranks.ranks.as_slice());
        let next = ranks.iter().skip(1).map(|next| Some(next.bound.node.saturating_sub(1))).chain([None]);
        let from = |rank: &crate::syntax::ast::Rank| if rank.below { i64::MIN } else { rank.bound.node };
        ranks.iter().zip(next).map(|(rank, most)| (Value::Text(rank.name.text.clone()), from(rank), most)).collect()
    }
}

/// Whether a condition speaks of mails of such names. What it means then depends on the scenario (docs/adr/0023).
pub(super) fn speaks_of_mails(condition: &Expression, such: &dyn Fn(&str) -> bool) -> bool {
    let mut open = vec![condition];
    while let Some(one) = open.pop() {
        if let Expression::Opened { email } | Expression::Clicked { email, .. } | Expression::Received { email } = one
            && such(email)
        {
            return true;
        }
        open.extend(one.parts());
    }
    false
}

fn values_of(kind: &Type, optional: bool) -> Possible {
    let values = match kind {
        Type::OneOf(values) => Possible::one_of(values.iter().cloned().map(Value::Text)),
        Type::TrueFalse => Possible::one_of([true, false].map(Value::TrueFalse)),
        Type::Text
        | Type::Number
        | Type::Date
        | Type::Datetime
        | Type::Duration
        | Type::Email
        | Type::Url
        | Type::ListOf(_)
        | Type::Unknown => Possible::known(),
    };
    if optional { values.or_missing() } else { values }
}
