//! Any files are checked: no panic, every place lies on character boundaries of its file, there is a program exactly where
//! there is no error, and safe fixes can be applied. A line `=== NAME` in the input begins another file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sodate::analyze::{Analysis, FilesInMemory, Options, analyze};
use sodate::diagnostic::Severity;
use sodate::ir::time::{ClockTime, Date, Instant};
use std::collections::BTreeMap;

/// What a workspace is told of zones: one is enough here.
fn options() -> Options {
    Options {
        zone: "Asia/Tokyo".to_owned(),
        is_zone: |name| name == "Asia/Tokyo",
        zone_names: || vec!["Asia/Tokyo"],
        parse_datetime: |text, _| {
            let (date, clock) = text.split_once(' ')?;
            let (date, clock) = (Date::parse(date)?, ClockTime::parse(clock)?);
            Some(Instant(i64::from(date.day) * 86_400_000 + i64::from(clock.minutes) * 60_000))
        },
    }
}

fn files(input: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut name = "main.flow".to_owned();
    let mut text = String::new();
    for line in input.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(next) => {
                files.insert(std::mem::replace(&mut name, next.trim().to_owned()), std::mem::take(&mut text));
            }
            None => text.push_str(line),
        }
    }
    files.insert(name, text);
    files
}

fn places(analysis: &Analysis) {
    for one in &analysis.diagnostics {
        let labels = one.others.iter().map(|label| label.span);
        let edits = one.fixes.iter().flat_map(|fix| &fix.edits).map(|(span, _)| *span);
        for span in std::iter::once(one.primary.span).chain(labels).chain(edits) {
            let text = &analysis.sources.get(span.file).expect("the file of a finding is known").text;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}: {span:?}", one.code);
        }
    }
}

fuzz_target!(|input: &str| {
    let files = FilesInMemory(files(input));
    let roots: Vec<String> = files.0.keys().filter(|path| path.ends_with(".flow")).cloned().collect();
    let analysis = analyze(&files, &roots, &options());
    places(&analysis);
    let errors = analysis.left_out > 0 || analysis.diagnostics.iter().any(|one| one.severity == Severity::Error);
    assert!(errors || analysis.program.is_some(), "no error and no program");
    assert!(analysis.program.is_none() || !analysis.diagnostics.iter().any(|one| one.severity == Severity::Error));
});
