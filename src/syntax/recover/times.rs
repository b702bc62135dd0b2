//! The time of a step in another place or form: `send thanks after 3 days`, `after 3 days send thanks`, `3 days later …`,
//! `on week 1 send …`, `翌日 送信 …`. From when such a time counts is the author's to say: from the start of the scenario or from
//! the step before. So both ways are offered and none is taken by itself; never is a time only struck out.

use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use super::numbers::{amount, unit_meant};
use super::pieces::{PieceKind, pieces};
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{FixSafety, Text};
use crate::syntax::findings::{StepTime, TimeOfStep, TwoOnOneLine};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::Surface;
use std::ops::Range;

/// Words before a length of time.
const BEFORE: [&str; 4] = ["after ", "in ", "on ", "the "];

/// Words behind a length of time, and marks before the step; what a length of time ends with.
const BEHIND: [&str; 14] =
    ["later", "after", "afterwards", "from now", ":", "：", ",", "、", "-", "—", "→", "に", "。", "."];

/// What Japanese puts behind a unit: `3週間後`, `3日目に`.
const ENDINGS: [&str; 6] = ["後に", "目に", "後", "目", "以降", "に"];

/// Single words for a length of time: how many, and of what in English.
const WORDS: &[(&str, &str, &str)] = &[
    ("the same day", "0", "days"),
    ("same day", "0", "days"),
    ("immediately", "0", "days"),
    ("today", "0", "days"),
    ("当日", "0", "days"),
    ("即日", "0", "days"),
    ("同日", "0", "days"),
    ("the next day", "1", "day"),
    ("next day", "1", "day"),
    ("tomorrow", "1", "day"),
    ("翌日", "1", "day"),
    ("翌朝", "1", "day"),
    ("明朝", "1", "day"),
    ("明日", "1", "day"),
    ("次の日", "1", "day"),
    ("翌々日", "2", "days"),
    ("明後日", "2", "days"),
    ("あさって", "2", "days"),
    ("翌営業日", "1", "business day"),
    ("next week", "1", "week"),
    ("翌週", "1", "week"),
    ("来週", "1", "week"),
    ("next month", "1", "month"),
    ("翌月", "1", "month"),
    ("来月", "1", "month"),
];

/// What begins a rhythm.
pub(super) const EVERY: [&str; 7] = ["every ", "each ", "毎日", "毎朝", "毎週", "毎月", "毎年"];

/// What joins two steps on one line.
const JOINS: [&str; 14] = ["->", "=>", "→", "⇒", ",", "、", ";", "；", "/", "then ", "and ", "＞", ">", "&"];

/// A length of time as somebody wrote it.
pub(super) struct Length {
    pub number: String,
    /// The unit, in the words of the file.
    pub unit: &'static str,
    /// How many days it is, where it is a number of days or weeks.
    pub days: Option<u32>,
}

