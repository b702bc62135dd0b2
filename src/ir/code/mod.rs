//! Steps, rules and starts as code. In English words this is their identity, under which the state of leads is kept: it
//! never changes, and what is written in another way, but means the same, has the same. People are shown it in the words of
//! the file that they wrote: [`step`], [`rule`].

mod expression;

pub use expression::expression;

use super::time::{Amount, ClockTime, Weekday};
use super::{
    Instruction, Moment, MomentBase, Place, Program, Reaction, Rule, RuleTrigger, Schedule, StartTrigger, Step,
};
use crate::diagnostic::Language;

/// A step's name as people are shown it. A label of the author stays.
#[must_use]
pub fn step(program: &Program, step: &Step) -> String {
    let language = written_in(program, step.place);
    // The wait of `@label on day 3 send x` is called `on label`.
    let on = step.id.starts_with("on ");
    let named = shown(&step.id, language, |language| instruction(&step.instruction, on, language));
    match (language, on, &step.instruction) {
        (Language::Japanese, true, Instruction::Wait { .. }) if named == step.id => {
            instruction(&step.instruction, on, language)
        }
        (Language::English, _, Instruction::Wait { until, .. }) => at_the_date_itself(named, until),
        (Language::English | Language::Japanese, true | false, _) => named,
    }
}

/// `wait until lead.trial_end` as it is written: its identity counts days from the date, and these are none.
fn at_the_date_itself(named: String, until: &Moment) -> String {
    match &until.base {
        MomentBase::Around { amount: none @ Amount { count: 0, .. }, before, .. } => {
            named.replacen(&around(*none, *before, "", Language::English), "", 1)
        }
        MomentBase::Around { .. }
        | MomentBase::Here(_)
        | MomentBase::Day(_)
        | MomentBase::Date(_)
        | MomentBase::Next(_) => named,
    }
}

/// The name of a `when` rule as people are shown it.
#[must_use]
pub fn rule(program: &Program, rule: &Rule) -> String {
    shown(&rule.id, written_in(program, rule.place), |language| trigger(&rule.trigger, language))
}

/// An identity in the words of a file. The second of that name has a number: `send thanks #2`.
fn shown(id: &str, language: Language, code: impl Fn(Language) -> String) -> String {
    let number = id.strip_prefix(&code(Language::English));
    match number.filter(|number| language == Language::Japanese && (number.is_empty() || number.starts_with(" #"))) {
        Some(number) => format!("{}{number}", code(language)),
        None => id.to_owned(),
    }
}

/// The language in whose words the file is written in which something stands.
#[must_use]
pub fn written_in(program: &Program, place: Place) -> Language {
    if program.japanese_files.contains(&place.file) { Language::Japanese } else { Language::English }
}

/// What a step does. `on` is for a wait that stands before what is done then: `on day 3`.
#[must_use]
pub fn instruction(instruction: &Instruction, on: bool, language: Language) -> String {
    let say = |en: &str, ja: &str| word(language, en, ja).to_owned();
    let with = |en: &str, ja: &str, what: &str| format!("{} {what}", word(language, en, ja));
    match instruction {
        Instruction::Send { email, .. } => with("send", "送信", email),
        Instruction::Wait { until, .. } => wait(until, on, language),
        Instruction::Await { limit, .. } => with("await up to", "反応待ち 最大", &amount(*limit, language)),
        Instruction::Branch { .. } => say("if", "もし"),
        Instruction::Choose { .. } => say("match", "場合分け"),
        Instruction::Split { .. } => say("split", "振り分け"),
        Instruction::Repeat { .. } => say("repeat", "くり返し"),
        Instruction::Begin { scenario, .. } => with("begin", "並行開始", scenario),
        Instruction::Notify { team, .. } => with("notify", "通知", team),
        Instruction::Call { channel, .. } => with("call", "呼び出し", channel),
        Instruction::Audience { audience, add: true, .. } => with("add to", "追加", audience),
        Instruction::Audience { audience, add: false, .. } => with("remove from", "除外", audience),
        Instruction::StopMailing { .. } => say("stop mailing", "配信終了"),
        Instruction::GoTo { scenario } => with("go to", "移動", scenario),
        Instruction::Handoff { team, .. } => with("handoff", "引き渡し", team),
        Instruction::Set { field, value: None, .. } => {
            format!("{} {field} = {}", say("set", "設定"), say("missing", "未入力"))
        }
        Instruction::Set { field, value: Some(_), .. } => with("set", "設定", field),
        Instruction::Score { points, .. } => with("score", "スコア", &format!("{points:+}")),
        Instruction::End { stopped: true } => say("stop", "停止"),
        Instruction::End { stopped: false } => say("end", "終わり"),
    }
}

