//! Segments: who belongs to them, `lead in X`, and that none rests on itself. Also what an event that is about a thing needs
//! to find its leads.

use super::checker::Checker;
use super::expression::{Events, Scope, bare_word};
use super::findings::Kind;
use super::findings::starts::{NamesNoLead, SegmentInCircle};
use super::types::Type;
use crate::diagnostic::nearest;
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use indexmap::{IndexMap, IndexSet};

impl<'a> Checker<'a> {
    pub fn segments(&mut self) -> IndexMap<String, ir::Expression> {
        let entries: Vec<(&str, &'a ast::Segment)> =
            self.names.segments.iter().map(|(name, entry)| (*name, entry.syntax)).collect();
        let mut segments = IndexMap::new();
        for (name, segment) in entries {
            let condition = self.condition(&segment.condition, &Scope::new(Events::None));
            segments.extend(condition.map(|condition| (name.to_owned(), condition)));
        }
        self.circles(&segments);
        segments
    }

    fn circles(&mut self, segments: &IndexMap<String, ir::Expression>) {
        let mut told: IndexSet<&str> = IndexSet::new();
        for name in segments.keys() {
            let Some(circle) = circle_from(name, segments) else { continue };
            if !circle.iter().any(|one| told.contains(one)) {
                let span = self.names.place_of(Kind::Segment, name);
                told.extend(circle.iter().copied());
                if let Some(span) = span {
                    self.report.add(&SegmentInCircle { circle, span });
                }
            }
        }
    }

    /// `lead in X`: the membership that it asks for, where the written `in` is one. `Some(None)` where `X` is unknown.
    pub(super) fn membership(
        &mut self,
        value: &ast::Expression,
        list: &ast::Expression,
    ) -> Option<Option<ir::Expression>> {
        bare_word(value).filter(|word| word.text == "lead")?;
        let name = if let ast::ExpressionKind::Text(text) = &list.kind {
            Name { span: text.span, text: text.text.clone() }
        } else {
            bare_word(list)?.clone()
        };
        if self.names.audiences.contains_key(name.text.as_str()) {
            self.use_name(Kind::Audience, &name.text);
            return Some(Some(ir::Expression::Audience(name.text)));
        }
        // A mistyped name is an audience's where one is near, or where there are no segments.
        let audiences = || self.names.audiences.keys().copied();
        let audience = nearest(&name.text, audiences()).is_some()
            || (self.names.segments.is_empty() && audiences().next().is_some());
        let known = self.names.segments.contains_key(name.text.as_str());
        let kind = if audience && !known { Kind::Audience } else { Kind::Segment };
        Some(self.resolve(kind, &name).then_some(ir::Expression::Segment(name.text)))
    }

    /// An event for everyone must say by a field of the lead whom it is about: else each such event would have to be held
    /// against every lead.
    pub(super) fn names_the_lead(&mut self, event: &Name, filter: Option<&ir::Expression>, span: Span) {
        let Some(entry) = self.names.events.get(event.text.as_str()).filter(|entry| entry.syntax.everyone.is_some())
        else {
            return;
        };
        let fits = |property: &str, field: &str| {
            let property = entry.parts.fields.get(property).map(|property| &property.kind);
            let field = self.names.lead.get(field).map(|field| {
                let kind = &field.kind;
                if let Type::ListOf(inner) = kind { inner.as_ref() } else { kind }
            });
            property.zip(field).is_some_and(|(property, field)| property.is_like(field))
        };
        let names = |filter: &ir::Expression| ir::matched_fields(filter, &fits).is_some();
        if !filter.is_some_and(names) && !self.damage.touches(span) {
            let property = entry.parts.fields.keys().next().map(|name| (*name).to_owned());
            let in_part = filter.is_some_and(|filter| an_or_in(filter).is_some_and(|parts| parts.iter().any(names)));
            self.report.add(&NamesNoLead { event: &event.text, property, in_part, span });
        }
    }
}

/// The parts of the `or` that a filter is, or that is one of its conditions.
fn an_or_in(filter: &ir::Expression) -> Option<&[ir::Expression]> {
    if let ir::Expression::And(parts) = filter {
        return parts.iter().find_map(an_or_in);
    }
    if let ir::Expression::Or(parts) = filter { Some(parts) } else { None }
}

/// The way from a segment back to itself.
fn circle_from<'s>(name: &'s str, segments: &'s IndexMap<String, ir::Expression>) -> Option<Vec<&'s str>> {
    let mut way = vec![name];
    let mut seen = IndexSet::from([name]);
    let mut open: Vec<Vec<&str>> = vec![rests_on(segments.get(name)?)];
    while let Some(last) = open.last_mut() {
        let Some(next) = last.pop() else {
            open.pop();
            way.pop();
            continue;
        };
        if next == name {
            return Some(way);
        }
        if let Some(condition) = segments.get(next).filter(|_| seen.insert(next)) {
            way.push(next);
            open.push(rests_on(condition));
        }
    }
    None
}

/// The segments that a condition speaks of.
fn rests_on(condition: &ir::Expression) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(one) = open.pop() {
        if let ir::Expression::Segment(name) = one {
            found.push(name.as_str());
        }
        open.extend(one.parts());
    }
    found
}
