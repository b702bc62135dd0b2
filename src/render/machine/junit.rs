//! JUnit XML, as test dashboards read it: a suite a file, a case a test or a finding.

use super::Group;
use crate::diagnostic::registry::kind_of;
use crate::diagnostic::{Diagnostic, Language, Severity};
use crate::render::help_word;
use crate::render::json::{Range, severity_code};
use std::collections::BTreeMap;

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
    Passed,
    /// Not as expected.
    Failed {
        /// The kind of failure, a word.
        kind: String,
        /// What is wrong, one line.
        message: String,
        /// More, in lines.
        detail: String,
    },
    /// It could not be run at all.
    Broken {
        /// The kind of failure, a word.
        kind: String,
        /// What is wrong, one line.
        message: String,
        /// More, in lines.
        detail: String,
    },
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it belongs to: a scenario, a kind of finding.
    pub class: String,
    /// Its name.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: u32,
    /// How it ended.
    pub ending: Ending,
}

/// Cases by file, in order of path.
pub type Suites = BTreeMap<String, Vec<Case>>;

/// The document. `name` names the whole.
#[must_use]
pub fn document(name: &str, suites: &Suites) -> String {
    let all = || suites.values().flatten();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"{}\"{}>\n", attribute(name), counts(all())));
    for (file, cases) in suites {
        out.push_str(&format!("  <testsuite name=\"{}\"{} skipped=\"0\">\n", attribute(file), counts(cases.iter())));
        for case in cases {
            write_case(&mut out, file, case);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts<'c>(cases: impl Iterator<Item = &'c Case>) -> String {
    let (mut tests, mut failures, mut errors) = (0, 0, 0);
    for case in cases {
        tests += 1;
        match case.ending {
            Ending::Passed => {}
            Ending::Failed { .. } => failures += 1,
            Ending::Broken { .. } => errors += 1,
        }
    }
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

fn write_case(out: &mut String, file: &str, case: &Case) {
    let (class, name, file) = (attribute(&case.class), attribute(&case.name), attribute(file));
    let open = format!("    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\" line=\"{}\"", case.line);
    let (element, kind, message, detail) = match &case.ending {
        Ending::Passed => {
            out.push_str(&format!("{open}/>\n"));
            return;
        }
        Ending::Failed { kind, message, detail } => ("failure", kind, message, detail),
        Ending::Broken { kind, message, detail } => ("error", kind, message, detail),
    };
    out.push_str(&format!(
        "{open}>\n      <{element} type=\"{}\" message=\"{}\">",
        attribute(kind),
        attribute(message)
    ));
    out.push_str(&format!("{}</{element}>\n    </testcase>\n", content(detail)));
}

/// The cases of a check: each finding is a failed case, a note a passed one, and so is a file without findings.
#[must_use]
pub fn check(groups: &[Group<'_>], language: Language) -> String {
    let mut suites = Suites::new();
    for group in groups {
        for file in &group.files {
            suites.entry(file.clone()).or_default();
        }
        for one in &group.findings {
            let (path, case) = case_of(one, group, language);
            suites.entry(path).or_default().push(case);
        }
    }
    for (file, cases) in &mut suites {
        if cases.is_empty() {
            let (class, name) = ("check".to_owned(), file.clone());
            cases.push(Case { class, name, line: 1, ending: Ending::Passed });
        }
    }
    document("sodate check", &suites)
}

/// A finding as a case, and the file it belongs to.
#[must_use]
pub fn case_of(one: &Diagnostic, group: &Group<'_>, language: Language) -> (String, Case) {
    let Range { path, start, .. } = Range::of(one.primary.span, group.sources, group.prefix);
    let name = kind_of(one.code).map_or("", |kind| kind.name);
    let message = one.message.get(language).to_owned();
    let mut detail = format!("{path}:{}:{}: {message}\n", start.line, start.column);
    if let Some(help) = &one.help {
        detail.push_str(&format!("{}{}\n", help_word(language), help.get(language)));
    }
    let kind = severity_code(one.severity).to_owned();
    let ending = match one.severity {
        Severity::Error | Severity::Warning => Ending::Failed { kind, message, detail },
        Severity::Note => Ending::Passed,
    };
    let place = format!("{} {name} {}:{}", one.code, start.line, start.column);
    (path, Case { class: "check".to_owned(), name: place, line: start.line, ending })
}

/// Text between tags. XML 1.0 has no way to write most control characters, so they are shown as `\u{1b}`.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // `]]>` must not stand in content.
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(one),
            '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("\\u{{{:x}}}", u32::from(one))),
            one if one.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(one))),
            one => out.push(one),
        }
    }
    out
}

/// Text of an attribute in double quotes; readers turn plain line feeds there into blanks.
fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
