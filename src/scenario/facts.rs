//! What is true of the lead where an expected condition does not hold: only what the condition speaks of, so that the reason
//! stands among few facts.

use crate::diagnostic::Text;
use crate::engine::{Scope, evaluate, holds, value_text};
use crate::ir::Expression;

/// The facts of a condition in its order, each once; none where it is made of fixed values only.
pub(super) fn facts(condition: &Expression, scope: &Scope<'_>) -> Vec<Text> {
    let mut found = Vec::new();
    collect(condition, scope, &mut found);
    found
}

fn collect(condition: &Expression, scope: &Scope<'_>, found: &mut Vec<Text>) {
    if let Some(fact) = fact(condition, scope).filter(|fact| !found.contains(fact)) {
        found.push(fact);
    }
    // What stands inside a `where` is looked at for each event, not for the lead.
    if !matches!(condition, Expression::Count { .. }) {
        for part in condition.parts() {
            collect(part, scope, found);
        }
    }
}

/// What one part without others in it says.
fn fact(part: &Expression, scope: &Scope<'_>) -> Option<Text> {
    let value = || evaluate(part, scope).map(|value| value_text(&value, scope.zone()));
    let yes = holds(part, scope);
    Some(match part {
        Expression::Score => {
            let score = scope.lead.score;
            Text::new(format!("the score is {score}"), format!("スコアは{score}"))
        }
        Expression::Rank => is(("the rank", "ランク"), value()),
        Expression::Lead(field) => {
            let name = format!("`lead.{field}`");
            is((&name, &format!("{name} ")), value())
        }
        Expression::Audience(name) => is_in(yes, ("on the audience", &format!("オーディエンス `{name}` に登録"), name)),
        Expression::Segment(name) => is_in(yes, ("in the segment", &format!("セグメント `{name}` に該当"), name)),
        Expression::Opened { email } => done(yes, email, ("opened", "開封")),
        Expression::Clicked { email, link: None } => done(yes, email, ("clicked", "クリック")),
        Expression::Clicked { email, link: Some(link) } => {
            done(yes, &format!("{email}.{link}"), ("clicked", "クリック"))
        }
        Expression::Received { email } => done(yes, email, ("sent", "送信")),
        Expression::Count { event, .. } => {
            let times = value()?;
            Text::new(format!("`{event}` counts {times}"), format!("`{event}` の回数は{times}"))
        }
        Expression::Literal(_)
        | Expression::Event(_)
        | Expression::Start(_)
        | Expression::Item(_)
        | Expression::List(_)
        | Expression::Default { .. }
        | Expression::Not(_)
        | Expression::And(_)
        | Expression::Or(_)
        | Expression::Compare { .. }
        | Expression::In { .. }
        | Expression::Missing(_)
        | Expression::Silent { .. } => return None,
    })
}

fn is((en, ja): (&str, &str), value: Option<String>) -> Text {
    match value {
        Some(value) => Text::new(format!("{en} is `{value}`"), format!("{ja}は `{value}`")),
        None => Text::new(format!("{en} is missing"), format!("{ja}は未入力")),
    }
}

fn is_in(yes: bool, (en, ja, name): (&str, &str, &str)) -> Text {
    let not = if yes { "" } else { "not " };
    let state = if yes { "中" } else { "なし" };
    Text::new(format!("the lead is {not}{en} `{name}`"), format!("{ja}{state}"))
}

fn done(yes: bool, what: &str, (en, ja): (&str, &str)) -> Text {
    let not = if yes { "" } else { "not " };
    let state = if yes { "済み" } else { "なし" };
    Text::new(format!("`{what}` was {not}{en}"), format!("`{what}` は{ja}{state}"))
}
