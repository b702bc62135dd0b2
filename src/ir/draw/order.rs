//! Which place stands left of which on each level. A marketer reads branches from left to right as they are written, so
//! their order is kept where it crosses no more arrows than what dagre has found.

use super::layout::{Hop, Net};
use std::collections::BTreeMap;

/// Places of each level, from left to right.
pub(super) type Rows = Vec<Vec<usize>>;

/// The order with the fewest crossings; of equal ones that which reads most like the source.
pub(super) fn best(net: &Net, hops: &[Hop], middles: &[f64]) -> Rows {
    let mirrored: Vec<f64> = middles.iter().map(|middle| -middle).collect();
    let candidates =
        [written(net, hops, true), written(net, hops, false), by_middles(net, middles), by_middles(net, &mirrored)];
    let scored = candidates.into_iter().map(|rows| {
        let places = places(net, &rows);
        ((crossings(net, &places), against_reading(net, hops, &places)), rows)
    });
    scored.min_by_key(|(score, _)| *score).map(|(_, rows)| rows).unwrap_or_default()
}

/// Each place where a walk from the first items comes by it, branch by branch. Arrows that lead back go before or behind the
/// others of their item.
fn written(net: &Net, hops: &[Hop], back_first: bool) -> Rows {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); net.levels.len()];
    let mut is_reached = vec![false; net.levels.len()];
    for back in [back_first, !back_first] {
        for (_, chain) in hops.iter().zip(&net.chains).filter(|(hop, _)| hop.back == back) {
            for pair in chain.windows(2) {
                let [upper, lower] = pair else { continue };
                if let (Some(next), Some(reached)) = (next.get_mut(*upper), is_reached.get_mut(*lower)) {
                    next.push(*lower);
                    *reached = true;
                }
            }
        }
    }
    let mut rows: Rows = vec![Vec::new(); net.height];
    let mut seen = vec![false; net.levels.len()];
    let firsts = (0..net.items).filter(|item| is_reached.get(*item) == Some(&false));
    let mut waiting: Vec<usize> = firsts.rev().collect();
    while let Some(place) = waiting.pop() {
        if seen.get_mut(place).is_none_or(|seen| std::mem::replace(seen, true)) {
            continue;
        }
        if let Some(row) = net.levels.get(place).and_then(|level| rows.get_mut(*level)) {
            row.push(place);
        }
        waiting.extend(next.get(place).into_iter().flatten().rev());
    }
    rows
}

fn by_middles(net: &Net, middles: &[f64]) -> Rows {
    let mut rows: Rows = vec![Vec::new(); net.height];
    for (place, level) in net.levels.iter().enumerate() {
        if let Some(row) = rows.get_mut(*level) {
            row.push(place);
        }
    }
    let middle = |place: usize| middles.get(place).copied().unwrap_or_default();
    for row in &mut rows {
        row.sort_by(|one, other| middle(*one).total_cmp(&middle(*other)));
    }
    rows
}

/// The number of each place on its level, from the left.
pub(super) fn places(net: &Net, rows: &Rows) -> Vec<usize> {
    let mut places = vec![0; net.levels.len()];
    for (number, place) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        if let Some(slot) = places.get_mut(*place) {
            *slot = number;
        }
    }
    places
}

/// How many links cross.
fn crossings(net: &Net, places: &[usize]) -> usize {
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let mut between: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (upper, lower) in net.links() {
        let level = net.levels.get(upper).copied().unwrap_or_default();
        between.entry(level).or_default().push((place(upper), place(lower)));
    }
    let count = |mut links: Vec<(usize, usize)>| {
        links.sort_unstable();
        let mut ends: Vec<usize> = links.into_iter().map(|(_, lower)| lower).collect();
        inversions(&mut ends)
    };
    between.into_values().map(count).sum()
}

/// How many pairs stand the wrong way round; sorts the numbers by merging.
fn inversions(numbers: &mut [usize]) -> usize {
    if numbers.len() < 2 {
        return 0;
    }
    let (left, right) = numbers.split_at_mut(numbers.len() / 2);
    let mut found = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut ones, mut others) = (left.iter().peekable(), right.iter().peekable());
    loop {
        match (ones.peek(), others.peek()) {
            (Some(one), Some(other)) if one > other => {
                found += ones.len();
                merged.extend(others.next());
            }
            (Some(_), _) => merged.extend(ones.next()),
            (None, Some(_)) => merged.extend(others.next()),
            (None, None) => break,
        }
    }
    numbers.copy_from_slice(&merged);
    found
}

/// How many pairs of ways out of one item stand against the order in which they are written.
fn against_reading(net: &Net, hops: &[Hop], places: &[usize]) -> usize {
    let mut leaving: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (hop, chain) in hops.iter().zip(&net.chains).filter(|(hop, _)| !hop.back) {
        let Some(first) = chain.get(1) else { continue };
        let level = net.levels.get(*first).copied().unwrap_or_default();
        leaving.entry((hop.upper, level)).or_default().extend(places.get(*first));
    }
    leaving.into_values().map(|mut ways| inversions(&mut ways)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_the_wrong_way_round_are_counted() {
        for (mut numbers, count) in
            [(vec![], 0), (vec![1, 2, 3], 0), (vec![3, 2, 1], 3), (vec![2, 2, 1], 2), (vec![1, 3, 2, 0], 4)]
        {
            assert_eq!(inversions(&mut numbers), count);
            assert!(numbers.is_sorted());
        }
    }
}
