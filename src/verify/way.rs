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
    let first = Place { waits: Some(Vec::new()), asked: Vec::new(), share: WHOLE, written: BTreeSet::new() };
    let mut ways = Ways { program, new, open: BTreeMap::from([(from, vec![first])]), found: Vec::new() };
    let mut seen = BTreeSet::new();
    // A step stands before those that it leads to, so all ways to it are known by then; back leads only a `repeat`.
    while let Some((at, places)) = ways.open.pop_first() {
        let Some(step) = scenario.steps.get(at as usize).filter(|_| seen.insert(at)) else { continue };
        for place in places {
            ways.pass(at, &step.instruction, place);
        }
    }
    ways.found
}

/// The ways that are followed.
struct Ways<'p> {
    program: &'p Program,
    /// Whether the run begins with them.
    new: bool,
    /// What has come to steps that have not been looked at.
    open: BTreeMap<u32, Vec<Place<'p>>>,
    found: Vec<Planned<'p>>,
}

impl<'p> Ways<'p> {
    /// Does a step, and goes on behind it.
    fn pass(&mut self, at: u32, instruction: &'p Instruction, mut place: Place<'p>) {
        place.written.extend(written(instruction));
        if let Instruction::Branch { condition, then, otherwise } = instruction {
            if place.asked.len() < MOST_ASKED {
                place.share /= 2;
                let mut other = place.clone();
                other.asked.push((condition, false));
                place.asked.push((condition, true));
                self.come_to(*otherwise, other);
                self.come_to(*then, place);
            }
            return;
        }
        if let Instruction::Send { email, capped, .. } = instruction {
            self.found.extend(place.send(self.program, at, email, *capped));
        } else if let Instruction::Wait { until, .. } = instruction {
            place.wait(until, self.new);
        }
        if let Some(next) = instruction.single_next() {
            self.come_to(next, place);
        }
    }

    /// Goes on at a step. Where another way of the same moment meets it there, both go on as one.
    fn come_to(&mut self, step: u32, place: Place<'p>) {
        if !self.new && place.waits.as_ref().is_none_or(|waits| !waits.is_empty()) {
            return;
        }
        let places = self.open.entry(step).or_default();
        if let Some(other) = places.iter_mut().find(|other| other.waits == place.waits) {
            other.asked.retain(|question| place.asked.contains(question));
            other.share += place.share;
            other.written.extend(place.written);
        } else if places.len() < MOST_MOMENTS {
            places.push(place);
        }
    }
}

impl<'p> Place<'p> {
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
