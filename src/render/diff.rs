//! Changes of a text as a unified diff, as `git apply` and people read it.

use super::Look;
use super::layout::clean_line;
use anstyle::{AnsiColor, Style};
use similar::TextDiff;

/// Unchanged lines shown around a change.
const CONTEXT_LINES: usize = 3;

/// The changes; empty where there are none.
#[must_use]
pub fn unified(path: &str, before: &str, after: &str, look: &Look) -> String {
    let diff = TextDiff::from_lines(before, after);
    let path = clean_line(path);
    let text = diff
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    if look.color { text.split_inclusive('\n').map(|line| painted(line, look)).collect() } else { text }
}

fn painted(line: &str, look: &Look) -> String {
    let style = match line.chars().next() {
        Some('+') => AnsiColor::Green.on_default(),
        Some('-') => AnsiColor::Red.on_default(),
        Some('@') => AnsiColor::Cyan.on_default(),
        Some(_) | None => return line.to_owned(),
    };
    let style = if line.starts_with("+++") || line.starts_with("---") { Style::new().bold() } else { style };
    match line.strip_suffix('\n') {
        Some(words) => look.paint(style, words) + "\n",
        None => look.paint(style, line),
    }
}
