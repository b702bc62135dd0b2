//! Other ways of writing what the language has: `&&` for `and`, `elif` for `else if`, `three days`, `on 3 days`, `;` at the
//! end. Each is only taken for that if the line can be read further with the change than without, so that no advice is
//! given that does not help.

use super::decide::{Explanation, Line, failure, said};
use super::numbers::{number_meant, unit_behind};
use super::tokens::{Token, TokenKind};
use crate::diagnostic::{FixSafety, fold, nearest};
use crate::syntax::findings::{MissingWord, OtherWriting};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::{KEYWORDS, forms};
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
    likely(&["when"], "if"),
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
    safe(&["end"], "stop"),
    safe(&["no", "more"], "nothing more"),
    safe(&[":", "="], "="),
    safe(&["set", "to"], "="),
    likely(&["=="], "="),
    likely(&["at", "day"], "on day"),
    // Numbers with counting words.
    safe(&["点"], ""),
    safe(&["ポイント"], ""),
    safe(&["points"], ""),
    safe(&["point"], ""),
    safe(&["pts"], ""),
    safe(&["pt"], ""),
    safe(&["回"], ""),
    safe(&["通"], " email"),
    safe(&["max"], "at most"),
    safe(&["maximum"], "at most"),
    safe(&["per"], "a"),
    safe(&["/"], "a"),
    safe(&["until"], "to"),
    // Words that English has and the language has not.
    safe(&["wait", "for"], "wait"),
    safe(&["weekdays", "from"], "weekdays"),
    safe(&["day", "from"], "day"),
    safe(&["send", "on"], "send"),
    safe(&["send", "email"], "send"),
    safe(&["send", "mail"], "send"),
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
    likely(&["mail"], "send"),
    likely(&["title"], "subject"),
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
enum Helps {
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
            .or_else(|| self.number_in_words(found?))
            .or_else(|| self.day(&tokens))
            .or_else(|| self.not_in(&tokens))
            .or_else(|| self.moment_behind(&tokens))
            .or_else(|| self.round_brackets())
            .or_else(|| self.separators())
            .or_else(|| self.list_without_brackets(found?))
            .or_else(|| self.optional_name(&tokens))
            .or_else(|| self.link_without_dot(found?))
            .or_else(|| self.points_without_sign(found?))
            .or_else(|| self.beginning(found?))
            .or_else(|| self.expected_email())
    }

    /// The tokens, with the rest of the one that the furthest point lies in for the whole of it.
    fn tokens_with(&self, found: Option<&Token>) -> Vec<Token> {
        let mut tokens = self.tokens.clone();
        if let (Some(found), Some(token)) = (found, tokens.get_mut(self.index)) {
            *token = found.clone();
        }
        tokens
    }

    fn helps(&self, edits: &[(Range<usize>, String)]) -> Helps {
        let mut text = String::with_capacity(self.text.len());
        let (mut done, mut end) = (0, 0);
        for (range, with) in edits {
            text.push_str(self.slice(done..range.start));
            text.push_str(with);
            end = text.len();
            done = range.end;
        }
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

    fn with(&self, (range, text): &(Range<usize>, String)) -> String {
        let whole = format!("{}{text}{}", self.slice(0..range.start), self.slice(range.end..self.text.len()));
        whole.trim_end().to_owned()
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
            if habit.meant == self.slice(range.clone()) || self.misspelt_known(habit, range.end) {
                return None;
            }
            let edit = self.fitted(range.clone(), habit.meant);
            let helps = self.helps(std::slice::from_ref(&edit));
            // To leave something out, or to do it behind the point at which the line fails, must mend all of it.
            let enough = if habit.meant.is_empty() {
                helps == Helps::Wholly || self.leads_on(&edit)
            } else {
                helps != Helps::No
            };
            let safety = if habit.safe { FixSafety::Safe } else { FixSafety::Unsafe };
            enough.then(|| self.other_writing(range, habit.meant, vec![edit], safety))
        })
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
        let before = self.slice(0..range.start).chars().next_back().is_none_or(char::is_whitespace);
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

    /// `three days`, `三日`, `③ days`, `半年`, `l0 days`.
    fn number_in_words(&self, found: &Token) -> Option<Explanation> {
        let wanted = [Rule::how_many, Rule::amount, Rule::integer, Rule::whole_number, Rule::unit, Rule::number];
        if !self.expects(&wanted) || !matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Other) {
            return None;
        }
        let whole = self.tokens.get(self.index).map_or(found.range.clone(), |token| token.range.clone());
        let written = self.slice(whole.clone());
        let (number, behind) = number_meant(written)?;
        let unit = unit_behind(behind, &number);
        if !behind.is_empty() && unit.is_none() {
            return None;
        }
        let meant = unit.map_or_else(|| number.clone(), |unit| format!("{number} {unit}"));
        let edit = (whole.clone(), meant.clone());
        let helps = self.helps(std::slice::from_ref(&edit)) != Helps::No;
        helps.then(|| self.other_writing(whole, &meant, vec![edit], FixSafety::Safe))
    }

    /// `on 3 days send …`, `on 3日目 send …`, `day 3 send …`, `on the 3rd day send …`.
    fn day(&self, tokens: &[Token]) -> Option<Explanation> {
        let word = |at: usize| self.tokens.get(at).map(|token| fold(self.slice(token.range.clone())));
        let is_on = |word: &str| forms(Rule::kw_on).contains(&word) || word == "the";
        let number = |at: &usize| {
            word(*at).is_some_and(|word| word == "day" || word.starts_with(|one: char| one.is_ascii_digit()))
        };
        // At the beginning of a step, or behind `on` in an expectation.
        let start = (0..tokens.len().min(self.index + 2)).find(number)?;
        let begins = (0..start).all(|at| word(at).is_some_and(|word| is_on(&word)));
        let before = (0..start).rev().take_while(|at| word(*at).is_some_and(|word| is_on(&word))).last();
        if !begins && before.is_none() {
            return None;
        }
        let first = if begins { 0 } else { before? };
        let ordinal = |word: &str| {
            let digits = word.trim_end_matches(|one: char| !one.is_ascii_digit());
            let suffix = word.get(digits.len()..).unwrap_or_default();
            let fits = ["", "st", "nd", "rd", "th", "日目", "日後", "日"].contains(&suffix);
            let number = !digits.is_empty() && digits.bytes().all(|one| one.is_ascii_digit());
            (fits && number).then(|| (digits.to_owned(), suffix.to_owned()))
        };
        let one = word(start)?;
        let (number, last) = if one == "day" {
            (ordinal(&word(start + 1)?)?.0, start + 1)
        } else {
            let (digits, suffix) = ordinal(&one)?;
            let next = word(start + 1).unwrap_or_default();
            let day = ["day", "days", "日目", "日後"].contains(&next.as_str());
            if !day && !suffix.starts_with('日') {
                return None;
            }
            (digits, if day { start + 1 } else { start })
        };
        let range = self.tokens.get(first)?.range.start..self.tokens.get(last)?.range.end;
        let meant = format!("on day {number}");
        if self.slice(range.clone()) == meant {
            return None;
        }
        let edit = (range.clone(), meant.clone());
        (self.helps(std::slice::from_ref(&edit)) != Helps::No)
            .then(|| self.other_writing(range, &meant, vec![edit], FixSafety::Safe))
    }

    /// `lead.deal not in [won, lost]`: `not` stands before the whole comparison.
    fn not_in(&self, tokens: &[Token]) -> Option<Explanation> {
        let at = self.index;
        let word = |at: usize| tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        if !forms(Rule::kw_not).contains(&word(at)) || !forms(Rule::kw_in).contains(&word(at + 1)) {
            return None;
        }
        let (operand, text) = self.before();
        let not = tokens.get(at)?.range.clone();
        let edits = vec![
            (operand.start..operand.start, "not ".to_owned()),
            (not.start..tokens.get(at + 1)?.range.start, String::new()),
        ];
        let meant = format!("not {text} {}", word(at + 1));
        (self.helps(&edits) != Helps::No).then(|| {
            self.other_writing(
                operand.start..tokens.get(at + 1).map_or(not.end, |one| one.range.end),
                &meant,
                edits,
                FixSafety::Safe,
            )
        })
    }

    /// `send thanks on day 3`: the moment stands first.
    fn moment_behind(&self, tokens: &[Token]) -> Option<Explanation> {
        let on = tokens.get(self.index)?.range.clone();
        let step = self.slice(0..on.start).trim_end();
        let moment = self.slice(on.start..self.text.len());
        if !forms(Rule::kw_on).contains(&self.slice(on)) || step.is_empty() {
            return None;
        }
        let meant = format!("{moment} {step}");
        let edit = (0..self.text.len(), meant.clone());
        (failure(self.context.rule(), &meant).is_none())
            .then(|| self.other_writing(0..self.text.len(), &meant, vec![edit], FixSafety::Safe))
    }

    /// `in (won, lost)`, `one of (a, b)`: lists stand in square brackets.
    fn round_brackets(&self) -> Option<Explanation> {
        let open = self
            .tokens
            .iter()
            .rev()
            .find(|token| token.range.start <= self.at && self.slice(token.range.clone()) == "(")?;
        let close = self
            .tokens
            .iter()
            .find(|token| token.range.start > open.range.start && self.slice(token.range.clone()) == ")")?;
        let edits = vec![(open.range.clone(), "[".to_owned()), (close.range.clone(), "]".to_owned())];
        let range = open.range.start..close.range.end;
        let inside = self.slice(open.range.end..close.range.start);
        let meant = format!("[{inside}]");
        (self.helps(&edits) != Helps::No).then(|| self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// `[a / b; c | d]`: commas stand between the values of a list.
    fn separators(&self) -> Option<Explanation> {
        let text = |token: &Token| self.slice(token.range.clone());
        let open = self.tokens.iter().rposition(|token| token.range.start <= self.at && text(token) == "[")?;
        let marks: Vec<_> = self
            .tokens
            .iter()
            .skip(open)
            .take_while(|token| text(token) != "]")
            .filter(|token| ["/", ";", "|", "；", "：", ":"].contains(&text(token)))
            .collect();
        let (first, last) = (marks.first()?, marks.last()?);
        let edits: Vec<_> = marks.iter().map(|token| (token.range.clone(), ",".to_owned())).collect();
        let helps = self.helps(&edits) == Helps::Wholly;
        let range = if marks.len() == 1 { first.range.clone() } else { first.range.start..last.range.end };
        let one = first.range.clone();
        helps.then(|| {
            let mut explanation = self.other_writing(one, ",", edits, FixSafety::Safe);
            explanation.diagnostic.primary.span = self.span(range);
            explanation
        })
    }

    /// `one of a, b`, `in a, b`: a list stands in square brackets.
    fn list_without_brackets(&self, found: &Token) -> Option<Explanation> {
        let of = self.expects(&[Rule::bracket_open]) && found.kind != TokenKind::Mark;
        let comma = self.slice(found.range.clone()) == ",";
        let start = if of {
            self.index
        } else {
            let is_in = |token: &Token| forms(Rule::kw_in).contains(&self.slice(token.range.clone()));
            self.tokens.iter().take(self.index).rposition(is_in).filter(|at| comma && at + 2 == self.index)? + 1
        };
        let listed = |token: &&Token| {
            token.kind != TokenKind::Mark || matches!(self.slice(token.range.clone()), "," | "/" | "|" | "・")
        };
        let last = self.tokens.get(start..)?.iter().take_while(listed).last()?.range.end;
        let range = self.tokens.get(start)?.range.start..last;
        let values = self.slice(range.clone()).replace(['/', '|'], ",");
        let edit = (range.clone(), format!("[{values}]"));
        (self.helps(std::slice::from_ref(&edit)) != Helps::No).then(|| {
            let meant = edit.1.clone();
            self.other_writing(range, &meant, vec![edit], FixSafety::Safe)
        })
    }

    /// `title?: text`: the mark stands behind the type.
    fn optional_name(&self, tokens: &[Token]) -> Option<Explanation> {
        let text = |at: usize| tokens.get(at).map(|token| self.slice(token.range.clone())).unwrap_or_default();
        if text(self.index) != "?" || text(self.index + 1) != ":" {
            return None;
        }
        let mark = tokens.get(self.index)?.range.clone();
        let end = tokens.get(self.index + 2)?.range.end;
        let edits = vec![(mark.clone(), String::new()), (end..end, "?".to_owned())];
        let (name, _) = self.before();
        let range = name.start..end;
        let meant = format!("{}: {}?", self.slice(name), text(self.index + 2));
        (self.helps(&edits) == Helps::Wholly).then(|| self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// `click case_study details`.
    fn link_without_dot(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::link_part]) || found.kind != TokenKind::Word {
            return None;
        }
        let (email, name) = self.before();
        if is_keyword(name) {
            return None;
        }
        let edit = (email.end..found.range.start, ".".to_owned());
        let meant = format!("{name}.{}", self.slice(found.range.clone()));
        (self.helps(std::slice::from_ref(&edit)) != Helps::No)
            .then(|| self.other_writing(email.start..found.range.end, &meant, vec![edit], FixSafety::Safe))
    }

    /// `download 10`: points have a sign.
    fn points_without_sign(&self, found: &Token) -> Option<Explanation> {
        if !self.expects(&[Rule::points]) || found.kind != TokenKind::Number {
            return None;
        }
        let edit = (found.range.start..found.range.start, "+".to_owned());
        let meant = format!("+{}", self.slice(found.range.clone()));
        (self.helps(std::slice::from_ref(&edit)) != Helps::No)
            .then(|| self.other_writing(found.range.clone(), &meant, vec![edit], FixSafety::Unsafe))
    }

    /// `expect thanks on day 3`.
    fn expected_email(&self) -> Option<Explanation> {
        let expect = self.tokens.first()?.range.clone();
        let written = self.slice(expect.clone());
        let second = self.tokens.get(1).map(|token| self.slice(token.range.clone()))?;
        if self.index < 2 || is_keyword(second) || !forms(Rule::kw_expect).contains(&written) {
            return None;
        }
        let word = *forms(Rule::kw_email).first()?;
        let edit = (expect.end..expect.end, format!(" {word}"));
        let insert = self.span(expect.end..expect.end);
        let finding = MissingWord { span: self.span(expect), after: written.to_owned(), word, insert };
        (failure(self.context.rule(), &self.with(&edit)).is_none())
            .then(|| said(&finding, vec![self.edit(edit.0, edit.1)]))
    }

    /// `3 days`, `lead.deal = won`, `after 3 days`: the word that begins a step is missing.
    fn beginning(&self, found: &Token) -> Option<Explanation> {
        if self.index > 1 || !matches!(self.context, super::Context::ScenarioLine | super::Context::StepLine) {
            return None;
        }
        let first = self.tokens.first()?;
        let instead = if self.slice(first.range.clone()) == "after" { first.range.end } else { 0 };
        let behind = self.slice(instead..self.text.len()).trim_start();
        let number = behind.starts_with(|one: char| one.is_ascii_digit());
        let word = match found.kind {
            _ if number => "wait",
            TokenKind::Word | TokenKind::Mark if self.slice(0..self.text.len()).starts_with("lead.") => "set",
            TokenKind::Word | TokenKind::Mark | TokenKind::Number | TokenKind::Text | TokenKind::Other => return None,
        };
        let edit = (0..self.text.len(), format!("{word} {behind}"));
        (failure(self.context.rule(), &edit.1).is_none()).then(|| {
            let meant = edit.1.clone();
            self.other_writing(0..self.text.len(), &meant, vec![edit], FixSafety::Unsafe)
        })
    }

    /// The one word with which the line is right: `go pricing` without `to`.
    pub(super) fn word_missing(&self, found: Option<&Token>) -> Option<Explanation> {
        let insert = self.index.checked_sub(1).and_then(|before| self.tokens.get(before))?.range.end;
        let fits = |rule: &Rule| {
            let word = forms(*rule).first()?;
            let edit = (insert..insert, format!(" {word} "));
            // A word that begins a step, or joins conditions, is the author's to choose.
            let doubtful = [Rule::kw_until, Rule::kw_not, Rule::kw_where, Rule::kw_and, Rule::kw_or].contains(rule)
                || super::Context::StepLine.starters().contains(rule) && found.is_none();
            let mends = !doubtful && (found.is_none() || self.helps(std::slice::from_ref(&edit)) == Helps::Wholly);
            let mends = mends && failure(self.context.rule(), &self.with(&edit)).is_none();
            mends.then_some(*word)
        };
        let condition = matches!(self.context, super::Context::TemplateTag | super::Context::Condition);
        if condition || found.is_some_and(|found| found.range.start < self.at) {
            return None;
        }
        // `start x`: whether `x` is an event nobody can say.
        if self.expects(&[Rule::kw_on]) && self.expects(&[Rule::kw_by]) {
            return None;
        }
        let words: Vec<_> = self.expected.iter().filter_map(fits).collect();
        // Of the steps that take a name, most send.
        let send = forms(Rule::kw_send).first().filter(|send| words.contains(send));
        let word = match (words.as_slice(), send) {
            ([only], _) | (_, Some(only)) => *only,
            _ => return None,
        };
        let (range, _) = self.before();
        let after = self.slice(0..insert).to_owned();
        let finding = MissingWord { span: self.span(range), after, word, insert: self.span(insert..insert) };
        Some(said(&finding, vec![self.edit(insert..insert, format!(" {word}"))]))
    }
}

/// Whether the language has that word.
fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.forms.contains(&word))
}
