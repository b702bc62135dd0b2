//! The lines below the header: each becomes one change of one lead, or says everything that is wrong with it.

use super::LineProblem;
use super::columns::{self, Column};
use crate::diagnostic::{Text, nearest};
use crate::engine::{BasisRecord, InputKind, Suppression, SuppressionReason, civil};
use crate::ir::time::Instant;
use crate::ir::{Basis, FieldType, Program, Value};
use crate::runtime::typed::{is_required, value_from_text};
use crate::store::address_key;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// A line without a mistake.
pub(super) struct Line {
    /// Line in the file, from 1.
    pub number: u64,
    /// The lead.
    pub email: String,
    /// What changes.
    pub kind: InputKind,
    /// Fields that a new lead must have and that the line does not give.
    pub missing: Vec<String>,
}

/// All lines.
#[derive(Default)]
pub(super) struct Lines {
    pub count: usize,
    pub header_is_wrong: bool,
    pub lines: Vec<Line>,
    pub problems: Vec<LineProblem>,
}

struct Reader<'a> {
    program: &'a Program,
    columns: Vec<Column>,
    file: &'a str,
    now: Instant,
}

/// Reads the whole text.
pub(super) fn read(text: &str, program: &Program, file: &str, now: Instant) -> Lines {
    let mut lines = Lines::default();
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let first_line = text.lines().next().unwrap_or_default();
    // "Unicode text" of a spreadsheet has tabs instead of commas.
    let delimiter = if first_line.contains('\t') && !first_line.contains(',') { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(true).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(header) if header.is_empty() => Err(vec![empty()]),
        Ok(header) => columns::read(header, program),
        Err(error) => Err(vec![unreadable(1, &error)]),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(problems) => return Lines { header_is_wrong: true, problems, ..lines },
    };
    let context = Reader { program, columns, file, now };
    let mut numbers = Numbers { text: text.as_bytes(), offset: 0, line: 1 };
    let mut seen = BTreeMap::<String, u64>::new();
    for record in reader.records() {
        match record {
            Err(error) => lines.problems.push(unreadable(numbers.line_of(error.position()), &error)),
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(record) => {
                lines.count += 1;
                match context.line(&record, numbers.line_of(record.position()), &mut seen) {
                    Ok(line) => lines.lines.push(line),
                    Err(problems) => lines.problems.extend(problems),
                }
            }
        }
    }
    lines
}

/// Numbers of lines, counted here: the reader's own position is at the end of the record before, empty lines included.
struct Numbers<'a> {
    text: &'a [u8],
    offset: usize,
    line: u64,
}

impl Numbers<'_> {
    /// Line on which a record begins, from 1. Records are asked for in order.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let from = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.offset);
        let breaks = self.text.get(from..).unwrap_or_default().iter().take_while(|byte| **byte == b'\n').count();
        let to = from.saturating_add(breaks);
        let passed = self.text.get(self.offset..to).unwrap_or_default();
        self.line = passed.iter().filter(|byte| **byte == b'\n').fold(self.line, |line, _| line.saturating_add(1));
        self.offset = self.offset.max(to);
        self.line
    }
}

fn empty() -> LineProblem {
    let text = Text::new(
        "the file is empty; the first line must name the columns",
        "ファイルが空です。1行目に列の名前を書いてください",
    );
    LineProblem { line: 1, column: None, text }
}

fn unreadable(line: u64, error: &csv::Error) -> LineProblem {
    let text = Text::new(format!("the line cannot be read: {error}"), format!("この行を読めません：{error}"));
    LineProblem { line, column: None, text }
}

