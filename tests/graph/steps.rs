//! Steps of every kind in one picture, built by hand.

use super::fixtures::held;
use super::geometry;
use super::programs::compile;
use sodate::diagnostic::Language;
use sodate::ir::time::{Amount, Unit};
use sodate::ir::{
    Arm, Capped, Case, Expression, Instruction, Moment, MomentBase, Otherwise, Piece, Place, Program, Reaction,
    SplitArm, Step, Template, Value, draw, graph,
};
use std::collections::BTreeMap;
use std::path::Path;

const FLOW: &str = r#"
sender acme { name "アクメ株式会社" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead {
  /// 業種
  industry: text?
}
event download { resource: text }
email a { subject "はじめのご案内" link x "https://acme.example/x" body "[x](x)" }
email b { subject "もう一度のご案内" link x "https://acme.example/x" body "[x](x)" }
team sales { member "sato@acme.example" answer within 1 day }
scenario steps {
  start on download, gives consent
  send a
}
scenario other {
  start by hand, needs consent
  send b
}
"#;

fn wait(days: u32, next: u32) -> Instruction {
    let base = MomentBase::Here(Amount::new(days, Unit::Day));
    Instruction::Wait { until: Moment { base, at: None, if_past: Otherwise::Now, if_missing: Otherwise::Now }, next }
}

fn send(email: &str, next: u32) -> Instruction {
    Instruction::Send { email: email.to_owned(), capped: Capped::Delay, next }
}

fn words(text: &str) -> Template {
    Template { pieces: vec![Piece::Text(text.to_owned())] }
}

fn program() -> Program {
    let mut program = compile(BTreeMap::from([("case.flow".to_owned(), FLOW.to_owned())]));
    let text = |text: &str| Value::Text(text.to_owned());
    let arm = |name: &str, share, then| SplitArm { name: name.to_owned(), share, then };
    let click = Reaction::Click { email: "b".to_owned(), link: Some("x".to_owned()) };
    let opened = Expression::Opened { email: "b".to_owned() };
    let instructions = vec![
        Instruction::Split { arms: vec![arm("A", 1_000, 1), arm("B", 9_000, 2)] },
        send("a", 3),
        Instruction::Call { channel: "webhook".to_owned(), fields: Default::default(), next: 3 },
        Instruction::Choose {
            subject: Expression::Lead("industry".to_owned()),
            cases: vec![
                Case { values: vec![text("製造"), text("金融")], missing: false, then: 4 },
                Case { values: vec![], missing: true, then: 5 },
            ],
            otherwise: 6,
        },
        Instruction::Begin { scenario: "other".to_owned(), next: 6 },
        Instruction::StopMailing { because: words("業種がわからないため"), next: 6 },
        Instruction::Repeat { times: 3, until: Some(opened), body: 7, next: 10 },
        wait(7, 8),
        send("b", 9),
        Instruction::Audience { audience: "広告の対象".to_owned(), add: true, next: 6 },
        Instruction::Notify { team: "sales".to_owned(), because: words("3回送りました"), next: 11 },
        Instruction::Await {
            limit: Amount::new(2, Unit::Week),
            arms: vec![Arm { reaction: click, since_start: true, then: 12 }],
            otherwise: 13,
        },
        Instruction::Handoff { team: "sales".to_owned(), because: words("資料を閲覧"), next: 13 },
        Instruction::End { stopped: false },
    ];
    let place = Place { file: 0, line: 1, column: 1 };
    let step = |(at, instruction)| Step { id: format!("step {at}"), instruction, place };
    program.scenarios["steps"].steps = instructions.into_iter().enumerate().map(step).collect();
    program
}

#[test]
fn every_kind_of_step_has_its_box_and_its_ways() {
    let graph = graph::scenario(&program(), "steps").unwrap();
    for language in [Language::English, Language::Japanese] {
        assert_eq!(geometry::faults(&graph, &draw::picture(&graph, language).unwrap()), Vec::<String>::new());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/graph");
    let mut problems = Vec::new();
    held(&folder.join("steps.ja.mmd"), &draw::mermaid(&graph, Language::Japanese), &mut problems);
    held(&folder.join("steps.en.dot"), &draw::dot(&graph, Language::English), &mut problems);
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
