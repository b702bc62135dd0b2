//! Conditions and values in words: 「商談の状況が「talking」「won」のどれか」.

use super::time::{amount, date};
use super::{event, field, is_flag, same};
use crate::diagnostic::Text;
use crate::ir::time::{DAY_MILLISECONDS, Instant, MINUTE_MILLISECONDS};
use crate::ir::{Comparison, Expression, Program, Silent, Value, Window};

/// A condition as a clause. `event` is the event at hand, whose properties [`Expression::Event`] means.
#[must_use]
pub fn condition(program: &Program, event: Option<&str>, expression: &Expression) -> Text {
    Words { program, event }.clause(expression)
}

/// A value as a noun.
pub(super) fn value(program: &Program, event: Option<&str>, expression: &Expression) -> Text {
    Words { program, event }.phrase(expression)
}

/// What the words are about.
#[derive(Clone, Copy)]
struct Words<'p> {
    program: &'p Program,
    event: Option<&'p str>,
}

impl Words<'_> {
    /// A condition: a field of its own that is true or false stands for the condition that it is true.
    fn clause(self, expression: &Expression) -> Text {
        if let Expression::Lead(name) = expression
            && is_flag(self.program, name)
        {
            let called = field(self.program, name);
            return Text::new(called, format!("{called}が「はい」"));
        }
        self.phrase(expression)
    }

    /// A value as a noun, a condition as a clause.
    fn phrase(self, expression: &Expression) -> Text {
        match expression {
            Expression::Literal(value) => literal(value),
            Expression::Lead(name) => self.lead(name),
            Expression::Event(name) => same(self.property(name)),
            Expression::Start(name) => Text::new(format!("{name} of the start"), format!("開始時の{name}")),
            Expression::Item(name) => same(name),
            Expression::Score => Text::new("score", "スコア"),
            Expression::Rank => Text::new("rank", "ランク"),
            Expression::List(items) => list(&items.iter().map(|item| self.phrase(item)).collect::<Vec<_>>()),
            Expression::Default { value, fallback: _ } => self.phrase(value),
            Expression::Count { event: name, filter, window } => self.count(name, filter.as_deref(), window),
            Expression::Not(inner) => self.negation(inner),
            Expression::And(parts) => self.joined(parts, " and ", "、かつ"),
            Expression::Or(parts) => self.joined(parts, " or ", "、または"),
            Expression::Compare { left, comparison, right } => self.comparison(left, *comparison, right),
            Expression::In { value, list } => self.membership(value, list),
            Expression::Missing(value) => {
                let value = self.phrase(value);
                Text::new(format!("{} is missing", value.en), format!("{}が未入力", value.ja))
            }
            Expression::Segment(name) => Text::new(format!("in {name}"), format!("「{name}」に入っている")),
            Expression::Audience(name) => Text::new(format!("on {name}"), format!("「{name}」に載っている")),
            Expression::Opened { .. } | Expression::Clicked { .. } | Expression::Received { .. } => {
                reaction(expression)
            }
            Expression::Silent { what, lasting } => self.silence(what, &amount(*lasting)),
        }
    }

    fn lead(self, name: &str) -> Text {
        match name {
            "id" => Text::new("lead number", "リード番号"),
            "email" => Text::new("email address", "メールアドレス"),
            "zone" => Text::new("time zone", "タイムゾーン"),
            other => same(field(self.program, other)),
        }
    }

    /// What people call a property of the event at hand.
    fn property<'text>(self, name: &'text str) -> &'text str
    where
        Self: 'text,
    {
        let known = self.event.and_then(|event| self.program.events.get(event));
        super::called(name, known.and_then(|event| event.properties.get(name)?.documentation.as_ref()))
    }

    /// A condition that does not hold, as one would say it rather than with a "not" before it.
    fn negation(self, inner: &Expression) -> Text {
        match inner {
            Expression::Missing(value) => {
                let value = self.phrase(value);
                Text::new(format!("{} is known", value.en), format!("{}が入力済み", value.ja))
            }
            Expression::Not(inner) => self.clause(inner),
            Expression::Opened { .. } | Expression::Clicked { .. } | Expression::Received { .. } => no_reaction(inner),
            Expression::Segment(name) => Text::new(format!("not in {name}"), format!("「{name}」に入っていない")),
            Expression::Audience(name) => Text::new(format!("not on {name}"), format!("「{name}」に載っていない")),
            Expression::Lead(name) if is_flag(self.program, name) => {
                let called = field(self.program, name);
                Text::new(format!("not {called}"), format!("{called}が「はい」ではない"))
            }
            Expression::Compare { left, comparison: Comparison::Equal, right } => {
                self.comparison(left, Comparison::NotEqual, right)
            }
            Expression::Compare { left, comparison: Comparison::GreaterOrEqual, right }
                if is_one(right) && matches!(left.as_ref(), Expression::Count { .. }) =>
            {
                self.comparison(left, Comparison::Less, right)
            }
            Expression::In { value, list } if matches!(list.as_ref(), Expression::List(_)) => {
                let (value, list) = (self.phrase(value), self.alternatives(list));
                Text::new(format!("{} is not {}", value.en, list.en), format!("{}が{}ではない", value.ja, list.ja))
            }
            Expression::Silent { what, lasting } => self.response(what, &amount(*lasting)),
            Expression::And(_)
            | Expression::Or(_)
            | Expression::Compare { .. }
            | Expression::In { .. }
            | Expression::Literal(_)
            | Expression::Lead(_)
            | Expression::Event(_)
            | Expression::Start(_)
            | Expression::Item(_)
            | Expression::Score
            | Expression::Rank
            | Expression::List(_)
            | Expression::Default { .. }
            | Expression::Count { .. } => self.denied(inner),
        }
    }

    fn response(self, what: &Silent, within: &Text) -> Text {
        match what {
            Silent::Response => {
                Text::new(format!("a response in {}", within.en), format!("{}以内に反応がある", within.ja))
            }
            Silent::Event(name) => {
                let called = event(self.program, name);
                Text::new(format!("{called} in {}", within.en), format!("{}以内に「{called}」がある", within.ja))
            }
        }
    }

    fn denied(self, inner: &Expression) -> Text {
        let inner = self.clause(inner);
        Text::new(format!("not ({})", inner.en), format!("「{}」に当てはまらない", inner.ja))
    }

    fn joined(self, parts: &[Expression], en: &str, ja: &str) -> Text {
        let parts: Vec<Text> = parts
            .iter()
            .map(|part| {
                let words = self.clause(part);
                let several = matches!(part, Expression::And(several) | Expression::Or(several) if several.len() > 1);
                if several { Text::new(format!("({})", words.en), format!("（{}）", words.ja)) } else { words }
            })
            .collect();
        Text::new(join(&parts, |part| &part.en, en), join(&parts, |part| &part.ja, ja))
    }

    fn comparison(self, left: &Expression, comparison: Comparison, right: &Expression) -> Text {
        if let (Expression::Count { event: name, filter, window }, Expression::Literal(Value::Number(times))) =
            (left, right)
        {
            return self.counted(name, filter.as_deref(), window).happened(comparison, &times.normalize().to_string());
        }
        // `event.cart == start.cart`: the thing that the run is about.
        if let (Expression::Event(one), Expression::Start(other)) | (Expression::Start(one), Expression::Event(other)) =
            (left, right)
            && one == other
        {
            let called = self.property(one);
            match comparison {
                Comparison::Equal => return Text::new(format!("same {called}"), format!("開始時と同じ{called}")),
                Comparison::NotEqual => return Text::new(format!("another {called}"), format!("開始時と違う{called}")),
                Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {}
            }
        }
        let (left, right) = (self.phrase(left), self.phrase(right));
        let (en, ja) = match comparison {
            Comparison::Equal => ("is", ""),
            Comparison::NotEqual => ("is not", "ではない"),
            Comparison::Less => ("<", "未満"),
            Comparison::LessOrEqual => ("≤", "以下"),
            Comparison::Greater => (">", "より大きい"),
            Comparison::GreaterOrEqual => ("≥", "以上"),
        };
        Text::new(format!("{} {en} {}", left.en, right.en), format!("{}が{}{ja}", left.ja, right.ja))
    }

    fn membership(self, value: &Expression, list: &Expression) -> Text {
        let value = self.phrase(value);
        if let Expression::List(_) = list {
            let list = self.alternatives(list);
            return Text::new(format!("{} is {}", value.en, list.en), format!("{}が{}", value.ja, list.ja));
        }
        let list = self.phrase(list);
        Text::new(format!("{} in {}", value.en, list.en), format!("{}が「{}」に含まれる", value.ja, list.ja))
    }

    /// `“a” or “b”`.
    fn alternatives(self, list: &Expression) -> Text {
        let items: Vec<Text> = list.parts().into_iter().map(|item| self.phrase(item)).collect();
        Text::new(join(&items, |item| &item.en, " or "), join(&items, |item| &item.ja, "か"))
    }

    fn silence(self, what: &Silent, lasting: &Text) -> Text {
        match what {
            Silent::Response => {
                Text::new(format!("no response for {}", lasting.en), format!("{}反応がない", lasting.ja))
            }
            Silent::Event(name) => {
                let called = event(self.program, name);
                Text::new(format!("no {called} for {}", lasting.en), format!("{}「{called}」がない", lasting.ja))
            }
        }
    }

    fn count(self, name: &str, filter: Option<&Expression>, window: &Window) -> Text {
        let Counted { what, when } = self.counted(name, filter, window);
        Text::new(format!("number of {}{}", what.en, when.en), format!("{}{}の回数", when.ja, what.ja))
    }

    fn counted(self, name: &str, filter: Option<&Expression>, window: &Window) -> Counted {
        let what = happening(self.program, name, filter);
        let when = match window {
            Window::Ever => super::nothing(),
            Window::In(back) => {
                let back = amount(*back);
                Text::new(format!(" in {}", back.en), format!("{}以内に", back.ja))
            }
            Window::SinceStart => Text::new(" since the start", "開始後に"),
        };
        Counted { what, when }
    }
}

