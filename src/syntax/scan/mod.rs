//! The first look at a text, character by character, before the grammar: it finds the comments, where texts in quotes begin
//! and end, the braces, and the characters that an input method or a word processor put where plain ones belong. Each such
//! slip is reported once and repaired, so that it does not look like ten mistakes to the grammar.

mod bodies;
mod brackets;
mod characters;
mod dates;
mod numbers;
mod quotes;

use super::ast::Comment;
use super::build::to_u32;
use super::findings::{InvisibleCharacter, LookAlike, WrongCharacters, WrongComment};
use super::patch::Edit;
use super::report::Report;
use crate::source::{FileId, Span};
use characters::{Slip, is_dash, latin_like, slip};
pub(super) use quotes::closed_length;
use std::cell::Cell;
use std::ops::Range;

/// A brace outside texts and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brace {
    /// Where, in bytes.
    pub at: usize,
    /// Its length in bytes; a full-width one is longer.
    pub length: usize,
    /// `{` rather than `}`.
    pub opens: bool,
}

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// All comments in order.
    pub comments: Vec<Comment>,
    /// All braces in order.
    pub braces: Vec<Brace>,
    /// Bytes inside comments and texts of more than one line, where a line does not begin anything.
    pub covered: Vec<Range<usize>>,
    /// Repairs.
    pub edits: Vec<Edit>,
}

/// Looks through a text.
pub(super) fn scan(file: FileId, text: &str, report: &mut Report<'_>) -> Scan {
    let mut scanner = Scanner {
        file,
        text,
        at: 0,
        scan: Scan::default(),
        report,
        line: Line::default(),
        above: Vec::new(),
        line_end: Cell::new(None),
        unclosed: Vec::new(),
    };
    while scanner.step() {}
    scanner.end_line();
    scanner.scan
}

/// What is known about the line under the scanner.
#[derive(Debug, Default)]
struct Line {
    /// Its first byte.
    begin: usize,
    /// Full-width characters, with what belongs there.
    wrong: Vec<(Range<usize>, String)>,
    /// Brackets opened and not closed yet: `{`, `(`, `[`.
    open: Vec<char>,
    /// Characters that cannot be seen, with what belongs there.
    hidden: Vec<(Range<usize>, char, &'static str)>,
}

struct Scanner<'t, 'r, 'l> {
    file: FileId,
    text: &'t str,
    at: usize,
    scan: Scan,
    report: &'r mut Report<'l>,
    line: Line,
    /// Brackets opened on the lines above and not closed yet.
    above: Vec<char>,
    /// The end of a line, and a place from which it was looked for: a line may be as long as the file.
    line_end: Cell<Option<(usize, usize)>>,
    /// Opening marks of texts that nothing closes on the line that begins there.
    unclosed: Vec<(usize, char)>,
}

