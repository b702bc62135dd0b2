//! Fields that get another value: what an input sets and what steps set are answered in the order in which they happen.

use super::evaluate::lead_field;
use super::rules::MAX_RULES_PER_INPUT;
use super::work::{Happening, Work};
use crate::ir::Value;
use crate::ir::time::Instant;

impl Work<'_> {
    /// Gives a field a value, or clears it. `by` is the run that does it.
    pub(super) fn set_field(&mut self, field: &str, value: Option<Value>, at: Instant, by: Option<u64>) {
        let before = self.value_of(field);
        match value {
            Some(value) => self.state.fields.insert(field.to_owned(), value),
            None => self.state.fields.remove(field),
        };
        if self.value_of(field) != before {
            self.changes.push_back(Happening::Change { field: field.to_owned(), at, by });
        }
    }

    /// The value that conditions see: without one of its own, the declared default.
    fn value_of(&self, field: &str) -> Option<Value> {
        let Some((_, program)) = self.programs.current() else { return self.state.fields.get(field).cloned() };
        let scope = super::Scope::of_lead(program, &self.state, self.time);
        lead_field(field, &scope)
    }

    /// Answers all changes, also those that the answers make, up to [`MAX_RULES_PER_INPUT`].
    pub(super) fn answer_changes(&mut self) {
        if std::mem::replace(&mut self.answers, true) {
            // The one who is at it goes on until none is left.
            return;
        }
        while let Some(change) = self.changes.pop_front() {
            if self.rules_run >= MAX_RULES_PER_INPUT {
                self.changes.clear();
                break;
            }
            self.rules_run += 1;
            self.apply_score_rules(&change);
            self.run_rules_on(&change);
            self.run_crossed_rules();
            self.stop_runs(Some(&change));
            self.meet_awaits(&change);
            self.start_on(&change);
        }
        self.answers = false;
    }
}
