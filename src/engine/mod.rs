//! The engine: what a program does with a lead. [`step`] is a pure function of programs, state, input and time; the test
//! runner, the simulator and the runtime all call it, so that what was proved before release is what happens after.

pub mod civil;

mod answers;
mod broadcast;
mod changes;
mod channels;
mod clocks;
mod describe;
mod effect;
mod evaluate;
mod gate;
mod input;
mod moment;
mod programs;
mod record;
mod rules;
mod runs;
mod scoring;
mod shown;
mod starts;
mod state;
mod step;
mod stops;
mod trace;
pub mod trial;
mod watches;
mod ways;
mod words;
mod work;

pub use broadcast::index_entries;
pub use channels::{Receiver, receiver};
pub use describe::{describe, describe_input, describe_reason, describe_score_reason, describe_sent};
pub use effect::{Cause, Effect, MailKey, PlannedMail, Score};
pub use evaluate::{Scope, evaluate, holds, plain_words, rank, value_text, zone_of};
pub use gate::{Gate, gate, is_marketing, is_overdue, mark_sending, with_variant};
pub use input::{Input, InputKind, MailOutcome};
pub use moment::resolve_moment;
pub use programs::Programs;
pub use record::MAX_BASES_OF_A_KIND;
pub use rules::MAX_RULES_PER_INPUT;
pub use runs::MAX_STEPS_AT_ONCE;
pub use shown::{shown, shown_step};
pub use state::{
    BasisRecord, Enrolment, LeadState, MAX_KEYED_RUNS, MAX_KEYS, MAX_PAST_EVENTS, MAX_PAST_MAILS, MailActivity,
    PastEvent, PastRun, Position, Silence, StartClock, Suppression, SuppressionReason, Unanswered,
};
pub use step::{MAX_TIMERS_PER_INPUT, new_lead, step};
pub use trace::{Part, Passage, Way, step_traced};
pub use watches::looks;
pub use ways::split_arm;
pub use words::{amount_words, value_words};
pub use work::PATIENCE_MILLISECONDS;
