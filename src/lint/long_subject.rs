//! F0464: a subject that every phone cuts off. Values are counted as nothing and of two ways of an `{{ if }}` the shorter
//! one counts, so what is told is certain. The page says where the figure comes from.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;
use crate::syntax::ast::{EmailEntry, EmailEntryKind, Quoted, TemplatePiece};
use crate::syntax::parse_template;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a subject that the most generous of the usual mail programs on phones shows; a full-width character is two.
const PHONE_COLUMNS: usize = 48;

/// A subject that is too long for phones.
#[derive(Debug)]
struct LongSubject {
    columns: usize,
    /// It has values, which come on top.
    values: bool,
    /// What phones do not show, or the whole subject.
    span: Span,
}

impl Finding for LongSubject {
    const CODE: Code = Code(464);
    fn diagnose(&self) -> Diagnostic {
        let Self { columns, values, span } = *self;
        let wide = columns.div_ceil(2);
        let (more_en, more_ja) = if values { (" without its values", "、差し込む値を除く") } else { ("", "") };
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("a phone cuts this subject off: it has {columns} columns{more_en}"),
                format!("件名が長く、スマートフォンでは途中で切れます（全角{wide}文字分{more_ja}）"),
            ),
            span,
            Text::new("not shown on a phone", "スマートフォンでは見えません"),
        )
        .with_help(Text::new(
            format!(
                "keep it within {PHONE_COLUMNS} columns ({} full-width characters), the most important words first",
                PHONE_COLUMNS / 2
            ),
            format!("大事な言葉を先に置き、全角{}文字以内に収めてください", PHONE_COLUMNS / 2),
        ))
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for email in subject.emails {
        entries(&email.entries, found);
    }
}

fn entries(all: &[EmailEntry], found: &mut Vec<Diagnostic>) {
    for entry in all {
        match &entry.kind {
            EmailEntryKind::Subject(text) => found.extend(long(text).map(|long| long.diagnose())),
            EmailEntryKind::Variant { entries: inner, .. } => entries(inner, found),
            EmailEntryKind::Preheader(_)
            | EmailEntryKind::Sender(_)
            | EmailEntryKind::Link { .. }
            | EmailEntryKind::Body(_)
            | EmailEntryKind::BodyFile(_)
            | EmailEntryKind::Invitation(_)
            | EmailEntryKind::Trial(_)
            | EmailEntryKind::Junk => {}
        }
    }
}

fn long(text: &Quoted) -> Option<LongSubject> {
    let (pieces, _) = parse_template(text);
    let ruler = Ruler { japanese: text.text.chars().any(is_japanese) };
    let columns = ruler.shortest(&pieces);
    let values = pieces.iter().any(|piece| !matches!(piece, TemplatePiece::Text { .. }));
    let span = ruler.beyond(&pieces).map_or(text.span, |at| text.span_of(at..text.text.len()));
    (columns > PHONE_COLUMNS).then_some(LongSubject { columns, values, span })
}

/// Measures texts. Beside Japanese, marks such as `…` and `①` are as wide as the letters.
struct Ruler {
    japanese: bool,
}

impl Ruler {
    fn text(&self, text: &str) -> usize {
        if self.japanese { text.width_cjk() } else { text.width() }
    }

    fn shortest(&self, pieces: &[TemplatePiece]) -> usize {
        let piece = |piece: &TemplatePiece| match piece {
            TemplatePiece::Text { text, .. } => self.text(text),
            TemplatePiece::If { then, otherwise, .. } => self.shortest(then).min(self.shortest(otherwise)),
            TemplatePiece::Value { .. } | TemplatePiece::Each { .. } | TemplatePiece::Junk => 0,
        };
        pieces.iter().map(piece).sum()
    }

    /// Where the part begins that no phone shows, in bytes of the text. Nothing where there are two ways.
    fn beyond(&self, pieces: &[TemplatePiece]) -> Option<usize> {
        let mut columns = 0;
        for piece in pieces {
            match piece {
                TemplatePiece::Text { text, range } => {
                    for (at, one) in text.char_indices() {
                        let wide = if self.japanese { one.width_cjk() } else { one.width() };
                        columns += wide.unwrap_or(0);
                        if columns > PHONE_COLUMNS {
                            return Some(range.start + at);
                        }
                    }
                }
                TemplatePiece::Value { .. } => {}
                TemplatePiece::If { .. } | TemplatePiece::Each { .. } | TemplatePiece::Junk => return None,
            }
        }
        None
    }
}

const fn is_japanese(one: char) -> bool {
    matches!(one, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> usize {
        let end = u32::try_from(text.len()).unwrap();
        let span = Span::new(crate::source::FileId(0), 0, end);
        let quoted = Quoted { text: text.to_owned(), span, map: vec![(0, 0)] };
        let (pieces, _) = parse_template(&quoted);
        Ruler { japanese: text.chars().any(is_japanese) }.shortest(&pieces)
    }

    #[test]
    fn full_width_counts_two_values_nothing_and_of_two_ways_the_shorter() {
        assert_eq!(columns("Your guide"), 10);
        assert_eq!(columns("資料をお届けします…"), 20);
        assert_eq!(columns("A…"), 2);
        assert_eq!(columns("『{{ event.resource }}』です"), 8);
        assert_eq!(columns("{{ if lead.vip }}あいう{{ else }}あ{{ end }}か"), 4);
    }
}
