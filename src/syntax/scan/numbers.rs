//! Numbers with commas between their digits, `50,000`: to the language a comma stands between two values.

use super::Scanner;
use crate::diagnostic::FixSafety;
use crate::syntax::findings::OtherWriting;

/// Digits in a group behind a comma.
const GROUP: usize = 3;

impl Scanner<'_, '_, '_> {
    /// Reads a number with commas. False where there is none; in a list only where a group could be no number of its own.
    pub(super) fn number_with_commas(&mut self) -> bool {
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        let joined = |one: char| matches!(one, '.' | '/' | ':' | ',') || unicode_ident::is_xid_continue(one);
        if before.is_some_and(joined) {
            return false;
        }
        let Some((length, number)) = number_with_commas(self.rest()) else { return false };
        let listed = self.line.open.last().is_some_and(|open| !matches!(open, '{' | '('));
        let sure = self.rest().get(..length).is_some_and(|written| written.contains(",0"));
        if listed && !sure {
            return false;
        }
        let range = self.at..self.at + length;
        let span = self.span(range.clone());
        let (written, edits) = (self.rest().get(..length).unwrap_or_default().to_owned(), vec![(span, number.clone())]);
        self.replace(range.clone(), &number);
        self.report.add(&OtherWriting { span, written, meant: number, edits, safety: FixSafety::Safe });
        self.at = range.end;
        true
    }
}

/// `50,000` at the beginning of a text: its bytes, and the number.
fn number_with_commas(text: &str) -> Option<(usize, String)> {
    let length = text.bytes().take_while(|one| one.is_ascii_digit() || *one == b',').count();
    let mut groups = text.get(..length)?.trim_end_matches(',').split(',');
    let first = groups.next().filter(|first| (1..=GROUP).contains(&first.len()) && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    let whole = !rest.is_empty() && rest.iter().all(|group| group.len() == GROUP);
    let bytes = first.len() + rest.iter().map(|group| group.len() + 1).sum::<usize>();
    whole.then(|| (bytes, format!("{first}{}", rest.concat())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three_digits_are_one_number() {
        assert_eq!(number_with_commas("50,000 yen"), Some((6, "50000".to_owned())));
        assert_eq!(number_with_commas("1,234,567"), Some((9, "1234567".to_owned())));
        assert_eq!(number_with_commas("1,000, 2,000"), Some((5, "1000".to_owned())));
        for other in ["50, 000", "50,00", "01,000", "5000,000", "1,2026"] {
            assert_eq!(number_with_commas(other), None, "{other}");
        }
    }
}
