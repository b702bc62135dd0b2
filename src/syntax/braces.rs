//! Which brace is the one that was forgotten? Counting alone would blame the outermost; people see it by the indentation,
//! and so does this. It works declaration by declaration, and only on those whose braces do not add up.

use super::build::to_u32;
use super::findings::{MissingOpenBrace, StrayBrace, UnclosedBrace};
use super::grammar::Rule;
use super::lines::{declaration_word, indent_width};
use super::patch::Edit;
use super::report::Report;
use super::scan::{Brace, Scan};
use crate::source::{FileId, Lines, Span};
use std::ops::Range;

/// Reports braces that do not match, and adds the repairs to the scan.
pub(super) fn match_braces(file: FileId, text: &str, lines: &Lines, scan: &mut Scan, report: &mut Report<'_>) {
    let mut matcher =
        Matcher { file, text, lines, covered: &scan.covered, facts: None, ending: None, edits: Vec::new() };
    for part in matcher.declarations() {
        let first = scan.braces.partition_point(|brace| brace.at < part.start);
        let last = scan.braces.partition_point(|brace| brace.at < part.end);
        let braces = scan.braces.get(first..last).unwrap_or_default();
        if !balanced(braces) {
            matcher.repair(braces, &part, report);
        }
    }
    let mut edits = matcher.edits;
    scan.edits.append(&mut edits);
}

fn balanced(braces: &[Brace]) -> bool {
    let mut depth = 0_usize;
    for brace in braces {
        if brace.opens {
            depth += 1;
        } else if depth == 0 {
            return false;
        } else {
            depth -= 1;
        }
    }
    depth == 0
}

/// An opening brace that waits for its closing one.
#[derive(Debug, Clone, Copy)]
struct Open {
    brace: Brace,
    line: usize,
    indent: usize,
}

/// What the line of a brace looks like; worked out once for each line, which may hold a million of them.
#[derive(Debug, Clone, Copy)]
struct LineFacts {
    number: usize,
    indent: usize,
    /// First byte that is not blank.
    first: usize,
}

/// Where a block ends that was opened on a line, and what closes it there.
#[derive(Debug, Clone)]
struct Ending {
    line: usize,
    place: usize,
    insert: String,
}

struct Matcher<'t> {
    file: FileId,
    text: &'t str,
    lines: &'t Lines,
    covered: &'t [Range<usize>],
    facts: Option<LineFacts>,
    ending: Option<Ending>,
    edits: Vec<Edit>,
}

