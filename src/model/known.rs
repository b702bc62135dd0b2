//! What is known at a step: which values are surely there. Properties of the start event stay as they are; a field of the
//! lead can become missing while a run takes time, and by what the steps of others set meanwhile.

use super::checker::Checker;
use super::expression::{Scope, joined, known_where, paths_of};
use super::names::Names;
use super::origins::{Origins, each_step};
use super::shape::Step;
use crate::syntax::ast::{self, Expression, ExpressionKind, HeadKind, ReactionKind, SetValue, StepKind};
use std::collections::BTreeSet;

/// Whether a path is a field of the lead, which may change.
fn may_change(path: &str) -> bool {
    path.starts_with("lead.")
}

impl Scope {
    /// Time passes: of the lead only what the stop rules watch over is still certain.
    fn time_passes(&mut self) {
        let always = std::mem::take(&mut self.always);
        self.known.retain(|path| !may_change(path) || always.contains(path));
        self.always = always;
    }

    /// The ways that lead here meet again: what is known at the end of each is known behind them.
    pub(super) fn meet(&mut self, ends: Vec<Self>) {
        let ended = ends.iter().all(|end| end.ended);
        let arriving = ends.into_iter().filter(|end| ended || !end.ended).map(|end| end.known);
        let Some(known) = arriving.reduce(|all, one| &all & &one) else { return };
        self.known = known;
        self.ended |= ended;
    }

    /// The same after some time; also in any round of a `repeat`, and behind it.
    pub(super) fn later(&self) -> Self {
        let mut scope = self.clone();
        scope.time_passes();
        scope
    }

    /// A field has got a value, or one that may be missing.
    pub(super) fn field_set(&mut self, field: &str, missing: bool) {
        let path = format!("lead.{field}");
        if missing {
            self.known.remove(&path);
        } else {
            self.known.insert(path);
        }
    }
}

impl<'a> Checker<'a> {
    /// The steps of one of several ways from here; where it ends is added to `ends`.
    pub(super) fn way(&mut self, steps: &[ast::Step], mut scope: Scope, ends: &mut Vec<Scope>) -> Vec<Step> {
        let steps = self.steps(steps, &mut scope);
        ends.push(scope);
        steps
    }

    /// What a step leaves known. Steps with ways in them, and `set`, have seen to it themselves.
    pub(super) fn after(&self, step: &ast::Step, scope: &mut Scope) {
        match &step.kind {
            StepKind::Send { .. } | StepKind::Wait(_) | StepKind::WaitUntil { .. } => scope.time_passes(),
            // What is begun goes on at once, and may clear fields.
            StepKind::Begin(_) => scope.known.retain(|path| !self.cleared.contains(path)),
            // What could not be read may end the run: no message should come of that.
            StepKind::GoTo(_)
            | StepKind::Stop
            | StepKind::Handoff { .. }
            | StepKind::StopMailing { .. }
            | StepKind::Junk => scope.ended = true,
            StepKind::On { .. }
            | StepKind::Await { .. }
            | StepKind::If { .. }
            | StepKind::Match { .. }
            | StepKind::Split(_)
            | StepKind::Repeat { .. }
            | StepKind::Set { .. }
            | StepKind::Notify { .. }
            | StepKind::AddTo(_)
            | StepKind::RemoveFrom(_)
            | StepKind::Call { .. }
            | StepKind::Score { .. } => {}
        }
    }

    /// The scope of the first step of a scenario.
    pub(super) fn first_step(&self, written: &ast::Scenario, origins: &Origins, scope: &Scope) -> Scope {
        let mut scope = Scope { in_run: true, ..scope.clone() };
        // Stop rules are looked at before a run begins and before it goes on; what holds the run, holds at every step.
        let stops = written.heads.iter().filter_map(|head| {
            if let HeadKind::StopWhen(condition) = &head.kind { Some(known_where(condition, false)) } else { None }
        });
        scope.always = stops.flatten().filter(|path| !self.cleared.contains(path)).collect();
        let always = scope.always.clone();
        scope.learn(always);
        let name = &written.name.text;
        let entered = origins.entered.contains(name) || origins.goes_to.get(name).is_some_and(|to| to.contains(name));
        if !entered {
            let starts = written.heads.iter().filter_map(|head| self.known_of_start(head));
            scope.learn(starts.reduce(|all, one| &all & &one).unwrap_or_default());
        }
        scope
    }

