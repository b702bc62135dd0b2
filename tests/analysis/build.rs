//! Compiled programs: tests/cases/build.

use crate::host::{Folder, cases, compare, describe, flows, options};
use sodate::analyze::analyze;
use sodate::ir::{self, ReadError};

fn program(flow: &str) -> ir::Program {
    let analysis = analyze(&Folder(cases("build")), &[flow.to_owned()], &options());
    let findings = describe(&analysis);
    analysis.program.map_or_else(|| panic!("{flow} does not compile:\n{findings}"), std::sync::Arc::unwrap_or_clone)
}

#[test]
fn programs_are_as_expected() {
    let mut wrong = Vec::new();
    for flow in flows("build") {
        wrong.extend(compare("build", &flow, &ir::write(&program(&flow))).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_source_gives_the_same_bytes_and_reads_back() {
    for flow in flows("build") {
        let written = ir::write(&program(&flow));
        assert_eq!(written, ir::write(&program(&flow)));
        assert_eq!(ir::read(&written).unwrap(), program(&flow));
    }
}

#[test]
fn numbers_of_steps_lead_forward_and_exist() {
    use ir::{Instruction, Otherwise};
    for flow in flows("build") {
        for scenario in program(&flow).scenarios.values() {
            for (at, step) in scenario.steps.iter().enumerate() {
                let targets: Vec<u32> = match &step.instruction {
                    Instruction::Send { next, .. }
                    | Instruction::Begin { next, .. }
                    | Instruction::Notify { next, .. }
                    | Instruction::Call { next, .. }
                    | Instruction::Audience { next, .. }
                    | Instruction::StopMailing { next, .. }
                    | Instruction::Handoff { next, .. }
                    | Instruction::Set { next, .. }
                    | Instruction::Score { next, .. } => vec![*next],
                    Instruction::Wait { until, next } => [&until.if_past, &until.if_missing]
                        .into_iter()
                        .filter_map(|way| match way {
                            Otherwise::Skip(target) => Some(*target),
                            Otherwise::Now | Otherwise::Stop => None,
                        })
                        .chain([*next])
                        .collect(),
                    Instruction::Await { arms, otherwise, .. } => {
                        arms.iter().map(|arm| arm.then).chain([*otherwise]).collect()
                    }
                    Instruction::Branch { then, otherwise, .. } => vec![*then, *otherwise],
                    Instruction::Choose { cases, otherwise, .. } => {
                        cases.iter().map(|case| case.then).chain([*otherwise]).collect()
                    }
                    Instruction::Split { arms } => arms.iter().map(|arm| arm.then).collect(),
                    Instruction::Repeat { body, next, .. } => vec![*body, *next],
                    Instruction::GoTo { .. } | Instruction::End { .. } => Vec::new(),
                };
                assert!(targets.iter().all(|target| (*target as usize) < scenario.steps.len()), "{flow}: {step:?}");
                // Only the rounds of a `repeat` lead back, to the step that counts them.
                let counts = |target: usize| matches!(scenario.steps[target].instruction, Instruction::Repeat { .. });
                let forward = |target: &u32| *target as usize > at || counts(*target as usize);
                assert!(targets.iter().all(forward), "{flow}: {step:?}");
            }
            let ids: std::collections::BTreeSet<&str> = scenario.steps.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(ids.len(), scenario.steps.len(), "{flow}: step ids are not unique");
        }
    }
}

#[test]
fn a_reader_says_why_it_refuses() {
    let written = ir::write(&program(&flows("build")[0]));
    let newer = written.replacen("\"ir_version\": 2", "\"ir_version\": 3", 1);
    assert_eq!(ir::read(&newer), Err(ReadError::Newer { found: 3 }));
    assert!(ReadError::Newer { found: 3 }.to_string().contains("update sodate"));
    assert_eq!(ir::read("{}"), Err(ReadError::NotAProgram));
    assert!(matches!(ir::read(&written[..written.len() / 2]), Err(ReadError::NotJson { .. })));
    let changed = written.replacen("株式会社アクメ", "株式会社アクマ", 1);
    assert_ne!(changed, written);
    assert_eq!(ir::read(&changed), Err(ReadError::Changed));
    let broken = written.replacen("\"emails\"", "\"mails\"", 1);
    assert!(matches!(ir::read(&broken), Err(ReadError::Broken { .. })));
}
