//! Parts of a compiled program in words, in both languages, as a marketer would say them: conditions, moments, reactions,
//! subjects. For pictures and reports of scenarios; times that only a zone can tell are left in UTC.

mod expression;
mod goal;
mod time;

pub use expression::condition;
pub use goal::goal;
pub use time::{amount, date, moment, weekday};

use super::{
    Basis, BasisClause, Beyond, Case, ChannelKind, Comparison, EventType, Expression, Field, FieldType, Late, Piece,
    Program, Reaction, RuleTrigger, Schedule, ScoreTrigger, StartTrigger, StopRule, Template, Trial, TrialMeasure,
    Value,
};
use crate::diagnostic::Text;

/// Longest `///` comment, in characters, that stands in the place of a name; a longer one is an explanation.
const LONGEST_NAME_CHARACTERS: usize = 16;

/// The same text in both languages.
#[must_use]
pub fn same(text: impl Into<String>) -> Text {
    let text = text.into();
    Text::new(text.clone(), text)
}

/// A text that is empty.
#[must_use]
pub fn nothing() -> Text {
    same("")
}

/// What people call something: the author's short comment on it, where need be without what its end adds in brackets; else
/// its name.
fn called<'text>(name: &'text str, documentation: Option<&'text String>) -> &'text str {
    let first = documentation.and_then(|text| text.lines().next()).unwrap_or_default();
    let first = first.trim().trim_end_matches('。');
    let short = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST_NAME_CHARACTERS;
    let bare = || first.strip_suffix(['）', ')']).and_then(|inner| Some(inner.split_once(['（', '('])?.0.trim_end()));
    Some(first).filter(short).or_else(|| bare().filter(short)).unwrap_or(name)
}

/// What people call a field of the lead.
#[must_use]
pub fn field<'p>(program: &'p Program, name: &'p str) -> &'p str {
    called(name, program.lead_fields.get(name).and_then(|field: &Field| field.documentation.as_ref()))
}

/// What people call an event.
#[must_use]
pub fn event<'p>(program: &'p Program, name: &'p str) -> &'p str {
    called(name, program.events.get(name).and_then(|event: &EventType| event.documentation.as_ref()))
}

/// What starts a scenario.
#[must_use]
pub fn start(program: &Program, trigger: &StartTrigger) -> Text {
    match trigger {
        StartTrigger::Event { event: name, filter: _ } => same(event(program, name)),
        StartTrigger::Reaction(awaited) => reaction(program, awaited),
        StartTrigger::When(expression) => becomes(&condition(program, None, expression)),
        StartTrigger::Around { amount, before, anchor, at } => {
            time::at(&time::around(program, *amount, *before, anchor), *at)
        }
        StartTrigger::Every { schedule, at, segment: _ } => time::at(&every(*schedule), *at),
        StartTrigger::Hand => Text::new("by hand", "手動で開始"),
    }
}

/// The condition on what starts a scenario; empty where there is none.
#[must_use]
pub fn start_filter(program: &Program, trigger: &StartTrigger) -> Text {
    match trigger {
        StartTrigger::Event { event, filter: Some(filter) } => condition(program, Some(event), filter),
        StartTrigger::Every { segment, .. } => Text::new(format!("for {segment}"), format!("「{segment}」の方")),
        StartTrigger::Event { filter: None, .. }
        | StartTrigger::Reaction(_)
        | StartTrigger::When(_)
        | StartTrigger::Around { .. }
        | StartTrigger::Hand => nothing(),
    }
}

/// A condition at the moment when it begins to hold.
fn becomes(condition: &Text) -> Text {
    // After a verb or an adjective 「とき」 follows at once, after a noun or a number it cannot.
    let link = if condition.ja.ends_with(['る', 'た', 'い']) { "" } else { "になった" };
    Text::new(format!("once {}", condition.en), format!("{}{link}とき", condition.ja))
}

fn every(schedule: Schedule) -> Text {
    match schedule {
        Schedule::Daily => Text::new("every day", "毎日"),
        Schedule::Weekly(day) => {
            let day = weekday(day);
            Text::new(format!("every {}", day.en), format!("毎週{}", day.ja))
        }
        Schedule::Monthly(day) => Text::new(format!("every month on day {day}"), format!("毎月{day}日")),
    }
}

