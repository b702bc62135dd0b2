//! `when score reaches N` that nothing can bring about: no rule and no step adds so many points.

use super::checker::Checker;
use super::findings::branches::ThresholdOutOfReach;
use super::origins::each_step;
use crate::syntax::ast::{self, Again, HeadKind, Step, StepKind, WhenTrigger};

/// The most points that a lead can have.
enum Most {
    /// There is no end, or it cannot be said.
    Endless,
    /// So many.
    Points(i64),
}

impl Checker<'_> {
    /// Looks at every threshold. Where a part of the workspace could not be read, it may be the part that adds.
    pub fn thresholds(&mut self) {
        if self.damage.any() {
            return;
        }
        let Most::Points(most) = self.most_points() else { return };
        for rule in self.names.rules.clone() {
            if let WhenTrigger::ScoreReaches(score) = &rule.trigger
                && score.node > most
                && score.node > 0
            {
                self.report.add(&ThresholdOutOfReach { threshold: score.node, most, span: score.span });
            }
        }
    }

    fn most_points(&self) -> Most {
        // A score rule fires again and again: `at most` bounds it in a day or a month, not for ever.
        let adds = |score: &ast::Score| score.rules.iter().any(|rule| rule.points.node > 0);
        if self.names.scores.iter().any(|score| adds(score)) {
            return Most::Endless;
        }
        if self.names.rules.iter().any(|rule| most_of_steps(&rule.steps) > 0) {
            return Most::Endless;
        }
        let mut sum = 0_i64;
        for entry in self.names.scenarios.values() {
            let points = most_of_steps(&entry.syntax.steps);
            let once = |head: &ast::Head| match &head.kind {
                HeadKind::Again(Again::Never) => true,
                HeadKind::Again(Again::Always | Again::After(_)) | HeadKind::OneForEach(_) | HeadKind::Junk => false,
                HeadKind::StartOn { .. }
                | HeadKind::StartByHand { .. }
                | HeadKind::StartOnReaction { .. }
                | HeadKind::StartWhen { .. }
                | HeadKind::StartAround { .. }
                | HeadKind::StartEvery { .. }
                | HeadKind::Late(_)
                | HeadKind::Capped(_)
                | HeadKind::Priority(_)
                | HeadKind::Goal { .. }
                | HeadKind::Kpi { .. }
                | HeadKind::Persona(_)
                | HeadKind::StopWhen(_)
                | HeadKind::StopOn(_) => true,
            };
            if points > 0 && !entry.syntax.heads.iter().all(once) {
                return Most::Endless;
            }
            sum = sum.saturating_add(points);
        }
        Most::Points(sum)
    }
}

/// Points that the steps add, as if a run went every way.
fn most_of_steps(steps: &[Step]) -> i64 {
    let mut sum = 0_i64;
    let mut rounds = 1_i64;
    each_step(steps, &mut |step| {
        if let StepKind::Score { points, .. } = &step.kind {
            sum = sum.saturating_add(points.node.max(0));
        }
        if let StepKind::Repeat { times, .. } = &step.kind {
            rounds = rounds.saturating_mul(times.node.max(1));
        }
    });
    sum.saturating_mul(rounds)
}
