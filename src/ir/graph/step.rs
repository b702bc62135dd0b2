//! One step: the box that it is, and the ways that lead on from it. Every instruction has its arm here, so a new one cannot
//! be forgotten in the pictures.

use super::{Kind, Node};
use crate::diagnostic::Text;
use crate::ir::{
    Arm, Capped, Expression, Instruction, Moment, MomentBase, Otherwise, Program, Step, is_exhaustive, words,
};

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
        Instruction::Send { email, capped, .. } => sending(program, email, *capped),
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
        Instruction::Choose { subject, .. } => {
            let subject = words::question(program, subject);
            (Kind::Decision, Text::new(format!("{}?", subject.en), format!("{}は？", subject.ja)), words::nothing())
        }
        Instruction::Split { .. } => (Kind::Decision, Text::new("by lot", "抽選で分ける"), words::nothing()),
        Instruction::Repeat { times, until, .. } => repeat(program, *times, until.as_ref()),
        Instruction::Begin { scenario, .. } => {
            (Kind::Scenario, Text::new(format!("begin {scenario}"), format!("{scenario}も始める")), words::nothing())
        }
        Instruction::Notify { team, because, .. } => {
            let text = Text::new(format!("tell {team}"), format!("{team}へ連絡"));
            (Kind::Action, text, words::template(program, because))
        }
        Instruction::Call { channel, fields, .. } => {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            let text = Text::new(format!("call {channel}"), format!("{channel}へデータを送る"));
            (Kind::Action, text, Text::new(names.join(", "), names.join("・")))
        }
        Instruction::Audience { audience, add, .. } => (Kind::Action, membership(audience, *add), words::nothing()),
        Instruction::StopMailing { because, .. } => {
            (Kind::Stop, Text::new("stop mailing", "今後の配信を停止"), words::template(program, because))
        }
        Instruction::GoTo { scenario } => (Kind::Scenario, go_to(scenario), words::nothing()),
        Instruction::Handoff { team, because, .. } => (Kind::Handoff, handoff(team), words::template(program, because)),
        Instruction::Set { field, value, .. } => {
            (Kind::Action, words::change(program, field, value.as_ref()), words::nothing())
        }
        Instruction::Score { points, because, .. } => {
            let text = Text::new(format!("score {points:+}"), format!("スコア {points:+}"));
            (Kind::Action, text, words::template(program, because))
        }
        Instruction::End { stopped: true } => (Kind::Stop, Text::new("stop", "終了"), words::nothing()),
        Instruction::End { stopped: false } => (Kind::End, Text::new("end", "完了"), words::nothing()),
    };
    Node { step: Some(step.id.clone()), ..Node::new(kind, text, note) }
}

/// What steps without ways do, in one line.
pub(super) fn effects(program: &Program, steps: &[Step]) -> Text {
    let done = steps.iter().filter(|step| !matches!(step.instruction, Instruction::End { .. }));
    let told: Vec<Text> = done.map(|step| node(program, step).text).collect();
    let joined = |pick: fn(&Text) -> &str, between: &str| told.iter().map(pick).collect::<Vec<_>>().join(between);
    Text::new(joined(|text| &text.en, ", "), joined(|text| &text.ja, "、"))
}

/// A mail or a message: what it says first, its name, and what is special about it.
fn sending(program: &Program, name: &str, capped: Capped) -> (Kind, Text, Text) {
    let mut notes = vec![words::same(name)];
    if let Some(message) = program.messages.get(name) {
        notes.push(words::same(words::channel(&message.channel)));
    }
    if let Some(email) = program.emails.get(name) {
        notes.extend((!email.variants.is_empty()).then(|| words::variants(email.variants.len(), email.trial.as_ref())));
        notes.extend(email.invitation.as_ref().map(|_| Text::new("with invitation", "予定を添付")));
    }
    match capped {
        Capped::Delay => {}
        Capped::Skip => notes.push(Text::new("skip when capped", "上限ならとばす")),
        Capped::Stop => notes.push(Text::new("stop when capped", "上限なら終了")),
    }
    let joined = |pick: fn(&Text) -> &str, between: &str| notes.iter().map(pick).collect::<Vec<_>>().join(between);
    let note = Text::new(joined(|text| &text.en, ", "), joined(|text| &text.ja, "、"));
    let kind = if program.messages.contains_key(name) { Kind::Message } else { Kind::Mail };
    (kind, words::opening(program, name), note)
}

