//! `match`, `split` and `repeat` as numbered steps.

use super::List;
use crate::ir::{Case, Expression, Instruction, SplitArm};
use crate::model::{self, Step};

impl List<'_> {
    pub(super) fn choose(
        &mut self,
        step: &Step,
        subject: &Expression,
        arms: &[model::MatchArm],
        otherwise: &[Step],
        next: u32,
    ) {
        let at = self.steps.len();
        let empty = Instruction::Choose { subject: subject.clone(), cases: Vec::new(), otherwise: next };
        self.add(step, empty);
        let case = |list: &mut Self, arm: &model::MatchArm| Case {
            values: arm.values.clone(),
            missing: arm.missing,
            then: list.entry(&arm.steps, next),
        };
        let lowered: Vec<Case> = arms.iter().map(|arm| case(self, arm)).collect();
        let rest = self.entry(otherwise, next);
        if let Some(Instruction::Choose { cases, otherwise, .. }) = self.instruction(at) {
            (*cases, *otherwise) = (lowered, rest);
        }
    }

    pub(super) fn split(&mut self, step: &Step, arms: &[model::SplitArm], next: u32) {
        let at = self.steps.len();
        self.add(step, Instruction::Split { arms: Vec::new() });
        let arm = |list: &mut Self, arm: &model::SplitArm| SplitArm {
            name: arm.name.clone(),
            share: arm.share,
            then: list.entry(&arm.steps, next),
        };
        let lowered: Vec<SplitArm> = arms.iter().map(|one| arm(self, one)).collect();
        if let Some(Instruction::Split { arms }) = self.instruction(at) {
            *arms = lowered;
        }
    }

    /// The last step of a round leads back to the `repeat`.
    pub(super) fn repeat(&mut self, step: &Step, times: u32, until: Option<&Expression>, steps: &[Step], next: u32) {
        let at = self.steps.len();
        let back = self.label();
        self.bind(back);
        self.add(step, Instruction::Repeat { times, until: until.cloned(), body: back, next });
        let first = self.entry(steps, back);
        if let Some(Instruction::Repeat { body, .. }) = self.instruction(at) {
            *body = first;
        }
    }
}
