//! Names and texts as they are written in a file: what messages offer to write, or a test that is shown, must parse.

use super::grammar::{FlowParser, Rule};
use super::keywords::forms;
use pest::Parser as _;
use std::borrow::Cow;

/// Words that say something else where a name may stand: `choose winner`, `start` in a test, `ready: true`.
const SAY_ELSE: [Rule; 5] = [Rule::kw_winner, Rule::kw_start, Rule::kw_unsubscribe, Rule::kw_true, Rule::kw_false];

/// A name as the grammar takes it: in quotes where it has blanks or signs, or would say something else.
#[must_use]
pub fn written_name(name: &str) -> Cow<'_, str> {
    let is_plain = FlowParser::parse(Rule::ident, name).is_ok_and(|parsed| parsed.as_str() == name);
    let says_else = SAY_ELSE.iter().any(|rule| forms(*rule).contains(&name));
    if is_plain && !says_else { Cow::Borrowed(name) } else { Cow::Owned(written_text(name)) }
}

/// A text between quotes, on one line.
#[must_use]
pub fn written_text(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '\\' => written.push_str("\\\\"),
            '"' => written.push_str("\\\""),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::ast::DeclarationKind;
    use crate::syntax::parse;

    #[test]
    fn plain_names_need_no_quotes() {
        for name in ["thanks", "_x1", "お礼", "資料請求", "a", "open"] {
            assert_eq!(written_name(name), name);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for name in
            ["お礼 メール", "1 to 10", "2通目", "a\"b", "a\\b", "one\ntwo\t3", "and", "start", "はい", "(仮)", ""]
        {
            let written = written_name(name);
            assert!(written.starts_with('"'), "{written}");
            let parsed = parse(FileId(0), &format!("event {written} {{ }}\n"));
            let names = parsed.file.declarations.iter().filter_map(|one| {
                let DeclarationKind::Event(event) = &one.kind else { return None };
                Some(event.name.text.as_str())
            });
            assert_eq!(names.collect::<Vec<_>>(), [name], "{written}");
        }
    }
}
