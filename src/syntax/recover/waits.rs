//! Waits with a time that a wait does not have: `待つ 1週間後`, `待つ 5日 10:00 まで`, `wait 3 days at 10:00`. Whether such a time counts from here
//! or from the start of the scenario is the author's to say.

use super::decide::{Explanation, Line, failure};
use super::numbers::{amount, other_time};
use crate::diagnostic::{Fix, FixSafety, Text};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::Surface;
use std::ops::Range;

impl Line<'_> {
    /// `待つ 1週間後`: how long, not until when.
    pub(super) fn wait_after(&self) -> Option<Explanation> {
        let wait = self.tokens.first()?.range.clone();
        if !forms(Rule::kw_wait).contains(&self.slice(wait.clone())) {
            return None;
        }
        let written = self.slice(wait.end..self.text.len()).trim();
        let (length, rest) = self.length(written)?;
        // Units that do not exist have their own message.
        if !(written.ends_with('後') || written.ends_with("後に") || self.single(written).is_some()) {
            return None;
        }
        let range = self.tokens.get(1)?.range.start..self.text.len();
        let meant = amount(&length.number, length.unit);
        let edit = (range.clone(), meant.clone());
        if !rest.is_empty() || length.number == "0" || failure(self.context.rule(), &self.with(&edit)).is_some() {
            return None;
        }
        let written = self.slice(range.clone()).to_owned();
        let day = written.strip_suffix("日後").is_some_and(|number| number.bytes().all(|one| one.is_ascii_digit()));
        if !day {
            return Some(self.other_writing(range, &meant, vec![edit], FixSafety::Safe));
        }
        let until = format!("{written} まで");
        Some(self.told_both_ways(self.slice(wait), range, &meant, until))
    }

    /// `待つ 5日 10:00 まで`, `wait 3 days at 10:00`: a length of time has no time of day.
    pub(super) fn wait_with_clock(&self) -> Option<Explanation> {
        let wait = self.tokens.first()?.range.clone();
        if !forms(Rule::kw_wait).contains(&self.slice(wait.clone())) {
            return None;
        }
        let behind = self.slice(wait.end..self.text.len()).trim();
        let said = forms(Rule::kw_until)
            .iter()
            .find_map(|word| behind.strip_prefix(word).or_else(|| behind.strip_suffix(word)).map(str::trim));
        let (length, clock) = self.length(said.unwrap_or(behind))?;
        let written = clock.strip_prefix("at ").unwrap_or(clock);
        let time = other_time(written).filter(|_| written.contains([':', '：', '時', 'm']));
        let days = length.days.filter(|_| time.is_some() || said.is_some() && clock.is_empty())?;
        let until = match (self.explainer.surface, time) {
            (Surface::English, Some(time)) => format!("until day {days} at {time}"),
            (Surface::English, None) => format!("until day {days}"),
            (Surface::Japanese, Some(time)) => format!("{days}日後 {time} まで"),
            (Surface::Japanese, None) => format!("{days}日後 まで"),
        };
        let meant = amount(&length.number, length.unit);
        let range = self.tokens.get(1)?.range.start..self.text.len();
        let right = [&meant, &until]
            .into_iter()
            .all(|with| failure(self.context.rule(), &self.with(&(range.clone(), with.clone()))).is_none());
        right.then(|| self.told_both_ways(self.slice(wait), range, &meant, until))
    }

    /// A wait that may count from here or from the start of the scenario: both ways, and neither is taken by itself.
    fn told_both_ways(&self, wait: &str, range: Range<usize>, meant: &str, until: String) -> Explanation {
        let edit = (range.clone(), meant.to_owned());
        let mut told = self.other_writing(range.clone(), meant, vec![edit], FixSafety::Unsafe);
        told.diagnostic.help = Some(Text::new(
            format!(
                "write `{wait} {meant}` to wait that long from here, or `{wait} {until}` until that day of the scenario"
            ),
            format!(
                "ここから数えて待つなら `{wait} {meant}`、シナリオの開始から数えた日まで待つなら `{wait} {until}` と書いてください"
            ),
        ));
        told.diagnostic = told.diagnostic.with_fix(Fix {
            safety: FixSafety::Unsafe,
            title: Text::new(format!("write `{until}`"), format!("`{until}` に直す")),
            edits: vec![(self.span(range), until)],
        });
        told
    }
}