impl Matcher<'_> {
    /// The text cut before each line that begins a declaration. The `lead` of a test belongs to the test.
    fn declarations(&self) -> Vec<Range<usize>> {
        let mut cuts = vec![0];
        let mut in_test = false;
        for number in 0..self.lines.count() {
            let line = self.lines.line(number, self.text);
            let start = self.lines.start(number, self.text);
            let Some(word) = declaration_word(line) else { continue };
            if self.covering(start).is_some() || in_test && word == Rule::kw_lead {
                continue;
            }
            in_test = word == Rule::kw_test;
            if start > 0 {
                cuts.push(start);
            }
        }
        let ends = cuts.iter().skip(1).copied().chain(std::iter::once(self.text.len()));
        cuts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
    }

    /// The comment or text of several lines that the byte lies in.
    fn covering(&self, at: usize) -> Option<&Range<usize>> {
        let after = self.covered.partition_point(|range| range.start < at);
        after.checked_sub(1).and_then(|before| self.covered.get(before)).filter(|range| at < range.end)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, to_u32(range.start), to_u32(range.end))
    }

    fn facts(&mut self, at: usize) -> LineFacts {
        let number = self.lines.number(at);
        if let Some(facts) = self.facts.filter(|facts| facts.number == number) {
            return facts;
        }
        let line = self.lines.line(number, self.text);
        let first = self.lines.start(number, self.text) + line.len() - line.trim_start().len();
        let facts = LineFacts { number, indent: indent_width(line), first };
        self.facts = Some(facts);
        facts
    }

    fn repair(&mut self, braces: &[Brace], part: &Range<usize>, report: &mut Report<'_>) {
        let closing = braces.iter().filter(|brace| !brace.opens).count();
        let mut too_many = closing.saturating_sub(braces.len() - closing);
        let mut stack: Vec<Open> = Vec::new();
        for brace in braces {
            let LineFacts { number: line, indent, first } = self.facts(brace.at);
            if brace.opens {
                stack.push(Open { brace: *brace, line, indent });
                continue;
            }
            let leads = first == brace.at;
            if leads {
                self.close_deeper(&mut stack, indent, part, report);
            }
            // `send thanks }` with the block going on below.
            let behind_words = !leads && stack.last().is_some_and(|open| open.line != line) && indent > 0;
            // `} else if …` ends a block and is not one too many.
            let goes_on_behind = leads && self.words_behind(brace);
            let deeper_than_open = stack.last().is_some_and(|open| indent > open.indent && open.line != line);
            if leads && too_many > 0 && self.open_above(brace, indent, part, report) {
                too_many -= 1;
            } else if let Some(next) =
                self.goes_on(&stack, line, part).filter(|_| (leads || behind_words) && !goes_on_behind && too_many > 0)
            {
                too_many -= 1;
                let range = brace.at..brace.at + brace.length;
                report.add(&StrayBrace { span: self.span(range.clone()), goes_on: Some(next) });
                self.edits.push(Edit::new(range, ""));
            } else if stack.is_empty() || leads && too_many > 0 && deeper_than_open {
                too_many = too_many.saturating_sub(1);
                self.stray(brace, leads.then_some(indent), part, report);
            } else {
                stack.pop();
            }
        }
        for open in stack.iter().rev() {
            self.unclosed(open, part, report);
        }
    }

    /// Whether words follow a closing brace on its line.
    fn words_behind(&self, brace: &Brace) -> bool {
        let behind = self.text.get(brace.at + brace.length..).unwrap_or_default();
        behind.split('\n').next().unwrap_or_default().trim_start().starts_with(unicode_ident::is_xid_start)
    }

    /// The words of the next line with any, where they are indented deeper than the last open block: it has not ended yet.
    fn goes_on(&self, stack: &[Open], line: usize, part: &Range<usize>) -> Option<Span> {
        let open = stack.last()?;
        let mut number = line + 1;
        while self.lines.start(number, self.text) < part.end {
            let text = self.lines.line(number, self.text);
            let words = text.split("//").next().unwrap_or_default().trim();
            if !words.is_empty() {
                let begin = self.lines.start(number, self.text) + text.len() - text.trim_start().len();
                let deeper = indent_width(text) > open.indent && !words.starts_with(['}', '｝']);
                return deeper.then(|| self.span(begin..begin + words.len()));
            }
            number += 1;
        }
        None
    }

    /// A closing brace that leads its line closes the brace of a line indented alike; deeper ones before it were forgotten.
    fn close_deeper(&mut self, stack: &mut Vec<Open>, indent: usize, part: &Range<usize>, report: &mut Report<'_>) {
        while let [.., outer, inner] = stack.as_slice() {
            if inner.indent <= indent || outer.indent < indent {
                return;
            }
            let inner = *inner;
            self.unclosed(&inner, part, report);
            stack.pop();
        }
    }

    /// A closing brace too many; `leads` is its indentation where it leads its line.
    fn stray(&mut self, brace: &Brace, leads: Option<usize>, part: &Range<usize>, report: &mut Report<'_>) {
        if leads.is_some_and(|indent| self.open_above(brace, indent, part, report)) {
            return;
        }
        let range = brace.at..brace.at + brace.length;
        report.add(&StrayBrace { span: self.span(range.clone()), goes_on: None });
        self.edits.push(Edit::new(range, ""));
    }

    /// Puts the `{` of a closing brace that leads its line where a line above has lost it; false where none has.
    fn open_above(&mut self, brace: &Brace, indent: usize, part: &Range<usize>, report: &mut Report<'_>) -> bool {
        let Some(head) = self.head_without_brace(brace, indent, part) else { return false };
        let words = self.text.get(head.clone()).unwrap_or_default();
        let words = words.trim_end_matches([':', '：']).trim_end();
        let insert = head.start + words.len()..head.end;
        let span = self.span(head.start..head.start + words.len());
        report.add_and_silence_line(&MissingOpenBrace {
            span,
            after: words.to_owned(),
            insert: self.span(insert.clone()),
            with: " {",
            close: None,
        });
        self.edits.push(Edit::new(insert, " {"));
        true
    }

    /// The line above that seems to have lost its `{`: indented like the `}` that leads its line, with deeper lines between.
    fn head_without_brace(&self, brace: &Brace, indent: usize, part: &Range<usize>) -> Option<Range<usize>> {
        let last = self.lines.number(brace.at);
        let mut number = last;
        while number > self.lines.number(part.start) {
            number -= 1;
            let line = self.lines.line(number, self.text);
            let start = self.lines.start(number, self.text);
            let words = line.split("//").next().unwrap_or_default().trim();
            if words.is_empty() || self.covering(start).is_some() || indent_width(line) > indent {
                continue;
            }
            // `} else if … ` may have lost its brace as well.
            let behind = words.trim_start_matches(['}', '｝']);
            let begins = behind.trim_start().starts_with(|one: char| unicode_ident::is_xid_start(one));
            let block = begins && !behind.contains(['{', '}', '｛', '｝']);
            let begin = start + line.len() - line.trim_start().len();
            return (block && indent_width(line) == indent && number + 1 < last).then(|| begin..begin + words.len());
        }
        None
    }

    fn ending(&mut self, open: &Open, part: &Range<usize>) -> Ending {
        if let Some(ending) = self.ending.as_ref().filter(|ending| ending.line == open.line) {
            return ending.clone();
        }
        let place = self.end_of_block(open, part);
        let line = self.lines.line(open.line, self.text);
        let same_line = self.lines.number(place) == open.line && !line.contains("//");
        let indent = line.split(|one: char| !matches!(one, ' ' | '\t' | '\u{3000}')).next().unwrap_or_default();
        let insert = if same_line { " }".to_owned() } else { format!("\n{indent}}}") };
        let ending = Ending { line: open.line, place, insert };
        self.ending = Some(ending.clone());
        ending
    }

    fn unclosed(&mut self, open: &Open, part: &Range<usize>, report: &mut Report<'_>) {
        let Ending { place, insert, .. } = self.ending(open, part);
        let place = place.max(open.brace.at + open.brace.length);
        self.edits.push(Edit::new(place..place, insert.clone()));
        if report.is_full() {
            return;
        }
        let begin = self.lines.start(open.line, self.text);
        let head = self.text.get(begin..open.brace.at).unwrap_or_default();
        let head = head.rsplit(['{', '}', '｛', '｝']).next().unwrap_or_default().trim();
        report.add(&UnclosedBrace {
            open: self.span(open.brace.at..open.brace.at + open.brace.length),
            head: if head.chars().count() > LONGEST_HEAD { String::new() } else { head.to_owned() },
            last: self.last_character(place),
            insert: (self.span(place..place), insert),
        });
    }

    fn last_character(&self, place: usize) -> Span {
        let before = self.text.get(..place).unwrap_or_default();
        let width = before.chars().next_back().map_or(0, char::len_utf8);
        self.span(place - width..place)
    }

    /// Where the block of an opening brace seems to end: after the last line before one that is indented no deeper.
    fn end_of_block(&self, open: &Open, part: &Range<usize>) -> usize {
        let mut last = open.line;
        let mut number = open.line + 1;
        while number < self.lines.count() && self.lines.start(number, self.text) < part.end {
            let line = self.lines.line(number, self.text);
            let belongs = line.trim().is_empty() || self.covering(self.lines.start(number, self.text)).is_some();
            if !belongs && indent_width(line) <= open.indent {
                if last == open.line && open.indent == 0 {
                    // Nothing is indented at all: all that we know is that the declaration ends.
                    return self.end_of_part(part);
                }
                break;
            }
            last = if line.trim().is_empty() { last } else { number };
            number += 1;
        }
        if number == self.lines.count() || self.lines.start(number, self.text) >= part.end {
            return self.end_of_part(part);
        }
        self.end_of_line(last, part)
    }

    /// The end of a declaration without the blank lines and comments that follow it.
    fn end_of_part(&self, part: &Range<usize>) -> usize {
        let mut line = self.lines.number(part.end.saturating_sub(1).max(part.start));
        let first = self.lines.number(part.start);
        while line > first {
            let words = self.lines.line(line, self.text).trim();
            if !words.is_empty() && !words.starts_with("//") {
                break;
            }
            line -= 1;
        }
        self.end_of_line(line, part)
    }

    /// Behind the last word of a line; behind a text of several lines that begins on it.
    fn end_of_line(&self, line: usize, part: &Range<usize>) -> usize {
        let mut end = self.lines.start(line + 1, self.text);
        if let Some(text) = self.covering(end) {
            end = text.end;
        }
        self.text.get(..end.min(part.end)).unwrap_or_default().trim_end().len()
    }
}

/// Longest head of a block that a message repeats, in characters.
const LONGEST_HEAD: usize = 40;
