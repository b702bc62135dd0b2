//! `test` blocks: what they speak of must exist and fit, so that a test fails only for what it tests.

use super::beginning::{Beginning, beginning};
use super::checker::Checker;
use super::expression::{Events, Scope, joined};
use super::findings::Kind;
use super::findings::fields::{NotSettable, UnknownField};
use super::findings::names::DuplicateEntry;
use super::findings::nothing::ClearsNeeded;
use super::findings::test_blocks::{BackInTime, MissingValues, NeedlessWithout, NoFirstDate, UnknownChoice};
use super::names::{Field, Names};
use super::origins::each_step;
use super::types::Type;
use crate::diagnostic::nearest;
use crate::ir::test::{Choices, Due, TestCase, TestStep, TestStepKind, TestTime};
use crate::ir::time::ClockTime;
use crate::ir::{Basis, Value};
use crate::source::Span;
use crate::syntax::ast::{self, Expectation, Expression, HeadKind, Name, TestAction, TestDay};
use crate::syntax::field_meant;
use indexmap::{IndexMap, IndexSet};

/// Time of day of a test moment that gives only a date: the beginning of a working day.
const USUAL_TIME: ClockTime = ClockTime { minutes: 9 * 60 };

/// A declared field or property that a test may give a value: name, type, must be given.
type Slot<'a> = (&'a str, Type, bool);

impl<'a> Checker<'a> {
    pub fn tests(&mut self) -> Vec<TestCase> {
        let tests = self.names.tests.clone();
        let known = choosable(&self.names);
        tests.into_iter().map(|(test, span)| self.test(test, span, &known)).collect()
    }

    fn test(&mut self, test: &'a ast::Test, span: Span, choosable: &IndexSet<&'a str>) -> TestCase {
        self.resolve(Kind::Scenario, &test.scenario);
        let (mut lead, mut lead_at) = (IndexMap::new(), None::<Span>);
        let (mut steps, mut choices, mut winner) = (Vec::new(), Vec::new(), false);
        let mut without = Vec::new();
        for step in &test.steps {
            match &step.kind {
                ast::TestStepKind::Lead(values) => {
                    if let Some(first) = lead_at.replace(step.span) {
                        self.report.add(&DuplicateEntry { what: "lead".to_owned(), first, second: step.span });
                    }
                    lead = self.lead_values(values, step.span);
                }
                ast::TestStepKind::Do { at, action } => {
                    let kind = self.action(action, step.span);
                    let at = at.as_ref().and_then(|at| self.test_time(at));
                    steps.extend(kind.map(|kind| TestStep { span: step.span, at, kind }));
                }
                ast::TestStepKind::Expect(expectation) => {
                    let kind = self.expectation(expectation);
                    steps.extend(kind.map(|kind| TestStep { span: step.span, at: None, kind }));
                }
                ast::TestStepKind::Choose(name) => choices.extend(self.choice(name, choosable)),
                ast::TestStepKind::ChooseWinner => winner = true,
                ast::TestStepKind::Without(basis) => without.extend(self.without(*basis, &test.scenario, step.span)),
                ast::TestStepKind::Junk => {}
            }
        }
        if lead_at.is_none() && !self.damage.touches(span) {
            lead = self.lead_values(&[], test.name.span);
        }
        self.order(test, span);
        let choices = Choices { named: choices, winner };
        let (name, scenario) = (test.name.text.clone(), test.scenario.text.clone());
        TestCase { name, scenario, span, lead, choices, without, steps }
    }

    /// `no consent`: of use only where a start of the scenario needs it, since the lead has nothing else on record.
    fn without(&mut self, basis: Basis, scenario: &Name, span: Span) -> Option<Basis> {
        let entry = self.names.scenarios.get(scenario.text.as_str())?;
        let needed: Vec<Basis> = needed(entry.syntax).collect();
        if !needed.contains(&basis) && !self.damage.touches(entry.span) {
            self.report.add(&NeedlessWithout { scenario: &scenario.text, needed, basis, span });
        }
        Some(basis)
    }

