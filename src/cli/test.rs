//! `sodate test [PATH…]`: runs test blocks on a virtual clock. A failing test shows the line that does not hold and the whole
//! history of its lead.

mod coverage;
mod machine;

use super::arguments::TestFormat;
use super::check::paths_or_workspace;
use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::history;
use super::problem::{Exit, Outcome, Problem};
use super::workspace;
use crate::analyze::{Analysis, BROKEN_PROMISES};
use crate::diagnostic::{Diagnostic, Label, Language, Severity, Text};
use crate::engine::civil;
use crate::ir::test::TestCase;
use crate::render::json::{self, Texts};
use crate::render::machine::{github, junit};
use crate::render::story::{self, Speech};
use crate::render::timeline::{self, Line, Mark};
use crate::render::{self, Counts};
use crate::scenario::{self, Failure, LineSource, TimelineLine};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "test",
    about: ("Run test blocks on a virtual clock", "仮想の時計でテストを実行"),
    arguments: &[
        ("paths", ("Files or workspaces [.]", "ファイルまたはワークスペース（省略時は .）")),
        ("only", ("Only tests whose name contains this text", "名前にこの文字列を含むテストだけ")),
        ("coverage", ("Say which steps and branches the tests reach", "テストが通ったステップと分岐を表示")),
        (
            "coverage_at_least",
            ("Exit with 1 where less than this percentage is reached", "到達率がこの%を下回れば終了コード1で終わる"),
        ),
        ("format", ("human, json, github or junit [human]", "出力の形: human・json・github・junit\n（省略時はhuman）")),
    ],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to test.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only tests whose name contains this.
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Say what the tests reach.
    #[arg(long)]
    pub coverage: bool,
    /// Fail below this percentage.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub coverage_at_least: Option<u8>,
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: TestFormat,
}

impl Arguments {
    const fn covers(&self) -> bool {
        self.coverage || self.coverage_at_least.is_some()
    }

    fn leaves_out(&self, test: &str) -> bool {
        self.only.as_ref().is_some_and(|only| !test.contains(only.as_str()))
    }

    /// With `--only`: keeps what is wrong in the tests that were asked for, and the errors that keep all tests from being run.
    fn leave_out_findings(&self, analysis: &mut Analysis) {
        if self.only.is_none() {
            return;
        }
        let Analysis { diagnostics, test_blocks, playable, .. } = analysis;
        let in_test = |one: &Diagnostic| test_blocks.iter().find(|test| test.holds(one));
        let stops = |one: &Diagnostic| one.severity == Severity::Error && playable.is_none();
        let asked = |one: &Diagnostic| in_test(one).map_or_else(|| stops(one), |test| !self.leaves_out(&test.name));
        // A brace that is missing in a test that was not asked for may be why nothing is understood.
        let some = playable.is_some() || diagnostics.iter().any(|one| stops(one) && asked(one));
        diagnostics.retain(|one| if some { asked(one) } else { stops(one) });
    }
}

/// What `sodate test --format json` prints.
#[derive(Debug, Serialize)]
struct ReportJson<'a> {
    schema_version: u32,
    sodate_version: &'static str,
    language: &'static str,
    summary: SummaryJson,
    tests: &'a [TestJson],
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<coverage::CoverageJson>,
    diagnostics: &'a [json::DiagnosticJson],
}

#[derive(Debug, Serialize)]
struct SummaryJson {
    passed: usize,
    failed: usize,
    left_out: usize,
    /// Tests with a mistake in them.
    not_run: usize,
    /// Promises that do not hold.
    broken_promises: usize,
}

/// One test, as JSON.
#[derive(Debug, Serialize)]
struct TestJson {
    name: String,
    scenario: String,
    passed: bool,
    #[serde(flatten)]
    range: json::Range,
    failure: Option<FailureJson>,
    timeline: Vec<LineJson>,
}

