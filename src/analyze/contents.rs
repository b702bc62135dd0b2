//! Rows of contents: CSV files as spreadsheets write them, each cell checked against the declared columns and every wrong
//! one named at its place. Read by hand and not by the `csv` package, which does not say where a cell stands.

use super::table_findings::{BadCell, ColumnNotInFile, EmptyContent, NotATable};
use crate::diagnostic::{Diagnostic, Finding, Text};
use crate::ir::{self, Value};
use crate::model::Content;
use crate::runtime::typed::value_from_text;
use crate::source::{FileId, Sources, Span};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Most rows of one content: they are part of the program and of each of its versions in the store. Mails show a few.
pub const MAX_CONTENT_ROWS: usize = 1_000;

/// A cell: its text without quotes, and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    text: String,
    range: Range<usize>,
}

/// The contents of a program.
pub(super) type Contents = IndexMap<String, ir::Content>;

/// Reads the tables of all contents. `tables` says which file each path means; a file that could not be read is not among
/// them, which has been reported.
pub(super) fn read(
    contents: &[Content],
    tables: &BTreeMap<Span, FileId>,
    sources: &Sources,
    zone: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Contents {
    let mut read = Contents::new();
    for content in contents {
        let Some(file) = tables.get(&content.file).copied() else { continue };
        let text = sources.get(file).map_or("", |source| source.text.as_str());
        let rows = Table { content, file, zone, diagnostics }.rows(text);
        let columns = content.columns.iter().map(|(name, (column, _))| (name.clone(), column.clone())).collect();
        read.insert(content.name.clone(), ir::Content { columns, rows });
    }
    read
}

struct Table<'a> {
    content: &'a Content,
    file: FileId,
    zone: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// Where a declared column stands: its number in the file.
type Column<'a> = (&'a str, &'a ir::Field, usize);

impl<'a> Table<'a> {
    fn rows(&mut self, text: &str) -> Vec<IndexMap<String, Value>> {
        let (mut lines, broken) = cells(text);
        if let Some((range, reason)) = broken {
            self.not_a_table(reason, range);
            return Vec::new();
        }
        lines.retain(|line| line.iter().any(|cell| !cell.text.trim().is_empty()));
        let mut lines = lines.into_iter();
        let Some(header) = lines.next() else {
            self.not_a_table(Text::new("it is empty", "ファイルが空です"), 0..text.len());
            return Vec::new();
        };
        let Some(columns) = self.columns(&header) else { return Vec::new() };
        let mut rows = Vec::new();
        let mut lines_read = 0;
        for line in lines {
            lines_read += 1;
            if lines_read > MAX_CONTENT_ROWS {
                let reason = Text::new(
                    format!("it has more than {MAX_CONTENT_ROWS} rows"),
                    format!("{MAX_CONTENT_ROWS}行を超えています"),
                );
                self.not_a_table(reason, line_range(&line));
                break;
            }
            rows.extend(self.row(&columns, &header, &line));
        }
        if lines_read == 0 {
            let (name, span) = (self.content.name.as_str(), self.span(&line_range(&header)));
            self.diagnostics.push(EmptyContent { content: name, declared: self.content.file, span }.diagnose());
        }
        rows
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, position(range.start), position(range.end))
    }

    fn not_a_table(&mut self, reason: Text, range: Range<usize>) {
        let span = self.span(&range);
        let content = self.content.name.as_str();
        self.diagnostics.push(NotATable { content, reason, span }.diagnose());
    }

    /// The number of each declared column; `None` where one is missing or stands there twice.
    fn columns(&mut self, header: &[Cell]) -> Option<Vec<Column<'a>>> {
        let content = self.content;
        let name_of = |cell: &Cell| cell.text.trim().nfkc().collect::<String>();
        let known: Vec<String> = header.iter().map(name_of).collect();
        let mut columns = Vec::new();
        let before = self.diagnostics.len();
        for (name, (field, declared)) in &content.columns {
            let mut places = known.iter().enumerate().filter(|(_, known)| *known == name).map(|(at, _)| at);
            match (places.next(), places.next()) {
                (Some(at), None) => columns.push((name.as_str(), field, at)),
                (Some(_), Some(second)) => {
                    let reason =
                        Text::new(format!("it has two columns `{name}`"), format!("`{name}` という列が2つあります"));
                    let range = header.get(second).map_or(0..0, |cell| cell.range.clone());
                    self.not_a_table(reason, range);
                }
                (None, _) => {
                    let span = self.span(&line_range(header));
                    let finding = ColumnNotInFile {
                        content: &content.name,
                        column: name,
                        known: &known,
                        declared: *declared,
                        span,
                    };
                    self.diagnostics.push(finding.diagnose());
                }
            }
        }
        (self.diagnostics.len() == before).then_some(columns)
    }

    fn row(&mut self, columns: &[Column<'_>], header: &[Cell], line: &[Cell]) -> Option<IndexMap<String, Value>> {
        if let Some(extra) =
            line.get(header.len()..).unwrap_or_default().iter().find(|cell| !cell.text.trim().is_empty())
        {
            let reason = Text::new(
                "this row has more cells than the header; a text with a comma in it needs quotes",
                "この行には、見出しより多くのセルがあります。カンマを含む文字は \"…\" で囲んでください",
            );
            self.not_a_table(reason, extra.range.clone());
            return None;
        }
        let mut row = IndexMap::new();
        let mut good = true;
        for (name, field, at) in columns {
            let cell = line.get(*at);
            let text = cell.map_or("", |cell| cell.text.trim());
            if text.is_empty() {
                match &field.default {
                    Some(default) => {
                        row.insert((*name).to_owned(), default.clone());
                    }
                    None if field.optional => {}
                    None => {
                        let range = cell.map_or_else(|| line_range(line), |cell| cell.range.clone());
                        let text = Text::new("it is empty", "値が空です");
                        self.bad_cell(name, text, &range, true);
                        good = false;
                    }
                }
                continue;
            }
            match value_from_text(&field.kind, text, self.zone) {
                Ok(value) => {
                    row.insert((*name).to_owned(), value);
                }
                Err(text) => {
                    let range = cell.map_or(0..0, |cell| cell.range.clone());
                    self.bad_cell(name, text, &range, false);
                    good = false;
                }
            }
        }
        good.then_some(row)
    }

    fn bad_cell(&mut self, column: &str, text: Text, range: &Range<usize>, empty: bool) {
        let span = self.span(range);
        let content = self.content.name.as_str();
        self.diagnostics.push(BadCell { content, column, text, empty, span }.diagnose());
    }
}

