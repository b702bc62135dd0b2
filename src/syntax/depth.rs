//! How deep a text is nested, counted before the grammar sees it: pest descends for every brace, bracket and parenthesis, so
//! this bounds its stack. One pass over the text.

use super::build::MAX_NESTING;
use super::scan::closed_length;
use std::ops::Range;

/// The first bracket beyond the limit, in bytes.
pub(super) fn too_deep(text: &str) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let next = rest.find(['{', '}', '(', ')', '[', ']', '"', '/'])?;
        at += next;
        let rest = rest.get(next..).unwrap_or_default();
        let mut length = 1;
        match rest.as_bytes().first() {
            Some(b'{' | b'(' | b'[') => depth += 1,
            Some(b'}' | b')' | b']') => depth = depth.saturating_sub(1),
            Some(b'"') => length = quoted_length(rest).unwrap_or(1),
            Some(b'/') if rest.starts_with("//") => length = rest.find(['\n', '\r']).unwrap_or(rest.len()),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Some(at..at + 1);
        }
        at += length;
    }
    None
}

/// Length in bytes of the quoted text that `rest` begins with, as the grammar sees it; nothing where it is not closed.
fn quoted_length(rest: &str) -> Option<usize> {
    if let Some(inner) = rest.strip_prefix("\"\"\"")
        && let Some(end) = inner.find("\"\"\"")
    {
        return Some(end + 6);
    }
    closed_length(rest.get(1..)?).map(|length| length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_all_kinds_count_but_not_those_in_texts_and_comments() {
        let fits = "{([".repeat(21);
        assert_eq!(too_deep(&fits), None);
        assert_eq!(too_deep(&format!("{fits}{{ \"{{{{{{\" // {{{{")), None);
        assert_eq!(too_deep(&format!("{fits}あ{{ (")), Some(68..69));
        assert_eq!(too_deep(&format!("{fits}{{ \"{{{{ f(\"((((\") }}}}\" {{")), Some(83..84));
        assert_eq!(too_deep(&"{}".repeat(1000)), None);
    }
}