/// An event, with its condition in brackets: 「注文（開始時と同じcart）」.
pub(super) fn happening(program: &Program, name: &str, filter: Option<&Expression>) -> Text {
    let called = event(program, name);
    let Some(filter) = filter else { return same(called) };
    let filter = condition(program, Some(name), filter);
    Text::new(format!("{called} ({})", filter.en), format!("{called}（{}）", filter.ja))
}

/// A reaction to a mail that has come; empty for other conditions.
fn reaction(reaction: &Expression) -> Text {
    if let Expression::Opened { email } = reaction {
        return Text::new(format!("{email} opened"), format!("{email}を開封した"));
    }
    if let Expression::Received { email } = reaction {
        return Text::new(format!("{email} received"), format!("{email}を受け取った"));
    }
    let Expression::Clicked { email, link } = reaction else { return super::nothing() };
    link.as_ref().map_or_else(
        || Text::new(format!("a link in {email} clicked"), format!("{email}のリンクをクリックした")),
        |link| Text::new(format!("{email}.{link} clicked"), format!("{email}の{link}をクリックした")),
    )
}

/// A reaction to a mail that has not come; empty for other conditions.
fn no_reaction(reaction: &Expression) -> Text {
    if let Expression::Opened { email } = reaction {
        return Text::new(format!("{email} not opened"), format!("{email}を開封していない"));
    }
    if let Expression::Received { email } = reaction {
        return Text::new(format!("{email} not received"), format!("{email}を受け取っていない"));
    }
    let Expression::Clicked { email, link } = reaction else { return super::nothing() };
    link.as_ref().map_or_else(
        || Text::new(format!("no link in {email} clicked"), format!("{email}のリンクをクリックしていない")),
        |link| Text::new(format!("{email}.{link} not clicked"), format!("{email}の{link}をクリックしていない")),
    )
}

