//! Moments that are counted from one date (`1 day before event.starts_at`): where a run has come behind one of them, those
//! that lie before it are past. Only dates that stay as they are, calendar days and properties of the event: a field of the
//! lead may have changed in between.

use crate::ir::time::{Amount, DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS, Unit};
use crate::model::expression::joined;
use crate::model::timeline::shortest;
use crate::source::Span;
use crate::syntax::ast::{ExpressionKind, Moment, MomentKind};
use std::collections::BTreeMap;

/// A day of a zone is not always 24 hours long, and a lead may be in another zone than another one: so much is left open
/// between a moment and a calendar day.
const SLACK: i64 = HOUR_MILLISECONDS;

/// How far behind dates a run is at least, in milliseconds, with the step that led there. The dates by their paths, the empty one
/// for calendar days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    behind: BTreeMap<String, (i64, Span)>,
}

impl Anchors {
    /// The step before, if a run is always behind the moment when it comes here.
    pub fn past(&self, moment: &Moment) -> Option<Span> {
        let (anchor, _, latest) = offset(moment)?;
        self.behind.get(&anchor).filter(|(least, _)| *least > latest).map(|(_, span)| *span)
    }

    /// Behind the moment, whether it was waited for or past.
    pub fn after(&mut self, moment: &Moment, step: Span) {
        let Some((anchor, earliest, _)) = offset(moment) else { return };
        let behind = self.behind.entry(anchor).or_insert((earliest, step));
        if behind.0 < earliest {
            *behind = (earliest, step);
        }
    }

    /// After a wait.
    pub fn wait(&mut self, amount: Amount) {
        for (least, _) in self.behind.values_mut() {
            *least = least.saturating_add(shortest(amount));
        }
    }

    /// On one of two ways.
    pub fn or(mut self, other: &Self) -> Self {
        self.behind.retain(|anchor, behind| {
            other.behind.get(anchor).is_some_and(|one| {
                if one.0 < behind.0 {
                    *behind = *one;
                }
                true
            })
        });
        self
    }
}

/// The date that a moment counts from, and how far behind it the moment lies at the earliest and at the latest.
fn offset(moment: &Moment) -> Option<(String, i64, i64)> {
    let clock = moment.at.map(|at| i64::from(at.node.minutes).saturating_mul(MINUTE_MILLISECONDS));
    match &moment.kind {
        MomentKind::Date(date) => {
            // As if all months had 31 days: later days stay later, and further off than they are.
            let months = i64::from(date.node.year) * 12 + i64::from(date.node.month);
            let days = (months * 31 + i64::from(date.node.day)).saturating_mul(DAY_MILLISECONDS);
            let at = days.saturating_add(clock.unwrap_or_default());
            Some((String::new(), at, at))
        }
        MomentKind::Around { amount, before, anchor } => {
            let ExpressionKind::Path(path) = &anchor.kind else { return None };
            let object = path.names.first().filter(|_| path.names.len() > 1)?;
            if !matches!(object.text.as_str(), "event" | "start") {
                return None;
            }
            let (short, long) = lengths(amount.node);
            let (least, most) = if *before { (-long, -short) } else { (short, long) };
            // With a clock time: on the day of that moment, whatever time of day it is.
            Some(match clock {
                Some(clock) => (joined(path), least - DAY_MILLISECONDS + clock, most + clock),
                None => (joined(path), least, most),
            })
        }
        MomentKind::Day(_) | MomentKind::Next(_) | MomentKind::Junk => None,
    }
}

/// The shortest and the longest that an amount of time can be.
const fn lengths(amount: Amount) -> (i64, i64) {
    let exact = amount.count == 0 || matches!(amount.unit, Unit::Minute | Unit::Hour);
    let slack = if exact { 0 } else { SLACK };
    let long = match amount.unit {
        // With the weekends and holidays in between there is no telling.
        Unit::BusinessDay if amount.count > 0 => i64::MAX / 4,
        Unit::Minute | Unit::Hour | Unit::Day | Unit::BusinessDay | Unit::Week | Unit::Month | Unit::Year => {
            amount.longest_milliseconds()
        }
    };
    (shortest(amount) - slack, long + slack)
}
