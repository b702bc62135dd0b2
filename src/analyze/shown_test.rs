//! A played story that breaks a promise as a `test` block, in the words of the file in which the promise stands.

use super::promises::Places;
use crate::engine::{civil, value_text};
use crate::format::format;
use crate::ir::ensure::Ensure;
use crate::ir::test::{Choices, Due, TestCase, TestStep, TestStepKind, TestTime};
use crate::ir::time::ClockTime;
use crate::ir::{Field, FieldType, Program, Value};
use crate::source::FileId;
use crate::syntax::{LexemeKind, Surface, lexemes, written_name, written_text};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The block for a test that has no name yet, called by the words of the promise; nothing where a part of it has no words.
/// `surfaces` keeps the words of files that were looked at.
pub(super) fn shown_test(
    test: &TestCase,
    promise: &Ensure,
    places: &Places<'_>,
    surfaces: &mut BTreeMap<FileId, Surface>,
) -> Option<String> {
    let Places { program, sources } = places;
    let span = promise.span;
    let text = sources.get(span.file)?.text.as_str();
    let surface = *surfaces.entry(span.file).or_insert_with(|| Surface::of(text));
    let what = in_one_line(sources.slice(span))?;
    let (_, what) = what.split_once(' ')?;
    let name = match surface {
        Surface::English => format!("broken: {what}"),
        Surface::Japanese => format!("守られない例：{what}"),
    };
    let block = block(program, test, &name.replace(['"', '\\'], ""))?;
    Some(format(span.file, &block, Some(surface)).unwrap_or(block))
}

/// Code on one line, without its comments.
fn in_one_line(code: &str) -> Option<String> {
    let comments = lexemes(&format!("{code}\n"), None)?.into_iter().filter(|one| one.kind == LexemeKind::Comment);
    let plain = comments.fold(code.to_owned(), |code, comment| code.replacen(&comment.text, "", 1));
    Some(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// In English words: `format` turns them into those of the file.
fn block(program: &Program, test: &TestCase, name: &str) -> Option<String> {
    let mut text = format!("test {} for {} {{\n", written_text(name), written_name(&test.scenario));
    let Choices { named, winner } = &test.choices;
    for choice in named {
        let _ = writeln!(text, "  choose {}", written_name(choice));
    }
    if *winner {
        text.push_str("  choose winner\n");
    }
    if !test.lead.is_empty() {
        let _ = writeln!(text, "  lead{}", in_braces(program, &program.lead_fields, &test.lead));
    }
    for step in &test.steps {
        let _ = writeln!(text, "  {}", line(program, step)?);
    }
    text.push_str("}\n");
    Some(text)
}

fn line(program: &Program, step: &TestStep) -> Option<String> {
    let at = match step.at {
        Some(TestTime::Date(date, clock)) => format!("at {date} {}  ", clock_written(clock)),
        Some(TestTime::Day(..)) => return None,
        None => String::new(),
    };
    let what = match &step.kind {
        TestStepKind::Event { event, properties } => {
            let declared = &program.events.get(event)?.properties;
            let values = if properties.is_empty() { String::new() } else { in_braces(program, declared, properties) };
            format!("{}{values}", written_name(event))
        }
        TestStepKind::Open { email } => format!("open {}", written_name(email)),
        TestStepKind::Click { email, link } => format!("click {}.{}", written_name(email), written_name(link)),
        TestStepKind::Unsubscribe => "unsubscribe".to_owned(),
        TestStepKind::Set { field, value: Some(value) } => {
            let kind = program.lead_fields.get(field).map(|field| &field.kind);
            format!("set lead.{} = {}", written_name(field), written(program, kind, value))
        }
        TestStepKind::Set { field, value: None } => format!("set lead.{} = missing", written_name(field)),
        TestStepKind::Start => "start".to_owned(),
        TestStepKind::ExpectEmail { email, due } => {
            let what = if program.emails.contains_key(email) { "email" } else { "message" };
            format!("expect {what} {}{}", written_name(email), when(*due))
        }
        TestStepKind::ExpectHandoff { team, due } => {
            format!("expect handoff to {}{}", written_name(team), when(*due))
        }
        TestStepKind::ExpectNotice { team, due } => format!("expect notice to {}{}", written_name(team), when(*due)),
        TestStepKind::ExpectCall { channel, due } => format!("expect call {}{}", written_name(channel), when(*due)),
        TestStepKind::ExpectMailingStopped => "expect mailing stopped".to_owned(),
        TestStepKind::ExpectNothingMore => "expect nothing more".to_owned(),
        // No played story has these.
        TestStepKind::ExpectCondition(_) => return None,
    };
    Some(format!("{at}{what}"))
}

fn in_braces(program: &Program, declared: &IndexMap<String, Field>, values: &IndexMap<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| {
        let kind = declared.get(name).map(|field| &field.kind);
        format!("{}: {}", written_name(name), written(program, kind, value))
    };
    format!(" {{ {} }}", values.iter().map(pair).collect::<Vec<_>>().join(" "))
}

fn written(program: &Program, kind: Option<&FieldType>, value: &Value) -> String {
    match value {
        Value::Text(text) if matches!(kind, Some(FieldType::OneOf(_))) => written_name(text).into_owned(),
        Value::Text(text) => written_text(text),
        Value::Datetime(_) => written_text(&value_text(value, &program.limits.zone)),
        Value::Number(_) | Value::TrueFalse(_) | Value::Date(_) | Value::Duration(_) => {
            value_text(value, &program.limits.zone)
        }
        Value::List(items) => {
            let inner = if let Some(FieldType::ListOf(inner)) = kind { Some(inner.as_ref()) } else { None };
            let items: Vec<String> = items.iter().map(|item| written(program, inner, item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn when(due: Due) -> String {
    let day = due.day.map(|day| format!(" on day {day}")).unwrap_or_default();
    let at = due.at.map(|at| format!(" at {}", clock_written(at))).unwrap_or_default();
    format!("{day}{at}")
}

/// As files have it in both languages: `9:00`.
fn clock_written(clock: ClockTime) -> String {
    civil::format_clock(clock).ja
}
