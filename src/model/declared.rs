//! What the workspace says of the values of expressions, for conditions that are held against each other: the values that a
//! field is declared with, what cannot be missing, what a segment means.

use super::checker::Checker;
use super::expression::{Events, Known, Possible};
use super::findings::dead::WhyThere;
use super::names::Field;
use crate::ir::{Expression, FieldType, Program, Value};

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
        if let Expression::Lead(field) = value {
            let built_in = matches!(field.as_str(), "id" | "email");
            return if built_in {
                Some(WhyThere::BuiltIn)
            } else {
                why(self.names.lead.get(field.as_str())?, WhyThere::OfLead)
            };
        }
        if let Expression::Event(property) | Expression::Start(property) = value {
            return match events {
                Events::One(event) => of_event(Some(event), property),
                Events::Starts(origins) => {
                    let mut all = origins.iter().map(|origin| of_event(origin.event.as_deref(), property));
                    let first = all.next()??;
                    all.all(|one| one.is_some()).then_some(first)
                }
                Events::Any | Events::None | Events::Unknown => None,
            };
        }
        matches!(value, Expression::Score | Expression::Rank | Expression::Count { .. }).then_some(WhyThere::BuiltIn)
    }
}

impl Known for Facts<'_, '_> {
    fn field(&self, name: &str) -> Possible {
        // Leads from before a field was declared may lack it, unless it has a default.
        let field = self.checker.names.lead.get(name);
        field.map_or_else(Possible::anything, |one| values_of(one.kind.to_ir().as_ref(), one.syntax.default.is_none()))
    }

    fn property(&self, name: &str) -> Possible {
        let entry = self.event.and_then(|event| self.checker.names.events.get(event));
        let property = entry.and_then(|entry| entry.parts.fields.get(name));
        property.map_or_else(Possible::anything, |one| values_of(one.kind.to_ir().as_ref(), one.may_be_missing()))
    }

    fn segment(&self, name: &str) -> Option<&Expression> {
        self.checker.segment_conditions.get(name).filter(|condition| !speaks_of_mails(condition, &|_| true))
    }

    fn ranks(&self) -> Vec<(Value, i64, Option<i64>)> {
        let ranks = self.checker.names.scores.first().and_then(|score| score.ranks.as_ref());
        let ranks = ranks.map_or(&[][..], |ranks| ranks.ranks.as_slice());
        let from = |rank: &crate::syntax::ast::Rank| if rank.below { i64::MIN } else { rank.bound.node };
        with_bounds(ranks.iter().map(|rank| (rank.name.text.as_str(), from(rank))).collect())
    }
}

/// What a compiled program says, where `event.x` is a property of that event.
struct FactsOfProgram<'p> {
    program: &'p Program,
    event: Option<&'p str>,
}

impl Known for FactsOfProgram<'_> {
    fn field(&self, name: &str) -> Possible {
        let field = self.program.lead_fields.get(name);
        field.map_or_else(Possible::anything, |one| values_of(Some(&one.kind), one.default.is_none()))
    }

    fn property(&self, name: &str) -> Possible {
        let event = self.event.and_then(|event| self.program.events.get(event));
        let property = event.and_then(|event| event.properties.get(name));
        property
            .map_or_else(Possible::anything, |one| values_of(Some(&one.kind), one.optional && one.default.is_none()))
    }

    fn segment(&self, name: &str) -> Option<&Expression> {
        self.program.segments.get(name).filter(|condition| !speaks_of_mails(condition, &|_| true))
    }

    fn ranks(&self) -> Vec<(Value, i64, Option<i64>)> {
        with_bounds(self.program.score.ranks.iter().map(|rank| (rank.name.as_str(), rank.from)).collect())
    }
}

/// Whether these conditions of a program, each with whether it holds, can surely never be so at once. `event.x` is a property
/// of that event.
#[must_use]
pub fn exclude_each_other(program: &Program, event: Option<&str>, facts: &[(&Expression, bool)]) -> bool {
    super::expression::exclude_each_other(facts, &FactsOfProgram { program, event })
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

/// The ranks, each up to the next one.
fn with_bounds(ranks: Vec<(&str, i64)>) -> Vec<(Value, i64, Option<i64>)> {
    let next: Vec<Option<i64>> =
        ranks.iter().skip(1).map(|(_, from)| Some(from.saturating_sub(1))).chain([None]).collect();
    ranks.into_iter().zip(next).map(|((name, from), most)| (Value::Text(name.to_owned()), from, most)).collect()
}

/// The values of a type; of an unknown one where `None`.
fn values_of(kind: Option<&FieldType>, optional: bool) -> Possible {
    let values = kind.and_then(FieldType::values).map_or_else(Possible::known, Possible::one_of);
    if optional { values.or_missing() } else { values }
}