#[derive(Debug, Serialize)]
struct FailureJson {
    message: String,
    messages: Texts,
    #[serde(flatten)]
    range: json::Range,
}

#[derive(Debug, Serialize)]
struct LineJson {
    at: String,
    day: i64,
    text: String,
    texts: Texts,
}

/// What was counted.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    left_out: usize,
    /// Tests with a mistake in them, in workspaces that have no other.
    not_run: usize,
    /// Promises that do not hold, in workspaces that have no other mistake.
    broken_promises: usize,
    /// What is wrong in workspaces in which no test could be run.
    broken: Counts,
    tests: Vec<TestJson>,
    diagnostics: Vec<json::DiagnosticJson>,
    suites: junit::Suites,
    annotations: String,
    reached: Option<coverage::Reached>,
}

/// Runs the tests.
///
/// # Errors
/// Paths that cannot be read, mistakes in a configuration, `--only` that no test has.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let targets = workspace::targets(&paths_or_workspace(&arguments.paths, context))?;
    let mut tally = Tally::default();
    let several = targets.len() > 1;
    for target in targets {
        let mut compiled = Compiled::new(target, context)?;
        arguments.leave_out_findings(&mut compiled.analysis);
        if several && arguments.format == TestFormat::Human {
            let title = workspace::shown(&compiled.target.root);
            context.output.print(&format!("{}\n", context.look.paint(Style::new().bold(), &title)))?;
        }
        run_target(&compiled, arguments, context, &mut tally)?;
    }
    let named = tally.passed + tally.failed + tally.not_run;
    if let (0, true, Some(only)) = (named, tally.left_out > 0, &arguments.only) {
        return Err(Problem::usage(
            format!("no test has `{only}` in its name"),
            format!("名前に `{only}` を含むテストはありません"),
        )
        .help("`sodate test` runs all tests", "`sodate test` ですべてのテストを実行できます"));
    }
    match arguments.format {
        TestFormat::Human => {
            let reached = tally.reached.as_ref().map(|reached| reached.draw(&context.look)).unwrap_or_default();
            context.output.print(&format!("{reached}{}", summary(&tally, context.look.language)))?;
        }
        TestFormat::Json => {
            let data = ReportJson {
                schema_version: json::SCHEMA_VERSION,
                sodate_version: env!("CARGO_PKG_VERSION"),
                language: json::language_code(context.look.language),
                summary: SummaryJson {
                    passed: tally.passed,
                    failed: tally.failed,
                    left_out: tally.left_out,
                    not_run: tally.not_run,
                    broken_promises: tally.broken_promises,
                },
                tests: &tally.tests,
                coverage: tally.reached.as_ref().map(|reached| reached.json(context.look.language)),
                diagnostics: &tally.diagnostics,
            };
            context.output.print(&json::text(&data))?;
        }
        TestFormat::Junit => context.output.print(&junit::document("sodate test", &tally.suites))?,
        TestFormat::Github => context.output.print(&tally.annotations)?,
    }
    let reached = tally.reached.as_ref().map_or(100, |reached| reached.all().percent());
    let too_little = arguments.coverage_at_least.is_some_and(|least| reached < usize::from(least));
    let wrong = tally.failed + tally.not_run + tally.broken_promises + tally.broken.errors > 0;
    Ok(if wrong || too_little { Exit::Findings } else { Exit::Fine })
}

