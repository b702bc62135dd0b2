//! Goals and key figures in words: 「完了 40%以上」.

use super::{amount, reaction, same, share};
use crate::diagnostic::Text;
use crate::ir::time::Amount;
use crate::ir::{Goal, Measure, Metric, Program, Target};

/// A goal as its author says it, and its figure; empty where it has neither.
#[must_use]
pub fn goal(program: &Program, goal: &Goal) -> Text {
    match (&goal.text, &goal.metric) {
        (Some(text), None) => same(text),
        (said, Some(metric)) => figure(program, said.as_deref(), metric),
        (None, None) => same(""),
    }
}

/// What the author calls it, else what is counted, and how many.
fn figure(program: &Program, said: Option<&str>, metric: &Metric) -> Text {
    let what = match &metric.measure {
        Measure::Complete => Text::new("completed", "完了"),
        Measure::Handoff => Text::new("handed over", "引き渡し"),
        Measure::Unsubscribe => Text::new("unsubscribed", "配信停止"),
        Measure::Reaction(awaited) => reaction(program, awaited),
    };
    let what = said.map_or(what, same);
    let many = match metric.target {
        Target::Share(part) => same(share(part)),
        Target::Count { times, per } => {
            let per = amount(Amount::new(1, per));
            Text::new(format!("{times} in {}", per.en), format!("{}に{times}件", per.ja))
        }
    };
    let (en, ja) = if metric.at_least { ("at least", "以上") } else { ("at most", "以下") };
    Text::new(format!("{}: {en} {}", what.en, many.en), format!("{}: {}{ja}", what.ja, many.ja))
}
