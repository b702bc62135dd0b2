//! Before sending: the gate, the mode, the recipient of a notice, the final bytes. Nothing leaves here; what comes out is
//! the change that marks the row as `sending`, or the row is settled in another way.

use super::request::told;
use super::{Inner, Parcel, Turn};
use crate::engine::trial::{Trials, begins_trial, decisions, trial_of};
use crate::engine::{
    Gate, Input, InputKind, LeadState, MailOutcome, PlannedMail, Programs, gate, mark_sending, with_variant,
};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::ir::{Program, Team};
use crate::mail::Composed;
use crate::runtime::{ComposeJob, guarded, locked};
use crate::store::{
    LoadedLead, OutboxChange, OutboxContent, OutboxRow, OutboxState, StoreResult, notice_id, skip_state,
};

/// Why a row whose recipient is not on the sandbox's list waits.
const NOT_LISTED: &str = "held: the address is not on the sandbox's list";
/// A row that is held is looked at again after this long.
const HOLD_MILLISECONDS: i64 = 15 * MINUTE_MILLISECONDS;
/// A gate that says "wait" without a later time is asked again after this long, not at once.
const SHORTEST_WAIT_MILLISECONDS: i64 = 1_000;

/// What to do with a row.
pub(super) enum Next {
    /// Nothing more in this tick.
    Done(Turn),
    /// Store this, and if it was stored, send that.
    Send {
        /// Marks the row (and the lead) as sending.
        begin: Box<OutboxChange>,
        /// What to send.
        parcel: Box<Parcel>,
    },
}

/// A change of the row alone.
pub(super) fn row_change(row: OutboxRow) -> OutboxChange {
    OutboxChange { row, lead: None, input: None, beside: Vec::new() }
}

/// The engine's input that says what came of a mail. One row has one outcome, so its identity is the row's.
pub(super) fn outcome_input(row: &OutboxRow, outcome: MailOutcome, at: Instant) -> Input {
    Input { id: format!("mail/{}", row.id), at, kind: InputKind::Mail { mail: row.id.clone(), outcome } }
}

impl Inner {
    pub(super) fn prepare(&self, row: OutboxRow) -> StoreResult<Next> {
        let now = self.clock.now();
        if self.is_halted() {
            return Ok(Next::Done(Turn::Left));
        }
        let programs = self.programs()?;
        let version = match &row.content {
            OutboxContent::Mail(mail) => mail.version,
            OutboxContent::Notice { version, .. } | OutboxContent::Call { version, .. } => *version,
        };
        let Some(program) = programs.get(version) else {
            return self.give_up(row, &format!("version {version} of the program is not in the store"), now);
        };
        let Some(lead) = self.storage.load(std::slice::from_ref(&row.lead))?.into_iter().next() else {
            return self.give_up(row, "the lead is not in the store", now);
        };
        match row.content.clone() {
            OutboxContent::Mail(mail) => {
                let trial = trial_of(program, &mail);
                let trials = self.trials(&programs, now)?;
                // The wait between tries does not make a mail late; an outage after it does.
                let first_due = if row.attempts > 0 { row.due } else { row.first_due };
                let verdict = guarded(|| gate((&programs, &trials), &lead.state, &mail, first_due, now));
                if let (Some(trial), Ok(verdict)) = (&trial, &verdict)
                    && begins_trial(*verdict)
                    && !trials.contains_key(trial)
                {
                    self.storage.begin_trial(trial, now)?;
                }
                match verdict {
                    Ok(Gate::Send) => {
                        let mail = with_variant(program, &trials, &mail, now);
                        let row = OutboxRow { content: OutboxContent::Mail(mail.clone()), ..row };
                        self.prepare_mail(row, &mail, &programs, program, lead, now)
                    }
                    Ok(Gate::Wait { until, reason }) => self.wait(row, until, reason, now).map(Next::Done),
                    Ok(Gate::Skip { reason }) => self.skip(row, reason, now).map(Next::Done),
                    Err(defect) => self.give_up(row, &defect, now),
                }
            }
            OutboxContent::Notice { team, recipient: None, .. } => {
                match self.assign(row, &team, program.teams.get(&team), now)? {
                    Ok(row) => self.prepare(row),
                    Err(turn) => Ok(Next::Done(turn)),
                }
            }
            OutboxContent::Call { .. } | OutboxContent::Notice { channel: Some(_), .. } => {
                self.prepare_request(row, program, &lead, now)
            }
            OutboxContent::Notice { recipient: Some(recipient), .. } => {
                self.prepare_notice(row, &recipient, program, &lead, now)
            }
        }
    }

