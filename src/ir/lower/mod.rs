//! From the model to a compiled program: blocks become numbered steps, Markdown becomes HTML and text, places become lines
//! and columns. The only part of `ir` that knows the compiler; what it makes knows nothing of it.

mod block;
mod findings;
mod flat;
mod identity;
mod link;
mod markdown;
mod output;
mod plain;
mod steps;

pub use findings::{IfAcrossParagraphs, LinkAsPicture, RawHtml, UnknownBodyLink, ValueInAddress};

use super::{IR_VERSION, Place, Program, Template, seal};
use crate::diagnostic::Diagnostic;
use crate::ir;
use crate::model::{Body, Model, Piece};
use crate::source::{Sources, Span};
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Bodies of mails as HTML and text.
#[derive(Debug, Default)]
pub struct Bodies {
    /// By mail; a body with a mistake is not among them.
    finished: BTreeMap<String, markdown::Finished>,
    /// Named links in each of them.
    pub links_used: BTreeMap<String, BTreeSet<String>>,
    /// What is wrong with the others.
    pub diagnostics: Vec<Diagnostic>,
}

/// Turns Markdown into HTML and text.
#[must_use]
pub fn bodies(bodies: &[Body]) -> Bodies {
    let mut all = Bodies::default();
    for body in bodies {
        if let Some(finished) = markdown::finish(body, &mut all.diagnostics) {
            all.links_used.insert(body.email.clone(), finished.links.clone());
            all.finished.insert(body.email.clone(), finished);
        }
    }
    all
}

/// Makes the program. `None` where a mail lacks its body, which has been reported.
#[must_use]
pub fn program(model: &Model, bodies: &Bodies, sources: &Sources) -> Option<Program> {
    let place = |span: Span| place(sources, span);
    let mut program = Program {
        ir_version: IR_VERSION,
        content_hash: String::new(),
        files: sources.iter().map(|(_, file)| (file.path.clone(), digest(&file.text))).collect(),
        senders: model.senders.clone(),
        lead_fields: model.lead_fields.clone(),
        events: model.events.clone(),
        emails: emails(model, bodies, sources)?,
        messages: IndexMap::new(),
        contents: IndexMap::new(),
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
            stops: scenario.stops.clone(),
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

fn emails(model: &Model, bodies: &Bodies, sources: &Sources) -> Option<IndexMap<String, ir::Email>> {
    let mut emails = IndexMap::new();
    for (name, email) in &model.emails {
        let body = bodies.finished.get(name)?;
        let lowered = ir::Email {
            sender: email.sender.clone(),
            transactional: email.transactional,
            subject: template(&email.subject),
            preheader: email.preheader.as_deref().map(template),
            links: email.links.iter().map(|(link, address)| (link.clone(), template(address))).collect(),
            html: body.html.clone(),
            text: body.text.clone(),
            variants: IndexMap::new(),
            trial: None,
            invitation: None,
            documentation: email.documentation.clone(),
            place: place(sources, email.span),
        };
        emails.insert(name.clone(), lowered);
    }
    Some(emails)
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
        id: ids.unique(match &rule.trigger {
            ir::RuleTrigger::ScoreReaches(score) => format!("score reaches {score}"),
            ir::RuleTrigger::When(condition) => format!("when {}", identity::words(condition)),
            ir::RuleTrigger::Reaction(reaction) => reaction_id(reaction, "click", "open"),
        }),
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
        let id = identity::of_start(&start.trigger);
        ir::Start { id: if id.is_empty() { id } else { ids.unique(id) }, ..start.clone() }
    };
    starts.iter().map(named).collect()
}

fn score_id(trigger: &ir::ScoreTrigger) -> String {
    match trigger {
        ir::ScoreTrigger::OpenedAny => "opened any email".to_owned(),
        ir::ScoreTrigger::ClickedAny => "clicked any email".to_owned(),
        ir::ScoreTrigger::Reaction(reaction) => reaction_id(reaction, "clicked", "opened"),
        ir::ScoreTrigger::Silent { what, lasting } => {
            let what = match what {
                ir::Silent::Response => "response",
                ir::Silent::Event(event) => event,
            };
            format!("no {what} for {}", steps::amount(*lasting))
        }
    }
}

fn reaction_id(reaction: &ir::Reaction, click: &str, open: &str) -> String {
    match reaction {
        ir::Reaction::Open { email } => format!("{open} {email}"),
        ir::Reaction::Click { email, link: Some(link) } => format!("{click} {email}.{link}"),
        ir::Reaction::Click { email, link: None } => format!("{click} {email}"),
        ir::Reaction::Event { event, .. } => format!("event {event}"),
        ir::Reaction::Change { field, .. } => format!("lead.{field} changes"),
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
    };
    Template { pieces: pieces.iter().map(piece).collect() }
}

fn place(sources: &Sources, span: Span) -> Place {
    let at = sources.line_column(span.file, span.start);
    Place { file: span.file.0, line: at.line, column: at.column }
}

fn digest(text: &str) -> String {
    super::serial::hexadecimal(&Sha256::digest(text.as_bytes()))
}
