//! Expressions and conditions: every name resolved, every type known, every value that may be missing found out.

mod compare;
mod constant;
mod contradiction;
mod facts;
mod nothing;
mod path;
mod possible;
mod scope;
mod spoken;

pub(crate) use path::{bare_word, joined};

pub(crate) use contradiction::{Fact, Known, exclude_each_other};
pub(crate) use facts::{known_where, paths_of};
pub(crate) use possible::Possible;
pub(crate) use scope::{Events, Origin, Rows, Scope};

use super::checker::Checker;
use super::findings::Kind;
use super::findings::dead::NeverMissing;
use super::findings::types::{
    ConstantCondition, NeverTogether, NotACondition, UnknownFunction, UnlikeValues, WrongArguments,
};
use super::findings::values::{NumberTooLarge, UnknownValue};
use super::findings::words::UnknownWord;
use super::types::Type;
use crate::diagnostic::nearest;
use crate::ir::{self, Silent, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ExpressionKind};
use rust_decimal::Decimal;

/// A checked expression.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub value: ir::Expression,
    pub kind: Type,
    /// The first part that may be missing, and so the whole.
    pub gap: Option<Gap>,
}

/// Something that may be missing.
#[derive(Debug, Clone)]
pub(crate) struct Gap {
    pub span: Span,
    /// As written, `lead.title`.
    pub path: String,
    pub kind: Type,
}

fn typed(value: ir::Expression, kind: Type) -> Typed {
    Typed { value, kind, gap: None }
}

