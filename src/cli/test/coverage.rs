//! `sodate test --coverage`: a table of what the tests reach, and the places that none reaches.

use super::super::compile::Compiled;
use super::super::help::pick;
use crate::diagnostic::Language;
use crate::engine::{Part, Passage};
use crate::ir::{Place, Program};
use crate::render::json::Texts;
use crate::render::{Look, layout};
use crate::scenario::coverage::{self, Covered, Tally};
use serde::Serialize;
use std::collections::BTreeSet;

/// Columns of the title of a rule in the table; what it does is at its line of the source.
const TITLE_COLUMNS: usize = 52;

/// What was reached in one workspace.
#[derive(Debug)]
pub struct Reached {
    /// Each part with its path, and the paths of what was missed.
    parts: Vec<(String, Covered, Vec<String>)>,
}

impl Reached {
    /// Compares what was passed with what there is in the files that were asked for.
    #[must_use]
    pub fn of(program: &Program, passages: &BTreeSet<Passage>, compiled: &Compiled) -> Self {
        let path = |place: Place| program.files.get(place.file as usize).map_or("", |(path, _)| path.as_str());
        let shown = |place: Place| format!("{}{}", compiled.look.prefix, path(place));
        let asked = |one: &Covered| compiled.target.covers(path(one.place));
        let parts = coverage::coverage(program, passages).into_iter().filter(asked).map(|one| {
            let places = one.missed.iter().map(|missed| shown(missed.place)).collect();
            (shown(one.place), one, places)
        });
        Self { parts: parts.collect() }
    }

    fn sum(&self, part: impl Fn(&Covered) -> Tally) -> Tally {
        self.parts.iter().fold(Tally::default(), |sum, (_, one, _)| sum.plus(part(one)))
    }

    /// Steps and ways of all parts.
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
            self.heading(language),
            word(("steps", "ステップ")),
            word(("branches", "分岐")),
            word(("reached", "到達率")),
        ]];
        table.extend(self.parts.iter().map(|(_, one, _)| row(title(one, language), one.steps, one.branches)));
        table.push(row(word(("all", "合計")), self.sum(|one| one.steps), self.sum(|one| one.branches)));
        let mut out = format!("\n{}", layout::table_within(&table, 0, look.width));
        let mut missed = String::new();
        for (_, one, places) in &self.parts {
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

    /// The title of the first column: rules are spoken of only where there are some.
    fn heading(&self, language: Language) -> String {
        let scenarios_alone = self.parts.iter().all(|(_, one, _)| matches!(one.part, Part::Scenario(_)));
        let words = if scenarios_alone {
            ("scenario", "シナリオ")
        } else {
            ("scenario or rule", "シナリオ・ルール")
        };
        pick(words, language).to_owned()
    }

    /// For machines.
    #[must_use]
    pub fn json(&self, language: Language) -> CoverageJson {
        let (mut scenarios, mut rules, mut score) = (Vec::new(), Vec::new(), Vec::new());
        for (path, one, places) in &self.parts {
            let part = PartJson::new(path, one, places, language);
            match &one.part {
                Part::Scenario(name) => scenarios.push(ScenarioJson { scenario: name.clone(), part }),
                Part::Rule(id) => rules.push(RuleJson { rule: id.clone(), part }),
                Part::Score => score.push(part),
            }
        }
        CoverageJson {
            percent: self.all().percent(),
            steps: self.sum(|one| one.steps).into(),
            branches: self.sum(|one| one.branches).into(),
            scenarios,
            rules,
            score,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }
}

/// The first cell of a row: a rule by what fires it.
fn title(one: &Covered, language: Language) -> String {
    let title = one.title.get(language);
    match (&one.part, language) {
        (Part::Rule(_), Language::English) => layout::clip(&format!("when {title}"), TITLE_COLUMNS),
        (Part::Rule(_), Language::Japanese) => layout::clip(&format!("ルール：{title}"), TITLE_COLUMNS),
        (Part::Scenario(_) | Part::Score, _) => title.to_owned(),
    }
}

/// `coverage` of `sodate test --format json`.
#[derive(Debug, Serialize)]
pub struct CoverageJson {
    percent: usize,
    steps: TallyJson,
    branches: TallyJson,
    scenarios: Vec<ScenarioJson>,
    rules: Vec<RuleJson>,
    /// The score rules of each workspace that has some.
    score: Vec<PartJson>,
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
    #[serde(flatten)]
    part: PartJson,
}

#[derive(Debug, Serialize)]
struct RuleJson {
    rule: String,
    #[serde(flatten)]
    part: PartJson,
}

#[derive(Debug, Serialize)]
struct PartJson {
    path: String,
    line: u32,
    steps: TallyJson,
    branches: TallyJson,
    percent: usize,
    missed: Vec<MissedJson>,
}

impl PartJson {
    fn new(path: &str, one: &Covered, places: &[String], language: Language) -> Self {
        let missed = one.missed.iter().zip(places).map(|(missed, path)| MissedJson {
            path: path.clone(),
            line: missed.place.line,
            column: missed.place.column,
            text: missed.text.get(language).to_owned(),
            texts: (&missed.text).into(),
        });
        Self {
            path: path.to_owned(),
            line: one.place.line,
            steps: one.steps.into(),
            branches: one.branches.into(),
            percent: one.steps.plus(one.branches).percent(),
            missed: missed.collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct MissedJson {
    path: String,
    line: u32,
    column: u32,
    text: String,
    texts: Texts,
}
