//! Widths, wrapping and cleaning of text for terminals. Everything that is printed in columns or as a paragraph goes
//! through here, so that full-width text stays aligned and text of other people cannot steer the terminal.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Width of output that does not go to a terminal, and of a terminal that does not tell its width.
pub const DEFAULT_WIDTH: usize = 80;

/// Narrowest width that anything is laid out for; narrower terminals wrap by themselves.
pub const MIN_WIDTH: usize = 40;

/// Widest width that text is wrapped to: longer lines are hard to read.
pub const MAX_WIDTH: usize = 120;

/// Shown in place of a character that would steer the terminal or hide text.
pub const REPLACEMENT: char = '\u{fffd}';

/// Number of terminal columns of a text on one line.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Number of terminal columns of a character; none for a control character.
#[must_use]
pub fn char_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// Whether a character must not reach a terminal as it is: control characters, characters that turn the direction of
/// writing (they make code look different from what it does) and invisible ones that can hide in a name.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}' | '\u{61c}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with every unsafe character made visible; line feeds stay.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().map(|one| if one != '\n' && is_unsafe(one) { REPLACEMENT } else { one }).collect()
}

/// The text cleaned and on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    text.chars().map(|one| if is_unsafe(one) { REPLACEMENT } else { one }).collect()
}

/// Wraps to `columns`, at the places where the Unicode line breaking rules allow it (so also inside Japanese sentences,
/// but not before 「。」). Line feeds of the text are kept.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = Options::new(columns.max(1))
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Wraps to `columns` behind `lead`; further lines are indented to stand under the first one's text. Ends with a line feed.
#[must_use]
pub fn hanging(lead: &str, text: &str, columns: usize) -> String {
    let indent = width(lead);
    let mut out = String::new();
    for (at, line) in wrap(text, columns.saturating_sub(indent).max(MIN_WIDTH / 2)).iter().enumerate() {
        let before = if at == 0 { lead.to_owned() } else { " ".repeat(indent) };
        out.push_str(format!("{before}{line}").trim_end());
        out.push('\n');
    }
    out
}

/// The text with spaces behind it up to `columns`.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text cut to `columns`, with `…` at the end where something was cut.
#[must_use]
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for one in text.chars() {
        used += char_width(one);
        if used + 1 > columns {
            break;
        }
        out.push(one);
    }
    out.push('…');
    out
}

/// Rows with their columns aligned, two spaces apart; the last column is not padded. Every row ends with a line feed.
#[must_use]
pub fn table(rows: &[Vec<String>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, columns)| pad(cell, *columns)).collect();
        out.push_str(format!("{}{}", " ".repeat(indent), cells.join("  ")).trim_end());
        out.push('\n');
    }
    out
}

/// Least room for wrapping the last column of a table beside the others; with less it goes below them.
const LEAST_LAST_COLUMNS: usize = 24;

/// A table as by [`table`] that keeps within `columns`: a last cell that is too long is wrapped in its column, or below
/// the row where its column has no room.
#[must_use]
pub fn table_within(rows: &[Vec<String>], indent: usize, columns: usize) -> String {
    let last = rows.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(1);
    let before: Vec<Vec<String>> = rows.iter().map(|row| row.iter().take(last).cloned().collect()).collect();
    let lines = table(&before, indent);
    let taken = lines.lines().map(width).max().unwrap_or(0).max(indent);
    let mut out = String::new();
    for (line, row) in lines.lines().zip(rows) {
        let Some(cell) = row.get(last).filter(|cell| !cell.is_empty()) else {
            out.push_str(&format!("{line}\n"));
            continue;
        };
        let lead = if last == 0 { pad(line, taken) } else { format!("{}  ", pad(line, taken)) };
        if width(&lead) + width(cell) <= columns || width(&lead) + LEAST_LAST_COLUMNS <= columns {
            out.push_str(&hanging(&lead, cell, columns));
        } else {
            out.push_str(&format!("{line}\n{}", hanging(&" ".repeat(indent + 4), cell, columns)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_wraps_between_characters_but_not_before_a_full_stop() {
        let lines = wrap("これは長い文章です。改行されます。", 18);
        assert_eq!(lines, ["これは長い文章で", "す。改行されます。"]);
        assert!(lines.iter().all(|line| width(line) <= 18));
    }

    #[test]
    fn columns_count_full_width_characters_twice() {
        assert_eq!(pad("日本", 6), "日本  ");
        assert_eq!(clip("日本語です", 6), "日本…");
        assert_eq!(
            table(&[vec!["日本".into(), "a".into()], vec!["x".into(), "b".into()]], 2),
            "  日本  a\n  x     b\n"
        );
    }

    #[test]
    fn a_long_last_cell_is_wrapped_or_goes_below() {
        let row = |first: &str, last: &str| vec![first.to_owned(), last.to_owned()];
        let rows = [row("a", "x"), row("日本", "one two three four five six seven"), row("c", "")];
        assert_eq!(table_within(&rows, 2, 34), "  a     x\n  日本  one two three four five\n        six seven\n  c\n");
        let below = "  a     x\n  日本\n      one two three four\n      five six seven\n  c\n";
        assert_eq!(table_within(&rows, 2, 26), below);
        assert_eq!(table_within(&rows, 2, 80), table(&rows, 2));
        assert_eq!(table_within(&[], 2, 80), "");
    }

    #[test]
    fn steering_characters_are_made_visible() {
        assert_eq!(clean("a\u{1b}[31m\nb\u{202e}c"), "a\u{fffd}[31m\nb\u{fffd}c");
        assert_eq!(clean_line("a\nb"), "a\u{fffd}b");
    }

    #[test]
    fn further_lines_stand_under_the_first() {
        assert_eq!(
            hanging("  help: ", "one two three four five six seven", 28),
            "  help: one two three four\n        five six seven\n"
        );
    }
}
