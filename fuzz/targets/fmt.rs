//! Any text is laid out, or refused because it has mistakes: the result says the same with the same comments, has nothing to
//! be laid out again, and its words turn from one surface to the other and back.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use sodate::diagnostic::Severity;
use sodate::format::{Refusal, format};
use sodate::source::FileId;
use sodate::syntax::{Surface, parse};
use sodate_fuzz::tree::read;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    sodate_fuzz::mutate::mutate(data, size, max_size, seed)
});

const FILE: FileId = FileId(0);

/// The tree and the comments, without places.
fn meaning(text: &str) -> (Vec<String>, Vec<(String, bool)>) {
    let parsed = parse(FILE, text);
    let declarations = parsed.file.declarations.iter().map(|one| read(one).short(0)).collect();
    (declarations, parsed.file.comments.into_iter().map(|one| (one.text, one.documentation)).collect())
}

fn laid_out(text: &str, surface: Option<Surface>) -> String {
    format(FILE, text, surface).unwrap_or_else(|refusal| panic!("{surface:?}: {refusal:?}"))
}

fuzz_target!(|text: &str| {
    let errors = parse(FILE, text).diagnostics.iter().any(|one| one.severity == Severity::Error);
    match format(FILE, text, None) {
        Err(refusal) => {
            assert!(errors && matches!(refusal, Refusal::Broken(_)), "{refusal:?}");
            for surface in [Surface::English, Surface::Japanese] {
                assert!(matches!(format(FILE, text, Some(surface)), Err(Refusal::Broken(_))), "{surface:?}");
            }
        }
        Ok(result) => {
            assert!(!errors, "a text with mistakes was laid out");
            assert_eq!(laid_out(&result, None), result);
            let english = laid_out(text, Some(Surface::English));
            let japanese = laid_out(text, Some(Surface::Japanese));
            let expected = meaning(text);
            for one in [&result, &english, &japanese] {
                assert_eq!(meaning(one), expected);
            }
            assert_eq!(laid_out(&japanese, Some(Surface::English)), english);
            assert_eq!(laid_out(&english, Some(Surface::Japanese)), japanese);
        }
    }
});
