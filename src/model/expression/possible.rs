//! The values that an expression can have where some conditions hold: whether it may be missing, bounds, and the values that
//! are left. Always at least those that it can really have, so what leaves none can never hold.

use crate::ir::Value;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A bound, and whether it is left out itself.
type Bound = (Value, bool);

/// What a value can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Possible {
    /// It may be missing.
    missing: bool,
    /// Whole numbers only.
    whole: bool,
    least: Option<Bound>,
    most: Option<Bound>,
    /// One of these.
    only: Option<Vec<Value>>,
    /// None of these.
    not: Vec<Value>,
}

impl Possible {
    /// Anything, and missing.
    pub fn anything() -> Self {
        Self { missing: true, ..Self::default() }
    }

    /// Any value.
    pub fn known() -> Self {
        Self::default()
    }

    /// No value.
    pub fn missing() -> Self {
        Self { missing: true, only: Some(Vec::new()), ..Self::default() }
    }

    /// One of these values.
    pub fn one_of(values: impl IntoIterator<Item = Value>) -> Self {
        Self { only: Some(values.into_iter().collect()), ..Self::default() }
    }

    /// A value, but none of these.
    pub fn none_of(values: impl IntoIterator<Item = Value>) -> Self {
        Self { not: values.into_iter().collect(), ..Self::default() }
    }

    /// At least that value, or more than it.
    pub fn at_least(value: Value, more: bool) -> Self {
        Self { least: Some((value, more)), ..Self::default() }
    }

    /// At most that value, or less than it.
    pub fn at_most(value: Value, less: bool) -> Self {
        Self { most: Some((value, less)), ..Self::default() }
    }

    /// A whole number.
    pub fn whole() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// The same, or missing.
    pub fn or_missing(self) -> Self {
        Self { missing: true, ..self }
    }

    /// What is left where both hold.
    pub fn and(mut self, other: Self) -> Self {
        self.missing &= other.missing;
        self.whole |= other.whole;
        self.least = narrower(self.least, other.least, Ordering::Greater);
        self.most = narrower(self.most, other.most, Ordering::Less);
        self.only = match (self.only, other.only) {
            (Some(mut values), Some(others)) => {
                values.retain(|value| others.iter().any(|one| may_be(value, one)));
                Some(values)
            }
            (values, others) => values.or(others),
        };
        self.not.extend(other.not);
        self
    }

    /// Whether nothing is left, not even that it is missing.
    pub fn is_empty(&self) -> bool {
        !self.missing && !self.has_value()
    }

    /// Whether a whole number from `least` up to `most` (without end where `None`) is left.
    pub fn overlaps(&self, least: i64, most: Option<i64>) -> bool {
        let bounds = Self { most: most.map(|most| (number(most), false)), ..Self::at_least(number(least), false) };
        self.clone().and(bounds).has_value()
    }

    /// Whether that value is left.
    pub fn allows(&self, value: &Value) -> bool {
        !self.not.iter().any(|one| is(value, one))
            && self.only.as_ref().is_none_or(|only| only.iter().any(|one| may_be(value, one)))
            && self.is_within(value)
    }

    /// The least and the most whole number, where there are bounds.
    pub fn bounds(&self) -> (Option<Decimal>, Option<Decimal>) {
        let up = |(value, more): &Bound| {
            number_of(value).map(|one| if *more { one.floor() + Decimal::ONE } else { one.ceil() })
        };
        let down = |(value, less): &Bound| {
            number_of(value).map(|one| if *less { one.ceil() - Decimal::ONE } else { one.floor() })
        };
        (self.least.as_ref().and_then(up), self.most.as_ref().and_then(down))
    }

    fn has_value(&self) -> bool {
        if let Some(only) = &self.only {
            return only.iter().any(|value| !self.not.iter().any(|not| is(value, not)) && self.is_within(value));
        }
        if self.whole
            && let (Some(least), Some(most)) = self.bounds()
        {
            return least < most || (least == most && !self.not.iter().any(|one| number_of(one) == Some(least)));
        }
        let (Some((least, more)), Some((most, less))) = (&self.least, &self.most) else { return true };
        match order(least, most) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => !more && !less && !self.not.iter().any(|one| is(least, one)),
            Some(Ordering::Less) | None => true,
        }
    }

    fn is_within(&self, value: &Value) -> bool {
        let above = self.least.as_ref().is_none_or(|(least, more)| match order(value, least) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !more,
            Some(Ordering::Greater) | None => true,
        });
        let below = self.most.as_ref().is_none_or(|(most, less)| match order(value, most) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => !less,
            Some(Ordering::Less) | None => true,
        });
        above && below
    }
}

pub(crate) fn number(value: i64) -> Value {
    Value::Number(Decimal::from(value))
}

const fn number_of(value: &Value) -> Option<Decimal> {
    if let Value::Number(number) = value { Some(*number) } else { None }
}

/// The bound that leaves less; the first where they cannot be compared.
fn narrower(one: Option<Bound>, other: Option<Bound>, narrow: Ordering) -> Option<Bound> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let ordering = order(&other.0, &one.0);
            let narrower = ordering == Some(narrow) || (ordering == Some(Ordering::Equal) && other.1);
            Some(if narrower { other } else { one })
        }
        (one, other) => one.or(other),
    }
}

/// The order of two values that are told by bounds: numbers and times. Ranks are texts that have an order of their own.
pub(crate) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let has_bounds = matches!(one, Value::Number(_) | Value::Date(_) | Value::Datetime(_));
    one.order(other).filter(|_| has_bounds)
}

/// Whether they are surely the same.
fn is(one: &Value, other: &Value) -> bool {
    one == other
}

/// Whether they can be the same: a day and a point in time can.
fn may_be(one: &Value, other: &Value) -> bool {
    one == other || std::mem::discriminant(one) != std::mem::discriminant(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_cross_leave_nothing() {
        let between = |least: i64, more, most: i64, less| {
            Possible::at_least(number(least), more).and(Possible::at_most(number(most), less))
        };
        assert!(between(5, false, 4, false).is_empty());
        assert!(between(5, true, 5, false).is_empty());
        assert!(!between(5, false, 5, false).is_empty());
        assert!(!between(5, true, 6, true).is_empty(), "5.5");
        assert!(between(5, true, 6, true).and(Possible::whole()).is_empty());
        assert!(between(5, false, 5, false).and(Possible::none_of([number(5)])).is_empty());
    }

    #[test]
    fn values_are_left_within_bounds_only() {
        let three = Possible::one_of([number(1), number(5), number(9)]);
        assert!(three.clone().and(Possible::at_least(number(9), true)).is_empty());
        assert!(three.clone().and(Possible::at_least(number(9), false)).allows(&number(9)));
        assert!(three.clone().and(Possible::none_of([number(1), number(5), number(9)])).is_empty());
        assert!(!three.clone().and(Possible::missing()).and(Possible::anything()).allows(&number(1)));
        assert!(three.and(Possible::missing()).is_empty());
    }

    #[test]
    fn missing_is_left_where_both_allow_it() {
        let not_more = Possible::at_most(number(3), false).or_missing();
        let more = Possible::at_least(number(3), true);
        assert!(not_more.clone().and(more.clone()).is_empty());
        assert!(!not_more.and(more.or_missing()).is_empty());
    }
}
