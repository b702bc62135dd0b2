//! The engine: what a program does with a lead. [`step`] is a pure function of programs, state, input and time; the test
//! runner, the simulator and the runtime all call it, so that what was proved before release is what happens after.

mod effect;
mod input;
mod state;

pub use effect::{Cause, Effect, MailKey, PlannedMail, Score};
pub use input::{Input, InputKind, MailOutcome};
pub use state::{
    BasisRecord, Enrolment, LeadState, MailActivity, PastEvent, PastRun, Position, Silence, Suppression,
    SuppressionReason,
};
