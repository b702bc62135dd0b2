//! Sizes of texts without a font at hand: generous widths by kind of character (wide ones are a full em, half-width kana
//! half of one), and wrapping to a width in pixels where the Unicode line breaking rules allow it.

use textwrap::WordSeparator;
use unicode_width::UnicodeWidthChar;

/// Shown in place of a character that XML cannot hold or that would turn or hide the text around it.
const REPLACEMENT: char = '\u{fffd}';

/// A text in lines, and how much room it takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Lines, top to bottom.
    pub lines: Vec<Line>,
    /// Width of the longest line, in pixels.
    pub width: f64,
    /// Height of all lines, in pixels.
    pub height: f64,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its characters.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The name of the picture.
    Title,
    /// Words of a box.
    Text,
    /// A heading in small letters.
    Heading,
    /// Small letters.
    Note,
}

impl Style {
    /// Height of letters, in pixels.
    #[must_use]
    pub const fn size(self) -> f64 {
        match self {
            Self::Title => 20.0,
            Self::Text => 14.0,
            Self::Heading | Self::Note => 12.0,
        }
    }

    /// Distance from line to line, in pixels.
    #[must_use]
    pub const fn line_height(self) -> f64 {
        match self {
            Self::Title => 28.0,
            Self::Text => 20.0,
            Self::Heading | Self::Note => 17.0,
        }
    }
}

impl Block {
    /// The text wrapped to `width` pixels, in at most `lines` lines, about equally long; what is left out is told by `…`.
    #[must_use]
    pub fn wrapped(text: &str, style: Style, width: f64, lines: usize) -> Self {
        Self::broken(text, style, width, lines, Lines::Even)
    }

    /// The same with lines as long as they can well be.
    #[must_use]
    pub fn filled(text: &str, style: Style, width: f64, lines: usize) -> Self {
        Self::broken(text, style, width, lines, Lines::Full)
    }

    fn broken(text: &str, style: Style, width: f64, lines: usize, aim: Lines) -> Self {
        let columns = width / style.size();
        Self::of(well_broken(&clean(text), columns, lines, aim), style, columns, lines)
    }

    fn of(mut wrapped: Vec<String>, style: Style, columns: f64, lines: usize) -> Self {
        if wrapped.len() > lines {
            wrapped.truncate(lines);
            if let Some(last) = wrapped.last_mut() {
                *last = clipped(last, columns);
            }
        }
        let mut block = Self::default();
        for line in wrapped {
            block.push(line, style);
        }
        block
    }

