//! Both listeners over real sockets: what a mail program, a person, a scanner, a stranger and another system get.

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod host;
mod limits;
mod public;
