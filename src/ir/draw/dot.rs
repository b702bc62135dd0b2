//! The graph in DOT, the language of Graphviz.

use super::measure::clean;
use crate::diagnostic::{Language, Text};
use crate::ir::graph::{Graph, Kind, Node};
use std::fmt::Write as _;

/// Longest line in a box, in ems: Graphviz does not break lines itself.
const LINE_EMS: f64 = 16.0;

/// The text of a DOT graph.
#[must_use]
pub fn dot(graph: &Graph, language: Language) -> String {
    let mut out = String::new();
    let title = quoted(std::slice::from_ref(&graph.title), language, "\\n");
    let _ = writeln!(out, "digraph scenario {{");
    let _ =
        writeln!(out, "  graph [label={title}, labelloc=t, rankdir=TB, bgcolor=\"#ffffff\", fontname=\"sans-serif\"];");
    let _ = writeln!(out, "  node [fontname=\"sans-serif\", fontsize=12, style=\"filled\"];");
    let _ = writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#5b6b7b\"];");
    for (at, node) in graph.nodes.iter().enumerate() {
        let text = quoted(&[node.text.clone(), node.note.clone()], language, "\\n");
        let _ = writeln!(out, "  n{at} [label={text}, {}];", look(node));
    }
    for (at, aside) in graph.asides.iter().enumerate() {
        let lines: Vec<Text> = [&aside.heading].into_iter().chain(&aside.lines).cloned().collect();
        let text = quoted(&lines, language, "\\l");
        let _ = writeln!(out, "  a{at} [label={text}, shape=note, fillcolor=\"#fafbfc\", color=\"#9aa5b1\"];");
    }
    for edge in &graph.edges {
        let style = if edge.quiet { ", style=dashed" } else { "" };
        let label = quoted(&edge.labels, language, "\\n");
        let _ = writeln!(out, "  n{} -> n{} [label={label}{style}];", edge.from, edge.to);
    }
    out.push_str("}\n");
    out
}

const fn look(node: &Node) -> &'static str {
    match node.kind {
        Kind::Start => "shape=box, style=\"rounded,filled\", fillcolor=\"#e4f5ea\", color=\"#2f855a\"",
        Kind::Mail => "shape=box, fillcolor=\"#eaf2fd\", color=\"#2f6cb5\"",
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

/// A quoted text of lines; `end` closes each line but the last, or each where it also sets them to the left.
fn quoted(texts: &[Text], language: Language, end: &str) -> String {
    let lines: Vec<String> = texts
        .iter()
        .map(|text| text.get(language))
        .filter(|text| !text.is_empty())
        .flat_map(|text| super::measure::wrapped(&clean(text), LINE_EMS))
        .map(|line| line.replace('\\', "\\\\").replace('"', "\\\""))
        .collect();
    let last = if end == "\\l" && !lines.is_empty() { end } else { "" };
    format!("\"{}{last}\"", lines.join(end))
}
