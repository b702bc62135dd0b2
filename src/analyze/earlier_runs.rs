//! F0481: conditions of a scenario that can run again for a lead, and that count events from before the run. `did attended`
//! is true for ever once it has happened, so the second run takes the way of the first.

use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::{Again, Expression, Instruction, Program, Scenario, Window};
use crate::source::{Sources, Span};
use crate::verify::StepName;

/// All of them in a program, each place once.
pub(super) fn check(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let mut found = Vec::new();
    for (name, scenario) in program.scenarios.iter().filter(|(_, scenario)| can_run_again(scenario)) {
        for (number, step) in scenario.steps.iter().enumerate() {
            let asked = asked(&step.instruction).and_then(counted_from_all_time);
            let span = u32::try_from(number)
                .ok()
                .and_then(|step| places.of_step(&StepName { scenario: Some(name.clone()), step }));
            if let (Some(event), Some(span)) = (asked, span) {
                found.push(CountsEarlierRuns { event, scenario: name, stops: false, span }.diagnose());
            }
        }
        let stops = scenario.conditions_to_stop().find_map(counted_from_all_time);
        if let (Some(event), Some(span)) = (stops, places.of_scenario(name)) {
            found.push(CountsEarlierRuns { event, scenario: name, stops: true, span }.diagnose());
        }
    }
    found
}

fn can_run_again(scenario: &Scenario) -> bool {
    scenario.key.is_some() || scenario.again != Again::Never
}

/// What a step asks.
const fn asked(instruction: &Instruction) -> Option<&Expression> {
    match instruction {
        Instruction::Branch { condition, .. } => Some(condition),
        Instruction::Choose { subject, .. } => Some(subject),
        Instruction::Repeat { until, .. } => until.as_ref(),
        Instruction::Send { .. }
        | Instruction::Wait { .. }
        | Instruction::Await { .. }
        | Instruction::Split { .. }
        | Instruction::Set { .. }
        | Instruction::Score { .. }
        | Instruction::Begin { .. }
        | Instruction::GoTo { .. }
        | Instruction::Notify { .. }
        | Instruction::Call { .. }
        | Instruction::Audience { .. }
        | Instruction::Handoff { .. }
        | Instruction::StopMailing { .. }
        | Instruction::End { .. } => None,
    }
}

/// The event that a condition counts from all time. One that is compared with the start of the run is that of the run.
fn counted_from_all_time(condition: &Expression) -> Option<&str> {
    if let Expression::Count { event, filter, window: Window::Ever } = condition {
        let own = filter.as_ref().is_some_and(|filter| speaks_of_start(filter));
        return (!own).then_some(event.as_str());
    }
    condition.parts().into_iter().find_map(counted_from_all_time)
}

fn speaks_of_start(filter: &Expression) -> bool {
    matches!(filter, Expression::Start(_)) || filter.parts().into_iter().any(speaks_of_start)
}

/// A condition of a run that holds because of what happened in another.
#[derive(Debug)]
pub struct CountsEarlierRuns<'a> {
    /// What is counted.
    pub event: &'a str,
    /// The scenario.
    pub scenario: &'a str,
    /// It stands in a `stop when`.
    pub stops: bool,
    /// The step; the name of the scenario for a stop rule.
    pub span: Span,
}

impl Finding for CountsEarlierRuns<'_> {
    const CODE: Code = Code(481);
    fn diagnose(&self) -> Diagnostic {
        let Self { event, scenario, span, .. } = *self;
        if self.stops {
            return Diagnostic::note(
                Self::CODE,
                Text::new(
                    format!("who did `{event}` once never gets into `{scenario}` again"),
                    format!("一度でも `{event}` があった方は、もう `{scenario}` に入りません"),
                ),
                span,
                Text::new("`stop when` looks at all times", "`stop when` はこれまでのすべてを見ます"),
            )
            .with_help(Text::new(
                format!("write `stop on {event}` to stop only the run under way, or `did {event} since start`"),
                format!("進行中の実行だけを止めるなら `stop on {event}` か `did {event} since start` と書いてください"),
            ));
        }
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("`{event}` from before this run counts, too"),
                format!("この実行より前の `{event}` も数えます"),
            ),
            span,
            Text::new(
                format!("`{scenario}` can run several times for a lead"),
                format!("`{scenario}` は同じ方に何度も実行されることがあります"),
            ),
        )
        .with_help(Text::new(
            format!("write `did {event} since start` to look at this run only, or `did {event} in 30 days` for a time"),
            format!("今回の実行だけを見るなら `did {event} since start`、期間で区切るなら `did {event} in 30 days` と書いてください"),
        ))
    }
}
