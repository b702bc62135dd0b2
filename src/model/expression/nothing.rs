//! Comparisons with nothing: `lead.title == ""`, `リード.役職 == 空`. A value that is missing equals nothing, so such a condition would
//! never hold; that it is missing is asked in other words.

use super::Scope;
use super::path::{bare_word, written};
use crate::ir;
use crate::model::checker::Checker;
use crate::model::findings::nothing::{ComparedWithNothing, EmptyText, SetToNothing};
use crate::model::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ExpressionKind};
use crate::syntax::missing_meant;

impl Checker<'_> {
    /// What is left of a comparison with nothing: `Some` where all is said about it.
    pub(super) fn compared_with_nothing(
        &mut self,
        left: &ast::Expression,
        comparison: ast::Comparison,
        right: &ast::Expression,
        scope: &Scope,
    ) -> Option<Option<ir::Expression>> {
        let equal = match comparison {
            ast::Comparison::Equal => true,
            ast::Comparison::NotEqual => false,
            ast::Comparison::Less
            | ast::Comparison::LessOrEqual
            | ast::Comparison::Greater
            | ast::Comparison::GreaterOrEqual => return None,
        };
        let empty = matches!(&right.kind, ExpressionKind::Text(text) if text.text.trim().is_empty());
        let word = if empty { "" } else { bare_word(right)?.text.as_str() };
        let (missing, sure) = if empty { (true, true) } else { missing_meant(word)? };
        let path = written(left);
        if !path.contains('.') || self.damage.mentions(word) {
            return None;
        }
        let Some(checked) = self.expression(left, scope, None) else { return Some(None) };
        let optional = checked.gap.is_some() || scope.known.contains(&path);
        let is_text = checked.kind.is_text() && !matches!(checked.kind, Type::OneOf(_));
        let own = matches!(&checked.kind, Type::OneOf(values) if values.iter().any(|value| value == word));
        if own || checked.kind == Type::Unknown || empty && is_text && !optional {
            return None;
        }
        let whole = Span::new(right.span.file, left.span.end, right.span.end);
        let japanese = !word.is_ascii() || !path.is_ascii();
        let missing = missing == equal;
        if empty && is_text {
            self.report.add(&EmptyText { path, missing, japanese, whole, span: right.span });
            return None;
        }
        let sure = sure || !is_text;
        self.report.add(&ComparedWithNothing {
            path,
            word,
            missing,
            optional,
            sure,
            japanese,
            whole,
            span: right.span,
        });
        Some(None)
    }

    /// Whether a field is set to nothing in another word than `missing`; says so.
    pub(in crate::model) fn set_to_nothing(
        &mut self,
        field: &str,
        value: &ast::Expression,
        kind: &Type,
        optional: bool,
    ) -> bool {
        let Some((word, span)) = bare_word(value).map(|word| (word.text.as_str(), word.span)) else { return false };
        let Some((true, sure)) = missing_meant(word) else { return false };
        let own = matches!(kind, Type::OneOf(values) if values.iter().any(|value| value == word));
        if own || *kind == Type::Unknown || self.damage.mentions(word) {
            return false;
        }
        let sure = sure || !matches!(kind, Type::OneOf(_));
        self.report.add(&SetToNothing { field, word, optional, sure, span });
        true
    }
}
