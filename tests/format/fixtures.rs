//! `tests/cases/format/NAME.flow` beside `NAME.expected`: a file, and the same file laid out.
//! `UPDATE_EXPECTED=1` writes the expected files anew.

use sodate::format::{Refusal, format};
use sodate::source::FileId;
use sodate::syntax::Surface;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/format");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|one| one == "flow")).collect();
    cases.sort();
    cases
}

fn laid_out(case: &Path, surface: Option<Surface>) -> String {
    let text = std::fs::read_to_string(case).unwrap();
    format(FileId(0), &text, surface).unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", case.display()))
}

#[test]
fn each_file_is_laid_out_as_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (extension, surface) in [("expected", None), ("ja.expected", Some(Surface::Japanese))] {
            let found = laid_out(&case, surface);
            let expected = case.with_extension(extension);
            if std::env::var_os("UPDATE_EXPECTED").is_some() {
                std::fs::write(&expected, &found).unwrap();
            } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
                wrong.push(format!("{}:\n{found}", expected.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECTED=1 and look at the difference\n{}", wrong.join("\n"));
}

/// A word in English that is left in a file turned into Japanese was forgotten; names and types stay as they are.
#[test]
fn no_english_word_of_the_language_is_left_in_japanese() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/format/whole_language.flow");
    let words = "event for everyone message via to body content file segment when no and is missing audience ensure at most \
                 emails in email after handoff every path ends within email invitation from variant subject try on winner \
                 by team answer changes stop scenario start click needs consent before month day week again never one each \
                 late send else skip capped delay priority goal least kpi unsubscribe persona match otherwise split repeat \
                 times until opened begin notify because add remove call now mailing await up since if not or true false \
                 limits closed between test choose expect notice stopped";
    let english = laid_out(&case, Some(Surface::English));
    let japanese = laid_out(&case, Some(Surface::Japanese));
    let has = |text: &str, word: &str| text.split([' ', '\n', '(', ')', ',']).any(|one| one == word);
    for word in words.split_whitespace() {
        assert!(has(&english, word), "{word} is not in the file");
        assert!(!has(&japanese, word), "{word} is left\n{japanese}");
    }
}

#[test]
fn line_ends_stay_those_of_the_file() {
    let windows = "lead {\r\nname: text\r\n}\r\nemail a { body \"\"\"\r\n  x\r\n  y\r\n\"\"\" }";
    let expected = "lead {\n  name: text\n}\nemail a {\n  body \"\"\"\n    x\n    y\n  \"\"\"\n}\n";
    assert_eq!(format(FileId(0), windows, None).unwrap(), expected.replace('\n', "\r\n"));
    assert_eq!(format(FileId(0), &windows.replace("\r\n", "\n"), None).unwrap(), expected);
}

#[test]
fn a_file_with_mistakes_is_refused_with_what_is_wrong() {
    let Err(Refusal::Broken(diagnostics)) = format(FileId(0), "email a { subjct \"x\" }", None) else { panic!() };
    assert_eq!(diagnostics.len(), 1);
}
