//! What a file declares, read from its lines without the grammar: which fields there are, which of them are texts and which
//! values they take, and the names of things. A message about one line may rest on it: a declared name is always meant as that name.

use super::named::Named;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::collections::BTreeMap;

/// Longest name of a field, in characters.
const LONGEST_NAME: usize = 60;

/// How much of a line behind a field's name is looked at, in bytes.
const LONGEST_TYPE: usize = 600;

/// Emails that an example may name.
const EMAILS_KEPT: usize = 2;

/// Words that a type begins with.
const TYPES: [Rule; 10] = [
    Rule::kw_type_text,
    Rule::kw_type_number,
    Rule::kw_type_true_false,
    Rule::kw_type_date,
    Rule::kw_type_datetime,
    Rule::kw_type_duration,
    Rule::kw_type_email,
    Rule::kw_type_url,
    Rule::kw_one,
    Rule::kw_list,
];

/// The declared fields and names of a file.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Declared<'t> {
    /// What stands behind the `:` of each field, to the end of its line.
    fields: BTreeMap<&'t str, &'t str>,
    /// The first emails.
    pub(super) emails: Vec<&'t str>,
    /// The names of emails, events and other things.
    pub(super) names: Named<'t>,
}

impl<'t> Declared<'t> {
    /// The declarations of a text.
    pub(in crate::syntax) fn of(text: &'t str) -> Self {
        let mut fields = BTreeMap::new();
        for (at, colon) in text.match_indices([':', '：']) {
            let Some((before, behind)) = text.split_at_checked(at) else { continue };
            let before = before.trim_end_matches([' ', '\u{3000}']);
            let near = before.char_indices().rev().take(LONGEST_NAME);
            let name = near.take_while(|(_, one)| unicode_ident::is_xid_continue(*one)).last();
            let Some(name) = name.and_then(|(start, _)| before.get(start..)) else { continue };
            let kind = beginning(behind.get(colon.len()..).unwrap_or_default()).trim_start();
            let word = kind.split(|one: char| !(unicode_ident::is_xid_continue(one) || one == '/')).next();
            if TYPES.iter().any(|rule| word.is_some_and(|word| forms(*rule).contains(&word))) {
                fields.entry(name).or_insert(kind);
            }
        }
        let email = |line: &'t str| {
            let name = forms(Rule::kw_email).iter().find_map(|word| line.strip_prefix(word)?.strip_prefix(' '))?;
            let length = name.find(|one: char| !unicode_ident::is_xid_continue(one))?;
            name.get(..length).filter(|name| !name.is_empty())
        };
        let emails = text.lines().filter_map(email).take(EMAILS_KEPT).collect();
        Self { fields, emails, names: Named::of(text) }
    }

    /// Whether a field has that name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The longest beginning of a word that is the name of a field, and is not all of it.
    pub(super) fn field_in<'w>(&self, word: &'w str) -> Option<&'w str> {
        let cuts = word.char_indices().take(LONGEST_NAME).filter(|(at, _)| *at > 0);
        let beginnings = cuts.filter_map(|(at, _)| word.get(..at));
        beginnings.filter(|name| self.has_field(name)).last()
    }

    /// Whether a field holds texts, which stand in quotes.
    pub(super) fn is_text(&self, field: &str) -> bool {
        let texts = [Rule::kw_type_text, Rule::kw_type_email, Rule::kw_type_url];
        self.fields.get(field).is_some_and(|kind| {
            texts.iter().flat_map(|rule| forms(*rule)).any(|word| {
                kind.strip_prefix(word).is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue))
            })
        })
    }

    /// Whether a word is one of the values that a field takes.
    pub(super) fn has_value(&self, field: &str, value: &str) -> bool {
        let listed = self.fields.get(field).and_then(|kind| kind.split_once('['));
        listed.is_some_and(|(_, values)| {
            let values = values.split(']').next().unwrap_or_default();
            values.split([',', '、', ' ']).any(|one| one.trim().trim_matches('"') == value)
        })
    }
}

/// The beginning of a line.
fn beginning(text: &str) -> &str {
    let mut end = LONGEST_TYPE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let near = text.get(..end).unwrap_or_default();
    near.split(['\n', '\r']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_their_values() {
        let declared = Declared::of(
            "lead { name: text  title: text? }\nリード {\n  商談: 選択肢 [なし, 受注] = なし\n  契約日：日付?\n}\nemail thanks { subject \"a: b\" }\n",
        );
        assert!(declared.is_text("name") && declared.is_text("title") && !declared.is_text("契約日"));
        assert!(declared.has_value("商談", "なし") && !declared.has_value("商談", "失注"));
        assert!(!declared.has_field("a"));
        assert_eq!(declared.field_in("契約日が未入力"), Some("契約日"));
        assert_eq!(declared.field_in("契約日"), None);
        assert_eq!(declared.emails, ["thanks"]);
    }
}
