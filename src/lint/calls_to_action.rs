//! F0465 and F0466: a marketing mail asks its reader to do one thing. Several buttons that lead to different places, or
//! several links of which none is a button, leave the reader to choose; a mail without any link asks nothing. Rows of a
//! content are one call, and so is an invitation for the calendar.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::lower::Calls;
use crate::source::Span;
use crate::syntax::ast::{Email, EmailEntry, EmailEntryKind};
use std::collections::{BTreeMap, BTreeSet};

/// Places that a finding points at besides its first.
const MOST_PLACES: usize = 4;

/// More than one call to action.
#[derive(Debug)]
struct SeveralCalls<'a> {
    email: &'a str,
    /// They are buttons; else links of which none is.
    buttons: bool,
    /// Where they stand, at least two.
    spans: Vec<Span>,
    /// How many there are.
    count: usize,
}

impl Finding for SeveralCalls<'_> {
    const CODE: Code = Code(465);
    fn diagnose(&self) -> Diagnostic {
        let Self { email, count, .. } = self;
        let message = if self.buttons {
            Text::new(
                format!("`{email}` has {count} buttons that lead to different places"),
                format!("メール `{email}` に、行き先の違うボタンが{count}個あります"),
            )
        } else {
            Text::new(
                format!("`{email}` has {count} links, and none of them stands out as a button"),
                format!("メール `{email}` にリンクが{count}個あり、どれもボタンになっていません"),
            )
        };
        let first = self.spans.first().copied().unwrap_or_else(|| Span::new(crate::source::FileId(0), 0, 0));
        let mut diagnostic =
            Diagnostic::note(Self::CODE, message, first, Text::new("one thing to do", "1つ目の行き先です"));
        for span in self.spans.iter().skip(1).take(MOST_PLACES) {
            diagnostic = diagnostic.with_label(*span, Text::new("another one", "別の行き先です"));
        }
        diagnostic.with_help(if self.buttons {
            Text::new(
                "keep the most important button, and put the others into sentences or into another mail",
                "いちばん大切なボタンを1つだけ残し、ほかは文中のリンクにするか、別のメールに分けてください",
            )
        } else {
            Text::new(
                "put the most important link on a line of its own: then it is a button",
                "いちばん大切なリンクを1行に単独で書くと、ボタンになります",
            )
        })
    }
}

/// No call to action.
#[derive(Debug)]
struct NoCall<'a> {
    email: &'a str,
    span: Span,
}

impl Finding for NoCall<'_> {
    const CODE: Code = Code(466);
    fn diagnose(&self) -> Diagnostic {
        let email = self.email;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("`{email}` asks its reader to do nothing: there is no link in it"),
                format!("メール `{email}` にリンクがなく、読んだ人が次にすることがありません"),
            ),
            self.span,
            Text::new("nothing to click", "クリックするものがありません"),
        )
        .with_help(Text::new(
            "declare a link and put it on a line of its own, `[words to click](name)`: then it is a button",
            "`link` でリンクを宣言し、`[クリックする言葉](名前)` と1行に単独で書いてください。ボタンになります",
        ))
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let unused: BTreeSet<&str> = subject.unused.iter().map(|one| one.name.as_str()).collect();
    for email in subject.emails.iter().filter(|email| email.transactional.is_none()) {
        let name = email.name.text.as_str();
        let addresses = addresses(&email.entries);
        // A mail that nobody gets, and one that does not show its links, have been told of.
        let silent = addresses.is_empty() && !unused.contains(name) && !invites(email);
        let mut said = BTreeSet::new();
        // The texts of a mail stand side by side, that of the mail itself first.
        let texts = subject.calls.range((name.to_owned(), None)..).take_while(|((of, _), _)| of == name);
        for calls in texts.map(|(_, calls)| calls) {
            if let Some(several) = several(name, calls, &addresses) {
                // Variants share texts.
                if said.insert(several.spans.clone()) {
                    found.push(several.diagnose());
                }
            } else if !calls.any && silent && said.insert(Vec::new()) {
                found.push(NoCall { email: name, span: email.name.span }.diagnose());
            }
        }
    }
}

fn several<'a>(email: &'a str, calls: &Calls, addresses: &BTreeMap<&str, &str>) -> Option<SeveralCalls<'a>> {
    let buttons = !calls.buttons.is_empty();
    let all = if buttons { &calls.buttons } else { &calls.links };
    // Two names for one address are one thing to do.
    let mut places: BTreeMap<&str, Span> = BTreeMap::new();
    for (target, span) in all {
        places.entry(addresses.get(target.as_str()).copied().unwrap_or(target)).or_insert(*span);
    }
    let mut spans: Vec<Span> = places.into_values().collect();
    spans.sort_unstable();
    (spans.len() > 1).then_some(SeveralCalls { email, buttons, count: spans.len(), spans })
}

/// Addresses of the named links, as written.
fn addresses(entries: &[EmailEntry]) -> BTreeMap<&str, &str> {
    let mut all = BTreeMap::new();
    for entry in entries {
        match &entry.kind {
            EmailEntryKind::Link { name, address } => {
                all.insert(name.text.as_str(), address.text.as_str());
            }
            EmailEntryKind::Variant { entries, .. } => all.extend(addresses(entries)),
            EmailEntryKind::Subject(_)
            | EmailEntryKind::Preheader(_)
            | EmailEntryKind::Sender(_)
            | EmailEntryKind::Body(_)
            | EmailEntryKind::BodyFile(_)
            | EmailEntryKind::Invitation(_)
            | EmailEntryKind::Trial(_)
            | EmailEntryKind::Junk => {}
        }
    }
    all
}

fn invites(email: &Email) -> bool {
    email.entries.iter().any(|entry| matches!(entry.kind, EmailEntryKind::Invitation(_)))
}
