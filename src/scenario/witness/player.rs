//! Plays one story on a virtual host: each run of the story is led along its way by making the lead have and do what its
//! next steps ask for, at a time before they are reached.

use super::breach::{Breach, breach};
use super::course::{Before, before_next_stop, lots};
use super::deeds::{deed, lead_of, starting};
use super::entries::{Entry, dated, steps};
use crate::engine::{Effect, Enrolment, Position, civil};
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::ir::test::{Choices, Due, TestCase, TestStepKind};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::ir::{Again, Program, Scenario};
use crate::scenario::expect::Runner;
use crate::scenario::host::{Output, Record};
use crate::verify::{Course, Told};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Turns of one play, deeds and timers together.
const MOST_TURNS: usize = 250;

/// Deeds of one play: a story that needs more helps nobody.
const MOST_DEEDS: usize = 60;

/// How fast the lead reacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// At once.
    Early,
    /// As late as it counts.
    Late,
    /// Late until the first mail of the story, then at once: that brings the mails together.
    LateThenEarly,
}

/// One way to play a story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    pub begins: Instant,
    pub pace: Pace,
    /// The lead waits for the winners of trials.
    pub winner: bool,
}

/// A played story that breaks the promise.
pub(super) struct Played {
    /// Its lead and choices, without a line.
    pub test: TestCase,
    /// What was done, and what came out, in order.
    pub entries: Vec<Entry>,
}

/// Plays a story; `None` where the promise holds in it.
pub(super) fn play(program: &Arc<Program>, promise: &Ensure, told: &Told, attempt: &Attempt) -> Option<Played> {
    let first = told.runs.first()?;
    let mut choices: Vec<String> = told.runs.iter().flat_map(|run| lots(program, run)).collect();
    choices.dedup();
    let begins = Before { now: attempt.begins, far: attempt.pace != Pace::Early, promise };
    let test = TestCase {
        name: String::new(),
        scenario: first.scenario.clone(),
        span: promise.span,
        lead: lead_of(program, told, &begins),
        choices: Choices { named: choices, winner: attempt.winner },
        without: Vec::new(),
        // The runner takes the beginning of the test from its first line.
        steps: vec![dated(attempt.begins, TestStepKind::ExpectNothingMore, &program.limits.zone, promise.span)],
    };
    let mut player = Player::new(program, promise, told, attempt, &test);
    let entries = player.run().then_some(player.entries)?;
    Some(Played { test: TestCase { steps: Vec::new(), ..test }, entries })
}

/// What breaks the promise when only the deeds are done, and then time passes.
pub(super) fn breach_of(
    program: &Arc<Program>,
    promise: &Ensure,
    test: &TestCase,
    entries: &[Entry],
) -> Option<Breach> {
    let deeds: Vec<Entry> = entries.iter().filter(|entry| matches!(entry, Entry::Deed { .. })).cloned().collect();
    let steps = steps(&deeds, &program.limits.zone, promise.span);
    let test = TestCase { steps, ..test.clone() };
    let mut runner = Runner::new(program, &test);
    for step in &test.steps {
        runner.step(step).ok()?;
    }
    for _ in 0..MOST_TURNS {
        if let Some(found) = breach(program, &runner.host, promise) {
            return Some(found);
        }
        if !runner.host.turn().ok()? {
            return None;
        }
    }
    None
}

/// A run that is led.
struct Actor<'p> {
    course: &'p Course,
    /// Number of the copy, where a scenario runs several times.
    copy: u32,
    /// The run, once it has begun.
    run: Option<u64>,
    begun: bool,
    ended: bool,
    /// Where it was seen last: place in the course, and since when.
    seen: Option<(usize, Instant)>,
    /// What is to be done, in order.
    deeds: Vec<(Instant, TestStepKind)>,
}