impl Reader<'_> {
    fn line(
        &self,
        record: &csv::StringRecord,
        number: u64,
        seen: &mut BTreeMap<String, u64>,
    ) -> Result<Line, Vec<LineProblem>> {
        let problem =
            |column: Option<&str>, text| LineProblem { line: number, column: column.map(str::to_owned), text };
        if record.len() != self.columns.len() {
            let (found, wanted) = (record.len(), self.columns.len());
            let text = Text::new(
                format!(
                    "the line has {found} cells, the header {wanted}; look for a missing or doubled comma or quotation mark"
                ),
                format!(
                    "この行の列数は {found}、見出しの列数は {wanted} です。カンマや引用符の過不足を確かめてください"
                ),
            );
            return Err(vec![problem(None, text)]);
        }
        let mut problems = Vec::new();
        let mut cells = Cells::default();
        for (column, cell) in self.columns.iter().zip(record).filter(|(_, cell)| !cell.trim().is_empty()) {
            if let Err(text) = self.cell(&mut cells, column, cell) {
                problems.push(problem(Some(column.name()), text));
            }
        }
        match &cells.email {
            None if problems.iter().any(|one| one.column.as_deref() == Some("email")) => {}
            None => problems.push(problem(Some("email"), no_address())),
            Some(email) => {
                let first = *seen.entry(address_key(email)).or_insert(number);
                if first != number {
                    problems.push(problem(Some("email"), twice(first)));
                }
            }
        }
        let basis_is_wrong = problems.iter().any(|one| one.column.as_deref() == Some("basis"));
        if cells.basis.is_none() && !basis_is_wrong && (cells.basis_at.is_some() || cells.basis_source.is_some()) {
            problems.push(problem(Some("basis"), no_basis()));
        }
        match cells.email.take() {
            Some(email) if problems.is_empty() => Ok(self.finished(number, email, cells)),
            _ => Err(problems),
        }
    }

    fn cell(&self, cells: &mut Cells, column: &Column, cell: &str) -> Result<(), Text> {
        let zone = &self.program.limits.zone;
        let text = |cell: &str| value_from_text(&FieldType::Text, cell, zone);
        match column {
            Column::Email => cells.email = text_of(value_from_text(&FieldType::Email, cell, zone)?),
            Column::Zone => cells.zone = Some(zone_name(cell)?),
            Column::Basis => cells.basis = Some(basis(cell)?),
            Column::BasisAt => {
                if let Value::Datetime(at) = value_from_text(&FieldType::Datetime, cell, zone)? {
                    cells.basis_at = Some(at);
                }
            }
            Column::BasisSource => cells.basis_source = text_of(text(cell)?),
            Column::OptedOut => {
                cells.opted_out = value_from_text(&FieldType::TrueFalse, cell, zone)? == Value::TrueFalse(true);
            }
            Column::Field(name) => {
                if let Some(field) = self.program.lead_fields.get(name) {
                    cells.fields.insert(name.clone(), Some(value_from_text(&field.kind, cell, zone)?));
                }
            }
        }
        Ok(())
    }

    fn finished(&self, number: u64, email: String, cells: Cells) -> Line {
        let source = format!("import {}", self.file);
        let required = self.program.lead_fields.iter().filter(|(_, field)| is_required(field));
        let missing =
            required.map(|(name, _)| name).filter(|name| !cells.fields.contains_key(*name)).cloned().collect();
        let basis = cells.basis.map(|basis| BasisRecord {
            basis,
            at: cells.basis_at.unwrap_or(self.now),
            source: cells.basis_source.unwrap_or_else(|| source.clone()),
        });
        let suppression = cells.opted_out.then(|| Suppression {
            reason: SuppressionReason::OptedOut,
            at: self.now,
            source: source.clone(),
        });
        let kind = InputKind::Update { fields: cells.fields, zone: cells.zone, basis, suppression };
        Line { number, email, kind, missing }
    }
}

#[derive(Default)]
struct Cells {
    email: Option<String>,
    zone: Option<String>,
    basis: Option<Basis>,
    basis_at: Option<Instant>,
    basis_source: Option<String>,
    opted_out: bool,
    fields: BTreeMap<String, Option<Value>>,
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Number(_)
        | Value::TrueFalse(_)
        | Value::Date(_)
        | Value::Datetime(_)
        | Value::Duration(_)
        | Value::List(_) => None,
    }
}

fn zone_name(cell: &str) -> Result<String, Text> {
    let zone = cell.trim();
    if civil::is_zone(zone) {
        return Ok(zone.to_owned());
    }
    let zone: String = zone.chars().filter(|character| !character.is_control()).take(40).collect();
    Err(Text::new(
        format!("`{zone}` is no time zone; write it like `Asia/Tokyo`"),
        format!("`{zone}` というタイムゾーンはありません。`Asia/Tokyo` のように書いてください"),
    ))
}

/// Each basis in the words of the language and in those of a Japanese spreadsheet. `名刺`: an address on a business card
/// counts as told in writing.
const BASES: [(&str, &str, Basis); 5] = [
    ("consent", "同意", Basis::Consent),
    ("written", "名刺", Basis::Written),
    ("written", "書面", Basis::Written),
    ("business relation", "取引関係", Basis::BusinessRelation),
    ("published", "公表", Basis::Published),
];

fn basis(cell: &str) -> Result<Basis, Text> {
    let word: String = cell.nfkc().flat_map(char::to_lowercase).collect();
    let word = word.split([' ', '_']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if let Some((.., basis)) = BASES.iter().find(|(en, ja, _)| word == *en || word == *ja) {
        return Ok(*basis);
    }
    let (near_en, near_ja) = match nearest(&word, BASES.iter().flat_map(|(en, ja, _)| [*en, *ja])) {
        Some(near) => (format!("; did you mean `{near}`?"), format!("。`{near}` ではありませんか")),
        None => (String::new(), String::new()),
    };
    let word: String = word.chars().filter(|character| !character.is_control()).take(40).collect();
    Err(Text::new(
        format!(
            "`{word}` is no basis for mailing: there are `consent`, `written`, `business relation` and `published`{near_en}"
        ),
        format!(
            "`{word}` という送信の根拠はありません。`同意`（consent）、`名刺`（written）、`取引関係`（business relation）、`公表`（published）のどれかです{near_ja}"
        ),
    ))
}

fn no_address() -> Text {
    Text::new("the mail address is missing", "メールアドレスがありません")
}

fn twice(first: u64) -> Text {
    Text::new(
        format!("the same address is on line {first} already; keep one of them"),
        format!("同じメールアドレスが {first} 行目にもあります。どちらか一方だけにしてください"),
    )
}

fn no_basis() -> Text {
    Text::new(
        "a time or source of a basis is given, but no basis",
        "根拠の日時や取得方法だけがあり、根拠（basis）がありません",
    )
}
