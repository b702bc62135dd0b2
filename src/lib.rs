//! Sodate (育て, "nurture"): a language, a checker and a runtime for step mail.
//!
//! The way of the data, one module a stage: `syntax` parses, `model` resolves and checks, `ir` is the compiled program,
//! `engine` says what a program does with a lead, `store`, `mail`, `http` and `runtime` do it, `cli` puts all together.
//! See docs/architecture.md for the picture.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

pub mod analyze;
pub mod channel;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
pub mod format;
pub mod http;
pub mod ir;
pub mod lint;
pub mod mail;
pub mod model;
pub mod render;
pub mod runtime;
pub mod scenario;
pub mod source;
pub mod store;
pub mod syntax;
pub mod verify;
