//! The text of a comment that allows something, `// sodate: allow F0406 because …` or `// sodate: 許可 F0406 理由 …`, and the
//! line that it speaks of.

use crate::diagnostic::fold;
use crate::source::Span;
use std::ops::Range;

/// Where the findings may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// At this place.
    Here,
    /// Anywhere in the file.
    File,
}

/// A comment as written. Ranges are bytes in its text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'t> {
    /// What it asks for, or the word that is not known.
    pub asked: Result<Asked, Range<usize>>,
    /// Codes or names.
    pub codes: Vec<Range<usize>>,
    /// Whether a reason stands behind `because` or `理由`.
    pub has_reason: bool,
    text: &'t str,
}

/// The words that ask for something.
pub(super) const WORDS: [(&str, Asked); 4] =
    [("allow", Asked::Here), ("allow-file", Asked::File), ("許可", Asked::Here), ("ファイルで許可", Asked::File)];

/// Reads a comment with its slashes; nothing where it does not speak to sodate.
pub(super) fn read(text: &str) -> Option<Written<'_>> {
    let behind_slashes = text.trim_start_matches(['/', '／']);
    let words = behind_slashes.trim_start();
    let name = words.get(..words.find([':', '：'])?)?;
    if fold(name.trim_end()) != "sodate" {
        return None;
    }
    let rest = words.get(name.len()..)?.trim_start_matches([':', '：']);
    let from = text.len() - rest.len();
    let mut tokens = tokens(text, from).peekable();
    let asked = match tokens.next() {
        Some(range) => {
            let word = fold(text.get(range.clone()).unwrap_or_default());
            WORDS.iter().find(|(known, _)| fold(known) == word).map(|(_, asked)| *asked).ok_or(range)
        }
        None => Err(from..text.len()),
    };
    let mut written = Written { asked, codes: Vec::new(), has_reason: false, text };
    for range in tokens {
        let word = text.get(range.clone()).unwrap_or_default();
        if let Some(reason) = reason_behind(word, text.get(range.end..).unwrap_or_default()) {
            written.has_reason = reason;
            break;
        }
        written.codes.push(range);
    }
    Some(written)
}

/// Whether a reason follows, where this word announces one.
fn reason_behind(word: &str, rest: &str) -> Option<bool> {
    let folded = fold(word);
    let behind = folded.strip_prefix("because").or_else(|| folded.strip_prefix("理由"))?;
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    Some(says(behind) || says(rest))
}

/// Words between blanks and commas, as ranges of `text` from `from` on.
fn tokens(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let rest = text.get(from..).unwrap_or_default();
    let separates = |one: char| one.is_whitespace() || matches!(one, ',' | '，' | '、');
    rest.split(separates)
        .scan(from, move |at, word| {
            let start = *at;
            let after = text.get(start + word.len()..).and_then(|after| after.chars().next());
            *at = start + word.len() + after.map_or(0, char::len_utf8);
            Some(start..start + word.len())
        })
        .filter(|range| !range.is_empty())
}

/// Finds the lines that the comments of a file speak of, asked in order of place. It remembers the last way down to a line of
/// code, so that a long stack of comments is gone through once.
#[derive(Debug, Default)]
pub(super) struct LinesMeant {
    /// Where the way began, and the line at its end.
    last: Option<(usize, Range<usize>)>,
}

impl LinesMeant {
    /// The line that a comment speaks of: its own where it stands behind code, otherwise the next one that is neither empty
    /// nor a comment. Empty where nothing follows.
    pub(super) fn of(&mut self, text: &str, comment: Span) -> Range<u32> {
        let (start, end) = (comment.start as usize, comment.end as usize);
        let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let before = text.get(line_start..start).unwrap_or_default();
        if !before.trim().is_empty() {
            return to_u32(line_start)..comment.end;
        }
        let rest = text.get(end..).unwrap_or_default();
        let from = end + rest.find('\n').map_or(rest.len(), |found| found + 1);
        let line = match &self.last {
            Some((began, line)) if (*began..=line.start).contains(&from) => line.clone(),
            Some(_) | None => next_code(text, from),
        };
        self.last = Some((from, line.clone()));
        to_u32(line.start)..to_u32(line.end)
    }
}

/// The next line with code from `at` on, the beginning of a line.
fn next_code(text: &str, mut at: usize) -> Range<usize> {
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() && !words.starts_with("//") {
            return at..at + line.len();
        }
        at += line.len();
    }
    at..at
}

/// What to delete so that the comment is gone: its line where it stands alone, else the comment and the blanks before it.
pub(super) fn whole(text: &str, comment: Span) -> Span {
    let before = text.get(..comment.start as usize).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let code = before.get(line_start..).unwrap_or_default().trim_end_matches([' ', '\t', '\u{3000}']);
    if code.is_empty() {
        let rest = text.get(comment.end as usize..).unwrap_or_default();
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        return Span::new(comment.file, to_u32(line_start), comment.end.saturating_add(to_u32(end)));
    }
    Span::new(comment.file, to_u32(line_start + code.len()), comment.end)
}

