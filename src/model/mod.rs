//! Names, types and checks: what the tree means. [`check`] goes through a whole workspace, reports everything that is wrong
//! with it in one run, and hands on a [`Model`] that lowering can trust.

mod address;
mod beginning;
mod branches;
mod channels;
mod checker;
mod damage;
mod dead;
mod declarations;
mod declared;
mod deeds;
mod email;
mod email_parts;
mod ensure;
mod expression;
pub mod findings;
mod flow;
mod heads;
mod known;
mod link_brackets;
mod loops;
mod mail;
mod names;
mod origins;
mod reactions;
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
pub use declared::exclude_each_other;
pub use names::{Entry, Field, Names};
pub use shape::{
    Action, Arm, Body, BodyFormat, Content, Email, Invitation, MatchArm, Message, Model, Moment, Piece, Rule, Scenario,
    ScoreRule, SplitArm, Step, Wording,
};
pub use types::Type;

use crate::diagnostic::{Diagnostic, Finding as _};
use crate::source::Span;
use crate::syntax::ast;
use checker::Checker;
use findings::{Kind, Report, fold_repeats};
use origins::Origins;
use std::collections::{BTreeMap, BTreeSet};

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

/// A declared thing that nothing uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// What it is.
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
    let (used, meant, unknown) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let handed_to = BTreeMap::new();
    let cleared = known::cleared(&names);
    let mut checker = Checker {
        cleared,
        asked_scores: Vec::new(),
        near: BTreeMap::new(),
        names,
        damage,
        host,
        bodies,
        report,
        used,
        handed_to,
        meant,
        unknown,
        in_tests: false,
        place: reactions::Place::default(),
        last_sent: None,
        segment_conditions: indexmap::IndexMap::new(),
    };
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
    checker.segment_conditions.clone_from(&segments);
    let rules = checker.rules();
    let scenarios = checker.scenarios(&origins);
    let ensures = checker.ensures(&origins);
    checker.in_tests = true;
    let tests = checker.tests();
    checker.thresholds();
    checker.unanswered();
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

/// What is declared and not used: mails and messages that nothing sends, everything else that nothing speaks of. Notices to
/// teams come from the first sender, so that one is used.
fn unused(checker: &Checker<'_>, origins: &Origins) -> Vec<Unused> {
    let sent: BTreeSet<&str> = origins.sends.values().flatten().map(|(email, _)| email.as_str()).collect();
    let names = &checker.names;
    let first_sender = names.senders.keys().next().copied();
    // A mail that is still to name its sender will use one.
    let sender_lacks = checker.report.found.iter().any(|one| one.code == findings::mail::EmailWithoutSender::CODE);
    let is_used = |kind: Kind, name: &str| match kind {
        Kind::Email | Kind::Message => sent.contains(name),
        Kind::Sender if first_sender == Some(name) || sender_lacks => true,
        Kind::Sender | Kind::Event | Kind::Content | Kind::Segment | Kind::Audience | Kind::Team => {
            checker.used.contains(&(kind, name.to_owned()))
        }
        // A scenario starts by itself or by hand, and nothing speaks of a test.
        Kind::Scenario | Kind::Test => true,
    };
    let declared =
        Kind::NAMED.into_iter().flat_map(|kind| names.of_kind(kind).into_iter().map(move |name| (kind, name)));
    declared
        .filter(|(kind, name)| !is_used(*kind, name))
        .filter(|(kind, _)| !checker.unknown.contains(kind))
        .filter(|(_, name)| !checker.damage.mentions(name) && !checker.meant.contains(*name))
        .filter_map(|(kind, name)| Some(Unused { kind, name: name.to_owned(), span: names.place_of(kind, name)? }))
        .collect()
}
