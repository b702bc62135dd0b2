//! Whether what has happened in a host breaks a promise, and by which mails: the promise read off the record of a played
//! story, without any of the reasoning that found the story.

use crate::engine::civil::{self, Calendar};
use crate::engine::{Effect, Input, InputKind, MailOutcome, PastEvent, Scope, holds, is_marketing};
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::ir::time::Instant;
use crate::ir::{Instruction, Program, Reaction};
use crate::scenario::host::{Record, VirtualHost};
use std::collections::{BTreeMap, BTreeSet};

/// A marketing mail that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// The scenario that sent it.
    pub scenario: String,
    /// Number of the step.
    pub step: u32,
    /// When.
    pub at: Instant,
}

/// How a promise was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The mails that break it; none where a run took too long.
    pub mails: Vec<SentMail>,
    /// From when on it is broken.
    pub at: Instant,
}

/// What breaks the promise in what has happened so far.
pub fn breach(program: &Program, host: &VirtualHost, promise: &Ensure) -> Option<Breach> {
    let history = History::of(program, host, promise);
    match &promise.rule {
        EnsureRule::AtMost { times, within } => {
            let mails = history.mails.iter().map(|(_, _, mail)| mail.clone()).collect::<Vec<_>>();
            let windows = mails.windows(*times as usize + 1);
            let end = |first: &SentMail| civil::add(first.at, *within, host.zone(), Calendar::of(&program.limits));
            let inside = |window: &&[SentMail]| match (window.first(), window.last()) {
                (Some(first), Some(last)) => last.at < end(first),
                (_, _) => false,
            };
            let found = windows.into_iter().find(inside)?.to_vec();
            let at = found.last()?.at;
            Some(Breach { mails: found, at })
        }
        EnsureRule::NoEmailAfterHandoff => {
            let is_handoff = |effect: &Effect| matches!(effect, Effect::Handoff { .. });
            let happened = |_: &Input, effects: &[Effect], _: Option<&PastEvent>| effects.iter().any(is_handoff);
            history.mail_after(happened, &begun_behind_a_handoff(program))
        }
        EnsureRule::NoEmailAfter(reaction) => {
            let happened = |input: &Input, _: &[Effect], start: Option<&PastEvent>| {
                reacts(program, host, (input, start), reaction)
            };
            history.mail_after(happened, &BTreeSet::new())
        }
        EnsureRule::EndsWithin(within) => {
            let over = |began: Instant| civil::add(began, *within, host.zone(), Calendar::of(&program.limits));
            let ended = |chain: &&Chain| chain.ended.map_or_else(|| host.now(), |(at, _)| at);
            let late = history.chains.values().find(|chain| ended(chain) > over(chain.began.0));
            late.map(|chain| Breach { mails: Vec::new(), at: over(chain.began.0) })
        }
    }
}

/// A run, with those that it went to.
#[derive(Debug, Clone)]
struct Chain {
    /// The scenario in which it began.
    scenario: String,
    /// The event that began it.
    start: Option<PastEvent>,
    /// When, and in which record.
    began: (Instant, usize),
    ended: Option<(Instant, usize)>,
}

/// What happened, by runs.
struct History<'h> {
    host: &'h VirtualHost,
    /// By the run with which each begins.
    chains: BTreeMap<u64, Chain>,
    /// The chain of each run.
    chain_of: BTreeMap<u64, u64>,
    /// Marketing emails that left: number of the record, of the chain, and the mail.
    mails: Vec<(usize, u64, SentMail)>,
}

impl<'h> History<'h> {
    /// Runs that the promise speaks of: those that begin in its scenario, or all.
    fn of(program: &Program, host: &'h VirtualHost, promise: &Ensure) -> Self {
        let meant = |scenario: &str| promise.scenario.as_deref().is_none_or(|only| only == scenario);
        let (chains, chain_of) = (BTreeMap::new(), BTreeMap::new());
        let mut history = Self { host, chains, chain_of, mails: Vec::new() };
        for (number, record) in host.records().iter().enumerate() {
            let Record::Step { at, input, effects } = record else { continue };
            if let Some((run, mail)) = left(program, host, input, *at)
                && let Some(chain) = history.chain_of.get(&run)
            {
                history.mails.push((number, *chain, mail));
            }
            let mut went: Option<(String, u64)> = None;
            for effect in effects {
                if let Effect::Started { cause } = effect
                    && let (Some(scenario), Some(run)) = (&cause.scenario, cause.enrolment)
                {
                    let went_on = went.take().filter(|(to, _)| to == scenario).map(|(_, chain)| chain);
                    let (scenario, start) = (scenario.clone(), past(input));
                    let is_meant = meant(&scenario);
                    let chain = Chain { scenario, start, began: (*at, number), ended: None };
                    history.begins(run, went_on, is_meant.then_some(chain));
                }
                if let Effect::Ended { reason, cause } = effect
                    && let Some(chain) = cause.enrolment.and_then(|run| history.chain_of.get(&run).copied())
                {
                    went = reason.strip_prefix("went_to ").map(|to| (to.to_owned(), chain));
                    history.chains.entry(chain).and_modify(|chain| chain.ended = Some((*at, number)));
                }
            }
        }
        history
    }

