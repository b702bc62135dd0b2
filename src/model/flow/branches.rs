//! The way of a run through `match`, `split` and `repeat`.

use super::{Point, Walk, joined};
use crate::model::findings::branches::{NeverRepeats, TooMuchAtOnce};
use crate::model::origins::each_step;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Block, Expression, MatchArm, SplitArm, Step, StepKind};

/// Steps in one instant beyond which a `repeat` is refused: well below what the engine gives up at, so that a run
/// may take some more before and behind it.
const MOST_AT_ONCE: u64 = 5_000;

impl Walk<'_, '_> {
    pub(super) fn match_step(
        &mut self,
        step: &Step,
        arms: &[MatchArm],
        otherwise: Option<&Block>,
        point: &Point,
    ) -> Point {
        let blocks = arms.iter().map(|arm| &arm.block).chain(otherwise);
        self.one_of(step, blocks, point)
    }

    pub(super) fn split_step(&mut self, step: &Step, arms: &[SplitArm], point: &Point) -> Point {
        self.one_of(step, arms.iter().map(|arm| &arm.block), point)
    }

    /// Exactly one of these ways is gone.
    fn one_of<'b>(&mut self, step: &Step, blocks: impl Iterator<Item = &'b Block>, point: &Point) -> Point {
        let ends: Vec<Point> = blocks.map(|block| self.steps(&block.steps, point.clone())).collect();
        let after = ends.into_iter().reduce(Point::or).unwrap_or_else(|| point.clone());
        joined(step.span, after)
    }

    pub(super) fn repeat_step(
        &mut self,
        step: &Step,
        times: Spanned<i64>,
        until: Option<&Expression>,
        block: &Block,
        point: &Point,
    ) -> Point {
        let rounds = u32::try_from(times.node).unwrap_or(1).max(1);
        // Once without a word, to see what a round does; then with words, for a run in any of its rounds.
        let one = self.quietly(|walk| walk.steps(&block.steps, point.clone()));
        let head = Span::new(step.span.file, step.span.start, times.span.end);
        let Some(last) = one.is_live().then(|| self.last_round(point, &one, rounds, block)) else {
            let end = self.steps(&block.steps, point.clone());
            if let (Some(by), false) = (end.ended_by, end.doubt) {
                self.checker.report.add(&NeverRepeats { by, span: head });
            }
            return if until.is_some() { point.clone() } else { joined(step.span, end) };
        };
        let any = point.clone().or(last.clone());
        if let Some(until) = until {
            self.condition(until, &any);
        }
        if !self.quiet {
            // Mails of an earlier round may be reacted to; days are counted from the first to the last.
            self.steps(&block.steps, any.clone());
        }
        if at_once(std::slice::from_ref(step)) > MOST_AT_ONCE {
            self.checker.report.add(&TooMuchAtOnce { most: MOST_AT_ONCE, span: head });
        }
        let certain = Point { took_time: point.took_time || one.took_time, ..last };
        if until.is_some() { point.clone().or(certain) } else { certain }
    }

    /// Where the last round ends.
    fn last_round(&self, before: &Point, one: &Point, rounds: u32, block: &Block) -> Point {
        let mut dated = false;
        each_step(&block.steps, &mut |step| {
            dated |= matches!(step.kind, StepKind::On { .. } | StepKind::WaitUntil { .. } | StepKind::Junk);
        });
        Point { passed: before.passed.after_rounds(one.passed, rounds, dated), ..one.clone() }
    }

    fn quietly(&mut self, walk: impl FnOnce(&mut Self) -> Point) -> Point {
        let (found, jumps, quiet) = (self.checker.report.found.len(), self.jumps.mark(), self.quiet);
        self.quiet = true;
        let point = walk(self);
        self.quiet = quiet;
        self.checker.report.found.truncate(found);
        self.jumps.back_to(jumps);
        point
    }
}

/// An upper bound of the steps that a run takes in one instant. Only a `wait` surely lets time pass: a mail may be
/// skipped, an `await` be met already, a moment be past.
fn at_once(steps: &[Step]) -> u64 {
    steps.iter().fold(0_u64, |sum, step| sum.saturating_add(step_at_once(step)))
}

fn step_at_once(step: &Step) -> u64 {
    let most = |blocks: &mut dyn Iterator<Item = &Block>| blocks.map(|block| at_once(&block.steps)).max().unwrap_or(0);
    let inside = match &step.kind {
        StepKind::On { step, .. } => step_at_once(step),
        StepKind::Await { arms, otherwise, .. } => most(&mut arms.iter().map(|arm| &arm.block).chain(otherwise)),
        StepKind::If { then, otherwise, .. } => most(&mut std::iter::once(then).chain(otherwise)),
        StepKind::Match { arms, otherwise, .. } => most(&mut arms.iter().map(|arm| &arm.block).chain(otherwise)),
        StepKind::Split(arms) => most(&mut arms.iter().map(|arm| &arm.block)),
        StepKind::Repeat { times, block, .. } => {
            let waits = |step: &Step| matches!(&step.kind, StepKind::Wait(amount) if amount.node.count > 0);
            let rounds = if block.steps.iter().any(waits) { 2 } else { u64::try_from(times.node).unwrap_or(1) };
            rounds.saturating_mul(at_once(&block.steps).saturating_add(1))
        }
        StepKind::Send { .. }
        | StepKind::Wait(_)
        | StepKind::WaitUntil { .. }
        | StepKind::GoTo(_)
        | StepKind::Begin(_)
        | StepKind::Notify { .. }
        | StepKind::AddTo(_)
        | StepKind::RemoveFrom(_)
        | StepKind::Call { .. }
        | StepKind::StopMailing { .. }
        | StepKind::Handoff { .. }
        | StepKind::Set { .. }
        | StepKind::Score { .. }
        | StepKind::Stop
        | StepKind::Junk => 0,
    };
    inside.saturating_add(1)
}
