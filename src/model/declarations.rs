//! Lead fields, events, scoring and limits.

use super::checker::Checker;
use super::expression::{Events, Scope, joined};
use super::findings::Kind;
use super::findings::names::DuplicateEntry;
use super::findings::starts::{ClosedNever, ClosedProblem, NeverChanges};
use super::findings::time::{EmptyHours, UnknownHolidays, UnknownZone};
use super::findings::values::{OutOfRange, RankProblem, RanksOutOfOrder};
use super::names::{Field, Fields};
use super::reactions::Place;
use super::shape::{Content, ScoreRule};
use super::types::Type;
use crate::diagnostic::nearest;
use crate::ir::time::Amount;
use crate::ir::{self, Reaction};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ClosedDay, LimitKind, ReactionKind};
use crate::syntax::zone_meant;
use indexmap::IndexMap;
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    /// Zone of leads that have none of their own.
    pub fn zone(&self) -> String {
        let entries = self.names.limits.iter().flat_map(|limits| &limits.entries);
        let written = entries.filter_map(|entry| match &entry.kind {
            LimitKind::Zone(zone) => Some(zone.text.clone()),
            LimitKind::Send { .. }
            | LimitKind::AtMost { .. }
            | LimitKind::Closed { .. }
            | LimitKind::SmallestGap(_)
            | LimitKind::Junk => None,
        });
        written.into_iter().next_back().unwrap_or_else(|| self.host.zone.to_owned())
    }

    pub fn lead_fields(&mut self) -> IndexMap<String, ir::Field> {
        let written = declared(&self.names.lead);
        self.fields(&written)
    }

    pub fn events(&mut self) -> IndexMap<String, ir::EventType> {
        let entries: Vec<_> = self
            .names
            .events
            .iter()
            .map(|(name, entry)| {
                let everyone = entry.syntax.everyone.is_some();
                (*name, declared(&entry.parts.fields), everyone, entry.documentation.map(str::to_owned))
            })
            .collect();
        let mut events = IndexMap::new();
        for (name, written, everyone, documentation) in entries {
            let properties = self.fields(&written);
            events.insert(name.to_owned(), ir::EventType { properties, everyone, documentation });
        }
        events
    }

    /// Contents as declared; columns of an unknown type are left out, which has been reported.
    pub fn contents(&mut self) -> Vec<Content> {
        let entries: Vec<_> = self
            .names
            .contents
            .iter()
            .map(|(name, entry)| (*name, entry.syntax.file.span, declared(&entry.parts.fields)))
            .collect();
        let mut contents = Vec::new();
        for (name, file, written) in entries {
            let spans: BTreeMap<&str, Span> =
                written.iter().map(|(field, ..)| (field.name.text.as_str(), field.name.span)).collect();
            let columns = self.fields(&written).into_iter();
            let columns = columns.map(|(column, field)| {
                let span = spans.get(column.as_str()).copied().unwrap_or(file);
                (column, (field, span))
            });
            contents.push(Content { name: name.to_owned(), file, columns: columns.collect() });
        }
        contents
    }

    fn fields(&mut self, written: &[Declared<'a>]) -> IndexMap<String, ir::Field> {
        let mut fields = IndexMap::new();
        for (field, kind, documentation) in written {
            let default = field.default.as_ref().and_then(|value| self.constant(value, kind));
            let Some(ir_kind) = kind.to_ir() else { continue };
            let optional = field.optional && field.default.is_none();
            fields.insert(
                field.name.text.clone(),
                ir::Field { kind: ir_kind, optional, default, documentation: documentation.clone() },
            );
        }
        fields
    }

    /// A reaction in words of the compiled program.
    pub fn reaction(&mut self, reaction: &ast::Reaction, scope: &Scope) -> Option<Reaction> {
        match &reaction.kind {
            ReactionKind::Open(email) => {
                self.resolve_opened(email).then(|| Reaction::Open { email: email.text.clone() })
            }
            ReactionKind::Click { email, link } => self.resolve_link(email, link.as_ref()).then(|| Reaction::Click {
                email: email.text.clone(),
                link: link.as_ref().map(|link| link.text.clone()),
            }),
            ReactionKind::Event { event, filter } => {
                if self.said_reaction(event) || !self.resolve(Kind::Event, event) {
                    return None;
                }
                let filter = match filter {
                    Some(filter) => Some(self.filter(event, filter, scope)?),
                    None => None,
                };
                self.names_the_lead(event, filter.as_ref(), reaction.span);
                Some(Reaction::Event { event: event.text.clone(), filter })
            }
            ReactionKind::Change { field, filter } => {
                let name = self.own_field(field)?;
                let filter = match filter {
                    Some(filter) => Some(self.condition(filter, scope)?),
                    None => None,
                };
                Some(Reaction::Change { field: name, filter })
            }
            ReactionKind::Junk => None,
        }
    }

    /// The name of a field that `lead { … }` declares.
    fn own_field(&mut self, path: &ast::Path) -> Option<String> {
        let written = joined(path);
        let name = match path.names.as_slice() {
            [object, name] if object.text == "lead" && !matches!(name.text.as_str(), "id" | "email" | "zone") => name,
            [..] => {
                self.report.add(&NeverChanges { path: &written, span: path.span });
                return None;
            }
        };
        if self.names.lead.contains_key(name.text.as_str()) {
            return Some(name.text.clone());
        }
        self.unknown_lead_field(name, false);
        None
    }

    pub fn score_rules(&mut self) -> Vec<ScoreRule> {
        let scores = self.names.scores.clone();
        scores.iter().flat_map(|score| &score.rules).filter_map(|rule| self.score_rule(rule)).collect()
    }

    pub fn audiences(&self) -> IndexMap<String, Option<String>> {
        let audience = |(name, entry): (&&str, &super::names::Entry<'_, ast::Audience>)| {
            ((*name).to_owned(), entry.documentation.map(str::to_owned))
        };
        self.names.audiences.iter().map(audience).collect()
    }

    fn score_rule(&mut self, rule: &ast::ScoreRule) -> Option<ScoreRule> {
        let trigger = match &rule.trigger {
            ast::ScoreTrigger::OpenedAny => Some(ir::ScoreTrigger::OpenedAny),
            ast::ScoreTrigger::ClickedAny => Some(ir::ScoreTrigger::ClickedAny),
            ast::ScoreTrigger::Reaction(reaction) => {
                self.place = Place::Score;
                let checked = self.reaction(reaction, &Scope::new(Events::None));
                self.place = Place::Head;
                checked.map(ir::ScoreTrigger::Reaction)
            }
            ast::ScoreTrigger::Silence(silence) => {
                self.silence(silence).map(|what| ir::ScoreTrigger::Silent { what, lasting: silence.lasting.node })
            }
            ast::ScoreTrigger::Junk => None,
        };
        let at_most = match &rule.at_most {
            Some(at_most) => {
                let times = self.whole(&Spanned::new(at_most.times, at_most.span), 1)?;
                Some(ir::Frequency { times, per: at_most.per })
            }
            None => None,
        };
        Some(ScoreRule { trigger: trigger?, points: rule.points.node, at_most, span: rule.span })
    }

    /// A count from `least` to [`Amount::LARGEST`].
    pub fn whole(&mut self, number: &Spanned<i64>, least: u32) -> Option<u32> {
        let good = u32::try_from(number.node).ok().filter(|count| (least..=Amount::LARGEST).contains(count));
        if good.is_none() {
            self.report.add(&OutOfRange { least, span: number.span });
        }
        good
    }

    pub fn ranks(&mut self) -> Vec<ir::Rank> {
        let Some(ranks) = self.names.scores.first().and_then(|score| score.ranks.as_ref()) else { return Vec::new() };
        if self.damage.touches(ranks.span) {
            return Vec::new();
        }
        if let Some((problem, span)) = rank_problem(&ranks.ranks) {
            self.report.add(&RanksOutOfOrder { problem, span });
        }
        let from = |rank: &ast::Rank| if rank.below { i64::MIN } else { rank.bound.node };
        ranks.ranks.iter().map(|rank| ir::Rank { name: rank.name.text.clone(), from: from(rank) }).collect()
    }

    pub fn limits(&mut self) -> ir::Limits {
        let mut limits =
            ir::Limits { zone: self.zone(), hours: None, caps: Vec::new(), smallest_gap: None, closed: Vec::new() };
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        let entries = self.names.limits.map_or([].as_slice(), |limits| limits.entries.as_slice());
        for entry in entries {
            let word = match &entry.kind {
                LimitKind::Zone(zone) => {
                    if !(self.host.is_zone)(&zone.text) {
                        let names = (self.host.zone_names)();
                        let near = nearest_zone(&zone.text, &names);
                        self.report.add(&UnknownZone { zone: &zone.text, near, span: zone.span });
                    }
                    "zone"
                }
                LimitKind::Send { days, from, to, holidays } => {
                    limits.hours = self.hours(*days, from, to, holidays.as_ref());
                    "send"
                }
                LimitKind::AtMost { times, within } => {
                    let count = Spanned::new(i64::from(within.node.count), within.span);
                    if let (Some(times), Some(_)) = (self.whole(times, 1), self.whole(&count, 1)) {
                        limits.caps.push(ir::Cap { times, within: within.node });
                    }
                    continue;
                }
                LimitKind::Closed { from, to } => {
                    limits.closed.extend(self.closed(from, to.as_ref()));
                    continue;
                }
                LimitKind::SmallestGap(gap) => {
                    let count = Spanned::new(i64::from(gap.node.count), gap.span);
                    limits.smallest_gap = self.whole(&count, 1).map(|_| gap.node);
                    "at least"
                }
                LimitKind::Junk => continue,
            };
            if let Some(first) = seen.insert(word, entry.span) {
                self.report.add(&DuplicateEntry { what: word.to_owned(), first, second: entry.span });
            }
        }
        if limits.caps.is_empty() {
            // language.md: without a cap of its own a workspace sends at most one marketing mail a day to a lead.
            limits.caps.push(ir::Cap::DEFAULT);
        }
        limits
    }

    fn closed(&mut self, from: &Spanned<ClosedDay>, to: Option<&Spanned<ClosedDay>>) -> Option<ir::Closed> {
        let to = to.unwrap_or(from);
        let span = from.span.to(to.span);
        let problem = match (from.node, to.node) {
            (ClosedDay::Once(from), ClosedDay::Once(to)) if from <= to => return Some(ir::Closed::Once { from, to }),
            (ClosedDay::Once(_), ClosedDay::Once(_)) => ClosedProblem::Backwards,
            (ClosedDay::Yearly { month, day }, ClosedDay::Yearly { month: last_month, day: last_day }) => {
                let (from, to) = ((month, day), (last_month, last_day));
                let closed = ir::Closed::Yearly { from, to };
                if every_day_of_a_leap_year().all(|date| closed.holds(date)) {
                    ClosedProblem::AllYear
                } else {
                    return Some(closed);
                }
            }
            (ClosedDay::Once(_), ClosedDay::Yearly { .. }) | (ClosedDay::Yearly { .. }, ClosedDay::Once(_)) => {
                ClosedProblem::Mixed
            }
        };
        self.report.add(&ClosedNever { problem, span });
        None
    }

    fn hours(
        &mut self,
        days: ast::BusinessWeek,
        from: &Spanned<ast::ClockTime>,
        to: &Spanned<ast::ClockTime>,
        holidays: Option<&ast::Name>,
    ) -> Option<ir::SendingHours> {
        if from.node >= to.node {
            self.report.add(&EmptyHours { from: from.node, to: to.node, span: from.span.to(to.span) });
        }
        let holidays = match holidays {
            Some(name) if name.text.eq_ignore_ascii_case("japan") => Some(ir::HolidayCalendar::Japan),
            Some(name) => {
                if !self.damage.mentions(&name.text) {
                    self.report.add(&UnknownHolidays { name: &name.text, span: name.span });
                }
                None
            }
            None => None,
        };
        Some(ir::SendingHours { days, from: from.node, to: to.node, holidays })
    }
}

