//! What belongs elsewhere, or the language does not have: a condition or a subject behind a step, a time of day without its
//! day, attachments, dates that are computed in a text, words that search in a text.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use super::numbers::other_time;
use super::tokens::TokenKind;
use crate::diagnostic::{FixSafety, Text};
use crate::syntax::findings::WrongPlace;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::{Surface, UNITS};
use std::ops::Range;

/// Tokens of a moment, at most: `on day 3 at 9:00`.
const MOST_BEFORE: usize = 6;

/// Blanks that may lie between the furthest point and what stands there.
const LONGEST_GAP: usize = 4;

/// Entries of a mail in other tools, and what takes their place here.
const NOT_HAD: &[(&[&str], Both)] = &[
    (
        &["添付", "添付ファイル", "attachment", "attachments", "attach"],
        (
            "mails have no attachments: put the file on the web and write a `link` to it",
            "ファイルは添付できません。ファイルをウェブに置き、`link` でそのアドレスを書いてください",
        ),
    ),
    (
        &["画像", "写真", "image", "picture", "logo", "ロゴ"],
        (
            "an image stands in the `body`: `![what it shows](https://…)`",
            "画像は `body` の中に `![何の画像か](https://…)` と書いてください",
        ),
    ),
    (
        &["署名", "フッター", "signature", "footer"],
        (
            "name, address and the way out stand below each mail by themselves, as the `sender` says; other lines go into the `body`",
            "社名・住所・配信停止の案内は、`sender` の内容がメールの末尾に自動で付きます。ほかの文は `body` に書いてください",
        ),
    ),
    (
        &["宛先", "送信先", "to", "cc", "bcc", "recipient", "recipients"],
        (
            "a mail goes to the lead of the scenario that sends it, and to nobody else; the team is told with `notify`",
            "メールは、シナリオを進んでいるリード本人に届きます。担当者に知らせるにはステップに `notify` と書いてください",
        ),
    ),
    (
        &["送信日時", "配信日時", "配信日", "送信日", "date", "schedule"],
        ("when a mail leaves is said by the steps of a scenario", "いつ送るかは、シナリオのステップに書いてください"),
    ),
];

/// What the lines before the first step of a scenario begin with.
const HEADS: [Rule; 11] = [
    Rule::kw_scenario,
    Rule::kw_start,
    Rule::kw_again,
    Rule::kw_one,
    Rule::kw_stop,
    Rule::kw_late,
    Rule::kw_when,
    Rule::kw_priority,
    Rule::kw_goal,
    Rule::kw_kpi,
    Rule::kw_persona,
];

/// Days of a month in words.
const DAYS_OF_MONTH: [(&str, &str); 4] = [("月末", "31日"), ("末日", "31日"), ("月初", "1日"), ("初日", "1日")];

/// A text in English and in Japanese.
type Both = (&'static str, &'static str);

/// Words that ask whether a text is part of another.
const CONTAINS: &[&str] = &[
    "contains",
    "contain",
    "includes",
    "include",
    "like",
    "matches",
    "含む",
    "を含む",
    "含んでいる",
    "を含んでいる",
    "部分一致",
    "で始まる",
];

