//! Loops of `go to` and `begin` in which no time passes: such a lead would run round for ever in one instant.

use super::findings::Report;
use super::findings::flow::LoopWithoutWait;
use crate::source::Span;
use indexmap::IndexSet;
use std::collections::BTreeSet;

/// A `go to` or `begin` that a run can reach without any time having passed since it entered the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jump {
    pub from: String,
    pub to: String,
    pub span: Span,
    /// `begin`: a scenario that lasts keeps a second run of itself out, so only one that ends at once goes round.
    pub beside: bool,
}

/// All such jumps.
#[derive(Debug, Default)]
pub(crate) struct Jumps {
    all: Vec<Jump>,
    /// Scenarios that a run can go through without any time passing.
    at_once: BTreeSet<String>,
}

impl Jumps {
    pub fn add(&mut self, jump: Jump) {
        self.all.push(jump);
    }

    /// Notes that a run of the scenario can end where it began.
    pub fn ends_at_once(&mut self, scenario: &str) {
        self.at_once.insert(scenario.to_owned());
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

    /// Reports each loop once, at its first jump.
    pub fn report(&self, report: &mut Report) {
        let mut seen: IndexSet<Span> = IndexSet::new();
        for jump in &self.all {
            if seen.contains(&jump.span) || !self.leads_on(jump) {
                continue;
            }
            if let Some(way) = self.way_back(jump) {
                seen.extend(way.iter().map(|one| one.span));
                let scenarios = way.iter().map(|one| one.from.clone()).collect();
                let others = way.iter().skip(1).map(|one| one.span).collect();
                report.add(&LoopWithoutWait { scenarios, span: jump.span, others });
            }
        }
    }

    /// The shortest way that begins with this jump and leads back to where it began.
    fn way_back(&self, first: &Jump) -> Option<Vec<&Jump>> {
        let start = self.all.iter().find(|one| *one == first)?;
        let mut ways: Vec<Vec<&Jump>> = vec![vec![start]];
        let mut visited: IndexSet<&str> = IndexSet::new();
        let mut at = 0;
        while let Some(way) = ways.get(at).cloned() {
            at += 1;
            let Some(last) = way.last() else { continue };
            if last.to == first.from {
                return Some(way);
            }
            if !visited.insert(&last.to) {
                continue;
            }
            for next in self.all.iter().filter(|one| one.from == last.to && self.leads_on(one)) {
                let mut longer = way.clone();
                longer.push(next);
                ways.push(longer);
            }
        }
        None
    }
}
