//! `test` blocks.

use super::Builder;
use super::heads::basis_of;
use crate::syntax::ast::{
    DeclarationKind, Due, Expectation, Expression, Name, Test, TestAction, TestDay, TestStep, TestStepKind, TestTime,
};
use crate::syntax::grammar::{Pair, Rule, child, children, has};

impl Builder<'_> {
    pub(super) fn test(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.quoted_in(pair)?;
        let scenario = self.name_in(pair, Rule::scenario_name)?;
        let steps = pair.clone().into_inner().filter_map(|step| self.test_step(&step)).collect();
        Some(DeclarationKind::Test(Test { name, scenario, steps }))
    }

    fn test_step(&mut self, pair: &Pair<'_>) -> Option<TestStep> {
        let inner = match pair.as_rule() {
            Rule::test_step => pair.clone().into_inner().next()?,
            Rule::junk_line => {
                return Some(TestStep { span: self.span(pair), kind: TestStepKind::Junk });
            }
            _ => return None,
        };
        let kind = match inner.as_rule() {
            Rule::test_lead => TestStepKind::Lead(self.values(&inner)),
            Rule::timed_action => self.timed(&inner).unwrap_or(TestStepKind::Junk),
            Rule::test_choose if has(&inner, Rule::kw_winner) => TestStepKind::ChooseWinner,
            Rule::test_choose => self.name_in(&inner, Rule::new_name).map_or(TestStepKind::Junk, TestStepKind::Choose),
            Rule::test_basis => {
                let basis = inner.clone().into_inner().find_map(|word| basis_of(&word));
                basis.map_or(TestStepKind::Junk, TestStepKind::Without)
            }
            Rule::expect_nothing
            | Rule::expect_handoff
            | Rule::expect_notice
            | Rule::expect_call
            | Rule::expect_stopped
            | Rule::expect_email
            | Rule::expect_condition => TestStepKind::Expect(self.expectation(&inner).unwrap_or(Expectation::Junk)),
            _ => TestStepKind::Do { at: None, action: self.action(&inner) },
        };
        Some(TestStep { span: self.span(&inner), kind })
    }

    pub(super) fn values(&mut self, pair: &Pair<'_>) -> Vec<(Name, Expression)> {
        children(pair, Rule::value_field)
            .filter_map(|field| Some((self.name_in(&field, Rule::field_name)?, self.expression_in(&field)?)))
            .collect()
    }

    fn timed(&mut self, pair: &Pair<'_>) -> Option<TestStepKind> {
        let time = child(pair, Rule::test_time)?;
        let day = match child(&time, Rule::date) {
            Some(date) => self.date(&date).map(|date| TestDay::Date(date.node)),
            None => self.whole_in(&time, Rule::integer).map(|day| TestDay::Day(day.node)),
        };
        let clock = child(&time, Rule::time).map(|clock| self.time(&clock));
        let action = self.action(&pair.clone().into_inner().last()?);
        let at = match clock {
            Some(clock) => Some(clock?.node),
            None => None,
        };
        Some(TestStepKind::Do { at: Some(TestTime { span: self.span(&time), day: day?, at }), action })
    }

    fn action(&mut self, pair: &Pair<'_>) -> TestAction {
        let action = match pair.as_rule() {
            Rule::do_unsubscribe => Some(TestAction::Unsubscribe),
            Rule::do_start => Some(TestAction::Start),
            Rule::do_open => self.name_in(pair, Rule::email_name).map(TestAction::Open),
            Rule::do_click => {
                let email = self.name_in(pair, Rule::email_name);
                email.zip(self.link(pair)).map(|(email, link)| TestAction::Click { email, link })
            }
            Rule::do_set => child(pair, Rule::path)
                .map(|path| self.path(&path))
                .zip(self.set_value(pair))
                .map(|(field, value)| TestAction::Set { field, value }),
            Rule::do_event => {
                let event = self.name_in(pair, Rule::event_name);
                event.map(|event| TestAction::Event { event, fields: self.values(pair) })
            }
            _ => None,
        };
        action.unwrap_or(TestAction::Junk)
    }

    /// `on day 3 at 9:00` among the children.
    fn due(&mut self, pair: &Pair<'_>) -> Due {
        Due {
            day: if has(pair, Rule::kw_day) { self.whole_in(pair, Rule::integer) } else { None },
            at: child(pair, Rule::time).and_then(|time| self.time(&time)),
        }
    }

    fn expectation(&mut self, pair: &Pair<'_>) -> Option<Expectation> {
        match pair.as_rule() {
            Rule::expect_nothing => {
                let what = child(pair, Rule::kw_nothing)?;
                Some(Expectation::NothingMore(self.span_between(&what, pair)))
            }
            Rule::expect_handoff => {
                let due = self.due(pair);
                self.name_in(pair, Rule::team_name).map(|team| Expectation::Handoff { team, due })
            }
            Rule::expect_notice => {
                let due = self.due(pair);
                self.name_in(pair, Rule::team_name).map(|team| Expectation::Notice { team, due })
            }
            Rule::expect_call => {
                let due = self.due(pair);
                self.name_in(pair, Rule::channel_name).map(|channel| Expectation::Call { channel, due })
            }
            Rule::expect_stopped => {
                let what = child(pair, Rule::kw_mailing)?;
                Some(Expectation::MailingStopped(self.span_between(&what, pair)))
            }
            Rule::expect_email => {
                let due = self.due(pair);
                self.name_in(pair, Rule::email_name).map(|email| Expectation::Email { email, due })
            }
            Rule::expect_condition => self.expression_in(pair).map(Expectation::Condition),
            _ => None,
        }
    }
}
