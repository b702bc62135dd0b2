//! Conditions on mails of the run (`if opened thanks`) that it cannot have sent where they stand.

use super::{Point, Walk};
use crate::model::findings::dead::MailNotSentYet;
use crate::model::origins::each_step;
use crate::syntax::ast::{Expression, ExpressionKind, Name, ReactionKind, StepKind};
use std::collections::BTreeSet;

impl Walk<'_, '_> {
    /// The mails that a scenario sends: there, conditions on them mean those of the run (docs/adr/0023).
    pub(super) fn all_sent(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let entry = self.checker.names.scenarios.get(self.scenario);
        each_step(entry.map_or(&[], |entry| entry.syntax.steps.as_slice()), &mut |step| {
            if let StepKind::Send { email, .. } = &step.kind {
                all.insert(email.text.clone());
            }
        });
        all
    }

    /// Whether all mails that were sent on the way here are known: a misspelt one may be any.
    pub(super) fn knows_what_was_sent(&self, point: &Point) -> bool {
        let names = &self.checker.names;
        let known =
            |sent: &String| names.emails.contains_key(sent.as_str()) || names.messages.contains_key(sent.as_str());
        !point.doubt && point.sent.iter().all(known)
    }

    /// Looks at a condition that a run comes to here.
    pub(super) fn condition(&mut self, condition: &Expression, point: &Point) {
        if !self.knows_what_was_sent(point) {
            return;
        }
        let mut open = vec![condition];
        while let Some(one) = open.pop() {
            match &one.kind {
                ExpressionKind::Opened(email)
                | ExpressionKind::Received(email)
                | ExpressionKind::Clicked { email, .. } => {
                    self.sent_yet(email, one, point);
                }
                ExpressionKind::Not(inner) => open.push(inner),
                ExpressionKind::And(parts) | ExpressionKind::Or(parts) => open.extend(parts),
                ExpressionKind::Text(_)
                | ExpressionKind::Number(_)
                | ExpressionKind::TrueFalse(_)
                | ExpressionKind::Duration(_)
                | ExpressionKind::Date(_)
                | ExpressionKind::Path(_)
                | ExpressionKind::List(_)
                | ExpressionKind::Call { .. }
                | ExpressionKind::Compare { .. }
                | ExpressionKind::In { .. }
                | ExpressionKind::Is { .. }
                | ExpressionKind::Did { .. }
                | ExpressionKind::Count { .. }
                | ExpressionKind::Silence(_)
                | ExpressionKind::Junk => {}
            }
        }
    }

    /// The condition of an arm is looked at while the run waits there.
    pub(super) fn condition_of_arm(&mut self, reaction: &ReactionKind, point: &Point) {
        match reaction {
            ReactionKind::Event { filter: Some(filter), .. } | ReactionKind::Change { filter: Some(filter), .. } => {
                self.condition(filter, point);
            }
            ReactionKind::Event { filter: None, .. }
            | ReactionKind::Change { filter: None, .. }
            | ReactionKind::Open(_)
            | ReactionKind::Click { .. }
            | ReactionKind::Junk => {}
        }
    }

    fn sent_yet(&mut self, email: &Name, condition: &Expression, point: &Point) {
        if !point.sent.contains(&email.text) && self.sends.contains(&email.text) {
            self.checker.report.add(&MailNotSentYet { email: &email.text, span: condition.span });
        }
    }
}
