//! Pictures of generated `.flow` texts: every step that a marketer can write, nested at will. Whatever is written, nothing in
//! the pictures overlaps, they are the same each time, and the three forms have the same boxes and arrows.

use super::geometry;
use super::programs::compile;
use proptest::prelude::*;
use proptest::sample::select;
use sodate::diagnostic::Language;
use sodate::ir::graph::{self, Graph, Kind};
use sodate::ir::{Program, draw};
use std::collections::BTreeMap;

const DECLARATIONS: &str = r#"
sender acme { name "アクメ株式会社" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead {
  /// 契約終了日
  ends: date?
  deal: one of [none, talking, won] = none
  industry: one of [製造, 金融, 小売]?
  line_id: text?
}
/// 資料のダウンロード
event download { resource: text }
event demo { wish: text }
audience fans
segment winners when lead.deal == won
email a { subject "はじめのご案内" link x "https://acme.example/x" body "[x](x)" }
email b {
  subject "もう一度、資料と事例をまとめてお届けします"
  link x "https://acme.example/x"
  body "[x](x)"
  variant one { subject "資料と事例をお届けします" }
  variant two { subject "事例を読む" }
  try on 20%, winner by opens after 2 days
}
message m via line { to lead.line_id link x "https://acme.example/x" body "続きはこちら: [x](x)" }
team sales { member "sato@acme.example" answer within 1 day }
scenario other {
  start by hand, needs consent
  send b
}
when click a.x { notify sales because "はじめのご案内に反応" }
when did download in 7 days {
  set lead.deal = talking
  add to fans
}
"#;

const CONDITIONS: [&str; 6] = [
    "lead.ends is known",
    "opened a or not (clicked b.x)",
    "lead in winners",
    "not (lead in fans) and lead.deal in [talking, won]",
    "count(download where event.resource == \"ガイド\") in 30 days >= 2",
    "not (did demo since start)",
];

/// Steps that lead on to the next.
const SIMPLE: [&str; 15] = [
    "send a",
    "send b, when capped skip",
    "send m",
    "wait 3 days",
    "wait until next monday at 9:00",
    "on 2 days before lead.ends send b, else skip",
    "wait until lead.ends, else stop",
    "score +5 because \"閲覧\"",
    "set lead.deal = talking",
    "set lead.ends = missing",
    "notify sales because \"3回送りました\"",
    "call crm { deal: lead.deal, industry: lead.industry }",
    "add to fans",
    "remove from fans",
    "begin other",
];

/// Steps that end a run.
const LAST: [&str; 4] =
    ["stop", "handoff to sales because \"資料を閲覧\"", "stop mailing because \"反応がないため\"", "go to other"];

/// Steps one after the other, and whether a run goes on behind them.
#[derive(Debug, Clone)]
struct Steps {
    text: String,
    goes_on: bool,
}

impl Steps {
    fn then(self, next: Self) -> Self {
        if self.goes_on { Self { text: format!("{}\n{}", self.text, next.text), goes_on: next.goes_on } } else { self }
    }
}

/// Steps of a block.
fn block() -> impl Strategy<Value = Steps> {
    let simple = || {
        prop::collection::vec(select(&SIMPLE), 0..3).prop_map(|steps| Steps { text: steps.join("\n"), goes_on: true })
    };
    let last = select(&LAST).prop_map(|last| Steps { text: last.to_owned(), goes_on: false });
    let leaf = prop_oneof![4 => simple(), 1 => (simple(), last).prop_map(|(steps, last)| steps.then(last))];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        (simple(), branching(inner.clone()), inner).prop_map(|(before, branch, after)| before.then(branch).then(after))
    })
}

