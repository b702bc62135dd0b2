//! F0474: scenarios that start each other for ever. Rings of `go to` and `begin` are read off the program; rings by data
//! (a step changes a field, and that starts a scenario) are played, and told only where the play went round.

use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::Program;
use crate::scenario::witness::{DataRound, Mark, Written, data_rounds};
use crate::source::{Sources, Span};
use crate::syntax::ast::{DeclarationKind, File, HeadKind};
use crate::verify::{self, StepName, answers};
use std::collections::BTreeMap;

/// Names and places that a message shows; more would hide the ring.
const MOST_SHOWN: usize = 12;

/// All of them in a program.
pub(super) fn check(program: &Program, units: &[File], sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let mut found = Vec::new();
    for round in verify::endless_rounds(program) {
        let steps = round.scenarios.iter().zip(&round.steps);
        let spans = steps
            .filter_map(|(scenario, step)| places.of_step(&StepName { scenario: Some(scenario.clone()), step: *step }));
        let words = |(number, span)| {
            let first = Text::new("leads on to the next", "次のシナリオへ進みます");
            (span, if number == 0 { first } else { Text::new("and on", "さらに次へ") })
        };
        let shown = spans.enumerate().map(words).collect();
        found.extend(EndlessRound { scenarios: round.scenarios.clone(), places: shown, by_data: false }.told());
    }
    let groups = answers::rings_by_data(program);
    if groups.is_empty() {
        return found;
    }
    let starts = starts(units);
    for round in data_rounds(program, &groups) {
        let shown = shown(&round, &places, &starts);
        found.extend(EndlessRound { scenarios: round.scenarios, places: shown, by_data: true }.told());
    }
    found
}

/// The lines by which each scenario starts, in their order.
fn starts(units: &[File]) -> BTreeMap<&str, Vec<Span>> {
    let mut all: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for declaration in units.iter().flat_map(|unit| &unit.declarations) {
        let DeclarationKind::Scenario(scenario) = &declaration.kind else { continue };
        let spans = scenario.heads.iter().filter(|head| is_start(&head.kind)).map(|head| head.span);
        all.insert(&scenario.name.text, spans.collect());
    }
    all
}

const fn is_start(head: &HeadKind) -> bool {
    match head {
        HeadKind::StartOn { .. }
        | HeadKind::StartByHand { .. }
        | HeadKind::StartOnReaction { .. }
        | HeadKind::StartWhen { .. }
        | HeadKind::StartAround { .. }
        | HeadKind::StartEvery { .. } => true,
        HeadKind::Again(_)
        | HeadKind::OneForEach(_)
        | HeadKind::Late(_)
        | HeadKind::Capped(_)
        | HeadKind::Priority(_)
        | HeadKind::Goal { .. }
        | HeadKind::Kpi { .. }
        | HeadKind::Persona(_)
        | HeadKind::StopWhen(_)
        | HeadKind::StopOn(_)
        | HeadKind::Junk => false,
    }
}

/// The way of a ring, each place with what happens there.
fn shown(round: &DataRound, places: &Places<'_>, starts: &BTreeMap<&str, Vec<Span>>) -> Vec<(Span, Text)> {
    let told = |mark: &Mark| match mark {
        Mark::Writes { place, what } => Some((places.rest_of_line(*place)?, written(what))),
        Mark::Rule(place) => {
            Some((places.rest_of_line(*place)?, Text::new("this rule answers", "この規則が実行されます")))
        }
        Mark::Enters { place, scenario } => Some((
            places.rest_of_line(*place)?,
            Text::new(format!("which starts `{scenario}`"), format!("ここで `{scenario}` が始まります")),
        )),
        Mark::Starts { scenario, start } => Some((
            starts.get(scenario.as_str())?.get(*start).copied()?,
            Text::new(format!("which starts `{scenario}`"), format!("これで `{scenario}` が始まります")),
        )),
    };
    let numbered = |(number, (span, Text { en, ja })): (usize, (Span, Text))| {
        let number = number + 1;
        (span, Text::new(format!("{number}: {en}"), format!("{number}：{ja}")))
    };
    round.marks.iter().filter_map(told).enumerate().map(numbered).collect()
}

fn written(what: &Written) -> Text {
    match what {
        Written::Field(field) => {
            Text::new(format!("this changes `lead.{field}`"), format!("ここで `lead.{field}` の値が変わります"))
        }
        Written::Audience(audience) => Text::new(
            format!("this changes who is in `{audience}`"),
            format!("ここで `{audience}` の対象者が変わります"),
        ),
        Written::Score => Text::new("this changes the score", "ここでスコアが変わります"),
    }
}

/// Scenarios that start each other for ever.
#[derive(Debug)]
pub struct EndlessRound {
    /// They, in order.
    pub scenarios: Vec<String>,
    /// What leads from one to the next, in order: where, and how.
    pub places: Vec<(Span, Text)>,
    /// At least once by data, not by `go to` or `begin`; a play has gone round.
    pub by_data: bool,
}

impl EndlessRound {
    fn told(&self) -> Option<Diagnostic> {
        (!self.places.is_empty()).then(|| self.diagnose())
    }

    fn message(&self) -> Text {
        let mut way: Vec<&str> = self.scenarios.iter().take(MOST_SHOWN / 2).map(String::as_str).collect();
        if self.scenarios.len() > way.len() {
            way.push("…");
        }
        way.extend(self.scenarios.first().map(String::as_str));
        match self.scenarios.as_slice() {
            [alone] if self.by_data => Text::new(
                format!("`{alone}` starts itself again for ever"),
                format!("シナリオ `{alone}` が自分自身を開始し続け、終わりません"),
            ),
            _ => {
                let way = way.join(" → ");
                Text::new(
                    format!("scenarios start each other for ever: {way}"),
                    format!("シナリオが互いに開始し合い、終わりません: {way}"),
                )
            }
        }
    }
}

impl Finding for EndlessRound {
    const CODE: Code = Code(474);
    fn diagnose(&self) -> Diagnostic {
        let nowhere = || (Span::new(crate::source::FileId(0), 0, 0), Text::new("", ""));
        let (first, words) = self.places.first().cloned().unwrap_or_else(nowhere);
        let mut diagnostic = Diagnostic::warning(Self::CODE, self.message(), first, words);
        for (span, words) in self.places.iter().skip(1).take(MOST_SHOWN) {
            diagnostic = diagnostic.with_label(*span, words.clone());
        }
        let once = if self.scenarios.len() == 1 {
            Text::new(
                "let it say `again never` (the default): then a lead runs it once",
                "このシナリオを `again never`（省略時と同じ）にすると、1回で終わります",
            )
        } else {
            Text::new(
                "let one of them say `again never` (the default): then a lead goes round once",
                "いずれかのシナリオを `again never`（省略時と同じ）にすると、1周で終わります",
            )
        };
        if !self.by_data {
            return diagnostic.with_help(once);
        }
        diagnostic.with_help(Text::new(
            format!("{}; or add a condition to a start, so that what is changed here does not start it again", once.en),
            format!("{}。または、開始に条件を加えて、ここでの変更では再び始まらないようにしてください", once.ja),
        ))
    }
}