fn repeat(program: &Program, times: u32, until: Option<&Expression>) -> (Kind, Text, Text) {
    let plural = if times == 1 { "" } else { "s" };
    let text = Text::new(format!("at most {times} time{plural}"), format!("{times}回までくり返す"));
    let note = until.map_or_else(words::nothing, |until| {
        let until = words::condition(program, None, until);
        Text::new(format!("until {}", until.en), format!("「{}」ならやめる", until.ja))
    });
    (Kind::Decision, text, note)
}

fn membership(audience: &str, add: bool) -> Text {
    if add {
        Text::new(format!("add to {audience}"), format!("「{audience}」に追加"))
    } else {
        Text::new(format!("remove from {audience}"), format!("「{audience}」から外す"))
    }
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
        Instruction::Send { next, .. }
        | Instruction::Begin { next, .. }
        | Instruction::Notify { next, .. }
        | Instruction::Call { next, .. }
        | Instruction::Audience { next, .. }
        | Instruction::Set { next, .. }
        | Instruction::Score { next, .. } => vec![Way::on(*next)],
        Instruction::Wait { until, next } => wait_ways(steps, until, *next),
        Instruction::Await { limit, arms, otherwise } => {
            let limit = words::amount(*limit);
            let deadline = Text::new(format!("nothing in {}", limit.en), format!("{}たっても反応なし", limit.ja));
            let met = arms.iter().map(|arm| Way::labelled(arm.then, awaited(program, arm)));
            met.chain([Way::labelled(*otherwise, deadline).quiet()]).collect()
        }
        Instruction::Branch { then, otherwise, .. } => {
            vec![Way::labelled(*then, Text::new("yes", "はい")), Way::labelled(*otherwise, Text::new("no", "いいえ"))]
        }
        Instruction::Choose { subject, cases, otherwise } => {
            let rest = (!is_exhaustive(program, subject, cases))
                .then(|| Way::labelled(*otherwise, Text::new("otherwise", "それ以外")));
            cases.iter().map(|case| Way::labelled(case.then, words::case(case))).chain(rest).collect()
        }
        Instruction::Split { arms } => arms
            .iter()
            .map(|arm| Way::labelled(arm.then, words::same(format!("{} {}", arm.name, words::share(arm.share)))))
            .collect(),
        Instruction::Repeat { body, next, .. } => {
            vec![
                Way::labelled(*body, Text::new("once more", "もう1回")),
                Way::labelled(*next, Text::new("done", "終わったら")),
            ]
        }
        Instruction::GoTo { .. }
        | Instruction::Handoff { .. }
        | Instruction::StopMailing { .. }
        | Instruction::End { .. } => Vec::new(),
    }
}

fn awaited(program: &Program, arm: &Arm) -> Text {
    let reaction = words::reaction(program, &arm.reaction);
    if arm.since_start {
        return Text::new(format!("{} since the start", reaction.en), format!("開始後に{}", reaction.ja));
    }
    reaction
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
    steps.get(next as usize).and_then(|step| step.instruction.single_next()) == Some(to)
}

/// When a moment needs another way.
fn past(until: &Moment) -> Text {
    match until.base {
        MomentBase::Around { .. } => Text::new("past or unknown", "過ぎたか未定なら"),
        MomentBase::Here(_) | MomentBase::Day(_) | MomentBase::Date(_) | MomentBase::Next(_) => {
            Text::new("past", "過ぎていたら")
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
        Otherwise::Now => Text::new(format!("({}: at once)", when.en), format!("（{}、すぐ）", when.ja)),
        Otherwise::Skip(to) if skips_one(steps, next, to) => {
            Text::new(format!("({}: skip)", when.en), format!("（{}、とばす）", when.ja))
        }
        Otherwise::Skip(_) => words::nothing(),
        Otherwise::Stop => Text::new(format!("({}: stop)", when.en), format!("（{}、終了）", when.ja)),
    }
}
