//! F047x: what `verify` has found, said at the places of the source: broken promises with the story of a lead that breaks
//! them, and mails at one moment.

use super::promise_findings::{MailAfter, MailPlaces, MailsAtOnce, NotProved, TooLong, TooManyMails};
use super::shown_test::shown_test;
use crate::diagnostic::{Diagnostic, Finding as _, Text};
use crate::engine::civil;
use crate::ir::ensure::{Ensure, EnsureRule};
use crate::ir::time::Amount;
use crate::ir::{Place, Program};
use crate::scenario::witness::{self, Breach, SentMail};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{Surface, written_text};
use crate::verify::{self, Moment, StepName, Story};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that `verify` finds in a program. A broken promise is told as a fact only where a played story breaks it.
pub(super) fn check(program: &Arc<Program>, promises: &[Ensure], sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let mut surfaces: BTreeMap<FileId, Surface> = BTreeMap::new();
    let mut found = Vec::new();
    for broken in verify::broken(program, promises) {
        let Some(promise) = promises.get(broken.promise) else { continue };
        let witness = witness::replay(program, promise, &broken.stories);
        let story = broken.stories.get(witness.as_ref().map_or(0, |witness| witness.story));
        let Some(told) = story else { continue };
        found.push(match &witness {
            Some(witness) => Diagnostic {
                test: witness.is_proof.then(|| shown_test(&witness.test, promise, &places, &mut surfaces)).flatten(),
                ..places.broken(promise, &told.story, Some(&witness.breach))
            },
            None => not_proved(places.broken(promise, &told.story, None)),
        });
    }
    for pair in verify::at_once(program) {
        let (first, second) = (places.of_step(&pair.first), places.of_step(&pair.second));
        if let (Some(first), Some(span)) = (first, second) {
            found.push(MailsAtOnce { first, span }.diagnose());
        }
    }
    found
}

/// Finds the places of steps and scenarios in the source.
pub(super) struct Places<'a> {
    pub program: &'a Program,
    pub sources: &'a Sources,
}

impl Places<'_> {
    pub fn of_step(&self, step: &StepName) -> Option<Span> {
        let number = step.step as usize;
        let place = match &step.scenario {
            Some(scenario) => self.program.scenarios.get(scenario)?.steps.get(number)?.place,
            None => self.program.rules.get(number)?.place,
        };
        self.rest_of_line(place)
    }

    pub fn of_scenario(&self, name: &str) -> Option<Span> {
        let span = self.rest_of_line(self.program.scenarios.get(name)?.place)?;
        let in_quotes = self.sources.slice(span).starts_with('"');
        let length = if in_quotes { written_text(name).len() } else { name.len() };
        Some(Span::new(span.file, span.start, (span.start + u32::try_from(length).ok()?).min(span.end)))
    }

    /// From a place to the end of what stands on its line, up to a brace or a comment.
    pub fn rest_of_line(&self, place: Place) -> Option<Span> {
        let file = FileId(place.file);
        let (begin, line) = self.sources.get(file)?.line(place.line)?;
        let skipped = line.char_indices().nth(place.column.checked_sub(1)? as usize).map_or(line.len(), |(at, _)| at);
        let rest = line.get(skipped..)?;
        let rest = rest.split(['{', '}', '\n', '\r']).next()?.split("//").next()?.trim_end();
        let start = begin + u32::try_from(skipped).ok()?;
        Some(Span::new(file, start, start + u32::try_from(rest.len()).ok()?))
    }

    fn broken(&self, promise: &Ensure, story: &Story, breach: Option<&Breach>) -> Diagnostic {
        let span = promise.span;
        match &promise.rule {
            EnsureRule::AtMost { times, within } => {
                let (times, within) = (*times, *within);
                let shown = breach.and_then(|breach| self.of_sent(story, breach));
                let places = shown.unwrap_or_else(|| self.of_mails(story, times));
                TooManyMails { times, within, places, span }.diagnose()
            }
            EnsureRule::NoEmailAfterHandoff | EnsureRule::NoEmailAfter(_) => {
                let mut told = self.mail_after(story, span);
                if let Some(mail) = breach.and_then(|breach| breach.mails.last()) {
                    told.mail = self.of_step(&step_of(mail)).or(told.mail);
                }
                told.diagnose()
            }
            EnsureRule::EndsWithin(within) => self.too_long(story, *within, span).diagnose(),
        }
    }

    fn mail_after(&self, story: &Story, span: Span) -> MailAfter {
        match story {
            Story::MailAfter { at, mail } => {
                MailAfter { at: self.of_step(at), mail: self.of_step(mail), by_rule: at.scenario.is_none(), span }
            }
            Story::TooMany { .. }
            | Story::TooManyTogether { .. }
            | Story::TooManyRuns { .. }
            | Story::TooLong { .. } => MailAfter { at: None, mail: None, by_rule: false, span },
        }
    }

    fn too_long(&self, story: &Story, within: Amount, span: Span) -> TooLong {
        let (longest_milliseconds, steps) = match story {
            Story::TooLong { longest_milliseconds, steps } => (*longest_milliseconds, steps.as_slice()),
            Story::TooMany { .. }
            | Story::TooManyTogether { .. }
            | Story::TooManyRuns { .. }
            | Story::MailAfter { .. } => (None, [].as_slice()),
        };
        let steps = steps.iter().filter_map(|one| Some((self.of_step(&one.step)?, one.milliseconds)));
        TooLong { longest_milliseconds, within, steps: steps.collect(), span }
    }

    /// The mails of one run as they really left.
    fn of_sent(&self, story: &Story, breach: &Breach) -> Option<MailPlaces> {
        let Story::TooMany { .. } = story else { return None };
        let zone = &self.program.limits.zone;
        let sent = |mail: &SentMail| Some((self.of_step(&step_of(mail))?, civil::format_local(mail.at, zone)));
        Some(MailPlaces::Sent(breach.mails.iter().filter_map(sent).collect()))
    }

    fn of_mails(&self, story: &Story, times: u32) -> MailPlaces {
        match story {
            Story::TooMany { mails } => {
                let place = |one: &Moment| Some((self.of_step(&one.step)?, one.milliseconds));
                MailPlaces::OneRun(mails.iter().filter_map(place).collect())
            }
            Story::TooManyTogether { scenarios } => {
                let place = |(name, mails): &(String, usize)| Some((self.of_scenario(name)?, *mails));
                MailPlaces::Together(scenarios.iter().filter_map(place).collect())
            }
            Story::TooManyRuns { scenario, mails } => {
                MailPlaces::Runs { scenario: self.of_scenario(scenario), runs: (times as usize) / (*mails).max(1) + 1 }
            }
            Story::MailAfter { .. } | Story::TooLong { .. } => MailPlaces::OneRun(Vec::new()),
        }
    }
}

fn step_of(mail: &SentMail) -> StepName {
    StepName { scenario: Some(mail.scenario.clone()), step: mail.step }
}

/// The same finding where no played story broke the promise.
fn not_proved(broken: Diagnostic) -> Diagnostic {
    let Diagnostic { message, primary, others, help, .. } = broken;
    let help = help.unwrap_or_else(|| Text::new("", ""));
    let told = NotProved { message: &message, help: &help, span: primary.span }.diagnose();
    Diagnostic { others, ..told }
}
