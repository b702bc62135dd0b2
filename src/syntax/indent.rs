//! Blocks that are marked by their indentation, as in Python (`if …:`), or end with `end`: the braces that the author left out
//! are put where the indentation says. One finding tells of all blocks that lie in or behind each other.

use super::build::to_u32;
use super::findings::BlocksByIndent;
use super::grammar::{FlowParser, Rule};
use super::keywords::forms;
use super::lines::indent_width;
use super::patch::Edit;
use super::recover::Context;
use super::report::Report;
use super::scan::Scan;
use crate::diagnostic::FixSafety;
use crate::source::{FileId, Lines, Span};
use pest::Parser as _;
use std::ops::Range;

/// Blanks of a line at which a step may begin behind an arm.
const MOST_BLANKS: usize = 12;

/// Words of lines that have a block.
const HEADS: &[Rule] =
    &[Rule::kw_if, Rule::kw_else, Rule::kw_await, Rule::kw_match, Rule::kw_split, Rule::kw_repeat, Rule::kw_scenario];

/// `else if` in other languages.
const ELSE_IF: [&str; 3] = ["elif", "elsif", "elseif"];

/// Words that end a block in other languages.
const ENDS: [&str; 6] = ["end", "endif", "fi", "done", "終わり", "終了"];

/// What stands at the end of a head instead of its brace.
const MARKS: [&str; 4] = [":", "：", " then", "　then"];

/// Ends of lines behind which a condition goes on.
const GOES_ON: [&str; 10] = [" and", " or", " not", ",", "(", "[", "=", " かつ", " または", "、"];

/// Reports such blocks, and adds their braces to the repairs of the scan.
pub(super) fn indented_blocks(file: FileId, text: &str, lines: &Lines, scan: &mut Scan, report: &mut Report<'_>) {
    let all = lines_with_words(text, lines, scan);
    let mut reader = Reader { text, open: Vec::new(), done: Vec::new() };
    for (at, (line, brace)) in all.iter().enumerate() {
        reader.line(line, *brace, all.get(at + 1).map(|(next, _)| next));
    }
    while let Some(open) = reader.open.pop() {
        if let Some(outer) = reader.open.last_mut() {
            outer.lines.1 = open.lines.1;
            outer.end = open.end;
        }
        reader.close(open, None);
    }
    for mut found in regions(reader.done) {
        report.add(&found.finding(file, text));
        scan.edits.append(&mut found.edits);
    }
}

/// A block whose end is still to come.
struct Open {
    indent: usize,
    head: Range<usize>,
    marked: bool,
    /// The change of the head.
    edits: Vec<Edit>,
    /// The number of its first and last line.
    lines: (usize, usize),
    /// Where the last line ends.
    end: usize,
}

/// A block with its braces.
struct Block {
    head: Range<usize>,
    marked: bool,
    lines: (usize, usize),
    edits: Vec<Edit>,
}

impl Block {
    fn finding(&self, file: FileId, text: &str) -> BlocksByIndent {
        let span = |range: &Range<usize>| Span::new(file, to_u32(range.start), to_u32(range.end));
        let edits = self.edits.iter().map(|edit| (span(&edit.range), edit.text.clone())).collect();
        let head = text.get(self.head.clone()).unwrap_or_default().to_owned();
        let safety = if self.marked { FixSafety::Safe } else { FixSafety::Unsafe };
        BlocksByIndent { span: span(&self.head), head, edits, safety }
    }
}

/// Blocks inside each other, or one directly behind the other, as one.
fn regions(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_by_key(|block| block.lines);
    let mut regions: Vec<Block> = Vec::new();
    for block in blocks {
        match regions.last_mut().filter(|last| block.lines.0 <= last.lines.1 + 1) {
            Some(last) => {
                last.lines.1 = last.lines.1.max(block.lines.1);
                last.edits.extend(block.edits);
            }
            None => regions.push(block),
        }
    }
    for region in &mut regions {
        // Of braces at one place the deepest comes first.
        region.edits.sort_by_key(|edit| (edit.range.start, edit.range.end, std::cmp::Reverse(edit.text.len())));
    }
    regions
}

/// A line with words.
struct Words {
    number: usize,
    indent: usize,
    /// Without blanks and comments around it.
    range: Range<usize>,
}

/// The lines with words outside of texts of several lines, and whether one holds a brace.
fn lines_with_words(text: &str, lines: &Lines, scan: &Scan) -> Vec<(Words, bool)> {
    let mut comments = scan.comments.iter().map(|comment| comment.span.start as usize).peekable();
    let mut covered = scan.covered.iter().peekable();
    let mut braces = scan.braces.iter().map(|brace| brace.at).peekable();
    let mut found = Vec::new();
    for number in 0..lines.count() {
        let (begin, next) = (lines.start(number, text), lines.start(number + 1, text));
        while covered.next_if(|range| range.end <= begin).is_some() {}
        let inside = covered.peek().is_some_and(|range| range.start < begin);
        while comments.next_if(|at| *at < begin).is_some() {}
        let end = comments.peek().filter(|at| **at < next).copied().unwrap_or(next);
        let line = text.get(begin..end).unwrap_or_default();
        let words = line.trim();
        let mut brace = false;
        while braces.next_if(|at| *at < next).is_some() {
            brace = true;
        }
        if !inside && !words.is_empty() {
            let start = begin + line.len() - line.trim_start().len();
            found.push((Words { number, indent: indent_width(line), range: start..start + words.len() }, brace));
        }
    }
    found
}