fn every_day_of_a_leap_year() -> impl Iterator<Item = ir::time::Date> {
    (1..=12).flat_map(|month| (1..=31).filter_map(move |day| ir::time::Date::new(2024, month, day)))
}

/// A field with its type and its documentation.
type Declared<'a> = (&'a ast::Field, Type, Option<String>);

fn declared<'a>(fields: &Fields<'a>) -> Vec<Declared<'a>> {
    let one = |field: &Field<'a>| (field.syntax, field.kind.clone(), field.documentation.clone());
    fields.values().map(one).collect()
}

/// The nearest zone by its whole name or by its city: `Tokyo` is `Asia/Tokyo`.
fn nearest_zone(zone: &str, names: &[&'static str]) -> Option<&'static str> {
    if let Some(meant) = zone_meant(zone) {
        return Some(meant);
    }
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted = zone.to_lowercase();
    names.iter().copied().find(|name| city(name) == wanted).or_else(|| nearest(zone, names.iter().copied()))
}

/// Ranks must rise and leave no score without a rank: the first says `below`, the others `from`.
fn rank_problem(ranks: &[ast::Rank]) -> Option<(RankProblem, Span)> {
    let first = ranks.first()?;
    if !first.below {
        return Some((RankProblem::NoLowest { bound: first.bound.node }, first.name.span.to(first.bound.span)));
    }
    let mut last = first;
    for (at, rank) in ranks.iter().enumerate().skip(1) {
        let span = rank.name.span.to(rank.bound.span);
        if rank.below {
            return Some((RankProblem::SecondBelow, span));
        }
        if at == 1 && rank.bound.node != first.bound.node {
            return Some((RankProblem::Gap { below: first.bound.node, from: rank.bound.node }, span));
        }
        if at > 1 && rank.bound.node <= last.bound.node {
            return Some((RankProblem::NotRising { before: last.bound.node, bound: rank.bound.node }, span));
        }
        last = rank;
    }
    (ranks.len() == 1).then_some((RankProblem::Alone, first.name.span.to(first.bound.span)))
}
