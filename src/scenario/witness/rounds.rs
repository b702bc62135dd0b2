//! Plays groups of scenarios that could start each other by data, for a lead who does nothing. Only where they really go
//! round, and come back to the same situation, will they do so for ever; `again`, `stop when`, values that stay the same and
//! runs that are still under way are all the engine's to judge.

use super::links::{Begun, Links, Mark};
use super::resting::{Resting, leads};
use crate::engine::{BasisRecord, Effect, InputKind, Programs, civil, new_lead};
use crate::ir::time::{ClockTime, Date, Instant};
use crate::ir::{Basis, Program, Start, StartTrigger, Value};
use crate::scenario::host::{Record, VirtualHost};
use crate::verify::answers::Group;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Groups that are played: a workspace with more has told enough.
const MOST_GROUPS: usize = 40;

/// Scenarios that a group may bring about: beyond them a change of one field would begin more than anybody reads.
const MOST_REACHED: usize = 100;

/// Plays of one group, each from another scenario or with another lead.
const MOST_PLAYS: usize = 60;

/// Turns of one play.
const MOST_TURNS: usize = 400;

/// Effects of all plays together, which bounds what a check spends on them.
const MOST_EFFECTS: usize = 50_000;

/// Runs of one scenario after which a play has shown enough.
const ENOUGH_RUNS: usize = 12;

/// Runs of one scenario, each out of the one before, that make a ring.
const FEWEST_RUNS: usize = 5;

/// Runs of one scenario in a single instant that need no second look at the situation.
const RUNS_AT_ONCE: usize = 100;

/// A ring of scenarios that a play went round again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRound {
    /// The scenarios in order; the last leads to the first.
    pub scenarios: Vec<String>,
    /// What leads from one to the next, in order; each place once.
    pub marks: Vec<Mark>,
}

/// Plays the groups, and tells the rings that go round for ever. A ring of `go to` and `begin` alone is none of them.
#[must_use]
pub fn data_rounds(program: &Program, groups: &[Group]) -> Vec<DataRound> {
    let mut effects = 0;
    let small = groups.iter().filter(|group| group.reached.len() <= MOST_REACHED);
    small.take(MOST_GROUPS).flat_map(|group| of_group(program, group, &mut effects)).collect()
}

/// What of a program a group could bring about. Each scenario of the group can be started by hand, and none by the
/// calendar.
fn reached(program: &Program, group: &Group) -> Program {
    let mut reached = program.clone();
    reached.scenarios.retain(|name, _| group.reached.contains(name));
    let rules = program.rules.iter().enumerate().filter(|(number, _)| group.reached_rules.contains(number));
    reached.rules = rules.map(|(_, rule)| rule.clone()).collect();
    for start in reached.scenarios.values_mut().flat_map(|scenario| &mut scenario.starts) {
        if matches!(start.trigger, StartTrigger::Around { .. } | StartTrigger::Every { .. }) {
            start.trigger = StartTrigger::Hand;
        }
    }
    for name in &group.scenarios {
        let hand = Start { id: String::new(), trigger: StartTrigger::Hand, basis: None };
        reached.scenarios.get_mut(name).into_iter().for_each(|scenario| scenario.starts.push(hand.clone()));
    }
    reached
}

fn of_group(program: &Program, group: &Group, effects: &mut usize) -> Vec<DataRound> {
    let played = Arc::new(reached(program, group));
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    let mut plays = 0;
    for lead in leads(program, group) {
        for entry in &group.scenarios {
            if told.contains(entry) || plays >= MOST_PLAYS || *effects >= MOST_EFFECTS {
                continue;
            }
            plays += 1;
            let Some((round, runs)) = play(&played, group, &lead, entry, effects) else { continue };
            if !round.scenarios.iter().any(|name| told.contains(name)) {
                found.push(round);
            }
            // Whatever went round with it is told by it.
            told.extend(runs);
        }
    }
    found
}

/// What a lead is, apart from where its runs stand.
type Situation = (BTreeMap<String, Value>, i64, BTreeSet<String>);

fn situation(host: &VirtualHost) -> Situation {
    let state = host.state();
    (state.fields.clone(), state.score, state.audiences.keys().cloned().collect())
}