    /// A run begins: one that goes on with a chain, or a new one that the promise speaks of.
    fn begins(&mut self, run: u64, went_on: Option<u64>, new: Option<Chain>) {
        if let Some(chain) = went_on {
            self.chain_of.insert(run, chain);
            self.chains.entry(chain).and_modify(|chain| chain.ended = None);
        } else if let Some(chain) = new {
            self.chain_of.insert(run, run);
            self.chains.insert(run, chain);
        }
    }

    /// A mail of a run that was under way when something happened. Runs of `begun` count where the same input began them, too.
    fn mail_after(
        &self,
        happened: impl Fn(&Input, &[Effect], Option<&PastEvent>) -> bool,
        begun: &BTreeSet<&str>,
    ) -> Option<Breach> {
        let broken = |(record, chain, _): &&(usize, u64, SentMail)| {
            let Some(chain) = self.chains.get(chain) else { return false };
            self.host.records().iter().enumerate().take(*record).any(|(number, one)| {
                let Record::Step { input, effects, .. } = one else { return false };
                let begun = chain.began.1 == number && begun.contains(chain.scenario.as_str());
                let under_way = chain.began.1 < number || begun;
                let still = chain.ended.is_none_or(|(_, ended)| ended >= number);
                under_way && still && happened(input, effects, chain.start.as_ref())
            })
        };
        let (_, _, mail) = self.mails.iter().find(broken)?;
        Some(Breach { mails: vec![mail.clone()], at: mail.at })
    }
}

/// Scenarios that a `when` rule begins behind a handoff.
fn begun_behind_a_handoff(program: &Program) -> BTreeSet<&str> {
    let behind = program
        .rules
        .iter()
        .flat_map(|rule| rule.steps.iter().skip_while(|step| !matches!(step.instruction, Instruction::Handoff { .. })));
    let begun = behind.filter_map(|step| {
        if let Instruction::GoTo { scenario } | Instruction::Begin { scenario, .. } = &step.instruction {
            Some(scenario.as_str())
        } else {
            None
        }
    });
    begun.collect()
}

/// The marketing email that left by this input, with its run.
fn left(program: &Program, host: &VirtualHost, input: &Input, at: Instant) -> Option<(u64, SentMail)> {
    let InputKind::Mail { mail, outcome: MailOutcome::Sent | MailOutcome::Unknown } = &input.kind else { return None };
    let planned = host.mail_of(mail)?;
    if !program.emails.contains_key(&planned.email) || !is_marketing(program, &planned.email) {
        return None;
    }
    let steps = &program.scenarios.get(&planned.scenario)?.steps;
    let is_it =
        |step: &crate::ir::Step| step.id == planned.key.step && matches!(step.instruction, Instruction::Send { .. });
    let step = u32::try_from(steps.iter().position(is_it)?).ok()?;
    Some((planned.key.enrolment, SentMail { scenario: planned.scenario.clone(), step, at }))
}

/// The event that an input is, if it is one.
fn past(input: &Input) -> Option<PastEvent> {
    let InputKind::Event { event, properties } = &input.kind else { return None };
    Some(PastEvent { id: input.id.clone(), event: event.clone(), at: input.at, properties: properties.clone() })
}

/// Whether the input is that reaction of the lead.
fn reacts(
    program: &Program,
    host: &VirtualHost,
    (input, start): (&Input, Option<&PastEvent>),
    reaction: &Reaction,
) -> bool {
    let scope = Scope { start, ..Scope::of_lead(program, host.state(), input.at) };
    match (reaction, &input.kind) {
        (Reaction::Event { event, filter }, InputKind::Event { event: happened, .. }) => {
            let past = past(input);
            let scope = Scope { event: past.as_ref(), ..scope };
            event == happened && filter.as_ref().is_none_or(|filter| holds(filter, &scope))
        }
        (Reaction::Open { email }, InputKind::Opened { mail }) => host.email_of(mail) == Some(email),
        (Reaction::Click { email, link }, InputKind::Clicked { mail, link: clicked }) => {
            host.email_of(mail) == Some(email) && link.as_ref().is_none_or(|link| link == clicked)
        }
        (Reaction::Change { field, .. }, InputKind::Update { fields, .. }) => fields.contains_key(field),
        (
            Reaction::Event { .. } | Reaction::Open { .. } | Reaction::Click { .. } | Reaction::Change { .. },
            InputKind::Update { .. }
            | InputKind::Event { .. }
            | InputKind::Opened { .. }
            | InputKind::Clicked { .. }
            | InputKind::OptOut { .. }
            | InputKind::Mail { .. }
            | InputKind::Answered { .. }
            | InputKind::Enrol { .. }
            | InputKind::Wake { .. },
        ) => false,
    }
}
