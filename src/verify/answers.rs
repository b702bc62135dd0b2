//! What steps write and who answers to it: a scenario that starts when a field changes, a `when` rule on a score. From it
//! come the groups of scenarios and rules that could start each other by data for ever. Whether one really does depends on
//! the values (writing the same value again changes nothing), so a group is only worth playing, and no finding.

use crate::ir::reach::groups;
use crate::ir::{
    Again, Expression, Instruction, Program, Reaction, Rule, RuleTrigger, ScoreTrigger, Start, StartTrigger, Step,
};
use std::collections::{BTreeMap, BTreeSet};

/// Segments in segments that are looked into. The checker lets no circle through, so this is never reached.
const MOST_SEGMENTS_DEEP: usize = 100;

/// Something that steps write and that scenarios and rules wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot<'p> {
    /// A field of the lead.
    Field(&'p str),
    /// Who is on an audience.
    Audience(&'p str),
    /// The score.
    Score,
}

/// Scenarios and `when` rules that lead to each other, at least once by data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Names of the scenarios; at least one.
    pub scenarios: Vec<String>,
    /// Numbers of the rules.
    pub rules: Vec<usize>,
    /// Names of all scenarios that these could bring about, they among them.
    pub reached: BTreeSet<String>,
    /// Numbers of all such rules.
    pub reached_rules: BTreeSet<usize>,
}

/// What a step writes.
#[must_use]
pub fn written(instruction: &Instruction) -> Option<Slot<'_>> {
    match instruction {
        Instruction::Set { field, .. } => Some(Slot::Field(field)),
        Instruction::Audience { audience, .. } => Some(Slot::Audience(audience)),
        Instruction::Score { .. } => Some(Slot::Score),
        Instruction::Send { .. }
        | Instruction::Wait { .. }
        | Instruction::Await { .. }
        | Instruction::Branch { .. }
        | Instruction::Choose { .. }
        | Instruction::Split { .. }
        | Instruction::Repeat { .. }
        | Instruction::Begin { .. }
        | Instruction::Notify { .. }
        | Instruction::Call { .. }
        | Instruction::StopMailing { .. }
        | Instruction::GoTo { .. }
        | Instruction::Handoff { .. }
        | Instruction::End { .. } => None,
    }
}

/// The scenario into which a step leads.
#[must_use]
pub fn entered(instruction: &Instruction) -> Option<&str> {
    if let Instruction::GoTo { scenario } | Instruction::Begin { scenario, .. } = instruction {
        Some(scenario)
    } else {
        None
    }
}

/// Whose writing can start a scenario in that way.
#[must_use]
pub fn start_answers<'p>(program: &'p Program, start: &'p Start) -> BTreeSet<Slot<'p>> {
    match &start.trigger {
        StartTrigger::When(condition) => read(program, condition),
        StartTrigger::Reaction(reaction) => reaction_answers(reaction),
        StartTrigger::Event { .. } | StartTrigger::Around { .. } | StartTrigger::Every { .. } | StartTrigger::Hand => {
            BTreeSet::new()
        }
    }
}

/// Whose writing can fire a rule.
#[must_use]
pub fn rule_answers<'p>(program: &'p Program, rule: &'p Rule) -> BTreeSet<Slot<'p>> {
    match &rule.trigger {
        RuleTrigger::When(condition) => read(program, condition),
        RuleTrigger::Reaction(reaction) => reaction_answers(reaction),
        RuleTrigger::ScoreReaches(_) => BTreeSet::from([Slot::Score]),
    }
}

/// Fields whose change the score rules score.
#[must_use]
pub fn scored_fields(program: &Program) -> BTreeSet<&str> {
    let changed = |trigger| match trigger {
        &ScoreTrigger::Reaction(Reaction::Change { ref field, .. }) => Some(field.as_str()),
        ScoreTrigger::Reaction(_)
        | ScoreTrigger::OpenedAny
        | ScoreTrigger::ClickedAny
        | ScoreTrigger::Silent { .. } => None,
    };
    program.score.rules.iter().filter_map(|rule| changed(&rule.trigger)).collect()
}

fn reaction_answers(reaction: &Reaction) -> BTreeSet<Slot<'_>> {
    if let Reaction::Change { field, .. } = reaction { BTreeSet::from([Slot::Field(field)]) } else { BTreeSet::new() }
}

/// What a condition looks at, also through segments.
pub(super) fn read<'p>(program: &'p Program, condition: &'p Expression) -> BTreeSet<Slot<'p>> {
    every_part(program, condition).into_iter().filter_map(looked_at).collect()
}