fn branching(inner: impl Strategy<Value = Steps> + Clone + 'static) -> impl Strategy<Value = Steps> {
    let two = || (inner.clone(), inner.clone());
    let three = || (inner.clone(), inner.clone(), inner.clone());
    let goes_on = |blocks: &[&Steps]| blocks.iter().any(|block| block.goes_on);
    let of_two = move |(a, b): (Steps, Steps), text: fn(&str, &str) -> String| Steps {
        text: text(&a.text, &b.text),
        goes_on: goes_on(&[&a, &b]),
    };
    let of_three = move |(a, b, c): (Steps, Steps, Steps), text: fn(&str, &str, &str) -> String| Steps {
        text: text(&a.text, &b.text, &c.text),
        goes_on: goes_on(&[&a, &b, &c]),
    };
    prop_oneof![
        (select(&CONDITIONS), inner.clone())
            .prop_map(|(condition, one)| Steps { text: format!("if {condition} {{ {} }}", one.text), goes_on: true }),
        (select(&CONDITIONS), two()).prop_map(move |(condition, (one, other))| Steps {
            text: format!("if {condition} {{ {} }} else {{ {} }}", one.text, other.text),
            goes_on: one.goes_on || other.goes_on
        }),
        three().prop_map(move |blocks| of_three(blocks, |a, b, c| {
            format!("match lead.industry {{ 製造, 金融 {{ {a} }} 小売 {{ {b} }} missing {{ {c} }} }}")
        })),
        two().prop_map(move |blocks| of_two(blocks, |a, b| {
            format!("match lead.industry {{ 製造 {{ {a} }} otherwise {{ {b} }} }}")
        })),
        three().prop_map(move |blocks| of_three(blocks, |a, b, c| {
            format!("split {{ A 33.5% {{ {a} }} B 16.5% {{ {b} }} C 50% {{ {c} }} }}")
        })),
        three().prop_map(move |blocks| of_three(blocks, |a, b, c| {
            format!("await up to 9 days {{ click a.x {{ {a} }} download since start {{ {b} }} otherwise {{ {c} }} }}")
        })),
        (2u32..9, select(&CONDITIONS), inner.clone()).prop_map(|(times, until, body)| Steps {
            text: format!("repeat at most {times} times, until {until} {{ wait 1 day\n{} }}", body.text),
            goes_on: true
        }),
    ]
}

fn flow() -> impl Strategy<Value = String> {
    let starts = prop::collection::vec(
        select(&[
            "start on demo, gives consent",
            "start when lead in winners, needs consent",
            "start by hand, needs consent",
        ]),
        0..3,
    );
    (starts, block()).prop_map(|(starts, steps)| {
        let starts = starts.join("\n  ");
        format!(
            "{DECLARATIONS}\nscenario made {{\n  start on download, gives consent\n  {starts}\n  send a\n{}\n}}\n",
            steps.text
        )
    })
}

fn program(flow: &str) -> Program {
    compile(BTreeMap::from([("case.flow".to_owned(), flow.to_owned())]))
}

fn check(graph: &Graph) -> Result<(), TestCaseError> {
    for language in [Language::English, Language::Japanese] {
        let picture = draw::picture(graph, language).unwrap();
        let faults = geometry::faults(graph, &picture);
        let dot = draw::dot(graph, language).unwrap();
        prop_assert!(faults.is_empty(), "{}\n{dot}", faults.join("\n"));
        let mermaid = draw::mermaid(graph, language).unwrap();
        let written = |text: &str, arrow: &str| text.lines().filter(|line| line.contains(arrow)).count();
        prop_assert_eq!(written(&dot, " -> "), graph.edges.len());
        prop_assert_eq!(written(&mermaid, "-->") + written(&mermaid, "-.->"), graph.edges.len());
    }
    let svg = draw::svg(graph, Language::Japanese).unwrap();
    prop_assert_eq!(&svg, &draw::svg(graph, Language::Japanese).unwrap());
    prop_assert_eq!(svg.matches("<g class=\"").count(), graph.nodes.len() + graph.asides.len());
    Ok(())
}

/// Found by a generated flow: a loop in the last arm, whose arrows turned into the way of another.
#[test]
fn a_loop_behind_a_split_keeps_its_arrows_apart() {
    let steps = r#"split {
    A 33.5% { }
    B 16.5% {
      score +5 because "閲覧"
      send a
      if not (lead in fans) and lead.deal in [talking, won] { score +5 because "閲覧" } else { }
      stop
    }
    C 50% {
      send a
      send a
      repeat at most 2 times, until not (lead in fans) and lead.deal in [talking, won] {
        wait 1 day
        wait 3 days
      }
    }
  }
  send a"#;
    let flow =
        format!("{DECLARATIONS}\nscenario made {{\n  start on download, gives consent\n  send a\n  {steps}\n}}\n");
    check(&graph::scenario(&program(&flow), "made").unwrap()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn nothing_overlaps_in_pictures_of_generated_flows(flow in flow()) {
        let program = program(&flow);
        let graph = graph::scenario(&program, "made").unwrap();
        check(&graph)?;
        check(&graph::overview(&program))?;
        // A mail that can be reached has a box.
        let mails = graph.nodes.iter().filter(|node| matches!(node.kind, Kind::Mail | Kind::Message)).count();
        prop_assert!(mails > 0);
    }
}
