//! Dates as people write them: `令和8年4月1日`, `2026年4月1日`, `R8.4.1`, and `8月13日` where a day of every year is meant. No name
//! looks like that, so they are told here, where it does not matter what the grammar takes them for.

use super::Scanner;
use crate::syntax::findings::OtherForm;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::recover::{day_of_month, other_date};

/// Longest such date, in characters.
const LONGEST: usize = 14;

impl Scanner<'_, '_, '_> {
    /// Reads a date that is written otherwise than the language does. False where there is none.
    pub(super) fn everyday_date(&mut self) -> bool {
        let rest = self.rest();
        let begins = |one: char| matches!(one, '令' | '平' | 'R' | 'r' | 'H' | 'h' | '0'..='9' | '０'..='９');
        if !rest.starts_with(begins) {
            return false;
        }
        let length = date_length(rest);
        let written = rest.get(..length).unwrap_or_default();
        let japanese = written.contains('年') || !written.starts_with(|one: char| one.is_numeric());
        let yearly = || {
            let line = self.text.get(self.line.begin..self.at).unwrap_or_default().trim_start();
            let closed = forms(Rule::kw_closed).iter().any(|word| line.starts_with(word));
            let month = closed && written.contains('月');
            day_of_month(written).filter(|_| month).map(|day| day.replace('-', "/"))
        };
        let date = if japanese { other_date(written) } else { None };
        let Some(meant) = date.or_else(yearly) else { return false };
        let range = self.at..self.at + length;
        let span = self.span(range.clone());
        self.report.add(&OtherForm { span, written: written.to_owned(), meant: meant.clone() });
        // A word behind it needs a blank.
        let joined =
            rest.get(length..).and_then(|rest| rest.chars().next()).is_some_and(unicode_ident::is_xid_continue);
        let blank = if joined { " " } else { "" };
        self.replace(range.clone(), &format!("{meant}{blank}"));
        self.at = range.end;
        true
    }
}

/// Bytes that may be a date: an era or a year, then numbers with what parts them.
fn date_length(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().take(LONGEST).peekable();
    while let Some((at, one)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let number = next.is_some_and(char::is_numeric);
        let fits = one.is_numeric()
            || matches!(one, '年' | '月' | '元')
            || at == 0
            || at == '令'.len_utf8() && matches!(one, '和' | '成')
            || matches!(one, '.' | '/' | '-') && number;
        if one == '日' {
            return at + one.len_utf8();
        }
        if !fits {
            break;
        }
        end = at + one.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_end_where_they_end() {
        for (text, date) in [
            ("令和8年4月1日 送信", "令和8年4月1日"),
            ("2026年4月1日送信", "2026年4月1日"),
            ("R8.4.1 10:00", "R8.4.1"),
            ("8月13日〜", "8月13日"),
            ("R8/8/13 to", "R8/8/13"),
            ("3日後", "3日"),
        ] {
            assert_eq!(text.get(..date_length(text)), Some(date), "{text}");
        }
    }
}
