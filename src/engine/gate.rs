//! The send gate: asked for each planned mail in the transaction that begins its sending, so that between the decision
//! and the sending nothing can change. What it looks at is the same for every host.

use super::channels::{Receiver, channel_of, receiver};
use super::civil::{self, Calendar};
use super::effect::PlannedMail;
use super::evaluate::{Scope, zone_of};
use super::programs::Programs;
use super::state::{Enrolment, LeadState, MailActivity, Position};
use super::stops::stop_condition_holds;
use super::trial::{self, Choice, Trials};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::ir::{Cap, Capped, Instruction, Late, Limits, Program};
use std::collections::BTreeMap;

/// What is to be done with a planned mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Send it now.
    Send,
    /// Ask again then. The host moves `first_due` there, too: waiting for this is not being late.
    Wait {
        /// When.
        until: Instant,
        /// `sending_hours`, `cap`, `priority` or `trial`.
        reason: &'static str,
    },
    /// Never send it.
    Skip {
        /// A stable word: the suppression's (`opted_out` …), `run_ended`, `stop_rule`, `no_basis`, `no_address`, `late` or
        /// `capped`.
        reason: &'static str,
    },
}

/// The reason of a mail that is not sent since it is too late.
pub(super) const LATE: &str = "late";
/// The reason of a mail that is not sent since a cap has no room for it.
pub(super) const CAPPED: &str = "capped";

/// How long a mail waits that lets another one of the lead go first.
const YIELD_MILLISECONDS: i64 = MINUTE_MILLISECONDS;

/// Whether a planned mail may leave at `now`. `first_due` is when it could have left first, apart from sending hours
/// and caps; a mail that is later than its scenario allows is not sent any more. Transactional mail needs no basis and
/// knows neither hours nor caps; a suppression holds for it, too. Hours and caps are those of the current program. Where
/// they leave room for one of several mails, the one of the scenario with the highest priority goes. A mail for which others
/// try variants waits for the result.
#[must_use]
pub fn gate(
    (programs, trials): (&Programs, &Trials),
    state: &LeadState,
    mail: &PlannedMail,
    first_due: Instant,
    now: Instant,
) -> Gate {
    let verdict = judge((programs, trials), state, mail, first_due, now);
    if verdict == Gate::Send && goes_behind((programs, trials), state, mail, now) {
        return Gate::Wait { until: now.plus_milliseconds(YIELD_MILLISECONDS), reason: "priority" };
    }
    verdict
}

/// Whether something of the scenario that was due at `due` is later than the scenario allows.
pub(super) fn late_by(late: Late, due: Instant, now: Instant, scope: &Scope<'_>) -> bool {
    is_past(late, due, now, (scope.zone(), scope.calendar()))
}

/// Whether the gate will find a mail too late at `now`, judged by the clock of the workspace: for telling beforehand.
#[must_use]
pub fn is_overdue(programs: &Programs, mail: &PlannedMail, first_due: Instant, now: Instant) -> bool {
    let Some(program) = programs.get(mail.version) else { return false };
    let late = program.scenarios.get(&mail.scenario).map(|scenario| scenario.late).unwrap_or_default();
    is_past(late, first_due, now, (&program.limits.zone, Calendar::of(&program.limits)))
}

