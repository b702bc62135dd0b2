//! Values that may be missing, from step to step: what `if … is known` and its kin make sure of, and how long it lasts.

use crate::host::{check_text, describe};
use sodate::diagnostic::Severity;

const BASE: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead {
  name: text  title: text?  company: text?  n: number = 0  m: number?  flag: true/false?  tags: list of text?
  d: date?  day: date = 2026-01-01  kind: one of [a, b]?
}
event visit { path: text  note: text?  count: number? }
event order { cart: text  note: text? }
email one { subject "1通目" link more "https://acme.example/1" body "[見る](more)" }
email two { subject "2通目" link more "https://acme.example/2" body "[見る](more)" }
team sales { member "sato@acme.example" }
segment big when lead.n > 3
"#;

/// The errors of a text, as `214 lead.m`. Two spaces stand for a new line.
fn errors(flow: &str) -> Vec<String> {
    let text = format!("{BASE}{}", flow.replace("  ", "\n"));
    let analysis = check_text(&text);
    let errors = analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let place = |span: sodate::source::Span| &text[span.start as usize..span.end as usize];
    let mut found: Vec<_> = errors.map(|one| (one.primary.span.start, one)).collect();
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, one)| format!("{} {}", one.code.0, place(one.primary.span))).collect()
}

fn in_scenario(heads_and_steps: &str) -> Vec<String> {
    errors(&format!("scenario s {{ {heads_and_steps} }}"))
}

fn fine(steps: &str) {
    assert_eq!(in_scenario(&format!("start on visit, gives consent\n{steps}\nsend one")), [""; 0], "{steps}");
}

fn refused(steps: &str, expected: &[&str]) {
    assert_eq!(in_scenario(&format!("start on visit, gives consent\n{steps}\nsend one")), expected, "{steps}");
}

const TITLE: &[&str] = &["214 lead.title"];
const NUMBER: &[&str] = &["214 lead.m"];

#[test]
fn an_if_makes_sure_of_a_field_for_the_steps_in_it() {
    for steps in [
        "if lead.m is known { set lead.n = lead.m }",
        "if not (lead.m is missing) { set lead.n = lead.m }",
        "if lead.m is missing { score +1 } else { set lead.n = lead.m }",
        "if lead.m > 3 { set lead.n = lead.m }",
        "if 3 != lead.m { set lead.n = lead.m }",
        "if lead.flag { notify sales } else if lead.m is known { set lead.n = lead.m }",
        "if lead.m is known and lead.title is known { set lead.n = lead.m  set lead.name = lead.title }",
        "if lead.m is missing or lead.title is missing { score +1 } else { set lead.n = lead.m  set lead.name = lead.title }",
        "if lead.m == 1 or lead.m == 2 { set lead.n = lead.m }",
        "if lead.title in [\"a\", \"b\"] { set lead.name = lead.title }",
        "if \"a\" in lead.tags { notify sales because \"{{ lead.tags }}\" }",
        "if lead.title is known { notify sales because \"{{ lead.title }}\" }",
        "if lead.title is known { if lead.m is known { set lead.name = lead.title } else { set lead.name = lead.title } }",
        "if event.note is known { set lead.name = event.note }",
        "if event.note is known { set lead.name = start.note }",
        "if start.count > 2 { set lead.n = event.count }",
    ] {
        fine(steps);
    }
    refused("if lead.m is missing { set lead.n = lead.m }", NUMBER);
    refused("if lead.m is known { score +1 } else { set lead.n = lead.m }", NUMBER);
    refused("if lead.m is known or lead.title is known { set lead.n = lead.m }", NUMBER);
    refused("if not (lead.m == 3) { set lead.n = lead.m }", NUMBER);
    refused("if lead.m is known { score +1 }\nset lead.n = lead.m", NUMBER);
    refused("if default(lead.m, 4) > 3 { set lead.n = lead.m }", NUMBER);
    refused("if did order where event.note is known { set lead.name = event.note }", &["214 event.note"]);
}

