//! The one name space of a workspace: what is declared, under which name, and where.

use super::damage::Damage;
use super::findings::fields::BuiltInField;
use super::findings::impossible::NothingToChoose;
use super::findings::names::{DuplicateDeclaration, DuplicateEntry, DuplicateName};
use super::findings::types::UnknownType;
use super::findings::{Kind, Report};
use super::types::{Type, WORDS};
use crate::diagnostic::{fold, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, DeclarationKind};
use indexmap::IndexMap;

/// A field of the lead or a property of an event.
#[derive(Debug)]
pub struct Field<'a> {
    /// As written.
    pub syntax: &'a ast::Field,
    /// Its type.
    pub kind: Type,
    /// The author's `///` comments above it.
    pub documentation: Option<String>,
}

impl Field<'_> {
    /// Whether a lead or an event may come without it.
    #[must_use]
    pub const fn may_be_missing(&self) -> bool {
        self.syntax.optional && self.syntax.default.is_none()
    }
}

/// Fields by name.
pub type Fields<'a> = IndexMap<&'a str, Field<'a>>;

/// A declaration of a named thing.
#[derive(Debug)]
pub struct Entry<'a, T> {
    /// As written.
    pub syntax: &'a T,
    /// Its name.
    pub name: &'a ast::Name,
    /// The whole declaration.
    pub span: Span,
    /// The author's `///` comment.
    pub documentation: Option<&'a str>,
    /// Fields of an event or a content, links of an email or a message; else empty.
    pub parts: Parts<'a>,
}

/// What a declaration has that others may speak of.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// Properties of an event, columns of a content.
    pub fields: Fields<'a>,
    /// Links of an email or a message, with the places of their names.
    pub links: IndexMap<&'a str, Span>,
}

