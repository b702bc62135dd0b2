//! Scenarios and `when` rules: their steps and reactions.

use super::Builder;
use crate::source::Spanned;
use crate::syntax::ast::{
    DeclarationKind, Otherwise, Reaction, ReactionKind, Scenario, Step, StepKind, When, WhenTrigger,
};
use crate::syntax::grammar::{Pair, Rule, child};

impl Builder<'_> {
    pub(super) fn when(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        let trigger = pair.clone().into_inner().nth(1);
        let trigger = trigger.and_then(|trigger| match trigger.as_rule() {
            Rule::score_reaches => self.whole_in(&trigger, Rule::whole_number).map(WhenTrigger::ScoreReaches),
            Rule::junk_head => None,
            Rule::expression => Some(WhenTrigger::Condition(self.expression(&trigger, 0))),
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
            Rule::change => child(pair, Rule::path)
                .map(|field| ReactionKind::Change { field: self.path(&field), filter: self.filter(pair) }),
            _ => None,
        };
        Reaction { span: self.span(pair), kind: kind.unwrap_or(ReactionKind::Junk) }
    }

    /// The steps among the children, junk included.
    pub(super) fn steps(&mut self, pair: &Pair<'_>) -> Vec<Step> {
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
            Rule::send_step => {
                let email = self.name_in(pair, Rule::email_name);
                email.map(|email| StepKind::Send { email, capped: self.capped(pair) })
            }
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
            Rule::match_step => self.match_step(pair),
            Rule::split_step => Some(self.split_step(pair)),
            Rule::repeat_step => self.repeat_step(pair),
            Rule::begin_step => self.name_in(pair, Rule::scenario_name).map(StepKind::Begin),
            Rule::notify_step => {
                Some(StepKind::Notify { team: self.name_in(pair, Rule::team_name)?, because: self.because(pair) })
            }
            Rule::add_step => self.name_in(pair, Rule::audience_name).map(StepKind::AddTo),
            Rule::remove_step => self.name_in(pair, Rule::audience_name).map(StepKind::RemoveFrom),
            Rule::call_step => {
                Some(StepKind::Call { channel: self.name_in(pair, Rule::channel_name)?, fields: self.values(pair) })
            }
            Rule::stop_mailing_step => Some(StepKind::StopMailing { because: self.because(pair) }),
            Rule::go_step => self.name_in(pair, Rule::scenario_name).map(StepKind::GoTo),
            Rule::handoff_step => {
                Some(StepKind::Handoff { team: self.name_in(pair, Rule::team_name)?, because: self.because(pair) })
            }
            Rule::set_step => {
                let field = self.path(&child(pair, Rule::path)?);
                Some(StepKind::Set { field, value: self.set_value(pair)? })
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
}
