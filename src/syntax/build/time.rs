//! Amounts of time, dates, clock times and moments.

use super::Builder;
use crate::source::Spanned;
use crate::syntax::ast::{Amount, ClockTime, Date, Expression, ExpressionKind, Moment, MomentKind, Unit, Weekday};
use crate::syntax::findings::{NoSuchDate, NoSuchTime};
use crate::syntax::grammar::{Pair, Rule, child, has};

impl Builder<'_> {
    /// An `amount` or `duration` node.
    pub(super) fn amount(&mut self, pair: &Pair<'_>) -> Option<Spanned<Amount>> {
        let count = self.whole_in(pair, Rule::how_many)?.node;
        let unit = Self::unit(&child(pair, Rule::unit)?)?;
        Some(Spanned::new(Amount::new(u32::try_from(count).ok()?, unit), self.span(pair)))
    }

    /// The amount among the children.
    pub(super) fn amount_in(&mut self, pair: &Pair<'_>) -> Option<Spanned<Amount>> {
        child(pair, Rule::amount).and_then(|amount| self.amount(&amount))
    }

    /// A `unit` node.
    pub(super) fn unit(pair: &Pair<'_>) -> Option<Unit> {
        match pair.clone().into_inner().next()?.as_rule() {
            Rule::unit_minutes => Some(Unit::Minute),
            Rule::unit_hours => Some(Unit::Hour),
            Rule::unit_days => Some(Unit::Day),
            Rule::unit_business_days => Some(Unit::BusinessDay),
            Rule::unit_weeks => Some(Unit::Week),
            Rule::unit_months => Some(Unit::Month),
            Rule::unit_years => Some(Unit::Year),
            _ => None,
        }
    }

    /// A `date` node; nothing, and a finding, where the calendar has no such day.
    pub(super) fn date(&mut self, pair: &Pair<'_>) -> Option<Spanned<Date>> {
        let span = self.span(pair);
        let date = Date::parse(pair.as_str());
        if date.is_none() {
            self.report(&NoSuchDate { span, written: pair.as_str().to_owned() });
        }
        date.map(|date| Spanned::new(date, span))
    }

    /// A `time` node; nothing, and a finding, where the clock has no such time.
    pub(super) fn time(&mut self, pair: &Pair<'_>) -> Option<Spanned<ClockTime>> {
        let span = self.span(pair);
        let time = ClockTime::parse(pair.as_str());
        if time.is_none() {
            self.report(&NoSuchTime { span, written: pair.as_str().to_owned() });
        }
        time.map(|time| Spanned::new(time, span))
    }

    /// A `moment` node.
    pub(super) fn moment(&mut self, pair: &Pair<'_>) -> Moment {
        let kind = pair.clone().into_inner().next().and_then(|inner| self.moment_kind(&inner));
        let at = child(pair, Rule::time).and_then(|time| self.time(&time));
        Moment { span: self.span(pair), kind: kind.unwrap_or(MomentKind::Junk), at }
    }

    pub(super) fn moment_kind(&mut self, pair: &Pair<'_>) -> Option<MomentKind> {
        match pair.as_rule() {
            Rule::day_moment => self.whole_in(pair, Rule::integer).map(MomentKind::Day),
            Rule::next_moment => child(pair, Rule::weekday)
                .and_then(|day| Some(MomentKind::Next(Spanned::new(weekday(&day)?, self.span(&day))))),
            Rule::date => self.date(pair).map(MomentKind::Date),
            Rule::around_moment => {
                let amount = self.amount_in(pair)?;
                let is_anchor = |part: &Pair<'_>| matches!(part.as_rule(), Rule::date | Rule::call | Rule::path);
                let anchor = pair.clone().into_inner().find(is_anchor)?;
                let anchor = self.primary(&anchor, 0);
                Some(MomentKind::Around { amount, before: has(pair, Rule::kw_before), anchor })
            }
            Rule::path => {
                let span = self.span(pair);
                let anchor = Expression { span, kind: ExpressionKind::Path(self.path(pair)) };
                Some(MomentKind::Around {
                    amount: Spanned::new(Amount::new(0, Unit::Day), span),
                    before: false,
                    anchor,
                })
            }
            _ => None,
        }
    }
}

/// A `weekday` node.
pub(super) fn weekday(pair: &Pair<'_>) -> Option<Weekday> {
    match pair.clone().into_inner().next()?.as_rule() {
        Rule::kw_monday => Some(Weekday::Monday),
        Rule::kw_tuesday => Some(Weekday::Tuesday),
        Rule::kw_wednesday => Some(Weekday::Wednesday),
        Rule::kw_thursday => Some(Weekday::Thursday),
        Rule::kw_friday => Some(Weekday::Friday),
        Rule::kw_saturday => Some(Weekday::Saturday),
        Rule::kw_sunday => Some(Weekday::Sunday),
        _ => None,
    }
}
