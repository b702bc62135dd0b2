//! Workspaces of several files: `use` of files and folders, circles, missing files with the one that was meant, names declared
//! twice, and the order of findings.

use crate::host::{Single, describe, options};
use sodate::analyze::{Analysis, FilesInMemory, analyze};
use std::collections::BTreeMap;

const BASE: &str = "sender acme {
  name \"株式会社アクメ\" from \"info@acme.example\"
  address \"東京都千代田区一番町1-1\" contact \"https://acme.example/contact\"
}
lead { name: text }
event download { resource: text }
email thanks { subject \"a\"  body \"b\" }
";
const FLOW: &str = "scenario follow_up {\n  start on download, gives consent\n  send thanks\n}\n";

fn check(files: &[(&str, &str)], roots: &[&str]) -> Analysis {
    let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let roots: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    analyze(&Single(FilesInMemory(texts.collect::<BTreeMap<_, _>>())), &roots, &options())
}

fn places(analysis: &Analysis) -> Vec<String> {
    let place = |one: &sodate::diagnostic::Diagnostic| {
        let span = one.primary.span;
        let at = analysis.sources.line_column(span.file, span.start);
        format!("{}:{} {}", analysis.sources.get(span.file).unwrap().path, at.line, one.code)
    };
    analysis.diagnostics.iter().map(place).collect()
}

#[test]
fn a_file_and_a_folder_of_shared_declarations_can_be_used() {
    let base = BASE.replace("email thanks", "email unused_elsewhere { subject \"a\" body \"b\" }\nemail thanks");
    for named in ["shared/base.flow", "shared", "./shared/", "../flows/shared"] {
        let flow = format!("use \"{named}\"\n{FLOW}");
        let files = [("flows/a.flow", flow.as_str()), ("flows/shared/base.flow", &base), ("flows/shared/x.md", "text")];
        let analysis = check(&files, &["flows/a.flow"]);
        assert_eq!(places(&analysis), ["flows/shared/base.flow:7 F0112"], "{named}: {}", describe(&analysis));
    }
    let flow = format!("use \"shared\"\n{FLOW}");
    let files = [("a.flow", flow.as_str()), ("shared/deep/base.flow", BASE)];
    assert_eq!(places(&check(&files, &["a.flow"])), Vec::<String>::new());
}

#[test]
fn files_that_use_each_other_are_read_once() {
    let (one, other) =
        (format!("use \"b.flow\"\nuse \"a.flow\"\n{FLOW}"), format!("use \"a.flow\"\nuse \".\"\n{BASE}"));
    let files = [("a.flow", one.as_str()), ("b.flow", &other)];
    for roots in [vec!["a.flow"], vec!["b.flow"], vec!["a.flow", "b.flow"], vec!["b.flow", "a.flow"]] {
        let analysis = check(&files, &roots);
        assert_eq!(describe(&analysis), "", "{roots:?}");
        assert_eq!(analysis.sources.iter().count(), 2);
    }
}

#[test]
fn a_missing_file_names_the_one_that_was_meant() {
    for (named, near) in [
        ("shared/bsae.flow", Some("shared/base.flow")),
        ("base.flow", Some("shared/base.flow")),
        ("shared/base", Some("shared/base.flow")),
        ("nowhere.flow", None),
        ("elsewhere", None),
    ] {
        let flow = format!("use \"{named}\"\n{FLOW}");
        let analysis = check(&[("a.flow", &flow), ("shared/base.flow", BASE)], &["a.flow"]);
        assert_eq!(places(&analysis), ["a.flow:1 F0601"], "{named}: {}", describe(&analysis));
        let one = &analysis.diagnostics[0];
        let label = near.map_or("not found".to_owned(), |near| format!("did you mean `{near}`?"));
        assert_eq!(one.primary.text.en, label);
        assert_eq!(one.fixes.first().map(|fix| fix.edits[0].1.clone()), near.map(|near| format!("\"{near}\"")));
    }
    let flow = BASE.replace("body \"b\"", "body file \"mails/thansk.md\"") + FLOW;
    let analysis =
        check(&[("flows/a.flow", &flow), ("mails/thanks.md", "b"), ("mails/thansk.flow", "")], &["flows/a.flow"]);
    assert_eq!(analysis.diagnostics[0].primary.text.en, "did you mean `../mails/thanks.md`?");
}

#[test]
fn what_is_no_scenario_cannot_be_used() {
    for named in ["leads.csv", "mails"] {
        let flow = format!("use \"{named}\"\n{BASE}{FLOW}");
        let files = [("a.flow", flow.as_str()), ("leads.csv", "email"), ("mails/a.md", "text")];
        assert_eq!(places(&check(&files, &["a.flow"])), ["a.flow:1 F0606"], "{named}");
    }
}

#[test]
fn a_name_declared_in_two_files_points_to_both() {
    let analysis = check(
        &[("b.flow", &format!("{BASE}{FLOW}")), ("a.flow", "email thanks { subject \"a\" body \"b\" }\n")],
        &["a.flow", "b.flow"],
    );
    let duplicate = analysis.diagnostics.iter().find(|one| one.code.0 == 101).unwrap();
    let path = |span: sodate::source::Span| analysis.sources.get(span.file).unwrap().path.clone();
    assert_eq!(
        (path(duplicate.primary.span), path(duplicate.others[0].span)),
        ("b.flow".to_owned(), "a.flow".to_owned())
    );
}

#[test]
fn of_two_scenarios_of_one_name_both_are_checked() {
    let flow = format!("{BASE}{FLOW}");
    let more = "email later {\n  subject \"s\"\n  body \"b\"\n}\nscenario follow_up {\n  start by hand, needs consent\n  \
                send nothing_like_it\n  send later\n}\n";
    let analysis = check(&[("a.flow", &flow), ("b.flow", more)], &["a.flow", "b.flow"]);
    // And what only the second uses is used.
    assert_eq!(places(&analysis), ["b.flow:5 F0101", "b.flow:7 F0102"]);
}

#[test]
fn a_colon_in_a_name_leads_nowhere_else() {
    let flow = format!("{BASE}{FLOW}");
    assert_eq!(places(&check(&[("x:y.flow", &flow)], &["x:y.flow"])), [""; 0]);
}

#[test]
fn findings_come_in_order_of_path_and_place_whatever_is_read_first() {
    let wrong = "email x {\n  subject \"a\"\n  sender nobody\n  body \"b\"\n}\nemail y {\n  body \"b\"\n}\n";
    let flow = format!("use \"a.flow\"\nuse \"z.flow\"\n{BASE}{FLOW}");
    let two = wrong.replace("email x", "email v").replace("email y", "email w");
    let files = [("m.flow", flow.as_str()), ("z.flow", wrong), ("a.flow", two.as_str())];
    let first = check(&files, &["m.flow"]);
    let found = places(&first);
    assert!(found.len() >= 4 && found.is_sorted(), "{found:?}");
    for roots in [vec!["z.flow", "m.flow", "a.flow"], vec!["a.flow", "z.flow", "m.flow"]] {
        assert_eq!(places(&check(&files, &roots)), found, "{roots:?}");
    }
}

#[test]
fn a_file_that_declares_nothing_is_told_at_its_beginning() {
    for nothing in ["", "\n\n", "// nothing yet\n", "\u{feff}", "// one\r\n\r\n// two\r\n"] {
        let text = format!("{BASE}{FLOW}");
        let analysis = check(&[("a.flow", &text), ("b.flow", nothing)], &["a.flow", "b.flow"]);
        assert_eq!(places(&analysis), ["b.flow:1 F0607"], "{nothing:?}");
        assert!(analysis.program.is_some(), "{nothing:?}");
    }
    // Also where only another file names it; one that names others declares what they do.
    let flow = format!("use \"shared\"\n{BASE}{FLOW}");
    let files = [("a.flow", flow.as_str()), ("shared/b.flow", ""), ("c.flow", "use \"a.flow\"\n")];
    assert_eq!(places(&check(&files, &["c.flow"])), ["shared/b.flow:1 F0607"]);
    // What is not understood may have been a declaration.
    let analysis = check(&[("a.flow", "scenari\n")], &["a.flow"]);
    assert!(!places(&analysis).iter().any(|place| place.ends_with("F0607")), "{}", describe(&analysis));
}

#[test]
fn a_file_of_comments_may_say_why_it_is_one() {
    let comments = "// sodate: allow-file nothing-declared because the campaign of June begins here\n\n// June\n";
    let text = format!("{BASE}{FLOW}");
    let analysis = check(&[("a.flow", &text), ("b.flow", comments)], &["a.flow", "b.flow"]);
    assert_eq!((places(&analysis), analysis.allowed), (Vec::new(), 1));
}
