//! A virtual host for one lead: keeps the state, the planned mails and a clock that jumps from one due time to the next,
//! and drives `step` and `gate` in the order in which the runtime does; every mail is delivered at once
//! (or fails, where a test wants that).

use crate::engine::civil::{self, Closed};
use crate::engine::trial::{self, TrialRecord, Trials, begins_trial, trial_of};
use crate::engine::{
    self, BasisRecord, Effect, Gate, Input, InputKind, LeadState, MailOutcome, Passage, PlannedMail, Programs, Scope,
};
use crate::ir::time::Instant;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Wakes and deliveries in the life of one virtual host: far above any real scenario, low enough that one which never
/// comes to rest is given up in a moment.
pub const MAX_TURNS: usize = 10_000;

/// What comes out of the engine for somebody to notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A mail that left.
    Mail {
        /// Its identity.
        id: String,
        /// Name of the email.
        email: String,
        /// When it left.
        at: Instant,
        /// The scenario that sent it.
        scenario: String,
        /// The step that sent it.
        step: String,
    },
    /// A handoff.
    Handoff {
        /// To whom.
        team: String,
        /// Why.
        because: String,
        /// When.
        at: Instant,
    },
    /// A notice to a team, without a handoff.
    Notice {
        /// To whom.
        team: String,
        /// What.
        because: String,
        /// When.
        at: Instant,
    },
    /// A call of another system.
    Call {
        /// The channel.
        channel: String,
        /// When.
        at: Instant,
    },
}

impl Output {
    /// When it came out.
    #[must_use]
    pub const fn at(&self) -> Instant {
        match self {
            Self::Mail { at, .. } | Self::Handoff { at, .. } | Self::Notice { at, .. } | Self::Call { at, .. } => *at,
        }
    }
}

/// Why a mail left later than planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DelayReason {
    /// No mail leaves at that time.
    Closed(Closed),
    /// The lead has had enough mail.
    Cap,
    /// A mail of a scenario of higher priority goes first.
    Priority,
    /// Others try the variants of the mail first.
    Trial,
}

/// Something that happened in the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An input was worked through.
    Step {
        /// When.
        at: Instant,
        /// The input.
        input: Input,
        /// What followed.
        effects: Vec<Effect>,
    },
    /// A mail was put off.
    Delay {
        /// When.
        at: Instant,
        /// The mail.
        mail: PlannedMail,
        /// Until when.
        until: Instant,
        /// Why.
        reason: DelayReason,
    },
}

/// A mail that waits for its time.
#[derive(Debug, Clone)]
struct Waiting {
    mail: PlannedMail,
    due: Instant,
    first_due: Instant,
}

/// The host ran more than [`MAX_TURNS`] turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restless;

/// One lead, its planned mails and its clock.
#[derive(Debug, Clone)]
pub struct VirtualHost {
    programs: Programs,
    state: LeadState,
    now: Instant,
    outbox: Vec<Waiting>,
    inputs: u64,
    turns: usize,
    mails: BTreeMap<String, PlannedMail>,
    trials: Trials,
    outputs: VecDeque<Output>,
    records: Vec<Record>,
    fate: MailOutcome,
    passages: BTreeSet<Passage>,
}

impl VirtualHost {
    /// A host for that lead, whose clock stands at `now`.
    #[must_use]
    pub const fn new(programs: Programs, state: LeadState, now: Instant) -> Self {
        Self {
            programs,
            state,
            now,
            outbox: Vec::new(),
            inputs: 0,
            turns: 0,
            mails: BTreeMap::new(),
            trials: Trials::new(),
            outputs: VecDeque::new(),
            records: Vec::new(),
            fate: MailOutcome::Sent,
            passages: BTreeSet::new(),
        }
    }

    /// The lead as it is.
    #[must_use]
    pub const fn state(&self) -> &LeadState {
        &self.state
    }

    /// The clock.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The ways that runs took.
    #[must_use]
    pub const fn passages(&self) -> &BTreeSet<Passage> {
        &self.passages
    }

