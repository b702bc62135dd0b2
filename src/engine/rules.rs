//! `when` rules: steps outside any scenario, run at once when their trigger fires. They are those of the current program.

use super::runs::{Flow, MAX_STEPS_AT_ONCE};
use super::work::{Happening, Origin, Work};
use crate::ir::{Instruction, RuleTrigger};

/// `when` rules run, changes of fields answered and conditions fired for one input. Two rules that push the score up and
/// down over each other's threshold, or set a field to and fro, would otherwise never come to an end.
pub const MAX_RULES_PER_INPUT: usize = 1_000;

impl Work<'_> {
    /// Runs the rules that answer to what the lead has just done, and those whose threshold was crossed by its score
    /// rules, in the order of the program.
    pub(super) fn run_rules_on(&mut self, happening: &Happening) {
        let Some((version, program)) = self.current() else { return };
        let answers = |(_, rule): &(usize, &crate::ir::Rule)| match &rule.trigger {
            RuleTrigger::Reaction(reaction) => {
                let origin = Origin::Rule { version, id: &rule.id };
                Self::is_reaction(reaction, happening, &self.scope(&program, origin))
            }
            RuleTrigger::ScoreReaches(_) | RuleTrigger::When(_) => false,
        };
        let answering: Vec<usize> =
            program.rules.iter().enumerate().filter(answers).map(|(number, _)| number).collect();
        let mut numbers: Vec<usize> = self.crossings.drain(..).chain(answering).collect();
        numbers.sort_unstable();
        for number in numbers {
            self.run_rule(number);
        }
    }

    /// Runs the rules whose threshold was crossed, and those whose threshold is crossed by them.
    pub(super) fn run_crossed_rules(&mut self) {
        while let Some(number) = self.crossings.pop_front() {
            self.run_rule(number);
        }
    }

    pub(super) fn run_rule(&mut self, number: usize) {
        let Some((version, program)) = self.current() else { return };
        let Some(rule) = program.rules.get(number) else { return };
        if self.rules_run >= MAX_RULES_PER_INPUT {
            return;
        }
        self.rules_run += 1;
        let origin = Origin::Rule { version, id: &rule.id };
        let mut at = 0;
        for _ in 0..MAX_STEPS_AT_ONCE {
            let Some(step) = rule.steps.get(at as usize) else { return };
            self.note_step(&program, origin, step);
            match &step.instruction {
                Instruction::Branch { .. }
                | Instruction::Choose { .. }
                | Instruction::Notify { .. }
                | Instruction::Call { .. }
                | Instruction::Audience { .. }
                | Instruction::StopMailing { .. }
                | Instruction::Handoff { .. }
                | Instruction::Set { .. }
                | Instruction::Score { .. } => match self.act(&program, origin, step) {
                    Flow::Next(next) => at = next,
                    Flow::Parked(_) | Flow::End(_) | Flow::Enter(_) | Flow::Gone => return,
                },
                Instruction::Begin { scenario, next } => {
                    let event = self.event.clone();
                    if let Some(run) = self.enter(scenario, event) {
                        self.advance(run, 0);
                    }
                    at = *next;
                }
                Instruction::GoTo { scenario } => {
                    let event = self.event.clone();
                    if let Some(run) = self.enter(scenario, event) {
                        self.advance(run, 0);
                    }
                    return;
                }
                // A rule has no run that could wait; the checker lets none of these in.
                Instruction::Send { .. }
                | Instruction::Wait { .. }
                | Instruction::Await { .. }
                | Instruction::Split { .. }
                | Instruction::Repeat { .. } => return,
                Instruction::End { .. } => return,
            }
        }
    }
}
