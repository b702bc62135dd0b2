//! SVG of a picture: one document that needs nothing else, readable on light and dark pages (it brings its own ground), on
//! paper, and by screen readers (title and description, a title for each box).

use super::measure::{Block, Line, Style, clean};
use super::place::{Arrow, PADDING, Picture, Placed, Rectangle, SIGN_WIDTH};
use crate::diagnostic::Language;
use crate::ir::graph::{Graph, Kind, Node};
use std::fmt::Write as _;

/// Fonts that usual systems have, Japanese ones first.
const FONTS: &str = "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic UI','Meiryo',system-ui,sans-serif";
/// The ground.
const GROUND: &str = "#ffffff";
/// Words.
const INK: &str = "#1b2733";
/// Small words.
const QUIET_INK: &str = "#4a5866";
/// Arrows.
const LINE: &str = "#5b6b7b";

/// Colours of a box: inside, border.
const fn colours(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Start => ("#e4f5ea", "#2f855a"),
        Kind::Mail | Kind::Message => ("#eaf2fd", "#2f6cb5"),
        Kind::Wait => ("#f4f6f8", "#7b8794"),
        Kind::Await => ("#f3edfb", "#7146b0"),
        Kind::Decision => ("#fff7da", "#9a6b00"),
        Kind::Action => ("#f1f4f7", "#5b6b7b"),
        Kind::Handoff => ("#fde7da", "#c2410c"),
        Kind::Scenario => ("#e2f4f3", "#0f766e"),
        Kind::Stop | Kind::End => ("#f4f6f8", "#5b6b7b"),
    }
}

/// The document.
pub(super) fn write(picture: &Picture, graph: &Graph, language: Language) -> String {
    let mut out = String::new();
    let (width, height) = (number(picture.width), number(picture.height));
    let lang = match language {
        Language::English => "en",
        Language::Japanese => "ja",
    };
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"title description\" xml:lang=\"{lang}\" lang=\"{lang}\" font-family=\"{FONTS}\" fill=\"{INK}\">"
        ),
    );
    put(&mut out, format_args!("<title id=\"title\">{}</title>", escape(graph.title.get(language))));
    put(&mut out, format_args!("<desc id=\"description\">{}</desc>", escape(&description(graph, language))));
    put(&mut out, format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>"));
    block(&mut out, &picture.heading.block, picture.heading.area.x, picture.heading.area.y, Anchor::Left);
    put(&mut out, format_args!("<g fill=\"none\" stroke=\"{LINE}\" stroke-width=\"1.5\">"));
    picture.arrows.iter().for_each(|one| arrow(&mut out, one));
    put(&mut out, format_args!("</g>"));
    put(&mut out, format_args!("<g fill=\"{LINE}\">"));
    picture.arrows.iter().filter(|one| one.head).for_each(|one| head(&mut out, one));
    put(&mut out, format_args!("</g>"));
    for (node, placed) in graph.nodes.iter().zip(&picture.boxes) {
        draw_box(&mut out, node, placed, language);
    }
    for label in &picture.labels {
        block(
            &mut out,
            &label.block,
            label.area.middle(),
            label.area.y + (label.area.height - label.block.height) / 2.0,
            Anchor::Middle,
        );
    }
    picture.asides.iter().for_each(|aside| draw_aside(&mut out, aside));
    out.push_str("</svg>\n");
    out
}

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = out.write_fmt(arguments);
    out.push('\n');
}

/// All boxes in words, for who cannot see them.
fn description(graph: &Graph, language: Language) -> String {
    let mut parts: Vec<String> = graph.documentation.iter().cloned().collect();
    for node in &graph.nodes {
        let (text, note) = (node.text.get(language), node.note.get(language));
        parts.push(if note.is_empty() { text.to_owned() } else { format!("{text} ({note})") });
    }
    parts.join(" / ")
}

fn draw_box(out: &mut String, node: &Node, placed: &Placed, language: Language) {
    let step = node.step.as_ref().map_or_else(String::new, |step| format!(" data-step=\"{}\"", escape(step)));
    put(out, format_args!("<g class=\"{}\"{step}>", class(node.kind)));
    let title = [node.text.get(language), node.note.get(language)].join("\n");
    put(out, format_args!("<title>{}</title>", escape(title.trim())));
    shape(out, node.kind, placed.area);
    let area = placed.area;
    let top = area.y + (area.height - placed.block.height) / 2.0;
    if has_sign(node.kind) {
        sign(out, node.kind, area.x + PADDING, area.y + area.height / 2.0);
        block(out, &placed.block, area.x + PADDING + SIGN_WIDTH, top, Anchor::Left);
    } else {
        block(out, &placed.block, area.middle(), top, Anchor::Middle);
    }
    put(out, format_args!("</g>"));
}

const fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Start => "start",
        Kind::Mail => "mail",
        Kind::Message => "message",
        Kind::Wait => "wait",
        Kind::Await => "await",
        Kind::Decision => "decision",
        Kind::Action => "action",
        Kind::Handoff => "handoff",
        Kind::Scenario => "scenario",
        Kind::Stop => "stop",
        Kind::End => "end",
    }
}

fn shape(out: &mut String, kind: Kind, area: Rectangle) {
    let (inside, border) = colours(kind);
    let Rectangle { x, y, width, height } = area;
    let half = height / 2.0;
    let rectangle = |radius: f64, thick: &str, dash: &str| {
        let (x, y, width, height, radius) = (number(x), number(y), number(width), number(height), number(radius));
        format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" fill=\"{inside}\" stroke=\"{border}\" stroke-width=\"{thick}\"{dash}/>"
        )
    };
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect();
        format!(
            "<polygon points=\"{}\" fill=\"{inside}\" stroke=\"{border}\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>",
            points.join(" ")
        )
    };
    let drawn = match kind {
        Kind::Start | Kind::Stop => rectangle(half.min(18.0), "1.5", ""),
        Kind::End => rectangle(half.min(18.0), "2.5", ""),
        Kind::Mail | Kind::Message | Kind::Action => rectangle(5.0, "1.5", ""),
        Kind::Wait => rectangle(half, "1", " stroke-dasharray=\"3 3\""),
        Kind::Handoff => rectangle(5.0, "2.5", ""),
        Kind::Scenario => {
            let inner = format!(
                "<path d=\"M{0} {1}V{2}M{3} {1}V{2}\" stroke=\"{border}\" stroke-width=\"1.5\"/>",
                number(x + 6.0),
                number(y),
                number(y + height),
                number(x + width - 6.0)
            );
            rectangle(2.0, "1.5", "") + &inner
        }
        Kind::Await => {
            let cut = half.min(16.0);
            polygon(&[
                (x, y + half),
                (x + cut, y),
                (x + width - cut, y),
                (x + width, y + half),
                (x + width - cut, y + height),
                (x + cut, y + height),
            ])
        }
        Kind::Decision => {
            polygon(&[(x + width / 2.0, y), (x + width, y + half), (x + width / 2.0, y + height), (x, y + half)])
        }
    };
    put(out, format_args!("{drawn}"));
}

const fn has_sign(kind: Kind) -> bool {
    match kind {
        Kind::Start | Kind::Mail | Kind::Message | Kind::Wait | Kind::Handoff | Kind::Scenario => true,
        Kind::Await | Kind::Decision | Kind::Action | Kind::Stop | Kind::End => false,
    }
}

/// A small sign, 18 pixels wide, its left middle at that place.
fn sign(out: &mut String, kind: Kind, x: f64, y: f64) {
    let path = match kind {
        // An envelope.
        Kind::Mail => "M0-6.5H18V6.5H0ZM0-6.5L9 1.5L18-6.5",
        // A speech bubble.
        Kind::Message => "M0-7.5H18V4.5H8.5L4 8.5V4.5H0Z",
        // A person.
        Kind::Handoff => "M9-8A3.8 3.8 0 1 1 8.99-8ZM1.5 8.5C1.5 3.5 4.5 2 9 2S16.5 3.5 16.5 8.5Z",
        // A clock.
        Kind::Wait => "M7-7A7 7 0 1 1 6.99-7ZM7-4V0L10 2",
        // A way on.
        Kind::Scenario => "M3 0H15M10-5L15 0L10 5",
        // A beginning.
        Kind::Start => "M4-7L15 0L4 7Z",
        Kind::Await | Kind::Decision | Kind::Action | Kind::Stop | Kind::End => return,
    };
    put(
        out,
        format_args!(
            "<path transform=\"translate({} {})\" d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>",
            number(x),
            number(y),
            colours(kind).1
        ),
    );
}

/// Where a text is held.
#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Left,
    Middle,
}

fn block(out: &mut String, block: &Block, x: f64, top: f64, anchor: Anchor) {
    let mut y = top;
    for line in &block.lines {
        let height = line.style.line_height();
        // The base line, a little above the lower end of the letters.
        put(out, format_args!("{}", text(line, x, y + height / 2.0 + line.style.size() * 0.36, anchor)));
        y += height;
    }
}

