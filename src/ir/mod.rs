//! The compiled program: everything that the runtime needs to know of a workspace, as plain serialisable data. It is
//! the border between the compiler (syntax, model) and the runtime (engine, store, mail, http), which never sees source.
//! A program that an older compiler wrote still runs; one that a newer compiler wrote is refused ([`read`]).

mod broadcast;
mod channel;
pub mod code;
pub mod constant;
pub mod draw;
pub mod ensure;
mod expression;
pub mod graph;
pub mod lower;
mod mail;
mod program;
pub mod reach;
mod scenario;
mod serial;
mod step;
mod template;
pub mod test;
pub mod time;
mod value;
pub mod words;

pub use broadcast::{index_keys, matched_fields};
pub use channel::{ChannelKind, ChannelUse, LongestText, TextMeasure, used_channels};
pub use expression::{Comparison, Expression, Silent, Window};
pub use mail::{Content, Email, Invitation, Message, Sender, Trial, TrialMeasure, Variant, WHOLE_PAGE, Written};
pub use program::{
    Answer, Cap, Closed, EventType, Field, FieldType, Frequency, HolidayCalendar, Limits, Place, Program, Rank,
    Reaction, ScoreProgram, ScoreRule, ScoreTrigger, SendingHours, Team,
};
pub use scenario::{
    Again, Basis, BasisClause, Beyond, Goal, Late, Measure, Metric, Rule, RuleTrigger, Scenario, Schedule, Start,
    StartTrigger, Stop, StopRule, Target,
};
pub use serial::{ReadError, read, seal, write};
pub use step::{Arm, Capped, Case, Instruction, Moment, MomentBase, Otherwise, SplitArm, Step, is_exhaustive};
pub use template::{Piece, Template};
pub use value::Value;

/// Format version of compiled programs that this build writes, and the newest that it reads. 2 added what the whole
/// language needs; programs of format 1 still run.
pub const IR_VERSION: u32 = 2;
