//! A played story as a `test` block, in English words: `format` turns them into those of the file.

use super::player::Entry;
use crate::engine::civil;
use crate::ir::test::{Choices, Due, TestCase, TestStepKind, TestTime};
use crate::ir::{Field, FieldType, Program, Value};
use indexmap::IndexMap;
use std::fmt::Write as _;

/// The block, with a line feed at its end.
pub(super) fn block(program: &Program, test: &TestCase) -> String {
    let mut text = format!("test {} for {} {{\n", quoted(&test.name), test.scenario);
    let Choices { named, winner } = &test.choices;
    for choice in named {
        let _ = writeln!(text, "  choose {choice}");
    }
    if *winner {
        text.push_str("  choose winner\n");
    }
    if !test.lead.is_empty() {
        let _ = writeln!(text, "  lead {{ {} }}", pairs(program, &program.lead_fields, &test.lead));
    }
    for step in &test.steps {
        let at = match step.at {
            Some(TestTime::Date(date, clock)) => format!("at {date} {}  ", civil::format_clock(clock).ja),
            Some(TestTime::Day(..)) | None => String::new(),
        };
        let _ = writeln!(text, "  {at}{}", line(program, &step.kind));
    }
    text.push_str("}\n");
    text
}

fn line(program: &Program, kind: &TestStepKind) -> String {
    match kind {
        TestStepKind::Event { event, properties } => {
            let declared = program.events.get(event).map(|event| &event.properties);
            let values = declared.map(|declared| pairs(program, declared, properties)).unwrap_or_default();
            if values.is_empty() { event.clone() } else { format!("{event} {{ {values} }}") }
        }
        TestStepKind::Open { email } => format!("open {email}"),
        TestStepKind::Click { email, link } => format!("click {email}.{link}"),
        TestStepKind::Unsubscribe => "unsubscribe".to_owned(),
        TestStepKind::Set { field, value } => {
            let kind = program.lead_fields.get(field).map(|field| &field.kind);
            let value = value.as_ref().map(|value| written(program, kind, value)).unwrap_or_default();
            format!("set lead.{field} = {value}")
        }
        TestStepKind::Start => "start".to_owned(),
        TestStepKind::ExpectEmail { email, due } => {
            let what = if program.emails.contains_key(email) { "email" } else { "message" };
            format!("expect {what} {email}{}", when(*due))
        }
        TestStepKind::ExpectHandoff { team, due } => format!("expect handoff to {team}{}", when(*due)),
        TestStepKind::ExpectNotice { team, due } => format!("expect notice to {team}{}", when(*due)),
        TestStepKind::ExpectCall { channel, due } => format!("expect call {channel}{}", when(*due)),
        TestStepKind::ExpectMailingStopped => "expect mailing stopped".to_owned(),
        TestStepKind::ExpectNothingMore | TestStepKind::ExpectCondition(_) => "expect nothing more".to_owned(),
    }
}

fn pairs(program: &Program, declared: &IndexMap<String, Field>, values: &IndexMap<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| {
        let kind = declared.get(name).map(|field| &field.kind);
        format!("{name}: {}", written(program, kind, value))
    };
    values.iter().map(pair).collect::<Vec<_>>().join(" ")
}

fn written(program: &Program, kind: Option<&FieldType>, value: &Value) -> String {
    match value {
        Value::Text(text) if matches!(kind, Some(FieldType::OneOf(_))) => text.clone(),
        Value::Text(text) => quoted(text),
        Value::Datetime(_) => quoted(&crate::engine::value_text(value, &program.limits.zone)),
        Value::Number(_) | Value::TrueFalse(_) | Value::Date(_) => {
            crate::engine::value_text(value, &program.limits.zone)
        }
        Value::Duration(amount) => crate::ir::words::amount(*amount).en,
        Value::List(items) => {
            let inner = if let Some(FieldType::ListOf(inner)) = kind { Some(inner.as_ref()) } else { None };
            let items: Vec<String> = items.iter().map(|item| written(program, inner, item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn when(due: Due) -> String {
    let day = due.day.map(|day| format!(" on day {day}")).unwrap_or_default();
    let at = due.at.map(|at| format!(" at {}", civil::format_clock(at).ja)).unwrap_or_default();
    format!("{day}{at}")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The lines of a test for what was done and what came out.
pub(super) fn steps(entries: &[Entry], zone: &str, span: crate::source::Span) -> Vec<crate::ir::test::TestStep> {
    let step = |entry: &Entry| {
        let (at, kind) = match entry {
            Entry::Deed { at, kind } => {
                let time = TestTime::Date(civil::local_date(*at, zone), civil::local_clock(*at, zone));
                (Some(time), kind.clone())
            }
            Entry::Expect(kind) => (None, kind.clone()),
        };
        crate::ir::test::TestStep { span, at, kind }
    };
    entries.iter().map(step).collect()
}
