//! `choose short`: which way a lead goes by lot hangs on its identity, so the lead of such a test gets one that goes there.

use crate::engine::split_arm;
use crate::ir::{Instruction, Program, SplitArm};

/// Identity of a test's lead that chooses nothing.
const LEAD: &str = "test-lead";

/// Identities tried; enough for the smallest share of one split, and for several of ordinary ones.
const MOST_TRIES: u32 = 200_000;

/// An identity with which a lead goes the chosen ways wherever there is one of that name. Where no identity does (the
/// choices exclude each other), that of a lead that chooses nothing: the expectations will tell.
pub(super) fn lead_for(program: &Program, choices: &[String]) -> String {
    let splits = splits(program, choices);
    let mut candidates =
        std::iter::once(LEAD.to_owned()).chain((2..MOST_TRIES).map(|number| format!("{LEAD}-{number}")));
    candidates
        .find(|lead| splits.iter().all(|split| split.goes_as_chosen(lead, choices)))
        .unwrap_or_else(|| LEAD.to_owned())
}

struct Split<'p> {
    scenario: &'p str,
    step: &'p str,
    arms: &'p [SplitArm],
}

impl Split<'_> {
    fn goes_as_chosen(&self, lead: &str, choices: &[String]) -> bool {
        let arm = self.arms.get(split_arm(self.arms, lead, self.scenario, self.step));
        arm.is_some_and(|arm| choices.contains(&arm.name))
    }
}

/// The splits that have an arm of a chosen name.
fn splits<'p>(program: &'p Program, choices: &[String]) -> Vec<Split<'p>> {
    let mut splits = Vec::new();
    for (scenario, parts) in &program.scenarios {
        for step in &parts.steps {
            if let Instruction::Split { arms } = &step.instruction
                && arms.iter().any(|arm| choices.contains(&arm.name))
            {
                splits.push(Split { scenario, step: &step.id, arms });
            }
        }
    }
    splits
}