    /// Adds another text below.
    pub fn add(&mut self, other: Self) {
        self.width = self.width.max(other.width);
        self.height += other.height;
        self.lines.extend(other.lines);
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn push(&mut self, text: String, style: Style) {
        self.width = self.width.max((ems(&text) * style.size()).ceil());
        self.height += style.line_height();
        self.lines.push(Line { text, style });
    }
}

/// The text without characters that XML cannot hold or that steer what stands around them.
#[must_use]
pub fn clean(text: &str) -> String {
    let unsafe_one = |one: char| {
        (one.is_control() && one != '\n')
            || matches!(one, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}'
                | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars()
        .map(|one| {
            if one == '\t' {
                ' '
            } else if unsafe_one(one) {
                REPLACEMENT
            } else {
                one
            }
        })
        .collect()
}

/// Width of a text in ems.
#[must_use]
pub fn ems(text: &str) -> f64 {
    text.chars().map(em).sum()
}

/// Width of a character in ems: at least as wide as in the usual sans-serif fonts.
fn em(one: char) -> f64 {
    match one.width().unwrap_or(0) {
        0 => 0.0,
        1 => match one {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.36,
            'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | '"' => 0.44,
            'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' | '→' | '“' | '”' => 1.0,
            '＿' | '_' => 0.6,
            'A'..='Z' | '&' | '+' | '<' | '>' | '=' => 0.74,
            // Half-width kana.
            '\u{ff61}'..='\u{ff9f}' => 0.56,
            ' '..='~' => 0.62,
            // Letters of other scripts.
            _ => 0.8,
        },
        _ => 1.0,
    }
}

/// The text in lines of at most `columns` ems; its own line feeds stay.
#[must_use]
pub fn wrapped(text: &str, columns: f64) -> Vec<String> {
    text.lines().flat_map(|line| wrap(line, columns)).collect()
}

/// What lines should be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// About equally long, as in a box.
    Even,
    /// Long, as in a paragraph.
    Full,
}

/// The same broken where it reads best: after punctuation or a particle rather than inside a word, and without a lonely last
/// character. It takes one line more than need be, up to `most`, where that spares a bad break.
#[must_use]
pub fn well_broken(text: &str, columns: f64, most: usize, aim: Lines) -> Vec<String> {
    /// Longer texts, in parts between places to break, are broken as they come.
    const MOST_PARTS: usize = 200;
    /// What one line more is worth beside a bad break.
    const LINE: f64 = 1.8;
    let greedy = wrapped(text, columns);
    let parts: Vec<(&str, &str)> =
        WordSeparator::UnicodeBreakProperties.find_words(text).map(|word| (word.word, word.whitespace)).collect();
    let too_long = parts.iter().any(|(word, _)| ems(word) > columns);
    if greedy.len() < 2 || greedy.len() > most || text.trim().contains('\n') || too_long || parts.len() > MOST_PARTS {
        return greedy;
    }
    let best = |lines| best_breaks(&parts, lines, columns, aim);
    let more = (greedy.len() < most).then(|| best(greedy.len() + 1)).flatten();
    match (best(greedy.len()), more) {
        (Some((burden, _)), Some((with_more, lines))) if with_more + LINE < burden => lines,
        (Some((_, lines)), _) => lines,
        (None, _) => greedy,
    }
}

/// The breaks into so many lines with the least strain and the most equal lines, by trying all of them line by line.
fn best_breaks(parts: &[(&str, &str)], lines: usize, columns: f64, aim: Lines) -> Option<(f64, Vec<String>)> {
    /// What a line as unequal as can be is worth beside a bad break.
    const UNEQUAL: f64 = 6.0;
    /// The same for a line of a paragraph.
    const SHORT: f64 = 2.0;
    let text = |from: usize, to: usize| -> String {
        let parts = parts.get(from..to).unwrap_or_default();
        parts.iter().flat_map(|(word, space)| [*word, *space]).collect::<String>().trim().to_owned()
    };
    let even = ems(&text(0, parts.len())) / usize_to_f64(lines);
    // For each number of parts the least burden with which they fill the lines so far, and where the last line begins.
    let mut best: Vec<Option<f64>> = vec![None; parts.len() + 1];
    best.first_mut().map(|first| *first = Some(0.0))?;
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for _ in 0..lines {
        let mut next: Vec<Option<f64>> = vec![None; parts.len() + 1];
        let mut begin = vec![0; parts.len() + 1];
        for (from, burden) in best.iter().enumerate().filter_map(|(from, burden)| Some((from, (*burden)?))) {
            for to in from + 1..=parts.len() {
                let line = text(from, to);
                let width = ems(&line);
                if width > columns {
                    break;
                }
                let spaced = parts.get(to - 1).is_some_and(|(_, space)| !space.is_empty());
                let after = parts.get(to).and_then(|(word, _)| word.chars().next());
                // A space is a place to break, but not before what is said of a name.
                let after = after.filter(|after| !spaced || matches!(after, '様' | 'さ'));
                let strain = line.chars().last().zip(after).map_or(0.0, |(before, after)| strain(before, after));
                let is_last = to == parts.len();
                let (wanted, worth) = match aim {
                    Lines::Even => (even, UNEQUAL),
                    Lines::Full if is_last => (width.max(columns / 4.0), SHORT),
                    Lines::Full => (columns, SHORT),
                };
                let burden = burden + strain + worth * ((width - wanted) / columns).powi(2);
                let (Some(known), Some(begin)) = (next.get_mut(to), begin.get_mut(to)) else { continue };
                if known.is_none_or(|known| burden < known) {
                    (*known, *begin) = (Some(burden), from);
                }
            }
        }
        best = next;
        begins.push(begin);
    }
    let burden = best.last().copied().flatten()?;
    let mut found = Vec::new();
    let mut end = parts.len();
    for begin in begins.iter().rev() {
        let from = begin.get(end).copied()?;
        found.push(text(from, end));
        end = from;
    }
    found.reverse();
    Some((burden, found))
}

fn usize_to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// How bad a break between two characters is.
fn strain(before: char, after: char) -> f64 {
    #[derive(PartialEq)]
    enum Script {
        Hiragana,
        Katakana,
        Other,
    }
    let script = |one: char| match one {
        'ぁ'..='ゟ' => Script::Hiragana,
        'ァ'..='ヿ' => Script::Katakana,
        _ => Script::Other,
    };
    // A quotation, a value or a share belongs to what follows it: 「…」が, 〔価格〕円, 3%以上.
    if matches!(before, '」' | '』' | '〕' | '”' | '%') && after.is_alphanumeric() {
        return if before == '」' && script(after) != Script::Hiragana { 0.0 } else { 3.0 };
    }
    // Nor are a name and 様, or the parts of a path, torn apart.
    if after == '様' || before == '/' {
        return 3.0;
    }
    if !before.is_alphanumeric() || before == '、' || !after.is_alphanumeric() {
        return 0.0;
    }
    match (script(before), script(after)) {
        // A polite beginning: お送り.
        (Script::Hiragana, Script::Katakana | Script::Other) if matches!(before, 'お' | 'ご') => 4.0,
        // A particle has ended.
        (Script::Hiragana, Script::Katakana | Script::Other) if is_particle(before) => 0.5,
        (Script::Hiragana, Script::Hiragana) if is_particle(before) && matches!(after, 'お' | 'ご') => 0.8,
        (Script::Hiragana, Script::Katakana | Script::Other) => 2.2,
        (Script::Katakana, Script::Katakana) => 5.0,
        (Script::Hiragana, Script::Hiragana) | (Script::Katakana | Script::Other, Script::Hiragana) => 3.0,
        (Script::Other, Script::Other) => 4.0,
        (Script::Katakana, Script::Other) | (Script::Other, Script::Katakana) => 2.0,
    }
}

/// Whether one often pauses behind it: a particle, or the end of a verb that goes on.
fn is_particle(one: char) -> bool {
    "はがをにでともへのかやて".contains(one)
}

/// Lines of at most `columns` ems.
fn wrap(line: &str, columns: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        if !current.is_empty() && ems(&current) + ems(word.word) > columns {
            lines.push(std::mem::take(&mut current));
        }
        for one in word.word.chars() {
            // A word that is longer than a line breaks anywhere.
            if !current.is_empty() && ems(&current) + em(one) > columns {
                lines.push(std::mem::take(&mut current));
            }
            current.push(one);
        }
        current.push_str(word.whitespace);
    }
    lines.push(current);
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The line shortened so that `…` fits behind it.
fn clipped(line: &str, columns: f64) -> String {
    let mut out: String = line.trim_end_matches('…').to_owned();
    while !out.is_empty() && ems(&out) + em('…') > columns {
        out.pop();
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
        Block::wrapped(text, Style::Text, width, most).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn wide_characters_are_a_full_em_and_half_width_kana_about_half() {
        assert!((ems("日本語") - 3.0).abs() < 1e-9);
        assert!(ems("ﾆﾎﾝ") < 2.0 && ems("ﾆﾎﾝ") > 1.4);
        assert!(ems("か\u{3099}") < 1.1);
    }

    #[test]
    fn japanese_wraps_between_characters_but_not_before_a_full_stop() {
        assert_eq!(wrapped("これは長い文章です。改行されます。", 9.0), ["これは長い文章で", "す。改行されます。"]);
        // As many lines, but broken where one would pause.
        assert_eq!(lines("経営層の方へ：費用対効果の考え方", 15.0 * 14.0, 9), ["経営層の方へ：", "費用対効果の考え方"]);
        assert_eq!(lines("one two three", 60.0, 9), ["one two", "three"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_even_without_a_place_to_break() {
        for text in [
            "abcdefghijklmnopqrstuvwxyz",
            "https://acme.example/a/very/long/path",
            "ﾃｽﾄﾃｽﾄﾃｽﾄﾃｽﾄﾃｽﾄ",
            "㍿㍿㍿㍿㍿㍿㍿㍿㍿",
        ] {
            for width in [30.0, 60.0, 90.0] {
                let block = Block::wrapped(text, Style::Text, width, 99);
                assert!(block.width <= width + 1.0, "{text} {width} {block:?}");
                assert_eq!(block.lines.iter().map(|line| line.text.as_str()).collect::<String>(), text);
            }
        }
    }

    #[test]
    fn what_is_left_out_is_told() {
        assert_eq!(lines("ご連絡ありがとうございます", 70.0, 1), ["ご連絡あ…"]);
        assert_eq!(lines("a\u{202e}b\u{0}", 70.0, 1), ["a\u{fffd}b\u{fffd}"]);
    }
}