struct Reader<'t> {
    text: &'t str,
    open: Vec<Open>,
    done: Vec<Block>,
}

impl<'t> Reader<'t> {
    fn words(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Reads a line; `next` is the one after it.
    fn line(&mut self, line: &Words, brace: bool, next: Option<&Words>) {
        self.close_to(line);
        if let Some(open) = self.open.last_mut() {
            open.lines.1 = line.number;
            open.end = line.range.end;
        }
        let deeper =
            next.is_some_and(|next| next.indent > line.indent && !self.words(&next.range).starts_with(['{', '｛']));
        if !brace
            && deeper
            && let Some(next) = next
        {
            self.head(line, self.words(&next.range));
        } else if !brace && self.open.last().is_some_and(|open| open.indent < line.indent && self.branches(open)) {
            self.inline_arm(line);
        }
    }

    /// `click thanks.guide handoff to sales` in a block that is marked by its indentation: the arm lacks its braces as well.
    fn inline_arm(&mut self, line: &Words) {
        let words = self.words(&line.range);
        let begins = |rest: &str| {
            let word = rest.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
            Context::StepLine.starters().iter().any(|rule| forms(*rule).contains(&word))
        };
        let blanks = words.match_indices([' ', '\u{3000}']).take(MOST_BLANKS);
        let found = blanks.map(|(at, blank)| at + blank.len()).find_map(|at| {
            let (head, step) = words.split_at_checked(at)?;
            let head = head.trim_end_matches([' ', '\u{3000}', ':', '：', '→', '⇒', '-', '=', '>', ',']);
            let arm = || FlowParser::parse(Rule::only_arm, &format!("{head} {{")).is_ok();
            let step_reads = || FlowParser::parse(Rule::only_step_line, step).is_ok();
            (begins(step) && arm() && step_reads()).then_some((head.len(), at))
        });
        let Some((head, step)) = found else { return };
        let start = line.range.start;
        let edits = vec![Edit::new(start + head..start + step, " { "), Edit::new(line.range.end..line.range.end, " }")];
        let lines = (line.number, line.number);
        self.done.push(Block { head: start..start + head, marked: false, lines, edits });
    }

    /// Whether the lines of a block are arms.
    fn branches(&self, open: &Open) -> bool {
        let head = self.words(&open.head);
        let word = head.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
        [Rule::kw_await, Rule::kw_match, Rule::kw_split].iter().any(|rule| forms(*rule).contains(&word))
    }

    /// Ends the blocks before a line that is indented no deeper than their heads.
    fn close_to(&mut self, line: &Words) {
        let words = self.words(&line.range);
        while let Some(open) = self.open.pop_if(|open| open.indent >= line.indent) {
            if let Some(outer) = self.open.last_mut() {
                outer.lines.1 = open.lines.1;
                outer.end = open.end;
            }
            // `}` at the same depth: only the `{` is missing, which is told elsewhere.
            if open.indent == line.indent && words.starts_with(['}', '｝', ')', ']']) {
                continue;
            }
            let ends = open.indent == line.indent && ENDS.contains(&words);
            let edit = ends.then(|| Edit::new(line.range.clone(), "}"));
            self.close(open, edit);
            if ends {
                break;
            }
        }
    }

    fn close(&mut self, open: Open, end: Option<Edit>) {
        let Open { indent: _, head, marked, mut edits, lines, end: last } = open;
        let margin = self.text.get(..head.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        edits.push(end.unwrap_or_else(|| Edit::new(self.end_of_line(last), format!("\n{margin}}}"))));
        self.done.push(Block { head, marked, lines, edits });
    }

    /// Behind the comment that may follow the words of a line.
    fn end_of_line(&self, from: usize) -> Range<usize> {
        let rest = self.text.get(from..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let end = from + line.trim_end().len();
        end..end
    }

    /// Opens a block where a line is a head without its brace.
    fn head(&mut self, line: &Words, below: &str) {
        let words = self.words(&line.range);
        let mark = MARKS.iter().find(|mark| words.ends_with(**mark));
        let first = words.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
        let known = ELSE_IF.contains(&first) || HEADS.iter().any(|rule| forms(*rule).contains(&first));
        // Inside a block that is marked so, an arm begins with any word.
        let arm = self.open.last().is_some_and(|open| mark.is_some() && open.marked || self.branches(open));
        let first_below = below.split(char::is_whitespace).next().unwrap_or_default();
        let joins = ["and", "or", "かつ", "または"].contains(&first_below);
        let condition = joins || GOES_ON.iter().any(|end| words.ends_with(end));
        if !(known || arm) || mark.is_none() && condition {
            return;
        }
        let behind = words.len() - mark.map_or(0, |mark| mark.len());
        let behind = line.range.start + words.get(..behind).unwrap_or_default().trim_end().len();
        let mut edits = vec![Edit::new(behind..line.range.end, " {")];
        if ELSE_IF.contains(&first) {
            edits.push(Edit::new(line.range.start..line.range.start + first.len(), "else if"));
        }
        self.open.push(Open {
            indent: line.indent,
            head: line.range.clone(),
            marked: mark.is_some(),
            edits,
            lines: (line.number, line.number),
            end: line.range.end,
        });
    }
}