fn run_target(compiled: &Compiled, arguments: &Arguments, context: &mut Context, tally: &mut Tally) -> Outcome<()> {
    let Some(program) = &compiled.analysis.playable else {
        tally.broken = tally.broken.plus(compiled.counts());
        return tell_findings(compiled, arguments, context, tally);
    };
    if compiled.counts().errors > 0 {
        let broken = |one: &&&Diagnostic| one.severity == Severity::Error && BROKEN_PROMISES.contains(&one.code);
        tally.broken_promises += compiled.findings().iter().filter(broken).count();
        tell_findings(compiled, arguments, context, tally)?;
    }
    tell_not_run(compiled, arguments, context, tally)?;
    let mut passages = BTreeSet::new();
    for test in &compiled.analysis.tests {
        let file = compiled.analysis.sources.get(test.span.file);
        let asked = file.is_some_and(|file| compiled.target.covers(&file.path));
        if !asked {
            continue;
        }
        if arguments.leaves_out(&test.name) {
            tally.left_out += 1;
            continue;
        }
        let mut outcome = scenario::run(program, test);
        passages.append(&mut outcome.passages);
        if outcome.passed() {
            tally.passed += 1;
        } else {
            tally.failed += 1;
        }
        match arguments.format {
            TestFormat::Human => context.output.print(&draw(test, &outcome, compiled))?,
            TestFormat::Json => tally.tests.push(as_json(test, &outcome, compiled)),
            TestFormat::Junit => machine::case(test, &outcome, compiled, &mut tally.suites),
            TestFormat::Github => tally.annotations.push_str(&machine::annotation(test, &outcome, compiled)),
        }
    }
    if arguments.covers() {
        let reached = coverage::Reached::of(program, &passages, compiled);
        tally.reached = Some(match tally.reached.take() {
            Some(before) => before.plus(reached),
            None => reached,
        });
    }
    Ok(())
}

/// Shows what is wrong.
fn tell_findings(compiled: &Compiled, arguments: &Arguments, context: &mut Context, tally: &mut Tally) -> Outcome<()> {
    match arguments.format {
        TestFormat::Human => context.output.print(&compiled.draw())?,
        TestFormat::Json => {
            let language = context.look.language;
            let (sources, prefix) = (&compiled.analysis.sources, &compiled.look.prefix);
            let data = |one: &Diagnostic| json::diagnostic(one, sources, language, prefix);
            tally.diagnostics.extend(compiled.findings().into_iter().map(data));
        }
        TestFormat::Junit => machine::broken(compiled, &mut tally.suites),
        TestFormat::Github => {
            tally.annotations.push_str(&github::check(&[compiled.group()], context.look.language));
        }
    }
    Ok(())
}

/// Says which tests are not run because of a mistake in them.
fn tell_not_run(compiled: &Compiled, arguments: &Arguments, context: &mut Context, tally: &mut Tally) -> Outcome<()> {
    for test in &compiled.analysis.broken_tests {
        let file = compiled.analysis.sources.get(test.span.file);
        if !file.is_some_and(|file| compiled.target.covers(&file.path)) {
            continue;
        }
        if arguments.leaves_out(&test.name) {
            tally.left_out += 1;
            continue;
        }
        tally.not_run += 1;
        if arguments.format == TestFormat::Human {
            let look = &compiled.look;
            let mark = if look.ascii { "not run" } else { "✗" };
            let mark = look.paint(AnsiColor::Red.on_default().bold(), mark);
            let name = render::layout::clean_line(&test.name);
            let why = super::help::pick(
                ("not run: it has a mistake, see above", "上の誤りがあるため、実行していません"),
                look.language,
            );
            context.output.print(&format!("{mark} {name}\n  {why}\n"))?;
        }
    }
    Ok(())
}

fn draw(test: &TestCase, outcome: &scenario::Outcome, compiled: &Compiled) -> String {
    let look = &compiled.look;
    let name = render::layout::clean_line(&test.name);
    let Some(failure) = &outcome.failure else {
        let mark = if look.ascii { "ok" } else { "✓" };
        return format!("{} {name}\n", look.paint(AnsiColor::Green.on_default(), mark));
    };
    let mark = if look.ascii { "failed" } else { "✗" };
    let mut out = format!("{} {name}\n\n", look.paint(AnsiColor::Red.on_default().bold(), mark));
    out.push_str(&draw_failure(failure, compiled));
    out.push('\n');
    let lines: Vec<Line> = outcome.timeline.iter().map(|line| line_of(line, &outcome.zone, look.language)).collect();
    out.push_str(&timeline::timeline(&lines, look));
    if !lines.is_empty() {
        out.push('\n');
    }
    out
}