#[test]
fn a_way_that_ends_leaves_what_the_others_know() {
    for steps in [
        "if lead.title is missing { stop }\nset lead.name = lead.title",
        "if lead.title is missing { handoff to sales }\nset lead.name = lead.title",
        "if lead.title is missing { stop mailing because \"x\" }\nset lead.name = lead.title",
        "if lead.title is missing { go to other }\nset lead.name = lead.title",
        "if lead.title is missing { set lead.title = \"x\" }\nset lead.name = lead.title",
        "if lead.title is missing { if lead.n > 3 { stop } else { set lead.title = \"x\" } }\nset lead.name = lead.title",
        "if lead.n > 3 { if lead.title is missing { stop } } else { if lead.title is known { score +1 } else { stop } }\nset lead.name = lead.title",
        "split { a 50% { set lead.title = \"a\" } b 50% { set lead.title = \"b\" } }\nset lead.name = lead.title",
    ] {
        let other = "scenario other { start by hand, gives consent\n send two }";
        let all = format!("scenario s {{ start on visit, gives consent\n{steps}\nsend one }}\n{other}");
        assert_eq!(errors(&all), [""; 0], "{steps}");
    }
    refused("if lead.title is missing { score +1 }\nset lead.name = lead.title", TITLE);
    refused("if lead.title is missing { if lead.n > 3 { stop } }\nset lead.name = lead.title", TITLE);
    refused("split { a 50% { set lead.title = \"a\" } b 50% { score +1 } }\nset lead.name = lead.title", TITLE);
}

#[test]
fn a_match_makes_sure_of_its_subject() {
    fine("match lead.title { missing { } otherwise { set lead.name = lead.title } }");
    fine("match lead.title { missing { stop } otherwise { } }\nset lead.name = lead.title");
    fine("match lead.title { Boss { set lead.name = lead.title } missing { } otherwise { } }");
    fine("match lead.kind { a { notify sales because \"{{ lead.kind }}\" } b { } missing { } }");
    fine("match lead.title { missing { } otherwise { handoff to sales because \"{{ lead.title }}\" } }");
    fine("match event.note { x { set lead.name = event.note } otherwise { } }");
    refused("match lead.title { Boss { } otherwise { set lead.name = lead.title } }", TITLE);
    refused("match lead.title { Boss, missing { set lead.name = lead.title } otherwise { } }", TITLE);
    refused("match lead.title { missing { } otherwise { } }\nset lead.name = lead.title", TITLE);
}

#[test]
fn what_is_set_is_known_until_it_may_be_cleared() {
    fine("set lead.m = 3\nset lead.n = lead.m");
    fine("set lead.m = default(lead.m, 3)\nset lead.n = lead.m");
    refused("if lead.title is known { set lead.title = lead.company  set lead.name = lead.title }", TITLE);
    refused("if lead.title is known { set lead.title = event.note  set lead.name = lead.title }", TITLE);
    fine("if lead.company is known { set lead.title = lead.company  set lead.name = lead.title }");
}

#[test]
fn a_field_may_change_while_time_passes_and_a_property_may_not() {
    for pause in [
        "send two",
        "wait 1 day",
        "wait 0 days",
        "wait until day 3, else now",
        "on day 3 send two, else skip",
        "on day 3 score +1, else skip",
        "await up to 1 day { order { } }",
        "await up to 1 day { order { stop } otherwise { } }",
    ] {
        let steps = |path: &str| format!("if {path} is known {{\n{pause}\nset lead.name = {path}\n}}");
        refused(&steps("lead.title"), TITLE);
        fine(&steps("event.note"));
    }
    refused("if lead.title is known { await up to 1 day { order { set lead.name = lead.title } } }", TITLE);
    refused(
        "if lead.title is known { await up to 1 day { order { } otherwise { set lead.name = lead.title } } }",
        TITLE,
    );
    refused("if lead.title is known { on day 3 set lead.name = lead.title, else skip }", TITLE);
    refused("if lead.title is known { repeat at most 2 times { set lead.name = lead.title  wait 1 day } }", TITLE);
    refused("repeat at most 2 times, until lead.title is known { wait 1 day }\nset lead.name = lead.title", TITLE);
    fine("repeat at most 2 times, until lead.title is missing { set lead.name = lead.title  wait 1 day }");
    fine("await up to 1 day { order where lead.title is known { set lead.name = lead.title } }");
    fine("await up to 1 day { lead.title changes where lead.title is known { set lead.name = lead.title } }");
    refused(
        "await up to 1 day { order where event.note is known { set lead.name = event.note } }",
        &["214 event.note"],
    );
}

