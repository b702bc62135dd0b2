//! Both listeners over real sockets: what a mail program, a person, a scanner, a stranger and another system get.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod host;
mod limits;
mod public;