/// The basis for mailing that a start gives or needs.
#[must_use]
pub fn basis(clause: BasisClause) -> Text {
    let (en, ja) = match clause.basis {
        Basis::Consent => ("consent", "同意"),
        Basis::Written => ("address given in writing", "名刺などの書面"),
        Basis::BusinessRelation => ("business relation", "取引関係"),
        Basis::Published => ("published address", "アドレスの公表"),
    };
    if clause.gives {
        Text::new(format!("gives {en}"), format!("{ja}を記録"))
    } else {
        Text::new(format!("needs {en}"), format!("{ja}のある方だけ"))
    }
}

/// A reaction as it is awaited: 「case_study.detailsをクリック」.
#[must_use]
pub fn reaction(program: &Program, reaction: &Reaction) -> Text {
    match reaction {
        Reaction::Open { email } => Text::new(format!("{email} opened"), format!("{email}を開封")),
        Reaction::Click { email, link: Some(link) } => {
            Text::new(format!("{email}.{link} clicked"), format!("{email}の{link}をクリック"))
        }
        Reaction::Click { email, link: None } => {
            Text::new(format!("any link in {email} clicked"), format!("{email}のリンクをクリック"))
        }
        Reaction::Event { event: name, filter } => expression::happening(program, name, filter.as_ref()),
        Reaction::Change { field: name, filter } => change_of(program, name, filter.as_ref()),
    }
}

/// A field that gets another value: 「商談の状況が「won」に変わる」.
fn change_of(program: &Program, name: &str, filter: Option<&Expression>) -> Text {
    let called = field(program, name);
    match filter {
        None => Text::new(format!("{called} changes"), format!("{called}の変更")),
        Some(Expression::Compare { left, comparison: Comparison::Equal, right }) if matches!(left.as_ref(), Expression::Lead(field) if field == name) =>
        {
            let value = expression::value(program, None, right);
            Text::new(format!("{called} changes to {}", value.en), format!("{called}が{}に変わる", value.ja))
        }
        Some(filter) => {
            let then = condition(program, None, filter);
            Text::new(format!("{called} changes ({})", then.en), format!("{called}の変更（{}）", then.ja))
        }
    }
}

/// What ends a scenario at any time.
#[must_use]
pub fn stop_rule(program: &Program, rule: &StopRule) -> Text {
    match rule {
        StopRule::When(expression) => condition(program, None, expression),
        StopRule::On(awaited) => reaction(program, awaited),
    }
}

/// What fires a `when` rule.
#[must_use]
pub fn rule_trigger(program: &Program, trigger: &RuleTrigger) -> Text {
    match trigger {
        RuleTrigger::ScoreReaches(score) => {
            Text::new(format!("score reaches {score}"), format!("スコアが{score}点に到達"))
        }
        RuleTrigger::When(expression) => becomes(&condition(program, None, expression)),
        RuleTrigger::Reaction(awaited) => reaction(program, awaited),
    }
}

/// What fires a score rule.
#[must_use]
pub fn score_trigger(program: &Program, trigger: &ScoreTrigger) -> Text {
    match trigger {
        ScoreTrigger::OpenedAny => Text::new("any email opened", "メールの開封"),
        ScoreTrigger::ClickedAny => Text::new("any email clicked", "メールのクリック"),
        ScoreTrigger::Reaction(awaited) => reaction(program, awaited),
        ScoreTrigger::Silent { what, lasting } => {
            condition(program, None, &Expression::Silent { what: what.clone(), lasting: *lasting })
        }
    }
}

/// A text with the names of its values in place of them: `〔会社名〕 様`. Of two ways the first is shown.
#[must_use]
pub fn template(program: &Program, template: &Template) -> Text {
    let mut out = nothing();
    for piece in &template.pieces {
        let words = match piece {
            Piece::Text(text) => same(text),
            Piece::Link(link) => Text::new(format!("[{link}]"), format!("〔{link}〕")),
            Piece::Value(value) => {
                let value = expression::value(program, None, value);
                Text::new(format!("[{}]", value.en), format!("〔{}〕", value.ja))
            }
            Piece::Each { content, .. } => Text::new(format!("[{content}]"), format!("〔{content}〕")),
            Piece::If { then, .. } => self::template(program, then),
        };
        out.en.push_str(&words.en);
        out.ja.push_str(&words.ja);
    }
    out
}

