//! `sodate test --coverage`: a table of what the tests reach, and the places that none reaches.

use super::super::compile::Compiled;
use super::super::help::pick;
use crate::diagnostic::Language;
use crate::engine::Passage;
use crate::ir::{Place, Program};
use crate::render::json::Texts;
use crate::render::{Look, layout};
use crate::scenario::coverage::{self, Covered, Tally};
use serde::Serialize;
use std::collections::BTreeSet;

/// What was reached in one workspace.
#[derive(Debug)]
pub struct Reached {
    scenarios: Vec<(String, Covered, Vec<String>)>,
}

impl Reached {
    /// Compares what was passed with what there is in the files that were asked for.
    #[must_use]
    pub fn of(program: &Program, passages: &BTreeSet<Passage>, compiled: &Compiled) -> Self {
        let path = |place: Place| program.files.get(place.file as usize).map_or("", |(path, _)| path.as_str());
        let shown = |place: Place| format!("{}{}", compiled.look.prefix, path(place));
        let asked = |one: &Covered| compiled.target.covers(path(one.place));
        let scenarios = coverage::coverage(program, passages).into_iter().filter(asked).map(|one| {
            let places = one.missed.iter().map(|missed| shown(missed.place)).collect();
            (shown(one.place), one, places)
        });
        Self { scenarios: scenarios.collect() }
    }

    fn sum(&self, part: impl Fn(&Covered) -> Tally) -> Tally {
        self.scenarios.iter().fold(Tally::default(), |sum, (_, one, _)| sum.plus(part(one)))
    }

    /// Steps and ways over all.
    #[must_use]
    pub fn all(&self) -> Tally {
        self.sum(|one| one.steps.plus(one.branches))
    }

    /// The table, and below it what was not reached.
    #[must_use]
    pub fn draw(&self, look: &Look) -> String {
        let language = look.language;
        let word = |pair| pick(pair, language).to_owned();
        let of = |tally: Tally| format!("{}/{}", tally.reached, tally.all);
        let row = |name: String, steps: Tally, branches: Tally| {
            vec![name, of(steps), of(branches), format!("{}%", steps.plus(branches).percent())]
        };
        let mut table = vec![vec![
            word(("scenario", "シナリオ")),
            word(("steps", "ステップ")),
            word(("branches", "分岐")),
            word(("reached", "到達率")),
        ]];
        table.extend(self.scenarios.iter().map(|(_, one, _)| row(one.scenario.clone(), one.steps, one.branches)));
        table.push(row(word(("all", "合計")), self.sum(|one| one.steps), self.sum(|one| one.branches)));
        let mut out = format!("\n{}", layout::table_within(&table, 0, look.width));
        let mut missed = String::new();
        for (_, one, places) in &self.scenarios {
            for (missing, path) in one.missed.iter().zip(places) {
                missed.push_str(&format!("  {path}:{}  {}\n", missing.place.line, missing.text.get(language)));
            }
        }
        if !missed.is_empty() {
            out.push_str(&format!(
                "\n{}\n{missed}",
                word(("not reached by any test:", "どのテストも通っていない箇所:"))
            ));
        }
        out.push('\n');
        out
    }

    /// For machines.
    #[must_use]
    pub fn json(&self, language: Language) -> CoverageJson {
        let scenarios = self.scenarios.iter().map(|(path, one, places)| ScenarioJson {
            scenario: one.scenario.clone(),
            path: path.clone(),
            line: one.place.line,
            steps: one.steps.into(),
            branches: one.branches.into(),
            percent: one.steps.plus(one.branches).percent(),
            missed: one
                .missed
                .iter()
                .zip(places)
                .map(|(missed, path)| MissedJson {
                    path: path.clone(),
                    line: missed.place.line,
                    column: missed.place.column,
                    text: missed.text.get(language).to_owned(),
                    texts: (&missed.text).into(),
                })
                .collect(),
        });
        CoverageJson {
            percent: self.all().percent(),
            steps: self.sum(|one| one.steps).into(),
            branches: self.sum(|one| one.branches).into(),
            scenarios: scenarios.collect(),
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        self.scenarios.extend(other.scenarios);
        self
    }
}

/// `coverage` of `sodate test --format json`.
#[derive(Debug, Serialize)]
pub struct CoverageJson {
    percent: usize,
    steps: TallyJson,
    branches: TallyJson,
    scenarios: Vec<ScenarioJson>,
}

#[derive(Debug, Serialize)]
struct TallyJson {
    reached: usize,
    all: usize,
}

impl From<Tally> for TallyJson {
    fn from(tally: Tally) -> Self {
        Self { reached: tally.reached, all: tally.all }
    }
}

#[derive(Debug, Serialize)]
struct ScenarioJson {
    scenario: String,
    path: String,
    line: u32,
    steps: TallyJson,
    branches: TallyJson,
    percent: usize,
    missed: Vec<MissedJson>,
}

#[derive(Debug, Serialize)]
struct MissedJson {
    path: String,
    line: u32,
    column: u32,
    text: String,
    texts: Texts,
}
