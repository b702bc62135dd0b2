//! What the tests of a workspace reach: steps of scenarios and `when` rules, the ways on from them (arms, deadlines,
//! `else`, stop rules), and score rules.

use crate::diagnostic::Text;
use crate::engine::{Part, Passage, Way};
use crate::ir::{
    Instruction, MomentBase, Otherwise, Place, Program, RuleTrigger, Scenario, Step, code, is_exhaustive, words,
};
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

/// What the tests reach of one scenario, of one `when` rule, or of the score rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Which.
    pub part: Part,
    /// What people call it.
    pub title: Text,
    /// Where it is declared; for the score rules the first of them.
    pub place: Place,
    /// Its steps; a score rule is one.
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

/// Compares what there is with what the tests have passed: the scenarios, then the `when` rules, each in order of the
/// source, then the score rules where there are any.
#[must_use]
pub fn coverage(program: &Program, passages: &BTreeSet<Passage>) -> Vec<Covered> {
    let scenarios = program.scenarios.iter().map(|(name, scenario)| {
        let mut count = Count::new(Part::Scenario(name.clone()), passages);
        count.stops(program, scenario);
        count.steps(program, &scenario.steps);
        count.covered(words::same(name), scenario.place)
    });
    let rules = program.rules.iter().map(|rule| {
        let mut count = Count::new(Part::Rule(rule.id.clone()), passages);
        count.steps(program, &rule.steps);
        count.covered(trigger(program, &rule.trigger), rule.place)
    });
    scenarios.chain(rules).chain(score(program, passages)).collect()
}

/// A rule's trigger, to stand behind the word `when`.
fn trigger(program: &Program, trigger: &RuleTrigger) -> Text {
    match trigger {
        RuleTrigger::When(condition) => words::condition(program, None, condition),
        RuleTrigger::ScoreReaches(_) | RuleTrigger::Reaction(_) => words::rule_trigger(program, trigger),
    }
}

fn score(program: &Program, passages: &BTreeSet<Passage>) -> Option<Covered> {
    let first = program.score.rules.first()?;
    let mut count = Count::new(Part::Score, passages);
    for rule in &program.score.rules {
        let trigger = words::score_trigger(program, &rule.trigger);
        let text = Text::new(format!("score rule: {}", trigger.en), format!("加点のルール：{}", trigger.ja));
        count.step(&rule.id, rule.place, text);
    }
    Some(count.covered(Text::new("score rules", "加点のルール"), first.place))
}

/// The counting of one part.
struct Count<'p> {
    part: Part,
    passages: &'p BTreeSet<Passage>,
    steps: Tally,
    branches: Tally,
    missed: Vec<Missed>,
}

impl<'p> Count<'p> {
    fn new(part: Part, passages: &'p BTreeSet<Passage>) -> Self {
        Self { part, passages, steps: Tally::default(), branches: Tally::default(), missed: Vec::new() }
    }

    fn passed(&self, step: &str, way: Way) -> bool {
        self.passages.contains(&Passage { part: self.part.clone(), step: step.to_owned(), way })
    }

    fn stops(&mut self, program: &Program, scenario: &Scenario) {
        for (number, stop) in scenario.stops.iter().enumerate() {
            let reached = self.passed("", Way::Stop(number));
            self.branches.count(reached);
            if !reached {
                let rule = words::stop_rule(program, &stop.rule);
                let text = Text::new(format!("stop rule: {}", rule.en), format!("停止条件：{}", rule.ja));
                self.missed.push(Missed { place: stop.place.unwrap_or(scenario.place), text });
            }
        }
    }

    fn steps(&mut self, program: &Program, steps: &[Step]) {
        for step in steps.iter().filter(|step| step.instruction != Instruction::End { stopped: false }) {
            let (id, name) = (&step.id, code::step(program, step));
            let text = Text::new(format!("step `{name}`"), format!("ステップ `{name}`"));
            let reached = self.step(id, step.place, text);
            for (way, text) in ways(program, step) {
                let taken = self.passed(id, way);
                self.branches.count(taken);
                if reached && !taken {
                    let text = Text::new(format!("`{name}`: {}", text.en), format!("`{name}`：{}", text.ja));
                    self.missed.push(Missed { place: step.place, text });
                }
            }
        }
    }

    /// Counts a step and says whether it was reached.
    fn step(&mut self, id: &str, place: Place, text: Text) -> bool {
        let reached = self.passed(id, Way::Reached);
        self.steps.count(reached);
        if !reached {
            self.missed.push(Missed { place, text });
        }
        reached
    }

    fn covered(self, title: Text, place: Place) -> Covered {
        let Self { part, passages: _, steps, branches, mut missed } = self;
        missed.sort_by_key(|one| (one.place.file, one.place.line, one.place.column));
        Covered { part, title, place, steps, branches, missed }
    }
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
