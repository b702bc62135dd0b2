//! Steps with several ways on: `await`, `if`, `match`, `split`, `repeat`.

use super::{Builder, MAX_NESTING};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Amount, Arm, Block, Expression, ExpressionKind, MatchArm, MatchValue, SetValue, SplitArm, Step, StepKind, Unit,
};
use crate::syntax::findings::{NestedTooDeep, SecondOtherwise, UnknownWord};
use crate::syntax::grammar::{Pair, Rule, child, children, has};
use crate::syntax::keywords::{forms, nearest_by_letters};

impl Builder<'_> {
    pub(super) fn await_step(&mut self, pair: &Pair<'_>) -> StepKind {
        // A limit that was not understood is reported already; the arms are still worth checking, so it counts a day.
        let limit = self.amount_in(pair);
        let limit = limit.unwrap_or_else(|| Spanned::new(Amount::new(1, Unit::Day), self.keyword(pair)));
        let mut arms = Vec::new();
        let mut otherwise: Option<(Span, Block)> = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::arm if self.misspelt_otherwise(&inner).is_none() => arms.extend(self.arm(&inner)),
                Rule::arm | Rule::otherwise_arm => self.otherwise_arm("await", &inner, &mut otherwise),
                _ => {}
            }
        }
        StepKind::Await { limit, arms, otherwise: otherwise.map(|(_, block)| block) }
    }

    /// `otherwise { }`; a second one is reported.
    fn otherwise_arm(&mut self, step: &'static str, pair: &Pair<'_>, otherwise: &mut Option<(Span, Block)>) {
        if let Some(finding) = self.misspelt_otherwise(pair) {
            self.report(&finding);
        }
        let Some(block) = child(pair, Rule::block).map(|block| self.block(&block)) else { return };
        let word = self.keyword(pair);
        match otherwise {
            Some((first, _)) => {
                let finding = SecondOtherwise { step, span: word, first: *first };
                self.report(&finding);
            }
            None => *otherwise = Some((word, block)),
        }
    }

    /// An arm whose event is called nearly `otherwise` was meant to be it.
    fn misspelt_otherwise(&self, arm: &Pair<'_>) -> Option<UnknownWord> {
        let reaction = child(arm, Rule::event_reaction).filter(|reaction| !has(reaction, Rule::filter))?;
        let name = child(&reaction, Rule::event_name)?;
        let written = name.as_str().to_owned();
        let suggestion = nearest_by_letters(&written, forms(Rule::kw_otherwise))?;
        Some(UnknownWord { span: self.span(&name), written, suggestion, same_letters: false })
    }

    fn arm(&mut self, pair: &Pair<'_>) -> Option<Arm> {
        let reaction = self.reaction(&pair.clone().into_inner().next()?);
        let since_start = child(pair, Rule::since_start).map(|since| self.span(&since));
        Some(Arm { span: self.span(pair), reaction, since_start, block: self.block(&child(pair, Rule::block)?) })
    }

    /// A `block` node.
    pub(super) fn block(&mut self, pair: &Pair<'_>) -> Block {
        self.depth += 1;
        let block = Block { span: self.span(pair), steps: self.steps(pair) };
        self.depth -= 1;
        block
    }

    pub(super) fn if_step(&mut self, pair: &Pair<'_>) -> Option<StepKind> {
        let others: Vec<_> = children(pair, Rule::else_if).collect();
        if let Some(beyond) = others.get(MAX_NESTING.saturating_sub(self.depth)) {
            let finding = NestedTooDeep { span: self.keyword(beyond), limit: MAX_NESTING };
            self.report(&finding);
            return None;
        }
        self.depth += others.len();
        let last = child(pair, Rule::else_block).and_then(|one| child(&one, Rule::block));
        let mut otherwise = last.map(|block| self.block(&block));
        for other in others.iter().rev() {
            let span = self.span_between(other.clone().into_inner().nth(1).as_ref().unwrap_or(other), pair);
            let kind = self.branch(other, otherwise);
            self.depth -= 1;
            otherwise = Some(Block { span, steps: vec![Step { span, label: None, kind }] });
        }
        Some(self.branch(pair, otherwise))
    }

    fn branch(&mut self, pair: &Pair<'_>, otherwise: Option<Block>) -> StepKind {
        let condition = self.expression_in(pair);
        let condition = condition.unwrap_or_else(|| Expression {
            span: child(pair, Rule::junk_head).map_or_else(|| self.keyword(pair), |junk| self.span(&junk)),
            kind: ExpressionKind::Junk,
        });
        match child(pair, Rule::block).map(|block| self.block(&block)) {
            Some(then) => StepKind::If { condition, then, otherwise },
            None => StepKind::Junk,
        }
    }

    pub(super) fn match_step(&mut self, pair: &Pair<'_>) -> Option<StepKind> {
        let subject = self.path(&child(pair, Rule::path)?);
        let mut arms = Vec::new();
        let mut otherwise: Option<(Span, Block)> = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::match_arm => arms.extend(self.match_arm(&inner)),
                Rule::otherwise_arm => self.otherwise_arm("match", &inner, &mut otherwise),
                _ => {}
            }
        }
        Some(StepKind::Match { subject, arms, otherwise: otherwise.map(|(_, block)| block) })
    }

    fn match_arm(&mut self, pair: &Pair<'_>) -> Option<MatchArm> {
        let values = children(pair, Rule::match_value).map(|value| self.match_value(&value)).collect();
        Some(MatchArm { span: self.span(pair), values, block: self.block(&child(pair, Rule::block)?) })
    }

    fn match_value(&mut self, pair: &Pair<'_>) -> MatchValue {
        if has(pair, Rule::kw_missing) {
            MatchValue::Missing(self.span(pair))
        } else {
            MatchValue::Value(self.name(pair))
        }
    }

    /// The value behind `set lead.field =`.
    pub(super) fn set_value(&mut self, pair: &Pair<'_>) -> Option<SetValue> {
        match child(pair, Rule::kw_missing) {
            Some(missing) => Some(SetValue::Missing(self.span(&missing))),
            None => self.expression_in(pair).map(SetValue::Value),
        }
    }

    pub(super) fn split_step(&mut self, pair: &Pair<'_>) -> StepKind {
        StepKind::Split(children(pair, Rule::split_arm).filter_map(|arm| self.split_arm(&arm)).collect())
    }

    fn split_arm(&mut self, pair: &Pair<'_>) -> Option<SplitArm> {
        let name = self.name_in(pair, Rule::new_name)?;
        let share = self.percent(&child(pair, Rule::percent)?)?;
        Some(SplitArm { span: self.span(pair), name, share, block: self.block(&child(pair, Rule::block)?) })
    }

    pub(super) fn repeat_step(&mut self, pair: &Pair<'_>) -> Option<StepKind> {
        // As with `await`: a limit that was not understood is reported already.
        let times = self.whole_in(pair, Rule::integer).unwrap_or_else(|| Spanned::new(1, self.keyword(pair)));
        let until = child(pair, Rule::repeat_until).and_then(|until| self.expression_in(&until));
        let block = self.block(&child(pair, Rule::block)?);
        Some(StepKind::Repeat { times, until, block })
    }
}
