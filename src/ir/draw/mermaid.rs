//! The graph as a Mermaid flow chart, for wikis and pull requests that draw it themselves.

use super::measure::{Lines, clean, well_broken};
use super::{MOST_MERMAID_ARROWS, MOST_MERMAID_CHARACTERS, Measured, TooLarge};
use crate::diagnostic::{Language, Text};
use crate::ir::graph::{Aside, Direction, Graph, Kind, Node};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Longest line in a box, in ems.
const LINE_EMS: f64 = 15.0;
/// Width at which Mermaid would break lines by itself, in pixels: more than our lines take.
const WRAPPING_WIDTH: u32 = 320;

/// The text of a Mermaid flow chart.
///
/// # Errors
/// When Mermaid would refuse it ([`MOST_MERMAID_ARROWS`], [`MOST_MERMAID_CHARACTERS`]).
pub fn mermaid(graph: &Graph, language: Language) -> Result<String, TooLarge> {
    TooLarge::unless(Measured::Arrows, graph.edges.len(), MOST_MERMAID_ARROWS)?;
    let text = written(graph, language);
    TooLarge::unless(Measured::Characters, text.encode_utf16().count(), MOST_MERMAID_CHARACTERS)?;
    Ok(text)
}

fn written(graph: &Graph, language: Language) -> String {
    let mut out = String::new();
    // The front matter is YAML, where JSON's texts are texts.
    let title = serde_json::Value::from(clean(graph.title.get(language)).replace('\n', " "));
    let direction = match graph.direction {
        Direction::Down => "TB",
        Direction::Across => "LR",
    };
    let _ = writeln!(
        out,
        "---\ntitle: {title}\nconfig:\n  flowchart:\n    wrappingWidth: {WRAPPING_WIDTH}\n---\nflowchart {direction}"
    );
    for (at, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{at}{}:::{}", shape(node, language), class(node.kind));
    }
    if !graph.asides.is_empty() {
        // In one box: Mermaid would put several far from each other.
        let notes: Vec<String> = graph.asides.iter().map(|aside| aside_text(aside, language)).collect();
        let _ = writeln!(out, "  notes[\"{}\"]:::aside", notes.join("<br/><br/>"));
    }
    for edge in &graph.edges {
        let line = if edge.quiet { "-.->" } else { "-->" };
        let label = joined(&edge.labels, language);
        let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
        let _ = writeln!(out, "  n{} {line}{label} n{}", edge.from, edge.to);
    }
    let aside = if graph.asides.is_empty() { None } else { Some("aside") };
    let used: BTreeSet<&str> = graph.nodes.iter().map(|node| class(node.kind)).chain(aside).collect();
    for (name, look) in CLASSES.iter().filter(|(name, _)| used.contains(name)) {
        let _ = writeln!(out, "  classDef {name} {look}");
    }
    out
}

/// The looks of the boxes, as in the other pictures. No name is a word of Mermaid's.
const CLASSES: &[(&str, &str)] = &[
    ("startBox", "fill:#e4f5ea,stroke:#2f855a,color:#1b2733"),
    ("mailBox", "fill:#eaf2fd,stroke:#2f6cb5,color:#1b2733"),
    ("waitBox", "fill:#f4f6f8,stroke:#7b8794,color:#1b2733,stroke-dasharray:3 3"),
    ("awaitBox", "fill:#f3edfb,stroke:#7146b0,color:#1b2733"),
    ("decisionBox", "fill:#fff7da,stroke:#9a6b00,color:#1b2733"),
    ("actionBox", "fill:#f1f4f7,stroke:#5b6b7b,color:#1b2733"),
    ("handoffBox", "fill:#fde7da,stroke:#c2410c,color:#1b2733,stroke-width:2.5px"),
    ("scenarioBox", "fill:#e2f4f3,stroke:#0f766e,color:#1b2733"),
    ("endBox", "fill:#f4f6f8,stroke:#5b6b7b,color:#1b2733"),
    ("aside", "fill:#fafbfc,stroke:#9aa5b1,color:#4a5866,stroke-dasharray:4 3"),
];

const fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Start => "startBox",
        Kind::Mail | Kind::Message => "mailBox",
        Kind::Wait => "waitBox",
        Kind::Await => "awaitBox",
        Kind::Decision => "decisionBox",
        Kind::Action => "actionBox",
        Kind::Handoff => "handoffBox",
        Kind::Scenario => "scenarioBox",
        Kind::Stop | Kind::End => "endBox",
    }
}

fn shape(node: &Node, language: Language) -> String {
    let mut text = lines(node.text.get(language));
    if !node.note.get(language).is_empty() {
        let _ = write!(text, "<br/><small>{}</small>", lines(node.note.get(language)));
    }
    let (open, close) = match node.kind {
        Kind::Start | Kind::Stop | Kind::Wait | Kind::End => ("([", "])"),
        Kind::Mail | Kind::Action => ("[", "]"),
        Kind::Message => ("(", ")"),
        Kind::Await => ("{{", "}}"),
        Kind::Decision => ("{", "}"),
        Kind::Handoff => ("[/", "\\]"),
        Kind::Scenario => ("[[", "]]"),
    };
    format!("{open}\"{text}\"{close}")
}

fn aside_text(aside: &Aside, language: Language) -> String {
    let heading = format!("<b>{}</b>", lines(aside.heading.get(language)));
    let told = aside.lines.iter().map(|line| lines(&format!("• {}", line.get(language))));
    [heading].into_iter().chain(told).collect::<Vec<_>>().join("<br/>")
}

fn joined(labels: &[Text], language: Language) -> String {
    labels.iter().map(|label| lines(label.get(language))).collect::<Vec<_>>().join("<br/>")
}

/// A text in lines: Mermaid breaks Japanese in the middle of words.
fn lines(text: &str) -> String {
    let broken = well_broken(clean(text).trim(), LINE_EMS, usize::MAX, Lines::Even);
    broken.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br/>")
}

/// Text inside a quoted label. Everything that could be Mermaid, Markdown, HTML or mathematics is written by its number.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let text = clean(text);
    for one in text.trim().chars() {
        // A number and a full stop would begin a list.
        let list = one == '.' && !out.is_empty() && out.chars().all(|before| before.is_ascii_digit());
        match one {
            '\n' => out.push_str("<br/>"),
            ' ' | ',' | '/' | '=' | '?' | ':' => out.push(one),
            '.' if !list => out.push(one),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => {
                let _ = write!(out, "#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out
}