impl<'t> Scanner<'t, '_, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What is left of the line.
    fn rest_of_line(&self) -> &'t str {
        let end = match self.line_end.get() {
            Some((from, end)) if (from..=end).contains(&self.at) => end,
            _ => self.rest().find(['\n', '\r']).map_or(self.text.len(), |length| self.at + length),
        };
        self.line_end.set(Some((self.at, end)));
        self.text.get(self.at..end).unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, to_u32(range.start), to_u32(range.end))
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.scan.edits.push(Edit::new(range, with));
    }

    /// Reads one thing; false at the end of the text.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest().chars().next() else { return false };
        match next {
            '\n' | '\r' => {
                self.end_line();
                self.at += 1;
                self.line.begin = self.at;
            }
            ' ' | '\t' | '\u{3000}' => self.at += next.len_utf8(),
            '/' if self.rest().starts_with("//") => self.comment(),
            '／' if self.rest().starts_with("／／") => self.wrong_comment("／／"),
            '/' if self.rest().starts_with("/*") => self.long_comment(),
            '#' | '＃' => self.wrong_comment(if next == '#' { "#" } else { "＃" }),
            '※' if self.begins_line() => self.wrong_comment("※"),
            '-' if self.is_dash_comment() => self.wrong_comment("--"),
            '<' if self.rest().starts_with("<!--") => self.wrong_comment("<!--"),
            '"' => self.quoted(),
            '{' | '}' | '｛' | '｝' => self.brace(next),
            '0'..='9' | '０'..='９' => self.digits(),
            _ if is_word(next) => self.word(),
            _ => self.other(next),
        }
        true
    }

    /// Reports the characters of the line that cannot be seen: all together, as they come from one piece of copied text.
    fn end_hidden(&mut self) {
        let hidden = std::mem::take(&mut self.line.hidden);
        let mut places = hidden.into_iter().map(|(range, character, with)| (self.span(range), character, with));
        let Some((span, character, with)) = places.next() else { return };
        let more = places.map(|(span, _, with)| (span, with.to_owned())).collect();
        self.report.add(&InvisibleCharacter { span, character, fix: Some(with), more });
    }

    /// Reports the full-width characters of the line that ends here.
    fn end_line(&mut self) {
        self.end_hidden();
        self.unclosed.clear();
        let wrong = std::mem::take(&mut self.line.wrong);
        self.above.append(&mut self.line.open);
        if wrong.is_empty() {
            return;
        }
        let edits = wrong.iter().map(|(range, with)| (self.span(range.clone()), with.clone())).collect();
        let written =
            wrong.iter().map(|(range, _)| self.text.get(range.clone()).unwrap_or_default().to_owned()).collect();
        for (range, with) in wrong {
            // The blank behind a comma is for people: what reads on must not take it for one of the author's.
            self.replace(range, with.trim_end());
        }
        // Behind a quote that is never closed it is not known what is text.
        if !self.report.is_silent(self.line.begin) {
            self.report.add(&WrongCharacters { edits, written, in_tag: false });
        }
    }

    /// Notes a character that should be another. Neighbours are noted as one.
    fn wrong(&mut self, range: Range<usize>, with: &str) {
        match self.line.wrong.last_mut() {
            Some((last, text)) if last.end == range.start => {
                last.end = range.end;
                text.push_str(with);
            }
            _ => self.line.wrong.push((range, with.to_owned())),
        }
    }

    fn comment(&mut self) {
        let line = self.rest_of_line();
        let range = self.at..self.at + line.len();
        let documentation = line.starts_with("///") && !line.starts_with("////");
        let words = line.get(if documentation { 3 } else { 2 }..).unwrap_or_default().trim().to_owned();
        let span = self.span(range.clone());
        self.scan.comments.push(Comment { text: words, span, documentation });
        self.at = range.end;
        self.hidden_marks(range.start);
    }

    /// Whether only blanks stand before this on its line.
    fn begins_line(&self) -> bool {
        self.text.get(self.line.begin..self.at).unwrap_or_default().trim().is_empty()
    }

    /// `-- words`, as in SQL: between blanks, so that it is no sign of a number.
    fn is_dash_comment(&self) -> bool {
        let before = self.text.get(self.line.begin..self.at).unwrap_or_default();
        let behind = self.rest().strip_prefix("--").is_some_and(|rest| rest.starts_with([' ', '\t', '\u{3000}']));
        behind && (before.is_empty() || before.ends_with(char::is_whitespace))
    }

    /// A comment that begins with other marks, on one line.
    fn wrong_comment(&mut self, marks: &'static str) {
        let begin = self.at;
        let line = self.rest_of_line();
        let span = self.span(begin..begin + marks.len());
        self.replace(begin..begin + marks.len(), "//");
        self.report.add(&WrongComment { span, marks, edits: vec![(span, "//".to_owned())] });
        let words = line.get(marks.len()..).unwrap_or_default().trim().to_owned();
        let span = self.span(begin..begin + line.len());
        self.scan.comments.push(Comment { text: words, span, documentation: false });
        self.at = begin + line.len();
    }

    /// `/* … */`: each of its lines is turned into a comment of its own.
    fn long_comment(&mut self) {
        let begin = self.at;
        let inside = self.rest().get(2..).unwrap_or_default();
        let length = inside.find("*/").map_or(inside.len() + 2, |end| end + 4);
        let marks = self.span(begin..begin + 2);
        let mut edits = vec![(marks, "//".to_owned())];
        let whole = self.text.get(begin..begin + length).unwrap_or_default();
        let mut at = begin;
        for (number, line) in whole.split_inclusive('\n').enumerate() {
            if number > 0 {
                edits.push((self.span(at..at), "// ".to_owned()));
            }
            at += line.len();
        }
        for (span, with) in &edits {
            self.scan.edits.push(Edit::new(span.start as usize..span.end as usize, with.clone()));
        }
        // Whatever follows `*/` on its line becomes part of the comment; nothing is lost by moving it down.
        let after = self.text.get(at..).unwrap_or_default().trim_start_matches([' ', '\t', '\u{3000}']);
        if !after.is_empty() && !after.starts_with(['\n', '\r']) {
            self.scan.edits.push(Edit::new(at..at, "\n"));
            edits.push((self.span(at..at), "\n".to_owned()));
        }
        self.report.add(&WrongComment { span: marks, marks: "/*", edits });
        self.scan.covered.push(begin..at);
        self.at = at;
    }

    fn brace(&mut self, brace: char) {
        let opens = matches!(brace, '{' | '｛');
        let length = brace.len_utf8();
        if if opens { self.list_brace(length) } else { self.closes_list(length) } {
            return;
        }
        self.scan.braces.push(Brace { at: self.at, length, opens });
        if length > 1 {
            self.wrong(self.at..self.at + length, if opens { "{" } else { "}" });
        }
        if opens {
            self.line.open.push('{');
        } else if self.line.open.last() == Some(&'{') {
            self.line.open.pop();
        } else if self.line.open.is_empty() {
            while self.above.pop().is_some_and(|open| open != '{') {}
        }
        self.at += length;
    }

    /// A number, date or time. Here full-width digits are always wrong, and so is a long-vowel mark typed for a hyphen.
    fn digits(&mut self) {
        if self.everyday_date() || self.number_with_commas() {
            return;
        }
        let mut characters = self.rest().chars().peekable();
        while let Some(one) = characters.next() {
            let range = self.at..self.at + one.len_utf8();
            let before_digit = characters.peek().is_some_and(|next| matches!(next, '0'..='9' | '０'..='９'));
            match one {
                '0'..='9' => {}
                '０'..='９' => {
                    let digit = char::from_u32(one as u32 - 0xfee0).unwrap_or('0');
                    self.wrong(range.clone(), digit.encode_utf8(&mut [0; 4]));
                }
                'ー' if before_digit => self.wrong(range.clone(), "-"),
                _ => break,
            }
            self.at = range.end;
        }
        // What follows without a blank is the unit, or part of a name that needs quotes.
        let tail = self.rest().find(|one: char| !is_word(one) && !one.is_numeric()).unwrap_or(self.rest().len());
        self.at += tail;
    }

    /// A name or a word of the language, with the look-alikes in it.
    fn word(&mut self) {
        let begin = self.at;
        if self.everyday_date() {
            return;
        }
        loop {
            let rest = self.rest();
            self.at += rest.find(|one: char| !unicode_ident::is_xid_continue(one)).unwrap_or(rest.len());
            if !self.dash_for_long_vowel(begin) {
                break;
            }
        }
        if self.bare_body(begin) {
            return;
        }
        let word = self.text.get(begin..self.at).unwrap_or_default();
        // `ー30` for `-30`: no name is only a long-vowel mark with digits.
        if let Some(digits) = word.strip_prefix(['ー', '一']).filter(|rest| !rest.is_empty()) {
            let plain = |one: char| one.is_ascii_digit() || ('０'..='９').contains(&one);
            if digits.starts_with(plain) {
                let width = word.len() - digits.len();
                self.wrong(begin..begin + width, "-");
                self.at = begin + width;
                return;
            }
        }
        self.foreign_letters(begin, word);
    }

    /// A dash behind katakana where the long-vowel mark was meant; true where the word goes on behind it.
    fn dash_for_long_vowel(&mut self, begin: usize) -> bool {
        let mut rest = self.rest().chars();
        let (Some(dash), next) = (rest.next(), rest.next()) else { return false };
        let word = self.text.get(begin..self.at).unwrap_or_default();
        let katakana = word.chars().next_back().is_some_and(|one| matches!(one, 'ァ'..='ヺ'));
        let goes_on = next.is_none_or(|one| {
            !one.is_ascii() && unicode_ident::is_xid_continue(one) || " \t\u{3000}\r\n{.".contains(one)
        });
        if !katakana || !goes_on || !is_dash(dash) {
            return false;
        }
        let range = self.at..self.at + dash.len_utf8();
        let span = self.span(range.clone());
        let edits = vec![(span, "ー".to_owned())];
        self.report.add(&LookAlike { span, character: dash, meant: 'ー', kind: ("a dash", "ダッシュ"), edits });
        self.replace(range.clone(), "ー");
        self.at = range.end;
        true
    }

    /// Cyrillic and Greek letters among Latin ones.
    fn foreign_letters(&mut self, begin: usize, word: &str) {
        if word.is_ascii() || !word.contains(|one: char| one.is_ascii_alphabetic()) {
            return;
        }
        let found: Vec<_> = word
            .char_indices()
            .filter_map(|(at, one)| latin_like(one).map(|(latin, kind)| (begin + at, one, latin, kind)))
            .collect();
        let Some((at, character, meant, kind)) = found.first().copied() else { return };
        let place = |(at, one, latin, _): &(usize, char, char, (&str, &str))| {
            (self.span(*at..*at + one.len_utf8()), latin.to_string())
        };
        let edits: Vec<_> = found.iter().map(place).collect();
        for (at, one, latin, _) in &found {
            self.replace(*at..*at + one.len_utf8(), latin.encode_utf8(&mut [0; 4]));
        }
        self.report.add(&LookAlike { span: self.span(at..at + character.len_utf8()), character, meant, kind, edits });
    }

    fn other(&mut self, next: char) {
        let range = self.at..self.at + next.len_utf8();
        if self.wrong_quotes(next) || self.block_bracket(next) {
            return;
        }
        self.at = range.end;
        // Bookkeepers write `▲30` for -30.
        if matches!(next, '▲' | '△') && self.rest().starts_with(|one: char| matches!(one, '0'..='9' | '０'..='９'))
        {
            return self.wrong(range, "-");
        }
        match slip(next) {
            Some(Slip::Plain(plain)) => {
                let begin = range.start;
                let behind = self.rest().chars().next();
                let joined = plain == "," && behind.is_some_and(|one| !one.is_whitespace() && slip(one).is_none());
                self.wrong(range, if joined { ", " } else { plain });
                self.bracket(plain.chars().next().unwrap_or(next), begin);
            }
            Some(Slip::Invisible(with)) => {
                self.replace(range.clone(), with);
                self.line.hidden.push((range, next, with));
            }
            None => self.bracket(next, range.start),
        }
    }
}

/// Whether a name may begin with it.
fn is_word(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}