fn draw_failure(failure: &Failure, compiled: &Compiled) -> String {
    let look = &compiled.look;
    let title = super::help::pick(("failed", "不合格"), look.language);
    let label =
        Label { span: failure.span, text: Text::new("this does not hold", "この行のとおりになりません") };
    let sources = &compiled.analysis.sources;
    render::drawing(title, Severity::Error, &failure.message, &[&label], None, sources, look)
}

fn line_of(line: &TimelineLine, zone: &str, language: Language) -> Line {
    let speech = Speech { language, zone };
    let words = match &line.source {
        LineSource::Input { kind, email, message } => speech.input(kind, email.as_deref(), *message),
        LineSource::Effect(effect) => speech.effect(effect),
        LineSource::Delay { email, until, reason } => Some(speech.delay(email, *until, reason)),
    };
    // A line without words of that kind (a planned mail, a timer) says what the test runner says.
    let text = || line.text.get(language).to_owned();
    let words = words.unwrap_or_else(|| story::Words { mark: Mark::Event, text: text(), detail: None });
    Line {
        when: history::when(line.at, zone, language),
        day: Some(line.day),
        mark: words.mark,
        text: words.text,
        detail: words.detail,
    }
}

fn as_json(test: &TestCase, outcome: &scenario::Outcome, compiled: &Compiled) -> TestJson {
    let (sources, prefix, language) = (&compiled.analysis.sources, &compiled.look.prefix, compiled.look.language);
    let failure = |failure: &Failure| FailureJson {
        message: failure.message.get(language).to_owned(),
        messages: (&failure.message).into(),
        range: json::Range::of(failure.span, sources, prefix),
    };
    let line = |line: &TimelineLine| LineJson {
        at: civil::rfc3339_in(line.at, &outcome.zone),
        day: line.day,
        text: line.text.get(language).to_owned(),
        texts: (&line.text).into(),
    };
    TestJson {
        name: test.name.clone(),
        scenario: test.scenario.clone(),
        passed: outcome.passed(),
        range: json::Range::of(test.span, sources, prefix),
        failure: outcome.failure.as_ref().map(failure),
        timeline: outcome.timeline.iter().map(line).collect(),
    }
}

fn summary(tally: &Tally, language: Language) -> String {
    let run = tally.passed + tally.failed;
    if tally.broken.errors > 0 {
        let what = (
            "no tests were run there, because of the errors above",
            "上のエラーがあるため、そのテストは実行していません",
        );
        let first = if run + tally.not_run > 0 { counts(tally, language) } else { String::new() };
        return format!("{first}{}\n", super::help::pick(what, language));
    }
    if run + tally.left_out + tally.not_run == 0 {
        return super::help::pick(("no tests found\n", "テストがありません\n"), language).to_owned();
    }
    counts(tally, language)
}

fn counts(tally: &Tally, language: Language) -> String {
    let Tally { passed, failed, left_out, not_run, broken_promises, .. } = tally;
    let promises = if *broken_promises == 1 { "promise broken" } else { "promises broken" };
    let more = [
        (*failed, "failed", "不合格"),
        (*not_run, "not run", "実行できず"),
        (*left_out, "left out", "対象外"),
        (*broken_promises, promises, "守られない約束"),
    ];
    let more = more.iter().filter(|(count, ..)| *count > 0);
    match language {
        Language::English => {
            let more = more.map(|(count, what, _)| format!("{count} {what}"));
            std::iter::once(format!("{passed} passed")).chain(more).collect::<Vec<_>>().join(", ") + "\n"
        }
        Language::Japanese => {
            let more = more.map(|(count, _, what)| format!("{what}{count}件"));
            std::iter::once(format!("合格{passed}件")).chain(more).collect::<Vec<_>>().join("、") + "\n"
        }
    }
}
