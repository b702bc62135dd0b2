//! Scores that are asked for and that nothing can bring about, in `when score reaches N`, in `score >= N` and in `rank == R`: no
//! rule and no step adds so many points, or takes so many away. A lead begins with none.

use super::checker::Checker;
use super::findings::branches::{AskedFor, ThresholdOutOfReach};
use super::origins::each_step;
use crate::source::Spanned;
use crate::syntax::ast::{self, Again, HeadKind, ReactionKind, ScoreTrigger, Step, StepKind, WhenTrigger};

/// What changes a score: upwards or downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Way {
    /// The points of a change that goes this way; 0 for the other.
    const fn of(self, points: i64) -> i64 {
        match self {
            Self::Up if points > 0 => points,
            Self::Down if points < 0 => points.saturating_neg(),
            Self::Up | Self::Down => 0,
        }
    }
}

/// What a condition asks of a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AskedScore {
    /// So many points at least.
    Points(i64),
    /// So many points at most.
    AtMost(i64),
    /// Exactly so many points.
    Exactly(i64),
    /// The rank of that name.
    Rank(String),
}

impl Checker<'_> {
    /// Looks at every threshold. Where a part of the workspace could not be read, it may be the part that adds.
    pub fn thresholds(&mut self) {
        if self.damage.any() {
            return;
        }
        let most = self.farthest(Way::Up);
        let least = self.farthest(Way::Down).map(i64::saturating_neg);
        let too_high =
            |threshold: i64| most.filter(|most| threshold > (*most).max(0)).map(|most| (AskedFor::High, most));
        for (asked, span) in self.asked_scores.clone() {
            let (high, low) = (self.at_least(&asked), self.at_most(&asked));
            let too_low = |threshold: i64| least.filter(|least| threshold < *least).map(|least| (AskedFor::Low, least));
            let high = high.and_then(|threshold| Some((threshold, too_high(threshold)?)));
            let found = high.or_else(|| low.and_then(|threshold| Some((threshold, too_low(threshold)?))));
            if let Some((threshold, (asked, end))) = found {
                self.report.add(&ThresholdOutOfReach { threshold, asked, end, span });
            }
        }
        for score in self.reached() {
            let (threshold, span) = (score.node, score.span);
            // It is reached from below only.
            let too_low = || least.filter(|least| threshold <= *least).map(|least| (AskedFor::FromBelow, least));
            if let Some((asked, end)) = too_high(threshold).or_else(too_low) {
                self.report.add(&ThresholdOutOfReach { threshold, asked, end, span });
            }
        }
    }

    /// The scores at which rules act.
    fn reached(&self) -> Vec<Spanned<i64>> {
        let reached = self.names.rules.iter().filter_map(|rule| match &rule.trigger {
            WhenTrigger::ScoreReaches(score) => Some(*score),
            WhenTrigger::Reaction(_) | WhenTrigger::Condition(_) | WhenTrigger::Junk => None,
        });
        reached.collect()
    }

    /// The least score that meets it; `None` where there is none.
    fn at_least(&self, asked: &AskedScore) -> Option<i64> {
        match asked {
            AskedScore::Points(points) | AskedScore::Exactly(points) => Some(*points),
            AskedScore::AtMost(_) => None,
            AskedScore::Rank(name) => {
                let rank = self.ranks_written().find(|rank| rank.name.text == *name)?;
                (!rank.below).then_some(rank.bound.node)
            }
        }
    }

    /// The greatest score that meets it; `None` where there is none.
    fn at_most(&self, asked: &AskedScore) -> Option<i64> {
        match asked {
            AskedScore::AtMost(points) | AskedScore::Exactly(points) => Some(*points),
            AskedScore::Points(_) => None,
            AskedScore::Rank(name) => {
                let next = self.ranks_written().skip_while(|rank| rank.name.text != *name).nth(1)?;
                Some(next.bound.node.saturating_sub(1))
            }
        }
    }

    fn ranks_written(&self) -> impl Iterator<Item = &ast::Rank> {
        let ranks = self.names.scores.iter().filter_map(|score| score.ranks.as_ref());
        ranks.flat_map(|ranks| &ranks.ranks)
    }

    /// The most points that a lead can come to be away from none; `None` where there is no end.
    fn farthest(&self, way: Way) -> Option<i64> {
        let points_of =
            |step: &StepKind| if let StepKind::Score { points, .. } = step { way.of(points.node) } else { 0 };
        if self.names.rules.iter().any(|rule| most_of_steps(&rule.steps, &points_of) > 0) {
            return None;
        }
        let mut sum = 0_i64;
        for score in &self.names.scores {
            for rule in score.rules.iter().filter(|rule| way.of(rule.points.node) > 0) {
                // A score rule fires again and again: `at most` bounds it in a day or a month, not for ever. But a mail is
                // opened once, and each of its links counts once.
                let times = self.most_times(&rule.trigger)?;
                sum = sum.saturating_add(way.of(rule.points.node).saturating_mul(times));
            }
        }
        for entry in self.names.scenarios.values() {
            let points = most_of_steps(&entry.syntax.steps, &points_of);
            if points > 0 && !runs_once(entry.syntax) {
                return None;
            }
            sum = sum.saturating_add(points);
        }
        Some(sum)
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
