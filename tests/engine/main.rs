//! Tests of the engine and of the runner of `test` blocks, on programs built by hand.

mod civil;
mod describe;
mod everyone;
mod expressions;
mod gate;
#[path = "../graph/geometry.rs"]
mod geometry;
mod history;
mod known;
mod language;
mod mails_of_runs;
mod pictures;
mod promises;
mod properties;
mod scenarios;
mod steps;
mod support;
mod ways;
