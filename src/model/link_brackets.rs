//! Links of bodies whose brackets Markdown does not take: `［words］（guide）` with brackets of the input method, all of them or one,
//! and `[words] (guide)` with a blank between. Readers would see the brackets instead of a link.

use super::address::has_web_scheme;
use super::checker::Checker;
use super::findings::mail::WideLinkBrackets;
use crate::source::Span;
use crate::syntax::ast::Quoted;

/// What is typed for `[`, and for `]` in the same order.
const OPENING: [char; 3] = ['[', '［', '【'];
const CLOSING: [char; 3] = [']', '］', '】'];

/// How far before its closing bracket the words of a link are looked for, in characters: nobody writes longer ones.
const LONGEST_WORDS: usize = 500;

/// The brackets of something that looks like a link, in bytes of the body.
struct Brackets<'t> {
    close: (usize, char),
    /// From the bracket that closes the words to the one that opens the target: blanks.
    gap: &'t str,
    open_target: (usize, char),
    target: &'t str,
    close_target: (usize, char),
}

impl Checker<'_> {
    /// True where a link with such brackets was reported.
    pub fn wide_link(&mut self, text: &Quoted, links: &[(String, Span)]) -> bool {
        let mut found = false;
        for (at, close) in text.text.match_indices(CLOSING) {
            let Some(link) = close.chars().next().and_then(|close| brackets(&text.text, (at, close))) else { continue };
            let is_link = links.iter().any(|(name, _)| name == link.target.trim());
            // `【お知らせ】（https://…）` and `[1] (https://…)` are prose as well.
            let is_prose = !link.gap.is_empty() || link.close.1 == '】';
            if !is_link && (is_prose || !has_web_scheme(link.target.trim())) {
                continue;
            }
            let Some(open) = text.text.get(..at).and_then(opening) else { continue };
            let wide: Vec<(Span, char)> = [open, link.close, link.open_target, link.close_target]
                .into_iter()
                .filter(|(_, mark)| !mark.is_ascii())
                .map(|(at, mark)| (text.span_of(at..at + mark.len_utf8()), mark))
                .collect();
            let gap_at = link.close.0 + link.close.1.len_utf8();
            let gap = (!link.gap.is_empty()).then(|| text.span_of(gap_at..gap_at + link.gap.len()));
            if let Some(span) = wide.first().map(|(span, _)| *span).or(gap) {
                self.report.add(&WideLinkBrackets { span, brackets: wide, gap });
                found = true;
            }
        }
        found
    }
}

/// The brackets around the one that closes the words of a link.
fn brackets(text: &str, close: (usize, char)) -> Option<Brackets<'_>> {
    let behind = text.get(close.0 + close.1.len_utf8()..)?;
    let rest = behind.trim_start_matches([' ', '\u{3000}']);
    let gap = behind.get(..behind.len() - rest.len())?;
    let open_target = rest.chars().next().filter(|one| matches!(one, '(' | '（'))?;
    let open_at = text.len() - rest.len();
    let inside = rest.get(open_target.len_utf8()..)?;
    let length = inside.find([')', '）', '\n'])?;
    let (target, behind) = inside.split_at(length);
    let close_target = behind.chars().next().filter(|one| *one != '\n')?;
    Some(Brackets {
        close,
        gap,
        open_target: (open_at, open_target),
        target,
        close_target: (open_at + open_target.len_utf8() + length, close_target),
    })
}

/// The last bracket that is still open at the end of a text, on its last line.
fn opening(before: &str) -> Option<(usize, char)> {
    let mut closed = 0_usize;
    for (at, one) in before.char_indices().rev().take(LONGEST_WORDS).take_while(|(_, one)| *one != '\n') {
        if CLOSING.contains(&one) {
            closed += 1;
        } else if OPENING.contains(&one) {
            match closed.checked_sub(1) {
                Some(left) => closed = left,
                None => return Some((at, one)),
            }
        }
    }
    None
}