    /// What is known of trials, where there are any (another mail of the lead may have one, too); those whose time is over
    /// are decided, once for all leads.
    fn trials(&self, programs: &Programs, now: Instant) -> StoreResult<Trials> {
        if !programs.iter().any(|(_, program)| program.emails.values().any(|email| email.trial.is_some())) {
            return Ok(Trials::new());
        }
        let trials = self.storage.trials()?;
        let due = decisions(programs, &trials, now);
        if due.is_empty() {
            return Ok(trials);
        }
        for (trial, winner) in due {
            self.storage.decide_trial(&trial, &winner, now)?;
        }
        self.storage.trials()
    }

    fn prepare_mail(
        &self,
        row: OutboxRow,
        mail: &PlannedMail,
        programs: &Programs,
        program: &Program,
        lead: LoadedLead,
        now: Instant,
    ) -> StoreResult<Next> {
        if mail.channel.is_some() {
            return self.prepare_message(row, mail, program, lead, now);
        }
        if !self.settings.mode.allows(&lead.state.email) {
            return self.hold(row, NOT_LISTED, now).map(Next::Done);
        }
        let current = programs.current().map_or(program, |(_, current)| current.as_ref());
        let job = ComposeJob { row: &row, lead: &lead.state, program, current, history: &[], now };
        let composed = match self.compose(&job) {
            Ok(composed) => composed,
            Err(problem) => return self.give_up(row, &problem, now),
        };
        let mut state = lead.state;
        mark_sending(&mut state, program, mail, now);
        Ok(begin(row, Some((state, lead.version)), Parcel::Mail(composed), now))
    }

    fn prepare_notice(
        &self,
        row: OutboxRow,
        recipient: &str,
        program: &Program,
        lead: &LoadedLead,
        now: Instant,
    ) -> StoreResult<Next> {
        if !self.settings.mode.allows(recipient) {
            return self.hold(row, NOT_LISTED, now).map(Next::Done);
        }
        let history = self.storage.journal(&row.lead)?;
        let job = ComposeJob { row: &row, lead: &lead.state, program, current: program, history: &history, now };
        match self.compose(&job) {
            Ok(composed) => Ok(begin(row, None, Parcel::Mail(composed), now)),
            Err(problem) => self.give_up(row, &problem, now),
        }
    }

    fn compose(&self, job: &ComposeJob<'_>) -> Result<Composed, String> {
        guarded(|| self.settings.composer.compose(job))?.map_err(|problem| problem.to_string())
    }

    /// Decides to whom a notice goes: to the member who has the lead already, to the one whose turn it is, or to every
    /// member, each with a row of its own. Returns the row with its recipient.
    fn assign(
        &self,
        row: OutboxRow,
        name: &str,
        team: Option<&Team>,
        now: Instant,
    ) -> StoreResult<Result<OutboxRow, Turn>> {
        // Two notices of one lead in the same tick: the second must see whom the first one got.
        let _one_at_a_time = locked(&self.assigning);
        let members = team.map(|team| team.members.as_slice()).unwrap_or_default();
        let chosen: &[String] = if team.is_some_and(|team| team.in_turn) && !members.is_empty() {
            let turn = self.turn(&row.lead, name, members)?;
            members.get(turn..=turn).unwrap_or_default()
        } else {
            members
        };
        let Some((first, others)) = chosen.split_first() else {
            let reason = format!("the program has no members of the team `{name}`");
            return self.fail(row, &reason, now).map(Err);
        };
        let mut beside: Vec<OutboxRow> =
            (1..).zip(others).filter_map(|(number, member)| addressed(&row, number, member, now)).collect();
        let who = Some(first).filter(|_| others.is_empty());
        beside.extend(team.into_iter().flat_map(|team| &team.channels).filter_map(|name| told(&row, name, who, now)));
        let Some(own) = addressed(&row, 0, first, now) else { return Ok(Err(Turn::Left)) };
        let own = OutboxRow { epoch: row.epoch, ..own };
        let stored = self.storage.change(OutboxChange { beside, ..row_change(own.clone()) })?;
        Ok(if stored { Ok(OutboxRow { epoch: own.epoch + 1, ..own }) } else { Err(Turn::Left) })
    }

