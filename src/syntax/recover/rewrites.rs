//! Other ways of writing what the language has: `&&` for `and`, `elif` for `else if`, `three days`, `on 3 days`, `;` at the
//! end. Each is only taken for that if the line can be read further with the change than without, so that no advice is
//! given that does not help.

use super::decide::{Explanation, Line, failure, said};
use super::tokens::Token;
use crate::diagnostic::{FixSafety, fold, nearest};
use crate::syntax::findings::OtherWriting;
use std::ops::Range;

/// Another way of writing.
struct Habit {
    /// What is written, cut into tokens.
    written: &'static [&'static str],
    /// How the language writes it; empty where it leaves it out.
    meant: &'static str,
    /// Whether nothing else can be meant.
    safe: bool,
}

const fn safe(written: &'static [&'static str], meant: &'static str) -> Habit {
    Habit { written, meant, safe: true }
}

const fn likely(written: &'static [&'static str], meant: &'static str) -> Habit {
    Habit { written, meant, safe: false }
}

/// The particle of what a sentence speaks of.
const SUBJECT: &str = "が";

/// All of them; longer ones before their beginnings.
const HABITS: &[Habit] = &[
    // Conditions, as in programming languages and spreadsheets.
    safe(&["|", "|"], "or"),
    safe(&["&", "&"], "and"),
    safe(&["!==", "="], "!="),
    safe(&["!=", "="], "!="),
    safe(&["==", "="], "=="),
    safe(&["=", "!"], "!="),
    safe(&["<", ">"], "!="),
    safe(&["=", ">"], ">="),
    safe(&["=", "<"], "<="),
    safe(&[">", "="], ">="),
    safe(&["<", "="], "<="),
    safe(&["=", "="], "=="),
    safe(&["!"], "not"),
    safe(&["eq"], "=="),
    safe(&["equals"], "=="),
    safe(&["ne"], "!="),
    safe(&["at", "least"], ">="),
    safe(&["at", "most"], "<="),
    safe(&["is", "not", "missing"], "is known"),
    safe(&["is", "not", "known"], "is missing"),
    safe(&["is", "null"], "is missing"),
    safe(&["is", "empty"], "is missing"),
    safe(&["is", "not", "null"], "is known"),
    safe(&["is", "not", "empty"], "is known"),
    likely(&["is", "not"], "!="),
    likely(&["is"], "=="),
    safe(&["かつ"], "and"),
    safe(&["または"], "or"),
    safe(&["within"], "in"),
    safe(&["then"], ""),
    // Blocks.
    safe(&["elseif"], "else if"),
    safe(&["elsif"], "else if"),
    safe(&["elif"], "else if"),
    safe(&["else", "-", "if"], "else if"),
    safe(&["else"], "otherwise"),
    // Steps.
    safe(&["goto"], "go to"),
    safe(&["jump", "to"], "go to"),
    safe(&["hand", "off"], "handoff"),
    safe(&["hand", "-", "off"], "handoff"),
    safe(&["wait", "up", "to"], "await up to"),
    safe(&["wait", "upto"], "await up to"),
    safe(&["upto"], "up to"),
    safe(&["sleep"], "wait"),
    safe(&["delay"], "wait"),
    safe(&["pause"], "wait"),
    safe(&["exit"], "stop"),
    safe(&["quit"], "stop"),
    // Where others close a block with it, `stop` would end the scenario: not for a machine to decide.
    likely(&["end"], "stop"),
    safe(&["no", "more"], "nothing more"),
    safe(&[":", "="], "="),
    safe(&["set", "to"], "="),
    likely(&["=="], "="),
    likely(&["at", "day"], "on day"),
    likely(&["on"], "start on"),
    safe(&["きっかけ"], "start on"),
    // Numbers with counting words.
    safe(&["点"], ""),
    safe(&["ポイント"], ""),
    safe(&["points"], ""),
    safe(&["point"], ""),
    safe(&["pts"], ""),
    safe(&["pt"], ""),
    safe(&["回"], ""),
    safe(&["通"], " email"),
    safe(&["人"], ""),
    safe(&["名"], ""),
    safe(&["社"], ""),
    safe(&["円"], ""),
    safe(&["people"], ""),
    safe(&["persons"], ""),
    safe(&["employees"], ""),
    safe(&["yen"], ""),
    safe(&["max"], "at most"),
    safe(&["maximum"], "at most"),
    safe(&["per"], "a"),
    safe(&["/"], "a"),
    safe(&["until"], "to"),
    safe(&["〜"], "to"),
    safe(&["～"], "to"),
    safe(&["~"], "to"),
    // Words that English has and the language has not.
    safe(&["wait", "for"], "wait"),
    safe(&["weekdays", "from"], "weekdays"),
    safe(&["day", "from"], "day"),
    safe(&["send", "on"], "send"),
    safe(&["send", "email", ":"], "send"),
    safe(&["send", "mail", ":"], "send"),
    safe(&["send", "email"], "send"),
    safe(&["send", "mail"], "send"),
    safe(&["送信", "メール"], "send"),
    safe(&["送る", "メール"], "send"),
    safe(&["メール", "送信"], "send"),
    safe(&["メール", "送る"], "send"),
    safe(&["expect", "send"], "expect email"),
    safe(&["expect", "mail"], "expect email"),
    safe(&["期待", "送信"], "expect email"),
    safe(&["期待", "メール送信"], "expect email"),
    safe(&["期待", "メール", "送信"], "expect email"),
    safe(&["期待", "送る"], "expect email"),
    safe(&["to", "scenario"], "to"),
    safe(&["to", "team"], "to"),
    safe(&["for", "scenario"], "for"),
    safe(&["on", "event"], "on"),
    safe(&["on", "click"], "click"),
    safe(&["on", "open"], "open"),
    safe(&["if", "click"], "click"),
    safe(&["if", "open"], "open"),
    safe(&["working"], "business"),
    safe(&["manually"], "by hand"),
    safe(&["manual"], "by hand"),
    // What other tools call things.
    safe(&["workflow"], "scenario"),
    safe(&["journey"], "scenario"),
    safe(&["campaign"], "scenario"),
    safe(&["program"], "scenario"),
    safe(&["ワークフロー"], "scenario"),
    safe(&["ステップメール"], "scenario"),
    safe(&["キャンペーン"], "scenario"),
    likely(&["contact"], "lead"),
    likely(&["prospect"], "lead"),
    likely(&["customer"], "lead"),
    likely(&["顧客"], "lead"),
    likely(&["コンタクト"], "lead"),
    safe(&["enroll", "when"], "start on"),
    safe(&["enrol", "when"], "start on"),
    safe(&["trigger"], "start"),
    safe(&["enroll"], "start"),
    safe(&["enrol"], "start"),
    safe(&["start", ":"], "start on"),
    safe(&["開始", ":"], "開始 きっかけ"),
    likely(&["開始"], "開始 きっかけ"),
    safe(&["メール送信"], "send"),
    safe(&["メール配信"], "send"),
    safe(&["待機時間"], "wait"),
    safe(&["条件分岐"], "if"),
    safe(&["分岐"], "if"),
    safe(&["営業に通知"], "notify"),
    safe(&["再登録"], "again"),
    safe(&[SUBJECT], "=="),
    safe(&["になったら"], ""),
    safe(&["となったら"], ""),
    safe(&["になったとき"], ""),
    safe(&["になった場合"], ""),
    safe(&["になった"], ""),
    safe(&["だったら"], ""),
    safe(&["であれば"], ""),
    safe(&["の場合は"], ""),
    safe(&["のときは"], ""),
    safe(&["なら"], ""),
    safe(&["ならば"], ""),
    safe(&["の場合"], ""),
    safe(&["のとき"], ""),
    likely(&["mail"], "send"),
    safe(&["title", ":"], "subject"),
    safe(&["title"], "subject"),
    safe(&["タイトル", ":"], "subject"),
    safe(&["タイトル"], "subject"),
    safe(&["題名", ":"], "subject"),
    safe(&["題名"], "subject"),
    safe(&["表題", ":"], "subject"),
    safe(&["表題"], "subject"),
    likely(&["リスト"], "audience"),
    likely(&["名簿"], "audience"),
    likely(&["list"], "audience"),
    likely(&["同意"], "consent"),
    likely(&["平日"], "weekdays"),
    // Marks between parts and at ends.
    safe(&["(", ")"], ""),
    safe(&["-", ">"], "."),
    safe(&["-", ">"], ""),
    safe(&["=", ">"], ""),
    safe(&["→"], ""),
    safe(&["⇒"], ""),
    safe(&["="], ":"),
    safe(&[":"], "="),
    safe(&["to"], "="),
    likely(&[":"], "=="),
    likely(&["<"], "below"),
    likely(&[">", "="], "from"),
    likely(&[">="], "from"),
    safe(&[":"], ""),
    safe(&["="], ""),
    safe(&[";"], ""),
    safe(&["；"], ""),
    safe(&["."], ""),
    safe(&[","], ""),
    likely(&[")"], ""),
    likely(&["]"], ""),
    safe(&["・"], ""),
    safe(&["●"], ""),
    safe(&["■"], ""),
    safe(&["•"], ""),
    safe(&["-"], ""),
    safe(&["*"], ""),
];

