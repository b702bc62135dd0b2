//! Levels and arrows. Boxes and words stand on levels; between two levels there is a gap in which arrows run sideways, each
//! on a track of its own or shared by arrows that leave or reach the same box. On a level arrows run straight down beside the
//! boxes. So no arrow can cut through a box or through words.

use super::layout::{Columns, Size};
use super::place::{Arrow, Rectangle, Route};
use crate::ir::graph::{Graph, Kind};
use std::collections::BTreeMap;

/// Between tracks, in pixels.
const TRACK: f64 = 9.0;
/// Least distance from a level to a track, in pixels.
const BEFORE_TRACK: f64 = 10.0;
/// The same where a head comes, in pixels.
const BEFORE_HEAD: f64 = 18.0;
/// Tracks may be shared by runs this far apart, in pixels.
const APART: f64 = 12.0;
/// Arrows this near to straight are made straight, in pixels.
const NEARLY_STRAIGHT: f64 = 18.0;

/// Places of all items, and all arrows.
pub(super) fn route(
    graph: &Graph,
    sizes: &[Size],
    routes: &[Route],
    columns: &Columns,
) -> (Vec<Rectangle>, Vec<Arrow>) {
    let paths = paths(graph, sizes, routes, columns);
    let gaps: Vec<Gap> = (0..columns.levels).map(|level| Gap::new(level, routes, columns, &paths)).collect();
    let mut tops = Vec::new();
    let mut y = 0.0;
    for (level, gap) in gaps.iter().enumerate() {
        let on_level = columns.items.iter().zip(sizes).filter(|((at, _), _)| *at == level);
        let height = on_level.map(|(_, size)| size.height).fold(0.0, f64::max);
        tops.push((y, height));
        y += height + gap.height;
    }
    let areas: Vec<Rectangle> = columns
        .items
        .iter()
        .zip(sizes)
        .map(|((level, middle), size)| {
            let (top, height) = tops.get(*level).copied().unwrap_or_default();
            let (x, y) = (middle - size.width / 2.0, top + (height - size.height) / 2.0);
            Rectangle { x, y, width: size.width, height: size.height }
        })
        .collect();
    let lines = Lines { graph, areas: &areas, tops: &tops, gaps: &gaps, columns };
    let arrows = routes.iter().zip(&paths).enumerate().map(|(at, (route, path))| lines.arrow(at, route, path));
    let arrows = arrows.collect();
    (areas, arrows)
}

/// For each hop where it is from left to right at each level, with the places at its ends where it leaves and enters.
fn paths(graph: &Graph, sizes: &[Size], routes: &[Route], columns: &Columns) -> Vec<Vec<f64>> {
    let mut leaving: BTreeMap<usize, usize> = BTreeMap::new();
    let mut entering: BTreeMap<usize, usize> = BTreeMap::new();
    for route in routes {
        *leaving.entry(route.hop.upper).or_default() += 1;
        *entering.entry(route.hop.lower).or_default() += 1;
    }
    let single = |counts: &BTreeMap<usize, usize>, item: usize| counts.get(&item) == Some(&1);
    let mut paths = columns.hops.clone();
    for (route, path) in routes.iter().zip(&mut paths) {
        if route.hop.back {
            move_aside(graph, sizes, route, path);
            continue;
        }
        // Where arrows lead back, the middle stays free of them.
        let led_back = |item: usize| {
            routes.iter().any(|other| other.hop.back && [other.hop.upper, other.hop.lower].contains(&item))
        };
        let room = |item: usize| match graph.nodes.get(item).map(|node| node.kind) {
            Some(Kind::Decision | Kind::End) | None => false,
            Some(_) if led_back(item) => false,
            Some(_) => sizes.get(item).is_some_and(|size| size.width > 4.0 * NEARLY_STRAIGHT),
        };
        straighten(
            path,
            single(&leaving, route.hop.upper) && room(route.hop.upper),
            single(&entering, route.hop.lower) && room(route.hop.lower),
        );
    }
    part_swapped(&mut paths, routes, columns);
    paths
}

/// Two arrows that change places below a level would run along each other there, whichever has the upper track: one of them
/// sets out a little aside, towards where it goes.
fn part_swapped(paths: &mut [Vec<f64>], routes: &[Route], columns: &Columns) {
    /// In pixels.
    const ASIDE: f64 = 8.0;
    let same = |one: f64, other: f64| (one - other).abs() < 2.0;
    for level in 0..columns.levels {
        let run = |(hop, (route, path)): (usize, (&Route, &Vec<f64>))| {
            let place = level.checked_sub(columns.items.get(route.hop.upper)?.0)?;
            Some((place, Run { hop, from: *path.get(place)?, to: *path.get(place + 1)? }))
        };
        let runs: Vec<(usize, Run)> = routes.iter().zip(paths.iter()).enumerate().filter_map(run).collect();
        for (number, (_, one)) in runs.iter().enumerate().filter(|(_, (_, one))| !same(one.from, one.to)) {
            for (place, other) in runs.iter().skip(number + 1) {
                if same(one.from, other.to)
                    && same(one.to, other.from)
                    && let Some(from) = paths.get_mut(other.hop).and_then(|path| path.get_mut(*place))
                {
                    *from += ASIDE * (other.to - other.from).signum();
                }
            }
        }
    }
}

