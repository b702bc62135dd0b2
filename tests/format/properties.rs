//! Over all files of the repository, and over programs made of their pieces: what is laid out says the same as before, and
//! laying it out again changes nothing.

use crate::pool::{Dice, FILES, program, with_other_blanks};
use crate::tree::read;
use proptest::prelude::*;
use sodate::format::format;
use sodate::source::FileId;
use sodate::syntax::parse;

/// The tree of a text and its comments, without places.
pub fn meaning(text: &str) -> (Vec<String>, Vec<(String, bool)>) {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{:#?}\n{text}", parsed.diagnostics);
    let declarations = parsed.file.declarations.iter().map(|one| read(one).short(0)).collect();
    (declarations, parsed.file.comments.into_iter().map(|one| (one.text, one.documentation)).collect())
}

/// Lays a text out and looks at the result.
pub fn laid_out(text: &str) -> String {
    let result = format(FileId(0), text, None).unwrap_or_else(|refusal| panic!("{refusal:#?}\n{text}"));
    assert_eq!(meaning(text), meaning(&result), "{text}\n---\n{result}");
    assert_eq!(format(FileId(0), &result, None).unwrap(), result);
    for line in result.lines() {
        assert!(!line.ends_with([' ', '\t']) || result.contains("\"\"\""), "{line:?}");
    }
    assert!(result.is_empty() || result.ends_with('\n') && !result.ends_with("\n\n"), "{result:?}");
    result
}

#[test]
fn every_file_is_laid_out_and_says_the_same() {
    for (path, text) in FILES.iter() {
        let result = laid_out(text);
        assert_eq!(laid_out(&with_other_blanks(text, &mut Dice(7))), result, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_program_is_laid_out_and_says_the_same(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let text = program(&mut dice);
        let result = laid_out(&text);
        prop_assert_eq!(laid_out(&with_other_blanks(&text, &mut dice)), result);
    }

    #[test]
    fn any_text_is_laid_out_or_refused(text in any::<String>()) {
        let refused = format(FileId(0), &text, None);
        prop_assert!(!matches!(refused, Err(sodate::format::Refusal::NotTheSame)), "{:?}", text);
    }
}
