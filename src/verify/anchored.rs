//! Scenarios that live around one date of the lead: every run begins around it, and ends when it changes. So a wait for a
//! moment around the same date ends at a known time after the start of the run.

use super::answers::entered;
use super::graph::{longest, shortest};
use crate::ir::time::{Amount, ClockTime, DAY_MILLISECONDS, MINUTE_MILLISECONDS, Unit};
use crate::ir::{Expression, FieldType, MomentBase, Program, Reaction, Scenario, StartTrigger, StopRule};
use std::collections::BTreeSet;

/// The latest time of day of a date that has one, in milliseconds.
const LATEST_CLOCK: i64 = DAY_MILLISECONDS - 1;

/// Such a scenario.
#[derive(Debug)]
pub struct Anchored<'p> {
    /// The field of the lead.
    field: &'p str,
    /// The latest time of day that its date can have.
    latest_clock: i64,
    starts: Vec<Around>,
}

/// A moment so long before a date or after it.
#[derive(Debug, Clone, Copy)]
struct Around {
    amount: Amount,
    before: bool,
    at: Option<ClockTime>,
}

/// For each scenario of a program: the date around which it lives, if it does.
pub fn anchored(program: &Program) -> Vec<Option<Anchored<'_>>> {
    let scenarios = program.scenarios.values().flat_map(|scenario| &scenario.steps);
    let steps = scenarios.chain(program.rules.iter().flat_map(|rule| &rule.steps));
    // What a step leads into begins at any time.
    let entered: BTreeSet<&str> = steps.filter_map(|step| entered(&step.instruction)).collect();
    let of_one = |(name, scenario)| {
        let name: &String = name;
        if entered.contains(name.as_str()) { None } else { Anchored::of(program, scenario) }
    };
    program.scenarios.iter().map(of_one).collect()
}

impl<'p> Anchored<'p> {
    fn of(program: &Program, scenario: &'p Scenario) -> Option<Self> {
        let (fields, starts): (BTreeSet<&str>, Vec<Around>) = scenario
            .starts
            .iter()
            .map(|start| match &start.trigger {
                StartTrigger::Around { amount, before, anchor: Expression::Lead(field), at } => {
                    Some((field.as_str(), Around { amount: *amount, before: *before, at: *at }))
                }
                StartTrigger::Around { .. }
                | StartTrigger::Event { .. }
                | StartTrigger::Reaction(_)
                | StartTrigger::When(_)
                | StartTrigger::Every { .. }
                | StartTrigger::Hand => None,
            })
            .collect::<Option<_>>()?;
        let field = fields.iter().next().copied().filter(|_| fields.len() == 1)?;
        let ends = |rule: &StopRule| matches!(rule, StopRule::On(Reaction::Change { field: changed, filter: None }) if changed == field);
        let whole_day = program.lead_fields.get(field)?.kind == FieldType::Date;
        let latest_clock = if whole_day { 0 } else { LATEST_CLOCK };
        scenario.stops.iter().any(|stop| ends(&stop.rule)).then_some(Self { field, latest_clock, starts })
    }

    /// The shortest and the longest time from the start of a run to a moment, in milliseconds; negative where the moment
    /// is before the start. `None` where it is not around the date.
    pub fn since_start(&self, base: &MomentBase, at: Option<ClockTime>) -> Option<(i64, i64)> {
        let MomentBase::Around { amount, before, anchor: Expression::Lead(field) } = base else { return None };
        let moment = Around { amount: *amount, before: *before, at };
        if field != self.field {
            return None;
        }
        // Between these two times of day both moments move evenly or not at all.
        let clocks = [0, self.latest_clock];
        let times = self.starts.iter().flat_map(|start| clocks.map(|clock| (start, clock))).map(|(start, clock)| {
            let ((first, last), (least, most)) =
                (start.since(clock, self.latest_clock), moment.since(clock, self.latest_clock));
            (least - last, most - first)
        });
        times.reduce(|(least, most), (other_least, other_most)| (least.min(other_least), most.max(other_most)))
    }
}

impl Around {
    /// The earliest and the latest time of the moment since midnight of the date's day, where the date has that time of day.
    fn since(self, clock: i64, latest_clock: i64) -> (i64, i64) {
        let (short, long) = (shortest(self.amount), longest(self.amount));
        let (least, most) = if self.before { (-long, -short) } else { (short, long) };
        let Some(at) = self.at.map(|at| i64::from(at.minutes) * MINUTE_MILLISECONDS) else {
            return (least + clock, most + clock);
        };
        match self.amount.unit {
            Unit::Day | Unit::BusinessDay | Unit::Week | Unit::Month | Unit::Year => (least + at, most + at),
            // Hours may lead into another day; each time of day of the date is reckoned with.
            Unit::Minute | Unit::Hour => (midnight(least) + at, midnight(most + latest_clock) + at),
        }
    }
}

/// The midnight before.
const fn midnight(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(DAY_MILLISECONDS) * DAY_MILLISECONDS
}
