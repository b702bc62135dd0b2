//! Blocks of steps become one numbered list: every step says where the run goes next, and has an identity that survives
//! edits elsewhere in the scenario.

mod branches;

use super::{Ids, template};
use crate::diagnostic::Language;
use crate::ir::time::Amount;
use crate::ir::{Arm, Capped, Instruction, Moment, MomentBase, Otherwise, Place, Step, code};
use crate::model::{self, Action};
use crate::source::Span;
use crate::syntax::ast;

/// Lowers the steps of a scenario or rule; the last one is the end. `whole` is the scenario or rule, `capped` is for the
/// sends that do not say it themselves.
pub(super) fn lower(steps: &[model::Step], whole: Span, capped: Capped, place: &dyn Fn(Span) -> Place) -> Vec<Step> {
    let mut list = List { steps: Vec::new(), labels: Vec::new(), ids: Ids::default(), capped, place };
    reserve(steps, &mut list.ids);
    let end = list.label();
    list.block(steps, end);
    list.bind(end);
    let last = steps.last().map_or(whole, |step| step.span);
    list.push("end".to_owned(), Instruction::End { stopped: false }, last);
    list.finish()
}

/// Labels of the author come first, so that no derived name takes one.
fn reserve(steps: &[model::Step], ids: &mut Ids) {
    for step in steps {
        if let Some(label) = &step.label {
            ids.taken.insert(label.clone());
        }
        match &step.action {
            Action::At { step: Some(step), .. } => reserve(std::slice::from_ref(step), ids),
            Action::Await { arms, otherwise, .. } => {
                arms.iter().for_each(|arm| reserve(&arm.steps, ids));
                reserve(otherwise, ids);
            }
            Action::If { then, otherwise, .. } => {
                reserve(then, ids);
                reserve(otherwise, ids);
            }
            Action::Match { arms, otherwise, .. } => {
                arms.iter().for_each(|arm| reserve(&arm.steps, ids));
                reserve(otherwise, ids);
            }
            Action::Split(arms) => arms.iter().for_each(|arm| reserve(&arm.steps, ids)),
            Action::Repeat { steps, .. } => reserve(steps, ids),
            Action::Send { .. }
            | Action::Wait(_)
            | Action::At { step: None, .. }
            | Action::GoTo(_)
            | Action::Begin(_)
            | Action::Notify { .. }
            | Action::Audience { .. }
            | Action::StopMailing { .. }
            | Action::Handoff { .. }
            | Action::Call { .. }
            | Action::Set { .. }
            | Action::Score { .. }
            | Action::Stop => {}
        }
    }
}

/// The list under construction. Until [`List::finish`] the numbers in the instructions are labels.
struct List<'p> {
    steps: Vec<Step>,
    /// Number of the step that each label stands for.
    labels: Vec<u32>,
    ids: Ids,
    capped: Capped,
    place: &'p dyn Fn(Span) -> Place,
}

