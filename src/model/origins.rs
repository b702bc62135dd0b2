//! Which events may have started the run in which a step stands: the starts of its scenario and, since `go to` carries the
//! start event along, those of every scenario that leads there. And which scenarios send which mails.

use super::expression::{Events, Origin};
use super::names::Names;
use crate::source::Span;
use crate::syntax::ast::{self, HeadKind, Step, StepKind};
use indexmap::{IndexMap, IndexSet};

/// What scenarios start, send and lead to.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// Starts that may have led into a scenario.
    by_scenario: IndexMap<String, Vec<Origin>>,
    /// A start of it, or of one that leads to it, could not be read.
    doubtful: IndexSet<String>,
    /// Mails that a scenario sends, with the places of the sends.
    pub sends: IndexMap<String, Vec<(String, Span)>>,
    /// Scenarios that a scenario goes to.
    pub goes_to: IndexMap<String, IndexSet<String>>,
}

impl Origins {
    pub fn find(names: &Names<'_>) -> Self {
        let mut origins = Self::default();
        for (name, entry) in &names.scenarios {
            let (mut sends, mut goes) = (Vec::new(), IndexSet::new());
            each_step(&entry.syntax.steps, &mut |step| match &step.kind {
                StepKind::Send { email, .. } => sends.push((email.text.clone(), email.span)),
                StepKind::GoTo(target) => {
                    goes.insert(target.text.clone());
                }
                StepKind::Wait(_)
                | StepKind::WaitUntil { .. }
                | StepKind::On { .. }
                | StepKind::Await { .. }
                | StepKind::If { .. }
                | StepKind::Match { .. }
                | StepKind::Split(_)
                | StepKind::Repeat { .. }
                | StepKind::Begin(_)
                | StepKind::Notify { .. }
                | StepKind::AddTo(_)
                | StepKind::RemoveFrom(_)
                | StepKind::Call { .. }
                | StepKind::StopMailing { .. }
                | StepKind::Handoff { .. }
                | StepKind::Set { .. }
                | StepKind::Score { .. }
                | StepKind::Stop
                | StepKind::Junk => {}
            });
            origins.sends.insert((*name).to_owned(), sends);
            origins.goes_to.insert((*name).to_owned(), goes);
        }
        for (name, entry) in &names.scenarios {
            let (starts, doubtful) = own_starts(names, name, entry.syntax);
            for reached in origins.reached_from(name) {
                origins.by_scenario.entry(reached.clone()).or_default().extend(starts.iter().cloned());
                if doubtful {
                    origins.doubtful.insert(reached);
                }
            }
        }
        origins
    }

    /// The scenario itself and all that it leads to.
    pub fn reached_from(&self, scenario: &str) -> IndexSet<String> {
        let mut reached = IndexSet::from([scenario.to_owned()]);
        let mut at = 0;
        while let Some(next) = reached.get_index(at).and_then(|one| self.goes_to.get(one)) {
            reached.extend(next.iter().filter(|one| self.goes_to.contains_key(*one)).cloned());
            at += 1;
        }
        reached
    }

    /// What `event` is in a step of that scenario.
    pub fn of_scenario(&self, scenario: &str) -> Events {
        match self.by_scenario.get(scenario) {
            Some(starts) if !starts.is_empty() && !self.doubtful.contains(scenario) => Events::Starts(starts.clone()),
            Some(_) | None => Events::Unknown,
        }
    }

    /// What `event` is in a mail: the starts of every scenario that sends it; any event for a mail that none sends.
    pub fn of_email(&self, email: &str) -> Events {
        let mut all: Vec<Origin> = Vec::new();
        for (scenario, _) in self.sends.iter().filter(|(_, sends)| sends.iter().any(|(name, _)| name == email)) {
            match self.of_scenario(scenario) {
                Events::Starts(starts) => {
                    let new: Vec<Origin> = starts.into_iter().filter(|start| !all.contains(start)).collect();
                    all.extend(new);
                }
                Events::One(_) | Events::Any | Events::None | Events::Unknown => return Events::Unknown,
            }
        }
        if all.is_empty() { Events::Any } else { Events::Starts(all) }
    }
}

fn own_starts(names: &Names<'_>, name: &str, scenario: &ast::Scenario) -> (Vec<Origin>, bool) {
    let (mut starts, mut doubtful) = (Vec::new(), false);
    for head in &scenario.heads {
        let event = match &head.kind {
            HeadKind::StartOn { event, .. } => {
                doubtful |= !names.events.contains_key(event.text.as_str());
                Some(event.text.clone())
            }
            HeadKind::StartByHand { .. } => None,
            HeadKind::Junk => {
                doubtful = true;
                continue;
            }
            HeadKind::StartOnReaction { .. }
            | HeadKind::StartWhen { .. }
            | HeadKind::StartAround { .. }
            | HeadKind::StartEvery { .. } => None,
            HeadKind::Again(_)
            | HeadKind::StopWhen(_)
            | HeadKind::StopOn(_)
            | HeadKind::OneForEach(_)
            | HeadKind::Late(_)
            | HeadKind::Capped(_)
            | HeadKind::Priority(_)
            | HeadKind::Goal { .. }
            | HeadKind::Kpi { .. }
            | HeadKind::Persona(_) => continue,
        };
        starts.push(Origin { scenario: name.to_owned(), span: head.span, event });
    }
    (starts, doubtful)
}

/// Calls the function for every step, also within blocks.
pub(crate) fn each_step<'a>(steps: &'a [Step], visit: &mut dyn FnMut(&'a Step)) {
    for step in steps {
        visit(step);
        match &step.kind {
            StepKind::On { step, .. } => each_step(std::slice::from_ref(step), visit),
            StepKind::Await { arms, otherwise, .. } => {
                arms.iter().for_each(|arm| each_step(&arm.block.steps, visit));
                otherwise.iter().for_each(|block| each_step(&block.steps, visit));
            }
            StepKind::If { then, otherwise, .. } => {
                each_step(&then.steps, visit);
                otherwise.iter().for_each(|block| each_step(&block.steps, visit));
            }
            StepKind::Match { arms, otherwise, .. } => {
                arms.iter().for_each(|arm| each_step(&arm.block.steps, visit));
                otherwise.iter().for_each(|block| each_step(&block.steps, visit));
            }
            StepKind::Split(arms) => arms.iter().for_each(|arm| each_step(&arm.block.steps, visit)),
            StepKind::Repeat { block, .. } => each_step(&block.steps, visit),
            StepKind::Send { .. }
            | StepKind::Begin(_)
            | StepKind::Notify { .. }
            | StepKind::AddTo(_)
            | StepKind::RemoveFrom(_)
            | StepKind::Call { .. }
            | StepKind::StopMailing { .. }
            | StepKind::Wait(_)
            | StepKind::WaitUntil { .. }
            | StepKind::GoTo(_)
            | StepKind::Handoff { .. }
            | StepKind::Set { .. }
            | StepKind::Score { .. }
            | StepKind::Stop
            | StepKind::Junk => {}
        }
    }
}