fn is_past(late: Late, due: Instant, now: Instant, (zone, calendar): (&str, Calendar<'_>)) -> bool {
    late.patience.is_some_and(|patience| civil::add(due, patience, zone, calendar) < now)
}

/// Whether a mail of higher priority could leave now, too, and not both fit under the caps.
fn goes_behind((programs, trials): (&Programs, &Trials), state: &LeadState, mail: &PlannedMail, now: Instant) -> bool {
    let priority = |version: u32, scenario: &str| {
        let scenario = programs.get(version).and_then(|program| program.scenarios.get(scenario));
        scenario.map_or(0, |scenario| scenario.priority)
    };
    let (Some(program), Some((_, current))) = (programs.get(mail.version), programs.current()) else { return false };
    if !is_marketing(program, &mail.email) {
        return false;
    }
    let own = priority(mail.version, &mail.scenario);
    let first = |run: &Enrolment| {
        let Some(other) = planned(programs, run).filter(|other| other.due <= now) else { return false };
        let tried = state.mails.get(&other.key.id()).is_some_and(|mail| mail.sending_at.is_some());
        !tried
            && priority(run.version, &run.scenario) > own
            && programs.get(run.version).is_some_and(|program| is_marketing(program, &other.email))
            && judge((programs, trials), state, &other, now, now) == Gate::Send
    };
    let Some(run) = state.enrolments.iter().find(|run| first(run)) else { return false };
    let Some(other) = planned(programs, run) else { return false };
    let mut after = state.clone();
    let Some(program) = programs.get(other.version) else { return false };
    mark_sending(&mut after, program, &other, now);
    cap_frees_at(&current.limits, &after, mail, zone_of(current, state), now).is_some()
}

/// The mail of a run that waits in the outbox.
fn planned(programs: &Programs, run: &Enrolment) -> Option<PlannedMail> {
    let Position::Sending { step, mail, due } = &run.position else { return None };
    let step = programs.get(run.version)?.scenarios.get(&run.scenario)?.steps.get(*step as usize)?;
    let email = step.instruction.sent()?;
    let (scenario, version) = (run.scenario.clone(), run.version);
    let channel = channel_of(programs.get(run.version)?, email);
    Some(PlannedMail {
        key: mail.clone(),
        email: email.to_owned(),
        channel,
        scenario,
        version,
        due: (*due)?,
        variant: None,
    })
}

/// The gate for one mail alone.
fn judge(
    (programs, trials): (&Programs, &Trials),
    state: &LeadState,
    mail: &PlannedMail,
    first_due: Instant,
    now: Instant,
) -> Gate {
    if let Some(suppression) = &state.suppression {
        return Gate::Skip { reason: suppression.reason.word() };
    }
    let Some(run) = state.enrolments.iter().find(|run| waits_for(run, mail)) else {
        return Gate::Skip { reason: "run_ended" };
    };
    let (Some(program), Some((_, current))) = (programs.get(run.version), programs.current()) else {
        return Gate::Skip { reason: "run_ended" };
    };
    let scope = Scope::of_run(program, state, run, now);
    if stop_condition_holds(program, &run.scenario, &scope) {
        return Gate::Skip { reason: "stop_rule" };
    }
    let marketing = is_marketing(program, &mail.email);
    if marketing && state.bases.is_empty() {
        return Gate::Skip { reason: "no_basis" };
    }
    if receiver(program, &mail.email, &scope) == Receiver::Missing {
        return Gate::Skip { reason: "no_address" };
    }
    let late = program.scenarios.get(&run.scenario).map(|scenario| scenario.late).unwrap_or_default();
    if late_by(late, first_due, now, &scope) {
        return Gate::Skip { reason: LATE };
    }
    if let Some(until) = waits_for_trial(program, trials, mail, now) {
        return Gate::Wait { until, reason: trial::WAITS };
    }
    if !marketing {
        return Gate::Send;
    }
    match hours_and_caps(current, state, mail, now) {
        Gate::Wait { reason: "cap", .. } if !waits_for_room(program, mail) => Gate::Skip { reason: CAPPED },
        other @ (Gate::Wait { .. } | Gate::Send | Gate::Skip { .. }) => other,
    }
}

/// Until when others try the variants of the mail. One that was tried before keeps its variant.
fn waits_for_trial(program: &Program, trials: &Trials, mail: &PlannedMail, now: Instant) -> Option<Instant> {
    let email = program.emails.get(&mail.email).filter(|_| mail.variant.is_none())?;
    match trial::choose(&mail.email, email, &mail.key.lead, (trials, &program.limits), now) {
        Choice::Wait(until) => Some(until),
        Choice::Whole | Choice::Variant(_) => None,
    }
}

/// The mail with the variant that the lead gets, for one that the gate lets through.
#[must_use]
pub fn with_variant(program: &Program, trials: &Trials, mail: &PlannedMail, now: Instant) -> PlannedMail {
    let email = program.emails.get(&mail.email).filter(|_| mail.variant.is_none());
    let chosen = email.map(|email| trial::choose(&mail.email, email, &mail.key.lead, (trials, &program.limits), now));
    let variant = match chosen {
        Some(Choice::Variant(variant)) => Some(variant.to_owned()),
        Some(Choice::Whole | Choice::Wait(_)) | None => mail.variant.clone(),
    };
    PlannedMail { variant, ..mail.clone() }
}

/// Whether a mail for which a cap has no room waits until there is.
fn waits_for_room(program: &Program, mail: &PlannedMail) -> bool {
    let steps = program.scenarios.get(&mail.scenario).map(|scenario| scenario.steps.as_slice()).unwrap_or_default();
    let step = steps.iter().find(|step| step.id == mail.key.step);
    !matches!(step.map(|step| &step.instruction), Some(Instruction::Send { capped: Capped::Skip | Capped::Stop, .. }))
}

/// Puts on record that the sending of a mail begins, so that caps count it while it is in flight. A mail that is tried
/// again counts once, at its last try.
pub fn mark_sending(state: &mut LeadState, program: &Program, mail: &PlannedMail, now: Instant) {
    let marketing = is_marketing(program, &mail.email);
    let activity = state.mails.entry(mail.key.id()).or_insert_with(|| MailActivity {
        email: mail.email.clone(),
        enrolment: Some(mail.key.enrolment),
        marketing: marketing && mail.channel.is_none(),
        sending_at: None,
        sent_at: None,
        opened_at: None,
        clicked_at: BTreeMap::new(),
        variant: None,
        trial: None,
    });
    activity.sending_at = Some(now);
    activity.variant.clone_from(&mail.variant);
    let email = program.emails.get(&mail.email).filter(|_| mail.variant.is_some());
    activity.trial = email.and_then(|email| trial::trial_id(&mail.email, email));
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
    let open = civil::next_sending_time(now, zone, &program.limits);
    if open > now {
        return Gate::Wait { until: open, reason: "sending_hours" };
    }
    if mail.channel.is_some() {
        // Caps count emails only.
        return Gate::Send;
    }
    match cap_frees_at(&program.limits, state, mail, zone, now) {
        Some(free) => Gate::Wait { until: civil::next_sending_time(free, zone, &program.limits), reason: "cap" },
        None => Gate::Send,
    }
}

/// When all caps have room for one more mail and the smallest gap is over; `None` where that is now.
fn cap_frees_at(limits: &Limits, state: &LeadState, mail: &PlannedMail, zone: &str, now: Instant) -> Option<Instant> {
    let own = mail.key.id();
    let mut sent: Vec<Instant> = state
        .mails
        .iter()
        .filter(|(id, other)| other.marketing && **id != own)
        .filter_map(|(_, other)| other.sent_at.or(other.sending_at))
        .collect();
    sent.sort_unstable();
    let calendar = Calendar::of(limits);
    let gap = limits.smallest_gap.zip(sent.last().copied());
    let gap = gap.map(|(gap, last)| civil::add(last, gap, zone, calendar)).filter(|free| *free > now);
    let caps = limits.caps_in_force().iter();
    caps.filter_map(|cap| one_cap_frees_at(*cap, &sent, zone, calendar, now)).chain(gap).max()
}

/// Room comes when the mail that is `times` mails back falls out of the window.
fn one_cap_frees_at(cap: Cap, sent: &[Instant], zone: &str, calendar: Calendar<'_>, now: Instant) -> Option<Instant> {
    let times = usize::try_from(cap.times.max(1)).unwrap_or(usize::MAX);
    let back = sent.len().checked_sub(times).and_then(|at| sent.get(at)).copied()?;
    let free = if cap.within == Cap::CALENDAR_DAY {
        let next_day = civil::plus_days(civil::local_date(back, zone), 1);
        civil::at_local(next_day, crate::ir::time::ClockTime { minutes: 0 }, zone)
    } else {
        civil::add(back, cap.within, zone, calendar)
    };
    (free > now).then_some(free)
}
