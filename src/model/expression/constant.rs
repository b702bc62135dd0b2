//! Fixed values: defaults of fields and the values in tests.

use super::path::bare_word;
use crate::diagnostic::Text;
use crate::ir::Value;
use crate::model::address::{is_mail_address, is_web_address};
use crate::model::checker::Checker;
use crate::model::findings::values::{NeedsQuotes, NotFixed, WrongValue};
use crate::model::findings::words::UnknownWord;
use crate::model::types::Type;
use crate::syntax::ast::{self, ExpressionKind};
use crate::syntax::{datetime_like, datetime_meant};

/// Words for no value, which `set` takes, and a fixed value does not.
const MISSING: [&str; 2] = ["missing", "未入力"];

/// How something has no value from the beginning.
fn left_out() -> Text {
    Text::new(
        "what is not written has no value: leave this field out",
        "書かなかった項目は未入力になります。この項目を消してください",
    )
}

impl Checker<'_> {
    /// The fixed value of an expression for something of that type. `None` where it has a mistake, which has been reported,
    /// or where the type has one.
    pub fn constant(&mut self, written: &ast::Expression, kind: &Type) -> Option<Value> {
        if *kind == Type::Unknown {
            return None;
        }
        match &written.kind {
            ExpressionKind::Text(text) => self.text_constant(text, kind),
            ExpressionKind::Number(digits) if *kind == Type::Number => {
                Some(Value::Number(self.number(digits, written.span)?))
            }
            ExpressionKind::TrueFalse(value) if *kind == Type::TrueFalse => Some(Value::TrueFalse(*value)),
            ExpressionKind::Duration(amount) if *kind == Type::Duration => Some(Value::Duration(*amount)),
            ExpressionKind::Date(date) if *kind == Type::Date => Some(Value::Date(*date)),
            ExpressionKind::List(items) if matches!(kind, Type::ListOf(_)) => {
                let Type::ListOf(inner) = kind else { return None };
                let values: Vec<Option<Value>> = items.iter().map(|item| self.constant(item, inner)).collect();
                values.into_iter().collect::<Option<Vec<_>>>().map(Value::List)
            }
            ExpressionKind::Number(_)
            | ExpressionKind::TrueFalse(_)
            | ExpressionKind::Duration(_)
            | ExpressionKind::Date(_)
            | ExpressionKind::List(_) => self.wrong_value(written, kind),
            ExpressionKind::Path(_) => {
                let Some(name) = bare_word(written) else { return self.not_fixed(written) };
                let listed = matches!(kind, Type::OneOf(values) if values.contains(&name.text));
                if MISSING.contains(&name.text.as_str()) && !listed {
                    let instead = Some(left_out());
                    self.report.add(&UnknownWord { instead, ..UnknownWord::lonely(&name.text, name.span) });
                    return None;
                }
                match kind {
                    Type::OneOf(values) => {
                        self.one_of(&name.text, name.span, values).then(|| Value::Text(name.text.clone()))
                    }
                    Type::Text | Type::Email | Type::Url => {
                        self.report.add(&NeedsQuotes { word: &name.text, span: name.span });
                        None
                    }
                    Type::Number
                    | Type::TrueFalse
                    | Type::Date
                    | Type::Datetime
                    | Type::Duration
                    | Type::ListOf(_)
                    | Type::Unknown => self.wrong_value(written, kind),
                }
            }
            ExpressionKind::Junk => None,
            ExpressionKind::Call { .. }
            | ExpressionKind::Not(_)
            | ExpressionKind::And(_)
            | ExpressionKind::Or(_)
            | ExpressionKind::Compare { .. }
            | ExpressionKind::In { .. }
            | ExpressionKind::Is { .. }
            | ExpressionKind::Opened(_)
            | ExpressionKind::Clicked { .. }
            | ExpressionKind::Received(_)
            | ExpressionKind::Did { .. }
            | ExpressionKind::Count { .. }
            | ExpressionKind::Silence(_) => self.not_fixed(written),
        }
    }

    fn text_constant(&mut self, text: &ast::Quoted, kind: &Type) -> Option<Value> {
        let value = &text.text;
        let good = match kind {
            Type::Text => true,
            Type::Email => is_mail_address(value),
            Type::Url => is_web_address(value),
            Type::OneOf(values) => return self.one_of(value, text.span, values).then(|| Value::Text(value.clone())),
            Type::Datetime => {
                let zone = self.zone();
                if let Some(instant) = (self.host.parse_datetime)(value, &zone) {
                    return Some(Value::Datetime(instant));
                }
                false
            }
            Type::Number | Type::TrueFalse | Type::Date | Type::Duration | Type::ListOf(_) | Type::Unknown => false,
        };
        if good {
            return Some(Value::Text(value.clone()));
        }
        let meant = if *kind == Type::Datetime { datetime_meant(value) } else { None };
        let like = if *kind == Type::Datetime { datetime_like(value) } else { None };
        self.report.add(&WrongValue { wanted: kind.clone(), span: text.span, meant, like });
        None
    }

    fn wrong_value(&mut self, written: &ast::Expression, kind: &Type) -> Option<Value> {
        self.report.add(&WrongValue { wanted: kind.clone(), span: written.span, meant: None, like: None });
        None
    }

    fn not_fixed(&mut self, written: &ast::Expression) -> Option<Value> {
        self.report.add(&NotFixed { span: written.span });
        None
    }
}
