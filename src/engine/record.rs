//! Putting an input on record: fields, bases, events, opens, clicks, what became of mails, opt-outs. Nothing here decides
//! what follows from it.

use super::effect::{Cause, Effect};
use super::gate::is_marketing;
use super::input::{InputKind, MailOutcome};
use super::state::{
    BasisRecord, Enrolment, MAX_PAST_EVENTS, MAX_PAST_MAILS, MailActivity, PastEvent, Position, Suppression,
    SuppressionReason,
};
use super::trial::Tally;
use super::work::{Happening, Work};
use crate::ir::{Program, Value};
use std::collections::BTreeMap;

/// Bases of one kind kept for a lead: the first, as the proof of how it began, and the newest. A lead that gives its
/// consent with each of 10,000 events would otherwise fill its own state; the journal keeps them all.
pub const MAX_BASES_OF_A_KIND: usize = 20;

impl Work<'_> {
    /// Records the input; returns what the lead has done by it, where that is new.
    pub(super) fn record(&mut self) -> Vec<Happening> {
        let happening = match &self.input.kind {
            InputKind::Update { fields, zone, basis, suppression } => {
                self.record_update(fields, zone.as_deref(), basis.as_ref(), suppression.as_ref());
                None
            }
            InputKind::Event { event, properties } => Some(self.record_event(event, properties)),
            InputKind::Opened { mail } => self.record_open(mail),
            InputKind::Clicked { mail, link } => {
                let click = self.record_click(mail, link);
                let open = self.record_open_by_click(mail);
                return click.into_iter().chain(open).collect();
            }
            InputKind::OptOut { source } => {
                let reason = SuppressionReason::OptedOut;
                self.suppress(&Suppression { reason, at: self.happened, source: source.clone() });
                None
            }
            InputKind::Answered { handoff } => {
                self.record_answer(*handoff);
                None
            }
            InputKind::Mail { mail, outcome } => {
                self.record_outcome(mail, outcome);
                None
            }
            InputKind::Enrol { .. } | InputKind::Wake { .. } => None,
        };
        happening.into_iter().collect()
    }

    fn record_update(
        &mut self,
        fields: &BTreeMap<String, Option<Value>>,
        zone: Option<&str>,
        basis: Option<&BasisRecord>,
        suppression: Option<&Suppression>,
    ) {
        for (field, value) in fields {
            self.set_field(field, value.clone(), self.happened, None);
        }
        if let Some(zone) = zone {
            self.state.zone = Some(zone.to_owned());
        }
        if let Some(basis) = basis {
            self.record_basis(basis.clone());
        }
        if let Some(suppression) = suppression {
            self.suppress(suppression);
        }
    }

    /// Records a basis once, oldest first.
    pub(super) fn record_basis(&mut self, record: BasisRecord) {
        let bases = &mut self.state.bases;
        if bases.contains(&record) {
            return;
        }
        let kind = record.basis;
        bases.insert(bases.partition_point(|other| other.at <= record.at), record);
        if bases.iter().filter(|other| other.basis == kind).count() > MAX_BASES_OF_A_KIND {
            let second = bases.iter().enumerate().filter(|(_, other)| other.basis == kind).map(|(at, _)| at).nth(1);
            if let Some(second) = second {
                bases.remove(second);
            }
        }
    }

    fn record_event(&mut self, event: &str, properties: &BTreeMap<String, Value>) -> Happening {
        let past = PastEvent {
            id: self.input.id.clone(),
            event: event.to_owned(),
            at: self.happened,
            properties: properties.clone(),
        };
        let events = &mut self.state.events;
        events.insert(events.partition_point(|other| other.at <= past.at), past.clone());
        if events.len() > MAX_PAST_EVENTS {
            events.remove(0);
        }
        self.event = Some(past.clone());
        let thing = |program: &Program| program.events.get(event).is_some_and(|event| event.everyone);
        if self.programs.current().is_some_and(|(_, program)| thing(program)) {
            // The lead has done nothing: only a silence of this very event is over.
            self.break_silences(event, false);
        } else {
            self.record_response(Some(event));
        }
        Happening::Event(past)
    }

    fn record_open(&mut self, mail: &str) -> Option<Happening> {
        let happened = self.happened;
        let activity = self.state.mails.get_mut(mail)?;
        let first = activity.opened_at.is_none();
        activity.opened_at.get_or_insert(happened);
        let email = activity.email.clone();
        if first {
            self.tally(mail, Tally::Opened);
        }
        self.record_response(None);
        first.then(|| Happening::Open { mail: mail.to_owned(), email })
    }

    /// Who clicks in a mail has opened it, also where its pictures, which tell of opening, were not loaded (ADR 24). No
    /// channel reports that a message was opened.
    fn record_open_by_click(&mut self, mail: &str) -> Option<Happening> {
        let email = self.state.mails.get(mail).filter(|activity| activity.opened_at.is_none())?.email.as_str();
        let (_, program) = self.programs.current()?;
        let is_message = program.messages.contains_key(email);
        (!is_message).then(|| self.record_open(mail)).flatten()
    }

    fn record_click(&mut self, mail: &str, link: &str) -> Option<Happening> {
        let happened = self.happened;
        let activity = self.state.mails.get_mut(mail)?;
        let first = !activity.clicked_at.contains_key(link);
        let first_of_all = activity.clicked_at.is_empty();
        if first {
            activity.clicked_at.insert(link.to_owned(), happened);
        }
        let email = activity.email.clone();
        if first_of_all {
            self.tally(mail, Tally::Clicked);
        }
        self.record_response(None);
        first.then(|| Happening::Click { mail: mail.to_owned(), email, link: link.to_owned() })
    }

    fn record_response(&mut self, event: Option<&str>) {
        let last = self.state.last_response_at.map_or(self.happened, |last| last.max(self.happened));
        self.state.last_response_at = Some(last);
        self.break_silences(event.unwrap_or_default(), true);
    }

    fn record_outcome(&mut self, mail: &str, outcome: &MailOutcome) {
        match outcome {
            MailOutcome::Sent | MailOutcome::Unknown => self.record_sent(mail),
            MailOutcome::NotSent { .. } => self.forget_unsent(mail),
            MailOutcome::Bounced { reason } => {
                self.forget_unsent(mail);
                let source = reason.clone();
                self.suppress(&Suppression { reason: SuppressionReason::Bounced, at: self.happened, source });
            }
        }
    }

    fn record_sent(&mut self, mail: &str) {
        let happened = self.happened;
        let waiting = self.run_sending(mail).and_then(|number| self.run_of(number));
        let planned = waiting.and_then(|run| match &run.position {
            Position::Sending { step, .. } => self.email_of_step(run, *step).map(|email| (run.number, email)),
            Position::Waiting { .. } | Position::Awaiting { .. } => None,
        });
        if let Some((number, (email, marketing))) = planned {
            let fresh = MailActivity {
                email: email.clone(),
                enrolment: Some(number),
                marketing,
                sending_at: Some(happened),
                sent_at: None,
                opened_at: None,
                clicked_at: BTreeMap::new(),
                variant: None,
                trial: None,
            };
            self.state.mails.entry(mail.to_owned()).or_insert(fresh);
            if let Some(run) = self.state.enrolments.iter_mut().find(|run| run.number == number) {
                run.sent.insert(email, mail.to_owned());
            }
        }
        if let Some(activity) = self.state.mails.get_mut(mail)
            && activity.sent_at.is_none()
        {
            activity.sent_at = Some(happened);
            self.tally(mail, Tally::Sent);
        }
        let mails = &mut self.state.mails;
        if mails.len() > MAX_PAST_MAILS {
            let oldest =
                mails.iter().filter_map(|(id, mail)| Some((mail.sent_at?, id))).min().map(|(_, id)| id.clone());
            oldest.and_then(|id| mails.remove(&id));
        }
    }

    /// Counts for the variant of a mail, where it has one.
    fn tally(&mut self, mail: &str, tally: Tally) {
        let Some(activity) = self.state.mails.get(mail) else { return };
        if let (Some(trial), Some(variant)) = (activity.trial.clone(), activity.variant.clone()) {
            let cause = Cause { input: self.input.id.clone(), ..Cause::default() };
            self.effects.push(Effect::Tally { trial, variant, tally, cause });
        }
    }

    /// A mail that never left counts for no cap and no condition.
    fn forget_unsent(&mut self, mail: &str) {
        if self.state.mails.get(mail).is_some_and(|activity| activity.sent_at.is_none()) {
            self.state.mails.remove(mail);
        }
    }

    /// The live run that waits for the outcome of that mail.
    pub(super) fn run_sending(&self, mail: &str) -> Option<u64> {
        let waits = |position: &Position| match position {
            Position::Sending { mail: key, .. } => key.id() == mail,
            Position::Waiting { .. } | Position::Awaiting { .. } => false,
        };
        self.state.enrolments.iter().find(|run| waits(&run.position)).map(|run| run.number)
    }

    /// Name of the email that a send step of a run sends, and whether it is marketing.
    pub(super) fn email_of_step(&self, run: &Enrolment, step: u32) -> Option<(String, bool)> {
        let program = self.programs.get(run.version)?;
        let step = program.scenarios.get(&run.scenario)?.steps.get(step as usize)?;
        let email = step.instruction.sent()?;
        let marketing = is_marketing(program, email) && !program.messages.contains_key(email);
        Some((email.to_owned(), marketing))
    }

    /// Suppresses the lead and ends its runs. A weaker reason never replaces a stronger one: an opt-out outlasts a bounce.
    pub(super) fn suppress(&mut self, suppression: &Suppression) {
        if self.state.suppression.as_ref().is_some_and(|old| strength(old.reason) >= strength(suppression.reason)) {
            return;
        }
        let cause = Cause { input: self.input.id.clone(), ..Cause::default() };
        self.suppress_because(suppression, String::new(), cause);
    }

    /// Suppresses the lead, whatever was before, and ends its runs.
    fn suppress_because(&mut self, suppression: &Suppression, because: String, cause: Cause) {
        let reason = suppression.reason.word();
        self.state.suppression = Some(suppression.clone());
        self.effects.push(Effect::Suppressed { reason: reason.to_owned(), because, cause });
        for number in self.live_runs() {
            self.end_run_of(number, reason);
        }
    }
}

impl Work<'_> {
    /// `stop mailing`: a lead that gets no mail already stays as it is.
    pub(super) fn stop_mailing(&mut self, because: String, cause: Cause) {
        if self.state.suppression.is_some() {
            return;
        }
        let source = if because.is_empty() { "stop mailing".to_owned() } else { because.clone() };
        let suppression = Suppression { reason: SuppressionReason::Sunset, at: self.time, source };
        self.suppress_because(&suppression, because, cause);
    }
}

impl SuppressionReason {
    /// The stable word for reasons of effects: `opted_out`, `bounced`, `complained`, `erased`, `sunset`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Erased => "erased",
            Self::Sunset => "sunset",
        }
    }
}

const fn strength(reason: SuppressionReason) -> u8 {
    match reason {
        SuppressionReason::Sunset => 0,
        SuppressionReason::Bounced => 1,
        SuppressionReason::OptedOut => 2,
        SuppressionReason::Complained => 3,
        SuppressionReason::Erased => 4,
    }
}
