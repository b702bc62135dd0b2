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
mod marks;
mod moments;
mod nothing;
mod numbers;
mod order;
mod predicates;
mod ranks;
mod rewrites;
mod rows;
mod sites;
mod slips;
mod speech;
mod times;
mod tokens;
mod unbraced;

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
