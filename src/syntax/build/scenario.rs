//! Scenarios and `when` rules: heads, steps, reactions.

use super::{Builder, MAX_NESTING};
use crate::ir::Basis;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Again, Amount, Arm, BasisClause, Block, DeclarationKind, Expression, ExpressionKind, Head, HeadKind, Otherwise,
    Reaction, ReactionKind, Scenario, Step, StepKind, Unit, When, WhenTrigger,
};
use crate::syntax::findings::{NestedTooDeep, SecondOtherwise, UnknownWord};
use crate::syntax::grammar::{Pair, Rule, child, children, has};
use crate::syntax::keywords::{forms, nearest_by_letters};

impl Builder<'_> {
    pub(super) fn when(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        let trigger = pair.clone().into_inner().nth(1);
        let trigger = trigger.and_then(|trigger| match trigger.as_rule() {
            Rule::score_reaches => self.whole_in(&trigger, Rule::whole_number).map(WhenTrigger::ScoreReaches),
            Rule::junk_head => None,
            _ => Some(WhenTrigger::Reaction(self.reaction(&trigger))),
        });
        let steps = child(pair, Rule::block).map(|block| self.block(&block).steps).unwrap_or_default();
        let trigger = trigger.unwrap_or(WhenTrigger::Junk);
        DeclarationKind::When(When { keyword: self.keyword(pair), trigger, steps })
    }

    pub(super) fn scenario(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let heads = pair.clone().into_inner().filter_map(|head| self.head(&head)).collect();
        Some(DeclarationKind::Scenario(Scenario { name, heads, steps: self.steps(pair) }))
    }

    /// A reaction; also those of score rules.
    pub(super) fn reaction(&mut self, pair: &Pair<'_>) -> Reaction {
        let kind = match pair.as_rule() {
            Rule::opening | Rule::opened => self.name_in(pair, Rule::email_name).map(ReactionKind::Open),
            Rule::click | Rule::clicked => {
                let email = self.name_in(pair, Rule::email_name);
                email.map(|email| ReactionKind::Click { email, link: self.link(pair) })
            }
            Rule::event_reaction => {
                let event = self.name_in(pair, Rule::event_name);
                event.map(|event| ReactionKind::Event { event, filter: self.filter(pair) })
            }
            _ => None,
        };
        Reaction { span: self.span(pair), kind: kind.unwrap_or(ReactionKind::Junk) }
    }

    fn head(&mut self, pair: &Pair<'_>) -> Option<Head> {
        let kind = match pair.as_rule() {
            Rule::start_on => self.start_on(pair),
            Rule::start_by_hand => Some(HeadKind::StartByHand { basis: self.basis(pair) }),
            Rule::again => self.again(pair),
            Rule::stop_when => self.expression_in(pair).map(HeadKind::StopWhen),
            Rule::stop_on => pair.clone().into_inner().last().map(|last| HeadKind::StopOn(self.reaction(&last))),
            _ => return None,
        };
        Some(Head { span: self.span(pair), kind: kind.unwrap_or(HeadKind::Junk) })
    }

    fn start_on(&mut self, pair: &Pair<'_>) -> Option<HeadKind> {
        let event = self.name_in(pair, Rule::event_name)?;
        Some(HeadKind::StartOn { event, filter: self.filter(pair), basis: self.basis(pair) })
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
        let basis = match first.as_rule() {
            Rule::kw_consent => Basis::Consent,
            Rule::kw_written => Basis::Written,
            Rule::kw_business | Rule::kw_relation => Basis::BusinessRelation,
            Rule::kw_published => Basis::Published,
            _ => return None,
        };
        let basis = Spanned::new(basis, self.span_between(first, last));
        let span = self.span(verb).to(self.span_between(first, last));
        Some(BasisClause { span, gives: verb.as_rule() == Rule::kw_gives, basis })
    }

    /// The steps among the children, junk included.
    fn steps(&mut self, pair: &Pair<'_>) -> Vec<Step> {
        pair.clone().into_inner().filter_map(|step| self.step(&step)).collect()
    }

    fn step(&mut self, pair: &Pair<'_>) -> Option<Step> {
        if pair.as_rule() == Rule::junk_line {
            return Some(Step { span: self.span(pair), label: None, kind: StepKind::Junk });
        }
        if pair.as_rule() != Rule::step {
            return None;
        }
        let label = self.name_in(pair, Rule::label);
        let inner = pair.clone().into_inner().find(|one| one.as_rule() != Rule::label)?;
        Some(Step { label, ..self.bare_step(&inner) })
    }

    fn bare_step(&mut self, pair: &Pair<'_>) -> Step {
        let kind = self.step_kind(pair).unwrap_or(StepKind::Junk);
        Step { span: self.span(pair), label: None, kind }
    }

    fn step_kind(&mut self, pair: &Pair<'_>) -> Option<StepKind> {
        match pair.as_rule() {
            Rule::send_step => self.name_in(pair, Rule::email_name).map(StepKind::Send),
            Rule::wait_step => self.amount_in(pair).map(StepKind::Wait),
            Rule::wait_until_step => {
                let moment = self.moment(&child(pair, Rule::moment)?);
                Some(StepKind::WaitUntil { moment, otherwise: self.otherwise(child(pair, Rule::wait_else)) })
            }
            Rule::on_step => {
                let moment = self.moment(&child(pair, Rule::moment)?);
                let step = pair.clone().into_inner().skip_while(|part| part.as_rule() != Rule::moment).nth(1)?;
                let step = Box::new(self.bare_step(&step));
                Some(StepKind::On { moment, step, otherwise: self.otherwise(child(pair, Rule::on_else)) })
            }
            Rule::await_step => Some(self.await_step(pair)),
            Rule::if_step => self.if_step(pair),
            Rule::go_step => self.name_in(pair, Rule::scenario_name).map(StepKind::GoTo),
            Rule::handoff_step => {
                Some(StepKind::Handoff { team: self.name_in(pair, Rule::team_name)?, because: self.because(pair) })
            }
            Rule::set_step => {
                let field = self.path(&child(pair, Rule::path)?);
                Some(StepKind::Set { field, value: self.expression_in(pair)? })
            }
            Rule::score_step => {
                Some(StepKind::Score { points: self.whole_in(pair, Rule::points)?, because: self.because(pair) })
            }
            Rule::stop_step => Some(StepKind::Stop),
            _ => None,
        }
    }

    fn because(&mut self, pair: &Pair<'_>) -> Option<crate::syntax::ast::Quoted> {
        child(pair, Rule::because).and_then(|because| self.quoted_in(&because))
    }

    fn otherwise(&self, pair: Option<Pair<'_>>) -> Option<Spanned<Otherwise>> {
        let pair = pair?;
        let otherwise = match pair.clone().into_inner().next()?.as_rule() {
            Rule::kw_now => Otherwise::Now,
            Rule::kw_skip => Otherwise::Skip,
            Rule::kw_stop => Otherwise::Stop,
            _ => return None,
        };
        Some(Spanned::new(otherwise, self.span(&pair)))
    }

    fn await_step(&mut self, pair: &Pair<'_>) -> StepKind {
        // A limit that was not understood is reported already; the arms are still worth checking, so it counts a day.
        let limit = self.amount_in(pair);
        let limit = limit.unwrap_or_else(|| Spanned::new(Amount::new(1, Unit::Day), self.keyword(pair)));
        let mut arms = Vec::new();
        let mut otherwise: Option<(Span, Block)> = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::arm if self.misspelt_otherwise(&inner).is_none() => arms.extend(self.arm(&inner)),
                Rule::arm | Rule::otherwise_arm => {
                    if let Some(finding) = self.misspelt_otherwise(&inner) {
                        self.report(&finding);
                    }
                    let Some(block) = child(&inner, Rule::block).map(|block| self.block(&block)) else { continue };
                    let word = self.keyword(&inner);
                    match &otherwise {
                        Some((first, _)) => {
                            let finding = SecondOtherwise { span: word, first: *first };
                            self.report(&finding);
                        }
                        None => otherwise = Some((word, block)),
                    }
                }
                _ => {}
            }
        }
        StepKind::Await { limit, arms, otherwise: otherwise.map(|(_, block)| block) }
    }

    /// An arm whose event is called nearly `otherwise` was meant to be it.
    fn misspelt_otherwise(&self, arm: &Pair<'_>) -> Option<UnknownWord> {
        let reaction = child(arm, Rule::event_reaction).filter(|reaction| !has(reaction, Rule::filter))?;
        let name = child(&reaction, Rule::event_name)?;
        let written = name.as_str().to_owned();
        let suggestion = nearest_by_letters(&written, forms(Rule::kw_otherwise))?;
        Some(UnknownWord { span: self.span(&name), written, suggestion, same_letters: false, japanese: false })
    }

    fn arm(&mut self, pair: &Pair<'_>) -> Option<Arm> {
        let reaction = self.reaction(&pair.clone().into_inner().next()?);
        Some(Arm { span: self.span(pair), reaction, block: self.block(&child(pair, Rule::block)?) })
    }

    /// A `block` node.
    fn block(&mut self, pair: &Pair<'_>) -> Block {
        self.depth += 1;
        let block = Block { span: self.span(pair), steps: self.steps(pair) };
        self.depth -= 1;
        block
    }

    fn if_step(&mut self, pair: &Pair<'_>) -> Option<StepKind> {
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
}