impl List<'_> {
    fn label(&mut self) -> u32 {
        self.labels.push(0);
        number(self.labels.len() - 1)
    }

    fn bind(&mut self, label: u32) {
        let here = number(self.steps.len());
        if let Some(target) = self.labels.get_mut(label as usize) {
            *target = here;
        }
    }

    fn push(&mut self, id: String, instruction: Instruction, span: Span) {
        let step = Step { id: self.ids.unique(id), instruction, place: (self.place)(span) };
        self.steps.push(step);
    }

    /// Steps that go on at `next`.
    fn block(&mut self, steps: &[model::Step], next: u32) {
        let Some((last, before)) = steps.split_last() else { return };
        for step in before {
            let following = self.label();
            self.step(step, following);
            self.bind(following);
        }
        self.step(last, next);
    }

    /// Emits a block somewhere else and returns where it begins; an empty one is `next` itself.
    fn entry(&mut self, steps: &[model::Step], next: u32) -> u32 {
        if steps.is_empty() {
            return next;
        }
        let begin = self.label();
        self.bind(begin);
        self.block(steps, next);
        begin
    }

    /// Adds the author's step: its label is its identity.
    fn add(&mut self, step: &model::Step, instruction: Instruction) {
        if let Some(label) = &step.label {
            self.ids.taken.remove(label);
        }
        let derived = || code::instruction(&instruction, false, Language::English);
        self.push(step.label.clone().unwrap_or_else(derived), instruction, step.span);
    }

    fn step(&mut self, step: &model::Step, next: u32) {
        match &step.action {
            Action::Send { email, capped } => {
                let capped = capped.unwrap_or(self.capped);
                self.add(step, Instruction::Send { email: email.clone(), capped, next });
            }
            Action::Wait(time) => {
                let until = certain(MomentBase::Here(*time));
                self.add(step, Instruction::Wait { until, next });
            }
            Action::At { moment, step: inner } => self.at(step, moment, inner.as_deref(), next),
            Action::Await { limit, arms, otherwise } => self.await_step(step, *limit, arms, otherwise, next),
            Action::If { condition, then, otherwise } => {
                let at = self.steps.len();
                let branch = Instruction::Branch { condition: condition.clone(), then: next, otherwise: next };
                self.add(step, branch);
                let to_then = self.entry(then, next);
                let to_otherwise = self.entry(otherwise, next);
                if let Some(Instruction::Branch { then, otherwise, .. }) = self.instruction(at) {
                    (*then, *otherwise) = (to_then, to_otherwise);
                }
            }
            Action::Match { subject, arms, otherwise } => self.choose(step, subject, arms, otherwise, next),
            Action::Split(arms) => self.split(step, arms, next),
            Action::Repeat { times, until, steps } => self.repeat(step, *times, until.as_ref(), steps, next),
            Action::Begin(scenario) => {
                self.add(step, Instruction::Begin { scenario: scenario.clone(), next });
            }
            Action::Notify { team, because } => {
                let because = template(because);
                self.add(step, Instruction::Notify { team: team.clone(), because, next });
            }
            Action::Audience { audience, add } => {
                self.add(step, Instruction::Audience { audience: audience.clone(), add: *add, next });
            }
            Action::StopMailing { because } => {
                let because = template(because);
                self.add(step, Instruction::StopMailing { because, next });
            }
            Action::GoTo(scenario) => {
                self.add(step, Instruction::GoTo { scenario: scenario.clone() });
            }
            Action::Handoff { team, because } => {
                let because = template(because);
                self.add(step, Instruction::Handoff { team: team.clone(), because, next });
            }
            Action::Call { channel, fields } => {
                let (channel, fields) = (channel.clone(), fields.clone());
                self.add(step, Instruction::Call { channel, fields, next });
            }
            Action::Set { field, value } => {
                let (field, value) = (field.clone(), value.clone());
                self.add(step, Instruction::Set { field, value, next });
            }
            Action::Score { points, because } => {
                let because = template(because);
                self.add(step, Instruction::Score { points: *points, because, next });
            }
            Action::Stop => self.add(step, Instruction::End { stopped: true }),
        }
    }

    fn at(&mut self, step: &model::Step, moment: &model::Moment, inner: Option<&model::Step>, next: u32) {
        let then = if inner.is_some() { self.label() } else { next };
        let wait = Instruction::Wait { until: lower_moment(moment, next), next: then };
        let Some(inner) = inner else {
            self.add(step, wait);
            return;
        };
        // The author's label names what is done, not the wait for it.
        let derived = || code::instruction(&wait, true, Language::English);
        let id = step.label.as_ref().map_or_else(derived, |label| format!("on {label}"));
        self.push(id, wait, step.span);
        self.bind(then);
        let inner = model::Step { label: step.label.clone().or_else(|| inner.label.clone()), ..inner.clone() };
        self.step(&inner, next);
    }

    fn await_step(
        &mut self,
        step: &model::Step,
        limit: Amount,
        arms: &[model::Arm],
        otherwise: &[model::Step],
        next: u32,
    ) {
        let at = self.steps.len();
        let empty = Instruction::Await { limit, arms: Vec::new(), otherwise: next };
        self.add(step, empty);
        let lowered: Vec<Arm> = arms
            .iter()
            .map(|arm| Arm {
                reaction: arm.reaction.clone(),
                since_start: arm.since_start,
                then: self.entry(&arm.steps, next),
            })
            .collect();
        let deadline = self.entry(otherwise, next);
        if let Some(Instruction::Await { arms, otherwise, .. }) = self.instruction(at) {
            (*arms, *otherwise) = (lowered, deadline);
        }
    }

    fn instruction(&mut self, at: usize) -> Option<&mut Instruction> {
        self.steps.get_mut(at).map(|step| &mut step.instruction)
    }

    /// Puts numbers in the place of labels.
    fn finish(mut self) -> Vec<Step> {
        let labels = self.labels;
        let resolve = |label: &mut u32| *label = labels.get(*label as usize).copied().unwrap_or_default();
        for step in &mut self.steps {
            match &mut step.instruction {
                Instruction::Wait { until, next } => {
                    for way in [&mut until.if_past, &mut until.if_missing] {
                        if let Otherwise::Skip(target) = way {
                            resolve(target);
                        }
                    }
                    resolve(next);
                }
                Instruction::Await { arms, otherwise, .. } => {
                    arms.iter_mut().for_each(|arm| resolve(&mut arm.then));
                    resolve(otherwise);
                }
                Instruction::Branch { then, otherwise, .. } => {
                    resolve(then);
                    resolve(otherwise);
                }
                Instruction::Choose { cases, otherwise, .. } => {
                    cases.iter_mut().for_each(|case| resolve(&mut case.then));
                    resolve(otherwise);
                }
                Instruction::Split { arms } => arms.iter_mut().for_each(|arm| resolve(&mut arm.then)),
                Instruction::Repeat { body, next, .. } => {
                    resolve(body);
                    resolve(next);
                }
                Instruction::Send { next, .. }
                | Instruction::Begin { next, .. }
                | Instruction::Notify { next, .. }
                | Instruction::Call { next, .. }
                | Instruction::Audience { next, .. }
                | Instruction::StopMailing { next, .. }
                | Instruction::Handoff { next, .. }
                | Instruction::Set { next, .. }
                | Instruction::Score { next, .. } => resolve(next),
                Instruction::GoTo { .. } | Instruction::End { .. } => {}
            }
        }
        self.steps
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A moment that is never past and never missing.
const fn certain(base: MomentBase) -> Moment {
    Moment { base, at: None, if_past: Otherwise::Now, if_missing: Otherwise::Now }
}

fn lower_moment(moment: &model::Moment, next: u32) -> Moment {
    let way = match moment.otherwise {
        // Where nothing is written, the checker has made sure that the moment is neither past nor missing; a run that only
        // sending hours or caps made late goes on at once.
        None | Some(ast::Otherwise::Now) => Otherwise::Now,
        Some(ast::Otherwise::Skip) => Otherwise::Skip(next),
        Some(ast::Otherwise::Stop) => Otherwise::Stop,
    };
    Moment { base: moment.base.clone(), at: moment.at, if_past: way, if_missing: way }
}
