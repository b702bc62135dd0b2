//! One cause, one message: what the parser could not read causes no second finding elsewhere.

use crate::host::{check_text, describe};

/// A workspace without findings, as lines; each test breaks some of them.
const CLEAN: &str = include_str!("../cases/build/minimal.flow");

fn codes(text: &str) -> Vec<u16> {
    check_text(text).diagnostics.iter().map(|one| one.code.0).collect()
}

#[test]
fn the_text_that_is_broken_below_is_clean() {
    assert_eq!(describe(&check_text(CLEAN)), "");
}

#[test]
fn a_broken_declaration_does_not_make_its_name_unknown() {
    let broken = CLEAN.replace("event download {", "evnt download {");
    assert_ne!(broken, CLEAN);
    let codes = codes(&broken);
    assert!(!codes.is_empty() && codes.iter().all(|code| *code < 100), "{}", describe(&check_text(&broken)));
}

#[test]
fn a_broken_line_in_a_mail_does_not_make_it_incomplete() {
    let broken = CLEAN.replace("  subject \"", "  subjct \"");
    assert_ne!(broken, CLEAN);
    let codes = codes(&broken);
    assert!(!codes.is_empty() && codes.iter().all(|code| *code < 100), "{}", describe(&check_text(&broken)));
}

#[test]
fn a_missing_file_does_not_make_its_names_unknown() {
    let broken =
        format!("use \"gone.flow\"\n{}", CLEAN.replace("send thanks", "send thanks\n  send from_the_other_file"));
    assert_eq!(codes(&broken), [601], "{}", describe(&check_text(&broken)));
}

#[test]
fn any_cut_text_is_analysed_without_panic() {
    let text = include_str!("../cases/build/taste.flow");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(41) {
        let analysis = check_text(&text[..end]);
        let errors = analysis.diagnostics.iter().any(|one| one.severity == sodate::diagnostic::Severity::Error);
        assert_eq!(analysis.program.is_some(), !errors, "cut at {end}");
    }
}

#[test]
fn any_text_without_a_line_is_analysed_without_holes() {
    let lines: Vec<&str> = include_str!("../cases/build/taste.flow").lines().collect();
    for left_out in 0..lines.len() {
        let text: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, line)| *line).collect();
        let analysis = check_text(&text.join("\n"));
        let errors = analysis.diagnostics.iter().any(|one| one.severity == sodate::diagnostic::Severity::Error);
        assert_eq!(analysis.program.is_some(), !errors, "without line {}", left_out + 1);
    }
}

#[test]
fn a_quote_that_ends_a_text_too_early_gives_one_message() {
    let broken = CLEAN.replace("資料をお届けします", "資料\"導入ガイド\"をお届けします");
    assert_ne!(broken, CLEAN);
    assert_eq!(codes(&broken).len(), 1, "{}", describe(&check_text(&broken)));
}

#[test]
fn quotes_inside_a_tag_end_no_text() {
    let better = CLEAN.replace("資料をお届けします", "{{ default(lead.name, \"お客様\") }}へ、{{ lead.name }}");
    assert_ne!(better, CLEAN);
    assert_eq!(codes(&better), Vec::<u16>::new(), "{}", describe(&check_text(&better)));
}
