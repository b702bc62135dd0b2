//! From the model to a compiled program: blocks become numbered steps, Markdown becomes HTML and text, places become lines
//! and columns. The only part of `ir` that knows the compiler; what it makes knows nothing of it.

mod block;
mod calls;
mod findings;
mod flat;
mod html;
mod link;
mod markdown;
mod mjml;
mod output;
mod plain;
mod steps;
mod text_body;

pub use calls::Calls;
pub use findings::{IfAcrossParagraphs, LinkAsPicture, RawHtml, UnknownBodyLink, ValueInAddress};
pub use html::{BrokenMjml, NotInMails, UnclosedHtml, UnknownMjml, ValueInTag};

use super::{IR_VERSION, Place, Program, Template, code, seal};
use crate::diagnostic::{Diagnostic, Language};
use crate::ir;
use crate::model::{Body, BodyFormat, Model, Piece, Wording};
use crate::source::{FileId, Sources, Span};
use crate::syntax::Surface;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Bodies of mails as HTML and text.
#[derive(Debug, Default)]
pub struct Bodies {
    /// By mail and variant; a body with a mistake is not among them.
    finished: BTreeMap<(String, Option<String>), Finished>,
    /// Named links in each of them.
    pub links_used: BTreeMap<String, BTreeSet<String>>,
    /// What each of them asks its reader to do, by mail and variant.
    pub calls: BTreeMap<(String, Option<String>), Calls>,
    /// What is wrong with the others.
    pub diagnostics: Vec<Diagnostic>,
}

/// A body as HTML and text.
#[derive(Debug)]
struct Finished {
    html: Template,
    text: Template,
    /// Named links in it.
    links: BTreeSet<String>,
    /// What it asks its reader to do.
    calls: Calls,
}

/// Turns bodies into HTML and text.
#[must_use]
pub fn bodies(bodies: &[Body]) -> Bodies {
    let mut all = Bodies::default();
    for body in bodies {
        let finished = match body.format {
            BodyFormat::Markdown | BodyFormat::Text => markdown::finish(body, &mut all.diagnostics),
            BodyFormat::Html => html::finish(body, &mut all.diagnostics),
            BodyFormat::Mjml => mjml::finish(body, &mut all.diagnostics),
        };
        if let Some(mut finished) = finished {
            let key = (body.email.clone(), body.variant.clone());
            all.calls.insert(key, std::mem::take(&mut finished.calls));
            all.links_used.entry(body.email.clone()).or_default().extend(finished.links.iter().cloned());
            all.finished.insert((body.email.clone(), body.variant.clone()), finished);
        }
    }
    // Variants share texts, and each text is to be spoken of once.
    let mut said = BTreeSet::new();
    all.diagnostics.retain(|one| said.insert((one.code, one.primary.span)));
    all
}

/// Makes the program. `None` where a mail or a message lacks its body, which has been reported.
#[must_use]
pub fn program(
    model: &Model,
    bodies: &Bodies,
    contents: &IndexMap<String, ir::Content>,
    sources: &Sources,
) -> Option<Program> {
    let place = |span: Span| place(sources, span);
    let mut program = Program {
        ir_version: IR_VERSION,
        content_hash: String::new(),
        files: sources.iter().map(|(_, file)| (file.path.clone(), digest(&file.text))).collect(),
        japanese_files: japanese_files(model, sources),
        senders: model.senders.clone(),
        lead_fields: model.lead_fields.clone(),
        events: model.events.clone(),
        emails: emails(model, bodies, sources)?,
        messages: messages(model, bodies, sources)?,
        contents: contents.clone(),
        segments: model.segments.clone(),
        audiences: model.audiences.clone(),
        teams: model.teams.clone(),
        score: score(model, sources),
        limits: model.limits.clone(),
        rules: rules(model, sources),
        scenarios: IndexMap::new(),
    };
    for (name, scenario) in &model.scenarios {
        let lowered = ir::Scenario {
            starts: starts(&scenario.starts),
            again: scenario.again,
            key: scenario.key.clone(),
            stops: stops(&scenario.stops, &place),
            late: scenario.late,
            priority: scenario.priority,
            goals: scenario.goals.clone(),
            kpis: scenario.kpis.clone(),
            personas: scenario.personas.clone(),
            steps: steps::lower(&scenario.steps, scenario.span, scenario.capped.unwrap_or_default(), &place),
            documentation: scenario.documentation.clone(),
            place: place(scenario.span),
        };
        program.scenarios.insert(name.clone(), lowered);
    }
    seal(&mut program);
    Some(program)
}

/// The files with scenarios and rules whose words are Japanese, as [`ir::Place`] counts them.
fn japanese_files(model: &Model, sources: &Sources) -> Vec<u32> {
    let scenarios = model.scenarios.values().map(|scenario| scenario.span.file);
    let files: BTreeSet<FileId> = scenarios.chain(model.rules.iter().map(|rule| rule.span.file)).collect();
    let japanese = |file: &FileId| sources.get(*file).is_some_and(|one| Surface::of(&one.text) == Surface::Japanese);
    files.into_iter().filter(japanese).map(|file| file.0).collect()
}

