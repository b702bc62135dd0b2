//! What is wrong with a picture, by measure: things on each other or outside, arrows through boxes or words, arrows that lie
//! on each other though they have nothing in common or miss the boxes that they join.

use sodate::ir::draw::{Arrow, Picture, Rectangle};
use sodate::ir::graph::{Graph, Kind};

/// Touching is no overlap, nor is a part of a pixel.
const SLACK: f64 = 0.6;

/// A named room.
type Room = (String, Rectangle);

/// One line for each fault.
pub fn faults(graph: &Graph, picture: &Picture) -> Vec<String> {
    assert_eq!(graph.nodes.len(), picture.boxes.len());
    let named = |kind: &str, rooms: Vec<Rectangle>| -> Vec<Room> {
        rooms.into_iter().enumerate().map(|(at, area)| (format!("{kind} {at}"), area)).collect()
    };
    let areas = |placed: &[sodate::ir::draw::Placed]| placed.iter().map(|one| one.area).collect::<Vec<_>>();
    let boxes = named("box", areas(&picture.boxes));
    let labels = named("label", areas(&picture.labels));
    let rest = [named("aside", areas(&picture.asides)), named("heading", vec![picture.heading.area])].concat();
    let rooms: Vec<Room> = [boxes.clone(), labels.clone(), rest].concat();
    let mut faults = Vec::new();
    for (at, (name, area)) in rooms.iter().enumerate() {
        let inside = area.x >= -SLACK && area.y >= -SLACK && area.right() <= picture.width + SLACK;
        if !inside || area.bottom() > picture.height + SLACK {
            faults.push(format!("{name} is outside: {area:?}"));
        }
        for (other_name, other) in &rooms[at + 1..] {
            if overlap(*area, *other) {
                faults.push(format!("{name} {area:?} overlaps {other_name} {other:?}"));
            }
        }
    }
    for placed in picture.boxes.iter().chain(&picture.labels).chain(&picture.asides) {
        if placed.block.width > placed.area.width + SLACK || placed.block.height > placed.area.height + SLACK {
            faults.push(format!("words do not fit: {placed:?}"));
        }
    }
    for arrow in &picture.arrows {
        faults.extend(arrow_faults(graph, picture, arrow, &rooms));
        faults.extend(loose_end(graph, picture, arrow));
    }
    faults.extend(shared_lines(graph, picture));
    faults
}

fn overlap(one: Rectangle, other: Rectangle) -> bool {
    one.x + SLACK < other.right()
        && other.x + SLACK < one.right()
        && one.y + SLACK < other.bottom()
        && other.y + SLACK < one.bottom()
}

fn arrow_faults(graph: &Graph, picture: &Picture, arrow: &Arrow, rooms: &[Room]) -> Vec<String> {
    let mut faults = Vec::new();
    let edge = &graph.edges[arrow.edge];
    for (x, y) in &arrow.points {
        if *x < 0.0 || *y < 0.0 || *x > picture.width || *y > picture.height {
            faults.push(format!("arrow of edge {} is outside at {x} {y}", arrow.edge));
        }
    }
    for pair in arrow.points.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        if (x1 - x2).abs() > 0.01 && (y1 - y2).abs() > 0.01 {
            faults.push(format!("arrow of edge {} slants", arrow.edge));
        }
        let line = Rectangle { x: x1.min(x2), y: y1.min(y2), width: (x1 - x2).abs(), height: (y1 - y2).abs() };
        for (at, (name, area)) in rooms.iter().enumerate() {
            // A diamond leaves the corners of its room free, and its own arrows end on its slanting sides.
            let own_diamond = (at == edge.from || at == edge.to)
                && graph.nodes.get(at).is_some_and(|node| node.kind == Kind::Decision);
            if !own_diamond && touches(line, *area) {
                faults.push(format!("arrow of edge {} {pair:?} cuts {name} {area:?}", arrow.edge));
            }
        }
    }
    faults
}

/// An arrow whose head does not touch its box, from outside.
fn loose_end(graph: &Graph, picture: &Picture, arrow: &Arrow) -> Option<String> {
    let to = graph.edges[arrow.edge].to;
    let (x, y) = *arrow.points.last().filter(|_| arrow.head)?;
    let area = picture.boxes[to].area;
    let inside = |value: f64, from: f64, to: f64| (from - SLACK..=to + SLACK).contains(&value);
    let near = |value: f64, edge: f64| (value - edge).abs() <= SLACK;
    let on_border = inside(x, area.x, area.right()) && (near(y, area.y) || near(y, area.bottom()))
        || inside(y, area.y, area.bottom()) && (near(x, area.x) || near(x, area.right()));
    let slanting =
        graph.nodes[to].kind == Kind::Decision && inside(x, area.x, area.right()) && inside(y, area.y, area.bottom());
    (!on_border && !slanting).then(|| format!("the head of edge {} is at {x} {y}, not at {area:?}", arrow.edge))
}

/// Whether a line, a rectangle without width or height, runs inside.
fn touches(line: Rectangle, area: Rectangle) -> bool {
    line.right() > area.x + SLACK
        && line.x + SLACK < area.right()
        && line.bottom() > area.y + SLACK
        && line.y + SLACK < area.bottom()
}

/// Arrows that run along each other, although they neither leave nor reach the same box.
fn shared_lines(graph: &Graph, picture: &Picture) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, one) in picture.arrows.iter().enumerate() {
        for other in &picture.arrows[at + 1..] {
            let (a, b) = (&graph.edges[one.edge], &graph.edges[other.edge]);
            if one.edge == other.edge || a.from == b.from || a.to == b.to {
                continue;
            }
            for first in one.points.windows(2) {
                for second in other.points.windows(2) {
                    if along(first, second) {
                        faults.push(format!(
                            "edges {} and {} run along each other: {first:?} {second:?}",
                            one.edge, other.edge
                        ));
                    }
                }
            }
        }
    }
    faults
}

fn along(one: &[(f64, f64)], other: &[(f64, f64)]) -> bool {
    let range = |a: f64, b: f64| (a.min(b), a.max(b));
    let common = |(a, b): (f64, f64), (c, d): (f64, f64)| b.min(d) - a.max(c) > 2.0;
    let upright = |line: &[(f64, f64)]| line[0].0 == line[1].0;
    if upright(one) && upright(other) {
        (one[0].0 - other[0].0).abs() < 1.0 && common(range(one[0].1, one[1].1), range(other[0].1, other[1].1))
    } else if !upright(one) && !upright(other) {
        (one[0].1 - other[0].1).abs() < 1.0 && common(range(one[0].0, one[1].0), range(other[0].0, other[1].0))
    } else {
        false
    }
}
