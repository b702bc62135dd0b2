//! Mail from the outside: what is composed, and what happens when it is sent.

#[path = "../support/mod.rs"]
mod support;

mod compose;
mod independent;
mod notice;
mod smtp;
