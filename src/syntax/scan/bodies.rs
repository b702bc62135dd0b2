//! The text of a mail without the marks around it: `本文`, and the text on the lines below. To the grammar each of its lines would be
//! a mistake of its own.

use super::Scanner;
use crate::syntax::findings::TextNeedsQuotes;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::lines::{declaration_word, indent_width};
use crate::syntax::recover::Context;

impl Scanner<'_, '_, '_> {
    /// Reads such a text behind the word that begins at `begin` and has just been passed. False where there is none.
    pub(super) fn bare_body(&mut self, begin: usize) -> bool {
        let word = self.text.get(begin..self.at).unwrap_or_default();
        let before = self.text.get(self.line.begin..begin).unwrap_or_default();
        if !forms(Rule::kw_body).contains(&word) || !before.trim().is_empty() || self.above.is_empty() {
            return false;
        }
        let rest = self.rest_of_line();
        let first = rest.trim_start_matches([' ', '\t', '\u{3000}', ':', '：']).trim_end();
        if !first.is_empty() && !first.starts_with("{{") {
            return false;
        }
        let line_end = self.at + rest.len();
        let Some(end) = self.end_of_bare_body(line_end, indent_width(before)) else { return false };
        let head = self.at..line_end - rest.len() + rest.trim_end().len();
        let inner = self.text.get(line_end..end).unwrap_or_default();
        let margin = inner
            .lines()
            .find(|line| !line.trim().is_empty())
            .map_or(before, |line| line.get(..line.len() - line.trim_start().len()).unwrap_or_default());
        let opening = if first.is_empty() { " \"\"\"".to_owned() } else { format!(" \"\"\"\n{margin}{first}") };
        let closing = format!("\n{before}\"\"\"");
        let edits = vec![(self.span(head.clone()), opening.clone()), (self.span(end..end), closing.clone())];
        let span = self.span(begin..self.at);
        let after = word.to_owned();
        self.report.add(&TextNeedsQuotes { span, written: first.to_owned(), after, marks: Some(edits) });
        self.replace(head, &opening);
        self.replace(end..end, &closing);
        self.scan.covered.push(begin..end);
        self.at = end;
        if let Some(last) = self.text.get(..end).and_then(|before| before.rfind('\n')) {
            self.line.begin = last + 1;
        }
        true
    }

    /// Where the text ends that begins on the line below: before the next entry, or the brace that closes the mail. Nothing
    /// where there is no text, or one that has its marks.
    fn end_of_bare_body(&self, line_end: usize, outer: usize) -> Option<usize> {
        let below = self.text.get(line_end..)?;
        let mut at = line_end;
        let mut end = None;
        for (number, line) in below.split_inclusive('\n').enumerate() {
            let words = line.trim();
            if number > 0 && !words.is_empty() {
                let indent = indent_width(line);
                let word = words.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
                let entry = Context::EmailEntry.starters().iter().any(|rule| forms(*rule).contains(&word));
                if declaration_word(line).is_some() || words == "}" || indent < outer || indent == outer && entry {
                    break;
                }
                // A text with its marks, or a block: something else is wrong.
                if words.contains("\"\"\"") || words.ends_with('{') {
                    return None;
                }
                end = Some(at + line.trim_end().len());
            }
            at += line.len();
        }
        end
    }
}
