//! Heads of scenarios: what starts them, what ends them, and what they are measured by.

use super::Builder;
use crate::ir::Basis;
use crate::source::Spanned;
use crate::syntax::ast::{
    Again, BasisClause, Capped, Head, HeadKind, Late, LateElse, Measure, Metric, Moment, MomentKind, Schedule, Target,
};
use crate::syntax::grammar::{Pair, Rule, child, has};

impl Builder<'_> {
    pub(super) fn head(&mut self, pair: &Pair<'_>) -> Option<Head> {
        let kind = match pair.as_rule() {
            Rule::start_on
            | Rule::start_by_hand
            | Rule::start_reaction
            | Rule::start_when
            | Rule::start_around
            | Rule::start_every => self.start(pair),
            Rule::again => self.again(pair),
            Rule::one_for_each => child(pair, Rule::path).map(|path| HeadKind::OneForEach(self.path(&path))),
            Rule::stop_when => self.expression_in(pair).map(HeadKind::StopWhen),
            Rule::stop_on => pair.clone().into_inner().last().map(|last| HeadKind::StopOn(self.reaction(&last))),
            Rule::late => self.late(pair).map(HeadKind::Late),
            Rule::capped_head => self.capped(pair).map(HeadKind::Capped),
            Rule::priority => self.whole_in(pair, Rule::integer).map(HeadKind::Priority),
            Rule::goal => {
                let metric = child(pair, Rule::metric).and_then(|metric| self.metric(&metric));
                self.quoted_in(pair).map(|text| HeadKind::Goal { text, metric })
            }
            Rule::kpi => {
                let metric = child(pair, Rule::metric).and_then(|metric| self.metric(&metric));
                metric.map(|metric| HeadKind::Kpi { text: self.quoted_in(pair), metric })
            }
            Rule::persona => self.quoted_in(pair).map(HeadKind::Persona),
            _ => return None,
        };
        Some(Head { span: self.span(pair), kind: kind.unwrap_or(HeadKind::Junk) })
    }

    fn start(&mut self, pair: &Pair<'_>) -> Option<HeadKind> {
        let basis = self.basis(pair);
        match pair.as_rule() {
            Rule::start_on => {
                let event = self.name_in(pair, Rule::event_name)?;
                Some(HeadKind::StartOn { event, filter: self.filter(pair), basis })
            }
            Rule::start_reaction => {
                let reaction = pair.clone().into_inner().nth(2)?;
                Some(HeadKind::StartOnReaction { reaction: self.reaction(&reaction), basis })
            }
            Rule::start_when => self.expression_in(pair).map(|condition| HeadKind::StartWhen { condition, basis }),
            Rule::start_around => {
                let moment = self.start_moment(pair)?;
                Some(HeadKind::StartAround { moment, basis })
            }
            Rule::start_every => {
                let schedule = child(pair, Rule::schedule)?;
                let span = self.span(&schedule);
                let schedule = Spanned::new(self.schedule(&schedule)?, span);
                let at = child(pair, Rule::time).and_then(|time| self.time(&time));
                let segment = self.name_in(pair, Rule::segment_name)?;
                Some(HeadKind::StartEvery { schedule, at, segment, basis })
            }
            _ => Some(HeadKind::StartByHand { basis }),
        }
    }

    fn start_moment(&mut self, pair: &Pair<'_>) -> Option<Moment> {
        let around = child(pair, Rule::around_moment)?;
        let time = child(pair, Rule::time);
        let span = self.span_between(&around, time.as_ref().unwrap_or(&around));
        let kind = self.moment_kind(&around).unwrap_or(MomentKind::Junk);
        Some(Moment { span, kind, at: time.and_then(|time| self.time(&time)) })
    }

    fn schedule(&mut self, pair: &Pair<'_>) -> Option<Schedule> {
        if has(pair, Rule::unit_months) {
            return self.whole_in(pair, Rule::integer).map(|day| Schedule::Monthly(day.node));
        }
        if has(pair, Rule::unit_weeks) {
            return super::time::weekday(&child(pair, Rule::weekday)?).map(Schedule::Weekly);
        }
        Some(Schedule::Daily)
    }

    fn again(&mut self, pair: &Pair<'_>) -> Option<HeadKind> {
        let again = if has(pair, Rule::kw_never) {
            Again::Never
        } else if has(pair, Rule::kw_always) {
            Again::Always
        } else {
            Again::After(self.amount_in(pair)?)
        };
        Some(HeadKind::Again(again))
    }

    fn basis(&mut self, pair: &Pair<'_>) -> Option<BasisClause> {
        let clause = child(pair, Rule::basis)?;
        let is_verb = |word: &Pair<'_>| matches!(word.as_rule(), Rule::kw_gives | Rule::kw_needs);
        let words = clause.clone().into_inner().filter(|word| word.as_rule() != Rule::comma);
        let (verbs, words): (Vec<_>, Vec<_>) = words.partition(is_verb);
        let (verb, first, last) = (verbs.first()?, words.first()?, words.last()?);
        let basis = Spanned::new(basis_of(first)?, self.span_between(first, last));
        let span = self.span(verb).to(self.span_between(first, last));
        Some(BasisClause { span, gives: verb.as_rule() == Rule::kw_gives, basis })
    }

    fn late(&mut self, pair: &Pair<'_>) -> Option<Late> {
        let Some(send) = child(pair, Rule::late_send) else {
            return self.late_else(pair).map(Late::Else);
        };
        let within = self.amount_in(&send);
        let otherwise = child(&send, Rule::late_else).and_then(|word| self.late_else(&word));
        Some(Late::Send { within, otherwise })
    }

    fn late_else(&self, pair: &Pair<'_>) -> Option<Spanned<LateElse>> {
        let word = pair.clone().into_inner().last()?;
        let choice = match word.as_rule() {
            Rule::kw_skip => LateElse::Skip,
            Rule::kw_stop => LateElse::Stop,
            _ => return None,
        };
        Some(Spanned::new(choice, self.span(&word)))
    }

    /// The `capped` among the children.
    pub(super) fn capped(&self, pair: &Pair<'_>) -> Option<Spanned<Capped>> {
        let capped = child(pair, Rule::capped)?;
        let word = capped.clone().into_inner().last()?;
        let choice = match word.as_rule() {
            Rule::kw_delay => Capped::Delay,
            Rule::kw_skip => Capped::Skip,
            Rule::kw_stop => Capped::Stop,
            _ => return None,
        };
        Some(Spanned::new(choice, self.span(&capped)))
    }

    fn metric(&mut self, pair: &Pair<'_>) -> Option<Metric> {
        let first = pair.clone().into_inner().next()?;
        let measure = match first.as_rule() {
            Rule::kw_complete => Measure::Complete,
            Rule::kw_handoff => Measure::Handoff,
            Rule::kw_unsubscribe => Measure::Unsubscribe,
            _ => Measure::Reaction(self.reaction(&first)),
        };
        let target = match child(pair, Rule::percent) {
            Some(percent) => Target::Share(self.percent(&percent)?),
            None => Target::Count {
                times: self.whole_in(pair, Rule::integer)?,
                per: Self::unit(&child(pair, Rule::unit)?)?,
            },
        };
        Some(Metric { span: self.span(pair), measure, at_least: has(pair, Rule::kw_least), target })
    }
}

/// The basis that begins with that word.
pub(super) fn basis_of(word: &Pair<'_>) -> Option<Basis> {
    match word.as_rule() {
        Rule::kw_consent => Some(Basis::Consent),
        Rule::kw_written => Some(Basis::Written),
        Rule::kw_business | Rule::kw_relation => Some(Basis::BusinessRelation),
        Rule::kw_published => Some(Basis::Published),
        _ => None,
    }
}
