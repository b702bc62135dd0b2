//! Which variant of an email a lead gets, and how a trial (`try on 20%, winner by opens after 2 days`) finds the better one.
//! Lots are hashes of stable identities: the same on every host, at every try and in every test. What a trial has found is
//! a [`TrialRecord`], which hosts keep; nothing here remembers anything.

use super::civil::{self, Calendar};
use super::effect::PlannedMail;
use super::gate::Gate;
use super::programs::Programs;
use crate::ir::time::{Amount, Instant};
use crate::ir::{Email, Limits, Program, TrialMeasure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The reason of a mail that waits for the result of a trial.
pub(super) const WAITS: &str = "trial";

/// Hundredths of a percent in the whole.
const WHOLE_SHARE: u64 = 10_000;

/// What one lead did with a mail that has variants; each counts once for each mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// The mail left.
    Sent,
    /// The mail was opened.
    Opened,
    /// A link in the mail was clicked.
    Clicked,
}

/// How often a variant was sent, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TrialCounts {
    /// Mails that left.
    pub sent: u64,
    /// Mails that were opened.
    pub opened: u64,
    /// Mails in which a link was clicked.
    pub clicked: u64,
}

impl TrialCounts {
    /// Counts one more.
    pub const fn add(&mut self, tally: Tally) {
        let count = match tally {
            Tally::Sent => &mut self.sent,
            Tally::Opened => &mut self.opened,
            Tally::Clicked => &mut self.clicked,
        };
        *count = count.saturating_add(1);
    }
}

/// What is known of the variants of an email.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TrialRecord {
    /// When the first mail came to the gate: the time of the trial runs from here. `None` before.
    pub begun_at: Option<Instant>,
    /// The variant that has won. It never changes.
    pub winner: Option<String>,
    /// When that was decided.
    pub decided_at: Option<Instant>,
    /// By variant; those that were never sent are missing.
    pub counts: BTreeMap<String, TrialCounts>,
}

/// What is known of all emails with variants, by [`trial_id`].
pub type Trials = BTreeMap<String, TrialRecord>;

/// Identity of an email's variants: its name and theirs, such as `case_study: numbers, question`. Another variant makes
/// another trial; a corrected text does not. `None` where the email has no variants.
#[must_use]
pub fn trial_id(email: &str, declared: &Email) -> Option<String> {
    let names: Vec<&str> = declared.variants.keys().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{email}: {}", names.join(", ")))
}

/// [`trial_id`] of the email of a mail; `None` where it has no trial.
#[must_use]
pub fn trial_of(program: &Program, mail: &PlannedMail) -> Option<String> {
    let email = program.emails.get(&mail.email)?;
    email.trial.and_then(|_| trial_id(&mail.email, email))
}

/// Whether the time of a mail's trial runs from now on, if it did not run before: the first mail has come so far that
/// nothing but the trial keeps it.
#[must_use]
pub fn begins_trial(verdict: Gate) -> bool {
    match verdict {
        Gate::Send => true,
        Gate::Wait { reason, .. } => reason == WAITS,
        Gate::Skip { .. } => false,
    }
}

/// What a lead gets of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'a> {
    /// The email as it is: it has no variants.
    Whole,
    /// That variant.
    Variant(&'a str),
    /// Nothing until then: the trial goes on without this lead.
    Wait(Instant),
}

/// What a lead gets of the email of that name. Where the time of a trial is over and no winner is on record yet, the
/// host has not called [`decisions`]: it is asked to wait.
#[must_use]
pub fn choose<'a>(
    email: &str,
    declared: &'a Email,
    lead: &str,
    (trials, limits): (&Trials, &Limits),
    now: Instant,
) -> Choice<'a> {
    let Some(own) = equal_part(email, declared, lead) else { return Choice::Whole };
    let Some(trial) = declared.trial else { return Choice::Variant(own) };
    let record = trial_id(email, declared).and_then(|id| trials.get(&id));
    let winner = record.and_then(|record| record.winner.as_deref());
    if let Some((winner, _)) = winner.and_then(|winner| declared.variants.get_key_value(winner)) {
        return Choice::Variant(winner);
    }
    if takes_part(email, lead, trial.share) {
        return Choice::Variant(own);
    }
    Choice::Wait(trial_end(record.and_then(|record| record.begun_at).unwrap_or(now), trial.after, limits))
}

/// The winners that are to be put on record now: of trials whose time is over, by identity.
#[must_use]
pub fn decisions(programs: &Programs, trials: &Trials, now: Instant) -> Vec<(String, String)> {
    let mut found = BTreeMap::new();
    // Where two versions disagree, the newest decides.
    for (_, program) in programs.iter().rev() {
        for (name, email) in &program.emails {
            if let Some((id, winner)) = decision(program, name, email, trials, now) {
                found.entry(id).or_insert(winner);
            }
        }
    }
    found.into_iter().collect()
}

fn decision(program: &Program, name: &str, email: &Email, trials: &Trials, now: Instant) -> Option<(String, String)> {
    let trial = email.trial?;
    let id = trial_id(name, email)?;
    let record = trials.get(&id).filter(|record| record.winner.is_none())?;
    if trial_end(record.begun_at?, trial.after, &program.limits) > now {
        return None;
    }
    let winner = best(email, record, trial.by)?.to_owned();
    Some((id, winner))
}

/// The variant with the best rate; of several alike, the first written.
fn best<'a>(email: &'a Email, record: &TrialRecord, by: TrialMeasure) -> Option<&'a str> {
    let counts = |name: &str| record.counts.get(name).copied().unwrap_or_default();
    let met = |counts: TrialCounts| match by {
        TrialMeasure::Opens => counts.opened,
        TrialMeasure::Clicks => counts.clicked,
    };
    let mut names = email.variants.keys().map(String::as_str);
    let first = names.next()?;
    Some(names.fold(first, |best, name| {
        let (one, other) = (counts(best), counts(name));
        // one.met / one.sent < other.met / other.sent; nothing sent is a rate of zero.
        let cross = |a: TrialCounts, b: TrialCounts| u128::from(met(a)) * u128::from(b.sent.max(1));
        if cross(one, other) < cross(other, one) { name } else { best }
    }))
}

/// When a trial that began then is over, by the clock of the workspace: it is none of one lead.
#[must_use]
pub fn trial_end(begun: Instant, after: Amount, limits: &Limits) -> Instant {
    civil::add(begun, after, &limits.zone, Calendar::of(limits))
}

/// Whether a lead is of the share that tries the variants.
#[must_use]
pub fn takes_part(email: &str, lead: &str, share: u32) -> bool {
    lot("trial", email, lead) % WHOLE_SHARE < u64::from(share)
}

/// The variant that a lead gets in equal parts over all leads; `None` where the email has no variants.
#[must_use]
pub fn equal_part<'a>(email: &str, declared: &'a Email, lead: &str) -> Option<&'a str> {
    let count = u64::try_from(declared.variants.len()).ok().filter(|count| *count > 0)?;
    let at = usize::try_from(lot("variant", email, lead) % count).ok()?;
    declared.variants.get_index(at).map(|(name, _)| name.as_str())
}

fn lot(purpose: &str, email: &str, lead: &str) -> u64 {
    let mut hash = Sha256::new();
    for part in [purpose, email, lead] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
