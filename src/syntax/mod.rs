//! From text to a tree. Parsing never fails: what cannot be understood becomes a junk node and a diagnostic.
//!
//! The way: `scan` looks at the characters (comments, quotes, full-width slips), `braces` finds the brace that was
//! forgotten, pest parses by grammar/flow.pest, `recover` explains the junk that is left and repairs what it can, pest
//! parses once more if there was something to repair, and `build` makes the tree. All of it takes linear time.

pub mod ast;
mod braces;
mod build;
mod depth;
mod document;
pub mod findings;
mod grammar;
mod indent;
mod keywords;
mod lexeme;
mod lines;
mod meant;
mod other_tags;
mod parse;
mod patch;
mod placeholders;
mod recover;
mod report;
mod scan;
mod surface;
mod template;
mod vocabulary;
mod written;

pub use lexeme::{Lexeme, LexemeKind, Table, lexemes};
pub use meant::{field_meant, points_meant, zone_meant};
pub use parse::{Parsed, parse};
pub(crate) use recover::{
    Predicate, amount_meant, condition_in_name, datetime_like, datetime_meant, missing_meant, moment_in_name,
    next_weekday, worded_condition,
};
pub use surface::Surface;
pub use template::{parse_template, parse_template_of};
pub use vocabulary::{WordGroup, vocabulary};
pub use written::{written_name, written_text};