/// What is counted, and since when.
struct Counted {
    what: Text,
    when: Text,
}

impl Counted {
    /// So many times.
    fn happened(&self, comparison: Comparison, times: &str) -> Text {
        let Self { what, when } = self;
        let (en, ja) = match (comparison, times) {
            (Comparison::GreaterOrEqual, "1") | (Comparison::Greater, "0") => {
                return Text::new(format!("{}{}", what.en, when.en), format!("{}{}があった", when.ja, what.ja));
            }
            (Comparison::Less, "1") | (Comparison::LessOrEqual | Comparison::Equal, "0") => {
                return Text::new(format!("no {}{}", what.en, when.en), format!("{}{}がない", when.ja, what.ja));
            }
            (Comparison::Equal, _) => ("exactly ", ""),
            (Comparison::NotEqual, _) => ("not ", "ではない"),
            (Comparison::Less, _) => ("fewer than ", "未満"),
            (Comparison::LessOrEqual, _) => ("at most ", "以下"),
            (Comparison::Greater, _) => ("more than ", "より多い"),
            (Comparison::GreaterOrEqual, _) => ("at least ", "以上"),
        };
        let plural = if times == "1" { "" } else { "s" };
        Text::new(
            format!("{} {en}{times} time{plural}{}", what.en, when.en),
            format!("{}{}が{times}回{ja}", when.ja, what.ja),
        )
    }
}

