//! Independent mistakes are all found in one run, each once: any choice of them, put into a good file, gives exactly their
//! messages, in order.

use proptest::prelude::*;
use sodate::source::FileId;

const GOOD: &str = include_str!("../cases/parse/taste.flow");

/// A piece of the good file that stands there once, what is made of it, and the code that this gives.
const MISTAKES: &[(&str, &str, u16)] = &[
    ("  name \"株式会社アクメ\"   from", "  name \"株式会社アクメ   from", 5),
    ("  reply to \"x@acme.example\"", "  reply to x@acme.example", 18),
    ("  company: text\n", "  company：text\n", 6),
    ("title: text?", "title text?", 25),
    ("[manufacturing, finance, it]", "[manufacturing, finance it]", 25),
    ("event page_view {", "evnet page_view {", 8),
    ("  preheader \"x\"", "  preheader", 10),
    ("email b { body", "email b ｛ body", 6),
    ("  clicked any email ", "  clicked any emial ", 8),
    ("at most 3 times a day", "at most 3 a day", 61),
    ("  assign in turn", "  assign in trun", 8),
    ("answer within 24 hours", "answer within 24 hrs", 12),
    ("when score reaches 50 {", "when score reaches {", 10),
    ("  again after 90 days", "  again after 90 dayz", 12),
    ("  stop when lead.deal in [talking, won]", "  stop when lead.deal in [talking, won", 28),
    ("  send thanks\n", "  sned thanks\n", 8),
    ("  on day 3   send pitfalls", "  on day 3   send", 10),
    ("  wait until next monday", "  wait until next モンデー", 11),
    ("  wait 5 business days", "  wait 5.5 business days", 33),
    ("{ go to pricing_interest }", "{ go to 料金-興味 }", 15),
    ("    otherwise                 { }", "    otherwise                 { ", 3),
    ("  on 2026-04-01 send seminar", "  on 2026-04-31 send seminar", 13),
    ("  send weekdays 9:00 to 18:00", "  send weekdays 9:00 to 18:00 daily", 11),
    ("  lead { name: \"田中\"", "  lead { name: 「田中」", 20),
    ("  at 2026-04-01 10:00  download", "  at 2026-04-01 10時  download", 27),
    ("  expect handoff to inside_sales", "  expect handoff inside_sales", 61),
    ("  set lead.deal = won", "  set lead.deal won", 25),
    ("  expect nothing more\n}", "  expect nothing more\n}\n}", 4),
];

fn with_mistakes(chosen: &[usize]) -> String {
    let mut text = GOOD.to_owned();
    for at in chosen {
        let (good, bad, _) = MISTAKES[*at];
        assert_eq!(GOOD.matches(good).count(), 1, "{good:?} must stand once in the good file");
        text = text.replace(good, bad);
    }
    text
}

fn codes(text: &str) -> Vec<u16> {
    sodate::syntax::parse(FileId(0), text).diagnostics.iter().map(|one| one.code.0).collect()
}

#[test]
fn each_mistake_alone_gives_its_message_and_no_other() {
    assert!(codes(GOOD).is_empty());
    for (at, (good, bad, code)) in MISTAKES.iter().enumerate() {
        assert_eq!(codes(&with_mistakes(&[at])), [*code], "{bad:?} instead of {good:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_choice_of_mistakes_gives_all_their_messages(chosen in prop::sample::subsequence((0..MISTAKES.len()).collect::<Vec<_>>(), 0..=MISTAKES.len())) {
        let expected: Vec<u16> = chosen.iter().map(|at| MISTAKES[*at].2).collect();
        prop_assert_eq!(codes(&with_mistakes(&chosen)), expected);
    }
}
