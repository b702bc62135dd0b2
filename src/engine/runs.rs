//! Runs of scenarios: going on from step to step until one takes time, and on again when that time is over.

use super::channels::{Receiver, channel_of, receiver};
use super::civil::{self, Calendar};
use super::effect::{Effect, MailKey, PlannedMail};
use super::evaluate::{evaluate, holds, plain_words, was_clicked, zone_of};
use super::gate::{CAPPED, LATE, is_marketing, late_by};
use super::input::{InputKind, MailOutcome};
use super::moment::resolve_moment;
use super::state::{Enrolment, Position, SuppressionReason, Unanswered};
use super::trace::Way;
use super::ways::{begins_round, case_of, split};
use super::work::{Happening, Origin, Work};
use crate::ir::time::Amount;
use crate::ir::{Arm, Beyond, Capped, Instruction, Moment, MomentBase, Otherwise, Program, Reaction, Step};
use std::sync::Arc;

/// Steps that a run may take without one that takes time. The checker refuses loops without a wait, but scenarios may
/// still send each other in circles; such a run ends with the reason `too_many_steps`. Far above any written scenario.
pub const MAX_STEPS_AT_ONCE: usize = 10_000;

/// Why a run ends that a handoff ends.
const HANDED_OVER: &str = "handed_over";

/// Where a run goes after a step.
pub(super) enum Flow {
    /// On to that step.
    Next(u32),
    /// It stays there until an input.
    Parked(Position),
    /// It ends, for that reason.
    End(&'static str),
    /// It ends and another scenario begins.
    Enter(String),
    /// It has been ended meanwhile, by what it began.
    Gone,
}

impl Work<'_> {
    /// Lets a run, taken out of the state, go on at step `number` until it waits or ends.
    pub(super) fn advance(&mut self, mut run: Enrolment, mut number: u32) {
        let before = self.time;
        self.time = self.time.max(run.reached_at);
        for _ in 0..MAX_STEPS_AT_ONCE {
            let Some(program) = self.programs.get(run.version).map(Arc::clone) else {
                self.end_run(run, "unknown_version");
                self.time = before;
                return;
            };
            run.reached_at = self.time;
            let steps = program.scenarios.get(&run.scenario).map(|scenario| &scenario.steps);
            let flow = steps.and_then(|steps| steps.get(number as usize)).map_or(Flow::End("finished"), |step| {
                self.note_step(&program, Origin::Run(&run), step);
                self.take_step(&program, &mut run, step, number)
            });
            match flow {
                Flow::Next(next) => number = next,
                Flow::Parked(position) => {
                    run.position = position;
                    self.put_run(run);
                    self.time = before;
                    return;
                }
                Flow::End(reason) => {
                    self.end_run(run, reason);
                    self.time = before;
                    return;
                }
                Flow::Gone => {
                    self.time = before;
                    return;
                }
                Flow::Enter(scenario) => {
                    let event = run.start_event.clone();
                    self.end_run(run, &format!("went_to {scenario}"));
                    let Some(entered) = self.enter(&scenario, event) else {
                        self.time = before;
                        return;
                    };
                    (run, number) = (entered, 0);
                }
            }
        }
        self.end_run(run, "too_many_steps");
        self.time = before;
    }

    fn take_step(&mut self, program: &Program, run: &mut Enrolment, step: &Step, number: u32) -> Flow {
        match &step.instruction {
            Instruction::Send { email, next, .. } => self.send(program, run, step, number, (email, *next)),
            Instruction::Wait { until, next } => self.wait(program, run, number, until, *next),
            Instruction::Await { limit, arms, otherwise } => {
                self.begin_await(program, run, number, *limit, arms).unwrap_or(Flow::Next(*otherwise))
            }
            Instruction::GoTo { scenario } => Flow::Enter(scenario.clone()),
            Instruction::Begin { scenario, next } => self.begin_beside(run, number, scenario, *next),
            Instruction::Split { arms } => Flow::Next(split(arms, &self.state.lead, &run.scenario, &step.id)),
            Instruction::Repeat { times, until, body, next } => {
                let done = until.as_ref().is_some_and(|until| holds(until, &self.scope(program, Origin::Run(run))));
                Flow::Next(if !done && begins_round(run, &step.id, *times) { *body } else { *next })
            }
            Instruction::End { stopped: true } => Flow::End("stopped"),
            Instruction::End { stopped: false } => Flow::End("finished"),
            Instruction::Branch { .. }
            | Instruction::Choose { .. }
            | Instruction::Notify { .. }
            | Instruction::Call { .. }
            | Instruction::Audience { .. }
            | Instruction::StopMailing { .. }
            | Instruction::Handoff { .. }
            | Instruction::Set { .. }
            | Instruction::Score { .. } => self.act(program, Origin::Run(run), step),
        }
    }

