//! Safe fixes: applied and checked again until nothing changes. They end, they never add an error, and they bring back what
//! was meant.

use crate::host::{Single, cases, describe, flows, options};
use proptest::prelude::*;
use sodate::analyze::fix::{Fixed, MAX_ROUNDS, fix};
use sodate::analyze::{Analysis, FilesInMemory};
use sodate::diagnostic::Severity;
use std::collections::BTreeMap;

/// A workspace without findings, in a file and a mail that it names.
const CLEAN: &str = include_str!("../cases/build/taste.flow");
const MAIL: &str = include_str!("../cases/build/mails/pitfalls.md");

fn fix_files(files: &[(&str, &str)], may_change: &dyn Fn(&str) -> bool) -> Fixed {
    let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let roots: Vec<String> =
        files.iter().map(|(path, _)| (*path).to_owned()).filter(|path| path.ends_with(".flow")).collect();
    fix(&Single(FilesInMemory(texts.collect::<BTreeMap<_, _>>())), &roots, &options(), may_change)
}

fn fix_text(text: &str) -> (Fixed, String) {
    let fixed = fix_files(&[("main.flow", text), ("mails/pitfalls.md", MAIL)], &|path| path == "main.flow");
    let after = fixed.changes.get("main.flow").map_or_else(|| text.to_owned(), |change| change.after.clone());
    (fixed, after)
}

fn errors(analysis: &Analysis) -> usize {
    analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error).count() + analysis.left_out
}

/// Nothing that is safe is left, and a second call changes nothing.
fn settled(fixed: &Fixed, after: &str) {
    assert!(!fixed.unsettled, "{}\n{after}", describe(&fixed.analysis));
    let left: Vec<_> = fixed.analysis.diagnostics.iter().filter(|one| one.safe_fix().is_some()).collect();
    assert!(left.is_empty(), "{left:#?}\n{after}");
    let (again, _) = fix_text(after);
    assert!(again.changes.is_empty() && again.applied.is_empty());
}

#[test]
fn every_fixture_is_fixed_to_the_end() {
    for area in ["parse", "check"] {
        for flow in flows(area) {
            let text = std::fs::read_to_string(cases(area).join(&flow)).unwrap();
            let (fixed, after) = fix_text(&text);
            settled(&fixed, &after);
        }
    }
}

#[test]
fn a_text_without_mistakes_stays_as_it_is() {
    let (fixed, after) = fix_text(CLEAN);
    assert_eq!((describe(&fixed.analysis).as_str(), after.as_str()), ("", CLEAN));
    assert!(fixed.changes.is_empty());
}

#[test]
fn a_text_full_of_slips_comes_back_as_it_was_meant() {
    let text = CLEAN.replace('{', "｛").replace(", ", "，").replace("==", "＝＝").replace('3', "３");
    let (fixed, after) = fix_text(&text);
    settled(&fixed, &after);
    assert_eq!(errors(&fixed.analysis), 0, "{}\n{after}", describe(&fixed.analysis));
}

#[test]
fn more_slips_than_are_shown_are_all_fixed() {
    let mut text = include_str!("../cases/build/minimal.flow").to_owned();
    for number in 0..200 {
        text += &format!("event e{number} ｛ a： text ｝\n");
    }
    let (fixed, after) = fix_text(&text);
    settled(&fixed, &after);
    assert_eq!(errors(&fixed.analysis), 150, "the warnings above fifty: {}", describe(&fixed.analysis));
    assert!(fixed.analysis.diagnostics.iter().all(|one| one.code.0 == 112));
    assert!(!after.contains(['｛', '：', '｝']) && fixed.applied.len() >= 200);
}

#[test]
fn byte_order_marks_and_line_ends_stay() {
    let (_, after) = fix_text("\u{feff}event a { b： text }\r\nevent c { d： text }\r\n");
    assert_eq!(after, "\u{feff}event a { b: text }\r\nevent c { d: text }\r\n");
}

