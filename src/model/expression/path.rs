//! `lead.name`, `event.resource`, `score`, `rank`, and bare words, which are values of a `one of`.

use super::{Events, Gap, Origin, Rows, Scope, Typed, typed};
use crate::diagnostic::{Text, nearest};
use crate::ir::{self, Value};
use crate::model::checker::Checker;
use crate::model::findings::Kind;
use crate::model::findings::contents::{NoRowHere, UnknownColumn};
use crate::model::findings::fields::UnknownField;
use crate::model::findings::names::NoRanks;
use crate::model::findings::opt_outs::{OptOutByItself, is_opt_out};
use crate::model::findings::values::{NeedsQuotes, NoEventHere, UnlikeProperties};
use crate::model::findings::words::{NOTHING, Named, UnknownWord};
use crate::model::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ExpressionKind};
use crate::syntax::{field_meant, next_weekday};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A path as written, `lead.title`; empty for what is no path.
pub(crate) fn written(expression: &ast::Expression) -> String {
    if let ExpressionKind::Path(path) = &expression.kind { joined(path) } else { String::new() }
}

pub(crate) fn joined(path: &ast::Path) -> String {
    path.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}

/// A bare word: a path of one name that is neither `score` nor `rank`.
pub(crate) fn bare_word(expression: &ast::Expression) -> Option<&ast::Name> {
    let ExpressionKind::Path(path) = &expression.kind else { return None };
    match path.names.as_slice() {
        [name] if name.text != "score" && name.text != "rank" => Some(name),
        [..] => None,
    }
}

/// `lead.deal == won or talking`: the condition as it was meant, what that replaces, and the first lonely word.
pub(super) fn words_after_or(parts: &[ast::Expression]) -> Option<(String, Span, &ast::Name)> {
    let at = parts.iter().position(|part| bare_word(part).is_some())?;
    let before = parts.get(at.checked_sub(1)?)?;
    let ExpressionKind::Compare { left, comparison: ast::Comparison::Equal, right } = &before.kind else {
        return None;
    };
    let path = written(left);
    let words: Vec<&ast::Name> = parts.iter().skip(at).map_while(bare_word).collect();
    let (first, last) = (words.first()?, words.last()?);
    let values = std::iter::once(bare_word(right)?).chain(words.iter().copied());
    let values = values.map(|word| word.text.as_str()).collect::<Vec<_>>().join(", ");
    (!path.is_empty()).then(|| (format!("{path} in [{values}]"), before.span.to(last.span), *first))
}

/// Whether a word is the day on which a condition is looked at.
fn is_today(word: &str) -> bool {
    ["今日", "本日", "現在", "今", "明日", "昨日", "today", "now", "tomorrow", "yesterday"].contains(&word)
}

/// What to write for a comparison with the day itself.
fn no_today() -> Text {
    Text::new(
        "a condition does not know what day it is: write a date such as `2026-12-31`, or let things happen around the date of a field, as in `start 30 days before lead.renewal`",
        "条件では今日の日付と比べられません。`2026-12-31` のような日付を書くか、項目の日付の前後に動かすなら `start 30 days before lead.renewal` のように書いてください",
    )
}

/// The moment that a lonely word stands for: `day 7` for `day7`, `next monday` for `monday`.
fn moment_meant(word: &str) -> Option<String> {
    let day = word.strip_prefix("day").filter(|number| number.bytes().all(|one| one.is_ascii_digit()));
    let day = day.filter(|number| !number.is_empty()).map(|number| format!("day {number}"));
    day.or_else(|| next_weekday(word))
}

/// How moments are written.
fn moments() -> Text {
    Text::new(
        "a moment is a day since the start, `day 7`, a day of the week, `next monday`, a date such as `2026-12-01`, \
         or that of a field, `lead.renewal`; each may have a time, `at 9:00`; to wait for a length of time, write `wait 1 day`",
        "日時は、開始から数えた `day 7`、曜日の `next monday`、`2026-12-01` のような日付、`lead.renewal` のような日付の項目で書きます。時刻は後に `at 9:00` と続けます。一定の時間だけ待つなら `wait 1 day` と書きます",
    )
}

