//! Loops of `go to` and `begin` in which no time passes: such a lead would run round for ever in one instant.

use super::findings::Report;
use super::findings::flow::LoopWithoutWait;
use crate::ir::reach::groups;
use crate::source::Span;
use indexmap::IndexSet;
use std::collections::{BTreeSet, VecDeque};

/// A `go to` or `begin` that a run can reach without any time having passed since it entered the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jump {
    pub from: String,
    pub to: String,
    pub span: Span,
    /// `begin`: a scenario that lasts keeps a second run of itself out, so only one that ends at once goes round.
    pub beside: bool,
    /// Every way there has sent something that need not take time. So it takes scenarios that come again to go round.
    pub sent: bool,
}

/// All such jumps.
#[derive(Debug, Default)]
pub(crate) struct Jumps {
    all: Vec<Jump>,
    /// Scenarios that a run can go through without any time passing.
    at_once: BTreeSet<String>,
    /// Scenarios that a lead may run again at once.
    again: BTreeSet<String>,
}

impl Jumps {
    pub fn add(&mut self, jump: Jump) {
        self.all.push(jump);
    }

    /// Notes that a run of the scenario can end where it began.
    pub fn ends_at_once(&mut self, scenario: &str) {
        self.at_once.insert(scenario.to_owned());
    }

    /// Notes that a lead may run the scenario again and again.
    pub fn comes_again(&mut self, scenario: &str) {
        self.again.insert(scenario.to_owned());
    }

    /// How many jumps there are, to come back to.
    pub const fn mark(&self) -> usize {
        self.all.len()
    }

    /// Forgets the jumps after a mark.
    pub fn back_to(&mut self, mark: usize) {
        self.all.truncate(mark);
    }

    /// Whether following the jump leaves nothing behind that would keep the lead from coming back.
    fn leads_on(&self, jump: &Jump) -> bool {
        !jump.beside || self.at_once.contains(&jump.from)
    }

    /// Whether the lead may follow the jump again and again. A run that sends may be at rest where another begins it anew,
    /// which `begin` makes hard to tell.
    fn comes_round(&self, jump: &Jump) -> bool {
        !jump.beside && self.again.contains(&jump.from) && self.again.contains(&jump.to)
    }

    /// Reports each loop once, at its first jump.
    pub fn report(&self, report: &mut Report) {
        let mut seen = BTreeSet::new();
        let without_mail = self.all.iter().filter(|jump| !jump.sent && self.leads_on(jump));
        report_loops(&without_mail.collect::<Vec<_>>(), &mut seen, report);
        let with_mail = self.all.iter().filter(|jump| self.comes_round(jump));
        report_loops(&with_mail.collect::<Vec<_>>(), &mut seen, report);
    }
}

/// Reports the loops of these jumps, but for those that pass a place seen before.
fn report_loops(all: &[&Jump], seen: &mut BTreeSet<Span>, report: &mut Report) {
    let names: IndexSet<&str> = all.iter().flat_map(|one| [one.from.as_str(), one.to.as_str()]).collect();
    let number = |name: &str| names.get_index_of(name).unwrap_or_default();
    let mut targets: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    let mut leaving: Vec<Vec<&Jump>> = vec![Vec::new(); names.len()];
    for jump in all.iter().copied() {
        if let (Some(targets), Some(leaving)) =
            (targets.get_mut(number(&jump.from)), leaving.get_mut(number(&jump.from)))
        {
            targets.push(number(&jump.to));
            leaving.push(jump);
        }
    }
    let mut group_of = vec![0; names.len()];
    for (group, members) in groups(&targets).into_iter().enumerate() {
        members.iter().for_each(|member| group_of.get_mut(*member).into_iter().for_each(|of| *of = group));
    }
    // Only jumps that stay among scenarios which lead to each other can be part of a loop.
    let inside = |jump: &Jump| group_of.get(number(&jump.from)) == group_of.get(number(&jump.to));
    leaving.iter_mut().for_each(|jumps| jumps.retain(|jump| inside(jump)));
    for jump in all.iter().copied().filter(|jump| inside(jump)) {
        if seen.contains(&jump.span) {
            continue;
        }
        let way = way_back(jump, &leaving, number, names.len());
        seen.extend(way.iter().map(|one| one.span));
        let scenarios = way.iter().map(|one| one.from.clone()).collect();
        let others = way.iter().skip(1).map(|one| one.span).collect();
        let sent = way.iter().any(|one| one.sent);
        report.add(&LoopWithoutWait { scenarios, sent, span: jump.span, others });
    }
}

/// The shortest way that begins with this jump and leads back to where it began. There is one.
fn way_back<'j>(
    first: &'j Jump,
    leaving: &[Vec<&'j Jump>],
    number: impl Fn(&str) -> usize,
    count: usize,
) -> Vec<&'j Jump> {
    // The jump by which a scenario was reached.
    let mut by: Vec<Option<&Jump>> = vec![None; count];
    let start = number(&first.from);
    let mut queue = VecDeque::from([first]);
    while let Some(jump) = queue.pop_front() {
        let Some(reached) = by.get_mut(number(&jump.to)).filter(|by| by.is_none()) else { continue };
        *reached = Some(jump);
        if number(&jump.to) == start {
            break;
        }
        queue.extend(leaving.get(number(&jump.to)).into_iter().flatten().copied());
    }
    let mut way = Vec::new();
    let mut at = start;
    while let Some(jump) = by.get(at).copied().flatten() {
        way.push(jump);
        at = number(&jump.from);
        if jump.span == first.span || at == start {
            break;
        }
    }
    way.reverse();
    way
}
