//! Tests of the engine and of the runner of `test` blocks, on programs built by hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test may stop at the first surprise, and looks for one kind of effect among many"
)]

mod civil;
mod describe;
mod expressions;
mod gate;
mod properties;
mod scenarios;
mod steps;
mod support;