/// Starts one scenario by hand and lets time pass. With the ring come the scenarios that ran again and again meanwhile.
fn play(
    program: &Arc<Program>,
    group: &Group,
    lead: &Resting,
    entry: &str,
    spent: &mut usize,
) -> Option<(DataRound, Vec<String>)> {
    let mut host = host(program, lead);
    for (event, properties) in &lead.events {
        host.apply(InputKind::Event { event: event.clone(), properties: properties.clone() });
    }
    let before = host.records().len();
    host.apply(InputKind::Enrol { scenario: entry.to_owned() });
    let mut links = Links::new(program);
    let mut situations: Vec<Situation> = Vec::new();
    let (mut seen, mut runs) = (before, BTreeMap::<String, usize>::new());
    for _ in 0..MOST_TURNS {
        for record in host.records().iter().skip(seen) {
            let Record::Step { effects, .. } = record else { continue };
            *spent = spent.saturating_add(effects.len());
            links.follow(effects, situations.len());
            count(effects, group, &mut runs);
        }
        seen = host.records().len();
        situations.push(situation(&host));
        let enough = runs.values().any(|count| *count >= ENOUGH_RUNS) || *spent >= MOST_EFFECTS;
        if enough || !host.turn().ok()? {
            break;
        }
    }
    runs.retain(|_, count| *count >= FEWEST_RUNS);
    let (scenario, _) = runs.iter().max_by_key(|(_, count)| **count)?;
    let chain = links.chain(scenario);
    let round = is_endless(&chain, scenario, &situations).then(|| round(program, &chain, scenario, &situations))??;
    Some((round, runs.into_keys().collect()))
}

fn host(program: &Arc<Program>, lead: &Resting) -> VirtualHost {
    let (date, clock) = (Date { year: 2026, month: 4, day: 1 }, ClockTime { minutes: 600 });
    let now: Instant = civil::at_local(date, clock, &program.limits.zone);
    let mut state = new_lead(lead.id.clone(), crate::scenario::TEST_ADDRESS, now);
    (state.fields, state.score) = (lead.fields.clone(), lead.score);
    let mut host = VirtualHost::new(Programs::single(Arc::clone(program)), state, now);
    for basis in [Basis::Consent, Basis::Written, Basis::BusinessRelation, Basis::Published] {
        host.assume_basis(BasisRecord { basis, at: now, source: "play".to_owned() });
    }
    host
}

fn count(effects: &[Effect], group: &Group, runs: &mut BTreeMap<String, usize>) {
    for effect in effects {
        if let Effect::Started { cause } = effect
            && let Some(scenario) = cause.scenario.as_ref().filter(|name| group.scenarios.contains(name))
        {
            *runs.entry(scenario.clone()).or_default() += 1;
        }
    }
}

/// Whether the runs of a scenario come out of each other often enough, and twice in the same situation.
fn is_endless(chain: &[&Begun], scenario: &str, situations: &[Situation]) -> bool {
    let turns: Vec<usize> = chain.iter().filter(|run| run.scenario == scenario).map(|run| run.turn).collect();
    let at_once = |turn: &usize| turns.iter().filter(|other| *other == turn).count() >= RUNS_AT_ONCE;
    let Some(last) = turns.first() else { return false };
    turns.len() >= FEWEST_RUNS && (turns.iter().any(|turn| is_same(*turn, *last, situations)) || at_once(last))
}

fn is_same(turn: usize, last: usize, situations: &[Situation]) -> bool {
    turn != last && situations.get(turn) == situations.get(last)
}

/// The way from a run of the scenario to its next one, and all that is written until the situation is the same again;
/// `chain` has the newest run first.
fn round(program: &Program, chain: &[&Begun], scenario: &str, situations: &[Situation]) -> Option<DataRound> {
    let last = chain.first()?.turn;
    let back = |same: bool| {
        let is_it = |run: &&Begun| run.scenario == scenario && (!same || is_same(run.turn, last, situations));
        chain.iter().skip(1).position(is_it).map(|at| at + 1)
    };
    let next = back(false)?;
    let mut way: Vec<(&str, &[Mark])> = Vec::new();
    // Each run is entered from the one before it in time, which comes behind it here.
    for (run, from) in chain.iter().zip(chain.iter().skip(1)).take(back(true).unwrap_or(next)) {
        way.push((from.scenario.as_str(), run.marks.as_slice()));
    }
    way.reverse();
    let first = way.iter().enumerate().min_by_key(|(_, (name, _))| program.scenarios.get_index_of(*name));
    let first = first.map_or(0, |(at, _)| at);
    way.rotate_left(first);
    let mut marks: Vec<Mark> = Vec::new();
    for mark in way.iter().flat_map(|(_, marks)| marks.iter()) {
        if !marks.contains(mark) {
            marks.push(mark.clone());
        }
    }
    let by_data = marks.iter().any(|mark| matches!(mark, Mark::Writes { .. }));
    let scenarios = way.iter().take(next).map(|(name, _)| (*name).to_owned()).collect();
    by_data.then_some(DataRound { scenarios, marks })
}
