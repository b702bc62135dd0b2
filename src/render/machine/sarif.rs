//! SARIF 2.1.0, the format of code scanning dashboards. Columns are UTF-16 code units, paths are percent-encoded relative
//! references, and each kind of finding that occurs is described as a rule with its page.

use super::Group;
use crate::diagnostic::registry::{Kind, kind_of};
use crate::diagnostic::{Code, Diagnostic, Fix, FixSafety, Label, Language};
use crate::render::json::{Range, language_code, severity_code};
use crate::render::{help_word, page};
use crate::source::{Sources, Span};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::BTreeMap;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All that is not plain in a path (RFC 3986: unreserved characters and the slash stay).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Debug, Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    name: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    message: Message,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Debug, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair {
    description: Message,
    artifact_changes: Vec<Change>,
    properties: RepairProperties,
}

#[derive(Debug, Serialize)]
struct RepairProperties {
    safety: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// All findings as one run. Ends with a line feed.
#[must_use]
pub fn check(groups: &[Group<'_>], language: Language) -> String {
    let occurring = groups.iter().flat_map(|group| &group.findings).map(|one| one.code);
    let kinds: BTreeMap<Code, &Kind> = occurring.filter_map(|code| Some((code, kind_of(code)?))).collect();
    let places: BTreeMap<Code, usize> = kinds.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let results = groups.iter().flat_map(|group| {
        let writer = Writer { sources: group.sources, prefix: group.prefix, language };
        let places = &places;
        group.findings.iter().map(move |one| writer.found(one, places.get(&one.code).copied()))
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "sodate",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                language: language_code(language),
                rules: kinds.values().map(|kind| rule(kind, language)).collect(),
            },
        },
        language: language_code(language),
        column_kind: "utf16CodeUnits",
        results: results.collect(),
    };
    crate::render::json::text(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule(kind: &Kind, language: Language) -> Rule {
    let words = page::words(kind.page, language);
    Rule {
        id: kind.code.to_string(),
        name: kind.name,
        short_description: message(kind.title().get(language)),
        full_description: message(&words),
        help: Help { text: words, markdown: page::markdown(kind.page, language) },
        default_configuration: Configuration { level: severity_code(kind.severity) },
    }
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned() }
}

/// Writes findings of one workspace.
#[derive(Clone, Copy)]
struct Writer<'a> {
    sources: &'a Sources,
    prefix: &'a str,
    language: Language,
}

impl Writer<'_> {
    fn found(self, one: &Diagnostic, rule_index: Option<usize>) -> Found {
        let mut text = one.message.get(self.language).to_owned();
        if let Some(help) = &one.help {
            text.push_str(&format!("\n{}{}", help_word(self.language), help.get(self.language)));
        }
        let offered = |fix: &&Fix| match fix.safety {
            FixSafety::Safe | FixSafety::Unsafe => true,
            FixSafety::DisplayOnly => false,
        };
        Found {
            rule_id: one.code.to_string(),
            rule_index,
            level: severity_code(one.severity),
            message: Message { text },
            locations: [self.location(&one.primary, None)],
            related_locations: one
                .others
                .iter()
                .enumerate()
                .map(|(at, label)| self.location(label, Some(at + 1)))
                .collect(),
            fixes: one.fixes.iter().filter(offered).map(|fix| self.repair(fix)).collect(),
        }
    }

    fn location(self, label: &Label, id: Option<usize>) -> Location {
        let (artifact_location, region) = self.place(label.span);
        let physical_location = Physical { artifact_location, region };
        Location { id, physical_location, message: message(label.text.get(self.language)) }
    }

    fn place(self, span: Span) -> (Artifact, Region) {
        let Range { path, start, end } = Range::of(span, self.sources, self.prefix);
        let region = Region {
            start_line: start.line,
            start_column: start.column_utf16,
            end_line: end.line,
            end_column: end.column_utf16,
        };
        (Artifact { uri: uri(&path) }, region)
    }

    fn repair(self, fix: &Fix) -> Repair {
        let mut by_file: BTreeMap<String, Vec<Replacement>> = BTreeMap::new();
        for (span, text) in &fix.edits {
            let (artifact, deleted_region) = self.place(*span);
            let replacement = Replacement { deleted_region, inserted_content: message(text) };
            by_file.entry(artifact.uri).or_default().push(replacement);
        }
        let change = |(uri, replacements)| Change { artifact_location: Artifact { uri }, replacements };
        Repair {
            description: message(fix.title.get(self.language)),
            artifact_changes: by_file.into_iter().map(change).collect(),
            properties: RepairProperties { safety: if fix.safety == FixSafety::Safe { "safe" } else { "unsafe" } },
        }
    }
}

/// A path as a reference: relative ones stay relative, which readers resolve from the root of the repository.
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, ESCAPED).to_string();
    if path.starts_with('/') {
        format!("file://{encoded}")
    } else if path.get(1..3) == Some(":/") {
        format!("file:///{encoded}")
    } else {
        encoded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("flows/a b#1%.flow"), "flows/a%20b%231%25.flow");
        assert_eq!(uri("メール.md"), "%E3%83%A1%E3%83%BC%E3%83%AB.md");
        assert_eq!(uri("../a:b.flow"), "../a%3Ab.flow");
        assert_eq!(uri("/srv/a.flow"), "file:///srv/a.flow");
        assert_eq!(uri("C:/a.flow"), "file:///C%3A/a.flow");
    }
}
