//! Lines that are read by what they have in them, whatever the order and the words between: `反応を7日間待つ {`,
//! `14日間反応なし`, `保証 7日間に3通まで`, `repeat 3 times {`. Nothing but known words may be left over, so that no line is taken for another.

use super::Context;
use super::bounds::{Bound, bound, has_word};
use super::decide::{Explanation, Line, failure};
use super::measures::{FILLERS, MAILS, NO_MORE, TIMES, amounts, counted, is_most, only};
use super::rewrites::Helps;
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::Surface;

/// Longest part of a line that is read so, in bytes.
const LONGEST: usize = 200;

/// Most tokens of a part of a condition that is read so.
const MOST_TOKENS: usize = 7;

/// Words of waiting for a reaction.
const WAITS: &[&str] = &[
    "反応待ち",
    "反応",
    "待ち",
    "待つ",
    "待機",
    "await",
    "wait",
    "response",
    "reaction",
    "responses",
    "reply",
    "answer",
];

/// Words of a silence.
const SILENT: &[&str] = &["なし", "無し", "がない", "がなければ", "がなかった", "ない", "no", "without"];

/// Words of mail that does not come.
const NOT_SENT: &[&str] = &[
    "送らない",
    "送信しない",
    "配信しない",
    "届かない",
    "禁止",
    "なし",
    "止める",
    "一切",
    "メール",
    "no",
    "not",
    "never",
    "email",
    "emails",
    "mail",
    "send",
];

/// Words of an end.
const ENDS: &[&str] = &[
    "すべて",
    "全て",
    "経路",
    "シナリオ",
    "必ず",
    "終了",
    "終わる",
    "終わり",
    "完了",
    "every",
    "all",
    "path",
    "paths",
    "scenario",
    "scenarios",
    "ends",
    "end",
];

/// Words of a gap between mails.
const GAPS: &[&str] = &[
    "間隔",
    "配信間隔",
    "送信間隔",
    "メール",
    "配信",
    "送信",
    "以上",
    "あける",
    "空ける",
    "開ける",
    "gap",
    "interval",
    "between",
    "apart",
    "emails",
    "mails",
    "email",
    "mail",
    "each",
    "leave",
];

/// Words of what comes again.
const REPEATS: &[&str] =
    &["くり返し", "くり返す", "繰り返し", "繰り返す", "繰返し", "リピート", "ループ", "repeat", "loop"];