    /// All that happened, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// A mail or message that was planned here.
    #[must_use]
    pub fn mail_of(&self, mail: &str) -> Option<&PlannedMail> {
        self.mails.get(mail)
    }

    /// The program, as the only version.
    #[must_use]
    pub const fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Name of the email of a mail that was planned here.
    #[must_use]
    pub fn email_of(&self, mail: &str) -> Option<&str> {
        self.mail_of(mail).map(|mail| mail.email.as_str())
    }

    /// The lead's zone; UTC before anything was published.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.programs.current().map_or("UTC", |(_, program)| engine::zone_of(program, &self.state))
    }

    /// What a condition outside any run sees now.
    #[must_use]
    pub fn scope(&self) -> Option<Scope<'_>> {
        let (_, program) = self.programs.current()?;
        Some(Scope::of_lead(program, &self.state, self.now))
    }

    /// Takes the next mail or handoff that nobody has taken yet.
    pub fn take_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What becomes of mails that are handed to the server from now on; at first each is sent.
    pub fn set_fate(&mut self, fate: MailOutcome) {
        self.fate = fate;
    }

    /// Something happens to the lead now. Returns the effects.
    pub fn apply(&mut self, kind: InputKind) -> Vec<Effect> {
        let id = match &kind {
            InputKind::Wake { generation } => format!("wake {generation}"),
            InputKind::Update { .. }
            | InputKind::Event { .. }
            | InputKind::Opened { .. }
            | InputKind::Clicked { .. }
            | InputKind::OptOut { .. }
            | InputKind::Mail { .. }
            | InputKind::Answered { .. }
            | InputKind::Enrol { .. } => {
                self.inputs += 1;
                format!("test {}", self.inputs)
            }
        };
        let input = Input { id, at: self.now, kind };
        let (state, effects, ways) =
            engine::step_traced(&self.programs, std::mem::take(&mut self.state), &input, self.now);
        self.state = state;
        self.passages.extend(ways);
        self.records.push(Record::Step { at: self.now, input, effects: effects.clone() });
        for effect in &effects {
            self.carry_out(effect);
        }
        effects
    }

    /// Puts a basis on record without an input, as if it had been imported long ago.
    pub fn assume_basis(&mut self, record: BasisRecord) {
        self.state.bases.push(record);
    }

    /// When the next timer rings or the next mail is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.outbox.iter().map(|waiting| waiting.due).chain(self.state.next_wake).min()
    }

    /// Does what is due next and moves the clock there; `false` where nothing is due, ever.
    ///
    /// # Errors
    /// [`Restless`] after [`MAX_TURNS`] turns.
    pub fn turn(&mut self) -> Result<bool, Restless> {
        let Some(due) = self.next_due() else { return Ok(false) };
        self.turns += 1;
        if self.turns > MAX_TURNS {
            return Err(Restless);
        }
        self.now = self.now.max(due);
        if self.state.next_wake.is_some_and(|wake| wake <= self.now) {
            self.apply(InputKind::Wake { generation: self.state.generation });
        } else {
            self.try_next_mail();
        }
        Ok(true)
    }

    /// Does all that is due up to and at that time, and sets the clock to it.
    ///
    /// # Errors
    /// [`Restless`] after [`MAX_TURNS`] turns.
    pub fn advance_to(&mut self, time: Instant) -> Result<(), Restless> {
        while self.next_due().is_some_and(|due| due <= time) {
            self.turn()?;
        }
        self.now = self.now.max(time);
        Ok(())
    }

    fn carry_out(&mut self, effect: &Effect) {
        match effect {
            Effect::Plan { mail, .. } => self.plan(mail),
            Effect::Skip { mail, .. } => self.outbox.retain(|waiting| waiting.mail.key != mail.key),
            Effect::Handoff { team, because, .. } => {
                let output = Output::Handoff { team: team.clone(), because: because.clone(), at: self.now };
                self.outputs.push_back(output);
            }
            Effect::Notify { team, because, .. } => {
                let output = Output::Notice { team: team.clone(), because: because.clone(), at: self.now };
                self.outputs.push_back(output);
            }
            Effect::Call { channel, .. } => {
                self.outputs.push_back(Output::Call { channel: channel.clone(), at: self.now });
            }
            Effect::Tally { trial, variant, tally, .. } => {
                self.trials.entry(trial.clone()).or_default().counts.entry(variant.clone()).or_default().add(*tally);
            }
            Effect::Audience { .. }
            | Effect::Unanswered { .. }
            | Effect::Score { .. }
            | Effect::Set { .. }
            | Effect::Started { .. }
            | Effect::Ended { .. }
            | Effect::NotStarted { .. }
            | Effect::Suppressed { .. } => {}
        }
    }

    fn plan(&mut self, mail: &PlannedMail) {
        self.mails.insert(mail.key.id(), mail.clone());
        let reason = (mail.due > self.now).then(|| self.closed_now()).flatten();
        if let Some(closed) = reason {
            let reason = DelayReason::Closed(closed);
            self.records.push(Record::Delay { at: self.now, mail: mail.clone(), until: mail.due, reason });
        }
        self.outbox.push(Waiting { mail: mail.clone(), due: mail.due, first_due: mail.due });
    }

    fn closed_now(&self) -> Option<Closed> {
        let (_, program) = self.programs.current()?;
        civil::closed_because(self.now, self.zone(), &program.limits)
    }

    fn try_next_mail(&mut self) {
        // The first of the earliest: mails that are due together leave in the order in which they were planned.
        let next = self.outbox.iter().enumerate().min_by_key(|(at, waiting)| (waiting.due, *at)).map(|(at, _)| at);
        let Some(next) = next else { return };
        let waiting = self.outbox.remove(next);
        let id = waiting.mail.key.id();
        self.decide_trials();
        let asked = (&self.programs, &self.trials);
        let verdict = engine::gate(asked, &self.state, &waiting.mail, waiting.first_due, self.now);
        if begins_trial(verdict) {
            self.begin_trial(&waiting.mail);
        }
        match verdict {
            Gate::Send => self.deliver(&waiting.mail, id),
            Gate::Wait { until, reason } => {
                let reason = match reason {
                    "cap" => DelayReason::Cap,
                    "priority" => DelayReason::Priority,
                    "trial" => DelayReason::Trial,
                    _ => self.closed_now().map_or(DelayReason::Cap, DelayReason::Closed),
                };
                self.records.push(Record::Delay { at: self.now, mail: waiting.mail.clone(), until, reason });
                self.outbox.insert(next, Waiting { mail: waiting.mail, due: until, first_due: until });
            }
            Gate::Skip { reason } => {
                let outcome = MailOutcome::NotSent { reason: reason.to_owned() };
                self.apply(InputKind::Mail { mail: id, outcome });
            }
        }
    }

    fn begin_trial(&mut self, mail: &PlannedMail) {
        let program = self.programs.get(mail.version);
        if let Some(id) = program.and_then(|program| trial_of(program, mail)) {
            self.trials.entry(id).or_default().begun_at.get_or_insert(self.now);
        }
    }

    fn decide_trials(&mut self) {
        for (id, winner) in trial::decisions(&self.programs, &self.trials, self.now) {
            if let Some(record) = self.trials.get_mut(&id) {
                *record = TrialRecord { winner: Some(winner), decided_at: Some(self.now), ..record.clone() };
            }
        }
    }

    fn deliver(&mut self, mail: &PlannedMail, id: String) {
        if let Some(program) = self.programs.get(mail.version) {
            let mail = engine::with_variant(program, &self.trials, mail, self.now);
            engine::mark_sending(&mut self.state, program, &mail, self.now);
        }
        let left = match self.fate {
            MailOutcome::Sent | MailOutcome::Unknown => true,
            MailOutcome::NotSent { .. } | MailOutcome::Bounced { .. } => false,
        };
        if left {
            self.outputs.push_back(Output::Mail {
                id: id.clone(),
                email: mail.email.clone(),
                at: self.now,
                scenario: mail.scenario.clone(),
                step: mail.key.step.clone(),
            });
        }
        self.apply(InputKind::Mail { mail: id, outcome: self.fate.clone() });
    }
}