/// Moves an end of a path over the next place of it where they are nearly above each other.
fn straighten(path: &mut [f64], first: bool, last: bool) {
    let near = |one: f64, other: f64| (one - other).abs() <= NEARLY_STRAIGHT;
    if let [from, next, ..] = path
        && first
        && near(*from, *next)
    {
        *from = *next;
    } else if let [.., before, to] = path
        && last
        && near(*before, *to)
    {
        *to = *before;
    }
}

/// Arrows that lead back leave and enter boxes beside the middle, where the arrows that lead on are.
fn move_aside(graph: &Graph, sizes: &[Size], route: &Route, path: &mut [f64]) {
    /// Least distance from the middle, in pixels.
    const LEAST: f64 = 14.0;
    /// Part of the width, and the most in pixels.
    const PART: f64 = 0.28;
    const MOST: f64 = 44.0;
    // How far from the middle an arrow may touch the item, and how far it would best do so; words have one place only.
    let reach = |item: usize| {
        let width = sizes.get(item).map_or(0.0, |size| size.width);
        if item < graph.nodes.len() { (width * 0.36, (width * PART).min(MOST).round()) } else { (0.0, 0.0) }
    };
    let place = |item: usize, middle: f64, next: f64| {
        let (most, best) = reach(item);
        let away = (next - middle).abs();
        if most == 0.0 {
            middle
        } else if (LEAST..=most).contains(&away) {
            next
        } else if next < middle {
            middle - best
        } else {
            middle + best
        }
    };
    let (upper, lower) = (route.hop.upper, route.hop.lower);
    if let [from, to] = path
        && reach(upper).0 > 0.0
        && reach(lower).0 > 0.0
    {
        let shared = from.max(*to) + LEAST.max(reach(upper).1.min(reach(lower).1));
        let fits = |middle: f64, item| shared - middle <= reach(item).0;
        if fits(*from, upper) && fits(*to, lower) {
            (*from, *to) = (shared, shared);
            return;
        }
    }
    if let [from, next, ..] = path {
        *from = place(upper, *from, *next);
    }
    if let [.., before, to] = path {
        *to = place(lower, *to, *before);
    }
}

/// The room below a level.
struct Gap {
    /// Height in pixels.
    height: f64,
    /// How far below the level the track of each hop is, in pixels.
    tracks: BTreeMap<usize, f64>,
}

/// A run sideways in a gap.
#[derive(Debug, Clone, Copy)]
struct Run {
    hop: usize,
    from: f64,
    to: f64,
}

/// Runs that share a track.
#[derive(Debug, Clone)]
struct Group {
    runs: Vec<Run>,
    left: f64,
    right: f64,
}

impl Gap {
    fn new(level: usize, routes: &[Route], columns: &Columns, paths: &[Vec<f64>]) -> Self {
        let mut groups: BTreeMap<(u8, usize), Group> = BTreeMap::new();
        let (mut above, mut below) = (BEFORE_TRACK, BEFORE_TRACK);
        let mut used = false;
        for (at, (route, path)) in routes.iter().zip(paths).enumerate() {
            let top = columns.items.get(route.hop.upper).map_or(0, |item| item.0);
            let Some(place) = level.checked_sub(top) else { continue };
            let (Some(from), Some(to)) = (path.get(place).copied(), path.get(place + 1).copied()) else { continue };
            used = true;
            let (first, last) = (place == 0, place + 2 == path.len());
            if route.head && route.hop.back && first {
                above = BEFORE_HEAD;
            }
            if route.head && !route.hop.back && last {
                below = BEFORE_HEAD;
            }
            if (from - to).abs() < 0.5 {
                continue;
            }
            let alone =
                routes.iter().filter(|other| !other.hop.back && other.hop.upper == route.hop.upper).count() == 1;
            let key = match (route.hop.back, first && !(alone && last), last) {
                (false, true, _) => (0, route.hop.upper),
                (false, false, true) => (2, route.hop.lower),
                (true, _, _) | (false, false, false) => (1, at),
            };
            let run = Run { hop: at, from, to };
            let (left, right) = (from.min(to), from.max(to));
            let group = groups.entry(key).or_insert_with(|| Group { runs: Vec::new(), left, right });
            group.runs.push(run);
            group.left = group.left.min(left);
            group.right = group.right.max(right);
        }
        let groups: Vec<Group> = groups.into_values().collect();
        let (numbers, most) = numbers(&groups);
        let mut tracks = BTreeMap::new();
        for (group, number) in groups.iter().zip(numbers) {
            for run in &group.runs {
                tracks.insert(run.hop, above + TRACK * number);
            }
        }
        let height = if used { above + TRACK * most + below } else { 0.0 };
        Self { height, tracks }
    }
}

