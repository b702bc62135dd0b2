//! One step: the box that it is, and the ways that lead on from it. Every instruction has its arm here, so a new one cannot
//! be forgotten in the pictures.

use super::{Kind, Node};
use crate::diagnostic::Text;
use crate::ir::{Instruction, Moment, MomentBase, Otherwise, Program, Step, words};

/// A way on from a step.
pub(super) struct Way {
    /// Number of the step.
    pub to: u32,
    /// Words at the arrow; empty for none.
    pub label: Text,
    /// See [`super::Edge::quiet`].
    pub quiet: bool,
}

impl Way {
    fn on(to: u32) -> Self {
        Self { to, label: words::nothing(), quiet: false }
    }

    fn labelled(to: u32, label: Text) -> Self {
        Self { label, ..Self::on(to) }
    }

    fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }
}

/// The box of a step.
pub(super) fn node(program: &Program, step: &Step) -> Node {
    let (kind, text, note) = match &step.instruction {
        Instruction::Send { email, .. } => {
            let subject = program.emails.get(email).map_or_else(words::nothing, |found| words::subject(program, found));
            (Kind::Mail, subject, words::same(email))
        }
        Instruction::Wait { until, .. } => (Kind::Wait, words::moment(program, until), words::nothing()),
        Instruction::Await { limit, .. } => {
            let limit = words::amount(*limit);
            let note = Text::new(format!("up to {}", limit.en), format!("最長{}", limit.ja));
            (Kind::Await, Text::new("wait for a reaction", "反応を待つ"), note)
        }
        Instruction::Branch { condition, .. } => {
            let condition = words::condition(program, None, condition);
            (Kind::Decision, Text::new(format!("{}?", condition.en), format!("{}？", condition.ja)), words::nothing())
        }
        Instruction::GoTo { scenario } => (Kind::Scenario, go_to(scenario), words::nothing()),
        Instruction::Handoff { team, because, .. } => (Kind::Handoff, handoff(team), words::template(program, because)),
        Instruction::Set { field, value, .. } => (Kind::Action, words::change(program, field, value), words::nothing()),
        Instruction::Score { points, because, .. } => {
            let text = Text::new(format!("score {points:+}"), format!("スコア {points:+}"));
            (Kind::Action, text, words::template(program, because))
        }
        Instruction::End { stopped: true } => (Kind::Stop, Text::new("stop", "終了"), words::nothing()),
        Instruction::End { stopped: false } => (Kind::End, Text::new("end", "完了"), words::nothing()),
    };
    Node { step: Some(step.id.clone()), ..Node::new(kind, text, note) }
}

fn go_to(scenario: &str) -> Text {
    Text::new(format!("go to {scenario}"), format!("{scenario}へ移る"))
}

fn handoff(team: &str) -> Text {
    Text::new(format!("handoff to {team}"), format!("{team}へ引き渡し"))
}

/// The ways on from a step of a run, the usual one first.
pub(super) fn ways(program: &Program, steps: &[Step], step: &Step) -> Vec<Way> {
    match &step.instruction {
        Instruction::Send { next, .. } | Instruction::Set { next, .. } | Instruction::Score { next, .. } => {
            vec![Way::on(*next)]
        }
        Instruction::Wait { until, next } => wait_ways(steps, until, *next),
        Instruction::Await { limit, arms, otherwise } => {
            let limit = words::amount(*limit);
            let deadline = Text::new(format!("nothing in {}", limit.en), format!("{}たっても反応なし", limit.ja));
            let met = arms.iter().map(|arm| Way::labelled(arm.then, words::reaction(program, &arm.reaction)));
            met.chain([Way::labelled(*otherwise, deadline).quiet()]).collect()
        }
        Instruction::Branch { then, otherwise, .. } => {
            vec![Way::labelled(*then, Text::new("yes", "はい")), Way::labelled(*otherwise, Text::new("no", "いいえ"))]
        }
        Instruction::GoTo { .. } | Instruction::Handoff { .. } | Instruction::End { .. } => Vec::new(),
    }
}

/// Where the moment may be past or missing, what then: in words with the wait ([`aside`]) where it concerns the next step
/// alone, else as a way of its own.
fn wait_ways(steps: &[Step], until: &Moment, next: u32) -> Vec<Way> {
    let mut ways = vec![Way::on(next)];
    if let Otherwise::Skip(to) = until.if_past
        && to != next
        && !skips_one(steps, next, to)
    {
        ways.push(Way::labelled(to, past(until)).quiet());
    }
    ways
}

/// Whether going on at `to` leaves out nothing but the step at `next`.
fn skips_one(steps: &[Step], next: u32, to: u32) -> bool {
    let after = steps.get(next as usize).map(|step| match &step.instruction {
        Instruction::Send { next, .. }
        | Instruction::Set { next, .. }
        | Instruction::Score { next, .. }
        | Instruction::Wait { next, .. } => Some(*next),
        Instruction::Await { .. }
        | Instruction::Branch { .. }
        | Instruction::GoTo { .. }
        | Instruction::Handoff { .. }
        | Instruction::End { .. } => None,
    });
    after == Some(Some(to))
}

/// When a moment needs another way.
fn past(until: &Moment) -> Text {
    match until.base {
        MomentBase::Around { .. } => Text::new("if past or unknown", "過ぎているか日付がなければ"),
        MomentBase::Here(_) | MomentBase::Day(_) | MomentBase::Date(_) | MomentBase::Next(_) => {
            Text::new("if past", "過ぎていれば")
        }
    }
}

/// What is to be said beside a wait's moment; empty where it is a matter of course.
pub(super) fn aside(steps: &[Step], until: &Moment, next: u32) -> Text {
    let when = past(until);
    let certain = match until.base {
        MomentBase::Here(_) | MomentBase::Day(_) | MomentBase::Next(_) => true,
        MomentBase::Around { .. } | MomentBase::Date(_) => false,
    };
    match until.if_past {
        Otherwise::Now if certain => words::nothing(),
        Otherwise::Now => Text::new(format!("{}: at once", when.en), format!("{}すぐ", when.ja)),
        Otherwise::Skip(to) if skips_one(steps, next, to) => {
            Text::new(format!("{}: leave out", when.en), format!("{}とばす", when.ja))
        }
        Otherwise::Skip(_) => words::nothing(),
        Otherwise::Stop => Text::new(format!("{}: stop", when.en), format!("{}終了", when.ja)),
    }
}
