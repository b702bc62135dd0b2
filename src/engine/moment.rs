//! Moments of a scenario (`3 days`, `day 7 at 9:00`, `1 day before lead.trial_end`, `next monday`) as instants.

use super::civil::{self, Calendar};
use super::evaluate::{Scope, evaluate};
use crate::ir::time::{Amount, ClockTime, Instant, Unit};
use crate::ir::{Moment, MomentBase, Value};

/// When the clock of a date without a time of day stands.
const MIDNIGHT: ClockTime = ClockTime { minutes: 0 };

/// The instant of a moment for a step that is reached at `scope.now`; `None` where a date that it needs is missing.
/// It may lie before `scope.now`, except for [`MomentBase::Here`] and [`MomentBase::Next`].
#[must_use]
pub fn resolve_moment(moment: &Moment, scope: &Scope<'_>) -> Option<Instant> {
    let (zone, here) = (scope.zone(), scope.now);
    let calendar = Calendar::of(&scope.program.limits);
    let on_clock = |instant| moment.at.map_or(instant, |clock| civil::with_clock(instant, clock, zone));
    match &moment.base {
        MomentBase::Here(amount) => {
            let earliest = civil::add(here, *amount, zone, calendar);
            let sameday = on_clock(earliest);
            // The whole time is always waited: a time of day that is past by then is the next day's.
            let next_day = || on_clock(civil::add(earliest, Amount::new(1, Unit::Day), zone, calendar));
            Some(if sameday >= earliest { sameday } else { next_day() })
        }
        MomentBase::Day(days) => {
            let start = scope.started_at.unwrap_or(here);
            Some(on_clock(civil::add(start, Amount::new(*days, Unit::Day), zone, calendar)))
        }
        MomentBase::Around { amount, before, anchor } => {
            let anchor = match evaluate(anchor, scope)? {
                Value::Date(date) => civil::at_local(date, MIDNIGHT, zone),
                Value::Datetime(instant) => instant,
                Value::Text(_) | Value::Number(_) | Value::TrueFalse(_) | Value::Duration(_) | Value::List(_) => {
                    return None;
                }
            };
            let moved = if *before { civil::subtract } else { civil::add };
            Some(on_clock(moved(anchor, *amount, zone, calendar)))
        }
        MomentBase::Date(date) => Some(civil::at_local(*date, moment.at.unwrap_or(MIDNIGHT), zone)),
        MomentBase::Next(weekday) => {
            let ahead = (1..=7).find(|days| {
                civil::weekday(civil::plus_days(civil::local_date(here, zone), i64::from(*days))) == *weekday
            });
            Some(on_clock(civil::add(here, Amount::new(ahead.unwrap_or(7), Unit::Day), zone, calendar)))
        }
    }
}
