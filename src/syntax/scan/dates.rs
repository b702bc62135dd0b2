//! Dates as people write them: `令和8年4月1日`, `2026年4月1日（水） 午前10時`, `R8.4.1`, and `8月13日` where a day of every year is
//! meant. No name looks like that, so they are told here, where it does not matter what the grammar takes them for.

use super::Scanner;
use crate::syntax::findings::OtherForm;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::recover::{Moment, date_length, day_of_month, english_date, moment_at, other_date};

/// What stands before a value: there a moment is written in quotes.
const BEFORE_VALUES: [char; 8] = [':', '：', '=', '＝', '<', '>', '＜', '＞'];

impl Scanner<'_, '_, '_> {
    /// Reads a date, and a time behind it, that is written otherwise than the language does. False where there is none.
    pub(super) fn everyday_date(&mut self) -> bool {
        let rest = self.rest();
        let begins = |one: char| matches!(one, '令' | '平' | 'R' | 'r' | 'H' | 'h' | '0'..='9' | '０'..='９');
        if !rest.starts_with(begins) && english_date(rest).is_none() {
            return false;
        }
        if let Some(moment) = moment_at(rest).filter(|moment| self.is_everyday(moment)) {
            let value = self.line_before().trim_end().ends_with(BEFORE_VALUES);
            let meant =
                if value && moment.time.is_some() { format!("\"{}\"", moment.written()) } else { moment.written() };
            self.other_form(moment.length, meant);
            return true;
        }
        let length = date_length(rest);
        let written = rest.get(..length).unwrap_or_default();
        let japanese = written.contains('年') || !written.starts_with(|one: char| one.is_numeric());
        let yearly = || {
            let closed = forms(Rule::kw_closed).iter().any(|word| self.line_before().trim_start().starts_with(word));
            let month = closed && written.contains('月');
            day_of_month(written).filter(|_| month).map(|day| day.replace('-', "/"))
        };
        let date = if japanese { other_date(written) } else { None };
        let Some(meant) = date.or_else(yearly) else { return false };
        self.other_form(length, meant);
        true
    }

    /// What the line has before the place under the scanner.
    fn line_before(&self) -> &str {
        self.text.get(self.line.begin..self.at).unwrap_or_default()
    }

    /// Whether it is surely another writing: digits with dots may be anything, unless they have an era.
    fn is_everyday(&self, moment: &Moment) -> bool {
        let written = self.rest().get(..moment.length).unwrap_or_default();
        let era = !written.starts_with(|one: char| one.is_numeric());
        let months = written.contains(|one: char| one.is_ascii_alphabetic());
        !moment.plain && (written.contains(['年', '/', '-', '／', '－']) || era || months)
    }

    fn other_form(&mut self, length: usize, meant: String) {
        let range = self.at..self.at + length;
        let written = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let behind = self.text.get(range.end..).and_then(|rest| rest.chars().next());
        // A word behind it needs a blank.
        let blank = if behind.is_some_and(unicode_ident::is_xid_continue) { " " } else { "" };
        self.replace(range.clone(), &format!("{meant}{blank}"));
        self.report.add(&OtherForm { span: self.span(range.clone()), written, meant: format!("{meant}{blank}") });
        self.at = range.end;
    }
}
