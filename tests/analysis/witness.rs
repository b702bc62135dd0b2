//! The tests that broken promises bring with them: pasted into the file they pass, and they are in the words of the file.

use crate::host::{Folder, cases, check_text, describe, options};
use sodate::analyze::{Analysis, analyze};
use sodate::format::format;
use sodate::scenario;
use sodate::source::FileId;
use sodate::syntax::Surface;

/// Runs the tests of a text that is clean.
fn all_pass(text: &str) -> usize {
    let analysis = check_text(text);
    let program = analysis.program.as_ref().unwrap_or_else(|| panic!("{}\n{text}", describe(&analysis)));
    for test in &analysis.tests {
        let outcome = scenario::run(program, test);
        assert!(outcome.passed(), "{}: {:?}", test.name, outcome.failure);
    }
    analysis.tests.len()
}

fn shown(analysis: &Analysis) -> Vec<String> {
    analysis.diagnostics.iter().filter_map(|one| one.test.clone()).collect()
}

/// The text without its promises, which are broken.
fn without_promises(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("ensure ") && !line.starts_with("保証 "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn tests_of_broken_promises_pass_when_they_are_pasted() {
    let analysis = analyze(&Folder(cases("check")), &["ensure.flow".to_owned()], &options());
    let text = std::fs::read_to_string(cases("check").join("ensure.flow")).unwrap();
    let tests = shown(&analysis);
    let broken = analysis.diagnostics.iter().filter(|one| (470..=472).contains(&one.code.0)).count();
    assert_eq!(tests.len(), broken, "{}", describe(&analysis));
    assert_eq!(all_pass(&format!("{}\n{}", without_promises(&text), tests.join("\n"))), broken);
}

#[test]
fn a_test_is_in_the_words_of_the_file() {
    let english = std::fs::read_to_string(cases("check").join("ensure.flow")).unwrap();
    let text = format(FileId(0), &english, Some(Surface::Japanese)).unwrap();
    let tests = shown(&check_text(&text));
    assert!(tests.len() > 3, "{text}");
    for test in &tests {
        assert!(test.starts_with("テスト \"守られない例：") && !test.contains("expect"), "{test}");
    }
    assert_eq!(all_pass(&format!("{}\n{}", without_promises(&text), tests.join("\n"))), tests.len());
}

#[test]
fn a_promise_for_a_scenario_speaks_of_its_start() {
    let text = |stop: &str| {
        format!(
            r#"
sender acme {{ name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }}
lead {{ name: text }}
event cart {{ cart: text }}
event order {{ cart: text }}
email one {{ subject "1通目" link more "https://acme.example/1" body "[見る](more)" }}
scenario abandoned {{
  start on cart, gives consent
  {stop}
  wait 1 day
  send one
}}
ensure no email after order where event.cart == start.cart for abandoned
"#
        )
    };
    let broken = check_text(&text(""));
    assert_eq!(broken.diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [471], "{}", describe(&broken));
    assert_eq!(shown(&broken).len(), 1);
    let kept = check_text(&text("stop on order where event.cart == start.cart"));
    assert_eq!(describe(&kept), "");
}

#[test]
fn names_and_values_that_need_quotes_have_them_in_a_test() {
    let declarations = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  "会社 規模": one of ["1 to 10", larger]  open: true/false }
event "資料 請求" { "資料 名": text  size: one of ["1 to 10", larger] }
event visit { page: url  note: text }
email "お礼 メール" { subject "1通目" link "詳 細" "https://acme.example/1" body "[見る](<詳 細>)" }
email guide { subject "2通目" link more "https://acme.example/2" body "[見る](more)" }
scenario "資料 の あと" {
  start on "資料 請求" where event.size == "1 to 10", gives consent
  send "お礼 メール"
  await up to 3 days {
    click "お礼 メール"."詳 細" { send guide }
  }
}
scenario "そ の 他" {
  start on visit where event.note == "a \"b\" \\ c", gives consent
  send guide
}
"#;
    let promises = r#"
ensure at most 1 email in 7 days
ensure at most 2 emails in 7 days
ensure no email after visit where event.page == "https://acme.example/price" // the page of prices
  and event.note != "x" for "資料 の あと"
"#;
    let analysis = check_text(&format!("{declarations}{promises}"));
    let tests = shown(&analysis);
    assert_eq!(tests.len(), 3, "{}", describe(&analysis));
    let pasted = check_text(&format!("{declarations}\n{}", tests.join("\n")));
    assert_eq!(describe(&pasted), "", "{tests:#?}");
    assert_eq!(all_pass(&format!("{declarations}\n{}", tests.join("\n"))), 3);
    let name =
        "no email after visit where event.page == https://acme.example/price and event.note != x for 資料 の あと";
    assert!(tests.iter().any(|test| test.contains(name)), "{tests:#?}");
    let marked = |text: &str| {
        analysis.diagnostics.iter().flat_map(|one| &one.others).any(|one| analysis.sources.slice(one.span) == text)
    };
    assert!(marked("\"資料 の あと\"") && marked("\"そ の 他\""), "{}", describe(&analysis));
}

/// Whatever begins a scenario can be played: its promise is told as broken, with a test that passes.
#[test]
fn each_kind_of_start_is_played() {
    let text = |start: &str| {
        format!(
            r#"
sender acme {{ name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }}
lead {{ name: text  deal: one of [none, talking, won]  renewal: date?  called_at: datetime? }}
event visit {{ page: text }}
score {{
  visit +10
  ranks {{ cold below 30  warm from 30 }}
}}
segment interested when rank in [warm]
segment dormant when no response for 90 days
email one {{ subject "1通目" link more "https://acme.example/1" body "[見る](more)" }}
email two {{ subject "2通目" link more "https://acme.example/2" body "[見る](more)" }}
scenario played {{
  start {start}
  send one
  wait 2 days
  send two
}}
"#
        )
    };
    for start in [
        "on visit where event.page == \"/price\", gives consent",
        "on lead.deal changes where lead.deal == won, gives consent",
        "when lead.deal == talking, gives consent",
        "when lead in dormant, gives consent",
        "when lead in interested, gives consent",
        "7 days before lead.renewal at 10:00, gives consent",
        "1 day after lead.called_at, gives consent",
        "every month on day 1 at 10:00 for interested, gives consent",
        "by hand, gives consent",
    ] {
        let text = text(start);
        let broken = check_text(&format!("{text}ensure at most 1 email in 7 days for played\n"));
        let codes: Vec<u16> = broken.diagnostics.iter().map(|one| one.code.0).filter(|code| *code >= 470).collect();
        assert_eq!(codes, [470], "{start}\n{}", describe(&broken));
        assert_eq!(all_pass(&format!("{text}{}", shown(&broken).join("\n"))), 1, "{start}");
    }
}

/// A lead for whom a condition becomes true while another scenario runs.
#[test]
fn a_start_by_something_that_becomes_so_is_played() {
    for start in [
        "start when lead.deal == won, gives consent",
        "start on lead.deal changes where lead.deal == won, gives consent",
        "start on lead.deal changes, gives consent",
    ] {
        let text = format!("{SIDE_BY_SIDE}scenario won {{\n  {start}\n  send c\n}}\n");
        let analysis = check_text(&text);
        let broken: Vec<u16> = analysis.diagnostics.iter().map(|one| one.code.0).filter(|code| *code > 469).collect();
        assert_eq!(broken, [470], "{start}\n{}", describe(&analysis));
        assert_eq!(all_pass(&format!("{}\n{}", without_promises(&text), shown(&analysis).join("\n"))), 1, "{start}");
    }
}

const SIDE_BY_SIDE: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
lead { name: text  deal: one of [none, won] = none }
event visit { }
limits { zone "Asia/Tokyo"  at most 9 emails a day for each lead }
email a { subject "1通目" link more "https://acme.example/1" body "[詳しく](more)" }
email b { subject "2通目" link more "https://acme.example/1" body "[詳しく](more)" }
email c { subject "3通目" link more "https://acme.example/1" body "[詳しく](more)" }
scenario visited {
  start on visit, needs consent
  send a
  wait 1 day
  send b
}
ensure at most 2 emails in 7 days
"#;

/// A scenario that begins again after five days is not too much by itself, nor each scenario once; two of its runs beside
/// another are.
#[test]
fn a_run_that_comes_again_beside_another_scenario_is_played() {
    let text = |limits: &str| {
        format!(
            r#"
sender acme {{ name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }}
lead {{ name: text }}
event download {{}}
event visit {{}}
email one {{ subject "1通目" link more "https://acme.example/1" body "[見る](more)" }}
email two {{ subject "2通目" link more "https://acme.example/2" body "[見る](more)" }}
scenario often {{
  start on download, gives consent
  again always
  send one
  wait 5 days
}}
scenario once {{
  start on visit, gives consent
  send two
}}
limits {{ send every day 9:00 to 18:00  at most 1 email a day  {limits} }}
"#
        )
    };
    let promise = "ensure at most 2 emails in 7 days\n";
    let broken = check_text(&(text("") + promise));
    assert_eq!(broken.diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [470], "{}", describe(&broken));
    let tests = shown(&broken);
    assert_eq!(all_pass(&format!("{}{}", text(""), tests.join("\n"))), 1);
    let kept = check_text(&(text("at most 2 emails in 7 days") + promise));
    assert_eq!(describe(&kept), "");
}
