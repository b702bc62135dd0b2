//! Other ways than mail: calls of other systems.

use super::checker::Checker;
use super::expression::Scope;
use super::findings::names::DuplicateEntry;
use super::shape::Action;
use crate::ir::Expression;
use crate::syntax::ast;
use indexmap::IndexMap;

impl Checker<'_> {
    /// `call postcard { name: lead.name }`. Values may be missing: the other system is told so.
    pub fn channel_call(
        &mut self,
        channel: &ast::Name,
        written: &[(ast::Name, ast::Expression)],
        scope: &Scope,
    ) -> Option<Action> {
        let mut fields: IndexMap<String, Option<Expression>> = IndexMap::new();
        for (name, value) in written {
            let checked = self.expression(value, scope, None).map(|checked| checked.value);
            let twin = written.iter().find(|(other, _)| other.text == name.text).map(|(other, _)| other.span);
            if let Some(first) = twin.filter(|first| *first != name.span) {
                self.report.add(&DuplicateEntry { what: name.text.clone(), first, second: name.span });
            }
            fields.insert(name.text.clone(), checked);
        }
        let fields = fields.into_iter().map(|(name, value)| Some((name, value?))).collect::<Option<_>>()?;
        Some(Action::Call { channel: channel.text.clone(), fields })
    }
}
