//! What every check needs at hand: the names, the damage, the findings so far, and what the host knows of zones.

use super::channels::names_receiver;
use super::damage::Damage;
use super::findings::channels::{ClickOfNobody, MessageOpened};
use super::findings::names::{UnknownLink, UnknownName, WrongKind};
use super::findings::opt_outs::{OptOutByItself, is_opt_out};
use super::findings::{Kind, Report};
use super::names::Names;
use super::reactions::Place;
use super::thresholds::AskedScore;
use crate::diagnostic::{Text, nearest};
use crate::ir::{self, time::Instant};
use crate::source::Span;
use crate::syntax::ast::{self, Quoted};
use crate::syntax::{points_meant, written_name};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What the compiler must be told about time: the tables of zones live in the engine, a layer above.
#[derive(Debug, Clone)]
pub struct Host<'a> {
    /// Zone of leads where no `limits` say one, an IANA name.
    pub zone: &'a str,
    /// Whether there is a zone of that IANA name.
    pub is_zone: fn(&str) -> bool,
    /// All names of zones.
    pub zone_names: fn() -> Vec<&'static str>,
    /// Reads `2026-04-01 10:00` in a zone.
    pub parse_datetime: fn(text: &str, zone: &str) -> Option<Instant>,
}

/// Texts of body files by the place of the path that names them.
pub type Bodies = BTreeMap<Span, Quoted>;

/// The state of the checks.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    pub names: Names<'a>,
    pub damage: &'a Damage,
    pub host: &'a Host<'a>,
    pub bodies: &'a Bodies,
    pub report: Report,
    /// What something other than a test speaks of by name.
    pub used: BTreeSet<(Kind, String)>,
    /// Fields of the lead that some step may clear, as `lead.title`.
    pub cleared: BTreeSet<String>,
    /// Teams that leads are handed over to, with the first place.
    pub handed_to: BTreeMap<String, Span>,
    /// Names that a finding has offered for a mistyped one: whoever mends it uses them.
    pub meant: BTreeSet<String>,
    /// Kinds of which a name was spoken of that is not declared: one that nothing seems to use may be the one that was meant.
    pub unknown: BTreeSet<Kind>,
    /// Scores and ranks that conditions ask a lead to have, with their places.
    pub asked_scores: Vec<(AskedScore, Span)>,
    /// What was most likely meant by names that are not declared: one that many files use is looked for once.
    pub near: BTreeMap<(Kind, String), Option<&'a str>>,
    /// Tests do not count as use.
    pub in_tests: bool,
    /// Where the reaction stands that is looked at.
    pub place: Place,
    /// The email or message that the last `send` so far sends: mostly the one that an arm below it speaks of.
    pub last_sent: Option<String>,
    /// What segments ask of a lead, once they have all been looked at.
    pub segment_conditions: IndexMap<String, ir::Expression>,
}

impl<'a> Checker<'a> {
    /// Whether a thing of that kind and name is declared; says what is wrong if not.
    pub fn resolve(&mut self, kind: Kind, name: &ast::Name) -> bool {
        self.use_name(kind, &name.text);
        if self.names.place_of(kind, &name.text).is_some() {
            return true;
        }
        if self.damage.mentions(&name.text) {
            return false;
        }
        self.unknown.insert(kind);
        let near = self.near(kind, &name.text);
        let known = self.names.of_kind(kind);
        self.meant.extend(near.map(str::to_owned));
        let other = Kind::NAMED.into_iter().find_map(|is| Some((is, self.names.place_of(is, &name.text)?)));
        if let Some((is, declared)) = other {
            self.report.add(&WrongKind { wanted: kind, is, name: &name.text, declared, near, span: name.span });
        } else if kind == Kind::Event && is_opt_out(&name.text, near) {
            self.report.add(&OptOutByItself { word: &name.text, span: name.span });
        } else {
            // `いつでも スコアが50に到達`: the trigger of a rule, not an event.
            let points = points_meant(&name.text).filter(|_| kind == Kind::Event && near.is_none());
            let trigger = points.filter(|_| self.place == Place::Rule).map(|points| match name.text.is_ascii() {
                true => format!("score reaches {points}"),
                false => format!("スコア {points} 到達"),
            });
            let meant = self.named_otherwise(kind, &name.text);
            let instead = self.several_named(kind, &name.text);
            let finding =
                UnknownName { kind, name: &name.text, near, points, trigger, meant, instead, known, span: name.span };
            self.report.add(&finding);
        }
        false
    }

