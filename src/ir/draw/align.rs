//! Places from left to right by Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): each place is put
//! below the middle of its neighbours where nothing is in the way, once from each of the four corners, and the four
//! results are averaged. Arrows that pass several levels stay straight.

use super::layout::Net;
use super::order::{Rows, places};
use std::collections::BTreeSet;

/// The middle of each place, in pixels. `apart` is the least distance of the middles of two places beside each other.
pub(super) fn middles(net: &Net, rows: &Rows, apart: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
    let conflicts = conflicts(net, rows);
    let mut four: Vec<Vec<f64>> = Vec::new();
    for upwards in [false, true] {
        for leftwards in [false, true] {
            let mut view = View::new(net, rows, upwards, leftwards);
            view.align(&conflicts);
            let found = view.compact(apart);
            four.push(if leftwards { found.into_iter().map(|middle| -middle).collect() } else { found });
        }
    }
    put_together(&mut four);
    (0..net.levels.len())
        .map(|place| {
            let mut middles: Vec<f64> = four.iter().filter_map(|one| one.get(place).copied()).collect();
            middles.sort_by(f64::total_cmp);
            match middles.as_slice() {
                [_, one, other, _] => f64::midpoint(*one, *other),
                _ => 0.0,
            }
        })
        .collect()
}

/// Moves the four results over the narrowest: those from the left by their left ends, those from the right by their right ends.
fn put_together(four: &mut [Vec<f64>]) {
    let ends = |middles: &[f64]| {
        let least = middles.iter().copied().fold(f64::INFINITY, f64::min);
        (least, middles.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    };
    let all: Vec<(f64, f64)> = four.iter().map(|middles| ends(middles)).collect();
    let width = |(left, right): &&(f64, f64)| right - left;
    let Some((left, right)) = all.iter().min_by(|one, other| width(one).total_cmp(&width(other))).copied() else {
        return;
    };
    for (at, (middles, own)) in four.iter_mut().zip(&all).enumerate() {
        let by = if at % 2 == 0 { left - own.0 } else { right - own.1 };
        middles.iter_mut().for_each(|middle| *middle += by);
    }
}

/// Links that cross an arrow that passes both levels: that one stays straight.
fn conflicts(net: &Net, rows: &Rows) -> BTreeSet<(usize, usize)> {
    let places = places(net, rows);
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); net.levels.len()];
    for (upper, lower) in net.links() {
        if let Some(above) = above.get_mut(lower) {
            above.push(upper);
        }
    }
    let above = |at: usize| above.get(at).map(Vec::as_slice).unwrap_or_default();
    let passes = |upper: usize, lower: usize| net.is_bend(upper) && net.is_bend(lower);
    let mut found = BTreeSet::new();
    for pair in rows.windows(2) {
        let [upper_row, row] = pair else { continue };
        let (mut left, mut done) = (0, 0);
        for (at, here) in row.iter().enumerate() {
            let straight = above(*here).iter().copied().find(|upper| passes(*upper, *here)).map(place);
            if straight.is_none() && at + 1 < row.len() {
                continue;
            }
            let right = straight.unwrap_or(upper_row.len());
            for lower in row.iter().take(at + 1).skip(done) {
                let crossing = above(*lower)
                    .iter()
                    .filter(|upper| !passes(**upper, *lower) && (place(**upper) < left || place(**upper) > right));
                found.extend(crossing.map(|upper| (*upper, *lower)));
            }
            (left, done) = (right, at + 1);
        }
    }
    found
}

/// The picture as seen from one corner: levels and places run away from it.
struct View {
    rows: Rows,
    places: Vec<usize>,
    /// Neighbours on the level before, from the near side.
    before: Vec<Vec<usize>>,
    upwards: bool,
    /// The first place of the block that each belongs to.
    root: Vec<usize>,
}

