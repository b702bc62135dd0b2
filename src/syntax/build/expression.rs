//! Expressions and conditions.

use super::{Builder, MAX_NESTING};
use crate::syntax::ast::{Comparison, Expression, ExpressionKind, Name, Path, Silence, Window};
use crate::syntax::findings::NestedTooDeep;
use crate::syntax::grammar::{Pair, Rule, child, children, has};
use crate::syntax::keywords::english;

impl Builder<'_> {
    /// An `expression` node; `depth` counts what surrounds it.
    pub(in crate::syntax) fn expression(&mut self, pair: &Pair<'_>, depth: usize) -> Expression {
        let parts: Vec<_> = children(pair, Rule::conjunction).map(|one| self.conjunction(&one, depth)).collect();
        self.joined(pair, parts, ExpressionKind::Or)
    }

    /// The expression among the children.
    pub(super) fn expression_in(&mut self, pair: &Pair<'_>) -> Option<Expression> {
        child(pair, Rule::expression).map(|one| self.expression(&one, 0))
    }

    fn conjunction(&mut self, pair: &Pair<'_>, depth: usize) -> Expression {
        let parts: Vec<_> = children(pair, Rule::negation).map(|one| self.negation(&one, depth)).collect();
        self.joined(pair, parts, ExpressionKind::And)
    }

    fn joined(
        &self,
        pair: &Pair<'_>,
        mut parts: Vec<Expression>,
        join: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Expression {
        if parts.len() > 1 {
            return Expression { span: self.span(pair), kind: join(parts) };
        }
        parts.pop().unwrap_or_else(|| self.junk_expression(pair))
    }

    fn junk_expression(&self, pair: &Pair<'_>) -> Expression {
        Expression { span: self.span(pair), kind: ExpressionKind::Junk }
    }

    fn negation(&mut self, pair: &Pair<'_>, depth: usize) -> Expression {
        let nots: Vec<_> = children(pair, Rule::kw_not).collect();
        if let Some(beyond) = nots.get(MAX_NESTING.saturating_sub(depth)) {
            let finding = NestedTooDeep { span: self.span(beyond), limit: MAX_NESTING };
            self.report(&finding);
            return self.junk_expression(pair);
        }
        let Some(inner) = child(pair, Rule::comparison) else { return self.junk_expression(pair) };
        let mut result = self.comparison(&inner, depth + nots.len());
        for not in nots.iter().rev() {
            let span = self.span_between(not, pair);
            result = Expression { span, kind: ExpressionKind::Not(Box::new(result)) };
        }
        result
    }

    fn comparison(&mut self, pair: &Pair<'_>, depth: usize) -> Expression {
        let mut inner = pair.clone().into_inner();
        let Some(first) = inner.next() else { return self.junk_expression(pair) };
        let left = self.primary(&first, depth);
        let Some(tail) = inner.next() else { return left };
        let kind = self.comparison_tail(&tail, Box::new(left), depth).unwrap_or(ExpressionKind::Junk);
        Expression { span: self.span(pair), kind }
    }

    fn comparison_tail(&mut self, tail: &Pair<'_>, left: Box<Expression>, depth: usize) -> Option<ExpressionKind> {
        let last = tail.clone().into_inner().last()?;
        match tail.as_rule() {
            Rule::compare_with => {
                let comparison = match child(tail, Rule::operator)?.as_str() {
                    "==" => Comparison::Equal,
                    "!=" => Comparison::NotEqual,
                    "<" => Comparison::Less,
                    "<=" => Comparison::LessOrEqual,
                    ">" => Comparison::Greater,
                    ">=" => Comparison::GreaterOrEqual,
                    _ => return None,
                };
                Some(ExpressionKind::Compare { left, comparison, right: Box::new(self.primary(&last, depth)) })
            }
            Rule::in_list | Rule::in_group => {
                Some(ExpressionKind::In { value: left, list: Box::new(self.primary(&last, depth)) })
            }
            Rule::is_known => Some(ExpressionKind::Is { value: left, known: has(tail, Rule::kw_known) }),
            _ => None,
        }
    }

    /// A value without operators.
    pub(super) fn primary(&mut self, pair: &Pair<'_>, depth: usize) -> Expression {
        if pair.as_rule() == Rule::group {
            let inner = child(pair, Rule::expression).map(|one| self.expression(&one, depth + 1));
            return inner.unwrap_or_else(|| self.junk_expression(pair));
        }
        let kind = self.primary_kind(pair, depth).unwrap_or(ExpressionKind::Junk);
        Expression { span: self.span(pair), kind }
    }

    fn primary_kind(&mut self, pair: &Pair<'_>, depth: usize) -> Option<ExpressionKind> {
        match pair.as_rule() {
            Rule::string => Some(ExpressionKind::Text(self.quoted(pair))),
            Rule::number => Some(ExpressionKind::Number(pair.as_str().to_owned())),
            Rule::true_false => Some(ExpressionKind::TrueFalse(has(pair, Rule::kw_true))),
            Rule::duration => self.amount(pair).map(|amount| ExpressionKind::Duration(amount.node)),
            Rule::date => self.date(pair).map(|date| ExpressionKind::Date(date.node)),
            Rule::path => Some(ExpressionKind::Path(self.path(pair))),
            Rule::list => Some(ExpressionKind::List(self.expressions(pair, depth))),
            Rule::call => Some(ExpressionKind::Call {
                function: self.name_in(pair, Rule::ident).or_else(|| self.word_in(pair, Rule::kw_default))?,
                arguments: self.expressions(pair, depth),
            }),
            Rule::opened => self.name_in(pair, Rule::email_name).map(ExpressionKind::Opened),
            Rule::received => self.name_in(pair, Rule::email_name).map(ExpressionKind::Received),
            Rule::clicked => {
                Some(ExpressionKind::Clicked { email: self.name_in(pair, Rule::email_name)?, link: self.link(pair) })
            }
            Rule::did => {
                let (event, filter, window) = self.counted(pair)?;
                Some(ExpressionKind::Did { event, filter, window })
            }
            Rule::count => {
                let (event, filter, window) = self.counted(pair)?;
                Some(ExpressionKind::Count { event, filter, window })
            }
            Rule::silence => self.silence(pair).map(ExpressionKind::Silence),
            _ => None,
        }
    }

    fn expressions(&mut self, pair: &Pair<'_>, depth: usize) -> Vec<Expression> {
        children(pair, Rule::expression).map(|one| self.expression(&one, depth + 1)).collect()
    }

    fn counted(&mut self, pair: &Pair<'_>) -> Option<(Name, Option<Box<Expression>>, Window)> {
        let event = self.name_in(pair, Rule::event_name)?;
        let filter = self.filter(pair).map(Box::new);
        let window = match child(pair, Rule::window) {
            None => Window::Ever,
            Some(window) if has(&window, Rule::kw_since) => Window::SinceStart(self.span(&window)),
            Some(window) => Window::In(self.amount_in(&window)?),
        };
        Some((event, filter, window))
    }

    /// The condition after `where` among the children.
    pub(super) fn filter(&mut self, pair: &Pair<'_>) -> Option<Expression> {
        child(pair, Rule::filter).and_then(|filter| self.expression_in(&filter))
    }

    /// The `.link` among the children.
    pub(super) fn link(&mut self, pair: &Pair<'_>) -> Option<Name> {
        child(pair, Rule::link_part).and_then(|part| self.name_in(&part, Rule::link_name))
    }

    /// A `silence` node.
    pub(super) fn silence(&mut self, pair: &Pair<'_>) -> Option<Silence> {
        let what = self.name_in(pair, Rule::event_name).or_else(|| self.word_in(pair, Rule::kw_response))?;
        Some(Silence { what, lasting: self.amount_in(pair)? })
    }

    /// A word of the language that stands where a name may stand, by its English form.
    fn word_in(&self, pair: &Pair<'_>, rule: Rule) -> Option<Name> {
        let text = english(rule)?.to_owned();
        child(pair, rule).map(|word| Name { text, span: self.span(&word) })
    }

    /// A `path` node.
    pub(super) fn path(&mut self, pair: &Pair<'_>) -> Path {
        let names = pair.clone().into_inner().map(|part| self.path_name(&part)).collect();
        Path { span: self.span(pair), names }
    }

    fn path_name(&mut self, part: &Pair<'_>) -> Name {
        if part.as_rule() == Rule::string {
            let quoted = self.quoted(part);
            return Name { text: super::literal::normalise(&quoted.text), span: quoted.span };
        }
        // Words of the language are the same in both surfaces: `リード.名前` is `lead.名前`.
        let text = english(part.as_rule()).map_or_else(|| super::literal::normalise(part.as_str()), str::to_owned);
        Name { text, span: self.span(part) }
    }
}