    /// `choose short`: an arm of a split or a variant of a mail, anywhere in the workspace.
    fn choice(&mut self, name: &Name, known: &IndexSet<&'a str>) -> Option<String> {
        if known.contains(name.text.as_str()) || self.damage.mentions(&name.text) {
            return Some(name.text.clone());
        }
        let near = nearest(&name.text, known.iter().copied());
        let known = known.iter().copied().collect();
        self.report.add(&UnknownChoice { name: &name.text, near, known, span: name.span });
        None
    }

    /// The clock of a test needs a first date, and never goes back.
    fn order(&mut self, test: &ast::Test, span: Span) {
        let actions: Vec<(Span, Option<&ast::TestTime>)> = test
            .steps
            .iter()
            .filter_map(|step| match &step.kind {
                ast::TestStepKind::Do { at, .. } => Some((step.span, at.as_ref())),
                ast::TestStepKind::Lead(_)
                | ast::TestStepKind::Choose(_)
                | ast::TestStepKind::ChooseWinner
                | ast::TestStepKind::Without(_)
                | ast::TestStepKind::Expect(_)
                | ast::TestStepKind::Junk => None,
            })
            .collect();
        let dated = |at: &ast::TestTime| matches!(at.day, TestDay::Date(_));
        let first = actions.first();
        if !first.is_some_and(|(_, at)| at.is_some_and(dated)) && !self.damage.touches(span) {
            let place = first.map_or(test.name.span, |(span, at)| at.map_or(*span, |at| at.span));
            let Beginning { line: begin, segment } = beginning(&self.names, &test.scenario.text);
            self.report.add(&NoFirstDate { action: first.is_some(), begin, segment, span: place });
        }
        let mut last: Option<&ast::TestTime> = None;
        for at in actions.iter().filter_map(|(_, at)| *at) {
            if let Some(before) = last.filter(|before| is_before(at, before)) {
                self.report.add(&BackInTime { before: before.span, span: at.span });
            }
            last = Some(at);
        }
    }

    fn test_time(&mut self, at: &ast::TestTime) -> Option<TestTime> {
        match at.day {
            TestDay::Date(date) => Some(TestTime::Date(date, at.at.unwrap_or(USUAL_TIME))),
            TestDay::Day(day) => {
                let day = self.whole(&crate::source::Spanned::new(day, at.span), 0)?;
                Some(TestTime::Day(day, at.at))
            }
        }
    }

    fn lead_values(&mut self, values: &[(Name, Expression)], span: Span) -> IndexMap<String, Value> {
        let mut slots: Vec<Slot<'_>> = slots(self.names.lead.iter());
        slots.push(("email", Type::Email, false));
        slots.push(("zone", Type::Text, false));
        self.values(None, &slots, values, span)
    }

