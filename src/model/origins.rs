//! Which events may have started the run in which a step stands: the starts of its scenario and, since `go to` and `begin` carry the
//! start event along, those of every scenario that leads there. And which scenarios send which mails.

use super::expression::{Events, Origin, known_where};
use super::names::Names;
use crate::ir::reach::groups;
use crate::source::Span;
use crate::syntax::ast::{self, HeadKind, Step, StepKind};
use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// What scenarios start, send and lead to.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// Starts that may have led into a scenario.
    by_scenario: IndexMap<String, Rc<[Rc<Origin>]>>,
    /// Scenarios that send a mail.
    senders: IndexMap<String, IndexSet<String>>,
    /// Scenarios that another one goes to.
    pub entered: BTreeSet<String>,
    /// A start of it, or of one that leads to it, could not be read.
    doubtful: IndexSet<String>,
    /// Mails that a scenario sends, with the places of the sends.
    pub sends: IndexMap<String, Vec<(String, Span)>>,
    /// Scenarios that a scenario goes to or begins.
    pub goes_to: IndexMap<String, IndexSet<String>>,
}

impl Origins {
    pub fn find(names: &Names<'_>) -> Self {
        let mut origins = Self::default();
        for (name, entry) in &names.scenarios {
            let (mut sends, mut goes) = (Vec::new(), IndexSet::new());
            each_step(&entry.syntax.steps, &mut |step| match &step.kind {
                StepKind::Send { email, .. } => sends.push((email.text.clone(), email.span)),
                StepKind::GoTo(target) | StepKind::Begin(target) => {
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
            for (email, _) in &sends {
                origins.senders.entry(email.clone()).or_default().insert((*name).to_owned());
            }
            origins.entered.extend(goes.iter().filter(|to| *to != name).cloned());
            origins.sends.insert((*name).to_owned(), sends);
            origins.goes_to.insert((*name).to_owned(), goes);
        }
        origins.lead_on(names);
        origins
    }

    /// Leads the starts of each scenario on to all that it goes to. Scenarios that lead to each other share theirs.
    fn lead_on(&mut self, names: &Names<'_>) {
        let begun = begun_by_rules(names);
        self.entered.extend(begun.keys().map(|name| (*name).to_owned()));
        let number = |name: &String| self.goes_to.get_index_of(name);
        let targets: Vec<Vec<usize>> =
            self.goes_to.values().map(|goes| goes.iter().filter_map(number).collect()).collect();
        // The last group is one to which nothing else leads.
        let groups = groups(&targets);
        let mut group_of = vec![0; targets.len()];
        for (group, members) in groups.iter().enumerate() {
            for member in members {
                if let Some(of) = group_of.get_mut(*member) {
                    *of = group;
                }
            }
        }
        let mut starts: Vec<IndexMap<Option<String>, Rc<Origin>>> = vec![IndexMap::new(); groups.len()];
        let mut doubtful = vec![false; groups.len()];
        for (group, members) in groups.iter().enumerate().rev() {
            for (name, entry) in members.iter().filter_map(|member| names.scenarios.get_index(*member)) {
                let (own, doubt) = own_starts(names, name, entry.syntax);
                if let (Some(starts), Some(doubtful)) = (starts.get_mut(group), doubtful.get_mut(group)) {
                    *doubtful |= doubt;
                    for start in own.into_iter().chain(begun.get(name).into_iter().flatten().cloned()) {
                        add(starts, &Rc::new(start));
                    }
                }
            }
            let (here, doubt) = (starts.get(group).cloned().unwrap_or_default(), doubtful.get(group) == Some(&true));
            let further = members.iter().filter_map(|member| targets.get(*member)).flatten();
            for next in further.filter_map(|target| group_of.get(*target)).filter(|next| **next != group) {
                if let (Some(starts), Some(doubtful)) = (starts.get_mut(*next), doubtful.get_mut(*next)) {
                    *doubtful |= doubt;
                    here.values().for_each(|start| add(starts, start));
                }
            }
        }
        let shared: Vec<Rc<[Rc<Origin>]>> = starts.into_iter().map(|group| group.into_values().collect()).collect();
        for (name, group) in self.goes_to.keys().zip(group_of) {
            if let Some(starts) = shared.get(group) {
                self.by_scenario.insert(name.clone(), Rc::clone(starts));
            }
            if doubtful.get(group) == Some(&true) {
                self.doubtful.insert(name.clone());
            }
        }
    }

    /// For each scenario from which one leads to a scenario with something of its own: that of the nearest.
    pub fn nearest<T: Clone>(&self, own: impl Fn(&str) -> Option<T>) -> BTreeMap<String, T> {
        let mut from: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, goes) in &self.goes_to {
            for target in goes {
                from.entry(target).or_default().push(name);
            }
        }
        let mut found: BTreeMap<String, T> = BTreeMap::new();
        let mut queue: VecDeque<&str> = VecDeque::new();
        for name in self.goes_to.keys() {
            if let Some(thing) = own(name) {
                found.insert(name.clone(), thing);
                queue.push_back(name);
            }
        }
        while let Some(next) = queue.pop_front() {
            let Some(thing) = found.get(next).cloned() else { continue };
            for before in from.get(next).into_iter().flatten() {
                if !found.contains_key(*before) {
                    found.insert((*before).to_owned(), thing.clone());
                    queue.push_back(before);
                }
            }
        }
        found
    }

    /// What `event` is in a step of that scenario.
    pub fn of_scenario(&self, scenario: &str) -> Events {
        match self.by_scenario.get(scenario) {
            Some(starts) if !starts.is_empty() && !self.doubtful.contains(scenario) => {
                Events::Starts(Rc::clone(starts))
            }
            Some(_) | None => Events::Unknown,
        }
    }

    /// What `event` is in a mail: the starts of every scenario that sends it; any event for a mail that none sends.
    pub fn of_email(&self, email: &str) -> Events {
        let mut all: IndexMap<Option<String>, Rc<Origin>> = IndexMap::new();
        for scenario in self.senders.get(email).into_iter().flatten() {
            match self.of_scenario(scenario) {
                Events::Starts(starts) => {
                    starts.iter().for_each(|start| add(&mut all, start));
                }
                Events::One(_) | Events::Any | Events::None | Events::Unknown => return Events::Unknown,
            }
        }
        if all.is_empty() { Events::Any } else { Events::Starts(all.into_values().collect()) }
    }
}

/// Adds a start. Of two by one event the first stands for both, and what both make sure of is known.
fn add(starts: &mut IndexMap<Option<String>, Rc<Origin>>, start: &Rc<Origin>) {
    match starts.entry(start.event.clone()) {
        Entry::Vacant(vacant) => {
            vacant.insert(Rc::clone(start));
        }
        Entry::Occupied(mut first) => {
            let known = &first.get().known & &start.known;
            if known != first.get().known {
                let both = Origin { known, ..(**first.get()).clone() };
                first.insert(Rc::new(both));
            }
        }
    }
}

/// Properties of an event that the `where` of a start makes sure of.
fn known_of(filter: Option<&ast::Expression>) -> BTreeSet<String> {
    let known = filter.map(|filter| known_where(filter, true)).unwrap_or_default();
    known.into_iter().filter(|path| path.starts_with("event.")).collect()
}

/// A `when` rule that begins a scenario hands on the event that fired it, if one did.
fn begun_by_rules<'a>(names: &Names<'a>) -> BTreeMap<&'a str, Vec<Origin>> {
    let mut origins: BTreeMap<&str, Vec<Origin>> = BTreeMap::new();
    for rule in &names.rules {
        let (event, known) = match &rule.trigger {
            ast::WhenTrigger::Reaction(reaction) => match &reaction.kind {
                ast::ReactionKind::Event { event, filter } => (Some(event.text.clone()), known_of(filter.as_ref())),
                ast::ReactionKind::Open(_)
                | ast::ReactionKind::Click { .. }
                | ast::ReactionKind::Change { .. }
                | ast::ReactionKind::Junk => (None, BTreeSet::new()),
            },
            ast::WhenTrigger::ScoreReaches(_) | ast::WhenTrigger::Condition(_) | ast::WhenTrigger::Junk => {
                (None, BTreeSet::new())
            }
        };
        for step in &rule.steps {
            if let StepKind::Begin(target) = &step.kind {
                let (event, known) = (event.clone(), known.clone());
                let origin = Origin { scenario: target.text.clone(), span: step.span, event, known };
                origins.entry(&target.text).or_default().push(origin);
            }
        }
    }
    origins
}

fn own_starts(names: &Names<'_>, name: &str, scenario: &ast::Scenario) -> (Vec<Origin>, bool) {
    let (mut starts, mut doubtful) = (Vec::new(), false);
    for head in &scenario.heads {
        let (event, known) = match &head.kind {
            HeadKind::StartOn { event, filter, .. } => {
                doubtful |= !names.events.contains_key(event.text.as_str());
                (Some(event.text.clone()), known_of(filter.as_ref()))
            }
            HeadKind::Junk => {
                doubtful = true;
                continue;
            }
            HeadKind::StartByHand { .. }
            | HeadKind::StartOnReaction { .. }
            | HeadKind::StartWhen { .. }
            | HeadKind::StartAround { .. }
            | HeadKind::StartEvery { .. } => (None, BTreeSet::new()),
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
        starts.push(Origin { scenario: name.to_owned(), span: head.span, event, known });
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
