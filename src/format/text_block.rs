//! Texts of several lines (`"""`). Their value has the indentation taken off that all lines share, so the block can move with
//! its surroundings; nothing else in it is touched.

/// The literal with its lines indented by `inner` blanks and its closing quotes by `outer`. One whose first line stands beside
/// the opening quotes stays as it is, because its value would not.
pub(super) fn indent(literal: &str, outer: usize, inner: usize) -> String {
    let inside = literal.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\""));
    inside.and_then(|inside| moved(inside, outer, inner)).unwrap_or_else(|| literal.to_owned())
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t']).is_empty()
}

/// Spaces and tabs before the first other character.
fn margin(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

fn moved(inside: &str, outer: usize, inner: usize) -> Option<String> {
    let (first, rest) = inside.split_once('\n')?;
    if !is_blank(first.strip_suffix('\r').unwrap_or(first)) {
        return None;
    }
    let mut lines: Vec<&str> = rest.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    // The reader leaves a blank last line out, but never the only one.
    if lines.len() > 1 && lines.last().is_some_and(|line| is_blank(line)) {
        lines.pop();
    }
    let margins = lines.iter().filter(|line| !is_blank(line)).map(|line| margin(line));
    let shared = margins.reduce(common)?.len();
    let mut out = "\"\"\"\n".to_owned();
    for line in lines {
        let kept = line.get(shared.min(margin(line).len())..).unwrap_or_default();
        if !kept.is_empty() {
            out.push_str(&" ".repeat(inner));
            out.push_str(kept);
        }
        out.push('\n');
    }
    out.push_str(&" ".repeat(outer));
    out.push_str("\"\"\"");
    Some(out)
}

fn common<'t>(one: &'t str, other: &str) -> &'t str {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.get(..shared).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::ast::{DeclarationKind, EmailEntryKind};

    fn value(literal: &str) -> String {
        let text = format!("email a {{\n  body {literal}\n}}\n");
        let parsed = crate::syntax::parse(FileId(0), &text);
        let Some(DeclarationKind::Email(email)) = parsed.file.declarations.first().map(|one| &one.kind) else {
            unreachable!()
        };
        let EmailEntryKind::Body(body) = &email.entries[0].kind else { unreachable!() };
        body.text.clone()
    }

    #[test]
    fn a_block_moves_and_keeps_its_value() {
        assert_eq!(indent("\"\"\"\n a\n   b\n\n\"\"\"", 2, 4), "\"\"\"\n    a\n      b\n\n  \"\"\"");
        assert_eq!(indent("\"\"\"\r\n\ta\r\n\"\"\"", 0, 2), "\"\"\"\n  a\n\"\"\"");
        assert_eq!(indent("\"\"\"a\n  b\"\"\"", 0, 2), "\"\"\"a\n  b\"\"\"");
        assert_eq!(indent("\"a\"", 0, 2), "\"a\"");
    }

    #[test]
    fn whatever_the_block_looks_like_its_value_stays() {
        let parts = ["", "  ", "\t", "a", " a", "\ta", "  \ta", "　a ", "\r"];
        for one in parts {
            for two in parts {
                for three in parts {
                    for end in ["", "\n", "\n  ", "\n\t"] {
                        let literal = format!("\"\"\"{one}\n{two}\n{three}{end}\"\"\"");
                        for (outer, inner) in [(0, 2), (4, 6)] {
                            let moved = indent(&literal, outer, inner);
                            assert_eq!(value(&literal), value(&moved), "{literal:?} {moved:?}");
                            assert_eq!(indent(&moved, outer, inner), moved, "{literal:?}");
                        }
                    }
                }
            }
        }
    }
}