fn wait(until: &Moment, on: bool, language: Language) -> String {
    if let (MomentBase::Here(time), false) = (&until.base, on) {
        return format!("{} {}", word(language, "wait", "待つ"), amount(*time, language));
    }
    let moment = moment(until, language);
    match (on, language) {
        (false, Language::English) => format!("wait until {moment}"),
        (false, Language::Japanese) => format!("待つ {moment} まで"),
        (true, Language::English) => format!("on {moment}"),
        (true, Language::Japanese) => match &until.base {
            MomentBase::Around { .. } | MomentBase::Next(_) => format!("予定 {moment}"),
            MomentBase::Here(_) | MomentBase::Day(_) | MomentBase::Date(_) => moment,
        },
    }
}

fn moment(moment: &Moment, language: Language) -> String {
    let base = match (&moment.base, language) {
        (MomentBase::Here(time), _) => amount(*time, language),
        (MomentBase::Day(day), Language::English) => format!("day {day}"),
        (MomentBase::Day(day), Language::Japanese) => format!("{day}日後"),
        (MomentBase::Around { amount: time, before, anchor }, Language::English) => {
            // Only a field and a property have a name of their own in the identity.
            let anchor = match expression(anchor, language) {
                path if path.starts_with("lead.") || path.starts_with("event.") => path,
                _ => "date".to_owned(),
            };
            around(*time, *before, &anchor, language)
        }
        (MomentBase::Around { amount: Amount { count: 0, .. }, anchor, .. }, Language::Japanese) => {
            expression(anchor, language)
        }
        (MomentBase::Around { amount: time, before, anchor }, Language::Japanese) => {
            around(*time, *before, &expression(anchor, language), language)
        }
        (MomentBase::Date(date), _) => date.to_string(),
        (MomentBase::Next(day), Language::English) => format!("next {}", weekday(*day, language)),
        (MomentBase::Next(day), Language::Japanese) => format!("次の{}", weekday(*day, language)),
    };
    format!("{base}{}", clock(moment.at, language))
}

/// What fires a `when` rule.
#[must_use]
pub fn trigger(trigger: &RuleTrigger, language: Language) -> String {
    match (trigger, language) {
        (RuleTrigger::ScoreReaches(score), Language::English) => format!("score reaches {score}"),
        (RuleTrigger::ScoreReaches(score), Language::Japanese) => format!("スコア {score} 到達"),
        (RuleTrigger::When(condition), _) => {
            format!("{} {}", word(language, "when", "いつでも"), expression(condition, language))
        }
        (RuleTrigger::Reaction(reacted), _) => {
            let (click, open) = (word(language, "click", "クリック"), word(language, "open", "開封"));
            reaction(reacted, click, open, language)
        }
    }
}

/// A reaction, with the words for a click and an open that stand there.
#[must_use]
pub fn reaction(reaction: &Reaction, click: &str, open: &str, language: Language) -> String {
    match reaction {
        Reaction::Open { email } => format!("{open} {email}"),
        Reaction::Click { email, link: Some(link) } => format!("{click} {email}.{link}"),
        Reaction::Click { email, link: None } => format!("{click} {email}"),
        Reaction::Event { event, .. } => format!("{} {event}", word(language, "event", "イベント")),
        Reaction::Change { field, .. } => {
            format!("{}.{field} {}", word(language, "lead", "リード"), word(language, "changes", "変化"))
        }
    }
}

/// The identity of a start; empty for starts of which nothing is remembered.
#[must_use]
pub fn start(trigger: &StartTrigger) -> String {
    let language = Language::English;
    match trigger {
        StartTrigger::Event { .. } | StartTrigger::Reaction(_) | StartTrigger::Hand => String::new(),
        StartTrigger::When(condition) => format!("when {}", expression(condition, language)),
        StartTrigger::Around { amount: time, before, anchor, at } => {
            let around = around(*time, *before, &expression(anchor, language), language);
            format!("{around}{}", clock(*at, language))
        }
        StartTrigger::Every { schedule, at, segment } => {
            let every = match schedule {
                Schedule::Daily => "day".to_owned(),
                Schedule::Weekly(day) => format!("week on {}", weekday(*day, language)),
                Schedule::Monthly(day) => format!("month on day {day}"),
            };
            format!("every {every}{} for {segment}", clock(*at, language))
        }
    }
}

fn around(time: Amount, before: bool, anchor: &str, language: Language) -> String {
    let time = amount(time, language);
    match language {
        Language::English => format!("{time} {} {anchor}", if before { "before" } else { "after" }),
        Language::Japanese => format!("{anchor} {time}{}", if before { "前" } else { "後" }),
    }
}

fn clock(at: Option<ClockTime>, language: Language) -> String {
    at.map_or_else(String::new, |at| format!(" {}{at}", word(language, "at ", "")))
}

/// An amount of time: `3 days`, `3日`.
#[must_use]
pub fn amount(time: Amount, language: Language) -> String {
    let words = super::words::amount(time);
    words.get(language).to_owned()
}

fn weekday(day: Weekday, language: Language) -> String {
    super::words::weekday(day).get(language).to_lowercase()
}

const fn word<'w>(language: Language, en: &'w str, ja: &'w str) -> &'w str {
    match language {
        Language::English => en,
        Language::Japanese => ja,
    }
}
