//! `///` comments that document declarations.

use super::ast::File;

/// Gives each declaration the `///` comments on the lines directly above it.
pub(super) fn document(text: &str, file: &mut File) {
    for declaration in &mut file.declarations {
        let mut lines = Vec::new();
        let mut below = declaration.span.start;
        let until = file.comments.partition_point(|comment| comment.span.start < declaration.span.start);
        for comment in file.comments.get(..until).unwrap_or_default().iter().rev() {
            let between = text.get(comment.span.end as usize..below as usize).unwrap_or_default();
            let adjacent = between.trim().is_empty() && between.matches('\n').count() == 1;
            // A comment that speaks to the checker may stand between.
            let to_checker = comment.text.starts_with("sodate");
            if !(comment.documentation || to_checker) || !adjacent {
                break;
            }
            if comment.documentation {
                lines.push(comment.text.as_str());
            }
            below = comment.span.start;
        }
        if !lines.is_empty() {
            lines.reverse();
            declaration.documentation = Some(lines.join("\n"));
        }
    }
}
