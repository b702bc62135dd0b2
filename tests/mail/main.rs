//! Mail from the outside: what is composed, and what happens when it is sent.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

#[path = "../support/mod.rs"]
mod support;

mod compose;
mod independent;
mod notice;
mod smtp;