/// What a mail or message says first: its subject, or the beginning of its text.
#[must_use]
pub fn opening(program: &Program, name: &str) -> Text {
    if let Some(email) = program.emails.get(name) {
        return template(program, &email.subject);
    }
    let Some(message) = program.messages.get(name) else { return nothing() };
    let text = template(program, &message.text);
    let first = |text: &str| text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    Text::new(first(&text.en), first(&text.ja))
}

/// What people call a channel: the names of makers as they write them.
#[must_use]
pub fn channel(name: &str) -> &str {
    match ChannelKind::of_word(name) {
        Some(ChannelKind::Line) => "LINE",
        Some(ChannelKind::Slack) => "Slack",
        Some(ChannelKind::Teams) => "Teams",
        Some(ChannelKind::Chatwork) => "Chatwork",
        Some(ChannelKind::Webhook) | None => name,
    }
}

/// How many ways of a mail there are, and how the better one is found.
#[must_use]
pub fn variants(count: usize, trial: Option<&Trial>) -> Text {
    let Some(Trial { share: part, by, after }) = trial else {
        return Text::new(format!("{count} variants"), format!("{count}案を均等に"));
    };
    let (part, after) = (share(*part), amount(*after));
    let (en, ja) = match by {
        TrialMeasure::Opens => ("opens", "開封"),
        TrialMeasure::Clicks => ("clicks", "クリック"),
    };
    Text::new(
        format!("{count} variants: {part} try, best by {en} after {}", after.en),
        format!("{count}案を{part}で試し、{}後に{ja}の多い方", after.ja),
    )
}

/// What is done with what is late; empty where it is a matter of course.
#[must_use]
pub fn late(late: Late) -> Text {
    let Some(patience) = late.patience else {
        return Text::new("late: sent all the same", "遅れても送る");
    };
    if late == Late::default() {
        return nothing();
    }
    let patience = amount(patience);
    match late.beyond {
        Beyond::Skip => {
            Text::new(format!("over {} late: skip", patience.en), format!("{}を超えて遅れたら、とばす", patience.ja))
        }
        Beyond::Stop => {
            Text::new(format!("over {} late: stop", patience.en), format!("{}を超えて遅れたら、終了", patience.ja))
        }
    }
}

/// A value, asked for.
#[must_use]
pub fn question(program: &Program, subject: &Expression) -> Text {
    expression::value(program, None, subject)
}

/// The values of a case.
#[must_use]
pub fn case(case: &Case) -> Text {
    let known = case.values.iter().map(|value| {
        // Words of a `one of` type need no quotes where each stands for itself.
        if let Value::Text(text) = value { same(text) } else { expression::literal(value) }
    });
    let missing = case.missing.then(|| Text::new("missing", "未入力"));
    let values: Vec<Text> = known.chain(missing).collect();
    let joined = |pick: fn(&Text) -> &str, between: &str| values.iter().map(pick).collect::<Vec<_>>().join(between);
    Text::new(joined(|text| &text.en, ", "), joined(|text| &text.ja, "・"))
}

/// A share in hundredths of a percent: `12.5%`.
#[must_use]
pub fn share(share: u32) -> String {
    let (whole, part) = (share / 100, share % 100);
    if part == 0 { format!("{whole}%") } else { format!("{whole}.{part:02}%").replace("0%", "%") }
}

/// A change of a field.
#[must_use]
pub fn change(program: &Program, name: &str, value: Option<&Expression>) -> Text {
    let called = field(program, name);
    let Some(value) = value else { return Text::new(format!("clear {called}"), format!("{called}を空にする")) };
    let value = expression::value(program, None, value);
    Text::new(format!("set {called} to {}", value.en), format!("{called}を{}にする", value.ja))
}

/// Whether a field is true or false by itself.
fn is_flag(program: &Program, name: &str) -> bool {
    program.lead_fields.get(name).is_some_and(|field| field.kind == FieldType::TrueFalse)
}
