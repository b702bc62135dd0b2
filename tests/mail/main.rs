//! Mail from the outside: what is composed, and what happens when it is sent.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../support/faulty_smtp.rs"]
mod faulty_smtp;
#[path = "../support/sample.rs"]
mod sample;

mod compose;
mod notice;
mod smtp;