    fn values(
        &mut self,
        event: Option<&str>,
        slots: &[Slot<'_>],
        values: &[(Name, Expression)],
        span: Span,
    ) -> IndexMap<String, Value> {
        let (mut given, mut places) = (IndexMap::new(), IndexMap::<&str, Span>::new());
        let mut meant = Vec::new();
        for (name, value) in values {
            if let Some(first) = places.insert(&name.text, name.span) {
                self.report.add(&DuplicateEntry { what: name.text.clone(), first, second: name.span });
            }
            if let Some((_, kind, _)) = slots.iter().find(|(slot, ..)| *slot == name.text) {
                given.extend(self.constant(value, kind).map(|value| (name.text.clone(), value)));
            } else if !self.damage.mentions(&name.text) {
                let known: Vec<&str> = slots.iter().map(|(slot, ..)| *slot).collect();
                // `名前` for `氏名`: the same field by another name.
                let called = field_meant(&name.text);
                let same = |slot: &&str| called.is_some() && field_meant(slot) == called;
                let near = nearest(&name.text, known.iter().copied()).or_else(|| known.iter().copied().find(same));
                meant.extend(near);
                let shown = false;
                self.report.add(&UnknownField { event, field: &name.text, near, known, shown, span: name.span });
            }
        }
        let lacking: Vec<&str> = slots
            .iter()
            .filter(|(name, _, needed)| *needed && !places.contains_key(name) && !meant.contains(name))
            .filter(|(name, ..)| !self.damage.mentions(name))
            .map(|(name, ..)| *name)
            .collect();
        if !lacking.is_empty() && !self.damage.touches(span) {
            self.report.add(&MissingValues { event, lacking, span });
        }
        given
    }

    fn action(&mut self, action: &'a TestAction, span: Span) -> Option<TestStepKind> {
        match action {
            TestAction::Event { event, fields } => {
                if !self.resolve(Kind::Event, event) {
                    return None;
                }
                let entry = self.names.events.get(event.text.as_str())?;
                let slots = slots(entry.parts.fields.iter());
                let properties = self.values(Some(&event.text), &slots, fields, event.span);
                Some(TestStepKind::Event { event: event.text.clone(), properties })
            }
            TestAction::Open(email) => {
                self.resolve_opened(email).then(|| TestStepKind::Open { email: email.text.clone() })
            }
            TestAction::Click { email, link } => self
                .resolve_link(email, Some(link))
                .then(|| TestStepKind::Click { email: email.text.clone(), link: link.text.clone() }),
            TestAction::Unsubscribe => Some(TestStepKind::Unsubscribe),
            TestAction::Set { field, value } => self.test_set(field, value, span),
            TestAction::Start => Some(TestStepKind::Start),
            TestAction::Junk => None,
        }
    }

    fn test_set(&mut self, field: &ast::Path, value: &ast::SetValue, span: Span) -> Option<TestStepKind> {
        let name = match field.names.as_slice() {
            [object, name] if object.text == "lead" => name,
            [..] => {
                self.report.add(&NotSettable { path: &joined(field), span: field.span });
                return None;
            }
        };
        let Some(declared) = self.names.lead.get(name.text.as_str()) else {
            if matches!(name.text.as_str(), "id" | "email" | "zone") {
                self.report.add(&NotSettable { path: &joined(field), span });
            } else {
                self.unknown_lead_field(name, false);
            }
            return None;
        };
        let (kind, optional) = (declared.kind.clone(), declared.syntax.optional);
        let value = match value {
            ast::SetValue::Missing(span) if !optional => {
                self.report.add(&ClearsNeeded { field: &name.text, span: *span });
                return None;
            }
            ast::SetValue::Missing(_) => None,
            ast::SetValue::Value(value) if self.set_to_nothing(&name.text, value, &kind, optional) => return None,
            ast::SetValue::Value(value) => Some(self.constant(value, &kind)?),
        };
        Some(TestStepKind::Set { field: name.text.clone(), value })
    }

    fn due(&mut self, due: &ast::Due) -> Option<Due> {
        let day = match &due.day {
            Some(day) => Some(self.whole(day, 0)?),
            None => None,
        };
        self.clock_time(due.at.as_ref());
        Some(Due { day, at: due.at.as_ref().map(|at| at.node) })
    }

    fn expectation(&mut self, expectation: &Expectation) -> Option<TestStepKind> {
        match expectation {
            Expectation::Email { email, due } => {
                let known = self.resolve_sent(email);
                let due = self.due(due)?;
                known.then(|| TestStepKind::ExpectEmail { email: email.text.clone(), due })
            }
            Expectation::Handoff { team, due } => {
                let known = self.resolve(Kind::Team, team);
                let due = self.due(due)?;
                known.then(|| TestStepKind::ExpectHandoff { team: team.text.clone(), due })
            }
            Expectation::Notice { team, due } => {
                let known = self.resolve(Kind::Team, team);
                let due = self.due(due)?;
                known.then(|| TestStepKind::ExpectNotice { team: team.text.clone(), due })
            }
            Expectation::Call { channel, due } => {
                Some(TestStepKind::ExpectCall { channel: channel.text.clone(), due: self.due(due)? })
            }
            Expectation::MailingStopped(_) => Some(TestStepKind::ExpectMailingStopped),
            Expectation::NothingMore(_) => Some(TestStepKind::ExpectNothingMore),
            Expectation::Condition(condition) => {
                self.condition(condition, &Scope::new(Events::None)).map(TestStepKind::ExpectCondition)
            }
            Expectation::Junk => None,
        }
    }
}

/// Names that `choose` may give.
fn choosable<'a>(names: &Names<'a>) -> IndexSet<&'a str> {
    let mut known = IndexSet::new();
    for entry in names.scenarios.values() {
        each_step(&entry.syntax.steps, &mut |step| {
            if let ast::StepKind::Split(arms) = &step.kind {
                known.extend(arms.iter().map(|arm| arm.name.text.as_str()));
            }
        });
    }
    for entry in names.emails.values() {
        known.extend(entry.syntax.entries.iter().filter_map(|one| match &one.kind {
            ast::EmailEntryKind::Variant { name, .. } => Some(name.text.as_str()),
            ast::EmailEntryKind::Sender(_)
            | ast::EmailEntryKind::Subject(_)
            | ast::EmailEntryKind::Preheader(_)
            | ast::EmailEntryKind::Link { .. }
            | ast::EmailEntryKind::Body(_)
            | ast::EmailEntryKind::BodyFile(_)
            | ast::EmailEntryKind::Invitation(_)
            | ast::EmailEntryKind::Trial(_)
            | ast::EmailEntryKind::Junk => None,
        }));
    }
    known
}

