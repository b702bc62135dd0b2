//! Comments, kept apart from the tree for the formatter, and the `///` ones that document declarations.

use super::ast::{Comment, File};
use super::build::to_u32;
use crate::source::{FileId, Span};

/// All comments of a text, in order. Slashes inside texts are no comments.
pub(super) fn comments(file: FileId, text: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.find(['"', '/']) else { break };
        let rest = rest.get(next..).unwrap_or_default();
        at += next;
        if rest.starts_with("//") {
            let line = rest.split(['\n', '\r']).next().unwrap_or_default();
            let documentation = line.starts_with("///") && !line.starts_with("////");
            let words = line.trim_start_matches('/').trim().to_owned();
            let span = Span::new(file, to_u32(at), to_u32(at + line.len()));
            found.push(Comment { text: words, span, documentation });
            at += line.len();
        } else {
            at += string_length(rest).unwrap_or(1);
        }
    }
    found
}

/// Length in bytes of the quoted text that `rest` begins with, if it is closed.
fn string_length(rest: &str) -> Option<usize> {
    if let Some(inner) = rest.strip_prefix("\"\"\"") {
        return inner.find("\"\"\"").map(|length| length + 6);
    }
    let inner = rest.strip_prefix('"')?;
    let mut escaped = false;
    for (at, character) in inner.char_indices() {
        match character {
            '\n' | '\r' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// Gives each declaration the `///` comments on the lines directly above it.
pub(super) fn document(text: &str, file: &mut File) {
    for declaration in &mut file.declarations {
        let mut lines = Vec::new();
        let mut below = declaration.span.start;
        let until = file.comments.partition_point(|comment| comment.span.start < declaration.span.start);
        for comment in file.comments.get(..until).unwrap_or_default().iter().rev() {
            let between = text.get(comment.span.end as usize..below as usize).unwrap_or_default();
            let adjacent = between.trim().is_empty() && between.matches('\n').count() == 1;
            if !comment.documentation || !adjacent {
                break;
            }
            lines.push(comment.text.as_str());
            below = comment.span.start;
        }
        if !lines.is_empty() {
            lines.reverse();
            declaration.documentation = Some(lines.join("\n"));
        }
    }
}
