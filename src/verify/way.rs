//! The marketing mails that a run plans behind one of its steps, each with the moment that it is planned for: by these,
//! scenarios that go on at one moment are held against each other.

use super::answers::{Slot, written};
use crate::engine::is_marketing;
use crate::ir::{Capped, Expression, Instruction, Moment, MomentBase, Program, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// Questions of `if` on a way behind which it is not followed: nobody knows any more who is left.
const MOST_ASKED: usize = 20;

/// Different moments that are followed from one step on.
const MOST_MOMENTS: usize = 8;

/// The share of all that begin: each question halves it, down to 1 behind the last one that is followed.
const WHOLE: u32 = 1 << MOST_ASKED;

/// A mail that a run plans.
#[derive(Debug, Clone)]
pub struct Planned<'p> {
    /// The step that sends it.
    pub step: u32,
    /// The waits, one behind the other, after which it leaves; none where it leaves at once.
    pub waits: Vec<&'p Moment>,
    /// What an `if` has asked on every way to it, always with this answer.
    pub asked: Vec<(&'p Expression, bool)>,
    /// These answers alone lead to it; else others do, too.
    pub settled: bool,
    /// What the run may have written on the way.
    pub written: BTreeSet<Slot<'p>>,
}

/// How a run has come to a step.
#[derive(Clone)]
struct Place<'p> {
    /// `None` behind a mail: nobody knows when that leaves.
    waits: Option<Vec<&'p Moment>>,
    asked: Vec<(&'p Expression, bool)>,
    /// Of [`WHOLE`], as if each question parted them in halves.
    share: u32,
    written: BTreeSet<Slot<'p>>,
}

/// The mails behind a step, which is the first one where the run is `new`; else only those that leave at once are told. Each
/// way is followed through waits and `if`, up to where the lead, a value or a lot decides, or the run ends. Of several mails
/// of one moment only the first is told: the others are a matter of this scenario alone. So is not told what `when capped` or
/// a trial may keep back.
pub fn planned<'p>(program: &'p Program, scenario: &'p Scenario, from: u32, new: bool) -> Vec<Planned<'p>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let first = Place { waits: Some(Vec::new()), asked: Vec::new(), share: WHOLE, written: BTreeSet::new() };
    let mut open = BTreeMap::from([(from, vec![first])]);
    // A step stands before those that it leads to, so all ways to it are known by then; back leads only a `repeat`.
    while let Some((at, places)) = open.pop_first() {
        let Some(step) = scenario.steps.get(at as usize).filter(|_| seen.insert(at)) else { continue };
        for mut place in places {
            place.written.extend(written(&step.instruction));
            let next = match &step.instruction {
                Instruction::Send { email, capped, next } => {
                    found.extend(place.send(program, at, email, *capped));
                    *next
                }
                Instruction::Wait { until, next } => {
                    place.wait(until, new);
                    *next
                }
                Instruction::Branch { condition, then, otherwise } if place.asked.len() < MOST_ASKED => {
                    place.share /= 2;
                    let mut other = place.clone();
                    other.asked.push((condition, false));
                    other.come_to(*otherwise, &mut open);
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
            if new || place.waits.as_ref().is_some_and(Vec::is_empty) {
                place.come_to(next, &mut open);
            }
        }
    }
    found
}

impl<'p> Place<'p> {
    /// Goes on at a step. Where another way of the same moment meets it there, both go on as one.
    fn come_to(self, step: u32, open: &mut BTreeMap<u32, Vec<Self>>) {
        let places = open.entry(step).or_default();
        if let Some(other) = places.iter_mut().find(|other| other.waits == self.waits) {
            other.asked.retain(|question| self.asked.contains(question));
            other.share += self.share;
            other.written.extend(self.written);
        } else if places.len() < MOST_MOMENTS {
            places.push(self);
        }
    }

    /// The mail of a step that sends: nothing where its moment is not known.
    fn send(&mut self, program: &Program, step: u32, email: &str, capped: Capped) -> Option<Planned<'p>> {
        let sent = program.emails.get(email).filter(|_| is_marketing(program, email))?;
        let waits = self.waits.take()?;
        let (asked, written) = (self.asked.clone(), self.written.clone());
        let settled = self.share == WHOLE >> asked.len();
        let is_certain = capped == Capped::Delay && sent.trial.is_none();
        is_certain.then_some(Planned { step, waits, asked, settled, written })
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
