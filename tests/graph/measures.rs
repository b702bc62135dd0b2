//! Measures of the pictures of all examples, in both languages.

use super::geometry;
use super::programs::programs;
use sodate::diagnostic::{Language, Text};
use sodate::ir::draw::{self, MOST_ITEMS, TooLarge};
use sodate::ir::graph::{self, Edge, Graph, Kind, Node};

#[test]
fn nothing_overlaps_in_the_pictures_of_the_examples() {
    let programs = programs();
    assert!(programs.len() > 3, "the examples were not found");
    let mut faults = Vec::new();
    for (name, program) in &programs {
        let scenarios = program.scenarios.keys().filter_map(|name| graph::scenario(program, name));
        for graph in scenarios.chain([graph::overview(program)]) {
            for language in [Language::English, Language::Japanese] {
                let picture = draw::picture(&graph, language).unwrap();
                for fault in geometry::faults(&graph, &picture) {
                    faults.push(format!("{name}, {} ({language:?}): {fault}", graph.title.en));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The check itself sees what is wrong.
#[test]
fn overlaps_and_cuts_are_seen() {
    let graph = chain(3);
    let picture = draw::picture(&graph, Language::Japanese).unwrap();
    assert_eq!(geometry::faults(&graph, &picture), Vec::<String>::new());
    let mut moved = picture.clone();
    moved.boxes[1].area.y -= 60.0;
    let faults = geometry::faults(&graph, &moved);
    assert!(faults.iter().any(|fault| fault.contains("overlaps")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.contains("cuts")), "{faults:?}");
    let mut outside = picture;
    outside.boxes[0].area.x = -40.0;
    assert!(geometry::faults(&graph, &outside).iter().any(|fault| fault.contains("is outside")));
}

/// Mails one after the other, each some days later.
fn chain(length: usize) -> Graph {
    let same = |text: String| Text::new(text.clone(), text);
    let node = |at: usize| Node {
        kind: Kind::Mail,
        text: same(format!("{at}通目のメール")),
        note: same(format!("mail_{at}")),
        step: None,
    };
    let edge =
        |at: usize| Edge { from: at, to: at + 1, labels: vec![Text::new("3 days later", "3日後")], quiet: false };
    Graph {
        title: same("chain".to_owned()),
        documentation: None,
        nodes: (0..length).map(node).collect(),
        edges: (0..length - 1).map(edge).collect(),
        asides: Vec::new(),
    }
}

#[test]
fn a_long_scenario_is_drawn_and_an_endless_one_is_refused() {
    let long = chain(300);
    let picture = draw::picture(&long, Language::Japanese).unwrap();
    assert_eq!(geometry::faults(&long, &picture), Vec::<String>::new());
    let endless = chain(MOST_ITEMS / 2 + 2);
    assert_eq!(draw::svg(&endless, Language::Japanese), Err(TooLarge { items: MOST_ITEMS + 3 }));
    assert!(draw::mermaid(&endless, Language::Japanese).lines().count() > MOST_ITEMS);
}