#[test]
fn only_files_that_may_change_are_changed() {
    let files = [("a.flow", "use \"b.flow\"\nevent a { b： text }\n"), ("b.flow", "event c { d： text }\n")];
    let fixed = fix_files(&files, &|path| path == "a.flow");
    assert_eq!(fixed.changes.keys().collect::<Vec<_>>(), ["a.flow"]);
    let (applied, change) = (&fixed.applied[0], &fixed.changes["a.flow"]);
    assert_eq!((applied.path.as_str(), applied.place.line, applied.place.column), ("a.flow", 2, 12));
    assert_eq!(change.before, files[0].1);
    assert!(!fixed.unsettled);
}

#[test]
fn body_files_are_fixed_as_well() {
    let mail =
        "email thanks {\n  subject \"a\"\n  link guide \"https://acme.example/g\"\n  body file \"thanks.md\"\n}\n";
    let fixed = fix_files(&[("a.flow", mail), ("thanks.md", "[資料を開く](guide）\n")], &|_| true);
    assert_eq!(fixed.changes["thanks.md"].after, "[資料を開く](guide)\n", "{}", describe(&fixed.analysis));
}

#[test]
fn a_comment_that_allows_nothing_is_deleted() {
    let minimal = include_str!("../cases/build/minimal.flow");
    let text = minimal.replace("email thanks", "// sodate: allow F0406 because x\nemail thanks");
    let (fixed, after) = fix_text(&text);
    settled(&fixed, &after);
    assert_eq!(after, minimal);
}

/// Slips of an input method or of the fingers, each of which a safe fix may mend: (plain, typed instead).
const SLIPS: &[(&str, &str)] = &[
    ("{", "｛"),
    ("}", "｝"),
    (":", "："),
    (",", "，"),
    (",", "、"),
    ("[", "［"),
    ("]", "］"),
    ("==", "＝＝"),
    ("==", "="),
    ("\"", "“"),
    ("\"", "＂"),
    ("//", "／／"),
    ("//", "#"),
    (" ", "\u{3000}"),
    (" ", "\u{a0}"),
    (" ", "\u{200b} "),
    ("3", "３"),
    ("send", "ｓｅｎｄ"),
    ("+", "＋"),
    (",", ""),
    (":", ""),
    ("\n", " "),
    ("{{", "{"),
    ("(", "（"),
];

fn slip(text: &str, which: usize, at: usize) -> String {
    let (plain, typed) = SLIPS[which % SLIPS.len()];
    let places: Vec<usize> = text.match_indices(plain).map(|(at, _)| at).collect();
    let Some(place) = places.get(at % places.len().max(1)) else { return text.to_owned() };
    format!("{}{typed}{}", &text[..*place], &text[place + plain.len()..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    /// A text without mistakes, then some slips: fixing ends, adds no error, and leaves nothing to fix.
    #[test]
    fn fixing_ends_and_never_adds_an_error(slips in prop::collection::vec((any::<usize>(), any::<usize>()), 1..6)) {
        let typed = slips.iter().fold(CLEAN.to_owned(), |text, (which, at)| slip(&text, *which, *at));
        let before = errors(&fix_files(&[("main.flow", &typed), ("mails/pitfalls.md", MAIL)], &|_| false).analysis);
        let (fixed, after) = fix_text(&typed);
        prop_assert!(!fixed.unsettled, "{typed}\n{after}");
        prop_assert!(fixed.analysis.diagnostics.iter().all(|one| one.safe_fix().is_none()));
        prop_assert!(errors(&fixed.analysis) <= before, "{}\n{after}", describe(&fixed.analysis));
    }

    /// Any text at all: fixing ends.
    #[test]
    fn fixing_any_text_ends(text in "([a-z{}\\[\\]\"：｛、，。＝=#／/ \n3３“”「」]|send |on day |event |scenario |lead ){0,80}") {
        let (fixed, after) = fix_text(&text);
        prop_assert!(!fixed.unsettled, "{} rounds\n{after}", MAX_ROUNDS);
    }
}
