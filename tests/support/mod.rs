//! What several test files need: small programs, leads and inputs.
#![allow(clippy::allow_attributes, dead_code, missing_docs, reason = "each test file uses a part")]

pub mod faulty_smtp;
pub mod program;
pub mod reader;
pub mod rows;
pub mod sample;

use indexmap::IndexMap;
use sodate::engine::{Input, InputKind, MailKey, PlannedMail};
use sodate::ir::time::Instant;
use sodate::ir::{Limits, Program, ScoreProgram};
use sodate::store::{LeadReference, NewInput};
use std::collections::BTreeMap;

/// 2026-04-01 10:00 in Tokyo, a Wednesday.
pub const MORNING: Instant = Instant(1_775_005_200_000);

/// The program of one file; panics where it has a mistake.
pub fn compiled(text: &str) -> Program {
    use sodate::analyze::{FilesInMemory, Options, analyze};
    let files = FilesInMemory(BTreeMap::from([("a.flow".to_owned(), text.to_owned())]));
    let options = Options::in_zone("Asia/Tokyo");
    let analysis = analyze(&files, &["a.flow".to_owned()], &options);
    analysis.program.map_or_else(|| panic!("{:#?}", analysis.diagnostics), std::sync::Arc::unwrap_or_clone)
}

/// A program without anything in it; the name of its file tells versions apart.
pub fn empty_program(name: &str) -> Program {
    let mut program = Program {
        ir_version: sodate::ir::IR_VERSION,
        content_hash: String::new(),
        files: vec![(name.to_owned(), "0".repeat(64))],
        japanese_files: Vec::new(),
        senders: IndexMap::new(),
        lead_fields: IndexMap::new(),
        events: IndexMap::new(),
        emails: IndexMap::new(),
        messages: IndexMap::new(),
        contents: IndexMap::new(),
        segments: IndexMap::new(),
        audiences: IndexMap::new(),
        teams: IndexMap::new(),
        score: ScoreProgram::default(),
        limits: Limits {
            zone: "Asia/Tokyo".to_owned(),
            hours: None,
            caps: Vec::new(),
            smallest_gap: None,
            closed: Vec::new(),
        },
        rules: Vec::new(),
        scenarios: IndexMap::new(),
    };
    sodate::ir::seal(&mut program);
    program
}

/// The event `name` under that id.
pub fn event(id: &str, name: &str, at: Instant) -> Input {
    Input { id: id.to_owned(), at, kind: InputKind::Event { event: name.to_owned(), properties: BTreeMap::new() } }
}

/// An input for the lead with that address, who is created where unknown.
pub fn for_address(address: &str, input: Input) -> NewInput {
    NewInput { lead: LeadReference::Address(address.to_owned()), input, create: true }
}

/// A mail of the first run of a lead.
pub fn planned(lead: &str, step: &str, due: Instant) -> PlannedMail {
    PlannedMail {
        key: MailKey { lead: lead.to_owned(), enrolment: 0, step: step.to_owned(), occurrence: 0 },
        email: "thanks".to_owned(),
        channel: None,
        scenario: "whitepaper".to_owned(),
        version: 1,
        due,
        variant: None,
    }
}