/// Everything that is declared.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Senders.
    pub senders: IndexMap<&'a str, Entry<'a, ast::Sender>>,
    /// Events.
    pub events: IndexMap<&'a str, Entry<'a, ast::Event>>,
    /// Emails.
    pub emails: IndexMap<&'a str, Entry<'a, ast::Email>>,
    /// Messages.
    pub messages: IndexMap<&'a str, Entry<'a, ast::Message>>,
    /// Contents.
    pub contents: IndexMap<&'a str, Entry<'a, ast::Content>>,
    /// Segments.
    pub segments: IndexMap<&'a str, Entry<'a, ast::Segment>>,
    /// Audiences.
    pub audiences: IndexMap<&'a str, Entry<'a, ast::Audience>>,
    /// Teams.
    pub teams: IndexMap<&'a str, Entry<'a, ast::Team>>,
    /// Scenarios.
    pub scenarios: IndexMap<&'a str, Entry<'a, ast::Scenario>>,
    /// Scenarios whose names are taken by one before.
    pub twins: Vec<&'a ast::Scenario>,
    /// Fields of the lead.
    pub lead: Fields<'a>,
    /// The keyword of the `lead` declaration.
    pub lead_at: Option<Span>,
    /// The `score` declaration; with a mistake there are several.
    pub scores: Vec<&'a ast::Score>,
    /// The `limits` declaration.
    pub limits: Option<&'a ast::Limits>,
    /// Names of the ranks.
    pub ranks: Vec<String>,
    /// `when` rules in order.
    pub rules: Vec<&'a ast::When>,
    /// `ensure` declarations in order, with their places.
    pub ensures: Vec<(&'a ast::Ensure, Span)>,
    /// Tests in order.
    pub tests: Vec<(&'a ast::Test, Span)>,
}

impl<'a> Names<'a> {
    /// Collects the declarations of all files.
    pub fn collect(files: &[&'a ast::File], damage: &Damage, report: &mut Report) -> Self {
        let mut names = Self::default();
        for file in files {
            for declaration in &file.declarations {
                names.declare(declaration, &file.comments, damage, report);
            }
        }
        names
    }

    fn declare(
        &mut self,
        declaration: &'a ast::Declaration,
        comments: &[ast::Comment],
        damage: &Damage,
        report: &mut Report,
    ) {
        let inside = comments_in(comments, declaration.span);
        match &declaration.kind {
            DeclarationKind::Use(_) | DeclarationKind::Junk => {}
            DeclarationKind::Sender(one) => {
                insert(&mut self.senders, Kind::Sender, &one.name, one, Parts::default(), declaration, report);
            }
            DeclarationKind::Lead(one) => {
                if let Some(first) = self.lead_at {
                    report.add(&DuplicateDeclaration { word: "lead", first, second: one.keyword });
                } else {
                    self.lead_at = Some(one.keyword);
                    self.lead = fields(&one.fields, &["id", "email", "zone"], inside, report);
                }
            }
            DeclarationKind::Event(one) => {
                let parts = Parts { fields: fields(&one.fields, &[], inside, report), ..Parts::default() };
                insert(&mut self.events, Kind::Event, &one.name, one, parts, declaration, report);
            }
            DeclarationKind::Email(one) => {
                let parts = Parts { links: email_links(one, report), ..Parts::default() };
                insert(&mut self.emails, Kind::Email, &one.name, one, parts, declaration, report);
            }
            DeclarationKind::Message(one) => {
                let parts = Parts { links: links(message_links(one), report), ..Parts::default() };
                insert(&mut self.messages, Kind::Message, &one.name, one, parts, declaration, report);
            }
            DeclarationKind::Content(one) => {
                let parts = Parts { fields: fields(&one.columns, &[], inside, report), ..Parts::default() };
                insert(&mut self.contents, Kind::Content, &one.name, one, parts, declaration, report);
            }
            DeclarationKind::Segment(one) => {
                insert(&mut self.segments, Kind::Segment, &one.name, one, Parts::default(), declaration, report);
            }
            DeclarationKind::Audience(one) => {
                insert(&mut self.audiences, Kind::Audience, &one.name, one, Parts::default(), declaration, report);
            }
            DeclarationKind::Score(one) => self.declare_score(one, report),
            DeclarationKind::Team(one) => {
                insert(&mut self.teams, Kind::Team, &one.name, one, Parts::default(), declaration, report);
            }
            DeclarationKind::When(one) => self.rules.push(one),
            DeclarationKind::Scenario(one) => {
                if self.scenarios.contains_key(one.name.text.as_str()) {
                    self.twins.push(one);
                }
                insert(&mut self.scenarios, Kind::Scenario, &one.name, one, Parts::default(), declaration, report);
            }
            DeclarationKind::Limits(one) => {
                if let Some(first) = self.limits {
                    report.add(&DuplicateDeclaration { word: "limits", first: first.keyword, second: one.keyword });
                } else {
                    self.limits = Some(one);
                }
            }
            DeclarationKind::Ensure(one) => self.ensures.push((one, declaration.span)),
            DeclarationKind::Test(one) => self.declare_test(one, declaration.span, damage, report),
        }
    }

    fn declare_score(&mut self, score: &'a ast::Score, report: &mut Report) {
        self.scores.push(score);
        if let [first, _, ..] = self.scores.as_slice() {
            report.add(&DuplicateDeclaration { word: "score", first: first.keyword, second: score.keyword });
            return;
        }
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for rank in score.ranks.iter().flat_map(|ranks| &ranks.ranks) {
            if let Some(first) = seen.insert(&rank.name.text, rank.name.span) {
                report.add(&DuplicateEntry { what: rank.name.text.clone(), first, second: rank.name.span });
            }
        }
        self.ranks = seen.keys().map(|name| (*name).to_owned()).collect();
    }

    fn declare_test(&mut self, test: &'a ast::Test, span: Span, damage: &Damage, report: &mut Report) {
        let twin = self.tests.iter().find(|(one, _)| one.name.text == test.name.text);
        if let Some((first, _)) = twin.filter(|_| !damage.touches(test.name.span)) {
            report.add(&DuplicateName {
                kind: Kind::Test,
                name: test.name.text.clone(),
                first: first.name.span,
                second: test.name.span,
            });
        }
        self.tests.push((test, span));
    }

    /// Names of one kind, in order.
    pub fn of_kind(&self, kind: Kind) -> Vec<&'a str> {
        match kind {
            Kind::Sender => self.senders.keys().copied().collect(),
            Kind::Event => self.events.keys().copied().collect(),
            Kind::Email => self.emails.keys().copied().collect(),
            Kind::Message => self.messages.keys().copied().collect(),
            Kind::Content => self.contents.keys().copied().collect(),
            Kind::Segment => self.segments.keys().copied().collect(),
            Kind::Audience => self.audiences.keys().copied().collect(),
            Kind::Team => self.teams.keys().copied().collect(),
            Kind::Scenario => self.scenarios.keys().copied().collect(),
            Kind::Test => Vec::new(),
        }
    }

    /// The place where a name of that kind is declared.
    pub fn place_of(&self, kind: Kind, name: &str) -> Option<Span> {
        match kind {
            Kind::Sender => self.senders.get(name).map(|entry| entry.name.span),
            Kind::Event => self.events.get(name).map(|entry| entry.name.span),
            Kind::Email => self.emails.get(name).map(|entry| entry.name.span),
            Kind::Message => self.messages.get(name).map(|entry| entry.name.span),
            Kind::Content => self.contents.get(name).map(|entry| entry.name.span),
            Kind::Segment => self.segments.get(name).map(|entry| entry.name.span),
            Kind::Audience => self.audiences.get(name).map(|entry| entry.name.span),
            Kind::Team => self.teams.get(name).map(|entry| entry.name.span),
            Kind::Scenario => self.scenarios.get(name).map(|entry| entry.name.span),
            Kind::Test => None,
        }
    }
}

fn insert<'a, T>(
    table: &mut IndexMap<&'a str, Entry<'a, T>>,
    kind: Kind,
    name: &'a ast::Name,
    syntax: &'a T,
    parts: Parts<'a>,
    declaration: &'a ast::Declaration,
    report: &mut Report,
) {
    if let Some(first) = table.get(name.text.as_str()) {
        report.add(&DuplicateName { kind, name: name.text.clone(), first: first.name.span, second: name.span });
        return;
    }
    let documentation = declaration.documentation.as_deref();
    table.insert(&name.text, Entry { syntax, name, span: declaration.span, documentation, parts });
}

