//! The compiled program: everything that the runtime needs to know of a workspace, as plain serialisable data. It is
//! the border between the compiler (syntax, model) and the runtime (engine, store, mail, http), which never sees source.
//! A program that an older compiler wrote still runs; one that a newer compiler wrote is refused ([`read`]).

pub mod draw;
mod expression;
pub mod graph;
pub mod lower;
mod program;
mod serial;
mod template;
pub mod test;
pub mod time;
mod value;
pub mod words;

pub use expression::{Comparison, Expression, Silent, Window};
pub use program::{
    Again, Answer, Arm, Basis, BasisClause, Cap, Email, EventType, Field, FieldType, Frequency, HolidayCalendar,
    Instruction, Limits, Moment, MomentBase, Otherwise, Place, Program, Rank, Reaction, Rule, RuleTrigger, Scenario,
    ScoreProgram, ScoreRule, ScoreTrigger, Sender, SendingHours, Start, StartTrigger, Step, StopRule, Team,
};
pub use serial::{ReadError, read, seal, write};
pub use template::{Piece, Template};
pub use value::Value;

/// Format version of compiled programs that this build writes, and the newest that it reads.
pub const IR_VERSION: u32 = 1;
