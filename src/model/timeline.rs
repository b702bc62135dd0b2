//! How much time can have passed where a run stands: bounds from the start of the run and from the midnight before it,
//! since `on day 7` counts from the first and `on day 7 at 9:00` from the second. Nominal times: sending hours and caps do
//! not count, because a run that only they made late goes on at once.

use crate::ir::time::{Amount, ClockTime, DAY_MILLISECONDS, MINUTE_MILLISECONDS, Unit};

/// More time than any scenario has: the bound after a moment that can be at any time.
const EVER: i64 = i64::MAX;

/// Working days in a week, for the nominal length of business days.
const BUSINESS_DAYS_A_WEEK: u32 = 5;

/// Least and most time passed, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passed {
    least_from_start: i64,
    least_from_midnight: i64,
    most_from_start: i64,
    most_from_midnight: i64,
}

/// Whether a moment is over when a run comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// Never.
    No,
    /// For some runs.
    Maybe,
    /// Always.
    Always,
}

impl Passed {
    /// At the start of a run.
    pub const START: Self = Self {
        least_from_start: 0,
        least_from_midnight: 0,
        most_from_start: 0,
        most_from_midnight: DAY_MILLISECONDS - MINUTE_MILLISECONDS,
    };

    /// After waiting between nothing (`certain: false`) or the whole amount, and the amount.
    pub const fn wait(self, amount: Amount, certain: bool) -> Self {
        let least = if certain { shortest(amount) } else { 0 };
        let most = nominal(amount);
        Self {
            least_from_start: self.least_from_start.saturating_add(least),
            least_from_midnight: self.least_from_midnight.saturating_add(least),
            most_from_start: self.most_from_start.saturating_add(most),
            most_from_midnight: self.most_from_midnight.saturating_add(most),
        }
    }

    /// After a moment that may be at any time.
    pub const fn any_time(self) -> Self {
        Self { most_from_start: EVER, most_from_midnight: EVER, ..self }
    }

    /// Whether `day N [at T]` is over here.
    pub fn is_over(self, day: u32, at: Option<ClockTime>) -> Over {
        let (least, most) = match at {
            Some(_) => (self.least_from_midnight, self.most_from_midnight),
            None => (self.least_from_start, self.most_from_start),
        };
        let target = offset(day, at);
        match (least > target, most > target) {
            (true, _) => Over::Always,
            (false, true) => Over::Maybe,
            (false, false) => Over::No,
        }
    }

    /// Exactly at `day N [at T]`.
    pub fn at_day(day: u32, at: Option<ClockTime>) -> Self {
        let target = offset(day, at);
        match at {
            Some(_) => Self {
                least_from_start: (target - DAY_MILLISECONDS).max(0),
                least_from_midnight: target,
                most_from_start: target,
                most_from_midnight: target,
            },
            None => Self {
                least_from_start: target,
                least_from_midnight: target,
                most_from_start: target,
                most_from_midnight: target.saturating_add(DAY_MILLISECONDS - MINUTE_MILLISECONDS),
            },
        }
    }

    /// On one of two ways.
    pub fn or(self, other: Self) -> Self {
        Self {
            least_from_start: self.least_from_start.min(other.least_from_start),
            least_from_midnight: self.least_from_midnight.min(other.least_from_midnight),
            most_from_start: self.most_from_start.max(other.most_from_start),
            most_from_midnight: self.most_from_midnight.max(other.most_from_midnight),
        }
    }

    /// After several rounds of what leads from here to `one`. With `dated` steps in it, which lead to a fixed day
    /// however often they come, a round need not take as long again.
    pub fn after_rounds(self, one: Self, rounds: u32, dated: bool) -> Self {
        let more = i64::from(rounds.saturating_sub(1));
        let longer =
            |before: i64, after: i64| after.saturating_add(after.saturating_sub(before).max(0).saturating_mul(more));
        let least = |before, after| if dated { after } else { longer(before, after) };
        Self {
            least_from_start: least(self.least_from_start, one.least_from_start),
            least_from_midnight: least(self.least_from_midnight, one.least_from_midnight),
            most_from_start: longer(self.most_from_start, one.most_from_start),
            most_from_midnight: longer(self.most_from_midnight, one.most_from_midnight),
        }
    }

