//! The marketing mails that a run plans behind one of its steps, each with the moment that it is planned for: by these,
//! scenarios that go on at one moment are held against each other.

use super::answers::{Slot, written};
use crate::engine::is_marketing;
use crate::ir::{Capped, Expression, Instruction, Moment, MomentBase, Program, Scenario};
use std::collections::BTreeSet;

/// Questions of `if` on a way behind which it is not followed: nobody knows any more who is left.
const MOST_ASKED: usize = 20;

/// A mail that a run plans.
#[derive(Debug, Clone)]
pub struct Planned<'p> {
    /// The step that sends it.
    pub step: u32,
    /// The waits, one behind the other, after which it leaves; none where it leaves at once.
    pub waits: Vec<&'p Moment>,
    /// What an `if` has asked on the way, with its answer.
    pub asked: Vec<(&'p Expression, bool)>,
    /// What the run has written on the way.
    pub written: BTreeSet<Slot<'p>>,
}

/// Where a run stands, and how it has come there.
#[derive(Clone)]
struct Place<'p> {
    at: u32,
    /// `None` behind a mail: nobody knows when that leaves.
    waits: Option<Vec<&'p Moment>>,
    asked: Vec<(&'p Expression, bool)>,
    written: BTreeSet<Slot<'p>>,
}

/// The mails behind a step, which is the first one where the run is `new`. Each way is followed through waits and `if`, up to
/// where the lead, a value or a lot decides, or the run ends. Of several mails of one moment only the first is told: the
/// others are a matter of this scenario alone. So is not told what `when capped` or a trial may keep back.
pub fn planned<'p>(program: &'p Program, scenario: &'p Scenario, from: u32, new: bool) -> Vec<Planned<'p>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![Place { at: from, waits: Some(Vec::new()), asked: Vec::new(), written: BTreeSet::new() }];
    while let Some(mut place) = open.pop() {
        let Some(step) = scenario.steps.get(place.at as usize).filter(|_| seen.insert(place.at)) else { continue };
        place.written.extend(written(&step.instruction));
        let next = match &step.instruction {
            Instruction::Send { email, capped, next } => {
                found.extend(place.send(program, email, *capped));
                *next
            }
            Instruction::Wait { until, next } => {
                place.wait(until, new);
                *next
            }
            Instruction::Branch { condition, then, otherwise } if place.asked.len() < MOST_ASKED => {
                let mut other = Place { at: *otherwise, ..place.clone() };
                other.asked.push((condition, false));
                open.push(other);
                place.asked.push((condition, true));
                *then
            }
            Instruction::Set { next, .. }
            | Instruction::Score { next, .. }
            | Instruction::Begin { next, .. }
            | Instruction::Notify { next, .. }
            | Instruction::Call { next, .. }
            | Instruction::Audience { next, .. } => *next,
            Instruction::Branch { .. }
            | Instruction::Await { .. }
            | Instruction::Choose { .. }
            | Instruction::Split { .. }
            | Instruction::Repeat { .. }
            | Instruction::StopMailing { .. }
            | Instruction::GoTo { .. }
            | Instruction::Handoff { .. }
            | Instruction::End { .. } => continue,
        };
        open.push(Place { at: next, ..place });
    }
    found
}

impl<'p> Place<'p> {
    /// The mail of a step that sends: nothing where its moment is not known.
    fn send(&mut self, program: &Program, email: &str, capped: Capped) -> Option<Planned<'p>> {
        let sent = program.emails.get(email).filter(|_| is_marketing(program, email))?;
        let waits = self.waits.take()?;
        let (asked, written) = (self.asked.clone(), self.written.clone());
        let is_certain = capped == Capped::Delay && sent.trial.is_none();
        is_certain.then_some(Planned { step: self.at, waits, asked, written })
    }

    fn wait(&mut self, until: &'p Moment, new: bool) {
        match &until.base {
            // The very start.
            MomentBase::Day(0) if until.at.is_none() && new => {}
            MomentBase::Day(_) | MomentBase::Around { .. } | MomentBase::Date(_) => self.waits = Some(vec![until]),
            MomentBase::Here(_) | MomentBase::Next(_) => {
                if let Some(waits) = &mut self.waits {
                    waits.push(until);
                }
            }
        }
    }
}
