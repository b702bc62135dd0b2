//! `choose short`: which way a lead goes by lot hangs on its identity, so the lead of such a test gets one that goes there.

use crate::engine::split_arm;
use crate::engine::trial::{equal_part, takes_part};
use crate::ir::test::Choices;
use crate::ir::{Email, Instruction, Program, SplitArm};

/// Identity of a test's lead that chooses nothing.
const LEAD: &str = "test-lead";

/// Identities tried; enough for the smallest share of one split, and for several of ordinary ones.
const MOST_TRIES: u32 = 200_000;

/// An identity with which a lead goes the chosen ways wherever there is one of that name. Of a trial it tries the variants,
/// unless it is to wait for the winner. Where no identity does (the choices exclude each other), that of a lead that chooses
/// nothing: the expectations will tell.
pub(super) fn lead_for(program: &Program, choices: &Choices) -> String {
    let splits = splits(program, &choices.named);
    let emails: Vec<(&String, &Email)> =
        program.emails.iter().filter(|(_, email)| !email.variants.is_empty()).collect();
    let mut candidates =
        std::iter::once(LEAD.to_owned()).chain((2..MOST_TRIES).map(|number| format!("{LEAD}-{number}")));
    candidates
        .find(|lead| {
            splits.iter().all(|split| split.goes_as_chosen(lead, &choices.named))
                && emails.iter().all(|(name, email)| gets_as_chosen(lead, name, email, choices))
        })
        .unwrap_or_else(|| LEAD.to_owned())
}

/// Whether the lead gets the chosen variant of an email, where one of its variants is chosen, and is on the right side of
/// its trial.
fn gets_as_chosen(lead: &str, name: &str, email: &Email, choices: &Choices) -> bool {
    let right_side = email.trial.is_none_or(|trial| takes_part(name, lead, trial.share) != choices.winner);
    let chosen = choices.named.iter().any(|choice| email.variants.contains_key(choice));
    let own = || equal_part(name, email, lead).is_some_and(|own| choices.named.iter().any(|choice| choice == own));
    right_side && (!chosen || own())
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