/// The number of each group's track, and the highest.
fn numbers(groups: &[Group]) -> (Vec<f64>, f64) {
    let order = from_above(groups);
    let mut numbers = vec![0.0; groups.len()];
    let mut most = 0.0_f64;
    for (done, at) in order.iter().enumerate() {
        let Some(group) = groups.get(*at) else { continue };
        let earlier = order.iter().take(done).filter_map(|other| {
            let known = groups.get(*other)?;
            let touch = known.left < group.right + APART && group.left < known.right + APART;
            touch.then(|| numbers.get(*other).copied().unwrap_or_default() + 1.0)
        });
        let number = earlier.fold(0.0, f64::max);
        if let Some(slot) = numbers.get_mut(*at) {
            *slot = number;
        }
        most = most.max(number);
    }
    (numbers, most)
}

/// The groups from the uppermost track to the lowest. Next comes always the one that may stand above all the rest with the
/// fewest lines on each other, then with the fewest crossings, then the first.
fn from_above(groups: &[Group]) -> Vec<usize> {
    let mut rest: Vec<usize> = (0..groups.len()).collect();
    let mut order = Vec::with_capacity(groups.len());
    let cost = |at: usize, rest: &[usize]| {
        let here = groups.get(at)?;
        let others = rest.iter().filter(|other| **other != at).filter_map(|other| groups.get(*other));
        Some(others.fold((0, 0), |(along, crossed), other| {
            (along + on_each_other(here, other), crossed + crossings(here, other) - crossings(other, here))
        }))
    };
    while let Some(next) = rest.iter().copied().min_by_key(|at| cost(*at, &rest)) {
        rest.retain(|other| *other != next);
        order.push(next);
    }
    order
}

/// How many crossings there are with one group's track above the other's.
fn crossings(above: &Group, below: &Group) -> i32 {
    let inside = |group: &Group, x: f64| i32::from(group.left < x && x < group.right);
    let down: i32 = above.runs.iter().map(|run| inside(below, run.to)).sum();
    let up: i32 = below.runs.iter().map(|run| inside(above, run.from)).sum();
    down + up
}

/// How many upright lines would lie on each other with one group's track above the other's.
fn on_each_other(above: &Group, below: &Group) -> usize {
    let same = |one: &Run| below.runs.iter().filter(|other| (one.to - other.from).abs() < 2.0).count();
    above.runs.iter().map(same).sum()
}

/// What arrows are drawn between.
struct Lines<'p> {
    graph: &'p Graph,
    areas: &'p [Rectangle],
    tops: &'p [(f64, f64)],
    gaps: &'p [Gap],
    columns: &'p Columns,
}

impl Lines<'_> {
    fn arrow(&self, at: usize, route: &Route, path: &[f64]) -> Arrow {
        let level = self.columns.items.get(route.hop.upper).map_or(0, |item| item.0);
        let first = path.first().copied().unwrap_or_default();
        let mut points = vec![(first, self.edge_of(route.hop.upper, first, true))];
        for (place, pair) in path.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let gap = self.gaps.get(level + place);
            if let Some(track) = gap.and_then(|gap| gap.tracks.get(&at)) {
                let (top, height) = self.tops.get(level + place).copied().unwrap_or_default();
                let y = top + height + track;
                points.push((*from, y));
                points.push((*to, y));
            }
        }
        let last = path.last().copied().unwrap_or_default();
        points.push((last, self.edge_of(route.hop.lower, last, false)));
        if route.hop.back {
            points.reverse();
        }
        let quiet = self.graph.edges.get(route.edge).is_some_and(|edge| edge.quiet);
        Arrow { edge: route.edge, points, head: route.head, quiet }
    }

    /// Where an arrow at `x` touches an item: its lower edge or its upper one, which slants in a diamond.
    fn edge_of(&self, item: usize, x: f64, lower: bool) -> f64 {
        let area = self.areas.get(item).copied().unwrap_or_default();
        let slant = match self.graph.nodes.get(item).map(|node| node.kind) {
            Some(Kind::Decision) if area.width > 0.0 => (x - area.middle()).abs() / area.width * area.height,
            Some(_) | None => 0.0,
        };
        if lower { area.bottom() - slant } else { area.y + slant }
    }
}