    /// The steps that take no time and need no run.
    pub(super) fn act(&mut self, program: &Program, origin: Origin<'_>, step: &Step) -> Flow {
        let cause = self.cause(origin, Some(&step.id));
        match &step.instruction {
            Instruction::Branch { condition, then, otherwise } => {
                Flow::Next(if holds(condition, &self.scope(program, origin)) { *then } else { *otherwise })
            }
            Instruction::Handoff { team, because, next } => {
                let because = plain_words(because, &self.scope(program, origin));
                let (number, version) = (self.state.next_handoff, cause.version.unwrap_or_default());
                self.state.next_handoff += 1;
                let handed = Unanswered { team: team.clone(), because: because.clone(), version, due: self.time };
                self.await_answer(program, number, handed);
                self.effects.push(Effect::Handoff { number, team: team.clone(), because, version, cause });
                // From here on a person writes: no canned mail crosses the call (docs/adr/0001).
                for number in self.live_runs() {
                    self.end_run_of(number, HANDED_OVER);
                }
                match origin {
                    Origin::Run(_) => Flow::End(HANDED_OVER),
                    Origin::Rule { .. } => Flow::Next(*next),
                }
            }
            Instruction::Call { channel, fields, next } => {
                self.call(program, origin, channel, fields, cause);
                Flow::Next(*next)
            }
            Instruction::Set { field, value, next } => {
                let value = value.as_ref().and_then(|value| evaluate(value, &self.scope(program, origin)));
                let by = match origin {
                    Origin::Run(run) => Some(run.number),
                    Origin::Rule { .. } => None,
                };
                let cleared = value.is_none();
                self.set_field(field, value, self.time, by);
                self.effects.push(Effect::Set { field: field.clone(), cleared, cause });
                Flow::Next(*next)
            }
            Instruction::Score { points, because, next } => {
                let because = plain_words(because, &self.scope(program, origin));
                self.change_score(*points, (!because.is_empty()).then_some(because), cause);
                Flow::Next(*next)
            }
            Instruction::Choose { subject, cases, otherwise } => {
                let value = evaluate(subject, &self.scope(program, origin));
                Flow::Next(case_of(value.as_ref(), cases).map_or(*otherwise, |case| case.then))
            }
            Instruction::Notify { team, because, next } => {
                let because = plain_words(because, &self.scope(program, origin));
                self.notify(team, because, cause);
                Flow::Next(*next)
            }
            Instruction::Audience { audience, add, next } => {
                self.change_audience(audience, *add, cause);
                Flow::Next(*next)
            }
            Instruction::StopMailing { because, next } => {
                let because = plain_words(because, &self.scope(program, origin));
                self.stop_mailing(because, cause);
                match origin {
                    Origin::Run(_) => Flow::End(SuppressionReason::Sunset.word()),
                    Origin::Rule { .. } => Flow::Next(*next),
                }
            }
            Instruction::Split { .. }
            | Instruction::Repeat { .. }
            | Instruction::Begin { .. }
            | Instruction::Send { .. }
            | Instruction::Wait { .. }
            | Instruction::Await { .. }
            | Instruction::GoTo { .. }
            | Instruction::End { .. } => Flow::End("finished"),
        }
    }

    fn send(
        &mut self,
        program: &Program,
        run: &mut Enrolment,
        step: &Step,
        number: u32,
        (email, next): (&str, u32),
    ) -> Flow {
        if self.meets_condition_to_stop(program, run) {
            return Flow::End("stop_rule");
        }
        let occurrence = run.occurrences.entry(step.id.clone()).or_insert(0);
        let key = MailKey {
            lead: self.state.lead.clone(),
            enrolment: run.number,
            step: step.id.clone(),
            occurrence: *occurrence,
        };
        *occurrence = occurrence.saturating_add(1);
        let marketing = is_marketing(program, email);
        let mut mail = PlannedMail {
            key: key.clone(),
            email: email.to_owned(),
            channel: channel_of(program, email),
            scenario: run.scenario.clone(),
            version: run.version,
            due: self.time,
            variant: None,
        };
        let cause = self.cause(Origin::Run(run), Some(&step.id));
        let refusal = match &self.state.suppression {
            Some(suppression) => Some(suppression.reason.word()),
            None if marketing && self.state.bases.is_empty() => Some("no_basis"),
            None => {
                let missing = receiver(program, email, &self.scope(program, Origin::Run(run))) == Receiver::Missing;
                missing.then_some("no_address")
            }
        };
        if let Some(reason) = refusal {
            self.effects.push(Effect::Skip { mail, reason: reason.to_owned(), cause });
            return Flow::Next(next);
        }
        if let (true, Some((_, current))) = (marketing, self.programs.current()) {
            let zone = zone_of(current, &self.state);
            mail.due = civil::next_sending_time(self.time, zone, &current.limits);
        }
        let due = Some(mail.due);
        self.effects.push(Effect::Plan { mail, cause });
        Flow::Parked(Position::Sending { step: number, mail: key, due })
    }

