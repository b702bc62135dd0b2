//! One line a finding, as compilers print them: `path:line:column: error[F0102] what is wrong`.

use super::Group;
use crate::diagnostic::Language;
use crate::render::json::{Range, severity_code};
use crate::render::layout::clean_line;

/// All findings; each line ends with a line feed. Lines and columns count from 1, columns in characters.
#[must_use]
pub fn check(groups: &[Group<'_>], language: Language) -> String {
    let mut out = String::new();
    for group in groups {
        for one in &group.findings {
            let Range { path, start, .. } = Range::of(one.primary.span, group.sources, group.prefix);
            let place = format!("{}:{}:{}", clean_line(&path), start.line, start.column);
            let message = clean_line(one.message.get(language));
            out.push_str(&format!("{place}: {}[{}] {message}\n", severity_code(one.severity), one.code));
        }
    }
    out
}
