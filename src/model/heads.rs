//! Heads of a scenario: what starts and ends its runs, how many there are of them, and what they are measured by.

use super::checker::Checker;
use super::expression::{Events, Scope, joined};
use super::findings::Kind;
use super::findings::impossible::MoreThanAll;
use super::findings::names::DuplicateEntry;
use super::findings::starts::{KeyOfManyParts, NoDayOfMonth, NoKey};
use super::scenario::lower_basis;
use super::shape::Scenario;
use super::types::Type;
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, HeadKind};

/// All leads, in hundredths of a percent.
const ALL: u32 = 10_000;

/// Heads of which a scenario has one, and where the first stands.
#[derive(Debug, Default)]
pub(super) struct Once {
    seen: Vec<(&'static str, Span)>,
}

impl<'a> Checker<'a> {
    pub(super) fn head(&mut self, head: &'a ast::Head, scope: &Scope, scenario: &mut Scenario, once: &mut Once) {
        self.written_once(head, once);
        match &head.kind {
            HeadKind::StartOn { .. }
            | HeadKind::StartByHand { .. }
            | HeadKind::StartOnReaction { .. }
            | HeadKind::StartWhen { .. }
            | HeadKind::StartAround { .. }
            | HeadKind::StartEvery { .. } => {
                let trigger = self.start_trigger(head, scope);
                let basis = basis_of(head).map(lower_basis);
                scenario.starts.extend(trigger.map(|trigger| ir::Start { id: String::new(), trigger, basis }));
            }
            HeadKind::Again(again) => {
                scenario.again = match again {
                    ast::Again::Never => ir::Again::Never,
                    ast::Again::Always => ir::Again::Always,
                    ast::Again::After(amount) => ir::Again::After(amount.node),
                };
            }
            HeadKind::StopWhen(condition) => {
                let rule = self.condition(condition, scope).map(ir::StopRule::When);
                scenario.stops.extend(rule.map(|rule| (rule, head.span)));
            }
            HeadKind::StopOn(reaction) => {
                let rule = self.reaction(reaction, scope).map(ir::StopRule::On);
                scenario.stops.extend(rule.map(|rule| (rule, head.span)));
            }
            HeadKind::OneForEach(path) => scenario.key = self.run_key(path, scope),
            HeadKind::Late(late) => scenario.late = late_rule(late),
            HeadKind::Capped(capped) => scenario.capped = Some(lower_capped(capped.node)),
            HeadKind::Priority(priority) => scenario.priority = priority.node,
            HeadKind::Goal { text, metric } => {
                // A figure that cannot be read has been reported; the words still stand.
                let metric = metric.as_ref().and_then(|metric| self.metric(metric, scope));
                scenario.goals.push(ir::Goal { text: Some(text.text.clone()), metric });
            }
            HeadKind::Kpi { text, metric } => {
                let text = text.as_ref().map(|text| text.text.clone());
                let metric = self.metric(metric, scope);
                scenario.kpis.push(ir::Goal { text, metric });
            }
            HeadKind::Persona(text) => scenario.personas.push(text.text.clone()),
            HeadKind::Junk => {}
        }
    }

    fn written_once(&mut self, head: &ast::Head, once: &mut Once) {
        let word = match &head.kind {
            HeadKind::Again(_) => "again",
            HeadKind::OneForEach(_) => "one for each",
            HeadKind::Late(_) => "late",
            HeadKind::Capped(_) => "when capped",
            HeadKind::Priority(_) => "priority",
            HeadKind::StartOn { .. }
            | HeadKind::StartByHand { .. }
            | HeadKind::StartOnReaction { .. }
            | HeadKind::StartWhen { .. }
            | HeadKind::StartAround { .. }
            | HeadKind::StartEvery { .. }
            | HeadKind::Goal { .. }
            | HeadKind::Kpi { .. }
            | HeadKind::Persona(_)
            | HeadKind::StopWhen(_)
            | HeadKind::StopOn(_)
            | HeadKind::Junk => return,
        };
        match once.seen.iter().find(|(seen, _)| *seen == word) {
            Some((_, first)) => {
                self.report.add(&DuplicateEntry { what: word.to_owned(), first: *first, second: head.span });
            }
            None => once.seen.push((word, head.span)),
        }
    }

    fn start_trigger(&mut self, head: &'a ast::Head, scope: &Scope) -> Option<ir::StartTrigger> {
        // No run and no event yet: what starts a run cannot rest on them.
        let outside = Scope::new(Events::None);
        match &head.kind {
            HeadKind::StartOn { event, filter, .. } => {
                if self.said_reaction(event) || !self.resolve(Kind::Event, event) {
                    return None;
                }
                let filter = match filter {
                    Some(filter) => Some(self.filter(event, filter, scope)?),
                    None => None,
                };
                self.names_the_lead(event, filter.as_ref(), head.span);
                Some(ir::StartTrigger::Event { event: event.text.clone(), filter })
            }
            HeadKind::StartByHand { .. } => Some(ir::StartTrigger::Hand),
            HeadKind::StartOnReaction { reaction, .. } => {
                self.reaction(reaction, &outside).map(ir::StartTrigger::Reaction)
            }
            HeadKind::StartWhen { condition, .. } => self.condition(condition, &outside).map(ir::StartTrigger::When),
            HeadKind::StartAround { moment, .. } => {
                let checked = self.moment(moment, None, &outside.guarded())?;
                let ir::MomentBase::Around { amount, before, anchor } = checked.base else { return None };
                Some(ir::StartTrigger::Around { amount, before, anchor, at: checked.at })
            }
            HeadKind::StartEvery { schedule, at, segment, .. } => {
                self.clock_time(at.as_ref());
                let known = self.resolve(Kind::Segment, segment);
                let schedule = match schedule.node {
                    ast::Schedule::Daily => ir::Schedule::Daily,
                    ast::Schedule::Weekly(day) => ir::Schedule::Weekly(day),
                    ast::Schedule::Monthly(day) => match u8::try_from(day).ok().filter(|day| (1..=31).contains(day)) {
                        Some(day) => ir::Schedule::Monthly(day),
                        None => {
                            self.report.add(&NoDayOfMonth { span: schedule.span });
                            return None;
                        }
                    },
                };
                let at = at.as_ref().map(|at| at.node);
                known.then(|| ir::StartTrigger::Every { schedule, at, segment: segment.text.clone() })
            }
            HeadKind::Again(_)
            | HeadKind::StopWhen(_)
            | HeadKind::StopOn(_)
            | HeadKind::OneForEach(_)
            | HeadKind::Late(_)
            | HeadKind::Capped(_)
            | HeadKind::Priority(_)
            | HeadKind::Goal { .. }
            | HeadKind::Kpi { .. }
            | HeadKind::Persona(_)
            | HeadKind::Junk => None,
        }
    }

