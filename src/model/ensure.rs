//! `ensure`: what must hold on every way through the scenarios. Here its names are resolved; `verify` proves it.

use super::checker::Checker;
use super::expression::{Events, Scope};
use super::findings::Kind;
use super::origins::Origins;
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::source::Spanned;
use crate::syntax::ast;

impl Checker<'_> {
    /// All promises whose parts are right.
    pub fn ensures(&mut self, origins: &Origins) -> Vec<Ensure> {
        let written = self.names.ensures.clone();
        written
            .into_iter()
            .filter_map(|(one, span)| {
                let starts = one.scenario.as_ref().map_or(Events::None, |name| origins.of_scenario(&name.text));
                let rule = self.ensure_rule(&one.rule, starts);
                let known = one.scenario.as_ref().is_none_or(|name| self.resolve(Kind::Scenario, name));
                let scenario = one.scenario.as_ref().map(|name| name.text.clone());
                rule.filter(|_| known).map(|rule| Ensure { rule, scenario, span })
            })
            .collect()
    }

    /// `start.x` speaks of the event that starts the scenario for which the promise is given.
    fn ensure_rule(&mut self, rule: &ast::EnsureRule, starts: Events) -> Option<EnsureRule> {
        match rule {
            ast::EnsureRule::AtMost { times, within } => {
                let count = Spanned::new(i64::from(within.node.count), within.span);
                let (times, length) = (self.whole(times, 0), self.whole(&count, 1));
                length.and(times).map(|times| EnsureRule::AtMost { times, within: within.node })
            }
            ast::EnsureRule::NoEmailAfter(ast::EnsureAfter::Handoff(_)) => Some(EnsureRule::NoEmailAfterHandoff),
            ast::EnsureRule::NoEmailAfter(ast::EnsureAfter::Reaction(reaction)) => {
                let scope = Scope { starts, ..Scope::new(Events::None) };
                self.reaction(reaction, &scope).map(EnsureRule::NoEmailAfter)
            }
            ast::EnsureRule::EndsWithin(amount) => Some(EnsureRule::EndsWithin(amount.node)),
            ast::EnsureRule::Junk => None,
        }
    }
}
