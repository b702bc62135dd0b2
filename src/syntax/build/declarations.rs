//! Declarations other than scenarios and tests.

use super::Builder;
use crate::source::Spanned;
use crate::syntax::ast::{
    Amount, Answer, AtMost, BusinessWeek, ClosedDay, Date, DeclarationKind, Event, Field, Lead, LimitEntry, LimitKind,
    Limits, Rank, Ranks, Score, ScoreRule, ScoreTrigger, Sender, SenderEntry, SenderKey, Team, TypeKind, TypeName,
};
use crate::syntax::findings::NoSuchDate;
use crate::syntax::grammar::{Pair, Rule, child, children, has};
use crate::syntax::keywords::english;

impl Builder<'_> {
    pub(super) fn use_declaration(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        self.quoted_in(pair).map(DeclarationKind::Use)
    }

    pub(super) fn sender(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let entries = children(pair, Rule::sender_entry).filter_map(|entry| self.sender_entry(&entry)).collect();
        Some(DeclarationKind::Sender(Sender { name, entries }))
    }

    fn sender_entry(&mut self, pair: &Pair<'_>) -> Option<SenderEntry> {
        let word = pair.clone().into_inner().next()?;
        let key = match word.as_rule() {
            Rule::kw_name => SenderKey::Name,
            Rule::kw_from => SenderKey::From,
            Rule::kw_address => SenderKey::Address,
            Rule::kw_contact => SenderKey::Contact,
            Rule::kw_reply => SenderKey::ReplyTo,
            _ => return None,
        };
        let end = child(pair, Rule::kw_to).unwrap_or_else(|| word.clone());
        let key = Spanned::new(key, self.span_between(&word, &end));
        Some(SenderEntry { key, value: self.quoted_in(pair)? })
    }

    pub(super) fn lead(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        DeclarationKind::Lead(Lead { keyword: self.keyword(pair), fields: self.fields(pair) })
    }

    pub(super) fn event(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let everyone = child(pair, Rule::for_everyone).map(|word| self.span(&word));
        Some(DeclarationKind::Event(Event { name, everyone, fields: self.fields(pair) }))
    }

    /// Place of the keyword that a node begins with.
    pub(super) fn keyword(&self, pair: &Pair<'_>) -> crate::source::Span {
        self.span(&pair.clone().into_inner().next().unwrap_or_else(|| pair.clone()))
    }

    pub(super) fn fields(&mut self, pair: &Pair<'_>) -> Vec<Field> {
        children(pair, Rule::field).filter_map(|field| self.field(&field)).collect()
    }

    fn field(&mut self, pair: &Pair<'_>) -> Option<Field> {
        let name = self.name_in(pair, Rule::field_name)?;
        let kind = self.type_name(&child(pair, Rule::type_name)?);
        Some(Field { name, kind, optional: has(pair, Rule::optional), default: self.expression_in(pair) })
    }

    fn type_name(&mut self, pair: &Pair<'_>) -> TypeName {
        let span = self.span(pair);
        let kind = pair.clone().into_inner().last().map(|last| match last.as_rule() {
            Rule::one_of => TypeKind::OneOf(children(&last, Rule::new_name).map(|name| self.name(&name)).collect()),
            Rule::type_word => {
                let word = last.clone().into_inner().next().and_then(|word| english(word.as_rule()));
                TypeKind::Word(word.map_or_else(|| super::literal::normalise(last.as_str()), str::to_owned))
            }
            _ => TypeKind::Junk,
        });
        let mut result = TypeName { span, kind: kind.unwrap_or(TypeKind::Junk) };
        let lists: Vec<_> = children(pair, Rule::list_of).collect();
        if let Some(beyond) = lists.get(super::MAX_NESTING) {
            let finding = crate::syntax::findings::NestedTooDeep { span: self.span(beyond), limit: super::MAX_NESTING };
            self.report(&finding);
            return TypeName { span, kind: TypeKind::Junk };
        }
        if let (Some(last), false) = (pair.clone().into_inner().last(), lists.is_empty()) {
            result.span = self.span(&last);
        }
        for list in lists.iter().rev() {
            result = TypeName { span: self.span_between(list, pair), kind: TypeKind::ListOf(Box::new(result)) };
        }
        result
    }

    pub(super) fn score(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        let rules = pair.clone().into_inner().filter_map(|rule| self.score_rule(&rule)).collect();
        let ranks = child(pair, Rule::ranks).map(|ranks| Ranks {
            span: self.span(&ranks),
            ranks: children(&ranks, Rule::rank).filter_map(|rank| self.rank(&rank)).collect(),
        });
        DeclarationKind::Score(Score { keyword: self.keyword(pair), rules, ranks })
    }

    fn rank(&mut self, pair: &Pair<'_>) -> Option<Rank> {
        let name = self.name_in(pair, Rule::new_name)?;
        Some(Rank { name, below: has(pair, Rule::kw_below), bound: self.whole_in(pair, Rule::whole_number)? })
    }

    fn score_rule(&mut self, pair: &Pair<'_>) -> Option<ScoreRule> {
        let span = self.span(pair);
        if pair.as_rule() == Rule::junk_line {
            let points = Spanned::new(0, span);
            return Some(ScoreRule { span, trigger: ScoreTrigger::Junk, points, at_most: None });
        }
        if pair.as_rule() != Rule::score_rule {
            return None;
        }
        let trigger = pair.clone().into_inner().next().and_then(|trigger| self.score_trigger(&trigger));
        let points = self.whole_in(pair, Rule::points)?;
        let at_most = child(pair, Rule::at_most).and_then(|at_most| self.at_most(&at_most));
        Some(ScoreRule { span, trigger: trigger.unwrap_or(ScoreTrigger::Junk), points, at_most })
    }

    fn score_trigger(&mut self, pair: &Pair<'_>) -> Option<ScoreTrigger> {
        match pair.as_rule() {
            Rule::opened_any => Some(ScoreTrigger::OpenedAny),
            Rule::clicked_any => Some(ScoreTrigger::ClickedAny),
            Rule::silence => self.silence(pair).map(ScoreTrigger::Silence),
            _ => Some(ScoreTrigger::Reaction(self.reaction(pair))),
        }
    }

    fn at_most(&mut self, pair: &Pair<'_>) -> Option<AtMost> {
        let times = self.whole_in(pair, Rule::integer)?.node;
        Some(AtMost { span: self.span(pair), times, per: Self::unit(&child(pair, Rule::unit)?)? })
    }

    pub(super) fn team(&mut self, pair: &Pair<'_>) -> Option<DeclarationKind> {
        let name = self.name_in(pair, Rule::new_name)?;
        let members = children(pair, Rule::member).filter_map(|member| self.quoted_in(&member)).collect();
        let in_turn = child(pair, Rule::assign).map(|assign| self.span(&assign));
        let answer = child(pair, Rule::answer).and_then(|answer| {
            let within = self.amount_in(&answer)?;
            Some(Answer { span: self.span(&answer), within, escalate_to: self.quoted_in(&answer) })
        });
        let chats: Vec<_> = children(pair, Rule::chat).collect();
        let channels = chats.iter().filter_map(|chat| self.name_in(chat, Rule::channel_name)).collect();
        Some(DeclarationKind::Team(Team { name, members, in_turn, answer, channels }))
    }

    pub(super) fn limits(&mut self, pair: &Pair<'_>) -> DeclarationKind {
        let entries = pair.clone().into_inner().filter_map(|entry| self.limit_entry(&entry)).collect();
        DeclarationKind::Limits(Limits { keyword: self.keyword(pair), entries })
    }

    fn limit_entry(&mut self, pair: &Pair<'_>) -> Option<LimitEntry> {
        let kind = match pair.as_rule() {
            Rule::zone => self.quoted_in(pair).map(LimitKind::Zone),
            Rule::sending => self.sending(pair),
            Rule::cap => self.cap(pair),
            Rule::closed => self.closed(pair),
            Rule::smallest_gap => self.amount_in(pair).map(LimitKind::SmallestGap),
            Rule::junk_line => Some(LimitKind::Junk),
            _ => return None,
        };
        Some(LimitEntry { span: self.span(pair), kind: kind.unwrap_or(LimitKind::Junk) })
    }

    fn sending(&mut self, pair: &Pair<'_>) -> Option<LimitKind> {
        let days = if has(pair, Rule::kw_weekdays) { BusinessWeek::Weekdays } else { BusinessWeek::EveryDay };
        let times: Vec<_> = children(pair, Rule::time).map(|time| self.time(&time)).collect();
        let mut times = times.into_iter();
        let (from, to) = (times.next()??, times.next()??);
        let holidays = child(pair, Rule::holidays).and_then(|part| self.name_in(&part, Rule::calendar_name));
        Some(LimitKind::Send { days, from, to, holidays })
    }

    fn closed(&mut self, pair: &Pair<'_>) -> Option<LimitKind> {
        let days: Vec<_> = children(pair, Rule::closed_day).collect();
        let from = self.closed_day(days.first()?)?;
        let to = match days.get(1) {
            Some(day) => Some(self.closed_day(day)?),
            None => None,
        };
        Some(LimitKind::Closed { from, to })
    }

    fn closed_day(&mut self, pair: &Pair<'_>) -> Option<Spanned<ClosedDay>> {
        if let Some(date) = child(pair, Rule::date) {
            return self.date(&date).map(|date| Spanned::new(ClosedDay::Once(date.node), date.span));
        }
        let span = self.span(pair);
        let written = pair.as_str();
        // The 29th of February exists in some years, so a leap year decides what is a day at all.
        let day = Date::parse(&format!("2024/{written}"));
        if day.is_none() {
            self.report(&NoSuchDate { span, written: written.to_owned() });
        }
        day.map(|day| Spanned::new(ClosedDay::Yearly { month: day.month, day: day.day }, span))
    }

    fn cap(&mut self, pair: &Pair<'_>) -> Option<LimitKind> {
        let times = self.whole_in(pair, Rule::integer)?;
        let within = match child(pair, Rule::unit) {
            Some(unit) => Spanned::new(Amount::new(1, Self::unit(&unit)?), self.span(&unit)),
            None => self.amount_in(pair)?,
        };
        Some(LimitKind::AtMost { times, within })
    }
}
