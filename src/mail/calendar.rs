//! An entry for the reader's calendar (RFC 5545 and 5546), made by hand: a dozen lines of text, whose pitfalls are escaping,
//! folding and zones. Times are UTC, so no table of zones is needed; docs/adr says why not by a package.

use super::render::{Escape, render_in};
use crate::diagnostic::Language;
use crate::engine::civil::{self, Calendar};
use crate::engine::{Scope, evaluate};
use crate::ir::time::Instant;
use crate::ir::{Invitation, Sender, Value};
use std::fmt::Write;

/// Longest line in bytes without its line end (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;

/// An entry of a calendar.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its identity: the same for each sending of the same mail, so that a calendar shows it once.
    pub uid: &'a str,
    /// Whose mail it is: the organizer.
    pub sender: &'a Sender,
    /// Mail address of the reader: the attendee.
    pub attendee: &'a str,
    /// That of the mail, for dates in its texts.
    pub language: Language,
    /// When it was made.
    pub now: Instant,
}

/// The entry as a text with CRLF line ends; `None` where its times are missing, or it would end before it begins.
#[must_use]
pub fn entry(invitation: &Invitation, entry: &Entry<'_>, scope: &Scope<'_>) -> Option<String> {
    let begin = moment(evaluate(&invitation.from, scope))?;
    let end = match (&invitation.until, invitation.lasting) {
        (Some(until), _) => moment(evaluate(until, scope))?,
        (None, Some(lasting)) => civil::add(begin, lasting, scope.zone(), Calendar::of(&scope.program.limits)),
        (None, None) => begin,
    };
    if end < begin {
        return None;
    }
    let header = |template| render_in(entry.language, template, Escape::Header, scope, &|_| String::new());
    let mut text = String::new();
    let mut line = |content: &str| fold(content, &mut text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//sodate//step mail//EN");
    line("CALSCALE:GREGORIAN");
    line("METHOD:REQUEST");
    line("BEGIN:VEVENT");
    line(&format!("UID:{}", entry.uid));
    line("SEQUENCE:0");
    line(&format!("DTSTAMP:{}", civil::calendar_utc(entry.now)));
    line(&format!("DTSTART:{}", civil::calendar_utc(begin)));
    line(&format!("DTEND:{}", civil::calendar_utc(end)));
    line(&format!("SUMMARY:{}", escaped(&header(&invitation.title))));
    if let Some(place) = &invitation.place {
        line(&format!("LOCATION:{}", escaped(&header(place))));
    }
    let name = entry.sender.name.replace(['"', '\r', '\n'], " ");
    line(&format!("ORGANIZER;CN=\"{name}\":mailto:{}", entry.sender.from));
    line(&format!("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{}", entry.attendee));
    line("STATUS:CONFIRMED");
    line("TRANSP:OPAQUE");
    line("END:VEVENT");
    line("END:VCALENDAR");
    Some(text)
}

fn moment(value: Option<Value>) -> Option<Instant> {
    match value? {
        Value::Datetime(instant) => Some(instant),
        Value::Text(_)
        | Value::Number(_)
        | Value::TrueFalse(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::List(_) => None,
    }
}

/// A text value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\r', '\n'], "\\n")
}

/// Writes a line in pieces of at most 75 bytes, never cutting a character.
fn fold(content: &str, out: &mut String) {
    let mut length = 0;
    for character in content.chars().filter(|one| !one.is_control()) {
        if length + character.len_utf8() > LINE_BYTES {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(character);
        length += character.len_utf8();
    }
    let _ = write!(out, "\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        fold(&format!("SUMMARY:{}", "導入セミナー".repeat(20)), &mut text);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "導入セミナー".repeat(20)));
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
