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
    /// Notes shown.
    pub notes: usize,
    /// Findings left out because a file had too many.
    pub left_out: usize,
    /// Findings that comments in the files allow.
    pub allowed: usize,
    /// Findings shown that `--fix` can mend.
    pub fixable: usize,
    /// Files checked.
    pub files: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[&Diagnostic]) -> Self {
        let of = |severity| findings.iter().filter(|one| one.severity == severity).count();
        Self {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
            fixable: findings.iter().filter(|one| one.safe_fix().is_some()).count(),
            ..Self::default()
        }
    }

    /// Whether something was found that someone must look at; notes alone are none.
    #[must_use]
    pub const fn any_findings(self) -> bool {
        self.errors + self.warnings > 0
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            notes: self.notes + other.notes,
            left_out: self.left_out + other.left_out,
            allowed: self.allowed + other.allowed,
            fixable: self.fixable + other.fixable,
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
    if counts.notes > 0 {
        parts.push(plural(counts.notes, "note", "notes"));
    }
    let allowed = if counts.allowed > 0 { format!(", {} allowed", counts.allowed) } else { String::new() };
    let mut out = if parts.is_empty() {
        format!("no problems in {files}{allowed}\n")
    } else {
        format!("{} in {files}{allowed}\n", parts.join(", "))
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
    if counts.notes > 0 {
        parts.push(format!("参考{}件", counts.notes));
    }
    let allowed = if counts.allowed > 0 { format!("、許可{}件", counts.allowed) } else { String::new() };
    let mut out = if parts.is_empty() {
        format!("問題はありません（{}ファイル{allowed}）\n", counts.files)
    } else {
        format!("{}（{}ファイル{allowed}）\n", parts.join("、"), counts.files)
    };
    if counts.left_out > 0 {
        out.push_str(&format!("ほかに{}件あります。先に上の指摘を直してください。\n", counts.left_out));
    }
    out
}

/// What to do next, after findings: where to read more about the gravest one's code, and that some mend themselves. Lines
/// that end with a line feed, or nothing.
#[must_use]
pub fn more(findings: &[&Diagnostic], language: Language) -> String {
    let Some(first) = findings.iter().min_by_key(|one| one.severity) else { return String::new() };
    let fixable = findings.iter().filter(|one| one.safe_fix().is_some()).count();
    let (code, mut out) = (first.code, String::new());
    match language {
        Language::English => {
            if fixable > 0 {
                out.push_str(&format!("{fixable} can be fixed at once: sodate check --fix\n"));
            }
            out.push_str(&format!("more about a code: sodate explain {code}\n"));
        }
        Language::Japanese => {
            if fixable > 0 {
                out.push_str(&format!("{fixable}件は自動で修正できます: sodate check --fix\n"));
            }
            out.push_str(&format!("くわしい説明: sodate explain {code}\n"));
        }
    }
    out
}
