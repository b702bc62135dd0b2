//! Levels that a workspace sets, and comments that allow a finding: what they cover, and what is said about wrong ones.

use crate::host::{Single, check_text, describe, options};
use sodate::analyze::{Analysis, FilesInMemory, analyze};
use sodate::diagnostic::{Code, Level, Levels, Severity};
use std::collections::BTreeMap;

/// A workspace without findings.
const CLEAN: &str = include_str!("../cases/build/minimal.flow");

/// A mail that nothing sends, with a link that it does not show: F0112 on its first line, F0406 on its second.
const TWO: &str = "email seminar {
  link map \"https://acme.example/map\"
  subject \"セミナーのご案内\"
  body \"ご参加をお待ちしています。\"
}
";

fn codes(analysis: &Analysis) -> Vec<u16> {
    analysis.diagnostics.iter().map(|one| one.code.0).collect()
}

/// The codes found with `TWO` changed, and how many were allowed.
fn with(two: &str) -> (Vec<u16>, usize) {
    let analysis = check_text(&format!("{CLEAN}\n{two}"));
    (codes(&analysis), analysis.allowed)
}

#[test]
fn the_text_that_is_changed_below_has_two_findings() {
    assert_eq!(with(TWO), (vec![112, 406], 0));
}

#[test]
fn a_comment_before_a_declaration_covers_all_of_it() {
    for comment in [
        "// sodate: allow F0112, F0406 because the date is not fixed",
        "// sodate: allow unused-name because a\n// sodate: allow unused-link because b",
        "// sodate: 許可 F0112、F0406 理由 日程が未定のため",
        "// sodate：許可　Ｆ０１１２、Ｆ０４０６　理由：日程が未定のため",
        "// sodate: allow F0112, F0406 because of June\n\n/// Documented.",
    ] {
        assert_eq!(with(&format!("{comment}\n{TWO}")), (vec![], 2), "{comment}");
    }
    assert_eq!(with(&format!("// sodate: allow F0406 because of June\n{TWO}")), (vec![112], 1));
}

#[test]
fn a_comment_inside_covers_the_next_line_and_one_behind_code_its_own() {
    let link = "  link map \"https://acme.example/map\"";
    let next = TWO.replace(link, &format!("  // sodate: allow F0406 because of June\n\n{link}"));
    assert_eq!(with(&next), (vec![112], 1));
    let own = TWO.replace(link, &format!("{link} // sodate: allow F0406 because of June"));
    assert_eq!(with(&own), (vec![112], 1));
    let first = TWO.replace("seminar {", "seminar { // sodate: allow F0112, F0406 because of June");
    assert_eq!(with(&first), (vec![701, 406], 1), "the line only, although a declaration begins in it");
    let too_far = TWO.replace(link, &format!("{link}\n  // sodate: allow F0406 because of June"));
    assert_eq!(with(&too_far), (vec![112, 406, 701], 0));
}

#[test]
fn a_comment_for_the_file_stands_above_all_declarations() {
    let comment = "// sodate: allow-file F0112, F0406 because of June\n";
    let analysis = check_text(&format!("{comment}{CLEAN}\n{TWO}"));
    assert_eq!((codes(&analysis), analysis.allowed), (vec![], 2));
    assert_eq!(with(&format!("{comment}{TWO}")), (vec![705, 112, 406], 0));
}

#[test]
fn a_comment_does_not_reach_another_file_but_reaches_the_body_file() {
    let mail =
        "// sodate: allow F0112 because of June\nemail seminar {\n  subject \"a\"\n  body file \"seminar.md\"\n}\n";
    let files = |mail: &str, other: &str| {
        let files = [("a.flow", CLEAN), ("b.flow", mail), ("c.flow", other), ("seminar.md", "ご案内 <b>x</b>\n")];
        let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let roots = ["a.flow", "b.flow", "c.flow"].map(str::to_owned);
        analyze(&Single(FilesInMemory(texts.collect::<BTreeMap<_, _>>())), &roots, &options())
    };
    let other = TWO.replace("seminar", "other");
    let analysis = files(mail, &other);
    assert!(codes(&analysis).contains(&112) && analysis.allowed == 1, "{}", describe(&analysis));
}

#[test]
fn errors_are_not_allowed_and_hide_nothing_unused() {
    let wrong = CLEAN.replace("send thanks", "send thanks\n  send unwritten");
    let analysis = check_text(&format!("// sodate: allow-file F0102 because later\n{wrong}"));
    assert_eq!(codes(&analysis), [704, 102], "{}", describe(&analysis));
    let unused = check_text(&format!("// sodate: allow-file F0406 because later\n{wrong}"));
    assert_eq!(codes(&unused), [102], "an error may hide the finding meant: {}", describe(&unused));
    assert_eq!(codes(&check_text(&format!("// sodate: allow-file F0406 because later\n{CLEAN}"))), [701]);
}

#[test]
fn wrong_comments_are_found_and_allow_nothing() {
    for (comment, found) in [
        ("// sodate: allow F0112", vec![703, 112, 406]),
        ("// sodate: allow F9999 because x", vec![702, 112, 406]),
        ("// sodate: allow because x", vec![705, 112, 406]),
        ("// sodate: alow F0112 because x", vec![705, 112, 406]),
        ("// sodate: allow F0701 because x", vec![704, 112, 406]),
        ("// sodate: allow F9999, F0112 because x", vec![702, 406]),
        ("/// sodate: allow F0112 because this documents", vec![112, 406]),
        ("// sodates: allow F0112 because x", vec![112, 406]),
    ] {
        assert_eq!(with(&format!("{comment}\n{TWO}")).0, found, "{comment}");
    }
}

#[test]
fn a_text_that_looks_like_a_comment_is_none() {
    let text = CLEAN.replace("  subject \"", "  subject \"// sodate: allow F0112 because ");
    assert_ne!(text, CLEAN);
    assert_eq!(codes(&check_text(&text)), Vec::<u16>::new());
}

#[test]
fn levels_of_the_workspace_change_findings_and_stop_a_release() {
    let text = format!("{CLEAN}\n{TWO}");
    let check = |levels: &[(u16, Level)]| {
        let levels = Levels(levels.iter().map(|(code, level)| (Code(*code), *level)).collect());
        let files = FilesInMemory(BTreeMap::from([("main.flow".to_owned(), text.clone())]));
        analyze(&files, &["main.flow".to_owned()], &sodate::analyze::Options { levels, ..options() })
    };
    let analysis = check(&[(112, Level::Off), (406, Level::Note)]);
    assert_eq!(codes(&analysis), [406]);
    assert_eq!(analysis.diagnostics[0].severity, Severity::Note);
    assert!(analysis.program.is_some());
    assert!(check(&[(112, Level::Error)]).program.is_none());
}
