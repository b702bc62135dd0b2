//! Names, types and checks: what the tree means. [`check`] goes through a whole workspace, reports everything that is wrong
//! with it in one run, and hands on a [`Model`] that lowering can trust.

mod address;
mod branches;
mod channels;
mod checker;
mod damage;
mod declarations;
mod email;
mod email_parts;
mod ensure;
mod expression;
pub mod findings;
mod flow;
mod heads;
mod loops;
mod mail;
mod names;
mod origins;
mod reach;
mod scenario;
mod segments;
mod shape;
mod template;
mod test_blocks;
mod thresholds;
mod timeline;
mod types;

pub use address::{is_mail_address, is_web_address};
pub use checker::{Bodies, Host};
pub use damage::Damage;
pub use names::{Entry, Field, Names};
pub use shape::{
    Action, Arm, Body, BodyFormat, Content, Email, Invitation, MatchArm, Message, Model, Moment, Piece, Rule, Scenario,
    ScoreRule, SplitArm, Step, Wording,
};
pub use types::Type;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast;
use checker::Checker;
use findings::{Kind, Report, fold_repeats};
use origins::Origins;
use std::collections::BTreeSet;

/// What a workspace means.
#[derive(Debug)]
pub struct Checked {
    /// The model; `None` where an error was found.
    pub model: Option<Model>,
    /// Bodies of the mails whose values are right, to be turned into HTML whatever else is wrong.
    pub bodies: Vec<Body>,
    /// Contents, whose files are to be read.
    pub contents: Vec<Content>,
    /// Zone of leads that have none of their own, an IANA name.
    pub zone: String,
    /// What nothing uses.
    pub unused: Vec<Unused>,
    /// All findings, in no settled order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A declared thing that no scenario and no rule uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// An event, an email or a message.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Where its name is declared.
    pub span: Span,
}

/// Checks a workspace. `damage` is what the parser could not read.
#[must_use]
pub fn check(files: &[&ast::File], bodies: &Bodies, damage: &Damage, host: &Host<'_>) -> Checked {
    let mut report = Report::default();
    let names = Names::collect(files, damage, &mut report);
    let origins = Origins::find(&names);
    let (events_used, meant) = (BTreeSet::new(), BTreeSet::new());
    let mut checker = Checker { names, damage, host, bodies, report, events_used, meant, in_tests: false };
    let senders = checker.senders();
    let lead_fields = checker.lead_fields();
    let events = checker.events();
    let contents = checker.contents();
    let (emails, mut mail_bodies) = checker.emails(&origins);
    let (messages, message_bodies) = checker.messages(&origins);
    mail_bodies.extend(message_bodies);
    let audiences = checker.audiences();
    let teams = checker.teams();
    let score_rules = checker.score_rules();
    let ranks = checker.ranks();
    let limits = checker.limits();
    let segments = checker.segments();
    let rules = checker.rules();
    let scenarios = checker.scenarios(&origins);
    let ensures = checker.ensures();
    checker.in_tests = true;
    let tests = checker.tests();
    checker.thresholds();
    let jumps = checker.flow();
    jumps.report(&mut checker.report);
    let zone = checker.zone();
    let good = !checker.report.has_errors();
    let model = Model {
        senders,
        lead_fields,
        events,
        emails,
        audiences,
        messages,
        teams,
        score_rules,
        ranks,
        limits,
        segments,
        rules,
        scenarios,
        ensures,
        tests,
    };
    // What could not be read may use anything.
    let unused = if damage.any() { Vec::new() } else { unused(&checker, &origins) };
    Checked {
        model: good.then_some(model),
        bodies: mail_bodies,
        contents,
        zone,
        unused,
        diagnostics: fold_repeats(checker.report.found),
    }
}

fn unused(checker: &Checker<'_>, origins: &Origins) -> Vec<Unused> {
    let sent: BTreeSet<&str> = origins.sends.values().flatten().map(|(email, _)| email.as_str()).collect();
    let events = checker.names.events.iter().filter(|(name, _)| !checker.events_used.contains(**name));
    let events = events.map(|(name, entry)| (Kind::Event, *name, entry.name.span));
    let emails = checker.names.emails.iter().filter(|(name, _)| !sent.contains(**name));
    let emails = emails.map(|(name, entry)| (Kind::Email, *name, entry.name.span));
    let messages = checker.names.messages.iter().filter(|(name, _)| !sent.contains(**name));
    let messages = messages.map(|(name, entry)| (Kind::Message, *name, entry.name.span));
    events
        .chain(emails)
        .chain(messages)
        .filter(|(_, name, _)| !checker.damage.mentions(name) && !checker.meant.contains(*name))
        .map(|(kind, name, span)| Unused { kind, name: name.to_owned(), span })
        .collect()
}
