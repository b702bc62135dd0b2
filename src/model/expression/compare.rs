//! Comparisons and `in`: both sides must be of like types, and words must be values of the other side's `one of`.

use super::path::bare_word;
use super::{Scope, Typed};
use crate::ir;
use crate::model::checker::Checker;
use crate::model::findings::types::{NotAList, NotOrdered, UnlikeValues};
use crate::model::thresholds::AskedScore;
use crate::model::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ExpressionKind};

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        left: &ast::Expression,
        comparison: ast::Comparison,
        right: &ast::Expression,
        span: Span,
        scope: &Scope,
    ) -> Option<ir::Expression> {
        if let Some(told) = self.compared_with_nothing(left, comparison, right, scope) {
            return told;
        }
        let (left_checked, right_checked) = if takes_type_from_other(left) && !takes_type_from_other(right) {
            let right_checked = self.expression(right, scope, None)?;
            (self.expression(left, scope, Some(&right_checked.kind))?, right_checked)
        } else {
            let left_checked = self.expression(left, scope, None);
            // Without the left side's type a bare word cannot be judged; anything else still can.
            if left_checked.is_none() && takes_type_from_other(right) {
                return None;
            }
            let wanted = left_checked.as_ref().map(|checked| checked.kind.clone());
            let right_checked = self.expression(right, scope, wanted.as_ref());
            (left_checked?, right_checked?)
        };
        if !left_checked.kind.compares_with(&right_checked.kind) {
            self.report.add(&UnlikeValues {
                left: left_checked.kind,
                right: right_checked.kind,
                left_span: Some(left.span),
                span: right.span,
            });
            return None;
        }
        self.ordered(&left_checked, comparison, span)?;
        if !self.in_tests {
            let asked = asked_score(&left_checked.value, comparison, &right_checked.value);
            self.asked_scores.extend(asked.map(|asked| (asked, span)));
        }
        Some(ir::Expression::Compare {
            left: Box::new(left_checked.value),
            comparison: lower(comparison),
            right: Box::new(right_checked.value),
        })
    }

    fn ordered(&mut self, left: &Typed, comparison: ast::Comparison, span: Span) -> Option<()> {
        let needs_order = match comparison {
            ast::Comparison::Equal | ast::Comparison::NotEqual => false,
            ast::Comparison::Less
            | ast::Comparison::LessOrEqual
            | ast::Comparison::Greater
            | ast::Comparison::GreaterOrEqual => true,
        };
        if needs_order && !left.kind.is_ordered() {
            let rank = left.value == ir::Expression::Rank;
            self.report.add(&NotOrdered { kind: left.kind.clone(), rank, span });
            return None;
        }
        Some(())
    }

    pub(super) fn contained(
        &mut self,
        value: &ast::Expression,
        list: &ast::Expression,
        scope: &Scope,
    ) -> Option<ir::Expression> {
        let (value_checked, list_checked) = if matches!(list.kind, ExpressionKind::List(_)) {
            let value_checked = self.expression(value, scope, None)?;
            let wanted = Type::ListOf(Box::new(value_checked.kind.clone()));
            let list_checked = self.expression(list, scope, Some(&wanted))?;
            (value_checked, list_checked)
        } else {
            let list_checked = self.expression(list, scope, None)?;
            let Type::ListOf(inner) = &list_checked.kind else {
                if list_checked.kind != Type::Unknown {
                    self.report.add(&NotAList { kind: list_checked.kind, span: list.span });
                }
                return None;
            };
            (self.expression(value, scope, Some(inner))?, list_checked)
        };
        let element = if let Type::ListOf(inner) = &list_checked.kind { inner.as_ref() } else { &list_checked.kind };
        if !value_checked.kind.is_like(element) {
            self.report.add(&UnlikeValues {
                left: value_checked.kind,
                right: element.clone(),
                left_span: Some(value.span),
                span: list.span,
            });
            return None;
        }
        Some(ir::Expression::In { value: Box::new(value_checked.value), list: Box::new(list_checked.value) })
    }
}

/// A score or a rank that a comparison asks a lead to have.
fn asked_score(left: &ir::Expression, comparison: ast::Comparison, right: &ir::Expression) -> Option<AskedScore> {
    let ir::Expression::Literal(value) = right else { return None };
    match (left, comparison, value) {
        (ir::Expression::Rank, ast::Comparison::Equal, ir::Value::Text(rank)) => Some(AskedScore::Rank(rank.clone())),
        (ir::Expression::Score, comparison, ir::Value::Number(points)) => {
            let points = i64::try_from(*points).ok()?;
            match comparison {
                ast::Comparison::Equal => Some(AskedScore::Exactly(points)),
                ast::Comparison::GreaterOrEqual => Some(AskedScore::Points(points)),
                ast::Comparison::Greater => Some(AskedScore::Points(points.saturating_add(1))),
                ast::Comparison::LessOrEqual => Some(AskedScore::AtMost(points)),
                ast::Comparison::Less => Some(AskedScore::AtMost(points.saturating_sub(1))),
                ast::Comparison::NotEqual => None,
            }
        }
        (_, _, _) => None,
    }
}

/// Words and texts mean what the other side makes of them.
fn takes_type_from_other(expression: &ast::Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Text(_)) || bare_word(expression).is_some()
}

const fn lower(comparison: ast::Comparison) -> ir::Comparison {
    match comparison {
        ast::Comparison::Equal => ir::Comparison::Equal,
        ast::Comparison::NotEqual => ir::Comparison::NotEqual,
        ast::Comparison::Less => ir::Comparison::Less,
        ast::Comparison::LessOrEqual => ir::Comparison::LessOrEqual,
        ast::Comparison::Greater => ir::Comparison::Greater,
        ast::Comparison::GreaterOrEqual => ir::Comparison::GreaterOrEqual,
    }
}
