//! Segments, audiences and `ensure`.

use super::Builder;
use crate::syntax::ast::{Audience, DeclarationKind, Ensure, EnsureAfter, EnsureRule, Segment};
use crate::syntax::grammar::{Pair, Rule, child};

impl Builder<'_> {
    pub(super) fn segment(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        Some(DeclarationKind::Segment(Segment { name, condition: self.expression_in(pair)? }))
    }

    pub(super) fn audience(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        self.name_in(pair, Rule::new_name).map(|name| DeclarationKind::Audience(Audience { name }))
    }

    pub(super) fn ensure(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        let rule = pair.clone().into_inner().nth(1).and_then(|rule| self.ensure_rule(&rule));
        let scenario = child(pair, Rule::ensure_for).and_then(|only| self.name_in(&only, Rule::scenario_name));
        let rule = rule.unwrap_or(EnsureRule::Junk);
        DeclarationKind::Ensure(Ensure { keyword: self.keyword(pair), rule, scenario })
    }

    fn ensure_rule(&mut self, pair: &Pair<'_>) -> Option<EnsureRule> {
        match pair.as_rule() {
            Rule::ensure_cap => {
                Some(EnsureRule::AtMost { times: self.whole_in(pair, Rule::integer)?, within: self.amount_in(pair)? })
            }
            Rule::ensure_silence => {
                let word = |part: &Pair<'_>| matches!(part.as_rule(), Rule::kw_no | Rule::kw_emails | Rule::kw_after);
                let what = pair.clone().into_inner().find(|part| !word(part))?;
                Some(EnsureRule::NoEmailAfter(match what.as_rule() {
                    Rule::kw_handoff => EnsureAfter::Handoff(self.span(&what)),
                    _ => EnsureAfter::Reaction(self.reaction(&what)),
                }))
            }
            Rule::ensure_ends => self.amount_in(pair).map(EnsureRule::EndsWithin),
            _ => None,
        }
    }
}