impl Line<'_> {
    /// The first reading that fits.
    pub(super) fn loosely(&self) -> Option<Explanation> {
        if self.text.len() > LONGEST {
            return None;
        }
        self.awaiting()
            .or_else(|| self.repeating())
            .or_else(|| self.promise())
            .or_else(|| self.gap())
            .or_else(|| self.parts_of_conditions())
    }

    /// The line in the words of the file, if that is right, with a fix of all of it up to its brace.
    fn instead(&self, japanese: String, english: String, end: usize) -> Option<Explanation> {
        let meant = match self.explainer.surface {
            Surface::English => english,
            Surface::Japanese => japanese,
        };
        let range = 0..self.slice(0..end).trim_end().len();
        let edit = (range.clone(), meant.clone());
        let right = failure(self.context.rule(), &self.with(&edit)).is_none();
        (right && meant != self.slice(range.clone()))
            .then(|| self.other_writing(range, &meant, vec![edit], FixSafety::Safe))
    }

    /// Where the brace stands that the line ends with; its end where its kind of place has none.
    fn before_brace(&self) -> Option<usize> {
        let head = matches!(self.context, Context::AwaitLimit | Context::RepeatLimit);
        let steps = matches!(self.context, Context::ScenarioLine | Context::StepLine);
        self.text.strip_suffix('{').map(str::len).filter(|_| steps).or_else(|| head.then_some(self.text.len()))
    }

    /// `反応を7日間待つ {`, `待つ 最大 7日 {`, `wait 7 days for a reaction {`.
    fn awaiting(&self) -> Option<Explanation> {
        let end = self.before_brace()?;
        let head = self.slice(0..end);
        let length = amounts(head, self.explainer.surface).next()?;
        let waits = ["待", "await", "wait"].iter().any(|word| head.contains(word));
        if !waits || !is_most(head) || !only(head, &length.range, &[WAITS, FILLERS]) {
            return None;
        }
        let (number, unit) = (&length.number, length.unit);
        self.instead(format!("反応待ち 最大 {number}{unit}"), format!("await up to {number} {unit}"), end)
    }

    /// `くり返し 3回 {`, `3回繰り返す {`, `repeat 3 times {`.
    fn repeating(&self) -> Option<Explanation> {
        let end = self.before_brace()?;
        let head = self.slice(0..end);
        let times = counted(head, TIMES)?;
        if !REPEATS.iter().any(|word| head.contains(word))
            || !is_most(head)
            || !only(head, &times.range, &[REPEATS, FILLERS])
        {
            return None;
        }
        let number = &times.number;
        self.instead(format!("くり返し 最大 {number}回"), format!("repeat at most {number} times"), end)
    }

    /// What `ensure` holds, in other words.
    fn promise(&self) -> Option<Explanation> {
        let first = self.tokens.first()?.range.clone();
        if self.context != Context::Declaration || !forms(Rule::kw_ensure).contains(&self.slice(first.clone())) {
            return None;
        }
        let says = self.slice(first.end..self.text.len()).trim();
        let end = self.text.len();
        if let Some(length) = amounts(says, self.explainer.surface).next().filter(|_| is_most(says)) {
            let (number, unit) = (&length.number, length.unit);
            let rest = format!("{} {}", says.get(..length.range.start)?, says.get(length.range.end..)?);
            let no_more = if bound(says) == Bound::AtMost { NO_MORE } else { &[] };
            let words: [&[&str]; 4] = [MAILS, &["メール"], no_more, FILLERS];
            if let Some(mails) = counted(&rest, MAILS).filter(|mails| only(&rest, &mails.range, &words)) {
                let count = &mails.number;
                return self.instead(
                    format!("保証 期間 {number}{unit} 最大 {count}通"),
                    format!("ensure at most {count} emails in {number} {unit}"),
                    end,
                );
            }
            let ends = ["終", "完了", "end"].iter().any(|word| rest.contains(word));
            if !ends || !only(&rest, &(0..0), &[ENDS, FILLERS]) {
                return None;
            }
            let english = format!("ensure every path ends within {number} {unit}");
            return self.instead(format!("保証 すべての 経路 {number}{unit}以内 終了"), english, end);
        }
        self.silence_after(says)
    }

    /// `保証 引き渡し後はメールを送らない`.
    fn silence_after(&self, says: &str) -> Option<Explanation> {
        let (cause, rest) = says.split_once('後')?;
        let negative = ["ない", "なし", "禁止", "止"].iter().any(|word| rest.contains(word));
        let cause = cause.trim().trim_end_matches('の');
        if cause.is_empty() || !negative || !only(rest, &(0..0), &[NOT_SENT, FILLERS]) {
            return None;
        }
        let english = format!("ensure no email after {cause}");
        self.instead(format!("保証 {cause} 後 メール なし"), english, self.text.len())
    }

    /// `間隔 3日以上`, `メールの間隔は3日`, `3 days between emails`.
    fn gap(&self) -> Option<Explanation> {
        if self.context != Context::LimitEntry {
            return None;
        }
        let length = amounts(self.text, self.explainer.surface).next()?;
        let speaks = ["間隔", "あける", "空ける", "開ける", "gap", "interval", "between", "apart"];
        let bounded = matches!(bound(self.text), Bound::Open | Bound::AtLeast);
        if !bounded
            || !speaks.iter().any(|word| self.text.contains(word))
            || !only(self.text, &length.range, &[GAPS, FILLERS])
        {
            return None;
        }
        let (number, unit) = (&length.number, length.unit);
        self.instead(
            format!("間隔 最低 {number}{unit}"),
            format!("at least {number} {unit} between emails"),
            self.text.len(),
        )
    }

    /// Parts of a condition, or of the rule of a score.
    fn parts_of_conditions(&self) -> Option<Explanation> {
        if !self.text.contains(|one: char| one.is_ascii_digit()) {
            return None;
        }
        let starts = 0..self.tokens.len();
        let from = self.index.saturating_sub(MOST_TOKENS);
        starts.skip(from).take(MOST_TOKENS + 1).find_map(|start| {
            let ends = (start..self.tokens.len().min(start + MOST_TOKENS)).rev();
            ends.into_iter().find_map(|end| {
                let range = self.tokens.get(start)?.range.start..self.tokens.get(end)?.range.end;
                if range.end <= self.tokens.get(self.index.min(self.tokens.len() - 1))?.range.start {
                    return None;
                }
                let text = self.slice(range.clone());
                let (meant, safety) = self.silence_in(text).or_else(|| self.times_in(text))?;
                let edit = (range.clone(), meant.clone());
                let helps = meant != text && self.helps(std::slice::from_ref(&edit)) == Helps::Wholly;
                helps.then(|| self.other_writing(range, &meant, vec![edit], safety))
            })
        })
    }

    /// `14日間反応なし`, `no response within 14 days`.
    fn silence_in(&self, text: &str) -> Option<(String, FixSafety)> {
        let surface = self.explainer.surface;
        let length = amounts(text, surface).next()?;
        let rest = format!("{} {}", text.get(..length.range.start)?, text.get(length.range.end..)?);
        let response =
            forms(Rule::kw_response).iter().find(|word| rest.contains(**word)).map(|word| (*word).to_owned());
        let is_response = response.is_some();
        let subject = response.or_else(|| self.event_in(&rest))?;
        let at = rest.find(&subject)?;
        let around = format!("{} {}", rest.get(..at)?, rest.get(at + subject.len()..)?);
        let silent = SILENT.iter().any(|word| has_word(&around, word));
        if !silent || !only(&around, &(0..0), &[SILENT, &["any"], FILLERS]) {
            return None;
        }
        let subject = if is_response { surface.word(Rule::kw_response)?.to_owned() } else { subject };
        let (number, unit) = (&length.number, length.unit);
        let meant = match surface {
            Surface::English => format!("no {subject} for {number} {unit}"),
            Surface::Japanese => format!("{subject} なし 期間 {number}{unit}"),
        };
        Some((meant, FixSafety::Safe))
    }

    /// `行動あり 資料請求 3回以上`, `7日以内に 資料請求 3回`, `did download 3 times`.
    fn times_in(&self, text: &str) -> Option<(String, FixSafety)> {
        let surface = self.explainer.surface;
        let length = amounts(text, surface).next();
        let range = length.as_ref().map_or(0..0, |length| length.range.clone());
        let rest = format!("{} {}", text.get(..range.start)?, text.get(range.end..)?);
        let did = forms(Rule::kw_did).iter().any(|word| rest.contains(word));
        if !did && counted(&rest, TIMES).is_none() {
            return None;
        }
        let event = self.event_in(&rest)?;
        let at = rest.find(&event)?;
        let left = format!("{} {}", rest.get(..at)?, rest.get(at + event.len()..)?);
        let window = length.map(|length| match surface {
            Surface::English => format!(" in {} {}", length.number, length.unit),
            Surface::Japanese => format!(" 期間 {}{}", length.number, length.unit),
        });
        let Some(times) = counted(&left, TIMES) else {
            let meant = format!("{} {event}{}", surface.word(Rule::kw_did)?, window?);
            return (did && only(&left, &(0..0), &[forms(Rule::kw_did), FILLERS])).then_some((meant, FixSafety::Safe));
        };
        let behind = left.get(times.range.end..)?;
        // `7日以内に`, `within 7 days`: the bound of the length, not of the count.
        let own = format!("{} {behind}", left.get(..times.range.start)?).replace("以内", " ").replace("within", " ");
        let (sign, sure) = match bound(&own) {
            Bound::Open => (">=", false),
            Bound::AtLeast => (">=", true),
            Bound::Above => (">", true),
            Bound::Below => ("<", true),
            Bound::AtMost => ("<=", true),
        };
        let bounds: &[&str] = &["以上", "以下", "未満", "超", "or", "less", "fewer", "under", "below", "over"];
        let negated = ["no", "not"].iter().any(|word| has_word(&own, word));
        if negated && sign != "<=" || !only(&left, &times.range, &[forms(Rule::kw_did), bounds, NO_MORE, FILLERS]) {
            return None;
        }
        let (count, window) = (surface.word(Rule::kw_count)?, window.unwrap_or_default());
        let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
        Some((format!("{count}({event}){window} {sign} {}", times.number), safety))
    }

    /// The first event that the file declares and the text names.
    fn event_in(&self, text: &str) -> Option<String> {
        let mut starts = text.char_indices().map(|(at, _)| at);
        let declared = &self.explainer.declared.names;
        starts.find_map(|at| {
            declared.at(text.get(at..)?).filter(|name| declared.is(Rule::kw_event, name)).map(str::to_owned)
        })
    }
}
