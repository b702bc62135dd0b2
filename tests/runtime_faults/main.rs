//! The runtime among faults: mail servers that are down, full or garbling, leads that cannot be read, opt-outs at the worst
//! moment, processes that die, clocks that jump. In each case every planned mail ends in exactly one state, and none leaves twice.

#[path = "../support/mod.rs"]
mod support;

mod modes;
mod notices;
mod processes;
mod races;
mod servers;
mod sums;

use sodate::engine::{Input, InputKind};
use sodate::ir::time::Instant;
use support::MORNING;

const TANAKA: &str = "tanaka@a.example";

fn after(milliseconds: i64) -> Instant {
    MORNING.plus_milliseconds(milliseconds)
}

fn opt_out(id: &str) -> Input {
    Input { id: id.to_owned(), at: MORNING, kind: InputKind::OptOut { source: "unsubscribe page".to_owned() } }
}
