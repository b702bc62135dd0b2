//! Findings for other programs than our own: editors and `grep` (concise), code review on GitHub, dashboards that read SARIF
//! or JUnit. Each format is written by a few structs or lines of ours; docs/ci.md says what stands where.

pub mod concise;
pub mod github;
pub mod junit;
pub mod sarif;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// Findings of one workspace, in order.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The findings.
    pub findings: Vec<&'a Diagnostic>,
    /// The files they speak of.
    pub sources: &'a Sources,
    /// Put before each path, so that it is right as from the current folder; empty or ending in `/`.
    pub prefix: &'a str,
    /// Files that were checked, as shown.
    pub files: Vec<String>,
}
