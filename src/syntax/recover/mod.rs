//! Why text was not understood, and what was meant. The grammar leaves junk nodes; each is looked at once more, alone, with
//! the rule of its place, and the furthest point that this reaches tells what is missing or too much.

mod asked;
mod conditions;
mod context;
mod days_off;
mod decide;
mod declared;
mod examples;
mod expected;
mod glued;
mod habits;
mod lists;
mod loosely;
mod marks;
mod misplaced;
mod moments;
mod named;
mod nothing;
mod numbers;
mod order;
mod pieces;
mod predicates;
mod ranges;
mod ranks;
mod rewrites;
mod rows;
mod sentences;
mod sites;
mod slips;
mod speech;
mod times;
mod tokens;
mod unbraced;
mod values;
mod wording;

pub(crate) use conditions::{condition_in_name, worded_condition};
pub(super) use context::Context;
pub(super) use decide::{Explainer, Explanation};
pub(super) use declared::Declared;
pub(super) use moments::{Moment, date_length, english_date, moment_at};
pub(crate) use moments::{datetime_like, datetime_meant};
pub(crate) use numbers::amount_meant;
pub(super) use numbers::{day_of_month, other_date};
pub(crate) use predicates::{Predicate, missing_meant};
pub(super) use sites::{Site, SiteKind, sites};
pub(crate) use speech::moment_in_name;