    fn wait(&self, program: &Program, run: &mut Enrolment, number: u32, moment: &Moment, next: u32) -> Flow {
        let scope = self.scope(program, Origin::Run(run));
        let otherwise = |otherwise: Otherwise| match otherwise {
            Otherwise::Now => Flow::Next(next),
            Otherwise::Skip(step) => Flow::Next(step),
            Otherwise::Stop => Flow::End("stopped"),
        };
        let Some(until) = resolve_moment(moment, &scope) else { return otherwise(moment.if_missing) };
        if until > self.time {
            match &moment.base {
                MomentBase::Here(_) => {}
                MomentBase::Day(_) | MomentBase::Around { .. } | MomentBase::Date(_) | MomentBase::Next(_) => {
                    run.held_milliseconds = 0;
                }
            }
            return Flow::Parked(Position::Waiting { step: number, until, next });
        }
        if until.plus_milliseconds(run.held_milliseconds) >= self.time {
            return Flow::Next(next);
        }
        otherwise(moment.if_past)
    }

    /// Goes on at once where an arm is met already; `None` where there is nothing to wait for.
    fn begin_await(
        &self,
        program: &Program,
        run: &Enrolment,
        number: u32,
        limit: Amount,
        arms: &[Arm],
    ) -> Option<Flow> {
        if let Some(arm) = arms.iter().find(|arm| self.is_met_already(program, run, arm)) {
            return Some(Flow::Next(arm.then));
        }
        let until = civil::add(self.time, limit, zone_of(program, &self.state), Calendar::of(&program.limits));
        let parked = Flow::Parked(Position::Awaiting { step: number, since: self.time, until });
        (until > self.time).then_some(parked)
    }

    /// Reactions to a mail count since its last sending in this run; events only from now on, or since the start.
    pub(super) fn is_met_already(&self, program: &Program, run: &Enrolment, arm: &Arm) -> bool {
        let mail = |email: &str| run.sent.get(email).and_then(|mail| self.state.mails.get(mail));
        match &arm.reaction {
            Reaction::Event { .. } if arm.since_start => self.has_happened_since_start(program, run, &arm.reaction),
            Reaction::Open { email } => mail(email).is_some_and(|mail| mail.opened_at.is_some()),
            Reaction::Click { email, link } => mail(email).is_some_and(|mail| was_clicked(mail, link.as_deref())),
            Reaction::Event { .. } | Reaction::Change { .. } => false,
        }
    }

    /// Moves each run on that awaits what has just happened; of several arms met, the first written.
    pub(super) fn meet_awaits(&mut self, happening: &Happening) {
        for number in self.live_runs() {
            let Some((arm, then)) = self.run_of(number).and_then(|run| self.met_arm(run, happening)) else { continue };
            if let Some(run) = self.take_run(number) {
                self.note_await(&run, Way::Arm(arm));
                self.advance(run, then);
            }
        }
    }

    /// The place of the arm, and where it leads.
    fn met_arm(&self, run: &Enrolment, happening: &Happening) -> Option<(usize, u32)> {
        let Position::Awaiting { step, since, .. } = &run.position else { return None };
        let program = self.programs.get(run.version)?;
        let step = program.scenarios.get(&run.scenario)?.steps.get(*step as usize)?;
        let Instruction::Await { arms, .. } = &step.instruction else { return None };
        let scope = self.scope(program, Origin::Run(run));
        let in_this_run = match happening {
            Happening::Open { mail, email } | Happening::Click { mail, email, .. } => run.sent.get(email) == Some(mail),
            Happening::Event(_) => self.happened >= *since,
            // What a run sets itself before it waits is not what it waits for.
            Happening::Change { at, by, .. } => at >= since && *by != Some(run.number),
        };
        let since_start = matches!(happening, Happening::Event(_)) && self.happened >= run.started_at;
        let met = |arm: &&Arm| {
            (in_this_run || (arm.since_start && since_start)) && Self::is_reaction(&arm.reaction, happening, &scope)
        };
        arms.iter().enumerate().find(|(_, arm)| met(arm)).map(|(place, arm)| (place, arm.then))
    }

