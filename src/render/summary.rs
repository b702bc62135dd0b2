//! The calm last lines of a check: how many findings in how many files, what was left out, where to read more.

use super::Look;
use crate::diagnostic::{Diagnostic, Language, Severity};

/// Counts of one or more checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Errors shown.
    pub errors: usize,
    /// Warnings shown.
    pub warnings: usize,
    /// Findings left out because a file had too many.
    pub left_out: usize,
    /// Files checked.
    pub files: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic], left_out: usize, files: usize) -> Self {
        let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
        Self { errors, warnings: diagnostics.len() - errors, left_out, files }
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            left_out: self.left_out + other.left_out,
            files: self.files + other.files,
        }
    }
}

/// `1 error`, `2 errors`.
#[must_use]
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `2 errors, 1 warning in 3 files`, with what was left out. Ends with a line feed.
#[must_use]
pub fn summary(counts: Counts, look: &Look) -> String {
    match look.language {
        Language::English => english(counts),
        Language::Japanese => japanese(counts),
    }
}

fn english(counts: Counts) -> String {
    let files = plural(counts.files, "file", "files");
    let mut parts = Vec::new();
    if counts.errors > 0 {
        parts.push(plural(counts.errors, "error", "errors"));
    }
    if counts.warnings > 0 {
        parts.push(plural(counts.warnings, "warning", "warnings"));
    }
    let mut out = if parts.is_empty() {
        format!("no problems in {files}\n")
    } else {
        format!("{} in {files}\n", parts.join(", "))
    };
    if counts.left_out > 0 {
        out.push_str(&format!("{} more left out: mend these first\n", counts.left_out));
    }
    out
}

fn japanese(counts: Counts) -> String {
    let mut parts = Vec::new();
    if counts.errors > 0 {
        parts.push(format!("エラー{}件", counts.errors));
    }
    if counts.warnings > 0 {
        parts.push(format!("注意{}件", counts.warnings));
    }
    let mut out = if parts.is_empty() {
        format!("問題はありません（{}ファイル）\n", counts.files)
    } else {
        format!("{}（{}ファイル）\n", parts.join("、"), counts.files)
    };
    if counts.left_out > 0 {
        out.push_str(&format!("ほかに{}件あります。先に上の指摘を直してください。\n", counts.left_out));
    }
    out
}

/// Where to read more about the first finding's code. Ends with a line feed.
#[must_use]
pub fn more(diagnostics: &[Diagnostic], language: Language) -> Option<String> {
    let first = diagnostics.iter().min_by_key(|one| one.severity)?;
    Some(match language {
        Language::English => format!("more about a code: sodate explain {}\n", first.code),
        Language::Japanese => format!("くわしい説明: sodate explain {}\n", first.code),
    })
}