impl Line<'_> {
    /// The first case that fits.
    pub(super) fn time_of_step(&self, found: Option<&Token>) -> Option<Explanation> {
        if self.context == super::Context::TestLine {
            return self.time_of_action().or_else(|| self.expected_day(found?));
        }
        if !matches!(self.context, super::Context::ScenarioLine | super::Context::StepLine) {
            return None;
        }
        self.wait_after()
            .or_else(|| self.wait_with_clock())
            .or_else(|| self.time_before())
            .or_else(|| self.behind_step(found?))
    }

    /// `期待 メール thanks 当日`, `expect email thanks 3 days later`.
    fn expected_day(&self, found: &Token) -> Option<Explanation> {
        let expect = self.slice(self.tokens.first()?.range.clone());
        let written = self.slice(found.range.start..self.text.len());
        // `day 3` lacks only a word.
        let (length, rest) = self.length(written).filter(|_| !written.starts_with("day "))?;
        let days = length.days.filter(|_| forms(Rule::kw_expect).contains(&expect) && rest.is_empty())?;
        let meant = match self.explainer.surface {
            Surface::English => format!("on day {days}"),
            Surface::Japanese => format!("{days}日後"),
        };
        let range = found.range.start..self.text.len();
        if self.slice(range.clone()).contains("日目") {
            let number = days.to_string();
            let edit = (range.clone(), meant);
            return failure(self.context.rule(), &self.with(&edit)).is_none().then(|| self.ordinal_day(range, &number));
        }
        let edit = (range.clone(), meant.clone());
        let sure = found.kind == TokenKind::Number && self.slice(range.clone()).contains('日');
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        failure(self.context.rule(), &self.with(&edit))
            .is_none()
            .then(|| self.other_writing(range, &meant, vec![edit], safety))
    }

    /// `翌日 9:00 送信 thanks`: with a time of day it can only be a day of the scenario.
    fn day_with_clock(&self, length: &Length, rest: &str) -> Option<Explanation> {
        let rest = rest.strip_prefix("at ").unwrap_or(rest).trim_start_matches('の');
        let word = rest.split([' ', '\u{3000}']).next()?;
        let time = super::numbers::other_time(word).filter(|_| word.contains([':', '：', '時', 'm']))?;
        let step = rest.get(word.len()..)?.trim_start();
        let days = length.days?;
        let meant = match self.explainer.surface {
            Surface::English => format!("on day {days} at {time}"),
            Surface::Japanese => format!("{days}日後 {time}"),
        };
        let range = 0..self.text.len() - step.len();
        let shown = 0..self.slice(range.clone()).trim_end().len();
        let edit = (range, format!("{meant} "));
        if step.is_empty() || failure(self.context.rule(), &self.with(&edit)).is_some() {
            return None;
        }
        Some(self.counted_from_start(shown, &meant, step, edit))
    }

    /// A day in words that is written as a day of the scenario.
    pub(super) fn counted_from_start(
        &self,
        shown: Range<usize>,
        meant: &str,
        step: &str,
        edit: (Range<usize>, String),
    ) -> Explanation {
        let mut told = self.other_writing(shown, meant, vec![edit], FixSafety::Unsafe);
        told.diagnostic.help = Some(Text::new(
            format!("write `{meant} {step}`; days count from the start of the scenario"),
            format!("`{meant} {step}` と書いてください。日数はシナリオの開始から数えます"),
        ));
        told
    }

    /// `after 3 days send thanks`.
    fn time_before(&self) -> Option<Explanation> {
        let behind = |step: &str| {
            let start = self.text.len() - step.len();
            let whole = failure(self.context.rule(), step).is_none() && !self.begins_with_time(step);
            (whole && start > 0).then(|| (0..self.slice(0..start).trim_end().len(), start))
        };
        if EVERY.iter().any(|word| self.text.starts_with(word)) || self.text.contains("ごと") {
            let at = self
                .tokens
                .iter()
                .map(|token| token.range.start)
                .find(|at| *at > 0 && behind(self.slice(*at..self.text.len())).is_some())?;
            let (time, start) = behind(self.slice(at..self.text.len()))?;
            return Some(self.rhythm(time, self.slice(start..self.text.len())));
        }
        let (length, rest) = self.length(self.text)?;
        if self.single(self.text).is_some()
            && let Some(day) = self.day_with_clock(&length, rest)
        {
            return Some(day);
        }
        let (time, start) = behind(rest)?;
        // `3日目` and `on 3 days` can only be days from the start, and have their own words.
        let written = self.slice(time.clone());
        let days = forms(Rule::unit_days).contains(&length.unit);
        if days && (written.starts_with("on ") || ["日目", "日後"].iter().any(|word| written.contains(word))) {
            return None;
        }
        let step = self.slice(start..self.text.len());
        if let Some(day) = written.strip_prefix("day ").filter(|_| length.days.is_some()) {
            let meant = format!("on day {}", day.trim_end_matches(|one: char| !one.is_ascii_digit()));
            let edit = (time.clone(), meant.clone());
            return Some(self.other_writing(time, &meant, vec![edit], FixSafety::Safe));
        }
        if length.number == "0" {
            let meant = of(self.explainer.surface, ("on day 0", "0日後"));
            let edit = (0..start, format!("{meant} "));
            return Some(self.counted_from_start(time, meant, step, edit));
        }
        Some(self.told_time(time.clone(), step, &length, false))
    }

    /// `on day 7 click guide`, `after 7 days open thanks` in a test.
    fn time_of_action(&self) -> Option<Explanation> {
        let (length, rest) = self.length(self.text)?;
        let days = length.days?;
        let action = rest.strip_prefix("at ").unwrap_or(rest);
        let start = self.text.len() - action.len();
        let range = 0..self.slice(0..start).trim_end().trim_end_matches(" at").len();
        let written = self.slice(range.clone());
        let meant = match self.explainer.surface {
            Surface::English => format!("at day {days}"),
            Surface::Japanese => format!("{days}日後"),
        };
        let whole = failure(self.context.rule(), &format!("{meant} {action}")).is_none();
        let sure = ["day ", "on day "].iter().any(|begin| written.starts_with(begin));
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        let edit = (0..start, format!("{meant} "));
        (whole && written != meant).then(|| self.other_writing(range, &meant, vec![edit], safety))
    }

    /// `send thanks after 3 days`, `send thanks at 10:00`, `send thanks -> wait 3 days`.
    fn behind_step(&self, found: &Token) -> Option<Explanation> {
        let step = self.slice(0..found.range.start).trim_end();
        if step.is_empty() || failure(self.context.rule(), step.trim_end_matches(',')).is_some() {
            return None;
        }
        let step = step.trim_end_matches(',');
        let behind = self.slice(step.len()..self.text.len()).trim();
        if let Some(two) = self.joined_steps(step, behind) {
            return Some(two);
        }
        let start = self.text.len() - self.slice(step.len()..self.text.len()).trim_start().len();
        let range = start..self.text.len();
        if self.begins_with_time(step) {
            return None;
        }
        if EVERY.iter().any(|word| behind.starts_with(word)) || behind.ends_with("ごと") || behind.ends_with("ごとに")
        {
            return Some(self.rhythm(range, step));
        }
        // `send thanks on day 3` says what it counts from.
        if forms(Rule::kw_on).iter().any(|word| begins_with_word(behind, word))
            && let Some(first) = self.moment_first(range.clone(), step, behind)
        {
            return Some(first);
        }
        if let Some((length, _)) = self.length(behind).filter(|(_, rest)| rest.is_empty()) {
            return Some(self.told_time(range, step, &length, true));
        }
        let time = behind.strip_prefix("at ").unwrap_or(behind);
        if super::numbers::other_time(time).is_some_and(|_| time.contains([':', '：', '時'])) {
            let ways = StepTime::Clock(self.timed_example(step, time));
            return Some(self.said_time(range, step, ways, Vec::new(), true));
        }
        self.moment_first(range, step, behind)
    }

    /// `send thanks next monday`: what stands behind is a moment as it is.
    fn moment_first(&self, range: Range<usize>, step: &str, behind: &str) -> Option<Explanation> {
        let mut words = [Rule::kw_on, Rule::kw_next].into_iter().flat_map(forms);
        let begins = behind.starts_with(|one: char| one.is_ascii_digit())
            || ["lead.", "event.", "start."].iter().any(|object| behind.starts_with(object))
            || words.any(|word| begins_with_word(behind, word));
        if !begins {
            return None;
        }
        let on = of(self.explainer.surface, ("on", "予定"));
        let ways = [format!("{behind} {step}"), format!("{on} {behind} {step}")];
        let meant = ways.into_iter().find(|way| failure(self.context.rule(), way).is_none())?;
        let whole = 0..range.end;
        let edit = (whole.clone(), meant.clone());
        Some(self.other_writing(whole, &meant, vec![edit], FixSafety::Safe))
    }

    /// `send thanks -> wait 3 days`.
    fn joined_steps(&self, step: &str, behind: &str) -> Option<Explanation> {
        let second = JOINS.iter().find_map(|join| behind.strip_prefix(join))?.trim_start();
        if failure(self.context.rule(), second).is_some() {
            return None;
        }
        let gap = step.len()..self.text.len() - second.len();
        let line_break = format!("\n{}", self.indentation());
        let word = second.split(char::is_whitespace).next().unwrap_or_default();
        let finding = TwoOnOneLine {
            span: self.span(gap.end..gap.end + word.len()),
            found: word.to_owned(),
            insert: self.span(gap.clone()),
            line_break: line_break.clone(),
            safety: FixSafety::Safe,
        };
        Some(said(&finding, vec![self.edit(gap, line_break)]))
    }

    /// Whether the step says its day already.
    fn begins_with_time(&self, step: &str) -> bool {
        let on =
            forms(Rule::kw_on).iter().any(|word| step.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
        on || step.starts_with(|one: char| one.is_ascii_digit())
    }

    pub(super) fn single<'t>(&self, text: &'t str) -> Option<(Length, &'t str)> {
        let (word, number, unit) = WORDS.iter().find(|(word, ..)| text.starts_with(word))?;
        let unit = unit_meant(unit, number, self.explainer.surface)?.unit;
        let rest = text.get(word.len()..)?;
        Some((Length { number: (*number).to_owned(), unit, days: days_of(number, unit) }, without(rest)))
    }

    /// The length of time that a text begins with, and the rest of the text.
    pub(super) fn length<'t>(&self, text: &'t str) -> Option<(Length, &'t str)> {
        if let Some(single) = self.single(text) {
            return Some(single);
        }
        let behind = BEFORE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start();
        if let Some(counted) = self.counted(behind) {
            return Some(counted);
        }
        let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
        let words = behind.get(digits.len()..).filter(|_| !digits.is_empty())?.trim_start();
        let skip = if words.starts_with("business ") { "business ".len() } else { 0 };
        let run = words.get(skip..)?;
        let end = run.find(|one: char| !unicode_ident::is_xid_continue(one)).unwrap_or(run.len());
        let (typed, rest) = words.split_at_checked(skip + end)?;
        let endings = ENDINGS.iter().filter_map(|ending| typed.strip_suffix(ending));
        let unit = std::iter::once(typed).chain(endings).find_map(|unit| {
            unit_meant(unit, &digits, self.explainer.surface).filter(|meant| meant.sure).map(|meant| meant.unit)
        })?;
        Some((Length { days: days_of(&digits, unit), number: digits, unit }, without(rest)))
    }

    /// `week 2`, `day 3`, `第2週`: what is counted stands first.
    fn counted<'t>(&self, text: &'t str) -> Option<(Length, &'t str)> {
        let (word, rest) =
            ["week ", "month ", "day "].iter().find_map(|word| Some((*word, text.strip_prefix(word)?)))?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let rest = rest.get(digits.len()..).filter(|_| !digits.is_empty())?;
        let unit = unit_meant(word.trim_end(), &digits, self.explainer.surface)?.unit;
        Some((Length { days: days_of(&digits, unit), number: digits, unit }, without(rest)))
    }

    /// The length of time that a text is, all of it.
    pub(super) fn whole_length(&self, text: &str) -> Option<Length> {
        self.length(text).filter(|(_, rest)| rest.is_empty()).map(|(length, _)| length)
    }

    /// A time of day without its day, with an example of both.
    pub(super) fn clock_alone(&self, time: Range<usize>, example: &str) -> Explanation {
        self.said_time(time, "", StepTime::Clock(example.to_owned()), Vec::new(), false)
    }

    pub(super) fn told_time(&self, time: Range<usize>, step: &str, length: &Length, behind: bool) -> Explanation {
        let wait = of(self.explainer.surface, ("wait", "待つ"));
        let wait = format!("{wait} {}", amount(&length.number, length.unit));
        let from_start = length.days.map(|days| match self.explainer.surface {
            Surface::English => format!("on day {days} {step}"),
            Surface::Japanese => format!("{days}日後 {step}"),
        });
        let from_start = from_start.filter(|line| failure(self.context.rule(), line).is_none());
        let ways = StepTime::Length { from_start, wait: wait.clone() };
        let lines = format!("{wait}\n{}{step}", self.indentation());
        let edits = vec![self.edit(0..self.text.len(), lines)];
        let mut told = self.said_time(time, step, ways, edits, behind);
        told.diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|(_, with)| {
            *with = with.replace('\n', &format!("\n{}", self.indentation()));
        });
        told
    }

    pub(super) fn rhythm(&self, time: Range<usize>, step: &str) -> Explanation {
        let said = pieces(self.slice(time.clone()), &self.explainer.declared.names);
        let length = said.into_iter().next().filter(|piece| piece.kind == PieceKind::Number);
        let length = length.map_or_else(|| "1週間".to_owned(), |piece| piece.text);
        let example = match self.explainer.surface {
            Surface::English => format!("repeat at most 3 times {{ {step} … wait 1 week }}"),
            Surface::Japanese => format!("くり返し 最大 3回 {{ {step} … 待つ {length} }}"),
        };
        self.said_time(time, step, StepTime::Every(example), Vec::new(), false)
    }

    /// What to write for `on day 3` alone: a step behind it, or a wait.
    pub(super) fn moment_alone(&self) -> Option<Text> {
        let steps = self.expects(&[Rule::kw_send]) && self.expects(&[Rule::kw_go]);
        let lines = matches!(self.context, super::Context::ScenarioLine | super::Context::StepLine);
        let moment =
            forms(Rule::kw_on).iter().find_map(|word| self.text.strip_prefix(word)).unwrap_or(self.text).trim();
        let (send, until) = match self.explainer.surface {
            Surface::English => ("send thanks", format!("wait until {moment}")),
            Surface::Japanese => ("送信 thanks", format!("待つ {moment} まで")),
        };
        let whole = lines && steps && failure(self.context.rule(), &until).is_none();
        whole.then(|| {
            Text::new(
                format!("write the step behind it, as in `{} {send}`; only to wait until then, write `{until}`", self.text),
                format!(
                    "`{} {send}` のように、することを続けて書いてください。その時点まで待つだけなら `{until}` と書きます",
                    self.text
                ),
            )
        })
    }

    fn timed_example(&self, step: &str, time: &str) -> String {
        let time = super::numbers::other_time(time).unwrap_or_else(|| time.to_owned());
        match self.explainer.surface {
            Surface::English => format!("on day 3 at {time} {step}"),
            Surface::Japanese => format!("3日後 {time} {step}"),
        }
    }

    fn said_time(
        &self,
        time: Range<usize>,
        step: &str,
        ways: StepTime,
        edits: Vec<crate::syntax::patch::Edit>,
        behind: bool,
    ) -> Explanation {
        let finding = TimeOfStep {
            span: self.span(time.clone()),
            written: self.original(time),
            step: step.to_owned(),
            behind,
            ways,
            whole: self.span(0..self.text.len()),
        };
        said(&finding, edits)
    }
}

/// What follows a length of time, without the words and marks that belong to it.
fn without(rest: &str) -> &str {
    let mut rest = rest.trim_start();
    while let Some(shorter) = BEHIND.iter().find_map(|word| {
        let behind = rest.strip_prefix(word)?;
        let cut =
            word.ends_with(|one: char| one.is_ascii_alphabetic()) && behind.starts_with(unicode_ident::is_xid_continue);
        (!cut).then(|| behind.trim_start())
    }) {
        rest = shorter;
    }
    rest
}

/// How many days of the calendar a length is, where it is days or weeks.
fn days_of(number: &str, unit: &str) -> Option<u32> {
    let number: u32 = number.parse().ok()?;
    if forms(Rule::unit_days).contains(&unit) {
        return Some(number);
    }
    forms(Rule::unit_weeks).contains(&unit).then(|| number.checked_mul(7)).flatten()
}

/// Whether a text begins with a word of the language, and not with a name that begins so: `on`, but not `once`. Japanese
/// words need no blank behind them.
fn begins_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !word.is_ascii() || !rest.starts_with(unicode_ident::is_xid_continue))
}