/// What to delete so that one code of several is gone: it with the comma and blanks behind it, or before it where it is the
/// last.
pub(super) fn one_of_several(text: &str, word: Span) -> Span {
    let separators = [',', '，', '、', ' ', '\t', '\u{3000}'];
    let after = text.get(word.end as usize..).unwrap_or_default();
    let behind = after.len() - after.trim_start_matches(separators).len();
    let comma = after.get(..behind).is_some_and(|gap| gap.contains([',', '，', '、']));
    let before = text.get(..word.start as usize).unwrap_or_default();
    let ahead = before.len() - before.trim_end_matches(separators).len();
    let comma_before = before.get(before.len() - ahead..).is_some_and(|gap| gap.contains([',', '，', '、']));
    if comma || !comma_before {
        return Span::new(word.file, word.start, word.end.saturating_add(to_u32(behind)));
    }
    Span::new(word.file, word.start.saturating_sub(to_u32(ahead)), word.end)
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn shown(text: &str) -> Option<(Result<Asked, &str>, Vec<&str>, bool)> {
        let written = read(text)?;
        let slice = |range: &Range<usize>| written.text.get(range.clone()).unwrap();
        let asked = written.asked.as_ref().map(|asked| *asked).map_err(slice);
        Some((asked, written.codes.iter().map(slice).collect(), written.has_reason))
    }

    #[test]
    fn comments_are_read_in_both_languages_and_with_full_width_marks() {
        let here = Ok(Asked::Here);
        for text in [
            "// sodate: allow F0406 because the CRM adds it",
            "//sodate:allow F0406 because: later",
            "// sodate: 許可 F0406 理由 あとで使う",
            "// sodate：許可　F0406　理由：あとで使う",
            "// Sodate: allow F0406 理由 あとで",
        ] {
            assert_eq!(shown(text), Some((here, vec!["F0406"], true)), "{text}");
        }
        assert_eq!(
            shown("// sodate: allow-file F0406, unused-name because x"),
            Some((Ok(Asked::File), vec!["F0406", "unused-name"], true))
        );
        assert_eq!(shown("// sodate: ファイルで許可 F0406、F0112 理由 x").unwrap().1, ["F0406", "F0112"]);
        assert_eq!(shown("// sodate: allow F0406"), Some((here, vec!["F0406"], false)));
        assert_eq!(shown("// sodate: allow F0406 because ."), Some((here, vec!["F0406"], false)));
        assert_eq!(shown("// sodate: allow because x"), Some((here, vec![], true)));
        assert_eq!(shown("// sodate: alow F0406 because x").unwrap().0, Err("alow"));
        assert_eq!(shown("// sodate:").unwrap().0, Err(""));
        assert_eq!(shown("// sodate is nice: yes"), None);
        assert_eq!(shown("// an ordinary comment"), None);
    }

    fn after(text: &str, delete: Span) -> String {
        format!("{}{}", &text[..delete.start as usize], &text[delete.end as usize..])
    }

    #[test]
    fn deleting_leaves_the_code_as_it_was() {
        let span = |text: &str, part: &str| {
            let at = text.find(part).unwrap();
            Span::new(FileId(0), to_u32(at), to_u32(at + part.len()))
        };
        let alone = "a\n  // sodate: x\nb\n";
        assert_eq!(after(alone, whole(alone, span(alone, "// sodate: x"))), "a\nb\n");
        let behind = "a  // sodate: x\r\nb\n";
        assert_eq!(after(behind, whole(behind, span(behind, "// sodate: x"))), "a\r\nb\n");
        let several = "// sodate: allow F0001, F0002、F0003 because x";
        let without = |code| after(several, one_of_several(several, span(several, code)));
        assert_eq!(without("F0001"), "// sodate: allow F0002、F0003 because x");
        assert_eq!(without("F0002"), "// sodate: allow F0001, F0003 because x");
        assert_eq!(without("F0003"), "// sodate: allow F0001, F0002 because x");
    }

    #[test]
    fn the_line_meant_is_the_own_one_behind_code_or_the_next_one_with_code() {
        let line = |text: &str| {
            let at = text.find("//").unwrap();
            let end = at + text[at..].find('\n').unwrap_or(text.len() - at);
            let range = LinesMeant::default().of(text, Span::new(FileId(0), to_u32(at), to_u32(end)));
            text[range.start as usize..range.end as usize].to_owned()
        };
        assert_eq!(line("a // x\nb\n"), "a // x");
        assert_eq!(line("// x\n\n  // more\n  b c\nd\n"), "  b c\n");
        assert_eq!(line("a\n// x"), "");
    }
}
