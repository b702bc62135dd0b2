//! Scenarios and `when` rules: heads and steps with names resolved and types checked. What may follow what is `flow`'s to say.

use super::branches::Chain;
use super::checker::Checker;
use super::expression::{Events, Gap, Scope, joined};
use super::findings::Kind;
use super::findings::fields::NotSettable;
use super::findings::flow::{HeadAfterSteps, ScenarioLacks, StepInRule};
use super::findings::mail::StartWithoutBasis;
use super::findings::moments::MidnightEnd;
use super::findings::names::DuplicateEntry;
use super::findings::nothing::ClearsNeeded;
use super::findings::types::UnlikeAnchor;
use super::findings::values::{SetsMissing, WrongSet};
use super::heads::{Once, lower_capped};
use super::known::known_of_reaction;
use super::origins::{Origins, each_step};
use super::reactions::Place;
use super::shape::{Action, Arm, Moment, Rule, Scenario, Step};
use super::types::Type;
use crate::ir;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ClockTime, HeadKind, MomentKind, StepKind};
use indexmap::IndexMap;
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    pub fn scenarios(&mut self, origins: &Origins) -> IndexMap<String, Scenario> {
        let entries: Vec<_> = self
            .names
            .scenarios
            .iter()
            .map(|(name, entry)| (*name, entry.syntax, entry.span, entry.documentation))
            .collect();
        let marketing = origins.nearest(|scenario| {
            origins.sends.get(scenario)?.iter().find_map(|(email, span)| {
                let email_is = self.names.emails.get(email.as_str()).map(|entry| entry.syntax.transactional);
                let message_is = self.names.messages.get(email.as_str()).map(|entry| entry.syntax.transactional);
                email_is.or(message_is)?.is_none().then(|| (email.clone(), *span))
            })
        });
        let mut scenarios = IndexMap::new();
        for (name, written, span, documentation) in entries {
            let scope = Scope::new(origins.of_scenario(name));
            let scenario = self.scenario(written, &scope, origins, documentation);
            scenarios.insert(name.to_owned(), scenario);
            if !self.damage.touches(span) && !self.damage.mentions(name) {
                self.completeness(written, origins);
            }
            self.basis(written, &marketing);
        }
        self.twins(origins);
        scenarios
    }

    /// Looks also at scenarios that need another name: what starts them cannot be told from what starts their namesakes.
    fn twins(&mut self, origins: &Origins) {
        for written in self.names.twins.clone() {
            let _ = self.scenario(written, &Scope::new(Events::Unknown), origins, None);
        }
    }

    fn scenario(
        &mut self,
        written: &'a ast::Scenario,
        scope: &Scope,
        origins: &Origins,
        documentation: Option<&str>,
    ) -> Scenario {
        let mut scenario = Scenario {
            starts: Vec::new(),
            again: ir::Again::Never,
            key: None,
            stops: Vec::new(),
            late: ir::Late::default(),
            capped: None,
            priority: 0,
            goals: Vec::new(),
            kpis: Vec::new(),
            personas: Vec::new(),
            steps: Vec::new(),
            documentation: documentation.map(str::to_owned),
            span: written.name.span,
        };
        let mut once = Once::default();
        // A line that was not understood may have been a head as well as a step.
        let first_step = written.steps.iter().find(|step| !matches!(step.kind, StepKind::Junk));
        for head in &written.heads {
            if let Some(step) = first_step.filter(|step| step.span.start < head.span.start) {
                self.report.add(&HeadAfterSteps { step: step.span, span: head.span });
            }
            self.head(head, scope, &mut scenario, &mut once);
        }
        self.starts_in_vain(written, &scenario);
        self.labels(&written.steps);
        scenario.steps = self.steps(&written.steps, &mut self.first_step(written, origins, scope));
        scenario
    }

    fn labels(&mut self, steps: &[ast::Step]) {
        let mut seen: IndexMap<String, Span> = IndexMap::new();
        each_step(steps, &mut |step| {
            if let Some(label) = &step.label
                && let Some(first) = seen.insert(label.text.clone(), label.span)
            {
                let what = format!("@{}", label.text);
                self.report.add(&DuplicateEntry { what, first, second: label.span });
            }
        });
    }

    fn completeness(&mut self, written: &ast::Scenario, origins: &Origins) {
        let starts = |head: &ast::Head| {
            matches!(
                head.kind,
                HeadKind::StartOn { .. }
                    | HeadKind::StartByHand { .. }
                    | HeadKind::StartOnReaction { .. }
                    | HeadKind::StartWhen { .. }
                    | HeadKind::StartAround { .. }
                    | HeadKind::StartEvery { .. }
                    | HeadKind::Junk
            )
        };
        let name = written.name.text.as_str();
        let entered = origins.entered.contains(name);
        let (no_start, no_steps) = (!written.heads.iter().any(starts) && !entered, written.steps.is_empty());
        if no_start || no_steps {
            self.report.add(&ScenarioLacks {
                scenario: name,
                start: no_start,
                steps: no_steps,
                span: written.name.span,
            });
        }
    }

    /// Every start that can lead to marketing mail must say on which basis (特定電子メール法 第三条).
    fn basis(&mut self, written: &ast::Scenario, marketing: &BTreeMap<String, (String, Span)>) {
        let Some((email, sent_at)) = marketing.get(&written.name.text) else { return };
        for head in &written.heads {
            let (HeadKind::StartOn { basis, .. }
            | HeadKind::StartByHand { basis }
            | HeadKind::StartOnReaction { basis, .. }
            | HeadKind::StartWhen { basis, .. }
            | HeadKind::StartAround { basis, .. }
            | HeadKind::StartEvery { basis, .. }) = &head.kind
            else {
                continue;
            };
            if basis.is_none() && !self.damage.touches(head.span) {
                let by_hand = matches!(head.kind, HeadKind::StartByHand { .. });
                self.report.add(&StartWithoutBasis { email, by_hand, sent_at: *sent_at, span: head.span });
            }
        }
    }

    pub fn rules(&mut self) -> Vec<Rule> {
        let rules = self.names.rules.clone();
        rules.into_iter().filter_map(|rule| self.rule(rule)).collect()
    }

    fn rule(&mut self, rule: &'a ast::When) -> Option<Rule> {
        let outside = Scope::new(Events::None);
        let (trigger, scope) = match &rule.trigger {
            ast::WhenTrigger::ScoreReaches(score) => (Some(ir::RuleTrigger::ScoreReaches(score.node)), outside),
            ast::WhenTrigger::Reaction(reaction) => {
                self.place = Place::Rule;
                let checked = self.reaction(reaction, &outside);
                self.place = Place::Head;
                let scope = match &checked {
                    Some(ir::Reaction::Event { event, .. }) => Scope::new(Events::One(event.clone())),
                    Some(ir::Reaction::Open { .. } | ir::Reaction::Click { .. } | ir::Reaction::Change { .. }) => {
                        outside
                    }
                    None => Scope::new(Events::Unknown),
                };
                (checked.map(ir::RuleTrigger::Reaction), scope)
            }
            ast::WhenTrigger::Condition(condition) => {
                (self.condition(condition, &outside).map(ir::RuleTrigger::When), outside)
            }
            ast::WhenTrigger::Junk => (None, Scope::new(Events::Unknown)),
        };
        for step in &rule.steps {
            let word = match &step.kind {
                StepKind::Handoff { .. }
                | StepKind::Set { .. }
                | StepKind::Score { .. }
                | StepKind::Begin(_)
                | StepKind::Notify { .. }
                | StepKind::AddTo(_)
                | StepKind::RemoveFrom(_)
                | StepKind::Call { .. }
                | StepKind::StopMailing { .. }
                | StepKind::Junk => continue,
                StepKind::Send { .. } => "send",
                StepKind::Match { .. } => "match",
                StepKind::Split(_) => "split",
                StepKind::Repeat { .. } => "repeat",
                StepKind::Wait(_) => "wait",
                StepKind::WaitUntil { .. } => "wait until",
                StepKind::On { .. } => "on",
                StepKind::Await { .. } => "await",
                StepKind::If { .. } => "if",
                StepKind::GoTo(_) => "go to",
                StepKind::Stop => "stop",
            };
            self.report.add(&StepInRule { word, rule: rule.keyword, span: step.span });
        }
        let steps = self.steps(&rule.steps, &mut scope.with_known(self.known_of_trigger(&rule.trigger)));
        Some(Rule { trigger: trigger?, steps, span: rule.keyword })
    }

    /// Checks steps one after the other; `scope` goes along and tells what is known behind them.
    pub(super) fn steps(&mut self, steps: &[ast::Step], scope: &mut Scope) -> Vec<Step> {
        steps.iter().filter_map(|step| self.step(step, scope)).collect()
    }

    pub(super) fn step(&mut self, step: &ast::Step, scope: &mut Scope) -> Option<Step> {
        let action = self.action_of(step, scope);
        self.after(step, scope);
        Some(with_label(step, action?))
    }

    fn action_of(&mut self, step: &ast::Step, scope: &mut Scope) -> Option<Action> {
        Some(match &step.kind {
            StepKind::Send { email, capped } => {
                let capped = capped.map(|capped| lower_capped(capped.node));
                self.last_sent = Some(email.text.clone());
                self.resolve_sent(email).then(|| Action::Send { email: email.text.clone(), capped })?
            }
            StepKind::Match { subject, arms, otherwise } => {
                self.match_step(step, subject, arms, otherwise.as_ref(), scope)?
            }
            StepKind::Split(arms) => self.split_step(step, arms, scope),
            StepKind::Repeat { times, until, block } => self.repeat_step(times, until.as_ref(), block, scope)?,
            StepKind::Begin(scenario) => {
                self.resolve(Kind::Scenario, scenario).then(|| Action::Begin(scenario.text.clone()))?
            }
            StepKind::Notify { team, because } => {
                let known = self.resolve(Kind::Team, team);
                let because = self.reason(because.as_ref(), scope);
                known.then_some(Action::Notify { team: team.text.clone(), because: because? })?
            }
            StepKind::AddTo(audience) | StepKind::RemoveFrom(audience) => {
                let add = matches!(step.kind, StepKind::AddTo(_));
                let known = self.resolve(Kind::Audience, audience);
                known.then(|| Action::Audience { audience: audience.text.clone(), add })?
            }
            StepKind::StopMailing { because } => Action::StopMailing { because: self.reason(because.as_ref(), scope)? },
            StepKind::Wait(amount) => Action::Wait(amount.node),
            StepKind::WaitUntil { moment, otherwise } => {
                Action::At { moment: self.moment(moment, *otherwise, scope)?, step: None }
            }
            StepKind::On { moment, step, otherwise } => {
                let moment = self.moment(moment, *otherwise, scope);
                *scope = scope.later();
                let mut ends = vec![scope.clone()];
                let step = self.way(std::slice::from_ref(step), scope.clone(), &mut ends).pop();
                scope.meet(ends);
                Action::At { moment: moment?, step: Some(Box::new(step?)) }
            }
            StepKind::Await { limit, arms, otherwise } => {
                *scope = scope.later();
                let mut ends = Vec::new();
                let place = Place::Arm { otherwise: otherwise.is_some() };
                let written = arms;
                let arms: Vec<Option<Arm>> = written.iter().map(|arm| self.arm(arm, place, scope, &mut ends)).collect();
                self.arms_taken(written, &arms);
                let otherwise = otherwise.as_ref().map_or([].as_slice(), |block| &block.steps);
                let otherwise = self.way(otherwise, scope.clone(), &mut ends);
                scope.meet(ends);
                Action::Await { limit: limit.node, arms: arms.into_iter().collect::<Option<_>>()?, otherwise }
            }
            StepKind::If { condition, then, otherwise } => {
                self.if_step(condition, then, otherwise.as_ref(), scope, &mut Chain::default())?
            }
            StepKind::GoTo(scenario) => {
                self.resolve(Kind::Scenario, scenario).then(|| Action::GoTo(scenario.text.clone()))?
            }
            StepKind::Handoff { team, because } => {
                self.handed_to.entry(team.text.clone()).or_insert(step.span);
                let known = self.resolve(Kind::Team, team);
                let because = self.reason(because.as_ref(), scope);
                known.then_some(Action::Handoff { team: team.text.clone(), because: because? })?
            }
            StepKind::Call { channel, fields } => self.channel_call(channel, fields, scope)?,
            StepKind::Set { field, value } => self.set(field, value, scope)?,
            StepKind::Score { points, because } => {
                Action::Score { points: points.node, because: self.reason(because.as_ref(), scope)? }
            }
            StepKind::Stop => Action::Stop,
            StepKind::Junk => return None,
        })
    }

    fn reason(&mut self, because: Option<&ast::Quoted>, scope: &Scope) -> Option<Vec<super::shape::Piece>> {
        because.map_or_else(|| Some(Vec::new()), |text| self.template(text, scope))
    }

    fn arm(&mut self, arm: &ast::Arm, place: Place, scope: &Scope, ends: &mut Vec<Scope>) -> Option<Arm> {
        self.place = place;
        let reaction = self.reaction(&arm.reaction, scope);
        self.place = Place::Head;
        let since_start = self.since_start(arm);
        let steps = self.way(&arm.block.steps, scope.with_known(known_of_reaction(&arm.reaction)), ends);
        Some(Arm { reaction: reaction?, since_start, steps })
    }

    fn set(&mut self, field: &ast::Path, value: &ast::SetValue, scope: &mut Scope) -> Option<Action> {
        let name = match field.names.as_slice() {
            [object, name] if object.text == "lead" && !matches!(name.text.as_str(), "id" | "email" | "zone") => name,
            [..] => {
                self.report.add(&NotSettable { path: &joined(field), span: field.span });
                return None;
            }
        };
        let Some(declared) = self.names.lead.get(name.text.as_str()) else {
            self.unknown_lead_field(name, false);
            return None;
        };
        let (kind, optional) = (declared.kind.clone(), declared.may_be_missing());
        let clearable = declared.syntax.optional;
        let value = match value {
            ast::SetValue::Value(value) => value,
            ast::SetValue::Missing(span) if !clearable => {
                self.report.add(&ClearsNeeded { field: &name.text, span: *span });
                return None;
            }
            ast::SetValue::Missing(_) => {
                scope.field_set(&name.text, optional);
                return Some(Action::Set { field: name.text.clone(), value: None });
            }
        };
        if self.set_to_nothing(&name.text, value, &kind, clearable) {
            return None;
        }
        let checked = self.expression(value, scope, Some(&kind))?;
        let literal = matches!(value.kind, ast::ExpressionKind::Text(_));
        if literal && matches!(kind, Type::Email | Type::Url | Type::Datetime) {
            let value = ir::Expression::Literal(self.constant(value, &kind)?);
            scope.field_set(&name.text, false);
            return Some(Action::Set { field: name.text.clone(), value: Some(value) });
        }
        if !checked.kind.fits(&kind) {
            self.report.add(&WrongSet { field: &name.text, wanted: kind, found: checked.kind, span: value.span });
            return None;
        }
        let missing = checked.gap.is_some();
        if let Some(Gap { span, path, kind }) = checked.gap.filter(|_| !optional) {
            let in_run = scope.in_run;
            self.report.add(&SetsMissing { field: &name.text, path: &path, kind, in_run, span });
            return None;
        }
        scope.field_set(&name.text, missing);
        Some(Action::Set { field: name.text.clone(), value: Some(checked.value) })
    }

    pub(super) fn moment(
        &mut self,
        moment: &ast::Moment,
        otherwise: Option<Spanned<ast::Otherwise>>,
        scope: &Scope,
    ) -> Option<Moment> {
        self.clock_time(moment.at.as_ref());
        let base = match &moment.kind {
            MomentKind::Day(day) => ir::MomentBase::Day(self.whole(day, 0)?),
            MomentKind::Around { anchor, .. } if self.lonely_moment(anchor) => return None,
            MomentKind::Around { amount, before, anchor } => {
                let checked = self.expression(anchor, scope, None)?;
                if !matches!(checked.kind, Type::Date | Type::Datetime | Type::Unknown) {
                    self.report.add(&UnlikeAnchor { kind: checked.kind, span: anchor.span });
                    return None;
                }
                ir::MomentBase::Around { amount: amount.node, before: *before, anchor: checked.value }
            }
            MomentKind::Date(date) => ir::MomentBase::Date(date.node),
            MomentKind::Next(day) => ir::MomentBase::Next(day.node),
            MomentKind::Junk => return None,
        };
        Some(Moment { base, at: moment.at.as_ref().map(|at| at.node), otherwise: otherwise.map(|one| one.node) })
    }

    /// `24:00` is an end, not a moment of a day.
    pub fn clock_time(&mut self, at: Option<&Spanned<ClockTime>>) {
        if let Some(at) = at.filter(|at| at.node.minutes >= 24 * 60) {
            self.report.add(&MidnightEnd { span: at.span });
        }
    }
}

pub(super) fn lower_basis(clause: &ast::BasisClause) -> ir::BasisClause {
    ir::BasisClause { gives: clause.gives, basis: clause.basis.node }
}

/// A checked step under its own label.
pub(super) fn with_label(step: &ast::Step, action: Action) -> Step {
    Step { span: step.span, label: step.label.as_ref().map(|label| label.text.clone()), action }
}
