//! `if`, `match`, `split` and `repeat`: every value has an arm and every arm a value, the shares are the whole, and what a way
//! means is known inside it.

use super::checker::Checker;
use super::expression::{Fact, Scope, Typed, exclude_each_other, joined, known_where};
use super::findings::branches::{
    ArmWithoutValue, BranchNeverTaken, MatchLeavesOut, MatchedTwice, NoValueLeft, NotMatchable, RepeatTimes,
    SharesDoNotAddUp, SinceStartOfMail, SplitWithoutChoice,
};
use super::findings::names::DuplicateEntry;
use super::scenario::with_label;
use super::shape::{Action, MatchArm, SplitArm};
use super::types::Type;
use crate::diagnostic::FixSafety;
use crate::ir::{self, Value};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ExpressionKind, MatchValue, ReactionKind, StepKind};
use crate::syntax::missing_meant;
use indexmap::IndexMap;

/// Hundredths of a percent in the whole.
const WHOLE: u32 = 10_000;

/// Length of the keyword `split`.
const SPLIT_BYTES: u32 = 5;

/// Rounds that a `repeat` may have: far more than a lead is ever told the same, and few enough to be done at once.
const MOST_ROUNDS: i64 = 100;

/// Conditions of a chain that a later one is held against; nobody writes more.
const MOST_BEFORE: usize = 60;

/// What the arms of a `match` stand for so far.
#[derive(Default)]
struct Covered {
    values: IndexMap<String, Span>,
    missing: Option<Span>,
    /// A value could not be read: what is left out cannot be said.
    doubt: bool,
}

/// The conditions of an `if … else if …` so far, with their places.
#[derive(Default)]
pub(super) struct Chain {
    conditions: Vec<ir::Expression>,
    spans: Vec<Span>,
}

