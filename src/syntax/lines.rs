//! Lines of a text: how far they are indented, and which of them begin a declaration.

#![expect(clippy::wildcard_enum_match_arm, reason = "pest makes the rules; here only those of declarations come")]

use super::grammar::Rule;
use super::keywords::declaration;

/// Width of a line's indentation in half-width columns: a tab counts to the next multiple of four, a full-width space two.
pub(super) fn indent_width(line: &str) -> usize {
    let mut width = 0;
    for character in line.chars() {
        width = match character {
            ' ' => width + 1,
            '\t' => (width / 4 + 1) * 4,
            '\u{3000}' => width + 2,
            _ => break,
        };
    }
    width
}

/// The word of the declaration that a line begins at column 0: the place at which a brace lost further up must have been
/// closed. This is `declaration_line` of the grammar, for text that is not repaired yet.
pub(super) fn declaration_word(line: &str) -> Option<Rule> {
    let word = line.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
    let rule = declaration(word)?;
    let rest = line.get(word.len()..).unwrap_or_default();
    let behind = rest.trim_start();
    let blank = behind.len() < rest.len();
    let brace = behind.contains(['{', '｛']);
    let begins = match rule {
        Rule::kw_lead | Rule::kw_score | Rule::kw_limits => behind.starts_with(['{', '｛']),
        Rule::kw_when => blank && brace,
        Rule::kw_segment | Rule::kw_audience => {
            blank && behind.starts_with(|one: char| one == '"' || one == '_' || unicode_ident::is_xid_start(one))
        }
        Rule::kw_ensure => {
            let word = ["at", "no", "every"].iter().any(|word| behind.starts_with(word));
            blank && (word || behind.starts_with(|one: char| !one.is_ascii()))
        }
        Rule::kw_test | Rule::kw_use => blank && behind.starts_with(['"', '“', '”', '「']),
        _ => {
            let name = behind.starts_with(|one: char| one == '"' || one == '_' || unicode_ident::is_xid_start(one));
            blank && name && brace
        }
    };
    begins.then_some(rule)
}