#[test]
fn what_another_scenario_does_may_clear_a_field() {
    let begins = |other: &str| {
        errors(&format!(
            "scenario s {{ start on visit, gives consent\nif lead.title is known {{ begin other  set lead.name = lead.title }}  send one }}
             scenario other {{ start by hand, gives consent\n {other}\n send two }}"
        ))
    };
    assert_eq!(begins("set lead.title = \"x\""), [""; 0]);
    assert_eq!(begins("set lead.title = default(lead.company, \"x\")"), [""; 0]);
    assert_eq!(begins("set lead.title = lead.company"), TITLE);
}

#[test]
fn starts_and_stop_rules_make_sure_of_values() {
    for scenario in [
        "start on visit where event.note is known, gives consent\nwait 1 day\nset lead.name = event.note\nsend one",
        "start on visit where event.note is known, gives consent\nstart on order where event.note != \"\", gives consent\nset lead.name = event.note\nsend one",
        "start on visit where lead.title is known, gives consent\nset lead.name = lead.title\nsend one",
        "start on lead.title changes where lead.title is known, gives consent\nset lead.name = lead.title\nsend one",
        "start when lead.title is known, gives consent\nset lead.name = lead.title\nsend one",
        "start 3 days before lead.d, gives consent\nset lead.day = lead.d\nsend one",
        "start on visit, gives consent\nstop when lead.title is missing\nset lead.name = lead.title\nsend one\nwait 1 day\nset lead.name = lead.title",
        "start on visit, gives consent\nstop when lead.title is missing or lead.n > 3\nawait up to 1 day { order { notify sales because \"{{ lead.title }}\" } }\nsend one",
    ] {
        assert_eq!(in_scenario(scenario), [""; 0], "{scenario}");
    }
    for (scenario, expected) in [
        (
            "start on visit where event.note is known, gives consent\nstart on order, gives consent\nset lead.name = event.note\nsend one",
            "214 event.note",
        ),
        (
            "start on visit where event.note is known, gives consent\nstart on visit where event.path == \"a\", gives consent\nset lead.name = event.note\nsend one",
            "214 event.note",
        ),
        (
            "start on visit where lead.title is known, gives consent\nstart by hand, gives consent\nset lead.name = lead.title\nsend one",
            "214 lead.title",
        ),
        (
            "start on visit where lead.title is known, gives consent\nsend one\nset lead.name = lead.title",
            "214 lead.title",
        ),
        (
            "start on visit where lead.title is known, gives consent\nif lead.n > 3 { wait 1 day  go to s }\nset lead.name = lead.title\nsend one",
            "214 lead.title",
        ),
        (
            "start on visit, gives consent\nstop when lead.title is missing and lead.n > 3\nset lead.name = lead.title\nsend one",
            "214 lead.title",
        ),
        (
            "start on visit, gives consent\nstop when lead.title is known\nset lead.name = lead.title\nsend one",
            "214 lead.title",
        ),
    ] {
        assert_eq!(in_scenario(scenario), [expected], "{scenario}");
    }
    // What a step clears is missing until the stop rules are looked at again.
    let clears = "scenario t { start on order, gives consent\n set lead.title = event.note\n send two }";
    let scenario =
        "start on visit, gives consent\nstop when lead.title is missing\nset lead.name = lead.title\nsend one";
    assert_eq!(errors(&format!("scenario s {{ {scenario} }}\n{clears}")), TITLE);
    let scenario = "start when lead.title is known, gives consent\nset lead.name = lead.title\nsend one";
    assert_eq!(errors(&format!("scenario s {{ {scenario} }}\n{clears}")), TITLE);
    // A run that another scenario begins has met no start.
    let scenario = "start on visit where lead.title is known, gives consent\nset lead.name = lead.title\nsend one";
    let begins = "when score reaches 5 { begin s }\nscore { visit +5 }";
    assert_eq!(errors(&format!("scenario s {{ {scenario} }}\n{begins}")), TITLE);
}

#[test]
fn the_trigger_of_a_rule_makes_sure_of_values() {
    for rule in [
        "when visit where event.note is known { notify sales because \"{{ event.note }}\" }",
        "when visit where lead.title is known { notify sales because \"{{ lead.title }}\" }",
        "when lead.title is known { notify sales because \"{{ lead.title }}\"  set lead.name = lead.title }",
        "when lead.title changes where lead.title is known { set lead.name = lead.title }",
    ] {
        assert_eq!(errors(rule), [""; 0], "{rule}");
    }
    assert_eq!(errors("when lead.title changes { notify sales because \"{{ lead.title }}\" }"), ["231 lead.title"]);
    let clears = "when visit { set lead.title = event.note }";
    let rule = "when visit where lead.title is known { set lead.name = lead.title }";
    assert_eq!(errors(&format!("{clears}\n{rule}")), TITLE);
}