fn text(line: &Line, x: f64, base: f64, anchor: Anchor) -> String {
    let anchor = if anchor == Anchor::Middle { " text-anchor=\"middle\"" } else { "" };
    let look = match line.style {
        Style::Title => " font-weight=\"700\"".to_owned(),
        Style::Heading => format!(" font-weight=\"700\" fill=\"{QUIET_INK}\""),
        Style::Text => String::new(),
        Style::Note => format!(" fill=\"{QUIET_INK}\""),
    };
    let (x, base, size) = (number(x), number(base), number(line.style.size()));
    format!("<text x=\"{x}\" y=\"{base}\" font-size=\"{size}\"{anchor}{look}>{}</text>", escape(&line.text))
}

fn draw_aside(out: &mut String, aside: &Placed) {
    let Rectangle { x, y, width, height } = aside.area;
    put(
        out,
        format_args!(
            "<g class=\"aside\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"#fafbfc\" stroke=\"#9aa5b1\" stroke-dasharray=\"4 3\"/>",
            number(x),
            number(y),
            number(width),
            number(height)
        ),
    );
    block(out, &aside.block, x + PADDING, y + 9.0, Anchor::Left);
    put(out, format_args!("</g>"));
}

/// A line with rounded corners; it ends a little before the tip of its head.
fn arrow(out: &mut String, arrow: &Arrow) {
    const RADIUS: f64 = 6.0;
    let points = corners(&arrow.points);
    let mut path = String::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = *point;
        let around = at.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(at + 1));
        let Some((before, after)) = around else {
            let command = if at == 0 { 'M' } else { 'L' };
            let (right, down) = if at > 0 && arrow.head { direction(&points) } else { (0.0, 0.0) };
            let _ = write!(path, "{command}{} {}", number(x - 4.0 * right), number(y - 4.0 * down));
            continue;
        };
        let (from, to) = (toward(*point, *before, RADIUS), toward(*point, *after, RADIUS));
        let _ = write!(
            path,
            "L{} {}Q{} {} {} {}",
            number(from.0),
            number(from.1),
            number(x),
            number(y),
            number(to.0),
            number(to.1)
        );
    }
    let dash = if arrow.quiet { " stroke-dasharray=\"5 4\"" } else { "" };
    put(out, format_args!("<path d=\"{path}\"{dash}/>"));
}

/// Where the last part leads: right (1) or left (-1), and down (1) or up (-1).
fn direction(points: &[(f64, f64)]) -> (f64, f64) {
    let sign = |from: f64, to: f64| if from == to { 0.0 } else { (to - from).signum() };
    match points {
        [.., before, last] => (sign(before.0, last.0), sign(before.1, last.1)),
        _ => (0.0, 1.0),
    }
}

fn head(out: &mut String, arrow: &Arrow) {
    const LENGTH: f64 = 8.0;
    const HALF_WIDTH: f64 = 4.5;
    let Some((x, y)) = arrow.points.last() else { return };
    let (right, down) = direction(&corners(&arrow.points));
    let corner = |side: f64| {
        let (across, along) = (down * HALF_WIDTH * side, right * HALF_WIDTH * side);
        format!("{} {}", number(x - LENGTH * right + across), number(y - LENGTH * down + along))
    };
    put(out, format_args!("<path d=\"M{} {}L{}L{}Z\"/>", number(*x), number(*y), corner(-1.0), corner(1.0)));
}

/// The points at which the direction changes.
fn corners(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for point in points {
        if let [.., before, last] = kept.as_slice() {
            let straight = (before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1);
            if straight {
                kept.pop();
            }
        }
        if kept.last() != Some(point) {
            kept.push(*point);
        }
    }
    kept
}

/// The place `distance` from `from` towards `to`, at most half the way.
fn toward(from: (f64, f64), to: (f64, f64), distance: f64) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.abs() + dy.abs();
    if length == 0.0 {
        return from;
    }
    let part = (distance / length).min(0.5);
    (from.0 + dx * part, from.1 + dy * part)
}

/// A number of pixels with at most one digit behind the point.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths == tenths.trunc() { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for one in clean(text).chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as the Web Content Accessibility Guidelines 2.2 define them.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| {
            let part = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_and_borders_stand_out() {
        let kinds = [
            Kind::Start,
            Kind::Mail,
            Kind::Message,
            Kind::Wait,
            Kind::Await,
            Kind::Decision,
            Kind::Action,
            Kind::Handoff,
            Kind::Scenario,
            Kind::Stop,
            Kind::End,
        ];
        for kind in kinds {
            let (inside, border) = colours(kind);
            assert!(contrast(INK, inside) >= 7.0 && contrast(QUIET_INK, inside) >= 4.5, "{kind:?}");
            assert!(contrast(border, GROUND) >= 3.0 && contrast(border, inside) >= 3.0, "{kind:?}");
        }
        assert!(contrast(QUIET_INK, GROUND) >= 4.5 && contrast(LINE, GROUND) >= 4.5);
    }
}
