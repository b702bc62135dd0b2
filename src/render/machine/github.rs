//! Workflow commands of GitHub Actions, which show a finding beside its line in a pull request:
//! `::error file=…,line=…,col=…,endColumn=…,title=…::message`.

use super::Group;
use crate::diagnostic::registry::kind_of;
use crate::diagnostic::{Language, Severity};
use crate::render::help_word;
use crate::render::json::Range;

/// An annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation<'a> {
    /// How grave it is.
    pub severity: Severity,
    /// Where.
    pub range: &'a Range,
    /// Short words above the message.
    pub title: &'a str,
    /// What is wrong; may have several lines.
    pub message: &'a str,
}

/// All findings as commands, one a line.
#[must_use]
pub fn check(groups: &[Group<'_>], language: Language) -> String {
    let mut out = String::new();
    for group in groups {
        for one in &group.findings {
            let range = Range::of(one.primary.span, group.sources, group.prefix);
            let name = kind_of(one.code).map_or("", |kind| kind.name);
            let mut message = one.message.get(language).to_owned();
            if let Some(help) = &one.help {
                message.push_str(&format!("\n{}{}", help_word(language), help.get(language)));
            }
            let title = format!("{} {name}", one.code);
            out.push_str(&command(&Annotation {
                severity: one.severity,
                range: &range,
                title: &title,
                message: &message,
            }));
        }
    }
    out
}

/// One command, with its line feed. Columns are left out where the place covers several lines: GitHub takes them on one
/// line only.
#[must_use]
pub fn command(one: &Annotation<'_>) -> String {
    let word = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let Range { path, start, end } = one.range;
    let mut place = format!("file={},line={},endLine={}", property(path), start.line, end.line);
    if start.line == end.line {
        place.push_str(&format!(",col={},endColumn={}", start.column, end.column.max(start.column)));
    }
    format!("::{word} {place},title={}::{}\n", property(one.title), data(one.message))
}

/// The message: a line feed or `%` in it would end the command or be taken for an escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property: its end and the separator of properties are escaped as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::json::Position;

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        let at = |line, column| Position { line, column, column_utf16: column, offset: 0 };
        let range = Range { path: "a,b:c%/d.flow".to_owned(), start: at(2, 3), end: at(2, 5) };
        let one =
            Annotation { severity: Severity::Error, range: &range, title: "F1: x", message: "100 %: a, b\r\nc::d" };
        assert_eq!(
            command(&one),
            "::error file=a%2Cb%3Ac%25/d.flow,line=2,endLine=2,col=3,endColumn=5,title=F1%3A x::100 %25: a, b%0D%0Ac::d\n"
        );
        let range = Range { path: "a".to_owned(), start: at(2, 3), end: at(4, 1) };
        let note = Annotation { severity: Severity::Note, range: &range, title: "t", message: "m" };
        assert_eq!(command(&note), "::notice file=a,line=2,endLine=4,title=t::m\n");
    }
}