#[test]
fn a_mail_knows_the_start_event_and_of_the_lead_nothing() {
    let mail = |body: &str| format!("email three {{ subject \"3通目\" body \"{body}\" }}");
    let scenario = "scenario s { start on visit where event.note is known, gives consent
        if lead.title is known { send three } }";
    assert_eq!(errors(&format!("{}{scenario}", mail("{{ event.note }}"))), [""; 0]);
    assert_eq!(errors(&format!("{}{scenario}", mail("{{ lead.title }}"))), ["231 lead.title"]);
    let second = "scenario t { start on order, gives consent\n send three }";
    assert_eq!(errors(&format!("{}{scenario}{second}", mail("{{ event.note }}"))), ["231 event.note"]);
}

#[test]
fn an_arm_for_a_missing_value_that_is_there_is_never_met() {
    let arm = |before: &str| {
        let steps = format!("{before} {{ match lead.title {{ missing {{ stop }} otherwise {{ }} }} }}");
        let text = format!("{BASE}scenario s {{ start on visit, gives consent\n{steps}\nsend one }}");
        check_text(&text).diagnostics.iter().any(|one| one.code.0 == 362)
    };
    assert!(arm("if lead.title is known"));
    assert!(!arm("if lead.n > 3"));
}

#[test]
fn a_field_is_cleared_with_missing() {
    fine("set lead.title = missing");
    fine("set lead.title = missing  set lead.title = \"x\"  set lead.name = lead.title");
    refused("if lead.title is known {  set lead.title = missing  set lead.name = lead.title  }", TITLE);
    refused("set lead.name = missing", &["225 missing"]);
    refused("set lead.n = missing", &["225 missing"]);
    let clears = "when visit { set lead.title = missing }  ";
    let scenario = "scenario s { start on visit, gives consent  stop when lead.title is missing  set lead.name = lead.title  send one }";
    assert_eq!(errors(scenario), [""; 0]);
    assert_eq!(errors(&format!("{clears}{scenario}")), TITLE);
    let test = |value: &str| {
        errors(&format!(
            "scenario s {{ start on visit, gives consent  send one }}  test \"t\" for s {{  lead {{ name: \"x\" }}  \
             at 2026-04-01 10:00 set lead.{value}  }}"
        ))
    };
    assert_eq!(test("title = missing"), [""; 0]);
    assert_eq!(test("title = 未入力"), [""; 0]);
    assert_eq!(test("name = missing"), ["225 missing"]);
}

/// The only error of a scenario with that step, and what its fix writes.
fn fix_of(step: &str) -> Option<(u16, String)> {
    let text = format!("{BASE}scenario s {{ start on visit, gives consent\n{step}\nsend one }}");
    let analysis = check_text(&text);
    let errors: Vec<_> = analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    let [one] = errors.as_slice() else { panic!("{step}: {}", describe(&analysis)) };
    let (span, with) = &one.fixes.first()?.edits[0];
    let mended = format!("{}{with}{}", &text[..span.start as usize], &text[span.end as usize..]);
    assert!(check_text(&mended).diagnostics.iter().all(|one| one.severity != Severity::Error), "{mended}");
    Some((one.code.0, with.clone()))
}

#[test]
fn words_of_other_languages_for_no_value_clear_no_field() {
    for (step, with) in [
        ("set lead.title = null", "missing"),
        ("set lead.m = none", "missing"),
        ("set lead.kind = none", "missing"),
        ("set lead.title = 空", "未入力"),
        ("設定 リード.title = なし", "未入力"),
    ] {
        assert_eq!(fix_of(step), Some((226, with.to_owned())), "{step}");
    }
    // Nothing to write instead where the field must have a value.
    assert_eq!(fix_of("set lead.name = null"), None);
    refused("set lead.title = other", &["212 other"]);
    let named = BASE.replace("one of [a, b]?", "one of [a, none]?");
    let text = format!("{named}scenario s {{ start on visit, gives consent\nset lead.kind = none\nsend one }}");
    assert!(check_text(&text).diagnostics.iter().all(|one| one.severity != Severity::Error));
}