fn is_one(expression: &Expression) -> bool {
    matches!(expression, Expression::Literal(Value::Number(number)) if number.normalize().to_string() == "1")
}

fn join(parts: &[Text], pick: impl Fn(&Text) -> &String, between: &str) -> String {
    parts.iter().map(|part| pick(part).as_str()).collect::<Vec<_>>().join(between)
}

fn list(items: &[Text]) -> Text {
    Text::new(join(items, |item| &item.en, ", "), join(items, |item| &item.ja, "・"))
}

/// A fixed value.
pub(super) fn literal(value: &Value) -> Text {
    match value {
        Value::Text(text) => Text::new(format!("“{text}”"), format!("「{text}」")),
        Value::Number(number) => same(number.normalize().to_string()),
        Value::TrueFalse(true) => Text::new("yes", "「はい」"),
        Value::TrueFalse(false) => Text::new("no", "「いいえ」"),
        Value::Date(day) => date(*day),
        Value::Datetime(at) => same(utc(*at)),
        Value::Duration(time) => amount(*time),
        Value::List(items) => list(&items.iter().map(literal).collect::<Vec<_>>()),
    }
}

/// `2026-04-01 01:00 UTC`. By the days of the proleptic Gregorian calendar, counted in eras of 400 years that begin on a
/// 1 March, so that the leap day is an era's last.
fn utc(at: Instant) -> String {
    const ERA_DAYS: i64 = 146_097;
    let days = at.0.div_euclid(DAY_MILLISECONDS) + 719_468;
    let minutes = at.0.rem_euclid(DAY_MILLISECONDS) / MINUTE_MILLISECONDS;
    let (era, day) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let year_of_era = (day - day / 1460 + day / 36_524 - day / (ERA_DAYS - 1)) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_in_utc() {
        for (milliseconds, text) in [
            (0, "1970-01-01 00:00 UTC"),
            (1_775_005_200_000, "2026-04-01 01:00 UTC"),
            (951_782_400_000, "2000-02-29 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
        ] {
            assert_eq!(utc(Instant(milliseconds)), text);
        }
    }
}