/// The comments inside a declaration.
fn comments_in(comments: &[ast::Comment], span: Span) -> &[ast::Comment] {
    let first = comments.partition_point(|comment| comment.span.start < span.start);
    let end = comments.partition_point(|comment| comment.span.start < span.end);
    comments.get(first..end).unwrap_or_default()
}

fn fields<'a>(
    written: &'a [ast::Field],
    builtin: &[&str],
    comments: &[ast::Comment],
    report: &mut Report,
) -> Fields<'a> {
    let mut fields = Fields::new();
    let mut above = 0;
    for field in written {
        let before = |comment: &&ast::Comment| {
            comment.documentation && comment.span.start >= above && comment.span.start < field.name.span.start
        };
        let lines: Vec<&str> = comments.iter().filter(before).map(|comment| comment.text.trim()).collect();
        let documentation = (!lines.is_empty()).then(|| lines.join("\n"));
        above = field.kind.span.end;
        if builtin.contains(&field.name.text.as_str()) {
            report.add(&BuiltInField { name: field.name.text.clone(), span: field.name.span });
            continue;
        }
        let kind = type_of(&field.kind, report);
        if let Some(first) = fields.get(field.name.text.as_str()) {
            let first = first.syntax.name.span;
            report.add(&DuplicateEntry { what: field.name.text.clone(), first, second: field.name.span });
            continue;
        }
        fields.insert(&field.name.text, Field { syntax: field, kind, documentation });
    }
    fields
}

