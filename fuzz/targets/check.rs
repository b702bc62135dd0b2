//! Any files are checked: no panic, every finding is sound, there is a program exactly where there is no error, a fix once
//! applied is not offered again, fixing ends, and the same files give the same.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use sodate::analyze::fix::fix;
use sodate::analyze::{Analysis, FilesInMemory, analyze};
use sodate::diagnostic::{Diagnostic, Fix, Language, Severity};
use sodate::ir;
use sodate::render::{self, Look};
use sodate::source::Span;
use sodate_fuzz::{files, is_sound, options, roots};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    sodate_fuzz::mutate::mutate(data, size, max_size, seed)
});

/// Fixes of one input that are tried each by itself.
const MOST_ALONE: usize = 3;

fn check(files: &FilesInMemory) -> Analysis {
    analyze(files, &roots(files), &options())
}

fn has_errors(analysis: &Analysis) -> bool {
    analysis.diagnostics.iter().any(|one| one.severity == Severity::Error)
}

/// Where a place comes to lie when the edits are applied.
fn moved(span: Span, fix: &Fix) -> i64 {
    let before = fix.edits.iter().filter(|(edit, _)| edit.file == span.file && edit.start < span.start);
    let shift = before.map(|(edit, with)| with.len() as i64 - i64::from(edit.end - edit.start)).sum::<i64>();
    i64::from(span.start) + shift
}

/// The files with one fix applied. Places count without a byte order mark, so the files lose it.
fn with_fix(analysis: &Analysis, files: &FilesInMemory, fix: &Fix) -> FilesInMemory {
    let mut files = files.clone();
    let mut edits: Vec<&(Span, String)> = fix.edits.iter().collect();
    edits.sort_by_key(|(span, _)| *span);
    for (span, with) in edits.into_iter().rev() {
        let source = analysis.sources.get(span.file).expect("the file of a fix is known");
        let text = files.0.get_mut(&source.path).expect("a file that was read is there");
        *text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        text.replace_range(span.start as usize..span.end as usize, with);
    }
    files
}

/// The changes that findings of a kind offer: path, place and new text of each edit.
type Offer = Vec<(String, i64, String)>;

fn offers(analysis: &Analysis, one: &Diagnostic) -> Vec<Offer> {
    let path = |span: Span| analysis.sources.get(span.file).map(|file| file.path.clone()).unwrap_or_default();
    let offer =
        |fix: &Fix| fix.edits.iter().map(|(span, with)| (path(*span), span.start.into(), with.clone())).collect();
    analysis.diagnostics.iter().filter(|other| other.code == one.code).flat_map(|one| &one.fixes).map(offer).collect()
}

/// After a fix the same change is not offered at the same place, unless there were several of the kind beside each other.
fn helps(one: &Diagnostic, fix: &Fix, before: &Analysis, files: &FilesInMemory) {
    let after = check(&with_fix(before, files, fix));
    let path = |span: Span| before.sources.get(span.file).map(|file| file.path.clone()).unwrap_or_default();
    let taken: Offer = fix.edits.iter().map(|(span, with)| (path(*span), moved(*span, fix), with.clone())).collect();
    let (before, after) = (offers(before, one), offers(&after, one));
    assert!(!after.contains(&taken) || after.len() < before.len(), "{}: {fix:?} is offered again", one.code);
}

fn draw(analysis: &Analysis) {
    for language in [Language::English, Language::Japanese] {
        let look = Look::plain(language);
        for one in &analysis.diagnostics {
            assert!(render::diagnostic(one, &analysis.sources, &look).contains(&one.code.to_string()));
        }
    }
}

fuzz_target!(|input: &str| {
    let files = files(input);
    let analysis = check(&files);
    analysis.diagnostics.iter().for_each(|one| is_sound(one, &analysis.sources));
    assert_eq!(has_errors(&analysis), analysis.program.is_none(), "a program is there exactly without errors");
    draw(&analysis);

    let again = check(&files);
    assert_eq!(analysis.diagnostics, again.diagnostics);
    assert_eq!(analysis.program, again.program);
    if let Some(program) = &analysis.program {
        assert_eq!(ir::read(&ir::write(program)).as_ref(), Ok(program.as_ref()));
    }

    let fixable = analysis.diagnostics.iter().filter_map(|one| Some((one, one.safe_fix()?)));
    // Where findings are left out, a fix makes room for the next.
    let alone = if analysis.left_out == 0 { MOST_ALONE } else { 0 };
    fixable.take(alone).for_each(|(one, fix)| helps(one, fix, &analysis, &files));
    let fixed = fix(&files, &roots(&files), &options(), &|_| true);
    assert!(!fixed.unsettled, "fixing does not end");
    assert!(fixed.analysis.diagnostics.iter().all(|one| one.safe_fix().is_none()), "a safe fix is left over");
});