struct Player<'p> {
    program: &'p Program,
    promise: &'p Ensure,
    attempt: &'p Attempt,
    runner: Runner<'p>,
    actors: Vec<Actor<'p>>,
    entries: Vec<Entry>,
    /// When the last of what came out did so.
    last_output: Option<Instant>,
    deeds: usize,
}

impl<'p> Player<'p> {
    fn new(
        program: &'p Arc<Program>,
        promise: &'p Ensure,
        told: &'p Told,
        attempt: &'p Attempt,
        test: &'p TestCase,
    ) -> Self {
        let mut copies: BTreeMap<&str, u32> = BTreeMap::new();
        let actor = |course: &'p Course| {
            let copy = copies.entry(course.scenario.as_str()).or_default();
            *copy += 1;
            Actor { course, copy: *copy, run: None, begun: false, ended: false, seen: None, deeds: Vec::new() }
        };
        let actors = told.runs.iter().map(actor).collect();
        let runner = Runner::new(program, test);
        let mut player =
            Self { program, promise, attempt, runner, actors, entries: Vec::new(), last_output: None, deeds: 0 };
        player.schedule_starts();
        player.begin_without_deeds(test);
        player
    }

    /// Plays on until the promise is broken (`true`), or nothing more can come.
    fn run(&mut self) -> bool {
        for _ in 0..MOST_TURNS {
            self.collect();
            self.follow();
            if let Some(found) = breach(self.program, &self.runner.host, self.promise)
                && self.is_shown(&found)
            {
                return true;
            }
            if !self.turn() {
                break;
            }
        }
        // A run that takes too long is too long also where nothing comes out in the end.
        breach(self.program, &self.runner.host, self.promise).is_some()
    }

    /// Whether what breaks the promise is among what came out.
    fn is_shown(&self, found: &Breach) -> bool {
        match self.promise.rule {
            EnsureRule::EndsWithin(_) => {
                // Something that comes out after the time shows it.
                self.last_output.is_some_and(|at| at > found.at)
            }
            EnsureRule::AtMost { .. } | EnsureRule::NoEmailAfterHandoff | EnsureRule::NoEmailAfter(_) => true,
        }
    }

    /// Takes what came out.
    fn collect(&mut self) {
        while let Some(output) = self.runner.host.take_output() {
            self.last_output = Some(output.at());
            let kind = match output {
                Output::Mail { email, at, .. } => {
                    let day = u32::try_from(self.runner.day(at)).ok();
                    let at = Some(civil::local_clock(at, self.runner.host.zone()));
                    TestStepKind::ExpectEmail { email, due: Due { day, at } }
                }
                Output::Handoff { team, .. } => TestStepKind::ExpectHandoff { team, due: Due::default() },
                Output::Notice { team, .. } => TestStepKind::ExpectNotice { team, due: Due::default() },
                Output::Call { channel, .. } => TestStepKind::ExpectCall { channel, due: Due::default() },
            };
            self.entries.push(Entry::Expect(kind));
        }
    }

    /// The next deed or timer; `false` where there is none.
    fn turn(&mut self) -> bool {
        let next = |actor: &Actor<'_>| actor.deeds.first().map(|(at, _)| *at);
        let actor = self.actors.iter().enumerate().filter_map(|(at, actor)| Some((next(actor)?, at))).min();
        let due = self.runner.host.next_due();
        match (actor, due) {
            (Some((at, actor)), due) if due.is_none_or(|due| at < due) => {
                self.act(actor);
                true
            }
            (_, Some(_)) => self.runner.host.turn().unwrap_or(false),
            (Some(_) | None, None) => false,
        }
    }

    fn act(&mut self, actor: usize) {
        let Some(actor) = self.actors.get_mut(actor) else { return };
        if actor.deeds.is_empty() {
            return;
        }
        let (at, kind) = actor.deeds.remove(0);
        let at = at.max(self.runner.host.now());
        self.deeds += 1;
        if self.deeds > MOST_DEEDS {
            return;
        }
        let step = dated(at, kind.clone(), &self.program.limits.zone, self.promise.span);
        if self.runner.step(&step).is_ok() {
            self.entries.push(Entry::Deed { at, kind });
        }
    }

    /// Looks where the runs are, and plans what the lead must do before their next steps.
    fn follow(&mut self) {
        for number in 0..self.actors.len() {
            self.find_run(number);
            let Some((place, reached, run)) = self.place_of(number) else { continue };
            let pace = self.attempt.pace;
            let Some(actor) = self.actors.get_mut(number) else { continue };
            if actor.seen == Some((place, reached)) {
                continue;
            }
            actor.seen = Some((place, reached));
            let late = match pace {
                Pace::Early => false,
                Pace::Late => true,
                Pace::LateThenEarly => place < actor.course.first_mail,
            };
            let now = whole_minute(self.runner.host.now());
            let before = Before { now, far: late, promise: self.promise };
            let plan = before_next_stop(self.program, actor.course, place, &before);
            let last = match &run.position {
                Position::Awaiting { until, .. } | Position::Waiting { until, .. } if late => {
                    minute_before(*until).max(now)
                }
                Position::Awaiting { .. } | Position::Waiting { .. } | Position::Sending { .. } => {
                    now.plus_milliseconds(MINUTE_MILLISECONDS)
                }
            };
            let at = if matches!(run.position, Position::Sending { .. }) { now } else { last };
            actor.deeds = plan.into_iter().filter_map(|want| Some((at, deed(self.program, want, 1)?))).collect();
        }
    }

    /// Finds the run of an actor: one of its scenario that nobody else leads, or where its run has gone to.
    fn find_run(&mut self, number: usize) {
        let Some(actor) = self.actors.get(number) else { return };
        if actor.ended {
            return;
        }
        let live = &self.runner.host.state().enrolments;
        if actor.run.is_some_and(|run| live.iter().any(|one| one.number == run)) {
            return;
        }
        let taken: Vec<u64> = self.actors.iter().filter_map(|actor| actor.run).collect();
        let steps = actor.course.steps.get(actor.seen.map_or(0, |(place, _)| place)..).unwrap_or_default();
        let fits = |run: &&Enrolment| {
            !taken.contains(&run.number)
                && if actor.run.is_none() {
                    run.scenario == actor.course.scenario || went_on_from(&self.runner, &actor.course.scenario, run)
                } else {
                    steps.iter().any(|step| step.scenario.as_deref() == Some(run.scenario.as_str()))
                }
        };
        let found = live.iter().find(fits).map(|run| run.number);
        let was = actor.run;
        let Some(actor) = self.actors.get_mut(number) else { return };
        match found {
            Some(run) => {
                (actor.run, actor.begun) = (Some(run), true);
                if was.is_none() {
                    actor.deeds.clear();
                }
            }
            None if was.is_some() => {
                actor.ended = true;
                actor.deeds.clear();
                self.schedule_next_copy(number);
            }
            None => {}
        }
    }

    /// Where the run of an actor stands on its course.
    fn place_of(&self, number: usize) -> Option<(usize, Instant, Enrolment)> {
        let actor = self.actors.get(number)?;
        let run = self.runner.host.state().enrolments.iter().find(|run| Some(run.number) == actor.run)?;
        let (Position::Sending { step, .. } | Position::Waiting { step, .. } | Position::Awaiting { step, .. }) =
            &run.position;
        let is_here = |name: &crate::verify::StepName| {
            name.step == *step && name.scenario.as_deref() == Some(run.scenario.as_str())
        };
        let from = match actor.seen {
            Some((place, reached)) if reached < run.reached_at => place + 1,
            Some((place, _)) => place,
            None => 0,
        };
        let steps = actor.course.steps.get(from..)?;
        let place = from + steps.iter().position(is_here)?;
        Some((place, run.reached_at, run.clone()))
    }

    fn schedule_starts(&mut self) {
        for number in 0..self.actors.len() {
            let Some(actor) = self.actors.get(number) else { continue };
            let keyed = self.program.scenarios.get(&actor.course.scenario).is_some_and(|one| one.key.is_some());
            if actor.copy == 1 || keyed {
                let at = self.attempt.begins.plus_milliseconds(i64::from(actor.copy - 1) * MINUTE_MILLISECONDS);
                self.schedule_start(number, at);
            }
        }
    }

    /// Where time alone begins the runs, a test has to begin all the same: by something that changes nothing.
    fn begin_without_deeds(&mut self, test: &TestCase) {
        let idle = self.actors.iter().all(|actor| actor.deeds.is_empty());
        if let (true, Some(actor), Some((field, value))) = (idle, self.actors.first_mut(), test.lead.first()) {
            let same = TestStepKind::Set { field: field.clone(), value: Some(value.clone()) };
            actor.deeds.push((self.attempt.begins, same));
        }
    }

    /// A scenario that begins again does so when its last run is over, and `again` allows it.
    fn schedule_next_copy(&mut self, number: usize) {
        let Some(actor) = self.actors.get(number) else { return };
        let scenario = actor.course.scenario.as_str();
        let next = self.actors.iter().position(|other| {
            other.course.scenario == scenario && !other.begun && other.deeds.is_empty() && other.copy > actor.copy
        });
        let Some(next) = next else { return };
        let soon = whole_minute(self.runner.host.now()).plus_milliseconds(MINUTE_MILLISECONDS);
        let last = crate::scenario::timeline::starts_of(scenario, &self.runner.host).last().copied();
        let at = match (self.program.scenarios.get(scenario).map(|one| one.again), last) {
            (Some(Again::After(gap)), Some(last)) => {
                let limits = &self.program.limits;
                whole_minute(civil::add(last, gap, &limits.zone, civil::Calendar::of(limits))).max(soon)
            }
            (_, _) => soon,
        };
        self.schedule_start(next, at);
    }

    fn schedule_start(&mut self, number: usize, at: Instant) {
        let before = Before { now: at, far: self.attempt.pace != Pace::Early, promise: self.promise };
        let tested = self.actors.first().map(|actor| actor.course.scenario.clone()).unwrap_or_default();
        let Some(actor) = self.actors.get_mut(number) else { return };
        actor.deeds =
            starting(self.program, actor.course, actor.copy, &before).into_iter().map(|kind| (at, kind)).collect();
        let scenario = self.program.scenarios.get(&actor.course.scenario);
        let by_hand = scenario.is_some_and(Scenario::starts_by_hand)
            && tested == actor.course.scenario
            && actor.course.rule.is_none();
        if actor.deeds.is_empty() && by_hand {
            actor.deeds.push((at, TestStepKind::Start));
        }
    }
}

/// Whether a run is what became at once of a run of that scenario.
fn went_on_from(runner: &Runner<'_>, scenario: &str, run: &Enrolment) -> bool {
    let Some(Record::Step { effects, .. }) = runner.host.records().last() else { return false };
    let left = |effect: &Effect| {
        matches!(effect, Effect::Ended { reason, cause }
            if cause.scenario.as_deref() == Some(scenario) && reason.strip_prefix("went_to ") == Some(run.scenario.as_str()))
    };
    effects.iter().any(left)
}

/// The next whole minute, since tests know no seconds.
const fn whole_minute(at: Instant) -> Instant {
    let over = at.0.rem_euclid(MINUTE_MILLISECONDS);
    Instant(if over == 0 { at.0 } else { at.0 - over + MINUTE_MILLISECONDS })
}

/// A whole minute before a time.
const fn minute_before(at: Instant) -> Instant {
    Instant(at.0 - MINUTE_MILLISECONDS - at.0.rem_euclid(MINUTE_MILLISECONDS))
}
