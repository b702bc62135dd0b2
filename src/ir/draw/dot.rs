//! The graph in DOT, the language of Graphviz.

use super::measure::{Lines, clean, well_broken};
use super::{MOST_DOT_ITEMS, Measured, TooLarge, items};
use crate::diagnostic::{Language, Text};
use crate::ir::graph::{Direction, Graph, Kind, Node};
use std::fmt::Write as _;

/// Longest line in a box, in ems: Graphviz does not break lines itself.
const LINE_EMS: f64 = 16.0;

/// The text of a DOT graph.
///
/// # Errors
/// When nothing could be made of it ([`MOST_DOT_ITEMS`]).
pub fn dot(graph: &Graph, language: Language) -> Result<String, TooLarge> {
    TooLarge::unless(Measured::Items, items(graph), MOST_DOT_ITEMS)?;
    let mut out = String::new();
    let title = text(&lines(std::slice::from_ref(&graph.title), language).collect::<Vec<_>>());
    let direction = match graph.direction {
        Direction::Down => "TB",
        Direction::Across => "LR",
    };
    let _ = writeln!(out, "digraph scenario {{");
    let _ = writeln!(
        out,
        "  graph [label={title}, labelloc=t, rankdir={direction}, ordering=out, bgcolor=\"#ffffff\", fontname=\"sans-serif\"];"
    );
    let _ = writeln!(out, "  node [fontname=\"sans-serif\", fontsize=12, style=\"filled\"];");
    let _ = writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#5b6b7b\"];");
    for (at, node) in graph.nodes.iter().enumerate() {
        let words = [node.text.clone(), node.note.clone()];
        let label = text(&lines(&words, language).collect::<Vec<_>>());
        let _ = writeln!(out, "  n{at} [label={label}, {}];", look(node));
    }
    if !graph.asides.is_empty() {
        let text = notes(graph, language);
        let _ = writeln!(out, "  notes [label={text}, shape=note, fillcolor=\"#fafbfc\", color=\"#9aa5b1\"];");
    }
    for edge in &graph.edges {
        let style = if edge.quiet { ", style=dashed" } else { "" };
        let label = text(&lines(&edge.labels, language).map(|line| format!(" {line} ")).collect::<Vec<_>>());
        let _ = writeln!(out, "  n{} -> n{} [label={label}{style}];", edge.from, edge.to);
    }
    out.push_str("}\n");
    Ok(out)
}

const fn look(node: &Node) -> &'static str {
    match node.kind {
        Kind::Start => "shape=box, style=\"rounded,filled\", fillcolor=\"#e4f5ea\", color=\"#2f855a\"",
        Kind::Mail => "shape=box, fillcolor=\"#eaf2fd\", color=\"#2f6cb5\"",
        Kind::Message => "shape=box, style=\"rounded,filled\", fillcolor=\"#eaf2fd\", color=\"#2f6cb5\"",
        Kind::Wait => "shape=box, style=\"rounded,dashed,filled\", fillcolor=\"#f4f6f8\", color=\"#7b8794\"",
        Kind::Await => "shape=hexagon, fillcolor=\"#f3edfb\", color=\"#7146b0\"",
        Kind::Decision => "shape=diamond, fillcolor=\"#fff7da\", color=\"#9a6b00\"",
        Kind::Action => "shape=box, fillcolor=\"#f1f4f7\", color=\"#5b6b7b\"",
        Kind::Handoff => "shape=house, fillcolor=\"#fde7da\", color=\"#c2410c\", penwidth=2.5",
        Kind::Scenario => "shape=component, fillcolor=\"#e2f4f3\", color=\"#0f766e\"",
        Kind::Stop => "shape=box, style=\"rounded,filled\", fillcolor=\"#f4f6f8\", color=\"#5b6b7b\"",
        Kind::End => "shape=oval, fillcolor=\"#f4f6f8\", color=\"#5b6b7b\"",
    }
}

/// All that is told beside, in one box: Graphviz would put several far from each other. Each line is set to the left.
fn notes(graph: &Graph, language: Language) -> String {
    let mut told = String::new();
    for (at, aside) in graph.asides.iter().enumerate() {
        let heading = std::slice::from_ref(&aside.heading);
        let items = aside.lines.iter().map(|line| Text::new(format!("• {}", line.en), format!("• {}", line.ja)));
        let items: Vec<Text> = items.collect();
        let gap = (at > 0).then(String::new);
        for line in gap.into_iter().chain(lines(heading, language)).chain(lines(&items, language)) {
            let _ = write!(told, "{}\\l", escape(&line));
        }
    }
    format!("\"{told}\"")
}

/// A quoted text of lines.
fn text(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn lines(texts: &[Text], language: Language) -> impl Iterator<Item = String> {
    let texts = texts.iter().map(move |text| text.get(language)).filter(|text| !text.is_empty());
    texts.flat_map(|text| well_broken(&clean(text), LINE_EMS, usize::MAX, Lines::Even))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
