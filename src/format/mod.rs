//! The one canonical layout of `.flow` files. Layout only: line breaks inside of a block stay the author's, and so do names
//! and texts. Before a result is given out it is parsed again, in every build: it must be the same tree with the same
//! comments, and laying it out once more must change nothing.

mod layout;
mod rows;
mod same;
mod text_block;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::FileId;
pub use crate::syntax::Surface;
use crate::syntax::{Parsed, lexemes, parse};

/// Why a text was not laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has mistakes: first they are to be mended.
    Broken(Vec<Diagnostic>),
    /// The result would not have been the same program. This is a fault of the formatter.
    NotTheSame,
}

/// Lays a text out, and writes the words of the language in those of a surface where one is given.
///
/// # Errors
/// Texts with mistakes are left alone.
pub fn format(file: FileId, text: &str, surface: Option<Surface>) -> Result<String, Refusal> {
    format_with(file, text, |text| write(text, surface))
}

/// Lays out with `write`, and believes its result only when it has been looked at.
fn format_with(file: FileId, text: &str, write: impl Fn(&str) -> Option<String>) -> Result<String, Refusal> {
    let before = parse(file, text);
    if before.diagnostics.iter().any(|one| one.severity == Severity::Error) {
        return Err(Refusal::Broken(before.diagnostics));
    }
    let Some(result) = write(text) else { return Err(Refusal::Broken(before.diagnostics)) };
    let after = parse(file, &result);
    let stable = write(&result).is_some_and(|again| again == result);
    let same = after.diagnostics.iter().all(|one| one.severity != Severity::Error) && same(&before, &after);
    if same && stable { Ok(result) } else { Err(Refusal::NotTheSame) }
}

fn same(before: &Parsed, after: &Parsed) -> bool {
    same::same_tree(&before.file, &after.file)
}

/// The layout alone; nothing where the text has mistakes.
fn write(text: &str, surface: Option<Surface>) -> Option<String> {
    let ends_with_return = text.find('\n').is_some_and(|at| text.get(..at).is_some_and(|line| line.ends_with('\r')));
    let lines = rows::align(layout::lines(&lexemes(text, surface)?));
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in &lines {
        line.write(&mut out);
    }
    // A file keeps the line ends of its system; a lone return inside of a text is part of that text.
    let plain = out.replace("\r\n", "\n");
    Some(if plain.contains('\r') {
        out
    } else if ends_with_return {
        plain.replace('\n', "\r\n")
    } else {
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "// a\nlead { name: text } // b\nscore { opened any email +10 }\n";

    fn written_as(result: &str) -> Result<String, Refusal> {
        format_with(FileId(0), TEXT, |_| Some(result.to_owned()))
    }

    #[test]
    fn a_result_that_is_not_the_same_is_never_given_out() {
        assert_eq!(written_as(TEXT), Ok(TEXT.to_owned()));
        for (what, from, to) in [
            ("a comment is lost", "// b", ""),
            ("a comment says something else", "// b", "// c"),
            ("a comment documents", "// a", "/// a"),
            ("a name differs", "name", "nama"),
            ("a number differs", "+10", "+11"),
            ("a part is lost", "score { opened any email +10 }\n", ""),
            ("it does not parse", "opened any", "opend any"),
        ] {
            assert!(TEXT.contains(from));
            assert_eq!(written_as(&TEXT.replace(from, to)), Err(Refusal::NotTheSame), "{what}");
        }
    }

    #[test]
    fn a_result_that_would_change_again_is_never_given_out() {
        let unstable = |text: &str| Some(text.replace("// a", "//  a"));
        let endless = |text: &str| Some(format!("{text}\n"));
        assert!(format_with(FileId(0), TEXT, unstable).is_ok());
        assert_eq!(format_with(FileId(0), TEXT, endless), Err(Refusal::NotTheSame));
    }
}
