//! Notes on what holds at any time: beside the graph where it leaves room, else above it.

use super::measure::{Block, Style};
use super::place::{PADDING, Placed, Rectangle};
use crate::diagnostic::Language;
use crate::ir::graph::Graph;

/// Width of the notes beside, in pixels.
const WIDTH: f64 = 256.0;
/// Between graph and notes, in pixels.
const DISTANCE: f64 = 40.0;
/// Between notes, in pixels.
const BETWEEN: f64 = 12.0;
/// Notes stand above the graph where they would make the picture wider than this, in pixels.
const NARROW: f64 = 1_200.0;

fn blocks(graph: &Graph, language: Language) -> Vec<Block> {
    let inner = WIDTH - 2.0 * PADDING;
    let of = |aside: &crate::ir::graph::Aside| {
        let mut block = Block::wrapped(aside.heading.get(language), Style::Heading, inner, 2);
        for line in &aside.lines {
            block.add(Block::filled(&format!("• {}", line.get(language)), Style::Note, inner, 6));
        }
        block
    };
    graph.asides.iter().map(of).collect()
}

/// The notes of a graph whose parts take these rooms, between `left` and `right` and from `top` down, all in pixels: below each
/// other where the graph leaves room, at its right or at its left; else beside each other above it. Returns
/// whether they stand beside it, in its own measures; those above it begin at 0 from the top.
pub(super) fn placed(
    graph: &Graph,
    language: Language,
    rooms: &[Rectangle],
    (left, right): (f64, f64),
    top: f64,
) -> (Vec<Placed>, bool) {
    let blocks = blocks(graph, language);
    let heights: Vec<f64> = blocks.iter().map(|block| block.height + 18.0).collect();
    let bottom = heights.iter().map(|height| height + BETWEEN).fold(top, |sum, height| sum + height);
    let beside = || rooms.iter().filter(|room| room.y < bottom);
    let at_right = beside().map(|room| room.right()).fold(f64::NEG_INFINITY, f64::max).max(left) + DISTANCE;
    let at_left = beside().map(|room| room.x).fold(f64::INFINITY, f64::min) - DISTANCE - WIDTH;
    let column = if at_right + WIDTH <= right {
        // At the edge, where it is calm.
        Some(right - WIDTH)
    } else if at_left >= left {
        Some(left)
    } else {
        (at_right + WIDTH - left <= NARROW).then_some(at_right)
    };
    let areas = match column {
        Some(x) => stacked(&heights, &[x], top),
        None => stacked(&heights, &beside_each_other(left, right), 0.0),
    };
    let asides = areas.into_iter().zip(blocks).map(|(area, block)| Placed { area, block });
    (asides.collect(), column.is_some())
}

/// Left edges of as many columns of notes as a width holds, but at least two.
fn beside_each_other(left: f64, right: f64) -> Vec<f64> {
    let step = WIDTH + BETWEEN;
    let mut columns = vec![left, left + step];
    while let Some(last) = columns.last().filter(|last| *last + step + WIDTH <= right) {
        columns.push(last + step);
    }
    columns
}

/// Notes in columns, each where most room is left above.
fn stacked(heights: &[f64], columns: &[f64], top: f64) -> Vec<Rectangle> {
    let mut ends: Vec<(f64, f64)> = columns.iter().map(|x| (*x, top)).collect();
    let place = |height: &f64| {
        let (x, y) = ends.iter_mut().min_by(|one, other| one.1.total_cmp(&other.1))?;
        let area = Rectangle { x: *x, y: *y, width: WIDTH, height: *height };
        *y = area.bottom() + BETWEEN;
        Some(area)
    };
    heights.iter().filter_map(place).collect()
}