    /// `事例と最後`: two of them in one word.
    fn several_named(&mut self, kind: Kind, name: &str) -> Option<Text> {
        let both = |sign: &char| {
            let (one, other) = name.split_once(*sign)?;
            let known = |name| self.names.place_of(kind, name).is_some();
            (known(one) && known(other)).then_some((one, other))
        };
        let (one, other) = ['と', '・', '＆', '／'].iter().find_map(both)?;
        self.use_name(kind, one);
        self.use_name(kind, other);
        Some(Text::new(
            format!("these are two names, `{one}` and `{other}`: write each on a line of its own"),
            format!("`{one}` と `{other}` は別の名前です。1つずつ、行を分けて書いてください"),
        ))
    }

    /// `事例メール` for the mail `事例`, `事例の詳しく` for its link: what is declared, as it is written.
    fn named_otherwise(&mut self, kind: Kind, name: &str) -> Option<String> {
        // `closing_mail` may be another mail that is still to be written; Japanese puts the word behind each name.
        let stem = name.strip_suffix(kind.word().1).map(|stem| stem.trim_end_matches(['_', '-', ' ', 'の']));
        if let Some(stem) = stem.filter(|stem| self.names.place_of(kind, stem).is_some()) {
            self.use_name(kind, stem);
            return Some(written_name(stem).into_owned());
        }
        let linked = |sign: &char| {
            let (email, link) = name.split_once(*sign)?;
            self.names.emails.get(email)?.parts.links.contains_key(link).then(|| (email.to_owned(), link.to_owned()))
        };
        let (email, link) = ['の', '・'].iter().filter(|_| kind == Kind::Email).find_map(linked)?;
        self.use_name(kind, &email);
        Some(format!("{}.{}", written_name(&email), written_name(&link)))
    }

    /// The declared name of that kind that was most likely meant.
    fn near(&mut self, kind: Kind, name: &str) -> Option<&'a str> {
        let Self { names, near, .. } = self;
        *near.entry((kind, name.to_owned())).or_insert_with(|| nearest(name, names.of_kind(kind)))
    }

    /// Remembers that something speaks of it.
    pub fn use_name(&mut self, kind: Kind, name: &str) {
        if !self.in_tests {
            self.used.insert((kind, name.to_owned()));
        }
    }

    /// Whether `send` can send it: an email or a message.
    pub fn resolve_sent(&mut self, name: &ast::Name) -> bool {
        let known = |kind| self.names.place_of(kind, &name.text).is_some();
        let (email, message) = (known(Kind::Email), known(Kind::Message));
        let message = message
            || !email && self.near(Kind::Email, &name.text).is_none() && self.near(Kind::Message, &name.text).is_some();
        self.resolve(if message { Kind::Message } else { Kind::Email }, name)
    }

    /// Whether the email exists. A message is told from it, since nobody reports that one was opened.
    pub fn resolve_opened(&mut self, name: &ast::Name) -> bool {
        if !self.resolve_sent(name) {
            return false;
        }
        let Some(message) = self.names.messages.get(name.text.as_str()) else { return true };
        let link = message.parts.links.keys().next().copied();
        self.report.add(&MessageOpened { message: &name.text, link, span: name.span });
        false
    }

    /// Whether the email or message and, where given, its link exist, and a click on it is the lead's.
    pub fn resolve_link(&mut self, name: &ast::Name, link: Option<&ast::Name>) -> bool {
        if !self.resolve_sent(name) {
            return false;
        }
        let sent = name.text.as_str();
        let (kind, links, declared, reaches) = if let Some(entry) = self.names.emails.get(sent) {
            (Kind::Email, &entry.parts.links, entry.span, true)
        } else if let Some(entry) = self.names.messages.get(sent) {
            (Kind::Message, &entry.parts.links, entry.span, names_receiver(entry.syntax))
        } else {
            return false;
        };
        let damaged = self.damage.touches(declared);
        if let Some(link) = link.filter(|link| !links.contains_key(link.text.as_str())) {
            if !damaged && !self.damage.mentions(&link.text) {
                let known: Vec<&str> = links.keys().copied().collect();
                let near = nearest(&link.text, known.iter().copied());
                self.report.add(&UnknownLink { kind, sent, link: &link.text, near, known, span: link.span });
            }
            return false;
        }
        if !reaches && !damaged {
            let span = link.map_or(name.span, |link| name.span.to(link.span));
            self.report.add(&ClickOfNobody { message: sent, span });
        }
        reaches
    }
}
