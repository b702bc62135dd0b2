//! Measures of the pictures of all examples, in both languages.

use super::geometry;
use super::programs::programs;
use super::reading;
use sodate::diagnostic::{Language, Text};
use sodate::ir::draw::{
    self, MOST_DOT_ITEMS, MOST_ITEMS, MOST_MERMAID_ARROWS, MOST_MERMAID_CHARACTERS, Measured, TooLarge,
};
use sodate::ir::graph::{self, Direction, Edge, Graph, Kind, Node};

/// A picture of an example stays readable on a page or a screen up to this width, in pixels.
const WIDEST: f64 = 1_260.0;

#[test]
fn nothing_overlaps_or_crosses_in_the_pictures_of_the_examples() {
    let programs = programs();
    assert!(programs.len() > 3, "the examples were not found");
    let mut faults = Vec::new();
    for (name, program) in &programs {
        let scenarios = program.scenarios.keys().filter_map(|name| graph::scenario(program, name));
        for graph in scenarios.chain([graph::overview(program)]) {
            for language in [Language::English, Language::Japanese] {
                let picture = draw::picture(&graph, language).unwrap();
                let mut found = geometry::faults(&graph, &picture);
                found.extend(reading::crossings(&picture));
                if graph.direction == Direction::Down {
                    found.extend(reading::against_reading(&graph, &picture));
                }
                if picture.width > WIDEST {
                    found.push(format!("{} pixels wide", picture.width));
                }
                for fault in found {
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
        direction: Direction::Down,
    }
}

#[test]
fn a_long_scenario_is_drawn_and_an_endless_one_is_refused() {
    let long = chain(300);
    let picture = draw::picture(&long, Language::Japanese).unwrap();
    assert_eq!(geometry::faults(&long, &picture), Vec::<String>::new());
    let endless = chain(MOST_ITEMS / 2 + 2);
    let refused = |measured, count, most| Err(TooLarge { measured, count, most });
    assert_eq!(draw::svg(&endless, Language::Japanese), refused(Measured::Items, MOST_ITEMS + 3, MOST_ITEMS));
    assert!(draw::dot(&endless, Language::Japanese).unwrap().lines().count() > MOST_ITEMS);
    let beyond = draw::dot(&chain(MOST_DOT_ITEMS / 2 + 2), Language::Japanese);
    assert_eq!(beyond, refused(Measured::Items, MOST_DOT_ITEMS + 3, MOST_DOT_ITEMS));
}

#[test]
fn what_mermaid_would_refuse_is_refused() {
    let mut longest = chain(MOST_MERMAID_ARROWS + 1);
    longest.nodes.iter_mut().for_each(|node| node.note = Text::new("", ""));
    assert!(draw::mermaid(&longest, Language::English).is_ok());
    let arrows = MOST_MERMAID_ARROWS + 1;
    assert_eq!(
        draw::mermaid(&chain(arrows + 1), Language::English),
        Err(TooLarge { measured: Measured::Arrows, count: arrows, most: MOST_MERMAID_ARROWS })
    );
    longest.nodes.iter_mut().for_each(|node| node.note = Text::new("とても長い説明".repeat(20), ""));
    let refused = draw::mermaid(&longest, Language::English).unwrap_err();
    assert_eq!((refused.measured, refused.most), (Measured::Characters, MOST_MERMAID_CHARACTERS));
}

/// Many things beside each other make a page longer, not wider.
#[test]
fn a_workspace_of_forty_scenarios_fits_a_page() {
    let node =
        |kind, name: String| Node { kind, text: Text::new(name.clone(), name), note: Text::new("", ""), step: None };
    let mut nodes = vec![node(Kind::Handoff, "sales".to_owned())];
    let mut edges = Vec::new();
    for number in 0..40 {
        nodes.push(node(Kind::Start, format!("event {number}")));
        nodes.push(node(Kind::Scenario, format!("scenario {number}")));
        edges.push(Edge { from: nodes.len() - 2, to: nodes.len() - 1, labels: Vec::new(), quiet: false });
        if number % 3 == 0 {
            let labels = vec![Text::new("handed over", "引き渡し")];
            edges.push(Edge { from: nodes.len() - 1, to: 0, labels, quiet: false });
        }
    }
    let title = Text::new("all", "all");
    let graph = Graph { title, documentation: None, nodes, edges, asides: Vec::new(), direction: Direction::Across };
    let picture = draw::picture(&graph, Language::English).unwrap();
    assert_eq!(geometry::faults(&graph, &picture), Vec::<String>::new());
    assert!(picture.width < WIDEST && picture.height > picture.width, "{} {}", picture.width, picture.height);
}
