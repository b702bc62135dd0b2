//! What the tests of a workspace reach: steps, and the ways on from them (arms, deadlines, `else`, stop rules).

use crate::diagnostic::Text;
use crate::engine::{Passage, Way};
use crate::ir::{Instruction, MomentBase, Otherwise, Place, Program, Scenario, Step, code, is_exhaustive, words};
use std::collections::BTreeSet;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Reached.
    pub reached: usize,
    /// There are.
    pub all: usize,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { reached: self.reached + other.reached, all: self.all + other.all }
    }

    /// Whole percent, rounded down, so that 100 means everything; 100 where there is nothing to reach.
    #[must_use]
    pub const fn percent(self) -> usize {
        match (self.reached * 100).checked_div(self.all) {
            Some(percent) => percent,
            None => 100,
        }
    }

    const fn count(&mut self, reached: bool) {
        self.all += 1;
        self.reached += reached as usize;
    }
}

/// What the tests reach of one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Its name.
    pub scenario: String,
    /// Where it is declared.
    pub place: Place,
    /// Its steps.
    pub steps: Tally,
    /// The ways on from them, and its stop rules.
    pub branches: Tally,
    /// What no test reaches, in order of the source. Ways of a step that is not reached itself are counted, but not listed.
    pub missed: Vec<Missed>,
}

/// Something that no test reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Where.
    pub place: Place,
    /// What.
    pub text: Text,
}

/// Compares what there is with what the tests have passed.
#[must_use]
pub fn coverage(program: &Program, passages: &BTreeSet<Passage>) -> Vec<Covered> {
    program.scenarios.iter().map(|(name, scenario)| covered(program, name, scenario, passages)).collect()
}

fn covered(program: &Program, name: &str, scenario: &Scenario, passages: &BTreeSet<Passage>) -> Covered {
    let passed =
        |step: &str, way: Way| passages.contains(&Passage { scenario: name.to_owned(), step: step.to_owned(), way });
    let (mut steps, mut branches, mut missed) = (Tally::default(), Tally::default(), Vec::new());
    for (place, stop) in scenario.stops.iter().enumerate() {
        let reached = passed("", Way::Stop(place));
        branches.count(reached);
        if !reached {
            let rule = words::stop_rule(program, stop);
            let text = Text::new(format!("stop rule: {}", rule.en), format!("停止条件：{}", rule.ja));
            missed.push(Missed { place: scenario.place, text });
        }
    }
    for step in scenario.steps.iter().filter(|step| step.instruction != Instruction::End { stopped: false }) {
        let (id, name) = (&step.id, code::step(program, step));
        let reached = passed(id, Way::Reached);
        steps.count(reached);
        if !reached {
            let text = Text::new(format!("step `{name}`"), format!("ステップ `{name}`"));
            missed.push(Missed { place: step.place, text });
        }
        for (way, text) in ways(program, step) {
            let taken = passed(id, way);
            branches.count(taken);
            if reached && !taken {
                let text = Text::new(format!("`{name}`: {}", text.en), format!("`{name}`：{}", text.ja));
                missed.push(Missed { place: step.place, text });
            }
        }
    }
    missed.sort_by_key(|one| (one.place.file, one.place.line, one.place.column));
    Covered { scenario: name.to_owned(), place: scenario.place, steps, branches, missed }
}

/// The ways on from a step where it has more than one, in words.
fn ways(program: &Program, step: &Step) -> Vec<(Way, Text)> {
    let arm = |(place, text): (usize, Text)| (Way::Arm(place), text);
    match &step.instruction {
        Instruction::Branch { .. } => vec![
            (Way::Then, Text::new("holds", "成り立つ場合")),
            (Way::Otherwise, Text::new("does not hold", "成り立たない場合")),
        ],
        Instruction::Choose { subject, cases, .. } => {
            let mut ways: Vec<(Way, Text)> = cases.iter().map(words::case).enumerate().map(arm).collect();
            if !is_exhaustive(program, subject, cases) {
                ways.push((Way::Otherwise, Text::new("otherwise", "それ以外")));
            }
            ways
        }
        Instruction::Split { arms } => {
            arms.iter().map(|one| Text::new(&one.name, &one.name)).enumerate().map(arm).collect()
        }
        Instruction::Await { arms, .. } => {
            let reactions = arms.iter().map(|one| words::reaction(program, &one.reaction));
            let mut ways: Vec<(Way, Text)> = reactions.enumerate().map(arm).collect();
            ways.push((Way::Deadline, Text::new("nothing happens in time", "期限まで反応がない場合")));
            ways
        }
        Instruction::Repeat { .. } => vec![
            (Way::Round, Text::new("a round", "繰り返す場合")),
            (Way::Done, Text::new("no further round", "繰り返しが終わる場合")),
        ],
        Instruction::Wait { until, .. } if has_else(until) => {
            vec![(Way::Else, Text::new("else, where the moment is past or missing", "日時が過ぎているか、ない場合"))]
        }
        Instruction::Wait { .. }
        | Instruction::Send { .. }
        | Instruction::Begin { .. }
        | Instruction::Notify { .. }
        | Instruction::Call { .. }
        | Instruction::Audience { .. }
        | Instruction::StopMailing { .. }
        | Instruction::GoTo { .. }
        | Instruction::Handoff { .. }
        | Instruction::Set { .. }
        | Instruction::Score { .. }
        | Instruction::End { .. } => Vec::new(),
    }
}

fn has_else(moment: &crate::ir::Moment) -> bool {
    let leaves = |otherwise: Otherwise| match otherwise {
        Otherwise::Now => false,
        Otherwise::Skip(_) | Otherwise::Stop => true,
    };
    !matches!(moment.base, MomentBase::Here(_)) && (leaves(moment.if_past) || leaves(moment.if_missing))
}
