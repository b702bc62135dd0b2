//! Rows that were pasted from a spreadsheet: `3日目<TAB>事例メール<TAB>導入事例のご紹介`.

use super::Context;
use super::decide::{Explanation, Line};
use crate::diagnostic::Finding as _;
use crate::syntax::findings::SpreadsheetRow;
use crate::syntax::keywords::is_keyword;
use crate::syntax::surface::Surface;

/// Cells of a row that need not begin with a day to be one.
const CELLS_OF_A_ROW: usize = 3;

impl Line<'_> {
    /// A row with its cells between tabs.
    pub(super) fn spreadsheet_row(&self) -> Option<Explanation> {
        if !matches!(self.context, Context::Declaration | Context::ScenarioLine | Context::StepLine) {
            return None;
        }
        let cells: Vec<&str> = self.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let [first, second, ..] = cells.as_slice() else { return None };
        let word = |cell: &str| {
            let word = cell.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
            is_keyword(word)
        };
        let day = day_of(first);
        // `on day 3<TAB>send thanks` is a step with tabs for blanks.
        let row = day.is_some() && !word(second) || cells.len() >= CELLS_OF_A_ROW && !word(first);
        if !row || self.text.contains(['{', '}', '"']) {
            return None;
        }
        let day = day.unwrap_or_else(|| "3".to_owned());
        let second = if word(second) { "thanks" } else { *second };
        let plain = second.chars().all(unicode_ident::is_xid_continue);
        let name = if plain && second.starts_with(unicode_ident::is_xid_start) {
            second.to_owned()
        } else {
            format!("\"{second}\"")
        };
        let (step, email) = match self.explainer.surface {
            Surface::English => (format!("on day {day} send {name}"), format!("email {name} {{ subject \"…\" }}")),
            Surface::Japanese => (format!("{day}日後 送信 {name}"), format!("メール {name} {{ 件名 \"…\" }}")),
        };
        let written = self.original(0..self.text.len());
        let finding = SpreadsheetRow { span: self.span(0..self.text.len()), written, step, email };
        // What follows directly are further rows, about which nothing more needs to be said.
        Some(Explanation { diagnostic: finding.diagnose(), edits: Vec::new(), vague: true })
    }
}

/// The number of days in a cell such as `3日目`, `day 3` or `3`.
fn day_of(cell: &str) -> Option<String> {
    let plain = ["day", "Day", "DAY", "on day"].iter().find_map(|word| cell.strip_prefix(word)).unwrap_or(cell).trim();
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let behind = plain.get(digits.len()..)?.trim();
    let fits = ["", "日目", "日後", "日", "days", "day", "days later", "日後に"].contains(&behind);
    (!digits.is_empty() && fits).then_some(digits)
}
