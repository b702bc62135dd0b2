//! Scores that are asked for and that nothing can bring about, in `when score reaches N`, in `score >= N` and in `rank == R`: no
//! rule and no step adds so many points.

use super::checker::Checker;
use super::findings::branches::ThresholdOutOfReach;
use super::origins::each_step;
use crate::source::Span;
use crate::syntax::ast::{self, Again, HeadKind, ReactionKind, ScoreTrigger, Step, StepKind, WhenTrigger};

/// The most points that a lead can have.
enum Most {
    /// There is no end, or it cannot be said.
    Endless,
    /// So many.
    Points(i64),
}

/// What a condition asks of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AskedScore {
    /// So many points at least.
    Points(i64),
    /// The rank of that name.
    Rank(String),
}

impl Checker<'_> {
    /// Looks at every threshold. Where a part of the workspace could not be read, it may be the part that adds.
    pub fn thresholds(&mut self) {
        if self.damage.any() {
            return;
        }
        let Most::Points(most) = self.most_points() else { return };
        for (threshold, span) in self.asked_thresholds() {
            if threshold > most && threshold > 0 {
                self.report.add(&ThresholdOutOfReach { threshold, most, span });
            }
        }
    }

    /// The points that rules and conditions ask for, with their places.
    fn asked_thresholds(&self) -> Vec<(i64, Span)> {
        let reached = self.names.rules.iter().filter_map(|rule| match &rule.trigger {
            WhenTrigger::ScoreReaches(score) => Some((score.node, score.span)),
            WhenTrigger::Reaction(_) | WhenTrigger::Condition(_) | WhenTrigger::Junk => None,
        });
        let ranks = self.names.scores.iter().filter_map(|score| score.ranks.as_ref()).flat_map(|ranks| &ranks.ranks);
        let bounds: Vec<_> = ranks.filter(|rank| !rank.below).collect();
        let asked = self.asked_scores.iter().filter_map(|(asked, span)| match asked {
            AskedScore::Points(points) => Some((*points, *span)),
            AskedScore::Rank(name) => {
                bounds.iter().find(|rank| rank.name.text == *name).map(|rank| (rank.bound.node, *span))
            }
        });
        reached.chain(asked).collect()
    }

    fn most_points(&self) -> Most {
        if self.names.rules.iter().any(|rule| most_of_steps(&rule.steps, &points_of) > 0) {
            return Most::Endless;
        }
        let mut sum = 0_i64;
        for score in &self.names.scores {
            for rule in score.rules.iter().filter(|rule| rule.points.node > 0) {
                // A score rule fires again and again: `at most` bounds it in a day or a month, not for ever. But a mail is
                // opened once, and each of its links counts once.
                let Some(times) = self.most_times(&rule.trigger) else { return Most::Endless };
                sum = sum.saturating_add(rule.points.node.saturating_mul(times));
            }
        }
        for entry in self.names.scenarios.values() {
            let points = most_of_steps(&entry.syntax.steps, &points_of);
            if points > 0 && !runs_once(entry.syntax) {
                return Most::Endless;
            }
            sum = sum.saturating_add(points);
        }
        Most::Points(sum)
    }

    /// How often a lead can fire a score rule in its life; `None` where there is no end.
    fn most_times(&self, trigger: &ScoreTrigger) -> Option<i64> {
        let ScoreTrigger::Reaction(reaction) = trigger else { return None };
        let (email, each) = match &reaction.kind {
            ReactionKind::Open(email) | ReactionKind::Click { email, link: Some(_) } => (email.text.as_str(), 1),
            ReactionKind::Click { email, link: None } => {
                let name = email.text.as_str();
                let links = self.names.emails.get(name).map(|entry| entry.parts.links.len());
                let links = links.or_else(|| self.names.messages.get(name).map(|entry| entry.parts.links.len()));
                (name, i64::try_from(links?).ok()?)
            }
            ReactionKind::Event { .. } | ReactionKind::Change { .. } | ReactionKind::Junk => return None,
        };
        let sends = |step: &StepKind| {
            if let StepKind::Send { email: sent, .. } = step { i64::from(sent.text == email) } else { 0 }
        };
        let mut times = 0_i64;
        for entry in self.names.scenarios.values() {
            let sent = most_of_steps(&entry.syntax.steps, &sends);
            if sent > 0 && !runs_once(entry.syntax) {
                return None;
            }
            times = times.saturating_add(sent.saturating_mul(each));
        }
        Some(times)
    }
}

/// Whether a lead can run a scenario only once in its life.
fn runs_once(scenario: &ast::Scenario) -> bool {
    scenario.heads.iter().all(|head| match &head.kind {
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
    })
}

/// Points that a step adds.
fn points_of(step: &StepKind) -> i64 {
    if let StepKind::Score { points, .. } = step { points.node.max(0) } else { 0 }
}

/// What the steps come to, as if a run went every way.
fn most_of_steps(steps: &[Step], of: &dyn Fn(&StepKind) -> i64) -> i64 {
    let mut sum = 0_i64;
    let mut rounds = 1_i64;
    each_step(steps, &mut |step| {
        sum = sum.saturating_add(of(&step.kind));
        if let StepKind::Repeat { times, .. } = &step.kind {
            rounds = rounds.saturating_mul(times.node.max(1));
        }
    });
    sum.saturating_mul(rounds)
}