    /// Here, but not before the other.
    pub fn not_before(self, other: Self) -> Self {
        Self {
            least_from_start: self.least_from_start.max(other.least_from_start),
            least_from_midnight: self.least_from_midnight.max(other.least_from_midnight),
            most_from_start: self.most_from_start.max(other.most_from_start),
            most_from_midnight: self.most_from_midnight.max(other.most_from_midnight),
        }
    }

    /// Most days from the start, rounded up; `None` for "at any time".
    pub const fn most_days(self) -> Option<i64> {
        if self.most_from_start == EVER { None } else { Some(ceil_days(self.most_from_start)) }
    }

    /// The earliest calendar day, counted from that of the start.
    pub const fn least_days(self) -> i64 {
        self.least_from_midnight / DAY_MILLISECONDS
    }
}

fn offset(day: u32, at: Option<ClockTime>) -> i64 {
    i64::from(day) * DAY_MILLISECONDS + at.map_or(0, |at| i64::from(at.minutes) * MINUTE_MILLISECONDS)
}

const fn ceil_days(milliseconds: i64) -> i64 {
    (milliseconds.saturating_add(DAY_MILLISECONDS - 1)) / DAY_MILLISECONDS
}

/// Longest nominal length: business days with the weekends that they can contain, without holidays.
const fn nominal(amount: Amount) -> i64 {
    match amount.unit {
        Unit::BusinessDay => {
            let weekends = amount.count.div_ceil(BUSINESS_DAYS_A_WEEK) as i64;
            (amount.count as i64 + 2 * weekends) * DAY_MILLISECONDS
        }
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Week | Unit::Month | Unit::Year => amount.longest_milliseconds(),
    }
}

/// Shortest nominal length.
pub(crate) const fn shortest(amount: Amount) -> i64 {
    let count = amount.count as i64;
    match amount.unit {
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => amount.longest_milliseconds(),
        Unit::BusinessDay => count * DAY_MILLISECONDS,
        Unit::Month => count * 28 * DAY_MILLISECONDS,
        Unit::Year => count * 365 * DAY_MILLISECONDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(count: u32) -> Amount {
        Amount::new(count, Unit::Day)
    }

    #[test]
    fn an_await_may_last_just_until_the_day() {
        let seven = Passed::at_day(7, None);
        assert_eq!(seven.wait(days(7), false).is_over(14, None), Over::No);
        assert_eq!(seven.wait(days(8), false).is_over(14, None), Over::Maybe);
        assert_eq!(seven.wait(days(8), true).is_over(14, None), Over::Always);
    }

    #[test]
    fn a_clock_time_depends_on_when_the_run_began() {
        assert_eq!(Passed::START.is_over(0, ClockTime::new(18, 0)), Over::Maybe);
        assert_eq!(Passed::START.is_over(1, ClockTime::new(9, 0)), Over::No);
        let evening = Passed::at_day(3, ClockTime::new(18, 0));
        assert_eq!(evening.is_over(3, ClockTime::new(9, 0)), Over::Always);
        assert_eq!(evening.is_over(4, ClockTime::new(9, 0)), Over::No);
        assert_eq!(evening.is_over(4, None), Over::No);
    }

    #[test]
    fn a_moment_at_any_time_spoils_the_bound_above() {
        let anywhere = Passed::at_day(2, None).any_time();
        assert_eq!(anywhere.is_over(1000, None), Over::Maybe);
        assert_eq!(anywhere.is_over(1, None), Over::Always);
        assert_eq!(anywhere.most_days(), None);
    }
}