/// What an expression looks at by itself, without its parts.
const fn looked_at(part: &Expression) -> Option<Slot<'_>> {
    if let Expression::Lead(field) = part {
        Some(Slot::Field(field.as_str()))
    } else if let Expression::Audience(audience) = part {
        Some(Slot::Audience(audience.as_str()))
    } else if matches!(part, Expression::Score | Expression::Rank) {
        Some(Slot::Score)
    } else {
        None
    }
}

/// A condition and all its parts, also those of the segments that it names.
pub(super) fn every_part<'p>(program: &'p Program, condition: &'p Expression) -> Vec<&'p Expression> {
    let mut found = Vec::new();
    let mut queue = vec![(condition, 0)];
    while let Some((part, deep)) = queue.pop() {
        if let Expression::Segment(segment) = part
            && deep < MOST_SEGMENTS_DEEP
        {
            queue.extend(program.segments.get(segment).map(|inner| (inner, deep + 1)));
        }
        found.push(part);
        queue.extend(part.parts().into_iter().map(|part| (part, deep)));
    }
    found
}

/// Numbers the scenarios, then the rules, then the slots.
struct Web<'p> {
    program: &'p Program,
    slots: BTreeMap<Slot<'p>, usize>,
    targets: Vec<Vec<usize>>,
}

/// The groups that could close a ring by data. A scenario that runs once for each lead ends every ring, so it is in none.
#[must_use]
pub fn rings_by_data(program: &Program) -> Vec<Group> {
    let actors = program.scenarios.len() + program.rules.len();
    let mut web = Web { program, slots: BTreeMap::new(), targets: vec![Vec::new(); actors] };
    for (number, scenario) in program.scenarios.values().enumerate() {
        web.leads_on(number, &scenario.steps);
        let answers = scenario.starts.iter().flat_map(|start| start_answers(program, start)).collect();
        web.answers(number, answers);
    }
    for (number, rule) in program.rules.iter().enumerate() {
        web.leads_on(program.scenarios.len() + number, &rule.steps);
        web.answers(program.scenarios.len() + number, rule_answers(program, rule));
    }
    for field in scored_fields(program) {
        let (field, score) = (web.slot(Slot::Field(field)), web.slot(Slot::Score));
        web.link(field, score);
    }
    let once =
        |number: usize| program.scenarios.get_index(number).is_some_and(|(_, scenario)| scenario.again == Again::Never);
    let again = |(number, targets): (usize, &Vec<usize>)| if once(number) { Vec::new() } else { targets.clone() };
    let rings: Vec<Vec<usize>> = web.targets.iter().enumerate().map(again).collect();
    groups(&rings).into_iter().filter_map(|members| web.group(&members)).collect()
}

impl<'p> Web<'p> {
    /// What the members are; nothing where no data or no scenario is among them.
    fn group(&self, members: &[usize]) -> Option<Group> {
        let (rules, slots) = (self.program.scenarios.len(), self.program.scenarios.len() + self.program.rules.len());
        let name = |number: &usize| self.program.scenarios.get_index(*number).map(|(name, _)| name.clone());
        let rule = |number: &usize| (rules..slots).contains(number).then(|| number - rules);
        let scenarios: Vec<String> = members.iter().filter_map(name).collect();
        if members.len() < 2 || scenarios.is_empty() || !members.iter().any(|member| *member >= slots) {
            return None;
        }
        let mut reached: BTreeSet<usize> = members.iter().copied().collect();
        let mut queue = members.to_vec();
        while let Some(targets) = queue.pop().and_then(|node| self.targets.get(node)) {
            queue.extend(targets.iter().copied().filter(|target| reached.insert(*target)));
        }
        Some(Group {
            scenarios,
            rules: members.iter().filter_map(rule).collect(),
            reached: reached.iter().filter_map(name).collect(),
            reached_rules: reached.iter().filter_map(rule).collect(),
        })
    }

    fn slot(&mut self, slot: Slot<'p>) -> usize {
        let next = self.targets.len();
        let number = *self.slots.entry(slot).or_insert(next);
        if number == next {
            self.targets.push(Vec::new());
        }
        number
    }

    fn link(&mut self, from: usize, to: usize) {
        self.targets.get_mut(from).into_iter().for_each(|targets| targets.push(to));
    }

    /// What an actor's steps write, and the scenarios into which they lead.
    fn leads_on(&mut self, actor: usize, steps: &'p [Step]) {
        for step in steps {
            if let Some(slot) = written(&step.instruction) {
                let slot = self.slot(slot);
                self.link(actor, slot);
            }
            let to = entered(&step.instruction).and_then(|name| self.program.scenarios.get_index_of(name));
            to.into_iter().for_each(|to| self.link(actor, to));
        }
    }

    fn answers(&mut self, actor: usize, slots: BTreeSet<Slot<'p>>) {
        for slot in slots {
            let slot = self.slot(slot);
            self.link(slot, actor);
        }
    }
}
