//! Over all files of the repository, and over programs made of their pieces: what is laid out says the same as before, and
//! laying it out again changes nothing.

use crate::pool::{Dice, FILES, program, with_other_blanks};
use crate::tree::read;
use proptest::prelude::*;
use sodate::format::format;
use sodate::source::FileId;
use sodate::syntax::{LexemeKind, Surface, lexemes, parse};

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

fn written_in(text: &str, surface: Surface) -> String {
    format(FileId(0), text, Some(surface)).unwrap_or_else(|refusal| panic!("{surface:?} {refusal:#?}\n{text}"))
}

/// English to Japanese and back is the same text, and says the same all the way.
fn turns_without_loss(path: &str, text: &str) {
    let english = written_in(text, Surface::English);
    let japanese = written_in(&english, Surface::Japanese);
    let said = meaning(text);
    assert_eq!(meaning(&english), said, "{path}: {english}");
    assert_eq!(meaning(&japanese), said, "{path}: {japanese}");
    assert_eq!(written_in(text, Surface::Japanese), japanese);
    assert_eq!(written_in(&japanese, Surface::English), english, "{japanese}");
}

/// A text in words of one surface and laid out is the same, letter by letter, after the way to the other surface and back: what
/// `--surface` promises. Only words that mean the same may have other forms, and the pool writes each in its usual one.
fn is_the_same_after_the_way_back(path: &str, text: &str) -> bool {
    let own = laid_out(text);
    let ways = [(Surface::English, Surface::Japanese), (Surface::Japanese, Surface::English)];
    let Some((one, other)) = ways.into_iter().find(|(_, other)| !words_of(&own, *other)) else { return false };
    let back = written_in(&written_in(&own, other), one);
    let changed = own.lines().zip(back.lines()).find(|(before, after)| before != after);
    assert!(own == back, "{path}: {changed:?}");
    true
}

/// Whether a word of the language stands there in that surface.
fn words_of(text: &str, surface: Surface) -> bool {
    lexemes(text, None).unwrap().iter().any(|one| one.kind == LexemeKind::Word && surface.writes(&one.text))
}

/// The text with words of both surfaces: each line as it is in one or in the other.
fn mixed(text: &str, dice: &mut Dice) -> String {
    let (english, japanese) = (written_in(text, Surface::English), written_in(text, Surface::Japanese));
    assert_eq!(english.lines().count(), japanese.lines().count(), "{japanese}");
    let lines = english.lines().zip(japanese.lines());
    lines.map(|(one, other)| format!("{}\n", if dice.below(2) == 0 { one } else { other })).collect()
}

#[test]
fn every_file_is_laid_out_and_says_the_same() {
    for (path, text) in FILES.iter() {
        let result = laid_out(text);
        assert_eq!(laid_out(&with_other_blanks(text, &mut Dice(7))), result, "{path}");
    }
}

#[test]
fn every_file_turns_from_one_surface_to_the_other() {
    for (path, text) in FILES.iter() {
        turns_without_loss(path, text);
    }
}

#[test]
fn every_file_in_one_surface_is_the_same_after_the_way_back() {
    let looked_at = FILES.iter().filter(|(path, text)| is_the_same_after_the_way_back(path, text)).count();
    assert!(looked_at > 20, "{looked_at}");
}

#[test]
fn every_file_says_the_same_in_words_of_both_surfaces() {
    for (path, text) in FILES.iter() {
        assert_eq!(meaning(&mixed(text, &mut Dice(11))), meaning(text), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_program_is_laid_out_and_says_the_same(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let text = program(&mut dice);
        let result = laid_out(&text);
        prop_assert_eq!(laid_out(&with_other_blanks(&text, &mut dice)), result);
    }

    #[test]
    fn every_program_turns_from_one_surface_to_the_other(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let text = program(&mut dice);
        turns_without_loss("generated", &text);
        prop_assert_eq!(meaning(&mixed(&text, &mut dice)), meaning(&text));
    }

    #[test]
    fn any_text_is_laid_out_or_refused(text in any::<String>()) {
        let refused = format(FileId(0), &text, None);
        prop_assert!(!matches!(refused, Err(sodate::format::Refusal::NotTheSame)), "{:?}", text);
    }
}
