//! The send gate: asked for each planned mail in the transaction that begins its sending, so that between the decision
//! and the sending nothing can change. What it looks at is the same for every host.

use super::channels::{Receiver, receiver};
use super::civil::{self, Calendar};
use super::effect::PlannedMail;
use super::evaluate::{Scope, zone_of};
use super::programs::Programs;
use super::runs::stop_condition_holds;
use super::state::{Enrolment, LeadState, MailActivity, Position};
use super::work::PATIENCE_MILLISECONDS;
use crate::ir::time::{Amount, Instant, Unit};
use crate::ir::{Cap, Limits, Program};
use std::collections::BTreeMap;

/// Cap where the workspace sets none: one marketing mail a calendar day for each lead.
pub const DEFAULT_CAP: Cap = Cap { times: 1, within: Amount::new(1, Unit::Day) };

/// What is to be done with a planned mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Send it now.
    Send,
    /// Ask again then. The host moves `first_due` there, too: waiting for this is not being late.
    Wait {
        /// When.
        until: Instant,
        /// `sending_hours` or `cap`.
        reason: &'static str,
    },
    /// Never send it.
    Skip {
        /// A stable word: the suppression's (`opted_out` …), `run_ended`, `stop_rule`, `no_basis`, `no_address` or
        /// `late`.
        reason: &'static str,
    },
}

/// Whether a planned mail may leave at `now`. `first_due` is when it could have left first, apart from sending hours
/// and caps; a mail that is more than [`PATIENCE_MILLISECONDS`] late is not sent any more. Transactional mail needs no
/// basis and knows neither hours nor caps; a suppression holds for it, too. Hours and caps are those of the current program.
#[must_use]
pub fn gate(programs: &Programs, state: &LeadState, mail: &PlannedMail, first_due: Instant, now: Instant) -> Gate {
    if let Some(suppression) = &state.suppression {
        return Gate::Skip { reason: suppression.reason.word() };
    }
    let Some(run) = state.enrolments.iter().find(|run| waits_for(run, mail)) else {
        return Gate::Skip { reason: "run_ended" };
    };
    let (Some(program), Some((_, current))) = (programs.get(run.version), programs.current()) else {
        return Gate::Skip { reason: "run_ended" };
    };
    if stop_condition_holds(program, &run.scenario, &Scope::of_run(program, state, run, now)) {
        return Gate::Skip { reason: "stop_rule" };
    }
    let marketing = is_marketing(program, &mail.email);
    if marketing && state.bases.is_empty() {
        return Gate::Skip { reason: "no_basis" };
    }
    if receiver(program, &mail.email, &Scope::of_run(program, state, run, now)) == Receiver::Missing {
        return Gate::Skip { reason: "no_address" };
    }
    if now.milliseconds_since(first_due) > PATIENCE_MILLISECONDS {
        return Gate::Skip { reason: "late" };
    }
    if marketing { hours_and_caps(current, state, mail, now) } else { Gate::Send }
}

/// Puts on record that the sending of a mail begins, so that caps count it while it is in flight. A mail that is tried
/// again counts once, at its last try.
pub fn mark_sending(state: &mut LeadState, mail: &PlannedMail, marketing: bool, now: Instant) {
    let activity = state.mails.entry(mail.key.id()).or_insert_with(|| MailActivity {
        email: mail.email.clone(),
        marketing: marketing && mail.channel.is_none(),
        sending_at: None,
        sent_at: None,
        opened_at: None,
        clicked_at: BTreeMap::new(),
    });
    activity.sending_at = Some(now);
}

/// Whether an email or a message of the program is advertising.
#[must_use]
pub fn is_marketing(program: &Program, email: &str) -> bool {
    let message = program.messages.get(email).map(|message| message.transactional);
    !program.emails.get(email).map(|email| email.transactional).or(message).unwrap_or(false)
}

fn waits_for(run: &Enrolment, mail: &PlannedMail) -> bool {
    match &run.position {
        Position::Sending { mail: key, .. } => *key == mail.key,
        Position::Waiting { .. } | Position::Awaiting { .. } => false,
    }
}

fn hours_and_caps(program: &Program, state: &LeadState, mail: &PlannedMail, now: Instant) -> Gate {
    let zone = zone_of(program, state);
    let hours = program.limits.hours.as_ref();
    let open = civil::next_sending_time(now, zone, hours);
    if open > now {
        return Gate::Wait { until: open, reason: "sending_hours" };
    }
    if mail.channel.is_some() {
        // Caps count emails only.
        return Gate::Send;
    }
    match cap_frees_at(&program.limits, state, mail, zone, now) {
        Some(free) => Gate::Wait { until: civil::next_sending_time(free, zone, hours), reason: "cap" },
        None => Gate::Send,
    }
}

/// When all caps have room for one more mail; `None` where they have now.
fn cap_frees_at(limits: &Limits, state: &LeadState, mail: &PlannedMail, zone: &str, now: Instant) -> Option<Instant> {
    let own = mail.key.id();
    let mut sent: Vec<Instant> = state
        .mails
        .iter()
        .filter(|(id, other)| other.marketing && **id != own)
        .filter_map(|(_, other)| other.sent_at.or(other.sending_at))
        .collect();
    sent.sort_unstable();
    let default = [DEFAULT_CAP];
    let caps = if limits.caps.is_empty() { default.as_slice() } else { limits.caps.as_slice() };
    let calendar = Calendar::of(limits);
    caps.iter().filter_map(|cap| one_cap_frees_at(*cap, &sent, zone, calendar, now)).max()
}

/// Room comes when the mail that is `times` mails back falls out of the window.
fn one_cap_frees_at(cap: Cap, sent: &[Instant], zone: &str, calendar: Calendar, now: Instant) -> Option<Instant> {
    let times = usize::try_from(cap.times.max(1)).unwrap_or(usize::MAX);
    let back = sent.len().checked_sub(times).and_then(|at| sent.get(at)).copied()?;
    let free = if cap.within == Amount::new(1, Unit::Day) {
        let next_day = civil::plus_days(civil::local_date(back, zone), 1);
        civil::at_local(next_day, crate::ir::time::ClockTime { minutes: 0 }, zone)
    } else {
        civil::add(back, cap.within, zone, calendar)
    };
    (free > now).then_some(free)
}
