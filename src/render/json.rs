//! Findings for machines: JSON with a version of its own (docs/json.md describes every field). Places are given in
//! characters and in UTF-16 code units, because editors count in the latter.

use super::summary::Counts;
use crate::diagnostic::registry::kind_of;
use crate::diagnostic::{Code, Diagnostic, Fix, FixSafety, Label, Language, Severity, Text};
use crate::source::{LineColumn, Sources, Span};
use serde::Serialize;

/// Version of the JSON outputs. It rises when a field is removed or changes its meaning, not when one is added.
pub const SCHEMA_VERSION: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Texts {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl From<&Text> for Texts {
    fn from(text: &Text) -> Self {
        Self { en: text.en.clone(), ja: text.ja.clone() }
    }
}

/// A place in a file; all numbers from 1, `offset` in bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
    /// Column in UTF-16 code units.
    pub column_utf16: u32,
    /// Bytes before it.
    pub offset: u32,
}

/// A range in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Path as from the current folder.
    pub path: String,
    /// First character.
    pub start: Position,
    /// First character behind it.
    pub end: Position,
}

impl Range {
    /// The place of a span.
    #[must_use]
    pub fn of(span: Span, sources: &Sources, prefix: &str) -> Self {
        let path = sources.get(span.file).map(|file| format!("{prefix}{}", file.path)).unwrap_or_default();
        let position = |offset| {
            let at = sources.line_column(span.file, offset);
            Position { line: at.line, column: at.column, column_utf16: at.column_utf16, offset }
        };
        Self { path, start: position(span.start), end: position(span.end) }
    }
}

#[derive(Debug, Serialize)]
struct LabelJson {
    #[serde(flatten)]
    range: Range,
    message: String,
    messages: Texts,
    primary: bool,
}

#[derive(Debug, Serialize)]
struct EditJson {
    #[serde(flatten)]
    range: Range,
    text: String,
}

#[derive(Debug, Serialize)]
struct FixJson {
    safety: &'static str,
    message: String,
    messages: Texts,
    edits: Vec<EditJson>,
}

/// One finding.
#[derive(Debug, Serialize)]
pub struct DiagnosticJson {
    code: String,
    name: &'static str,
    severity: &'static str,
    message: String,
    messages: Texts,
    #[serde(flatten)]
    range: Range,
    help: Option<String>,
    helps: Option<Texts>,
    labels: Vec<LabelJson>,
    fixes: Vec<FixJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<String>,
}

/// What `sodate check --format json` prints.
#[derive(Debug, Serialize)]
pub struct CheckJson {
    schema_version: u32,
    sodate_version: &'static str,
    language: &'static str,
    summary: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<FixedJson>>,
    diagnostics: Vec<DiagnosticJson>,
}

/// A fix that `--fix` applied.
#[derive(Debug, Serialize)]
pub struct FixedJson {
    code: String,
    name: &'static str,
    path: String,
    line: u32,
    column: u32,
    column_utf16: u32,
    message: String,
    messages: Texts,
}

impl FixedJson {
    /// A fix of a finding that stood at that place.
    #[must_use]
    pub fn new(path: String, place: LineColumn, code: Code, title: &Text, language: Language) -> Self {
        Self {
            code: code.to_string(),
            name: kind_of(code).map_or("", |kind| kind.name),
            path,
            line: place.line,
            column: place.column,
            column_utf16: place.column_utf16,
            message: title.get(language).to_owned(),
            messages: title.into(),
        }
    }
}

/// The short name of a language.
#[must_use]
pub const fn language_code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Japanese => "ja",
    }
}

/// The word for a severity that machines read, in every format alike.
#[must_use]
pub const fn severity_code(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// One finding as JSON data.
#[must_use]
pub fn diagnostic(one: &Diagnostic, sources: &Sources, language: Language, prefix: &str) -> DiagnosticJson {
    let label = |label: &Label, primary| LabelJson {
        range: Range::of(label.span, sources, prefix),
        message: label.text.get(language).to_owned(),
        messages: (&label.text).into(),
        primary,
    };
    DiagnosticJson {
        code: one.code.to_string(),
        name: kind_of(one.code).map_or("", |kind| kind.name),
        severity: severity_code(one.severity),
        message: one.message.get(language).to_owned(),
        messages: (&one.message).into(),
        range: Range::of(one.primary.span, sources, prefix),
        help: one.help.as_ref().map(|help| help.get(language).to_owned()),
        helps: one.help.as_ref().map(Into::into),
        labels: std::iter::once(label(&one.primary, true))
            .chain(one.others.iter().map(|other| label(other, false)))
            .collect(),
        fixes: one.fixes.iter().map(|one| fix(one, sources, language, prefix)).collect(),
        test: one.test.clone(),
    }
}

fn fix(fix: &Fix, sources: &Sources, language: Language, prefix: &str) -> FixJson {
    FixJson {
        safety: match fix.safety {
            FixSafety::Safe => "safe",
            FixSafety::Unsafe => "unsafe",
            FixSafety::DisplayOnly => "display_only",
        },
        message: fix.title.get(language).to_owned(),
        messages: (&fix.title).into(),
        edits: fix
            .edits
            .iter()
            .map(|(span, text)| EditJson { range: Range::of(*span, sources, prefix), text: text.clone() })
            .collect(),
    }
}

/// The whole result of a check.
#[must_use]
pub fn check(
    diagnostics: Vec<DiagnosticJson>,
    summary: Counts,
    fixed: Option<Vec<FixedJson>>,
    language: Language,
) -> CheckJson {
    CheckJson {
        schema_version: SCHEMA_VERSION,
        sodate_version: env!("CARGO_PKG_VERSION"),
        language: language_code(language),
        summary,
        fixed,
        diagnostics,
    }
}

/// Data as indented JSON, with a line feed at the end.
#[must_use]
pub fn text(data: &impl Serialize) -> String {
    // Our data are strings, numbers and lists, which always have a JSON form.
    let mut out = serde_json::to_string_pretty(data).unwrap_or_default();
    out.push('\n');
    out
}