    /// Place among the members of the one who gets a lead: who got its first notice for this team, while still a member,
    /// else the next in turn. So one lead is never called by two.
    fn turn(&self, lead: &str, name: &str, members: &[String]) -> StoreResult<usize> {
        let rows = self.storage.mails_of(lead)?;
        let before = rows.iter().filter_map(|row| match &row.content {
            OutboxContent::Notice { team, recipient: Some(recipient), channel: None, .. } if team == name => {
                Some(recipient)
            }
            OutboxContent::Notice { .. } | OutboxContent::Mail(_) | OutboxContent::Call { .. } => None,
        });
        if let Some(place) = before.into_iter().find_map(|one| members.iter().position(|member| member == one)) {
            return Ok(place);
        }
        let count = (members.len() as u64).max(1);
        Ok(usize::try_from(self.storage.next_turn(name)? % count).unwrap_or(0))
    }

    fn wait(&self, row: OutboxRow, until: Instant, reason: &str, now: Instant) -> StoreResult<Turn> {
        let due = until.max(now.plus_milliseconds(SHORTEST_WAIT_MILLISECONDS));
        // Waiting for sending hours and caps is not being late. Between tries the first due time stays, so that the
        // tries end at last.
        let first_due = if row.attempts == 0 { due } else { row.first_due };
        let reason = Some(reason.to_owned());
        self.settle_row(row_change(OutboxRow { due, first_due, reason, changed_at: now, ..row }))
    }

    pub(super) fn hold(&self, row: OutboxRow, reason: &str, now: Instant) -> StoreResult<Turn> {
        let due = now.plus_milliseconds(HOLD_MILLISECONDS);
        let reason = Some(reason.to_owned());
        self.settle_row(row_change(OutboxRow { due, reason, changed_at: now, ..row }))
    }

    fn skip(&self, row: OutboxRow, reason: &str, now: Instant) -> StoreResult<Turn> {
        let outcome = MailOutcome::NotSent { reason: reason.to_owned() };
        let input = Some(outcome_input(&row, outcome, now));
        let row = ended(row, skip_state(reason), reason, now);
        self.settle_row(OutboxChange { input, ..row_change(row) })
    }

    pub(super) fn give_up(&self, row: OutboxRow, reason: &str, now: Instant) -> StoreResult<Next> {
        self.fail(row, reason, now).map(Next::Done)
    }

    /// The row ends as failed; a mail's run goes on without it.
    pub(super) fn fail(&self, row: OutboxRow, reason: &str, now: Instant) -> StoreResult<Turn> {
        let input = match &row.content {
            OutboxContent::Mail(_) => {
                Some(outcome_input(&row, MailOutcome::NotSent { reason: reason.to_owned() }, now))
            }
            OutboxContent::Notice { .. } | OutboxContent::Call { .. } => None,
        };
        let row = ended(row, OutboxState::Failed, reason, now);
        self.settle_row(OutboxChange { input, ..row_change(row) })
    }
}

/// The row in another state.
pub(super) fn ended(row: OutboxRow, state: OutboxState, reason: &str, now: Instant) -> OutboxRow {
    OutboxRow { state, reason: Some(reason.to_owned()), changed_at: now, ..row }
}

pub(super) fn begin(row: OutboxRow, lead: Option<(LeadState, u64)>, parcel: Parcel, now: Instant) -> Next {
    let (message_id, content_hash) = match &parcel {
        Parcel::Mail(composed) => (composed.message_id.clone(), composed.content_hash.clone()),
        Parcel::Request(request) => (request.id().to_owned(), request.content_hash()),
    };
    let row = OutboxRow {
        state: OutboxState::Sending,
        attempts: row.attempts.saturating_add(1),
        reason: None,
        message_id: Some(message_id),
        content_hash: Some(content_hash),
        changed_at: now,
        ..row
    };
    Next::Send { begin: Box::new(OutboxChange { lead, ..row_change(row) }), parcel: Box::new(parcel) }
}

/// The notice's row for one member of the team.
fn addressed(row: &OutboxRow, number: usize, member: &str, now: Instant) -> Option<OutboxRow> {
    let mut content = row.content.clone();
    match &mut content {
        OutboxContent::Mail(_) | OutboxContent::Call { .. } => None,
        OutboxContent::Notice { lead, handoff, recipient, .. } => {
            *recipient = Some(member.to_owned());
            let id = notice_id(lead, *handoff, number);
            Some(OutboxRow { id, content, epoch: 0, changed_at: now, ..row.clone() })
        }
    }
}
