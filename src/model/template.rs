//! Texts with `{{ … }}`: every value in them must exist, must be showable, and must not be missing, for a hole in a mail
//! cannot be mended after it was sent.

use super::branches::Chain;
use super::checker::Checker;
use super::expression::{Gap, Rows, Scope, known_where};
use super::findings::Kind;
use super::findings::contents::EachOutsideBody;
use super::findings::templates::{CannotBeShown, MayBeMissing};
use super::shape::Piece;
use super::types::Type;
use crate::source::Spanned;
use crate::syntax::ast::{Name, Quoted, TemplatePiece};
use crate::syntax::parse_template_of;
use std::ops::Range;

impl Checker<'_> {
    /// Checks a text. `None` where it has a mistake, which has been reported.
    pub fn template(&mut self, text: &Quoted, scope: &Scope) -> Option<Vec<Piece>> {
        let fields: Vec<&str> = self.names.lead.keys().copied().collect();
        let (pieces, diagnostics) = parse_template_of(text, &fields);
        let broken = !diagnostics.is_empty();
        // A text that the parser lost its way in has its message already.
        if !self.damage.touches(text.span) {
            self.report.found.extend(diagnostics);
        }
        let scope = Scope { shown: true, ..scope.clone() };
        let checked = self.pieces(&pieces, &scope);
        checked.filter(|_| !broken)
    }

    fn pieces(&mut self, pieces: &[TemplatePiece], scope: &Scope) -> Option<Vec<Piece>> {
        // Every piece is checked, also after a bad one.
        let checked: Vec<Option<Piece>> = pieces.iter().map(|piece| self.piece(piece, scope)).collect();
        checked.into_iter().collect()
    }

    fn each(
        &mut self,
        content: &Name,
        at_most: Option<&Spanned<i64>>,
        body: &[TemplatePiece],
        range: &Range<usize>,
        scope: &Scope,
    ) -> Option<Piece> {
        if scope.rows != Rows::Body {
            self.report.add(&EachOutsideBody { inside: scope.rows != Rows::Nowhere, span: content.span });
            return None;
        }
        let known = self.resolve(Kind::Content, content);
        let most = at_most.map(|most| self.whole(most, 1));
        if !known {
            return None;
        }
        let body = self.pieces(body, &Scope { rows: Rows::Of(content.text.clone()), ..scope.clone() });
        let at_most = match most {
            Some(most) => Some(most?),
            None => None,
        };
        Some(Piece::Each { content: content.text.clone(), at_most, body: body?, range: range.clone() })
    }

    fn piece(&mut self, piece: &TemplatePiece, scope: &Scope) -> Option<Piece> {
        match piece {
            TemplatePiece::Text { text, range } => Some(Piece::Text { text: text.clone(), range: range.clone() }),
            TemplatePiece::Value { expression, range } => {
                let checked = self.expression(expression, scope, None)?;
                if !checked.kind.can_be_shown() {
                    self.report.add(&CannotBeShown { span: expression.span });
                    return None;
                }
                if let Some(Gap { span, path, kind }) = checked.gap {
                    let (whole, in_run) = (expression.span, scope.in_run);
                    self.report.add(&MayBeMissing { path: &path, kind, span, whole, in_run });
                    return None;
                }
                Some(Piece::Value { value: checked.value, url: checked.kind == Type::Url, range: range.clone() })
            }
            TemplatePiece::Each { content, at_most, body, range } => {
                self.each(content, at_most.as_ref(), body, range, scope)
            }
            TemplatePiece::If { .. } => self.text_choice(piece, scope, &mut Chain::default()),
            TemplatePiece::Junk => None,
        }
    }

    /// An `if`, and behind it the ones of its `else if`s.
    fn text_choice(&mut self, piece: &TemplatePiece, scope: &Scope, chain: &mut Chain) -> Option<Piece> {
        let TemplatePiece::If { condition, then, otherwise, range } = piece else { return self.piece(piece, scope) };
        let checked = self.chained(condition, scope, chain);
        let then = self.pieces(then, &scope.with_known(known_where(condition, true)));
        let scope = scope.with_known(known_where(condition, false));
        let otherwise = match otherwise.as_slice() {
            [only @ TemplatePiece::If { .. }] => self.text_choice(only, &scope, chain).map(|one| vec![one]),
            all => self.pieces(all, &scope),
        };
        Some(Piece::If { condition: checked?, then: then?, otherwise: otherwise?, range: range.clone() })
    }
}
