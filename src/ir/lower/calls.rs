//! What a body asks its reader to do: the links that one reader can see at once, and which of them are buttons. Only lints
//! look at it; the program does not keep it.

use crate::source::Span;
use indexmap::IndexMap;

/// How a link looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Button,
    Plain,
    /// A sheet of styles may make it a button.
    Unknown,
}

/// The links of a body, each target once, at its first place. Of two ways of an `{{ if }}` a reader sees one: the one with
/// more is kept.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Links that readers see as buttons, by where they lead: the name of a link, or an address.
    pub buttons: IndexMap<String, Span>,
    /// Links within the text that lead to pages.
    pub links: IndexMap<String, Span>,
    /// Something can be clicked, be it an address for mail, a telephone number or a row of a content.
    pub any: bool,
}

impl Calls {
    pub(super) fn push(&mut self, target: &str, look: Look, span: Span) {
        self.any = true;
        let person = target.starts_with("mailto:") || target.starts_with("tel:");
        let list = match look {
            Look::Button => &mut self.buttons,
            Look::Plain if !person => &mut self.links,
            Look::Plain | Look::Unknown => return,
        };
        list.entry(target.to_owned()).or_insert(span);
    }

    /// One of two ways.
    pub(super) fn or(self, other: Self) -> Self {
        let more = |one: IndexMap<String, Span>, other: IndexMap<String, Span>| {
            if other.len() > one.len() { other } else { one }
        };
        Self {
            buttons: more(self.buttons, other.buttons),
            links: more(self.links, other.links),
            any: self.any || other.any,
        }
    }

    pub(super) fn add(&mut self, more: Self) {
        for (target, span) in more.buttons {
            self.buttons.entry(target).or_insert(span);
        }
        for (target, span) in more.links {
            self.links.entry(target).or_insert(span);
        }
        self.any |= more.any;
    }

    /// Rows of a content are a list to choose from: one call, however many they are.
    pub(super) fn add_row(&mut self, row: &Self) {
        self.any |= row.any;
    }
}