    /// A run's time has come: the end of its wait, or the deadline of what it awaits.
    pub(super) fn ring_run(&mut self, number: u64) {
        let Some(run) = self.run_of(number) else { return };
        let next = match &run.position {
            Position::Sending { .. } => return,
            Position::Waiting { next, .. } => *next,
            Position::Awaiting { step, .. } => self.step_after(run, *step),
        };
        if self.is_too_late(run) {
            self.end_run_of(number, LATE);
            return;
        }
        if let Some(run) = self.take_run(number) {
            self.note_await(&run, Way::Deadline);
            self.advance(run, next);
        }
    }

    /// Whether the scenario ends runs that a standstill has delayed so much; `time` is when the run was due.
    fn is_too_late(&self, run: &Enrolment) -> bool {
        let Some(program) = self.programs.get(run.version) else { return false };
        let late = program.scenarios.get(&run.scenario).map(|scenario| scenario.late).unwrap_or_default();
        let scope = self.scope(program, Origin::Run(run));
        match late.beyond {
            // Its mails find out by themselves that they are late (`gate`); what is no mail is still worth doing.
            Beyond::Skip => false,
            Beyond::Stop => late_by(late, self.time, self.now, &scope),
        }
    }

    /// Where a run goes on that was parked at that step and is done there. A step at which none parks (the state was
    /// written by something else) leads past the end of the list.
    fn step_after(&self, run: &Enrolment, step: u32) -> u32 {
        let program = self.programs.get(run.version);
        let steps = program.and_then(|program| program.scenarios.get(&run.scenario)).map(|scenario| &scenario.steps);
        let instruction = steps.and_then(|steps| steps.get(step as usize)).map(|step| &step.instruction);
        match instruction {
            Some(Instruction::Await { otherwise: next, .. } | Instruction::Send { next, .. }) => *next,
            Some(
                Instruction::Wait { .. }
                | Instruction::Branch { .. }
                | Instruction::Choose { .. }
                | Instruction::Split { .. }
                | Instruction::Repeat { .. }
                | Instruction::Begin { .. }
                | Instruction::Notify { .. }
                | Instruction::Call { .. }
                | Instruction::Audience { .. }
                | Instruction::StopMailing { .. }
                | Instruction::GoTo { .. }
                | Instruction::Handoff { .. }
                | Instruction::Set { .. }
                | Instruction::Score { .. }
                | Instruction::End { .. },
            )
            | None => u32::MAX,
        }
    }

    /// Moves the run on that waited for the outcome of a mail.
    pub(super) fn take_outcome(&mut self) {
        let InputKind::Mail { mail, outcome } = &self.input.kind else { return };
        match outcome {
            MailOutcome::Sent | MailOutcome::Unknown => {}
            MailOutcome::NotSent { reason } => {
                if let Some((number, reason)) = self.ended_by_unsent(mail, reason) {
                    self.end_run_of(number, reason);
                    return;
                }
            }
            MailOutcome::Bounced { .. } => {
                // The suppression has ended it already, unless the lead was suppressed before.
                if let Some(number) = self.run_sending(mail) {
                    self.end_run_of(number, "bounced");
                }
                return;
            }
        }
        let Some(mut run) = self.run_sending(mail).and_then(|number| self.take_run(number)) else { return };
        let Position::Sending { step, .. } = run.position else { return };
        let held = self.happened.milliseconds_since(run.reached_at).max(0);
        run.held_milliseconds = run.held_milliseconds.saturating_add(held);
        let next = self.step_after(&run, step);
        self.advance(run, next);
    }

    /// The run that ends since its mail was too late or found no room under a cap, where the scenario says so.
    fn ended_by_unsent(&self, mail: &str, reason: &str) -> Option<(u64, &'static str)> {
        let run = self.run_sending(mail).and_then(|number| self.run_of(number))?;
        let Position::Sending { step, .. } = &run.position else { return None };
        let scenario = self.programs.get(run.version)?.scenarios.get(&run.scenario)?;
        let Instruction::Send { capped, .. } = &scenario.steps.get(*step as usize)?.instruction else { return None };
        let ends = match reason {
            LATE => (scenario.late.beyond == Beyond::Stop).then_some(LATE),
            CAPPED => (*capped == Capped::Stop).then_some(CAPPED),
            _ => None,
        };
        Some((run.number, ends?))
    }
}