impl Checker<'_> {
    pub(super) fn path(&mut self, path: &ast::Path, scope: &Scope, wanted: Option<&Type>) -> Option<Typed> {
        match path.names.as_slice() {
            [name] => self.word(name, wanted),
            [object, field] if object.text == "lead" => self.lead_field(field, path, scope),
            [object, field] if object.text == "item" => self.column(field, path, scope),
            [object, field] if object.text == "event" => {
                let value = ir::Expression::Event(field.text.clone());
                self.event_property(field, path, scope, &scope.events, value)
            }
            [object, field] if object.text == "start" => {
                let value = ir::Expression::Start(field.text.clone());
                self.event_property(field, path, scope, &scope.starts, value)
            }
            [object, ..] => {
                let near = nearest(&object.text, ["lead", "event"]).filter(|near| *near != object.text);
                if is_opt_out(&object.text, None) {
                    self.report.add(&OptOutByItself { word: &joined(path), span: path.span });
                } else if !self.damage.mentions(&object.text) {
                    let (word, span) =
                        if near.is_some() { (object.text.clone(), object.span) } else { (joined(path), path.span) };
                    let near = near.map(str::to_owned).or_else(|| self.field_called(&word));
                    let fields = self.fields_listed();
                    self.report.add(&UnknownWord { near, fields, ..UnknownWord::lonely(&word, span) });
                }
                None
            }
            [] => None,
        }
    }

    fn word(&mut self, name: &ast::Name, wanted: Option<&Type>) -> Option<Typed> {
        match name.text.as_str() {
            "score" => return Some(typed(ir::Expression::Score, Type::Number)),
            "rank" if self.names.ranks.is_empty() => {
                let lost = self.damage.mentions("ranks") || self.damage.mentions("ランク");
                if !lost && self.names.scores.iter().all(|score| !self.damage.touches(score.keyword)) {
                    self.report.add(&NoRanks { span: name.span });
                }
                return None;
            }
            "rank" => return Some(typed(ir::Expression::Rank, Type::OneOf(self.names.ranks.clone()))),
            _ => {}
        }
        match wanted {
            Some(Type::Unknown) => None,
            Some(kind @ Type::OneOf(values)) => self
                .one_of(&name.text, name.span, values)
                .then(|| typed(ir::Expression::Literal(Value::Text(name.text.clone())), kind.clone())),
            Some(kind) if kind.is_text() => {
                self.report.add(&NeedsQuotes { word: &name.text, span: name.span });
                None
            }
            Some(_) | None => {
                self.unknown_word(name);
                None
            }
        }
    }

    /// Says that a lonely word is no value.
    fn unknown_word(&mut self, name: &ast::Name) {
        let (word, span) = (name.text.as_str(), name.span);
        if self.damage.mentions(word) {
            return;
        }
        let is = self.named(word);
        if is.is_none() && (self.said_of_score(name) || self.said_deed(name)) {
            return;
        }
        if is.is_none() && is_opt_out(word, None) {
            self.report.add(&OptOutByItself { word, span });
            return;
        }
        let nothing = self.in_tests && NOTHING.contains(&word) && is.is_none();
        let near = if nothing {
            Some(if word.is_ascii() { "nothing more" } else { "これ以上なし" }.to_owned())
        } else {
            self.near_value(word).or_else(|| self.field_called(word)).filter(|_| is.is_none())
        };
        let meant = moment_meant(word).filter(|_| is.is_none());
        let moment = meant.is_some() && (near.is_none() || near == meant);
        let near = near.or(meant);
        let instead = is_today(word).then(no_today).or_else(|| moment.then(moments));
        let fields = self.fields_listed();
        self.report.add(&UnknownWord { near, is, nothing, fields, instead, moment, ..UnknownWord::lonely(word, span) });
    }

    /// Says that a lonely word is no moment, if it is one: a moment is never a name alone.
    pub(in crate::model) fn lonely_moment(&mut self, anchor: &ast::Expression) -> bool {
        let Some(name) = bare_word(anchor) else { return false };
        let (word, span) = (name.text.as_str(), name.span);
        if !self.damage.mentions(word) {
            let near = self.near_value(word).or_else(|| self.field_called(word));
            let meant = moment_meant(word).filter(|_| near.is_none());
            let (moment, near) = (meant.is_some(), near.or(meant));
            let (instead, fields) = (Some(moments()), self.fields_listed());
            self.report.add(&UnknownWord { near, instead, fields, moment, ..UnknownWord::lonely(word, span) });
        }
        true
    }

    /// What a word is the name of, where that could be meant in a condition.
    fn named(&mut self, word: &str) -> Option<Named> {
        let known = |kind| self.names.place_of(kind, word).is_some();
        let kind = [Kind::Event, Kind::Email, Kind::Message, Kind::Team].into_iter().find(|kind| known(*kind))?;
        self.use_name(kind, word);
        Some(Named { kind, in_test: self.in_tests })
    }

    /// The fields of the lead as they are written in conditions and texts.
    fn fields_listed(&self) -> Vec<String> {
        self.names.lead.keys().map(|field| format!("lead.{field}")).collect()
    }

    /// What a lonely word may mean: a field of the lead without `lead.`, or a mistyped `score` or `rank`.
    fn near_value(&self, word: &str) -> Option<String> {
        if matches!(word, "lead" | "event") {
            return None;
        }
        if moment_meant(word).is_some() {
            return None;
        }
        nearest(word, ["score", "rank"])
            .map(str::to_owned)
            .or_else(|| nearest(word, self.names.lead.keys().copied()).map(|field| format!("lead.{field}")))
    }

    fn lead_field(&mut self, field: &ast::Name, path: &ast::Path, scope: &Scope) -> Option<Typed> {
        let value = ir::Expression::Lead(field.text.clone());
        let (kind, optional) = match field.text.as_str() {
            "id" => (Type::Text, false),
            "email" => (Type::Email, false),
            "zone" => (Type::Text, true),
            name => match self.names.lead.get(name) {
                Some(declared) => (declared.kind.clone(), declared.may_be_missing()),
                None => {
                    if scope.shown || !self.said_of_field(field) {
                        self.unknown_lead_field(field, scope.shown);
                    }
                    return None;
                }
            },
        };
        Some(Typed { value, gap: gap(path, &kind, optional, scope), kind })
    }

    /// `item.title`: a column of the row at hand.
    fn column(&mut self, field: &ast::Name, path: &ast::Path, scope: &Scope) -> Option<Typed> {
        let Rows::Of(content) = &scope.rows else {
            self.report.add(&NoRowHere { path: &joined(path), span: path.span });
            return None;
        };
        let entry = self.names.contents.get(content.as_str())?;
        let Some(column) = entry.parts.fields.get(field.text.as_str()) else {
            if !self.damage.touches(entry.span) && !self.damage.mentions(&field.text) {
                let known: Vec<&str> = entry.parts.fields.keys().copied().collect();
                let near = nearest(&field.text, known.iter().copied());
                self.report.add(&UnknownColumn { content, column: &field.text, near, known, span: field.span });
            }
            return None;
        };
        let (kind, optional) = (column.kind.clone(), column.may_be_missing());
        let value = ir::Expression::Item(field.text.clone());
        Some(Typed { value, gap: gap(path, &kind, optional, scope), kind })
    }

    /// The declared field that other tools call so: `lead.name` for `contact.firstname` or `氏名`.
    fn field_called(&self, name: &str) -> Option<String> {
        let object = name.split('.').next().filter(|_| name.contains('.'));
        let plain = object.filter(|object| ["リード", "見込み客"].contains(object)).and(name.split('.').nth(1));
        let declared = |field: &str| self.names.lead.contains_key(field) || field == "email";
        if let Some(field) = plain.filter(|field| declared(field)) {
            return Some(format!("lead.{field}"));
        }
        let meant = field_meant(name)?;
        declared(meant.strip_prefix("lead.")?).then(|| meant.to_owned())
    }

    /// Says that the lead has no such field.
    pub(crate) fn unknown_lead_field(&mut self, field: &ast::Name, shown: bool) {
        if self.damage.mentions(&field.text) {
            return;
        }
        let known: Vec<&str> = self.names.lead.keys().copied().chain(["id", "email", "zone"]).collect();
        let called = field_meant(&field.text).and_then(|meant| meant.strip_prefix("lead."));
        let called = called.filter(|meant| known.contains(meant));
        let near = nearest(&field.text, known.iter().copied()).or(called);
        if is_opt_out(&field.text, near) {
            self.report.add(&OptOutByItself { word: &field.text, span: field.span });
            return;
        }
        self.report.add(&UnknownField { event: None, field: &field.text, near, known, shown, span: field.span });
    }

    fn event_property(
        &mut self,
        field: &ast::Name,
        path: &ast::Path,
        scope: &Scope,
        events: &Events,
        value: ir::Expression,
    ) -> Option<Typed> {
        let origins = match events {
            Events::Unknown => return None,
            Events::None => {
                self.report.add(&NoEventHere { path: &joined(path), start: None, span: path.span });
                return None;
            }
            Events::One(event) => [Rc::new(of_no_scenario(event, path.span))].into(),
            Events::Starts(origins) => Rc::clone(origins),
            Events::Any => self.any_origins(&field.text, path),
        };
        let (kind, optional) = self.property_of(field, path, &origins, scope)?;
        Some(Typed { value, gap: gap(path, &kind, optional, scope), kind })
    }

    /// The first event that has the property, as if it had started the run; all events where none has it.
    fn any_origins(&self, field: &str, path: &ast::Path) -> Rc<[Rc<Origin>]> {
        let origin = |event: &str| Rc::new(of_no_scenario(event, path.span));
        let having = self.names.events.iter().find(|(_, entry)| entry.parts.fields.contains_key(field));
        having.map_or_else(
            || self.names.events.keys().map(|event| origin(event)).collect(),
            |(event, _)| [origin(event)].into(),
        )
    }

    /// Type of a property, and whether it may be missing, over all starts that may have led here.
    fn property_of(
        &mut self,
        field: &ast::Name,
        path: &ast::Path,
        origins: &[Rc<Origin>],
        scope: &Scope,
    ) -> Option<(Type, bool)> {
        let mut found: Option<(Type, bool, &str)> = None;
        let mut lacking: Option<&Origin> = None;
        let mut candidates: Vec<(&str, &str)> = Vec::new();
        for origin in origins {
            let Some(event) = &origin.event else {
                lacking = lacking.or(Some(origin));
                continue;
            };
            let entry = self.names.events.get(event.as_str())?;
            candidates.extend(entry.parts.fields.keys().map(|name| (event.as_str(), *name)));
            match entry.parts.fields.get(field.text.as_str()) {
                None if self.damage.touches(entry.span) => return None,
                None => lacking = lacking.or(Some(origin)),
                Some(property) => {
                    if let Some((kind, _, other)) = found.as_ref().filter(|(kind, ..)| !kind.is_like(&property.kind)) {
                        self.report.add(&UnlikeProperties {
                            property: &field.text,
                            first: (*other, kind.clone()),
                            second: (event.as_str(), property.kind.clone()),
                            span: path.span,
                        });
                        return None;
                    }
                    let sure = origin.known.contains(&format!("event.{}", field.text));
                    let optional = (property.may_be_missing() && !sure)
                        || found.as_ref().is_some_and(|(_, optional, _)| *optional);
                    found = Some((property.kind.clone(), optional, event));
                }
            }
        }
        let guarded = scope.guarded || scope.known.contains(&joined(path));
        match (found, lacking) {
            (None, _) if origins.iter().all(|origin| origin.event.is_none()) => {
                self.report.add(&NoEventHere { path: &joined(path), start: lacking, span: path.span });
                None
            }
            (None, _) => {
                if !self.damage.mentions(&field.text) {
                    let near = nearest(&field.text, candidates.iter().map(|(_, name)| *name));
                    let event = origins.iter().find_map(|origin| origin.event.as_deref());
                    let known = candidates.iter().filter(|(of, _)| Some(*of) == event).map(|(_, name)| *name).collect();
                    let shown = scope.shown;
                    self.report.add(&UnknownField { event, field: &field.text, near, known, shown, span: field.span });
                }
                None
            }
            (Some(_), Some(origin)) if !guarded => {
                self.report.add(&NoEventHere { path: &joined(path), start: Some(origin), span: path.span });
                None
            }
            (Some((kind, optional, _)), lacking) => Some((kind, optional || lacking.is_some())),
        }
    }
}

fn of_no_scenario(event: &str, span: Span) -> Origin {
    Origin { scenario: String::new(), span, event: Some(event.to_owned()), known: BTreeSet::new() }
}

fn gap(path: &ast::Path, kind: &Type, optional: bool, scope: &Scope) -> Option<Gap> {
    let path_text = joined(path);
    let open = optional && !scope.guarded && !scope.known.contains(&path_text);
    open.then(|| Gap { span: path.span, path: path_text, kind: kind.clone() })
}
