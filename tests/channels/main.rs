//! Other channels than mail: from the source text to the request that another system receives.

#[path = "../support/mod.rs"]
mod shared;

mod clicks;
mod delivery;
mod language;
mod runtime;
mod server;
mod support;