impl Line<'_> {
    /// The first case that fits.
    pub(super) fn misplaced(&self) -> Option<Explanation> {
        self.filter()
            .or_else(|| self.not_had())
            .or_else(|| self.condition_behind())
            .or_else(|| self.trigger_filter())
            .or_else(|| self.end_of_month())
            .or_else(|| self.time_without_day())
            .or_else(|| self.fixed_invitation())
            .or_else(|| self.computed_date())
            .or_else(|| self.part_of_text())
            .or_else(|| self.word_in_front())
            .or_else(|| self.expected_first())
    }

    /// `next monday send closing`, `1 email a day`: English lines that lack their first words.
    fn word_in_front(&self) -> Option<Explanation> {
        let steps: &[(&str, FixSafety)] = &[("on ", FixSafety::Safe), ("on next ", FixSafety::Unsafe)];
        let ways = if self.context == Context::LimitEntry { &[("at most ", FixSafety::Safe)] } else { steps };
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine | Context::LimitEntry) {
            return None;
        }
        let english = self.explainer.surface == Surface::English;
        let day = ["next ", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let lower = self.text.to_lowercase();
        let count = self.context == Context::LimitEntry && lower.starts_with(|one: char| one.is_ascii_digit());
        if !english || !(count || day.iter().any(|word| lower.starts_with(word))) {
            return None;
        }
        ways.iter().find_map(|(words, safety)| {
            let meant = format!("{words}{}", self.text);
            let whole = 0..self.text.len();
            let edit = (0..0, (*words).to_owned());
            let right = failure(self.context.rule(), &meant).is_none();
            right.then(|| self.other_writing(whole, &meant, vec![edit], *safety))
        })
    }

    /// `on day 3 expect email closing`: the day stands last.
    fn expected_first(&self) -> Option<Explanation> {
        if self.context != Context::TestLine || self.explainer.surface != Surface::English {
            return None;
        }
        let is = |rule: Rule, at: usize| {
            self.tokens.get(at).is_some_and(|token| forms(rule).contains(&self.slice(token.range.clone())))
        };
        let at = (1..self.tokens.len().min(MOST_BEFORE)).find(|at| is(Rule::kw_expect, *at))?;
        let start = self.tokens.get(at)?.range.start;
        let moment = self.slice(0..start).trim();
        let day = moment.trim_start_matches("on ").trim_start_matches("at ");
        let (day, time) = match day.split(' ').collect::<Vec<_>>().as_slice() {
            ["day", number] => (*number, String::new()),
            ["day", number, time] => (*number, format!(" at {}", time.trim_start_matches("at "))),
            ["day", number, "at", time] => (*number, format!(" at {time}")),
            [..] => return None,
        };
        let meant = format!("{} on day {day}{time}", self.slice(start..self.text.len()));
        let whole = 0..self.text.len();
        let right = failure(self.context.rule(), &meant).is_none();
        right.then(|| self.other_writing(whole.clone(), &meant, vec![(whole, meant.clone())], FixSafety::Safe))
    }

    fn told(&self, range: Range<usize>, place: Text, instead: Text) -> Explanation {
        let surface = self.explainer.surface;
        let finding = WrongPlace {
            span: self.span(range.clone()),
            written: self.original(range),
            place: surface.name_words(&place),
            choice: None,
            home: None,
            instead: Some(surface.name_words(&instead)),
        };
        said(&finding, Vec::new())
    }

    /// `添付 "a.pdf"`.
    fn not_had(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        if !matches!(self.context, Context::EmailEntry | Context::VariantEntry) {
            return None;
        }
        let written = self.slice(first.clone()).to_lowercase();
        let (_, (en, ja)) = NOT_HAD.iter().find(|(words, _)| words.contains(&written.as_str()))?;
        Some(self.told(first, self.context.place(), Text::new(*en, *ja)))
    }

    /// `送信 事例 もし 開封済み お礼`, `send closing if opened case_study`, `送信 事例 件名 "…"`.
    fn condition_behind(&self) -> Option<Explanation> {
        if !matches!(self.context, Context::ScenarioLine | Context::StepLine) || self.text.contains('{') {
            return None;
        }
        let at = (1..self.tokens.len()).find(|at| {
            let word = self.tokens.get(*at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
            [Rule::kw_if, Rule::kw_when, Rule::kw_where].iter().any(|rule| forms(*rule).contains(&word))
        })?;
        let word = self.tokens.get(at)?.range.clone();
        let step = self.slice(0..word.start).trim_end().trim_end_matches(',').trim_end();
        let condition = self.slice(word.end..self.text.len()).trim();
        let right = failure(Rule::only_step_line, step).is_none() && failure(Rule::only_condition, condition).is_none();
        let whole = 0..self.text.len();
        if forms(Rule::kw_stop).contains(&step) && self.among_heads() {
            let on = self.explainer.declared.names.is(Rule::kw_event, condition);
            let word = if on { ("on", "きっかけ") } else { ("when", "条件") };
            let meant = format!("{step} {} {condition}", of(self.explainer.surface, word));
            let right = failure(self.context.rule(), &meant).is_none();
            return right
                .then(|| self.other_writing(whole.clone(), &meant, vec![(whole, meant.clone())], FixSafety::Safe));
        }
        let if_word = of(self.explainer.surface, ("if", "もし"));
        let meant = format!("{if_word} {condition} {{ {step} }}");
        // With a moment before it, or `when`, it may be asked at another time.
        let asked = forms(Rule::kw_if).contains(&self.slice(word));
        let at_once = self.tokens.first().is_some_and(|one| {
            let first = self.slice(one.range.clone());
            Context::StepLine.starters().iter().any(|rule| *rule != Rule::kw_on && forms(*rule).contains(&first))
        });
        let safety = if asked && at_once { FixSafety::Safe } else { FixSafety::Unsafe };
        right.then(|| self.other_writing(whole.clone(), &meant, vec![(whole, meant.clone())], safety))
    }

    /// `開始 きっかけ 資料請求 資料 == "導入ガイド"`: a condition on the event without its word.
    fn trigger_filter(&self) -> Option<Explanation> {
        let words: Vec<&str> = self.tokens.iter().take(3).map(|token| self.slice(token.range.clone())).collect();
        let [head, on, event] = words.as_slice() else { return None };
        let triggers = [Rule::kw_start, Rule::kw_stop].iter().any(|rule| forms(*rule).contains(head));
        if !triggers || !forms(Rule::kw_on).contains(on) || !self.explainer.declared.names.is(Rule::kw_event, event) {
            return None;
        }
        let start = self.tokens.get(3)?.range.start;
        let end = self.tokens.iter().skip(3).find(|token| self.slice(token.range.clone()) == ",");
        let end = end.map_or(self.text.len(), |comma| comma.range.start);
        let written = self.slice(start..end).trim_end();
        let plain =
            forms(Rule::kw_if).iter().find_map(|word| written.strip_prefix(word)).unwrap_or(written).trim_start();
        if !plain.contains(['=', '<', '>']) || failure(Rule::only_condition, plain).is_some() {
            return None;
        }
        let (word, object) = of(self.explainer.surface, ("where event.", "条件 イベント.")).split_once(' ')?;
        let object = if plain.split(['=', '<', '>']).next()?.contains('.') { "" } else { object };
        let meant = format!("{word} {object}{plain}");
        let edit = (start..start + written.len(), meant.clone());
        let right = failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| self.other_writing(edit.0.clone(), &meant, vec![edit.clone()], FixSafety::Unsafe))
    }

    /// `開始 毎月 月末 10:00 …`: a month that has no such day counts to its last.
    fn end_of_month(&self) -> Option<Explanation> {
        // Elsewhere `1日` is a length of time.
        let first = self.tokens.first().map(|token| self.slice(token.range.clone()))?;
        if self.context != Context::ScenarioLine || !forms(Rule::kw_start).contains(&first) {
            return None;
        }
        let (range, day) = self.tokens.iter().find_map(|token| {
            let word = self.slice(token.range.clone());
            let day = DAYS_OF_MONTH.iter().find(|(said, _)| *said == word).map(|(_, day)| *day)?;
            Some((token.range.clone(), day))
        })?;
        let edit = (range.clone(), day.to_owned());
        let right = failure(self.context.rule(), &self.with(&edit)).is_none();
        right.then(|| self.other_writing(range, day, vec![edit], FixSafety::Safe))
    }

    /// Whether the line stands behind the head of its scenario, before the first step.
    fn among_heads(&self) -> bool {
        let above = self.explainer.text.get(..self.base).unwrap_or_default();
        let above = above.get(..above.rfind('\n').unwrap_or_default()).unwrap_or_default();
        let mut lines = above.lines().rev().map(str::trim);
        let Some(line) = lines.find(|line| !line.is_empty() && !line.starts_with("//")) else { return false };
        let word = line.split([' ', '\t', '\u{3000}', ',']).next().unwrap_or_default();
        HEADS.iter().any(|rule| forms(*rule).contains(&word))
    }

    /// `15:00 クリック 事例.詳しく` in a test.
    fn time_without_day(&self) -> Option<Explanation> {
        let at = usize::from(
            self.tokens.first().is_some_and(|one| forms(Rule::kw_at).contains(&self.slice(one.range.clone()))),
        );
        let time = self.tokens.get(at)?.range.clone();
        let written = self.slice(time.clone());
        let meant = other_time(written).filter(|_| written.contains([':', '時']))?;
        if self.context != Context::TestLine {
            return None;
        }
        let action = self.slice(time.end..self.text.len()).trim().trim_start_matches(['に', ' ']);
        let example = match self.explainer.surface {
            Surface::English => format!("at day 4 {meant} {action}"),
            Surface::Japanese => format!("4日後 {meant} {action}"),
        };
        if failure(self.context.rule(), &example).is_some() {
            return None;
        }
        Some(self.clock_alone(time, &example))
    }

    /// `予定表 "相談会" 開始 "2026-06-12 14:00" …`: the moment is that of the lead's event.
    fn fixed_invitation(&self) -> Option<Explanation> {
        let first = self.tokens.first()?;
        let is_one = forms(Rule::kw_invitation).contains(&self.slice(first.range.clone()));
        if self.context != Context::EmailEntry || !is_one || self.at == 0 {
            return None;
        }
        let date = self.tokens.iter().skip(2).find(|token| {
            let text = self.slice(token.range.clone()).trim_matches('"');
            let dated =
                text.contains(['-', '/', '年', '月', ':', '時']) && text.starts_with(|one: char| one.is_ascii_digit());
            matches!(token.kind, TokenKind::Text | TokenKind::Number) && dated
        })?;
        // Behind the place where it may stand, a text is the place of the meeting.
        if date.range.start > self.at.max(first.range.end) + LONGEST_GAP {
            return None;
        }
        let instead = Text::new(
            "the moment is a value of the event that starts the scenario: declare `starts_at: datetime` in the event, write \
             `from event.starts_at`, and send the date and time with each event",
            "日時はイベントの値で指定します。イベントに `starts_at: datetime` を加えて `from event.starts_at` と書き、日時はイベントごとに渡してください",
        );
        Some(self.told(date.range.clone(), Text::new("in an `invitation`", "`invitation` の中"), instead))
    }

    /// `{{ リード.契約終了日 - 30日 }}`, `{{ 30 days before lead.contract_end }}`.
    fn computed_date(&self) -> Option<Explanation> {
        if self.context != Context::TemplateTag {
            return None;
        }
        let path = self.tokens.windows(3).find(|three| {
            let [root, dot, _] = three else { return false };
            let roots = [Rule::kw_lead, Rule::kw_event, Rule::kw_start];
            self.slice(dot.range.clone()) == "."
                && roots.iter().any(|rule| forms(*rule).contains(&self.slice(root.range.clone())))
        })?;
        let path = path.first()?.range.start..path.last()?.range.end;
        let others = [0..path.start, path.end..self.text.len()];
        let range = others.into_iter().find(|range| has_length(self.slice(range.clone())))?;
        let start = range.end - self.slice(range.clone()).trim_start().len();
        let range = start..start + self.slice(start..range.end).trim_end().len();
        let shown = self.original(path);
        let instead = Text::new(
            format!("a text shows dates as they are, `{{{{ {shown} }}}}`; keep the other date in a field of its own"),
            format!(
                "日付はそのまま `{{{{ {shown} }}}}` と差し込めます。計算した日付を見せるには、その日付を入れる項目を用意してください"
            ),
        );
        Some(self.told(
            range,
            Text::new("between `{{` and `}}`: dates are not computed there", "`{{ }}` の中（日付の計算はできません）"),
            instead,
        ))
    }

    /// `リード.役職 に 部長 を含む`, `lead.title contains "Manager"`.
    fn part_of_text(&self) -> Option<Explanation> {
        let conditions = matches!(
            self.context,
            Context::Condition
                | Context::Declaration
                | Context::ScenarioLine
                | Context::StepLine
                | Context::WhenTrigger
        );
        let word = self.tokens.iter().find(|token| {
            token.range.end > self.at && CONTAINS.contains(&self.slice(token.range.clone()).to_lowercase().as_str())
        })?;
        let dot = self
            .tokens
            .iter()
            .take_while(|token| token.range.start < word.range.start)
            .find(|token| self.slice(token.range.clone()) == ".");
        let range = word.range.clone();
        let field = self.path_before(dot?.range.start)?;
        let examples = match self.explainer.surface {
            Surface::English => (format!("{field} == \"…\""), format!("{field} in [\"…\", \"…\"]")),
            Surface::Japanese => (format!("{field} == \"…\""), format!("{field} 次のいずれか [\"…\", \"…\"]")),
        };
        let instead = Text::new(
            format!("texts are compared as a whole: write `{}`, or `{}` for one of several", examples.0, examples.1),
            format!(
                "テキストは全体で比べます。`{}`、いくつかのどれかなら `{}` と書いてください",
                examples.0, examples.1
            ),
        );
        conditions.then(|| {
            self.told(
                range,
                Text::new("in a condition: no word searches in a text", "条件の中（部分一致の条件はありません）"),
                instead,
            )
        })
    }

    /// The path with a dot at that place: `lead.title`.
    fn path_before(&self, dot: usize) -> Option<&str> {
        let at = self.tokens.iter().position(|token| token.range.start == dot)?;
        let (root, field) = (self.tokens.get(at.checked_sub(1)?)?, self.tokens.get(at + 1)?);
        Some(self.slice(root.range.start..field.range.end))
    }
}

/// Whether the first number in a text is that of a length of time.
fn has_length(text: &str) -> bool {
    let number = text.trim_start_matches(|one: char| !one.is_ascii_digit());
    let unit = number.trim_start_matches(|one: char| one.is_ascii_digit() || one == ' ');
    !number.is_empty() && UNITS.iter().flat_map(|rule| forms(*rule)).any(|form| unit.starts_with(form))
}
