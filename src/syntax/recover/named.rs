//! The names that a file declares, found by the first words of its lines before it is parsed: a name that is declared is one,
//! whatever words of the language are in it.

use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use std::collections::{BTreeMap, BTreeSet};

/// What begins declarations with names.
const KINDS: [Rule; 8] = [
    Rule::kw_email,
    Rule::kw_message,
    Rule::kw_event,
    Rule::kw_team,
    Rule::kw_scenario,
    Rule::kw_segment,
    Rule::kw_audience,
    Rule::kw_sender,
];

/// Shortest name that is looked for inside of other text, in characters.
const SHORTEST: usize = 2;

/// Longest such name, in characters.
const LONGEST: usize = 40;

/// The names of a file.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Named<'t> {
    names: BTreeMap<&'t str, Rule>,
    /// What names begin with, so that most places of a text need no further look.
    begins: BTreeSet<char>,
    links: BTreeSet<(&'t str, &'t str)>,
}

impl<'t> Named<'t> {
    /// All names of a text. Lines in a body may look like declarations; a name too many does no harm.
    pub(in crate::syntax) fn of(text: &'t str) -> Self {
        let mut all = Self::default();
        let mut email = "";
        for line in text.lines() {
            let Some((word, rest)) = line.trim_start().split_once([' ', '\t', '\u{3000}']) else { continue };
            let Some(name) = name(rest.trim_start()) else { continue };
            let kind = KINDS.into_iter().find(|kind| forms(*kind).contains(&word));
            if let Some(kind) = kind.filter(|_| !line.starts_with([' ', '\t', '\u{3000}'])) {
                all.names.entry(name).or_insert(kind);
                all.begins.extend(name.chars().next());
                email = name;
            } else if forms(Rule::kw_link).contains(&word) {
                all.links.insert((email, name));
            }
        }
        all
    }

    /// Whether that is the name of such a thing.
    pub(super) fn is(&self, kind: Rule, name: &str) -> bool {
        self.names.get(name) == Some(&kind)
    }

    /// The longest link of a mail that a text begins with.
    pub(super) fn link_at<'s>(&self, email: &str, text: &'s str) -> Option<&'s str> {
        let links = self.links.range((email, "")..).take_while(|(of, _)| *of == email);
        let longest = links.filter(|(_, link)| text.starts_with(link)).map(|(_, link)| link.len()).max()?;
        text.get(..longest)
    }

    /// The one mail that has a link of that name, if it is one.
    pub(super) fn email_of(&self, link: &str) -> Option<&'t str> {
        let mut emails = self.links.iter().filter(|(_, name)| *name == link).map(|(email, _)| *email);
        emails.next().filter(|_| emails.next().is_none())
    }

    /// The longest name that a text begins with.
    pub(super) fn at<'s>(&self, text: &'s str) -> Option<&'s str> {
        if !text.chars().next().is_some_and(|first| self.begins.contains(&first)) {
            return None;
        }
        let ends = text.char_indices().take(LONGEST).map(|(at, one)| at + one.len_utf8()).skip(SHORTEST - 1);
        ends.filter_map(|end| text.get(..end)).filter(|name| self.names.contains_key(name)).last()
    }
}

/// The name that a text begins with, with or without quotes.
fn name(text: &str) -> Option<&str> {
    if let Some(inside) = text.strip_prefix('"') {
        return inside.split_once('"').map(|(name, _)| name);
    }
    let end = text.find(|one: char| !unicode_ident::is_xid_continue(one)).unwrap_or(text.len());
    text.get(..end).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_first_words_of_lines() {
        let text =
            "email thanks {\n  link guide \"https://a.example\"\n}\nメール \"お礼 1\" {\n}\nイベント 資料請求 { }\n";
        let all = Named::of(text);
        assert!(all.is(Rule::kw_email, "thanks") && all.is(Rule::kw_email, "お礼 1"));
        assert!(all.link_at("thanks", "guideを") == Some("guide") && all.link_at("thanks", "other").is_none());
        assert_eq!(all.at("資料請求したら"), Some("資料請求"));
        assert!(!all.is(Rule::kw_email, "資料請求"));
    }
}