fn emails(model: &Model, bodies: &Bodies, sources: &Sources) -> Option<IndexMap<String, ir::Email>> {
    let mut emails = IndexMap::new();
    for (name, email) in &model.emails {
        let first = email.variants.keys().next();
        let common = variant(name, first, &email.common, bodies)?;
        let variants = email.variants.iter();
        let variants = variants
            .map(|(variant, wording)| Some((variant.clone(), self::variant(name, Some(variant), wording, bodies)?)));
        let invitation = email.invitation.as_ref().map(|invitation| ir::Invitation {
            title: template(&invitation.title),
            from: invitation.from.clone(),
            until: invitation.until.clone(),
            lasting: invitation.lasting,
            place: invitation.place.as_deref().map(template),
        });
        let lowered = ir::Email {
            sender: email.sender.clone(),
            transactional: email.transactional,
            subject: common.subject,
            preheader: common.preheader,
            links: common.links,
            html: common.html,
            text: common.text,
            variants: variants.collect::<Option<_>>()?,
            trial: email.trial,
            invitation,
            documentation: email.documentation.clone(),
            place: place(sources, email.span),
        };
        emails.insert(name.clone(), lowered);
    }
    Some(emails)
}

fn variant(email: &str, variant: Option<&String>, wording: &Wording, bodies: &Bodies) -> Option<ir::Variant> {
    let body = bodies.finished.get(&(email.to_owned(), variant.cloned()))?;
    Some(ir::Variant {
        subject: template(&wording.subject),
        preheader: wording.preheader.as_deref().map(template),
        links: wording.links.iter().map(|(link, address)| (link.clone(), template(address))).collect(),
        html: body.html.clone(),
        text: body.text.clone(),
    })
}

fn messages(model: &Model, bodies: &Bodies, sources: &Sources) -> Option<IndexMap<String, ir::Message>> {
    let one = |(name, message): (&String, &crate::model::Message)| {
        let lowered = ir::Message {
            channel: message.channel.clone(),
            transactional: message.transactional,
            to: message.to.clone(),
            text: bodies.finished.get(&(name.clone(), None))?.text.clone(),
            links: message.links.iter().map(|(link, address)| (link.clone(), template(address))).collect(),
            documentation: message.documentation.clone(),
            place: place(sources, message.span),
        };
        Some((name.clone(), lowered))
    };
    model.messages.iter().map(one).collect()
}

fn score(model: &Model, sources: &Sources) -> ir::ScoreProgram {
    let mut ids = Ids::default();
    let rule = |rule: &crate::model::ScoreRule| ir::ScoreRule {
        id: ids.unique(score_id(&rule.trigger)),
        trigger: rule.trigger.clone(),
        points: rule.points,
        at_most: rule.at_most,
        place: place(sources, rule.span),
    };
    ir::ScoreProgram { rules: model.score_rules.iter().map(rule).collect(), ranks: model.ranks.clone() }
}

fn rules(model: &Model, sources: &Sources) -> Vec<ir::Rule> {
    let mut ids = Ids::default();
    let rule = |rule: &crate::model::Rule| ir::Rule {
        id: ids.unique(code::trigger(&rule.trigger, Language::English)),
        trigger: rule.trigger.clone(),
        steps: steps::lower(&rule.steps, rule.span, ir::Capped::Delay, &|span| place(sources, span)),
        place: place(sources, rule.span),
    };
    model.rules.iter().map(rule).collect()
}

/// Starts with the names under which leads remember them.
fn starts(starts: &[ir::Start]) -> Vec<ir::Start> {
    let mut ids = Ids::default();
    let named = |start: &ir::Start| {
        let id = code::start(&start.trigger);
        ir::Start { id: if id.is_empty() { id } else { ids.unique(id) }, ..start.clone() }
    };
    starts.iter().map(named).collect()
}

fn score_id(trigger: &ir::ScoreTrigger) -> String {
    match trigger {
        ir::ScoreTrigger::OpenedAny => "opened any email".to_owned(),
        ir::ScoreTrigger::ClickedAny => "clicked any email".to_owned(),
        ir::ScoreTrigger::Reaction(reaction) => code::reaction(reaction, "clicked", "opened", Language::English),
        ir::ScoreTrigger::Silent { what, lasting } => {
            let what = match what {
                ir::Silent::Response => "response",
                ir::Silent::Event(event) => event,
            };
            format!("no {what} for {}", code::amount(*lasting, Language::English))
        }
    }
}

/// Gives each thing a name of its own: the second `send thanks` is `send thanks #2`.
#[derive(Debug, Default)]
struct Ids {
    taken: BTreeSet<String>,
    /// The number that the last thing of that name got.
    last: BTreeMap<String, u32>,
}

impl Ids {
    fn unique(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.last.entry(wanted.clone()).or_insert(1);
        loop {
            *number += 1;
            let id = format!("{wanted} #{number}");
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// A checked text without Markdown as a template.
fn template(pieces: &[Piece]) -> Template {
    let piece = |piece: &Piece| match piece {
        Piece::Text { text, .. } => ir::Piece::Text(text.clone()),
        Piece::Value { value, .. } => ir::Piece::Value(value.clone()),
        Piece::If { condition, then, otherwise, .. } => {
            ir::Piece::If { condition: condition.clone(), then: template(then), otherwise: template(otherwise) }
        }
        Piece::Each { content, at_most, body, .. } => {
            ir::Piece::Each { content: content.clone(), at_most: *at_most, body: template(body) }
        }
    };
    Template { pieces: pieces.iter().map(piece).collect() }
}

fn stops(stops: &[(ir::StopRule, Span)], place: &impl Fn(Span) -> Place) -> Vec<ir::Stop> {
    stops.iter().map(|(rule, span)| ir::Stop { rule: rule.clone(), place: Some(place(*span)) }).collect()
}

fn place(sources: &Sources, span: Span) -> Place {
    let at = sources.line_column(span.file, span.start);
    Place { file: span.file.0, line: at.line, column: at.column }
}

fn digest(text: &str) -> String {
    super::serial::hexadecimal(&Sha256::digest(text.as_bytes()))
}