fn line_range(line: &[Cell]) -> Range<usize> {
    line.first().map_or(0, |cell| cell.range.start)..line.last().map_or(0, |cell| cell.range.end)
}

/// Where a file is no table any more, and why.
type Broken = Option<(Range<usize>, Text)>;

/// A CSV file as rows of cells (RFC 4180), or of cells between tabs where its first line has tabs and no commas. What is
/// wrong with it, and where, comes beside.
fn cells(text: &str) -> (Vec<Vec<Cell>>, Broken) {
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains('\t') && !first.contains(',') { '\t' } else { ',' };
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let (cell, length) = match rest.strip_prefix('"') {
            Some(inside) => match quoted(inside) {
                Some((value, length)) => (Cell { text: value, range: at..at + 1 + length }, 1 + length),
                None => {
                    let end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
                    let reason = Text::new("a `\"` is not closed", "`\"` が閉じられていません");
                    return (lines, Some((at..end, reason)));
                }
            },
            None => {
                let length = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
                let value = rest.get(..length).unwrap_or_default().to_owned();
                (Cell { text: value, range: at..at + length }, length)
            }
        };
        line.push(cell);
        at += length;
        let behind = text.get(at..).unwrap_or_default();
        if behind.is_empty() {
            lines.push(line);
            return (lines, None);
        }
        if behind.starts_with(separator) {
            at += 1;
        } else if behind.starts_with(['\n', '\r']) {
            at += if behind.starts_with("\r\n") { 2 } else { 1 };
            lines.push(std::mem::take(&mut line));
        } else {
            let end = at + behind.find([separator, '\n', '\r']).unwrap_or(behind.len());
            let reason = Text::new(
                "text stands behind a closing `\"`; a `\"` inside a quoted text is written `\"\"`",
                "閉じる `\"` の後ろに文字があります。文字の中の `\"` は `\"\"` と書きます",
            );
            return (lines, Some((at..end, reason)));
        }
    }
}

/// The value of a quoted cell whose opening quote has been read, and its length with the closing quote.
fn quoted(inside: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut at = 0;
    loop {
        let length = inside.get(at..)?.find('"')?;
        value.push_str(inside.get(at..at + length)?);
        at += length + 1;
        if !inside.get(at..)?.starts_with('"') {
            return Some((value, at));
        }
        value.push('"');
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let (lines, broken) = cells(text);
        assert!(broken.is_none(), "{broken:?}");
        lines.into_iter().map(|line| line.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn cells_are_cut_where_a_spreadsheet_cuts_them() {
        assert_eq!(texts("a,b\r\n1,\r\n"), [vec!["a", "b"], vec!["1", ""], vec![""]]);
        assert_eq!(texts("\"x,\n\"\"y\"\"\",z"), [["x,\n\"y\"", "z"]]);
        assert_eq!(texts("a\tb,\n"), [vec!["a\tb", ""], vec![""]]);
        assert_eq!(texts("a\tb\n1,5\t2"), [["a", "b"], ["1,5", "2"]]);
    }

    #[test]
    fn each_cell_knows_its_place() {
        let text = "名前,値\n\"あ\"\"い\",12";
        let (lines, _) = cells(text);
        let place = |cell: &Cell| text.get(cell.range.clone()).unwrap().to_owned();
        assert_eq!(lines[1].iter().map(place).collect::<Vec<_>>(), ["\"あ\"\"い\"", "12"]);
    }

    #[test]
    fn open_quotes_and_words_behind_quotes_are_named() {
        assert_eq!(cells("a\n\"b\nc").1.unwrap().0, 2..4);
        assert_eq!(cells("a\n\"b\"c,d").1.unwrap().0, 5..6);
    }
}