    /// Fields of the lead that are surely there when that head starts a run; `None` where it starts none.
    fn known_of_start(&self, head: &ast::Head) -> Option<BTreeSet<String>> {
        let known = match &head.kind {
            HeadKind::StartOn { filter, .. } => filter.as_ref().map(|filter| known_where(filter, true)),
            HeadKind::StartOnReaction { reaction, .. } => Some(known_of_reaction(reaction)),
            // Several of these fire at once, one after the other.
            HeadKind::StartWhen { condition, .. } => Some(self.unless_cleared(known_where(condition, true))),
            HeadKind::StartAround { moment, .. } => {
                if let ast::MomentKind::Around { anchor, .. } = &moment.kind {
                    Some(paths_of(anchor))
                } else {
                    None
                }
            }
            HeadKind::StartByHand { .. } | HeadKind::StartEvery { .. } => None,
            HeadKind::Again(_)
            | HeadKind::StopWhen(_)
            | HeadKind::StopOn(_)
            | HeadKind::OneForEach(_)
            | HeadKind::Late(_)
            | HeadKind::Capped(_)
            | HeadKind::Priority(_)
            | HeadKind::Goal { .. }
            | HeadKind::Kpi { .. }
            | HeadKind::Persona(_)
            | HeadKind::Junk => return None,
        };
        Some(known.unwrap_or_default().into_iter().filter(|path| may_change(path)).collect())
    }

    /// What is known in a `when` rule. The rules before it, which the same thing has fired, may have cleared fields.
    pub(super) fn known_of_trigger(&self, trigger: &ast::WhenTrigger) -> BTreeSet<String> {
        let known = match trigger {
            ast::WhenTrigger::Reaction(reaction) => match &reaction.kind {
                ReactionKind::Event { filter: Some(filter), .. } => known_where(filter, true),
                ReactionKind::Event { filter: None, .. }
                | ReactionKind::Open(_)
                | ReactionKind::Click { .. }
                | ReactionKind::Change { .. }
                | ReactionKind::Junk => known_of_reaction(reaction),
            },
            ast::WhenTrigger::Condition(condition) => known_where(condition, true),
            ast::WhenTrigger::ScoreReaches(_) | ast::WhenTrigger::Junk => BTreeSet::new(),
        };
        self.unless_cleared(known)
    }

    fn unless_cleared(&self, known: BTreeSet<String>) -> BTreeSet<String> {
        &known - &self.cleared
    }
}

/// What is known of the lead and of the start event where the reaction is met. `event.x` in its `where` is another event.
pub(super) fn known_of_reaction(reaction: &ast::Reaction) -> BTreeSet<String> {
    let (filter, of_event) = match &reaction.kind {
        ReactionKind::Event { filter, .. } => (filter.as_ref(), true),
        ReactionKind::Change { filter, .. } => (filter.as_ref(), false),
        ReactionKind::Open(_) | ReactionKind::Click { .. } | ReactionKind::Junk => (None, false),
    };
    let mut known = filter.map(|filter| known_where(filter, true)).unwrap_or_default();
    known.retain(|path| !of_event || !path.starts_with("event."));
    known
}

/// Fields that some step may clear, as `lead.title`.
pub(super) fn cleared(names: &Names<'_>) -> BTreeSet<String> {
    let mut cleared = BTreeSet::new();
    let mut visit = |step: &ast::Step| {
        let StepKind::Set { field, value } = &step.kind else { return };
        let clears = match value {
            SetValue::Missing(_) => true,
            SetValue::Value(value) => may_clear(value, names),
        };
        if clears {
            cleared.insert(joined(field));
        }
    };
    names.scenarios.values().for_each(|entry| each_step(&entry.syntax.steps, &mut visit));
    names.rules.iter().for_each(|rule| each_step(&rule.steps, &mut visit));
    cleared
}

/// Whether the value could be missing at any place.
fn may_clear(value: &Expression, names: &Names<'_>) -> bool {
    match &value.kind {
        ExpressionKind::Path(path) => match path.names.as_slice() {
            [object, field] if object.text == "lead" => {
                names.lead.get(field.text.as_str()).is_some_and(super::names::Field::may_be_missing)
                    || field.text == "zone"
            }
            [_] => false,
            [..] => true,
        },
        ExpressionKind::Call { arguments, .. } => arguments.last().is_none_or(|last| may_clear(last, names)),
        ExpressionKind::Junk => true,
        ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::TrueFalse(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Date(_)
        | ExpressionKind::List(_)
        | ExpressionKind::Not(_)
        | ExpressionKind::And(_)
        | ExpressionKind::Or(_)
        | ExpressionKind::Compare { .. }
        | ExpressionKind::In { .. }
        | ExpressionKind::Is { .. }
        | ExpressionKind::Opened(_)
        | ExpressionKind::Clicked { .. }
        | ExpressionKind::Received(_)
        | ExpressionKind::Did { .. }
        | ExpressionKind::Count { .. }
        | ExpressionKind::Silence(_) => false,
    }
}
