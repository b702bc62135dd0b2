//! The header line: which column is what.

use super::LineProblem;
use crate::diagnostic::{Text, nearest};
use crate::ir::{Field, Program};
use unicode_normalization::UnicodeNormalization;

/// Columns beside the program's own fields.
const BUILT_IN: [&str; 6] = ["email", "zone", "basis", "basis_at", "basis_source", "opted_out"];

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Mail address: names the lead.
    Email,
    /// Zone of the lead.
    Zone,
    /// Basis for mailing.
    Basis,
    /// When the basis was given.
    BasisAt,
    /// How it was given.
    BasisSource,
    /// Whether the lead has opted out.
    OptedOut,
    /// A field of the program.
    Field(String),
}

impl Column {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Email => "email",
            Self::Zone => "zone",
            Self::Basis => "basis",
            Self::BasisAt => "basis_at",
            Self::BasisSource => "basis_source",
            Self::OptedOut => "opted_out",
            Self::Field(name) => name,
        }
    }
}

/// What the address is called in Japanese spreadsheets.
const ADDRESS_TITLES: [&str; 2] = ["メールアドレス", "メール"];

/// Reads the header: names of fields, or their titles (the first line of the `///` comment). They are compared after NFKC,
/// without white space around them; case counts only where two fields differ in nothing else.
pub(super) fn read(header: &csv::StringRecord, program: &Program) -> Result<Vec<Column>, Vec<LineProblem>> {
    let mut columns = Vec::new();
    let mut problems = Vec::new();
    let mut listed = false;
    for cell in header {
        let name: String = cell.nfkc().collect::<String>().trim().to_owned();
        match column(&name, program) {
            None => problems.push(problem(&name, unknown(&name, program, &mut listed))),
            Some(column) if columns.contains(&column) => {
                let text =
                    Text::new(format!("the column `{name}` is there twice"), format!("列 `{name}` が2つあります"));
                problems.push(problem(&name, text));
            }
            Some(column) => columns.push(column),
        }
    }
    if problems.is_empty() && !columns.contains(&Column::Email) {
        let text = Text::new(
            "the column `email` is missing; the first line must name the columns",
            "列 `email`（または `メールアドレス`）がありません。1行目に列の名前を書いてください",
        );
        problems.push(problem("email", text));
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

fn problem(column: &str, text: Text) -> LineProblem {
    LineProblem { line: 1, column: Some(column.to_owned()), text }
}

fn column(name: &str, program: &Program) -> Option<Column> {
    if program.lead_fields.contains_key(name) {
        return Some(Column::Field(name.to_owned()));
    }
    let lower = name.to_lowercase();
    match lower.as_str() {
        "email" => Some(Column::Email),
        "zone" => Some(Column::Zone),
        "basis" => Some(Column::Basis),
        "basis_at" => Some(Column::BasisAt),
        "basis_source" => Some(Column::BasisSource),
        "opted_out" => Some(Column::OptedOut),
        _ if ADDRESS_TITLES.contains(&name) => Some(Column::Email),
        _ => {
            let mut fields = program.lead_fields.keys().filter(|field| folded(field) == lower);
            fields.next().map(|field| Column::Field(field.clone())).or_else(|| titled(&lower, program))
        }
    }
}

/// The only field with this title.
fn titled(title: &str, program: &Program) -> Option<Column> {
    let first_line = |field: &Field| field.documentation.as_deref().and_then(|text| text.lines().next()).map(folded);
    let mut fields = program.lead_fields.iter().filter(|(_, field)| first_line(field).as_deref() == Some(title));
    let (name, _) = fields.next()?;
    fields.next().is_none().then(|| Column::Field(name.clone()))
}

fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).collect::<String>().trim().to_owned()
}

/// There is no such column; the known ones are listed once in a file.
fn unknown(name: &str, program: &Program, listed: &mut bool) -> Text {
    if name.is_empty() {
        return Text::new("a column has no name", "名前のない列があります");
    }
    let known = || program.lead_fields.keys().map(String::as_str).chain(BUILT_IN);
    match nearest(name, known()) {
        Some(near) => Text::new(
            format!("no field is called `{name}`; did you mean `{near}`?"),
            format!("`{name}` という項目はありません。`{near}` ではありませんか"),
        ),
        None if *listed => {
            Text::new(format!("no field is called `{name}`, either"), format!("`{name}` という項目もありません"))
        }
        None => {
            *listed = true;
            let all = known().map(|one| format!("`{one}`")).collect::<Vec<_>>();
            Text::new(
                format!("no field is called `{name}`; there are {}", all.join(", ")),
                format!("`{name}` という項目はありません。使えるのは {} です", all.join("、")),
            )
        }
    }
}
