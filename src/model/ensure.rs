//! `ensure`: what must hold on every way through the scenarios. Here its names are resolved; `verify` proves it.

use super::checker::Checker;
use super::expression::{Events, Scope};
use super::findings::Kind;
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::source::Spanned;
use crate::syntax::ast;

impl Checker<'_> {
    /// All promises whose parts are right.
    pub fn ensures(&mut self) -> Vec<Ensure> {
        let written = self.names.ensures.clone();
        written
            .into_iter()
            .filter_map(|(one, span)| {
                let rule = self.ensure_rule(&one.rule);
                let known = one.scenario.as_ref().is_none_or(|name| self.resolve(Kind::Scenario, name));
                let scenario = one.scenario.as_ref().map(|name| name.text.clone());
                rule.filter(|_| known).map(|rule| Ensure { rule, scenario, span })
            })
            .collect()
    }

    fn ensure_rule(&mut self, rule: &ast::EnsureRule) -> Option<EnsureRule> {
        match rule {
            ast::EnsureRule::AtMost { times, within } => {
                let count = Spanned::new(i64::from(within.node.count), within.span);
                let (times, length) = (self.whole(times, 0), self.whole(&count, 1));
                length.and(times).map(|times| EnsureRule::AtMost { times, within: within.node })
            }
            ast::EnsureRule::NoEmailAfter(ast::EnsureAfter::Handoff(_)) => Some(EnsureRule::NoEmailAfterHandoff),
            ast::EnsureRule::NoEmailAfter(ast::EnsureAfter::Reaction(reaction)) => {
                self.reaction(reaction, &Scope::new(Events::None)).map(EnsureRule::NoEmailAfter)
            }
            ast::EnsureRule::EndsWithin(amount) => Some(EnsureRule::EndsWithin(amount.node)),
            ast::EnsureRule::Junk => None,
        }
    }
}