impl Checker<'_> {
    /// The condition of an `if` behind the others of its chain.
    pub(super) fn chained(
        &mut self,
        condition: &ast::Expression,
        scope: &Scope,
        chain: &mut Chain,
    ) -> Option<ir::Expression> {
        let checked = self.condition(condition, scope)?;
        let first = self.taken_by(&chain.conditions, &checked, scope).and_then(|first| chain.spans.get(first));
        if let Some(first) = first {
            self.report.add(&BranchNeverTaken { first: *first, span: condition.span });
        }
        chain.conditions.push(checked.clone());
        chain.spans.push(condition.span);
        Some(checked)
    }

    /// An `if` behind the others of its chain.
    pub(super) fn if_step(
        &mut self,
        condition: &ast::Expression,
        then: &ast::Block,
        otherwise: Option<&ast::Block>,
        scope: &mut Scope,
        chain: &mut Chain,
    ) -> Option<Action> {
        let checked = self.chained(condition, scope, chain);
        let mut ends = Vec::new();
        let then = self.way(&then.steps, scope.with_known(known_where(condition, true)), &mut ends);
        let mut inside = scope.with_known(known_where(condition, false));
        let mut steps = Vec::new();
        for (number, step) in otherwise.into_iter().flat_map(|block| &block.steps).enumerate() {
            // What an `else` begins with is asked at once, as by `else if`.
            let checked = if let (0, StepKind::If { condition, then, otherwise }) = (number, &step.kind) {
                let action = self.if_step(condition, then, otherwise.as_ref(), &mut inside, chain);
                action.map(|action| with_label(step, action))
            } else {
                self.step(step, &mut inside)
            };
            steps.extend(checked);
        }
        ends.push(inside);
        scope.meet(ends);
        Some(Action::If { condition: checked?, then, otherwise: steps })
    }

    /// The number of the earlier condition of a chain that holds wherever this one does: nothing happens between the questions
    /// of a chain, so whoever meets this one has met that. Where only several of them together do, the last. A condition that
    /// never holds has been told.
    fn taken_by(&self, earlier: &[ir::Expression], condition: &ir::Expression, scope: &Scope) -> Option<usize> {
        let known = self.facts(&scope.events);
        let never = |facts: &[Fact<'_>]| exclude_each_other(facts, &known);
        let earlier = earlier.get(..earlier.len().min(MOST_BEFORE))?;
        if earlier.is_empty() || never(&[(condition, true)]) {
            return None;
        }
        let single = earlier.iter().position(|one| never(&[(condition, true), (one, false)]));
        let all = || {
            let before = earlier.iter().map(|one| (one, false));
            never(&std::iter::once((condition, true)).chain(before).collect::<Vec<_>>())
        };
        single.or_else(|| all().then(|| earlier.len() - 1))
    }

    pub(super) fn match_step(
        &mut self,
        step: &ast::Step,
        subject: &ast::Path,
        arms: &[ast::MatchArm],
        otherwise: Option<&ast::Block>,
        scope: &mut Scope,
    ) -> Option<Action> {
        let written = ast::Expression { span: subject.span, kind: ExpressionKind::Path(subject.clone()) };
        let checked = self.expression(&written, scope, None);
        let checked = checked.filter(|typed| self.can_be_matched(typed, subject));
        let mut covered = Covered::default();
        let (mut lowered, mut ends) = (Vec::new(), Vec::new());
        let there = scope.with_known([joined(subject)].into());
        for arm in arms {
            let (values, missing) = self.arm_values(arm, checked.as_ref(), &mut covered);
            let inside = if missing { scope.clone() } else { there.clone() };
            lowered.push(MatchArm { values, missing, steps: self.way(&arm.block.steps, inside, &mut ends) });
        }
        let inside = if covered.missing.is_some() { there } else { scope.clone() };
        let steps = otherwise.map_or_else(Vec::new, |block| self.way(&block.steps, inside, &mut ends));
        scope.meet(ends);
        let checked = checked?;
        if !covered.doubt && !self.damage.touches(step.span) {
            self.all_covered(&checked, subject, &covered, otherwise);
        }
        Some(Action::Match { subject: checked.value, arms: lowered, otherwise: steps })
    }

    fn can_be_matched(&mut self, subject: &Typed, path: &ast::Path) -> bool {
        let good = subject.kind.is_text() || matches!(subject.kind, Type::TrueFalse | Type::Unknown);
        if !good {
            self.report.add(&NotMatchable { path: &joined(path), kind: subject.kind.clone(), span: path.span });
        }
        good
    }

    /// The values of an arm, and whether it stands for a missing one.
    fn arm_values(
        &mut self,
        arm: &ast::MatchArm,
        subject: Option<&Typed>,
        covered: &mut Covered,
    ) -> (Vec<Value>, bool) {
        let (mut values, mut missing) = (Vec::new(), false);
        for value in &arm.values {
            let (word, first, span) = match value {
                MatchValue::Missing(span) => {
                    missing = true;
                    ("missing", covered.missing.replace(*span), *span)
                }
                MatchValue::Value(name) => {
                    match subject.and_then(|subject| self.match_value(name, subject)) {
                        Some(value) => values.push(value),
                        None => covered.doubt = true,
                    }
                    (name.text.as_str(), covered.values.insert(name.text.clone(), name.span), name.span)
                }
            };
            if let Some(first) = first {
                self.report.add(&MatchedTwice { word, first, span });
            }
            if let (MatchValue::Missing(span), Some(subject)) = (value, subject.filter(|one| one.gap.is_none())) {
                self.report.add(&NoValueLeft {
                    missing: true,
                    rank: subject.value == ir::Expression::Rank,
                    span: *span,
                });
            }
        }
        (values, missing)
    }

    fn match_value(&mut self, name: &ast::Name, subject: &Typed) -> Option<Value> {
        if self.is_missing_value(name, subject) {
            return None;
        }
        match &subject.kind {
            Type::Unknown => None,
            Type::TrueFalse => match name.text.as_str() {
                "true" => Some(Value::TrueFalse(true)),
                "false" => Some(Value::TrueFalse(false)),
                other => {
                    self.report.add(&ArmWithoutValue { word: other, span: name.span });
                    None
                }
            },
            Type::OneOf(values) if subject.gap.is_some() && !values.contains(&name.text) => {
                let all: Vec<String> = values.iter().cloned().chain(["missing".to_owned()]).collect();
                self.one_of(&name.text, name.span, &all);
                None
            }
            Type::OneOf(values) => self.one_of(&name.text, name.span, values).then(|| Value::Text(name.text.clone())),
            Type::Text
            | Type::Email
            | Type::Url
            | Type::Number
            | Type::Date
            | Type::Datetime
            | Type::Duration
            | Type::ListOf(_) => Some(Value::Text(name.text.clone())),
        }
    }

    /// `空 { … }`: a word for a missing value, which has a word of its own; says so.
    fn is_missing_value(&mut self, name: &ast::Name, subject: &Typed) -> bool {
        let own = match &subject.kind {
            Type::OneOf(values) => values.contains(&name.text),
            Type::Text | Type::Email | Type::Url => {
                let quoted = (name.span.end - name.span.start) as usize > name.text.len();
                quoted || missing_meant(&name.text).is_none_or(|(_, sure)| !sure)
            }
            Type::Unknown
            | Type::Number
            | Type::TrueFalse
            | Type::Date
            | Type::Datetime
            | Type::Duration
            | Type::ListOf(_) => true,
        };
        let missing = missing_meant(&name.text).filter(|(missing, _)| *missing && !own && subject.gap.is_some());
        missing.is_some_and(|(_, sure)| {
            let word = if name.text.is_ascii() { "missing" } else { "未入力" };
            self.is_written(name, word.to_owned(), if sure { FixSafety::Safe } else { FixSafety::Unsafe })
        })
    }

    fn all_covered(&mut self, subject: &Typed, path: &ast::Path, covered: &Covered, otherwise: Option<&ast::Block>) {
        let all: Option<Vec<&str>> = match &subject.kind {
            Type::OneOf(values) => Some(values.iter().map(String::as_str).collect()),
            Type::TrueFalse => Some(vec!["true", "false"]),
            Type::Text
            | Type::Email
            | Type::Url
            | Type::Unknown
            | Type::Number
            | Type::Date
            | Type::Datetime
            | Type::Duration
            | Type::ListOf(_) => None,
        };
        let endless = all.is_none();
        let mut left: Vec<&str> = all.into_iter().flatten().filter(|one| !covered.values.contains_key(*one)).collect();
        if subject.gap.is_some() && covered.missing.is_none() {
            left.push("missing");
        }
        match otherwise {
            None if endless || !left.is_empty() => {
                self.report.add(&MatchLeavesOut { path: &joined(path), left, endless, span: path.span });
            }
            Some(block) if !endless && left.is_empty() => {
                self.report.add(&NoValueLeft { missing: false, rank: false, span: block.span });
            }
            Some(_) | None => {}
        }
    }

    pub(super) fn split_step(&mut self, step: &ast::Step, arms: &[ast::SplitArm], scope: &mut Scope) -> Action {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        let (mut lowered, mut ends) = (Vec::new(), Vec::new());
        for arm in arms {
            if let Some(first) = seen.insert(&arm.name.text, arm.name.span) {
                self.report.add(&DuplicateEntry { what: arm.name.text.clone(), first, second: arm.name.span });
            }
            let steps = self.way(&arm.block.steps, scope.clone(), &mut ends);
            lowered.push(SplitArm { name: arm.name.text.clone(), share: arm.share.node.0, steps });
        }
        scope.meet(ends);
        if !self.damage.touches(step.span) {
            self.shares(step, arms);
        }
        Action::Split(lowered)
    }

    fn shares(&mut self, step: &ast::Step, arms: &[ast::SplitArm]) {
        let head = Span::new(step.span.file, step.span.start, step.span.start + SPLIT_BYTES);
        let empty = arms.iter().find(|arm| arm.share.node.0 == 0).map(|arm| arm.share.span);
        if arms.len() < 2 || empty.is_some() {
            self.report.add(&SplitWithoutChoice { arms: arms.len(), span: empty.unwrap_or(head) });
            return;
        }
        let sum = arms.iter().fold(0_u32, |sum, arm| sum.saturating_add(arm.share.node.0));
        if sum != WHOLE {
            let others = arms.iter().map(|arm| arm.share.span).collect();
            self.report.add(&SharesDoNotAddUp { sum, span: head, shares: others });
        }
    }

    pub(super) fn repeat_step(
        &mut self,
        times: &Spanned<i64>,
        until: Option<&ast::Expression>,
        block: &ast::Block,
        scope: &mut Scope,
    ) -> Option<Action> {
        let rounds = u32::try_from(times.node).ok().filter(|_| (1..=MOST_ROUNDS).contains(&times.node));
        if rounds.is_none() {
            self.report.add(&RepeatTimes { most: MOST_ROUNDS, span: times.span });
        }
        *scope = scope.later();
        // Asked before each round.
        let going_on = until.map(|until| known_where(until, false)).unwrap_or_default();
        let until = until.map(|until| self.condition(until, scope));
        let steps = self.steps(&block.steps, &mut scope.with_known(going_on));
        let until = match until {
            Some(until) => Some(until?),
            None => None,
        };
        Some(Action::Repeat { times: rounds?, until, steps })
    }

    /// `since start` is for what the lead does by itself; a reaction to a mail counts since its sending anyway.
    pub(super) fn since_start(&mut self, arm: &ast::Arm) -> bool {
        let Some(span) = arm.since_start else { return false };
        match &arm.reaction.kind {
            ReactionKind::Event { .. } => true,
            ReactionKind::Junk => false,
            ReactionKind::Open(_) | ReactionKind::Click { .. } => {
                self.report.add(&SinceStartOfMail { change: false, span });
                false
            }
            ReactionKind::Change { .. } => {
                self.report.add(&SinceStartOfMail { change: true, span });
                false
            }
        }
    }
}
