//! Ways that nobody takes: an arm of an `await` behind one that takes everything, a start whose leads a stop rule keeps out.

use super::checker::Checker;
use super::declared::speaks_of_mails;
use super::expression::{Events, Fact, exclude_each_other};
use super::findings::dead::StartInVain;
use super::findings::flow::{ArmNeverMet, WhyNever};
use super::origins::each_step;
use crate::ir::{Comparison, Expression, Reaction, StartTrigger, StopRule, Value, Window};
use crate::source::Span;
use crate::syntax::ast::{self, HeadKind, StepKind};
use rust_decimal::Decimal;

impl Checker<'_> {
    /// Looks at the arms of an `await`: whether one is met by nothing that an arm above does not take.
    pub(super) fn arms_taken(&mut self, arms: &[ast::Arm], lowered: &[Option<super::shape::Arm>]) {
        for (at, arm) in lowered.iter().enumerate() {
            let Some(arm) = arm else { continue };
            let before = lowered.get(..at).unwrap_or_default();
            let first = before.iter().position(|one| one.as_ref().is_some_and(|one| self.takes_all(one, arm)));
            if let (Some(first), Some(written)) = (first.and_then(|first| arms.get(first)), arms.get(at)) {
                let why = WhyNever::Taken { by: first.reaction.span };
                self.report.add(&ArmNeverMet { why, span: written.reaction.span });
            }
        }
    }

    /// Whether everything that meets the arm `later` meets `earlier`.
    fn takes_all(&self, earlier: &super::shape::Arm, later: &super::shape::Arm) -> bool {
        let (one, other, events) = match (&earlier.reaction, &later.reaction) {
            // An arm `since start` looks further back.
            (Reaction::Event { event, filter }, Reaction::Event { event: other, filter: other_filter })
                if event == other && (earlier.since_start || !later.since_start) =>
            {
                (filter, other_filter, Events::One(event.clone()))
            }
            (Reaction::Change { field, filter }, Reaction::Change { field: other, filter: other_filter })
                if field == other =>
            {
                (filter, other_filter, Events::None)
            }
            (
                Reaction::Event { .. } | Reaction::Change { .. } | Reaction::Open { .. } | Reaction::Click { .. },
                Reaction::Event { .. } | Reaction::Change { .. } | Reaction::Open { .. } | Reaction::Click { .. },
            ) => return false,
        };
        let known = self.facts(&events);
        let later: Vec<Fact<'_>> = other.iter().map(|other| (other, true)).collect();
        let Some(one) = one else { return true };
        let mut both = later.clone();
        both.push((one, false));
        !exclude_each_other(&later, &known) && exclude_each_other(&both, &known)
    }

    /// Looks at the starts of a scenario: whether a rule to stop holds for every lead that one would let in.
    pub(super) fn starts_in_vain(&mut self, written: &ast::Scenario, scenario: &super::shape::Scenario) {
        let heads = |wanted: fn(&HeadKind) -> bool| written.heads.iter().filter(move |head| wanted(&head.kind));
        let starts: Vec<&ast::Head> = heads(is_start).collect();
        let stops = heads(|kind| matches!(kind, HeadKind::StopWhen(_) | HeadKind::StopOn(_))).count();
        if starts.len() != scenario.starts.len() || stops != scenario.stops.len() {
            return;
        }
        let mut sent = std::collections::BTreeSet::new();
        each_step(&written.steps, &mut |step| {
            if let StepKind::Send { email, .. } = &step.kind {
                sent.insert(email.text.clone());
            }
        });
        let own = |email: &str| sent.contains(email);
        let conditions = scenario.stops.iter().filter_map(|(rule, span)| match rule {
            StopRule::When(condition) => Some((condition, *span)),
            StopRule::On(_) => None,
        });
        let stops: Vec<(&Expression, Span)> = conditions.collect();
        for (start, head) in scenario.starts.iter().zip(starts) {
            let found = self.stopped_at_once(&start.trigger, &stops, &own);
            if let Some(by) = found {
                self.report.add(&StartInVain { by, span: head.span });
            }
        }
    }

    /// The place of the rule to stop that holds wherever the start lets a lead in.
    fn stopped_at_once(
        &self,
        trigger: &StartTrigger,
        stops: &[(&Expression, Span)],
        own: &dyn Fn(&str) -> bool,
    ) -> Option<Span> {
        let (facts, event) = self.facts_of_start(trigger, stops);
        let events = event.map_or(Events::None, Events::One);
        let known = self.facts(&events);
        // What the lead did with mails of this scenario means those of the run, which has none yet.
        let facts: Vec<Fact<'_>> =
            facts.iter().filter(|(fact, _)| !speaks_of_mails(fact, own)).map(|(fact, holds)| (fact, *holds)).collect();
        if facts.is_empty() || exclude_each_other(&facts, &known) {
            return None;
        }
        let against = |stops: &[(&Expression, Span)]| {
            let all: Vec<Fact<'_>> =
                facts.iter().copied().chain(stops.iter().map(|(condition, _)| (*condition, false))).collect();
            exclude_each_other(&all, &known)
        };
        let single = stops.iter().find(|stop| against(std::slice::from_ref(*stop)));
        single.or_else(|| stops.first().filter(|_| against(stops))).map(|(_, span)| *span)
    }

    /// What is so for every lead that the start lets in, and the event that lets it in.
    fn facts_of_start(
        &self,
        trigger: &StartTrigger,
        stops: &[(&Expression, Span)],
    ) -> (Vec<(Expression, bool)>, Option<String>) {
        match trigger {
            StartTrigger::Event { event, filter } | StartTrigger::Reaction(Reaction::Event { event, filter }) => {
                let events = Events::One(event.clone());
                let mut facts: Vec<(Expression, bool)> = filter.iter().map(|filter| (filter.clone(), true)).collect();
                let known = self.facts(&events);
                for count in stops.iter().flat_map(|(condition, _)| counts_of(condition, event)) {
                    let Expression::Count { filter: counted, .. } = count else { continue };
                    let counts_it = counted.as_deref().is_none_or(|counted| {
                        filter
                            .as_ref()
                            .is_some_and(|filter| exclude_each_other(&[(filter, true), (counted, false)], &known))
                    });
                    facts.extend(counts_it.then(|| (once(count.clone()), true)));
                }
                (facts, Some(event.clone()))
            }
            StartTrigger::Reaction(Reaction::Open { email }) => {
                (vec![(Expression::Opened { email: email.clone() }, true)], None)
            }
            StartTrigger::Reaction(Reaction::Click { email, link }) => {
                let clicked = |link| (Expression::Clicked { email: email.clone(), link }, true);
                (vec![clicked(link.clone()), clicked(None)], None)
            }
            StartTrigger::Reaction(Reaction::Change { filter, .. }) => {
                (filter.iter().map(|filter| (filter.clone(), true)).collect(), None)
            }
            StartTrigger::When(condition) => (vec![(condition.clone(), true)], None),
            StartTrigger::Around { anchor, .. } => (vec![(Expression::Missing(Box::new(anchor.clone())), false)], None),
            StartTrigger::Every { segment, .. } => (vec![(Expression::Segment(segment.clone()), true)], None),
            StartTrigger::Hand => (Vec::new(), None),
        }
    }
}

/// The counts of that event in a condition, but for those since the start: the event that starts a run is before it.
fn counts_of<'e>(condition: &'e Expression, wanted: &str) -> Vec<&'e Expression> {
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(one) = open.pop() {
        if let Expression::Count { event, window, .. } = one
            && event == wanted
            && matches!(window, Window::Ever | Window::In(_))
        {
            found.push(one);
        }
        open.extend(one.parts());
    }
    found
}

/// It has happened at least once.
fn once(count: Expression) -> Expression {
    let right = Box::new(Expression::Literal(Value::Number(Decimal::ONE)));
    Expression::Compare { left: Box::new(count), comparison: Comparison::GreaterOrEqual, right }
}

const fn is_start(kind: &HeadKind) -> bool {
    match kind {
        HeadKind::StartOn { .. }
        | HeadKind::StartByHand { .. }
        | HeadKind::StartOnReaction { .. }
        | HeadKind::StartWhen { .. }
        | HeadKind::StartAround { .. }
        | HeadKind::StartEvery { .. } => true,
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
        | HeadKind::Junk => false,
    }
}