#[test]
fn every_start_has_the_value_that_runs_are_kept_by() {
    let starts =
        |starts: &str, key: &str| in_scenario(&format!("{starts}  one for each {key}  again always\nsend one"));
    assert_eq!(starts("start on visit, gives consent", "event.path"), [""; 0]);
    assert_eq!(starts("start on visit, gives consent", "event.note"), ["332 event.note"]);
    assert_eq!(starts("start on visit where event.note is known, gives consent", "event.note"), [""; 0]);
    assert_eq!(starts("start on visit where event.note in [\"a\", \"b\"], gives consent", "event.note"), [""; 0]);
    assert_eq!(
        starts("start on visit where event.note is known or event.path == \"a\", gives consent", "event.note"),
        ["332 event.note"]
    );
    assert_eq!(
        starts("start on visit, gives consent  start on order, gives consent", "event.path"),
        ["332 event.path"]
    );
    for other in
        ["start by hand", "start every day at 9:00 for big", "start when lead.n > 3", "start 3 days before lead.d"]
    {
        let both = format!("start on visit, gives consent  {other}, gives consent");
        assert_eq!(starts(&both, "event.path"), ["332 event.path"], "{other}");
    }
    let begun =
        "when lead.n > 3 { begin s }\nscenario s { start on visit, gives consent\none for each event.path\nsend one }";
    assert_eq!(errors(begun), ["332 event.path"]);
}

#[test]
fn each_part_of_an_or_says_whom_an_event_for_everyone_is_about() {
    let starts = |filter: &str| {
        let head = format!("start on drop where {filter}, gives consent");
        let all = errors(&format!(
            "event drop for everyone {{ product: text  tags: list of text  day: date? }}\nscenario s {{ {head}\nsend one }}"
        ));
        all.into_iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for filter in [
        "event.product == lead.title",
        "lead.title == event.product",
        "event.product == lead.title or event.product in lead.tags",
        "event.product in [lead.title, lead.company]",
        "lead.n > 3 and (event.product == lead.title or event.product == lead.company)",
        "event.day == lead.d",
    ] {
        assert_eq!(starts(filter), [""; 0], "{filter}");
    }
    for filter in [
        "event.product != lead.title",
        "event.product == lead.title or lead.flag",
        "event.product == lead.title or event.product == \"x\"",
        "not (event.product == lead.title)",
        "event.product in [lead.title, \"x\"]",
        "lead.title == \"x\"",
    ] {
        assert_eq!(starts(filter), ["334"], "{filter}");
    }
}

#[test]
fn the_messages_tell_the_way_of_the_place() {
    let help = |flow: &str| {
        let analysis = check_text(&format!("{BASE}{flow}"));
        let one = analysis.diagnostics.iter().find(|one| one.severity == Severity::Error);
        let one = one.unwrap_or_else(|| panic!("{}", describe(&analysis)));
        one.help.as_ref().unwrap().en.clone()
    };
    let step = |step: &str| help(&format!("scenario s {{ start on visit, gives consent\n {step}\n send one }}"));
    assert_eq!(
        step("set lead.n = lead.m"),
        "write `default(lead.m, 42)`, put the step into `if lead.m is known { … }`, or declare `n` with `?` and no default"
    );
    assert_eq!(
        step("notify sales because \"{{ lead.title }}\""),
        "write `{{ default(lead.title, \"there\") }}`, or put the step into `if lead.title is known { … }`"
    );
    assert_eq!(
        help("when visit { set lead.n = lead.m }"),
        "write `default(lead.m, 42)`, or declare `n` with `?` and no default"
    );
}

#[test]
fn a_lead_of_a_test_has_no_value_by_leaving_it_out() {
    let flow = "test \"t\" for s {\n lead { name: \"A\" title: missing }\n at 2026-06-01 10:00 visit { path: \"/\" }\n expect email one\n}\n";
    let analysis = check_text(&format!("{BASE}scenario s {{ start on visit, gives consent\n send one }}\n{flow}"));
    let found: Vec<_> = analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    assert_eq!(found.iter().map(|one| one.code.0).collect::<Vec<_>>(), [108], "{}", describe(&analysis));
    assert!(found[0].help.as_ref().unwrap().en.contains("leave this field out") && found[0].fixes.is_empty());
}