impl Checker<'_> {
    /// Checks an expression. `None` where it has a mistake, which has been reported.
    pub fn expression(&mut self, written: &ast::Expression, scope: &Scope, wanted: Option<&Type>) -> Option<Typed> {
        let truth = |value| Some(typed(value, Type::TrueFalse));
        match &written.kind {
            ExpressionKind::Text(text) => self.text(text, wanted),
            ExpressionKind::Number(digits) => {
                let number = self.number(digits, written.span)?;
                Some(typed(ir::Expression::Literal(Value::Number(number)), Type::Number))
            }
            ExpressionKind::TrueFalse(value) => truth(ir::Expression::Literal(Value::TrueFalse(*value))),
            ExpressionKind::Duration(amount) => {
                Some(typed(ir::Expression::Literal(Value::Duration(*amount)), Type::Duration))
            }
            ExpressionKind::Date(date) => Some(typed(ir::Expression::Literal(Value::Date(*date)), Type::Date)),
            ExpressionKind::Path(path) => self.path(path, scope, wanted),
            ExpressionKind::List(items) => self.list(items, scope, wanted),
            ExpressionKind::Call { function, arguments } => self.call(function, arguments, written.span, scope, wanted),
            ExpressionKind::Not(inner) => truth(ir::Expression::Not(Box::new(self.condition(inner, scope)?))),
            ExpressionKind::And(parts) => truth(ir::Expression::And(self.conditions(parts, scope, true)?)),
            ExpressionKind::Or(parts) => truth(ir::Expression::Or(self.conditions(parts, scope, false)?)),
            ExpressionKind::Compare { left, comparison, right } => {
                let compared = self.compare(left, *comparison, right, written.span, scope)?;
                self.can_hold(&compared, written.span, &scope.events);
                truth(compared)
            }
            ExpressionKind::In { value, list } => match self.membership(value, list) {
                Some(membership) => truth(membership?),
                None => truth(self.contained(value, list, scope)?),
            },
            ExpressionKind::Is { value, known } => {
                let inner = value;
                let value = self.expression(inner, &scope.guarded(), None)?;
                if !*known {
                    self.can_be_missing(inner, &value.value, written.span, &scope.events);
                }
                let missing = ir::Expression::Missing(Box::new(value.value));
                truth(if *known { ir::Expression::Not(Box::new(missing)) } else { missing })
            }
            ExpressionKind::Opened(email) => self.resolve_opened(email).then(|| typed(opened(email), Type::TrueFalse)),
            ExpressionKind::Clicked { email, link } => self.resolve_link(email, link.as_ref()).then(|| {
                let link = link.as_ref().map(|link| link.text.clone());
                typed(ir::Expression::Clicked { email: email.text.clone(), link }, Type::TrueFalse)
            }),
            ExpressionKind::Received(email) => self
                .resolve_sent(email)
                .then(|| typed(ir::Expression::Received { email: email.text.clone() }, Type::TrueFalse)),
            ExpressionKind::Did { event, filter, window } => {
                let count = self.count(event, filter.as_deref(), window, scope)?;
                truth(ir::Expression::Compare {
                    left: Box::new(count),
                    comparison: ir::Comparison::GreaterOrEqual,
                    right: Box::new(ir::Expression::Literal(Value::Number(Decimal::ONE))),
                })
            }
            ExpressionKind::Count { event, filter, window } => {
                Some(typed(self.count(event, filter.as_deref(), window, scope)?, Type::Number))
            }
            ExpressionKind::Silence(silence) => {
                let what = self.silence(silence)?;
                truth(ir::Expression::Silent { what, lasting: silence.lasting.node })
            }
            ExpressionKind::Junk => None,
        }
    }

    /// Checks a condition.
    pub fn condition(&mut self, written: &ast::Expression, scope: &Scope) -> Option<ir::Expression> {
        let checked = self.expression(written, scope, Some(&Type::TrueFalse))?;
        if checked.kind.is_like(&Type::TrueFalse) {
            if let Some(constant) = ir::constant::constant(&checked.value).filter(|_| !self.in_tests) {
                self.report.add(&ConstantCondition { constant, span: written.span });
            }
            return Some(checked.value);
        }
        let path = matches!(written.kind, ExpressionKind::Path(_)).then(|| path::written(written));
        let optional = checked.gap.is_some();
        self.report.add(&NotACondition { kind: checked.kind, path, optional, span: written.span });
        None
    }

    /// Checks the parts of `and` (`all`) or `or`; each part may rely on what the ones before it have settled.
    fn conditions(&mut self, parts: &[ast::Expression], scope: &Scope, all: bool) -> Option<Vec<ir::Expression>> {
        let mut scope = scope.clone();
        let mut checked = Vec::new();
        let mut good = true;
        let lonely = if all { None } else { path::words_after_or(parts) };
        for part in parts {
            if let (Some((list, whole, first)), Some(word)) = (&lonely, bare_word(part)) {
                good = false;
                if word.span == first.span {
                    let list = Some((list.clone(), *whole));
                    let (word, fields, span) = (word.text.as_str(), Vec::new(), word.span);
                    let finding = UnknownWord { fields, list, ..UnknownWord::lonely(word, span) };
                    self.report.add(&finding);
                }
                continue;
            }
            match self.condition(part, &scope) {
                Some(part) => checked.push(part),
                None => good = false,
            }
            scope.known.extend(known_where(part, all));
        }
        if all && good {
            self.excluded(parts, &checked, &scope.events);
        }
        good.then_some(checked)
    }

    /// Says which part of an `and` excludes another one, or all before it.
    fn excluded(&mut self, parts: &[ast::Expression], checked: &[ir::Expression], events: &Events) {
        let Some((first, second)) = contradiction::contradiction(checked, &self.facts(events)) else { return };
        let place = |number: usize| parts.get(number).map(|part| part.span);
        let before = || Some(place(0)?.to(place(second.checked_sub(1)?)?));
        if let (Some(first), Some(span)) = (first.map_or_else(before, place), place(second)) {
            self.report.add(&NeverTogether { first: Some(first), span });
        }
    }

    /// Says it of a condition that nothing can meet. What a test looks at is its own affair, and a fixed one its author's.
    fn can_hold(&mut self, condition: &ir::Expression, span: Span, events: &Events) {
        let fixed = condition.parts().iter().all(|part| matches!(part, ir::Expression::Literal(_)));
        if !self.in_tests && !fixed && exclude_each_other(&[(condition, true)], &self.facts(events)) {
            self.report.add(&NeverTogether { first: None, span });
        }
    }

    /// Says it of a value that is asked to be missing and never is.
    fn can_be_missing(&mut self, written: &ast::Expression, value: &ir::Expression, span: Span, events: &Events) {
        if let Some(why) = self.why_there(value, events).filter(|_| !self.in_tests) {
            self.report.add(&NeverMissing { path: &path::written(written), why, span });
        }
    }

    /// The filter of an event.
    pub fn filter(&mut self, event: &ast::Name, written: &ast::Expression, scope: &Scope) -> Option<ir::Expression> {
        self.condition(written, &scope.of_event(&event.text))
    }

    fn count(
        &mut self,
        event: &ast::Name,
        filter: Option<&ast::Expression>,
        window: &ast::Window,
        scope: &Scope,
    ) -> Option<ir::Expression> {
        if !self.resolve(Kind::Event, event) {
            return None;
        }
        let filter = match filter {
            Some(filter) => Some(Box::new(self.filter(event, filter, scope)?)),
            None => None,
        };
        let window = match window {
            ast::Window::Ever => ir::Window::Ever,
            ast::Window::In(amount) => ir::Window::In(amount.node),
            ast::Window::SinceStart(_) => ir::Window::SinceStart,
        };
        Some(ir::Expression::Count { event: event.text.clone(), filter, window })
    }

    /// What `no … for D` speaks of.
    pub fn silence(&mut self, silence: &ast::Silence) -> Option<Silent> {
        if silence.what.text == "response" {
            return Some(Silent::Response);
        }
        self.resolve(Kind::Event, &silence.what).then(|| Silent::Event(silence.what.text.clone()))
    }

    fn number(&mut self, digits: &str, span: Span) -> Option<Decimal> {
        let number = digits.parse::<Decimal>().ok();
        if number.is_none() {
            self.report.add(&NumberTooLarge { span });
        }
        number
    }

    fn text(&mut self, text: &ast::Quoted, wanted: Option<&Type>) -> Option<Typed> {
        let literal = ir::Expression::Literal(Value::Text(text.text.clone()));
        if let Some(kind @ Type::OneOf(values)) = wanted {
            return self.one_of(&text.text, text.span, values).then(|| typed(literal, kind.clone()));
        }
        let moment = wanted.filter(|kind| **kind == Type::Datetime);
        if let Some(at) = moment.and_then(|_| (self.host.parse_datetime)(&text.text, &self.zone())) {
            return Some(typed(ir::Expression::Literal(Value::Datetime(at)), Type::Datetime));
        }
        Some(typed(literal, Type::Text))
    }

    /// Whether the value is one of these; says so if not.
    pub(in crate::model) fn one_of(&mut self, value: &str, span: Span, values: &[String]) -> bool {
        let good = values.iter().any(|one| one == value);
        if !good && !self.damage.mentions(value) {
            let near = nearest(value, values.iter().map(String::as_str));
            self.report.add(&UnknownValue { value, near, values, span });
        }
        good
    }

    fn list(&mut self, items: &[ast::Expression], scope: &Scope, wanted: Option<&Type>) -> Option<Typed> {
        let mut element = match wanted {
            Some(Type::ListOf(inner)) => Some((**inner).clone()),
            Some(_) | None => None,
        };
        let (mut values, mut gap, mut good) = (Vec::new(), None, true);
        for item in items {
            let Some(checked) = self.expression(item, scope, element.as_ref()) else {
                good = false;
                continue;
            };
            if let Some(kind) = element.as_ref().filter(|kind| !checked.kind.is_like(kind)) {
                self.report.add(&UnlikeValues {
                    left: kind.clone(),
                    right: checked.kind,
                    left_span: None,
                    span: item.span,
                });
                good = false;
                continue;
            }
            element.get_or_insert(checked.kind);
            gap = gap.or(checked.gap);
            values.push(checked.value);
        }
        let kind = Type::ListOf(Box::new(element.unwrap_or(Type::Unknown)));
        good.then_some(Typed { value: ir::Expression::List(values), kind, gap })
    }

    fn call(
        &mut self,
        function: &ast::Name,
        arguments: &[ast::Expression],
        span: Span,
        scope: &Scope,
        wanted: Option<&Type>,
    ) -> Option<Typed> {
        if function.text != "default" {
            if !self.damage.mentions(&function.text) {
                let near = nearest(&function.text, ["default"]);
                let plain = without_brackets(&function.text, arguments).map(|plain| (span, plain));
                self.report.add(&UnknownFunction { name: &function.text, near, plain, span: function.span });
            }
            return None;
        }
        let [value, fallback] = arguments else {
            self.report.add(&WrongArguments { count: arguments.len(), span });
            return None;
        };
        let value_checked = self.expression(value, &scope.guarded(), wanted);
        let wanted = value_checked.as_ref().map(|checked| checked.kind.clone());
        // In a text any words can stand in for a value: `default(lead.rooms, "some")`.
        let free_text = scope.shown && matches!(fallback.kind, ExpressionKind::Text(_));
        let fallback_checked = self.expression(fallback, scope, wanted.as_ref().filter(|_| !free_text))?;
        let value_checked = value_checked?;
        if !free_text && !fallback_checked.kind.is_like(&value_checked.kind) {
            self.report.add(&UnlikeValues {
                left: value_checked.kind,
                right: fallback_checked.kind,
                left_span: Some(value.span),
                span: fallback.span,
            });
            return None;
        }
        let same = fallback_checked.kind.fits(&value_checked.kind);
        let kind = if same { value_checked.kind } else { Type::Text };
        let (value, fallback) = (Box::new(value_checked.value), Box::new(fallback_checked.value));
        Some(Typed { value: ir::Expression::Default { value, fallback }, kind, gap: fallback_checked.gap })
    }
}

fn opened(email: &ast::Name) -> ir::Expression {
    ir::Expression::Opened { email: email.text.clone() }
}

/// Words for what a lead did: what they are about stands behind them without brackets.
const FACTS: [&str; 11] = [
    "opened",
    "clicked",
    "received",
    "did",
    "開封済み",
    "開封",
    "クリック済み",
    "クリック",
    "受信",
    "受信済み",
    "行動あり",
];

/// `opened thanks` for `opened(thanks)`.
fn without_brackets(function: &str, arguments: &[ast::Expression]) -> Option<String> {
    let [ast::Expression { kind: ExpressionKind::Path(path), .. }] = arguments else { return None };
    let names: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
    FACTS.contains(&function).then(|| format!("{function} {}", names.join(".")))
}