/// How much a change helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Helps {
    /// Not at all.
    No,
    /// The line can be read beyond the change.
    Further,
    /// The whole line can be read.
    Wholly,
}

/// Tokens before the furthest point that a habit may begin at.
const TOKENS_BACK: usize = 2;

impl Line<'_> {
    /// The first other way of writing that fits.
    pub(super) fn rewrite(&self, found: Option<&Token>) -> Option<Explanation> {
        let tokens = self.tokens_with(found);
        let from = self.index.saturating_sub(TOKENS_BACK);
        (from..=self.index)
            .find_map(|start| self.habit_at(&tokens, start))
            .or_else(|| self.numeral())
            .or_else(|| self.number_in_words(found?))
            .or_else(|| self.enumerated())
            .or_else(|| self.day(&tokens))
            .or_else(|| self.not_in(&tokens))
            .or_else(|| self.moment_behind(&tokens))
            .or_else(|| self.round_brackets())
            .or_else(|| self.separators())
            .or_else(|| self.list_without_brackets(found?))
            .or_else(|| self.optional_name(&tokens))
            .or_else(|| self.link_without_dot(found?))
            .or_else(|| self.link_with_sign(found?))
            .or_else(|| self.points_without_sign(found?))
            .or_else(|| self.beginning(found?))
            .or_else(|| self.expected_email())
            .or_else(|| self.email_alone())
    }

    /// The tokens, with the rest of the one that the furthest point lies in for the whole of it.
    pub(super) fn tokens_with(&self, found: Option<&Token>) -> Vec<Token> {
        let mut tokens = self.tokens.clone();
        if let (Some(found), Some(token)) = (found, tokens.get_mut(self.index)) {
            *token = found.clone();
        }
        tokens
    }

    /// How much changes help, in the order of the line.
    pub(super) fn helps(&self, edits: &[(Range<usize>, String)]) -> Helps {
        let done = edits.last().map_or(0, |(range, _)| range.end);
        let mut text = self.edited(0..done, edits);
        let end = text.len();
        text.push_str(self.slice(done..self.text.len()));
        let text = text.trim_end();
        match failure(self.context.rule(), text) {
            None => Helps::Wholly,
            Some((at, _)) => {
                let read_on = text.get(end..at).is_some_and(|read| !read.trim().is_empty());
                // Beyond the point that was reached without the change, too.
                if read_on && at - end + done > self.at { Helps::Further } else { Helps::No }
            }
        }
    }

    /// A range of the line with those edits that lie in it.
    pub(super) fn edited(&self, range: Range<usize>, edits: &[(Range<usize>, String)]) -> String {
        let (mut text, mut done) = (String::new(), range.start);
        for (place, with) in edits.iter().filter(|(place, _)| place.start >= range.start) {
            text.push_str(self.slice(done..place.start));
            text.push_str(with);
            done = place.end;
        }
        text + self.slice(done..range.end)
    }

    /// The line with a change.
    pub(super) fn with(&self, edit: &(Range<usize>, String)) -> String {
        self.edited(0..self.text.len(), std::slice::from_ref(edit)).trim_end().to_owned()
    }

    fn habit_at(&self, tokens: &[Token], start: usize) -> Option<Explanation> {
        HABITS.iter().find_map(|habit| {
            let tokens = tokens.get(start..start + habit.written.len())?;
            let same = |(token, word): (&Token, &&str)| {
                let written = self.slice(token.range.clone());
                written == *word || fold(written) == fold(word)
            };
            if !tokens.iter().zip(habit.written).all(same) {
                return None;
            }
            let range = tokens.first()?.range.start..tokens.last()?.range.end;
            if self.misspelt_known(habit, range.end) {
                return None;
            }
            self.in_surface(habit.meant).into_iter().find_map(|meant| self.taken_for(habit, range.clone(), &meant))
        })
    }

    /// The explanation where the line can be read with `meant` in the place of the habit.
    fn taken_for(&self, habit: &Habit, range: Range<usize>, meant: &str) -> Option<Explanation> {
        if meant == self.slice(range.clone()) {
            return None;
        }
        let edit = self.fitted(range.clone(), meant);
        let helps = self.helps(std::slice::from_ref(&edit));
        // To leave something out, or to do it behind the point at which the line fails, must mend all of it.
        let enough = if habit.meant.is_empty() {
            helps == Helps::Wholly || self.leads_on(&edit)
        } else if habit.written == [SUBJECT] {
            // `が 30 以上`: what follows says how the two are compared.
            helps == Helps::Wholly
        } else {
            helps != Helps::No
        };
        let safety = if habit.safe { FixSafety::Safe } else { FixSafety::Unsafe };
        enough.then(|| self.other_writing(range, meant, vec![edit], safety))
    }

    /// Words of the language as the file writes them: first those of its own surface.
    pub(super) fn in_surface(&self, meant: &str) -> Vec<String> {
        let own = self.explainer.surface.phrase(meant).filter(|own| own != meant);
        own.into_iter().chain(std::iter::once(meant.to_owned())).collect()
    }

    /// `is mising`: nothing but a slip in the next word.
    fn misspelt_known(&self, habit: &Habit, end: usize) -> bool {
        let behind = self.slice(end..self.text.len()).split_whitespace().next().unwrap_or_default();
        habit.written.first() == Some(&"is") && nearest(behind, ["missing", "known"]).is_some()
    }

    /// Whether the line can be read further without a mark between its parts.
    fn leads_on(&self, edit: &(Range<usize>, String)) -> bool {
        let mark = !self.slice(edit.0.clone()).starts_with(|one: char| one.is_alphanumeric());
        mark && self.helps(std::slice::from_ref(edit)) == Helps::Further
    }

    /// The change with blanks where words would touch their neighbours.
    fn fitted(&self, range: Range<usize>, meant: &str) -> (Range<usize>, String) {
        let whole = self.explainer.text.get(..self.base + range.start).unwrap_or_default();
        let before = whole.chars().next_back().is_none_or(char::is_whitespace);
        let after = self.slice(range.end..self.text.len()).chars().next().is_none_or(char::is_whitespace);
        if meant.is_empty() {
            // A word that goes takes one of its two blanks along.
            let gap = if before && after && range.start > 0 { 1 } else { 0 };
            let blank = self.slice(range.start - gap.min(range.start)..range.start) == " ";
            let start = if blank { range.start - gap } else { range.start };
            return (start..range.end, if before || after { String::new() } else { " ".to_owned() });
        }
        let word = |one: Option<char>| one.is_some_and(unicode_ident::is_xid_continue);
        let left = if !before && word(meant.chars().next()) { " " } else { "" };
        let right = if !after && word(meant.chars().next_back()) { " " } else { "" };
        (range, format!("{left}{meant}{right}"))
    }

    pub(super) fn other_writing(
        &self,
        range: Range<usize>,
        meant: &str,
        edits: Vec<(Range<usize>, String)>,
        safety: FixSafety,
    ) -> Explanation {
        let written = self.original(range.clone());
        let spans = edits.iter().map(|(range, with)| (self.span(range.clone()), with.clone())).collect();
        let finding = OtherWriting { span: self.span(range), written, meant: meant.to_owned(), edits: spans, safety };
        said(&finding, edits.into_iter().map(|(range, with)| self.edit(range, with)).collect())
    }
}