/// The bases that the starts of a scenario need.
fn needed(scenario: &ast::Scenario) -> impl Iterator<Item = Basis> {
    let clause = |head: &ast::Head| match &head.kind {
        HeadKind::StartOn { basis, .. }
        | HeadKind::StartOnReaction { basis, .. }
        | HeadKind::StartWhen { basis, .. }
        | HeadKind::StartAround { basis, .. }
        | HeadKind::StartEvery { basis, .. }
        | HeadKind::StartByHand { basis, .. } => basis.clone(),
        HeadKind::OneForEach(_)
        | HeadKind::Late(_)
        | HeadKind::Capped(_)
        | HeadKind::Priority(_)
        | HeadKind::Goal { .. }
        | HeadKind::Kpi { .. }
        | HeadKind::Persona(_)
        | HeadKind::Again(_)
        | HeadKind::StopWhen(_)
        | HeadKind::StopOn(_)
        | HeadKind::Junk => None,
    };
    scenario.heads.iter().filter_map(clause).filter(|clause| !clause.gives).map(|clause| clause.basis.node)
}

fn slots<'f, 'a: 'f>(fields: impl Iterator<Item = (&'f &'a str, &'f Field<'a>)>) -> Vec<Slot<'a>> {
    let needed = |field: &Field<'_>| !field.syntax.optional && field.syntax.default.is_none();
    fields.map(|(name, field)| (*name, field.kind.clone(), needed(field))).collect()
}

/// Whether the moment is surely before the other: both dates, or both days after the start.
fn is_before(at: &ast::TestTime, other: &ast::TestTime) -> bool {
    let later = |one: Option<ClockTime>, other: Option<ClockTime>| match (one, other) {
        (Some(one), Some(other)) => one < other,
        (None, _) | (_, None) => false,
    };
    match (at.day, other.day) {
        (TestDay::Date(one), TestDay::Date(two)) => one < two || (one == two && later(at.at, other.at)),
        (TestDay::Day(one), TestDay::Day(two)) => one < two || (one == two && later(at.at, other.at)),
        (TestDay::Date(_), TestDay::Day(_)) | (TestDay::Day(_), TestDay::Date(_)) => false,
    }
}