    /// The property of the start event for each value of which there is a run.
    fn run_key(&mut self, path: &ast::Path, scope: &Scope) -> Option<String> {
        let written = ast::Expression { span: path.span, kind: ast::ExpressionKind::Path(path.clone()) };
        let checked = self.expression(&written, &scope.guarded(), None)?;
        match (checked.value, &checked.kind) {
            (_, Type::Unknown) => None,
            (ir::Expression::Event(property), kind) if !matches!(kind, Type::ListOf(_) | Type::Duration) => {
                self.key_of_every_start(&property, path, scope);
                Some(property)
            }
            (_, kind) => {
                self.report.add(&KeyOfManyParts { problem: NoKey::Kind(kind.clone()), span: path.span });
                None
            }
        }
    }

    /// Runs without the value would all have one key, and the second would never start.
    fn key_of_every_start(&mut self, property: &str, path: &ast::Path, scope: &Scope) {
        let Events::Starts(starts) = &scope.events else { return };
        let written = joined(path);
        for start in starts.iter() {
            let declared = start.event.as_deref().map(|event| (event, self.names.events.get(event)));
            let not_there = || NoKey::NotThere { start: start.span, path: written.clone() };
            let problem = match declared {
                Some((_, None)) => continue,
                Some((event, Some(entry))) => match entry.parts.fields.get(property) {
                    None if self.damage.touches(entry.span) => continue,
                    None => not_there(),
                    Some(field) if !field.may_be_missing() || start.known.contains(&written) => continue,
                    Some(_) => NoKey::MayBeMissing { event, path: written.clone() },
                },
                None => not_there(),
            };
            self.report.add(&KeyOfManyParts { problem, span: path.span });
            return;
        }
    }

    fn metric(&mut self, metric: &ast::Metric, scope: &Scope) -> Option<ir::Metric> {
        let measure = match &metric.measure {
            ast::Measure::Complete => ir::Measure::Complete,
            ast::Measure::Handoff => ir::Measure::Handoff,
            ast::Measure::Unsubscribe => ir::Measure::Unsubscribe,
            ast::Measure::Reaction(reaction) => ir::Measure::Reaction(self.reaction(reaction, scope)?),
        };
        let target = match &metric.target {
            ast::Target::Share(share) => {
                if share.node.0 > ALL {
                    let (share, span) = (share.node.0, share.span);
                    self.report.add(&MoreThanAll { share, at_least: metric.at_least, span });
                }
                ir::Target::Share(share.node.0)
            }
            ast::Target::Count { times, per } => ir::Target::Count { times: self.whole(times, 1)?, per: *per },
        };
        Some(ir::Metric { measure, at_least: metric.at_least, target })
    }
}

fn basis_of(head: &ast::Head) -> Option<&ast::BasisClause> {
    match &head.kind {
        HeadKind::StartOn { basis, .. }
        | HeadKind::StartByHand { basis }
        | HeadKind::StartOnReaction { basis, .. }
        | HeadKind::StartWhen { basis, .. }
        | HeadKind::StartAround { basis, .. }
        | HeadKind::StartEvery { basis, .. } => basis.as_ref(),
        HeadKind::Again(_)
        | HeadKind::StopWhen(_)
        | HeadKind::StopOn(_)
        | HeadKind::OneForEach(_)
        | HeadKind::Late(_)
        | HeadKind::Capped(_)
        | HeadKind::Priority(_)
        | HeadKind::Goal { .. }
        | HeadKind::Kpi { .. }
        | HeadKind::Persona(_)
        | HeadKind::Junk => None,
    }
}

fn late_rule(late: &ast::Late) -> ir::Late {
    let beyond = |otherwise: ast::LateElse| match otherwise {
        ast::LateElse::Skip => ir::Beyond::Skip,
        ast::LateElse::Stop => ir::Beyond::Stop,
    };
    match late {
        ast::Late::Send { within, otherwise } => ir::Late {
            patience: within.map(|within| within.node),
            beyond: otherwise.map_or(ir::Beyond::Skip, |otherwise| beyond(otherwise.node)),
        },
        ast::Late::Else(otherwise) => ir::Late { beyond: beyond(otherwise.node), ..ir::Late::default() },
    }
}

/// In the words of the compiled program.
pub(super) const fn lower_capped(capped: ast::Capped) -> ir::Capped {
    match capped {
        ast::Capped::Delay => ir::Capped::Delay,
        ast::Capped::Skip => ir::Capped::Skip,
        ast::Capped::Stop => ir::Capped::Stop,
    }
}
