//! Proofs about compiled scenarios: every `ensure` is checked on all ways that a run can take, and a broken one comes back
//! with the shortest story of a lead that breaks it. No solver is needed: a scenario is a graph whose edges take a least
//! and a longest time, and each promise is a search on it (docs/semantics.md says what is assumed).
//!
//! Times are those that a scenario plans: sending hours, caps and slow mail servers only make mails later. Conditions may
//! go either way, so a story says what *could* happen.

mod after;
mod anchored;
pub mod answers;
mod at_once;
mod before;
mod ends;
mod graph;
mod held;
mod manners;
mod reminders;
mod rounds;
mod runs;
mod together;
mod way;
mod window;

pub use manners::{FEWEST_DAYS, Gap, Impolite, MOST_DAYS, MOST_MAILS, Manner, impolite};
pub use reminders::{LateReminder, Push, late_reminders};
pub use rounds::{Round, endless_rounds};
pub use together::{Excludes, Held, Together, When, together};

use crate::ir::Program;
use crate::ir::ensure::{Ensure, EnsureRule};
use graph::Graph;
use window::Plan;

/// A promise that is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number in the list of promises.
    pub promise: usize,
    /// How, in several ways: the likeliest first. Each could happen by the plan of the scenarios; whether it does, for a
    /// lead whose conditions, hours and caps are real, must be played to be known. Never empty.
    pub stories: Vec<Told>,
}

/// A story with the runs of the lead that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The story.
    pub story: Story,
    /// The runs, side by side or one after the other.
    pub runs: Vec<Course>,
}

/// The way of a run, `go to` included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The scenario in which it begins.
    pub scenario: String,
    /// The `when` rule that begins it, by number, where one does.
    pub rule: Option<u32>,
    /// The steps in order, from the first one.
    pub steps: Vec<StepName>,
    /// The place in the list of the first mail of the story.
    pub first_mail: usize,
    /// The step of the list at which the lead does what the promise speaks of.
    pub happens: Option<usize>,
}

/// How a promise is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Story {
    /// One run sends too many mails in the time.
    TooMany {
        /// The mails in order.
        mails: Vec<Moment>,
    },
    /// Several scenarios together send too many mails in the time to a lead that runs them side by side.
    TooManyTogether {
        /// The scenarios, each with the most mails that it sends in the time.
        scenarios: Vec<(String, usize)>,
    },
    /// A scenario may run several times within the time.
    TooManyRuns {
        /// The scenario.
        scenario: String,
        /// Mails of one run in the time.
        mails: usize,
    },
    /// A mail follows.
    MailAfter {
        /// Where the lead stands when it happens.
        at: StepName,
        /// The mail that follows.
        mail: StepName,
    },
    /// A run takes too long.
    TooLong {
        /// The longest possible time in milliseconds; without end where `None`.
        longest_milliseconds: Option<i64>,
        /// The steps in which the time passes, in order.
        steps: Vec<Moment>,
    },
}

/// A step by its place in the program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepName {
    /// The scenario; `None` for a `when` rule.
    pub scenario: Option<String>,
    /// Number of the step, or of the rule.
    pub step: u32,
}

/// A step of a story with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The step.
    pub step: StepName,
    /// Milliseconds: since the first mail of the story, or the time that the step takes.
    pub milliseconds: i64,
}

/// Two marketing mails with no time between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AtOnce {
    /// The first.
    pub first: StepName,
    /// The second.
    pub second: StepName,
}

/// Checks all promises of a workspace.
#[must_use]
pub fn broken(program: &Program, promises: &[Ensure]) -> Vec<Broken> {
    let graph = Graph::of(program);
    let held = held::Held::of(program, &graph);
    let check = |(promise, one): (usize, &Ensure)| {
        let only = one.scenario.as_deref();
        let stories = match &one.rule {
            EnsureRule::AtMost { times, within } => {
                window::too_many(&Plan { program, graph: &graph, held: &held, only }, *times, *within)
            }
            EnsureRule::NoEmailAfterHandoff => after::handoff(program, &graph, only),
            EnsureRule::NoEmailAfter(reaction) => after::reaction(&graph, &held, only, reaction),
            EnsureRule::EndsWithin(amount) => ends::too_long(&graph, only, *amount),
        };
        (!stories.is_empty()).then_some(Broken { promise, stories })
    };
    promises.iter().enumerate().filter_map(check).collect()
}

/// Pairs of marketing mails that a run plans for one moment. Each second mail is told once.
#[must_use]
pub fn at_once(program: &Program) -> Vec<AtOnce> {
    at_once::at_once(&Graph::of(program))
}