/// What other tools, and Japanese, call a type; folded as in [`fold`].
const CALLED: &[(&[&str], &str)] = &[
    (&["string", "str", "varchar", "char", "text型", "文字列", "文字", "文章", "文字列型"], "text"),
    (&["int", "integer", "float", "double", "decimal", "num", "数字", "整数", "小数", "金額", "数値型"], "number"),
    (&["bool", "boolean", "yes/no", "checkbox", "flag", "真偽", "ふらぐ", "はい/いいえ"], "true/false"),
    (&["日付型", "年月日"], "date"),
    (&["timestamp", "date_time", "time", "日付時刻", "時刻"], "datetime"),
    (&["timedelta"], "duration"),
    (&["mail", "e_mail", "めーる"], "email"),
    (&["uri", "link", "りんく", "あどれす", "webさいと"], "url"),
    (&["array", "配列", "りすと"], "list of text"),
    (&["enum", "select", "picklist", "dropdown", "選択", "選択肢", "ぷるだうん"], "one of [a, b]"),
];

fn type_of(written: &ast::TypeName, report: &mut Report) -> Type {
    match &written.kind {
        ast::TypeKind::Word(word) => {
            if let Some((_, kind)) = WORDS.iter().find(|(known, _)| known == word) {
                return kind.clone();
            }
            let folded = fold(word);
            let called = CALLED.iter().find(|(names, _)| names.contains(&folded.as_str())).map(|(_, meant)| *meant);
            let near = nearest(word, WORDS.iter().map(|(known, _)| *known));
            report.add(&UnknownType { word: word.clone(), near, called, span: written.span });
            Type::Unknown
        }
        ast::TypeKind::OneOf(values) => {
            let mut seen: IndexMap<&str, Span> = IndexMap::new();
            for value in values {
                if let Some(first) = seen.insert(&value.text, value.span) {
                    report.add(&DuplicateEntry { what: value.text.clone(), first, second: value.span });
                }
            }
            if values.is_empty() {
                report.add(&NothingToChoose { span: written.span });
                return Type::Unknown;
            }
            Type::OneOf(seen.keys().map(|value| (*value).to_owned()).collect())
        }
        ast::TypeKind::ListOf(inner) => {
            let inner = type_of(inner, report);
            if inner == Type::Unknown { inner } else { Type::ListOf(Box::new(inner)) }
        }
        ast::TypeKind::Junk => Type::Unknown,
    }
}

/// The links of an email and of its variants; a variant may give a link of the email another address.
fn email_links<'a>(email: &'a ast::Email, report: &mut Report) -> IndexMap<&'a str, Span> {
    let mut all = links(entry_links(&email.entries), report);
    for entry in &email.entries {
        if let ast::EmailEntryKind::Variant { entries, .. } = &entry.kind {
            for (name, span) in links(entry_links(entries), report) {
                all.entry(name).or_insert(span);
            }
        }
    }
    all
}

fn entry_links(entries: &[ast::EmailEntry]) -> impl Iterator<Item = &ast::Name> {
    entries.iter().filter_map(|entry| match &entry.kind {
        ast::EmailEntryKind::Link { name, .. } => Some(name),
        ast::EmailEntryKind::Sender(_)
        | ast::EmailEntryKind::Subject(_)
        | ast::EmailEntryKind::Preheader(_)
        | ast::EmailEntryKind::Body(_)
        | ast::EmailEntryKind::BodyFile(_)
        | ast::EmailEntryKind::Invitation(_)
        | ast::EmailEntryKind::Variant { .. }
        | ast::EmailEntryKind::Trial(_)
        | ast::EmailEntryKind::Junk => None,
    })
}

fn message_links(message: &ast::Message) -> impl Iterator<Item = &ast::Name> {
    message.entries.iter().filter_map(|entry| match &entry.kind {
        ast::MessageEntryKind::Link { name, .. } => Some(name),
        ast::MessageEntryKind::To(_) | ast::MessageEntryKind::Body(_) | ast::MessageEntryKind::Junk => None,
    })
}

fn links<'a>(names: impl Iterator<Item = &'a ast::Name>, report: &mut Report) -> IndexMap<&'a str, Span> {
    let mut links: IndexMap<&str, Span> = IndexMap::new();
    for name in names {
        if let Some(first) = links.get(name.text.as_str()) {
            report.add(&DuplicateEntry { what: name.text.clone(), first: *first, second: name.span });
        } else {
            links.insert(&name.text, name.span);
        }
    }
    links
}