impl View {
    fn new(net: &Net, rows: &Rows, upwards: bool, leftwards: bool) -> Self {
        let turned = |row: &Vec<usize>| if leftwards { row.iter().rev().copied().collect() } else { row.clone() };
        let mut rows: Rows = rows.iter().map(turned).collect();
        if upwards {
            rows.reverse();
        }
        let places = places(net, &rows);
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); net.levels.len()];
        for (upper, lower) in net.links() {
            let (one, other) = if upwards { (lower, upper) } else { (upper, lower) };
            if let Some(before) = before.get_mut(other) {
                before.push(one);
            }
        }
        for list in &mut before {
            list.sort_by_key(|place| places.get(*place).copied());
        }
        Self { rows, places, before, upwards, root: (0..net.levels.len()).collect() }
    }

    fn root(&self, place: usize) -> usize {
        self.root.get(place).copied().unwrap_or(place)
    }

    /// Makes blocks: a place joins that of its middle neighbour before, unless another beside it would cross the way there.
    fn align(&mut self, conflicts: &BTreeSet<(usize, usize)>) {
        let mut goes_on = vec![false; self.root.len()];
        for row in &self.rows {
            // Neighbours before this one are taken or passed.
            let mut free = 0;
            for here in row {
                let neighbours = self.before.get(*here).map(Vec::as_slice).unwrap_or_default();
                let Some(last) = neighbours.len().checked_sub(1) else { continue };
                for middle in [last / 2, last.div_ceil(2)] {
                    let Some(neighbour) = neighbours.get(middle).copied() else { continue };
                    let link = if self.upwards { (*here, neighbour) } else { (neighbour, *here) };
                    let place = self.places.get(neighbour).copied().unwrap_or_default();
                    if self.root.get(*here) != Some(here) || conflicts.contains(&link) || place < free {
                        continue;
                    }
                    let taken = goes_on.get_mut(neighbour).is_none_or(|taken| std::mem::replace(taken, true));
                    if taken {
                        continue;
                    }
                    free = place + 1;
                    let root = self.root.get(neighbour).copied().unwrap_or(neighbour);
                    if let Some(own) = self.root.get_mut(*here) {
                        *own = root;
                    }
                }
            }
        }
    }

    /// Puts the blocks as near to the corner's side as they may stand, then each towards those that follow it.
    fn compact(&self, apart: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        let mut after: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.root.len()];
        let mut missing = vec![0_usize; self.root.len()];
        for pair in self.rows.iter().flat_map(|row| row.windows(2)) {
            let [near, far] = pair else { continue };
            let (block, next) = (self.root(*near), self.root(*far));
            if let (Some(after), Some(missing)) = (after.get_mut(block), missing.get_mut(next)) {
                after.push((next, apart(*near, *far)));
                *missing += 1;
            }
        }
        let mut middles = vec![0.0_f64; self.root.len()];
        let mut ready: Vec<usize> =
            (0..self.root.len()).filter(|at| self.root(*at) == *at && missing.get(*at) == Some(&0)).collect();
        let mut order = Vec::new();
        while let Some(block) = ready.pop() {
            order.push(block);
            let middle = middles.get(block).copied().unwrap_or_default();
            for (next, distance) in after.get(block).into_iter().flatten() {
                if let (Some(place), Some(missing)) = (middles.get_mut(*next), missing.get_mut(*next)) {
                    *place = place.max(middle + distance);
                    *missing -= 1;
                    if *missing == 0 {
                        ready.push(*next);
                    }
                }
            }
        }
        for block in order.iter().rev() {
            let following = after.get(*block).into_iter().flatten();
            let room = following
                .filter_map(|(next, distance)| Some(middles.get(*next)? - distance))
                .fold(f64::INFINITY, f64::min);
            if let Some(middle) = middles.get_mut(*block).filter(|_| room.is_finite()) {
                *middle = middle.max(room);
            }
        }
        (0..self.root.len()).map(|place| middles.get(self.root(place)).copied().unwrap_or_default()).collect()
    }
}
