//! Findings about a workspace that is well-formed but unwise: one file a rule, warnings and notes. [`RULES`] is the list
//! that runs, and [`allow`] the comments by which authors allow what is found.

pub mod allow;
mod calls_to_action;
mod long_subject;
mod mail_characters;
mod unfinished_text;
mod unused_link;
mod unused_name;

use crate::diagnostic::Diagnostic;
use crate::ir::lower::Calls;
use crate::model::{Body, Unused};
use crate::syntax::ast::{self, Quoted};
use std::collections::{BTreeMap, BTreeSet};

pub use unused_link::UnusedLink;
pub use unused_name::UnusedName;

/// What the rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Declared things that nothing uses.
    pub unused: &'a [Unused],
    /// Bodies of mails.
    pub bodies: &'a [Body],
    /// For each mail whose body could be read to the end: the named links in it.
    pub links_used: &'a BTreeMap<String, BTreeSet<String>>,
    /// For each mail and variant whose body could be read to the end: what it asks its reader to do.
    pub calls: &'a BTreeMap<(String, Option<String>), Calls>,
    /// Emails as written.
    pub emails: &'a [&'a ast::Email],
    /// Subjects, preheaders and bodies as written.
    pub texts: &'a [MailText<'a>],
}

/// A text that readers get.
#[derive(Debug, Clone, Copy)]
pub struct MailText<'a> {
    /// It.
    pub text: &'a Quoted,
    /// A subject or preheader rather than a body.
    pub header: bool,
}

/// A rule.
pub type Rule = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// All rules.
pub const RULES: &[Rule] = &[
    unused_name::check,
    unused_link::check,
    mail_characters::check,
    unfinished_text::check,
    long_subject::check,
    calls_to_action::check,
];

/// Runs all rules.
#[must_use]
pub fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES {
        rule(subject, &mut found);
    }
    found
}
